#include "common/rules/circular_notes.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "common/rules/policy.h"
#include "common/rules/selector.h"

namespace hadir::rules {
namespace {

using Notes = std::vector<std::string>;

std::string name_of(const Circular& circular) { return "SE " + circular.number; }

std::string clock(int minutes) { return fmt::format("{:02}:{:02}", minutes / 60, minutes % 60); }

std::string shift_text(const Shifts::One& one) {
  return fmt::format("sif {} ({}-{})", one.code, clock(one.start_minutes), clock(one.end_minutes));
}

bool overlap(const Shifts::One& one, const Shifts::One& other) {
  constexpr int day = 24 * 60;
  const auto end = [](const Shifts::One& s) { return s.end_minutes > s.start_minutes ? s.end_minutes : s.end_minutes + day; };
  return std::ranges::any_of(std::array{-day, 0, day}, [&](int later) {
    return one.start_minutes < end(other) + later && other.start_minutes + later < end(one);
  });
}

void note_rule(Notes& notes, const std::string& where, const Shifts& rule) {
  for (std::size_t index = 0; index < rule.shifts.size(); ++index)
    for (std::size_t later = index + 1; later < rule.shifts.size(); ++later)
      if (overlap(rule.shifts[index], rule.shifts[later]))
        notes.push_back(fmt::format(
            "{}: {} dan {} bertumpang tindih; selama itu batas kehadiran menghitung orang dari kedua sif bersama-sama.", where,
            shift_text(rule.shifts[index]), shift_text(rule.shifts[later])));
}

void note_rule(Notes& notes, const std::string& where, const Rotation& rule) {
  using Count = Rotation::Count;
  if ((rule.count == Count::dates || rule.count == Count::weekdays) && rule.start != Date{})
    notes.push_back(fmt::format("{}: start tidak berarti apa-apa pada count {}; {} yang menentukan giliran.", where,
                                rule.count == Count::dates ? "dates" : "weekdays",
                                rule.count == Count::dates ? "tanggal ganjil atau genap" : "harinya"));
}

void note_rule(Notes& notes, const std::string& where, const Discipline& rule) {
  if (rule.seconds) return;
  std::vector<std::string> codes;
  for (const auto* bands : {&rule.late, &rule.early})
    for (const Discipline::Band& band : *bands)
      if (band.from % 60 != 0) codes.push_back(fmt::format("{} (mulai {} menit)", band.code, (band.from + 59) / 60));
  if (!codes.empty())
    notes.push_back(
        fmt::format("{}: yang dihitung menit penuh, jadi detik dalam from_seconds tidak berarti apa-apa: {}. Pakai from_minutes, "
                    "atau granularity second.",
                    where, fmt::join(codes, ", ")));
}

template <class T>
void note_rule(Notes&, const std::string&, const T&) {}

// Of two presence clauses that limit the same people together (a max and a min; see Policy::limits).
void note_pair(Notes& notes, const ClauseRef& one, const ClauseRef& other) {
  const Presence &first = one.as<Presence>(), &second = other.as<Presence>();
  const bool rooms = first.of == Presence::Of::room;
  if (first.place != second.place || rooms != (second.of == Presence::Of::room)) return;
  if (first.needs != Presence::Needs::nothing || second.needs != Presence::Needs::nothing) return;
  const auto is_below = [](const std::optional<Amount>& max, const std::optional<Amount>& min) {
    return max && min && max->percent == min->percent && max->value < min->value;
  };
  if (is_below(first.max, second.min) || is_below(second.max, first.min))
    notes.push_back(fmt::format("{} dan {} berlaku bersama bagi orang yang sama, tetapi max yang satu di bawah min yang lain.",
                                one.citation(), other.citation()));
  else if (first.per != second.per)
    notes.push_back(fmt::format(
        "{} dan {} berlaku bersama bagi orang yang sama, tetapi per keduanya berbeda; keduanya dihitung menurut salah "
        "satunya. Samakan per-nya.",
        one.citation(), other.citation()));
}

void note_pairs(Notes& notes, const std::vector<ClauseRef>& own, const std::vector<ClauseRef>& beside) {
  for (std::size_t index = 0; index < own.size(); ++index) {
    const ClauseRef& one = own[index];
    const auto look_at = [&](const ClauseRef& other) {
      if (specificity(one.clause->applies) != specificity(other.clause->applies)) return;
      if (one.circular == other.circular &&
          (is_over(*one.circular, *one.clause, *other.clause) || is_over(*one.circular, *other.clause, *one.clause)))
        return;
      if (can_meet(one.clause->applies, other.clause->applies)) note_pair(notes, one, other);
    };
    for (std::size_t later = index + 1; later < own.size(); ++later) look_at(own[later]);
    for (const ClauseRef& other : beside) look_at(other);
  }
}

void add_limits(std::vector<ClauseRef>& to, const Circular& circular) {
  for (const Clause& clause : circular.clauses)
    if (std::holds_alternative<Presence>(clause.rule)) to.push_back({&circular, &clause});
}

std::vector<std::string> common_kinds(const Circular& one, const Circular& other) {
  std::vector<std::string> kinds;
  for (std::size_t index = 0; index < std::variant_size_v<Rule>; ++index) {
    const auto has = [&](const Circular& circular) {
      return index != rule_index<Override>() &&
             std::ranges::any_of(circular.clauses, [&](const Clause& clause) { return clause.rule.index() == index; });
    };
    if (has(one) && has(other)) kinds.emplace_back(rule_names()[index]);
  }
  return kinds;
}

bool names_number(const Circular& circular, const std::string& number) {
  return std::ranges::find(circular.supersedes, number) != circular.supersedes.end();
}

std::string unit_text(const Unit& unit) { return unit.code + (unit.name.empty() ? "" : " (" + unit.name + ")"); }

}  // namespace

std::vector<std::string> circular_notes(const Book& book, const Circular& circular, Date effective) {
  Notes notes;
  for (const Clause& clause : circular.clauses)
    std::visit([&](const auto& rule) { note_rule(notes, citation(circular, clause), rule); }, clause.rule);

  Policy policy(book);
  std::vector<ClauseRef> own, of_others;
  add_limits(own, circular);
  Notes beside;
  for (const Circular& other : book.circulars) {
    if (other.unit != circular.unit || (other.issuer == circular.issuer && other.number == circular.number)) continue;
    if (other.state != Circular::State::active || !other.effective) continue;
    if (names_number(circular, other.number) || names_number(other, circular.number)) continue;
    const Date day = std::max(effective, *other.effective);
    if ((circular.until && *circular.until < day) || (other.until && *other.until < day)) continue;
    const auto kinds = common_kinds(circular, other);
    if (kinds.empty()) continue;
    std::size_t count = 0;
    const Unit* first = nullptr;
    for (const auto& [code, unit] : book.units) {
      if (!policy.fits(circular.binds, unit, day)) continue;
      const auto in_force = policy.in_force(code, day);
      if (std::ranges::find(in_force, &other) == in_force.end()) continue;
      if (count++ == 0) first = &unit;
    }
    if (first == nullptr) continue;
    add_limits(of_others, other);
    beside.push_back(fmt::format(
        "{} ({}) juga berlaku di {} unit yang diikat surat ini, mis. {}, dan mengatur hal yang sama: {}. Di sana ketentuan yang "
        "lebih khusus dari kedua surat yang berlaku. Bila tidak dimaksudkan, kecualikan unit itu di binds.",
        name_of(other), other.issuer, count, unit_text(*first), fmt::join(kinds, ", ")));
  }
  note_pairs(notes, own, of_others);
  notes.insert(notes.end(), beside.begin(), beside.end());
  return notes;
}

std::string why_no_override(const Book& book, const std::string& code, Date day) {
  const Unit* unit = book.unit(code);
  if (unit == nullptr) return fmt::format("unit {} belum terdaftar di hub.", code);
  Policy policy(book);
  const auto in_force = policy.in_force(code, day);
  std::vector<std::string> why;
  for (const Circular& circular : book.circulars) {
    if (!circular.unit.empty()) continue;
    for (const Clause& clause : circular.clauses) {
      if (!std::holds_alternative<Override>(clause.rule)) continue;
      const bool fits = policy.fits(clause.applies, *unit, day);
      const bool holds = std::ranges::find(in_force, &circular) != in_force.end();
      if (fits && holds) return {};
      std::string what;
      if (circular.state == Circular::State::draft || !circular.effective)
        what = "masih draf";
      else if (day < *circular.effective)
        what = "baru berlaku mulai " + base::format_date(*circular.effective);
      else if (circular.state == Circular::State::withdrawn && !circular.until)
        what = "sudah dicabut";
      else if (circular.until && *circular.until < day)
        what = "berakhir " + base::format_date(*circular.until);
      else if (!policy.fits(circular.binds, *unit, day))
        what = fmt::format("tidak mengikat unit {} (binds)", code);
      else if (!holds)
        what = "sudah digantikan surat lain";
      else
        what = fmt::format("tidak mengenai unit {} (applies)", code);
      why.push_back(fmt::format("{} {}", citation(circular, clause), what));
    }
  }
  if (why.empty()) return "tidak ada surat yang memuat ketentuan override.";
  return fmt::format("{}.", fmt::join(why, "; "));
}

}  // namespace hadir::rules
