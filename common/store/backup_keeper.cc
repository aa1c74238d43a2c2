#include "common/store/backup_keeper.h"

#include <algorithm>
#include <chrono>
#include <system_error>

#include "common/base/files.h"
#include "common/store/backup.h"
#include "common/store/restore.h"

namespace hadir::store {
namespace {

namespace fs = std::filesystem;
using base::Error;
using base::Fault;

// Clocks are moved and PCs sleep: whether a backup is due is asked this often. After a failure the next turn waits longer.
constexpr std::chrono::minutes between_turns{5}, after_failure{60};

std::string mebibytes(std::uintmax_t bytes) { return std::to_string(bytes / (1024 * 1024)) + " MiB"; }

std::vector<base::WallTime> times_of(const std::vector<KeptBackup>& kept) {
  std::vector<base::WallTime> times;
  for (const KeptBackup& one : kept) times.push_back(one.made);
  return times;
}

base::Result<void> check_room(const BackupPlan& plan) {
  std::error_code failed;
  const fs::space_info space = fs::space(plan.directory, failed);
  std::uintmax_t needed = fs::file_size(plan.database, failed);
  if (failed)
    return Error{Fault::storage, "direktori cadangan tidak dapat diperiksa: " + failed.message(), "jalankan perintah doctor"};
  if (const std::uintmax_t wal = fs::file_size(plan.database.string() + "-wal", failed); !failed) needed += wal;
  if (space.available >= needed + plan.keep_free_bytes) return {};
  return Error{Fault::storage,
               "cadangan terjadwal dilewati: disk hampir penuh, tersedia " + mebibytes(space.available) + " di " +
                   plan.directory.string() + ", diperlukan " + mebibytes(needed) + " dengan sisa " +
                   mebibytes(plan.keep_free_bytes),
               "kosongkan sebagian disk; cadangan dibuat dengan sendirinya sesudah itu"};
}

}  // namespace

fs::path backups_beside(const fs::path& database) { return database.parent_path() / "backups"; }

std::vector<KeptBackup> kept_backups(const BackupPlan& plan) {
  const std::string before = plan.database.stem().string() + "-";
  const std::string_view after = ".db";
  std::vector<KeptBackup> kept;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(plan.directory, ignored)) {
    const std::string name = entry.path().filename().string();
    if (!name.starts_with(before) || !name.ends_with(after) || name.size() < before.size() + after.size()) continue;
    const auto made = time_named(std::string_view(name).substr(before.size(), name.size() - before.size() - after.size()));
    if (made) kept.push_back({entry.path(), *made, entry.file_size(ignored)});
  }
  std::ranges::sort(kept, std::ranges::greater{}, &KeptBackup::made);
  return kept;
}

base::Result<BackupTurn> keep_backups(const BackupPlan& plan, const base::Clock& clock, const std::function<bool()>& cancelled) {
  const base::WallTime now = clock.wall();
  BackupTurn turn;
  if (!plan.is_scheduled || !is_due(times_of(kept_backups(plan)), now, plan.offset_minutes, plan.at_minutes)) return turn;
  if (auto made = base::make_private_directory(plan.directory); !made) return made.error();
  if (auto room = check_room(plan); !room) return room.error();
  const auto use = use_database(plan.database);
  if (!use) return use.error();
  const auto database = Database::open(plan.database.string(), Durability::full);
  if (!database) return database.error();
  BackupOptions options;
  options.replace = true;  // only a backup of the same second has the name
  options.progress = [&](std::int64_t, std::int64_t) { return !cancelled || !cancelled(); };
  const fs::path target = plan.directory / (plan.database.stem().string() + "-" + name_of(now) + ".db");
  const auto backup = back_up(**database, target, options);
  if (!backup) return backup.error();
  turn.made = KeptBackup{target, now, backup->bytes};

  const std::vector<KeptBackup> kept = kept_backups(plan);
  const auto gone = superfluous(times_of(kept), now, plan.offset_minutes, plan.rotation);
  for (const KeptBackup& one : kept) {
    std::error_code failed;
    if (std::ranges::binary_search(gone, one.made) && fs::remove(one.path, failed)) ++turn.removed;
  }
  return turn;
}

BackupThread::BackupThread(BackupPlan plan, const base::Clock& clock, std::int64_t after_start_ms, Log log)
    : clock_(clock), after_start_ms_(after_start_ms), log_(std::move(log)), plan_(std::move(plan)), thread_([this] { run(); }) {}

void BackupThread::follow(std::optional<int> at_minutes) {
  const std::lock_guard lock(mutex_);
  plan_.is_scheduled = at_minutes.has_value();
  if (at_minutes) plan_.at_minutes = *at_minutes;
}

void BackupThread::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

bool BackupThread::is_stopping() const {
  const std::lock_guard lock(mutex_);
  return stopping_;
}

std::optional<base::Error> BackupThread::problem() const {
  const std::lock_guard lock(mutex_);
  return problem_;
}

void BackupThread::run() {
  std::chrono::milliseconds wait{after_start_ms_};
  for (;;) {
    BackupPlan plan;
    {
      std::unique_lock lock(mutex_);
      if (changed_.wait_for(lock, wait, [this] { return stopping_; })) return;
      plan = plan_;
    }
    const auto turn = keep_backups(plan, clock_, [this] { return is_stopping(); });
    if (is_stopping()) return;
    wait = turn ? between_turns : after_failure;
    if (!turn)
      log_(base::describe(turn.error()), true);
    else if (turn->made)
      log_("cadangan dibuat: " + turn->made->path.string() + ", " + std::to_string(turn->made->bytes / 1024) + " KiB; " +
               std::to_string(turn->removed) + " yang lama dihapus",
           false);
    const std::lock_guard lock(mutex_);
    problem_ = turn ? std::nullopt : std::optional(turn.error());
  }
}

}  // namespace hadir::store
