#include "common/store/backup.h"

#include <array>
#include <system_error>

#include "common/base/files.h"
#include "common/store/migrations.h"

namespace hadir::store {
namespace {

namespace fs = std::filesystem;
using base::Error;
using base::Fault;

Error damaged(const std::string& path, const std::string& how) {
  return {Fault::corrupt, path + " rusak: " + how, "pakai cadangan lain yang lebih tua"};
}

std::optional<base::Bytes> meta(Database& database, std::string_view key) {
  Statement row = database.prepare("SELECT value FROM meta WHERE key = ?");
  if (!row.bind(1, key).step()) return std::nullopt;
  return base::Bytes(row.blob(0).begin(), row.blob(0).end());
}

template <std::size_t size>
void copy_exactly(base::ByteView from, std::array<std::uint8_t, size>& to) {
  if (from.size() != size) throw base::Failure(damaged("tabel stream", "nilai yang salah panjangnya"));
  std::ranges::copy(from, to.begin());
}

// Only the columns of the first schema: an older backup has no others.
std::vector<StreamInfo> all_streams(Database& database) {
  std::vector<StreamInfo> streams;
  Statement rows = database.prepare(
      "SELECT id, scope, lane, origin, public_key, stored_seq, stored_hash, applied_seq, receipt_seq FROM stream ORDER BY scope, "
      "lane, "
      "origin");
  while (rows.step()) {
    StreamInfo stream;
    stream.id = rows.integer(0);
    stream.stream.scope = rows.text(1);
    stream.stream.lane = static_cast<model::Lane>(rows.integer(2));
    copy_exactly(rows.blob(3), stream.stream.origin);
    copy_exactly(rows.blob(4), stream.key);
    stream.stored.seq = static_cast<std::uint64_t>(rows.integer(5));
    copy_exactly(rows.blob(6), stream.stored.hash);
    stream.applied_seq = static_cast<std::uint64_t>(rows.integer(7));
    stream.receipt_seq = static_cast<std::uint64_t>(rows.integer(8));
    streams.push_back(std::move(stream));
  }
  return streams;
}

std::uintmax_t size_of(Database& database) {
  Statement size = database.prepare("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size");
  return size.step() ? static_cast<std::uintmax_t>(size.integer(0)) : 0;
}

class Backup {
 public:
  Backup(Database& from, Database& to) : to_(to), raw_(sqlite3_backup_init(to.raw(), "main", from.raw(), "main")) {
    if (raw_ == nullptr) to.fail("menyalin");
  }
  ~Backup() { sqlite3_backup_finish(raw_); }
  Backup(const Backup&) = delete;
  Backup& operator=(const Backup&) = delete;

  // False: all is copied.
  bool step(int pages) {
    const int code = sqlite3_backup_step(raw_, pages);
    if (code == SQLITE_OK) return true;
    if (code == SQLITE_DONE) return false;
    sqlite3_backup_finish(std::exchange(raw_, nullptr));  // hands the error to the target
    to_.fail("menyalin");
  }
  std::int64_t all() const { return sqlite3_backup_pagecount(raw_); }
  std::int64_t done() const { return all() - sqlite3_backup_remaining(raw_); }

 private:
  Database& to_;
  sqlite3_backup* raw_;
};

// While one lives, the connection sees the database as it was when it was made; nobody is stopped from writing.
class Snapshot {
 public:
  explicit Snapshot(Database& database) : database_(database) {
    HADIR_CHECK(!database.in_transaction());
    database.execute("BEGIN; SELECT count(*) FROM sqlite_schema");
  }
  ~Snapshot() {
    try {
      if (database_.in_transaction()) database_.execute("ROLLBACK");
    } catch (const base::Failure&) {
      // It only read; closing the connection ends it too.
    }
  }
  Snapshot(const Snapshot&) = delete;
  Snapshot& operator=(const Snapshot&) = delete;

 private:
  Database& database_;
};

void copy_pages(Database& from, const std::string& to, const BackupOptions& options) {
  {
    const auto target = Database::open_alone(to, true, options.vfs);
    if (!target) throw base::Failure(target.error());
    Backup backup(from, **target);
    while (backup.step(options.pages_per_step))
      if (options.progress && !options.progress(backup.done(), backup.all()))
        throw base::Failure({Fault::busy, "pencadangan dihentikan", "ulangi kapan saja"});
  }
  // The copied header says WAL, as the source's does: opening it alone makes one file of it.
  const auto whole = Database::open_alone(to, false, options.vfs);
  if (!whole) throw base::Failure(whole.error());
}

void check_pages(Database& database, const std::string& path) {
  Statement check = database.prepare("PRAGMA quick_check(3)");
  std::string findings;
  while (check.step()) findings += (findings.empty() ? "" : "; ") + std::string(check.text(0));
  if (findings != "ok") throw base::Failure(damaged(path, findings));
}

}  // namespace

std::uint64_t Contents::commits() const {
  std::uint64_t sum = 0;
  for (const StreamInfo& stream : streams) sum += stream.stored.seq;
  return sum;
}

bool Contents::same_as(const Contents& other) const {
  return schema == other.schema && hub_key == other.hub_key && unit == other.unit &&
         std::ranges::equal(streams, other.streams, [](const StreamInfo& one, const StreamInfo& two) {
           return one.stream == two.stream && one.stored == two.stored && one.applied_seq == two.applied_seq;
         });
}

Contents contents_of(Database& database) {
  Statement tables =
      database.prepare("SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name IN ('meta', 'stream', 'commit_log')");
  if (!tables.step() || tables.integer(0) != 3)
    throw base::Failure(
        {Fault::bad_input, "berkas ini bukan basis data hadir", "pilih berkas cadangan yang dibuat dengan backup"});
  Contents contents;
  Statement version = database.prepare("PRAGMA user_version");
  if (version.step()) contents.schema = static_cast<int>(version.integer(0));
  if (const auto key = meta(database, "hub_key"); key && key->size() == base::PublicKey{}.size())
    std::ranges::copy(*key, contents.hub_key.emplace().begin());
  if (const auto unit = meta(database, "unit")) contents.unit = base::text_of(*unit);
  contents.streams = all_streams(database);
  return contents;
}

base::Result<void> copy_database(Database& from, const std::string& to, const BackupOptions& options) {
  return guarded([&] {
    const Snapshot snapshot(from);
    copy_pages(from, to, options);
  });
}

base::Result<Contents> check_database(const std::string& path, const char* vfs) {
  std::error_code ignored;
  if (vfs == nullptr && !fs::is_regular_file(path, ignored))
    return Error{Fault::not_found, "tidak ada berkas " + path, "periksa nama dan tempat berkasnya"};
  auto opened = Database::open_alone(path, false, vfs);
  if (!opened) {
    if (opened.error().fault == Fault::corrupt)
      return Error{Fault::bad_input, path + " bukan basis data, atau awalnya rusak", "pilih berkas cadangan lain"};
    return opened.error();
  }
  return guarded([&] {
    check_pages(**opened, path);
    Contents contents = contents_of(**opened);
    if (const int newest = migrations().back().version; contents.schema > newest)
      throw base::Failure({Fault::unsupported,
                           path + " ditulis oleh hadir yang lebih baru (skema " + std::to_string(contents.schema) +
                               ", yang dikenal di sini: " + std::to_string(newest) + ")",
                           "pasang versi yang lebih baru, lalu ulangi"});
    return contents;
  });
}

base::Result<BackupMade> back_up(Database& from, const fs::path& target, const BackupOptions& options) {
  std::error_code failed;
  if (!options.replace && fs::exists(target, failed))
    return Error{Fault::clash, target.string() + " sudah ada", "pilih nama lain, atau tambahkan --force untuk menggantinya"};
  const fs::path fresh = target.string() + ".new";
  fs::remove(fresh, failed);
  return guarded([&]() -> base::Result<BackupMade> {
    const Snapshot snapshot(from);
    BackupMade made{contents_of(from), 0};
    const std::uintmax_t needed = size_of(from);
    const fs::path directory = target.has_parent_path() ? target.parent_path() : ".";
    const fs::space_info space = fs::space(directory, failed);
    if (failed)
      return Error{Fault::not_found, "direktori " + directory.string() + " tidak dapat dipakai: " + failed.message(),
                   "buat dahulu direktorinya, atau pilih tempat lain"};
    if (space.available < needed)
      return Error{Fault::storage,
                   "disk penuh: cadangan memerlukan " + std::to_string(needed / 1024 + 1) + " KiB, tersedia " +
                       std::to_string(space.available / 1024) + " KiB di " + directory.string(),
                   "kosongkan sebagian disk, atau cadangkan ke disk lain"};
    const auto copied = guarded([&]() -> base::Result<void> {
      // Private from its first byte on, and what stands in the way of writing there is said in plain words.
      if (auto begun = base::write_private_file(fresh, ""); !begun) return begun;
      copy_pages(from, fresh.string(), options);
      const auto checked = check_database(fresh.string(), options.vfs);
      if (!checked) return checked.error();
      if (!checked->same_as(made.contents)) return damaged(fresh.string(), "isinya bukan isi basis data yang disalin");
      if (auto kept = base::make_durable(fresh); !kept) return kept;
      return base::rename_durably(fresh, target);
    });
    if (!copied) {
      fs::remove(fresh, failed);
      return copied.error();
    }
    made.bytes = fs::file_size(target, failed);
    return made;
  });
}

}  // namespace hadir::store
