// Turns of groups (A17): whose day at the office it is. Pure; used by the roster and by whoever explains one.
//
//   workdays  every `turn_days` working days of the unit the next group, from `start` on; holidays stand outside the counting
//   calendar  every `turn_days` days
//   dates     odd days of the month the first group, even ones the second
//   weekdays  as the clause says
//
// A33: while a place is closed its people's turns go on, or stand still where the clause says so (`pauses_on_closure`).
#pragma once

#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "common/rules/book.h"

namespace hadir::rules {

// Remembers its counting, so whoever asks about many days keeps one. A Book must outlive it. One thread.
class Turns {
 public:
  explicit Turns(const Book& book) : book_(book) {}

  // Whether the group is at the office on that day, which is a working day of the person's unit. False before `start`, and for a
  // group that the clause does not name.
  bool is_turn(const Rotation& rule, const Person& person, const std::string& group, Date day);
  // The group whose turn it is; for `weekdays` the first of them. Empty: nobody's, or the rotation has not begun.
  std::string group_on(const Rotation& rule, const Person& person, Date day);

 private:
  // Working days from `start` up to, and without, the day.
  std::int64_t work_days_before(const Rotation& rule, const Person& person, Date day);

  const Book& book_;
  // Clause, unit, and where closures stop the counting the person -> that count for `start`, the day after it, …
  std::map<std::tuple<const Rotation*, std::string, std::string>, std::vector<std::int64_t>> counted_;
};

// The group somebody is in on a day, by the records; empty: in none.
const std::string& group_of(const Book& book, const std::string& person, Date day);

}  // namespace hadir::rules
