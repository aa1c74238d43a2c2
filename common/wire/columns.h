// A batch of slices as columns: what travels instead of list(slice) where both sides can. COLUMNS.md beside this file describes
// the bytes so that a second implementation can be written from it.
//
// decode_columns(encode_columns(slices)) gives the same slices bit for bit, whatever their headers and payloads hold: hashes
// and signatures fit as before. A commit whose header or payload our own encoders would have written otherwise is carried
// verbatim. Both functions are pure, and safe to call from any thread.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "common/base/error.h"
#include "common/log/chain.h"
#include "common/wire/dictionary.h"

namespace hadir::wire {

// What both sides know before the first byte, in the same order: it need not travel. A message says where these come from.
struct KnownToBoth {
  std::vector<base::PublicKey> keys;
  std::vector<std::string> texts;  // none twice
};

// Slices within the limits of common/base/limits.h. With a payload given, a commit's payload_hash is taken to be its hash.
// `dictionary`: of those that ship with the programs; nullptr: none.
base::Bytes encode_columns(std::span<const log::Slice> slices, const KnownToBoth& known = {},
                           const Dictionary* dictionary = newest_dictionary());

// Fault::bad_input for what encode_columns would not have written, Fault::unsupported for a dictionary that is not known here,
// Fault::too_large beyond `most_bytes` of headers and payloads. What is read need be neither canonical nor signed: whoever takes
// slices checks them (log::check_slice). Memory grows with what really comes.
base::Result<std::vector<log::Slice>> decode_columns(base::ByteView bytes, std::size_t most_bytes, const KnownToBoth& known = {});

// The columns before compression, for who trains dictionaries.
struct PlainColumns {
  base::Bytes all, letters;
};
PlainColumns plain_columns(std::span<const log::Slice> slices, const KnownToBoth& known = {});

}  // namespace hadir::wire
