// What a day came to for everybody: one status per person and day, with its reason and what it rests on. It is worked out anew
// from plan, punches, permits, reports and decisions whenever somebody asks, and is the same on every replica that holds the
// same.
//
// In this order: not a member; a free day; what keeps him away (granted permits, then the schedule's LEAVE and DL); then a day at
// home or at the office. Absence is never decided here (A41): who shows no sign of presence when the day is over is a *candidate*
// until a superior decides (tiers.h: absence_subject).
//
// What a status prints as differs from office to office (DOMAIN.md 4.5); codes.h maps it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/rules/attendance.h"
#include "common/rules/day_plan.h"
#include "common/rules/duties.h"
#include "common/rules/letters.h"
#include "common/rules/permits.h"

namespace hadir::rules {

enum class Status : std::uint8_t {
  not_member,   // LM: not yet, or no longer
  free,         // L
  pending,      // not over, or not yet begun, and nothing seen so far
  office,       // H, with HT and PSW where late or early
  home,         // WFH
  home_office,  // at the office on a day at home (A21)
  excused,      // I
  sick,         // S
  leave,        // C; `subtype`: CT CB CS CM CAP CLTN
  duty,         // DL
  town_duty,    // TL
  study,        // TB
  candidate,    // for TK: no sign of presence, nobody has decided
  absent,       // TK, decided
};
inline constexpr std::size_t status_count = 14;
// The name in programs and CSV: not_member, free …
const char* name_of(Status status);

struct DayStatus {
  std::string person;
  Date day;
  Status status = Status::pending;
  bool works = false;  // a working day of his; every status but not_member and free is of one
  Mode planned = Mode::wfo;
  bool scheduled = false;          // there is a cell of the schedule
  int start = 0, end = 0;          // as planned, minutes of the local day
  int net_minutes = 0;             // the same, without breaks
  std::optional<Instant> in, out;  // in the unit's local time; at home only where he was at the office, or from elsewhere
  base::SharedText in_source, out_source;
  Band late, early;  // seconds 0: neither; at home only where the circular says so
  bool no_in = false, no_out = false;
  std::int64_t hundredths = 0;  // of a percent, for late, early, missing punches and absence, before a month's cap
  std::string subtype;          // of the leave; the holiday's name
  std::string subject;          // of the permit it rests on
  bool permitted = false;       // home_office: granted before, called, or nobody asks for a permit
  bool recalled = false;        // A36
  bool closed = false;          // his place was closed
  bool doubtful = false;        // waktu diragukan: a punch or report under a clock that cannot be believed
  bool waiting = false;         // for the approval of a correction
  bool no_letter = false;       // WFH_TANPA_SPT (A20)
  LetterCover::State letter = LetterCover::State::none;
  bool duties_complete = true;              // at home (A28)
  std::string reason;                       // Indonesian, one sentence without its full stop
  std::vector<std::string> contradictions;  // Indonesian
  bool is_late() const { return late.seconds > 0 || (!late.code.empty()); }
  bool is_early() const { return early.seconds > 0 || (!early.code.empty()); }
};

// Of one person. A person whom the Book does not know is not a member.
DayStatus status_of(Lookup& lookup, std::string_view person, Date day);
DayStatus status_of(const Book& book, std::string_view person, Date day);

// Of everybody who belongs to the unit (and where `whole_opd`, to units below it) on some day of the span, both ends included: by
// person, then day. The days of people who come or go in it are not_member where they are not there.
std::vector<DayStatus> statuses(Lookup& lookup, std::string_view unit, Date from, Date until, bool whole_opd);

// Their numbers, ascending.
std::vector<std::string> people_of(Lookup& lookup, std::string_view unit, Date from, Date until, bool whole_opd);

}  // namespace hadir::rules
