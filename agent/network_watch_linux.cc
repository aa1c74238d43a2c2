// rtnetlink(7): a new address on any interface means that a link may work now.
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

#include "agent/network_watch.h"

namespace hadir::agent {
namespace {

class LinuxNetworkWatch final : public NetworkWatch {
 public:
  LinuxNetworkWatch(boost::asio::any_io_executor executor, int socket, std::function<void()> up)
      : state_(std::make_shared<State>(State{boost::asio::posix::stream_descriptor(executor, socket), std::move(up), {}})) {
    listen(state_);
  }
  ~LinuxNetworkWatch() override {
    boost::system::error_code ignored;
    state_->descriptor.close(ignored);
  }

 private:
  struct State {
    boost::asio::posix::stream_descriptor descriptor;
    std::function<void()> up;
    std::array<char, 8192> buffer;
  };

  static void listen(std::shared_ptr<State> state) {
    State& now = *state;
    now.descriptor.async_read_some(boost::asio::buffer(now.buffer), [state](boost::system::error_code ec, std::size_t size) {
      if (ec) return;
      auto left = static_cast<unsigned>(size);
      for (auto* message = reinterpret_cast<nlmsghdr*>(state->buffer.data()); NLMSG_OK(message, left);
           message = NLMSG_NEXT(message, left))
        if (message->nlmsg_type == RTM_NEWADDR) state->up();
      listen(state);
    });
  }

  std::shared_ptr<State> state_;
};

}  // namespace

std::unique_ptr<NetworkWatch> NetworkWatch::start(boost::asio::any_io_executor executor, std::function<void()> up) {
  const int raw = ::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE);
  if (raw < 0) return nullptr;
  sockaddr_nl address{};
  address.nl_family = AF_NETLINK;
  address.nl_groups = RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR;
  if (::bind(raw, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    ::close(raw);
    return nullptr;
  }
  return std::make_unique<LinuxNetworkWatch>(std::move(executor), raw, std::move(up));
}

}  // namespace hadir::agent
