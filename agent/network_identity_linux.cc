#include "agent/network_identity.h"
#include "common/base/files.h"

namespace hadir::agent {

std::string network_identity() {
  constexpr std::size_t most_bytes = 256 * 1024;
  const auto routes = base::read_file("/proc/net/route", most_bytes);
  const auto neighbours = base::read_file("/proc/net/arp", most_bytes);
  return identify_network(routes ? *routes : "", neighbours ? *neighbours : "");
}

}  // namespace hadir::agent
