// Judging and showing text that came from a file, a device or a person. Pure functions.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace hadir::base {

// Well-formed UTF-8 (RFC 3629): no overlong forms, no surrogates, nothing above U+10FFFF. Empty text is well-formed.
bool is_utf8(std::string_view text);

// Whether a control character other than tab and newline is in it: C0, DEL, and C1 (U+0080 to U+009F as UTF-8).
bool has_control_characters(std::string_view text);

// Without leading and trailing ASCII white space (space, \t \n \v \f \r). A view into `text`.
std::string_view trim(std::string_view text);

// ASCII letters only; other bytes must be equal.
bool equals_ignoring_case(std::string_view left, std::string_view right);

// Foreign bytes made fit for a log line or an error message: always well-formed UTF-8 on one line, at most `max_bytes` long,
// cut between characters and then ended by "..." where that fits. Each invalid byte and each control character (tab and
// newline too) becomes '?'.
std::string printable(std::string_view text, std::size_t max_bytes);

}  // namespace hadir::base
