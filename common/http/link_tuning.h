// How much of what a program has written waits in the machine before it is on the link. Used by both ends of an exchange.
#pragma once

#include <cstdint>

namespace hadir::http {

// Keeps it to a few KiB, where the system can: a write then waits for the network rather than for the kernel's buffer, so
// that its progress is the link's own, and an answer still under way is not taken for an idle connection. It costs no
// throughput, unlike a small send buffer: what is sent but not yet acknowledged does not count. The socket is the system's
// handle of a connected or connecting TCP socket; failure changes nothing and is not told.
void keep_unsent_small(std::uintptr_t socket);

}  // namespace hadir::http
