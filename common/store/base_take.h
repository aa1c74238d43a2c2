// Makes a snapshot of a scope as it stands in a database: what a hub hands to new PCs (wire/snapshot.h).
#pragma once

#include "common/store/sqlite.h"
#include "common/wire/snapshot.h"

namespace hadir::store {

// How large a chunk becomes, before compression: about 24 KiB on the wire, which takes a few seconds on a bad link.
inline constexpr std::size_t chunk_raw_bytes = 240 * 1024;

struct TakenBase {
  wire::SnapshotManifest manifest;
  std::vector<base::Bytes> chunks;
  std::uint64_t erasures = 0;  // that were in force: one more, and it must not be handed out
};
// What is applied of the scope, read at one moment beside whoever writes. Memory: the names of all records and one chunk, beside
// the chunks themselves. Takes about a second for 50,000 records. The manifest lacks the hub's epoch.
TakenBase take_base(Database& database, const std::optional<base::PublicKey>& hub_key, const std::string& scope,
                    std::int64_t now_ms, std::size_t chunk_bytes = chunk_raw_bytes);

std::uint64_t count_erasures(Database& database, std::string_view scope);

}  // namespace hadir::store
