// What is hashed, signed and stored: headers, payloads, keys, version blobs and whole slices. Bytes are canonical: whatever
// decodes is written again as exactly the same bytes, and no fuzzed slice passes for a signed one.
#include <cstddef>
#include <cstdint>

#include "common/merge/version_blob.h"
#include "common/model/forms.h"
#include "common/wire/messages.h"

namespace base = hadir::base;
namespace merge = hadir::merge;
namespace model = hadir::model;
namespace wire = hadir::wire;

namespace {

void header(base::ByteView bytes) {
  if (const auto decoded = hadir::log::decode_header(bytes))
    HADIR_CHECK(std::ranges::equal(hadir::log::encode_header(*decoded), bytes));
}

void payload(base::ByteView bytes) {
  const auto changes = model::decode_payload(bytes);
  if (!changes) return;
  HADIR_CHECK(std::ranges::equal(model::encode_payload(*changes), bytes));
  // What fits its declaration can be merged, blobbed and printed.
  merge::Writer writer{{1}, 1, {}, "x"};
  for (const model::Change& change : *changes) {
    const model::Kind* kind = model::find_kind(change.kind);
    if (kind == nullptr || model::misfit(*kind, change) != nullptr) continue;
    merge::RecordState state;
    merge::apply(state, *kind, change, writer, {});
    writer.origin[0] = 2;
    merge::apply(state, *kind, change, writer, {});
    writer.origin[0] = 1;
    const auto column = [&](std::uint32_t field) {
      return merge::shown(state, field == model::deleted_field ? model::deletion_mark : *model::find_field(*kind, field));
    };
    HADIR_CHECK(merge::decode_version(merge::encode_version(state), column).value() == state);
    model::format_key(*kind, change.key);
    model::record_to_json(*kind, change.key, column);
  }
}

void key(base::ByteView bytes) {
  if (const auto decoded = model::decode_key(bytes)) HADIR_CHECK(std::ranges::equal(model::encode_key(*decoded), bytes));
}

void version_blob(base::ByteView bytes) {
  const auto state = merge::decode_version(bytes, [](std::uint32_t field) { return model::Value{std::int64_t{field}}; });
  if (state) HADIR_CHECK(std::ranges::equal(merge::encode_version(*state), bytes));
}

void slice(base::ByteView bytes) {
  auto decoded = wire::decode<hadir::log::Slice>(bytes, "slice");
  if (!decoded) return;
  hadir::log::check_slice(*decoded, hadir::log::genesis(decoded->stream));
  // Past the check of the key's name, so that headers and chain are reached; nobody here holds a key.
  decoded->stream.origin = hadir::log::origin_of(decoded->key);
  const auto checked = hadir::log::check_slice(*decoded, {decoded->first_seq - 1, {}});
  HADIR_CHECK(!checked.has_value());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const base::ByteView bytes(data + 1, size - 1);
  switch (data[0] % 5) {
    case 0: header(bytes); break;
    case 1: payload(bytes); break;
    case 2: key(bytes); break;
    case 3: version_blob(bytes); break;
    default: slice(bytes); break;
  }
  return 0;
}
