// The computer on trial, its disk, and the steps of a replica's life that are tried on it (disk_faults_test.cc).
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "common/store/replica_store.h"
#include "tests/simulation/disk.h"

namespace hadir::test {

inline constexpr const char* database_path = "hadir.db";
inline constexpr const char* copy_path = "cadangan.db";

// Everything in a database that outlives a restart, in an order that does not depend on when it was written. Counters of
// requests are handed out in blocks: a block may be lost, never given twice, so they are left out.
std::string contents(store::Database& database);

struct Computer {
  simulation::Disk disk;
  const bool is_hub;
  const bool is_pressed;  // little cache and a checkpoint with every commit: pages move while transactions run
  store::Durability durability = store::Durability::full;
  std::unique_ptr<store::ReplicaStore> store;

  Computer(std::string name, std::uint64_t seed, bool hub, bool pressed)
      : disk(std::move(name), seed), is_hub(hub), is_pressed(pressed) {}
  ~Computer() { store.reset(); }
  Computer(const Computer&) = delete;
  Computer& operator=(const Computer&) = delete;

  base::Result<void> open();
  void close() { store.reset(); }
};

struct Step {
  const char* name;
  // Throws base::Failure where it did not come to its end; whoever asked hears of success only when it returns.
  std::function<void(Computer&)> run;
};

// A full day of an office, and of the hub. Every step done twice leads to what it leads to once.
std::vector<Step> office_steps();
std::vector<Step> hub_steps();

// Throws std::logic_error: also on the hub's store thread, where Catch's own assertions may not stand.
void must(bool condition, const char* what);

}  // namespace hadir::test
