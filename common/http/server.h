// The HTTP/1.1 server of the hub (TLS) and of the agent's loopback API (plain).
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/error.h"
#include "common/http/limits.h"
#include "common/http/listener.h"
#include "common/http/message.h"
#include "common/http/tls.h"

namespace hadir::http {

// Answers one request; runs on its connection's strand, so that it may co_await work elsewhere but must not block for long.
// Calls for different connections run side by side where the executor has several threads. Whatever it throws becomes a
// 500 that tells the peer nothing. A cancelled handler (the stop's deadline has passed) gets operation_aborted from whatever
// it awaits.
using Handler = std::function<boost::asio::awaitable<Response>(Request)>;

struct ServerOptions {
  std::string address = "127.0.0.1";  // as Listener takes it
  std::uint16_t port = 0;
  std::optional<Identity> identity;  // TLS with this; plain HTTP without
  Limits limits;
  // Asked once for each request with a body, as soon as its head stands; null: nobody watches. From any thread; may be empty.
  std::function<std::shared_ptr<BodyWatch>(const Request& head)> watch_body;
  // Failures worth a line: a handler that threw, accept() that fails. From any thread; may be empty.
  std::function<void(std::string_view)> log;
};

class Server {
 public:
  // The executor's context must outlive the server.
  Server(boost::asio::any_io_executor executor, ServerOptions options, Handler handler);
  // Without a stop() before, cuts every connection as soon as the executor runs.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // Opens the port and begins to serve; answers the port. Once.
  // Listener's errors; bad_input: the identity is malformed.
  base::Result<std::uint16_t> listen();
  // The same on a port that is held already, whatever the options say of address and port. The listener may end before the server
  // does.
  base::Result<void> serve(const Listener& listener);

  // Stops accepting, lets requests in flight finish within `grace`, then cuts what is left. Answers how many connections
  // had to be cut; a handler that heeds no cancellation runs on until it returns. May be awaited from any executor; the
  // server's own must run meanwhile.
  boost::asio::awaitable<std::size_t> stop(std::chrono::milliseconds grace);

  // Connections at this moment. Any thread.
  std::size_t connections() const;

 private:
  struct Core;
  std::shared_ptr<Core> core_;
};

}  // namespace hadir::http
