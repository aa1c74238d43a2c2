// Frames and signed requests from anybody: opening ends, keeps to its limit, and what opens is what a sealed frame can carry.
#include <cstddef>
#include <cstdint>

#include <algorithm>

#include "common/base/byte_io.h"
#include "common/base/limits.h"
#include "common/sync/upload.h"
#include "common/wire/exchange_frames.h"

namespace base = hadir::base;
namespace wire = hadir::wire;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const base::ByteView bytes(data, size);
  constexpr std::size_t raw_limit = 1 << 20;
  for (const auto type : {wire::FrameType::exchange, wire::FrameType::answer}) {
    const auto raw = wire::open_frame(type, bytes, raw_limit);
    if (!raw) {
      HADIR_CHECK(!raw.error().what.empty());
      continue;
    }
    HADIR_CHECK(raw->size() <= raw_limit);
    HADIR_CHECK(wire::open_frame(type, wire::seal_frame(type, *raw), raw_limit).value() == *raw);
  }
  // As what a frame of version 2 holds. Whatever opens says the same when it is written anew.
  const wire::Parties nobody;
  if (const auto request = wire::open_request(wire::seal_frame(wire::FrameType::exchange, bytes, 2), nobody))
    HADIR_CHECK(wire::open_request(wire::seal_request(*request, nobody), nobody).value() == *request);
  if (const auto answer = wire::open_answer(wire::seal_frame(wire::FrameType::answer, bytes, 2), nobody))
    HADIR_CHECK(wire::open_answer(wire::seal_answer(*answer, nobody), nobody).value() == *answer);
  // Any bytes can be sealed.
  const base::Bytes frame = wire::seal_frame(wire::FrameType::enrol, bytes);
  const base::Bytes back = wire::open_frame(wire::FrameType::enrol, frame, size).value();
  HADIR_CHECK(std::ranges::equal(back, bytes));

  if (const auto request = wire::parse_request(bytes)) {
    hadir::base::ByteWriter again;
    again.raw(request->origin);
    again.varint(request->counter);
    again.raw(request->signature);
    again.raw(request->frame);
    HADIR_CHECK(std::ranges::equal(again.bytes(), bytes));
    HADIR_CHECK(!wire::verify_request(*request, {}, {}, "/v1/exchange"));
  }
  if (const auto announced = hadir::sync::parse_announcement(bytes)) {
    HADIR_CHECK(announced->bytes <= base::limits::frame_bytes);
    HADIR_CHECK(!hadir::sync::verify_announcement(*announced, {}, {}));
  }
  if (const auto held = hadir::sync::parse_held(bytes))
    HADIR_CHECK(hadir::sync::parse_held(base::bytes_of(hadir::sync::held_json(*held))) == held);
  return 0;
}
