// What the writers of a field had seen of it when they wrote: two people who contradict each other usually did not know of each
// other, and who is to decide between them wants to see that. Read from the log of the record's scope and lane, at the cost of
// their streams' headers.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "common/store/replica_store.h"

namespace hadir::evidence {

// What showed to one writer.
struct Sight {
  bool is_known = true;               // false: the log here begins later, or what was written is erased
  std::optional<model::Value> value;  // nothing: nobody had written the field yet
  merge::Writer writer;               // whose value that was
};

// One for each of the heads of `field` in the order given; `state` is the record's.
std::vector<Sight> sights(store::ReplicaStore& store, const store::RecordRef& record, const model::Field& field,
                          const merge::RecordState& state, std::span<const merge::Head> heads);

// What one commit wrote into a field of a record; nothing where the log has no such commit, or not that in it.
struct Wrote {
  model::Value value;
  std::int64_t offset_minutes = 0;  // of an instant
  merge::Writer writer;
};
std::optional<Wrote> wrote(store::ReplicaStore& store, const store::RecordRef& record, const model::Field& field,
                           const log::Origin& origin, std::uint64_t seq);

}  // namespace hadir::evidence
