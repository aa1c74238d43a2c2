// The log of one stream on its way out, with all places where it may be cut.
#pragma once

#include <vector>

#include "common/store/replica_store.h"

namespace hadir::store {

// Consecutive commits of one stream; the hash of a payload that is there is left to whoever takes it in.
struct SignedCommits {
  std::vector<log::Commit> commits;
  struct Cut {
    std::size_t commits;  // after so many
    base::Signature signature;
  };
  std::vector<Cut> cuts;  // one for each signed commit; the last commit is one
};

// The commits of `stream` that follow commit `after`, up to a signed one: at least to the first, then as far as the budget is not
// used up. Nothing where there is no signed commit behind `after`. Throws as the store does.
SignedCommits signed_after(ReplicaStore& store, const StreamInfo& stream, std::uint64_t after, std::size_t budget_bytes);

}  // namespace hadir::store
