// Leaving one's region and duty travel: what a permit needs, what a destination's status does to it (A22, A24, R2.2, R4.5), and
// the month's list of who travelled (R4.6). A journey is a permit of type bepergian, or dl with a destination outside.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/base/error.h"
#include "common/rules/finding.h"
#include "common/rules/tiers.h"

namespace hadir::rules {

enum class JourneyKind : std::uint8_t { duty, family, personal, unknown };
const char* text_of(JourneyKind kind);  // Dinas, Keluarga, Pribadi, -
JourneyKind kind_of(const Permit& permit);

bool is_journey(const Permit& permit);  // by its type alone

// A journey as the circular of its first day judges it.
struct Journey {
  ClauseRef clause;         // empty: nobody restricts it
  std::string destination;  // the region, else the place as it was written
  bool outside = false;     // of the home regions; unknown destinations are
  bool needs_permit = false;
  bool needs_urgency = false;  // the destination has a status for which a reason of urgency is asked
  std::string urgent_status;
  // The first day of the journey on which the destination's status closes it, with that status.
  std::optional<Date> closed_on;
  Date closed_since;  // when that status began
  std::string closed_status;
  std::string escalate_to;  // the role that may allow it all the same; empty: blocked
};
Journey journey_of(Lookup& lookup, const Permit& permit);

// The role up to which a decision on that day about the journey has to go; empty: no further than usual. A status that begins
// after that day changes nothing about it: it asks for a re-check (A24).
std::string escalation_of(Lookup& lookup, const Permit& permit, Date decided);

// Before a request is recorded: what every permit needs, and for a journey kind, destination, and a reason of urgency where the
// destination asks for one. A destination that is closed refuses it, or says who has to approve (`escalates`).
struct Admission {
  std::string escalates;  // role; empty: the usual tiers
  std::vector<std::string> hints;
};
base::Result<Admission> check_permit(Lookup& lookup, const Permit& permit);

// travel_no_permit, travel_no_urgency, travel_blocked, travel_recheck, travel_late_permit, travel_no_destination.
std::vector<Finding> travel_findings(Lookup& lookup, const Permit& permit);

// --- The month's list ---

struct TravelRow {
  const Permit* permit = nullptr;
  std::string person, name, position;
  Class klass = Class::jfu;  // on the first day of the journey inside the month
  JourneyKind kind = JourneyKind::unknown;
  std::string destination;
  Date departs, returns;
  std::string reason, approver;
  std::optional<Instant> approved;
  std::string note;  // tanpa izin, menunggu …
};
// Journeys out of the home regions of people of the unit and below it, whose dates touch the month (its first day); neither
// cancelled nor turned down. By class (struktural, JFU, JFT, non-ASN), then name, departure. What is not approved is in it with a
// note.
std::vector<TravelRow> travel_recap(Lookup& lookup, std::string_view unit, Date month);

}  // namespace hadir::rules
