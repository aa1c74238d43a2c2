#include "common/rules/circular_meant.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "common/base/text.h"
#include "common/rules/circular.h"
#include "common/rules/hours.h"

namespace hadir::rules::meant {

namespace json = boost::json;

namespace {

// Groups of digits, where nothing else but one mark between any two of them stands there.
std::vector<std::string> numbers_in(std::string_view text, std::string_view marks) {
  std::vector<std::string> numbers{""};
  for (const char c : text) {
    if (c >= '0' && c <= '9')
      numbers.back() += c;
    else if (marks.find(c) != std::string_view::npos && !numbers.back().empty())
      numbers.emplace_back();
    else
      return {};
  }
  return numbers;
}

std::string padded(const std::string& number, std::size_t digits) {
  return number.size() < digits ? std::string(digits - number.size(), '0') + number : number;
}

}  // namespace

std::string perhaps(const std::string& text) { return text.empty() ? "" : "Barangkali maksudnya \"" + text + "\". "; }

std::optional<std::int64_t> hundredths(std::string_view text) {
  std::int64_t value = 0;
  int decimals = -1;
  if (text.empty() || text.size() > 9) return {};
  for (const char c : text) {
    if ((c == '.' || c == ',') && decimals < 0 && value >= 0 && &c != text.data()) {
      decimals = 0;
    } else if (c >= '0' && c <= '9' && decimals < 2) {
      value = value * 10 + (c - '0');
      if (decimals >= 0) ++decimals;
    } else {
      return {};
    }
  }
  if (decimals == 0) return {};
  for (int place = std::max(decimals, 0); place < 2; ++place) value *= 10;
  return value;
}

std::string amount(const json::value& written) {
  if (const auto* number = written.if_double(); number != nullptr && *number > 0 && *number <= 100)
    return perhaps(format_percent(std::llround(*number * (*number <= 1 ? 10'000 : 100))));
  const auto* text = written.if_string();
  if (text == nullptr) return "";
  std::string_view number = base::trim({text->data(), text->size()});
  const bool is_percent = number.ends_with('%');
  if (is_percent) number = base::trim(number.substr(0, number.size() - 1));
  if (const auto point = number.find_first_of(".,"); is_percent && point != std::string_view::npos && number.size() > point + 3)
    if (const auto cut = hundredths(number.substr(0, point + 3));
        cut && number.find_first_not_of("0123456789", point + 1) == std::string_view::npos)
      return "Paling banyak dua angka di belakang koma: \"" + format_percent(*cut) + "\". ";
  const auto value = hundredths(number);
  return !is_percent && value && *value <= 10'000 ? perhaps(format_percent(*value)) : "";
}

std::string date(std::string_view text) {
  auto numbers = numbers_in(text, "-/. ");
  if (numbers.size() != 3) return "";
  if (numbers[2].size() == 4) std::swap(numbers[0], numbers[2]);
  const std::string written = numbers[0] + "-" + padded(numbers[1], 2) + "-" + padded(numbers[2], 2);
  return base::parse_date(written) ? written : "";
}

std::string time(std::string_view text) {
  const auto numbers = numbers_in(text, ".:,");
  if (numbers.size() != 2 || numbers[0].empty() || numbers[0].size() > 2 || numbers[1].size() != 2) return "";
  const std::string hours = padded(numbers[0], 2);
  return hours < "24" && numbers[1] < "60" ? hours + ":" + numbers[1] : "";
}

unsigned weekday(std::string_view text) {
  std::string plain(base::trim(text));
  for (const std::string_view apostrophe : {"'", "`", "\u2018", "\u2019"})
    if (const auto at = plain.find(apostrophe); at != std::string::npos) plain.erase(at, apostrophe.size());
  for (unsigned day = 1; day <= 7; ++day)
    if (base::equals_ignoring_case(plain, weekday_name(day))) return day;
  return 0;
}

std::string slip(std::string_view text, std::size_t at, std::size_t open_braces) {
  const auto line_of = [&](std::size_t place) {
    return std::to_string(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(place), '\n') + 1);
  };
  const auto is_in = [](char c, std::string_view set) { return c != '\0' && set.find(c) != std::string_view::npos; };
  constexpr std::string_view letters_and_digits = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
                             spaces = " \t\r\n";
  const bool in_string = at < text.size() && is_in(text[at], "\r\n\t");  // which JSON has only outside of strings
  if (in_string) return "Barangkali tanda petik penutup kurang di baris " + line_of(at) + ".";
  const std::size_t next = text.find_first_not_of(spaces, at), last = text.find_last_not_of(spaces, at == 0 ? 0 : at - 1);
  const std::string_view rest = next == std::string_view::npos ? std::string_view() : text.substr(next);
  const char after = rest.empty() ? '\0' : rest.front();
  const char before = at == 0 || last == std::string_view::npos ? '\0' : text[last];
  if (after == '\0')
    return open_braces > 0 ? "Barangkali kurung tutup atau tanda petik penutup kurang; dokumen berakhir sebelum selesai." : "";
  if (rest.starts_with("//") || rest.starts_with("/*") || after == '#') return "JSON tidak mengenal komentar; hapus.";
  if (rest.starts_with("\u201C") || rest.starts_with("\u201D"))
    return "Tanda petik miring tidak dikenal; ganti dengan tanda petik tegak (\").";
  if (after == '%') return "Tulis persen di antara tanda petik, mis. \"80%\".";
  if (before == ',' && is_in(after, "}]")) return "Barangkali koma di akhir baris " + line_of(last) + " berlebih.";
  if (before == ',' && after == '{') return "Barangkali kurung tutup } kurang di akhir baris " + line_of(last) + ".";
  if ((is_in(before, "\"}]") || is_in(before, letters_and_digits)) && is_in(after, "\"{["))
    return "Barangkali koma kurang di akhir baris " + line_of(last) + ".";
  if (is_in(before, "{,:[") && is_in(after, letters_and_digits)) return "Tulis nama isian dan teks di antara tanda petik.";
  return "";
}

}  // namespace hadir::rules::meant
