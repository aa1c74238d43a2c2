#include "common/rules/presence_day.h"

#include <algorithm>

#include "common/base/text.h"
#include "common/rules/attendance.h"
#include "common/rules/calendar.h"
#include "common/rules/closures.h"
#include "common/rules/permits.h"

namespace hadir::rules {
namespace {

constexpr int whole_day = 24 * 60;

// Hours of the shift that a cell names, cut to the day; the whole day where it names none or nobody knows it.
Stay stay_of(Lookup& lookup, const Person& person, const std::string& shift, Date day) {
  Stay stay{&person, 0, whole_day};
  if (shift.empty()) return stay;
  if (const auto hours = shift_hours(lookup.policy, person, shift, day))
    stay = {&person, hours->start, std::min(hours->end, whole_day)};
  return stay;
}

// What is left after midnight of a shift that began on the day before.
std::optional<Stay> night_of(Lookup& lookup, const Plan& plan, const Person& person, Date day) {
  const Date before{day.days - 1};
  for (const ScheduleCell* cell : plan.cells(person.id, before)) {
    if (cell->mode != Mode::wfo || cell->shift.empty()) continue;
    const auto hours = shift_hours(lookup.policy, person, cell->shift, before);
    if (hours && hours->end > whole_day) return Stay{&person, 0, hours->end - whole_day, true};
  }
  return {};
}

bool is_called(Lookup& lookup, const Person& person, Date day) {
  const int offset = lookup.book.offset_of(person.unit);
  return std::ranges::any_of(lookup.recalls_of(person.id),
                             [&](const Recall& recall) { return base::date_of(recall.at.ms, offset) == day; });
}

Busiest count_at(const std::vector<Stay>& stays, int minute) {
  Busiest there{{}, minute};
  for (const Stay& stay : stays)
    if (stay.from <= minute && minute < stay.until) there.people.push_back(stay.person);
  std::ranges::sort(there.people, {}, &Person::id);
  there.people.erase(std::unique(there.people.begin(), there.people.end()), there.people.end());
  return there;
}

Busiest count_all(const std::vector<Stay>& stays) {
  std::vector<Stay> whole = stays;
  std::erase_if(whole, [](const Stay& stay) { return stay.since_yesterday; });
  for (Stay& stay : whole) stay.from = 0, stay.until = whole_day;
  return count_at(whole, 0);
}

std::vector<int> beginnings(const std::vector<Stay>& stays) {
  std::set<int> minutes;
  for (const Stay& stay : stays)
    if (!stay.is_whole_day()) minutes.insert(stay.from);
  if (minutes.empty()) return {0};
  return {minutes.begin(), minutes.end()};
}

}  // namespace

Plan::Plan(const Book& book, std::span<const PlannedCell> proposed) : book_(book) {
  for (const PlannedCell& cell : proposed) proposed_[{cell.person, cell.date}].push_back(&cell.cell);
}

std::vector<const ScheduleCell*> Plan::cells(const std::string& person, Date day) const {
  if (!proposed_.empty())
    if (const auto found = proposed_.find({person, day}); found != proposed_.end()) return found->second;
  const auto found = book_.schedule.find({person, day});
  if (found == book_.schedule.end()) return {};
  return {&found->second};
}

std::vector<std::string> shifts_of(std::span<const ScheduleCell* const> cells) {
  std::set<std::string> shifts;
  for (const ScheduleCell* cell : cells) {
    if (cell->mode != Mode::wfo) continue;
    std::string_view rest = cell->shift;
    while (!rest.empty()) {
      const auto end = std::min(rest.find_first_of("+,"), rest.size());
      if (const auto one = base::trim(rest.substr(0, end)); !one.empty()) shifts.emplace(one);
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
  }
  return {shifts.begin(), shifts.end()};
}

Busiest busiest(const std::vector<Stay>& stays, Presence::At at) {
  if (at == Presence::At::day) return count_all(stays);
  Busiest best;
  for (const int minute : beginnings(stays))
    if (auto there = count_at(stays, minute); there.people.size() > best.people.size() || best.people.empty())
      best = std::move(there);
  return best;
}

Busiest emptiest(const std::vector<Stay>& stays, Presence::At at) {
  if (at == Presence::At::day) return count_all(stays);
  std::optional<Busiest> least;
  for (const int minute : beginnings(stays))
    if (auto there = count_at(stays, minute); !least || there.people.size() < least->people.size()) least = std::move(there);
  return *least;
}

bool is_away(Lookup& lookup, const std::string& person, Date day) { return away_on(lookup, person, day).granted != nullptr; }

GroupDay group_day(Lookup& lookup, const Plan& plan, const PresenceGroup& group, const Presence& rule, Date day) {
  GroupDay result;
  for (const Person* person : group.people) {
    if (!is_countable(rule, *person, day)) continue;
    ++result.people;
    if (const auto night = night_of(lookup, plan, *person, day)) result.office_stays.push_back(*night);
    const auto cells = plan.cells(person->id, day);
    const auto has = [&](Mode mode) {
      return std::ranges::any_of(cells, [&](const ScheduleCell* c) { return c->mode == mode; });
    };
    if (has(Mode::leave) || has(Mode::dl) || is_away(lookup, person->id, day)) {
      result.away.insert(person->id);
    } else if (has(Mode::off)) {
      result.free.push_back(person);
    } else if (closure_on(lookup.book, *person, day) != nullptr) {
      result.closed.push_back(person);
    } else if (has(Mode::wfo)) {
      result.office.push_back(person);
      const auto shifts = shifts_of(cells);
      for (const std::string& shift : shifts) {
        result.office_stays.push_back(stay_of(lookup, *person, shift, day));
        if (!shift_hours(lookup.policy, *person, shift, day)) result.unknown_shifts.emplace_back(person, shift);
      }
      if (shifts.empty()) result.office_stays.push_back({person, 0, whole_day});
    } else if (has(Mode::wfh)) {
      result.home.push_back(person);
      result.home_stays.push_back({person, 0, whole_day});
    }
    if (has(Mode::wfo) || has(Mode::wfh)) {
      result.is_planned = true;
      for (const ScheduleCell* cell : cells)
        if (!plan.is_proposed(person->id, day)) result.written_ms = std::max(result.written_ms, cell->written.ms);
    }
  }
  return result;
}

GroupFact group_fact(Lookup& lookup, const Plan& plan, const PresenceGroup& group, const Presence& rule, Date day) {
  GroupFact fact;
  for (const Person* person : group.people) {
    if (!is_countable(rule, *person, day)) continue;
    const Date before{day.days - 1};
    if (const auto night = night_of(lookup, plan, *person, day); night && attendance_of(lookup, *person, before, true).office) {
      fact.stays.push_back(*night);
      fact.stays_uncalled.push_back(*night);
    }
    const Attendance there = attendance_of(lookup, *person, day, true);
    if (!there.office || closure_on(lookup.book, *person, day) != nullptr) continue;
    fact.office.push_back(person);
    const auto cells = plan.cells(person->id, day);
    const bool planned = std::ranges::any_of(cells, [](const ScheduleCell* cell) { return cell->mode == Mode::wfo; });
    const bool called = !planned && is_called(lookup, *person, day);
    if (called)
      fact.called.push_back(person);
    else if (!planned)
      fact.unplanned.push_back(person);

    // Who was planned counts as planned, so that a shift that goes while the next one comes is not two at once.
    std::vector<Stay> stays;
    for (const std::string& shift : shifts_of(cells)) stays.push_back(stay_of(lookup, *person, shift, day));
    if (!planned) {
      const int offset = lookup.book.offset_of(person->unit);
      const auto minute = [&](std::int64_t ms) {
        const std::int64_t local = ms / 60'000 + offset - std::int64_t{day.days} * whole_day;
        return static_cast<int>(std::clamp<std::int64_t>(local, 0, whole_day));
      };
      stays = {{person, there.in ? minute(there.in->ms) : 0, there.out ? minute(there.out->ms) : whole_day}};
      if (stays[0].until <= stays[0].from) stays[0].until = stays[0].from + 1;
    }
    if (stays.empty()) stays.push_back({person, 0, whole_day});
    fact.stays.insert(fact.stays.end(), stays.begin(), stays.end());
    if (!called) fact.stays_uncalled.insert(fact.stays_uncalled.end(), stays.begin(), stays.end());
  }
  return fact;
}

}  // namespace hadir::rules
