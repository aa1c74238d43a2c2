// Who is there, and every day that needs no choosing (roster_plan.h).
#include "common/rules/roster_plan.h"

#include <algorithm>

#include "common/rules/closures.h"

namespace hadir::rules::planning {
namespace {

Date first_of_month(Date day) { return {day.days - static_cast<std::int32_t>(base::day_of_month(day)) + 1}; }

Mode mode_of(PermitType type) { return type == PermitType::dl || type == PermitType::tl ? Mode::dl : Mode::leave; }

}  // namespace

Plan::Plan(Lookup& of, std::string_view asked, Date first, Date last, const RosterOptions& wanted)
    : lookup(of),
      book(of.book),
      unit(asked),
      from(std::max(first, of.book.first)),
      until(std::min(last, of.book.last)),
      options(wanted),
      turns(of.book) {
  days = until < from ? 0 : until.days - from.days + 1;
  contests.resize(static_cast<std::size_t>(days));
  rooms.resize(static_cast<std::size_t>(days));
  serving_.resize(static_cast<std::size_t>(days));
  for (const Activation& activation : book.activations) {
    changes_.push_back(activation.from);
    if (activation.until) changes_.push_back({activation.until->days + 1});
  }
  std::ranges::sort(changes_);
  find_people();
  find_hours_around();
}

const WorkDay& Plan::work_day_of(const std::string& of_unit, int day) {
  auto& calendar = work_days_[of_unit];
  if (calendar.empty())
    for (int one = 0; one < days; ++one) calendar.push_back(work_day(book, of_unit, date(one)));
  return calendar[static_cast<std::size_t>(day)];
}

WorkHours Plan::shift_hours_of(const Person& person, int shift, Date day) {
  const std::string code = shift_codes[static_cast<std::size_t>(shift)];
  if (const ClauseRef clause = lookup.rule<Shifts>(person, day)) {
    const ShiftPlan& known = shift_plan(clause, person, day);
    if (const auto found = std::ranges::find(known.codes, shift); found != known.codes.end())
      return known.hours[static_cast<std::size_t>(found - known.codes.begin())];
  }
  const auto hours = shift_hours(lookup.policy, person, code, day);
  return hours ? WorkHours{hours->start, hours->end} : WorkHours{};
}

WorkHours Plan::published_hours(const Person& person, Date day) {
  const auto published = book.schedule.find({person.id, day});
  if (published == book.schedule.end() || published->second.mode != Mode::wfo) return {};
  if (!published->second.shift.empty()) return shift_hours_of(person, shift_number(published->second.shift), day);
  const WorkDay usual = work_day(book, person.unit, day);
  return usual.working ? WorkHours{usual.hours.start, none} : WorkHours{};
}

// Of days on which somebody is not in the roster, but is on the day after or before.
void Plan::find_hours_around() {
  const auto is_here = [&](std::size_t who, int day) {
    return day >= 0 && day < days && cells[who][static_cast<std::size_t>(day)].person != nullptr;
  };
  for (std::size_t who = 0; who < people.size(); ++who)
    for (int day = -1; day <= days; ++day) {
      if (is_here(who, day) || (!is_here(who, day - 1) && !is_here(who, day + 1))) continue;
      const Person* person = book.person(people[who], date(day));
      if (person == nullptr) continue;
      if (const WorkHours hours = published_hours(*person, date(day)); hours.start != none)
        around_[{static_cast<int>(who), day}] = hours;
    }
}

WorkHours Plan::hours_on(int person, int day) const {
  if (day >= 0 && day < days) {
    const Cell& cell = cells[static_cast<std::size_t>(person)][static_cast<std::size_t>(day)];
    if (cell.person != nullptr) return cell.mode == Mode::wfo ? cell.hours : WorkHours{};
  }
  const auto found = around_.find({person, day});
  return found == around_.end() ? WorkHours{} : found->second;
}

std::int64_t Plan::rest_before(int person, int day) const {
  for (const int at : {day, day - 1}) {
    if (at < 0 || at >= days) continue;
    const Cell& cell = cells[static_cast<std::size_t>(person)][static_cast<std::size_t>(at)];
    if (cell.person != nullptr) return duties[static_cast<std::size_t>(cell.duty)].rest;
  }
  return 0;
}

bool Plan::is_rested_since(int person, int day, WorkHours hours) const {
  if (hours.start == none) return true;
  const WorkHours before = hours_on(person, day - 1);
  return before.end == none || hours.start + day_minutes - before.end >= rest_before(person, day);
}

bool Plan::is_rested_until(int person, int day, WorkHours hours) const {
  if (hours.end == none) return true;
  const WorkHours after = hours_on(person, day + 1);
  return after.start == none || after.start + day_minutes - hours.end >= rest_before(person, day + 1);
}

void Plan::find_people() {
  std::map<std::string, std::vector<std::pair<int, const Person*>>> found;
  for (int day = 0; day < days; ++day)
    for (const Person* person : book.members(unit, date(day), options.whole_opd)) found[person->id].emplace_back(day, person);
  for (const auto& [id, times] : found) {
    number.emplace(id, static_cast<int>(people.size()));
    people.push_back(id);
    auto& row = cells.emplace_back(static_cast<std::size_t>(days));
    for (const auto& [day, person] : times) row[static_cast<std::size_t>(day)].person = person;
  }
  loads.resize(people.size());
  for (std::size_t who = 0; who < people.size(); ++who) {
    Load& load = loads[who];
    for (auto at = book.schedule.lower_bound({people[who], book.first}); at != book.schedule.end(); ++at) {
      if (at->first.first != people[who] || at->first.second >= from) break;
      if (at->second.mode != Mode::wfo) continue;
      ++load.total;
      load.last = day_of(at->first.second);
      if (!at->second.shift.empty()) ++load.by_shift[shift_number(at->second.shift)];
      if (at->first.second >= first_of_month(from)) ++load.month;
    }
  }
}

void Plan::begin_month(int first_day) {
  if (first_day == 0) return;  // the days before the roster are counted already
  for (Load& load : loads) {
    load.month = 0;
    load.credited = false;
  }
}

int Plan::shift_number(const std::string& code) {
  const auto [place, fresh] = shift_numbers_.try_emplace(code, static_cast<int>(shift_codes.size()));
  if (fresh) shift_codes.push_back(code);
  return place->second;
}

bool Plan::is_away(const std::string& person, Date day) {
  if (const auto cell = book.schedule.find({person, day}); cell != book.schedule.end())
    if (cell->second.mode == Mode::leave || cell->second.mode == Mode::dl) return true;
  return !lookup.permits_of(person).empty() && away_on(lookup, person, day).granted != nullptr;
}

const std::string& Plan::group_on(int person, Date day) const {
  const auto& id = people[static_cast<std::size_t>(person)];
  const auto given = given_.find(person);
  if (given == given_.end()) return group_of(book, id, day);
  const std::pair<Date, std::string>* latest = nullptr;
  for (const auto& one : given->second)
    if (one.first <= day) latest = &one;
  if (latest == nullptr) return group_of(book, id, day);
  if (const auto recorded = book.rotation.find(id); recorded != book.rotation.end())
    for (const auto& step : recorded->second.steps)
      if (step.first > latest->first && step.first <= day) return recorded->second.at(day);
  return latest->second;
}

// Day by day, whoever is under a rotation and in none of its groups gets into the smallest one of his unit: those who are there
// first before those who join, and section by section, so that each section has people of every group.
void Plan::assign_groups() {
  for (int day = 0; day < days; ++day) {
    const Date today = date(day);
    std::map<std::pair<const Clause*, std::string>, std::vector<std::pair<std::string, int>>> lacking;  // (section, person)
    for (std::size_t who = 0; who < people.size(); ++who) {
      const Person* person = cells[who][static_cast<std::size_t>(day)].person;
      if (person == nullptr || lookup.rule<Attend>(*person, today)) continue;
      const ClauseRef clause = lookup.rule<Rotation>(*person, today);
      if (!clause || clause.as<Rotation>().groups.empty()) continue;
      const auto& groups = clause.as<Rotation>().groups;
      if (std::ranges::find(groups, group_on(static_cast<int>(who), today)) == groups.end())
        lacking[{clause.clause, person->unit}].emplace_back(person->states.at(today).section, static_cast<int>(who));
    }
    for (auto& [pool, waiting] : lacking) {
      const auto& groups = std::get<Rotation>(pool.first->rule).groups;
      const auto place_of = [&](const std::string& group) {
        return static_cast<std::size_t>(std::ranges::find(groups, group) - groups.begin());
      };
      std::vector<std::int64_t> sizes(groups.size());
      std::map<std::string, std::vector<std::int64_t>> by_section;
      const auto count = [&](const std::string& section, std::size_t place) {
        ++sizes[place];
        auto& of_section = by_section[section];
        of_section.resize(groups.size());
        ++of_section[place];
      };
      for (std::size_t who = 0; who < people.size(); ++who) {
        const Person* person = cells[who][static_cast<std::size_t>(day)].person;
        if (person == nullptr || person->unit != pool.second || lookup.rule<Rotation>(*person, today).clause != pool.first)
          continue;
        if (lookup.rule<Attend>(*person, today)) continue;
        const std::size_t place = place_of(group_on(static_cast<int>(who), today));
        if (place < groups.size()) count(person->states.at(today).section, place);
      }
      std::ranges::sort(waiting);
      for (const auto& [section, who] : waiting) {
        auto& of_section = by_section[section];
        of_section.resize(groups.size());
        std::size_t best = 0;
        for (std::size_t place = 1; place < groups.size(); ++place)
          if (std::pair(sizes[place], of_section[place]) < std::pair(sizes[best], of_section[best])) best = place;
        count(section, best);
        given_[who].emplace_back(today, groups[best]);
        new_groups.push_back({people[static_cast<std::size_t>(who)], today, groups[best]});
      }
    }
  }
  std::ranges::sort(new_groups, {}, [](const GroupStart& one) { return std::tie(one.person, one.from); });
}

int Plan::service_of(const ClauseRef& wish, const Person& person, Date day) {
  if (!wish || wish.as<RosterWish>().minimum <= 0) return none;
  Service service{"", person.unit, wish, wish.as<RosterWish>().minimum, 0};
  std::string key = person.unit;
  switch (wish.as<RosterWish>().per) {
    case Presence::Per::opd: key = service.unit = book.opd_of(person.unit, day); break;
    case Presence::Per::unit: break;
    case Presence::Per::section:
      service.name = person.states.at(day).section;
      if (service.name.empty()) return none;
      key += '/' + service.name;
      break;
  }
  if (service.name.empty()) {
    const Unit* known = book.unit(service.unit);
    service.name = known == nullptr ? service.unit : known->name;
  }
  const auto [place, fresh] = service_numbers_.try_emplace({wish.clause, key}, static_cast<int>(services.size()));
  if (fresh) services.push_back(std::move(service));
  return place->second;
}

int Plan::duty_of(const Person& person, const std::string& group, Date day) {
  Duty duty;
  duty.attend = lookup.rule<Attend>(person, day);
  duty.rotation = lookup.rule<Rotation>(person, day);
  duty.shifts = lookup.rule<Shifts>(person, day);
  duty.wish = lookup.rule<RosterWish>(person, day);
  duty.service = service_of(duty.wish, person, day);
  duty.group = group;
  duty.rest = (duty.wish ? duty.wish.as<RosterWish>() : RosterWish{}).rest_hours * 60;
  duties.push_back(std::move(duty));
  return static_cast<int>(duties.size()) - 1;
}

void Plan::settle(int who, int day, const ScheduleCell* published) {
  Cell& cell = cells[static_cast<std::size_t>(who)][static_cast<std::size_t>(day)];
  const Date today = date(day);
  const auto decide = [&](Mode mode, Because because) {
    cell.mode = mode;
    cell.because = because;
  };
  const bool is_leave = published != nullptr && (published->mode == Mode::leave || published->mode == Mode::dl);
  if (published != nullptr && (options.keep_published || is_leave)) {
    decide(published->mode, options.keep_published ? Because::kept : Because::scheduled);
    if (!published->shift.empty()) cell.shift = shift_number(published->shift);
    return;
  }
  const bool is_free = !work_day_of(cell.person->unit, day).working;
  if (!lookup.permits_of(cell.person->id).empty()) cell.permit = away_on(lookup, cell.person->id, today).granted;
  if (cell.permit != nullptr && (!is_free || mode_of(cell.permit->type) == Mode::dl))
    return decide(mode_of(cell.permit->type), Because::permit);
  if (is_free) return decide(Mode::off, Because::free_day);
  if (!book.closures.empty() && (cell.closure = closure_on(book, *cell.person, today)) != nullptr)
    return decide(Mode::wfh, Because::closure);
  const Duty& duty = duties[static_cast<std::size_t>(cell.duty)];
  if (duty.attend) return decide(duty.attend.as<Attend>().place == Place::office ? Mode::wfo : Mode::wfh, Because::attend);
  decide(Mode::wfh, Because::contest);
  cell.open = true;
  if (duty.rotation) {
    const auto& rule = duty.rotation.as<Rotation>();
    // Before a rotation begins nobody's turn has come, and the caps alone decide.
    const bool begun = rule.count == Rotation::Count::dates || rule.count == Rotation::Count::weekdays || rule.start <= today;
    cell.on_turn = !begun || turns.is_turn(rule, *cell.person, duty.group, today);
  }
}

void Plan::settle_fixed() {
  for (std::size_t who = 0; who < people.size(); ++who) {
    auto published = book.schedule.lower_bound({people[who], from});
    const Person* last_person = nullptr;
    std::size_t last_epoch = 0;
    int last_duty = none;
    for (int day = 0; day < days; ++day) {
      Cell& cell = cells[who][static_cast<std::size_t>(day)];
      const ScheduleCell* is_published = nullptr;
      if (published != book.schedule.end() && published->first.first == people[who] && published->first.second == date(day)) {
        is_published = &published->second;
        ++published;
      }
      if (cell.person == nullptr) continue;
      const std::size_t epoch = lookup.epoch_of(date(day));
      const std::string& group = group_on(static_cast<int>(who), date(day));
      if (last_duty == none || last_person != cell.person || last_epoch != epoch ||
          duties[static_cast<std::size_t>(last_duty)].group != group)
        last_duty = duty_of(*cell.person, group, date(day));
      last_person = cell.person;
      last_epoch = epoch;
      cell.duty = last_duty;
      settle(static_cast<int>(who), day, is_published);
      if (cell.mode != Mode::wfo) continue;
      count_service(static_cast<int>(who), day, 1);
      if (cell.shift != none)
        cell.hours = shift_hours_of(*cell.person, cell.shift, date(day));
      else if (work_day_of(cell.person->unit, day).working)
        cell.hours = usual_hours(cell, day);
    }
  }
}

void Plan::count_service(int person, int day, int by) {
  const Cell& cell = cells[static_cast<std::size_t>(person)][static_cast<std::size_t>(day)];
  if (const int service = duties[static_cast<std::size_t>(cell.duty)].service; service != none)
    serving_[static_cast<std::size_t>(day)][{service, cell.shift}] += by;
}

std::int64_t Plan::serving(int service, int day, int shift) const {
  const auto& counts = serving_[static_cast<std::size_t>(day)];
  std::int64_t sum = 0;
  for (auto at = counts.lower_bound({service, none}); at != counts.end() && at->first.first == service; ++at)
    if (shift == none || at->first.second == none || at->first.second == shift) sum += at->second;
  return sum;
}

}  // namespace hadir::rules::planning
