// How findings and reasons name people, days and moments, in Indonesian. For the files of this folder.
#pragma once

#include <string>
#include <string_view>

#include "common/base/civil.h"
#include "common/rules/book.h"

namespace hadir::rules::wording {

std::string date(Date day);                                            // 26-04-2021
std::string clock(std::int64_t ms, int offset_minutes);                // 07:30
std::string moment(std::int64_t ms, int offset_minutes);               // 26-04-2021 pukul 07:30
std::string duration(std::int64_t minutes);                            // 7:30, -0:15
std::string month(Date day);                                           // Juni 2021
std::string span(Date from, Date until);                               // one day as such; 26-04-2021 s.d. 28-04-2021
std::string name(const Book& book, std::string_view person);           // the name, else the number
std::string who(const Book& book, std::string_view person);            // the name with the number in brackets
std::string unit(const Book& book, std::string_view code);             // its name, else its code
std::string joined(const std::vector<std::string>& parts);             // a; b; c
std::string with_source(std::string text, std::string_view citation);  // text (citation).
// A type as people write it: kantor, bepergian, cuti, sakit, izin, dl, tl, tb.
std::string_view permit_type(PermitType type);
std::string_view standing(Standing standing);  // "", Plt., Plh., Pj.

}  // namespace hadir::rules::wording
