#include "common/rules/book.h"

#include <algorithm>

namespace hadir::rules {
namespace {

// Those of a sorted vector whose unit and code are these.
template <class T, class Code>
std::pair<std::size_t, std::size_t> range_of(const std::vector<T>& all, std::string_view unit, std::string_view code,
                                             Code code_of) {
  const auto less = [&](const T& item, int) {
    return std::pair<std::string_view, std::string_view>(item.unit, code_of(item)) < std::pair(unit, code);
  };
  const auto begin = std::lower_bound(all.begin(), all.end(), 0, less);
  auto end = begin;
  while (end != all.end() && end->unit == unit && code_of(*end) == code) ++end;
  return {static_cast<std::size_t>(begin - all.begin()), static_cast<std::size_t>(end - all.begin())};
}

}  // namespace

const Unit* Book::unit(std::string_view code) const {
  const auto found = units.find(std::string(code));
  return found == units.end() ? nullptr : &found->second;
}

const Person* Book::person(std::string_view id) const {
  const auto found = people.find(std::string(id));
  return found == people.end() ? nullptr : &found->second;
}

const Person* Book::person(std::string_view id, Date day) const {
  const Person* latest = person(id);
  if (latest == nullptr || latest->is_member(day)) return latest;
  if (const auto found = earlier.find(latest->id); found != earlier.end())
    for (const Person& before : found->second)
      if (before.is_member(day)) return &before;
  return latest;
}

std::vector<const Unit*> Book::lineage(std::string_view code, Date day) const {
  std::vector<const Unit*> line;
  for (const Unit* next = unit(code); next != nullptr && std::ranges::find(line, next) == line.end();) {
    line.push_back(next);
    next = unit(next->states.at(day).parent);
  }
  return line;
}

std::string Book::opd_of(std::string_view unit, Date day) const {
  const auto line = lineage(unit, day);
  return line.empty() ? std::string(unit) : line.back()->code;
}

std::vector<const Person*> Book::members(std::string_view unit, Date day, bool whole_opd) const {
  std::set<std::string_view> wanted{unit};
  if (whole_opd)
    for (const auto& [code, one] : units)
      if (std::ranges::any_of(lineage(code, day), [&](const Unit* above) { return above->code == unit; })) wanted.insert(code);
  std::vector<const Person*> found;
  for (const auto& [id, person] : people) {
    if (person.is_member(day)) {
      if (wanted.contains(person.unit)) found.push_back(&person);
    } else if (const Person* then = this->person(id, day); then->is_member(day) && wanted.contains(then->unit)) {
      found.push_back(then);
    }
  }
  return found;
}

int Book::offset_of(std::string_view code) const {
  const Unit* found = unit(code);
  return found == nullptr ? base::wib_offset_minutes : found->offset_minutes;
}

const Post* Book::post(std::string_view unit, std::string_view code, Date day) const {
  if (const auto found = posts.find({std::string(unit), std::string(code)}); found != posts.end()) return &found->second;
  for (const Unit* above : lineage(unit, day))
    if (const auto found = posts.find({above->code, std::string(code)}); found != posts.end()) return &found->second;
  return nullptr;
}

const Holder* Book::holder_of(const Post& post, Date day) const {
  const Holder* best = nullptr;
  const auto [begin, end] = range_of(holders, post.unit, post.code, [](const Holder& h) -> std::string_view { return h.post; });
  for (std::size_t index = begin; index < end; ++index) {
    const Holder& holder = holders[index];
    if (holder.from <= day && (!holder.until || day <= *holder.until)) best = &holder;  // the one that began last
  }
  return best == nullptr || best->person.empty() ? nullptr : best;
}

const ShiftEntry* Book::shift(std::string_view unit, std::string_view code, Date day) const {
  for (const Unit* above : lineage(unit, day)) {
    const ShiftEntry* best = nullptr;
    const auto [begin, end] = range_of(shifts, above->code, code, [](const ShiftEntry& s) -> std::string_view { return s.code; });
    for (std::size_t index = begin; index < end; ++index)
      if (shifts[index].from <= day) best = &shifts[index];
    if (best != nullptr) return best;
  }
  return nullptr;
}

}  // namespace hadir::rules
