#include "common/rules/policy.h"

#include <algorithm>
#include <tuple>

#include "common/rules/selector.h"

namespace hadir::rules {
namespace {

constexpr const char* class_names[] = {"struktural", "jfu", "jft", "non_asn"};

// The first day on which a circular counts, where it ever does.
std::optional<Date> begin_of(const Circular& circular) {
  if (circular.state == Circular::State::draft || !circular.effective) return {};
  if (circular.state == Circular::State::withdrawn && !circular.until) return {};
  if (circular.until && *circular.until < *circular.effective) return {};
  return circular.effective;
}

bool names_people(const Selector& s) {
  return !s.people.empty() || !s.posts.empty() || !s.sections.empty() || !s.parts.empty() || !s.classes.empty();
}

}  // namespace

// What selectors ask about a unit on a day, and what governs there.
struct Policy::UnitDay {
  std::vector<std::string_view> line;  // the unit and those above it
  UnitState state;
  std::string sector, region;
  const RegionState* region_state = nullptr;
  std::vector<const Circular*> in_force;
  std::array<std::vector<ClauseRef>, std::variant_size_v<Rule>> clauses;  // that can fit somebody here, the governing ones first

  bool is_below(const std::vector<std::string>& codes) const {
    return std::ranges::any_of(line, [&](std::string_view code) { return std::ranges::find(codes, code) != codes.end(); });
  }
};

Policy::Policy(const Book& book) : book_(book) {
  for (const Circular& circular : book.circulars) circulars_.push_back(&circular);
}
Policy::Policy(const Book& book, std::vector<const Circular*> circulars) : book_(book), circulars_(std::move(circulars)) {}
Policy::~Policy() = default;

const Policy::UnitDay& Policy::at(std::string_view code, Date day) {
  auto days = days_.find(code);
  if (days == days_.end()) days = days_.try_emplace(std::string(code)).first;
  auto& slot = days->second[day];
  if (slot) return *slot;
  slot = std::make_unique<UnitDay>();
  UnitDay& unit = *slot;
  const auto line = book_.lineage(code, day);
  if (line.empty()) unit.line.push_back(days->first);  // a unit that no record describes
  for (const Unit* one : line) {
    const UnitState& state = one->states.at(day);
    if (unit.line.empty()) unit.state = state;
    unit.line.push_back(one->code);
    if (unit.sector.empty()) unit.sector = state.sector;
    if (unit.region.empty()) unit.region = state.region;
  }
  if (const auto found = book_.regions.find(unit.region); found != book_.regions.end())
    unit.region_state = &found->second.at(day);
  find_in_force(unit, day);
  find_clauses(unit, day);
  return unit;
}

bool Policy::holds_post(const std::vector<std::string>& posts, const Person& person, Date day) {
  if (!held_is_made_) {
    held_is_made_ = true;
    for (const Holder& holder : book_.holders)
      if (!holder.person.empty()) held_[holder.person].push_back(&holder);
  }
  const auto held = held_.find(person.id);
  if (held == held_.end()) return false;
  return std::ranges::any_of(held->second, [&](const Holder* holder) {
    const auto found = book_.posts.find({holder->unit, holder->post});
    Post bare;
    bare.unit = holder->unit;
    bare.code = holder->post;
    const Post& post = found == book_.posts.end() ? bare : found->second;
    return (names(posts, post.code) || (!post.role.empty() && names(posts, post.role))) && book_.holder_of(post, day) == holder;
  });
}

bool Policy::fits(const Selector& s, const UnitDay& unit, const Person* person, Date day) {
  if (!s.units.empty() && !unit.is_below(s.units)) return false;
  if (!s.types.empty() && !names(s.types, unit.state.type)) return false;
  if (!s.sectors.empty() && !names(s.sectors, unit.sector)) return false;
  if (!s.regions.empty() && !names(s.regions, unit.region)) return false;
  if (!s.zones.empty() && (unit.region_state == nullptr || !names(s.zones, unit.region_state->zone))) return false;
  if (!s.levels.empty() && (unit.region_state == nullptr || !unit.region_state->level ||
                            std::ranges::find(s.levels, *unit.region_state->level) == s.levels.end()))
    return false;
  if (s.public_service && *s.public_service != unit.state.public_service) return false;
  if (person != nullptr) {
    const PersonState& state = person->states.at(day);
    if (!s.parts.empty() && !names(s.parts, state.part.empty() ? unit.state.part : state.part)) return false;
    if (!s.sections.empty() && !names(s.sections, state.section)) return false;
    if (!s.classes.empty() && !names(s.classes, class_names[static_cast<std::size_t>(state.klass)])) return false;
    if (!s.people.empty() && std::ranges::find(s.people, person->id) == s.people.end()) return false;
    if (!s.posts.empty() && !holds_post(s.posts, *person, day)) return false;
  }
  return std::ranges::none_of(s.except, [&](const Selector& except) {
    return (person != nullptr || !names_people(except)) && fits(except, unit, person, day);
  });
}

void Policy::find_in_force(UnitDay& unit, Date day) {
  const auto binds = [&](const Circular& circular) {
    if (!circular.unit.empty() && std::ranges::find(unit.line, circular.unit) == unit.line.end()) return false;
    return fits(circular.binds, unit, nullptr, day);
  };
  std::vector<const Circular*> begun;  // and bind the unit
  for (const Circular* circular : circulars_)
    if (const auto begin = begin_of(*circular); begin && *begin <= day && binds(*circular)) begun.push_back(circular);
  const auto is_closed = [&](const Circular* circular) {
    if (circular->until && *circular->until < day) return true;
    return std::ranges::any_of(begun, [&](const Circular* other) {
      return other != circular && other->unit == circular->unit &&
             std::ranges::find(other->supersedes, circular->number) != other->supersedes.end();
    });
  };
  std::vector<const Circular*> in_force;
  for (const Circular* circular : begun)
    if (!is_closed(circular)) in_force.push_back(circular);
  const bool may_override = std::ranges::any_of(in_force, [&](const Circular* circular) {
    return circular->unit.empty() && std::ranges::any_of(circular->clauses, [&](const Clause& clause) {
             return std::holds_alternative<Override>(clause.rule) && fits(clause.applies, unit, nullptr, day);
           });
  });
  for (const Circular* circular : in_force)
    if (circular->unit.empty() || may_override) unit.in_force.push_back(circular);
}

void Policy::find_clauses(UnitDay& unit, Date day) {
  struct Ranked {
    Rank rank;
    ClauseRef ref;
  };
  std::vector<Ranked> all;
  for (const Circular* circular : unit.in_force)
    for (const Clause& clause : circular->clauses)
      if (fits(clause.applies, unit, nullptr, day)) {
        const auto [level, named] = specificity(clause.applies);
        all.push_back({{!circular->unit.empty(), level, named, height_of(*circular, clause)}, {circular, &clause}});
      }
  const auto order = [](const Ranked& one) {
    const auto& [circular, clause] = one.ref;
    return std::tuple(!one.rank.own, -one.rank.level, -one.rank.named, -one.rank.height, -circular->effective->days,
                      std::tie(circular->issuer, circular->number, circular->unit, clause->id));
  };
  std::ranges::sort(all, [&](const Ranked& a, const Ranked& b) { return order(a) < order(b); });
  for (const Ranked& one : all) unit.clauses[one.ref.clause->rule.index()].push_back(one.ref);
}

std::vector<const Circular*> Policy::in_force(std::string_view unit, Date day) { return at(unit, day).in_force; }

std::vector<ClauseRef> Policy::governing(std::size_t rule, const Person& person, Date day) {
  const UnitDay& unit = at(person.unit, day);
  std::vector<ClauseRef> found;
  for (const ClauseRef& ref : unit.clauses[rule])
    if (fits(ref.clause->applies, unit, &person, day)) found.push_back(ref);
  return found;
}

std::vector<ClauseRef> Policy::governing(std::size_t rule, const Unit& unit, Date day) {
  return at(unit.code, day).clauses[rule];
}

bool Policy::fits(const Selector& selector, const Person& person, Date day) {
  return fits(selector, at(person.unit, day), &person, day);
}
bool Policy::fits(const Selector& selector, const Unit& unit, Date day) {
  return fits(selector, at(unit.code, day), nullptr, day);
}

std::vector<ClauseRef> Policy::limits(const std::vector<ClauseRef>& governing, std::string_view unit, Date day) {
  const auto holds = [&](const ClauseRef& ref) {
    return ref.as<Presence>().needs == Presence::Needs::nothing || activation_of(book_, ref, unit, day) != nullptr;
  };
  const auto rank = [](const ClauseRef& ref) { return std::pair(ref.circular->unit.empty(), specificity(ref.clause->applies)); };
  std::vector<ClauseRef> found;
  for (const ClauseRef& ref : governing) {
    if (!found.empty() && rank(ref) != rank(found.front())) break;
    const bool gives_way = std::ranges::any_of(found, [&](const ClauseRef& above) {
      return above.circular == ref.circular && is_over(*ref.circular, *above.clause, *ref.clause);
    });
    if (!gives_way && holds(ref)) found.push_back(ref);
  }
  return found;
}

std::vector<PresenceGroup> Policy::presence_groups(std::string_view unit, Date day) {
  const std::string opd = book_.opd_of(unit, day);
  std::vector<const Unit*> elsewhere;  // of this office, with people that are not here
  for (const auto& [code, one] : book_.units)
    if (!book_.held_units.contains(code) && book_.opd_of(code, day) == opd) elsewhere.push_back(&one);

  // Clauses are told apart by their addresses: all of them lie in one Book.
  std::map<std::tuple<std::string, const Clause*, std::vector<const Clause*>>, PresenceGroup> groups;
  const auto add = [&](const Person& person, const std::vector<ClauseRef>& all) {
    if (all.empty()) return;
    const ClauseRef& first = all.front();
    const auto per = first.as<Presence>().per;
    std::string counted = per == Presence::Per::opd ? opd : person.unit;
    if (per == Presence::Per::section) counted += "/" + person.states.at(day).section;
    auto limiting = limits(all, person.unit, day);
    std::vector<const Clause*> clauses;
    for (const ClauseRef& ref : limiting) clauses.push_back(ref.clause);
    PresenceGroup& group = groups[{counted, first.clause, clauses}];
    if (group.people.empty()) {
      group.unit = counted;
      group.counted_by = first;
      group.limits = std::move(limiting);
      group.partial = per == Presence::Per::opd &&
                      std::ranges::any_of(elsewhere, [&](const Unit* one) { return fits(first.clause->applies, *one, day); });
    }
    group.people.push_back(&person);
  };
  for (const Person* person : book_.members(opd, day, true)) {
    const auto all = governing<Presence>(*person, day);
    std::vector<ClauseRef> of_people, of_rooms;
    for (const ClauseRef& ref : all) (ref.as<Presence>().of == Presence::Of::room ? of_rooms : of_people).push_back(ref);
    add(*person, of_people);
    add(*person, of_rooms);
  }
  std::vector<PresenceGroup> sorted;
  for (auto& [key, group] : groups) sorted.push_back(std::move(group));
  const auto order = [](const PresenceGroup& group) {
    const auto& [circular, clause] = group.counted_by;
    return std::tie(group.unit, circular->issuer, circular->number, circular->unit, clause->id, group.people.front()->id);
  };
  std::ranges::sort(sorted, [&](const PresenceGroup& a, const PresenceGroup& b) { return order(a) < order(b); });
  return sorted;
}

bool fits(const Book& book, const Selector& selector, const Person& person, Date day) {
  return Policy(book).fits(selector, person, day);
}
bool fits(const Book& book, const Selector& selector, const Unit& unit, Date day) {
  return Policy(book).fits(selector, unit, day);
}
std::vector<const Circular*> in_force(const Book& book, std::string_view unit, Date day) {
  return Policy(book).in_force(unit, day);
}
std::vector<PresenceGroup> presence_groups(const Book& book, std::string_view unit, Date day) {
  return Policy(book).presence_groups(unit, day);
}

const Activation* activation_of(const Book& book, const ClauseRef& ref, std::string_view unit, Date day) {
  const Activation* last = nullptr;
  std::vector<const Unit*> line;
  for (const Activation& one : book.activations) {
    if (one.number != ref.circular->number || one.clause != ref.clause->id) continue;
    if (day < one.from || (one.until && *one.until < day) || one.reason.find_first_not_of(" \t\n") == std::string::npos) continue;
    if (!one.unit.empty() && one.unit != unit) {
      if (line.empty()) line = book.lineage(unit, day);
      if (std::ranges::none_of(line, [&](const Unit* above) { return above->code == one.unit; })) continue;
    }
    if (last == nullptr || last->from <= one.from) last = &one;
  }
  return last;
}

}  // namespace hadir::rules
