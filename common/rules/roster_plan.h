// A roster while it is made: people by days, and the contests in which people of one cap meet on one day. Part of roster*.cc, for
// nobody else. People, days, contests are numbered; everything is walked by these numbers, which follow ids and dates.
#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "common/rules/calendar.h"
#include "common/rules/permits.h"
#include "common/rules/roster.h"
#include "common/rules/rotation.h"

namespace hadir::rules::planning {

inline constexpr std::int64_t unlimited = std::numeric_limits<std::int64_t>::max() / 4;
inline constexpr int none = -1;

// What decided about a cell before any contest.
enum class Because : std::uint8_t { kept, scheduled, permit, free_day, closure, attend, contest };

struct Cell {
  const Person* person = nullptr;  // as on that day; nullptr: not of the unit
  bool open = false;               // to be decided in a contest
  Mode mode = Mode::off;
  Because because = Because::free_day;
  int shift = none;        // index into Plan::shift_codes
  int contest = none;      // of that day
  bool on_turn = true;     // false: another group's day
  int duty = none;         // what of `duties` governs
  std::vector<int> rooms;  // other caps that count him too, of that day's `rooms`
  const Permit* permit = nullptr;
  const Closure* closure = nullptr;
};

// What clauses ask of somebody between two changes of anything.
struct Duty {
  ClauseRef attend, rotation, shifts, wish;
  int service = none;  // index into Plan::services
  std::string group;   // of the rotation
};

// People of whom a wish asks a minimum together.
struct Service {
  std::string name;  // for people
  std::string unit;
  ClauseRef wish;
  std::int64_t minimum = 0;
  std::int64_t served = 0;  // days of the month on which it was reached
};

// Room in people, by stretches of the day between beginnings and ends of shifts.
struct ShiftPlan {
  std::vector<int> codes;                // indexes into Plan::shift_codes, as the clause lists them
  std::vector<std::vector<int>> covers;  // per shift its stretches; the last entry: all of them, for who works without a shift
  int stretches = 1;
};

// Bounds of office people. By moment: in every stretch.
struct Limits {
  std::int64_t least_moment = 0, most_moment = unlimited, least_day = 0, most_day = unlimited;
  ClauseRef least_by, most_by;
  bool fill = true;     // up to the most; else only the least is asked to come
  std::int64_t of = 0;  // the number that percents are of
};

// People of one presence group on one day (or of none: no limits), some of them to be chosen.
struct Contest {
  int day = 0;
  std::string unit;
  ClauseRef counted_by;   // empty: no cap
  Limits whole;           // as the clauses say
  Limits limits;          // this roster's share of it, where others have not said whom they need
  std::vector<int> open;  // people to choose from
  ShiftPlan shifts;
  ClauseRef shifts_by;
  std::vector<std::int64_t> used;  // office people by stretch, those who are not chosen here too
  std::int64_t used_day = 0;
  std::vector<int> by_shift;  // chosen ones, by place in `shifts`
  bool shared = false;        // with units whose days are not known
};

struct Load {
  std::int64_t month = 0;  // office days of this month, with what a newcomer is credited
  bool credited = false;
  std::int64_t total = 0;                      // all that the Book knows before the roster, and the roster's
  int last = std::numeric_limits<int>::min();  // the last office day
  std::map<int, int> by_shift;
};

class Plan {
 public:
  Plan(Lookup& lookup, std::string_view unit, Date from, Date until, const RosterOptions& options);

  // roster_plan.cc
  void settle_fixed();   // all cells that no contest decides
  void assign_groups();  // of rotations, for who has none
  // roster_contest.cc
  void make_contests(int day);
  void choose(int day);
  // roster_even.cc
  void even_out(int first_day, int last_day);
  void deal_shifts(int first_day, int last_day);
  // roster_report.cc
  Roster report();

  Lookup& lookup;
  const Book& book;
  std::string unit;
  Date from, until;
  RosterOptions options;
  int days = 0;
  std::vector<std::string> people;              // by id
  std::unordered_map<std::string, int> number;  // of a person
  std::vector<std::vector<Cell>> cells;         // [person][day]
  std::vector<Duty> duties;
  std::vector<Service> services;
  std::vector<std::string> shift_codes;
  std::vector<std::vector<Contest>> contests;  // [day]
  std::vector<std::vector<Contest>> rooms;  // [day] caps beside a contest's own: a room's, whose people are counted elsewhere too
  std::vector<Load> loads;
  std::vector<GroupStart> new_groups;
  std::set<Finding> problems;

  Date date(int day) const { return {from.days + day}; }
  int day_of(Date date) const { return date.days - from.days; }
  const std::string& group_on(int person, Date day) const;
  void begin_month(int first_day);
  int shift_number(const std::string& code);
  bool is_away(const std::string& person, Date day);
  const ShiftPlan& shift_plan(const ClauseRef& clause, const Person& person, Date day);
  void take(Contest& contest, int person, int place);
  Turns turns;
  // Office people of a service on a day; in a shift: with those who work without one.
  std::int64_t serving(int service, int day, int shift) const;
  void count_service(int person, int day, int by);
  // One shift number for each moment that a service needs people at: `none` where it works without shifts.
  std::vector<int> moments_of(const Contest& contest) const;

 private:
  struct Group {
    PresenceGroup presence;
    std::vector<int> numbers;  // of its people; `none`: not in this roster
  };
  void find_people();
  void settle(int person, int day, const ScheduleCell* published);
  int duty_of(const Person& person, const std::string& group, Date day);
  int service_of(const ClauseRef& wish, const Person& person, Date day);
  const std::vector<Group>& groups_on(Date day);
  Limits limits_of(const Group& group, int day);
  // `beside`: as one of `rooms`.
  void open_contest(const Group& group, int day, bool beside);
  static std::size_t place_of(const Contest& contest, int shift);
  bool rooms_take(const Cell& cell, int day, int shift) const;
  void use_shifts(Contest& contest);
  // The place in the contest's shifts (the last: without a shift) where this person fits, the emptiest first; `none`: no room.
  int room_for(const Contest& contest, int person, const Limits& limits, int wanted = none) const;
  void serve(Contest& contest, int service, std::vector<int>& waiting);
  bool lacks(const Contest& contest) const;
  std::vector<int> by_need(const Contest& contest) const;
  // Those to choose from who stay at home, with or without a turn; remembered until one of them is exchanged.
  const std::vector<int>& at_home(const Contest& contest, int number_of_it, bool on_turn);
  bool may_swap(const Contest& contest, int gives, int takes) const;
  bool exchange_from(int person, int first_day, int last_day, std::vector<bool>& stuck);
  void swap(Contest& contest, int gives, int takes);

  std::vector<Date> changes_;  // activations
  std::map<std::pair<std::size_t, std::size_t>, std::vector<Group>> groups_;
  std::map<std::pair<const Clause*, std::string>, int> service_numbers_;
  std::map<std::string, int> shift_numbers_;
  std::map<std::tuple<int, int, bool>, std::vector<int>> at_home_;
  std::map<std::tuple<const Clause*, std::string, std::size_t>, ShiftPlan> shift_plans_;
  std::map<std::string, std::vector<WorkDay>> work_days_;             // unit -> by day
  std::map<int, std::vector<std::pair<Date, std::string>>> given_;    // groups given here: person -> from, group
  std::vector<std::map<std::pair<int, int>, std::int64_t>> serving_;  // by day: (service, shift) -> office people
};

}  // namespace hadir::rules::planning
