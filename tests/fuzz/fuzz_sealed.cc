// What sealing reads of strangers: the mark in a header, sealed payloads, wrapped keys, and the code of a recovery sheet as
// people type it. Whatever decodes is written again as the same bytes, and nothing opens that was not sealed.
#include <cstddef>
#include <cstdint>

#include "agent/recovery_sheet.h"
#include "common/log/sealed.h"

namespace base = hadir::base;
namespace log = hadir::log;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const base::ByteView bytes(data + 1, size - 1);
  static const base::KeyPair holder{base::Seed{1}};
  switch (data[0] % 5) {
    case 0:
      if (const auto mark = log::decode_sealed({log::Sealed::tag, {bytes.begin(), bytes.end()}}))
        HADIR_CHECK(std::ranges::equal(log::extension_of(*mark).content, bytes));
      break;
    case 1: HADIR_CHECK(!log::open_payload(base::SymmetricKey{1}, "7.01", bytes)); break;
    case 2: {
      base::SeededRandom random(size);
      const auto sealed = log::seal_payload(base::SymmetricKey{2}, "7.01", bytes, random);
      HADIR_CHECK(std::ranges::equal(log::open_payload(base::SymmetricKey{2}, "7.01", sealed).value(), bytes));
      break;
    }
    case 3: HADIR_CHECK(!log::unwrap_key(holder, base::text_of(bytes))); break;
    default:
      if (const auto secret = hadir::agent::decode_sheet(base::text_of(bytes)))
        HADIR_CHECK(hadir::agent::decode_sheet(hadir::agent::encode_sheet(*secret)).value() == *secret);
  }
  return 0;
}
