// Meetings (A39, R0.2): how many may sit in the room, and why they meet at all. Who takes part from afar does not count.
#pragma once

#include <vector>

#include "common/base/error.h"
#include "common/rules/finding.h"
#include "common/rules/lookup.h"

namespace hadir::rules {

struct MeetingCheck {
  ClauseRef clause;                  // of the organiser's unit on that day; empty: nothing limits it
  std::int64_t in_room = 0;          // invited, not from afar
  std::int64_t base = 0;             // what a percentage is of: the room's capacity, the invited, or the unit's staff
  std::optional<std::int64_t> most;  // nothing: no cap, or its base is not known
  bool lacks_reason = false;
  bool lacks_capacity = false;
  bool fits() const { return !lacks_reason && !lacks_capacity && (!most || in_room <= *most); }
};
MeetingCheck check_meeting(Lookup& lookup, const Meeting& meeting);
// Before a meeting is recorded or somebody more is invited: refused with the number that is allowed.
base::Result<void> may_meet(Lookup& lookup, const Meeting& meeting);

// meeting_cap, meeting_no_reason, meeting_no_capacity, of meetings of the unit's people that were not cancelled.
std::vector<Finding> meeting_findings(Lookup& lookup, std::string_view unit, Date from, Date until, bool whole_opd);

}  // namespace hadir::rules
