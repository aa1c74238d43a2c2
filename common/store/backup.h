// Copies of a live database: one self-contained file each, checked before it gets its name. A copy holds the log and everything
// that was made of it; it holds no private key, because none stands in a database.
//
// Threads: a Database of one's own. The copy is one read transaction, so writers beside it are never stopped and none of what
// they write meanwhile is half in it; the database's WAL keeps growing until it is done.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "common/store/replica_store.h"

namespace hadir::store {

// What a database says of itself.
struct Contents {
  int schema = 0;
  std::optional<base::PublicKey> hub_key;
  std::string unit;  // an office's; empty at a hub
  std::vector<StreamInfo> streams;
  std::uint64_t commits() const;
  // The same replica's data up to the same commits.
  bool same_as(const Contents& other) const;
};
// Throws base::Failure; Fault::bad_input where it is a database of something else.
Contents contents_of(Database& database);

struct BackupOptions {
  bool replace = false;      // a file that has the name already may go
  int pages_per_step = 512;  // between two reports of progress
  // Pages copied and pages in all; false: stop (Fault::busy).
  std::function<bool(std::int64_t done, std::int64_t all)> progress;
  const char* vfs = nullptr;  // tests: the name of a registered SQLite VFS
};

// Copies `from` into the new file `to`, durable and in one piece. What fails may leave a file there that is no copy. Outside of
// any transaction.
base::Result<void> copy_database(Database& from, const std::string& to, const BackupOptions& options);

// Opens a file that nobody uses, checks every page of it, and answers what it holds. Fault::not_found, Fault::corrupt (damaged),
// Fault::bad_input (no database of hadir), Fault::unsupported (from a newer version).
base::Result<Contents> check_database(const std::string& path, const char* vfs = nullptr);

struct BackupMade {
  Contents contents;
  std::uintmax_t bytes = 0;
};
// Copies, checks the copy against `from`, and only then gives it the name `target`. Fault::clash where a file has that name.
// Needs as much room as the database takes; Fault::storage says so before anything is written.
base::Result<BackupMade> back_up(Database& from, const std::filesystem::path& target, const BackupOptions& options);

}  // namespace hadir::store
