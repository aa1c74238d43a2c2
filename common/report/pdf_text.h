// Text as a PDF's base-14 fonts have it: WinAnsi (CP1252) bytes, their widths, and lines that fit. Lengths are hundredths of a
// point as integers, so that a layout is the same on every machine.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace hadir::report {

using Length = std::int32_t;  // 1/100 pt
inline constexpr Length millimetres(int mm) { return mm * 36'000 / 127; }

// CP1252 of a harmless text. Accents that stand alone are dropped, dashes and spaces of other kinds become the usual ones, and
// what the fonts do not have becomes one '?'. Newlines stay.
std::string to_cp1252(std::string_view text);

enum class Face : std::uint8_t { regular, bold };

// How wide each byte of CP1252 is, in 1/1000 of the font's size.
struct Metrics {
  std::array<std::array<int, 256>, 2> widths{};

  int units(std::string_view cp1252, Face face) const;
  Length width(std::string_view cp1252, Face face, Length size) const;
};

// Lines of at most `width`: broken at newlines, at spaces where possible, otherwise inside a word; each has at least one
// character. An empty text is one empty line.
std::vector<std::string> wrap(const Metrics& metrics, std::string_view cp1252, Face face, Length size, Length width);

// As much of one line as fits, ended by "..." where something is left out.
std::string shortened(const Metrics& metrics, std::string_view cp1252, Face face, Length size, Length width);

}  // namespace hadir::report
