// The office's other PCs as this one last met them (table lan_peer), and how much of what no hub has yet stands on their disks
// too.
#pragma once

#include <string>
#include <vector>

#include "common/sync/peer.h"

namespace hadir::agent {

struct LanPeer {
  log::Origin origin{};
  std::string address;  // empty: it came to us
  std::int64_t met_ms = 0;
  std::uint64_t lacking = 0;  // our commits without a receipt that it does not have
};

// Notes a meeting; true where the other one now holds more of ours than it did. `address` empty keeps the one that is known.
// Inside a Transaction or not.
bool note_met(store::ReplicaStore& store, const sync::AgentIdentity& identity, const sync::PeerReport& report,
              const std::string& address, std::int64_t now_ms);
// Who was met under our present name, the latest first.
std::vector<LanPeer> lan_peers(store::ReplicaStore& store, const sync::AgentIdentity& identity);
// Our commits without a receipt that stand on no other disk, as far as we know.
std::uint64_t alone_here(store::ReplicaStore& store, const sync::AgentIdentity& identity);

}  // namespace hadir::agent
