#include "common/base/text.h"

#include "tests/catch.h"
#include "tests/property.h"

using namespace hadir::base;
using namespace std::string_literals;

TEST_CASE("is_utf8 takes what RFC 3629 allows and nothing else") {
  CHECK(is_utf8(""));
  CHECK(is_utf8("Siti Aminah"));
  CHECK(is_utf8("\0 is a character too"s));
  CHECK(is_utf8("\xC2\x80 \xDF\xBF"));                       // U+0080, U+07FF
  CHECK(is_utf8("\xE0\xA0\x80 \xED\x9F\xBF \xEF\xBF\xBF"));  // U+0800, U+D7FF, U+FFFF
  CHECK(is_utf8("\xF0\x90\x80\x80 \xF4\x8F\xBF\xBF"));       // U+10000, U+10FFFF

  for (const auto& bad : {
           "\x80"s, "\xBF"s,                                   // a continuation without a lead
           "\xC0\xAF"s, "\xC1\xBF"s,                           // overlong in two
           "\xE0\x9F\xBF"s, "\xF0\x8F\xBF\xBF"s,               // overlong in three and four
           "\xED\xA0\x80"s, "\xED\xBF\xBF"s,                   // surrogates
           "\xF4\x90\x80\x80"s, "\xF5\x80\x80\x80"s, "\xFF"s,  // above U+10FFFF
           "\xC3"s, "\xE2\x82"s, "\xF0\x9F\x98"s,              // cut short
           "\xE2\x28\xA1"s, "caf\xE9"s,                        // Latin-1
       }) {
    CAPTURE(to_hex(bytes_of(bad)));
    CHECK_FALSE(is_utf8(bad));
    CHECK_FALSE(is_utf8("a" + bad));
    CHECK_FALSE(is_utf8(bad + "a"));
    for (std::size_t before = 0; before < 20; ++before) {  // whichever eight bytes are looked at together
      CHECK_FALSE(is_utf8(std::string(before, 'a') + bad));
      CHECK_FALSE(is_utf8(std::string(before, 'a') + bad + "aaaaaaaa"));
      CHECK(is_utf8(std::string(before, 'a') + "\xC2\x80" + std::string(20 - before, 'a')));
    }
  }
}

TEST_CASE("control characters: C0 without tab and newline, DEL, C1") {
  CHECK_FALSE(has_control_characters("tab\tand\nnewline"));
  CHECK_FALSE(has_control_characters("é ü — ’ \xC2\xA0"));
  CHECK(has_control_characters("\0"s));
  CHECK(has_control_characters("a\rb"));
  CHECK(has_control_characters("\x1B[31m"));
  CHECK(has_control_characters("\x7F"));
  CHECK(has_control_characters("\xC2\x85"));  // NEL
  CHECK(has_control_characters("\xC2\x80"));
  CHECK(has_control_characters("\xC2\x9F"));
  CHECK_FALSE(has_control_characters("\xE2\x82\x80"));  // its bytes look like C1, the character is not
}

TEST_CASE("trim takes ASCII white space off both ends only") {
  CHECK(trim("  a b \t\r\n") == "a b");
  CHECK(trim("") == "");
  CHECK(trim(" \v\f ") == "");
  CHECK(trim("\xC2\xA0x") == "\xC2\xA0x");
}

TEST_CASE("equals_ignoring_case compares ASCII letters") {
  CHECK(equals_ignoring_case("Hari Ini", "hARI iNI"));
  CHECK(equals_ignoring_case("", ""));
  CHECK_FALSE(equals_ignoring_case("a", "ab"));
  CHECK_FALSE(equals_ignoring_case("@", "`"));  // 32 apart, but no letters
  CHECK_FALSE(equals_ignoring_case("É", "é"));
}

TEST_CASE("printable shows foreign bytes on one line") {
  CHECK(printable("Budi", 10) == "Budi");
  CHECK(printable("a\nb\tc\x1B[0m", 20) == "a?b?c?[0m");
  CHECK(printable("caf\xE9", 20) == "caf?");
  CHECK(printable("\xC2\x85", 20) == "?");
  CHECK(printable("abcdef", 6) == "abcdef");
  CHECK(printable("abcdefg", 6) == "abc...");
  CHECK(printable("ééé", 6) == "ééé");
  CHECK(printable("éééé", 6) == "é...");  // not in the middle of a character
  CHECK(printable("abc", 2) == "ab");
  CHECK(printable("abc", 0) == "");
  CHECK(printable("abcd", 3) == "...");
}

TEST_CASE("printable is well-formed, short enough and free of controls whatever comes in") {
  rc::prop("for any value", [](const std::string& bytes) {
    const auto max_bytes = *rc::gen::inRange<std::size_t>(0, 40);
    const auto shown = printable(bytes, max_bytes);
    RC_ASSERT(shown.size() <= max_bytes);
    RC_ASSERT(is_utf8(shown));
    RC_ASSERT(!has_control_characters(shown));
    RC_ASSERT(shown.find_first_of("\t\n") == std::string::npos);
    if (is_utf8(bytes) && !has_control_characters(bytes) && bytes.find_first_of("\t\n") == std::string::npos) {
      RC_ASSERT(printable(bytes, bytes.size()) == bytes);
    }
  });
}
