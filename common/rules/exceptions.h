// Everything about a span of days that somebody should look at, apart from how rosters keep to their circulars (that is
// compliance.h's): one list for reports and for the command line.
//
// code                what
// no_letter           WFH_TANPA_SPT (A20); letter_late: the letter came after the work began
// office_no_permit    at the office on a day at home without permission (A21); office_closed: at a closed place (A33)
// time_doubtful       a punch or report under a clock that cannot be believed (A30); correction_waiting: a correction not decided
// contradiction       punches on leave, two permits for one day; decision_contradiction, decision_without_effect (A29)
// late, early, no_in, no_out           as the discipline clause has it (4.6)
// candidate, absent                    no sign of presence, not decided; decided (A41)
// leave_without_permit                 LEAVE in the schedule and no granted permit (A41)
// travel_…            travel.h         recap_…       recap_duty.h      recall_…, assembly_…   calls.h
// duty_…, report_…, verified_late, attestation_…, health_missing   monitoring.h     meeting_…   meetings.h     absence_…
// discipline.h
#pragma once

#include <string_view>
#include <vector>

#include "common/rules/day_status.h"
#include "common/rules/finding.h"

namespace hadir::rules {

// Of the unit and what lies below it, both days included, sorted, none twice.
std::vector<Finding> exceptions(Lookup& lookup, std::string_view unit, Date from, Date until);
std::vector<Finding> exceptions(const Book& book, std::string_view unit, Date from, Date until);

// Those that follow from the statuses alone.
std::vector<Finding> status_findings(Lookup& lookup, const std::vector<DayStatus>& days);
// decision_contradiction, decision_without_effect: of daily reports, permits, letters and corrections of the unit that touch the
// span.
std::vector<Finding> decision_findings(Lookup& lookup, std::string_view unit, Date from, Date until, bool whole_opd);

}  // namespace hadir::rules
