#include "common/report/harmless.h"

#include <algorithm>
#include <cstdint>

namespace hadir::report {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";

// The length of the well-formed character at `at` (RFC 3629), and what it is; 0 where there is none.
std::size_t decode(std::string_view text, std::size_t at, char32_t& character) {
  const auto byte = [&](std::size_t offset) { return static_cast<unsigned char>(text[at + offset]); };
  const unsigned first = byte(0);
  if (first < 0x80) return character = first, 1;
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || at + length > text.size()) return 0;
  character = first & (0x7F >> length);
  for (std::size_t index = 1; index < length; ++index) {
    if ((byte(index) & 0xC0) != 0x80) return 0;
    character = character << 6 | (byte(index) & 0x3F);
  }
  constexpr char32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = character >= 0xD800 && character <= 0xDFFF;
  return character < least[length] || surrogate || character > 0x10FFFF ? 0 : length;
}

bool is_noncharacter(char32_t c) { return (c & 0xFFFE) == 0xFFFE || (c >= 0xFDD0 && c <= 0xFDEF); }

bool is_dropped(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c <= 0x9F) || c == 0xFEFF || c == 0x61C || (c >= 0x200B && c <= 0x200F) ||
         (c >= 0x202A && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || (c >= 0xE0000 && c <= 0xE0FFF);
}

bool is_plain_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7F; });
}

std::string clean(std::string_view text, char line_end) {
  if (is_plain_ascii(text)) return std::string(text);
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    char32_t c = 0;
    const std::size_t length = decode(text, at, c);
    if (length == 0 || is_noncharacter(c)) {
      out.append(replacement);
    } else if (c == '\r' || c == '\n' || c == 0x85 || c == 0x2028 || c == 0x2029) {
      if (!(c == '\n' && at > 0 && text[at - 1] == '\r')) out.push_back(line_end);
    } else if (c == '\t') {
      out.push_back(' ');
    } else if (!is_dropped(c)) {
      out.append(text.substr(at, length));
    }
    at += std::max<std::size_t>(length, 1);
  }
  return out;
}

struct Range {
  char32_t first, last;
};
bool is_in(const Range* begin, const Range* end, char32_t c) {
  return std::any_of(begin, end, [&](const Range& range) { return c >= range.first && c <= range.last; });
}

// Unicode 15's commonest: enough for names and notes in the Latin, Arabic, Chinese and Javanese scripts of the archipelago.
constexpr Range combining[] = {{0x300, 0x36F},   {0x483, 0x489},   {0x591, 0x5BD},   {0x610, 0x61A},   {0x64B, 0x65F},
                               {0x6D6, 0x6DC},   {0x93C, 0x93C},   {0x941, 0x948},   {0x1AB0, 0x1AFF}, {0x1DC0, 0x1DFF},
                               {0x20D0, 0x20FF}, {0xA980, 0xA982}, {0xA9B6, 0xA9B9}, {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F}};
constexpr Range wide[] = {{0x1100, 0x115F}, {0x2E80, 0x303E},   {0x3041, 0x33FF},   {0x3400, 0x4DBF},  {0x4E00, 0x9FFF},
                          {0xA000, 0xA4CF}, {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},   {0xFE30, 0xFE6F},  {0xFF00, 0xFF60},
                          {0xFFE0, 0xFFE6}, {0x1F300, 0x1F64F}, {0x1F900, 0x1F9FF}, {0x20000, 0x3FFFD}};

}  // namespace

std::string harmless(std::string_view text) { return clean(text, '\n'); }

std::string harmless_line(std::string_view text) { return clean(text, ' '); }

char32_t next_character(std::string_view text, std::size_t& at) {
  char32_t c = 0xFFFD;
  at += std::max<std::size_t>(decode(text, at, c), 1);
  return c;
}

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  for (std::size_t at = 0; at < text.size();) {
    const char32_t c = next_character(text, at);
    if (c < 0x300) {
      ++width;
    } else if (!is_in(std::begin(combining), std::end(combining), c)) {
      width += is_in(std::begin(wide), std::end(wide), c) ? 2 : 1;
    }
  }
  return width;
}

}  // namespace hadir::report
