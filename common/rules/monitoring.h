// What superiors and the Subbag Kepegawaian look at during and after a day: who of those at home gives no sign (A32, R1.9), who
// has not filled in the health check (A35, R0.5), and the day's recapitulation of attendance and daily reports by tier (A31,
// R4.9). Whoever asks sees the unit he asks about and what lies below it; whether he may is the caller's business.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "common/rules/day_status.h"
#include "common/rules/finding.h"

namespace hadir::rules {

// Staff who should be at work at home and gave no sign of it by `as_of_ms` of the Lookup (whole_book: all day), by id.
std::vector<std::string> without_sign(Lookup& lookup, std::string_view unit, Date day, bool whole_opd);

// Who should have filled in the health check by now and has not: in the last `every_days` days of the `health` clause, that day
// counted, before its hour. What anybody filled in is not said here. People who are away are not asked.
std::vector<std::string> without_health_check(Lookup& lookup, std::string_view unit, Date day, bool whole_opd);

struct DayRow {
  std::string person, name;
  Class klass = Class::jfu;
  DayStatus status;
  enum class Place : std::uint8_t {
    office,
    home,
    leave,
    duty,
    free,
    none
  } place = Place::none;    // none: nobody knows (candidate …)
  bool attendance = false;  // seen: a punch, or an attendance report
  bool report = false;      // a daily report was handed in
  bool asks_report = false;
  Timeliness timeliness = Timeliness::missing;
  bool late_sync = false;
  std::size_t tier = 0;      // that it has reached
  std::string report_state;  // Draf, Diajukan …; empty: none
};
struct DayRecap {
  std::vector<DayRow> rows;  // by class, name, id
  // Of each class (struktural, JFU, JFT, non-ASN) and, last, of all: how many are active, and by place.
  struct Total {
    std::int64_t active = 0, office = 0, home = 0, leave = 0, duty = 0, free = 0, none = 0, attendance = 0, report = 0,
                 asks_report = 0;
    bool operator==(const Total&) const = default;
  };
  std::array<Total, 5> totals;
};
// Everybody who is a member on that day; office + home + leave + duty + free + none = active.
DayRecap day_recap(Lookup& lookup, std::string_view unit, Date day, bool whole_opd);

// How far the daily reports of a span have come, tier by tier (A31): [0] handed in and waiting, [k] forwarded by tier k, and
// approved.
struct TierRecap {
  std::vector<std::int64_t> reached;
  std::int64_t asked = 0, missing = 0, drafts = 0, approved = 0, returned = 0, rejected = 0, late = 0, doubtful = 0;
};
TierRecap tier_recap(Lookup& lookup, std::string_view unit, Date from, Date until, bool whole_opd);

// no_sign is not among them (it is of a moment): duty_incomplete, report_late, report_doubtful, report_late_sync, verified_late,
// attestation_missing, attestation_no (A28, A30, A37), of days at home.
std::vector<Finding> duty_findings(Lookup& lookup, const std::vector<DayStatus>& days);
// health_missing, one for each unit and day.
std::vector<Finding> health_findings(Lookup& lookup, std::string_view unit, Date from, Date until, bool whole_opd);

}  // namespace hadir::rules
