// What units hand in month by month, and who is overdue (A23, R4.6): recapitulations of journeys, attendance and daily reports,
// as the `recap` clauses say. A return that says NIHIL is a return.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/rules/finding.h"
#include "common/rules/lookup.h"

namespace hadir::rules {

struct RecapDuty {
  std::string unit, subject;  // perjalanan, kehadiran, lkh
  Date month, due;            // due: to be handed in on that day at the latest
  std::string to, through;    // as the circular says: Sekda, Asisten
  std::string asisten;        // who oversaw the unit on the last day of that month; a later change moves nothing
  std::string citation;
  enum class State : std::uint8_t { waiting, overdue, in_time, late } state = State::waiting;
  bool nil = false;
  std::int64_t entries = 0;
  std::optional<Instant> submitted;
  std::string by, number;
  bool is_in() const { return state == State::in_time || state == State::late; }
};

// Of the topmost units that the Book holds, for a month (its first day), looked at on `today`: by Asisten, unit, subject. A unit
// is asked where a clause governed it on the last day of the month; `subject` empty: all.
std::vector<RecapDuty> recap_duties(Lookup& lookup, Date month, Date today, std::string_view subject = {});

// recap_overdue and recap_nil (NIHIL though there were journeys; both violations), recap_late; dated the day after they were due.
std::vector<Finding> recap_findings(Lookup& lookup, std::string_view unit, Date from, Date until);

Date first_of_month(Date day);
Date last_of_month(Date day);

}  // namespace hadir::rules
