// Text made safe for every format before any renderer sees it.
#pragma once

#include <string>
#include <string_view>

namespace hadir::report {

// Well-formed UTF-8 without anything that could break out of a format, a terminal or a spreadsheet: each invalid byte and each
// noncharacter becomes U+FFFD; control characters, byte order marks and marks that turn the writing direction (which can make
// a name look like another) are dropped; a tab becomes a space; \r\n, \r, U+0085, U+2028 and U+2029 become \n.
// Idempotent.
std::string harmless(std::string_view text);

// The same on one line: newlines become spaces.
std::string harmless_line(std::string_view text);

// Decodes the next character of well-formed UTF-8 at `at`, and moves behind it.
char32_t next_character(std::string_view text, std::size_t& at);

// How many columns of a terminal a harmless text on one line takes: combining marks none, East Asian wide characters and emoji
// two.
std::size_t display_width(std::string_view text);

}  // namespace hadir::report
