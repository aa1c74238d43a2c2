// What an HTTP handler sees and says. Used by the hub's server and by the agent's loopback API.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/bytes.h"
#include "common/base/error.h"

namespace hadir::http {

struct Field {
  std::string name;
  std::string value;
};

struct Request {
  std::string method;  // as sent, such as "POST"
  std::string target;  // as sent: path and query, still percent-encoded
  std::vector<Field> fields;
  base::Bytes body;     // at most Limits::body_bytes; chunks already joined
  std::string remote;   // the peer's address without its port
  bool secure = false;  // came over TLS

  // The first field of that name, letter case ignored; empty where there is none.
  std::string_view field(std::string_view name) const;
  std::string_view path() const;   // target up to '?'
  std::string_view query() const;  // target after '?', or empty
};

// Somebody who takes note of a request's body while it comes, because it may never be complete. Called from one connection's
// strand, each piece once, in order; false: the connection is to be dropped.
class BodyWatch {
 public:
  virtual ~BodyWatch() = default;
  virtual bool on_body(base::ByteView piece) = 0;
};

// A body that comes piece by piece, for as long as the peer listens. Its connection closes behind it.
class BodySource {
 public:
  virtual ~BodySource() = default;
  // The next piece, waited for as long as it takes; empty: that was all. On the connection's strand; destroyed there too.
  virtual boost::asio::awaitable<base::Bytes> next() = 0;
};

struct Response {
  unsigned status = 200;
  std::string content_type;  // no Content-Type field where empty
  base::Bytes body;
  // Further fields. Content-Length and Connection are the server's own business.
  std::vector<Field> fields;
  std::shared_ptr<BodySource> source = nullptr;  // in place of a body
};

// RFC 9457: {"status":404,"title":"...","detail":"..."} as application/problem+json. `detail` is for people.
Response problem(unsigned status, std::string_view title, std::string_view detail);

// The status that says whose fault it was, and the error's sentence and hint as the detail. A storage fault tells the
// peer nothing but that it happened: paths and SQL belong in our own log.
unsigned status_of(base::Fault fault);
Response problem(const base::Error& error);

Response text(unsigned status, std::string_view content_type, std::string_view body);

// The standard phrase of a status, such as "Not Found"; "Status" for a number nobody registered.
std::string_view reason_of(unsigned status);

// Status line and fields up to and with the empty line; the body follows separately. Nothing where a field holds a control
// character, which would let whoever chose the value write fields or bodies of its own.
base::Result<std::string> head_of(const Response& response, bool keep_alive);

}  // namespace hadir::http
