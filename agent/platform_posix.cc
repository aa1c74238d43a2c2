// What only POSIX systems (and, for boot_id and sd_notify, Linux) have. Its Windows twin is platform_windows.cc.
#include <fcntl.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#ifdef HADIR_SYSTEMD
#include <systemd/sd-daemon.h>
#endif

#include <cerrno>
#include <cstring>
#include <fstream>

#include "agent/data_dir.h"

namespace hadir::agent {
namespace {

base::Error failure(const std::string& doing, const std::filesystem::path& path) {
  const int code = errno;
  return {base::Fault::storage, doing + " " + path.string() + ": " + std::strerror(code),
          code == ENOSPC ? "kosongkan sebagian disk" : "periksa hak akses direktori"};
}

class Descriptor {
 public:
  explicit Descriptor(int raw) : raw_(raw) {}
  ~Descriptor() {
    if (raw_ >= 0) ::close(raw_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int raw() const { return raw_; }

 private:
  int raw_;
};

class PosixLock final : public FileLock {
 public:
  explicit PosixLock(int raw) : descriptor_(raw) {}
  int raw() const { return descriptor_.raw(); }

 private:
  Descriptor descriptor_;
};

// Locks of the open file description: unlike flock(), they can be asked about without being taken.
struct flock whole_file() {
  struct flock whole {};
  whole.l_type = F_WRLCK;
  whole.l_whence = SEEK_SET;
  return whole;
}

}  // namespace

std::filesystem::path default_data_dir() { return "/var/lib/hadir"; }

base::Result<void> make_private_directory(const std::filesystem::path& path) {
  std::error_code ec;
  if (path.has_parent_path()) std::filesystem::create_directories(path.parent_path(), ec);
  if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) return failure("tidak dapat membuat", path);
  if (!std::filesystem::is_directory(path, ec))
    return base::Error{base::Fault::storage, path.string() + " bukan direktori", "pilih nama lain dengan --data"};
  return {};
}

base::Result<void> write_private_file(const std::filesystem::path& path, std::string_view content) {
  const std::filesystem::path fresh = path.string() + ".new";
  {
    const Descriptor file(::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
    if (file.raw() < 0) return failure("tidak dapat menulis", path);
    while (!content.empty()) {
      const ssize_t written = ::write(file.raw(), content.data(), content.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) return failure("tidak dapat menulis", path);
      content.remove_prefix(static_cast<std::size_t>(written));
    }
    if (::fsync(file.raw()) != 0) return failure("tidak dapat menyimpan", path);
  }
  if (::rename(fresh.c_str(), path.c_str()) != 0) return failure("tidak dapat mengganti", path);
  const Descriptor directory(::open(path.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (directory.raw() < 0 || ::fsync(directory.raw()) != 0) return failure("tidak dapat menyimpan", path);
  return {};
}

void keep_files_private() { ::umask(077); }

std::string user_name() {
  const passwd* entry = ::getpwuid(::getuid());
  return entry != nullptr && entry->pw_name != nullptr ? entry->pw_name : "petugas";
}

std::string machine_name() {
  char name[256] = {};
  return ::gethostname(name, sizeof name - 1) == 0 ? name : "PC";
}

bool is_terminal() { return ::isatty(STDERR_FILENO) == 1; }

std::string boot_id() {
  std::ifstream file("/proc/sys/kernel/random/boot_id");
  std::string id;
  std::getline(file, id);
  return id;
}

base::Result<std::unique_ptr<FileLock>> FileLock::acquire(const std::string& path) {
  auto lock = std::make_unique<PosixLock>(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (lock->raw() < 0) return failure("tidak dapat membuka", path);
  struct flock whole = whole_file();
  if (::fcntl(lock->raw(), F_OFD_SETLK, &whole) != 0)
    return base::Error{base::Fault::busy, "layanan hadir untuk direktori ini sudah berjalan",
                       "hentikan dahulu layanan yang lama"};
  return std::unique_ptr<FileLock>(std::move(lock));
}

bool FileLock::is_held(const std::string& path) {
  const Descriptor file(::open(path.c_str(), O_RDWR | O_CLOEXEC));
  struct flock whole = whole_file();
  return file.raw() >= 0 && ::fcntl(file.raw(), F_OFD_GETLK, &whole) == 0 && whole.l_type != F_UNLCK;
}

void prefer_little_memory() {
#ifdef __GLIBC__
  ::mallopt(M_ARENA_MAX, 1);
  ::mallopt(M_MMAP_THRESHOLD, 64 * 1024);
  ::mallopt(M_TRIM_THRESHOLD, 128 * 1024);
#endif
}

void notify_service_manager([[maybe_unused]] const char* state) {
#ifdef HADIR_SYSTEMD
  sd_notify(0, state);
#endif
}

}  // namespace hadir::agent
