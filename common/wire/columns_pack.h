// Columns to bytes and back, for wire/columns.cc alone: zstd with a dictionary that ships with the programs.
#pragma once

#include <span>
#include <vector>

#include "common/base/byte_io.h"
#include "common/base/error.h"
#include "common/wire/dictionary.h"

namespace hadir::wire {

// The parts one behind the other, as groups of neighbours that compress well together:
//   packed = varint groups, groups times (varint plain size * 4 + form, sized content)
//   form   = 0 as it is, 1 one zstd frame without its magic number, 2 the same with the dictionary
base::Bytes pack(std::span<const base::ByteView> parts, const Dictionary* dictionary);

// Takes what pack() wrote from `in`. Fault::bad_input where it is something else, Fault::too_large beyond `most_bytes`. Memory
// grows with what really comes.
base::Result<base::Bytes> unpack(base::ByteReader& in, std::size_t most_bytes, const Dictionary* dictionary);

}  // namespace hadir::wire
