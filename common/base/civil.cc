#include "common/base/civil.h"

#include <algorithm>
#include <charconv>
#include <chrono>

#include "common/base/text.h"

namespace hadir::base {
namespace {

namespace chrono = std::chrono;

constexpr std::int64_t day_ms = 86'400'000;
constexpr int first_date_year = 1900;
constexpr int first_instant_year = 1970;
constexpr int last_year = 2200;

constexpr std::int32_t days_of(chrono::year_month_day date) {
  return static_cast<std::int32_t>(chrono::sys_days(date).time_since_epoch().count());
}
constexpr std::int32_t first_printable_day = days_of(chrono::year(0) / 1 / 1);
constexpr std::int32_t last_printable_day = days_of(chrono::year(9999) / 12 / 31);

// Outside these std::chrono::year overflows.
constexpr std::int32_t first_calendar_day = days_of(chrono::year::min() / 1 / 1);
constexpr std::int32_t last_calendar_day = days_of(chrono::year::max() / 12 / 31);

chrono::year_month_day fields_of(Date date) {
  const auto days = std::clamp(date.days, first_calendar_day, last_calendar_day);
  return chrono::year_month_day(chrono::sys_days(chrono::days(days)));
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Reads exactly `width` digits at the front of `rest` and takes them away.
std::optional<int> take_digits(std::string_view& rest, std::size_t width) {
  if (rest.size() < width) return std::nullopt;
  int value = 0;
  for (std::size_t i = 0; i < width; ++i) {
    if (!is_digit(rest[i])) return std::nullopt;
    value = value * 10 + (rest[i] - '0');
  }
  rest.remove_prefix(width);
  return value;
}

bool take(std::string_view& rest, char wanted) {
  if (rest.empty() || rest.front() != wanted) return false;
  rest.remove_prefix(1);
  return true;
}

std::optional<Date> take_date(std::string_view& rest) {
  const auto year = take_digits(rest, 4);
  if (!year || !take(rest, '-')) return std::nullopt;
  const auto month = take_digits(rest, 2);
  if (!month || !take(rest, '-')) return std::nullopt;
  const auto day = take_digits(rest, 2);
  if (!day) return std::nullopt;
  return date_from(*year, static_cast<unsigned>(*month), static_cast<unsigned>(*day));
}

// HH:MM:SS as milliseconds since midnight.
std::optional<std::int64_t> take_time(std::string_view& rest) {
  const auto hour = take_digits(rest, 2);
  if (!hour || *hour > 23 || !take(rest, ':')) return std::nullopt;
  const auto minute = take_digits(rest, 2);
  if (!minute || *minute > 59 || !take(rest, ':')) return std::nullopt;
  const auto second = take_digits(rest, 2);
  if (!second || *second > 59) return std::nullopt;
  return ((*hour * 60 + *minute) * 60 + *second) * std::int64_t{1000};
}

// A fraction of at least one digit, cut to milliseconds; zero where there is none.
std::optional<int> take_fraction_ms(std::string_view& rest) {
  if (!take(rest, '.')) return 0;
  int ms = 0;
  std::size_t digits = 0;
  for (; digits < rest.size() && is_digit(rest[digits]); ++digits) {
    if (digits < 3) ms = ms * 10 + (rest[digits] - '0');
  }
  if (digits == 0) return std::nullopt;
  for (std::size_t i = digits; i < 3; ++i) ms *= 10;
  rest.remove_prefix(digits);
  return ms;
}

std::optional<int> take_offset(std::string_view& rest) {
  if (take(rest, 'Z') || take(rest, 'z')) return 0;
  const bool east = take(rest, '+');
  if (!east && !take(rest, '-')) return std::nullopt;
  const auto hours = take_digits(rest, 2);
  if (!hours || !take(rest, ':')) return std::nullopt;
  const auto minutes = take_digits(rest, 2);
  if (!minutes || *minutes > 59) return std::nullopt;
  const int offset = *hours * 60 + *minutes;
  if (offset > max_offset_minutes) return std::nullopt;
  return east ? offset : -offset;
}

std::int64_t floor_days(std::int64_t ms) { return ms >= 0 ? ms / day_ms : -((-(ms + 1)) / day_ms) - 1; }

// D-M-YYYY or D/M/YYYY with one or two digits for day and month.
std::optional<Date> parse_day_first(std::string_view text) {
  const auto separator = text.find_first_of("-/");
  if (separator == std::string_view::npos) return std::nullopt;
  const auto second = text.find(text[separator], separator + 1);
  if (second == std::string_view::npos) return std::nullopt;
  auto day_text = text.substr(0, separator);
  auto month_text = text.substr(separator + 1, second - separator - 1);
  auto year_text = text.substr(second + 1);
  if (day_text.empty() || day_text.size() > 2 || month_text.empty() || month_text.size() > 2) return std::nullopt;
  const auto day = take_digits(day_text, day_text.size());
  const auto month = take_digits(month_text, month_text.size());
  const auto year = take_digits(year_text, 4);
  if (!day || !month || !year || !year_text.empty()) return std::nullopt;
  return date_from(*year, static_cast<unsigned>(*month), static_cast<unsigned>(*day));
}

// Records have dates and times in their columns, so writing them must not cost more than storing them.
void put(std::string& text, int number, int digits) {
  text.resize(text.size() + static_cast<std::size_t>(digits));
  for (auto at = text.rbegin(); digits-- > 0; number /= 10) *at++ = static_cast<char>('0' + number % 10);
}

void put_date(std::string& text, Date date) {
  const auto fields = fields_of({std::clamp(date.days, first_printable_day, last_printable_day)});
  put(text, int(fields.year()), 4);
  put(text += '-', static_cast<int>(unsigned(fields.month())), 2);
  put(text += '-', static_cast<int>(unsigned(fields.day())), 2);
}

struct PrintableTime {
  Date date;
  int hour, minute, second, ms;
};

PrintableTime split(std::int64_t local_ms) {
  const auto ms = std::clamp(local_ms, first_printable_day * day_ms, (last_printable_day + 1) * day_ms - 1);
  const auto days = floor_days(ms);
  const auto rest = static_cast<int>(ms - days * day_ms);
  return {{static_cast<std::int32_t>(days)}, rest / 3'600'000, rest / 60'000 % 60, rest / 1000 % 60, rest % 1000};
}

void put_time(std::string& text, const PrintableTime& time) {
  put(text, time.hour, 2);
  put(text += ':', time.minute, 2);
  put(text += ':', time.second, 2);
}

}  // namespace

std::optional<Date> date_from(int year, unsigned month, unsigned day) {
  if (year < first_date_year || year > last_year) return std::nullopt;
  const chrono::year_month_day date(chrono::year{year}, chrono::month{month}, chrono::day{day});
  if (!date.ok()) return std::nullopt;
  return Date{days_of(date)};
}

std::optional<Date> parse_date(std::string_view text) {
  const auto date = take_date(text);
  if (!date || !text.empty()) return std::nullopt;
  return date;
}

std::string format_date(Date date) {
  std::string text;
  put_date(text, date);
  return text;
}

std::optional<Date> parse_date_input(std::string_view text, Date today) {
  struct Word {
    std::string_view name;
    int days;
  };
  static constexpr Word words[] = {{"kemarin", -1}, {"yesterday", -1}, {"hari ini", 0}, {"today", 0},
                                   {"besok", 1},    {"tomorrow", 1},   {"lusa", 2}};
  text = trim(text);
  for (const auto& word : words) {
    if (equals_ignoring_case(text, word.name)) return Date{today.days + word.days};
  }
  if (const auto date = parse_date(text)) return date;
  return parse_day_first(text);
}

std::optional<Instant> parse_rfc3339(std::string_view text) {
  const auto date = take_date(text);
  if (!date || year_of(*date) < first_instant_year) return std::nullopt;
  if (!take(text, 'T') && !take(text, 't') && !take(text, ' ')) return std::nullopt;
  const auto time_ms = take_time(text);
  if (!time_ms) return std::nullopt;
  const auto fraction_ms = take_fraction_ms(text);
  if (!fraction_ms) return std::nullopt;
  const auto offset = take_offset(text);
  if (!offset || !text.empty()) return std::nullopt;
  return Instant{date->days * day_ms + *time_ms + *fraction_ms - *offset * std::int64_t{60'000},
                 static_cast<std::int16_t>(*offset)};
}

std::string format_rfc3339(Instant instant) {
  const int offset = std::clamp<int>(instant.offset_minutes, -max_offset_minutes, max_offset_minutes);
  // Clamped first, so that adding the offset cannot overflow; split() clamps again to whole years.
  const auto utc_ms = std::clamp(instant.ms, (first_printable_day - 1) * day_ms, (last_printable_day + 2) * day_ms);
  const auto time = split(utc_ms + offset * std::int64_t{60'000});
  std::string text;
  text.reserve(29);
  put_date(text, time.date);
  put_time(text += 'T', time);
  put(text += '.', time.ms, 3);
  put(text += offset < 0 ? '-' : '+', std::abs(offset) / 60, 2);
  put(text += ':', std::abs(offset) % 60, 2);
  return text;
}

std::optional<std::int64_t> parse_local_ms(std::string_view text) {
  const auto date = take_date(text);
  if (!date || year_of(*date) < first_instant_year || !take(text, ' ')) return std::nullopt;
  const auto time_ms = take_time(text);
  if (!time_ms || !text.empty()) return std::nullopt;
  return date->days * day_ms + *time_ms;
}

std::string format_local(std::int64_t local_ms) {
  const auto time = split(local_ms);
  std::string text;
  text.reserve(19);
  put_date(text, time.date);
  put_time(text += ' ', time);
  return text;
}

Date date_of(std::int64_t utc_ms, int offset_minutes) {
  const auto ms = std::clamp(utc_ms, first_calendar_day * day_ms, last_calendar_day * day_ms);
  return {static_cast<std::int32_t>(floor_days(ms + offset_minutes * std::int64_t{60'000}))};
}

int year_of(Date date) { return int(fields_of(date).year()); }
unsigned month_of(Date date) { return unsigned(fields_of(date).month()); }
unsigned day_of_month(Date date) { return unsigned(fields_of(date).day()); }
unsigned iso_weekday_of(Date date) {
  return chrono::weekday(chrono::sys_days(chrono::days(std::clamp(date.days, first_calendar_day, last_calendar_day))))
      .iso_encoding();
}
unsigned days_in_month(int year, unsigned month) {
  return unsigned(chrono::year_month_day_last(chrono::year(year), chrono::month_day_last(chrono::month(month))).day());
}

}  // namespace hadir::base
