#include "common/rules/circular.h"

namespace hadir::rules {
namespace {

// In the order of Rule's alternatives.
constexpr const char* names[] = {"presence", "attend",  "rotation", "shifts", "home_day",   "office_entry", "travel",   "recap",
                                 "meeting",  "closure", "assembly", "health", "discipline", "tiers",        "override", "roster"};
static_assert(std::size(names) == std::variant_size_v<Rule>);

}  // namespace

bool Selector::is_empty() const { return *this == Selector{}; }

const char* name_of(const Rule& rule) { return names[rule.index()]; }
std::span<const char* const> rule_names() { return names; }

std::string format_percent(std::int64_t hundredths) {
  std::string text = std::to_string(hundredths / 100);
  if (const auto rest = hundredths % 100; rest != 0) {
    text += rest % 10 == 0 ? "." + std::to_string(rest / 10) : std::string(rest < 10 ? ".0" : ".") + std::to_string(rest);
  }
  return text + "%";
}

std::string citation(const Circular& circular, const Clause& clause) { return "SE " + circular.number + " " + clause.id; }

}  // namespace hadir::rules
