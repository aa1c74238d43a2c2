#include "common/report/words.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace hadir::report {
namespace {

__extension__ typedef __int128 Wide;  // GCC and Clang have it everywhere we build

constexpr std::int64_t powers_of_ten[] = {1, 10, 100, 1'000, 10'000, 100'000, 1'000'000};

std::uint64_t magnitude(std::int64_t number) {
  return number < 0 ? 0 - static_cast<std::uint64_t>(number) : static_cast<std::uint64_t>(number);
}

struct Printer {
  std::string operator()(std::monostate) const { return {}; }
  std::string operator()(const std::string& text) const { return text; }
  std::string operator()(const Identifier& id) const { return spaced_nip(id.text); }
  std::string operator()(std::int64_t number) const { return std::to_string(number); }
  std::string operator()(Decimal number) const { return decimal_text(number); }
  std::string operator()(Minutes minutes) const { return hours_and_minutes(minutes.count); }
  std::string operator()(TimeOfDay time) const { return fmt::format("{:02}:{:02}", time.minutes / 60, time.minutes % 60); }
  std::string operator()(base::Date date) const { return short_date(date); }
  std::string operator()(Signature) const { return {}; }
};

}  // namespace

std::optional<Decimal> percent(std::int64_t part, std::int64_t whole, int digits) {
  if (whole == 0) return std::nullopt;
  const Wide scaled = static_cast<Wide>(part) * 100 * powers_of_ten[std::clamp(digits, 0, 6)];
  const Wide over = whole < 0 ? -static_cast<Wide>(whole) : whole;
  const Wide of = whole < 0 ? -scaled : scaled;
  const Wide rounded = (2 * of + (of < 0 ? -over : over)) / (2 * over);
  constexpr std::int64_t most = INT64_MAX;
  return Decimal{static_cast<std::int64_t>(std::clamp<Wide>(rounded, -most, most)), std::clamp(digits, 0, 6)};
}

std::string_view month_name(unsigned month) {
  static constexpr std::array<std::string_view, 12> names = {
      "Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November", "Desember"};
  return month >= 1 && month <= 12 ? names[month - 1] : std::string_view();
}

std::string_view day_name(base::Date date) {
  static constexpr std::array<std::string_view, 7> names = {"Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"};
  return names[base::iso_weekday_of(date) - 1];
}

std::string long_date(base::Date date) { return fmt::format("{} {}", base::day_of_month(date), month_and_year(date)); }

std::string day_and_date(base::Date date) { return fmt::format("{}, {}", day_name(date), long_date(date)); }

std::string month_and_year(base::Date date) {
  return fmt::format("{} {}", month_name(base::month_of(date)), base::year_of(date));
}

std::string short_date(base::Date date) {
  return fmt::format("{:02}-{:02}-{:04}", base::day_of_month(date), base::month_of(date), base::year_of(date));
}

std::string spaced_nip(std::string_view id) {
  if (id.size() != 18 || id.find_first_not_of("0123456789") != std::string_view::npos) return std::string(id);
  return fmt::format("{} {} {} {}", id.substr(0, 8), id.substr(8, 6), id.substr(14, 1), id.substr(15));
}

std::string hours_and_minutes(std::int64_t minutes) {
  const std::uint64_t count = magnitude(minutes);
  return fmt::format("{}{}:{:02}", minutes < 0 ? "-" : "", count / 60, count % 60);
}

std::string decimal_text(Decimal value, char decimal_mark) {
  if (value.digits <= 0) return std::to_string(value.units);
  const auto scale = static_cast<std::uint64_t>(powers_of_ten[std::min(value.digits, 6)]);
  const std::uint64_t units = magnitude(value.units);
  return fmt::format("{}{}{}{:0{}}", value.units < 0 ? "-" : "", units / scale, decimal_mark, units % scale,
                     std::min(value.digits, 6));
}

std::string printed(const Value& value) { return std::visit(Printer{}, value); }

Signatory official(std::string_view heading, std::string_view place, base::Date date, std::string_view post,
                   std::string_view name, std::string_view rank, std::string_view nip) {
  Signatory out;
  if (!place.empty()) out.above.push_back(fmt::format("{}, {}", place, long_date(date)));
  for (const auto line : {heading, post}) {
    if (!line.empty()) out.above.emplace_back(line);
  }
  out.name = name;
  if (!rank.empty()) out.below.emplace_back(rank);
  if (!nip.empty()) out.below.push_back(fmt::format("NIP {}", spaced_nip(nip)));
  return out;
}

}  // namespace hadir::report
