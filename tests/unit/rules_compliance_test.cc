#include "common/rules/compliance.h"

#include <algorithm>
#include <random>

#include "tests/catch.h"
#include "tests/property.h"
#include "tests/unit/rules_fixture.h"

using namespace hadir;
using namespace hadir::rules;
using test::BookMaker;
using test::contains;
using test::day;

namespace {

constexpr const char* number = "045.2/103/VII/POSKO/2021";

// An office and one circular, active from the beginning of July.
BookMaker office(const std::string& clauses, int staff, const std::string& effective = "2021-07-01") {
  BookMaker make("2021-06-28", "2021-07-31");
  make.unit("5.02", "Dinas Kominfo").states.steps[0].second.sector = "esensial";
  make.unit_state("5.02").region = "Kota Contoh";
  make.people("5.02", staff);
  make.clause(clauses, effective, number);
  return make;
}
constexpr const char* essential =
    R"({"id": "R3.5", "applies": {"sectors": "esensial"}, "presence": {"max": "25%", "of": "staff"}})";

// The first `wfo` of the unit at the office, the others at home.
void plan(BookMaker& make, const std::string& date, int wfo, const std::string& unit = "5.02", const std::string& prefix = "s") {
  int at = 0;
  for (const auto& [id, person] : make.book.people)
    if (person.unit == unit && id.starts_with(prefix)) make.schedule(id, date, at++ < wfo ? Mode::wfo : Mode::wfh);
}
std::vector<Finding> check(BookMaker& make, const std::string& from, const std::string& until, const std::string& unit = "5.02") {
  return check_plan(make.done(), unit, day(from), day(until));
}
std::vector<Finding> check(BookMaker& make, const std::string& date) { return check(make, date, date); }
std::string codes(const std::vector<Finding>& findings) {
  std::string text;
  for (const auto& finding : findings) text += finding.code + " ";
  return text;
}

}  // namespace

TEST_CASE("A01: 10 of 40 at the office are accepted, 11 are not, with rule, cap, actual and date") {
  auto make = office(essential, 40);
  plan(make, "2021-07-12", 10);
  CHECK(check(make, "2021-07-12").empty());
  plan(make, "2021-07-12", 11);
  const auto found = check(make, "2021-07-12");
  REQUIRE(found.size() == 1);
  CHECK(found[0].date == day("2021-07-12"));
  CHECK(found[0].unit == "5.02");
  CHECK(found[0].code == "cap");
  CHECK(found[0].violation);
  CHECK(found[0].citation == "SE 045.2/103/VII/POSKO/2021 R3.5");
  CHECK(found[0].actual == 11);
  CHECK(found[0].limit == 10);
  CHECK(found[0].people.size() == 11);
  CHECK_THAT(found[0].text,
             test::starts_with("Pada 12-07-2021 11 orang di Dinas Kominfo (5.02) dijadwalkan bekerja di kantor, padahal menurut "
                               "SE 045.2/103/VII/POSKO/2021 R3.5 paling banyak 10 orang (25% dari 40 staf): kelebihan 1 orang."));
}

TEST_CASE("A01: a roster that is not published is checked as if it were") {
  auto make = office(essential, 40);
  plan(make, "2021-07-12", 10);
  make.done();
  const std::vector<PlannedCell> one{{"s011", day("2021-07-12"), {Mode::wfo, "", {}}}};
  CHECK(codes(check_plan(make.book, "5.02", day("2021-07-12"), day("2021-07-13"), one)) == "cap ");
  const std::vector<PlannedCell> swap{{"s011", day("2021-07-12"), {Mode::wfo, "", {}}},
                                      {"s001", day("2021-07-12"), {Mode::wfh, "", {}}}};
  CHECK(check_plan(make.book, "5.02", day("2021-07-12"), day("2021-07-13"), swap).empty());
  CHECK(check(make, "2021-07-12").empty());
}

TEST_CASE("A02: 41 staff: 10 are accepted, 11 only where the circular rounds up") {
  auto make = office(essential, 41);
  plan(make, "2021-07-12", 11);
  CHECK(codes(check(make, "2021-07-12")) == "cap ");
  std::get<Presence>(make.book.circulars[0].clauses[0].rule).round = Presence::Round::up;
  CHECK(check(make, "2021-07-12").empty());
}

TEST_CASE("A03: one of three at 25 % is rejected without min_one, accepted with it") {
  auto make = office(essential, 3);
  plan(make, "2021-07-12", 1);
  CHECK(codes(check(make, "2021-07-12")) == "cap ");
  std::get<Presence>(make.book.circulars[0].clauses[0].rule).min_one = true;
  CHECK(check(make, "2021-07-12").empty());
}

TEST_CASE("A04: under 100 % WFH any of the staff at the office is rejected, the head is accepted") {
  auto make = office(R"({"id": "R3.1", "presence": {"max": "0%", "of": "staff"}})", 50);
  make.person("kadis", "5.02", Class::structural);
  plan(make, "2021-07-12", 0);
  make.schedule("kadis", "2021-07-12", Mode::wfo);
  CHECK(check(make, "2021-07-12").empty());
  make.schedule("s001", "2021-07-12", Mode::wfo);
  const auto found = check(make, "2021-07-12");
  REQUIRE(found.size() == 1);
  CHECK(found[0].limit == 0);
  CHECK(found[0].people == std::vector<std::string>{"s001"});
}

TEST_CASE("A05, A06: children with a rule of their own are checked on their own number") {
  auto make = office(std::string(essential) + R"(, {"id": "R3.6", "applies": {"sectors": "esensial", "types": "UPTD"},
    "presence": {"max": "50%", "of": "staff", "needs": "justification"}})",
                     40);
  make.unit("5.02.01", "UPTD", "5.02").states.steps[0].second.type = "UPTD";
  make.people("5.02.01", 20, "u");
  plan(make, "2021-07-12", 10);
  plan(make, "2021-07-12", 10, "5.02.01", "u");
  const auto found = check(make, "2021-07-12");
  REQUIRE(codes(found) == "cap ");
  CHECK(found[0].limit == 5);
  CHECK(found[0].citation == std::string("SE ") + number + " R3.5");
  make.activation(number, "R3.6", "2021-07-12");
  CHECK(check(make, "2021-07-12").empty());
  plan(make, "2021-07-12", 11, "5.02.01", "u");
  const auto eleven = check(make, "2021-07-12", "2021-07-12", "5.02.01");
  REQUIRE(codes(eleven) == "cap ");
  CHECK(eleven[0].limit == 10);
  CHECK(eleven[0].citation == std::string("SE ") + number + " R3.6");
}

TEST_CASE("A07: where all must be at the office, one at home is a violation; who is on leave is none") {
  auto make = office(R"({"id": "R3.8", "presence": {"min": "100%", "of": "staff"}})", 60);
  plan(make, "2021-07-12", 60);
  make.schedule("s001", "2021-07-12", Mode::leave);
  CHECK(check(make, "2021-07-12").empty());
  make.schedule("s002", "2021-07-12", Mode::wfh);
  const auto found = check(make, "2021-07-12");
  REQUIRE(codes(found) == "floor ");
  CHECK(found[0].actual == 58);
  CHECK(found[0].limit == 59);
  CHECK(found[0].people == std::vector<std::string>{"s002"});
  CHECK_THAT(found[0].text, contains("paling sedikit 59 orang (100% dari 60 staf): kekurangan 1 orang"));
}

TEST_CASE("A08: panti of 15: 8 are one too many under max, and fine under balance; 14 allow 7") {
  for (const auto& [rule, staff, wfo, expected] :
       {std::tuple("max", 14, 7, ""), std::tuple("max", 14, 8, "cap "), std::tuple("max", 15, 7, ""),
        std::tuple("max", 15, 8, "cap "), std::tuple("balance", 15, 7, ""), std::tuple("balance", 15, 8, ""),
        std::tuple("balance", 15, 9, "balance "), std::tuple("balance", 14, 8, "balance ")}) {
    CAPTURE(rule, staff, wfo);
    auto make = office(std::string(R"({"id": "R3.10", "presence": {")") + rule + R"(": "50%", "of": "staff"}})", staff);
    plan(make, "2021-07-12", wfo);
    CHECK(codes(check(make, "2021-07-12")) == expected);
  }
}

TEST_CASE("A09: 41 people are balanced at 20 or 21, 40 only at 20") {
  for (const auto& [people, wfo, good] :
       {std::tuple(41, 20, true), std::tuple(41, 21, true), std::tuple(41, 19, false), std::tuple(41, 22, false),
        std::tuple(40, 20, true), std::tuple(40, 19, false), std::tuple(40, 21, false)}) {
    CAPTURE(people, wfo);
    auto make = office(R"({"id": "R0.1", "presence": {"balance": "50%", "of": "all"}})", people);
    plan(make, "2021-07-12", wfo);
    CHECK(check(make, "2021-07-12").empty() == good);
  }
}

TEST_CASE("A10: whoever is away is neither at home nor at the office") {
  auto make = office(R"({"id": "R0.1", "presence": {"balance": "50%", "of": "all"}})", 41);
  plan(make, "2021-07-12", 21);
  make.schedule("s041", "2021-07-12", Mode::leave);  // 21 of 40 now
  CHECK(codes(check(make, "2021-07-12")) == "balance ");
  make.schedule("s001", "2021-07-12", Mode::dl);  // 20 of 39
  CHECK(check(make, "2021-07-12").empty());

  // A granted permit counts as the schedule does: 18 of 37 is still balanced, 17 of 36 is not.
  make.person("kadis", "5.03", Class::structural);
  for (const auto& [id, type] : {std::pair("s002", PermitType::tb), std::pair("s003", PermitType::sick)}) {
    make.book.people.at(id).supervisor = "kadis";
    make.approve(make.permit(id, type, "2021-07-12").subject, "kadis", "2021-07-11T09:00:00+07:00");
  }
  make.book.people.at("s004").supervisor = "kadis";
  const std::string waiting = make.permit("s004", PermitType::leave, "2021-07-12").subject;
  CHECK(absent_on(make.done(), "5.02", day("2021-07-12")) == std::set<std::string>{"s001", "s002", "s003", "s041"});
  CHECK(check(make, "2021-07-12").empty());
  make.approve(waiting, "kadis", "2021-07-11T09:00:00+07:00");
  CHECK(absent_on(make.done(), "5.02", day("2021-07-12")).contains("s004"));
  CHECK(codes(check(make, "2021-07-12")) == "balance ");
}

TEST_CASE("A11: an unplanned eleventh at the office is shown against cap and clause") {
  auto make = office(essential, 40);
  plan(make, "2021-07-12", 10);
  for (int at = 1; at <= 11; ++at) {
    const std::string id = at < 10 ? "s00" + std::to_string(at) : "s0" + std::to_string(at);
    make.punch(id, "2021-07-12T07:28:00+07:00", Direction::in);
    make.punch(id, "2021-07-12T16:02:00+07:00", Direction::out);
  }
  const auto found = check_fact(make.done(), "5.02", day("2021-07-12"), day("2021-07-12"));
  REQUIRE(codes(found) == "actual_cap unplanned ");
  CHECK(found[0].actual == 11);
  CHECK(found[0].limit == 10);
  CHECK(found[0].citation == "SE 045.2/103/VII/POSKO/2021 R3.5");
  CHECK(found[0].people == std::vector<std::string>{"s011"});
  CHECK_THAT(found[0].text, contains("11 orang di Dinas Kominfo (5.02) nyatanya bekerja di kantor") &&
                                contains("kelebihan 1 orang") && contains("Tidak dijadwalkan di kantor: Pegawai s011."));
  CHECK_FALSE(found[1].violation);
  CHECK(check(make, "2021-07-12").empty());

  // A punch that was struck out is none, and one at home does not tell where somebody was.
  make.person("kadis", "5.03", Class::structural);
  make.book.people.at("s011").supervisor = "kadis";
  for (Punch& punch : make.book.punches["s011"]) {
    punch.struck = true;
    punch.corrected_by = "kadis";
  }
  CHECK(check_fact(make.done(), "5.02", day("2021-07-12"), day("2021-07-12")).empty());
  make.punch("s012", "2021-07-12T07:28:00+07:00", Direction::in, "web");
  CHECK(check_fact(make.done(), "5.02", day("2021-07-12"), day("2021-07-12")).empty());
}

TEST_CASE("A36: who was called in is among the actual, but breaks no cap") {
  auto make = office(essential, 40);
  plan(make, "2021-07-12", 10);
  const auto come = [&](int at) {
    make.punch(at < 10 ? "s00" + std::to_string(at) : "s0" + std::to_string(at), "2021-07-12T07:28:00+07:00", Direction::in);
  };
  for (int at = 1; at <= 11; ++at) come(at);
  Recall recall;
  recall.person = "s011";
  recall.by = "kadis";
  recall.at = test::instant("2021-07-12T10:00:00+07:00");
  make.book.recalls.push_back(recall);
  CHECK(check_fact(make.done(), "5.02", day("2021-07-12"), day("2021-07-12")).empty());
  Lookup called(make.book);
  const auto counts = presence_counts(called, "5.02", day("2021-07-12"), day("2021-07-12"));
  REQUIRE(counts.size() == 1);
  CHECK(counts[0].at_office == 11);
  CHECK(counts[0].called == 1);
  CHECK(counts[0].planned_office == 10);
  CHECK(counts[0].planned_home == 30);
  CHECK(counts[0].bounds == Bounds{{}, 10});

  come(12);  // without being called: 12 were there, 11 of them count
  const auto found = check_fact(make.done(), "5.02", day("2021-07-12"), day("2021-07-12"));
  REQUIRE(codes(found) == "actual_cap unplanned ");
  CHECK(found[0].actual == 12);
  CHECK_THAT(found[0].text, contains("1 di antaranya dipanggil") && contains("kelebihan 1 orang"));
}

TEST_CASE("A12: after a change of zone published rosters are to be revised, past ones are not touched") {
  auto make = office(
      R"({"id": "88.1", "presence": {"max": "50%"}}, {"id": "88.2", "applies": {"zones": "merah"}, "presence": {"max": "25%"}})",
      40);
  make.region("Kota Contoh", "2021-07-01", {"hijau", "", {}});
  for (const char* date : {"2021-07-05", "2021-07-06", "2021-07-07"}) {
    plan(make, date, 20);
    for (auto& [key, cell] : make.book.schedule) cell.written.ms = test::instant("2021-07-02T15:00:00+07:00").ms;
  }
  CHECK(check(make, "2021-07-01", "2021-07-31").empty());
  make.region("Kota Contoh", "2021-07-06", {"merah", "", {}});
  auto found = check(make, "2021-07-01", "2021-07-31");
  REQUIRE(codes(found) == "needs_revision needs_revision ");
  CHECK(found[0].date == day("2021-07-06"));
  CHECK(found[0].limit == 10);
  CHECK(found[0].actual == 20);
  CHECK_THAT(found[0].text,
             contains("disusun 02-07-2021; sejak 06-07-2021 ketentuannya lain (sebelumnya SE 045.2/103/VII/POSKO/2021 88.1)"));

  // Written when the zone was known to be red, or against the old cap too, it is simply wrong.
  for (auto& [key, cell] : make.book.schedule)
    if (key.second == day("2021-07-07")) cell.written.ms = test::instant("2021-07-06T15:00:00+07:00").ms;
  CHECK(codes(check(make, "2021-07-01", "2021-07-31")) == "needs_revision cap ");
  plan(make, "2021-07-06", 21);
  for (auto& [key, cell] : make.book.schedule) cell.written.ms = test::instant("2021-07-02T15:00:00+07:00").ms;
  CHECK(codes(check(make, "2021-07-01", "2021-07-31")) == "cap needs_revision ");
}

TEST_CASE("A14: pagi 10 and siang 10 of 40: accepted at any moment, rejected for the day; nobody in both") {
  for (const bool per_day : {false, true}) {
    auto make =
        office(std::string(R"({"id": "R4.2", "presence": {"max": "25%", "of": "staff", "at": ")") + (per_day ? "day" : "moment") +
                   R"js("}}, {"id": "R4.2 (sif)", "shifts": [{"code": "pagi", "start": "07:30", "end": "11:45"},
                            {"code": "siang", "start": "11:45", "end": "16:00"}]})js",
               40);
    plan(make, "2021-07-12", 20);
    int at = 0;
    for (auto& [key, cell] : make.book.schedule)
      if (cell.mode == Mode::wfo) cell.shift = at++ % 2 == 0 ? "pagi" : "siang";
    auto found = check(make, "2021-07-12");
    if (per_day) {
      REQUIRE(codes(found) == "cap ");
      CHECK(found[0].actual == 20);
      CHECK(found[0].limit == 10);
      continue;
    }
    CHECK(found.empty());

    // The same people really come: the change of shifts is no breach either.
    for (const auto& [key, cell] : make.book.schedule)
      if (cell.mode == Mode::wfo) {
        const bool early = cell.shift == "pagi";
        make.punch(key.first, early ? "2021-07-12T07:20:00+07:00" : "2021-07-12T11:30:00+07:00", Direction::in);
        make.punch(key.first, early ? "2021-07-12T11:50:00+07:00" : "2021-07-12T16:00:00+07:00", Direction::out);
      }
    CHECK(check_fact(make.done(), "5.02", day("2021-07-12"), day("2021-07-12")).empty());

    make.schedule("s021", "2021-07-12", Mode::wfo, "siang");
    found = check(make, "2021-07-12");
    REQUIRE(codes(found) == "cap ");
    CHECK(found[0].actual == 11);
    CHECK_THAT(found[0].text, contains("Pada 12-07-2021 pukul 11:45 11 orang"));

    make.schedule("s021", "2021-07-12", Mode::wfh);
    const std::vector<PlannedCell> both{{"s001", day("2021-07-12"), {Mode::wfo, "pagi", {}}},
                                        {"s001", day("2021-07-12"), {Mode::wfo, "siang", {}}},
                                        {"s002", day("2021-07-12"), {Mode::wfh, "", {}}}};
    found = check_plan(make.done(), "5.02", day("2021-07-12"), day("2021-07-12"), both);
    REQUIRE(codes(found) == "two_shifts ");
    CHECK(found[0].people == std::vector<std::string>{"s001"});
    CHECK_THAT(found[0].text, contains("2 sif sekaligus (pagi, siang)"));
    CHECK(found[0].citation == std::string("SE ") + number + " R4.2 (sif)");

    make.schedule("s021", "2021-07-12", Mode::wfo, "malam");
    CHECK(codes(check(make, "2021-07-12")) == "cap shift_unknown ");  // counted as the whole day: in the fuller of both shifts
  }
}

TEST_CASE("A14: a night shift counts on the next day too, until it ends") {
  auto make =
      office(R"({"id": "R", "presence": {"max": 2}}, {"id": "sif", "shifts": [{"code": "pagi", "start": "06:00", "end": "14:00"},
    {"code": "malam", "start": "22:00", "end": "07:00"}]})",
             4);
  make.schedule("s001", "2021-07-12", Mode::wfo, "malam");
  make.schedule("s002", "2021-07-13", Mode::wfo, "pagi");
  make.schedule("s003", "2021-07-13", Mode::wfo, "pagi");
  CHECK(check(make, "2021-07-12").empty());
  const auto found = check(make, "2021-07-13");
  REQUIRE(codes(found) == "cap ");
  CHECK_THAT(found[0].text, contains("pukul 06:00 3 orang"));
}

TEST_CASE("A15: structural officials at home are rejected unless they are unwell or away") {
  auto make = office(
      R"({"id": "R4.3", "applies": {"classes": "struktural"}, "attend": {"place": "office", "unless": ["sakit", "cuti"]}})", 4);
  make.person("kadis", "5.02", Class::structural, "", "Kepala Dinas Contoh");
  plan(make, "2021-07-12", 1);
  make.schedule("kadis", "2021-07-12", Mode::wfo);
  CHECK(check(make, "2021-07-12").empty());
  make.schedule("kadis", "2021-07-12", Mode::wfh);
  const auto found = check(make, "2021-07-12");
  REQUIRE(codes(found) == "must_attend ");
  CHECK(found[0].people == std::vector<std::string>{"kadis"});
  CHECK_THAT(found[0].text, contains("Kepala Dinas Contoh") && contains("dijadwalkan bekerja di rumah") &&
                                contains("R4.3 wajib bekerja di kantor"));

  make.schedule("kadis", "2021-07-13", Mode::leave);
  CHECK(check(make, "2021-07-13").empty());
  make.book.health[{"kadis", day("2021-07-12")}] = {0, "kadis"};  // well
  CHECK(codes(check(make, "2021-07-12")) == "must_attend ");
  make.book.health[{"kadis", day("2021-07-12")}] = {1, "kadis"};
  CHECK(check(make, "2021-07-12").empty());
  make.book.health.clear();
  make.closure("5.02", "", "2021-07-12", 1);
  CHECK(check(make, "2021-07-12").empty());
}

TEST_CASE("A33: whoever a closure sends home is at the office neither in the plan nor in the count") {
  auto make = office(R"({"id": "R", "presence": {"max": 2}})", 6);
  plan(make, "2021-07-12", 4);
  CHECK(codes(check(make, "2021-07-12")) == "cap ");
  for (const char* id : {"s001", "s002"}) make.person_state(id).section = "Bagian Umum";
  make.closure("5.02", "Bagian Umum", "2021-07-10", 3);
  CHECK(check(make, "2021-07-12").empty());
  for (const char* id : {"s001", "s002", "s003", "s004"}) make.punch(id, "2021-07-12T07:28:00+07:00", Direction::in);
  CHECK(check_fact(make.done(), "5.02", day("2021-07-12"), day("2021-07-12")).empty());
}

TEST_CASE("A43: a unit that no circular binds has nothing to check") {
  auto make = office(essential, 4);
  make.unit("2.01").states.steps[0].second.sector = "umum";
  make.people("2.01", 5, "x");
  plan(make, "2021-07-12", 5, "2.01", "x");
  CHECK(check(make, "2021-07-12", "2021-07-12", "2.01").empty());
}

TEST_CASE("compliance: numbers of an office that is not all here give warnings") {
  auto make = office(essential, 4);
  make.unit("5.02.01", "", "5.02");
  plan(make, "2021-07-12", 4);
  make.book.held_units = {"5.02"};
  const auto found = check(make, "2021-07-12");
  REQUIRE(codes(found) == "cap ");
  CHECK_FALSE(found[0].violation);
  CHECK_THAT(found[0].text, contains("Hitungan ini sebagian"));
}

TEST_CASE("compliance: a room that nobody measured is said to be unknown") {
  auto make = office(R"({"id": "R", "presence": {"max": "50%", "of": "room"}})", 4);
  plan(make, "2021-07-12", 4);
  CHECK(codes(check(make, "2021-07-12")) == "room_unknown ");
  make.unit_state("5.02").room_capacity = 6;
  CHECK(codes(check(make, "2021-07-12")) == "cap ");
  plan(make, "2021-07-12", 3);
  CHECK(check(make, "2021-07-12").empty());
}

TEST_CASE("A26: a later successor does not change what June was found to be") {
  auto make = office(essential, 40, "2021-06-01");
  plan(make, "2021-06-30", 11);
  plan(make, "2021-07-12", 11);
  const auto june = check(make, "2021-06-28", "2021-06-30");
  REQUIRE(june.size() == 1);
  make.clause(R"({"id": "1", "presence": {"max": "50%"}})", "2021-07-12", "successor").supersedes = {number};
  CHECK(check(make, "2021-06-28", "2021-06-30") == june);
  CHECK(check(make, "2021-07-12").empty());
}

TEST_CASE("compliance: a finding exists exactly where the counts break the bounds, whatever order records come in") {
  rc::prop("one day of an office", [] {
    const auto staff = *rc::gen::inRange(1, 30);
    const auto modes = *rc::gen::container<std::vector<int>>(static_cast<std::size_t>(staff), rc::gen::inRange(0, 5));
    const auto percent = *rc::gen::inRange(0, 101);
    const auto kind = *rc::gen::element<std::string>("max", "min", "exact", "balance");
    const auto of = *rc::gen::element<std::string>("all", "available");
    const auto clause =
        R"({"id": "R", "presence": {")" + kind + R"(": ")" + std::to_string(percent) + R"(%", "of": ")" + of + "\"}}";
    auto make = office(clause, staff);
    std::int64_t office_count = 0, home = 0, away = 0, off = 0;
    for (int at = 0; at < staff; ++at) {
      const std::string id = (at + 1 < 10 ? "s00" : "s0") + std::to_string(at + 1);
      const auto mode = static_cast<Mode>(modes[static_cast<std::size_t>(at)]);
      make.schedule(id, "2021-07-12", mode);
      office_count += mode == Mode::wfo;
      home += mode == Mode::wfh;
      away += mode == Mode::leave || mode == Mode::dl;
      off += mode == Mode::off;
    }
    const auto n = kind == "balance" ? office_count + home : of == "available" ? staff - away : std::int64_t{staff};
    const auto down = percent * n / 100, up = (percent * n + 99) / 100;
    const auto possible = staff - away - off;
    bool broken = false;
    if (office_count + home > 0) {
      if (kind == "max") broken = office_count > down;
      if (kind == "min") broken = office_count < std::min(up, possible);
      if (kind == "exact") broken = office_count > down || office_count < std::min(down, possible);
      if (kind == "balance") broken = office_count < down || office_count > up;
    }
    const auto found = check(make, "2021-07-12");
    RC_ASSERT(found.size() == (broken ? 1U : 0U));

    // The same records the other way round.
    auto again = office(clause, 0);
    for (int at = staff; at >= 1; --at) again.person((at < 10 ? "s00" : "s0") + std::to_string(at), "5.02");
    for (auto cell = make.book.schedule.rbegin(); cell != make.book.schedule.rend(); ++cell)
      again.schedule(cell->first.first, cell->first.second, cell->second.mode);
    RC_ASSERT(check(again, "2021-07-12") == found);
  });
}
