#include "common/store/sqlite.h"

#include <cerrno>
#include <filesystem>

namespace hadir::store {
namespace {

constexpr int busy_timeout_ms = 10'000;
constexpr std::size_t most_cached_statements = 256;

// Limits of a file or a user stop a write as a full disk does; SQLite calls only ENOSPC full, and does not always keep the
// number.
bool is_full(sqlite3* raw, int code, int last_error) {
  if ((code & 0xff) == SQLITE_FULL || code == SQLITE_IOERR_SHMSIZE) return true;
  if (code != SQLITE_IOERR_WRITE && (code & 0xff) != SQLITE_CANTOPEN) return false;
  const int kept = raw != nullptr ? sqlite3_system_errno(raw) : 0;
  const int system = kept != 0 ? kept : last_error;
#ifdef EDQUOT
  if (system == EDQUOT) return true;
#endif
  return system == ENOSPC || system == EFBIG;
}

// For the person at the desk first; what SQLite says stands behind it, for whoever is asked for help.
base::Error error_of(sqlite3* raw, int code, const std::string& doing) {
  const int last_error = errno;
  const std::string detail = " (" + doing + ": " + (raw != nullptr ? sqlite3_errmsg(raw) : sqlite3_errstr(code)) + ")";
  const int primary = code & 0xff;
  if (primary == SQLITE_CORRUPT || primary == SQLITE_NOTADB)
    return {base::Fault::corrupt, "basis data rusak" + detail,
            "jangan hapus berkasnya; jalankan perintah doctor, lalu restore dari cadangan terakhir"};
  if (is_full(raw, code, last_error))
    return {base::Fault::storage, "disk penuh, tidak ada yang disimpan" + detail,
            "kosongkan sebagian disk, lalu ulangi; yang sudah tercatat tetap aman"};
  if (primary == SQLITE_READONLY || primary == SQLITE_CANTOPEN || primary == SQLITE_PERM || primary == SQLITE_AUTH)
    return {base::Fault::storage, "basis data tidak dapat dibuka atau ditulis" + detail,
            "periksa apakah direktori data ada, milik pengguna layanan, dan disknya tidak hanya-baca (perintah doctor)"};
  if (primary == SQLITE_BUSY || primary == SQLITE_LOCKED)
    return {base::Fault::busy, "basis data sedang dipakai program lain" + detail, "ulangi sebentar lagi"};
  if (primary == SQLITE_IOERR)
    return {base::Fault::storage, "disk gagal membaca atau menulis" + detail,
            "ulangi; pengulangan tidak menggandakan apa pun. Bila berulang, periksa disk (perintah doctor) dan buat cadangan"};
  return {base::Fault::storage, "basis data gagal" + detail, "ulangi; bila berulang jalankan perintah doctor"};
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
  throw base::Failure(error_of(database, sqlite3_extended_errcode(database), "langkah"));
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

base::Result<std::unique_ptr<Database>> Database::connect(const std::string& path, int flags, const char* vfs) {
  sqlite3* raw = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &raw, flags | SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, vfs);
  std::unique_ptr<Database> database(new Database(raw));
  if (code != SQLITE_OK) return error_of(raw, code, "membuka " + path);
  sqlite3_extended_result_codes(raw, 1);
  sqlite3_busy_timeout(raw, busy_timeout_ms);
  return database;
}

base::Result<std::unique_ptr<Database>> Database::open_alone(const std::string& path, bool create, const char* vfs) {
  auto database = connect(path, create ? SQLITE_OPEN_CREATE : 0, vfs);
  if (!database) return database;
  return guarded([&] {
    (*database)->execute("PRAGMA locking_mode = EXCLUSIVE; PRAGMA trusted_schema = OFF; PRAGMA synchronous = FULL");
    (*database)->execute("PRAGMA journal_mode = DELETE");
    return std::move(*database);
  });
}

base::Result<std::unique_ptr<Database>> Database::open(const std::string& path, Durability durability, const char* vfs) {
  auto opened = connect(path, SQLITE_OPEN_CREATE, vfs);
  if (!opened) return opened;
  std::unique_ptr<Database> database = std::move(*opened);
  return guarded([&] {
    if (vfs != nullptr) database->execute("PRAGMA locking_mode = EXCLUSIVE");  // no shared memory there
    database->execute(
        "PRAGMA journal_mode = WAL; PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; PRAGMA cache_size = -4096; "
        "PRAGMA secure_delete = ON");  // what is erased by law must not stay behind in a page's free space
    database->execute(durability == Durability::full ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
    return std::move(database);
  });
}

base::Result<std::unique_ptr<Database>> Database::open_scratch(std::size_t cache_bytes) {
  sqlite3* raw = nullptr;
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI;
  const int code = sqlite3_open_v2("", &raw, flags, nullptr);
  std::unique_ptr<Database> database(new Database(raw));
  if (code != SQLITE_OK) return error_of(raw, code, "open a scratch database");
  sqlite3_extended_result_codes(raw, 1);
  sqlite3_busy_timeout(raw, busy_timeout_ms);
  return guarded([&] {
    database->execute(
        "PRAGMA page_size = 8192; PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; PRAGMA secure_delete = OFF; PRAGMA "
        "trusted_schema = OFF; PRAGMA cache_size = -" +
        std::to_string(cache_bytes / 1024));
    return std::move(database);
  });
}

void Database::attach_read_only(const std::string& name, const std::string& path, bool unshared) {
  std::string uri = "file:";
  for (const char c : path) {
    if (c == '%' || c == '?' || c == '#')
      uri += "%" + base::to_hex(base::bytes_of({&c, 1}));
    else
      uri += c;
  }
  uri += unshared ? "?mode=ro&immutable=1" : "?mode=ro";
  prepare("ATTACH ? AS " + name).bind(1, std::string_view(uri)).run();
}

Database::~Database() {
  for (const auto& [sql, cached] : cache_) sqlite3_finalize(cached.statement);
  sqlite3_close(raw_);
}

Statement Database::prepare(std::string_view sql) {
  const auto [first, last] = cache_.equal_range(sql);
  for (auto at = first; at != last; ++at)
    if (!at->second.lent) return {at->second.statement, at->second.lent};
  make_room();
  sqlite3_stmt* raw = nullptr;
  if (sqlite3_prepare_v3(raw_, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT, &raw, nullptr) != SQLITE_OK)
    fail("menyiapkan \"" + std::string(sql) + "\"");
  Cached& cached = cache_.emplace(std::string(sql), Cached{raw})->second;
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
  if (sqlite3_exec(raw_, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) fail("menjalankan \"" + sql.substr(0, 60) + "\"");
}

bool Database::empty_wal() {
  sqlite3_busy_timeout(raw_, 0);
  Statement checkpoint = prepare("PRAGMA wal_checkpoint(TRUNCATE)");
  const bool whole = checkpoint.step() && checkpoint.integer(0) == 0;
  sqlite3_busy_timeout(raw_, busy_timeout_ms);
  return whole;
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
