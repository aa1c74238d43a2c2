// What gave way when a database went back in time: listed with what it said, and whether it stands elsewhere.
#include "common/evidence/displaced.h"

#include <boost/json/serialize.hpp>

#include "tests/catch.h"
#include "tests/unit/fixtures.h"

using namespace hadir;
using test::authorship;
using test::change;
using test::contains;
using test::key_pair;
using test::memory_store;
using test::must_record;

namespace {

const base::KeyPair before = key_pair(1), after = key_pair(2);

model::Change mode(const char* employee, const char* value) {
  return change("schedule", std::string(R"({"employee":")") + employee + R"(","date":"2026-03-02","mode":")" + value + "\"}");
}

std::vector<boost::json::object> listed(store::ReplicaStore& store, std::size_t most = 100) {
  const evidence::Standpoint standpoint{
      {"7.01", ""}, 420, {}, false, [](const log::Origin& origin) { return origin == test::origin(1) ? "PC lama" : ""; }};
  return evidence::displaced_commits(store, standpoint, most);
}

}  // namespace

TEST_CASE("displaced: written anew, overtaken, erased, or gone") {
  auto store = memory_store();
  CHECK(listed(*store).empty());
  CHECK_THAT(evidence::displaced_text({}, 0), contains("Tidak ada"));
  for (const char* who : {"A", "B"}) must_record(*store, authorship(before), mode(who, "WFH"));
  must_record(*store, authorship(before),
              change("punch", R"({"employee":"A","at":"2026-03-02T07:24:11+07:00","source":"kiosk","direction":"in"})"));
  store::Transaction transaction(store->database());
  store->set_own_origin(test::origin(1));
  store->continue_as(after, "7.01", {1, 0, 0}, wire::Return::restored, test::noon_ms);
  transaction.commit();
  must_record(*store, authorship(after), mode("B", "DL"));
  const auto commits = listed(*store);
  REQUIRE(commits.size() == 2);
  CHECK(boost::json::serialize(commits[0].at("says")) ==
        R"([{"record":"schedule/A/2026-03-02","deletes":false,"writes":{"mode":"WFH"},"shows":true}])");
  CHECK(commits[0].at("pc") == "PC lama");
  CHECK(commits[0].at("at") == "2026-03-02T12:00:00.000+07:00");
  CHECK(boost::json::serialize(commits[0].at("stands_as")) ==
        R"([{"origin":")" + log::to_text(test::origin(2)) + R"(","commit":1}])");
  CHECK(commits[1].at("says").at(0).at("shows") == false);
  CHECK_THAT(evidence::displaced_text(commits, 2), contains("TIDAK tampil") && contains("isinya berdiri sebagai commit 1"));
  CHECK_THAT(evidence::displaced_text(listed(*store, 1), 2), contains("dan 1 lagi"));

  // Somebody else's history that gave way is written anew in the unit; in the province it stands nowhere.
  const base::KeyPair hub = test::key_pair(test::hub_number);
  must_record(*store, authorship(hub, ""), change("holiday", R"({"date":"2026-03-19","name":"Libur"})"));
  store::Transaction second(store->database());
  store->displace({test::origin(1), "7.01", model::Lane::urgent}, 0, test::noon_ms);
  store->displace({test::origin(test::hub_number), "", model::Lane::bulk}, 0, test::noon_ms);
  second.commit();
  const auto more = listed(*store);
  REQUIRE(more.size() == 4);
  CHECK(more[2].at("stands_as").as_array().size() == 1);
  CHECK(more[2].at("says").at(0).at("shows") == true);
  CHECK(more[3].at("stands_as").as_array().empty());
  CHECK(more[3].at("says").at(0).at("shows") == false);
  CHECK_THAT(evidence::displaced_text(more, 4), contains("tidak ada dalam commit lain"));
}
