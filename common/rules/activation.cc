// What stands against putting a circular in force, and against taking its record away.
#include <algorithm>

#include "common/rules/circular_notes.h"
#include "common/rules/policy.h"
#include "common/rules/selector.h"

namespace hadir::rules {
namespace {

// Sides that a presence rule bounds, as bits: of the office, of home; what rooms take is a limit beside the others.
int sides_of(const Presence& rule) {
  const int sides = (rule.max ? 1 : 0) | (rule.min || rule.balance ? 2 : 0);
  if (rule.of == Presence::Of::room) return sides << 4;
  return rule.place == Place::office ? sides : sides << 2;
}

bool contradict(const Presence& one, const Presence& other) { return (sides_of(one) & sides_of(other)) != 0; }
bool contradict(const Attend& one, const Attend& other) { return one.place != other.place; }
bool contradict(const RecapDue& one, const RecapDue& other) { return one.subject == other.subject; }
bool contradict(const AssemblyRule& one, const AssemblyRule& other) { return one.session == other.session; }
bool contradict(const Override&, const Override&) { return false; }
bool contradict(const Tiers& one, const Tiers& other) {
  return one.subjects.empty() || other.subjects.empty() ||
         std::ranges::any_of(one.subjects, [&](const std::string& subject) { return names(other.subjects, subject); });
}
template <class T>
bool contradict(const T&, const T&) {
  return true;
}

bool contradict(const ClauseRef& first, const ClauseRef& second) {
  const Rule &one = first.clause->rule, &other = second.clause->rule;
  if (one.index() != other.index()) return false;
  if (one == other && first.circular == second.circular) return false;  // of two circulars it must be clear which one is followed
  return std::visit([&]<class T>(const T& rule) { return contradict(rule, std::get<T>(other)); }, one);
}

bool of_equal_rank(const ClauseRef& one, const ClauseRef& other) {
  if (one.circular->unit.empty() != other.circular->unit.empty()) return false;
  if (specificity(one.clause->applies) != specificity(other.clause->applies)) return false;
  return one.circular != other.circular ||
         (!is_over(*one.circular, *one.clause, *other.clause) && !is_over(*one.circular, *other.clause, *one.clause));
}

std::string quoted(const ClauseRef& ref) {
  std::string text = ref.citation();
  if (!ref.clause->text.empty()) {
    text += " (\"";
    if (ref.clause->text.size() <= 120) {
      text += ref.clause->text;
    } else {
      std::size_t cut = 120;
      while (cut > 0 && (static_cast<unsigned char>(ref.clause->text[cut]) & 0xC0) == 0x80) --cut;
      text += ref.clause->text.substr(0, cut) + "…";
    }
    text += "\")";
  }
  return text;
}

}  // namespace

std::vector<std::string> check_activation(const Book& book, const Circular& circular, Date effective) {
  std::vector<std::string> against;
  Circular activated = circular;
  activated.state = Circular::State::active;
  activated.effective = effective;
  if (activated.until && *activated.until < effective) {
    against.push_back("SE " + circular.number + " berakhir " + base::format_date(*activated.until) + ", sebelum mulai berlaku " +
                      base::format_date(effective) + ". Perbaiki tanggalnya.");
    return against;
  }
  std::vector<const Circular*> circulars{&activated};
  std::vector<ClauseRef> others;
  const auto begins = [&](const Circular& other) { return other.effective.value_or(effective); };
  for (const Circular& other : book.circulars) {
    if (other.issuer == circular.issuer && other.number == circular.number && other.unit == circular.unit) continue;
    circulars.push_back(&other);
    if (other.state == Circular::State::draft || !other.effective) continue;
    if (other.unit == circular.unit && *other.effective <= effective && other.state == Circular::State::active &&
        std::ranges::find(other.supersedes, circular.number) != other.supersedes.end() &&
        (book.units.empty() || std::ranges::any_of(book.units, [&](const auto& unit) {
           return fits(book, other.binds, unit.second, effective) && fits(book, circular.binds, unit.second, effective);
         })))
      against.push_back("SE " + circular.number + " sudah digantikan SE " + other.number + " sejak " +
                        base::format_date(*other.effective) +
                        ". Aktifkan surat yang baru saja, atau hapus nomor ini dari isian "
                        "supersedes di sana.");
    for (const Clause& clause : other.clauses) others.push_back({&other, &clause});
  }

  // Which pairs could contradict, before looking for somebody whom both fit: usually none.
  std::vector<std::pair<ClauseRef, ClauseRef>> pairs;
  for (std::size_t index = 0; index < activated.clauses.size(); ++index) {
    const ClauseRef one{&activated, &activated.clauses[index]};
    const auto consider = [&](const ClauseRef& other) {
      if (!contradict(one, other) || !of_equal_rank(one, other)) return;
      if (can_meet(one.clause->applies, other.clause->applies) && can_meet(one.circular->binds, other.circular->binds))
        pairs.emplace_back(one, other);
    };
    for (std::size_t later = index + 1; later < activated.clauses.size(); ++later)
      consider({&activated, &activated.clauses[later]});
    for (const ClauseRef& other : others) consider(other);
  }

  // Days on which a unit or a zone becomes another one; on all days between two of them everything is the same.
  std::set<Date> days;
  const auto add_days = [&](const auto& since) {
    for (const auto& [from, state] : since.steps)
      if (from > effective && (!activated.until || from <= *activated.until)) days.insert(from);
  };
  if (!pairs.empty()) {
    days.insert(effective);
    for (const auto& [code, unit] : book.units) add_days(unit.states);
    for (const auto& [name, region] : book.regions) add_days(region);
    for (const Circular* other : circulars)
      if (begins(*other) > effective && (!activated.until || begins(*other) <= *activated.until)) days.insert(begins(*other));
  }
  Policy policy(book, circulars);
  for (const auto& pair : pairs) {
    const ClauseRef &one = pair.first, &other = pair.second;
    const auto where = [&]() -> std::optional<std::string> {
      if (book.units.empty()) {  // nobody to look at
        if (one.circular == other.circular) return "";
        for (const Date day : days) {
          const auto both = policy.in_force("", day);
          if (std::ranges::find(both, one.circular) != both.end() && std::ranges::find(both, other.circular) != both.end())
            return " pada " + base::format_date(day);
        }
        return {};
      }
      for (const Date day : days)
        for (const auto& [code, unit] : book.units) {
          const auto clauses = policy.governing(one.clause->rule.index(), unit, day);
          if (std::ranges::find(clauses, one) != clauses.end() && std::ranges::find(clauses, other) != clauses.end())
            return ", mis. di unit " + code + (unit.name.empty() ? "" : " (" + unit.name + ")") + " pada " +
                   base::format_date(day);
        }
      return {};
    }();
    if (!where) continue;
    std::string text = quoted(one) + " dan " + quoted(other) + " bertentangan: keduanya mengatur " + name_of(one.clause->rule) +
                       " bagi orang yang sama dengan kekuatan yang sama" + *where + ". ";
    text +=
        one.circular == other.circular
            ? "Persempit applies salah satunya, atau tulis \"over\": \"" + other.clause->id + "\" pada " + one.clause->id + "."
            : "Sebut SE " + other.circular->number + " di isian supersedes, atau persempit binds salah satunya.";
    against.push_back(std::move(text));
  }

  if (!circular.unit.empty()) {
    const auto in_force = policy.in_force(circular.unit, effective);
    if (std::ranges::find(in_force, &activated) == in_force.end()) {
      const std::string own = "SE " + circular.number + " adalah ketentuan unit " + circular.unit + " sendiri, tetapi ";
      if (const std::string why = why_no_override(book, circular.unit, effective); !why.empty())
        against.push_back(own + "pada " + base::format_date(effective) +
                          " tidak ada surat yang memberi unit itu wewenang mengatur sendiri (ketentuan override): " + why);
      else if (!fits(book, circular.binds, *book.unit(circular.unit), effective))
        against.push_back(own + "binds tidak mencakup unit itu. Hapus isian binds.");
      else if (against.empty())
        against.push_back(own + "sudah digantikan surat lain unit itu.");
    }
  }
  std::ranges::sort(against);
  return against;
}

std::string check_deletion(const Book&, const Circular& circular) {
  if (circular.state == Circular::State::draft) return "";
  if (circular.state == Circular::State::withdrawn && !circular.until) return "";
  return "SE " + circular.number + " pernah berlaku" +
         (circular.effective ? " sejak " + base::format_date(*circular.effective) : std::string()) +
         "; jadwal dan laporan waktu itu merujuk kepadanya, jadi tidak dapat dihapus. Cabut dengan tanggal terakhirnya (state "
         "withdrawn, "
         "until), atau aktifkan surat penggantinya.";
}

}  // namespace hadir::rules
