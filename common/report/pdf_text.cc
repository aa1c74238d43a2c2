#include "common/report/pdf_text.h"

#include <algorithm>

#include "common/report/harmless.h"

namespace hadir::report {
namespace {

// What CP1252 has at 0x80 to 0x9F; 0 where it has nothing.
constexpr char32_t upper_half[32] = {0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
                                     0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
                                     0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

// The byte, or 0 for a character that leaves nothing.
unsigned char byte_of(char32_t c) {
  if (c == '\n' || (c >= 0x20 && c < 0x7F) || (c >= 0xA0 && c <= 0xFF)) return static_cast<unsigned char>(c);
  const auto found = std::find(std::begin(upper_half), std::end(upper_half), c);
  if (c != 0 && found != std::end(upper_half)) return static_cast<unsigned char>(0x80 + (found - std::begin(upper_half)));
  if ((c >= 0x300 && c <= 0x36F) || (c >= 0xFE00 && c <= 0xFE0F)) return 0;
  if ((c >= 0x2000 && c <= 0x200A) || c == 0x202F || c == 0x205F || c == 0x3000) return ' ';
  if (c == 0x2010 || c == 0x2011 || c == 0x2012 || c == 0x2212) return '-';
  if (c == 0x02BC || c == 0x02BB || c == 0x2032) return 0x92;
  return '?';
}

}  // namespace

std::string to_cp1252(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    if (const unsigned char byte = byte_of(next_character(text, at))) out.push_back(static_cast<char>(byte));
  }
  return out;
}

int Metrics::units(std::string_view cp1252, Face face) const {
  int out = 0;
  for (const char c : cp1252) out += widths[static_cast<std::size_t>(face)][static_cast<unsigned char>(c)];
  return out;
}

Length Metrics::width(std::string_view cp1252, Face face, Length size) const {
  return static_cast<Length>((std::int64_t{units(cp1252, face)} * size + 999) / 1000);
}

std::vector<std::string> wrap(const Metrics& metrics, std::string_view cp1252, Face face, Length size, Length width) {
  const std::int64_t room = std::int64_t{std::max(width, 0)} * 1000 / std::max(size, 1);
  const auto& widths = metrics.widths[static_cast<std::size_t>(face)];
  std::vector<std::string> out;
  std::size_t begin = 0, space = std::string_view::npos;
  std::int64_t used = 0;
  for (std::size_t at = 0; at <= cp1252.size(); ++at) {
    if (at == cp1252.size() || cp1252[at] == '\n') {
      out.emplace_back(cp1252.substr(begin, at - begin));
      begin = at + 1;
      space = std::string_view::npos;
      used = 0;
      continue;
    }
    used += widths[static_cast<unsigned char>(cp1252[at])];
    if (cp1252[at] == ' ') {
      space = at;  // a space may hang over the end
    } else if (used > room && at > begin) {
      const std::size_t end = space == std::string_view::npos ? at : space;
      out.emplace_back(cp1252.substr(begin, end - begin));
      begin = space == std::string_view::npos ? at : space + 1;
      space = std::string_view::npos;
      used = metrics.units(cp1252.substr(begin, at + 1 - begin), face);
    }
  }
  for (auto& line : out) line.erase(line.find_last_not_of(' ') + 1);
  return out;
}

std::string shortened(const Metrics& metrics, std::string_view cp1252, Face face, Length size, Length width) {
  std::string line(cp1252.substr(0, cp1252.find('\n')));
  if (line.size() == cp1252.size() && metrics.width(line, face, size) <= width) return line;
  while (!line.empty() && metrics.width(line + "...", face, size) > width) line.pop_back();
  return line + "...";
}

}  // namespace hadir::report
