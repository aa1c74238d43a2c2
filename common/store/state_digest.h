// What one replica shows, in few bytes, so that two replicas that hold the same commits can find out whether they show the same
// records, and which they do not. common/sync/check.h drives it; PROTOCOL.md section 20 gives the bytes.
//
//   name(record)   = first 8 bytes of BLAKE2b-256(varint kind || key); its first byte is the record's bucket
//   digest(record) = BLAKE2b-256 of all columns of its row: what people see, its day, the deletion mark and the version blob
//   bucket b       = hash(hash(… || digest) || digest) over its records, by kind, day and key, from 32 zero bytes on
//   state          = BLAKE2b-256 of the 256 buckets
//
// A pass reads every record of the lane once; memory is bounded. Kinds that are sealed are left out: the hub has none of them.
#pragma once

#include <array>
#include <set>
#include <string>
#include <vector>

#include "common/base/crypto.h"
#include "common/model/kinds.h"
#include "common/store/sqlite.h"
#include "common/wire/check_messages.h"

namespace hadir::store {

inline constexpr std::size_t bucket_count = 256;

struct LaneDigest {
  // Of the applied vectors of all lanes of the scope, for an erasure in one lane changes what another one shows: states are
  // comparable where this is the same.
  base::Hash vector{};
  base::Hash state{};
  std::array<base::Hash, bucket_count> buckets{};
  std::uint64_t records = 0;
  std::vector<wire::ShortDigest> in_short() const;  // the buckets' first bytes, as they travel
};
LaneDigest digest_lane(Database& database, std::string_view scope, model::Lane lane);

// The stream's head at commit `seq`, or its last one where it has less; nothing where it has none.
std::optional<log::ChainHead> head_at_most(Database& database, const log::StreamId& stream, std::uint64_t seq);

using RowName = wire::ShortDigest;
// The records of some buckets, by kind, day and key; not more than `most`.
std::vector<wire::NamedDigest> rows_of_buckets(Database& database, std::string_view scope, model::Lane lane,
                                               const std::set<std::uint8_t>& buckets, std::size_t most);

// Records' rows as JSON texts for people to compare, the version blob in hexadecimal, cut to base::limits::text_bytes. One per
// name, in the order of names; an empty text where there is no such record.
std::vector<wire::NamedText> texts_of_rows(Database& database, std::string_view scope, model::Lane lane,
                                           const std::set<RowName>& names);

// What decides how commits become records in this program: replicas whose declarations differ may show different records of the
// same commits until both are upgraded.
base::Hash declarations_digest();

// Reads from one moment on, beside whoever writes; ends with the object. Inside a transaction it does nothing.
class Snapshot {
 public:
  explicit Snapshot(Database& database);
  ~Snapshot();
  Snapshot(const Snapshot&) = delete;
  Snapshot& operator=(const Snapshot&) = delete;

 private:
  Database& database_;
  bool open_;
};

}  // namespace hadir::store
