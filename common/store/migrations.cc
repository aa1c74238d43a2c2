#include "common/store/migrations.h"

#include <filesystem>
#include <system_error>

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

// An earlier attempt may have left a copy, whole or not: it neither stops this one nor counts as its copy.
void keep_copy(Database& database, const std::string& path) {
  const std::string partial = path + ".partial";
  std::error_code failed;
  std::filesystem::remove(partial, failed);
  database.prepare("VACUUM INTO ?").bind(1, std::string_view(partial)).run();
  std::filesystem::rename(partial, path, failed);
  if (failed)
    throw base::Failure({base::Fault::storage, "salinan " + path + " tidak dapat dibuat: " + failed.message(),
                         "periksa direktori data dan isi disknya"});
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
  if (present > 0 && present < newest) keep_copy(database, path + ".before-" + name + std::to_string(newest));
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
