// What lateness and absence come to: a month's deduction with its cap (DOMAIN.md 4.6), and the thresholds of PP 94/2021 for
// absence without leave (4.2). hadir counts and warns; deciding is a superior's.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/rules/calls.h"
#include "common/rules/day_status.h"
#include "common/rules/finding.h"

namespace hadir::rules {

// In hundredths of a percent.
struct Deduction {
  std::int64_t late = 0, early = 0, absent = 0, assembly = 0;  // missing punches are in late and early
  std::int64_t cap = 10'000;
  std::int64_t sum() const { return late + early + absent + assembly; }
  std::int64_t total() const { return sum() < cap ? sum() : cap; }
};
// `days`: of one person and month; `assemblies`: rows of the same, others are passed over. The cap is the governing clause's on
// the last day that one governs.
Deduction deduction_of(Lookup& lookup, std::span<const DayStatus> days, std::span<const AssemblyRow> assemblies);

struct Threshold {
  std::int64_t days = 0;
  const char* what = "";  // Indonesian
};
// Days in one calendar year, ascending (PP 94/2021, Peraturan BKN 6/2022).
std::span<const Threshold> absence_thresholds();
// So many working days in a row, free days between them not counted.
inline constexpr std::int64_t consecutive_threshold = 10;

struct Absences {
  std::string person;
  int year = 0;
  std::int64_t decided = 0, candidates = 0;  // days; only decided ones count
  std::int64_t longest_run = 0;              // decided working days in a row; what else a working day came to ends a run
  const Threshold* reached = nullptr;        // the highest
  struct Crossing {
    Date day;
    std::int64_t days;
    std::string what;
  };
  std::vector<Crossing> crossings;  // by day
};
// `days`: of one person and one calendar year, as far as it is known.
Absences absences_of(std::span<const DayStatus> days);

// absence_threshold, absence_consecutive: warnings, on the day on which a threshold was reached. Days of the year before the
// Book's first are not counted; the text says since when.
std::vector<Finding> absence_findings(Lookup& lookup, std::string_view unit, Date from, Date until, bool whole_opd);

}  // namespace hadir::rules
