// What a replica does once it knows that its database went back in time: it goes on under another key. Of its old streams it
// keeps what the rest of the world has; what it alone had written it writes anew, with its author, time and context. Inside the
// store only; ReplicaStore is the way in.
#pragma once

#include "common/store/keyring.h"
#include "common/store/stream_table.h"

namespace hadir::store {

// Empties the record tables of one scope and lane, and projects its log from the first commit. Must run inside a Transaction.
void reproject(Database& database, const std::optional<base::PublicKey>& hub_key, Keyring* keys, std::string_view scope,
               model::Lane lane);

// What the author of commit `seq` of a stream had seen: the union of all context deltas up to it, the stream itself left out.
struct Horizon {
  log::VersionVector context;
  std::optional<log::Beacon> beacon;  // the latest one named up to that commit
};
Horizon horizon_at(Database& database, const StreamInfo& stream, std::uint64_t seq);

// Takes the commits after `kept` out of `from` (they go to `displaced`) and appends them to the stream of the same scope and lane
// that `key` writes, which must be empty. Answers how many.
std::uint64_t continue_stream(Database& database, const std::optional<base::PublicKey>& hub_key, Keyring* keys,
                              const StreamRow& from, std::uint64_t kept, const base::KeyPair& key, std::int64_t now_ms);

// Gives way to another history of a stream that somebody else writes: takes the commits after `kept` out of it. What a unit's
// replica had signed and the others had shown must not go with that, and its author may be gone: in a unit's scope they are
// written anew as a stream of their own, with author, time and context as they were. Its key follows from the first of them, so
// that every replica that gives way writes the same stream, bit for bit, and none needs to hear of it from another.
void displace_stream(Database& database, const std::optional<base::PublicKey>& hub_key, Keyring* keys, const StreamRow& stream,
                     std::uint64_t kept, std::int64_t now_ms);

}  // namespace hadir::store
