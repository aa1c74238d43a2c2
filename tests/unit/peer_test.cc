// Two PCs of one office without a hub. Prevents: an office that does not agree though its PCs see each other, a stranger or a
// revoked PC that is heard, commits of nobody's that spread, anything that can be read or changed on the office's network, and a
// lost PC whose unsent punches are lost with it.
#include "common/sync/peer.h"

#include "agent/lan_discovery.h"
#include "agent/lan_peers.h"
#include "tests/catch.h"
#include "tests/unit/sync_fixture.h"

namespace hadir::test {
namespace {

using base::Bytes;
using base::Fault;
using sync::PeerExchange;

struct Pc : TestAgent {
  explicit Pc(std::uint8_t number, std::string unit = "7.01") : TestAgent(number, std::move(unit)), random(number) {}
  base::SeededRandom random;
  PeerExchange side() { return PeerExchange(*store, identity, random); }
  base::PublicKey key() const { return identity.key.public_key(); }

  void know(std::vector<sync::Member> pcs, std::int64_t hub_ms = 1000) {
    const Bytes statement = sync::members_statement(key_pair(hub_number), identity.unit, {hub_ms, std::move(pcs)});
    REQUIRE(sync::keep_members(*store, identity, statement, sync::ToldBy::hub).has_value());
  }
};

struct Met {
  int rounds = 0;
  std::uint64_t sent = 0, received = 0;
  sync::PeerReport last;
};

// `asker` visits `other`, as agent/lan.cc does.
base::Result<Met> meet(Pc& asker, Pc& other) {
  PeerExchange asks = asker.side();
  if (auto known = other.side().meet(asks.hello()); !known) return known.error();
  const auto peer = asks.meet(other.side().hello());
  if (!peer) return peer.error();
  Met met;
  for (bool more = true; more;) {
    REQUIRE(++met.rounds < 100);
    const auto request = asks.ask(*peer);
    if (!request) return request.error();
    const auto answered = other.side().answer(*request, noon_ms);
    if (!answered) return answered.error();
    const auto report = asks.take(*peer, answered->answer, noon_ms);
    if (!report) return report.error();
    met.sent += report->sent;
    met.received += report->received;
    met.last = *report;
    more = report->more;
  }
  return met;
}

std::vector<sync::Member> both(const Pc& one, const Pc& two) { return {{one.key(), true}, {two.key(), true}}; }

}  // namespace

TEST_CASE("peers: two PCs of an office agree without a hub, and each knows what the other holds") {
  Pc one(1), two(2);
  one.know(both(one, two)), two.know(both(one, two));
  for (int number = 0; number < 30; ++number) one.record(punch_change(number));
  for (int number = 30; number < 50; ++number) two.record(punch_change(number));
  const Met met = meet(one, two).value();
  CHECK(met.rounds == 2);
  CHECK(met.sent == 30);
  CHECK(met.received == 20);
  CHECK(dump(*one.store) == dump(*two.store));
  agent::note_met(*one.store, one.identity, met.last, "192.0.2.7:7307", noon_ms);
  CHECK(agent::alone_here(*one.store, one.identity) == 0);
  one.record(punch_change(60));
  CHECK(agent::alone_here(*one.store, one.identity) == 1);
  const auto peers = agent::lan_peers(*one.store, one.identity);
  REQUIRE(peers.size() == 1);
  CHECK(peers.front().lacking == 1);
  CHECK(peers.front().address == "192.0.2.7:7307");
  // Nothing new: one round, and nothing travels.
  const Met idle = meet(two, one).value();
  CHECK(idle.received == 1);
  CHECK(meet(two, one).value().rounds == 1);
}

TEST_CASE("peers: of more than fits into one message all arrives") {
  Pc one(1), two(2);
  one.know(both(one, two)), two.know(both(one, two));
  for (int number = 0; number < 300; ++number) {
    const std::string fields = R"({"employee":"P)" + std::to_string(number) + R"(","date":"2026-03-02","activities":[")" +
                               std::string(4000, 'x') + R"("],"status":"draft"})";
    const model::Change change = test::change("daily_report", fields);
    one.record(change), two.record(change);
  }
  const Met met = meet(one, two).value();
  CHECK(met.rounds > 2);
  CHECK(dump(*one.store) == dump(*two.store));
}

TEST_CASE("peers: a lost PC's punches, which no hub had, reach the hub through its colleague") {
  TestHub hub;
  hub.enrol(1), hub.enrol(2);
  Pc lost(1), kept(2);
  // What the hub tells in an answer is enough to know each other.
  CHECK(lost.sync(hub).result == sync::SyncResult::complete);
  CHECK(kept.sync(hub).result == sync::SyncResult::complete);
  REQUIRE(sync::kept_members(*kept.store, kept.identity).value().pcs.size() == 2);
  for (int number = 0; number < 40; ++number) lost.record(punch_change(number));
  REQUIRE(meet(lost, kept).has_value());
  lost.store.reset();
  CHECK(kept.sync(hub).result == sync::SyncResult::complete);
  CHECK(hub.store->stored_vector("7.01", model::Lane::urgent).at(origin(1)) == 40);
  CHECK(dump(*hub.store) == dump(*kept.store));
}

TEST_CASE("peers: who was enrolled later shows the later list, and is known from then on") {
  Pc old(1), fresh(2), third(3);
  old.know({{old.key(), true}}, 1000);
  fresh.know(both(old, fresh), 2000);
  old.record(punch_change(1));
  CHECK(meet(fresh, old).value().received == 1);
  CHECK(sync::kept_members(*old.store, old.identity).value().pcs.size() == 2);
  // Revoked by a still later list: no more, from either side.
  third.know({{old.key(), true}, {fresh.key(), false}, {third.key(), true}}, 3000);
  REQUIRE(meet(third, old).has_value());
  CHECK(meet(fresh, old).error().fault == Fault::refused);
  CHECK(meet(old, fresh).error().fault == Fault::refused);
  // An earlier list does not bring it back.
  CHECK(meet(fresh, old).error().fault == Fault::refused);
}

TEST_CASE("peers: strangers are not heard, whatever they bring") {
  Pc one(1), two(2), stranger(5), elsewhere(6, "7.02");
  one.know(both(one, two)), two.know(both(one, two));
  one.record(punch_change(1));
  CHECK(meet(stranger, one).error().fault == Fault::refused);
  // A list that somebody else signed, or that is another unit's.
  const Bytes forged = sync::members_statement(key_pair(9), "7.01", {9000, {{stranger.key(), true}}});
  CHECK(sync::keep_members(*one.store, one.identity, forged, sync::ToldBy::pc).error().fault == Fault::refused);
  elsewhere.know({{elsewhere.key(), true}, {one.key(), true}});
  CHECK(meet(elsewhere, one).error().fault == Fault::refused);
  CHECK(meet(one, one).error().fault == Fault::refused);
  // A request that was sealed to one by nobody it knows.
  stranger.know({{one.key(), true}, {stranger.key(), true}});
  CHECK(one.side().answer(stranger.side().ask(one.key()).value(), noon_ms).error().fault == Fault::refused);
}

TEST_CASE("peers: nothing of nobody's spreads, and a PC never takes its own commits back from a colleague") {
  Pc one(1), two(2), unknown(7);
  one.know(both(one, two)), two.know(both(one, two));
  unknown.record(punch_change(7));
  // Two holds a stream of an author whom no list names.
  for (const store::StreamInfo& stream : unknown.store->streams("7.01", model::Lane::urgent)) {
    store::Transaction transaction(two.store->database());
    REQUIRE(two.store->ingest(unknown.store->slice_after(stream, 0, 1000).value(), noon_ms).has_value());
    transaction.commit();
  }
  const Met met = meet(one, two).value();
  CHECK(met.received == 0);
  REQUIRE(met.last.not_taken.size() == 1);
  CHECK(one.store->stored_vector("7.01", model::Lane::urgent).empty());

  // One's database is put back: what two has of one stays there until the hub has said what becomes of it.
  one.record(punch_change(1));
  REQUIRE(meet(one, two).has_value());
  one.store = memory_store();
  one.know(both(one, two));
  CHECK(meet(one, two).value().received == 0);
  CHECK(one.store->stored_vector("7.01", model::Lane::urgent).at(origin(1)) == 0);
}

TEST_CASE("peers: every flipped bit of a message is noticed, and an old answer is not taken for a new one") {
  Pc one(1), two(2);
  one.know(both(one, two)), two.know(both(one, two));
  two.record(punch_change(1));
  PeerExchange asks = one.side();
  REQUIRE(asks.meet(two.side().hello()).has_value());
  const Bytes request = asks.ask(two.key()).value();
  const Bytes answer = two.side().answer(request, noon_ms).value().answer;
  for (std::size_t at = 0; at < request.size(); ++at) {
    Bytes bent = request;
    bent[at] ^= static_cast<std::uint8_t>(1u << at % 8);
    CHECK(two.side().answer(bent, noon_ms).has_error());
    CHECK(two.side().answer(base::ByteView(request).first(at), noon_ms).has_error());
  }
  for (std::size_t at = 0; at < answer.size(); at += 3) {
    Bytes bent = answer;
    bent[at] ^= static_cast<std::uint8_t>(1u << at % 8);
    CHECK(asks.take(two.key(), bent, noon_ms).has_error());
  }
  static_cast<void>(asks.ask(two.key()).value());
  CHECK(asks.take(two.key(), answer, noon_ms).error().fault == Fault::bad_input);
}

TEST_CASE("lan discovery: a colleague's announcement is understood, and nothing else is") {
  const agent::LanAnnouncement ours{"7.01", origin(1), 7307}, theirs{"7.01", origin(2), 9999}, others{"7.02", origin(3), 9999};
  CHECK(agent::port_of_colleague(agent::encode(theirs), ours) == 9999);
  CHECK_FALSE(agent::port_of_colleague(agent::encode(ours), ours).has_value());
  CHECK_FALSE(agent::port_of_colleague(agent::encode(others), ours).has_value());
  const Bytes whole = agent::encode(theirs);
  for (std::size_t size = 0; size < whole.size(); ++size)
    CHECK_FALSE(agent::port_of_colleague(base::ByteView(whole).first(size), ours).has_value());
}

}  // namespace hadir::test
