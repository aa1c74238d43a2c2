// What an office PC need not keep for ever: commits that are older than the retention, that the hub holds, and that nothing here
// waits for. Their place takes a base (store/base.h) that this replica makes of its own log: the records they add up to. The
// records themselves do not change. What cannot be said by records (parked, deferred, unread commits) stays as commits.
//
// A hub that loses such commits later cannot have them back from here; that is what the retention is for.
#pragma once

#include <array>

#include "common/store/base.h"

namespace hadir::store {

struct CompactionPlan {
  std::string scope;
  struct Cut {
    StreamInfo stream;
    std::uint64_t to = 0;  // commits up to here go; 0: none of it is part of the base
  };
  std::vector<Cut> cuts;                 // of every stream of the scope
  std::uint64_t commits = 0, bytes = 0;  // that would go
};

// By lane, what the hub is known to hold of the scope.
using HeldVectors = std::array<log::VersionVector, model::lane_count>;

// What may go of a scope: made and stored here before `before_ms`, held by the hub (own commits: by its receipt), applied, and
// closed: nothing that is left out has been seen by what goes. Nothing while parts of a snapshot are missing.
CompactionPlan plan_compaction(ReplicaStore& store, std::string_view scope, const HeldVectors& held, std::int64_t before_ms);

// Carries a plan out: makes the base beside the database, and puts it in place in one transaction. Fault::busy, and nothing is
// changed, where the log has changed meanwhile. Throws base::Failure where the store fails.
base::Result<void> compact(ReplicaStore& store, const CompactionPlan& plan, std::int64_t now_ms);

}  // namespace hadir::store
