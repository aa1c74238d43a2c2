// The agent's side of the exchange, driven by scripts. Prevents: a sync that says "complete" without a verified receipt, a lost
// answer that loses or doubles records, a hostile or broken answer that is believed, a session that never ends.
#include "common/sync/agent_session.h"

#include "tests/catch.h"
#include "tests/unit/sync_fixture.h"

namespace hadir::test {
namespace {

using sync::AgentSession;
using sync::SyncResult;

const AgentSession::Post& post_of(const AgentSession::Action& action) {
  const auto* post = std::get_if<AgentSession::Post>(&action);
  REQUIRE(post != nullptr);
  return *post;
}

bool is_finished(const AgentSession::Action& action) { return std::holds_alternative<AgentSession::Finished>(action); }

wire::ExchangeAnswer answer_in(const sync::HubReply& reply, const TestAgent& agent) {
  return wire::open_answer(reply.body, agent.identity.parties()).value();
}

base::Bytes sealed(const wire::ExchangeAnswer& answer) { return wire::seal_frame(wire::FrameType::answer, wire::encode(answer)); }

// One office, one punch recorded, the first request sent and answered by the hub.
struct OneRound {
  TestHub hub;
  TestAgent agent{1};
  std::optional<AgentSession> session;
  sync::HubReply reply;
  OneRound() {
    hub.enrol(1);
    agent.record(punch_change(0));
    session.emplace(agent.session());
    const auto action = session->start();
    reply = hub.exchange.handle(post_of(action).path, post_of(action).body);
    REQUIRE(reply.status == 200);
  }
};

}  // namespace

TEST_CASE("session: everything new travels in one request, and an idle sync is one request") {
  TestHub hub;
  hub.enrol(1);
  TestAgent agent(1);
  for (int number = 0; number < 600; ++number) agent.record(punch_change(number));
  const auto first = agent.sync(hub);
  CHECK(first.result == SyncResult::complete);
  CHECK(first.requests == 1);
  CHECK(first.sent.commits == 600);
  CHECK(first.pending == 0);
  REQUIRE(first.receipt.size() == 1);
  CHECK(first.receipt.front().seq == 600);

  const auto idle = agent.sync(hub);
  CHECK(idle.result == SyncResult::complete);
  CHECK(idle.requests == 1);
  CHECK(idle.sent.commits == 0);
  CHECK(idle.received.commits == 0);
}

TEST_CASE("session: what another PC of the office pushed arrives with the next sync") {
  TestHub hub;
  hub.enrol(1);
  hub.enrol(2);
  TestAgent first(1), second(2);
  first.record(punch_change(1));
  second.record(punch_change(2));
  CHECK(first.sync(hub).result == SyncResult::complete);
  const auto report = second.sync(hub);
  CHECK(report.result == SyncResult::complete);
  CHECK(report.received.commits == 1);
  CHECK(first.sync(hub).received.commits == 1);
  CHECK(dump(*first.store) == dump(*second.store));
}

TEST_CASE("session: an answer that never comes loses and doubles nothing") {
  OneRound round;
  CHECK(is_finished(round.session->on_unreachable({base::Fault::unreachable, "hub tidak terjangkau", ""})));
  CHECK(round.session->report().result == SyncResult::unreachable);
  CHECK(round.session->report().pending == 1);
  CHECK(round.session->report().oldest_pending_ms.has_value());

  const auto again = round.agent.sync(round.hub);
  CHECK(again.result == SyncResult::complete);
  CHECK(query(*round.hub.store, "SELECT count(*) FROM punch") == "1");
  CHECK(query(*round.hub.store, "SELECT count(*) FROM commit_log") == "1");
}

TEST_CASE("session: complete is said only with a receipt that the hub signed over our own hash") {
  OneRound round;
  wire::ExchangeAnswer answer = answer_in(round.reply, round.agent);

  SECTION("a forged receipt is not believed") { answer.receipt->signature[5] ^= 1; }
  SECTION("a receipt of another key is not believed") {
    answer.receipt->signature = key_pair(9).sign(wire::receipt_message(answer.receipt->body));
  }
  SECTION("a beacon of another key is not believed") {
    answer.beacon.signature = key_pair(9).sign(log::beacon_message(answer.beacon.hub_ms));
  }
  SECTION("an answer without a receipt leaves the punch pending") { answer.receipt.reset(); }
  SECTION("a receipt over another hash is a fork, not success") {
    auto body = wire::decode<wire::ReceiptBody>(answer.receipt->body, "receipt").value();
    body.entries.front().head.hash[0] ^= 1;
    answer.receipt->body = wire::encode(body);
    answer.receipt->signature = key_pair(hub_number).sign(wire::receipt_message(answer.receipt->body));
  }
  auto action = round.session->on_reply(200, sealed(answer), 0);
  // A session may ask once more where the hub seems to hold everything but gave no receipt.
  for (int more = 0; more < 3 && !is_finished(action); ++more) action = round.session->on_reply(200, sealed(answer), 0);
  REQUIRE(is_finished(action));
  CHECK(round.session->report().result != SyncResult::complete);
  CHECK(round.session->report().pending == 1);
  CHECK(round.agent.sync(round.hub).result == SyncResult::complete);
}

TEST_CASE("session: garbage, truncation and flipped bits in an answer change nothing") {
  OneRound round;
  base::Bytes body = round.reply.body;
  SECTION("empty") { body.clear(); }
  SECTION("cut") { body.resize(body.size() / 2); }
  SECTION("text") { body = base::Bytes(100, 'x'); }
  SECTION("a flipped bit") { body[body.size() / 2] ^= 0x10; }
  const std::string before = dump(*round.agent.store);
  CHECK(is_finished(round.session->on_reply(200, body, 0)));
  CHECK(round.session->report().result == SyncResult::unreachable);
  CHECK(dump(*round.agent.store) == before);
}

TEST_CASE("session: commits of another unit are not taken, whoever sends them") {
  OneRound round;
  wire::ExchangeAnswer answer = answer_in(round.reply, round.agent);
  HandMadeStream foreign(key_pair(5), "8.03", model::Lane::urgent);
  foreign.add({punch_change(3)});
  answer.pull.push_back(foreign.slice());
  CHECK(is_finished(round.session->on_reply(200, sealed(answer), 0)));
  CHECK(round.session->report().result == SyncResult::unreachable);
  CHECK(query(*round.agent.store, "SELECT count(*) FROM punch") == "1");
}

TEST_CASE("session: a stream that does not fit keeps neither the other streams nor the receipt from arriving") {
  OneRound round;
  wire::ExchangeAnswer answer = answer_in(round.reply, round.agent);
  HandMadeStream broken(key_pair(5), "7.01", model::Lane::urgent), sound(key_pair(6), "7.01", model::Lane::urgent);
  broken.add({punch_change(3)});
  sound.add({punch_change(4)});
  answer.pull = {broken.slice(), sound.slice()};
  answer.pull.front().head_signature[0] ^= 1;
  auto action = round.session->on_reply(200, sealed(answer), 0);
  for (int more = 0; more < 3 && !is_finished(action); ++more) action = round.session->on_reply(200, sealed(answer), 0);
  REQUIRE(is_finished(action));
  CHECK(round.session->report().pending == 0);
  CHECK(round.session->report().received.commits == 1);
  CHECK(round.session->report().result == SyncResult::incomplete);
  REQUIRE(round.session->report().refused.size() == 1);
  CHECK(round.session->report().refused.front().code == "not_taken");
  CHECK(query(*round.agent.store, "SELECT count(*) FROM punch") == "2");
}

TEST_CASE("session: what the hub answers instead of a frame decides how it ends") {
  OneRound round;
  const auto problem = [](const char* text) { return base::Bytes(base::bytes_of(text).begin(), base::bytes_of(text).end()); };
  SECTION("busy: come back later") {
    CHECK(is_finished(round.session->on_reply(503, problem(R"({"code":"unavailable","detail":"sibuk"})"), 0)));
    CHECK(round.session->report().result == SyncResult::unreachable);
    CHECK(round.session->report().error->what == "sibuk");
  }
  SECTION("too many requests: come back later") {
    CHECK(is_finished(round.session->on_reply(429, {}, 0)));
    CHECK(round.session->report().result == SyncResult::unreachable);
  }
  SECTION("revoked: refused with the reason") {
    CHECK(is_finished(round.session->on_reply(403, problem(R"({"code":"revoked","detail":"dicabut","hint":"tanya"})"), 0)));
    CHECK(round.session->report().result == SyncResult::incomplete);
    REQUIRE(round.session->report().refused.size() == 1);
    CHECK(round.session->report().refused.front().code == "revoked");
    CHECK(round.session->report().refused.front().hint == "tanya");
  }
  SECTION("replayed: goes on above the hub's counter, but not for ever") {
    auto action = round.session->on_reply(401, problem(R"({"code":"replayed","counter":5000})"), 0);
    const auto request = wire::parse_request(post_of(action).body);
    CHECK(request->counter == 5001);
    action = round.session->on_reply(401, problem(R"({"code":"replayed","counter":9000})"), 0);
    CHECK(wire::parse_request(post_of(action).body)->counter == 9001);
    CHECK(is_finished(round.session->on_reply(401, problem(R"({"code":"replayed","counter":9500})"), 0)));
    CHECK(round.session->report().result == SyncResult::incomplete);
  }
  SECTION("too large: smaller batches, down to a limit") {
    AgentSession::Action action = round.session->on_reply(413, {}, 0);
    int tries = 1;
    while (!is_finished(action) && tries < 50) {
      action = round.session->on_reply(413, {}, 0);
      ++tries;
    }
    CHECK(tries < 20);
    CHECK(round.session->report().result == SyncResult::incomplete);
  }
  CHECK(round.session->report().pending == 1);
}

TEST_CASE("session: a hub that came back from nothing gets everything again") {
  TestHub hub;
  hub.enrol(1);
  TestAgent agent(1);
  for (int number = 0; number < 50; ++number) agent.record(punch_change(number));
  REQUIRE(agent.sync(hub).result == SyncResult::complete);
  TestHub fresh;
  fresh.enrol(1);
  agent.record(punch_change(700));
  const auto report = agent.sync(fresh);
  CHECK(report.result == SyncResult::complete);
  CHECK(query(*fresh.store, "SELECT count(*) FROM punch") == "51");
}

TEST_CASE("session: small batches go on until all is through, each acknowledged by itself") {
  TestHub hub;
  hub.enrol(1);
  hub.enrol(2);
  TestAgent agent(1), other(2);
  for (int number = 0; number < 300; ++number) agent.record(punch_change(number));
  agent.limits.push_bytes = 4096;
  other.limits.answer_bytes = 4096;
  const auto pushed = agent.sync(hub);
  CHECK(pushed.result == SyncResult::complete);
  CHECK(pushed.requests > 3);
  const auto pulled = other.sync(hub);
  CHECK(pulled.result == SyncResult::complete);
  CHECK(pulled.requests > 3);
  CHECK(dump(*agent.store) == dump(*other.store));
}

TEST_CASE("counter: never the same number twice, not even after a crash") {
  const auto store = memory_store();
  std::uint64_t last = 0;
  for (int restart = 0; restart < 5; ++restart) {
    sync::RequestCounter counter(*store);
    for (int request = 0; request < 100; ++request) {
      const std::uint64_t next = counter.next();
      CHECK(next > last);
      last = next;
    }
  }
}

}  // namespace hadir::test
