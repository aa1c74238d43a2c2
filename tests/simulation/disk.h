// The disk of one simulated machine: a SQLite VFS in memory that remembers which writes were synced and, when the power is cut,
// forgets the others, as real disks do: all of them, none, the later ones, any of them, or parts of them.
//
// A disk can be told to lose power at the n-th call from now (that call and all later ones fail until restart()), to fail one
// call and go on, or to be full. Everything it decides comes from its seed.
//
// What is modelled: contents reach the disk with xSync; the name of a new file with the first xSync of it; a deletion with the
// next sync of the directory. A write that is torn keeps any of its 512-byte sectors, bytes beside it stay
// (SQLITE_IOCAP_POWERSAFE_OVERWRITE). No shared memory: databases are opened with PRAGMA locking_mode=EXCLUSIVE.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/base/bytes.h"
#include "common/base/random.h"

namespace hadir::simulation {

// What stands on a disk: contents by file name.
using DiskImage = std::map<std::string, base::Bytes>;

// What a power cut does to writes that were not synced.
enum class Loss {
  nothing,     // the process died, the machine lives on
  everything,  // nothing but what was synced survives
  tail,        // of each file the first so-many writes survive
  any,         // each write survives or not
  torn,        // each sector of each write survives or not
};
inline constexpr int loss_count = 5;
const char* name_of(Loss loss);

// A call that fails once.
enum class Fault { io_error, full };

class Disk {
 public:
  // Registers a VFS under a name of its own; SQLite must not hold files of it when it goes.
  Disk(std::string name, std::uint64_t seed);
  ~Disk();
  Disk(const Disk&) = delete;
  Disk& operator=(const Disk&) = delete;
  const char* vfs_name() const { return name_.c_str(); }

  // --- what goes wrong ---

  // The power goes at the `calls`-th call from now (1: the next one).
  void cut_power_after(std::uint64_t calls) { cut_at_ = calls_ + calls; }
  void cut_power() { off_ = true; }
  bool is_off() const { return off_; }
  // `lasting`: all later ones too, until calm(); a disk that is full for long refuses writes alone.
  void fail_after(std::uint64_t calls, Fault fault, bool lasting = false) {
    fail_at_ = calls_ + calls, fault_ = fault, lasting_ = lasting;
  }
  // Takes back cuts and failures that have not happened.
  void calm();
  // Self-test only: xSync says yes and does nothing.
  void lie_about_syncs(bool lies) { lies_ = lies; }

  // While one lives, calls neither count nor fail: for whoever looks at a machine from outside. Not while the power is off.
  class Undisturbed {
   public:
    explicit Undisturbed(Disk& disk) : disk_(disk) { ++disk_.observers_; }
    ~Undisturbed() { --disk_.observers_; }
    Undisturbed(const Undisturbed&) = delete;
    Undisturbed& operator=(const Undisturbed&) = delete;

   private:
    Disk& disk_;
  };

  // Power is back: decides what became of the writes that were not synced. No file may be open.
  void restart(Loss loss);

  // --- what happened ---

  std::uint64_t calls() const { return calls_; }
  // Calls that failed on purpose so far.
  std::uint64_t faults() const { return faults_; }

  DiskImage image() const;
  void load(const DiskImage& image);

 private:
  struct Write {
    std::uint64_t offset = 0;
    base::Bytes data;
    std::optional<std::uint64_t> new_size;  // a truncation
  };
  struct Inode {
    base::Bytes content, synced;
    std::vector<Write> pending;
    void sync();
    static void apply(const Write& write, base::Bytes& bytes);
  };
  using Directory = std::map<std::string, std::shared_ptr<Inode>>;
  struct OpenFile;  // what SQLite allocates for us
  struct Calls;     // the C functions that SQLite calls

  // 0, or the code with which this call fails.
  int tick(int io_error);
  void settle(Inode& inode, Loss loss);
  bool coin() { return random_.below(2) == 0; }

  const std::string name_;
  sqlite3_vfs vfs_{};
  base::SeededRandom random_;
  int sector_size_;
  Directory live_, synced_;  // names as programs see them, and as the disk holds them
  std::uint64_t calls_ = 0, faults_ = 0;
  std::optional<std::uint64_t> cut_at_, fail_at_;
  Fault fault_ = Fault::io_error;
  bool off_ = false, lies_ = false, lasting_ = false;
  int open_files_ = 0, observers_ = 0;
};

}  // namespace hadir::simulation
