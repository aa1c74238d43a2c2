// The scheduled backups of one database: made once a day into a directory of their own, checked, rotated. BackupKeeper does one
// turn; BackupThread gives it a thread and a connection, so that no recording ever waits for it.
#pragma once

#include <condition_variable>
#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "common/base/clock.h"
#include "common/base/error.h"
#include "common/store/rotation.h"

namespace hadir::store {

struct KeptBackup {
  std::filesystem::path path;
  base::WallTime made;
  std::uintmax_t bytes = 0;
};

struct BackupPlan {
  std::filesystem::path database;
  std::filesystem::path directory;  // made where it is missing; may be a link to another disk
  bool is_scheduled = true;         // otherwise none is ever due
  int at_minutes = 12 * 60 + 30;    // past midnight, where the office is
  int offset_minutes = 7 * 60;
  Rotation rotation;
  std::uintmax_t keep_free_bytes = 512ull * 1024 * 1024;  // a backup never leaves less room than this
};

// "<stem>-20260302T053000Z.db" for "<stem>.db". Newest first; other files are none of ours.
std::vector<KeptBackup> kept_backups(const BackupPlan& plan);

// Where the scheduled backups of a database lie: `backups` beside it.
std::filesystem::path backups_beside(const std::filesystem::path& database);

struct BackupTurn {
  std::optional<KeptBackup> made;  // empty: none was due
  std::size_t removed = 0;
};
// One turn: makes a backup where one is due, and only when it has been checked removes what the rotation no longer keeps.
// Fault::storage where there is too little room; what is there stays. `cancelled` is asked every few pages.
base::Result<BackupTurn> keep_backups(const BackupPlan& plan, const base::Clock& clock, const std::function<bool()>& cancelled);

class BackupThread {
 public:
  using Log = std::function<void(const std::string& line, bool is_problem)>;
  // The first turn comes `after_start_ms` after the start: a PC that was just switched on has other things to do. `clock` and
  // `log` (thread-safe) must outlive it.
  BackupThread(BackupPlan plan, const base::Clock& clock, std::int64_t after_start_ms, Log log);
  ~BackupThread() { stop(); }
  BackupThread(const BackupThread&) = delete;
  BackupThread& operator=(const BackupThread&) = delete;
  void stop();
  // Any thread: from the next turn on at this time of the day, or not at all.
  void follow(std::optional<int> at_minutes);

  // Why the latest turn failed; nothing where it did not. Any thread.
  std::optional<base::Error> problem() const;

 private:
  void run();
  bool is_stopping() const;

  // Constant after construction.
  const base::Clock& clock_;
  const std::int64_t after_start_ms_;
  const Log log_;

  // Guarded by mutex_.
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  BackupPlan plan_;
  bool stopping_ = false;
  std::optional<base::Error> problem_;

  std::thread thread_;
};

}  // namespace hadir::store
