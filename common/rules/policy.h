// What the circulars in force ask of a person on a day. Everything is as of that day: June looked at in August is June.
//
// A circular is in force for a unit on a day where it is active (or was withdrawn with a last day), the day lies within its dates
// (`effective`, `until`; both included), it binds the unit, and no circular that supersedes it and binds the unit has begun: it
// stays closed even where its successor ended. A unit's own circular binds that unit and those below it, and counts where a
// clause `override` of the province's that is in force there lets it; it supersedes only circulars of the same unit.
//
// Which clause of several governs (R0.3, A13, A05): one of the unit's own circular before one of the province's; then the more
// specific one, by the most specific dimension its selector names (people, posts; sections, units; parts, types; sectors,
// public_service; zones, levels, regions; classes; nothing), then by how many it names; then the one that names the other in
// `over`. Two that are left are a contradiction: activation refuses it and names both (check_activation). Where records of two
// PCs make one all the same, the circular that began last comes first, then issuer, number and clause: the same on every replica.
//
// Words are compared without regard to the case of ASCII letters, codes and NIPs exactly. A unit without a sector or region of
// its own has that of the unit above it; `parts` looks at the person's part, and where it has none at the unit's.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <type_traits>
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
  bool operator==(const ClauseRef&) const = default;
};

bool fits(const Book& book, const Selector& selector, const Person& person, Date day);
// Whether it can fit anybody of the unit: dimensions of people count as fitting.
bool fits(const Book& book, const Selector& selector, const Unit& unit, Date day);

// The province's and the unit's own, by issuer and number.
std::vector<const Circular*> in_force(const Book& book, std::string_view unit, Date day);

// People whom one presence clause counts together. Children with a clause of their own are groups of their own (A05, A06); where
// the clause's need is not met, the next clause that fits limits the same group. What rooms take (`of: room`) is a limit beside
// the others: among clauses of that kind one governs too, and makes groups of its own, so a person may be in two groups.
struct PresenceGroup {
  std::string unit;                   // the OPD, unit, or unit/section it counts by
  ClauseRef counted_by;               // the most specific one: makes the group
  std::vector<ClauseRef> limits;      // that hold: the first whose need is met; may be several (a max and a min of equal rank)
  std::vector<const Person*> people;  // whom it fits, by id, countable or not
  bool partial = false;               // people of this group may be in units that this Book does not hold
};

// The place of a kind of rule among the alternatives of Rule.
template <class T, std::size_t at = 0>
constexpr std::size_t rule_index() {
  if constexpr (std::is_same_v<std::variant_alternative_t<at, Rule>, T>)
    return at;
  else
    return rule_index<T, at + 1>();
}

// The index over one Book that answers all of this. It remembers what it found for each unit and day, so whoever asks about many
// people or days makes one and keeps it; the functions below make one each time. A Book must outlive it. One thread.
class Policy {
 public:
  explicit Policy(const Book& book);
  ~Policy();
  Policy(const Policy&) = delete;
  Policy& operator=(const Policy&) = delete;

  const Book& book() const { return book_; }
  std::vector<const Circular*> in_force(std::string_view unit, Date day);
  // All clauses with a rule of type T that apply to the person (or can apply to somebody of the unit), the governing one first.
  template <class T>
  std::vector<ClauseRef> governing(const Person& person, Date day) {
    return governing(rule_index<T>(), person, day);
  }
  template <class T>
  std::vector<ClauseRef> governing(const Unit& unit, Date day) {
    return governing(rule_index<T>(), unit, day);
  }
  template <class T, class Of>
  ClauseRef rule_for(const Of& of, Date day) {
    auto all = governing<T>(of, day);
    return all.empty() ? ClauseRef{} : all.front();
  }
  // Of presence clauses in their governing order, either all of rooms or none: those that limit together. See
  // PresenceGroup::limits.
  std::vector<ClauseRef> limits(const std::vector<ClauseRef>& governing, std::string_view unit, Date day);
  std::vector<PresenceGroup> presence_groups(std::string_view unit, Date day);
  bool fits(const Selector& selector, const Person& person, Date day);
  bool fits(const Selector& selector, const Unit& unit, Date day);

 private:
  friend std::vector<std::string> check_activation(const Book& book, const Circular& circular, Date effective);
  struct UnitDay;
  struct Rank {
    bool own = false;
    int level = 0, named = 0;  // the most specific dimension, how many
    int height = 0;            // how many clauses give way to it, one after the other
    bool operator==(const Rank&) const = default;
  };
  Policy(const Book& book, std::vector<const Circular*> circulars);
  const UnitDay& at(std::string_view unit, Date day);
  void find_in_force(UnitDay& unit, Date day);
  void find_clauses(UnitDay& unit, Date day);
  std::vector<ClauseRef> governing(std::size_t rule, const Person& person, Date day);
  std::vector<ClauseRef> governing(std::size_t rule, const Unit& unit, Date day);
  bool fits(const Selector& selector, const UnitDay& unit, const Person* person, Date day);
  bool holds_post(const std::vector<std::string>& posts, const Person& person, Date day);

  const Book& book_;
  std::vector<const Circular*> circulars_;
  std::map<std::string, std::map<Date, std::unique_ptr<UnitDay>>, std::less<>> days_;
  std::map<std::string, std::vector<const Holder*>, std::less<>> held_;  // person -> posts, whenever; made when first asked
  bool held_is_made_ = false;
};

// --- the same, each time from scratch ---

template <class T>
std::vector<ClauseRef> governing(const Book& book, const Person& person, Date day) {
  return Policy(book).governing<T>(person, day);
}
template <class T>
std::vector<ClauseRef> governing(const Book& book, const Unit& unit, Date day) {
  return Policy(book).governing<T>(unit, day);
}
// The governing one; empty where there is none.
template <class T, class Of>
ClauseRef rule_for(const Book& book, const Of& of, Date day) {
  return Policy(book).rule_for<T>(of, day);
}
// For the whole office that `unit` belongs to (or, where the Book holds less, what it holds), by unit and clause.
std::vector<PresenceGroup> presence_groups(const Book& book, std::string_view unit, Date day);

// Whether what a clause needs (`needs`) is there for the unit on that day: the activation that began last, of the unit or one
// above it; nullptr where there is none with a reason.
const Activation* activation_of(const Book& book, const ClauseRef& clause, std::string_view unit, Date day);

// Whether a person counts under a presence rule on a day (structural officials do not under `staff` and `available`, A04, A10),
// and the number that percents are of. `absent`: who is on leave, on duty elsewhere, or studying; such people are neither at home
// nor at the office, and leave the number under `available`, and under a balance.
bool is_countable(const Presence& rule, const Person& person, Date day);
// -1 where it is not known: under `room` where no unit of the group says how many people its rooms take.
std::int64_t denominator(const Book& book, const Presence& rule, const PresenceGroup& group, Date day,
                         const std::set<std::string>& absent);
// The bounds in people of those who are in `place`. Nothing: no such bound, or the denominator is -1 and the bound a percentage.
struct Bounds {
  std::optional<std::int64_t> least, most;
  bool operator==(const Bounds&) const = default;
};
Bounds bounds_of(const Presence& rule, std::int64_t denominator);

// What stands against activating a circular from `effective` on, given those that are active: contradictions within itself and
// with others that bind a common unit at a common time, with both clauses named (A27). Empty: nothing.
std::vector<std::string> check_activation(const Book& book, const Circular& circular, Date effective);
// What stands against deleting a circular's record: it was in force, and what was decided under it refers to it (A26). Empty:
// nothing.
std::string check_deletion(const Book& book, const Circular& circular);

}  // namespace hadir::rules
