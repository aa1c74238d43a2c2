// Working hours by weekday, as calendar records say them, one line each:
//
//   senin-kamis 07:30-16:00 istirahat 12:00-13:00
//   jumat 07:30-16:30 istirahat 11:30-13:00
//   sabtu, minggu libur
//
// days: senin selasa rabu kamis jumat (jum'at) sabtu minggu (ahad), also "senin-jumat", "senin, rabu" and "setiap hari"; several
// breaks are listed with commas; a weekday that no line names is free. Times are HH:MM (or HH.MM) of the local day, 24:00 its
// end. Pure functions.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/base/error.h"

namespace hadir::rules {

// Minutes of the local day.
struct DayHours {
  int start = 0, end = 0;                   // start < end
  std::vector<std::pair<int, int>> breaks;  // ascending, inside, apart
  int net_minutes() const;
  bool operator==(const DayHours&) const = default;
};

struct WeekHours {
  std::array<std::optional<DayHours>, 7> days;  // [0] Monday
  int net_minutes() const;                      // of the week
  bool operator==(const WeekHours&) const = default;
};

// The error names the line, the word, and what would be right.
base::Result<WeekHours> parse_week(const std::vector<std::string>& lines);
// Lines that parse_week reads back.
std::vector<std::string> format_week(const WeekHours& week);

// "07:30", "7.30", "24:00": minutes of the day; nothing for anything else.
std::optional<int> parse_clock(std::string_view text);
std::string format_clock(int minutes);

// senin … minggu; 1 Monday to 7 Sunday.
std::string_view weekday_name(unsigned iso_weekday);

}  // namespace hadir::rules
