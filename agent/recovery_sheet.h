// The recovery sheet: a code on paper that opens what is sealed in a unit, for an office whose PCs are all gone. It is a holder
// of key shares like a PC, whose key pair grows from the code; the code itself is kept nowhere.
#pragma once

#include <string>
#include <string_view>

#include "common/base/crypto.h"
#include "common/base/error.h"

namespace hadir::agent {

using SheetSecret = std::array<std::uint8_t, 16>;

// "HADIRK1-" and eight groups of four of A-Z and 2-7 (RFC 4648 base32): the secret and a checksum.
std::string encode_sheet(const SheetSecret& secret);
// As people type it: small letters, other or no gaps, 0, 1 and 8 for O, I and B. Fault::bad_input where it is incomplete or
// wrong.
base::Result<SheetSecret> decode_sheet(std::string_view text);

base::KeyPair sheet_pair(const SheetSecret& secret);

}  // namespace hadir::agent
