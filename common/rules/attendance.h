// From punches to when somebody came and went on a day of his unit's local time (A16), also over midnight; and what being late or
// leaving early comes to (DOMAIN.md 4.6).
//
// - A day's punches are those of its window: from midnight to midnight, but where a shift goes on past midnight, the two days
// part
//   halfway between its end and the next beginning (four hours after its end where nobody expects him then); who begins before
//   two in the morning may come two hours earlier.
// - He came with the first punch that is not an out, and went with the last one after it that is not an in. Of several punches
//   within a minute only the first counts where no direction is known: a finger put on the reader twice is not a way out.
// - A correction counts once its last tier approved it, or where somebody of the chain made it himself; until then, and where it
//   was rejected or returned, the punch counts as it was recorded. Punches that were struck out count no more.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/rules/circular.h"
#include "common/rules/lookup.h"

namespace hadir::rules {

struct CountedPunch {
  const Punch* punch = nullptr;
  std::int64_t ms = 0;  // that counts
  Direction direction = Direction::unknown;
  bool office = false;   // made at the office: by a machine, the kiosk or its PC; a web one tells nothing about the place
  bool waiting = false;  // for the approval of a correction
};
// All that count and do not lie behind `as_of_ms`, by moment.
const std::vector<CountedPunch>& punches_that_count(Lookup& lookup, const std::string& person);

struct Attendance {
  std::optional<CountedPunch> in, out;
  bool office = false, online = false;  // whether there are punches of either sort
  bool doubtful = false;                // one that counts was written under a clock that cannot be believed
  bool waiting = false;                 // one waits for the approval of a correction
};
// `office_only`: of punches at the office alone.
Attendance attendance_of(Lookup& lookup, const Person& person, Date day, bool office_only = false);

// UTC milliseconds: [begin, end).
struct Window {
  std::int64_t begin = 0, end = 0;
};
Window window_of(Lookup& lookup, const Person& person, Date day);

// --- Late and early ---

struct Band {
  std::int64_t seconds = 0;     // late or early, as the granularity sees it; 0 within the tolerance
  std::string code;             // TL1, PSW4 …; empty: none
  std::int64_t hundredths = 0;  // of a percent
};
// Both in seconds of the local day. `rule` nullptr: minutes, no tolerance, no bands.
Band late_band(const Discipline* rule, std::int64_t start, std::int64_t in);
Band early_band(const Discipline* rule, std::int64_t end, std::int64_t out);
// What a missing punch counts as: the band that `no_in_code` (`no_out_code`) names, else `no_record`.
Band missing_in(const Discipline& rule);
Band missing_out(const Discipline& rule);

}  // namespace hadir::rules
