// What people should know before they put a circular in force, besides what stands against it (check_activation): what is allowed
// but often a slip; and why a unit may have no circular of its own. In Indonesian, for people.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/rules/book.h"

namespace hadir::rules {

// Of the circular itself: shifts that overlap, a `start` that has no meaning, seconds that are not counted, a max below a min for
// the same people, limits that are counted together by different `per`. Then other circulars that rule on the same things in the
// same units at the same time. Empty: nothing.
std::vector<std::string> circular_notes(const Book& book, const Circular& circular, Date effective);

// Why a unit has no leave (a clause `override`) to have a circular of its own on a day: it is not known, or what became of each
// circular with such a clause. Empty: it has.
std::string why_no_override(const Book& book, const std::string& unit, Date day);

}  // namespace hadir::rules
