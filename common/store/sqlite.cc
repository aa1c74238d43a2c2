#include "common/store/sqlite.h"

namespace hadir::store {
namespace {

constexpr int busy_timeout_ms = 10'000;
constexpr std::size_t most_cached_statements = 256;

base::Error error_of(sqlite3* raw, int code, const std::string& doing) {
  const std::string why = raw != nullptr ? sqlite3_errmsg(raw) : sqlite3_errstr(code);
  const int primary = code & 0xff;
  if (primary == SQLITE_CORRUPT || primary == SQLITE_NOTADB)
    return {base::Fault::corrupt, doing + ": the database is damaged: " + why,
            "stop hadir, keep the file, restore the last backup"};
  if (primary == SQLITE_FULL) return {base::Fault::storage, doing + ": the disk is full", "free some space and try again"};
  if (primary == SQLITE_READONLY || primary == SQLITE_CANTOPEN || primary == SQLITE_PERM)
    return {base::Fault::storage, doing + ": " + why, "check that the data directory exists and may be written"};
  if (primary == SQLITE_BUSY || primary == SQLITE_LOCKED)
    return {base::Fault::busy, doing + ": another program holds the database", "try again in a moment"};
  return {base::Fault::storage, doing + ": " + why, "check the disk"};
}

}  // namespace

Statement::~Statement() {
  if (raw_ == nullptr) return;
  sqlite3_reset(raw_);
  sqlite3_clear_bindings(raw_);
  *lent_ = false;
}

Statement& Statement::bind(int index, std::int64_t value) {
  HADIR_CHECK(sqlite3_bind_int64(raw_, index, value) == SQLITE_OK);
  return *this;
}
Statement& Statement::bind(int index, std::string_view value) {
  HADIR_CHECK(sqlite3_bind_text64(raw_, index, value.data() == nullptr ? "" : value.data(), value.size(), SQLITE_STATIC,
                                  SQLITE_UTF8) == SQLITE_OK);
  return *this;
}
Statement& Statement::bind(int index, base::ByteView value) {
  HADIR_CHECK((value.empty() ? sqlite3_bind_zeroblob(raw_, index, 0)
                             : sqlite3_bind_blob64(raw_, index, value.data(), value.size(), SQLITE_STATIC)) == SQLITE_OK);
  return *this;
}
Statement& Statement::bind_null(int index) {
  HADIR_CHECK(sqlite3_bind_null(raw_, index) == SQLITE_OK);
  return *this;
}

bool Statement::step() {
  const int code = sqlite3_step(raw_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  sqlite3* const database = sqlite3_db_handle(raw_);
  throw base::Failure(error_of(database, sqlite3_extended_errcode(database), "database"));
}

void Statement::run() {
  while (step()) {
  }
}

void Statement::reset() { sqlite3_reset(raw_); }

std::string_view Statement::text(int column) const {
  const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(raw_, column));
  return {bytes == nullptr ? "" : bytes, static_cast<std::size_t>(sqlite3_column_bytes(raw_, column))};
}

base::ByteView Statement::blob(int column) const {
  const auto* bytes = static_cast<const std::uint8_t*>(sqlite3_column_blob(raw_, column));
  return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(raw_, column))};
}

base::Result<std::unique_ptr<Database>> Database::open(const std::string& path, Durability durability, const char* vfs) {
  sqlite3* raw = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &raw, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, vfs);
  std::unique_ptr<Database> database(new Database(raw));
  if (code != SQLITE_OK) return error_of(raw, code, "open " + path);
  sqlite3_extended_result_codes(raw, 1);
  sqlite3_busy_timeout(raw, busy_timeout_ms);
  return guarded([&] {
    if (vfs != nullptr) database->execute("PRAGMA locking_mode = EXCLUSIVE");  // no shared memory there
    database->execute(
        "PRAGMA journal_mode = WAL; PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; PRAGMA cache_size = -4096;");
    database->execute(durability == Durability::full ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
    return std::move(database);
  });
}

Database::~Database() {
  for (const auto& [sql, cached] : cache_) sqlite3_finalize(cached.statement);
  sqlite3_close(raw_);
}

Statement Database::prepare(std::string_view sql) {
  std::string key(sql);
  const auto [first, last] = cache_.equal_range(key);
  for (auto at = first; at != last; ++at)
    if (!at->second.lent) return {at->second.statement, at->second.lent};
  make_room();
  sqlite3_stmt* raw = nullptr;
  if (sqlite3_prepare_v3(raw_, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT, &raw, nullptr) != SQLITE_OK)
    fail("prepare \"" + key + "\"");
  Cached& cached = cache_.emplace(std::move(key), Cached{raw})->second;
  return {cached.statement, cached.lent};
}

// Queries with filters come in more texts than are worth keeping.
void Database::make_room() {
  for (auto at = cache_.begin(); cache_.size() >= most_cached_statements && at != cache_.end();) {
    if (!at->second.lent) sqlite3_finalize(at->second.statement);
    at = at->second.lent ? std::next(at) : cache_.erase(at);
  }
  HADIR_CHECK(cache_.size() < most_cached_statements);
}

void Database::execute(const std::string& sql) {
  if (sqlite3_exec(raw_, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) fail("run \"" + sql.substr(0, 60) + "\"");
}

void Database::fail(const std::string& doing) const {
  throw base::Failure(error_of(raw_, sqlite3_extended_errcode(raw_), doing));
}

Transaction::Transaction(Database& database) : database_(database), nested_(database.in_transaction()) {
  database_.execute(nested_ ? "SAVEPOINT nested" : "BEGIN IMMEDIATE");
}

Transaction::~Transaction() {
  if (!open_ || !database_.in_transaction()) return;  // SQLite itself rolls back on some I/O errors
  try {
    database_.execute(nested_ ? "ROLLBACK TO nested; RELEASE nested" : "ROLLBACK");
  } catch (const base::Failure&) {
    // Nothing was acknowledged; closing the connection rolls back what this could not.
  }
}

void Transaction::commit() {
  database_.execute(nested_ ? "RELEASE nested" : "COMMIT");
  open_ = false;
}

}  // namespace hadir::store
