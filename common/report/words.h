// Values as people read them on Indonesian papers. Pure functions, for builders and renderers.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "common/base/civil.h"
#include "common/report/document.h"

namespace hadir::report {

std::string_view month_name(unsigned month);  // 1 Januari to 12 Desember
std::string_view day_name(base::Date date);   // Senin to Minggu
std::string long_date(base::Date date);       // 26 Juli 2021
std::string day_and_date(base::Date date);    // Senin, 26 Juli 2021
std::string month_and_year(base::Date date);  // Juli 2021
std::string short_date(base::Date date);      // 26-07-2021

// A NIP in its printed groups, 19830727 200902 2 008. Anything but 18 digits comes back as it is.
std::string spaced_nip(std::string_view id);

std::string hours_and_minutes(std::int64_t minutes);               // 157:30, -0:15
std::string decimal_text(Decimal value, char decimal_mark = ',');  // 97,5

// A value as papers print it; empty for an empty cell and for a signature.
std::string printed(const Value& value);

// An office's usual signature: `above` with place and date (left out where place is empty), then the post; below rank and NIP
// (each left out where empty). heading: "Mengetahui," or empty.
Signatory official(std::string_view heading, std::string_view place, base::Date date, std::string_view post,
                   std::string_view name, std::string_view rank, std::string_view nip);

}  // namespace hadir::report
