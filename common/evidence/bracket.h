// Between which moments a commit was made, as far as somebody else's signature says so.
//
//   not before   the latest beacon named in its stream at or before it: the hub had signed that moment, and the author held it
//   not after    the earliest receipt kept here that covers it: the hub said that it held the commit
//
// Where no receipt is kept (another PC's commits; everything, at the hub, which hands its receipts out), there is only this
// machine's own note of when the commit came in. That is a statement, not a proof.
#pragma once

#include <optional>

#include "common/store/replica_store.h"

namespace hadir::evidence {

struct KeptReceipt {
  std::int64_t id = 0;
  std::int64_t hub_ms = 0;
  base::Bytes body;
  base::Bytes signature;
  std::uint64_t seq = 0;  // covers the stream up to here
};

struct Bracket {
  std::optional<log::Beacon> not_before;
  std::uint64_t beacon_seq = 0;  // the commit that names it
  std::optional<KeptReceipt> not_after;
  std::int64_t received_ms = 0;  // this machine's clock when it stored the commit
};

// Reads the stream backwards to the last beacon, and the receipts forwards to the first that covers the commit.
Bracket bracket_of(store::Database& database, const store::StreamInfo& stream, std::uint64_t seq);

}  // namespace hadir::evidence
