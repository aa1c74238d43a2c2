// What one replica holds, by what acknowledgements name: commits that stand in its log or were written anew there under another
// origin, and punches.
#pragma once

#include <set>
#include <string>
#include <tuple>

#include "common/store/replica_store.h"
#include "tests/simulation/disk.h"

namespace hadir::simulation {

struct CommitName {
  log::StreamId stream;
  std::uint64_t seq = 0;
  base::Hash hash{};
  auto operator<=>(const CommitName&) const = default;
};

struct Holdings {
  explicit Holdings(store::ReplicaStore& store);
  bool has(const CommitName& name) const { return logged.contains(name) || rewritten.contains(name); }

  std::set<CommitName> logged;
  std::set<CommitName> rewritten;                         // the names of the commits that those in the log stand for
  std::set<std::pair<std::string, base::Bytes>> punches;  // unit and key
  std::optional<log::Origin> own_origin;
};

// What a replica with this disk would hold, were it switched on.
Holdings holdings_of(const DiskImage& image);

// Throws Broken where a commit that was written anew says something else than the one it stands for, or claims to have seen more:
// each that stands in `displaced` at `store` is compared with what `hub` has for it.
void check_rewritten(store::ReplicaStore& store, store::ReplicaStore& hub, const std::string& who);

}  // namespace hadir::simulation
