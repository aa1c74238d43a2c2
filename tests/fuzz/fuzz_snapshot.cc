// Snapshots from anybody: manifests, chunks and broken answers are read within their bounds, and records that come out of a chunk
// come out again after another journey.
#include <cstddef>
#include <cstdint>

#include "common/wire/snapshot.h"

namespace base = hadir::base;
namespace model = hadir::model;
namespace wire = hadir::wire;

namespace {

constexpr model::Lane lanes[] = {model::Lane::urgent, model::Lane::daily, model::Lane::bulk};

// Streams that a chunk may name: their origins are all the same byte.
std::vector<wire::SnapshotStream> streams_of(model::Lane lane) {
  std::vector<wire::SnapshotStream> streams;
  for (const std::uint8_t number : {0, 1, 2}) {
    wire::SnapshotStream& stream = streams.emplace_back();
    stream.origin.fill(number);
    stream.lane = lane;
    stream.head.seq = 1000;
  }
  return streams;
}

void records(base::ByteView bytes, model::Lane lane) {
  const auto streams = streams_of(lane);
  const auto read = wire::decode_record_chunk(bytes, streams, "7.01", lane);
  if (!read) return;
  const auto back = wire::decode_record_chunk(wire::encode_record_chunk(*read, lane), streams, "7.01", lane);
  HADIR_CHECK(back.has_value() && back->size() == read->size());
}

void commits(base::ByteView bytes, model::Lane lane) {
  const auto streams = streams_of(lane);
  const auto read = wire::decode_commit_chunk(bytes, streams, lane);
  if (!read) return;
  const auto back = wire::decode_commit_chunk(wire::encode_commit_chunk(*read, lane), streams, lane);
  HADIR_CHECK(back.has_value() && *back == *read);
}

// A part made of foreign commits under foreign numbers, so that what is below the columns is met without them.
void part(base::ByteView bytes, model::Lane lane) {
  base::ByteReader in(bytes);
  hadir::log::Slice slice;
  slice.stream = {{}, "", lane};
  slice.stream.origin.fill(in.u8() % 3);
  for (std::size_t left = 1 + in.u8() % 4; left > 0; --left) {
    hadir::log::Header header;
    header.seq = slice.commits.size() + 1;
    header.stamp.ms = in.zigzag();
    const base::ByteView payload = in.sized(4096, "payload");
    slice.commits.push_back(hadir::log::make_commit(header, {payload.begin(), payload.end()}));
  }
  base::ByteWriter made;
  made.sized(wire::encode_columns({&slice, 1}, {{base::PublicKey{}}, {}}, nullptr));
  made.raw(in.raw(in.left()));
  base::ByteWriter chunk;
  chunk.sized(made.bytes());
  base::ByteWriter whole;
  whole.raw(chunk.bytes());
  whole.sized(base::Bytes{0});
  records(whole.bytes(), lane);
  commits(chunk.bytes(), lane);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const base::ByteView bytes(data + 2, size - 2);
  const model::Lane lane = lanes[data[1] % 3];
  switch (data[0] % 6) {
    case 0: {
      const auto manifest = wire::decode<wire::SnapshotManifest>(bytes, "manifest");
      if (manifest) HADIR_CHECK(std::ranges::equal(wire::encode(*manifest), bytes));
      break;
    }
    case 1: records(bytes, lane); break;
    case 2: commits(bytes, lane); break;
    case 3: part(bytes, lane); break;
    case 4: {
      const auto request = wire::decode<wire::SnapshotRequest>(bytes, "request");
      if (request) HADIR_CHECK(std::ranges::equal(wire::encode(*request), bytes));
      break;
    }
    default: HADIR_CHECK(wire::chunks_in_part(bytes).size() <= wire::most_wanted_chunks);
  }
  return 0;
}
