// The zstd dictionaries that ship with the programs: common/wire/dictionaries/NUMBER.zdict, named by their number on the wire.
// One that was released is never changed; a better one gets the next number. tests/dictionary trains them.
#pragma once

#include <cstdint>

#include "common/base/bytes.h"

namespace hadir::wire {

struct Dictionary {
  std::uint64_t number = 0;  // from 1 on
  base::ByteView bytes;
};

// In the order of their numbers.
std::span<const Dictionary> dictionaries();

// nullptr where this program has none of that number.
inline const Dictionary* find_dictionary(std::uint64_t number) {
  for (const Dictionary& one : dictionaries())
    if (one.number == number) return &one;
  return nullptr;
}
// What batches are written with.
inline const Dictionary* newest_dictionary() { return dictionaries().empty() ? nullptr : &dictionaries().back(); }

}  // namespace hadir::wire
