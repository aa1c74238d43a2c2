// What a rule finds: plan against circular, what happened against plan, permits, reports. Findings are values with a total order,
// the same on every replica. A punch is never refused because of one.
#pragma once

#include <compare>
#include <string>
#include <vector>

#include "common/base/civil.h"

namespace hadir::rules {

struct Finding {
  base::Date date;
  std::string unit;
  std::string code;                 // cap, floor, balance, must_attend, unplanned, no_letter, no_permit …: for programs
  bool violation = true;            // else a warning
  std::string citation;             // circular and clause; empty: a rule of hadir's own
  std::vector<std::string> people;  // NIPs, ascending
  std::int64_t actual = 0, limit = 0;
  std::string text;  // Indonesian, complete: who, what, by how much
  auto operator<=>(const Finding&) const = default;
};

}  // namespace hadir::rules
