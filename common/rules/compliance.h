// Plan against circular, and what happened against both: who was to be at the office or at home, how many may or must be, by how
// much that is broken, and by which clause. Recording is never refused because of a finding.
//
// check_plan: code        limit
//   cap        too many in a place                                              most that may be (A01 to A10, A14)
//   floor      too few; those who are away cannot be asked for                  least that must be (A07)
//   balance    too many or too few of those who are in one of both places       the bound that is broken (A09)
//   needs_revision  one of these, where the schedule kept the clause that governed when it was written (A12)
//   two_shifts      somebody in two shifts of a day (A14)                       1
//   shift_unknown   a shift that nobody says the hours of; a warning; counted as the whole day
//   must_attend     at home, who must be at the office (A15)                    0
//   must_be_home    at the office, who must be at home                          0
//   room_unknown    a limit by the capacity of rooms that nobody recorded; a warning
// check_fact:
//   actual_cap    too many were at the office; `people` are those of them who were not planned to be, else all who were (A11)
//   actual_floor  too few were, once the day is over
//   unplanned     a warning: at the office without being planned or called there
//
// Nobody counts who is away (on leave, on duty elsewhere, studying, a free day) or whose place is closed (A33). Whoever was
// called in (A36) is among `actual` but does not break a cap. A group of which people are in units that the Book does not hold
// gives warnings only, since its numbers are partial. `actual` at moments (A14) is that of the busiest, or for a floor the
// emptiest.
#pragma once

#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/rules/finding.h"
#include "common/rules/lookup.h"

namespace hadir::rules {

// A cell that is not in the Book: of a roster that somebody is about to publish. Several of one person and day: all of them.
struct PlannedCell {
  std::string person;
  Date date;
  ScheduleCell cell;
};

// Findings for the unit and those below it, from `from` to `until`, cut to the Book's days; in their total order. Limits that the
// whole office shares are counted over the office, as far as the Book has it.
std::vector<Finding> check_plan(Lookup& lookup, std::string_view unit, Date from, Date until);
std::vector<Finding> check_plan(const Book& book, std::string_view unit, Date from, Date until);
// As if `proposed` were published: for these people and days it replaces what the Book has.
std::vector<Finding> check_plan(Lookup& lookup, std::string_view unit, Date from, Date until,
                                std::span<const PlannedCell> proposed);
std::vector<Finding> check_plan(const Book& book, std::string_view unit, Date from, Date until,
                                std::span<const PlannedCell> proposed);
std::vector<Finding> check_fact(Lookup& lookup, std::string_view unit, Date from, Date until);
std::vector<Finding> check_fact(const Book& book, std::string_view unit, Date from, Date until);

// The numbers behind it, broken or not: for the compliance report. One for each limit, group and day, by day and unit.
struct PresenceCount {
  Date date;
  std::string unit, citation;
  Place place = Place::office;
  std::int64_t people = 0, of = 0;                        // who count; the denominator (-1: not known)
  Bounds bounds;                                          // of those in `place`
  std::int64_t planned_office = 0, planned_home = 0;      // by the schedule, on the whole day
  std::int64_t at_office = 0, called = 0, unplanned = 0;  // at_office: all who were; called and unplanned are among them
  bool partial = false;
  bool operator==(const PresenceCount&) const = default;
};
std::vector<PresenceCount> presence_counts(Lookup& lookup, std::string_view unit, Date from, Date until);

// The plan's side of it with the people it counts, for whoever changes a plan while looking at it: one for each limit, group and
// day, by day and unit, as if `proposed` were published. What happened is not looked at.
struct PresenceMeter {
  Date date;
  std::string unit;
  ClauseRef limit;
  std::int64_t of = 0;                           // as in PresenceCount
  Bounds bounds;                                 // of those in the limit's place
  std::int64_t most_there = 0, least_there = 0;  // at the busiest and at the emptiest moment
  bool is_planned = false;                       // nothing is broken on a day that nobody planned
  bool partial = false;
  std::vector<const Person*> counted;
};
std::vector<PresenceMeter> presence_meters(Lookup& lookup, std::string_view unit, Date from, Date until,
                                           std::span<const PlannedCell> proposed = {});

// What people of the unit and those below it let go ahead although circulars forbid it, of days that touch these; not what was
// decided later than one looks. In the Book's order. Findings stay beside it.
std::vector<const Deviation*> deviations(Lookup& lookup, std::string_view unit, Date from, Date until);

// Who of the unit and those below it is away on a day: scheduled LEAVE or DL, or with a granted permit of a type that keeps
// people away (cuti, sakit, izin, dl, tl, tb).
std::set<std::string> absent_on(Lookup& lookup, std::string_view unit, Date day);
std::set<std::string> absent_on(const Book& book, std::string_view unit, Date day);

}  // namespace hadir::rules
