// A replica comes back without a code: under a new key, after its database went back in time, or under its own, after the hub's
// did. PROTOCOL.md section 10.
#pragma once

#include "common/store/replica_store.h"
#include "common/sync/hub_exchange.h"

namespace hadir::sync {

inline constexpr std::string_view rejoin_path = "/v1/rejoin";

// What the agent sends. `before`: the key that the hub knows, where it is another one. `receipt`: the newest that the store
// keeps.
base::Bytes rejoin_frame(const base::KeyPair& key, const base::KeyPair* before, const base::PublicKey& hub,
                         const std::string& unit, const std::string& label, wire::Return why, store::ReplicaStore& store);

// Why the store's replica goes on under its present key.
wire::Return latest_reason(store::ReplicaStore& store);

// What the hub does with it, in the current transaction.
Admission<Grant> rejoin(Registry& registry, const base::PublicKey& hub, const wire::RejoinRequest& request, std::int64_t now_ms);

}  // namespace hadir::sync
