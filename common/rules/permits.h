// What was granted for a day: leave, illness, duty elsewhere, study, other reasons; and coming to the office on a day at home
// (A21, R4.7). A permit counts once its last tier approved it, and not after it was cancelled.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/rules/tiers.h"

namespace hadir::rules {

// The permits that keep somebody away on a day, as they stand. Of several that were granted one counts: study, leave, illness,
// duty elsewhere, duty in town, other reasons, in that order.
struct Away {
  const Permit* granted = nullptr;
  std::vector<const Permit*> others;  // granted too: a contradiction
  const Permit* waiting = nullptr;    // the first that is neither granted nor turned down
};
Away away_on(Lookup& lookup, std::string_view person, Date day);

// Whether somebody may come to the office on a day at home.
struct EntryPermit {
  const Permit* permit = nullptr;  // nullptr: none was asked for, or it was turned down
  bool granted = false;            // before he came
  std::optional<Instant> approved;
  std::string approver, approver_post;
  std::string text;  // Indonesian: izin …; tanpa izin …
};
// `came_ms`: when he came.
EntryPermit entry_permit(Lookup& lookup, const Person& person, Date day, std::int64_t came_ms);

}  // namespace hadir::rules
