// One line of a daily report (LKH) taken apart, as tolerantly as people write: "07:30-09:00 menyusun konsep surat = 2 dokumen".
// Used by the daily report and by whatever shows single activities.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/report/document.h"

namespace hadir::papers {

struct Activity {
  std::optional<int> start, end;  // minutes of the local day; both or neither. An end before the start lies on the next day
  std::string text;               // what is left of the line
  std::optional<report::Decimal> volume;
  std::string unit;  // dokumen, surat, kali …
  std::optional<std::int64_t> minutes() const;
};
// Times at the beginning: 7:30-9:00, 07.30 – 09.00, pukul 07:30 s.d. 09:00 WIB, 07:30 sampai 09:00, each with : or . or nothing
// behind it. A volume at the end, behind "=": a number (decimals with comma or point) and its unit. What does not look like these
// is text; a line is never refused and nothing of it is lost.
Activity activity_of(std::string_view line);

}  // namespace hadir::papers
