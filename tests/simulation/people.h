// What people do: punches, schedules, reports, corrections, deletions, imports and imports of the same again, settled conflicts.
// One object per scope; few people and few days, so that colleagues meet in the same records.
#pragma once

#include <array>
#include <functional>
#include <string>
#include <vector>

#include "tests/simulation/machine.h"

namespace hadir::simulation {

class People {
 public:
  People(Surroundings& world, std::string scope);
  const std::string& scope() const { return scope_; }

  // Does one thing against `store`, as `authorship` says (asked inside the transaction; its scope is this one): draws it, records
  // it, and enters into the ledger what was acknowledged. Run it inside Machine::operate().
  void act(store::ReplicaStore& store, std::int64_t now_ms, const std::function<store::Authorship()>& authorship,
           const std::string& who);

 private:
  struct Deed {
    const char* name;
    std::vector<model::Change> changes;
  };
  Deed province_deed();
  Deed unit_deed(store::ReplicaStore& store, std::int64_t now_ms);
  model::Change punch(std::int64_t near_ms);
  model::Change schedule();
  model::Change report();
  model::Change employee();
  model::Change correction(store::ReplicaStore& store);
  std::vector<model::Change> import(std::int64_t near_ms);
  // Takes one of the values that stand against each other, or a new one.
  std::vector<model::Change> settlement(store::ReplicaStore& store);

  // A field that was just written shows what was written: its author had seen all that stood there. `before`: own streams' ends.
  void check_replaced(store::ReplicaStore& store, const model::Change& change, const log::Origin& origin,
                      const std::array<std::uint64_t, model::lane_count>& before) const;

  const std::string& person() { return pick(world_.random, people_); }
  std::string date();
  const char* coin(const char* one, const char* other) { return chance(world_.random, 500) ? one : other; }

  Surroundings& world_;
  const std::string scope_;
  std::vector<std::string> people_;
  std::vector<model::Change> last_import_;
};

}  // namespace hadir::simulation
