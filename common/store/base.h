// What stands below the log: a replica that began with a snapshot (wire/snapshot.h), or that took one after a long time, has
// records of which it does not hold the commits. They come from the chunks of its *base*, which stay in the database as they were
// signed; whatever projects anew begins from them.
//
// A scope in which nothing was stored of others stands on its base at once, and its records come chunk by chunk; meanwhile it
// records and syncs. Elsewhere the base is fetched whole beside what is there, and then takes its place in one transaction.
#pragma once

#include <functional>

#include "common/store/keyring.h"
#include "common/store/stream_table.h"
#include "common/wire/snapshot.h"

namespace hadir::store {

struct Base {
  std::int64_t id = 0;
  std::string scope;
  bool live = false;
  wire::Snapshot snapshot;  // signature: zeros where it was made here
  wire::SnapshotManifest manifest;
  std::vector<bool> here;  // chunk by chunk
  std::uint32_t present() const { return static_cast<std::uint32_t>(std::ranges::count(here, true)); }
  bool is_whole() const { return present() == here.size(); }
};

// By scope, the live one first.
std::vector<Base> bases(Database& database);

// Begins to stand on, or to fetch, a snapshot of which the signature was checked. In a Transaction. Fault::clash, and nothing is
// changed, where the log here says something else, or says more of this replica's own streams than is certain.
base::Result<void> adopt_base(ReplicaStore& store, const wire::Snapshot& snapshot, const wire::SnapshotManifest& manifest);
// Fault::bad_input where it is not what the manifest names; nothing is changed then. A chunk that is here already changes
// nothing. In a Transaction.
base::Result<void> take_chunk(ReplicaStore& store, std::int64_t base, std::uint32_t number, base::ByteView content);
// A base that is being fetched and is not wanted any more. Live ones stay.
void drop_staged(Database& database, std::string_view scope);

// Whether a commit below the base of the scope must go from it by law: it is to be fetched anew.
bool wants_renewal(Database& database, std::string_view scope);
void note_renewal(Database& database, std::string_view scope);

// --- inside the store ---

struct BaseStream {
  log::ChainHead head;
  log::VersionVector context;
  std::int64_t beacon_ms = 0;
  bool by_hub = false;
  std::uint64_t log_from = 1;
  base::Hash log_hash{};  // chain hash before it
};
std::optional<BaseStream> base_of(Database& database, std::int64_t stream);
// The number from which on the log of a stream has no holes; 1 without a base.
std::uint64_t log_begin(Database& database, std::int64_t stream);

// Whether the base of the scope may hold this record in a chunk that is not here yet.
bool may_come(Database& database, std::string_view scope, const model::Kind& kind, const std::vector<model::FieldValue>& key);
// Whether commits that the base holds of this lane are not here yet.
bool commits_may_come(Database& database, std::string_view scope, model::Lane lane);

// A base that says what this log says up to its positions takes the place of that part of it, and of the base below. Records are
// not touched. In a Transaction.
void put_own_base(Database& database, const wire::Snapshot& snapshot, const wire::SnapshotManifest& manifest,
                  const std::vector<base::Bytes>& chunks);
// Puts what the chunks say into the empty tables of a lane. Part of reproject().
void restore_base(Database& database, const std::optional<base::PublicKey>& hub_key, Keyring* keys, std::string_view scope,
                  model::Lane lane);
// Where this version may read the chunks otherwise than the one that did it last.
std::vector<std::string> bases_of_other_version(Database& database);
void note_version(Database& database);

}  // namespace hadir::store
