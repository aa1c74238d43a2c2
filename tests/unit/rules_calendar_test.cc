// When offices work: hours as people write them, Perpres 21/2023, Ramadan, holidays by region, shifts, local days.
#include "common/rules/calendar.h"

#include "tests/property.h"
#include "tests/unit/rules_fixture.h"

using namespace hadir;
using namespace hadir::rules;
using hadir::test::BookMaker;
using hadir::test::contains;
using hadir::test::day;
using hadir::test::error_of;

TEST_CASE("rules calendar: hours as people write them") {
  const auto week = parse_week({"Senin - Kamis 07:30-16:00 istirahat 12:00-13:00",
                                "jum'at 07.30-16.30 istirahat 11:30-13:00, 15:00-15:15", "sabtu,minggu libur"})
                        .value();
  CHECK(week.days[0]->net_minutes() == 450);
  CHECK(week.days[3] == week.days[0]);
  CHECK(week.days[4]->breaks.size() == 2);
  CHECK(week.days[4]->net_minutes() == 435);
  CHECK_FALSE(week.days[5]);
  CHECK(parse_week({"setiap hari 00:00-24:00"}).value().net_minutes() == 7 * 1440);
  CHECK(parse_week({"sabtu-senin 08:00-12:00"}).value().days[0]);  // past the end of the week
  CHECK_FALSE(parse_week({"sabtu-senin 08:00-12:00"}).value().days[1]);

  const auto refused = [](const std::string& line) { return base::describe(error_of(parse_week({line}))); };
  CHECK_THAT(refused("monday 07:30-16:00"), contains("\"monday\" bukan nama hari"));
  CHECK_THAT(refused("senin 7-16"), contains("bukan waktu JJ:MM"));
  CHECK_THAT(refused("senin 16:00-07:30"), contains("pakai sif"));
  CHECK_THAT(refused("senin 07:30-16:00 istirahat 06:00-08:00"), contains("istirahat di luar jam kerja"));
  CHECK_THAT(refused("senin 07:30-16:00 istirahat 12:00-13:00, 12:30-13:30"), contains("bertumpang tindih"));
  CHECK_THAT(refused("senin 07:30-16:00 rehat 12:00-13:00"), contains("\"rehat\" tidak dikenal"));
  CHECK_THAT(refused("senin, senin 25:00-26:00"), contains("bukan waktu"));
  CHECK_THAT(base::describe(error_of(parse_week({"senin 07:30-16:00", "senin 08:00-15:00"}))), contains("sudah disebut"));
  CHECK_THAT(base::describe(error_of(parse_week({}))), contains("tidak memuat jam kerja"));
  CHECK(parse_clock("24:00") == 1440);
  CHECK_FALSE(parse_clock("24:01"));
  CHECK_FALSE(parse_clock("7:3"));
  CHECK_FALSE(parse_clock("-1:30"));
  CHECK_FALSE(parse_clock(""));

  rc::prop("what is written is read back", [&] {
    WeekHours any;
    for (auto& hours : any.days) {
      if (*rc::gen::arbitrary<bool>()) continue;
      const int start = *rc::gen::inRange(0, 700);
      hours = DayHours{start, start + *rc::gen::inRange(400, 740), {}};
      if (*rc::gen::arbitrary<bool>()) hours->breaks.push_back({start + 100, start + 160});
      if (*rc::gen::arbitrary<bool>()) hours->breaks.push_back({start + 200, start + 215});
    }
    RC_ASSERT(parse_week(format_week(any)).value() == any);
  });
  rc::prop("no line ends the program", [&](const std::string& line) { (void)parse_week({line, "senin " + line}); });
}

TEST_CASE("rules calendar: without a record the hours of Perpres 21/2023: 37:30 a week; Ramadan 32:30 by an entry that ends") {
  BookMaker make("2021-01-01", "2026-12-31");
  make.unit("1.01");
  CHECK(work_minutes(make.book, "1.01", day("2021-07-05"), day("2021-07-11")) == 37 * 60 + 30);
  CHECK(work_day(make.book, "1.01", day("2021-07-09")).hours.end == 16 * 60 + 30);
  CHECK(work_day(make.book, "1.01", day("2021-07-10")).why == "Sabtu");
  CHECK(parse_week(legal_hours().lines).value().net_minutes() == 2250);
  CHECK(parse_week(legal_ramadan_hours().lines).value().net_minutes() == 32 * 60 + 30);

  make.calendar("umum", "2026-02-18", legal_ramadan_hours().lines, "2026-03-19");
  make.calendar("rsud", "2020-01-01", {"senin-sabtu 08:00-14:00"});
  make.unit("1.02");
  make.unit_state("1.02").calendar = "rsud";
  make.unit("1.03");
  make.unit_state("1.03").calendar = "tidak ada";
  const Book& book = make.done();
  CHECK(work_minutes(book, "1.01", day("2026-02-23"), day("2026-03-01")) == 1950);
  CHECK(work_day(book, "1.01", day("2026-02-17")).hours.start == 450);
  CHECK(work_day(book, "1.01", day("2026-02-18")).hours.start == 480);
  CHECK(work_day(book, "1.01", day("2026-03-20")).hours.start == 450);
  CHECK(work_minutes(book, "1.02", day("2026-02-23"), day("2026-03-01")) == 6 * 360);
  CHECK(work_minutes(book, "1.03", day("2026-02-23"), day("2026-03-01")) == 1950);
}

TEST_CASE("A40: July 2021 has 21 working days and 157:30 hours, April 2021 has 21") {
  BookMaker make("2021-04-01", "2021-07-31");
  make.unit("1.01");
  make.holiday("2021-07-20", "Iduladha");
  make.holiday("2021-04-02", "Wafat Isa Almasih");
  CHECK(work_days(make.book, "1.01", day("2021-07-01"), day("2021-07-31")) == 21);
  CHECK(work_minutes(make.book, "1.01", day("2021-07-01"), day("2021-07-31")) == 157 * 60 + 30);
  CHECK(work_days(make.book, "1.01", day("2021-04-01"), day("2021-04-30")) == 21);
  CHECK(work_day(make.book, "1.01", day("2021-07-20")).why == "libur: Iduladha");
  CHECK(work_day(make.book, "1.01", day("2021-07-20")).is_holiday);
}

TEST_CASE("rules calendar: a region's own holiday is free there alone, and as the unit's region was on that day") {
  BookMaker make("2021-07-01", "2021-07-31");
  auto& moved = make.unit("1.01");
  make.unit_state("1.01").region = "Kota Contoh";
  UnitState later = make.unit_state("1.01");
  later.region = "Kabupaten Lain";
  moved.states.steps.emplace_back(day("2021-07-15"), later);
  make.holiday("2021-07-14", "Hari jadi", "Kota Contoh");
  make.holiday("2021-07-16", "Hari jadi lagi", "Kota Contoh");
  CHECK(work_day(make.book, "1.01", day("2021-07-14")).why == "libur: Hari jadi");
  CHECK(work_day(make.book, "1.01", day("2021-07-16")).working);
  CHECK(work_day(make.book, "unknown", day("2021-07-14")).working);
}

TEST_CASE("A16: 07:30 WITA on 28 June is 23:30 UTC the day before, and the day is 28 June; the same moment in WIB and WIT") {
  BookMaker make("2021-06-01", "2021-06-30");
  make.unit("wib");
  make.unit("wita").offset_minutes = base::wita_offset_minutes;
  make.unit("wit").offset_minutes = base::wit_offset_minutes;
  const std::int64_t moment = test::instant("2021-06-27T23:30:00Z").ms;
  CHECK(local_day(make.book, "wita", moment) == day("2021-06-28"));
  CHECK(local_day(make.book, "wib", moment) == day("2021-06-28"));
  CHECK(base::format_rfc3339({moment, base::wita_offset_minutes}).substr(11, 5) == "07:30");
  CHECK(base::format_rfc3339({moment, base::wib_offset_minutes}).substr(11, 5) == "06:30");
  const std::int64_t evening = test::instant("2021-06-27T15:30:00Z").ms;  // 22:30 WIB, 23:30 WITA, 00:30 WIT
  CHECK(local_day(make.book, "wib", evening) == day("2021-06-27"));
  CHECK(local_day(make.book, "wita", evening) == day("2021-06-27"));
  CHECK(local_day(make.book, "wit", evening) == day("2021-06-28"));
}

TEST_CASE("rules calendar: a shift takes the place of the day's hours, over midnight too") {
  BookMaker make("2021-07-01", "2021-07-31");
  make.unit("1.01");
  make.person("p1", "1.01");
  make.shift("pagi", 450, 840, 30);
  make.shift("malam", 1320, 360, 60);
  make.shift("malam", 1380, 420, 60, "2021-07-15");
  make.schedule("p1", "2021-07-12", Mode::wfo, "pagi");
  make.schedule("p1", "2021-07-13", Mode::wfo, "malam");
  make.schedule("p1", "2021-07-17", Mode::wfo, "malam");  // Saturday
  make.schedule("p1", "2021-07-18", Mode::wfo);           // Sunday, and nobody says when
  make.schedule("p1", "2021-07-14", Mode::off);
  const Book& book = make.done();
  const auto planned = [&](const char* date) { return planned_hours(book, *book.person("p1"), day(date)); };
  CHECK(planned("2021-07-12").end == 840);
  CHECK(planned("2021-07-12").net == 360);
  CHECK(planned("2021-07-13").start == 1320);
  CHECK(planned("2021-07-13").end == 1800);
  CHECK(planned("2021-07-13").net == 420);
  CHECK(planned("2021-07-17").start == 1380);
  CHECK(planned("2021-07-17").working);
  CHECK_FALSE(planned("2021-07-14").working);
  CHECK(planned("2021-07-14").why == "libur menurut jadwal");
  CHECK(planned("2021-07-15").start == 450);
  CHECK(planned("2021-07-18").working);
  CHECK(planned("2021-07-18").net == 0);
  CHECK_FALSE(planned("2021-07-24").working);

  make.clause(R"({"id": "R1", "shifts": [{"code": "pagi", "start": "08:00", "end": "12:00"}]})");
  CHECK(planned("2021-07-12").start == 480);  // the circular's
  CHECK(planned("2021-07-13").start == 1320);
}

TEST_CASE("A33: a closure of three days: calendar days with the first one, working days, or from the day after") {
  BookMaker make("2021-04-01", "2021-05-31");
  make.unit("1.01");
  const auto span = [&](const char* from, Counting counting) {
    const auto [first, last] = closure_span(make.book, make.closure("1.01", "Bagian Umum", from, 3, counting));
    return base::format_date(first) + " " + base::format_date(last);
  };
  CHECK(span("2021-04-26", Counting::calendar) == "2021-04-26 2021-04-28");
  CHECK(span("2021-04-23", Counting::calendar) == "2021-04-23 2021-04-25");  // a Friday: open again on Monday
  CHECK(span("2021-04-23", Counting::workdays) == "2021-04-23 2021-04-27");  // Friday, Monday, Tuesday
  CHECK(span("2021-04-26", Counting::day_after) == "2021-04-27 2021-04-29");
}
