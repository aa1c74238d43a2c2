// Tables with a column per day, as the monthly recap and the roster have them: 1 to 31 of a month, or the days of a shorter span.
// For this folder alone.
#pragma once

#include <string>
#include <vector>

#include "common/papers/parts.h"

namespace hadir::papers {

// The days that have a column: those of the request; of a whole month always 31, of which a short month leaves the last ones
// blank (they lie behind `until`).
std::vector<Date> day_columns(const PaperRequest& request);
inline bool is_asked(const PaperRequest& request, Date day) { return request.from <= day && day <= request.until; }

// A column per day, keys d01 …, under the heading TANGGAL; weekends and holidays of the request's unit are shaded.
void add_day_columns(const Book& book, const PaperRequest& request, report::Table& table);
// What the shades mean.
void add_shades(report::Legend& legend);

// A42: who is no ASN stands in a group of his own.
bool has_non_asn(const std::vector<Member>& members);
std::string staff_group(const Member& member);

}  // namespace hadir::papers
