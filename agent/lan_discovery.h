// Finds the office's other PCs on its network: each says now and then, to a multicast group, which unit it is of and where it
// answers. That is a hint and no more: who really is there the meeting finds out. A router does not pass it on.
//
//   datagram = "hadir lan 1", first 8 bytes of the unit code's hash, origin (8), port (2, high byte first)
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <functional>
#include <memory>
#include <string>

#include "common/base/error.h"
#include "common/log/stream.h"

namespace hadir::agent {

struct LanAnnouncement {
  std::string unit;
  log::Origin origin{};
  std::uint16_t port = 0;  // where this PC answers
};
base::Bytes encode(const LanAnnouncement& announcement);
// The port of somebody else of the same unit; nothing for anything else.
std::optional<std::uint16_t> port_of_colleague(base::ByteView datagram, const LanAnnouncement& ours);

class LanDiscovery {
 public:
  // `found` gets HOST:PORT, on the executor, again with each announcement. `interface_address`: numeric, of the interface to use.
  // Error where the group cannot be joined there.
  static base::Result<std::unique_ptr<LanDiscovery>> start(boost::asio::any_io_executor executor,
                                                           const std::string& interface_address, LanAnnouncement ours,
                                                           std::function<void(std::string)> found);
  virtual ~LanDiscovery() = default;
};

}  // namespace hadir::agent
