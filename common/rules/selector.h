// How selectors compare: which of two is more specific, and whether two can fit the same person. For policy.cc and activation.cc.
#pragma once

#include "common/rules/book.h"

namespace hadir::rules {

// By the most specific dimension that the selector names, 6 (people, posts) to 0 (none), and how many it names.
struct Specificity {
  int level = 0, named = 0;
  auto operator<=>(const Specificity&) const = default;
};
Specificity specificity(const Selector& selector);

// How many clauses of the circular give way to this one by `over`, one after the other.
int height_of(const Circular& circular, const Clause& clause);
// Whether `over` of the one leads to the other.
bool is_over(const Circular& circular, const Clause& one, const Clause& other);

// No: nobody can be in both, whatever units and people there are. Yes says that nothing in the selectors keeps them apart; units
// are not looked at, since only a Book knows which lie below which.
bool can_meet(const Selector& one, const Selector& other);

// A word of a selector, or several, against what a unit or a person has.
bool names(const std::vector<std::string>& words, std::string_view word);

}  // namespace hadir::rules
