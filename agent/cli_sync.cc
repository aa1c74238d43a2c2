#include "agent/cli_sync.h"

#include <cstdio>

#include "agent/operations_check.h"

namespace hadir::agent {

using boost::json::object;
using boost::json::value;

const char* const sync_footer = R"(Contoh:
  hadir sync                  kirim dan ambil yang baru
  hadir sync --check          lalu bandingkan semua catatan dengan hub; beda diperbaiki dan dilaporkan
  hadir sync --dry-run        perkiraan bita dan waktunya saja; tidak ada yang dikirim
  hadir sync --max-bytes 500K paling banyak sekian bita kali ini: presensi dan keputusan dahulu (K, M, G: ribuan)
Perbandingan juga berjalan sendiri: urutan kelompok perubahan sehari sekali, catatan seminggu sekali.
Kode keluar: 0 semua tersimpan di hub (dan sama), 1 sebagian tersisa, ditolak atau masih berbeda, 2 hub tidak terjangkau)";

const char* const differences_footer =
    R"(Dua replika dengan kelompok perubahan yang sama harus menampilkan catatan yang sama. Bila tidak, ada kesalahan
program, cakram yang rusak, atau basis data yang diubah tangan. Yang salah disusun ulang dari log; isi kedua sisi disimpan di sini.
Contoh:
  hadir differences --json > untuk-pengembang.json)";

namespace {

std::string text(const object& from, const char* name) { return cell_text(from.if_contains(name)); }

// Which side was wrong, from where the office stands.
const char* outcome_in_words(const std::string& outcome) {
  if (outcome == "here") return "salah di PC ini, sudah diperbaiki";
  if (outcome == "there") return "salah di hub, sudah diperbaiki di sana";
  return "BELUM SELESAI";
}

void print_check(const object& check) {
  const std::size_t mended = check.at("streams_mended").to_number<std::size_t>();
  const std::size_t open = check.at("streams_open").to_number<std::size_t>();
  const boost::json::array& differences = check.at("differences").as_array();
  if (const value* error = check.if_contains("error"))
    std::printf("Perbandingan dengan hub tidak selesai: %s\n", text(error->as_object(), "what").c_str());
  else if (mended + open == 0 && differences.empty())
    std::printf("Sama dengan hub: %s aliran, %s catatan dibandingkan.\n", text(check, "streams").c_str(),
                text(check, "records").c_str());
  if (mended > 0) std::printf("  %zu aliran berbeda dari hub; PC ini kini mengikuti hub (hadir differences)\n", mended);
  if (open > 0) std::printf("  %zu aliran masih berbeda dari hub; laporkan dengan: hadir differences --json\n", open);
  for (const value& one : differences) {
    const object& difference = one.as_object();
    const std::string unit = text(difference, "unit");
    std::printf("  %s catatan berbeda (%s, %s): %s\n", text(difference, "records").c_str(),
                unit.empty() ? "provinsi" : unit.c_str(), text(difference, "lane").c_str(),
                outcome_in_words(text(difference, "outcome")));
  }
  if (!differences.empty()) std::printf("  ini tidak seharusnya terjadi; laporkan dengan: hadir differences --json\n");
  if (!check.at("incomparable").as_array().empty())
    std::printf(
        "  %zu jalur tidak dapat dibandingkan sekarang (ada yang sedang dikirim, atau versi program berbeda); coba lagi\n",
        check.at("incomparable").as_array().size());
}

void print_sync(const object& report) {
  const std::string result = text(report, "result");
  if (result == "complete")
    std::printf("Selesai: semua yang dicatat di sini tersimpan di hub, dengan tanda terima.\n");
  else if (result == "incomplete")
    std::printf("Belum semuanya tersimpan di hub.\n");
  else
    std::printf("Hub tidak terjangkau; yang dicatat tetap aman di PC ini.\n");
  const object& sent = report.at("sent").as_object();
  const object& received = report.at("received").as_object();
  std::printf("  %s permintaan; dikirim %s kelompok perubahan (%s bita), diterima %s (%s bita)\n",
              text(report, "requests").c_str(), text(sent, "commits").c_str(), text(sent, "bytes").c_str(),
              text(received, "commits").c_str(), text(received, "bytes").c_str());
  if (text(report, "pending") != "0")
    std::printf("  menunggu: %s kelompok perubahan, yang tertua %s detik\n", text(report, "pending").c_str(),
                text(report, "oldest_pending_s").c_str());
  if (text(report, "held_back") == "budget")
    std::printf("  tertunda karena batas kuota; lebih banyak kali ini: hadir sync --max-bytes 2M\n");
  if (text(report, "held_back") == "hours") std::printf("  data besar tertunda sampai jam yang diizinkan\n");
  if (report.at("continued").as_bool())
    std::printf(
        "  basis data PC ini pernah dipulihkan atau disalin: PC melanjutkan dengan nama replika baru, tidak ada yang hilang "
        "(hadir status)\n");
  if (const value* error = report.if_contains("error")) {
    std::printf("  sebab: %s\n", text(error->as_object(), "what").c_str());
    if (text(error->as_object(), "hint") != "") std::printf("  saran: %s\n", text(error->as_object(), "hint").c_str());
  }
  for (const value& one : report.at("refused").as_array())
    if (!report.contains("error")) std::printf("  ditolak: %s\n", text(one.as_object(), "reason").c_str());
}

int show_cost(const CommandLine& line, OfficeClient& client) {
  const auto answer = client.call("sync.cost", {});
  if (!answer) return line.output.fail(answer.error());
  if (line.output.json) return line.output.print(*answer), exit_done;
  const object& cost = answer->as_object();
  const auto bytes = [](const value& number) { return bytes_in_words(number.to_number<std::uint64_t>()); };
  std::printf("Perkiraan, tidak ada yang dikirim:\n");
  for (const value& one : cost.at("lanes").as_array()) {
    const object& lane = one.as_object();
    if (text(lane, "commits") != "0")
      std::printf("  %-8s %s kelompok perubahan, %s\n", text(lane, "lane").c_str(), text(lane, "commits").c_str(),
                  bytes(lane.at("bytes")).c_str());
  }
  std::printf("  kirim    %s dalam %s permintaan\n", bytes(cost.at("sent_bytes")).c_str(), text(cost, "requests").c_str());
  std::printf("  terima   sedikitnya %s; yang baru di hub belum diketahui\n", bytes(cost.at("received_bytes")).c_str());
  if (cost.at("seconds").is_null())
    std::printf("  waktu    belum diketahui di jaringan ini\n");
  else
    std::printf("  waktu    sekitar %s detik menurut jaringan ini terakhir kali\n", text(cost, "seconds").c_str());
  return exit_done;
}

// Whether the check of an answer finished and found nothing that is still different.
bool is_settled(const object& check) {
  const auto is_open = [](const value& one) { return text(one.as_object(), "outcome") == "open"; };
  return check.at("finished").as_bool() && text(check, "streams_open") == "0" &&
         std::ranges::none_of(check.at("differences").as_array(), is_open);
}

}  // namespace

int run_sync(const CommandLine& line, const SyncOptions& options) {
  const bool check = options.check;
  object request{{"check", check}};
  if (!options.max_bytes.empty()) {
    const auto bytes = parse_bytes(options.max_bytes);
    if (!bytes)
      return line.output.fail({base::Fault::bad_input, "--max-bytes " + options.max_bytes + " tidak dapat dibaca",
                               "tulis misalnya 500K atau 2M"}),
             exit_usage;
    request["max_bytes"] = *bytes;
  }
  auto client = OfficeClient::connect(line.dir, line.clock);
  if (!client) return line.output.fail(client.error());
  if (options.dry_run) return show_cost(line, **client);
  const auto answer = (*client)->call("sync", request);
  if (!answer) return line.output.fail(answer.error());
  const object& report = answer->as_object();
  const value* checked = report.if_contains("check");
  if (line.output.json) {
    line.output.print(*answer);
  } else {
    print_sync(report);
    if (checked != nullptr) print_check(checked->as_object());
  }
  const std::string result = text(report, "result");
  for (const auto known : {sync::SyncResult::complete, sync::SyncResult::incomplete, sync::SyncResult::unreachable})
    if (result == sync::name_of(known)) {
      const bool differs =
          check && known == sync::SyncResult::complete && (checked == nullptr || !is_settled(checked->as_object()));
      return differs ? exit_refused : exit_code_of(known);
    }
  return exit_refused;
}

int run_differences(const CommandLine& line) {
  auto client = OfficeClient::connect(line.dir, line.clock);
  if (!client) return line.output.fail(client.error());
  const auto answer = (*client)->call("differences", {});
  if (!answer) return line.output.fail(answer.error());
  if (line.output.json) {
    line.output.print(*answer);
    return exit_done;
  }
  const boost::json::array& all = answer->at("differences").as_array();
  if (all.empty()) std::printf("Tidak pernah ada perbedaan dengan hub.\n");
  for (const value& one : all) {
    const object& difference = one.as_object();
    std::printf("%s  %s\n  di sini: %s\n  di hub:  %s\n  %s\n", text(difference, "at").c_str(),
                text(difference, "subject").c_str(), text(difference, "ours").c_str(), text(difference, "theirs").c_str(),
                outcome_in_words(text(difference, "outcome")));
  }
  return exit_done;
}

const char* const compact_footer =
    R"(Contoh:
  hadir compact --dry-run
  hadir compact --keep-months 36

Catatan sendiri tidak berubah dan tetap tampil semua. Yang diringkas adalah riwayat perubahannya: commit yang lebih tua daripada
24 bulan (atau --keep-months, yang diingat) dan sudah dipegang hub. Layanan melakukannya sendiri saat sepi. Bila hub kelak kehilangan
commit itu, PC ini tidak dapat mengembalikannya.)";

int run_compact(const CommandLine& line, const CompactOptions& options) {
  auto client = OfficeClient::connect(line.dir, line.clock);
  if (!client) return line.output.fail(client.error());
  object request{{"dry_run", options.dry_run}};
  if (options.keep_months) request["keep_months"] = *options.keep_months;
  const auto answer = (*client)->call("compact", request);
  if (!answer) return line.output.fail(answer.error());
  if (line.output.json) {
    line.output.print(*answer);
    return exit_done;
  }
  const object& done = answer->as_object();
  if (text(done, "keep_months") == "0")
    std::printf("Semua riwayat tetap disimpan di PC ini.\n");
  else if (text(done, "commits") == "0")
    std::printf("Tidak ada riwayat yang lebih tua daripada %s bulan dan sudah dipegang hub.\n",
                text(done, "keep_months").c_str());
  else
    std::printf("%s %s commit (%s bita) yang lebih tua daripada %s bulan.\n",
                options.dry_run ? "Akan diringkas:" : "Diringkas:", text(done, "commits").c_str(), text(done, "bytes").c_str(),
                text(done, "keep_months").c_str());
  return exit_done;
}

}  // namespace hadir::agent
