// HTTP/1.1 requests out of bytes, with no socket: the connection feeds it, tests and fuzzers too. Memory grows with what has
// come, never with what was announced. Not thread-safe.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>

#include "common/http/limits.h"
#include "common/http/message.h"

namespace hadir::http {

class RequestReader {
 public:
  explicit RequestReader(const Limits& limits);
  ~RequestReader();

  enum class Step {
    more,      // feed further bytes
    head,      // the header stands and is acceptable, the body is to come; told once
    complete,  // take() it
    refused,   // answer with refusal() and close: where the next request begins is unknown
  };

  // Room for the next bytes, never empty; commit() says how many came. Invalidated by every other call.
  std::span<std::uint8_t> prepare();
  void commit(std::size_t bytes);

  // Reads on in what was committed.
  Step step();

  bool untouched() const;          // not one byte of the next request is here
  bool reading_body() const;       // the header stands
  bool expects_continue() const;   // valid from `head`: the peer waits for a "100 Continue" before it sends its body
  std::size_t body_bytes() const;  // of the body so far
  base::ByteView body() const;     // the same; invalidated by every other call
  // What stands before the body; valid from `head`.
  Request head() const;
  const Response& refusal() const { return *refusal_; }

  // The complete request (without `remote` and `secure`), and room for the one after it.
  Request take();
  // Of the request just taken: may the connection go on?
  bool keep_alive() const { return keep_alive_; }

 private:
  struct Parser;
  Step refuse(unsigned status, std::string_view detail);
  Step accept_head();

  const Limits limits_;
  std::unique_ptr<Parser> parser_;
  std::optional<Response> refusal_;
  bool keep_alive_ = false;
};

}  // namespace hadir::http
