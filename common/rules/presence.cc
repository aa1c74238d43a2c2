// The arithmetic of presence rules: who counts, of how many, and how a percentage becomes people. Whole numbers only.
#include <algorithm>

#include "common/rules/policy.h"

namespace hadir::rules {
namespace {

std::int64_t people_of(const Amount& amount, std::int64_t of, Presence::Round round) {
  if (!amount.percent) return amount.value;
  const std::int64_t whole = 10'000, exact = amount.value * of;
  switch (round) {
    case Presence::Round::down: return exact / whole;
    case Presence::Round::up: return (exact + whole - 1) / whole;
    case Presence::Round::nearest: return (2 * exact + whole) / (2 * whole);
  }
  return 0;
}

}  // namespace

bool is_countable(const Presence& rule, const Person& person, Date day) {
  if (rule.of == Presence::Of::staff || rule.of == Presence::Of::available)
    return person.states.at(day).klass != Class::structural;
  return true;
}

std::int64_t denominator(const Book& book, const Presence& rule, const PresenceGroup& group, Date day,
                         const std::set<std::string>& absent) {
  if (rule.of == Presence::Of::room) {
    // Rooms are known by unit, so a section's are its unit's.
    std::set<std::string_view> units;
    for (const Person* person : group.people) units.insert(person->unit);
    std::optional<std::int64_t> capacity;
    for (const std::string_view code : units)
      if (const Unit* unit = book.unit(code); unit != nullptr && unit->states.at(day).room_capacity)
        capacity = capacity.value_or(0) + *unit->states.at(day).room_capacity;
    return capacity.value_or(-1);
  }
  return std::ranges::count_if(group.people, [&](const Person* person) {
    if (!is_countable(rule, *person, day)) return false;
    return (rule.of != Presence::Of::available && !rule.balance) || !absent.contains(person->id);
  });
}

Bounds bounds_of(const Presence& rule, std::int64_t denominator) {
  using Round = Presence::Round;
  Bounds bounds;
  const auto is_known = [&](const std::optional<Amount>& amount) { return amount && (!amount->percent || denominator >= 0); };
  if (rule.balance) {
    if (!is_known(rule.max)) return bounds;
    return {people_of(*rule.max, denominator, Round::down), people_of(*rule.max, denominator, Round::up)};
  }
  const bool is_exact = rule.max && rule.max == rule.min;
  if (is_known(rule.max)) bounds.most = people_of(*rule.max, denominator, rule.round.value_or(Round::down));
  if (is_known(rule.min))
    bounds.least = people_of(*rule.min, denominator, rule.round.value_or(is_exact ? Round::down : Round::up));
  if (rule.min_one && bounds.most == 0 && denominator > 0) bounds.most = 1;
  if (is_exact && rule.min_one && bounds.most) bounds.least = bounds.most;
  return bounds;
}

}  // namespace hadir::rules
