// A verification's report, for programs and for people.
#include <fmt/format.h>
#include <boost/json/array.hpp>

#include "common/base/text.h"
#include "common/evidence/verify.h"
#include "common/sync/enrolment_code.h"

namespace hadir::evidence {
namespace {

// 1234567 -> "1.234.567", as numbers are written in Indonesia.
std::string grouped(std::uint64_t number) {
  std::string text = std::to_string(number);
  for (std::ptrdiff_t at = static_cast<std::ptrdiff_t>(text.size()) - 3; at > 0; at -= 3)
    text.insert(static_cast<std::size_t>(at), ".");
  return text;
}

// Commits are named where that says more than their number.
constexpr std::size_t most_named = 3;

std::string erasure_text(const ErasureReport& erasure) {
  std::string where;
  for (std::size_t at = 0; at < std::min(most_named, erasure.commits.size()); ++at)
    where += fmt::format("{}{}, commit {}", at == 0 ? "" : "; ", words_of(erasure.commits[at].first), erasure.commits[at].second);
  if (erasure.commits.size() > most_named) where += fmt::format("; dan {} lagi", grouped(erasure.commits.size() - most_named));
  const ErasureNote& note = erasure.note;
  return fmt::format("             - {}\n               {}; dasar: {}; oleh {}, {}\n", where, base::printable(note.reason, 200),
                     base::printable(note.basis, 200), base::printable(note.author, 80), base::printable(note.at, 40));
}

boost::json::object erasure_json(const ErasureReport& erasure) {
  boost::json::array commits;
  for (const auto& [stream, seq] : erasure.commits)
    commits.push_back(
        boost::json::object{{"origin", log::to_text(stream.origin)}, {"lane", static_cast<int>(stream.lane)}, {"commit", seq}});
  return {{"unit", erasure.unit},          {"payload", base::to_hex(erasure.payload)},
          {"reason", erasure.note.reason}, {"basis", erasure.note.basis},
          {"author", erasure.note.author}, {"at", erasure.note.at},
          {"commits", std::move(commits)}};
}

}  // namespace

boost::json::object to_json(const Report& report) {
  boost::json::array findings, erasures;
  for (const ErasureReport& one : report.erasures) erasures.push_back(erasure_json(one));
  for (const Finding& one : report.findings) findings.push_back(to_json(one));
  const Finding* first = report.first_bad_commit();
  boost::json::value key, fingerprint;
  if (report.hub_key) {
    key = base::to_hex(*report.hub_key);
    fingerprint = base::to_hex(sync::fingerprint_of(*report.hub_key));
  }
  return {{"result", report.intact() ? "intact" : "damaged"},
          {"database", report.path},
          {"hub_key", std::move(key)},
          {"hub_fingerprint", std::move(fingerprint)},
          {"hub_key_from", report.hub_key_from.empty() ? "database" : report.hub_key_from},
          {"streams", report.streams},
          {"commits", report.commits},
          {"signatures", report.signatures},
          {"beacons", report.beacons},
          {"receipts", report.receipts},
          {"records", report.records},
          {"erased", report.erased},
          {"erasures", std::move(erasures)},
          {"unprovable", report.unprovable},
          {"waiting", report.waiting},
          {"displaced", report.displaced},
          {"below_base", report.below_base},
          {"unread", report.unread},
          {"unread_records", report.unread_records},
          {"brackets",
           {{"not_before", report.after_beacon},
            {"not_after", report.before_receipt},
            {"claimed_too_early", report.claimed_too_early}}},
          {"first_bad_commit", first != nullptr ? boost::json::value(to_json(*first)) : boost::json::value()},
          {"findings_total", report.findings_total},
          {"findings", std::move(findings)}};
}

std::string to_text(const Report& report, std::size_t most_findings) {
  std::string text = fmt::format("Basis data   {}\n", report.path);
  if (report.hub_key)
    text += fmt::format("Kunci hub    {} ({})\n", base::to_hex(sync::fingerprint_of(*report.hub_key)),
                        report.hub_key_from.empty() ? "menurut basis data ini sendiri" : "dari " + report.hub_key_from);
  else
    text += "Kunci hub    belum dikenal: PC ini belum terdaftar\n";
  text += fmt::format("Diperiksa    {} commit dari {} aliran, {} tanda tangan, {} waktu hub, {} tanda terima, {} catatan\n",
                      grouped(report.commits), grouped(report.streams), grouped(report.signatures), grouped(report.beacons),
                      grouped(report.receipts), grouped(report.records));
  text +=
      fmt::format("Rentang      tidak lebih awal dari waktu hub: {} commit; tidak lebih lambat dari tanda terima: {} commit\n",
                  grouped(report.after_beacon), grouped(report.before_receipt));
  if (report.claimed_too_early > 0)
    text += fmt::format("             {} commit mengaku dibuat sebelum waktu hub yang disebutnya (jam PC-nya terlambat)\n",
                        grouped(report.claimed_too_early));
  if (report.erased > 0)
    text += fmt::format("Dihapus      isi {} commit dihapus menurut hukum; rantainya tetap terbukti\n", grouped(report.erased));
  for (std::size_t at = 0; at < std::min(report.erasures.size(), most_findings); ++at) text += erasure_text(report.erasures[at]);
  if (report.unprovable > 0)
    text += fmt::format("             {} catatan tidak dapat dibuktikan lagi seluruhnya\n", grouped(report.unprovable));
  if (report.below_base > 0)
    text += fmt::format("Di bawahnya  {} commit tidak ada di PC ini; salinan bertanda tangan hub menggantikannya\n",
                        grouped(report.below_base));
  if (report.unread > 0)
    text +=
        fmt::format("Tersegel     isi {} commit tersegel dan tidak dapat dibaca di sini; rantai dan tanda tangannya terbukti\n",
                    grouped(report.unread));
  if (report.unread_records > 0)
    text += fmt::format("             {} catatan karena itu tidak dapat dibandingkan; periksa di PC yang memegang kuncinya\n",
                        grouped(report.unread_records));
  if (report.waiting > 0)
    text += fmt::format("Menunggu     {} commit menunggu commit PC lain, belum menjadi catatan\n", grouped(report.waiting));
  if (report.displaced > 0)
    text +=
        fmt::format("Ditulis ulang {} commit ditulis ulang dengan nama replika yang baru; yang lama tersimpan sebagai bukti\n",
                    grouped(report.displaced));
  if (report.intact())
    return text + "\nUTUH. Setiap commit asli dan berurutan, dan setiap catatan sama dengan yang ada dalam log.\n";

  text += "\nTIDAK UTUH.\n";
  if (const Finding* first = report.first_bad_commit()) text += "Commit pertama yang rusak: " + to_text(*first) + "\n";
  text += fmt::format(
      "\n{} temuan{}\n", grouped(report.findings_total),
      report.findings.size() > most_findings || report.findings.size() < report.findings_total ? ", yang pertama:" : ":");
  for (std::size_t at = 0; at < std::min(most_findings, report.findings.size()); ++at)
    text += "  - " + to_text(report.findings[at]) + "\n";
  return text;
}

}  // namespace hadir::evidence
