#include "agent/doctor.h"

#include <boost/json/parse.hpp>

#include "common/base/civil.h"

namespace hadir::agent {
namespace {

using boost::json::object;
using boost::json::value;
using store::Finding;
using store::Level;

constexpr std::int64_t hour_ms = 3'600'000, long_pending_s = 24 * 3600;
// What people do not notice on a time sheet.
constexpr std::int64_t tolerated_ms = 60'000;

std::string text(const object& from, const char* name) {
  const value* member = from.if_contains(name);
  return member != nullptr && member->is_string() ? std::string(member->get_string()) : std::string();
}

std::int64_t number(const object& from, const char* name) {
  const value* member = from.if_contains(name);
  boost::json::error_code ec;
  return member != nullptr && member->is_number() ? member->to_number<std::int64_t>(ec) : 0;
}

Finding judge_clock(const object& status) {
  const value* clock = status.if_contains("clock");
  const std::string quality = clock != nullptr && clock->is_object() ? text(clock->get_object(), "quality") : "";
  if (quality == "doubtful")
    return {"clock", Level::failure, "jam PC ini berbeda dari waktu hub; presensi tetap dicatat, tetapi ditandai diragukan",
            "setel tanggal dan jam PC (timedatectl), lalu jalankan hadir sync"};
  if (quality == "unanchored")
    return {"clock", Level::attention, "jam PC ini belum pernah dipastikan oleh hub", "jalankan hadir sync begitu ada jaringan"};
  if (quality == "carried") return {"clock", Level::ok, "jam PC ini terakhir dipastikan hub sebelum PC dinyalakan ulang", ""};
  return {"clock", Level::ok, "jam PC ini dipastikan oleh hub", ""};
}

Finding judge_pending(const object& status) {
  const std::int64_t pending = number(status, "pending"), age_s = number(status, "oldest_pending_s");
  if (pending == 0) return {"pending", Level::ok, "semua catatan sudah sampai di hub", ""};
  const std::string what =
      std::to_string(pending) + " perubahan menunggu dikirim, yang tertua " + std::to_string(age_s / 3600) + " jam";
  if (age_s < long_pending_s) return {"pending", Level::ok, what, ""};
  return {"pending", Level::attention, what,
          "jalankan hadir sync; tanpa jaringan berhari-hari, bawa dengan stik USB atau hubungkan PC sebentar"};
}

Finding judge_count(const char* check, std::int64_t count, const std::string& what, const std::string& todo) {
  if (count == 0) return {check, Level::ok, "tidak ada " + what, ""};
  return {check, Level::attention, std::to_string(count) + " " + what, todo};
}

}  // namespace

std::vector<Finding> judge_status(const object& status) {
  std::vector<Finding> findings;
  const value* service = status.if_contains("service");
  if (service != nullptr && service->is_bool() && service->get_bool())
    findings.push_back({"service", Level::ok, "layanan berjalan", ""});
  else
    findings.push_back({"service", Level::attention,
                        "layanan tidak berjalan: pencatatan tetap bisa, pengiriman dan cadangan berhenti",
                        "jalankan: sudo systemctl start hadir-agent; bila gagal: journalctl -u hadir-agent -n 50"});
  const value* enrolled = status.if_contains("enrolled");
  if (enrolled != nullptr && enrolled->is_bool() && enrolled->get_bool())
    findings.push_back({"enrolment", Level::ok, "PC ini terdaftar pada " + text(status, "hub"), ""});
  else
    findings.push_back({"enrolment", Level::attention, "PC ini belum terdaftar pada hub",
                        "minta kode kepada sekretariat, lalu: hadir-agent init --enrol KODE"});
  findings.push_back(judge_clock(status));
  findings.push_back(judge_pending(status));
  findings.push_back(judge_count("conflicts", number(status, "conflicts"), "pertentangan menunggu keputusan",
                                 "pimpinan memutuskan: hadir conflicts list, lalu hadir conflicts settle"));
  findings.push_back(judge_count("quarantine", number(status, "quarantine"), "baris impor dalam karantina",
                                 "lihat sebabnya: hadir quarantine list"));
  const value* differences = status.if_contains("differences");
  const bool told = differences != nullptr && differences->is_object();
  findings.push_back(judge_count("differences", told ? number(differences->get_object(), "open") : 0,
                                 "perbedaan dengan hub yang belum selesai",
                                 "hadir sync --check; bila tetap ada, laporkan dengan: hadir differences --json"));
  const value* parked = status.if_contains("parked");
  findings.push_back(
      judge_count("parked", parked != nullptr && parked->is_array() ? static_cast<std::int64_t>(parked->get_array().size()) : 0,
                  "perubahan tersimpan tanpa akibat", "lihat hadir status; laporkan kepada sekretariat"));
  const value* at_risk = status.if_contains("seal_at_risk");
  if (at_risk != nullptr && at_risk->is_bool() && at_risk->get_bool())
    findings.push_back({"seal", Level::attention,
                        "kunci catatan kesehatan hanya ada di PC ini: bila PC ini rusak, catatan itu tidak terbaca lagi",
                        "cetak lembar pemulihan dan simpan di lemari besi, atau izinkan PC kedua: halaman Kesehatan, bagian "
                        "Kunci (hadir seal)"});
  return findings;
}

std::vector<Finding> judge_answer(const base::Result<HttpReply>& reply, base::WallTime before, base::WallTime after) {
  if (!reply) {
    const bool harmless = reply.error().fault == base::Fault::unreachable;
    return {{"link", harmless ? Level::attention : Level::failure, reply.error().what, reply.error().hint}};
  }
  if (reply->status != 200)
    return {{"link", Level::attention, "hub menjawab dengan kode " + std::to_string(reply->status),
             "coba lagi nanti; bila tetap begitu, hubungi sekretariat"}};
  std::vector<Finding> findings{{"link", Level::ok, "hub terjangkau dan membuktikan dirinya", ""}};
  boost::json::error_code ec;
  const value body = boost::json::parse(base::text_of(reply->body), ec);
  const auto time = ec || !body.is_object() ? std::nullopt : base::parse_rfc3339(text(body.get_object(), "time"));
  if (!time) return findings;
  const std::int64_t difference = (before.ms + after.ms) / 2 - time->ms;
  const std::string by =
      std::to_string(std::abs(difference) / 1000) + " detik " + (difference < 0 ? "di belakang" : "di depan") + " jam hub";
  if (std::abs(difference) <= tolerated_ms + (after.ms - before.ms))
    findings.push_back({"hub_time", Level::ok, "jam PC ini " + by, ""});
  else
    findings.push_back({"hub_time", std::abs(difference) > hour_ms ? Level::failure : Level::attention, "jam PC ini " + by,
                        "setel tanggal dan jam PC (timedatectl set-ntp true, atau timedatectl set-time)"});
  return findings;
}

std::vector<Finding> examine(const Surroundings& surroundings) {
  const DataDir& dir = surroundings.dir;
  std::vector<Finding> findings;
  const auto add = [&](std::vector<Finding> more) { findings.insert(findings.end(), more.begin(), more.end()); };
  const Finding directory = store::check_directory(
      dir.root(), "siapkan PC ini: sudo -u hadir hadir-agent init --data " + dir.root().string() + " --enrol KODE");
  findings.push_back(directory);
  std::error_code failed;
  if (directory.level == Level::failure && !std::filesystem::is_directory(dir.root(), failed)) return findings;
  findings.push_back(store::check_space(dir.root()));
  if (const auto keys = dir.load_keys(); !keys)
    findings.push_back(store::failure_of("key", keys.error()));
  else
    findings.push_back(store::check_key_file(dir.key_file()));
  const std::vector<Finding> database = store::check_live_database(dir.database());
  add(database);
  findings.push_back(store::check_backups(dir.backups(), surroundings.clock.wall()));
  if (store::has_failure(database)) return findings;

  auto client = surroundings.connect();
  if (!client) {
    findings.push_back(store::failure_of("office", client.error()));
    return findings;
  }
  const auto status = (*client)->call("status", {});
  if (!status || !status->is_object()) {
    findings.push_back(status ? Finding{"office", Level::failure, "keadaan PC ini tidak terbaca", ""}
                              : store::failure_of("office", status.error()));
    return findings;
  }
  add(judge_status(status->get_object()));
  const std::string url = text(status->get_object(), "hub");
  if (url.empty()) return findings;
  const base::WallTime before = surroundings.clock.wall();
  const auto reply = surroundings.ask_hub(url, text(status->get_object(), "hub_pin"));
  add(judge_answer(reply, before, surroundings.clock.wall()));
  return findings;
}

}  // namespace hadir::agent
