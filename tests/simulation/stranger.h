// Commits that no recorder of this version makes, but another version, a defect or a hostile PC does, well chained and signed:
// unknown kinds and fields, required extensions, payloads that do not decode, kinds out of place, values of the wrong shape or at
// the edge of what can be printed, evidence written again. Every replica must treat them alike, and no stream may stop behind
// them.
#pragma once

#include <functional>

#include "common/store/replica_store.h"
#include "tests/simulation/menu.h"

namespace hadir::simulation {

// The next commit of the replica's own stream in some lane of `unit`, whose author had seen only what its previous one had.
// Punches it makes are new only if `tried` is told of their keys.
log::Slice strange_slice(store::ReplicaStore& store, const base::KeyPair& key, const std::string& unit, std::int64_t now_ms,
                         base::Random& random, const std::function<void(const base::Bytes& key)>& tried);

}  // namespace hadir::simulation
