#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <string_view>

#include "common/http/link_tuning.h"

namespace hadir::http {

void tune_for_bad_links([[maybe_unused]] std::uintptr_t socket) {
#ifdef TCP_NOTSENT_LOWAT
  const int low_water_bytes = 16 * 1024;
  setsockopt(static_cast<int>(socket), IPPROTO_TCP, TCP_NOTSENT_LOWAT, &low_water_bytes, sizeof low_water_bytes);
#endif
#ifdef TCP_CONGESTION
  constexpr std::string_view algorithm = "bbr";
  setsockopt(static_cast<int>(socket), IPPROTO_TCP, TCP_CONGESTION, algorithm.data(), algorithm.size());
#endif
}

}  // namespace hadir::http
