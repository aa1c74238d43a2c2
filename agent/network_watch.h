// Tells when a network link or address comes up. network_watch_linux.cc listens to the kernel (rtnetlink); a system without an
// adapter never calls, and the intervals alone decide.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <functional>
#include <memory>

namespace hadir::agent {

class NetworkWatch {
 public:
  virtual ~NetworkWatch() = default;
  // `up` is called on the executor, perhaps several times for one event. nullptr where the system does not tell.
  static std::unique_ptr<NetworkWatch> start(boost::asio::any_io_executor executor, std::function<void()> up);
};

}  // namespace hadir::agent
