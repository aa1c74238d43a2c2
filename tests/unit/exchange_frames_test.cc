// The exchange's messages in both versions. Prevents: a version that says something else than the other, a part that must be
// understood and is passed over, an upgraded office that loses its way to a hub that is not, or never tries again.
#include "common/wire/exchange_frames.h"

#include "common/sync/hub_protocol.h"
#include "tests/property.h"
#include "tests/support/office_data.h"
#include "tests/support/office_work.h"
#include "tests/unit/sync_fixture.h"

namespace hadir::test {
namespace {

using base::Bytes;
using base::Fault;

const wire::Parties parties{key_pair(1).public_key(), key_pair(hub_number).public_key()};

log::VersionVector any_vector(std::uint64_t seed) {
  log::VersionVector vector;
  for (std::uint8_t number = 0; number < 20; ++number)
    if (seed >> number & 1) vector.raise(origin(static_cast<std::uint8_t>(number + 1)), 1 + (seed >> 20) * number % 100'000);
  return vector;
}

// Of a PC that recorded some punches.
std::vector<log::Slice> some_slices(std::uint64_t punches) {
  TestAgent agent(1);
  for (std::uint64_t number = 0; number < punches; ++number) agent.record(punch_change(static_cast<int>(number)));
  std::vector<log::Slice> slices;
  for (const store::StreamInfo& stream : agent.store->streams("7.01", model::Lane::urgent))
    if (auto slice = agent.store->slice_after(stream, 0, 100'000)) slices.push_back(std::move(*slice));
  return slices;
}

wire::ExchangeRequest any_request(std::uint64_t seed) {
  wire::ExchangeRequest request;
  request.oldest_protocol = 1, request.newest_protocol = 2;
  request.hub_epoch = seed;
  request.answer_bytes = static_cast<std::uint32_t>(seed);
  for (const char* scope : {"", "7.01"}) {
    wire::ScopeVectors have{scope, {}};
    for (auto& lane : have.lanes) lane = any_vector(seed = seed * 6364136223846793005u + 1442695040888963407u);
    request.have.push_back(std::move(have));
  }
  request.push = some_slices(seed >> 33 & 3);
  return request;
}

TEST_CASE("exchange frames: both versions say the same") {
  rc::prop("a request comes back, whatever its version", [](std::uint64_t seed) {
    wire::ExchangeRequest request = any_request(seed);
    for (const std::uint8_t version : {std::uint8_t{1}, std::uint8_t{2}}) {
      request.version = version;
      RC_ASSERT(wire::open_request(wire::seal_request(request, parties), parties).value() == request);
    }
  });
  rc::prop("an answer comes back, whatever its version", [](std::uint64_t seed) {
    const wire::ExchangeRequest request = any_request(seed);
    wire::ExchangeAnswer answer;
    answer.hub_epoch = seed;
    answer.beacon.hub_ms = static_cast<std::int64_t>(seed);
    answer.holds = request.have;
    if (seed % 2 == 0) answer.receipt = wire::Receipt{Bytes{1, 2, 3}, {}};
    if (seed % 3 == 0) answer.refused.push_back({{origin(1), "7.01", model::Lane::daily}, seed, "clash", "gap"});
    answer.pull = request.push;
    answer.more = seed % 5 == 0;
    for (const std::uint8_t version : {std::uint8_t{1}, std::uint8_t{2}}) {
      answer.version = version;
      RC_ASSERT(wire::open_answer(wire::seal_answer(answer, parties), parties).value() == answer);
    }
  });
}

TEST_CASE("exchange frames: of the parts of a message, those that may be passed over are, and others refuse it") {
  wire::ExchangeRequest request = any_request(3);
  request.version = 2;
  request.parts = {{40, Bytes{1}}, {42, {}}};
  CHECK(wire::open_request(wire::seal_request(request, parties), parties).value() == request);
  request.parts = {{41, Bytes{1}}};
  CHECK(wire::open_request(wire::seal_request(request, parties), parties).error().fault == Fault::unsupported);
  wire::ExchangeAnswer answer;
  answer.version = 2;
  answer.parts = {{7, {}}};
  CHECK(wire::open_answer(wire::seal_answer(answer, parties), parties).error().fault == Fault::unsupported);
  request.parts = {{42, {}}, {40, {}}};
  CHECK(wire::open_request(wire::seal_request(request, parties), parties).error().fault == Fault::bad_input);
}

TEST_CASE("exchange frames: every flipped bit and every cut of version 2 gives an error or another message, never a crash") {
  wire::ExchangeRequest request = any_request(11);
  request.version = 2;
  request.push = some_slices(3);
  const Bytes whole = wire::seal_request(request, parties);
  for (std::size_t at = 0; at < whole.size(); ++at) {
    Bytes bent = whole;
    bent[at] ^= static_cast<std::uint8_t>(1u << at % 8);
    const auto opened = wire::open_request(bent, parties);
    CHECK((opened.has_value() || !opened.error().what.empty()));
    const auto cut = wire::open_request(base::ByteView(whole).first(at), parties);
    CHECK(cut.has_error());
  }
}

TEST_CASE("hub protocol: the newest is tried, proven by an answer, given up at 426 and tried again later") {
  const auto store = memory_store();
  sync::HubProtocol first(*store);
  CHECK_FALSE(first.is_known());
  CHECK(first.version() == 2);
  CHECK(first.proven() == 1);
  REQUIRE(first.fall_back());
  CHECK(first.version() == 1);
  CHECK_FALSE(first.fall_back());
  for (std::int64_t sync = 1; sync < sync::HubProtocol::syncs_until_retry; ++sync) {
    sync::HubProtocol later(*store);
    later.begin();
    REQUIRE(later.is_known());
    REQUIRE(later.version() == 1);
  }
  sync::HubProtocol again(*store);
  again.begin();
  CHECK_FALSE(again.is_known());
  CHECK(again.version() == 2);
  again.heard(2);
  CHECK(sync::HubProtocol(*store).proven() == 2);
}

// A hub of before version 2: what it does not understand it answers as the hub of version 1 does.
sync::SyncReport sync_with_old_hub(TestAgent& agent, TestHub& hub, std::vector<std::size_t>* refused = nullptr) {
  sync::AgentSession session = agent.session();
  auto action = session.start();
  while (const auto* post = std::get_if<sync::AgentSession::Post>(&action)) {
    const auto envelope = wire::parse_request(post->body).value();
    const bool is_newer = envelope.frame[2] > 1;
    if (is_newer && refused != nullptr) refused->push_back(post->body.size());
    const sync::HubReply reply =
        is_newer ? sync::reply_of(sync::rejection_of({Fault::unsupported, "protocol version 2 is not spoken here", ""}))
                 : hub.exchange.handle(post->path, post->body);
    action = session.on_reply(reply.status, reply.body, hub.clock.wall().ms);
  }
  return session.report();
}

TEST_CASE("session: an upgraded office finds out with one small request that its hub is older, and says it once") {
  TestHub hub;
  hub.enrol(1);
  TestAgent agent(1);
  agent.store->set_number("hub_protocol", 0);
  for (int number = 0; number < 600; ++number) agent.record(punch_change(number));
  std::vector<std::size_t> refused;
  const auto first = sync_with_old_hub(agent, hub, &refused);
  CHECK(first.result == sync::SyncResult::complete);
  REQUIRE(refused.size() == 1);
  CHECK(refused.front() < 1500);
  agent.record(punch_change(601));
  CHECK(sync_with_old_hub(agent, hub, &refused).result == sync::SyncResult::complete);
  CHECK(refused.size() == 1);
  // The hub is upgraded: nobody tells, the office asks again one day.
  agent.store->set_number("hub_protocol_retry", 1);
  agent.record(punch_change(602));
  CHECK(agent.sync(hub).result == sync::SyncResult::complete);
  CHECK(sync::HubProtocol(*agent.store).proven() == 2);
}

TEST_CASE("session: in version 2 a day costs a third of what it did") {
  std::size_t sent[2] = {};
  for (const std::uint8_t version : {std::uint8_t{1}, std::uint8_t{2}}) {
    TestHub hub;
    hub.enrol(1);
    TestAgent agent(1);
    agent.store->set_number("hub_protocol", version);
    agent.store->set_number("hub_protocol_retry", 100);
    for (int number = 0; number < 600; ++number) agent.record(punch_change(number));
    const auto report = version == 2 ? agent.sync(hub) : sync_with_old_hub(agent, hub);
    CHECK(report.result == sync::SyncResult::complete);
    CHECK(report.requests == 1);
    sent[version - 1] = report.sent.bytes;
  }
  CHECK(sent[1] * 3 < sent[0]);
}

}  // namespace
}  // namespace hadir::test
