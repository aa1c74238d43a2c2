// From a store's records to a Book. Prevents: a day's Book that lacks what began before it, or holds three years; replicas whose
// Books differ though their commits do not; a clock that is believed though it was found wrong.
#include "common/desk/load.h"

#include "common/base/sealing.h"
#include "common/log/clock_event.h"
#include "common/rules/exceptions.h"
#include "common/rules/lookup.h"
#include "common/rules/read.h"
#include "common/store/key_shares.h"
#include "tests/catch.h"
#include "tests/unit/fixtures.h"

namespace hadir::test {
namespace {

using desk::Wish;

constexpr const char* one = "198609262015051001";
constexpr const char* other = "199002022014022002";

base::Date day(std::string_view text) { return base::parse_date(text).value(); }

Wish wish(std::string_view from, std::string_view until) { return {{"7.01"}, day(from), day(until)}; }

void unit(store::ReplicaStore& store, const std::string& code = "7.01", const std::string& parent = "") {
  must_record(store, authorship(key_pair(hub_number), ""), change("unit", R"({"code":")" + code + R"(","name":"Dinas Contoh"})"));
  if (!parent.empty())
    must_record(store, authorship(key_pair(hub_number), ""),
                change("unit_revision", R"({"unit":")" + code + R"(","from":"2021-01-01","parent":")" + parent + "\"}"));
}

void here(store::ReplicaStore& store, std::string_view kind, const std::string& json, log::Stamp stamp = stamp_at(noon_ms),
          std::uint8_t pc = 1) {
  must_record(store, authorship(key_pair(pc), "7.01", stamp), change(kind, json));
}

void people(store::ReplicaStore& store) {
  for (const char* nip : {one, other})
    here(store, "employee", R"({"nip":")" + std::string(nip) + R"(","name":"Sari Contoh","unit":"7.01","class":"jfu"})");
}

std::string punch(const char* nip, const std::string& at) {
  return R"({"employee":")" + std::string(nip) + R"(","at":")" + at + R"(","source":"kiosk","direction":"in"})";
}

}  // namespace

TEST_CASE("desk load: a Book holds its days, and what reaches into them from before") {
  const auto store = memory_store();
  unit(*store);
  people(*store);
  for (const char* date : {"2021-05-12", "2021-07-12", "2021-09-12"}) {
    const std::string on(date);
    here(*store, "schedule", R"({"employee":")" + std::string(one) + R"(","date":")" + on + R"(","mode":"WFH"})");
    here(*store, "punch", punch(one, on + "T07:25:00+07:00"));
    here(*store, "daily_report",
         R"({"employee":")" + std::string(one) + R"(","date":")" + on + R"(","status":"submitted","activities":["Rekap"]})");
    here(*store, "approval",
         R"({"subject":"daily_report/)" + std::string(one) + "/" + on + R"(","round":1,"by":")" + other +
             R"(","decision":"approved","at":")" + on + R"(T17:00:00+07:00"})");
  }
  // Study since last year, leave without an end, a journey that was over before.
  here(*store, "permit",
       R"({"employee":")" + std::string(other) + R"(","type":"tb","from":"2020-08-01","until":"2022-07-31","reason":"S2"})");
  here(*store, "permit", R"({"employee":")" + std::string(one) + R"(","type":"izin","from":"2021-07-20","reason":"keluarga"})");
  here(*store, "permit",
       R"({"employee":")" + std::string(one) + R"(","type":"cuti","from":"2021-06-01","until":"2021-06-04","reason":"CT"})");
  here(*store, "approval",
       R"({"subject":"permit/)" + std::string(other) + R"(/tb/2020-08-01","round":1,"by":")" + one +
           R"(","decision":"approved","at":"2020-07-01T09:00:00+07:00"})");
  // A letter of June for all of July.
  here(*store, "letter",
       R"({"author":")" + std::string(one) +
           R"(","at":"2021-06-25T09:00:00+07:00","duty":"wfh","from":"2021-07-01","until":"2021-07-31","signer":")" + other +
           "\"}");
  here(*store, "letter_person",
       R"({"author":")" + std::string(one) + R"(","at":"2021-06-25T09:00:00+07:00","employee":")" + one + "\"}");
  // Whether a day away was absence, as a superior said.
  here(*store, "approval",
       R"({"subject":"absence/)" + std::string(one) + R"(/2021-07-13","round":1,"by":")" + other +
           R"(","decision":"approved","at":"2021-07-14T09:00:00+07:00"})");

  const rules::Book book = desk::load_book(store->database(), wish("2021-07-01", "2021-07-31"));
  INFO(rules::to_text(book));
  CHECK(book.faults.empty());
  CHECK(book.people.size() == 2);
  CHECK(book.schedule.size() == 1);
  REQUIRE(book.punches.size() == 1);
  CHECK(book.punches.at(one).size() == 1);
  REQUIRE(book.daily_reports.size() == 1);
  CHECK(book.daily_reports.begin()->second.written.trust == rules::Trust::hub);
  CHECK(book.daily_reports.begin()->second.written.author == one);
  CHECK_FALSE(book.daily_reports.begin()->second.written.at_hub_ms);
  REQUIRE(book.permits.size() == 2);
  CHECK(book.permits[0].type == rules::PermitType::excused);
  CHECK(book.permits[1].type == rules::PermitType::tb);
  REQUIRE(book.letters.size() == 1);
  CHECK(book.letters[0].people.size() == 1);
  CHECK(book.approvals.contains("daily_report/" + std::string(one) + "/2021-07-12"));
  CHECK(book.approvals.contains("permit/" + std::string(other) + "/tb/2020-08-01"));
  CHECK(book.approvals.contains("absence/" + std::string(one) + "/2021-07-13"));
  CHECK(book.approvals.size() == 3);

  Wish papers = wish("2021-07-01", "2021-07-31");
  papers.papers_only = true;
  const rules::Book fewer = desk::load_book(store->database(), papers);
  CHECK(fewer.schedule.empty());
  CHECK(fewer.attendance_reports.empty());
  CHECK(fewer.punches.at(std::string(one)).size() == book.punches.at(std::string(one)).size());  // corrections name them
  CHECK(fewer.daily_reports.size() == 1);
  CHECK(fewer.permits.size() == 2);

  // Of the days before, papers alone; of the first one, all.
  const auto daily_from = [&](const char* day) {
    Wish some = wish("2021-07-01", "2021-07-31");
    some.daily_from = base::parse_date(day);
    return desk::load_book(store->database(), some);
  };
  const auto first_day = book.schedule.begin()->first.second;
  CHECK(daily_from(base::format_date(first_day).c_str()).schedule.size() == book.schedule.size());
  const rules::Book later = daily_from(base::format_date({book.schedule.rbegin()->first.second.days + 2}).c_str());
  CHECK(later.schedule.empty());
  CHECK(later.punches.size() == book.punches.size());
  CHECK(later.daily_reports.size() == 1);
  CHECK(later.approvals.size() == book.approvals.size());
}

TEST_CASE("desk load: a punch under a clock that was years off comes with the days into which its correction moves it") {
  const auto store = memory_store();
  unit(*store);
  people(*store);
  here(*store, "punch", punch(one, "2015-01-01T08:03:00+07:00"));
  here(*store, "punch", punch(one, "2015-01-01T16:03:00+07:00"));
  here(*store, "punch", punch(other, "2015-01-01T08:03:00+07:00"));
  CHECK(desk::load_book(store->database(), wish("2021-07-01", "2021-07-31")).punches.empty());
  here(*store, "correction",
       R"({"punch":")" + std::string(one) +
           R"(/2015-01-01T01:03:00Z/kiosk","at":"2021-07-12T07:20:00+07:00","reason":"baterai jam habis","author":")" + other +
           "\"}");
  for (const bool papers_only : {false, true}) {
    Wish july = wish("2021-07-12", "2021-07-12");
    july.papers_only = papers_only;
    const rules::Book book = desk::load_book(store->database(), july);
    CHECK(book.faults.empty());
    REQUIRE(book.punches.size() == 1);
    REQUIRE(book.punches.at(one).size() == 1);
    CHECK(base::format_rfc3339(book.punches.at(one)[0].at) == "2021-07-12T07:20:00.000+07:00");
  }
  CHECK(desk::load_book(store->database(), wish("2021-07-20", "2021-07-31")).punches.empty());
}

TEST_CASE("desk load: a correction whose name is no punch's moves nothing and stops nothing") {
  const auto store = memory_store();
  unit(*store);
  people(*store);
  here(*store, "punch", punch(one, "2015-01-01T08:03:00+07:00"));
  const model::Kind& kind = *model::find_kind("correction");
  const std::int64_t at = base::parse_rfc3339("2021-07-12T07:20:00+07:00")->ms;
  for (const std::string name :
       {"", "/", "x/2015-01-01T01:03:00.000Z", "x/2015-01-01T01:03:00.000Z/", "2015-01-01T01:03:00.000Z"})
    must_record(*store, authorship(key_pair(1), "7.01", stamp_at(noon_ms)),
                model::Change{kind.number, {{1, name}}, {{2, at}, {6, std::string("-")}, {7, std::string(other)}}, false});
  CHECK(desk::load_book(store->database(), wish("2021-07-12", "2021-07-12")).punches.empty());
}

TEST_CASE("desk load: deviations of the span's days, and looks at health data on them where this PC may read") {
  const auto store = memory_store();
  unit(*store);
  people(*store);
  for (const auto& [from, until] : {std::pair("2021-06-01", "2021-06-30"), std::pair("2021-06-28", "2021-07-02")})
    here(*store, "deviation",
         R"({"author":")" + std::string(one) + R"(","at":")" + from + R"(T08:00:00+07:00","subject":"roster/2021-06","from":")" +
             from + R"(","until":")" + until + R"(","reason":"vaksinasi","citations":["1/SE R4.2"]})");
  base::SymmetricKey key;
  key.fill(9);
  base::SeededRandom random(7);
  store::Authorship who = authorship(key_pair(1));
  who.sealing.emplace(store::Sealing{key, random});
  store->use_keys(std::vector{key_pair(1)});
  must_record(*store, who, store::share_change(key_pair(1).public_key(), key, store::SharePurpose::write, random).value());
  for (const char* day : {"2021-06-30", "2021-07-12", "2021-08-02"})
    must_record(
        *store, who,
        change("disclosure", R"({"author":")" + std::string(one) + R"(","at":")" + day +
                                 R"(T23:30:00+07:00","paper":"tracing","from":"2021-04-12","until":"2021-04-26","about":")" +
                                 other + R"(","entries":3})"));
  Wish july = wish("2021-07-02", "2021-07-31");
  rules::Book book = desk::load_book(store->database(), july);
  REQUIRE(book.deviations.size() == 1);
  CHECK(book.deviations[0].from == day("2021-06-28"));
  CHECK(book.deviations[0].citations == std::vector<std::string>{"1/SE R4.2"});
  CHECK(book.disclosures.empty());
  july.with_health = true;
  book = desk::load_book(store->database(), july);
  const auto shown = std::ranges::count(book.disclosures, std::string(other), &rules::Disclosure::about);
  CHECK(shown >= 1);  // a day of margin on both sides for moments
  CHECK(std::ranges::any_of(book.disclosures, [](const rules::Disclosure& look) {
    return look.at.ms == base::parse_rfc3339("2021-07-12T23:30:00+07:00")->ms && look.entries == 3 && look.paper == "tracing";
  }));
}

TEST_CASE("desk load: the hub knows since when it has a report; an office says nothing of it, on every PC alike") {
  const auto store = memory_store();
  unit(*store);
  people(*store);
  auto who = authorship(key_pair(1), "7.01");
  who.now_ms = noon_ms + 3 * 86'400'000;
  must_record(*store, who,
              change("daily_report",
                     R"({"employee":"198609262015051001","date":"2026-03-02","status":"submitted","activities":["Rekap"]})"));
  Wish at_hub = wish("2026-03-02", "2026-03-02");
  CHECK_FALSE(desk::load_book(store->database(), at_hub).daily_reports.begin()->second.written.at_hub_ms);
  at_hub.is_hub = true;
  CHECK(desk::load_book(store->database(), at_hub).daily_reports.begin()->second.written.at_hub_ms == noon_ms + 3 * 86'400'000);
}

TEST_CASE("desk load: who wrote last is told by the record, and a doubtful clock is not believed") {
  const auto store = memory_store();
  unit(*store);
  people(*store);
  const std::string report =
      R"({"employee":"198609262015051001","date":"2026-03-02","status":"submitted","activities":["Rekap"]})";
  here(*store, "daily_report", report, stamp_at(noon_ms, log::Quality::doubtful));
  const auto book = desk::load_book(store->database(), wish("2026-03-02", "2026-03-02"));
  CHECK(book.daily_reports.begin()->second.written.trust == rules::Trust::doubtful);
  CHECK(book.daily_reports.begin()->second.written.ms == noon_ms);

  // A punch stamped in good faith, by a clock of which an event says afterwards that it was wrong.
  here(*store, "punch", punch(one, "2026-03-02T12:00:00+07:00"), stamp_at(noon_ms, log::Quality::carried));
  CHECK(desk::load_book(store->database(), wish("2026-03-02", "2026-03-02")).punches.at(one)[0].written.trust ==
        rules::Trust::carried);
  log::ClockEvent event;
  event.pc = origin(1);
  event.moment = 1;
  event.from_commit = 1;
  event.what = log::ClockEvent::What::step;
  event.at_ms = noon_ms + 60'000;
  event.by_ms = 3'600'000;
  must_record(*store, authorship(key_pair(1)), log::change_of(event));
  CHECK(desk::load_book(store->database(), wish("2026-03-02", "2026-03-02")).punches.at(one)[0].written.trust ==
        rules::Trust::doubtful);
}

TEST_CASE("desk load: replicas that hold the same commits make the same Book, whatever came first") {
  const auto left = memory_store(), right = memory_store();
  unit(*left);
  people(*left);
  copy_all(*left, *right);
  here(*left, "schedule", R"({"employee":"198609262015051001","date":"2026-03-02","mode":"WFH"})", stamp_at(noon_ms), 1);
  here(*right, "schedule", R"({"employee":"198609262015051001","date":"2026-03-02","mode":"WFO"})", stamp_at(noon_ms + 5), 2);
  here(*right, "punch", punch(other, "2026-03-02T07:25:00+07:00"), stamp_at(noon_ms), 2);
  copy_all(*left, *right);
  copy_all(*right, *left);
  const std::string text = rules::to_text(desk::load_book(left->database(), wish("2026-03-01", "2026-03-31")));
  CHECK(text == rules::to_text(desk::load_book(right->database(), wish("2026-03-01", "2026-03-31"))));
  CHECK_THAT(text, contains("2026-03-02"));
}

TEST_CASE("desk load: who did not ask for health data is told of nobody that a health check is missing") {
  const auto store = memory_store();
  unit(*store);
  people(*store);
  must_record(*store, authorship(key_pair(hub_number), ""),
              change("circular", R"({"issuer":"Gubernur","number":"1","title":"Sehat","state":"active","effective":"2026-01-01",)"
                                 R"("clauses":["{\"id\":\"1\",\"health\":{\"every_days\":1}}"]})"));
  Wish asked = wish("2026-03-02", "2026-03-02");
  const auto missing = [&] {
    const rules::Book book = desk::load_book(store->database(), asked);
    rules::Lookup lookup(book);
    return std::ranges::count(rules::exceptions(lookup, "7.01", day("2026-03-02"), day("2026-03-02")), "health_missing",
                              &rules::Finding::code);
  };
  CHECK(missing() == 0);
  asked.with_health = true;
  CHECK(missing() == 1);
}

TEST_CASE("desk load: an OPD is its units, those that were below it too") {
  const auto store = memory_store();
  unit(*store);
  unit(*store, "7.01.01", "7.01");
  unit(*store, "7.01.01.1", "7.01.01");
  unit(*store, "8.01");
  CHECK(desk::units_under(store->database(), "7.01") == std::set<std::string>{"7.01", "7.01.01", "7.01.01.1"});
  CHECK(desk::all_units(store->database()).size() == 4);
}

}  // namespace hadir::test
