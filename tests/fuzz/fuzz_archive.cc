// Messages from anybody: decoding ends, and whatever decodes is written again as exactly the same bytes.
#include <cstddef>
#include <cstdint>

#include "common/wire/check_messages.h"

namespace base = hadir::base;
namespace wire = hadir::wire;

namespace {

template <class Message>
void holds(base::ByteView bytes) {
  const auto message = wire::decode<Message>(bytes, "message");
  if (!message) {
    HADIR_CHECK(!message.error().what.empty());
    return;
  }
  HADIR_CHECK(std::ranges::equal(wire::encode(*message), bytes));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const base::ByteView bytes(data + 1, size - 1);
  switch (data[0] % 10) {
    case 0: holds<wire::ExchangeRequest>(bytes); break;
    case 1: holds<wire::ExchangeAnswer>(bytes); break;
    case 2: holds<wire::ReceiptBody>(bytes); break;
    case 3: holds<wire::EnrolRequest>(bytes); break;
    case 4: holds<wire::EnrolAnswer>(bytes); break;
    case 6: holds<wire::CarriedEnrolment>(bytes); break;
    case 7: holds<wire::RejoinRequest>(bytes); break;
    case 8: holds<wire::CheckRequest>(bytes); break;
    case 9: holds<wire::CheckAnswer>(bytes); break;
    default: holds<hadir::log::Slice>(bytes); break;
  }
  return 0;
}
