// Batches from anybody: decoding ends within its bounds, and slices that come out come out again after another journey.
#include <cstddef>
#include <cstdint>

#include "common/base/limits.h"
#include "common/wire/columns.h"

namespace base = hadir::base;
namespace log = hadir::log;
namespace wire = hadir::wire;

namespace {

constexpr std::size_t most_bytes = 1024 * 1024;

void comes_back(const std::vector<log::Slice>& slices) {
  const auto back = wire::decode_columns(wire::encode_columns(slices), base::limits::frame_raw_bytes);
  HADIR_CHECK(back.has_value());
  HADIR_CHECK(*back == slices);
}

void decode(base::ByteView bytes) {
  const auto slices = wire::decode_columns(bytes, most_bytes);
  if (!slices) {
    HADIR_CHECK(!slices.error().what.empty());
    return;
  }
  std::size_t size = 0;
  for (const log::Slice& slice : *slices) size += size_of(slice);
  HADIR_CHECK(size <= most_bytes);
  comes_back(*slices);
}

// The columns as they are, so that what is below zstd is met without it. The first two bytes say how much is random bytes' and
// bits'.
void decode_plain(base::ByteView bytes) {
  if (bytes.size() < 2) return;
  const std::size_t tail = std::min<std::size_t>(bytes[0] | bytes[1] << 8, bytes.size() - 2);
  const base::ByteView plain = bytes.subspan(2, bytes.size() - 2 - tail);
  base::ByteWriter out;
  out.varint(0);
  out.varint(plain.empty() ? 0 : 1);
  if (!plain.empty()) {
    out.varint(std::uint64_t{plain.size()} << 2);
    out.sized(plain);
  }
  out.raw(bytes.last(tail));
  decode(out.bytes());
}

// Commits of foreign bytes, some of which are headers and payloads.
void journey(base::ByteView bytes) {
  base::ByteReader in(bytes);
  std::vector<log::Slice> slices;
  while (in.left() > 0 && in.ok() && slices.size() < 4) {
    log::Slice slice;
    slice.key.fill(in.u8());
    slice.stream = {log::origin_of(slice.key), in.text(8, "scope"), static_cast<hadir::model::Lane>(in.u8() % 3)};
    slice.first_seq = 1 + in.u8();
    for (std::size_t left = 1 + in.u8() % 8; left > 0; --left) {
      const base::ByteView header = in.sized(base::limits::header_bytes, "header"),
                           payload = in.sized(base::limits::payload_bytes, "payload");
      log::Commit commit{{header.begin(), header.end()}, base::hash_of(payload), base::Bytes(payload.begin(), payload.end())};
      constexpr std::size_t smallest_header_bytes = 9;
      commit.header.resize(std::max(commit.header.size(), smallest_header_bytes));
      if (in.u8() % 8 == 1) commit.payload.reset();
      slice.commits.push_back(std::move(commit));
    }
    slices.push_back(std::move(slice));
  }
  comes_back(slices);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const base::ByteView bytes(data + 1, size - 1);
  switch (data[0] % 3) {
    case 0: decode(bytes); break;
    case 1: decode_plain(bytes); break;
    default: journey(bytes); break;
  }
  return 0;
}
