// Pages of records: all of them once, in order, whatever comes and goes meanwhile, and the last page costs what the first does.
#include "common/store/record_page.h"

#include "common/base/civil.h"
#include "tests/catch.h"
#include "tests/unit/fixtures.h"

using namespace hadir;
using test::authorship;
using test::change;
using test::key_pair;
using test::memory_store;
using test::must_record;
using test::record;
using test::rows;

namespace {

const base::KeyPair office = key_pair(1), hub = key_pair(test::hub_number);

model::Change punch(int person, int second, const char* zone = "+07:00") {
  return change("punch", R"({"employee":"P)" + std::to_string(person) + R"(","at":")" +
                             base::format_rfc3339({test::noon_ms + second * 1000, 0}).substr(0, 19) + zone +
                             R"(","source":"kiosk","direction":"in"})");
}

std::vector<base::Bytes> in_order(store::ReplicaStore& store, const char* kind, const std::string& scope) {
  std::vector<base::Bytes> keys;
  store::for_each_record(store.database(), *model::find_kind(kind), &scope, {}, [&](const store::RecordRow& row) {
    keys.push_back(row.key_bytes);
    return true;
  });
  return keys;
}

std::vector<base::Bytes> by_pages(store::ReplicaStore& store, const char* kind, const std::string& scope, std::size_t most) {
  std::vector<base::Bytes> keys;
  std::string after;
  do {
    const store::RecordPage page = store::record_page(store.database(), *model::find_kind(kind), scope, {}, after, most);
    CHECK(page.rows.size() <= most);
    for (const store::RecordRow& row : page.rows) keys.push_back(row.key_bytes);
    after = page.next;
  } while (!after.empty());
  return keys;
}

}  // namespace

TEST_CASE("record pages: the same records in the same order as in one go, with an index and without") {
  auto store = memory_store();
  std::vector<model::Change> punches;
  for (int number = 0; number < 300; ++number)
    punches.push_back(punch(number % 7, number * 37 % 1000, number % 3 == 0 ? "+07:00" : "+09:00"));
  record(*store, authorship(office), punches);
  for (const char* region : {"", "7.01", "Kota"})
    must_record(*store, authorship(hub, ""),
                change("holiday", R"({"date":"2026-03-19","name":"Libur","region":")" + std::string(region) + "\"}"));
  must_record(*store, authorship(hub, ""), change("holiday", R"({"date":"2026-03-20","name":"Libur"})"));
  for (int turn = 0; turn < 2; ++turn) {
    for (const std::size_t most : {1u, 2u, 7u, 299u, 300u, 1000u})
      CHECK(by_pages(*store, "punch", "7.01", most) == in_order(*store, "punch", "7.01"));
    for (const std::size_t most : {1u, 2u, 3u, 4u, 5u})
      CHECK(by_pages(*store, "holiday", "", most) == in_order(*store, "holiday", ""));
    CHECK(by_pages(*store, "punch", "7.02", 5).empty());
    store::ensure_record_order(store->database());
  }
}

TEST_CASE("record pages: a page that no page gave is refused") {
  auto store = memory_store();
  const model::Kind& kind = *model::find_kind("punch");
  for (const char* after :
       {"x", "[]", "{}", R"(["a","b"])", R"(["a","b","c",5])", R"(["a","b","c","zz"])", R"([1,"b","c","00"])"}) {
    INFO(after);
    CHECK_THROWS_AS(store::record_page(store->database(), kind, "7.01", {}, after, 5), base::Failure);
  }
  CHECK(store::record_page(store->database(), kind, "7.01", {}, R"(["a","b","c","00"])", 5).rows.empty());
}

TEST_CASE("record pages: what is gone or new meanwhile neither hides nor repeats others") {
  auto store = memory_store();
  for (int person = 0; person < 9; ++person) must_record(*store, authorship(office), punch(person, 0));
  const model::Kind& kind = *model::find_kind("punch");
  const auto first = store::record_page(store->database(), kind, "7.01", {}, "", 4);
  store->database().execute("DELETE FROM punch WHERE employee IN ('P1', 'P3', 'P5')");
  must_record(*store, authorship(office), punch(0, 5));
  const auto second = store::record_page(store->database(), kind, "7.01", {}, first.next, 10);
  CHECK(second.rows.size() == 4);  // P4, P6, P7, P8
  CHECK(second.next.empty());
}

TEST_CASE("record pages: no page sorts or skips what stands before it") {
  // Prevents that 50,000 punches take seconds to list, page after page.
  auto store = memory_store();
  store::ensure_record_order(store->database());
  for (const char* after : {"", " AND (\"employee\", \"at\", \"source\", key) > ('a', 'b', 'c', x'00')"}) {
    const std::string plan =
        rows(*store, std::string("EXPLAIN QUERY PLAN SELECT * FROM punch WHERE deleted = 0 AND scope = '7.01'") + after +
                         " ORDER BY \"employee\", \"at\", \"source\", key LIMIT 5")
            .front();
    INFO(plan);
    CHECK(plan.find("punch_order") != std::string::npos);
  }
  std::vector<model::Change> punches;
  for (int number = 0; number < 20'000; ++number) punches.push_back(punch(number % 100, number));
  record(*store, authorship(office), punches);
  const model::Kind& kind = *model::find_kind("punch");
  // Steps of SQLite's machine: a measure that no other process disturbs.
  const auto steps_of = [&](const std::string& after, std::string& next) {
    std::int64_t steps = 0;
    sqlite3_progress_handler(
        store->database().raw(), 1, [](void* count) { return ++*static_cast<std::int64_t*>(count), 0; }, &steps);
    next = store::record_page(store->database(), kind, "7.01", {}, after, 500).next;
    sqlite3_progress_handler(store->database().raw(), 0, nullptr, nullptr);
    return steps;
  };
  std::string after;
  const std::int64_t first = steps_of("", after);
  const std::int64_t second = steps_of(after, after);
  std::int64_t last = 0;
  for (int page = 3; page <= 40; ++page) last = steps_of(after, after);
  CHECK(after.empty());
  CHECK(last <= second);              // it looks for no row behind it
  CHECK(second < first + first / 2);  // each row is compared with where the page begins
}
