// A new PC begins with a snapshot over the wire. Prevents: a PC that shows something else than the hub, a part that is fetched
// twice, work recorded meanwhile that waits, what a hub erased that comes back by an old snapshot, and records of other units.
#include "common/sync/snapshot.h"

#include "common/base/civil.h"
#include "tests/catch.h"
#include "tests/unit/sync_fixture.h"

namespace hadir::test {
namespace {

const base::KeyPair hub_key = key_pair(hub_number), key_1 = key_pair(1);
constexpr std::int64_t day_ms = 24 * 3600 * 1000;

struct Province {
  TestHub hub;
  sync::MemoryShelf shelf;
  std::uint64_t least_bytes = 1000;
  std::map<std::pair<base::Hash, std::uint32_t>, int> handed_out;
  TestAgent old{1};

  explicit Province(int days = 60, int people = 4) {
    hub.enrol(1);
    store::Authorship who = authorship(hub_key, "");
    who.is_hub = true;
    must_record(*hub.store, who, change("unit", R"({"code":"7.01","name":"Dinas","time_zone":"WIB"})"));
    for (int person = 0; person < people; ++person)
      must_record(
          *hub.store, authorship(hub_key),
          change("employee", R"({"nip":"P)" + std::to_string(person) + R"(","name":"Nama","unit":"7.01","class":"jfu"})"));
    for (int day = 0; day < days; ++day)
      for (int person = 0; person < people; ++person) old.record(punch(person, day));
    while (old.sync(hub).requests > 1) continue;
    hub.clock.advance(1);
  }
  static model::Change punch(int person, int day) {
    const base::Date date{static_cast<std::int32_t>(noon_ms / day_ms) - 400 + day};
    return change("punch", R"({"employee":"P)" + std::to_string(person) + R"(","at":")" + base::format_date(date) +
                               R"(T07:00:00+07:00","direction":"in","source":"kiosk"})");
  }
  sync::HubReply post(const sync::AgentSession::Post& post) {
    if (post.path != sync::snapshot_path) return hub.exchange.handle(post.path, post.body);
    sync::HubSnapshot::Limits limits;
    limits.least_bytes = least_bytes;
    limits.chunk_bytes = 1500;
    return sync::HubSnapshot(hub.exchange, shelf, limits).handle(post.body);
  }
  // Fetches until nothing is left, or `most` requests were answered.
  sync::SnapshotReport fetch(TestAgent& agent, int most = 10000) {
    sync::SnapshotSession::Limits limits;
    limits.answer_bytes = 1;
    sync::SnapshotSession session(*agent.store, agent.identity, agent.counter, limits);
    auto action = session.start(hub.clock.wall().ms);
    while (const auto* wanted = std::get_if<sync::AgentSession::Post>(&action)) {
      if (most-- == 0) break;
      const sync::HubReply reply = post(*wanted);
      count(reply);
      action = session.on_reply(reply.status, reply.body, hub.clock.wall().ms);
    }
    return session.report();
  }
  void count(const sync::HubReply& reply) {
    if (reply.status != 200) return;
    const auto raw = wire::open_frame(wire::snapshot_answer_frame, reply.body, base::limits::frame_raw_bytes).value();
    for (const auto& chunk : wire::decode<wire::SnapshotAnswer>(raw, "answer").value().chunks)
      ++handed_out[{base::hash_of(chunk.content), chunk.number}];
  }
  bool was_any_twice() const {
    return std::ranges::any_of(handed_out, [](const auto& one) { return one.second > 1; });
  }
};

}  // namespace

TEST_CASE("snapshot: a new PC fetches it part by part over many cuts, each once, and shows what the hub shows") {
  Province province;
  TestAgent agent(2);
  province.hub.enrol(2);
  int sessions = 0;
  do {
    province.fetch(agent, 3);
    if (sessions == 2) agent.record(Province::punch(1, 401));
    if (sessions % 2 == 0) agent.sync(province.hub);
    REQUIRE(++sessions < 200);
  } while (!sync::base_progress(agent.store->database(), noon_ms).is_whole());
  CHECK(sessions > 3);
  CHECK(!province.was_any_twice());
  while (agent.sync(province.hub).requests > 1) continue;
  CHECK(dump(*agent.store) == dump(*province.hub.store));
  const sync::CheckReport check = agent.check(province.hub);
  CHECK(check.finished);
  CHECK(check.differences.empty());
  CHECK(check.incomparable.empty());
  CHECK(province.fetch(agent).requests == 0);
}

TEST_CASE("snapshot: where the log is short, or the hub does not know of snapshots, the log says all") {
  Province province(3);
  province.least_bytes = 1000000;
  TestAgent agent(2);
  province.hub.enrol(2);
  CHECK(province.fetch(agent).requests == 1);
  while (agent.sync(province.hub).requests > 1) continue;
  CHECK(dump(*agent.store) == dump(*province.hub.store));
  CHECK(province.fetch(agent).requests == 0);
  TestAgent other(3);
  province.hub.enrol(3);
  sync::SnapshotSession session(*other.store, other.identity, other.counter);
  session.start(noon_ms);
  CHECK(std::holds_alternative<sync::AgentSession::Finished>(session.on_reply(404, {}, noon_ms)));
  CHECK(session.report().is_unsupported);
  CHECK(!session.report().error);
}

TEST_CASE("snapshot: a PC that was away keeps all it shows until the snapshot is whole, and then its own tail stands above it") {
  Province province(5);
  TestAgent agent(2);
  province.hub.enrol(2);
  while (agent.sync(province.hub).requests > 1) continue;
  agent.record(Province::punch(2, 500));
  agent.record(change("schedule", R"({"employee":"P1","date":"2026-03-03","mode":"WFH"})"));
  for (int day = 5; day < 60; ++day)
    for (int person = 0; person < 4; ++person) province.old.record(Province::punch(person, day));
  province.old.record(change("schedule", R"({"employee":"P1","date":"2026-03-03","mode":"LEAVE"})"));
  while (province.old.sync(province.hub).requests > 1) continue;
  province.hub.clock.advance(400 * day_ms);
  const std::string punches = query(*agent.store, "SELECT count(*) FROM punch");
  province.fetch(agent, 4);
  CHECK(sync::base_progress(agent.store->database(), noon_ms).staged);
  CHECK(query(*agent.store, "SELECT count(*) FROM punch") == punches);
  agent.limits.push_only = true;  // as its driver does meanwhile
  CHECK(agent.sync(province.hub).result == sync::SyncResult::complete);
  agent.limits.push_only = false;
  // It goes on where it was, though the last exchange is not long ago any more.
  province.fetch(agent);
  CHECK(sync::base_progress(agent.store->database(), noon_ms).is_whole());
  CHECK(!province.was_any_twice());
  while (agent.sync(province.hub).requests > 1) continue;
  CHECK(dump(*agent.store) == dump(*province.hub.store));
  CHECK(agent.store->conflicts(nullptr).size() == 1);
  CHECK(query(*agent.store, "SELECT count(*) FROM punch") != punches);
}

TEST_CASE("snapshot: a hub that lost what it handed out gives another, and what is the same is not fetched again") {
  Province province;
  TestAgent agent(2);
  province.hub.enrol(2);
  province.fetch(agent, 6);
  province.shelf.clear();
  province.old.record(Province::punch(3, 399));
  while (province.old.sync(province.hub).requests > 1) continue;
  province.hub.clock.advance(1000);
  const sync::SnapshotReport report = province.fetch(agent);
  INFO((report.error ? base::describe(*report.error) : ""));
  CHECK(!report.error);
  CHECK(sync::base_progress(agent.store->database(), noon_ms).is_whole());
  CHECK(!province.was_any_twice());
  while (agent.sync(province.hub).requests > 1) continue;
  CHECK(dump(*agent.store) == dump(*province.hub.store));
}

TEST_CASE("snapshot: what is erased by law goes from a base too, and is not handed out any more") {
  Province province;
  TestAgent agent(2);
  province.hub.enrol(2);
  province.fetch(agent);
  const std::string payload = query(*province.hub.store,
                                    "SELECT payload FROM commit_log WHERE seq = 7 AND stream = (SELECT stream FROM commit_log "
                                    "GROUP BY stream ORDER BY count(*) DESC LIMIT 1)");
  const std::string hash = base::to_hex(base::hash_of(*base::from_hex(payload)));
  store::Authorship who = authorship(hub_key);
  who.is_hub = true;
  must_record(
      *province.hub.store, who,
      change("erasure", R"({"payload":")" + hash +
                            R"(","reason":"permintaan","basis":"UU 27/2022","author":"A","at":"2026-03-02T12:00:00+07:00"})"));
  const std::string right = dump(*province.hub.store);
  while (agent.sync(province.hub).requests > 1) continue;
  CHECK(store::wants_renewal(agent.store->database(), "7.01"));
  CHECK(dump(*agent.store) != right);
  province.hub.clock.advance(1000);
  province.fetch(agent);
  CHECK(!store::wants_renewal(agent.store->database(), "7.01"));
  CHECK(dump(*agent.store) == right);
  CHECK(province.fetch(agent).requests == 0);
}

TEST_CASE("snapshot: nobody gets the records of another unit") {
  Province province;
  TestAgent agent(2, "8.02");
  province.hub.enrol(2, "8.02");
  wire::SnapshotRequest request;
  request.oldest_protocol = wire::oldest_protocol;
  request.newest_protocol = wire::newest_protocol;
  request.scopes = {{"7.01"}};
  const auto ask = [&](wire::SnapshotRequest asked) {
    const base::Bytes frame = wire::seal_frame(wire::snapshot_request_frame, wire::encode(asked));
    const sync::HubReply reply =
        province.post({std::string(sync::snapshot_path), wire::sign_request(agent.identity.key, agent.identity.hub_key,
                                                                            sync::snapshot_path, agent.counter.next(), frame)});
    REQUIRE(reply.status == 200);
    return wire::decode<wire::SnapshotAnswer>(wire::open_frame(wire::snapshot_answer_frame, reply.body, 1 << 20).value(),
                                              "answer")
        .value();
  };
  CHECK(!ask(request).offers.at(0).snapshot);
  TestAgent inside(3);
  province.hub.enrol(3);
  province.fetch(inside, 2);
  request.scopes.clear();
  for (const store::Base& base : store::bases(inside.store->database()))
    if (base.scope == "7.01") request.snapshot = base.snapshot.name();
  request.wanted = {0, 1};
  const wire::SnapshotAnswer answer = ask(request);
  CHECK(answer.is_gone);
  CHECK(answer.chunks.empty());
}

}  // namespace hadir::test
