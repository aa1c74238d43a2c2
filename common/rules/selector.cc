#include "common/rules/selector.h"

#include <algorithm>

#include "common/base/text.h"

namespace hadir::rules {
namespace {

template <class T>
bool are_apart(const std::vector<T>& one, const std::vector<T>& other) {
  if (one.empty() || other.empty()) return false;
  return std::ranges::none_of(one, [&](const T& item) {
    if constexpr (std::is_same_v<T, std::string>)
      return names(other, item);
    else
      return std::ranges::find(other, item) != other.end();
  });
}

// Whether whoever the inner one fits, the outer one fits too, as far as this dimension goes.
template <class T>
bool lies_in(const std::vector<T>& inner, const std::vector<T>& outer) {
  if (outer.empty()) return true;
  return !inner.empty() && std::ranges::all_of(inner, [&](const T& item) { return !are_apart(std::vector<T>{item}, outer); });
}

bool lies_in(const Selector& inner, const Selector& outer) {
  return lies_in(inner.units, outer.units) && lies_in(inner.types, outer.types) && lies_in(inner.sectors, outer.sectors) &&
         lies_in(inner.parts, outer.parts) && lies_in(inner.sections, outer.sections) && lies_in(inner.regions, outer.regions) &&
         lies_in(inner.zones, outer.zones) && lies_in(inner.levels, outer.levels) && lies_in(inner.classes, outer.classes) &&
         lies_in(inner.posts, outer.posts) && lies_in(inner.people, outer.people) &&
         (!outer.public_service || outer.public_service == inner.public_service);
}

}  // namespace

bool names(const std::vector<std::string>& words, std::string_view word) {
  return std::ranges::any_of(words, [&](const std::string& one) { return base::equals_ignoring_case(one, word); });
}

Specificity specificity(const Selector& s) {
  Specificity result;
  const auto add = [&](bool named, int level) {
    if (!named) return;
    ++result.named;
    result.level = std::max(result.level, level);
  };
  add(!s.people.empty(), 6);
  add(!s.posts.empty(), 6);
  add(!s.sections.empty(), 5);
  add(!s.units.empty(), 5);
  add(!s.parts.empty(), 4);
  add(!s.types.empty(), 4);
  add(!s.sectors.empty(), 3);
  add(s.public_service.has_value(), 3);
  add(!s.zones.empty(), 2);
  add(!s.levels.empty(), 2);
  add(!s.regions.empty(), 2);
  add(!s.classes.empty(), 1);
  return result;
}

bool is_over(const Circular& circular, const Clause& one, const Clause& other) {
  std::vector<const Clause*> todo{&one}, seen;
  while (!todo.empty()) {
    const Clause* next = todo.back();
    todo.pop_back();
    for (const Clause& under : circular.clauses) {
      if (std::ranges::find(next->over, under.id) == next->over.end()) continue;
      if (under.id == other.id) return true;
      if (std::ranges::find(seen, &under) != seen.end()) continue;
      seen.push_back(&under);
      todo.push_back(&under);
    }
  }
  return false;
}

int height_of(const Circular& circular, const Clause& clause) {
  // The longest way down; who is over whom has no circles (check_whole), and a record that has one ends where it began.
  std::vector<const Clause*> layer{&clause};
  int height = 0;
  while (height < static_cast<int>(circular.clauses.size())) {
    std::vector<const Clause*> next;
    for (const Clause& under : circular.clauses)
      if (std::ranges::any_of(layer,
                              [&](const Clause* above) { return std::ranges::find(above->over, under.id) != above->over.end(); }))
        next.push_back(&under);
    if (next.empty()) break;
    layer = std::move(next);
    ++height;
  }
  return height;
}

bool can_meet(const Selector& one, const Selector& other) {
  if (are_apart(one.types, other.types) || are_apart(one.sectors, other.sectors) || are_apart(one.parts, other.parts) ||
      are_apart(one.sections, other.sections) || are_apart(one.regions, other.regions) || are_apart(one.zones, other.zones) ||
      are_apart(one.levels, other.levels) || are_apart(one.classes, other.classes) || are_apart(one.people, other.people))
    return false;
  if (one.public_service && other.public_service && one.public_service != other.public_service) return false;
  const auto shut_out = [](const Selector& inner, const Selector& outer) {
    return std::ranges::any_of(outer.except, [&](const Selector& except) { return lies_in(inner, except); });
  };
  return !shut_out(one, other) && !shut_out(other, one);
}

}  // namespace hadir::rules
