#include "common/store/migrations.h"

#include "common/store/backup.h"
#include "common/store/record_table.h"

namespace hadir::store {
namespace {

// Where the number of a schema stands: in the file's header, or under a key of `meta`.
struct VersionPlace {
  std::string_view key;

  int read(Database& database) const {
    Statement version = database.prepare(key.empty() ? "PRAGMA user_version" : "SELECT value FROM meta WHERE key = ?");
    if (!key.empty()) version.bind(1, key);
    return version.step() ? static_cast<int>(version.integer(0)) : 0;
  }
  void write(Database& database, int version) const {
    if (key.empty()) return database.execute("PRAGMA user_version = " + std::to_string(version));
    Statement row =
        database.prepare("INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value");
    row.bind_all(key, std::int64_t{version});
    row.run();
  }
};

// Whether a copy of an earlier attempt, from before its first step, stands there whole: it stays.
bool has_older_copy(const std::string& path, VersionPlace place, int present, const char* vfs) {
  if (!check_database(path, vfs)) return false;
  const auto copy = Database::open_alone(path, false, vfs);
  const auto older = copy ? guarded([&] { return place.read(**copy) < present; }) : copy.error();
  return older && *older;
}

// Through the database's own VFS, so that whatever holds the database holds its copy.
void keep_copy(Database& database, const std::string& path, VersionPlace place, int present) {
  sqlite3_vfs* vfs = nullptr;
  sqlite3_file_control(database.raw(), "main", SQLITE_FCNTL_VFS_POINTER, &vfs);
  BackupOptions options;
  options.vfs = vfs->zName;
  if (has_older_copy(path, place, present, options.vfs)) return;
  for (const char* ending : {"", "-wal", "-journal"})  // of an attempt that was cut short
    if (const int code = vfs->xDelete(vfs, (path + ending).c_str(), 1); code != SQLITE_OK && code != SQLITE_IOERR_DELETE_NOENT)
      throw base::Failure(
          {base::Fault::storage, "sisa salinan " + path + " tidak dapat dihapus", "periksa direktori data dan disknya"});
  copy_database(database, path, options).value();
}

void run_steps(Database& database, const std::string& path, std::span<const Migration> steps, VersionPlace place) {
  const int present = place.read(database);
  const int newest = steps.back().version;
  if (present > newest)
    throw base::Failure({base::Fault::unsupported,
                         path + " ditulis oleh hadir yang lebih baru (skema " + std::to_string(present) +
                             ", yang dikenal di sini: " + std::to_string(newest) + ")",
                         "pasang versi yang lebih baru"});
  const std::string name = place.key.empty() ? "v" : std::string(place.key) + "-v";
  if (present > 0 && present < newest) keep_copy(database, path + ".before-" + name + std::to_string(newest), place, present);
  for (const Migration& migration : steps) {
    if (migration.version <= present) continue;
    Transaction transaction(database);
    if (place.read(database) >= migration.version) continue;  // another process was quicker
    database.execute(migration.sql);
    place.write(database, migration.version);
    transaction.commit();
  }
}

}  // namespace

base::Result<void> migrate(Database& database, const std::string& path) {
  return guarded([&] {
    run_steps(database, path, migrations(), {});
    Transaction transaction(database);
    create_record_tables(database);
    transaction.commit();
  });
}

base::Result<void> migrate_more(Database& database, const std::string& path, std::span<const Migration> steps,
                                std::string_view version_key) {
  return guarded([&] { run_steps(database, path, steps, {version_key}); });
}

}  // namespace hadir::store
