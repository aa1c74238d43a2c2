// Closures of a unit or of a section after a case (A33, R1.2): whom they send home, and on which days. While a place is closed
// its people work at home. calendar.h says which days a closure lasts (closure_span); it opens again on the day after the last.
#pragma once

#include "common/rules/book.h"

namespace hadir::rules {

// Whether it closes the place where somebody works: his unit or one above it, and his section where it names one.
bool closes_for(const Book& book, const Closure& closure, const Person& person, Date day);
// The one that is in force for somebody on a day, the earliest of several; nullptr: none.
const Closure* closure_on(const Book& book, const Person& person, Date day);
// The first day on which the place is open again.
Date reopens_on(const Book& book, const Closure& closure);

}  // namespace hadir::rules
