#include "tests/simulation/disk.h"

#include <algorithm>
#include <cstring>
#include <new>

#include "common/base/error.h"

namespace hadir::simulation {
namespace {

constexpr std::size_t sector = 512;
// The Julian day number of 2026-03-02T00:00:00Z in milliseconds; SQLite asks only for journals' sake.
constexpr sqlite3_int64 julian_ms = 212'639'212'800'000;

}  // namespace

const char* name_of(Loss loss) {
  switch (loss) {
    case Loss::nothing: return "nothing";
    case Loss::everything: return "everything";
    case Loss::tail: return "tail";
    case Loss::any: return "any";
    case Loss::torn: return "torn";
  }
  return "unknown";
}

void Disk::Inode::apply(const Write& write, base::Bytes& bytes) {
  if (write.new_size) {
    bytes.resize(*write.new_size);
    return;
  }
  if (bytes.size() < write.offset + write.data.size()) bytes.resize(write.offset + write.data.size());
  std::ranges::copy(write.data, bytes.begin() + static_cast<std::ptrdiff_t>(write.offset));
}

void Disk::Inode::sync() {
  for (const Write& write : pending) apply(write, synced);
  pending.clear();
}

// sqlite3_file with what we need behind it, constructed in SQLite's memory.
struct Disk::OpenFile {
  sqlite3_file base;
  Disk* disk;
  std::shared_ptr<Inode> inode;
};

struct Disk::Calls {
  static Disk& disk_of(sqlite3_vfs* vfs) { return *static_cast<Disk*>(vfs->pAppData); }
  static OpenFile& open_of(sqlite3_file* file) { return *reinterpret_cast<OpenFile*>(file); }

  static int close(sqlite3_file* raw) {
    OpenFile& file = open_of(raw);
    --file.disk->open_files_;
    file.inode.~shared_ptr();
    return SQLITE_OK;
  }

  static int read(sqlite3_file* raw, void* to, int amount, sqlite3_int64 offset) {
    OpenFile& file = open_of(raw);
    if (const int code = file.disk->tick(SQLITE_IOERR_READ)) return code;
    const base::Bytes& content = file.inode->content;
    const auto from = static_cast<std::size_t>(offset), size = static_cast<std::size_t>(amount);
    const std::size_t there = from >= content.size() ? 0 : std::min(size, content.size() - from);
    if (there > 0) std::memcpy(to, content.data() + from, there);
    if (there == size) return SQLITE_OK;
    std::memset(static_cast<char*>(to) + there, 0, size - there);
    return SQLITE_IOERR_SHORT_READ;
  }

  static void change(OpenFile& file, Write write) {
    Inode::apply(write, file.inode->content);
    file.inode->pending.push_back(std::move(write));
  }

  static int write(sqlite3_file* raw, const void* from, int amount, sqlite3_int64 offset) {
    OpenFile& file = open_of(raw);
    Disk& disk = *file.disk;
    const bool was_off = disk.off_;
    const int code = disk.tick(SQLITE_IOERR_WRITE);
    // The write during which the power goes may still reach the disk, in part.
    if (code == SQLITE_OK || (disk.off_ && !was_off && disk.coin())) {
      const auto* bytes = static_cast<const std::uint8_t*>(from);
      change(file, {static_cast<std::uint64_t>(offset), base::Bytes(bytes, bytes + amount), {}});
    }
    return code;
  }

  static int truncate(sqlite3_file* raw, sqlite3_int64 size) {
    OpenFile& file = open_of(raw);
    if (const int code = file.disk->tick(SQLITE_IOERR_TRUNCATE)) return code;
    change(file, {0, {}, static_cast<std::uint64_t>(size)});
    return SQLITE_OK;
  }

  static int sync(sqlite3_file* raw, int) {
    OpenFile& file = open_of(raw);
    Disk& disk = *file.disk;
    if (const int code = disk.tick(SQLITE_IOERR_FSYNC)) return code;
    if (disk.lies_) return SQLITE_OK;
    file.inode->sync();
    const auto is_this = [&](const auto& entry) { return entry.second == file.inode; };
    // A new file is made known by syncing its directory, which makes every other change of names durable as well.
    if (std::ranges::any_of(disk.live_, is_this) && std::ranges::none_of(disk.synced_, is_this)) disk.synced_ = disk.live_;
    return SQLITE_OK;
  }

  static int file_size(sqlite3_file* raw, sqlite3_int64* size) {
    OpenFile& file = open_of(raw);
    if (const int code = file.disk->tick(SQLITE_IOERR_FSTAT)) return code;
    *size = static_cast<sqlite3_int64>(file.inode->content.size());
    return SQLITE_OK;
  }

  static int lock(sqlite3_file*, int) { return SQLITE_OK; }
  static int check_lock(sqlite3_file*, int* reserved) { return *reserved = 0, SQLITE_OK; }
  static int control(sqlite3_file*, int, void*) { return SQLITE_NOTFOUND; }
  static int sector_size(sqlite3_file* raw) { return open_of(raw).disk->sector_size_; }
  static int characteristics(sqlite3_file*) { return SQLITE_IOCAP_POWERSAFE_OVERWRITE; }

  static constexpr sqlite3_io_methods methods = {
      1,           close,           read,    write,   truncate, sync,    file_size, lock,   lock, check_lock, control,
      sector_size, characteristics, nullptr, nullptr, nullptr,  nullptr, nullptr,   nullptr};

  static int open(sqlite3_vfs* vfs, const char* name, sqlite3_file* raw, int flags, int* out_flags) {
    Disk& disk = disk_of(vfs);
    raw->pMethods = nullptr;
    if (const int code = disk.tick(SQLITE_CANTOPEN)) return code;
    std::shared_ptr<Inode> inode;
    if (name == nullptr) {
      inode = std::make_shared<Inode>();  // a temporary file without a name
    } else {
      const auto found = disk.live_.find(name);
      if (found != disk.live_.end()) {
        inode = found->second;
      } else {
        if ((flags & SQLITE_OPEN_CREATE) == 0) return SQLITE_CANTOPEN;
        inode = disk.live_[name] = std::make_shared<Inode>();
      }
    }
    auto* file = reinterpret_cast<OpenFile*>(raw);
    new (&file->inode) std::shared_ptr<Inode>(std::move(inode));
    file->disk = &disk;
    file->base.pMethods = &methods;
    ++disk.open_files_;
    if (out_flags != nullptr) *out_flags = flags;
    return SQLITE_OK;
  }

  static int remove(sqlite3_vfs* vfs, const char* name, int sync_directory) {
    Disk& disk = disk_of(vfs);
    if (const int code = disk.tick(SQLITE_IOERR_DELETE)) return code;
    if (disk.live_.erase(name) == 0) return SQLITE_IOERR_DELETE_NOENT;
    if (sync_directory != 0 && !disk.lies_) disk.synced_ = disk.live_;
    return SQLITE_OK;
  }

  static int access(sqlite3_vfs* vfs, const char* name, int, int* result) {
    Disk& disk = disk_of(vfs);
    if (const int code = disk.tick(SQLITE_IOERR_ACCESS)) return code;
    *result = disk.live_.contains(name) ? 1 : 0;
    return SQLITE_OK;
  }

  static int full_path(sqlite3_vfs*, const char* name, int size, char* out) {
    sqlite3_snprintf(size, out, "%s", name);
    return SQLITE_OK;
  }
  static int randomness(sqlite3_vfs* vfs, int size, char* out) {
    disk_of(vfs).random_.fill({reinterpret_cast<std::uint8_t*>(out), static_cast<std::size_t>(size)});
    return size;
  }
  static int pause(sqlite3_vfs*, int microseconds) { return microseconds; }
  static int julian_day(sqlite3_vfs*, double* day) { return *day = static_cast<double>(julian_ms) / 86'400'000.0, SQLITE_OK; }
  static int julian_day_ms(sqlite3_vfs*, sqlite3_int64* ms) { return *ms = julian_ms, SQLITE_OK; }
  static int last_error(sqlite3_vfs*, int, char*) { return 0; }
};

Disk::Disk(std::string name, std::uint64_t seed)
    : name_(std::move(name)), random_(seed), sector_size_(random_.below(2) == 0 ? 512 : 4096) {
  vfs_.iVersion = 2;
  vfs_.szOsFile = sizeof(OpenFile);
  vfs_.mxPathname = 256;
  vfs_.zName = name_.c_str();
  vfs_.pAppData = this;
  vfs_.xOpen = Calls::open;
  vfs_.xDelete = Calls::remove;
  vfs_.xAccess = Calls::access;
  vfs_.xFullPathname = Calls::full_path;
  vfs_.xRandomness = Calls::randomness;
  vfs_.xSleep = Calls::pause;
  vfs_.xCurrentTime = Calls::julian_day;
  vfs_.xGetLastError = Calls::last_error;
  vfs_.xCurrentTimeInt64 = Calls::julian_day_ms;
  HADIR_CHECK(sqlite3_vfs_register(&vfs_, 0) == SQLITE_OK);
}

Disk::~Disk() { sqlite3_vfs_unregister(&vfs_); }

int Disk::tick(int io_error) {
  if (observers_ > 0 && !off_) return SQLITE_OK;
  ++calls_;
  if (cut_at_ && calls_ >= *cut_at_) {
    cut_at_.reset();
    off_ = true;
  }
  if (off_) return ++faults_, io_error;
  if (fail_at_ && calls_ >= *fail_at_) {
    if (lasting_ && fault_ == Fault::full && io_error != SQLITE_IOERR_WRITE) return SQLITE_OK;
    if (!lasting_) fail_at_.reset();
    ++faults_;
    return fault_ == Fault::full && io_error == SQLITE_IOERR_WRITE ? SQLITE_FULL : io_error;
  }
  return SQLITE_OK;
}

void Disk::calm() {
  cut_at_.reset();
  fail_at_.reset();
}

void Disk::settle(Inode& inode, Loss loss) {
  std::size_t kept = loss == Loss::tail ? random_.below(inode.pending.size() + 1) : inode.pending.size();
  if (loss == Loss::everything) kept = 0;
  for (std::size_t index = 0; index < kept; ++index) {
    const Write& write = inode.pending[index];
    if (loss == Loss::torn && !write.new_size) {
      for (std::size_t at = 0; at < write.data.size();) {
        const std::size_t end = std::min(write.data.size(), at + sector - (write.offset + at) % sector);
        const auto part = [&](std::size_t place) { return write.data.begin() + static_cast<std::ptrdiff_t>(place); };
        if (coin()) Inode::apply({write.offset + at, base::Bytes(part(at), part(end)), {}}, inode.synced);
        at = end;
      }
    } else if (loss == Loss::nothing || loss == Loss::tail || coin()) {
      Inode::apply(write, inode.synced);
    }
  }
  inode.pending.clear();
  inode.content = inode.synced;
}

void Disk::restart(Loss loss) {
  HADIR_CHECK(open_files_ == 0);
  calm();
  Directory names = loss == Loss::everything ? synced_ : live_;
  if (loss != Loss::everything && loss != Loss::nothing) {
    Directory all = synced_;
    all.insert(live_.begin(), live_.end());
    for (const auto& [name, inode] : all) {
      const Directory& chosen = coin() ? live_ : synced_;
      if (const auto found = chosen.find(name); found != chosen.end())
        names[name] = found->second;
      else
        names.erase(name);
    }
  }
  for (const auto& [name, inode] : names) settle(*inode, loss);
  live_ = names;
  synced_ = std::move(names);
  off_ = false;
}

DiskImage Disk::image() const {
  DiskImage image;
  for (const auto& [name, inode] : live_) image[name] = inode->content;
  return image;
}

void Disk::load(const DiskImage& image) {
  live_.clear();
  for (const auto& [name, bytes] : image) {
    auto inode = std::make_shared<Inode>();
    inode->content = inode->synced = bytes;
    live_[name] = std::move(inode);
  }
  synced_ = live_;
}

}  // namespace hadir::simulation
