// The code on the sheet in the safe is typed by somebody who has just lost everything: it forgives how it is typed, and nothing
// else.
#include "agent/recovery_sheet.h"

#include "tests/catch.h"
#include "tests/property.h"

using namespace hadir;
using agent::decode_sheet;
using agent::encode_sheet;
using agent::SheetSecret;

TEST_CASE("recovery sheet: golden code and key of version 1") {
  SheetSecret secret;
  for (std::size_t index = 0; index < secret.size(); ++index) secret[index] = static_cast<std::uint8_t>(index);
  const std::string code = encode_sheet(secret);
  CHECK(code == "HADIRK1-AAAQ-EAYE-AUDA-OCAJ-BIFQ-YDIO-B7XP-KTOK");
  CHECK(decode_sheet(code).value() == secret);
  CHECK(base::to_hex(agent::sheet_pair(secret).public_key()) ==
        "89cf188cf528f0e8718823b293209693857b3177361a1cb5ebd57e8f2b528bc3");
}

TEST_CASE("recovery sheet: as people type it") {
  const SheetSecret secret{0x73, 0xbd, 0x1e};
  const std::string code = encode_sheet(secret);
  std::string typed = "  ";
  for (char c : code)
    typed += c == '-' ? ' ' : c == 'O' ? '0' : c == 'I' ? '1' : c == 'B' ? '8' : static_cast<char>(std::tolower(c));
  typed.replace(typed.find("had1rk1"), 7, "hadirk1");
  CHECK(decode_sheet(typed + "\n").value() == secret);
  CHECK(decode_sheet(code).has_value());
  for (std::size_t size = 0; size < code.size(); ++size) CHECK(decode_sheet(code.substr(0, size)).has_error());
  CHECK(decode_sheet(code + "A").has_error());
  CHECK(decode_sheet("HADIR1-AAAA").has_error());
  CHECK(decode_sheet("HADIRK1-" + std::string(32, '9')).has_error());
}

TEST_CASE("recovery sheet: laws") {
  rc::prop("every code is read again, and no wrong letter passes", [](const std::array<std::uint8_t, 16>& secret) {
    const std::string code = encode_sheet(secret);
    RC_ASSERT(decode_sheet(code).value() == secret);
    const auto at = *rc::gen::inRange<std::size_t>(8, code.size());
    std::string wrong = code;
    wrong[at] = *rc::gen::elementOf(std::string("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"));
    if (code[at] == '-' || wrong == code) return;
    RC_ASSERT(decode_sheet(wrong).has_error());
  });
}
