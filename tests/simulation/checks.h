// What must hold once nothing is left to exchange. Each check throws Broken with both sides.
#pragma once

#include "tests/simulation/world.h"

namespace hadir::simulation {

// All of the below.
void check_everything(World& world);

// Every agent's unit and the province: records to the byte, version blobs, conflicts, what was parked, deferred and refused, and
// the log itself, as at the hub.
void check_converged(World& world);
// Every stream from genesis: chain, signatures, applied up to its end.
void check_logs(store::ReplicaStore& store, const std::string& who);
// What users were told is safe is at the hub, and no punch is there twice or out of nowhere.
void check_nothing_lost(World& world);

}  // namespace hadir::simulation
