// What an office PC keeps outside its database (its keys, the mark), and what it does once the database is not the one that
// wrote here last: the simulated counterpart of agent/office.cc, by the same rule (agent/incarnation.h).
#pragma once

#include "agent/incarnation.h"
#include "tests/simulation/machine.h"

namespace hadir::simulation {

// Files of their own: they survive power cuts, and may be put back or copied without the database, or it without them.
struct Outside {
  std::vector<base::KeyPair> keys;  // by which it goes now; behind it those by which the hub may know it yet
  std::optional<agent::Mark> mark;
};

// A PC's disk and what stands outside the database, at one moment.
struct Snapshot {
  DiskImage disk;
  Outside outside;
};

class Incarnation {
 public:
  Incarnation(Surroundings& world, std::string unit, base::KeyPair key) : world_(world), unit_(std::move(unit)) {
    outside_.keys.push_back(std::move(key));
  }

  const base::KeyPair& key() const { return outside_.keys.front(); }
  log::Origin origin() const { return log::origin_of(key().public_key()); }
  const base::KeyPair* earlier_key() const { return outside_.keys.size() > 1 ? &outside_.keys.back() : nullptr; }
  const Outside& outside() const { return outside_; }
  agent::Suspicion suspicion() const { return suspicion_; }

  // Files are copied here or put back; the machine is off.
  void take(std::string unit, Outside outside);
  // The machine starts.
  void examine(store::ReplicaStore& store);
  // Before something is recorded, in its transaction: a database under suspicion goes on under a new key.
  void prepare(store::ReplicaStore& store, std::int64_t now_ms);
  // At the start of a round of a sync: a database that wrote under a key which is gone cannot speak otherwise.
  void replace_lost_key(store::ReplicaStore& store, std::int64_t now_ms);
  void go_on(store::ReplicaStore& store, wire::Return why, const store::ReplicaStore::LaneNumbers& held, std::int64_t now_ms);
  void forget_earlier_keys() { outside_.keys.resize(1, outside_.keys.front()); }
  void update_mark(store::ReplicaStore& store);

 private:
  agent::Mark own_mark(store::ReplicaStore& store) const;
  bool has_lost_key(store::ReplicaStore& store) const { return store.own_origin() != origin(); }
  void go_on_within(store::ReplicaStore& store, wire::Return why, const store::ReplicaStore::LaneNumbers& held,
                    std::int64_t now_ms);
  void spoil(store::ReplicaStore& store, std::int64_t now_ms);

  Surroundings& world_;
  std::string unit_;
  Outside outside_;
  agent::Suspicion suspicion_ = agent::Suspicion::none;
};

}  // namespace hadir::simulation
