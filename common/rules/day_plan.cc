#include "common/rules/day_plan.h"

#include "common/rules/closures.h"
#include "common/rules/lookup_caches.h"

namespace hadir::rules {

const DayPlan& plan_of(Lookup& lookup, const Person& person, Date day) {
  const OnDay key{&person, day.days};
  if (const auto found = lookup.caches->plans.find(key); found != lookup.caches->plans.end()) return found->second;
  const Book& book = lookup.book;
  DayPlan plan;
  PlannedHours hours = planned_hours(lookup.policy, person, day);
  plan.works = hours.working;
  plan.why = std::move(hours.why);
  plan.shift = std::move(hours.shift);
  plan.start = hours.start;
  plan.end = hours.end;
  plan.breaks = std::move(hours.breaks);
  plan.net_minutes = hours.net;
  if (const auto cell = book.schedule.find({person.id, day}); cell != book.schedule.end()) {
    plan.cell = &cell->second;
    plan.mode = cell->second.mode;
  }
  if (plan.works) plan.closure = closure_on(book, person, day);
  if (plan.closure != nullptr && plan.mode == Mode::wfo) plan.mode = Mode::wfh;
  return lookup.caches->plans.emplace(key, std::move(plan)).first->second;
}

}  // namespace hadir::rules
