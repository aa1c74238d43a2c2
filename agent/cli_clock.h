// What people read about the clock of an office's PC: lengths of time, corrected times and clock events, in Indonesian. Pure.
#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <string_view>

namespace hadir::agent {

// The two largest units: "47 menit", "2 tahun 3 hari", "1 menit 30 detik", "350 milidetik".
std::string duration_text(std::int64_t ms);

// How good the clock is, by the name of a quality.
const char* quality_text(std::string_view quality);

// "terlambat 47 menit", "terlalu cepat sekitar 2 tahun", or "" where the clock is right or nothing is known; of "error_min_ms"
// and "error_max_ms".
std::string error_text(const boost::json::object& clock);

// One line about a corrected time as store::to_json gives it.
std::string correction_text(const boost::json::object& corrected);

// One line about a clock event as store::to_json gives it.
std::string event_text(const boost::json::object& event);

}  // namespace hadir::agent
