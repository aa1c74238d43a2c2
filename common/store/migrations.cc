#include "common/store/migrations.h"

#include "common/store/record_table.h"

namespace hadir::store {
namespace {

int schema_version(Database& database) {
  Statement version = database.prepare("PRAGMA user_version");
  version.step();
  return static_cast<int>(version.integer(0));
}

void keep_copy(Database& database, const std::string& path) {
  Statement copy = database.prepare("VACUUM INTO ?");
  copy.bind(1, std::string_view(path)).run();
}

}  // namespace

base::Result<void> migrate(Database& database, const std::string& path) {
  return guarded([&] {
    const int present = schema_version(database);
    const int newest = migrations().back().version;
    if (present > newest)
      throw base::Failure({base::Fault::unsupported,
                           path + " was written by a newer hadir (schema " + std::to_string(present) + ", known here: " +
                               std::to_string(newest) + ")",
                           "install the newer version"});
    if (present > 0 && present < newest) keep_copy(database, path + ".before-v" + std::to_string(newest));
    for (const Migration& migration : migrations()) {
      if (migration.version <= present) continue;
      Transaction transaction(database);
      if (schema_version(database) >= migration.version) continue;  // another process was quicker
      database.execute(migration.sql);
      database.execute("PRAGMA user_version = " + std::to_string(migration.version));
      transaction.commit();
    }
    Transaction transaction(database);
    create_record_tables(database);
    transaction.commit();
  });
}

}  // namespace hadir::store
