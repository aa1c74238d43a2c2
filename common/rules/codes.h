// What a day's status prints as, and how many days of each somebody has (DOMAIN.md 4.5, 5.3). Offices use other codes for the
// same and the same code for other things ("TL" is late in some, duty in town in others), so codes are data beside the status.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/base/error.h"
#include "common/rules/day_status.h"

namespace hadir::rules {

struct CodeSet {
  std::string office = "H", late = "HT", early = "PSW", home = "WFH", home_office = "WFH", excused = "I", sick = "S", leave = "C",
              duty = "DL", town_duty = "TL", study = "TB", absent = "TK", candidate = "TK?", free = "L", not_member = "LM",
              pending;
  bool leave_kinds = false;  // CT, CB … in place of `leave` where the kind is known
  bool bands = false;        // TL1, PSW4 … in place of `late` and `early` where the circular names a band
};
// By name: "umum" (usual_codes) or "potongan" (band_codes); nothing for others.
std::optional<CodeSet> named_codes(std::string_view name);
// DOMAIN.md 4.5.
CodeSet usual_codes();
// With bands and kinds of leave; duty in town is TLK, since TL1 … mean late.
CodeSet band_codes();

// Late before early where a day is both; with bands both, as TL1/PSW2.
std::string code_of(const CodeSet& codes, const DayStatus& status);
// Each code that the set prints, with what it means, in the order of the sums: for the legend below a table. `bands` as below; a
// code that means several things (WFH at home and at the office) has them joined.
std::vector<std::pair<std::string, std::string>> legend_of(const CodeSet& codes, const std::vector<std::string>& bands = {});
// Whether two different things would print the same; home_office may be as home or office. `bands`: codes of
// the circular's bands, where the set prints them.
base::Result<void> check_codes(const CodeSet& codes, const std::vector<std::string>& bands);

// Days by what they came to. Each working day is in exactly one of the first group.
struct Counts {
  std::int64_t on_time = 0, late = 0, early = 0;  // at the office; early: not late too
  std::int64_t home = 0, home_office = 0, excused = 0, sick = 0, leave = 0, duty = 0, town_duty = 0, study = 0, absent = 0;
  std::int64_t candidate = 0, pending = 0;

  std::int64_t workdays = 0, free = 0, not_member = 0;
  std::int64_t late_minutes = 0, early_minutes = 0;  // begun minutes, of each day by itself
  std::int64_t hundredths = 0;                       // of a percent, before a month's cap
  std::int64_t no_in = 0, no_out = 0;
  std::int64_t present() const { return on_time + late + early + home + home_office; }
  // Of the first group; equals workdays.
  std::int64_t sum() const {
    return present() + excused + sick + leave + duty + town_duty + study + absent + candidate + pending;
  }
  bool operator==(const Counts&) const = default;
};
void add(Counts& counts, const DayStatus& status);
Counts count(std::span<const DayStatus> statuses);

}  // namespace hadir::rules
