// The laws of pacing, on links of every speed, and what is remembered of networks.
#include "common/sync/pacing.h"

#include "agent/network_identity.h"
#include "tests/property.h"

namespace hadir::sync {
namespace {

// A link that carries so many bytes per second both ways, so far away.
struct Link {
  std::int64_t bytes_per_second;
  std::int64_t round_trip_ms;
  std::uint64_t ratio = 20;

  std::int64_t ms_of(std::uint64_t raw) const {
    return round_trip_ms + static_cast<std::int64_t>(wire_of(raw)) * 1000 / bytes_per_second;
  }
  std::uint64_t wire_of(std::uint64_t raw) const { return raw / ratio + 150; }
  Pace::Sample carry(std::uint64_t raw) const { return {raw, wire_of(raw), ms_of(raw)}; }
};

Link any_link() {
  return {*rc::gen::inRange<std::int64_t>(600, 100'000), *rc::gen::inRange<std::int64_t>(1, 1500),
          *rc::gen::inRange<std::uint64_t>(2, 40)};
}

Pace any_history() {
  Pace pace;
  for (int step = *rc::gen::inRange(0, 20); step > 0; --step) {
    const auto raw = *rc::gen::inRange<std::uint64_t>(0, 3'000'000);
    if (*rc::gen::arbitrary<bool>())
      pace.note_failure(raw);
    else
      pace.note({raw, *rc::gen::inRange<std::uint64_t>(0, 300'000), *rc::gen::inRange<std::int64_t>(-5, 120'000)});
  }
  return pace;
}

}  // namespace

TEST_CASE("pacing: batches come to five seconds") {
  rc::prop("on a link whose batches are neither the smallest nor the largest", [] {
    const Link link = any_link();
    const std::uint64_t wanted =
        static_cast<std::uint64_t>(std::max<std::int64_t>(0, 5000 - link.round_trip_ms) * link.bytes_per_second / 1000) *
        link.ratio;
    RC_PRE(wanted > 64 * 1024 && wanted < 2'000'000);
    Pace pace;
    for (int batch = 0; batch < 12; ++batch) pace.note(link.carry(pace.raw_bytes()));
    const std::int64_t took = link.ms_of(pace.raw_bytes());
    RC_ASSERT(took >= 3500);
    RC_ASSERT(took <= 6500);
  });
}

TEST_CASE("pacing: whatever was seen, a batch is from a few KiB to a few MiB") {
  rc::prop("and an answer asks for no less", [] {
    const Pace pace = any_history();
    RC_ASSERT(pace.raw_bytes() >= 8u * 1024);
    RC_ASSERT(pace.raw_bytes() <= 2u * 1024 * 1024);
    const LinkPace both{pace, pace};
    RC_ASSERT(both.limits().push_bytes == pace.raw_bytes());
    RC_ASSERT(both.limits().answer_bytes == pace.raw_bytes());
  });
}

TEST_CASE("pacing: a failure halves, and what passes is tried larger again") {
  rc::prop("from any history", [] {
    Pace pace = any_history();
    const std::uint64_t before = pace.raw_bytes();
    pace.note_failure(before);
    RC_ASSERT(pace.raw_bytes() <= std::max<std::uint64_t>(before / 2, 8 * 1024));
    const std::uint64_t after = pace.raw_bytes();
    const Link fast{10'000'000, 5};
    for (int batch = 0; batch < 20; ++batch) pace.note(fast.carry(pace.raw_bytes()));
    RC_ASSERT(pace.raw_bytes() > after);
    RC_ASSERT(pace.raw_bytes() == 2u * 1024 * 1024);
  });
}

// A PC whose days are small must not take the round trip for a slow link.
TEST_CASE("pacing: small batches raise what is known and never lower it") {
  rc::prop("from any history", [] {
    Pace pace = any_history();
    const std::uint64_t before = pace.raw_bytes();
    const auto rate = pace.rate();
    for (int batch = 0; batch < 5; ++batch)
      pace.note({*rc::gen::inRange<std::uint64_t>(0, 1500), *rc::gen::inRange<std::uint64_t>(1, 4096),
                 *rc::gen::inRange<std::int64_t>(1, 30'000)});
    RC_ASSERT(pace.raw_bytes() >= before);
    RC_ASSERT(pace.rate().value_or(0) >= rate.value_or(0));
  });
}

// 16 kbit/s for 15 seconds at a time, 3 of them for connection and handshake: the first batches may be lost, then every one
// passes.
TEST_CASE("pacing: a link that lives 15 seconds carries every batch after the first few") {
  const Link link{2000, 800};
  for (const std::uint64_t believed : {500u, 2000u, 50'000u, 10'000'000u}) {
    Pace pace;
    pace.note({512 * 1024, believed * 4, 4000});
    int lost = 0;
    while (link.ms_of(pace.raw_bytes()) > 12'000) {
      pace.note_failure(pace.raw_bytes());
      REQUIRE(++lost < 10);
    }
    for (int batch = 0; batch < 30; ++batch) {
      const std::uint64_t raw = pace.raw_bytes();
      if (link.ms_of(raw) > 12'000) {
        pace.note_failure(raw);
        ++lost;
      } else {
        pace.note(link.carry(raw));
      }
    }
    CHECK(lost <= 12);
    CHECK(link.ms_of(pace.raw_bytes()) < 7000);
  }
}

TEST_CASE("networks: what is known of each comes back, the latest sixteen of them") {
  rc::prop("through the database", [] {
    Networks networks;
    std::vector<std::pair<std::string, LinkPace>> last;
    for (int step = *rc::gen::inRange(0, 40); step > 0; --step) {
      const std::string name = "router " + std::to_string(*rc::gen::inRange(0, 30));
      const LinkPace pace{any_history(), any_history()};
      networks.put(name, pace);
      std::erase_if(last, [&](const auto& one) { return one.first == name; });
      last.insert(last.begin(), {name, networks.find(name)});
      if (last.size() > Networks::most) last.pop_back();
    }
    const Networks read = Networks::decode(networks.encode());
    for (const auto& [name, pace] : last) RC_ASSERT(read.find(name) == pace);
    RC_ASSERT(read.find("another") == LinkPace());
    RC_ASSERT(read.encode() == networks.encode());
  });
  rc::prop("and foreign bytes are none",
           [](const base::Bytes& bytes) { RC_ASSERT(Networks::decode(bytes).find("x") == LinkPace()); });
}

TEST_CASE("networks: a write only where something moved by a quarter") {
  Networks networks;
  LinkPace pace;
  CHECK(networks.put("a", pace));
  CHECK_FALSE(networks.put("a", pace));
  pace.up.note({500'000, 20'000, 4000});
  CHECK(networks.put("a", pace));
  pace.up.note({500'000, 20'000, 4200});
  CHECK_FALSE(networks.put("a", pace));
  CHECK(networks.put("b", pace));
  CHECK(networks.put("a", pace));
}

TEST_CASE("networks: named by their router, else by the interface") {
  const std::string head = "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n";
  const std::string local = "eth0\t000200C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0\n";
  const std::string wired = "eth0\t00000000\t010200C0\t0003\t0\t0\t100\t00000000\t0\t0\t0\n";
  const std::string radio = "wlan0\t00000000\t0102A8C0\t0003\t0\t0\t600\t00000000\t0\t0\t0\n";
  const std::string modem = "ppp0\t00000000\t00000000\t0001\t0\t0\t0\t00000000\t0\t0\t0\n";
  const std::string arp =
      "IP address       HW type     Flags       HW address            Mask     Device\n"
      "192.0.2.1        0x1         0x2         02:fc:00:00:00:05     *        eth0\n"
      "192.168.2.1      0x1         0x0         00:00:00:00:00:00     *        wlan0\n";
  using agent::identify_network;
  CHECK(identify_network(head + local + wired + radio, arp) == "router 02:fc:00:00:00:05");
  CHECK(identify_network(head + radio + local, arp) == "interface wlan0 192.168.2.1");
  CHECK(identify_network(head + modem + wired, arp) == "interface ppp0 ");
  CHECK(identify_network(head + local, arp).empty());
  CHECK(identify_network("", "").empty());
  CHECK(identify_network("a b c\n\n\t\nx\t00000000\tzz\t3\t0\t0\t0\t00000000\n", "y").empty());
}

}  // namespace hadir::sync
