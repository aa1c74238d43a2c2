#include "common/rules/closures.h"

#include <algorithm>

#include "common/rules/calendar.h"

namespace hadir::rules {

bool closes_for(const Book& book, const Closure& closure, const Person& person, Date day) {
  if (closure.cancelled) return false;
  if (!closure.section.empty() && person.states.at(day).section != closure.section) return false;
  return closure.unit == person.unit ||
         std::ranges::any_of(book.lineage(person.unit, day), [&](const Unit* above) { return above->code == closure.unit; });
}

const Closure* closure_on(const Book& book, const Person& person, Date day) {
  const Closure* best = nullptr;
  for (const Closure& closure : book.closures) {
    if (day < closure.from || (best != nullptr && best->from <= closure.from) || !closes_for(book, closure, person, day))
      continue;
    const auto [first, last] = closure_span(book, closure);
    if (first <= day && day <= last) best = &closure;
  }
  return best;
}

Date reopens_on(const Book& book, const Closure& closure) { return {closure_span(book, closure).second.days + 1}; }

}  // namespace hadir::rules
