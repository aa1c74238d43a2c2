#include "common/base/civil.h"

#include <limits>

#include "tests/catch.h"
#include "tests/property.h"

using namespace hadir::base;

namespace {

std::int64_t ms_of(std::string_view text) {
  CAPTURE(text);
  const auto instant = parse_rfc3339(text);
  REQUIRE(instant);
  return instant->ms;
}

constexpr std::int64_t day_ms = 86'400'000;

}  // namespace

TEST_CASE("parse_date knows the calendar") {
  CHECK(parse_date("1970-01-01")->days == 0);
  CHECK(parse_date("1969-12-31")->days == -1);
  CHECK(parse_date("2000-03-01")->days == 11017);
  CHECK(parse_date("2026-03-02")->days == 20514);
  CHECK(parse_date("2024-02-29"));
  CHECK(parse_date("2000-02-29"));
  CHECK(parse_date("1900-01-01"));
  CHECK(parse_date("2200-12-31"));
}

TEST_CASE("parse_date refuses everything but a real YYYY-MM-DD") {
  for (const auto* bad :
       {"",           "2026",       "2026-3-2",   "2026-03-2",  "2026-03-02 ", " 2026-03-02", "2026/03/02", "20260302",
        "2026-00-01", "2026-13-01", "2026-01-00", "2026-01-32", "2026-02-29",  "2026-02-30",  "2026-04-31", "1900-02-29",
        "2100-02-29", "1899-12-31", "2201-01-01", "0000-00-00", "+026-03-02",  "-026-03-02",  "2026-03-0a", "2026-03-02T"}) {
    CAPTURE(bad);
    CHECK_FALSE(parse_date(bad));
  }
}

TEST_CASE("every day from 1900 to 2200 survives format and parse, and its fields agree") {
  const auto last = parse_date("2200-12-31")->days;
  unsigned weekday = iso_weekday_of(*parse_date("1900-01-01"));
  CHECK(weekday == 1);  // a Monday
  bool good = true;
  for (auto day = parse_date("1900-01-01")->days; day <= last; ++day) {
    const Date date{day};
    good = good && parse_date(format_date(date)) == date;
    good = good && date_from(year_of(date), month_of(date), day_of_month(date)) == date;
    good = good && iso_weekday_of(date) == weekday;
    good = good && day_of_month(date) <= days_in_month(year_of(date), month_of(date));
    weekday = weekday % 7 + 1;
  }
  CHECK(good);
}

TEST_CASE("days_in_month") {
  CHECK(days_in_month(2026, 1) == 31);
  CHECK(days_in_month(2026, 2) == 28);
  CHECK(days_in_month(2024, 2) == 29);
  CHECK(days_in_month(2100, 2) == 28);
  CHECK(days_in_month(2026, 4) == 30);
}

TEST_CASE("absurd days and moments print instead of overflowing") {
  CHECK(format_date({std::numeric_limits<std::int32_t>::max()}) == "9999-12-31");
  CHECK(format_date({std::numeric_limits<std::int32_t>::min()}) == "0000-01-01");
  CHECK(format_rfc3339({std::numeric_limits<std::int64_t>::max(), 420}) == "9999-12-31T23:59:59.999+07:00");
  CHECK(format_rfc3339({std::numeric_limits<std::int64_t>::min(), -420}) == "0000-01-01T00:00:00.000-07:00");
  CHECK(format_rfc3339({0, 32767}) == "1970-01-01T18:00:00.000+18:00");
  CHECK(format_local(std::numeric_limits<std::int64_t>::max()) == "9999-12-31 23:59:59");
  for (const auto ms : {std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max()}) {
    for (const int offset : {-max_offset_minutes, 0, max_offset_minutes}) year_of(date_of(ms, offset));
  }
}

TEST_CASE("what a person types as a date") {
  const auto today = *parse_date("2026-03-01");
  const auto is = [&](std::string_view text, std::string_view wanted) {
    CAPTURE(text);
    const auto date = parse_date_input(text, today);
    REQUIRE(date);
    CHECK(format_date(*date) == wanted);
  };
  is("2026-03-02", "2026-03-02");
  is("02-03-2026", "2026-03-02");
  is("02/03/2026", "2026-03-02");
  is("2/3/2026", "2026-03-02");
  is(" 31-12-2025 ", "2025-12-31");
  is("hari ini", "2026-03-01");
  is("Today", "2026-03-01");
  is("besok", "2026-03-02");
  is("TOMORROW", "2026-03-02");
  is("kemarin", "2026-02-28");
  is("yesterday", "2026-02-28");
  is("lusa", "2026-03-03");
  for (const auto* bad : {"", "hari", "02-13-2026", "31-04-2026", "02-03/2026", "2/3/26", "123-01-2026", "-03-2026", "02--2026",
                          "02-03-2026-", "2026-3-2", "2026/03/02", "senin"}) {
    CAPTURE(bad);
    CHECK_FALSE(parse_date_input(bad, today));
  }
}

TEST_CASE("RFC 3339: separators, fractions and offsets") {
  constexpr std::int64_t morning = 20514 * day_ms + (24 * 60 + 11) * 1000;  // 2026-03-02T00:24:11Z
  CHECK(ms_of("2026-03-02T00:24:11Z") == morning);
  CHECK(ms_of("2026-03-02t00:24:11z") == morning);
  CHECK(ms_of("2026-03-02 07:24:11+07:00") == morning);
  CHECK(ms_of("2026-03-02T08:24:11+08:00") == morning);
  CHECK(ms_of("2026-03-01T23:24:11-01:00") == morning);
  CHECK(ms_of("2026-03-02T00:24:11-00:00") == morning);
  CHECK(ms_of("2026-03-02T18:24:11+18:00") == morning);
  CHECK(ms_of("2026-03-02T05:54:11+05:30") == morning);
  CHECK(ms_of("2026-03-02T00:24:11.1Z") == morning + 100);
  CHECK(ms_of("2026-03-02T00:24:11.12Z") == morning + 120);
  CHECK(ms_of("2026-03-02T00:24:11.1239999999999999999999Z") == morning + 123);  // cut, not rounded
  CHECK(parse_rfc3339("2026-03-02T07:24:11+07:00")->offset_minutes == wib_offset_minutes);
  CHECK(parse_rfc3339("2026-03-02T07:24:11-03:30")->offset_minutes == -210);
  CHECK(ms_of("1970-01-01T00:00:00Z") == 0);
  CHECK(ms_of("1970-01-01T00:00:00+07:00") == -7 * 3'600'000);
  CHECK(parse_rfc3339("2200-12-31T23:59:59.999Z"));
}

TEST_CASE("RFC 3339: what is refused") {
  for (const auto* bad : {"",
                          "2026-03-02",
                          "2026-03-02T07:24:11",
                          "2026-03-02T07:24:11.123",
                          "2026-03-02T07:24+07:00",
                          "2026-03-02_07:24:11Z",
                          "2026-03-02T24:00:00Z",
                          "2026-03-02T23:59:60Z",
                          "2026-06-30T23:59:60Z",
                          "2026-03-02T07:60:00Z",
                          "2026-02-29T07:24:11Z",
                          "2026-02-30T07:24:11Z",
                          "1969-12-31T23:59:59Z",
                          "2201-01-01T00:00:00Z",
                          "2026-03-02T07:24:11.Z",
                          "2026-03-02T07:24:11,5Z",
                          "2026-03-02T07:24:11+7:00",
                          "2026-03-02T07:24:11+0700",
                          "2026-03-02T07:24:11+07",
                          "2026-03-02T07:24:11+07:60",
                          "2026-03-02T07:24:11+18:01",
                          "2026-03-02T07:24:11-19:00",
                          "2026-03-02T07:24:11ZZ",
                          "2026-03-02T07:24:11Z ",
                          " 2026-03-02T07:24:11Z",
                          "2026-03-02T7:24:11Z",
                          "2026-3-2T07:24:11Z",
                          "2026-03-02  07:24:11Z",
                          "2026-03-02T07:24:11 Z",
                          "2026-03-02T-7:24:11Z",
                          "2026-03-02T07:24:1\xB2Z"}) {
    CAPTURE(bad);
    CHECK_FALSE(parse_rfc3339(bad));
  }
}

TEST_CASE("format_rfc3339 writes one canonical form") {
  CHECK(format_rfc3339(*parse_rfc3339("2026-03-02 07:24:11.1239+07:00")) == "2026-03-02T07:24:11.123+07:00");
  CHECK(format_rfc3339(*parse_rfc3339("2026-03-02T07:24:11Z")) == "2026-03-02T07:24:11.000+00:00");
  CHECK(format_rfc3339(*parse_rfc3339("2026-03-02T07:24:11-00:00")) == "2026-03-02T07:24:11.000+00:00");
  CHECK(format_rfc3339(*parse_rfc3339("2026-03-02T07:24:11.05-00:30")) == "2026-03-02T07:24:11.050-00:30");
  CHECK(format_rfc3339({-1, 0}) == "1969-12-31T23:59:59.999+00:00");
}

TEST_CASE("an instant survives format and parse") {
  rc::prop("for any value", [] {
    const auto offset = *rc::gen::inRange<int>(-max_offset_minutes, max_offset_minutes + 1);
    // Local times within 1970 to 2200.
    const auto local = *rc::gen::inRange<std::int64_t>(0, (parse_date("2200-12-31")->days + std::int64_t{1}) * day_ms);
    const Instant instant{local - offset * std::int64_t{60'000}, static_cast<std::int16_t>(offset)};
    RC_ASSERT(parse_rfc3339(format_rfc3339(instant)) == instant);
    RC_ASSERT(format_date(date_of(instant.ms, offset)) == format_rfc3339(instant).substr(0, 10));
  });
}

TEST_CASE("parsers do not stumble over damaged text") {
  rc::prop("for any value", [](const std::string& noise) {
    std::string text = "2026-03-02T07:24:11.123+07:00";
    for (const char c : noise) text[*rc::gen::inRange<std::size_t>(0, text.size())] = c;
    if (const auto instant = parse_rfc3339(text)) RC_ASSERT(parse_rfc3339(format_rfc3339(*instant)) == instant);
  });
}

TEST_CASE("device time is naive and strict") {
  CHECK(parse_local_ms("1970-01-01 00:00:00") == 0);
  CHECK(parse_local_ms("2020-08-26 23:08:49") == ms_of("2020-08-26T23:08:49Z"));
  for (const auto* bad :
       {"2020-08-26T23:08:49", "2020-08-26 23:08", "2020-08-26 24:00:00", "2021-02-30 07:00:00", "2020-08-26 23:08:49 ",
        "2020-08-26 23:08:49.5", "1969-12-31 23:59:59", "2201-01-01 00:00:00", "26-08-2020 23:08:49", ""}) {
    CAPTURE(bad);
    CHECK_FALSE(parse_local_ms(bad));
  }
  rc::prop("for any value", [] {
    const auto seconds = *rc::gen::inRange<std::int64_t>(0, 84370 * std::int64_t{86400});
    RC_ASSERT(parse_local_ms(format_local(seconds * 1000)) == seconds * 1000);
  });
}

TEST_CASE("date_of sees the day from the office's zone") {
  const auto late = ms_of("2026-03-01T16:30:00Z");
  CHECK(format_date(date_of(late, wib_offset_minutes)) == "2026-03-01");
  CHECK(format_date(date_of(late, wita_offset_minutes)) == "2026-03-02");
  CHECK(format_date(date_of(late, wit_offset_minutes)) == "2026-03-02");
  CHECK(date_of(-1, 0).days == -1);
  CHECK(date_of(-day_ms, 0).days == -1);
  CHECK(date_of(-day_ms - 1, 0).days == -2);
  CHECK(date_of(0, -1).days == -1);
}
