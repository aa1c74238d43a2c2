// One day's choosing: how many may come, and who does (roster_plan.h).
#include <algorithm>
#include <tuple>

#include "common/rules/closures.h"
#include "common/rules/roster_plan.h"
#include "common/rules/wording.h"

namespace hadir::rules::planning {

// Clauses and people are the same between two changes; activations decide about limits.
const std::vector<Plan::Group>& Plan::groups_on(Date day) {
  const auto activations = static_cast<std::size_t>(std::ranges::upper_bound(changes_, day) - changes_.begin());
  const auto [place, fresh] = groups_.try_emplace({lookup.epoch_of(day), activations});
  if (fresh)
    for (PresenceGroup& presence : lookup.policy.presence_groups(unit, day)) {
      Group group{std::move(presence), {}};
      bool ours = false;
      for (const Person* person : group.presence.people) {
        const auto found = number.find(person->id);
        const bool here = found != number.end();
        group.numbers.push_back(here ? found->second : none);
        ours = ours || here;
      }
      if (ours && !group.presence.limits.empty()) place->second.push_back(std::move(group));
    }
  return place->second;
}

Limits Plan::limits_of(const Group& group, int day) {
  const Date today = date(day);
  Limits limits;
  bool office_most = false, home_most = false;
  for (const ClauseRef& clause : group.presence.limits) {
    const auto& rule = clause.as<Presence>();
    std::set<std::string> absent;
    std::int64_t present = 0;
    if (rule.of == Presence::Of::available || rule.balance || rule.place == Place::home) {
      for (std::size_t index = 0; index < group.numbers.size(); ++index) {
        const Person& person = *group.presence.people[index];
        const int who = group.numbers[index];
        const Cell* cell = who == none ? nullptr : &cells[static_cast<std::size_t>(who)][static_cast<std::size_t>(day)];
        const bool known = cell != nullptr && cell->person != nullptr;
        const bool away = known ? cell->mode == Mode::leave || cell->mode == Mode::dl : is_away(person.id, today);
        // Whose place is closed, or whose day is free, is neither at home nor at the office; but still one of those who are
        // there.
        const bool idle =
            known ? cell->mode == Mode::off || cell->because == Because::closure : closure_on(book, person, today) != nullptr;
        if (away || (idle && rule.balance)) absent.insert(person.id);
        if (!away && !idle && is_countable(rule, person, today)) ++present;
      }
    }
    const std::int64_t of = denominator(book, rule, group.presence, today, absent);
    if (of < 0 && ((rule.max && rule.max->percent) || (rule.min && rule.min->percent)))
      problems.insert({from,
                       group.presence.unit,
                       "room",
                       false,
                       clause.citation(),
                       {},
                       0,
                       0,
                       "Batas menurut kapasitas ruang tidak dapat dihitung karena kapasitas ruang kerja " +
                           wording::unit(book, group.presence.unit) + " belum diisi."});
    Bounds bounds = bounds_of(rule, of);
    if (rule.place == Place::home) {
      home_most = home_most || bounds.most.has_value();
      const auto office = [&](std::int64_t home) { return std::max<std::int64_t>(present - home, 0); };
      bounds = Bounds{bounds.most ? std::optional(office(*bounds.most)) : std::nullopt,
                      bounds.least ? std::optional(office(*bounds.least)) : std::nullopt};
    } else {
      office_most = office_most || bounds.most.has_value();
    }
    const bool by_day = rule.at == Presence::At::day;
    std::int64_t& most = by_day ? limits.most_day : limits.most_moment;
    std::int64_t& least = by_day ? limits.least_day : limits.least_moment;
    if (bounds.most && *bounds.most < most) {
      most = *bounds.most;
      limits.most_by = clause;
      limits.of = of;
    }
    if (bounds.least && *bounds.least > least) {
      least = *bounds.least;
      limits.least_by = clause;
      if (!limits.most_by) limits.of = of;
    }
  }
  limits.fill = office_most || !home_most;
  return limits;
}

const ShiftPlan& Plan::shift_plan(const ClauseRef& clause, const Person& person, Date day) {
  const auto [place, fresh] = shift_plans_.try_emplace({clause.clause, person.unit, lookup.epoch_of(day)});
  ShiftPlan& plan = place->second;
  if (!fresh) return plan;
  std::vector<std::pair<int, int>> spans;  // within the day
  std::set<int> edges{0};
  for (const Shifts::One& one : clause.as<Shifts>().shifts) {
    const int code = shift_number(one.code);
    if (std::ranges::find(plan.codes, code) != plan.codes.end()) continue;
    plan.codes.push_back(code);
    const auto hours = shift_hours(lookup.policy, person, one.code, day);
    // Nobody says when: a stretch of its own.
    const int ordinal = static_cast<int>(plan.codes.size());
    spans.emplace_back(hours ? hours->start : 100'000 + ordinal * 2,
                       hours ? std::min(hours->end, day_minutes) : 100'000 + ordinal * 2 + 1);
    edges.insert({spans.back().first, spans.back().second});
    plan.hours.push_back(hours ? WorkHours{hours->start, hours->end} : WorkHours{});
  }
  plan.begins.clear();
  plan.takers.clear();
  plan.covers.resize(spans.size() + 1);
  for (auto edge = edges.begin(); edge != edges.end(); ++edge) {
    const int stretch = static_cast<int>(plan.begins.size());
    int takers = 0;
    for (std::size_t shift = 0; shift < spans.size(); ++shift)
      if (spans[shift].first <= *edge && *edge < spans[shift].second) {
        plan.covers[shift].push_back(stretch);
        ++takers;
      }
    if (takers == 0 && *edge != 0) continue;
    plan.covers.back().push_back(stretch);
    plan.begins.push_back(*edge);
    plan.takers.push_back(takers);
  }
  return plan;
}

void Plan::use_shifts(Contest& contest) {
  contest.shifts.covers = {{0}};
  for (const int who : contest.open) {
    const Cell& cell = cells[static_cast<std::size_t>(who)][static_cast<std::size_t>(contest.day)];
    const ClauseRef& clause = duties[static_cast<std::size_t>(cell.duty)].shifts;
    if (!clause || clause.as<Shifts>().shifts.empty()) continue;
    contest.shifts = shift_plan(clause, *cell.person, date(contest.day));
    contest.shifts_by = clause;
    break;
  }
  contest.used.assign(contest.shifts.begins.size(), 0);
  contest.from_before.assign(contest.shifts.begins.size(), 0);
  contest.by_shift.assign(contest.shifts.codes.size() + 1, 0);
}

// Of a shift in a contest's plan; the last place for none, and for one that it does not know.
std::size_t Plan::place_of(const Contest& contest, int shift) {
  return static_cast<std::size_t>(std::ranges::find(contest.shifts.codes, shift) - contest.shifts.codes.begin());
}

void Plan::open_contest(const Group& group, int day, bool beside) {
  const Date today = date(day);
  Contest contest;
  contest.day = day;
  contest.unit = group.presence.unit;
  contest.counted_by = group.presence.counted_by;
  contest.whole = limits_of(group, day);
  const auto& rule = group.presence.limits.front().as<Presence>();
  auto& all_of_day = (beside ? rooms : contests)[static_cast<std::size_t>(day)];
  const int place = static_cast<int>(all_of_day.size());
  std::int64_t ours = 0, unknown = 0;
  bool works = false;
  std::vector<Cell*> counted;
  std::vector<int> settled;       // shifts of those who come anyway
  std::vector<WorkHours> nights;  // that began the day before
  for (std::size_t index = 0; index < group.numbers.size(); ++index) {
    const Person& person = *group.presence.people[index];
    if (!is_countable(rule, person, today)) continue;
    const int who = group.numbers[index];
    Cell* cell = who == none ? nullptr : &cells[static_cast<std::size_t>(who)][static_cast<std::size_t>(day)];
    nights.push_back(who == none ? published_hours(person, {today.days - 1}) : hours_on(who, day - 1));
    if (cell != nullptr && cell->person != nullptr) {
      works = works || cell->mode != Mode::off;
      contest.planned = contest.planned || cell->mode == Mode::wfo || cell->mode == Mode::wfh;
      counted.push_back(cell);
      if (cell->open) {
        ++ours;
        if (beside)
          cell->rooms.push_back(place);
        else
          cell->contest = place;
        contest.open.push_back(who);
      } else if (cell->mode == Mode::wfo) {
        settled.push_back(cell->shift);
      }
      continue;
    }
    const auto published = book.schedule.find({person.id, today});
    if (published == book.schedule.end()) {
      unknown += is_away(person.id, today) ? 0 : 1;
      continue;
    }
    contest.planned = contest.planned || published->second.mode == Mode::wfo || published->second.mode == Mode::wfh;
    if (published->second.mode == Mode::wfo)
      settled.push_back(published->second.shift.empty() ? none : shift_number(published->second.shift));
  }
  if (!works) return;
  for (Cell* cell : counted) cell->caps.push_back({beside, place});
  std::ranges::sort(contest.open);
  use_shifts(contest);
  for (const WorkHours hours : nights) add_night(contest, hours);
  for (const int shift : settled) {
    for (const int stretch : contest.shifts.covers[place_of(contest, shift)]) ++contest.used[static_cast<std::size_t>(stretch)];
    ++contest.used_day;
  }
  contest.limits = contest.whole;
  if (unknown > 0) {
    contest.shared = true;
    const std::int64_t all = ours + unknown;
    const auto share = [&](std::int64_t& bound, bool up) {
      if (bound >= unlimited) return;
      const std::int64_t left = std::max<std::int64_t>(bound - contest.used_day, 0) * ours;
      bound = std::min(bound, contest.used_day) + (up ? (left + all - 1) / all : left / all);
    };
    share(contest.limits.most_moment, false);
    share(contest.limits.most_day, false);
    share(contest.limits.least_moment, true);
    share(contest.limits.least_day, true);
  }
  all_of_day.push_back(std::move(contest));
}

void Plan::make_contests(int day) {
  // A room's cap counts people whom another cap may count too.
  const auto is_room = [](const Group& group) { return group.presence.limits.front().as<Presence>().of == Presence::Of::room; };
  const auto is_counted = [&](int who) {
    return who != none && cells[static_cast<std::size_t>(who)][static_cast<std::size_t>(day)].contest != none;
  };
  for (const Group& group : groups_on(date(day)))
    if (!is_room(group)) open_contest(group, day, false);
  for (const Group& group : groups_on(date(day)))
    if (is_room(group)) open_contest(group, day, std::ranges::any_of(group.numbers, is_counted));
  // The rest, whom no cap counts.
  Contest rest;
  rest.day = day;
  rest.unit = unit;
  const int place = static_cast<int>(contests[static_cast<std::size_t>(day)].size());
  for (std::size_t who = 0; who < people.size(); ++who) {
    Cell& cell = cells[who][static_cast<std::size_t>(day)];
    if (!cell.open || cell.contest != none) continue;
    cell.contest = place;
    rest.open.push_back(static_cast<int>(who));
  }
  use_shifts(rest);
  contests[static_cast<std::size_t>(day)].push_back(std::move(rest));
}

bool Plan::rooms_take(const Cell& cell, int day, int shift) const {
  return std::ranges::all_of(cell.rooms, [&](int number_of_it) {
    const Contest& room = rooms[static_cast<std::size_t>(day)][static_cast<std::size_t>(number_of_it)];
    return room.used_day < room.limits.most_day &&
           std::ranges::all_of(room.shifts.covers[place_of(room, shift)], [&](int stretch) {
             return room.used[static_cast<std::size_t>(stretch)] < room.limits.most_moment;
           });
  });
}

const std::vector<CountedBy>& Plan::caps_on(int person, int day) const {
  static const std::vector<CountedBy> nothing;
  return day < days ? cells[static_cast<std::size_t>(person)][static_cast<std::size_t>(day)].caps : nothing;
}

// Counts who is still there after midnight, in every stretch that begins before he goes.
void Plan::add_night(Contest& contest, WorkHours hours, int by) {
  if (!contest.planned) return;
  for (std::size_t stretch = 0; stretch < contest.used.size(); ++stretch)
    if (contest.shifts.begins[stretch] < hours.minutes_after_midnight()) {
      contest.used[stretch] += by;
      contest.from_before[stretch] += by;
    }
}

// Where others come on the next day before these hours end, they share the room.
const Contest* Plan::full_next_day(int person, int day, WorkHours hours) const {
  if (hours.minutes_after_midnight() == 0) return nullptr;
  for (const CountedBy& cap : caps_on(person, day + 1)) {
    const Contest& next = cap_of(*this, cap, day + 1);
    if (!next.planned) continue;
    for (std::size_t stretch = 0; stretch < next.used.size(); ++stretch) {
      if (next.shifts.begins[stretch] >= hours.minutes_after_midnight()) break;
      const std::int64_t room = next.limits.most_moment - (next.used[stretch] - next.from_before[stretch]);
      if (next.from_before[stretch] >= room / (1 + next.shifts.takers[stretch])) return &next;
    }
  }
  return nullptr;
}

int Plan::room_for(const Contest& contest, int person, const Limits& limits, bool rested, int wanted) {
  if (contest.used_day >= limits.most_day) return none;
  const auto& codes = contest.shifts.codes;
  const auto has_room = [&](std::size_t place) {
    return std::ranges::all_of(contest.shifts.covers[place],
                               [&](int stretch) { return contest.used[static_cast<std::size_t>(stretch)] < limits.most_moment; });
  };
  const Cell& cell = cells[static_cast<std::size_t>(person)][static_cast<std::size_t>(contest.day)];
  const auto may_work = [&](WorkHours hours) {
    return full_next_day(person, contest.day, hours) == nullptr && (!rested || is_rested(person, contest.day, hours));
  };
  if (codes.empty() || !(duties[static_cast<std::size_t>(cell.duty)].shifts == contest.shifts_by))
    return has_room(codes.size()) && rooms_take(cell, contest.day, none) && may_work(usual_hours(cell, contest.day))
               ? static_cast<int>(codes.size())
               : none;
  const auto& mine = loads[static_cast<std::size_t>(person)].by_shift;
  int best = none;
  std::pair<int, int> least;
  for (std::size_t place = 0; place < codes.size(); ++place) {
    if ((wanted != none && codes[place] != wanted) || !has_room(place) || !rooms_take(cell, contest.day, codes[place]) ||
        !may_work(contest.shifts.hours[place]))
      continue;
    const auto known = mine.find(codes[place]);
    const std::pair key{contest.by_shift[place], known == mine.end() ? 0 : known->second};
    if (best != none && !(key < least)) continue;
    best = static_cast<int>(place);
    least = key;
  }
  return best;
}

std::int64_t Plan::emptiest(const Contest& contest, bool to_choose) {
  std::int64_t least = unlimited;
  for (std::size_t stretch = 0; stretch < contest.used.size(); ++stretch)
    if (contest.shifts.takers[stretch] > 0 || (!to_choose && contest.from_before[stretch] > 0))
      least = std::min(least, contest.used[stretch]);
  return least;
}

bool Plan::lacks(const Contest& contest) const {
  return contest.used_day < contest.limits.least_day || emptiest(contest, true) < contest.limits.least_moment;
}

std::vector<int> Plan::by_need(const Contest& contest) const {
  std::vector<int> order = contest.open;
  const auto key = [&](int who) {
    const Load& load = loads[static_cast<std::size_t>(who)];
    const Cell& cell = cells[static_cast<std::size_t>(who)][static_cast<std::size_t>(contest.day)];
    return std::tuple(!cell.on_turn, load.month, load.total, load.last, who);
  };
  std::ranges::sort(order, [&](int a, int b) { return key(a) < key(b); });
  return order;
}

void Plan::take(Contest& contest, int person, int place) {
  Cell& cell = cells[static_cast<std::size_t>(person)][static_cast<std::size_t>(contest.day)];
  cell.mode = Mode::wfo;
  const auto& codes = contest.shifts.codes;
  const bool in_shift = static_cast<std::size_t>(place) < codes.size();
  cell.shift = in_shift ? codes[static_cast<std::size_t>(place)] : none;
  cell.hours = in_shift ? contest.shifts.hours[static_cast<std::size_t>(place)] : usual_hours(cell, contest.day);
  add_everywhere(contest, person, static_cast<std::size_t>(place), 1);
}

void Plan::release(Contest& contest, int person) {
  Cell& cell = cells[static_cast<std::size_t>(person)][static_cast<std::size_t>(contest.day)];
  add_everywhere(contest, person, place_of(contest, cell.shift), -1);
  cell.mode = Mode::wfh;
  cell.shift = none;
  cell.hours = {};
}

// Counts somebody who works in a shift of this contest, or no longer does, wherever he is counted.
void Plan::add_everywhere(Contest& contest, int person, std::size_t place, int by) {
  const Cell& cell = cells[static_cast<std::size_t>(person)][static_cast<std::size_t>(contest.day)];
  if (cell.hours.minutes_after_midnight() > 0)
    for (const CountedBy& cap : caps_on(person, contest.day + 1)) add_night(cap_of(*this, cap, contest.day + 1), cell.hours, by);
  for (const int stretch : contest.shifts.covers[place]) contest.used[static_cast<std::size_t>(stretch)] += by;
  contest.by_shift[place] += by;
  contest.used_day += by;
  for (const int number_of_it : cell.rooms) {
    Contest& room = rooms[static_cast<std::size_t>(contest.day)][static_cast<std::size_t>(number_of_it)];
    for (const int stretch : room.shifts.covers[place_of(room, cell.shift)]) room.used[static_cast<std::size_t>(stretch)] += by;
    room.used_day += by;
  }
  count_service(person, contest.day, by);
}

std::vector<int> Plan::moments_of(const Contest& contest) const {
  return contest.shifts.codes.empty() ? std::vector<int>{none} : contest.shifts.codes;
}

// Fills one service up to its minimum, as far as there is room.
void Plan::serve(Contest& contest, int service, std::vector<int>& waiting) {
  const std::int64_t minimum = services[static_cast<std::size_t>(service)].minimum;
  for (const int moment : moments_of(contest))
    for (const bool rested : {true, false})
      for (auto next = waiting.begin(); next != waiting.end() && serving(service, contest.day, moment) < minimum;) {
        const Cell& cell = cells[static_cast<std::size_t>(*next)][static_cast<std::size_t>(contest.day)];
        const int place = duties[static_cast<std::size_t>(cell.duty)].service == service
                              ? room_for(contest, *next, contest.limits, rested, moment)
                              : none;
        if (place == none) {
          ++next;
        } else {
          take(contest, *next, place);
          next = waiting.erase(next);
        }
      }
}

void Plan::choose(int day) {
  const Date today = date(day);
  const Date month{today.days - static_cast<std::int32_t>(base::day_of_month(today)) + 1};
  for (Contest& contest : contests[static_cast<std::size_t>(day)]) {
    // Who joins during the month does not have to make up for days before that.
    std::int64_t sum = 0, old = 0;
    std::vector<int> joined;
    for (const int who : contest.open) {
      const Load& load = loads[static_cast<std::size_t>(who)];
      const auto& since = cells[static_cast<std::size_t>(who)][static_cast<std::size_t>(day)].person->joined;
      if (since && *since > month && !load.credited) {
        joined.push_back(who);
      } else {
        sum += load.month;
        ++old;
      }
    }
    for (const int who : joined) {
      Load& load = loads[static_cast<std::size_t>(who)];
      load.credited = true;
      if (old > 0) load.month = std::max(load.month, sum / old);
    }

    std::vector<int> waiting = by_need(contest);
    std::set<std::tuple<std::int64_t, int>> needed;  // the least served first
    for (const int who : contest.open) {
      const Cell& cell = cells[static_cast<std::size_t>(who)][static_cast<std::size_t>(day)];
      if (const int service = duties[static_cast<std::size_t>(cell.duty)].service; service != none)
        needed.emplace(services[static_cast<std::size_t>(service)].served, service);
    }
    for (const auto& [served, service] : needed) serve(contest, service, waiting);

    Limits wanted = contest.limits;
    if (!wanted.fill) {  // only as many as have to come
      const bool by_moment = wanted.least_moment > 0;
      wanted.most_moment = std::min(wanted.most_moment, by_moment ? wanted.least_moment : unlimited);
      wanted.most_day = std::min(wanted.most_day, wanted.least_day > 0 ? wanted.least_day : by_moment ? unlimited : 0);
    }
    // Those who would lack rest come last: the shifts are dealt once more at the end.
    for (const bool rested : {true, false})
      std::erase_if(waiting, [&](int who) {
        const Cell& cell = cells[static_cast<std::size_t>(who)][static_cast<std::size_t>(day)];
        if (!cell.on_turn) return false;
        const bool has_turn = static_cast<bool>(duties[static_cast<std::size_t>(cell.duty)].rotation);
        const int place = room_for(contest, who, has_turn ? contest.limits : wanted, rested);
        if (place != none) take(contest, who, place);
        return place != none;
      });
    for (const bool rested : {true, false})
      std::erase_if(waiting, [&](int who) {
        const int place = lacks(contest) ? room_for(contest, who, contest.limits, rested) : none;
        if (place != none) take(contest, who, place);
        return place != none;
      });
  }
  for (std::size_t service = 0; service < services.size(); ++service)
    services[service].served += serving(static_cast<int>(service), day, none) >= services[service].minimum ? 1 : 0;
  for (std::size_t who = 0; who < people.size(); ++who) {
    const Cell& cell = cells[who][static_cast<std::size_t>(day)];
    if (cell.person == nullptr || cell.mode != Mode::wfo) continue;
    Load& load = loads[who];
    ++load.month;
    ++load.total;
    load.last = day;
    if (cell.shift != none) ++load.by_shift[cell.shift];
  }
}

}  // namespace hadir::rules::planning
