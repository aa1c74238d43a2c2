#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <utility>

#include "common/http/listener.h"

namespace hadir::http {

namespace asio = boost::asio;
using asio::ip::tcp;

base::Result<Listener> Listener::open(const std::string& address, std::uint16_t port) {
  boost::system::error_code failed;
  const asio::ip::address here = asio::ip::make_address(address, failed);
  if (failed)
    return base::Error{base::Fault::bad_input, fmt::format("'{}' is not an IP address to listen on", address),
                       "use 127.0.0.1, 0.0.0.0, :: or an address of this machine"};
  asio::io_context io;
  tcp::acceptor acceptor(io);
  const tcp::endpoint endpoint(here, port);
  acceptor.open(endpoint.protocol(), failed);
  if (!failed) acceptor.set_option(asio::socket_base::reuse_address(true), failed);
  if (!failed && here.is_v6() && here.is_unspecified()) acceptor.set_option(asio::ip::v6_only(false), failed);
  if (!failed) acceptor.bind(endpoint, failed);
  if (!failed) acceptor.listen(asio::socket_base::max_listen_connections, failed);
  if (!failed) {
    const std::uint16_t taken = acceptor.local_endpoint().port();
    const int socket = acceptor.release(failed);
    if (!failed) return Listener(socket, taken, here.is_v6());
  }
  const std::string what = fmt::format("cannot listen on {} port {}: {}", address, port, failed.message());
  if (failed == asio::error::address_in_use)
    return base::Error{base::Fault::clash, what, "another program uses this port; stop it or choose another port"};
  if (failed == asio::error::access_denied)
    return base::Error{base::Fault::refused, what, "ports below 1024 need a privilege; choose a higher port"};
  return base::Error{base::Fault::bad_input, what, "choose an address of this machine"};
}

Listener::~Listener() {
  if (socket_ >= 0) ::close(socket_);
}

Listener::Listener(Listener&& other) noexcept
    : socket_(std::exchange(other.socket_, -1)), port_(other.port_), is_v6_(other.is_v6_) {}

base::Result<void> Listener::lend_to(tcp::acceptor& acceptor) const {
  boost::system::error_code failed = asio::error::no_descriptors;
  const int same = ::fcntl(socket_, F_DUPFD_CLOEXEC, 0);
  if (same >= 0) acceptor.assign(is_v6_ ? tcp::v6() : tcp::v4(), same, failed);
  if (!failed) return {};
  if (same >= 0) ::close(same);
  return base::Error{base::Fault::storage, fmt::format("cannot serve on port {}: {}", port_, failed.message()),
                     "end other programs: this machine has no descriptor left"};
}

}  // namespace hadir::http
