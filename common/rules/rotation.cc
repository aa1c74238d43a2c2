#include "common/rules/rotation.h"

#include <algorithm>

#include "common/rules/calendar.h"
#include "common/rules/closures.h"

namespace hadir::rules {

std::int64_t Turns::work_days_before(const Rotation& rule, const Person& person, Date day) {
  const bool stops = rule.pauses_on_closure && !book_.closures.empty();
  auto& counts = counted_[{&rule, person.unit, stops ? person.id : std::string()}];
  if (counts.empty()) counts.push_back(0);
  const auto wanted = static_cast<std::size_t>(day.days - rule.start.days);
  while (counts.size() <= wanted) {
    const Date last{rule.start.days + static_cast<std::int32_t>(counts.size()) - 1};
    const bool counts_too = work_day(book_, person.unit, last).working && !(stops && closure_on(book_, person, last) != nullptr);
    counts.push_back(counts.back() + (counts_too ? 1 : 0));
  }
  return counts[wanted];
}

std::string Turns::group_on(const Rotation& rule, const Person& person, Date day) {
  if (rule.groups.empty()) return {};
  const auto at = [&](std::int64_t turn) { return rule.groups[static_cast<std::size_t>(turn) % rule.groups.size()]; };
  const std::int64_t length = std::max<std::int64_t>(rule.turn_days, 1);
  switch (rule.count) {
    case Rotation::Count::workdays: return day < rule.start ? std::string() : at(work_days_before(rule, person, day) / length);
    case Rotation::Count::calendar: return day < rule.start ? std::string() : at((day.days - rule.start.days) / length);
    case Rotation::Count::dates: return at(base::day_of_month(day) % 2 == 1 ? 0 : 1);
    case Rotation::Count::weekdays:
      for (const std::string& group : rule.groups)
        if (is_turn(rule, person, group, day)) return group;
      return {};
  }
  return {};
}

bool Turns::is_turn(const Rotation& rule, const Person& person, const std::string& group, Date day) {
  if (rule.count != Rotation::Count::weekdays) return !group.empty() && group_on(rule, person, day) == group;
  const auto found = rule.weekdays.find(group);
  return found != rule.weekdays.end() && std::ranges::find(found->second, base::iso_weekday_of(day)) != found->second.end();
}

const std::string& group_of(const Book& book, const std::string& person, Date day) {
  static const std::string none;
  const auto found = book.rotation.find(person);
  return found == book.rotation.end() ? none : found->second.at(day);
}

}  // namespace hadir::rules
