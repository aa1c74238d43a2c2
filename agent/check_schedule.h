// When it is time to compare with the hub (sync/check.h), without anybody asking. By the hub's time, so that a moved clock here
// changes nothing: the streams once a day, the records once a week, each office at a time of its own; and the streams at once
// where the hub says that it was restored from a backup.
#pragma once

#include "common/sync/check.h"

namespace hadir::agent {

// After an exchange. `epoch_before` it, as hub_epoch() said.
std::optional<sync::CheckDepth> check_due(store::ReplicaStore& store, const log::Origin& own, std::uint64_t epoch_before);
void note_checked(store::ReplicaStore& store, sync::CheckDepth depth);
// The hub's, as its last answer said; 0 before the first.
std::uint64_t hub_epoch(store::ReplicaStore& store);

}  // namespace hadir::agent
