// A database that went back in time, seen from the exchange: where the two histories agree is found, the replica comes back under
// another key, and both sides hold everything. Prevents: a fork taken for "already there", a locked-out office, a copied PC whose
// original stops working, a stranger who takes a place.
#include "common/sync/rejoin.h"

#include "tests/catch.h"
#include "tests/unit/sync_fixture.h"

namespace hadir::test {
namespace {

using sync::SyncReport;
using sync::SyncResult;

// What the agent's program does once a session has told it.
void go_on(TestAgent& agent, TestHub& hub, std::uint8_t next, wire::Return why, const SyncReport& report) {
  const base::KeyPair before = agent.identity.key;
  store::Transaction transaction(agent.store->database());
  agent.store->set_own_origin(log::origin_of(before.public_key()));
  agent.store->continue_as(key_pair(next), agent.identity.unit, report.held, why, noon_ms);
  transaction.commit();
  agent.identity.key = key_pair(next);
  const base::Bytes frame =
      sync::rejoin_frame(agent.identity.key, &before, agent.identity.hub_key, agent.identity.unit, "PC", why, *agent.store);
  REQUIRE(hub.exchange.handle(sync::rejoin_path, frame).status == 200);
}

int punches(store::ReplicaStore& store) { return std::stoi(query(store, "SELECT count(*) FROM punch")); }

wire::RejoinRequest request_in(const base::Bytes& frame) {
  const auto raw = wire::open_frame(wire::FrameType::rejoin, frame, 4096);
  return wire::decode<wire::RejoinRequest>(raw.value(), "rejoin").value();
}

}  // namespace

TEST_CASE("lost origin: a copy that wrote otherwise finds the root of the fork, goes on, and nothing is lost") {
  TestHub hub;
  hub.enrol(1);
  TestAgent one(1), copy(1);
  // Both have five punches, of which the copy knows of two receipts; then each goes its own way.
  for (int number = 0; number < 2; ++number) one.record(punch_change(number));
  REQUIRE(one.sync(hub).result == SyncResult::complete);
  for (int number = 2; number < 5; ++number) one.record(punch_change(number));
  copy_all(*one.store, *copy.store);
  copy.store->raise_receipt({origin(1), "7.01", model::Lane::urgent}, 2);
  one.record(punch_change(10));
  REQUIRE(one.sync(hub).result == SyncResult::complete);
  copy.record(punch_change(20));
  copy.record(change("schedule", R"({"employee":"P1","date":"2026-03-03","mode":"WFH"})"));
  copy.counter.raise(1000);

  const SyncReport forked = copy.sync(hub);
  CHECK(forked.result == SyncResult::incomplete);
  CHECK(forked.origin == SyncReport::Origin::forked);
  CHECK((forked.held == store::ReplicaStore::LaneNumbers{5, 1, 0}));
  CHECK(query(*hub.store, "SELECT count(*) FROM schedule") == "1");  // the other lanes land

  go_on(copy, hub, 7, wire::Return::forked, forked);
  CHECK(copy.sync(hub).result == SyncResult::complete);
  CHECK(one.sync(hub).result == SyncResult::complete);
  CHECK(punches(*hub.store) == 7);
  CHECK(dump(*copy.store) == dump(*hub.store));
  CHECK(dump(*one.store) == dump(*hub.store));
  CHECK(hub.registry.replicas.at(origin(7)).from == origin(1));
  CHECK(hub.registry.replicas.at(origin(7)).arrival == sync::Arrival::forked);
  // Both go on.
  one.record(punch_change(30));
  copy.record(punch_change(40));
  CHECK(one.sync(hub).result == SyncResult::complete);
  CHECK(copy.sync(hub).result == SyncResult::complete);
  CHECK(punches(*hub.store) == 9);
}

TEST_CASE("lost origin: the root is found however far back it lies") {
  // The hub was restored from an old backup, and a clone was quicker: even acknowledged commits stand otherwise there.
  for (const int common : {0, 1, 2, 9, 19}) {
    TestHub hub;
    hub.enrol(1);
    TestAgent clone(1), one(1);
    for (int number = 0; number < common; ++number) clone.record(punch_change(number));
    copy_all(*clone.store, *one.store);
    for (int number = 0; number < 25; ++number) clone.record(punch_change(1000 + number));
    REQUIRE(clone.sync(hub).result == SyncResult::complete);
    for (int number = common; number < 20; ++number) one.record(punch_change(number));
    one.store->raise_receipt({origin(1), "7.01", model::Lane::urgent}, 20);
    one.counter.raise(1000);
    one.record(punch_change(20));
    const SyncReport report = one.sync(hub);
    CHECK(report.origin == SyncReport::Origin::forked);
    CHECK(report.held.at(0) == static_cast<std::uint64_t>(common));
    CHECK(report.requests < 9);
    go_on(one, hub, 7, wire::Return::forked, report);
    CHECK(one.sync(hub).result == SyncResult::complete);
    CHECK(punches(*hub.store) == 25 + 21);
    CHECK(dump(*one.store) == dump(*hub.store));
  }
}

TEST_CASE("lost origin: the root is found where the hub's answers bring its stream in small parts") {
  TestHub hub;
  hub.enrol(1);
  TestAgent clone(1), one(1);
  for (int number = 0; number < 20; ++number) clone.record(punch_change(number));
  clone.record(change("schedule", R"({"employee":"P1","date":"2026-03-02","mode":"WFH"})"));
  copy_all(*clone.store, *one.store);
  for (TestAgent* agent : {&clone, &one}) {
    for (int number = 0; number < 20; ++number) agent->record(punch_change((agent == &one ? 2000 : 1000) + number));
    agent->record(change("schedule", agent == &one ? R"({"employee":"P1","date":"2026-03-03","mode":"WFH"})"
                                                   : R"({"employee":"P1","date":"2026-03-03","mode":"WFO"})"));
  }
  REQUIRE(clone.sync(hub).result == SyncResult::complete);
  one.counter.raise(1000);
  one.limits = {300, 300};
  const SyncReport report = one.sync(hub);
  CHECK(report.origin == SyncReport::Origin::forked);
  CHECK((report.held == store::ReplicaStore::LaneNumbers{20, 1, 0}));
  go_on(one, hub, 7, wire::Return::forked, report);
  CHECK(one.sync(hub).result == SyncResult::complete);
  CHECK(punches(*hub.store) == 60);
  CHECK(dump(*one.store) == dump(*hub.store));
}

TEST_CASE("lost origin: a restored database gets its later commits back and knows that it was restored") {
  TestHub hub;
  hub.enrol(1);
  TestAgent one(1), restored(1);
  one.record(punch_change(0));
  copy_all(*one.store, *restored.store);
  one.record(punch_change(1));
  REQUIRE(one.sync(hub).result == SyncResult::complete);
  restored.counter.raise(1000);
  const SyncReport report = restored.sync(hub);
  CHECK(report.result == SyncResult::complete);
  CHECK(report.origin == SyncReport::Origin::behind);
  CHECK(report.held.at(0) == 2);
  go_on(restored, hub, 7, wire::Return::restored, report);
  CHECK(query(*restored.store, "SELECT count(*) FROM displaced") == "0");
  restored.record(punch_change(2));
  CHECK(restored.sync(hub).result == SyncResult::complete);
  CHECK(punches(*hub.store) == 3);
}

TEST_CASE("lost origin: a session ends where the replica went on under another key meanwhile") {
  TestHub hub;
  hub.enrol(1);
  TestAgent agent(1);
  agent.record(punch_change(0));
  auto session = agent.session();
  const auto action = session.start();
  const auto& post = std::get<sync::AgentSession::Post>(action);
  const sync::HubReply reply = hub.exchange.handle(post.path, post.body);
  store::Transaction transaction(agent.store->database());
  agent.store->set_own_origin(origin(1));
  agent.store->continue_as(key_pair(7), "7.01", {}, wire::Return::restored, noon_ms);
  transaction.commit();
  session.on_reply(reply.status, reply.body, noon_ms);
  CHECK(session.report().result == SyncResult::incomplete);
  CHECK(session.report().problem == "other_origin_now");
  CHECK(agent.store->stream({origin(7), "7.01", model::Lane::urgent})->receipt_seq == 0);
}

TEST_CASE("rejoin: a hub that knows the replica no more takes it back with its own receipt") {
  TestHub before, after;
  before.enrol(1);
  TestAgent agent(1);
  agent.record(punch_change(0));
  REQUIRE(agent.sync(before).result == SyncResult::complete);
  const SyncReport report = agent.sync(after);
  CHECK(report.problem == "unknown_replica");
  const auto frame = sync::rejoin_frame(agent.identity.key, nullptr, agent.identity.hub_key, "7.01", "PC",
                                        wire::Return::forgotten, *agent.store);
  CHECK(after.exchange.handle(sync::rejoin_path, frame).status == 200);
  CHECK(after.exchange.handle(sync::rejoin_path, frame).status == 200);  // a lost answer may be asked for again
  CHECK(agent.sync(after).result == SyncResult::complete);
  CHECK(punches(*after.store) == 1);
  CHECK(after.registry.replicas.at(origin(1)).arrival == sync::Arrival::forgotten);
}

TEST_CASE("rejoin: nobody takes a place that is not his") {
  TestHub hub;
  hub.enrol(1);
  hub.enrol(2);
  TestAgent agent(1);
  agent.record(punch_change(0));
  REQUIRE(agent.sync(hub).result == SyncResult::complete);
  const base::KeyPair thief = key_pair(66), old = key_pair(1);
  const base::PublicKey hub_key = agent.identity.hub_key;
  const auto ask = [&](wire::RejoinRequest request, bool sign_again = false) {
    if (sign_again) {
      const auto message = wire::rejoin_message(hub_key, request);
      request.signature = thief.sign(message);
    }
    return hub.exchange.handle(sync::rejoin_path, wire::seal_frame(wire::FrameType::rejoin, wire::encode(request))).status;
  };
  // With another's receipt, but only the own key.
  CHECK(ask(request_in(sync::rejoin_frame(thief, nullptr, hub_key, "7.01", "PC", wire::Return::forgotten, *agent.store))) == 401);
  // In the name of a key that it does not hold.
  wire::RejoinRequest named =
      request_in(sync::rejoin_frame(thief, &thief, hub_key, "7.01", "PC", wire::Return::copied, *agent.store));
  named.before->key = old.public_key();
  CHECK(ask(named, true) == 401);
  // A true request with another new key, unit or label under the old signature.
  const wire::RejoinRequest honest =
      request_in(sync::rejoin_frame(key_pair(7), &old, hub_key, "7.01", "PC", wire::Return::copied, *agent.store));
  for (int change = 0; change < 3; ++change) {
    wire::RejoinRequest changed = honest;
    if (change == 0) changed.key = thief.public_key();
    if (change == 1) changed.unit = "8.03";
    if (change == 2) changed.label = "PC lain";
    CHECK(ask(changed) == 401);
    CHECK(ask(changed, true) == 401);
  }
  // For another unit than the key has.
  CHECK(ask(request_in(sync::rejoin_frame(key_pair(7), &old, hub_key, "8.03", "PC", wire::Return::copied, *agent.store))) == 403);
  CHECK(hub.registry.replicas.size() == 2);
  // From a revoked one.
  hub.registry.replicas.at(origin(1)).revoked = true;
  CHECK(ask(honest) == 403);
  hub.registry.replicas.at(origin(1)).revoked = false;
  CHECK(ask(honest) == 200);
  // Nor without end.
  int granted = 0;
  for (std::uint8_t next = 100; next < 200; ++next)
    granted +=
        ask(request_in(sync::rejoin_frame(key_pair(next), &old, hub_key, "7.01", "PC", wire::Return::copied, *agent.store))) ==
        200;
  CHECK(granted == 31);
}

}  // namespace hadir::test
