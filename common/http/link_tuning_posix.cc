#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include "common/http/link_tuning.h"

namespace hadir::http {

void keep_unsent_small([[maybe_unused]] std::uintptr_t socket) {
#ifdef TCP_NOTSENT_LOWAT
  const int low_water_bytes = 16 * 1024;
  setsockopt(static_cast<int>(socket), IPPROTO_TCP, TCP_NOTSENT_LOWAT, &low_water_bytes, sizeof low_water_bytes);
#endif
}

}  // namespace hadir::http
