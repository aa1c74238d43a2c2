// What only POSIX systems (and, for boot_id, Linux) have. Its Windows twin is platform_windows.cc.
#include <pwd.h>
#include <unistd.h>

#include <fstream>

#include "agent/data_dir.h"

namespace hadir::agent {

std::filesystem::path default_data_dir() { return "/var/lib/hadir"; }

std::string user_name() {
  const passwd* entry = ::getpwuid(::getuid());
  return entry != nullptr && entry->pw_name != nullptr ? entry->pw_name : "petugas";
}

std::string machine_name() {
  char name[256] = {};
  return ::gethostname(name, sizeof name - 1) == 0 ? name : "PC";
}

std::string machine_id() {
  std::ifstream file("/etc/machine-id");
  std::string id;
  std::getline(file, id);
  if (id.empty()) return {};
  // The system asks programs not to show the number itself (machine-id(5)).
  const base::Hash hash = base::hash_of({base::bytes_of("hadir machine 1"), base::bytes_of(id)});
  return base::to_hex(base::ByteView(hash).first(8));
}

std::string boot_id() {
  std::ifstream file("/proc/sys/kernel/random/boot_id");
  std::string id;
  std::getline(file, id);
  return id;
}

}  // namespace hadir::agent
