#include "common/base/text.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace hadir::base {
namespace {

// Bytes of the well-formed character at the front of a non-empty text; 0 where there is none. Table 3-7 of the Unicode standard.
std::size_t character_bytes(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  const auto continues = [&](std::size_t i, std::uint8_t low = 0x80, std::uint8_t high = 0xBF) {
    return i < text.size() && byte(i) >= low && byte(i) <= high;
  };
  const auto lead = byte(0);
  if (lead < 0x80) return 1;
  if (lead < 0xC2) return 0;
  if (lead < 0xE0) return continues(1) ? 2 : 0;
  if (lead < 0xF0) {
    const std::uint8_t low = lead == 0xE0 ? 0xA0 : 0x80;
    const std::uint8_t high = lead == 0xED ? 0x9F : 0xBF;
    return continues(1, low, high) && continues(2) ? 3 : 0;
  }
  if (lead < 0xF5) {
    const std::uint8_t low = lead == 0xF0 ? 0x90 : 0x80;
    const std::uint8_t high = lead == 0xF4 ? 0x8F : 0xBF;
    return continues(1, low, high) && continues(2) && continues(3) ? 4 : 0;
  }
  return 0;
}

// A C0 or C1 control character or DEL, given one whole character (or one invalid byte).
bool is_control(std::string_view character) {
  const auto first = static_cast<std::uint8_t>(character[0]);
  if (character.size() == 1) return first < 0x20 || first == 0x7F;
  return character.size() == 2 && first == 0xC2 && static_cast<std::uint8_t>(character[1]) < 0xA0;
}

bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

}  // namespace

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    std::uint64_t eight = 0;  // most text is ASCII
    for (; text.size() >= sizeof eight; text.remove_prefix(sizeof eight)) {
      std::memcpy(&eight, text.data(), sizeof eight);
      if ((eight & 0x8080808080808080) != 0) break;
    }
    if (text.empty()) return true;
    const auto length = character_bytes(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

bool has_control_characters(std::string_view text) {
  while (!text.empty()) {
    const auto length = std::max<std::size_t>(character_bytes(text), 1);
    const auto character = text.substr(0, length);
    if (is_control(character) && character != "\t" && character != "\n") return true;
    text.remove_prefix(length);
  }
  return false;
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

bool equals_ignoring_case(std::string_view left, std::string_view right) {
  return std::equal(left.begin(), left.end(), right.begin(), right.end(), [](char a, char b) { return lower(a) == lower(b); });
}

std::string printable(std::string_view text, std::size_t max_bytes) {
  static constexpr std::string_view ellipsis = "...";
  std::string out;
  std::size_t cut = 0;  // where the ellipsis goes if the text turns out too long
  while (!text.empty()) {
    const auto length = character_bytes(text);
    const bool shown = length != 0 && !is_control(text.substr(0, length));
    const auto piece = shown ? text.substr(0, length) : std::string_view("?");
    if (out.size() + piece.size() > max_bytes) {
      if (max_bytes < ellipsis.size()) return out;
      out.resize(cut);
      return out.append(ellipsis);
    }
    out.append(piece);
    if (out.size() + ellipsis.size() <= max_bytes) cut = out.size();
    text.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return out;
}

}  // namespace hadir::base
