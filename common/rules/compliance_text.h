// How findings of compliance.cc are worded, in Indonesian. For compliance*.cc alone.
#pragma once

#include "common/rules/presence_day.h"

namespace hadir::rules::wording {

// "Dinas Kominfo (5.02)"; a section as "Bagian Umum, Dinas Kominfo (5.02)".
std::string counted_unit(const Book& book, const std::string& unit);
// "25% dari 40 staf", "10 orang"
std::string amount(const Amount& amount, const Presence& rule, std::int64_t of);
// At most twelve names, and how many more.
std::string people(const Book& book, const std::vector<const Person*>& people);
std::string busy_moment(const Busiest& busiest, const std::vector<Stay>& stays, Presence::At at);
inline constexpr const char* partial_note =
    " Hitungan ini sebagian: pegawai unit lain dari OPD ini tidak tercatat di komputer ini.";

}  // namespace hadir::rules::wording
