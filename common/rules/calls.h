// Calling people in, and calling them together: recalls to the office (A36, R0.6) and assemblies, apel (A38, R4.1). An apel is
// kept apart from the punches: who is at the office and not at the apel is an exception of its own.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/rules/day_status.h"
#include "common/rules/finding.h"

namespace hadir::rules {

struct RecallRow {
  const Recall* recall = nullptr;
  std::string person;
  Date day;
  std::int64_t answer_by_ms = 0;                 // an hour after the call where nothing else was said
  std::optional<std::int64_t> response_minutes;  // from the call to the answer, begun minutes not counted
  std::optional<Instant> arrived;                // the first punch at the office after the call, on that day
  enum class Answer : std::uint8_t { waiting, in_time, late, missing } answer = Answer::waiting;
  bool by_phone = false;  // somebody wrote down that he telephoned
};
inline constexpr int usual_answer_minutes = 60;
// By person and moment.
std::vector<RecallRow> recall_rows(Lookup& lookup, std::string_view unit, Date from, Date until, bool whole_opd);

struct AssemblyRow {
  std::string person;
  Date day;
  Session session = Session::morning;
  bool is_virtual = false;
  bool present = false;
  bool at_office = false;  // that day, by punches
  std::string citation;
  std::int64_t hundredths = 0;  // what missing it costs, of a percent
};
// Who was expected: everybody at work that day, at the office or at home, whom an `assembly` clause governs on that weekday. A
// session of which nothing was recorded in the unit is in no row: assembly_findings says so once. `days`: of statuses().
std::vector<AssemblyRow> assembly_rows(Lookup& lookup, const std::vector<DayStatus>& days);

// recall_missing, recall_late.
std::vector<Finding> recall_findings(Lookup& lookup, std::string_view unit, Date from, Date until, bool whole_opd);
// assembly_absent (one for each person) and assembly_unrecorded (one for each unit and day).
std::vector<Finding> assembly_findings(Lookup& lookup, const std::vector<DayStatus>& days);

}  // namespace hadir::rules
