#include "common/base/process.h"

#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <sys/resource.h>
#include <unistd.h>

#ifdef HADIR_SYSTEMD
#include <systemd/sd-daemon.h>
#endif

namespace hadir::base {

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

int process_id() { return ::getpid(); }

bool is_terminal() { return ::isatty(STDERR_FILENO) == 1; }

}  // namespace hadir::base
