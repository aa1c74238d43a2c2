#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#ifdef HADIR_SYSTEMD
#include <systemd/sd-daemon.h>
#endif

#include <cerrno>
#include <cstring>

#include "hub/files.h"

namespace hadir::hub {
namespace {

using base::Error;
using base::Fault;

Error failure(const std::string& doing, const std::filesystem::path& path) {
  const int code = errno;
  const std::string what = doing + " " + path.string() + ": " + std::strerror(code);
  if (code == ENOENT) return {Fault::not_found, what, "periksa nama berkasnya"};
  if (code == EACCES || code == EPERM)
    return {Fault::refused, what, "jalankan sebagai pengguna pemilik direktori itu, atau periksa hak aksesnya"};
  return {Fault::storage, what, code == ENOSPC ? "kosongkan sebagian disk" : "periksa disk"};
}

class Descriptor {
 public:
  explicit Descriptor(int raw) : raw_(raw) {}
  ~Descriptor() {
    if (raw_ >= 0) ::close(raw_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  bool good() const { return raw_ >= 0; }
  int raw() const { return raw_; }
  int release() { return std::exchange(raw_, -1); }

 private:
  int raw_;
};

bool write_all(int descriptor, std::string_view content) {
  while (!content.empty()) {
    const ssize_t written = ::write(descriptor, content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    content.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

// Locks of the open file description: unlike flock(), they can be asked about without being taken.
struct flock whole_file() {
  struct flock whole {};
  whole.l_type = F_WRLCK;
  whole.l_whence = SEEK_SET;
  return whole;
}

}  // namespace

void make_new_files_private() { ::umask(0077); }

base::Result<void> make_private_directory(const std::filesystem::path& path) {
  std::error_code ignored;
  if (path.has_parent_path()) std::filesystem::create_directories(path.parent_path(), ignored);
  if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) return failure("tidak dapat membuat direktori", path);
  if (!std::filesystem::is_directory(path, ignored))
    return Error{Fault::bad_input, path.string() + " bukan direktori", "pilih tempat lain dengan --data"};
  return {};
}

base::Result<void> write_private_file(const std::filesystem::path& path, std::string_view content) {
  const std::filesystem::path fresh = path.string() + ".new";
  {
    const Descriptor file(::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
    if (!file.good() || !write_all(file.raw(), content) || ::fsync(file.raw()) != 0) return failure("tidak dapat menulis", path);
  }
  if (::rename(fresh.c_str(), path.c_str()) != 0) return failure("tidak dapat menulis", path);
  const Descriptor directory(::open(path.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!directory.good() || ::fsync(directory.raw()) != 0) return failure("tidak dapat menyimpan", path);
  return {};
}

base::Result<std::string> read_file(const std::filesystem::path& path, std::size_t most_bytes) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.good()) return failure("tidak dapat membaca", path);
  std::string content;
  for (;;) {
    constexpr std::size_t piece = 64 * 1024;
    const std::size_t before = content.size();
    content.resize(before + piece);
    const ssize_t came = ::read(file.raw(), content.data() + before, piece);
    content.resize(before + static_cast<std::size_t>(std::max<ssize_t>(came, 0)));
    if (came < 0 && errno == EINTR) continue;
    if (came < 0) return failure("tidak dapat membaca", path);
    if (came == 0) return content;
    if (content.size() > most_bytes)
      return Error{Fault::too_large, path.string() + " lebih besar dari " + std::to_string(most_bytes / 1024) + " KiB",
                   "bagi menjadi beberapa berkas"};
  }
}

FileLock::~FileLock() { ::close(descriptor_); }

base::Result<std::unique_ptr<FileLock>> FileLock::try_acquire(const std::filesystem::path& path) {
  Descriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!file.good()) return failure("tidak dapat membuka", path);
  struct flock whole = whole_file();
  if (::fcntl(file.raw(), F_OFD_SETLK, &whole) != 0) return std::unique_ptr<FileLock>();
  return std::unique_ptr<FileLock>(new FileLock(file.release()));
}

bool FileLock::is_held(const std::filesystem::path& path) {
  const Descriptor file(::open(path.c_str(), O_RDWR | O_CLOEXEC));
  struct flock whole = whole_file();
  return file.good() && ::fcntl(file.raw(), F_OFD_GETLK, &whole) == 0 && whole.l_type != F_UNLCK;
}

void raise_open_files() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

void tell_service_manager([[maybe_unused]] const char* state) {
#ifdef HADIR_SYSTEMD
  sd_notify(0, state);
#endif
}

int process_id() { return ::getpid(); }

}  // namespace hadir::hub
