#include "tests/simulation/machine.h"

namespace hadir::simulation {

// A disk as the newest migration leaves it: most runs start there, because making the schema takes longer than the run.
const DiskImage& prepared_disk() {
  static const DiskImage image = [] {
    Disk disk("prepared", 1);
    store::ReplicaStore::open(database_path, {store::Durability::full, disk.vfs_name()}).value().reset();
    return disk.image();
  }();
  return image;
}

void prepare_disks() { prepared_disk(); }

void Surroundings::repeat(std::int64_t mean, std::function<void()> work) {
  if (mean == 0) return;
  time.after(around(random, mean), [this, mean, work = std::move(work)]() mutable {
    if (calm) return;
    work();
    repeat(mean, std::move(work));
  });
}

base::Bytes Machine::whole_database() {
  const Disk::Undisturbed look(disk_);
  store_->database().execute("PRAGMA wal_checkpoint(TRUNCATE)");
  return disk_.image().at(database_path);
}

Machine::Machine(Surroundings& world, std::string name)
    : world_(world), name_(std::move(name)), disk_("simulated " + name_, world.random.next()), clock_(world.time) {
  if (!world.menu.fresh_disks) disk_.load(prepared_disk());
  base::Random& random = world.random;
  if (chance(random, 500)) clock_.offset_ms = up_to(random, 2 * world.menu.clock_error + 1) - world.menu.clock_error;
  clock_.drift_ppm = up_to(random, 401) - 200;
}

void Machine::begin() {
  start();
  base::Random& random = world_.random;
  world_.repeat(world_.menu.crash_every, [&] {
    if (is_up()) arm_power_cut();
  });
  world_.repeat(world_.menu.fault_every, [&] {
    const Fault fault = chance(random, 300) ? Fault::full : Fault::io_error;
    disk_.fail_after(1 + random.below(std::uint64_t{1} << random.below(8)), fault);
  });
  world_.repeat(world_.menu.step_every, [&] {
    const std::int64_t error = std::max(world_.menu.clock_error, minute);
    clock_.offset_ms = up_to(random, 2 * error + 1) - error;
    world_.journal.note(name_, "somebody sets the clock {} ms wrong", clock_.offset_ms);
  });
  world_.repeat(world_.menu.restart_every, [&] {
    if (!is_up()) return;
    if (chance(random, 400)) return lose_power(false);
    world_.journal.note(name_, "restarts");
    if (chance(random, 100)) arm_power_cut();
    stop();
    if (disk_.is_off()) return power_lost();
    start();
  });
}

void Machine::arm_power_cut() {
  const std::uint64_t calls = 1 + world_.random.below(std::uint64_t{1} << world_.random.below(11));
  disk_.cut_power_after(calls);
}

void Machine::start() {
  ++life_;
  clock_.booted_at = world_.time.now();
  const std::uint64_t faults = disk_.faults();
  if (!world_.calm && world_.menu.crash_every > 0 && chance(world_.random, 150)) arm_power_cut();
  auto opened = store::ReplicaStore::open(database_path, {store::Durability::full, disk_.vfs_name()});
  if (!opened) {
    if (disk_.faults() == faults)
      throw Broken(name_ + ": a database that lost power opens again: " + base::describe(opened.error()));
    world_.journal.note(name_, "does not start: {}", opened.error().what);
    if (disk_.is_off()) return power_lost();
    world_.time.after(second, [this, life = life_] {
      if (life == life_) start();
    });
    return;
  }
  store_ = std::move(*opened);
  world_.journal.note(name_, "is up");
  const bool done = operate("start", [&] {
    store_->database().execute(fmt::format("PRAGMA wal_autocheckpoint = {}; PRAGMA cache_size = {}",
                                           world_.menu.wal_autocheckpoint, world_.menu.cache_pages));
    on_start();
  });
  if (done || !is_up()) return;
  stop();
  world_.time.after(second, [this, life = life_] {
    if (life == life_) start();
  });
}

void Machine::stop() {
  on_stop();
  store_.reset();
}

void Machine::replace_disk(const DiskImage& image, const std::function<void()>& meanwhile) {
  {
    const Disk::Undisturbed orderly(disk_);
    stop();
  }
  disk_.load(image);
  meanwhile();
  start();
}

void Machine::lose_power(bool whole_machine) {
  disk_.cut_power();
  if (!whole_machine) {
    // The operating system lives on and has all writes: the process starts again at once.
    stop();
    ++world_.tally.kills;
    world_.journal.note(name_, "is killed");
    disk_.restart(Loss::nothing);
    return start();
  }
  power_lost();
}

void Machine::power_lost() {
  stop();
  ++world_.tally.power_cuts;
  const auto loss = static_cast<Loss>(world_.random.below(loss_count));
  world_.journal.note(name_, "loses power, and of what was not synced: {}", name_of(loss));
  world_.time.after(around(world_.random, world_.calm ? second : world_.menu.downtime), [this, loss] {
    disk_.restart(loss);
    start();
  });
}

bool Machine::operate(const char* doing, const std::function<void()>& work) {
  const std::uint64_t faults = disk_.faults();
  bool done = false;
  try {
    work();
    done = true;
  } catch (const base::Failure& failure) {
    if (disk_.faults() == faults)
      throw Broken(fmt::format("{}: \"{}\" fails although the disk did not: {}", name_, doing, failure.what()));
    if (!disk_.is_off()) ++world_.tally.disk_faults;
    world_.journal.note(name_, "{} failed: {}", doing, failure.what());
  }
  if (disk_.is_off()) power_lost();
  return done;
}

}  // namespace hadir::simulation
