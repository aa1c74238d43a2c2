#include "common/rules/hours.h"

#include <algorithm>
#include <cctype>

#include "common/base/text.h"

namespace hadir::rules {
namespace {

using base::Error;
using base::Fault;
using base::Result;

constexpr std::array<std::string_view, 7> names = {"senin", "selasa", "rabu", "kamis", "jumat", "sabtu", "minggu"};
constexpr const char* example = "tulis seperti: senin-kamis 07:30-16:00 istirahat 12:00-13:00";
constexpr int day_minutes = 24 * 60;

Error wrong(const std::string& line, const std::string& what) {
  return {Fault::bad_input, "jam kerja \"" + base::printable(line, 80) + "\": " + what, example};
}

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return result;
}

std::optional<unsigned> weekday_of(std::string_view word) {
  if (word == "jum'at") word = "jumat";
  if (word == "ahad") word = "minggu";
  const auto found = std::ranges::find(names, word);
  if (found == names.end()) return std::nullopt;
  return static_cast<unsigned>(found - names.begin());
}

// The line's words; commas and dashes stand by themselves.
std::vector<std::string> words_of(std::string_view line) {
  std::vector<std::string> words;
  bool inside = false;
  for (const char c : line) {
    if (c == ',' || c == '-') {
      words.emplace_back(1, c);
      inside = false;
    } else if (std::isspace(static_cast<unsigned char>(c)) != 0) {
      inside = false;
    } else if (inside) {
      words.back() += c;
    } else {
      words.emplace_back(1, c);
      inside = true;
    }
  }
  return words;
}

class LineReader {
 public:
  explicit LineReader(const std::string& line) : line_(line), words_(words_of(lower(line))) {}

  // Puts the line's hours into the week.
  std::optional<Error> read(WeekHours& week, std::array<bool, 7>& said) {
    std::array<bool, 7> days{};
    if (auto error = read_days(days)) return error;
    std::optional<DayHours> hours;
    if (peek() == "libur") {
      ++at_;
    } else {
      hours.emplace();
      if (auto error = read_hours(*hours)) return error;
    }
    if (at_ != words_.size()) return wrong(line_, "kata \"" + base::printable(words_[at_], 30) + "\" tidak dikenal di sini");
    for (std::size_t index = 0; index < 7; ++index) {
      if (!days[index]) continue;
      if (said[index]) return wrong(line_, "hari " + std::string(names[index]) + " sudah disebut di baris lain");
      said[index] = true;
      week.days[index] = hours;
    }
    return std::nullopt;
  }

 private:
  std::string_view peek() const { return at_ < words_.size() ? std::string_view(words_[at_]) : std::string_view(); }

  std::optional<Error> read_days(std::array<bool, 7>& days) {
    if (peek() == "setiap") {
      ++at_;
      if (peek() != "hari") return wrong(line_, "sesudah \"setiap\" harus \"hari\"");
      ++at_;
      days.fill(true);
      return std::nullopt;
    }
    do {
      const auto first = weekday_of(peek());
      if (!first) return wrong(line_, "\"" + base::printable(peek(), 30) + "\" bukan nama hari");
      ++at_;
      unsigned last = *first;
      if (peek() == "-") {
        ++at_;
        const auto until = weekday_of(peek());
        if (!until) return wrong(line_, "\"" + base::printable(peek(), 30) + "\" bukan nama hari");
        ++at_;
        last = *until;
      }
      for (unsigned day = *first;; day = (day + 1) % 7) {  // a range may pass Sunday: sabtu-senin
        days[day] = true;
        if (day == last) break;
      }
    } while (peek() == "," && ++at_ > 0);
    return std::nullopt;
  }

  std::optional<Error> read_span(std::pair<int, int>& span, const char* of) {
    const auto from = parse_clock(peek());
    if (!from) return wrong(line_, std::string(of) + ": \"" + base::printable(peek(), 30) + "\" bukan waktu JJ:MM");
    ++at_;
    if (peek() != "-") return wrong(line_, std::string(of) + ": antara dua waktu harus ada tanda -");
    ++at_;
    const auto until = parse_clock(peek());
    if (!until) return wrong(line_, std::string(of) + ": \"" + base::printable(peek(), 30) + "\" bukan waktu JJ:MM");
    ++at_;
    if (*until <= *from)
      return wrong(line_, std::string(of) + " selesai sebelum mulai; untuk jam yang melewati tengah malam pakai sif");
    span = {*from, *until};
    return std::nullopt;
  }

  std::optional<Error> read_hours(DayHours& hours) {
    std::pair<int, int> span;
    if (auto error = read_span(span, "jam kerja")) return error;
    hours.start = span.first;
    hours.end = span.second;
    if (peek() != "istirahat") return std::nullopt;
    do {
      ++at_;
      std::pair<int, int> pause;
      if (auto error = read_span(pause, "istirahat")) return error;
      if (pause.first < hours.start || pause.second > hours.end) return wrong(line_, "istirahat di luar jam kerja");
      hours.breaks.push_back(pause);
    } while (peek() == ",");
    std::ranges::sort(hours.breaks);
    for (std::size_t index = 1; index < hours.breaks.size(); ++index)
      if (hours.breaks[index].first < hours.breaks[index - 1].second)
        return wrong(line_, "dua waktu istirahat bertumpang tindih");
    if (hours.net_minutes() <= 0) return wrong(line_, "istirahat menghabiskan seluruh jam kerja");
    return std::nullopt;
  }

  const std::string& line_;
  std::vector<std::string> words_;
  std::size_t at_ = 0;
};

}  // namespace

int DayHours::net_minutes() const {
  int net = end - start;
  for (const auto& [from, until] : breaks) net -= until - from;
  return net;
}

int WeekHours::net_minutes() const {
  int net = 0;
  for (const auto& day : days)
    if (day) net += day->net_minutes();
  return net;
}

Result<WeekHours> parse_week(const std::vector<std::string>& lines) {
  WeekHours week;
  std::array<bool, 7> said{};
  for (const std::string& line : lines) {
    if (base::trim(line).empty()) continue;
    if (auto error = LineReader(line).read(week, said)) return *error;
  }
  if (std::ranges::none_of(said, [](bool one) { return one; }))
    return Error{Fault::bad_input, "kalender tidak memuat jam kerja satu hari pun", example};
  return week;
}

std::vector<std::string> format_week(const WeekHours& week) {
  std::vector<std::string> lines;
  for (std::size_t index = 0; index < 7; ++index) {
    const auto& day = week.days[index];
    std::string line(names[index]);
    if (!day) {
      lines.push_back(line + " libur");
      continue;
    }
    line += " " + format_clock(day->start) + "-" + format_clock(day->end);
    for (std::size_t pause = 0; pause < day->breaks.size(); ++pause)
      line += (pause == 0 ? " istirahat " : ", ") + format_clock(day->breaks[pause].first) + "-" +
              format_clock(day->breaks[pause].second);
    lines.push_back(line);
  }
  return lines;
}

std::optional<int> parse_clock(std::string_view text) {
  const std::size_t mark = text.find_first_of(":.");
  if (mark == std::string_view::npos || mark < 1 || mark > 2 || text.size() != mark + 3) return std::nullopt;
  int parts[2] = {};
  for (std::size_t index = 0; index < text.size(); ++index) {
    if (index == mark) continue;
    if (text[index] < '0' || text[index] > '9') return std::nullopt;
    int& part = parts[index > mark ? 1 : 0];
    part = part * 10 + (text[index] - '0');
  }
  const int minutes = parts[0] * 60 + parts[1];
  if (parts[1] > 59 || minutes > day_minutes) return std::nullopt;
  return minutes;
}

std::string format_clock(int minutes) {
  const auto two = [](int number) { return std::string(number < 10 ? "0" : "") + std::to_string(number); };
  return two(minutes / 60) + ":" + two(minutes % 60);
}

std::string_view weekday_name(unsigned iso_weekday) { return names[(iso_weekday + 6) % 7]; }

}  // namespace hadir::rules
