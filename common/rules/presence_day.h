// One day of one presence group, person by person, for compliance.cc: where everybody was to be and was, and how many of them
// were in a place together.
#pragma once

#include <span>

#include "common/rules/compliance.h"

namespace hadir::rules {

// The schedule of the Book, with proposed cells in place of its own.
class Plan {
 public:
  Plan(const Book& book, std::span<const PlannedCell> proposed);
  // All cells of a person on a day; usually one or none. A cell that names two shifts ("pagi+siang") is two.
  std::vector<const ScheduleCell*> cells(const std::string& person, Date day) const;
  bool is_proposed(const std::string& person, Date day) const { return proposed_.contains({person, day}); }

 private:
  const Book& book_;
  std::map<PersonDay, std::vector<const ScheduleCell*>> proposed_;
};
std::vector<std::string> shifts_of(std::span<const ScheduleCell* const> cells);

// Minutes of the local day.
struct Stay {
  const Person* person = nullptr;
  int from = 0, until = 0;       // the whole day: 0 to 24:00
  bool since_yesterday = false;  // what is left of a shift of the day before
  bool is_whole_day() const { return from <= 0 && until >= 24 * 60; }
};
struct Busiest {
  std::vector<const Person*> people;  // by id
  int minute = 0;
};
// The moment at which most are there; where a day counts, all who come on it at any time.
Busiest busiest(const std::vector<Stay>& stays, Presence::At at);
// The moment among those at which somebody comes at which fewest are there.
Busiest emptiest(const std::vector<Stay>& stays, Presence::At at);

// Where the people of a group are on a day under one of its limits; only those who count.
struct GroupDay {
  std::int64_t people = 0;                     // who count
  std::set<std::string> away;                  // on leave, on duty elsewhere …
  std::vector<const Person*> free, closed;     // a free day; sent home by a closure
  std::vector<const Person*> office, home;     // by the schedule
  std::vector<Stay> office_stays, home_stays;  // the same, and who is still there from the night before
  std::vector<std::pair<const Person*, std::string>> unknown_shifts;
  std::int64_t written_ms = 0;  // when the last of these cells was written
  bool is_planned = false;      // somebody is scheduled at the office or at home
  std::int64_t available() const { return people - static_cast<std::int64_t>(away.size() + free.size() + closed.size()); }
};
GroupDay group_day(Lookup& lookup, const Plan& plan, const PresenceGroup& group, const Presence& rule, Date day);

struct GroupFact {
  std::vector<const Person*> office, called, unplanned;  // called and unplanned are among office
  std::vector<Stay> stays, stays_uncalled;
};
GroupFact group_fact(Lookup& lookup, const Plan& plan, const PresenceGroup& group, const Presence& rule, Date day);

// Whether somebody is away by a granted permit.
bool is_away(Lookup& lookup, const std::string& person, Date day);

}  // namespace hadir::rules
