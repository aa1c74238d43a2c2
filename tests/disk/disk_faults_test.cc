// Every call that a store makes to its disk fails once, in turn, in every way a disk fails; and the power goes at every call.
//
// A replica's life is cut into steps (recording, importing, taking in slices, settling, a sync, a migration, a backup …), each of
// which ends by telling somebody that it is done. Every step is run with the fault at its first call, at its second, and so on to
// its last, opening and closing the database included. Afterwards must hold, whatever happened:
//   - a step that said "done" is there, whole, also when the power goes right behind its answer
//   - a step that said anything else is there whole or not at all: the database stands as it was before a transaction or after it
//   - where the process goes on, it goes on from what was there, and by itself once the disk works again
//   - the database is sound, and the step, done again, leads to the very bytes that it leads to without any fault
//
// HADIR_DISK_FAULTS_STRIDE=N tries every N-th call only.
#include <cstdlib>
#include <set>
#include <stdexcept>

#include "common/store/backup.h"
#include "tests/catch.h"
#include "tests/disk/steps.h"

namespace hadir::test {
namespace {

using simulation::Disk;
using simulation::DiskImage;
using simulation::Loss;
using store::Database;

// --- a step with a fault at one of its calls ---

enum class Trouble { io_error, io_errors, full_once, full, power };

struct Reference {
  DiskImage before;               // where the step begins
  std::string start, end;         // contents before and after
  std::set<std::string> allowed;  // after each of its transactions, and before the first
  std::uint64_t calls = 0;        // to the disk, opening and closing included
};

std::string contents_of(Computer& computer) {
  const Disk::Undisturbed undisturbed(computer.disk);
  return contents(computer.store->database());
}

// Runs a step as it is meant to be, watching every transaction.
Reference refer(const Step& step, const DiskImage& before, std::uint64_t seed, bool is_hub, bool pressed) {
  Reference reference;
  reference.before = before;
  {
    Computer computer("reference", seed, is_hub, pressed);
    computer.disk.load(before);
    computer.open().value();
    reference.start = contents_of(computer);
    reference.allowed.insert(reference.start);
    struct Watch {
      Computer& computer;
      Reference& reference;
    } watch{computer, reference};
    sqlite3_wal_hook(
        computer.store->database().raw(),
        [](void* raw, sqlite3*, const char*, int) {
          auto& seen = *static_cast<Watch*>(raw);
          seen.reference.allowed.insert(contents_of(seen.computer));
          return SQLITE_OK;
        },
        &watch);
    step.run(computer);
    reference.end = contents_of(computer);
    reference.allowed.insert(reference.end);
    sqlite3_wal_hook(computer.store->database().raw(), nullptr, nullptr);
  }
  Computer computer("counting", seed, is_hub, pressed);
  computer.disk.load(before);
  computer.open().value();
  step.run(computer);
  computer.close();
  reference.calls = computer.disk.calls();
  return reference;
}

// Opens what is there, with a working disk, and looks at it.
std::string look(Computer& computer) {
  computer.open().value();
  const Disk::Undisturbed undisturbed(computer.disk);
  store::Statement check = computer.store->database().prepare("PRAGMA integrity_check");
  check.step();
  must(check.text(0) == "ok", "the database is sound");
  return contents(computer.store->database());
}

void check_copy(Computer& computer, const std::string& expected) {
  const Disk::Undisturbed undisturbed(computer.disk);
  auto copy = Database::open_alone(copy_path, false, computer.disk.vfs_name());
  must(copy.has_value(), "a backup that was reported as made opens");
  store::Statement check = (*copy)->prepare("PRAGMA integrity_check");
  check.step();
  must(check.text(0) == "ok", "a backup that was reported as made is sound");
  must(contents(**copy) == expected, "a backup that was reported as made holds everything");
}

bool is_backup(const Step& step) { return std::string_view(step.name) == "back up"; }

void try_one(const Step& step, const Reference& reference, std::uint64_t seed, bool is_hub, bool pressed, std::uint64_t call,
             Trouble trouble, Loss loss, store::Durability durability = store::Durability::full) {
  CAPTURE(step.name, call, static_cast<int>(trouble), name_of(loss), pressed);
  Computer computer("trial", seed + call, is_hub, pressed);
  computer.durability = durability;
  Disk& disk = computer.disk;
  disk.load(reference.before);
  switch (trouble) {
    case Trouble::power: disk.cut_power_after(call); break;
    case Trouble::io_error: disk.fail_after(call, simulation::Fault::io_error); break;
    case Trouble::io_errors: disk.fail_after(call, simulation::Fault::io_error, true); break;
    case Trouble::full_once: disk.fail_after(call, simulation::Fault::full); break;
    case Trouble::full: disk.fail_after(call, simulation::Fault::full, true); break;
  }
  const auto attempt = [&] {
    return store::guarded([&] {
      if (!computer.store) computer.open().value();
      step.run(computer);
    });
  };
  bool done = attempt().has_value();
  if (trouble == Trouble::power) {
    computer.close();
    disk.restart(loss);
  } else {
    // The process lives on, as a service does: what failed is tried again while the disk is as it is, then on a working one.
    if (!done) done = attempt().has_value();
    disk.calm();
    if (!done && computer.store)
      must(reference.allowed.contains(contents_of(computer)), "after a failure, a state between two transactions");
    if (!done) {
      const auto again = attempt();
      INFO((again ? std::string() : base::describe(again.error())));
      must(again.has_value(), "works by itself once the disk does");
      done = true;
    }
    // And the power goes right behind the answer.
    disk.cut_power();
    computer.close();
    disk.restart(Loss::everything);
  }
  const std::string after = look(computer);
  if (done)
    must(after == reference.end, "what was acknowledged is there");
  else
    must(reference.allowed.contains(after), "what was not acknowledged is there whole or not at all");
  if (done && is_backup(step)) check_copy(computer, reference.end);
  step.run(computer);
  must(contents_of(computer) == reference.end, "done again, it leads to the same");
}

std::uint64_t stride() {
  const char* given = std::getenv("HADIR_DISK_FAULTS_STRIDE");
  return given == nullptr ? 1 : std::max<std::uint64_t>(1, std::strtoull(given, nullptr, 10));
}

struct Kind {
  Trouble trouble;
  Loss loss = Loss::nothing;
};

void try_all(const std::vector<Step>& steps, bool is_hub, const std::vector<Kind>& kinds) {
  for (const bool pressed : {false, true}) {
    std::uint64_t calls = 0, trials = 0;
    DiskImage image;
    for (const Step& step : steps) {
      const std::uint64_t seed = 1000 * static_cast<std::uint64_t>(pressed);
      const Reference reference = refer(step, image, seed, is_hub, pressed);
      for (std::uint64_t call = 1; call <= reference.calls; call += stride())
        for (const Kind& kind : kinds) {
          try_one(step, reference, seed, is_hub, pressed, call, kind.trouble, kind.loss);
          ++trials;
        }
      calls += reference.calls;
      Computer computer("next", seed, is_hub, pressed);
      computer.disk.load(image);
      computer.open().value();
      step.run(computer);
      computer.close();
      image = computer.disk.image();
    }
    WARN(std::string(is_hub ? "hub" : "office")
         << (pressed ? ", pressed: " : ": ") << calls << " calls, " << trials << " trials");
  }
}

const std::vector<Kind> errors = {{Trouble::io_error}, {Trouble::io_errors}};
const std::vector<Kind> full_disks = {{Trouble::full_once}, {Trouble::full}};
const std::vector<Kind> power_cuts = {{Trouble::power, Loss::nothing},
                                      {Trouble::power, Loss::everything},
                                      {Trouble::power, Loss::tail},
                                      {Trouble::power, Loss::any},
                                      {Trouble::power, Loss::torn}};

}  // namespace

TEST_CASE("disk faults: office: an I/O error at every call") { try_all(office_steps(), false, errors); }
TEST_CASE("disk faults: office: a full disk at every call") { try_all(office_steps(), false, full_disks); }
TEST_CASE("disk faults: office: a power cut at every call") { try_all(office_steps(), false, power_cuts); }
TEST_CASE("disk faults: hub: an I/O error at every call") { try_all(hub_steps(), true, errors); }
TEST_CASE("disk faults: hub: a full disk at every call") { try_all(hub_steps(), true, full_disks); }
TEST_CASE("disk faults: hub: a power cut at every call") { try_all(hub_steps(), true, power_cuts); }

// The trial itself on trial: a database that does not wait for the disk loses what it acknowledged, and that must be seen.
TEST_CASE("disk faults: self-test") {
  const std::vector<Step> steps = office_steps();
  DiskImage image;
  std::size_t found = 0;
  for (std::size_t index = 0; index < 3; ++index) {
    const Reference reference = refer(steps[index], image, 1, false, false);
    if (index == 2)
      for (std::uint64_t call = 1; call <= reference.calls; ++call) try {
          try_one(steps[index], reference, 1, false, false, call, Trouble::power, Loss::everything, store::Durability::normal);
        } catch (const std::logic_error&) {
          ++found;
        }
    Computer computer("next", 1, false, false);
    computer.disk.load(image);
    computer.open().value();
    steps[index].run(computer);
    computer.close();
    image = computer.disk.image();
  }
  CHECK(found > 0);
}

}  // namespace hadir::test
