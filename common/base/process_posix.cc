#include "common/base/process.h"

#ifdef __GLIBC__
#include <malloc.h>

#include <atomic>
#include <cstdio>
#include <memory>
#endif
#include <sys/resource.h>
#include <unistd.h>

#ifdef HADIR_SYSTEMD
#include <systemd/sd-daemon.h>
#endif

namespace hadir::base {
#ifdef __GLIBC__
namespace {

constexpr std::size_t little = 16 << 20, worth_releasing = 4 << 20;

// Memory of this process that no file stands behind; 0 where the system does not say.
std::size_t anonymous_bytes() {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen("/proc/self/statm", "re"), &std::fclose);
  std::size_t all = 0, resident = 0, shared = 0;
  if (!file || std::fscanf(file.get(), "%zu %zu %zu", &all, &resident, &shared) != 3 || resident < shared) return 0;
  return (resident - shared) * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

}  // namespace
#endif

void notify_service_manager([[maybe_unused]] const char* state) {
#ifdef HADIR_SYSTEMD
  sd_notify(0, state);
#endif
}

void raise_open_files() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

void prefer_little_memory() {
#ifdef __GLIBC__
  ::mallopt(M_ARENA_MAX, 1);
  ::mallopt(M_MMAP_THRESHOLD, 64 * 1024);
  ::mallopt(M_TRIM_THRESHOLD, 128 * 1024);
#endif
}

void release_free_memory() {
#ifdef __GLIBC__
  static std::atomic<std::size_t> scattered{0};  // what could not be given back: smaller than a page each
  const auto idle = [](std::size_t anonymous) {
    const auto heap = ::mallinfo2();
    const std::size_t used = heap.uordblks + heap.hblkhd;
    return anonymous > used ? anonymous - used : 0;
  };
  const std::size_t held = anonymous_bytes();
  if (held < little) return;
  const std::size_t now = idle(held);
  if (now > scattered + worth_releasing) {
    ::malloc_trim(0);
    scattered = idle(anonymous_bytes());
  } else if (now < scattered) {
    scattered = now;
  }
#endif
}

int process_id() { return ::getpid(); }

bool is_terminal() { return ::isatty(STDERR_FILENO) == 1; }

}  // namespace hadir::base
