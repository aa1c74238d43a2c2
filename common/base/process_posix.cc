#include "common/base/process.h"

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

int process_id() { return ::getpid(); }

bool is_terminal() { return ::isatty(STDERR_FILENO) == 1; }

}  // namespace hadir::base
