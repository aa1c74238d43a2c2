// Pages of records: all of them once, in order, whatever comes and goes meanwhile, and the last page costs what the first does.
#include "common/store/record_page.h"

#include "common/base/civil.h"
#include "common/model/forms.h"
#include "tests/catch.h"
#include "tests/unit/fixtures.h"

using namespace hadir;
using test::authorship;
using test::change;
using test::key_pair;
using test::memory_store;
using test::must_record;
using test::record;

namespace {

const base::KeyPair office = key_pair(1), hub = key_pair(test::hub_number);

model::Change punch(int person, std::int64_t second, const char* zone = "+07:00") {
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

TEST_CASE("record pages: the same records in the same order as in one go") {
  auto store = memory_store();
  std::vector<model::Change> punches;
  for (int number = 0; number < 300; ++number)
    punches.push_back(punch(number % 7, number * 3'701 % 300'000, number % 3 == 0 ? "+07:00" : "+09:00"));
  record(*store, authorship(office), punches);
  for (int person = 0; person < 25; ++person)
    must_record(
        *store, authorship(office),
        change("employee", R"({"nip":"P)" + std::to_string(person * 7 % 25) + R"(","name":"N","unit":"7.01","class":"jfu"})"));
  for (const char* region : {"", "7.01", "Kota"})
    must_record(*store, authorship(hub, ""),
                change("holiday", R"({"date":"2026-03-19","name":"Libur","region":")" + std::string(region) + "\"}"));
  must_record(*store, authorship(hub, ""), change("holiday", R"({"date":"2026-03-20","name":"Libur"})"));
  for (const std::size_t most : {1u, 2u, 7u, 299u, 300u, 1000u})
    CHECK(by_pages(*store, "punch", "7.01", most) == in_order(*store, "punch", "7.01"));
  for (const std::size_t most : {1u, 2u, 3u, 4u, 5u})
    CHECK(by_pages(*store, "holiday", "", most) == in_order(*store, "holiday", ""));
  for (const std::size_t most : {1u, 6u, 24u, 25u})
    CHECK(by_pages(*store, "employee", "7.01", most) == in_order(*store, "employee", "7.01"));
  CHECK(by_pages(*store, "punch", "7.02", 5).empty());
}

TEST_CASE("record pages: a page that no page gave is refused") {
  auto store = memory_store();
  const model::Kind& kind = *model::find_kind("punch");
  for (const char* after : {"x", "[]", "{}", R"(["a","b"])", R"([1,"a","b","c",5])", R"([1,"a","b","c","zz"])",
                            R"(["a","b","c","00"])", R"([1,1,"b","c","00"])", R"(["1","a","b","c","00"])"}) {
    INFO(after);
    CHECK_THROWS_AS(store::record_page(store->database(), kind, "7.01", {}, after, 5), base::Failure);
  }
  CHECK(store::record_page(store->database(), kind, "7.01", {}, R"([1,"a","b","c","00"])", 5).rows.empty());
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

namespace {

// Steps of SQLite's machine: a measure that no other process disturbs.
template <class Work>
std::int64_t steps_of(store::ReplicaStore& store, Work work) {
  std::int64_t steps = 0;
  sqlite3_progress_handler(
      store.database().raw(), 1, [](void* count) { return ++*static_cast<std::int64_t*>(count), 0; }, &steps);
  work();
  sqlite3_progress_handler(store.database().raw(), 0, nullptr, nullptr);
  return steps;
}

// 200 punches and 100 schedules a day, from 2026-03-02 on.
std::unique_ptr<store::ReplicaStore> store_of_days(int days) {
  auto store = memory_store();
  std::vector<model::Change> changes;
  for (int day = 0; day < days; ++day)
    for (int person = 0; person < 100; ++person) {
      changes.push_back(punch(person, day * 86'400 + person));
      changes.push_back(punch(person, day * 86'400 + 3600 + person));
      changes.push_back(change("schedule", R"({"employee":"P)" + std::to_string(person) + R"(","date":")" +
                                               base::format_date({20'514 + day}) + R"(","mode":"WFO"})"));
    }
  record(*store, authorship(office), changes);
  return store;
}

}  // namespace

TEST_CASE("record pages: a page sorts the days that it shows, and skips nothing that stands before it") {
  // Prevents that 50,000 punches take seconds to list, page after page.
  const auto store = store_of_days(100);
  const model::Kind& kind = *model::find_kind("punch");
  std::string after;
  std::vector<std::int64_t> pages;
  do {
    pages.push_back(steps_of(*store, [&] { after = store::record_page(store->database(), kind, "7.01", {}, after, 500).next; }));
  } while (!after.empty());
  REQUIRE(pages.size() == 40);
  for (const std::int64_t steps : pages) {
    INFO(steps << " of " << pages.front());
    CHECK(steps < 2 * pages.front());  // it begins or ends within a day
  }
}

TEST_CASE("record pages: filters on the day leave other days unread, and find what they found by looking at all") {
  // Prevents that a day's records cost what years of them do.
  struct Asked {
    const char* kind;
    std::vector<store::Filter> filters;
  };
  using Op = store::Filter::Op;
  const std::vector<Asked> all{
      {"schedule", {{"date", Op::equal, "2026-03-05"}}},
      {"schedule", {{"date", Op::at_least, "2026-03-04"}, {"date", Op::at_most, "2026-03-06"}}},
      {"punch", {{"at", Op::at_least, "2026-03-04"}, {"at", Op::at_most, "2026-03-05~"}}},
      {"punch", {{"at", Op::equal, "2026-03-05T05:00:00.000+07:00"}}},
      {"punch", {{"at", Op::at_most, "2026-03-03T05:30:00"}, {"employee", Op::equal, "P7"}}},
  };
  const auto few = store_of_days(8), many = store_of_days(80);
  for (const Asked& asked : all) {
    std::string found[2];
    std::int64_t steps[2];
    for (const bool is_many : {false, true}) {
      store::ReplicaStore& store = is_many ? *many : *few;
      const model::Kind& kind = *model::find_kind(asked.kind);
      const std::string scope = "7.01";
      for (const std::string* where : {&scope, static_cast<const std::string*>(nullptr)})
        steps[is_many] = steps_of(store, [&] {
          store::for_each_record(store.database(), kind, where, asked.filters, [&](const store::RecordRow& row) {
            found[is_many] += model::format_key(kind, row.key) + " ";
            return true;
          });
        });
    }
    CAPTURE(asked.kind, asked.filters.front().column, asked.filters.front().value);
    CHECK(!found[0].empty());
    CHECK(found[0] == found[1]);
    CHECK(steps[1] <= steps[0] + 100);
  }
}

TEST_CASE("record pages: an instant is found by the date of its own offset, on either side of the day in UTC") {
  auto store = memory_store();
  for (const char* at : {"2026-03-04T23:30:00-12:00", "2026-03-05T00:30:00+14:00", "2026-03-05T07:10:00+09:00",
                         "2026-03-05T23:59:00-18:00", "2026-03-05T00:00:00+18:00", "2026-03-06T00:10:00+09:00"})
    must_record(*store, authorship(office),
                change("punch", std::string(R"({"employee":"P1","at":")") + at + R"(","source":"kiosk","direction":"in"})"));
  const std::string scope = "7.01";
  using Op = store::Filter::Op;
  const auto count = [&](const std::vector<store::Filter>& filters) {
    int records = 0;
    store::for_each_record(store->database(), *model::find_kind("punch"), &scope, filters,
                           [&](const store::RecordRow&) { return ++records, true; });
    return records;
  };
  CHECK(count({{"at", Op::at_least, "2026-03-05"}, {"at", Op::at_most, "2026-03-05~"}}) == 4);
  CHECK(count({{"at", Op::at_least, "2026-03-06"}}) == 1);
  CHECK(count({{"at", Op::at_most, "2026-03-05"}}) == 1);
  CHECK(count({{"at", Op::equal, "2026-03-05T23:59:00.000-18:00"}}) == 1);
  CHECK(count({{"at", Op::at_least, "2026-03"}}) == 6);  // no date: all are looked at
  CHECK(count({{"at", Op::at_least, "x"}}) == 0);
}

TEST_CASE("record pages: a correction is found by its punch") {
  auto store = memory_store();
  must_record(*store, authorship(office), punch(1, 0));
  const std::string name = "P1/2026-03-02T05:00:00.000Z/kiosk";
  must_record(*store, authorship(office),
              change("correction", R"({"punch":")" + name + R"(","void":true,"reason":"salah","author":"P2"})"));
  const std::string scope = "7.01";
  using Op = store::Filter::Op;
  for (const auto& [op, value, expected] : std::vector<std::tuple<Op, std::string, int>>{
           {Op::equal, name, 1}, {Op::equal, "P1", 0}, {Op::at_least, "P1", 1}, {Op::at_most, "P1", 0}, {Op::at_most, "P2", 1}}) {
    int records = 0;
    store::for_each_record(store->database(), *model::find_kind("correction"), &scope, {{"punch", op, value}},
                           [&](const store::RecordRow&) { return ++records, true; });
    CAPTURE(value);
    CHECK(records == expected);
  }
}
