// The hub's own tables, beside those of the store in the same database: sql/migrations, embedded. Used where the hub opens it.
#pragma once

#include <span>

#include "common/store/migrations.h"

namespace hadir::hub {

// The embedded files of hub/sql/migrations, ascending.
std::span<const store::Migration> migrations();

// The key in `meta` that holds their version.
inline constexpr std::string_view schema_key = "hub_schema";

}  // namespace hadir::hub
