// One computer in the simulation: disk, clocks and a replica store that is open while the machine is up. Power cuts, clean
// restarts, failing disk calls and steps of the clock happen here, to agents and hub alike.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "common/store/replica_store.h"
#include "tests/simulation/disk.h"
#include "tests/simulation/journal.h"
#include "tests/simulation/ledger.h"
#include "tests/simulation/menu.h"
#include "tests/simulation/virtual_time.h"

namespace hadir::simulation {

inline constexpr const char* database_path = "hadir.db";  // on every simulated disk

// How much happened, so that a summary can show that the rare things did.
struct Tally {
  std::uint64_t runs = 0, events = 0, actions = 0, commits = 0, requests = 0, syncs = 0, complete = 0, power_cuts = 0, kills = 0,
                disk_faults = 0, lost = 0, copies = 0, flips = 0, conflicts = 0, settled = 0, records = 0, rounds = 0,
                backups = 0, restores = 0, clones = 0, forks = 0, continued = 0, rewritten = 0, forgiven = 0, burnt = 0,
                proven = 0, checks = 0, doubts = 0;
};

// What all parts of one run share.
struct Surroundings {
  Surroundings(std::uint64_t seed, Mutation mutation_, Story story, bool verbose)
      : mutation(mutation_), random(seed), menu(Menu::draw(random, story)), journal(time, verbose) {}

  const Mutation mutation;
  base::SeededRandom random;
  const Menu menu;
  Scheduler time;
  Journal journal;
  Ledger ledger;
  Tally tally;
  bool calm = false;  // the end of the run: nothing goes wrong any more

  // Does `work` again and again, about every `mean` milliseconds (0: never), until the world is calm.
  void repeat(std::int64_t mean, std::function<void()> work);
};

// A disk with an empty database.
const DiskImage& prepared_disk();
// Makes what all runs start from. Call before the first run, so that every run finds SQLite in the same state.
void prepare_disks();

class Machine {
 public:
  Machine(Surroundings& world, std::string name);
  virtual ~Machine() = default;

  // Puts the machine into the world: first start, and whatever will go wrong with it.
  void begin();

  bool is_up() const { return store_ != nullptr; }
  store::ReplicaStore& store() { return *store_; }
  Disk& disk() { return disk_; }
  DiskImage disk_image() const { return disk_.image(); }
  // Into one file, without a WAL; while it is up.
  base::Bytes whole_database();
  MachineClock& clock() { return clock_; }
  const std::string& name() const { return name_; }
  // Grows with every start: what was begun in an earlier life must not go on.
  std::uint64_t life() const { return life_; }

  // The power goes now, or the process is killed.
  void lose_power(bool whole_machine);

 protected:
  // Runs `work` against the open store. A fault of the disk ends it and answers false; a failure without one is a broken promise.
  // Where the power went meanwhile the machine is down afterwards, even if the answer is true. Not to be nested.
  bool operate(const char* doing, const std::function<void()>& work);

  // Switches the machine off, writes `image` over its disk, does `meanwhile`, and switches it on. It must be up.
  void replace_disk(const DiskImage& image, const std::function<void()>& meanwhile);

  // The store has just been opened; runs inside operate().
  virtual void on_start() = 0;
  // Everything in memory is lost.
  virtual void on_stop() = 0;

  Surroundings& world_;

 private:
  void start();
  void stop();
  void power_lost();
  void arm_power_cut();

  const std::string name_;
  Disk disk_;
  MachineClock clock_;
  std::unique_ptr<store::ReplicaStore> store_;
  std::uint64_t life_ = 0;
};

}  // namespace hadir::simulation
