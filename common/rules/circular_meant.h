// What somebody meant who wrote something else into a circular's document, for hints. For circular_read.cc and circular_json.cc
// alone.
#pragma once

#include <boost/json/value.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hadir::rules::meant {

// "Barangkali maksudnya …", with a space behind it; empty where `text` is.
std::string perhaps(const std::string& text);

// Whole digits and at most two decimals, in hundredths.
std::optional<std::int64_t> hundredths(std::string_view text);
// A hint about an amount that is none: 0.8, "80", "33.333%". Empty: nobody knows.
std::string amount(const boost::json::value& written);

// "29-07-2022", "2022/7/29"; "06.30", "7:30": as documents have them. Empty where it is no date or time either.
std::string date(std::string_view text);
std::string time(std::string_view text);

// 1 for "senin", "Senin" … 7; "Jum'at" with any apostrophe too. 0: no weekday.
unsigned weekday(std::string_view text);

// A hint about what is wrong at a place where a text stops being JSON, which is often the end of the line before. Empty: nobody
// knows. `open_braces`: how many are not closed there.
std::string slip(std::string_view text, std::size_t at, std::size_t open_braces);

}  // namespace hadir::rules::meant
