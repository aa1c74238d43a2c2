// How much leave of a kind somebody has used and may still use (DOMAIN.md 4.7: PP 11/2017, Peraturan BKN 24/2017). Only granted
// permits debit it: a day at home never does (A41), nor a schedule that says LEAVE.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/rules/lookup.h"

namespace hadir::rules {

// Data: an office may have others.
struct LeaveQuota {
  std::string kind, name;
  std::int64_t days = 0;  // a year; 0: none fixed (CAP), the superior decides
  bool workdays = false;  // else calendar days
};
// CT 12 working days; CB and CM 3 months as 90 days; CS a year and six months as 545; CAP none fixed; CLTN 3 years as 1095.
const std::vector<LeaveQuota>& usual_quotas();

// CT of a year: 12, and of what the year before left up to 6 more (18); 24 where neither of the two years before was used at all.
// `used_last`, `used_before`: days used in the year before and in the one before that; nothing: not known, nothing is carried
// over.
std::int64_t annual_quota(std::optional<std::int64_t> used_last, std::optional<std::int64_t> used_before, std::int64_t base = 12);

struct LeaveUse {
  std::string kind, name;
  std::int64_t used = 0, waiting = 0;  // days granted, and asked for
  std::int64_t quota = 0;              // 0: none fixed
  std::int64_t carried = 0;            // of it, from years before
  std::int64_t left() const { return quota - used; }
};
// Of a calendar year, by the order of usual_quotas(). Carry-over of CT is worked out where the Book holds the whole years before.
std::vector<LeaveUse> leave_use(Lookup& lookup, std::string_view person, int year,
                                const std::vector<LeaveQuota>& quotas = usual_quotas());

}  // namespace hadir::rules
