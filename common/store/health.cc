#include "common/store/health.h"

#include <boost/json/object.hpp>
#include <system_error>

#include "common/base/files.h"
#include "common/store/backup.h"
#include "common/store/migrations.h"
#include "common/store/restore.h"

namespace hadir::store {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t mebibyte = 1024 * 1024;
// Below the first a day's work may fail; below the second no scheduled backup is made.
constexpr std::uintmax_t least_room = 64 * mebibyte, enough_room = 512 * mebibyte;
// A WAL this long means that somebody keeps the database from being tidied up.
constexpr std::uintmax_t long_wal = 64 * mebibyte;
constexpr std::int64_t day_ms = 24 * 3600 * 1000;

const char* name_of(Level level) { return level == Level::ok ? "ok" : level == Level::attention ? "attention" : "failure"; }
const char* word_for(Level level) {
  return level == Level::ok ? "OK       " : level == Level::attention ? "PERHATIAN" : "GAGAL    ";
}

std::string mebibytes(std::uintmax_t bytes) { return std::to_string(bytes / mebibyte) + " MiB"; }

}  // namespace

bool has_failure(const std::vector<Finding>& findings) {
  return std::ranges::any_of(findings, [](const Finding& one) { return one.level == Level::failure; });
}

boost::json::array to_json(const std::vector<Finding>& findings) {
  boost::json::array all;
  for (const Finding& one : findings)
    all.push_back(
        boost::json::object{{"check", one.check}, {"level", name_of(one.level)}, {"what", one.what}, {"todo", one.todo}});
  return all;
}

std::string to_text(const std::vector<Finding>& findings) {
  std::string text;
  for (const Finding& one : findings) {
    text += std::string(word_for(one.level)) + "  " + one.what + "\n";
    if (!one.todo.empty()) text += "           -> " + one.todo + "\n";
  }
  return text;
}

Finding failure_of(std::string check, const base::Error& error) {
  return {std::move(check), Level::failure, error.what, error.hint};
}

Finding check_directory(const fs::path& directory, const std::string& prepare) {
  const std::string name = directory.string();
  std::error_code failed;
  const bool there = fs::is_directory(directory, failed);
  if (!there && failed && failed != std::errc::no_such_file_or_directory)
    return {"directory", Level::failure, "direktori " + name + " tidak dapat diperiksa: " + failed.message(),
            "jalankan sebagai pengguna layanan (sudo -u …)"};
  if (!there) return {"directory", Level::failure, "tidak ada direktori data " + name, prepare};
  if (!base::is_mine(directory))
    return {"directory", Level::failure, "direktori " + name + " milik pengguna lain",
            "jalankan sebagai pengguna layanan (sudo -u …), atau kembalikan pemiliknya dengan chown -R"};
  if (!base::is_private(directory))
    return {"directory", Level::failure, "direktori " + name + " dapat dibaca pengguna lain", "jalankan: chmod 700 " + name};
  const fs::path probe = directory / "doctor.probe";
  const auto written = base::write_private_file(probe, "hadir\n");
  fs::remove(probe, failed);
  if (!written) {
    fs::remove(probe.string() + ".new", failed);
    return failure_of("directory", written.error());
  }
  return {"directory", Level::ok, "direktori " + name + " dapat ditulis, dan hanya oleh pengguna ini", ""};
}

Finding check_key_file(const fs::path& key) {
  if (!base::is_mine(key) || !base::is_private(key))
    return {"key", Level::failure, "berkas kunci " + key.string() + " dapat dibaca pengguna lain",
            "jalankan: chmod 600 " + key.string() + ", dan anggap kunci itu mungkin sudah disalin orang"};
  return {"key", Level::ok, "kunci ada dan hanya dapat dibaca pengguna ini", ""};
}

Finding check_space(const fs::path& directory) {
  std::error_code failed;
  const fs::space_info space = fs::space(directory, failed);
  if (failed) return {"space", Level::failure, "isi disk tidak dapat diperiksa: " + failed.message(), "periksa disk"};
  const std::string left = "sisa disk " + mebibytes(space.available);
  if (space.available < least_room)
    return {"space", Level::failure, left + "; pencatatan segera gagal", "kosongkan disk ini sekarang"};
  if (space.available < enough_room)
    return {"space", Level::attention, left + "; cadangan terjadwal dilewati", "kosongkan sebagian disk ini"};
  return {"space", Level::ok, left, ""};
}

std::vector<Finding> check_live_database(const fs::path& database) {
  std::error_code failed;
  const auto use = use_database(database);
  if (!use) return {failure_of("database", use.error())};
  if (!fs::exists(database, failed))
    return {{"database", Level::failure, "tidak ada basis data " + database.string(),
             "pulihkan dari cadangan dengan perintah restore; bila belum pernah dipakai, jalankan init"}};
  const auto opened = Database::open(database.string(), Durability::full);
  if (!opened) return {failure_of("database", opened.error())};
  const auto checked = guarded([&]() -> Finding {
    Statement check = (*opened)->prepare("PRAGMA quick_check(3)");
    std::string findings;
    while (check.step()) findings += (findings.empty() ? "" : "; ") + std::string(check.text(0));
    if (findings != "ok")
      return {"database", Level::failure, "basis data rusak: " + findings,
              "buat salinan berkasnya, lalu pulihkan dari cadangan terakhir dengan perintah restore"};
    const Contents contents = contents_of(**opened);
    const int newest = migrations().back().version;
    if (contents.schema > newest)
      return {"database", Level::failure,
              "basis data ditulis oleh hadir yang lebih baru (skema " + std::to_string(contents.schema) + ")",
              "pasang versi yang lebih baru"};
    return {"database", Level::ok,
            "basis data utuh: " + std::to_string(contents.commits()) + " perubahan, skema " + std::to_string(contents.schema),
            ""};
  });
  std::vector<Finding> findings{checked ? *checked : failure_of("database", checked.error())};
  if (const std::uintmax_t wal = fs::file_size(database.string() + "-wal", failed); !failed && wal > long_wal)
    findings.push_back({"wal", Level::attention, "berkas " + database.string() + "-wal sudah " + mebibytes(wal),
                        "hentikan perintah yang lama berjalan, lalu jalankan ulang layanan"});
  return findings;
}

Finding check_backups(const BackupPlan& plan, base::WallTime now) {
  const std::vector<KeptBackup> kept = kept_backups(plan);
  const std::string todo = "biarkan layanan berjalan; cadangan dibuat sekali sehari. Sekarang juga: perintah backup BERKAS";
  if (kept.empty()) return {"backup", Level::attention, "belum ada cadangan terjadwal di " + plan.directory.string(), todo};
  const std::int64_t days = std::max<std::int64_t>(0, now.ms - kept.front().made.ms) / day_ms;
  const std::string newest =
      "cadangan terakhir " + kept.front().path.filename().string() + ", " +
      (days == 0 ? std::string("kurang dari sehari yang lalu") : std::to_string(days) + " hari yang lalu") + " (" +
      std::to_string(kept.size()) + " tersimpan)";
  return {"backup", days > 2 ? Level::attention : Level::ok, newest, days > 2 ? todo : ""};
}

}  // namespace hadir::store
