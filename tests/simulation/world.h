// One run: a hub, some offices with their PCs, their people, a network between them; a time in which everything may go wrong;
// then calm, until nothing is left to exchange; then the checks.
#pragma once

#include <map>
#include <memory>
#include <vector>

#include "tests/simulation/agent.h"

namespace hadir::simulation {

struct Outcome {
  std::uint64_t hash = 0;           // of everything that happened
  std::string broken;               // empty where every promise held
  std::vector<std::string> latest;  // the last lines of the journal
  Tally tally;
};

// Never throws. Needs prepare_disks() and base::initialise_crypto() once before.
Outcome run(std::uint64_t seed, Mutation mutation = Mutation::none, Story story = Story::drawn, bool verbose = false);

class World {
 public:
  World(std::uint64_t seed, Mutation mutation, Story story, bool verbose);
  // Throws Broken.
  void live();

  Surroundings& surroundings() { return world_; }
  Hub& hub() { return *hub_; }
  // Those that live; a twin does once it has begun.
  const std::vector<Agent*>& agents() const { return living_; }
  // How many names of replicas the hub knows for a unit beyond those that its PCs were given.
  std::size_t names_given_up(const std::string& unit);
  // Whether all databases are proven at its end, which takes as long as the run.
  bool is_audited() const { return seed_ % audited_every == 0; }
  const std::vector<std::string>& units() const { return units_; }

 private:
  void set_going(Agent& agent);
  // Databases that go back in time: going_back.cc.
  void schedule_going_back();
  void keep_backup();
  void put_back();
  // Answers whether it could be done now.
  bool begin_twin(Agent& twin);
  void put_hub_back();
  void burn();
  std::vector<Holdings> all_holdings(const Machine* without);

  void hold_promise(const std::string& who, const std::vector<std::pair<log::StreamId, log::ChainHead>>& promised);
  void become_calm();
  void exchange_until_quiet();
  // One sync of every agent, one after the other. True where nothing moved.
  bool one_round();
  void sync_until_reported(Agent& agent);
  void mutate();

  static constexpr std::uint64_t audited_every = 5;
  const std::uint64_t seed_;
  Surroundings world_;
  std::vector<std::string> units_;
  std::unique_ptr<Hub> hub_;
  std::vector<std::unique_ptr<Agent>> agents_;  // first those of the offices, then the twins
  std::vector<Agent*> living_;
  std::map<const Agent*, Snapshot> backups_;
  std::optional<DiskImage> hub_backup_;
  std::vector<People> people_;  // of each unit, then of the province
  std::unique_ptr<Network> network_;
};

}  // namespace hadir::simulation
