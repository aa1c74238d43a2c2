// Brings a database to the newest schema.
#pragma once

#include <span>
#include <string>

#include "common/store/sqlite.h"

namespace hadir::store {

struct Migration {
  int version;  // the schema version it leads to
  const char* sql;
};

// The embedded files of sql/migrations, ascending.
std::span<const Migration> migrations();

// Runs what is missing, each in its own transaction, and makes record tables and columns from the declarations. A database that
// holds something already is copied to `<path>.before-v<N>` first. A database from a newer program is refused (Fault::unsupported).
base::Result<void> migrate(Database& database, const std::string& path);

}  // namespace hadir::store
