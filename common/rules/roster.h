// Proposes who is at the office and who at home, day by day, and says why for each day of each person. A person publishes it.
//
// What decides about a day, the first that applies:
//   1. what is published, where it is to be kept; leave and duty elsewhere in the schedule; a granted permit (leave, DL …)
//   2. a free day of the unit's calendar: OFF
//   3. a closure: at home (A33)
//   4. a clause `attend`: at the office, or at home
//   5. a clause `rotation`: whose turn it is (A17), as far as a cap has room
//   6. clauses `presence`: as many as the cap allows, those with the fewest office days of the month first; what has `max` for
//   home
//      is filled at home. Under `shifts` the cap holds at any moment (A14), or for the whole day where the clause says so.
//   7. nothing: at the office, as ever.
// A roster wish asks for a minimum of people of each section or unit, and how far office days may differ. Where not all can be
// held, caps win over the minimum, the minimum over fairness, and `problems` and `spreads` say what gave way and where.
//
// Nobody begins before he has rested since a shift of the day before (RosterWish::rest_hours): shifts are dealt so. Where no
// deal does it, `problems` names who and when.
//
// Office days are evened out over the month among those whom the same clauses ask for the same (A19): first by who has fewest,
// then by exchanging days, so that leave is made up for where the cap has room. What was published of the month before `from`
// counts.
//
// Stable: the same Book gives the same roster; somebody who joins or leaves moves nobody's turns (A18). Who has no group yet gets
// into the smallest; `groups` are the records to be published together with the cells.
//
// Readings: whose place is closed is neither at home nor at the office, but still one of the people that a percentage is of, as
// in compliance.h (A33). Units of the office that the roster is not made for count by what they have published, and where they
// have published nothing the cap is shared by number of people. A shift that ends past midnight takes room at the moments of the
// next day too, and where others begin there before it ends, they share that room; under a cap for the whole day it counts on the
// day it begins alone.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/rules/finding.h"
#include "common/rules/lookup.h"

namespace hadir::rules {

struct RosterOptions {
  bool whole_opd = false;       // the units below it too
  bool keep_published = false;  // cells that are published stay as they are
};

struct RosterCell {
  std::string person;
  Date date;
  Mode mode = Mode::wfo;
  std::string shift;
  bool kept = false;     // published before, and kept
  std::string citation;  // the clause that decided; empty: none
  std::string why;       // Indonesian, short
  bool operator==(const RosterCell&) const = default;
};

// A record `rotation` to be published with the roster.
struct GroupStart {
  std::string person;
  Date from;
  std::string group;
  bool operator==(const GroupStart&) const = default;
};

// How evenly office days of a month are spread among people whom the same clauses ask for the same.
struct Spread {
  Date month;  // its first day
  std::string unit, citation;
  std::int64_t people = 0, least = 0, most = 0, allowed = 1;
  struct Listed {
    std::string person;
    std::int64_t days = 0;
    std::string why;
    bool operator==(const Listed&) const = default;
  };
  std::vector<Listed> listed;  // whose days are outside what most have, where the spread is more than allowed; by id
  bool is_fair() const { return most - least <= allowed; }
  bool operator==(const Spread&) const = default;
};

struct Roster {
  std::string unit;
  Date from, until;
  std::vector<RosterCell> cells;   // by person, date; days on which somebody belongs to the unit
  std::vector<GroupStart> groups;  // by person, from
  std::vector<Finding> problems;   // sorted
  std::vector<Spread> spreads;     // by month, unit, citation
  const RosterCell* cell(std::string_view person, Date date) const;
};

// Of the days of the Book; `from` and `until` are cut to them. Empty where `until` lies before `from`.
Roster propose(Lookup& lookup, std::string_view unit, Date from, Date until, const RosterOptions& options = {});
Roster propose(const Book& book, std::string_view unit, Date from, Date until, const RosterOptions& options = {});

// What publishing the roster would change: by person and date.
struct RosterChange {
  std::string person;
  Date date;
  const ScheduleCell* published = nullptr;  // nullptr: nothing yet
  const RosterCell* proposed = nullptr;     // nullptr: the roster says nothing of that person's day (who left, say)
};
std::vector<RosterChange> changes(const Book& book, const Roster& roster);

}  // namespace hadir::rules
