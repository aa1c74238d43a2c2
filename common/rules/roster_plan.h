// A roster while it is made: people by days, and the contests in which people of one cap meet on one day. Part of roster*.cc, for
// nobody else. People, days, contests are numbered; everything is walked by these numbers, which follow ids and dates.
#pragma once

#include <algorithm>
#include <compare>
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
inline constexpr int day_minutes = 24 * 60;

// What decided about a cell before any contest.
enum class Because : std::uint8_t { kept, scheduled, permit, free_day, closure, attend, contest };

// When somebody works, in minutes of that day; `end` is past 24:00 where it is on the next one. `none`: not known; who works
// without a shift has no end here.
struct WorkHours {
  int start = none, end = none;
  int minutes_after_midnight() const { return std::max(end - day_minutes, 0); }
  bool operator==(const WorkHours&) const = default;
};

// A cap that counts somebody on a day, of that day's `rooms` or `contests`.
struct CountedBy {
  bool beside = false;
  int number = none;
  auto operator<=>(const CountedBy&) const = default;
};

struct Cell {
  const Person* person = nullptr;  // as on that day; nullptr: not of the unit
  bool open = false;               // to be decided in a contest
  Mode mode = Mode::off;
  Because because = Because::free_day;
  int shift = none;             // index into Plan::shift_codes
  WorkHours hours;              // where at the office
  int contest = none;           // of that day
  bool on_turn = true;          // false: another group's day
  int duty = none;              // what of `duties` governs
  std::vector<int> rooms;       // other caps that count him too, of that day's `rooms`
  std::vector<CountedBy> caps;  // all that count him, whether or not he is to be chosen
  const Permit* permit = nullptr;
  const Closure* closure = nullptr;
};

// What clauses ask of somebody between two changes of anything.
struct Duty {
  ClauseRef attend, rotation, shifts, wish;
  int service = none;     // index into Plan::services
  std::string group;      // of the rotation
  std::int64_t rest = 0;  // minutes between the end of a shift and the next day's beginning
};

// People of whom a wish asks a minimum together.
struct Service {
  std::string name;  // for people
  std::string unit;
  ClauseRef wish;
  std::int64_t minimum = 0;
  std::int64_t served = 0;  // days of the month on which it was reached
};

// Room in people, by stretches of the day between beginnings and ends of shifts. The first begins at midnight: whose shift ends
// there is still in it.
struct ShiftPlan {
  std::vector<int> codes;                // indexes into Plan::shift_codes, as the clause lists them
  std::vector<WorkHours> hours;          // of these
  std::vector<std::vector<int>> covers;  // per shift its stretches; the last entry: all of them, for who works without a shift
  std::vector<int> begins = {0};         // of stretches
  std::vector<int> takers = {1};         // how many kinds of people of the day itself a stretch may have
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
  std::vector<std::int64_t> used;  // office people by stretch, those who are not chosen here too, and who began the day before
  std::vector<std::int64_t> from_before;  // the latter alone
  std::int64_t used_day = 0;
  bool planned = false;       // somebody works that day, here or at home; else nobody asks
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
  // roster_shifts.cc
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
  void release(Contest& contest, int person);
  Turns turns;
  // The cap of the next day that has no room for the end of these hours; nullptr: none.
  const Contest* full_next_day(int person, int day, WorkHours hours) const;
  // The fewest at any moment that counts; `to_choose`: at one to which somebody of the day itself can be added.
  static std::int64_t emptiest(const Contest& contest, bool to_choose);
  // Of somebody's cell, in the roster or published around it.
  WorkHours hours_on(int person, int day) const;
  // Whether somebody who works these hours on a day has had the rest he should have since the day before; will until the next.
  bool is_rested_since(int person, int day, WorkHours hours) const;
  bool is_rested_until(int person, int day, WorkHours hours) const;
  bool is_rested(int person, int day, WorkHours hours) const {
    return is_rested_since(person, day, hours) && is_rested_until(person, day, hours);
  }
  std::int64_t rest_before(int person, int day) const;  // minutes
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
  void find_hours_around();
  void settle(int person, int day, const ScheduleCell* published);
  WorkHours shift_hours_of(const Person& person, int shift, Date day);
  WorkHours published_hours(const Person& person, Date day);
  WorkHours usual_hours(const Cell& cell, int day) { return {work_day_of(cell.person->unit, day).hours.start, none}; }
  const WorkDay& work_day_of(const std::string& unit, int day);
  int duty_of(const Person& person, const std::string& group, Date day);
  int service_of(const ClauseRef& wish, const Person& person, Date day);
  const std::vector<Group>& groups_on(Date day);
  Limits limits_of(const Group& group, int day);
  // `beside`: as one of `rooms`.
  void open_contest(const Group& group, int day, bool beside);
  static std::size_t place_of(const Contest& contest, int shift);
  static auto& cap_of(auto& plan, const CountedBy& cap, int day) {
    return (cap.beside ? plan.rooms : plan.contests)[static_cast<std::size_t>(day)][static_cast<std::size_t>(cap.number)];
  }
  const std::vector<CountedBy>& caps_on(int person, int day) const;
  static void add_night(Contest& contest, WorkHours hours, int by = 1);
  void add_everywhere(Contest& contest, int person, std::size_t place, int by);
  bool rooms_take(const Cell& cell, int day, int shift) const;
  void use_shifts(Contest& contest);
  // The place in the contest's shifts (the last: without a shift) where this person fits, the emptiest first; `none`: no room.
  int room_for(const Contest& contest, int person, const Limits& limits, bool rested, int wanted = none);
  void serve(Contest& contest, int service, std::vector<int>& waiting);
  bool lacks(const Contest& contest) const;
  std::vector<int> by_need(const Contest& contest) const;
  // Those to choose from who stay at home, with or without a turn; remembered until one of them is exchanged.
  const std::vector<int>& at_home(const Contest& contest, int number_of_it, bool on_turn);
  bool may_swap(const Contest& contest, int gives, int takes, bool rested) const;
  bool exchange_from(int person, int first_day, int last_day, bool rested, std::vector<bool>& stuck);
  void exchange_all(int first_day, int last_day, bool rested);
  // Whether any shift of these days ends so late that somebody might lack rest.
  bool is_tight(int first_day, int last_day) const;
  bool is_dealt(int person, int day) const;
  bool may_trade(int one, int other, int day) const;
  bool trade_for_rest(int person, int day);
  bool move_for_rest(int person, int day);
  void mend_rest(int day);
  void swap(Contest& contest, int gives, int takes);

  std::vector<Date> changes_;  // activations
  std::map<std::pair<std::size_t, std::size_t>, std::vector<Group>> groups_;
  std::map<std::pair<const Clause*, std::string>, int> service_numbers_;
  std::map<std::string, int> shift_numbers_;
  std::map<std::tuple<int, int, bool>, std::vector<int>> at_home_;
  std::map<std::tuple<const Clause*, std::string, std::size_t>, ShiftPlan> shift_plans_;
  std::map<std::string, std::vector<WorkDay>> work_days_;             // unit -> by day
  std::map<std::pair<int, int>, WorkHours> around_;                   // published for days beside the roster: (person, day)
  std::map<int, std::vector<std::pair<Date, std::string>>> given_;    // groups given here: person -> from, group
  std::vector<std::map<std::pair<int, int>, std::int64_t>> serving_;  // by day: (service, shift) -> office people
};

}  // namespace hadir::rules::planning
