#include "common/http/transport.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/basic_stream.hpp>
#include <boost/beast/core/rate_policy.hpp>
#include <limits>

#include "common/http/link_tuning.h"

namespace hadir::http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::ip::tcp;

constexpr auto as_values = asio::as_tuple(asio::use_awaitable);

// Never holds bytes back; only counts them.
class Counting {
 public:
  std::uint64_t total() const { return total_; }

 private:
  friend class beast::rate_policy_access;
  static constexpr std::size_t all = (std::numeric_limits<std::size_t>::max)();
  std::size_t available_read_bytes() const noexcept { return all; }
  std::size_t available_write_bytes() const noexcept { return all; }
  void transfer_read_bytes(std::size_t bytes) noexcept { total_ += bytes; }
  void transfer_write_bytes(std::size_t bytes) noexcept { total_ += bytes; }
  void on_timer() const noexcept {}

  std::uint64_t total_ = 0;
};

using Wire = beast::basic_stream<tcp, asio::any_io_executor, Counting>;

void tune(tcp::socket& socket) {
  error_code ignored;
  socket.set_option(tcp::no_delay(true), ignored);
  socket.set_option(asio::socket_base::keep_alive(true), ignored);
  tune_for_bad_links(static_cast<std::uintptr_t>(socket.native_handle()));
}

// What plain and TLS share. `stream` is what requests and answers go through; the wire is the bottom of it.
template <class Stream>
class StreamTransport : public Transport {
 public:
  template <class... Arguments>
  explicit StreamTransport(Arguments&&... arguments) : stream_(std::forward<Arguments>(arguments)...) {}

  asio::awaitable<Moved> read_some(asio::mutable_buffer room) override {
    const auto [failed, bytes] = co_await stream_.async_read_some(room, as_values);
    co_return Moved{failed, bytes};
  }
  asio::awaitable<error_code> write(std::array<asio::const_buffer, 2> parts) override {
    const auto [failed, bytes] = co_await asio::async_write(stream_, parts, as_values);
    co_return failed;
  }
  asio::awaitable<Moved> read_raw(asio::mutable_buffer room) override {
    const auto [failed, bytes] = co_await wire().async_read_some(room, as_values);
    co_return Moved{failed, bytes};
  }
  void cancel() override { wire().cancel(); }
  void close() override { wire().close(); }
  std::uint64_t moved_bytes() const override { return wire().rate_policy().total(); }

 protected:
  void finish_wire() {
    error_code ignored;
    wire().socket().shutdown(tcp::socket::shutdown_send, ignored);
  }
  Wire& wire() { return beast::get_lowest_layer(stream_); }
  const Wire& wire() const { return beast::get_lowest_layer(stream_); }

  Stream stream_;
};

class PlainTransport final : public StreamTransport<Wire> {
 public:
  explicit PlainTransport(tcp::socket socket) : StreamTransport(Counting(), std::move(socket)) {}
  asio::awaitable<error_code> handshake() override { co_return error_code(); }
  asio::awaitable<void> finish() override {
    finish_wire();
    co_return;
  }
};

class TlsTransport final : public StreamTransport<asio::ssl::stream<Wire>> {
 public:
  TlsTransport(tcp::socket socket, asio::ssl::context& context) : StreamTransport(Wire(Counting(), std::move(socket)), context) {}

  asio::awaitable<error_code> handshake() override {
    const auto [failed] = co_await stream_.async_handshake(asio::ssl::stream_base::server, as_values);
    co_return failed;
  }
  asio::awaitable<void> finish() override {
    // As if the peer had already said goodbye: async_shutdown would otherwise wait for it, on a link that may be gone.
    SSL_set_shutdown(stream_.native_handle(), SSL_RECEIVED_SHUTDOWN);
    co_await stream_.async_shutdown(as_values);
    finish_wire();
  }
};

}  // namespace

std::unique_ptr<Transport> make_transport(tcp::socket socket, asio::ssl::context* context) {
  tune(socket);
  if (context != nullptr) return std::make_unique<TlsTransport>(std::move(socket), *context);
  return std::make_unique<PlainTransport>(std::move(socket));
}

}  // namespace hadir::http
