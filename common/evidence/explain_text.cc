// An explanation in words.
#include <fmt/format.h>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "common/evidence/explain.h"

namespace hadir::evidence {
namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;

std::string text_of(const value& one) {
  if (one.is_null()) return "(kosong)";
  if (one.is_string()) return std::string(one.get_string());
  if (!one.is_array()) return boost::json::serialize(one);
  std::string joined;
  for (const value& item : one.get_array()) joined += (joined.empty() ? "" : "; ") + text_of(item);
  return joined.empty() ? "(kosong)" : joined;
}

std::string text(const object& from, const char* name) {
  const value* member = from.if_contains(name);
  return member == nullptr ? std::string() : text_of(*member);
}

bool is_set(const object& from, const char* name) {
  const value* member = from.if_contains(name);
  return member != nullptr && !member->is_null();
}

const char* quality_words(std::string_view quality) {
  if (quality == "hub") return "jam dipastikan oleh hub";
  if (quality == "carried") return "jam terakhir dipastikan sebelum PC dinyalakan ulang";
  if (quality == "doubtful") return "jam PC ini diragukan";
  return "jam PC ini belum pernah dipastikan oleh hub";
}

const char* effect_words(std::string_view effect) {
  if (effect == "waiting") return "menunggu commit PC lain yang sudah dilihat penulisnya; belum menjadi catatan";
  if (effect == "parked") return "disimpan, tetapi tanpa akibat";
  if (effect == "deferred") return "sebagian ditulis versi hadir yang lebih baru; diterapkan sesudah program ini diperbarui";
  if (effect == "erased") return "isinya tidak ada lagi; siapa dan kapan tetap terbukti";
  return "";
}

std::string clock_words(std::string_view why) {
  if (why == "step") return "jam PC digeser selagi menyala";
  if (why == "restart") return "PC dinyalakan dengan jam yang tidak dapat dipastikan";
  if (why == "contradiction") return "dua waktu hub tidak cocok dengan jam PC";
  return "dibandingkan dengan waktu hub";
}

std::string line(const char* label, const std::string& content) { return fmt::format("     {:<14} {}\n", label, content); }

std::string corrected_words(const object& corrected) {
  std::string words;
  if (is_set(corrected, "not_before") && is_set(corrected, "not_after"))
    words = "antara " + text(corrected, "not_before") + " dan " + text(corrected, "not_after");
  else if (is_set(corrected, "not_before"))
    words = "tidak lebih awal dari " + text(corrected, "not_before");
  else if (is_set(corrected, "not_after"))
    words = "tidak lebih lambat dari " + text(corrected, "not_after");
  else
    words = "belum diketahui";
  return words + " (" + clock_words(text(corrected, "why")) + ")";
}

std::string bracket_words(const object& bracket, bool at_hub) {
  std::string words;
  if (is_set(bracket, "not_before"))
    words += line("paling awal", text(bracket, "not_before") + " (waktu hub bertanda tangan, disebut di commit " +
                                     text(bracket.at("beacon").as_object(), "commit") + ")");
  else
    words += line("paling awal", "tidak terbukti: PC itu belum memegang waktu hub");
  if (is_set(bracket, "not_after"))
    words += line("paling lambat",
                  text(bracket, "not_after") + " (tanda terima hub nomor " + text(bracket.at("receipt").as_object(), "id") + ")");
  else
    words += line("paling lambat", text(bracket, "received") +
                                       (at_hub ? " menurut jam hub sendiri; tanda terimanya ada di PC yang menulis"
                                               : " menurut jam PC ini ketika menyimpannya; belum ada tanda terima hub di sini"));
  return words;
}

std::string commit_words(std::size_t number, const object& commit, bool at_hub) {
  const std::string label = text(commit, "pc");
  std::string words =
      fmt::format("  {}. {} di PC {}{}, commit {} (jalur {})\n", number, text(commit, "author"), text(commit, "origin"),
                  label.empty() ? "" : " \"" + label + "\"", text(commit, "commit"), text(commit, "lane"));
  const object& claimed = commit.at("claimed").as_object();
  std::string quality = quality_words(text(claimed, "quality"));
  if (text(claimed, "bound_ms") != "0") quality += ", ±" + text(claimed, "bound_ms") + " ms";
  words += line("menurut jamnya", text(claimed, "at") + " (" + quality + ")");
  if (is_set(commit, "corrected")) words += line("sebenarnya", corrected_words(commit.at("corrected").as_object()));
  words += bracket_words(commit.at("bracket").as_object(), at_hub);
  if (commit.at("deletes").as_bool()) words += line("menghapus", "catatan ini");
  for (const auto& [name, written] : commit.at("writes").as_object())
    words += line("menulis", std::string(name) + " = " + text_of(written));
  if (const std::string effect = effect_words(text(commit, "effect")); !effect.empty()) {
    const std::string reason = text(commit, "reason");
    words += line("akibat", effect + (reason.empty() ? "" : ": " + reason));
  }
  if (is_set(commit, "sealed"))
    words += line("tersegel", "dengan kunci " + text(commit, "sealed") + "; hub tidak dapat membacanya");
  if (!commit.at("refused_fields").as_array().empty())
    words += line("ditolak", "mengubah bukti: " + text(commit, "refused_fields"));
  for (const value& one : commit.at("contradictions").as_array()) words += line("janggal", text_of(one));
  if (is_set(commit, "rewritten")) {
    const object& first = commit.at("rewritten").as_object();
    words += line("ditulis ulang", "dari commit " + text(first, "commit") + " PC " + text(first, "origin") +
                                       ": basis data PC itu pernah dipulihkan atau disalin");
  }
  for (const value& one : commit.at("extensions").as_array())
    words += line("keterangan", "tanda " + text(one.as_object(), "tag") + ": " + text(one.as_object(), "content"));
  return words;
}

std::string history_words(const std::string& title, const array& commits, bool at_hub) {
  std::string words = "\n" + title + "\n";
  std::size_t number = 0;
  for (const value& one : commits) words += commit_words(++number, one.as_object(), at_hub);
  return words;
}

std::string record_words(const object& record) {
  std::string words;
  for (const auto& [name, shown] : record) words += fmt::format("  {:<12} {}\n", std::string(name), text_of(shown));
  return words;
}

}  // namespace

std::string explanation_text(const object& told, const std::string& command) {
  if (const value* candidates = told.if_contains("candidates")) {
    std::string words = "Ada beberapa catatan yang cocok. Pilih satu:\n";
    for (const value& one : candidates->as_array()) words += "  " + command + " explain '" + text_of(one) + "'\n";
    return words;
  }
  const bool at_hub = told.at("at_hub").as_bool();
  std::string words = text(told, "id");
  if (!text(told, "unit").empty()) words += " (unit " + text(told, "unit") + ")";
  words += "\n";
  if (told.at("record").is_object())
    words += record_words(told.at("record").as_object());
  else
    words += "  tidak tampil: belum ada commit yang diterapkan\n";
  if (told.at("deleted").as_bool()) words += "  (sudah dihapus)\n";
  words += history_words("Ditulis oleh", told.at("commits").as_array(), at_hub);
  if (const array& corrections = told.at("corrections").as_array(); !corrections.empty()) {
    if (told.at("correction").is_object()) words += "\nKoreksi yang berlaku\n" + record_words(told.at("correction").as_object());
    words += history_words("Koreksi ditulis oleh", corrections, at_hub);
  }
  const array& erased = told.at("erased").as_array();
  if (!erased.empty())
    words += text(told, "kind") == "erasure"
                 ? "\nIsi yang dihapus\n"
                 : "\nIsi dihapus menurut hukum di unit dan jalur ini; apakah tentang catatan ini tidak dapat diketahui lagi\n";
  for (const value& one : erased) {
    const object& erasure = one.as_object();
    words += fmt::format("  {} commit, isi {}: {}; dasar: {}; oleh {}, {}\n", text(erasure, "commits"),
                         text(erasure, "payload").substr(0, 16), text(erasure, "reason"), text(erasure, "basis"),
                         text(erasure, "author"), text(erasure, "at"));
  }
  const array& conflicts = told.at("open_conflicts").as_array();
  words += "\nPertentangan terbuka: " + std::string(conflicts.empty() ? "tidak ada" : text(told, "open_conflicts")) + "\n";
  for (const value& one : told.at("fields").as_array()) {
    const object& field = one.as_object();
    if (!field.at("conflict").as_bool()) continue;
    for (const value& head : field.at("heads").as_array())
      words += fmt::format("  {} = {} oleh {} di PC {}, commit {}\n", text(field, "field"), text(head.as_object(), "value"),
                           text(head.as_object(), "author"), text(head.as_object(), "origin"), text(head.as_object(), "commit"));
  }
  return words;
}

}  // namespace hadir::evidence
