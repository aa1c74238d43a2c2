// Working hours of a span, such as a month (A40, R1.6): what was required, what was worked or credited, in whole minutes.
//
// - A day at the office counts from the later of coming and beginning to leaving, without breaks, at most what was planned; more
// is
//   overtime and makes up for nothing on other days. Without coming or leaving it counts nothing.
// - A day at home whose reports are complete counts what was planned, whatever the clock says; otherwise nothing.
// - Leave, illness, duty elsewhere, study and other granted absence take their hours off what is required; where the circular's
//   `leave_reduces` is false, they are credited instead.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/rules/day_status.h"

namespace hadir::rules {

struct MonthHours {
  std::string person;
  std::int64_t required = 0, credited = 0, overtime = 0;  // minutes
  std::int64_t reduced = 0;                               // taken off what is required
  std::int64_t not_yet = 0;                               // planned for days that are not over; in none of the others
  std::int64_t workdays = 0, office_days = 0, home_days = 0, home_complete = 0, away_days = 0,
               incomplete = 0;  // incomplete: without in or out
  std::int64_t missing() const { return required > credited ? required - credited : 0; }
  bool operator==(const MonthHours&) const = default;
};
// `days`: of one person, as statuses() gives them.
MonthHours hours_of(Lookup& lookup, std::span<const DayStatus> days);
// Of everybody, by person.
std::vector<MonthHours> month_hours(Lookup& lookup, std::string_view unit, Date from, Date until, bool whole_opd);

}  // namespace hadir::rules
