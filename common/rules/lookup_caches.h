// What a Lookup keeps for the files of this folder, by what was asked. For those files alone.
#pragma once

#include <memory>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "common/rules/attendance.h"
#include "common/rules/day_plan.h"
#include "common/rules/tiers.h"

namespace hadir::rules {

struct OnDay {
  const void* of;  // a Person or a Unit of the Book
  std::int32_t day;
  bool operator==(const OnDay&) const = default;
};
struct OnDayHash {
  std::size_t operator()(const OnDay& key) const {
    return std::hash<const void*>()(key.of) * 1000003 + static_cast<std::size_t>(key.day);
  }
};

struct LookupCaches {
  std::unordered_map<std::string, std::unique_ptr<Chain>> chains;
  std::unordered_map<std::string, std::unique_ptr<Outcome>> outcomes;
  std::unordered_map<OnDay, DayPlan, OnDayHash> plans;
  std::unordered_map<std::string, std::vector<CountedPunch>> punches;  // by person
};

}  // namespace hadir::rules
