// A port that is held from now on. Who connects waits until a Server serves on it; servers may do so one after another, and
// between them nobody is refused and no other program gets the port.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <cstdint>
#include <string>

#include "common/base/error.h"

namespace hadir::http {

class Listener {
 public:
  // `address`: numeric; "::" listens on IPv4 too. `port` 0: any free one.
  // bad_input: the address is malformed or not this machine's; clash: another program has the port; refused: not allowed to.
  static base::Result<Listener> open(const std::string& address, std::uint16_t port);
  ~Listener();
  Listener(Listener&& other) noexcept;
  Listener& operator=(Listener&&) = delete;

  std::uint16_t port() const { return port_; }

  // Makes an acceptor that is not open accept here, too; it closes what is its own. storage: the system has no more descriptors.
  base::Result<void> lend_to(boost::asio::ip::tcp::acceptor& acceptor) const;

 private:
  Listener(int socket, std::uint16_t port, bool is_v6) : socket_(socket), port_(port), is_v6_(is_v6) {}

  int socket_;
  std::uint16_t port_;
  bool is_v6_;
};

}  // namespace hadir::http
