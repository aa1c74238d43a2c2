// Identity numbers of the people who punch in (DOMAIN.md 4.1). Pure functions; the messages are for the person at the desk,
// in Indonesian.
#pragma once

#include <string>
#include <string_view>

#include "common/base/error.h"

namespace hadir::base {

// The canonical form of an identity as people type it and spreadsheets carry it, or bad_input with what is wrong.
//
//   18 digits   NIP of a PNS, or NI PPPK: birth yyyymmdd (a real date), year of appointment, two digits, sex 1 or 2, serial
//               001 to 999. The two digits are a month only in a PNS's number (see is_pns_nip), so they are not checked.
//   16 digits   NIK. Its date part is not checked: real cards break the rule.
//   1-15 digits a local number, an old NIP (9 digits), a fingerprint PIN. Leading zeros are kept.
//   otherwise   a local id: 1 to 32 of A-Z a-z 0-9 . _ - with at least one letter. Case is kept.
//
// Spaces and dots inside digit strings are dropped (19860926 201505 1 001), outer white space, non-breaking spaces and one
// leading apostrophe (a spreadsheet's mark for text) too. Refused: 17 or more than 18 digits, numbers that a spreadsheet has
// turned into 1.98609E+17, and what would be a NIP or NIK but for a letter O, I or l in place of a digit.
// Idempotent: a canonical form is its own canonical form.
Result<std::string> parse_person_id(std::string_view text);

// For canonical forms. A PNS's number has a real month of appointment at positions 13 and 14; a PPPK's may have one by chance.
bool is_pns_nip(std::string_view id);
// 18 digits that parse_person_id accepts: PNS or PPPK.
bool is_asn_number(std::string_view id);
// 16 digits. A NIK is personal data (UU 27/2022): not for logs, not for devices.
bool is_nik(std::string_view id);

}  // namespace hadir::base
