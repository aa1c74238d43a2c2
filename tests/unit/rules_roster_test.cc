// Rosters: turns, caps, shifts, minima, fairness, and that they stay as they are when people come and go.
#include "common/rules/roster.h"

#include "common/rules/compliance.h"
#include "tests/property.h"
#include "tests/unit/rules_fixture.h"

using namespace hadir;
using namespace hadir::rules;
using hadir::test::BookMaker;
using hadir::test::contains;
using hadir::test::day;
using hadir::test::plus;

namespace {

// July 2021 of one Dinas, with Iduladha on Tuesday the 20th.
BookMaker july() {
  BookMaker make("2021-07-01", "2021-08-31");
  make.unit("1.01", "Dinas Contoh");
  make.holiday("2021-07-20", "Iduladha");
  return make;
}

Roster propose_july(const Book& book, const RosterOptions& options = {}) {
  return propose(book, "1.01", day("2021-07-01"), day("2021-07-31"), options);
}

std::int64_t office_people(const Roster& roster, std::string_view date, std::string_view shift = "*") {
  std::int64_t count = 0;
  for (const RosterCell& cell : roster.cells)
    count += cell.date == day(date) && cell.mode == Mode::wfo && (shift == "*" || cell.shift == shift) ? 1 : 0;
  return count;
}

std::int64_t office_days(const Roster& roster, const std::string& person) {
  std::int64_t count = 0;
  for (const RosterCell& cell : roster.cells) count += cell.person == person && cell.mode == Mode::wfo ? 1 : 0;
  return count;
}

Mode mode_of(const Roster& roster, const std::string& person, std::string_view date) {
  const RosterCell* cell = roster.cell(person, day(date));
  REQUIRE(cell != nullptr);
  return cell->mode;
}

// "12A 13B …" for two people, one of each group.
std::string turns_of(const std::string& rotation, int first, int last) {
  BookMaker make = july();
  make.people("1.01", 2);
  make.group("s001", "A");
  make.group("s002", "B");
  make.clause(R"({"id": "R1.4", "rotation": )" + rotation + "}");
  const Roster roster = propose_july(make.done());
  CHECK(roster.groups.empty());
  std::string text;
  for (int number = first; number <= last; ++number) {
    const Date date = *base::date_from(2021, 7, static_cast<unsigned>(number));
    const Mode a = roster.cell("s001", date)->mode, b = roster.cell("s002", date)->mode;
    if (a == Mode::off && b == Mode::off) continue;
    CHECK((a == Mode::wfo) != (b == Mode::wfo));
    text += (text.empty() ? "" : " ") + std::to_string(number) + (a == Mode::wfo ? "A" : "B");
  }
  return text;
}

constexpr const char* by_workdays = R"({"id": "R1.4", "rotation": {"groups": ["A", "B"], "start": "2021-07-01"}})";

}  // namespace

TEST_CASE("A17: selang-seling by working days, calendar days, dates and weekdays") {
  CHECK(turns_of(R"({"groups": ["A", "B"], "start": "2021-07-12", "count": "workdays"})", 12, 23) ==
        "12A 13B 14A 15B 16A 19B 21A 22B 23A");
  CHECK(turns_of(R"({"groups": ["A", "B"], "start": "2021-07-12", "count": "calendar"})", 12, 23) ==
        "12A 13B 14A 15B 16A 19B 21B 22A 23B");
  // Even dates are A's: 12 July is one.
  CHECK(turns_of(R"({"groups": ["B", "A"], "count": "dates", "start": "2021-07-12"})", 12, 23) ==
        "12A 13B 14A 15B 16A 19B 21B 22A 23B");
  CHECK(
      turns_of(
          R"({"groups": ["A", "B"], "count": "weekdays", "start": "2021-07-12", "weekdays": {"A": ["senin", "rabu", "jumat"], "B": ["selasa", "kamis"]}})",
          12, 16) == "12A 13B 14A 15B 16A");
}

TEST_CASE("A17: by working days nobody has two turns running, and over 20 working days each group has 10") {
  BookMaker make = july();
  make.people("1.01", 8);
  make.clause(R"({"id": "R1.4", "rotation": {"groups": ["A", "B"], "start": "2021-07-02"}})");
  const Roster roster = propose(make.done(), "1.01", day("2021-07-02"), day("2021-07-30"));
  for (const char* person : {"s001", "s002", "s007"}) {
    CHECK(office_days(roster, person) == 10);
    bool came = false;
    for (const RosterCell& cell : roster.cells) {
      if (cell.person != person || cell.mode == Mode::off) continue;
      CHECK_FALSE((came && cell.mode == Mode::wfo));
      came = cell.mode == Mode::wfo;
    }
  }
  CHECK(roster.spreads.size() == 1);
  CHECK(roster.spreads[0].is_fair());
  CHECK(roster.problems.empty());
}

TEST_CASE("A17: fixed weekdays are unfair 3 to 2, and the roster says so") {
  BookMaker make = july();
  make.people("1.01", 6);
  make.clause(
      R"({"id": "R1.4", "rotation": {"groups": ["A", "B"], "count": "weekdays", "start": "2021-07-01", "weekdays": {"A": ["senin", "rabu", "jumat"], "B": ["selasa", "kamis"]}}})");
  const Roster week = propose(make.done(), "1.01", day("2021-07-05"), day("2021-07-09"));
  CHECK(office_days(week, "s001") == 3);
  CHECK(office_days(week, "s002") == 2);
  const Roster roster = propose_july(make.book);
  REQUIRE(roster.spreads.size() == 1);
  CHECK_FALSE(roster.spreads[0].is_fair());
  CHECK(roster.spreads[0].most == 13);
  CHECK(roster.spreads[0].least == 8);
  CHECK(roster.spreads[0].listed.size() == 3);
  CHECK_THAT(roster.spreads[0].listed[0].why, contains("kelompok"));
}

TEST_CASE("A18: who joins on day 7 gets into the smaller group, and nobody else's pattern moves") {
  BookMaker make = july();
  make.people("1.01", 5);
  make.clause(by_workdays);
  const Roster before = propose_july(make.done());
  CHECK(before.groups.size() == 5);
  for (const GroupStart& one : before.groups) make.group(one.person, one.group, base::format_date(one.from));  // published
  const std::string last_group = before.groups.back().group;
  make.person("a000", "1.01").joined = day("2021-07-09");  // the 7th working day; first of all by number
  const Roster after = propose_july(make.done());
  REQUIRE(after.groups.size() == 1);
  CHECK(after.groups[0].person == "a000");
  CHECK(after.groups[0].from == day("2021-07-09"));
  CHECK(after.groups[0].group == "B");  // 3 in A, 2 in B
  for (const RosterCell& cell : before.cells) CHECK(*after.cell(cell.person, cell.date) == cell);
  CHECK(after.cell("a000", day("2021-07-08")) == nullptr);

  // Without published groups too: who is there first is dealt first.
  make.book.rotation.clear();
  const Roster fresh = propose_july(make.done());
  for (const RosterCell& cell : before.cells) CHECK(*fresh.cell(cell.person, cell.date) == cell);
  // And who leaves takes nobody's turns along.
  for (const GroupStart& one : before.groups) make.group(one.person, one.group, base::format_date(one.from));
  make.book.people.at("s002").left = day("2021-07-14");
  const Roster left = propose_july(make.done());
  for (const RosterCell& cell : before.cells) {
    if (cell.person != "s002") CHECK(*left.cell(cell.person, cell.date) == cell);
  }
  CHECK(left.cell("s002", day("2021-07-15")) == nullptr);
}

TEST_CASE("A19: office days under a cap differ by one at most, leave made up for; who cannot is listed with the reason") {
  BookMaker make = july();
  const auto staff = make.people("1.01", 41);
  make.person("k01", "1.01", Class::structural);
  make.clause(R"({"id": "R3.5", "presence": {"max": "25%", "of": "staff"}})");
  for (int date = 12; date <= 23; ++date)
    make.schedule("s003", *base::date_from(2021, 7, static_cast<unsigned>(date)), Mode::leave);
  Roster roster = propose_july(make.done());
  for (const char* date : {"2021-07-01", "2021-07-15", "2021-07-30"})
    CHECK(office_people(roster, date) == 11);  // 10 and the head
  REQUIRE(roster.spreads.size() == 1);
  CHECK(roster.spreads[0].people == 41);
  CHECK(roster.spreads[0].is_fair());
  CHECK(roster.spreads[0].listed.empty());
  CHECK(roster.problems.empty());
  CHECK_THAT(roster.cell(staff[0], day("2021-07-01"))->why, contains("10 orang di kantor (25% dari 41)"));
  CHECK(roster.cell(staff[0], day("2021-07-01"))->citation == "SE 1/SE R3.5");
  CHECK(mode_of(roster, "s003", "2021-07-14") == Mode::leave);

  // Away but for two days: they come on both and are still short.
  for (int date = 1; date <= 31; ++date)
    make.schedule("s003", *base::date_from(2021, 7, static_cast<unsigned>(date)), Mode::leave);
  make.book.schedule.erase({"s003", day("2021-07-05")});
  make.book.schedule.erase({"s003", day("2021-07-06")});
  roster = propose_july(make.done());
  REQUIRE(roster.spreads.size() == 1);
  CHECK_FALSE(roster.spreads[0].is_fair());
  REQUIRE(roster.spreads[0].listed.size() == 1);
  CHECK(roster.spreads[0].listed[0].person == "s003");
  CHECK(roster.spreads[0].listed[0].days == 2);
  CHECK_THAT(roster.spreads[0].listed[0].why, contains("cuti, izin atau dinas 29 hari"));
}

TEST_CASE(
    "A33: a closed section works at home and counts under no cap; its turns go on, or stand still where the clause says so") {
  for (const bool pauses : {false, true}) {
    BookMaker make("2021-04-01", "2021-05-31");
    make.unit("1.01", "Dinas Contoh");
    make.person("u1", "1.01", Class::jfu, "Bagian Umum");
    make.person("u2", "1.01", Class::jfu, "Bagian Umum");
    make.person("k1", "1.01", Class::structural, "Bagian Umum");
    make.person("o1", "1.01", Class::jfu, "Bagian Lain");
    make.group("u1", "A");
    make.group("u2", "B");
    make.group("o1", "A");
    make.clause(
        std::string(R"({"id": "R1.4", "applies": {"classes": "jfu"}, "rotation": {"groups": ["A", "B"], "start": "2021-04-26")") +
        (pauses ? R"(, "pauses_on_closure": true)" : "") + "}}");
    make.clause(R"({"id": "R4.3", "applies": {"classes": "struktural"}, "attend": {"place": "office"}})", "2020-01-01", "2/SE");
    make.closure("1.01", "Bagian Umum", "2021-04-26", 3);
    const Roster roster = propose(make.done(), "1.01", day("2021-04-26"), day("2021-05-05"));
    for (const char* date : {"2021-04-26", "2021-04-27", "2021-04-28"})
      for (const char* person : {"u1", "u2", "k1"}) {
        CHECK(mode_of(roster, person, date) == Mode::wfh);
        CHECK_THAT(roster.cell(person, day(date))->why, contains("Bagian Umum ditutup"));
      }
    CHECK(mode_of(roster, "k1", "2021-04-29") == Mode::wfo);
    CHECK(mode_of(roster, "o1", "2021-04-26") == Mode::wfo);
    CHECK(mode_of(roster, "o1", "2021-04-27") == Mode::wfh);
    // The 29th is the fourth working day since the start: B's turn; where counting stood still it is the first: A's.
    CHECK(mode_of(roster, "u1", "2021-04-29") == (pauses ? Mode::wfo : Mode::wfh));
    CHECK(mode_of(roster, "u2", "2021-04-29") == (pauses ? Mode::wfh : Mode::wfo));
    CHECK(mode_of(roster, "o1", "2021-04-29") == Mode::wfh);
  }
}

TEST_CASE("A14: with two shifts a cap of 25 % of 40 is 10 at any moment, or 10 a day; nobody is in both") {
  for (const bool by_day : {false, true}) {
    BookMaker make = july();
    make.people("1.01", 40);
    make.clause(std::string(R"({"id": "R4.2", "presence": {"max": "25%", "of": "staff", "at": ")") + (by_day ? "day" : "moment") +
                "\"}}");
    make.clause(
        R"({"id": "sif", "shifts": [{"code": "pagi", "start": "07:30", "end": "11:45"}, {"code": "siang", "start": "11:45", "end": "16:00"}]})",
        "2020-01-01", "2/SE");
    const Roster roster = propose_july(make.done());
    CHECK(office_people(roster, "2021-07-12", "pagi") == (by_day ? 5 : 10));
    CHECK(office_people(roster, "2021-07-12", "siang") == (by_day ? 5 : 10));
    CHECK(office_people(roster, "2021-07-12") == (by_day ? 10 : 20));
    CHECK(roster.spreads.at(0).is_fair());
    CHECK(roster.problems.empty());
    std::map<std::string, std::map<std::string, int>> shifts;
    for (const RosterCell& cell : roster.cells)
      if (cell.mode == Mode::wfo) ++shifts[cell.person][cell.shift];
    for (auto& [person, count] : shifts) CHECK(std::abs(count["pagi"] - count["siang"]) <= 2);
  }
}

TEST_CASE("A14: shifts that overlap share the room of the moment") {
  BookMaker make = july();
  make.people("1.01", 40);
  make.clause(R"({"id": "R4.2", "presence": {"max": 10, "at": "moment"}})");
  make.clause(
      R"({"id": "sif", "shifts": [{"code": "satu", "start": "07:00", "end": "13:00"}, {"code": "dua", "start": "12:00", "end": "18:00"}, {"code": "tiga", "start": "18:00", "end": "24:00"}]})",
      "2020-01-01", "2/SE");
  const Roster roster = propose_july(make.done());
  CHECK(office_people(roster, "2021-07-12", "satu") + office_people(roster, "2021-07-12", "dua") == 10);
  CHECK(office_people(roster, "2021-07-12", "tiga") == 10);
}

namespace {

constexpr const char* around_the_clock =
    R"({"id": "sif", "shifts": [{"code": "pagi", "start": "07:00", "end": "14:00"}, {"code": "siang", "start": "14:00", "end": "21:00"},
        {"code": "malam", "start": "21:00", "end": "07:00"}]})";

std::string shift_of(const Roster& roster, const std::string& person, std::string_view date) {
  return roster.cell(person, day(date))->shift;
}

std::size_t unrested(const Roster& roster) {
  std::size_t count = 0;
  for (const Finding& one : roster.problems) count += one.code == "rest" ? 1 : 0;
  return count;
}

std::vector<Finding> check(const Book& book, const Roster& roster) {
  std::vector<PlannedCell> proposed;
  for (const RosterCell& cell : roster.cells) proposed.push_back({cell.person, cell.date, {cell.mode, cell.shift, {}}});
  return check_plan(book, "1.01", roster.from, roster.until, proposed);
}

}  // namespace

TEST_CASE(
    "rules roster: three shifts around the clock: the cap holds, everybody gets each, and after a night only a night may come") {
  BookMaker make = july();
  make.people("1.01", 40);
  make.clause(R"({"id": "2", "presence": {"max": "25%", "of": "staff", "at": "moment"}})");
  make.clause(around_the_clock, "2020-01-01", "2/SE");
  const Roster roster = propose_july(make.done());
  for (const char* shift : {"pagi", "siang", "malam"}) CHECK(office_people(roster, "2021-07-14", shift) == 10);
  CHECK(roster.problems.empty());
  CHECK(check(make.book, roster).empty());
  CHECK(roster.spreads.at(0).is_fair());
  std::map<std::string, std::map<std::string, int>> shifts;
  for (const RosterCell& cell : roster.cells) {
    if (cell.mode != Mode::wfo) continue;
    ++shifts[cell.person][cell.shift];
    if (const RosterCell* before = roster.cell(cell.person, plus(cell.date, -1)); before != nullptr && before->shift == "malam")
      CHECK(cell.shift == "malam");  // from 07:00 to 14:00 is less than eight hours
  }
  for (auto& [person, count] : shifts)
    for (const char* shift : {"pagi", "siang", "malam"}) CHECK(count[shift] >= 2);
}

// Without it the roster filled the morning beside those of the night, and could not be published.
TEST_CASE("A14: a night that meets the morning shares the cap of that hour with it") {
  BookMaker make = july();
  make.people("1.01", 40);
  make.clause(R"({"id": "R4.2", "presence": {"max": 10, "at": "moment"}})");
  make.clause(
      R"({"id": "sif", "shifts": [{"code": "pagi", "start": "07:00", "end": "14:00"}, {"code": "malam", "start": "21:00", "end": "08:00"}]})",
      "2020-01-01", "2/SE");
  const Roster roster = propose_july(make.done());
  CHECK(office_people(roster, "2021-07-14", "pagi") == 5);
  CHECK(office_people(roster, "2021-07-14", "malam") == 5);
  CHECK(office_people(roster, "2021-07-12", "pagi") == 10);  // nobody of the night before: a Sunday
  CHECK(roster.problems.empty());
  CHECK(check(make.book, roster).empty());
}

TEST_CASE("rules roster: nights published before the roster, and in other units, take room and ask for rest") {
  BookMaker make = july();
  make.unit("1.01.01", "UPTD", "1.01");
  make.people("1.01", 4);
  make.people("1.01.01", 2, "u");
  make.clause(R"({"id": "2", "presence": {"max": 4, "at": "moment"}})");
  make.clause(
      R"({"id": "sif", "shifts": [{"code": "pagi", "start": "07:00", "end": "14:00"}, {"code": "siang", "start": "16:00", "end": "21:00"},
          {"code": "malam", "start": "21:00", "end": "08:00"}]})",
      "2020-01-01", "2/SE");
  for (const char* person : {"s001", "u001", "u002"}) make.schedule(person, "2021-07-13", Mode::wfo, "malam");
  for (const char* person : {"u001", "u002"}) make.schedule(person, "2021-07-14", Mode::wfh);
  const Roster roster = propose(make.done(), "1.01", day("2021-07-14"), day("2021-07-14"));
  CHECK(office_people(roster, "2021-07-14", "pagi") == 1);  // three are still there at seven
  CHECK(shift_of(roster, "s001", "2021-07-14") != "pagi");
  CHECK(unrested(roster) == 0);
  CHECK(check(make.book, roster).empty());
}

TEST_CASE("rules roster: rest that cannot be had is told by name; how long it is the circular says") {
  for (const int hours : {8, 0}) {
    BookMaker make = july();
    make.people("1.01", 1);
    make.clause(R"({"id": "sif", "shifts": [{"code": "pagi", "start": "07:00", "end": "14:00"}]})");
    if (hours == 0) make.clause(R"({"id": "L", "roster": {"rest_hours": 0}})", "2020-01-01", "2/SE");
    make.shift("malam", 21 * 60, 7 * 60);
    make.schedule("s001", "2021-07-13", Mode::wfo, "malam");
    const Roster roster = propose(make.done(), "1.01", day("2021-07-14"), day("2021-07-15"));
    CHECK(shift_of(roster, "s001", "2021-07-14") == "pagi");  // never a lost cell
    CHECK(unrested(roster) == (hours == 8 ? 1 : 0));
    if (hours == 0) continue;
    CHECK(roster.problems.at(0).people == std::vector<std::string>{"s001"});
    CHECK(roster.problems.at(0).date == day("2021-07-14"));
    CHECK_THAT(roster.problems.at(0).text, contains("Rabu 14-07-2021") && contains("mulai pukul 07:00 (sif pagi)") &&
                                               contains("selesai pukul 07:00 hari itu juga") && contains("paling sedikit 8 jam"));
  }
}

TEST_CASE("rules roster: a minimum for each section is served first, and a cap wins over it") {
  BookMaker make = july();
  make.people("1.01", 20, "a", Class::jfu, "Bagian A");
  make.people("1.01", 2, "b", Class::jfu, "Bagian B");
  make.clause(R"({"id": "R3.5", "presence": {"max": 5}})");
  make.clause(R"({"id": "L1", "roster": {"minimum": 1, "per": "section"}})", "2020-01-01", "2/SE");
  Roster roster = propose_july(make.done());
  for (Date date = roster.from; date <= roster.until; ++date.days) {
    if (roster.cell("b001", date)->mode == Mode::off) continue;
    CHECK(((roster.cell("b001", date)->mode == Mode::wfo) || (roster.cell("b002", date)->mode == Mode::wfo)));
  }
  CHECK(roster.problems.empty());
  CHECK_FALSE(roster.spreads.at(0).is_fair());  // two people carry a day each day
  CHECK(roster.spreads[0].listed.size() == 2);

  BookMaker tight = july();
  tight.people("1.01", 3, "a", Class::jfu, "Bagian A");
  tight.people("1.01", 3, "b", Class::jfu, "Bagian B");
  tight.clause(R"({"id": "R3.5", "presence": {"max": 1}})");
  tight.clause(R"({"id": "L1", "roster": {"minimum": 1, "per": "section"}})", "2020-01-01", "2/SE");
  roster = propose_july(tight.done());
  CHECK(office_people(roster, "2021-07-12") == 1);
  REQUIRE(roster.problems.size() == 21);  // each working day one of both goes without
  CHECK(roster.problems[0].code == "minimum");
  CHECK(roster.problems[0].citation == "SE 2/SE L1");
  CHECK(roster.problems[0].text ==
        "Kamis 01-07-2021, Dinas Contoh: 0 orang di kantor, padahal pelayanan Bagian B memerlukan paling sedikit 1 orang.");
  CHECK(roster.problems[1].text.find("Bagian A") != std::string::npos);  // they take turns at it
}

TEST_CASE("rules roster: leave, duty elsewhere and granted permits; a cap for home; nobody's rule") {
  BookMaker make = july();
  make.people("1.01", 4);
  make.schedule("s001", "2021-07-12", Mode::dl);
  make.schedule("s002", "2021-07-12", Mode::wfh);  // is no promise
  Roster roster = propose_july(make.done());
  CHECK(mode_of(roster, "s001", "2021-07-12") == Mode::dl);
  CHECK(mode_of(roster, "s002", "2021-07-12") == Mode::wfo);
  CHECK(roster.cell("s002", day("2021-07-12"))->why == "jam kerja biasa");
  CHECK(mode_of(roster, "s002", "2021-07-20") == Mode::off);
  CHECK(roster.cell("s002", day("2021-07-20"))->why == "libur: Iduladha");
  CHECK(roster.cell("s002", day("2021-07-10"))->why == "Sabtu");
  CHECK(roster.spreads.empty());
  RosterOptions keep;
  keep.keep_published = true;
  roster = propose_july(make.book, keep);
  CHECK(mode_of(roster, "s002", "2021-07-12") == Mode::wfh);
  CHECK(roster.cell("s002", day("2021-07-12"))->kept);

  make.clause(R"({"id": "R1", "presence": {"place": "home", "max": "50%"}})");
  roster = propose_july(make.done());
  CHECK(office_people(roster, "2021-07-13") == 2);
  CHECK(office_people(roster, "2021-07-12") == 1);  // one of the three who are there; two may be at home
  CHECK(roster.problems.empty());
}

TEST_CASE("rules roster: days published before the roster count; what would change is told") {
  BookMaker make = july();
  make.people("1.01", 4);
  make.clause(R"({"id": "R3.5", "presence": {"max": 1}})");
  for (const char* date : {"2021-07-01", "2021-07-02", "2021-07-05", "2021-07-06", "2021-07-07"})
    make.schedule("s001", date, Mode::wfo);
  make.schedule("s002", "2021-07-08", Mode::wfo);
  make.schedule("s003", "2021-07-08", Mode::wfh);
  make.book.people.at("s004").left = day("2021-07-20");
  make.schedule("s004", "2021-07-21", Mode::wfo);
  const Book& book = make.done();
  const Roster roster = propose(book, "1.01", day("2021-07-08"), day("2021-07-31"));
  CHECK(office_days(roster, "s001") == 0);  // five before; 16 days for the other three, who get five or six
  CHECK(office_days(roster, "s002") >= 5);
  CHECK(roster.spreads.at(0).is_fair());
  const auto all = changes(book, roster);
  for (const RosterCell& cell : roster.cells) {
    const auto published = book.schedule.find({cell.person, cell.date});
    const bool same = published != book.schedule.end() && published->second.mode == cell.mode;
    CHECK(std::ranges::none_of(all, [&](const RosterChange& one) { return one.proposed == &cell; }) == same);
  }
  const auto gone = std::ranges::find_if(all, [](const RosterChange& one) { return one.proposed == nullptr; });
  REQUIRE(gone != all.end());
  CHECK(gone->person == "s004");
  CHECK(gone->date == day("2021-07-21"));
  CHECK(propose(book, "1.01", day("2021-07-08"), day("2021-07-07")).cells.empty());
  CHECK(propose(book, "unknown", day("2021-07-08"), day("2021-07-09")).cells.empty());
}

TEST_CASE("rules roster: units of one cap share it as long as the other has published nothing") {
  BookMaker make = july();
  make.unit("1.02", "UPTD Contoh", "1.01");
  const auto head = make.people("1.01", 20);
  const auto branch = make.people("1.02", 20, "u");
  make.clause(R"({"id": "R3.5", "presence": {"max": "25%"}})");
  Roster roster = propose_july(make.done());
  CHECK(office_people(roster, "2021-07-12") == 5);  // half of 10
  REQUIRE_FALSE(roster.problems.empty());
  CHECK(roster.problems[0].code == "shared");
  for (const auto& person : branch) make.schedule(person, "2021-07-12", person < "u003" ? Mode::wfo : Mode::wfh);
  roster = propose_july(make.done());
  CHECK(office_people(roster, "2021-07-12") == 8);
  RosterOptions whole;
  whole.whole_opd = true;
  CHECK(office_people(propose_july(make.book, whole), "2021-07-12") == 10);
}

TEST_CASE("rules roster: a room's cap counts people whom another cap counts too, and both hold") {
  BookMaker make = july();
  make.people("1.01", 40);
  make.unit_state("1.01").room_capacity = 12;
  make.clause(R"({"id": "R1", "presence": {"max": "25%"}})");
  make.clause(R"({"id": "R2", "presence": {"max": "50%", "of": "room"}})", "2020-01-01", "2/SE");
  Roster roster = propose_july(make.done());
  CHECK(office_people(roster, "2021-07-12") == 6);
  CHECK(roster.problems.empty());
  CHECK(roster.spreads.at(0).is_fair());
  const auto home = std::ranges::find_if(roster.cells, [](const RosterCell& cell) { return cell.mode == Mode::wfh; });
  CHECK(home->why == "paling banyak 6 orang di kantor (50% dari 12), sudah terisi");
  CHECK(home->citation == "SE 2/SE R2");

  make.unit_state("1.01").room_capacity = 30;
  roster = propose_july(make.book);
  CHECK(office_people(roster, "2021-07-12") == 10);
  make.unit_state("1.01").room_capacity.reset();
  roster = propose_july(make.book);
  CHECK(office_people(roster, "2021-07-12") == 10);
  REQUIRE(roster.problems.size() == 1);
  CHECK_THAT(roster.problems[0].text, contains("kapasitas ruang kerja Dinas Contoh belum diisi"));
}
