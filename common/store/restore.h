// Putting a backup in a database's place. Nothing is ever thrown away: what was there is kept aside under another name, whole.
//
// Whoever opens a replica's database shares the lock `<database>.lock` (DatabaseUse); a restore holds it alone, so that no punch
// is acknowledged into a file that is on its way aside. The backup becomes `<database>.restoring` first and is checked there; the
// name `<database>.restored-<time>` is the decision: before it the old database stands, from it on the new one. A crash behind it
// is finished by whoever opens the database next.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/base/clock.h"
#include "common/base/files.h"
#include "common/store/backup.h"

namespace hadir::store {

// The right to use a database, shared with all who use it; finishes a restore that a crash cut short. Fault::busy while a restore
// is under way.
base::Result<std::unique_ptr<base::FileLock>> use_database(const std::filesystem::path& database);

// Commits that the database has and the backup lacks, of one stream.
struct Missing {
  log::StreamId stream;
  std::uint64_t after = 0;   // the last commit that both have
  std::uint64_t until = 0;   // the database here
  std::uint64_t at_hub = 0;  // the hub has said that it holds the stream up to here: these come back
  bool other_past = false;   // the backup goes on differently from there
  std::uint64_t only_here() const { return until - std::min(until, std::max(after, at_hub)); }
};

class Restore {
 public:
  // Takes the database for itself, copies `file` beside it (with a WAL that lies beside the file) and checks the copy: pages,
  // tables, version, and the hash chain of every stream against its head. What the present database can still prove beyond it is
  // taken over into the copy. Fault::busy where somebody uses the database. Nothing
  // is changed yet; an object that goes without apply() leaves nothing behind.
  // `now` is the wall clock, for when the commits taken over were received.
  static base::Result<std::unique_ptr<Restore>> prepare(
      const std::filesystem::path& file, const std::filesystem::path& database, base::WallTime now,
      const std::function<void(std::uint64_t done, std::uint64_t all)>& progress);
  ~Restore();
  Restore(const Restore&) = delete;
  Restore& operator=(const Restore&) = delete;

  const Contents& backup() const { return backup_; }
  // What stands there now; nothing where there is none or it cannot be read (then present_problem() says why).
  const std::optional<Contents>& present() const { return present_; }
  const std::optional<base::Error>& present_problem() const { return present_problem_; }
  // Commits of it that the backup lacked and that were taken over (store/salvage.h); and those that are still missing.
  std::uint64_t salvaged() const { return salvaged_; }
  const std::vector<Missing>& missing() const { return missing_; }

  // Puts the backup in the database's place. Answers where the old one lies; empty where there was none.
  base::Result<std::filesystem::path> apply(base::WallTime now);

 private:
  Restore(std::filesystem::path database, std::unique_ptr<base::FileLock> lock)
      : database_(std::move(database)), lock_(std::move(lock)) {}
  base::Result<void> take_over(base::WallTime now);
  void compare();

  const std::filesystem::path database_;
  const std::unique_ptr<base::FileLock> lock_;
  Contents backup_;
  std::optional<Contents> present_;
  std::optional<base::Error> present_problem_;
  std::uint64_t salvaged_ = 0;
  std::vector<Missing> missing_;
};

}  // namespace hadir::store
