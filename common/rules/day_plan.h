// What was planned for somebody on a day: whether it is a working day for him, where he works and from when to when. It comes
// from the working calendar of his unit, his cell of the schedule, his shift, and closures.
#pragma once

#include <string>

#include "common/rules/calendar.h"
#include "common/rules/lookup.h"

namespace hadir::rules {

struct DayPlan {
  bool works = false;  // a working day for this person; being scheduled on a free day makes it one
  std::string why;     // of calendar.h: hari kerja, sif pagi, libur: Iduladha, Sabtu …
  const ScheduleCell* cell = nullptr;
  Mode mode = Mode::wfo;  // without a cell: at the office; wfh where a closure turns wfo into it
  const Closure* closure = nullptr;
  std::string shift;
  // Minutes from the local midnight of that day; `end` past 24 * 60 where a shift goes on into the next. Both 0: nobody says
  // when.
  int start = 0, end = 0;
  std::vector<std::pair<int, int>> breaks;  // none where only their length is known
  int net_minutes = 0;                      // without breaks
  bool has_hours() const { return works && end > start; }
  bool is_home() const { return mode == Mode::wfh; }
};
const DayPlan& plan_of(Lookup& lookup, const Person& person, Date day);

// Midnight with which a local day begins, in UTC milliseconds.
constexpr std::int64_t midnight_ms(Date day, int offset_minutes) {
  return (static_cast<std::int64_t>(day.days) * 24 * 60 - offset_minutes) * 60'000;
}

}  // namespace hadir::rules
