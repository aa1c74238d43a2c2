#include "common/model/change.h"

#include "common/base/limits.h"

namespace hadir::model {
namespace {

constexpr std::uint8_t deletes_flag = 1;
constexpr std::size_t smallest_field_bytes = 2, smallest_change_bytes = 4;

void write_fields(base::ByteWriter& out, const std::vector<FieldValue>& fields) {
  out.varint(fields.size());
  for (const FieldValue& field : fields) {
    out.varint(field.field);
    write_value(out, field.value);
  }
}

std::vector<FieldValue> read_fields(base::ByteReader& in, std::size_t limit) {
  std::vector<FieldValue> fields;
  std::uint64_t previous = 0;
  std::uint64_t left = in.bounded(limit, "too many fields");
  fields.reserve(std::min<std::size_t>(left, in.left() / smallest_field_bytes));
  for (; left > 0 && in.ok(); --left) {
    const std::uint64_t number = in.bounded(UINT32_MAX, "field number too large");
    if (in.ok() && number <= previous) in.fail("fields not in ascending order");
    previous = number;
    fields.push_back({static_cast<std::uint32_t>(number), read_value(in)});
  }
  return fields;
}

base::Error corrupt(const char* what, const char* why) { return {base::Fault::corrupt, std::string(what) + ": " + why, ""}; }

}  // namespace

base::Bytes encode_payload(const std::vector<Change>& changes) {
  base::ByteWriter out;
  out.varint(changes.size());
  for (const Change& change : changes) {
    out.varint(change.kind);
    out.u8(change.deletes ? deletes_flag : 0);
    write_fields(out, change.key);
    write_fields(out, change.fields);
  }
  return out.take();
}

base::Result<std::vector<Change>> decode_payload(base::ByteView payload) {
  if (payload.size() > base::limits::payload_bytes) return corrupt("payload", "too long");
  base::ByteReader in(payload);
  std::vector<Change> changes;
  std::uint64_t left = in.bounded(base::limits::commit_changes, "too many changes");
  changes.reserve(std::min<std::size_t>(left, in.left() / smallest_change_bytes));
  for (; left > 0 && in.ok(); --left) {
    Change change;
    change.kind = static_cast<std::uint32_t>(in.bounded(UINT32_MAX, "kind number too large"));
    const std::uint8_t flags = in.u8();
    if (flags > deletes_flag) in.fail("unknown flags on a change");
    change.deletes = flags == deletes_flag;
    change.key = read_fields(in, base::limits::key_fields);
    change.fields = read_fields(in, base::limits::change_fields);
    changes.push_back(std::move(change));
  }
  if (!in.finished()) return corrupt("payload", in.fault());
  return changes;
}

base::Bytes encode_key(const std::vector<FieldValue>& key) {
  base::ByteWriter out;
  write_fields(out, key);
  return out.take();
}

base::Result<std::vector<FieldValue>> decode_key(base::ByteView bytes) {
  base::ByteReader in(bytes);
  std::vector<FieldValue> key = read_fields(in, base::limits::key_fields);
  if (!in.finished()) return corrupt("record key", in.fault());
  return key;
}

}  // namespace hadir::model
