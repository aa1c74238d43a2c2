#include "common/rules/roster.h"

#include <algorithm>

#include "common/rules/roster_plan.h"

namespace hadir::rules {

const RosterCell* Roster::cell(std::string_view person, Date date) const {
  const auto key = [](const RosterCell& one) { return std::pair<std::string_view, Date>(one.person, one.date); };
  const auto found = std::ranges::lower_bound(cells, std::pair(person, date), {}, key);
  return found != cells.end() && found->person == person && found->date == date ? &*found : nullptr;
}

Roster propose(Lookup& lookup, std::string_view unit, Date from, Date until, const RosterOptions& options) {
  planning::Plan plan(lookup, unit, from, until, options);
  plan.assign_groups();
  plan.settle_fixed();
  for (int day = 0; day < plan.days; ++day) plan.make_contests(day);
  for (int first = 0; first < plan.days;) {
    int last = first;
    while (last + 1 < plan.days && base::month_of(plan.date(last + 1)) == base::month_of(plan.date(first)) &&
           base::year_of(plan.date(last + 1)) == base::year_of(plan.date(first)))
      ++last;
    plan.begin_month(first);
    for (int day = first; day <= last; ++day) plan.choose(day);
    plan.even_out(first, last);
    plan.deal_shifts(first, last);
    first = last + 1;
  }
  return plan.report();
}

Roster propose(const Book& book, std::string_view unit, Date from, Date until, const RosterOptions& options) {
  Lookup lookup(book);
  return propose(lookup, unit, from, until, options);
}

std::vector<RosterChange> changes(const Book& book, const Roster& roster) {
  std::vector<RosterChange> found;
  std::set<std::string_view> people;
  for (const RosterCell& cell : roster.cells) {
    people.insert(cell.person);
    const auto published = book.schedule.find({cell.person, cell.date});
    const ScheduleCell* before = published == book.schedule.end() ? nullptr : &published->second;
    if (before == nullptr || before->mode != cell.mode || before->shift != cell.shift)
      found.push_back({cell.person, cell.date, before, &cell});
  }
  // What is published for days on which somebody no longer, or not yet, belongs to the unit.
  for (const std::string_view person : people)
    for (auto at = book.schedule.lower_bound({std::string(person), roster.from}); at != book.schedule.end(); ++at) {
      if (at->first.first != person || at->first.second > roster.until) break;
      const Person* then = book.person(person, at->first.second);
      const bool elsewhere = then != nullptr && then->is_member(at->first.second);
      if (!elsewhere && roster.cell(person, at->first.second) == nullptr)
        found.push_back({std::string(person), at->first.second, &at->second, nullptr});
    }
  std::ranges::sort(found, {}, [](const RosterChange& one) { return std::tie(one.person, one.date); });
  return found;
}

}  // namespace hadir::rules
