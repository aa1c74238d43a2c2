// A replica that begins with a snapshot. Prevents: records that come out otherwise than from the log, a chunk taken twice or of
// something else, edits of what cannot be seen yet, and work recorded meanwhile that is lost or judged without what came before.
#include "common/store/base.h"

#include "common/store/base_take.h"
#include "tests/catch.h"
#include "tests/property.h"
#include "tests/unit/fixtures.h"

namespace hadir::test {
namespace {

const base::KeyPair hub_key = key_pair(hub_number), key_1 = key_pair(1), key_2 = key_pair(2), key_3 = key_pair(3),
                    key_4 = key_pair(4);

struct Taken {
  store::TakenBase base;
  wire::Snapshot snapshot;
};

Taken take(store::ReplicaStore& hub, const std::string& scope, std::size_t chunk_bytes = 2000) {
  Taken taken;
  taken.base = store::take_base(hub.database(), hub_key.public_key(), scope, noon_ms, chunk_bytes);
  taken.snapshot.body = wire::encode(taken.base.manifest);
  taken.snapshot.signature = hub_key.sign(wire::snapshot_message(taken.snapshot.body));
  return taken;
}

void adopt(store::ReplicaStore& agent, const Taken& taken) {
  store::Transaction transaction(agent.database());
  const auto manifest = wire::open_snapshot(taken.snapshot, hub_key.public_key());
  INFO(base::describe(manifest.has_error() ? manifest.error() : base::Error{}));
  REQUIRE(manifest.has_value());
  const auto adopted = store::adopt_base(agent, taken.snapshot, *manifest);
  INFO(base::describe(adopted.has_error() ? adopted.error() : base::Error{}));
  REQUIRE(adopted.has_value());
  transaction.commit();
}

void take_in(store::ReplicaStore& agent, const Taken& taken, std::uint32_t number) {
  for (const store::Base& base : store::bases(agent.database())) {
    if (base.snapshot.name() != taken.snapshot.name()) continue;
    store::Transaction transaction(agent.database());
    const auto done = store::take_chunk(agent, base.id, number, taken.base.chunks[number]);
    INFO(base::describe(done.has_error() ? done.error() : base::Error{}));
    REQUIRE(done.has_value());
    transaction.commit();
  }
}

void take_all(store::ReplicaStore& agent, const Taken& taken) {
  for (std::uint32_t number = 0; number < taken.base.chunks.size(); ++number) take_in(agent, taken, number);
}

model::Change punch(int person, int day, int minute) {
  char at[40];
  std::snprintf(at, sizeof at, "2026-%02d-%02dT07:%02d:00+07:00", 1 + day / 28, 1 + day % 28, minute % 60);
  return change("punch",
                R"({"employee":"P)" + std::to_string(person) + R"(","at":")" + at + R"(","direction":"in","source":"kiosk"})");
}

model::Change schedule(int person, int day, const std::string& mode, const std::string& shift = "") {
  char date[20];
  std::snprintf(date, sizeof date, "2026-%02d-%02d", 1 + day / 28, 1 + day % 28);
  return change("schedule", R"({"employee":"P)" + std::to_string(person) + R"(","date":")" + date + R"(","mode":")" + mode +
                                "\"" + (shift.empty() ? "" : R"(,"shift":")" + shift + "\"") + "}");
}

model::Change employee(int person, const std::string& name) {
  return change("employee",
                R"({"nip":"P)" + std::to_string(person) + R"(","name":")" + name + R"(","unit":"7.01","class":"jfu"})");
}

}  // namespace

TEST_CASE("base: what a new PC shows is what the hub shows, and only the bytes of a snapshot were needed") {
  const auto hub = memory_store();
  const auto one = authorship(key_1), two = authorship(key_2);
  for (int person = 0; person < 6; ++person)
    must_record(*hub, authorship(hub_key), employee(person, "Nama " + std::to_string(person)));
  for (int day = 0; day < 60; ++day)
    for (int person = 0; person < 6; ++person) {
      must_record(*hub, person % 2 == 0 ? one : two, punch(person, day, day + person));
      must_record(*hub, one, schedule(person, day, "WFO"));
    }
  must_record(*hub, two, schedule(1, 3, "LEAVE", "pagi"));
  const Taken taken = take(*hub, "7.01");
  CHECK(taken.base.chunks.size() > 5);
  const auto agent = memory_store();
  adopt(*agent, taken);
  CHECK(query(*agent, "SELECT count(*) FROM employee") == "0");
  take_in(*agent, taken, 0);
  CHECK(query(*agent, "SELECT count(*) FROM employee") == "6");
  take_all(*agent, taken);
  CHECK(dump(*agent) == dump(*hub));
  CHECK(query(*agent, "SELECT count(*) FROM commit_log") == "0");
  const std::string right = dump(*agent);
  {
    store::Transaction transaction(agent->database());
    for (std::size_t lane = 0; lane < model::lane_count; ++lane) agent->reproject("7.01", static_cast<model::Lane>(lane));
    transaction.commit();
  }
  CHECK(dump(*agent) == right);
}

TEST_CASE("base: newest first, and chunks of old days stay what they are") {
  const auto hub = memory_store();
  for (int day = 0; day < 50; ++day)
    for (int person = 0; person < 4; ++person) must_record(*hub, authorship(key_1), punch(person, day, 5));
  const Taken before = take(*hub, "7.01");
  for (std::size_t at = 1; at < before.base.manifest.chunks.size(); ++at)
    CHECK(before.base.manifest.chunks[at].last_day <= before.base.manifest.chunks[at - 1].first_day);
  must_record(*hub, authorship(key_3), punch(2, 50, 5));
  const Taken after = take(*hub, "7.01");
  std::set<base::Hash> known;
  for (const auto& chunk : before.base.manifest.chunks) known.insert(chunk.hash);
  std::size_t changed = 0;
  for (const auto& chunk : after.base.manifest.chunks) changed += known.contains(chunk.hash) ? 0 : 1;
  CHECK(changed <= 2);
}

TEST_CASE("base: work goes on while chunks come, and what touches them is judged as if they had been there") {
  const auto hub = memory_store();
  const auto one = authorship(key_1);
  for (int day = 0; day < 40; ++day)
    for (int person = 0; person < 5; ++person) {
      must_record(*hub, one, schedule(person, day, "WFO"));
      must_record(*hub, one, punch(person, day, person));
    }
  const Taken taken = take(*hub, "7.01");
  const auto agent = memory_store();
  adopt(*agent, taken);
  // Another PC, which has everything, edits an old day; its commit arrives before the chunk does.
  const auto other = memory_store();
  copy_all(*hub, *other);
  must_record(*other, authorship(key_2), schedule(2, 1, "WFH", "siang"));
  must_record(*other, authorship(key_2), punch(9, 41, 3));
  copy_all(*other, *hub);
  copy_all(*other, *agent);
  // The new PC punches, and punches once more what the hub has: the same record, and one that says otherwise.
  const auto mine = authorship(key_4);
  must_record(*agent, mine, punch(8, 42, 1));
  must_record(*agent, mine, punch(3, 2, 3));
  must_record(*agent, mine,
              change("punch", R"({"employee":"P4","at":"2026-01-03T07:04:00+07:00","direction":"out","source":"kiosk"})"));
  const auto refused = record(*agent, mine, {schedule(2, 2, "DL")});
  CHECK(refused.at(0).kind == store::Outcome::Kind::refused);
  for (std::uint32_t number = static_cast<std::uint32_t>(taken.base.chunks.size()); number-- > 0;) take_in(*agent, taken, number);
  copy_all(*agent, *hub);
  CHECK(dump(*agent) == dump(*hub));
  CHECK(query(*agent, "SELECT count(*) FROM refused_write") == "1");
  CHECK(record(*agent, mine, {schedule(2, 2, "DL")}).at(0).kind == store::Outcome::Kind::recorded);
  copy_all(*agent, *hub);
  CHECK(dump(*agent) == dump(*hub));
}

TEST_CASE("base: a chunk that is not the one named changes nothing") {
  const auto hub = memory_store();
  for (int day = 0; day < 40; ++day) must_record(*hub, authorship(key_1), punch(1, day, 5));
  const Taken taken = take(*hub, "7.01", 500);
  const auto agent = memory_store();
  adopt(*agent, taken);
  const std::int64_t id = store::bases(agent->database()).at(0).id;
  store::Transaction transaction(agent->database());
  base::Bytes wrong = taken.base.chunks[0];
  wrong.back() ^= 1;
  CHECK(store::take_chunk(*agent, id, 0, wrong).has_error());
  CHECK(store::take_chunk(*agent, id, 0, taken.base.chunks[1]).has_error());
  CHECK(store::take_chunk(*agent, id, 9999, taken.base.chunks[1]).has_error());
  CHECK(store::take_chunk(*agent, id + 1, 0, taken.base.chunks[0]).has_error());
  CHECK(query(*agent, "SELECT count(*) FROM punch") == "0");
}

}  // namespace hadir::test
