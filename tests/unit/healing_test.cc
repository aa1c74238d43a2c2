// A hub that was put back from a backup. Prevents: what it had acknowledged staying lost because its author's PC is gone, what
// the secretariat itself had written being overwritten, and a colleague's PC that smuggles in what nobody signed.
#include "tests/catch.h"
#include "tests/unit/sync_fixture.h"

namespace hadir::test {
namespace {

using sync::Arrival;
using sync::SyncResult;

const base::KeyPair hub_writer = key_pair(77);

void hub_writes(TestHub& hub, const base::KeyPair& key, const char* date) {
  store::Authorship who = authorship(key, "");
  who.is_hub = true;
  if (key.public_key() != hub.identity.key.public_key())
    who.introduction = {log::hub_writer_extension(hub.identity.key.sign(log::hub_writer_message(key.public_key())))};
  must_record(*hub.store, who, change("holiday", std::string(R"({"date":")") + date + R"(","name":"Libur"})"));
}

wire::ExchangeAnswer push(TestHub& hub, TestAgent& agent, log::Slice slice, unsigned status = 200) {
  wire::ExchangeRequest request = sync::plain_request(*agent.store, agent.identity);
  request.push.push_back(std::move(slice));
  const base::Bytes body =
      wire::sign_request(agent.identity.key, agent.identity.hub_key, sync::exchange_path, agent.counter.next(),
                         wire::seal_frame(wire::FrameType::exchange, wire::encode(request)));
  const sync::HubReply reply = hub.exchange.handle(sync::exchange_path, body);
  REQUIRE(reply.status == status);
  if (status != 200) return {};
  return wire::decode<wire::ExchangeAnswer>(
             wire::open_frame(wire::FrameType::answer, reply.body, base::limits::frame_raw_bytes).value(), "answer")
      .value();
}

}  // namespace

TEST_CASE("healing: one office brings back everything the hub lost, the secretariat's and a dead colleague's too") {
  TestHub hub, restored;
  for (TestHub* one : {&hub, &restored}) one->enrol(1);
  hub.enrol(2);
  TestAgent agent(1), colleague(2);
  hub_writes(hub, key_pair(hub_number), "2026-03-19");
  agent.record(punch_change(1));
  colleague.record(punch_change(2));
  colleague.record(change("schedule", R"({"employee":"P1","date":"2026-03-03","mode":"WFH"})"));
  for (TestAgent* one : {&agent, &colleague, &agent}) REQUIRE(one->sync(hub).result == SyncResult::complete);
  const std::string everything = dump(*hub.store);

  // The restored hub has nothing of all that, and the colleague's PC has burnt.
  const auto report = agent.sync(restored);
  CHECK(report.result == SyncResult::complete);
  CHECK(dump(*restored.store) == everything);
  CHECK(restored.registry.replicas.at(origin(2)).arrival == Arrival::vouched);
  CHECK(restored.registry.replicas.at(origin(2)).from == origin(1));
  CHECK(restored.store->number(sync::hub_behind_key) == 1);
  CHECK(agent.sync(restored).requests == 1);
}

TEST_CASE("healing: a hub goes on writing under a certified key, and its old commits come back beside the new ones") {
  TestHub hub, restored;
  for (TestHub* one : {&hub, &restored}) one->enrol(1), one->enrol(2);
  TestAgent agent(1), other(2);
  hub_writes(hub, key_pair(hub_number), "2026-03-19");
  hub_writes(hub, key_pair(hub_number), "2026-03-20");
  REQUIRE(agent.sync(hub).result == SyncResult::complete);
  hub_writes(restored, hub_writer, "2026-05-01");  // before anybody brought anything back
  REQUIRE(agent.sync(restored).result == SyncResult::complete);
  REQUIRE(other.sync(restored).result == SyncResult::complete);
  for (auto* store : {agent.store.get(), other.store.get(), restored.store.get()}) {
    CHECK(query(*store, "SELECT group_concat(date) FROM (SELECT date FROM holiday ORDER BY date)") ==
          "2026-03-19,2026-03-20,2026-05-01");
    CHECK(query(*store, "SELECT count(*) FROM parked") == "0");
  }
  CHECK(dump(*agent.store) == dump(*restored.store));

  // Nobody else can claim to write for the hub.
  HandMadeStream forged(key_pair(9), "", model::Lane::bulk);
  log::Header header;
  header.extensions = {log::hub_writer_extension(key_pair(9).sign(log::hub_writer_message(key_pair(9).public_key())))};
  forged.add({change("holiday", R"({"date":"2026-06-01","name":"Libur palsu"})")}, header);
  push(restored, agent, forged.slice(), 403);
  auto aside = memory_store();
  REQUIRE(ingest(*aside, forged.slice()).has_value());
  CHECK(query(*aside, "SELECT count(*) FROM parked") == "1");
  CHECK(query(*aside, "SELECT count(*) FROM holiday") == "0");
}

TEST_CASE("healing: a fork of a colleague's stream gives way to what the hub has, and every replica shows the same") {
  TestHub hub;
  hub.enrol(1);
  hub.enrol(2);
  TestAgent agent(1);
  HandMadeStream before(key_pair(2), "7.01", model::Lane::urgent);
  for (int number = 0; number < 9; ++number) before.add({punch_change(number)});
  REQUIRE(ingest(*agent.store, before.slice()).has_value());
  // At the restored hub the colleague's clone was quicker.
  before.cut(2);
  for (int number = 20; number < 24; ++number) before.add({punch_change(number)});
  REQUIRE(ingest(*hub.store, before.slice()).has_value());
  agent.record(punch_change(50));
  CHECK(agent.sync(hub).result == SyncResult::complete);
  CHECK(dump(*agent.store) == dump(*hub.store));
  CHECK(agent.store->displaced_count() == 7);
  CHECK(agent.sync(hub).requests == 1);
}

TEST_CASE("healing: a PC brings nothing of other units, nothing unsigned, and not strangers without end") {
  TestHub hub;
  hub.enrol(1);
  hub.enrol(3, "8.03");
  TestAgent agent(1);
  HandMadeStream abroad(key_pair(3), "8.03", model::Lane::urgent), misplaced(key_pair(3), "7.01", model::Lane::urgent);
  abroad.add({punch_change(1)});
  misplaced.add({punch_change(1)});
  push(hub, agent, abroad.slice(), 403);
  push(hub, agent, misplaced.slice(), 403);
  HandMadeStream forged(key_pair(4), "7.01", model::Lane::urgent);
  forged.add({punch_change(1)});
  log::Slice broken = forged.slice();
  broken.head_signature[5] ^= 1;
  CHECK(push(hub, agent, broken).refused.size() == 1);
  CHECK(hub.registry.replicas.size() == 2);
  int vouched = 0;
  for (std::uint8_t number = 100; number < 190; ++number) {
    HandMadeStream stranger(key_pair(number), "7.01", model::Lane::urgent);
    stranger.add({punch_change(number)});
    const auto answer = push(hub, agent, stranger.slice());
    vouched += answer.refused.empty();
  }
  CHECK(vouched == 32);
  // Who was only vouched for has no place yet.
  TestAgent stranger(100);
  CHECK(stranger.sync(hub).problem == "unknown_replica");
}

}  // namespace hadir::test
