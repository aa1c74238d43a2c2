// After the hub's database was put back from a backup: what the offices brought back since, and what is still missing.
#pragma once

#include <optional>
#include <vector>

#include "hub/registry.h"

namespace hadir::hub {

// Notes what the store holds now. Inside a Transaction.
void note_restoration(store::ReplicaStore& store, std::int64_t epoch, std::int64_t now_ms);

struct Healing {
  std::int64_t noticed_ms = 0;
  struct Stream {
    log::StreamId stream;
    std::uint64_t before = 0, now = 0;  // commits held when the restore was noticed, and now
  };
  std::vector<Stream> came_back;  // with commits that were claimed to be made before the restore
  struct Missing {
    log::StreamId stream;
    std::uint64_t held = 0, known = 0;  // here, and by what others have said or seen
  };
  std::vector<Missing> missing;
  std::vector<Replica> unheard;  // active PCs that have not synced since
};
// Of the latest restore; nothing where there was none. Reads what was stored since.
std::optional<Healing> healing(store::ReplicaStore& store);

}  // namespace hadir::hub
