// What a peer may cost the server. Every time limit is by progress, except where a request is still too small for a slow
// link to matter: an honest 2G link is slow, a loris is idle.
#pragma once

#include <chrono>
#include <cstddef>

#include "common/base/limits.h"

namespace hadir::http {

struct Limits {
  std::size_t header_bytes = 8 * 1024;
  std::size_t body_bytes = base::limits::frame_bytes;
  // All request bodies held at once; above it a request is put off with 503. Bounds the server's memory, whatever the number
  // of connections.
  std::size_t bodies_bytes = 256 * 1024 * 1024;

  // Above this the connection that has idled longest gives way; where none idles, the newcomer gets 503 and is closed.
  std::size_t connections = 1024;
  // Newcomers being told 503 at one time; above it they are closed unheard.
  std::size_t refusals = 64;
  // What a 503 asks for in Retry-After. Agents add jitter of their own.
  std::chrono::seconds retry_after{15};

  // TLS handshake, and header of a request: both are a few KiB at most, so each has a plain time limit.
  std::chrono::milliseconds handshake_time{60'000};
  std::chrono::milliseconds header_time{60'000};
  // Between two requests of one connection. Above the agent's usual pause between exchanges, below what NATs forget.
  std::chrono::milliseconds idle_time{180'000};
  // Request bodies and answers: dropped once fewer than progress_bytes crossed the socket within progress_time.
  std::chrono::milliseconds progress_time{60'000};
  std::size_t progress_bytes = 1024;
  // How long, and for how many bytes, to listen after the last word, so that a peer still sending reads the answer rather
  // than a reset.
  std::chrono::milliseconds linger_time{5'000};
  std::size_t linger_bytes = 256 * 1024;
  // After a graceful stop has insisted: how long to wait for handlers that do not heed cancellation.
  std::chrono::milliseconds insist_time{1'000};
};

}  // namespace hadir::http
