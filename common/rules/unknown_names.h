// What a circular speaks of that nothing here knows: a unit, a person, a role, the number of a circular. Nothing is refused for
// it, since records may come later; but a code with a slip of the pen would otherwise quietly bind nobody.
#pragma once

#include <string>
#include <vector>

#include "common/rules/book.h"

namespace hadir::rules {

// Indonesian sentences, in the order of the document, each once: names that are nowhere in the Book, and clauses that fit no
// unit, or nobody of the units whose people are here. Zones and levels are left aside; they change from day to day.
std::vector<std::string> unknown_names(const Book& book, const Circular& circular, Date today);

}  // namespace hadir::rules
