// What the circulars in force ask of a person on a day. Everything is as of that day: June looked at in August is June.
//
// A circular is in force for a unit on a day where it is active (or was withdrawn later), the day lies within its dates, it binds
// the unit, and no active circular that supersedes it and binds the unit has begun. A unit's own circular counts where a clause
// of the province's (`override`) lets it.
//
// Which clause of several governs (R0.3, A13, A05): one of the unit's own circular before one of the province's; then the more
// specific one, by the most specific dimension its selector names (people, posts; sections, units; parts, types; sectors,
// public_service; zones, levels, regions; classes; nothing), then by how many it names; then the one that names the other in
// `over`. Two that are left are a contradiction: activation refuses it and names both (check_activation).
#pragma once

#include <string>
#include <vector>

#include "common/rules/book.h"

namespace hadir::rules {

struct ClauseRef {
  const Circular* circular = nullptr;
  const Clause* clause = nullptr;
  explicit operator bool() const { return clause != nullptr; }
  template <class T>
  const T& as() const {
    return std::get<T>(clause->rule);
  }
  std::string citation() const { return rules::citation(*circular, *clause); }
};

bool fits(const Book& book, const Selector& selector, const Person& person, Date day);
// Whether it can fit anybody of the unit: dimensions of people count as fitting.
bool fits(const Book& book, const Selector& selector, const Unit& unit, Date day);

// The province's and the unit's own, by issuer and number.
std::vector<const Circular*> in_force(const Book& book, std::string_view unit, Date day);

// All clauses with a rule of type T that apply to the person, the governing one first.
template <class T>
std::vector<ClauseRef> governing(const Book& book, const Person& person, Date day);
template <class T>
std::vector<ClauseRef> governing(const Book& book, const Unit& unit, Date day);
// The governing one; empty where there is none.
template <class T, class Of>
ClauseRef rule_for(const Book& book, const Of& of, Date day) {
  auto all = governing<T>(book, of, day);
  return all.empty() ? ClauseRef{} : all.front();
}

// Whether what a clause needs (`needs`) is there on that day: the activation; nullptr where it is not.
const Activation* activation_of(const Book& book, const ClauseRef& clause, Date day);

// People whom one presence clause counts together. Children with a clause of their own are groups of their own (A05, A06); where
// the clause's need is not met, the next clause that fits limits the same group.
struct PresenceGroup {
  std::string unit;                   // the OPD, unit, or unit/section it counts by
  ClauseRef counted_by;               // the most specific one: makes the group
  std::vector<ClauseRef> limits;      // that hold: the first whose need is met; may be several (a max and a min of equal rank)
  std::vector<const Person*> people;  // whom it fits, by id, countable or not
  bool partial = false;               // people of this group are in units that this Book does not hold
};
// For the whole office that `unit` belongs to (or, where the Book holds less, what it holds), by unit and clause.
std::vector<PresenceGroup> presence_groups(const Book& book, std::string_view unit, Date day);

// Whether a person counts under a presence rule on a day, and the number that percents are of. `absent` answers who is on leave,
// on duty elsewhere, or studying: such people are neither at home nor at the office (A10).
bool is_countable(const Presence& rule, const Person& person, Date day);
std::int64_t denominator(const Book& book, const Presence& rule, const PresenceGroup& group, Date day,
                         const std::set<std::string>& absent);
// The bounds in people. Nothing: no such bound.
struct Bounds {
  std::optional<std::int64_t> least, most;
};
Bounds bounds_of(const Presence& rule, std::int64_t denominator);

// What stands against activating a circular from `effective` on, given those that are active: contradictions within itself and
// with others that bind a common unit at a common time, with both clauses named (A27). Empty: nothing.
std::vector<std::string> check_activation(const Book& book, const Circular& circular, Date effective);

}  // namespace hadir::rules
