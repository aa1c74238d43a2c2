#include "common/papers/activity.h"

#include <algorithm>

namespace hadir::papers {
namespace {

bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// Takes a word off the front, whatever the case of its letters.
bool take(std::string_view& text, std::string_view word) {
  if (text.size() < word.size()) return false;
  for (std::size_t at = 0; at < word.size(); ++at) {
    const char letter = text[at] >= 'A' && text[at] <= 'Z' ? static_cast<char>(text[at] - 'A' + 'a') : text[at];
    if (letter != word[at]) return false;
  }
  text.remove_prefix(word.size());
  return true;
}

bool take_word(std::string_view& text, std::string_view word) {
  std::string_view rest = text;
  if (!take(rest, word) || (!rest.empty() && rest.front() != ' ' && rest.front() != '.' && !is_digit(rest.front()))) return false;
  text = trimmed(rest);
  return true;
}

// H:MM, HH:MM, with a point as well; 24:00 as an end.
std::optional<int> take_time(std::string_view& text) {
  std::size_t digits = 0;
  while (digits < text.size() && digits < 3 && is_digit(text[digits])) ++digits;
  if (digits == 0 || digits > 2 || text.size() < digits + 3 || (text[digits] != ':' && text[digits] != '.')) return {};
  if (!is_digit(text[digits + 1]) || !is_digit(text[digits + 2])) return {};
  if (text.size() > digits + 3 && is_digit(text[digits + 3])) return {};
  int hour = 0;
  for (std::size_t at = 0; at < digits; ++at) hour = hour * 10 + (text[at] - '0');
  const int minute = (text[digits + 1] - '0') * 10 + (text[digits + 2] - '0');
  if (minute > 59 || hour > 24 || (hour == 24 && minute > 0)) return {};
  text = trimmed(text.substr(digits + 3));
  return hour * 60 + minute;
}

bool take_until(std::string_view& text) {
  for (const std::string_view dash : {"-", "\u2013", "\u2014", "~"}) {
    if (take(text, dash)) {
      text = trimmed(text);
      return true;
    }
  }
  for (const std::string_view word : {"s.d.", "s/d", "sd", "sampai dengan", "sampai", "hingga"}) {
    if (take_word(text, word)) return true;
  }
  return false;
}

void take_times(std::string_view& text, Activity& activity) {
  std::string_view rest = text;
  for (const std::string_view word : {"pukul", "jam", "pk."}) {
    if (take_word(rest, word)) break;
  }
  const auto start = take_time(rest);
  if (!start || !take_until(rest)) return;
  const auto end = take_time(rest);
  if (!end || *end == *start || *start == 24 * 60) return;
  for (const std::string_view zone : {"wib", "wita", "wit"}) {
    if (take_word(rest, zone)) break;
  }
  if (!rest.empty() && (rest.front() == ':' || rest.front() == ',' || rest.front() == ';' || rest.front() == '.')) {
    rest = trimmed(rest.substr(1));
  }
  if (rest.empty()) return;  // times alone say nothing about the work: they stay text
  activity.start = start;
  activity.end = *end % (24 * 60);
  text = rest;
}

// 1.000 is a thousand in Indonesian.
bool is_thousands(std::string_view behind_point) {
  const auto digits = std::min(behind_point.find_first_not_of("0123456789"), behind_point.size());
  return digits == 3;
}

void take_volume(std::string_view& text, Activity& activity) {
  const std::size_t sign = text.rfind('=');
  if (sign == std::string_view::npos) return;
  std::string_view rest = trimmed(text.substr(sign + 1));
  report::Decimal volume{0, 0};
  std::size_t at = 0;
  for (bool fraction = false; at < rest.size(); ++at) {
    if (is_digit(rest[at])) {
      if (volume.units > 99'999'999 || (fraction && volume.digits == 4)) return;
      volume.units = volume.units * 10 + (rest[at] - '0');
      if (fraction) ++volume.digits;
    } else if (rest[at] == '.' && !fraction && at > 0 && is_thousands(rest.substr(at + 1))) {
      continue;
    } else if (!fraction && at > 0 && (rest[at] == ',' || rest[at] == '.') && at + 1 < rest.size() && is_digit(rest[at + 1])) {
      fraction = true;
    } else {
      break;
    }
  }
  const std::string_view before = trimmed(text.substr(0, sign)), unit = trimmed(rest.substr(at));
  if (at == 0 || before.empty() || (at < rest.size() && rest[at] != ' ' && !(unit.front() >= 'A'))) return;
  activity.volume = volume;
  activity.unit = unit;
  text = before;
}

}  // namespace

std::optional<std::int64_t> Activity::minutes() const {
  if (!start || !end) return {};
  return *end > *start ? *end - *start : *end + 24 * 60 - *start;
}

Activity activity_of(std::string_view line) {
  Activity activity;
  std::string_view text = trimmed(line);
  take_times(text, activity);
  take_volume(text, activity);
  activity.text = text;
  return activity;
}

}  // namespace hadir::papers
