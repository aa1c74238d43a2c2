#include "hub/doctor.h"

#include <boost/json/object.hpp>
#include <boost/url/parse.hpp>

#include "common/base/civil.h"
#include "common/base/text.h"
#include "hub/status.h"

namespace hadir::hub {
namespace {

using boost::json::object;
using boost::json::value;
using store::Finding;
using store::Level;

constexpr std::int64_t day_ms = 24 * 3600 * 1000, silent_days = 7;

std::int64_t count(const object& status, const char* name) {
  const value* member = status.if_contains(name);
  if (member == nullptr) return 0;
  if (member->is_array()) return static_cast<std::int64_t>(member->get_array().size());
  boost::json::error_code ec;
  return member->is_number() ? member->to_number<std::int64_t>(ec) : 0;
}

Finding judge_count(const char* check, std::int64_t many, const std::string& what, const std::string& todo) {
  if (many == 0) return {check, Level::ok, "tidak ada " + what, ""};
  return {check, Level::attention, std::to_string(many) + " " + what, todo};
}

Finding check_serving(const DataDir& dir) {
  const auto serving = dir.serving();
  if (!serving)
    return {"service", Level::failure, "serve tidak berjalan; tidak ada kantor yang dapat mengirim",
            "jalankan: sudo systemctl start hadir-hub; bila gagal: journalctl -u hadir-hub -n 50"};
  return {"service", Level::ok, "serve berjalan di " + serving->url, ""};
}

Finding check_address(const DataDir& dir) {
  if (!dir.settings().url.empty()) return {"address", Level::ok, "kantor memakai alamat " + dir.settings().url, ""};
  return {"address", Level::attention, "alamat umum hub belum ditentukan", "jalankan: hadir-hub init --url https://…"};
}

Finding check_certificate(const DataDir& dir) {
  const auto identity = dir.tls();
  if (!identity) return store::failure_of("certificate", identity.error());
  if (const auto context = http::make_server_context(*identity); !context)
    return store::failure_of("certificate", context.error());
  return {"certificate", Level::ok,
          dir.is_self_signed() ? "sertifikat TLS sendiri dapat dipakai"
                               : "sertifikat TLS " + dir.settings().certificate + " dapat dipakai",
          ""};
}

// PCs that were heard of before and have been silent for long.
Finding check_silence(const object& status, base::WallTime now) {
  std::int64_t silent = 0;
  const value* replicas = status.if_contains("replicas");
  if (replicas != nullptr && replicas->is_array())
    for (const value& one : replicas->get_array()) {
      const object* replica = one.if_object();
      const value* seen = replica != nullptr ? replica->if_contains("last_seen") : nullptr;
      const value* state = replica != nullptr ? replica->if_contains("state") : nullptr;
      if (seen == nullptr || !seen->is_string() || (state != nullptr && state->is_string() && state->get_string() == "revoked"))
        continue;
      const auto at = base::parse_rfc3339(seen->get_string());
      silent += at && now.ms - at->ms > silent_days * day_ms;
    }
  return judge_count("silent", silent, "PC tidak terdengar lebih dari " + std::to_string(silent_days) + " hari",
                     "lihat TERAKHIR pada hadir-hub status, dan tanyakan kepada kantornya");
}

}  // namespace

std::vector<Finding> judge_status(const object& status, base::WallTime now) {
  return {
      judge_count("conflicts", count(status, "conflicts"), "perbedaan menunggu keputusan kantor",
                  "lihat hadir-hub conflicts list"),
      judge_count("parked", count(status, "parked"), "perubahan disimpan tanpa berlaku", "lihat sebabnya pada hadir-hub status"),
      judge_count("refusals", count(status, "refusals"), "macam kiriman ditolak", "lihat sebabnya pada hadir-hub status"),
      check_silence(status, now)};
}

std::vector<Finding> examine(const std::filesystem::path& root, const base::Clock& clock) {
  std::vector<Finding> findings;
  const Finding directory =
      store::check_directory(root, "buat hub: sudo -u hadir-hub hadir-hub init --data " + root.string() + " --url https://…");
  findings.push_back(directory);
  std::error_code failed;
  if (directory.level == Level::failure && !std::filesystem::is_directory(root, failed)) return findings;
  findings.push_back(store::check_space(root));
  const auto dir = DataDir::open(root);
  if (!dir) {
    findings.push_back(store::failure_of("key", dir.error()));
    return findings;
  }
  findings.push_back(store::check_key_file(dir->key_file()));
  findings.push_back(check_certificate(*dir));
  findings.push_back(check_address(*dir));
  const std::vector<Finding> database = store::check_live_database(dir->database());
  findings.insert(findings.end(), database.begin(), database.end());
  findings.push_back(store::check_backups(dir->backups(), clock.wall()));
  findings.push_back(check_serving(*dir));
  if (store::has_failure(database)) return findings;
  const auto store = dir->open_store();
  if (!store) {
    findings.push_back(store::failure_of("store", store.error()));
    return findings;
  }
  const auto judged = store::guarded([&] { return judge_status(status_json(*dir, **store, clock), clock.wall()); });
  if (!judged)
    findings.push_back(store::failure_of("store", judged.error()));
  else
    findings.insert(findings.end(), judged->begin(), judged->end());
  return findings;
}

}  // namespace hadir::hub
