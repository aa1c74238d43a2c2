// One accepted connection as a stream of bytes, plain or TLS. It counts what crosses the socket itself, so that progress is
// seen on a link too slow to fill one TLS record in time. To be used from the connection's strand only.
#pragma once

#include <array>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <cstdint>
#include <memory>

namespace hadir::http {

using boost::system::error_code;

struct Moved {
  error_code failed;
  std::size_t bytes = 0;
};

// Buffers must outlive the call that was given them. Every call ends with operation_aborted after cancel() or close().
class Transport {
 public:
  virtual ~Transport() = default;
  virtual boost::asio::awaitable<error_code> handshake() = 0;
  virtual boost::asio::awaitable<Moved> read_some(boost::asio::mutable_buffer room) = 0;
  virtual boost::asio::awaitable<error_code> write(std::array<boost::asio::const_buffer, 2> parts) = 0;
  // Says that nothing more will be written: TLS close_notify, then FIN. Waits for no answer.
  virtual boost::asio::awaitable<void> finish() = 0;
  // Raw bytes off the socket, below TLS; what they say no longer matters.
  virtual boost::asio::awaitable<Moved> read_raw(boost::asio::mutable_buffer room) = 0;

  virtual void cancel() = 0;
  virtual void close() = 0;
  virtual std::uint64_t moved_bytes() const = 0;  // both directions, encrypted where there is TLS
};

// The context must outlive the transport; null for a plain one.
std::unique_ptr<Transport> make_transport(boost::asio::ip::tcp::socket socket, boost::asio::ssl::context* context);

}  // namespace hadir::http
