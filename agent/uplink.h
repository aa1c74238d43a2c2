// The agent's link to the hub: one POST, one answer. The sync session sees Uplink; libcurl stays behind it.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "common/base/bytes.h"
#include "common/base/clock.h"
#include "common/base/error.h"
#include "common/base/limits.h"

namespace hadir::agent {

struct HttpReply {
  unsigned status = 0;
  std::string content_type;
  base::Bytes body;
  std::optional<std::chrono::seconds> retry_after;  // at most a day
  // Of this exchange: HTTP headers, bodies, and TLS messages as libcurl tells them (a new connection's handshake included;
  // TCP/IP headers and the encryption's 16 bytes per record are not). For metering and for sizing the next batch.
  std::uint64_t bytes_sent = 0;
  std::uint64_t bytes_received = 0;
  // How long it took, once a connection stood, until the first byte of the answer came (the whole request had crossed the link by
  // then, and the hub had done its work), and from there to its last.
  std::chrono::milliseconds until_answer{0};
  std::chrono::milliseconds answering{0};
};

// What breaks off is sent again from its beginning, where that is no more than this.
inline constexpr std::size_t long_request_bytes = 8 * 1024;

// What is asked of the hub. The body must live until the answer.
struct HttpCall {
  std::string path;
  base::ByteView body = {};
  bool reads = false;            // GET
  std::string announcement;      // the field Upload; empty: none
  std::uint64_t range_from = 0;  // of a GET: the answer from this byte on
};

// One exchange at a time; the caller's thread waits. Any HTTP status is a reply; what to do about it is the caller's.
//   unreachable: no answer, or it broke off; nothing is known about what the hub did. Trying again is right.
//   refused: the other side is not the hub that was enrolled, or cannot prove it. Trying again is useless until someone acts.
//   busy: `cancelled` said yes.    too_large: the answer is beyond Options::reply_bytes.    bad_input: the URL is malformed.
class Uplink {
 public:
  virtual ~Uplink() = default;
  // `cancelled` is asked at least once a second, from the calling thread, and must not throw; empty means never.
  virtual base::Result<HttpReply> call(const HttpCall& call, const std::function<bool()>& cancelled) = 0;
  base::Result<HttpReply> post(std::string path, base::ByteView body, const std::function<bool()>& cancelled) {
    return call({std::move(path), body}, cancelled);
  }
  // Where the latest call answered an error: what had crossed the link by then.
  virtual const HttpReply& broken_off() const = 0;
};

// libcurl's process-wide state. The main file makes one before the first CurlUplink, while no other thread runs, and keeps it
// to the end. Where there is SIGPIPE it is ignored from here on: a hub that hangs up is an error, not a reason to die.
class CurlLibrary {
 public:
  CurlLibrary();
  ~CurlLibrary();
  CurlLibrary(const CurlLibrary&) = delete;
  CurlLibrary& operator=(const CurlLibrary&) = delete;
};

struct UplinkOptions {
  std::string url;  // "https://hub.example.go.id" or with a path in front of /v1
  // "sha256//…" of the hub's key. Where given, it alone decides whom to trust, so that a wrong PC clock locks nobody out;
  // together with ca_file both must agree. Where empty, the system's CAs decide.
  std::string pin;
  std::string ca_file;  // PEM; instead of the system's CAs
  // Where the TLS session lies between two programs (tls_session.h); empty: it lasts as long as the uplink.
  std::filesystem::path session_file;
  std::string proxy;         // empty: none, "environment": what https_proxy and no_proxy say, else its URL
  bool allow_plain = false;  // http:// too; for tests

  std::chrono::seconds connect_time{60};  // name, TCP and TLS together
  // Given up after this long without a byte either way. What is still in the machine's send buffer does not count as silence:
  // up to buffered_bytes of it get the time that the slowest honest link takes.
  std::chrono::seconds stall_time{60};
  std::size_t slowest_bytes_per_second = 1024;
  std::size_t buffered_bytes = 64 * 1024;
  // An idle connection older than this is not tried again: below the hub's http::Limits::idle_time.
  std::chrono::seconds keep_time{170};
  std::size_t reply_bytes = base::limits::frame_bytes + 4096;
};

// To the hub as an office reaches it: its key pinned where a code gave one, through the proxy that the environment names.
UplinkOptions uplink_to_hub(std::string url, std::string pin, std::filesystem::path session_file);

// Keeps its connection and TLS session from one post to the next. One thread at a time.
class CurlUplink final : public Uplink {
 public:
  // The library and the clock must outlive it. Silence is measured by the clock's boot time, so that a PC that wakes up gives
  // the connection it slept on up at once.
  CurlUplink(const CurlLibrary& library, const base::Clock& clock, UplinkOptions options);
  ~CurlUplink() override;
  base::Result<HttpReply> call(const HttpCall& call, const std::function<bool()>& cancelled) override;
  const HttpReply& broken_off() const override;

  // How many connections were opened so far: 1 after many posts means that keep-alive works.
  std::uint64_t connections_opened() const;

 private:
  struct State;
  const std::unique_ptr<State> state_;
};

}  // namespace hadir::agent
