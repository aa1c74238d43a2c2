// When an office works: its calendar, holidays, shifts, and which day a moment belongs to. Used by rosters, day statuses, hours.
//
// A unit's calendar is the one its `calendar` field names, else "umum". Of a calendar's records the one counts that began last
// and has not ended: an entry with `until` (Ramadan) gives way to the one before it afterwards. Where no record says anything,
// the hours of Perpres 21/2023 hold (DOMAIN.md 4.3). Minutes are those of the local day; no clock, no floating point.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/rules/book.h"
#include "common/rules/policy.h"

namespace hadir::rules {

// Hours by law, with where they stand: what holds without a calendar record, and what to record for the month of Ramadan.
struct LegalHours {
  const char* source;
  std::vector<std::string> lines;
};
const LegalHours& legal_hours();
const LegalHours& legal_ramadan_hours();

struct WorkDay {
  bool working = false;
  bool is_holiday = false;
  std::string why;  // Indonesian: "hari kerja", "Sabtu", "libur: Iduladha"
  DayHours hours;   // where working
  int net_minutes() const { return working ? hours.net_minutes() : 0; }
};
WorkDay work_day(const Book& book, std::string_view unit, Date date);

// The holiday's name; nullptr where it is none for the unit's region on that day.
const std::string* holiday_of(const Book& book, std::string_view unit, Date date);

// Working days and net working minutes of a span, both ends included.
std::int64_t work_days(const Book& book, std::string_view unit, Date from, Date until);
std::int64_t work_minutes(const Book& book, std::string_view unit, Date from, Date until);

// One shift's hours. `end` is past 24:00 where the shift ends on the next day.
struct ShiftHours {
  std::string code;
  int start = 0, end = 0, break_minutes = 0;
  int net_minutes() const { return end - start - break_minutes; }
};
// The shift as the governing circular says, else as the unit's record does. Nothing: nobody says when it is.
std::optional<ShiftHours> shift_hours(Policy& policy, const Person& person, std::string_view code, Date date);
std::optional<ShiftHours> shift_hours(const Book& book, const Person& person, std::string_view code, Date date);

// When a person should work on a day, leave and duty elsewhere aside: a scheduled shift instead of the calendar's hours; a day
// scheduled OFF is free.
struct PlannedHours {
  bool working = false;
  int start = 0,
      end = 0;  // `end` past 24:00: on the next day; both 0 where somebody is to work on a free day and no shift says when
  std::vector<std::pair<int, int>> breaks;
  int net = 0;
  std::string shift;
  std::string why;
};
PlannedHours planned_hours(Policy& policy, const Person& person, Date date);  // for many people and days
PlannedHours planned_hours(const Book& book, const Person& person, Date date);

// A16: the day of a moment as the unit's clocks show it.
Date local_day(const Book& book, std::string_view unit, std::int64_t utc_ms);

// A33: the first and last closed day.
std::pair<Date, Date> closure_span(const Book& book, const Closure& closure);

}  // namespace hadir::rules
