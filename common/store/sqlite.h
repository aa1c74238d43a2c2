// A thin, typed hold on SQLite. Failures throw base::Failure with Fault::storage (disk, locks) or Fault::corrupt (damaged
// pages): inside a store they can only end the operation, and the store's public calls turn them into values.
#pragma once

#include <sqlite3.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "common/base/bytes.h"
#include "common/base/error.h"

namespace hadir::store {

// One prepared statement with its bindings. Goes back to its database's cache, reset, when it leaves scope.
class Statement {
 public:
  // `lent` is kept true while this object lives.
  Statement(sqlite3_stmt* raw, bool& lent) : raw_(raw), lent_(&lent) { lent = true; }
  Statement(Statement&& other) noexcept : raw_(std::exchange(other.raw_, nullptr)), lent_(other.lent_) {}
  Statement& operator=(Statement&&) = delete;
  ~Statement();

  // Parameters are numbered from 1. Views must outlive the next step().
  Statement& bind(int index, std::int64_t value);
  Statement& bind(int index, std::string_view value);
  Statement& bind(int index, base::ByteView value);
  Statement& bind_null(int index);
  template <class... Values>
  Statement& bind_all(const Values&... values) {
    int index = 0;
    (bind(++index, values), ...);
    return *this;
  }

  bool step();  // true: a row is there
  void run();   // to the end, without rows
  void reset();

  // Columns are numbered from 0; views are valid until the next step().
  std::int64_t integer(int column) const { return sqlite3_column_int64(raw_, column); }
  std::string_view text(int column) const;
  base::ByteView blob(int column) const;
  bool is_null(int column) const { return sqlite3_column_type(raw_, column) == SQLITE_NULL; }
  int column_count() const { return sqlite3_column_count(raw_); }
  std::string_view column_name(int column) const { return sqlite3_column_name(raw_, column); }
  sqlite3_stmt* raw() const { return raw_; }

 private:
  sqlite3_stmt* raw_;
  bool* lent_;
};

enum class Durability {
  full,    // every commit reaches the disk before it returns (agent; and the hub, whose commits are grouped)
  normal,  // only for what can be fetched again
};

class Database {
 public:
  // Opens or creates; WAL, foreign keys on, 10 s busy timeout. The process's umask decides who may read it. `vfs` names a
  // registered SQLite VFS; tests pass their fault-injecting one.
  static base::Result<std::unique_ptr<Database>> open(const std::string& path, Durability durability, const char* vfs = nullptr);
  // A file that nobody else uses, such as a backup: everything in one file, without WAL; what a WAL beside it holds is taken in.
  static base::Result<std::unique_ptr<Database>> open_alone(const std::string& path, bool create, const char* vfs = nullptr);
  // Empty and private, for intermediate results: in memory, on disk only where it outgrows `cache_bytes`, gone with the object.
  static base::Result<std::unique_ptr<Database>> open_scratch(std::size_t cache_bytes);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  Statement prepare(std::string_view sql);  // cached by text; the same text may run inside itself
  void execute(const std::string& sql);     // several statements, no parameters
  // Makes a file visible under the schema `name` of a scratch database, for reading alone, beside whoever writes it. `unshared`:
  // nobody has the file open (there is no -wal beside it), so that nothing is made next to it.
  void attach_read_only(const std::string& name, const std::string& path, bool unshared);
  // Writes what is in the -wal into the database and cuts the -wal to nothing. False, at once, where somebody else reads or
  // writes.
  bool empty_wal();
  std::int64_t changes() const { return sqlite3_changes64(raw_); }
  std::int64_t last_insert_rowid() const { return sqlite3_last_insert_rowid(raw_); }
  bool in_transaction() const { return sqlite3_get_autocommit(raw_) == 0; }
  sqlite3* raw() const { return raw_; }
  [[noreturn]] void fail(const std::string& doing) const;

 private:
  struct Cached {
    sqlite3_stmt* statement;
    bool lent = false;
  };
  explicit Database(sqlite3* raw) : raw_(raw) {}
  static base::Result<std::unique_ptr<Database>> connect(const std::string& path, int flags, const char* vfs);
  void make_room();
  sqlite3* raw_;
  struct HashOfText {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };
  std::unordered_multimap<std::string, Cached, HashOfText, std::equal_to<>> cache_;
};

// BEGIN IMMEDIATE now, ROLLBACK unless commit() was reached. Inside another one it is a savepoint.
class Transaction {
 public:
  explicit Transaction(Database& database);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  void commit();

 private:
  Database& database_;
  bool nested_;
  bool open_ = true;
};

template <class T>
struct AsResult {
  using type = base::Result<T>;
};
template <class T>
struct AsResult<base::Result<T>> {
  using type = base::Result<T>;
};

// Runs `work` and turns what it throws into an Error. What already is a Result is passed on as it is.
template <class Work>
auto guarded(Work work) -> typename AsResult<decltype(work())>::type {
  try {
    if constexpr (std::is_void_v<decltype(work())>) {
      work();
      return {};
    } else {
      return work();
    }
  } catch (const base::Failure& failure) {
    return failure.error();
  }
}

}  // namespace hadir::store
