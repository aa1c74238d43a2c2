#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "common/base/files.h"

namespace hadir::base {
namespace {

Error failure(const std::string& doing, const std::filesystem::path& path) {
  const int code = errno;
  const std::string what = doing + " " + path.string() + ": " + std::strerror(code);
  if (code == ENOENT || code == ENOTDIR) return {Fault::not_found, what, "periksa nama dan tempat berkasnya"};
  if (code == EACCES || code == EPERM)
    return {Fault::refused, what, "jalankan sebagai pengguna pemilik direktori itu, atau periksa hak aksesnya"};
  if (code == ENOSPC || code == EDQUOT || code == EFBIG)
    return {Fault::storage, doing + " " + path.string() + ": disk penuh", "kosongkan sebagian disk, lalu ulangi"};
  if (code == EROFS) return {Fault::storage, what, "disk ini hanya dapat dibaca; periksa disk dan pemasangannya (mount)"};
  return {Fault::storage, what, "periksa disk"};
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

bool sync_path(const std::filesystem::path& path, int flags) {
  const Descriptor opened(::open(path.c_str(), O_RDONLY | O_CLOEXEC | flags));
  return opened.good() && ::fsync(opened.raw()) == 0;
}

// Locks of the open file description: unlike flock(), they can be asked about without being taken.
struct flock whole_file(short type) {
  struct flock whole {};
  whole.l_type = type;
  whole.l_whence = SEEK_SET;
  return whole;
}

}  // namespace

void keep_files_private() { ::umask(0077); }

Result<void> make_private_directory(const std::filesystem::path& path) {
  std::error_code ignored;
  if (path.has_parent_path()) std::filesystem::create_directories(path.parent_path(), ignored);
  if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) return failure("tidak dapat membuat direktori", path);
  if (!std::filesystem::is_directory(path, ignored))
    return Error{Fault::bad_input, path.string() + " bukan direktori", "pilih tempat lain dengan --data"};
  return {};
}

Result<void> write_private_file(const std::filesystem::path& path, std::string_view content) {
  const std::filesystem::path fresh = path.string() + ".new";
  {
    const Descriptor file(::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
    if (!file.good() || !write_all(file.raw(), content) || ::fsync(file.raw()) != 0) return failure("tidak dapat menulis", path);
  }
  return rename_durably(fresh, path);
}

Result<void> write_new_file(const std::filesystem::path& path, std::string_view content) {
  const Error taken{Fault::clash, path.string() + " sudah ada", "pilih nama lain, atau pindahkan dahulu berkas itu"};
  std::error_code ignored;
  if (std::filesystem::exists(std::filesystem::symlink_status(path, ignored))) return taken;
  const std::filesystem::path fresh = path.string() + ".sebagian";
  const auto give_up = [&](const Error& error) {
    ::unlink(fresh.c_str());
    return error;
  };
  {
    const Descriptor file(::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!file.good()) return failure("tidak dapat menulis", path);
    static_cast<void>(::fchmod(file.raw(), 0644));  // whatever the umask says; a stick may know no modes
    if (!write_all(file.raw(), content) || ::fsync(file.raw()) != 0) return give_up(failure("tidak dapat menulis", path));
  }
  // Not every file system can rename without replacing; the name was free a moment ago.
  int renamed = ::renameat2(AT_FDCWD, fresh.c_str(), AT_FDCWD, path.c_str(), RENAME_NOREPLACE);
  if (renamed != 0 && (errno == EINVAL || errno == ENOSYS)) renamed = ::rename(fresh.c_str(), path.c_str());
  if (renamed != 0) return give_up(errno == EEXIST ? taken : failure("tidak dapat menulis", path));
  const std::filesystem::path directory = path.has_parent_path() ? path.parent_path() : ".";
  if (!sync_path(directory, O_DIRECTORY) && errno != EINVAL) return failure("tidak dapat menyimpan", path);
  return {};
}

Result<std::string> read_file(const std::filesystem::path& path, std::size_t most_bytes) {
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

Result<void> make_durable(const std::filesystem::path& file) {
  if (!sync_path(file, 0)) return failure("tidak dapat menyimpan", file);
  return {};
}

Result<void> rename_durably(const std::filesystem::path& from, const std::filesystem::path& to) {
  if (::rename(from.c_str(), to.c_str()) != 0) return failure("tidak dapat mengganti", to);
  const std::filesystem::path directory = to.has_parent_path() ? to.parent_path() : ".";
  if (!sync_path(directory, O_DIRECTORY)) return failure("tidak dapat menyimpan", to);
  return {};
}

bool is_private(const std::filesystem::path& path) {
  struct stat found {};
  return ::stat(path.c_str(), &found) == 0 && (found.st_mode & (S_IRWXG | S_IRWXO)) == 0;
}

bool is_mine(const std::filesystem::path& path) {
  struct stat found {};
  return ::stat(path.c_str(), &found) == 0 && found.st_uid == ::geteuid();
}

FileLock::~FileLock() { ::close(descriptor_); }

Result<std::unique_ptr<FileLock>> FileLock::take(const std::filesystem::path& path, short type) {
  Descriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!file.good()) return failure("tidak dapat membuka", path);
  struct flock whole = whole_file(type);
  if (::fcntl(file.raw(), F_OFD_SETLK, &whole) != 0) return std::unique_ptr<FileLock>();
  return std::unique_ptr<FileLock>(new FileLock(file.release()));
}

Result<std::unique_ptr<FileLock>> FileLock::try_acquire(const std::filesystem::path& path) { return take(path, F_WRLCK); }
Result<std::unique_ptr<FileLock>> FileLock::try_share(const std::filesystem::path& path) { return take(path, F_RDLCK); }

bool FileLock::is_held(const std::filesystem::path& path) {
  const Descriptor file(::open(path.c_str(), O_RDWR | O_CLOEXEC));
  struct flock whole = whole_file(F_WRLCK);
  return file.good() && ::fcntl(file.raw(), F_OFD_GETLK, &whole) == 0 && whole.l_type != F_UNLCK;
}

std::filesystem::path mark_path(const std::filesystem::path& data_dir) {
  std::filesystem::path clean = data_dir.lexically_normal();
  if (!clean.has_filename()) clean = clean.parent_path();
  return clean.string() + "-mark/mark";
}

}  // namespace hadir::base
