// The same log, added up a second time without SQLite and in another causal order, and a third time for the heads alone, straight
// from their definition: a head is a write that no other write of its field has seen.
#pragma once

#include "common/base/random.h"
#include "common/store/replica_store.h"

namespace hadir::simulation {

// Throws Broken where the store's records, conflicts, parked commits or refused writes differ from what its log adds up to.
void check_projection(store::ReplicaStore& store, base::Random& random, const std::string& who);

}  // namespace hadir::simulation
