// Brings a database to the newest schema.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "common/store/sqlite.h"

namespace hadir::store {

struct Migration {
  int version;  // the schema version it leads to
  const char* sql;
};

// The embedded files of sql/migrations, ascending.
std::span<const Migration> migrations();

// Runs what is missing, each in its own transaction, and makes record tables and columns from the declarations. A database that
// holds something already is copied to `<path>.before-v<N>` first. A database from a newer program is refused
// (Fault::unsupported).
base::Result<void> migrate(Database& database, const std::string& path);

// As migrate(), for tables that belong to one program alone: their version stands in `meta` under `version_key`. Call after
// migrate().
base::Result<void> migrate_more(Database& database, const std::string& path, std::span<const Migration> steps,
                                std::string_view version_key);

}  // namespace hadir::store
