// Calendar dates and instants as text. Pure functions; the Gregorian arithmetic is C++20 <chrono>'s.
// Everything is a fixed offset from UTC: Indonesia has no daylight saving (DOMAIN.md 4.8), so no zone database is needed.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hadir::base {

// A calendar day without a zone: days since 1970-01-01, negative before it.
struct Date {
  std::int32_t days = 0;
  auto operator<=>(const Date&) const = default;
};

// A moment and the offset it was written with. Two Instants are equal only if both agree; compare `ms` to compare moments.
struct Instant {
  std::int64_t ms = 0;              // since 1970-01-01T00:00:00Z, leap seconds not counted
  std::int16_t offset_minutes = 0;  // local time minus UTC, within ±max_offset_minutes
  bool operator==(const Instant&) const = default;
};

inline constexpr int max_offset_minutes = 18 * 60;
inline constexpr int wib_offset_minutes = 7 * 60;
inline constexpr int wita_offset_minutes = 8 * 60;
inline constexpr int wit_offset_minutes = 9 * 60;

// Nothing unless year (1900 to 2200), month and day are a real date.
std::optional<Date> date_from(int year, unsigned month, unsigned day);

// Strictly YYYY-MM-DD, years 1900 to 2200, real dates only.
std::optional<Date> parse_date(std::string_view text);
// YYYY-MM-DD. Days outside the years 0000 to 9999 are printed as the nearest day inside.
std::string format_date(Date date);

// What a person types: YYYY-MM-DD, D-M-YYYY, D/M/YYYY (day first, as Indonesians write), and relative to `today`:
// kemarin/yesterday, hari ini/today, besok/tomorrow, lusa (the day after tomorrow). Case and outer spaces do not matter.
std::optional<Date> parse_date_input(std::string_view text, Date today);

// RFC 3339 section 5.6 with an obligatory offset: separator T, t or a space; a fraction of any length, cut (not rounded) to
// milliseconds; Z, z or ±hh:mm within ±18:00. Local years 1970 to 2200. Refused: second 60, hour 24, dates that do not exist.
std::optional<Instant> parse_rfc3339(std::string_view text);
// The canonical form: 2026-03-02T07:24:11.123+07:00, always three fraction digits, offset zero as +00:00.
// parse_rfc3339 reads it back unchanged. Moments outside the years 0000 to 9999 are printed as the nearest inside.
std::string format_rfc3339(Instant instant);

// The naive local time of a device, strictly YYYY-MM-DD HH:MM:SS, years 1970 to 2200: its milliseconds as if it were UTC.
// The caller, who knows the device's zone, subtracts the offset.
std::optional<std::int64_t> parse_local_ms(std::string_view text);
// The inverse; a fraction is cut.
std::string format_local(std::int64_t local_ms);

// The calendar day that a moment falls on, seen from an offset.
Date date_of(std::int64_t utc_ms, int offset_minutes);

// The calendar fields of a day; year within -32767 to 32767.
int year_of(Date date);
unsigned month_of(Date date);        // 1 to 12
unsigned day_of_month(Date date);    // 1 to 31
unsigned iso_weekday_of(Date date);  // 1 Monday to 7 Sunday
unsigned days_in_month(int year, unsigned month);

}  // namespace hadir::base
