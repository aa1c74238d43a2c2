#include "agent/lan_discovery.h"

#include <array>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/multicast.hpp>
#include <boost/asio/ip/udp.hpp>
#include <boost/asio/steady_timer.hpp>

#include "common/base/byte_io.h"

namespace hadir::agent {
namespace {

namespace asio = boost::asio;
using asio::ip::udp;

constexpr std::string_view magic = "hadir lan 1";
constexpr std::size_t unit_bytes = 8;
// Of the block that stays within an organisation (RFC 2365).
constexpr const char* group_address = "239.192.72.68";
constexpr std::uint16_t group_port = 7308;
// From one announcement to the next: what is said while somebody else just starts is said again soon.
constexpr std::array<std::chrono::seconds, 4> pauses{std::chrono::seconds(1), std::chrono::seconds(2), std::chrono::seconds(5),
                                                     std::chrono::seconds(30)};

class MulticastDiscovery final : public LanDiscovery {
 public:
  MulticastDiscovery(asio::any_io_executor executor, LanAnnouncement ours, std::function<void(std::string)> found)
      : ours_(std::move(ours)), found_(std::move(found)), words_(encode(ours_)), socket_(executor), timer_(executor) {}

  boost::system::error_code open(const asio::ip::address_v4& interface_address) {
    const auto group = asio::ip::make_address_v4(group_address);
    boost::system::error_code failed;
    const auto tried = [&](auto step) {
      if (!failed) step();
    };
    tried([&] { socket_.open(udp::v4(), failed); });
    tried([&] { socket_.set_option(udp::socket::reuse_address(true), failed); });
    tried([&] { socket_.bind({group, group_port}, failed); });
    tried([&] { socket_.set_option(asio::ip::multicast::join_group(group, interface_address), failed); });
    tried([&] { socket_.set_option(asio::ip::multicast::outbound_interface(interface_address), failed); });
    tried([&] { socket_.set_option(asio::ip::multicast::hops(1), failed); });
    if (failed) return failed;
    listen();
    announce();
    return failed;
  }

 private:
  void announce() {
    socket_.async_send_to(asio::buffer(words_), {asio::ip::make_address_v4(group_address), group_port},
                          [](boost::system::error_code, std::size_t) {});
    timer_.expires_after(pauses[std::min(said_++, pauses.size() - 1)]);
    timer_.async_wait([this](boost::system::error_code stopped) {
      if (!stopped) announce();
    });
  }

  void listen() {
    socket_.async_receive_from(asio::buffer(heard_), sender_, [this](boost::system::error_code failed, std::size_t size) {
      if (failed == asio::error::operation_aborted) return;
      if (!failed)
        if (const auto port = port_of_colleague(base::ByteView(heard_).first(size), ours_))
          found_(sender_.address().to_string() + ":" + std::to_string(*port));
      listen();
    });
  }

  const LanAnnouncement ours_;
  const std::function<void(std::string)> found_;
  const base::Bytes words_;
  udp::socket socket_;
  asio::steady_timer timer_;
  udp::endpoint sender_;
  std::array<std::uint8_t, 256> heard_{};
  std::size_t said_ = 0;
};

}  // namespace

base::Bytes encode(const LanAnnouncement& announcement) {
  base::ByteWriter out;
  out.raw(base::bytes_of(magic));
  out.raw(base::ByteView(base::hash_of(base::bytes_of(announcement.unit))).first(unit_bytes));
  out.raw(announcement.origin);
  out.u8(static_cast<std::uint8_t>(announcement.port >> 8));
  out.u8(static_cast<std::uint8_t>(announcement.port));
  return out.take();
}

std::optional<std::uint16_t> port_of_colleague(base::ByteView datagram, const LanAnnouncement& ours) {
  base::ByteReader in(datagram);
  const base::ByteView begin = in.raw(magic.size());
  const auto unit = in.array<unit_bytes>();
  const auto origin = in.array<8>();
  const int high = in.u8(), low = in.u8();
  if (!in.finished() || base::text_of(begin) != magic || origin == ours.origin) return std::nullopt;
  if (!std::ranges::equal(unit, base::ByteView(base::hash_of(base::bytes_of(ours.unit))).first(unit_bytes))) return std::nullopt;
  const auto port = static_cast<std::uint16_t>(high << 8 | low);
  return port > 0 ? std::optional(port) : std::nullopt;
}

base::Result<std::unique_ptr<LanDiscovery>> LanDiscovery::start(asio::any_io_executor executor,
                                                                const std::string& interface_address, LanAnnouncement ours,
                                                                std::function<void(std::string)> found) {
  boost::system::error_code failed;
  const auto address = asio::ip::make_address_v4(interface_address, failed);
  auto discovery = std::make_unique<MulticastDiscovery>(std::move(executor), std::move(ours), std::move(found));
  if (!failed) failed = discovery->open(address);
  if (failed)
    return base::Error{
        base::Fault::bad_input, "PC lain tidak dapat dicari lewat " + interface_address + ": " + failed.message(),
        "tulis alamat IPv4 PC ini di jaringan kantor, atau 0.0.0.0; atau sebutkan alamat PC lain dengan --lan-peer"};
  return std::unique_ptr<LanDiscovery>(std::move(discovery));
}

}  // namespace hadir::agent
