// A log that is cut below what the hub holds and the retention allows. Prevents: a record that changes by it, a commit that
// nobody else has and that goes, and a replica that cannot take in, hand on or project what comes after.
#include "common/store/compaction.h"

#include "tests/catch.h"
#include "tests/unit/fixtures.h"

namespace hadir::test {
namespace {

const base::KeyPair key_1 = key_pair(1), key_2 = key_pair(2);
constexpr std::int64_t day_ms = 24 * 3600 * 1000;

model::Change schedule(int person, int day, const std::string& mode) {
  char date[16];
  std::snprintf(date, sizeof date, "2026-%02d-%02d", 1 + day / 28 % 12, 1 + day % 28);
  return change("schedule",
                R"({"employee":"P)" + std::to_string(person) + R"(","date":")" + date + R"(","mode":")" + mode + R"("})");
}

struct Office {
  std::unique_ptr<store::ReplicaStore> hub = memory_store(), agent = memory_store(), other = memory_store();
  Office() {
    store::Transaction transaction(agent->database());
    agent->set_own_origin(log::origin_of(key_1.public_key()));
    transaction.commit();
  }
  void work(store::ReplicaStore& store, const base::KeyPair& key, int day, const std::string& mode) {
    store::Authorship who = authorship(key, "7.01", stamp_at(noon_ms + day * day_ms));
    for (int person = 0; person < 3; ++person) must_record(store, who, schedule(person, day, mode));
  }
  void exchange() {
    for (auto* one : {&agent, &other}) copy_all(**one, *hub);
    for (auto* one : {&agent, &other}) copy_all(*hub, **one);
    store::Transaction transaction(agent->database());
    for (std::size_t lane = 0; lane < model::lane_count; ++lane)
      for (const auto& stream : agent->streams("7.01", static_cast<model::Lane>(lane)))
        if (stream.stream.origin == *agent->own_origin()) agent->raise_receipt(stream.stream, stream.stored.seq);
    transaction.commit();
  }
  store::HeldVectors held() {
    store::HeldVectors vectors;
    for (std::size_t lane = 0; lane < model::lane_count; ++lane)
      vectors[lane] = hub->stored_vector("7.01", static_cast<model::Lane>(lane));
    return vectors;
  }
  std::uint64_t compact(int before_day) {
    const store::CompactionPlan plan = store::plan_compaction(*agent, "7.01", held(), noon_ms + before_day * day_ms);
    const auto done = store::compact(*agent, plan, noon_ms);
    INFO((done.has_error() ? base::describe(done.error()) : ""));
    REQUIRE(done.has_value());
    return plan.commits;
  }
  void reproject() {
    store::Transaction transaction(agent->database());
    for (std::size_t lane = 0; lane < model::lane_count; ++lane) agent->reproject("7.01", static_cast<model::Lane>(lane));
    transaction.commit();
  }
};

}  // namespace

TEST_CASE("compaction: what is old and held goes, no record changes, and all goes on as before") {
  Office office;
  for (int day = 0; day < 40; ++day) {
    office.work(*office.agent, key_1, day, "WFO");
    if (day % 3 == 0) office.work(*office.other, key_2, day, "WFH");  // concurrent with the agent's
    if (day % 5 == 0) office.exchange();
  }
  office.exchange();
  const std::string right = dump(*office.agent);
  // Commits are stored at noon_ms by these fixtures: what was received since counts as young.
  office.agent->database().execute("UPDATE commit_log SET received_ms = 0");
  CHECK(office.compact(20) > 30);
  CHECK(dump(*office.agent) == right);
  office.reproject();
  CHECK(dump(*office.agent) == right);
  CHECK(query(*office.agent, "SELECT min(seq) > 1 FROM commit_log") == "1");
  for (int day = 30; day < 50; ++day) office.work(*office.agent, key_1, day, "DL");
  office.work(*office.other, key_2, 3, "LEAVE");  // an old day
  office.exchange();
  CHECK(dump(*office.agent) == dump(*office.hub));
  office.agent->database().execute("UPDATE commit_log SET received_ms = 0 WHERE received_ms > 0");
  CHECK(office.compact(35) > 10);  // once more, on top
  CHECK(dump(*office.agent) == dump(*office.hub));
  office.reproject();
  CHECK(dump(*office.agent) == dump(*office.hub));
  CHECK(office.compact(35) == 0);
}

TEST_CASE("compaction: what the hub is not known to hold stays, and so does what is young") {
  Office office;
  for (int day = 0; day < 10; ++day) office.work(*office.agent, key_1, day, "WFO");
  office.agent->database().execute("UPDATE commit_log SET received_ms = 0");
  CHECK(office.compact(1000) == 0);  // no receipt
  office.exchange();
  office.agent->database().execute("UPDATE commit_log SET received_ms = 0");
  CHECK(office.compact(0) == 0);
  const std::string stored = query(*office.agent, "SELECT count(*) FROM commit_log");
  CHECK(office.compact(1000) > 0);
  CHECK(query(*office.agent, "SELECT count(*) FROM commit_log") == "0");
  CHECK(stored != "0");
  // A peer that has nothing cannot have it from here, and is told nothing wrong.
  const auto peer = memory_store();
  copy_all(*office.agent, *peer);
  CHECK(query(*peer, "SELECT count(*) FROM commit_log") == "0");
}

}  // namespace hadir::test
