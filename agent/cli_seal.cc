#include "agent/cli_seal.h"

#include <CLI/CLI.hpp>

#include <cstdio>
#include <fstream>
#include <iostream>

#include "agent/recovery_sheet.h"
#include "common/base/random.h"
#include "common/base/sealing.h"

namespace hadir::agent {
namespace {

using base::Error;
using base::Fault;
using boost::json::array;
using boost::json::object;
using boost::json::value;

constexpr const char* seal_footer = R"(
Catatan kesehatan (health_check) tersegel: hub menyimpan dan menghitungnya, tetapi hanya PC unit ini yang memegang kunci dapat
membacanya. PC yang baru didaftarkan tidak membacanya sampai orang di kantor mengizinkannya:

  di PC baru    hadir seal ask                    lalu hadir sync; nama PC tampil
  di PC lama    hadir seal admit NAMA-PC --yes    cocokkan namanya dengan layar PC baru; lalu hadir sync
  di PC baru    hadir sync, lalu hadir seal accept NOMOR-KUNCI   cocokkan nomornya dengan layar PC lama

PC hilang atau dicuri: hadir seal renew --share PC-LAIN --yes, dan minta sekretariat mencabut PC itu.
Simpan hadir seal sheet di lemari besi; bila semua PC rusak, di PC baru: hadir seal recover)";

std::string text(const value& from, const char* name) { return cell_text(from.as_object().if_contains(name)); }

std::string joined(const value& from, const char* name) {
  std::string all;
  for (const value& one : from.at(name).as_array()) all += (all.empty() ? "" : ", ") + cell_text(&one);
  return all.empty() ? "-" : all;
}

base::Result<value> ask(const CommandLine& line, std::string_view operation, object request) {
  auto client = OfficeClient::connect(line.dir, line.clock);
  if (!client) return client.error();
  request["author"] = line.author;
  return (*client)->call(operation, request);
}

template <class Show>
int told(const CommandLine& line, const base::Result<value>& answer, Show show) {
  if (!answer) return line.output.fail(answer.error());
  if (line.output.json)
    line.output.print(*answer);
  else
    show(*answer);
  return exit_done;
}

int needs_yes(const CommandLine& line, const std::string& what) {
  return line.output.fail({Fault::refused, what, "bila benar, ulangi dengan --yes"});
}

void print_status(const value& status) {
  std::printf("PC ini        %s\n", text(status, "pc").c_str());
  if (status.at("writes_with").is_null())
    std::printf("menulis       belum ada kunci; dibuat dengan sendirinya pada catatan tersegel yang pertama\n");
  else
    std::printf("menulis       dengan kunci %s\n", text(status, "writes_with").c_str());
  for (const value& one : status.at("keys").as_array()) {
    const bool shared = !one.at("from").as_array().empty();
    std::printf("  kunci %s  %s%s%s\n", text(one, "key").c_str(), one.at("writes").as_bool() ? "menulis dan membaca" : "membaca",
                shared ? (", dari PC " + joined(one, "from")).c_str() : "",
                one.at("on_sheet").as_bool() ? ", ada pada lembar pemulihan" : "");
    if (!one.at("writes").as_bool() && shared)
      std::printf("    untuk menulis dengannya: cocokkan nomor ini dengan layar PC itu, lalu hadir seal accept %s\n",
                  text(one, "key").c_str());
  }
  if (text(status.at("unread"), "commits") == "0") {
    std::printf("terbaca       semua catatan tersegel yang ada di sini\n");
    return;
  }
  std::printf("tak terbaca   %s catatan, dengan kunci %s\n", text(status.at("unread"), "commits").c_str(),
              joined(status.at("unread"), "keys").c_str());
  std::printf("  di PC yang memegang kunci itu: hadir seal admit %s --yes, lalu hadir sync di keduanya\n",
              text(status, "pc").c_str());
}

void print_list(const value& list) {
  if (list.at("key").is_null())
    std::printf("PC ini belum memegang kunci.\n");
  else
    std::printf("PC ini menulis dengan kunci %s.\n", text(list, "key").c_str());
  array rows;
  for (const value& one : list.at("pcs").as_array())
    rows.push_back(object{{"pc", text(one, "pc") + (one.at("self").as_bool() ? " (PC ini)" : "")},
                          {"reads", one.at("reads").as_bool() ? "ya" : "tidak"},
                          {"keys", joined(one, "keys")}});
  print_table(rows, {{"pc", "PC"}, {"reads", "DIIZINKAN"}, {"keys", "KUNCI"}});
  for (const value& one : list.at("sheets").as_array())
    std::printf("lembar pemulihan %s: kunci %s\n", text(one, "sheet").c_str(), joined(one, "keys").c_str());
}

int run_admit(const CommandLine& line, const SealOptions& options) {
  if (!options.yes)
    return needs_yes(line, "PC " + options.pc +
                               " akan dapat membaca semua catatan kesehatan unit ini; pastikan nama itu sama "
                               "dengan yang tampil di layarnya (hadir seal status)");
  return told(line, ask(line, "seal.admit", {{"pc", options.pc}}), [](const value& answer) {
    std::printf("PC %s diizinkan membaca (kunci %s).\n", text(answer, "pc").c_str(), joined(answer, "keys").c_str());
    std::printf("Jalankan hadir sync di sini dan di sana. Agar PC itu juga menulis dengan kunci ini, di sana:\n");
    std::printf("  hadir seal accept %s\n", text(answer, "accept").c_str());
  });
}

int run_renew(const CommandLine& line, const SealOptions& options) {
  if (!options.yes) {
    std::string whom;
    for (const std::string& one : options.share) whom += (whom.empty() ? "" : ", ") + one;
    return needs_yes(line, "kunci baru dibuat, dan catatan baru dari PC ini hanya terbaca di sini" +
                               (whom.empty() ? std::string() : " dan di PC " + whom) +
                               "; yang lama tetap terbaca siapa pun yang "
                               "memegang kunci lamanya");
  }
  array share;
  for (const std::string& one : options.share) share.emplace_back(one);
  return told(line, ask(line, "seal.renew", {{"share", std::move(share)}}), [](const value& answer) {
    std::printf("Kunci baru %s, dibagikan kepada %s PC. Setelah hadir sync, di masing-masing:\n", text(answer, "key").c_str(),
                text(answer, "shared_with").c_str());
    std::printf("  hadir seal accept %s\nCetak juga lembar pemulihan yang baru: hadir seal sheet\n", text(answer, "key").c_str());
  });
}

// The code stays in this process: what goes to the office is the public half.
int run_sheet(const CommandLine& line) {
  SheetSecret secret;
  base::system_random().fill(secret);
  const std::string code = encode_sheet(secret);
  const base::KeyPair pair = sheet_pair(secret);
  base::wipe(secret);
  auto answer = ask(line, "seal.sheet", {{"public_key", base::to_hex(pair.public_key())}});
  if (answer) answer->as_object()["code"] = code;
  return told(line, answer, [](const value& sheet) {
    std::printf("LEMBAR PEMULIHAN hadir. Simpan di lemari besi; siapa memegangnya dapat membaca catatan kesehatan unit ini.\n\n");
    std::printf("  %s\n\n", text(sheet, "code").c_str());
    std::printf("Membuka kunci: %s. Kode ini tidak tersimpan di mana pun.\n", joined(sheet, "keys").c_str());
    std::printf("Bila semua PC hilang: daftarkan PC baru, hadir sync, lalu hadir seal recover dan ketik kode ini.\n");
  });
}

int run_recover(const CommandLine& line, const SealOptions& options) {
  std::string code;
  if (options.file == "-") {
    std::getline(std::cin, code);
  } else {
    std::ifstream file(options.file);
    if (!file) return line.output.fail({Fault::not_found, "berkas " + options.file + " tidak dapat dibaca", "periksa namanya"});
    std::getline(file, code);
  }
  return told(line, ask(line, "seal.recover", {{"code", code}}), [](const value& answer) {
    std::printf("Lembar %s diterima: PC ini sekarang membaca yang tersegel dengan kunci %s.\n", text(answer, "sheet").c_str(),
                joined(answer, "keys").c_str());
    std::printf("Catatan baru memakai kunci PC ini sendiri; cetak lembar baru: hadir seal sheet\n");
  });
}

}  // namespace

CLI::App* add_seal_commands(CLI::App& app, SealOptions& options) {
  CLI::App* seal = app.add_subcommand("seal", "siapa yang dapat membaca catatan kesehatan unit ini")->require_subcommand(1);
  seal->footer(seal_footer);
  seal->add_subcommand("status", "kunci PC ini, dan apa yang belum dapat dibaca di sini");
  seal->add_subcommand("list", "PC di unit ini, dan siapa yang diizinkan");
  seal->add_subcommand("ask", "perkenalkan PC ini, agar dapat diizinkan dari PC lain");
  CLI::App* admit = seal->add_subcommand("admit", "izinkan sebuah PC membaca");
  admit->add_option("pc", options.pc, "nama PC, seperti tampil di layarnya")->required();
  CLI::App* accept = seal->add_subcommand("accept", "menulis dengan kunci yang dibagikan kepada PC ini");
  accept->add_option("key", options.key, "nomor kunci, seperti tampil di PC yang membagikannya")->required();
  CLI::App* renew = seal->add_subcommand("renew", "kunci baru untuk catatan baru, mis. setelah sebuah PC dicuri");
  renew->add_option("--share", options.share, "PC yang ikut menerima kunci baru; boleh beberapa");
  for (CLI::App* risky : {admit, renew}) risky->add_flag("--yes", options.yes, "lakukan; tanpa ini hanya ditunjukkan");
  seal->add_subcommand("sheet", "cetak lembar pemulihan untuk lemari besi");
  CLI::App* recover = seal->add_subcommand("recover", "baca dengan kode lembar pemulihan, yang diketik atau dari berkas");
  recover->add_option("file", options.file, "berkas berisi kodenya; -: dari masukan baku")->capture_default_str();
  return seal;
}

int run_seal(const CommandLine& line, const CLI::App& seal, const SealOptions& options) {
  const auto is = [&](const char* name) { return seal.got_subcommand(name); };
  if (is("status")) return told(line, ask(line, "seal.status", {}), print_status);
  if (is("list")) return told(line, ask(line, "seal.list", {}), print_list);
  if (is("ask"))
    return told(line, ask(line, "seal.ask", {}), [](const value& answer) {
      std::printf("Nama PC ini: %s\nSetelah hadir sync, di PC yang sudah membaca: hadir seal admit %s --yes\n",
                  text(answer, "pc").c_str(), text(answer, "pc").c_str());
    });
  if (is("admit")) return run_admit(line, options);
  if (is("accept"))
    return told(line, ask(line, "seal.accept", {{"key", options.key}}),
                [](const value& answer) { std::printf("PC ini menulis dengan kunci %s.\n", text(answer, "key").c_str()); });
  if (is("renew")) return run_renew(line, options);
  if (is("sheet")) return run_sheet(line);
  if (is("recover")) return run_recover(line, options);
  return exit_usage;
}

}  // namespace hadir::agent
