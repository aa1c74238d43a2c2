// What a TCP socket is set to for links that are slow, far and lossy. Used by both ends of an exchange.
#pragma once

#include <cstdint>

namespace hadir::http {

// Where the system can:
// - Only a few KiB of what a program has written wait in the machine before they are on the link: a write then waits for the
//   network rather than for the kernel's buffer, so that its progress is the link's own, and an answer still under way is not
//   taken for an idle connection. It costs no throughput, unlike a small send buffer: what is sent but not yet acknowledged does
//   not count.
// - BBR decides how much is under way: a radio link loses packets because it is a radio link, and must not be slowed down for it.
//   Who may choose it is the system's affair (net.ipv4.tcp_allowed_congestion_control).
// The socket is the system's handle of a connected or connecting TCP socket; failure changes nothing and is not told.
void tune_for_bad_links(std::uintptr_t socket);

}  // namespace hadir::http
