#include "common/merge/version_blob.h"

#include "common/base/limits.h"

// version = writer-count, writer*, field-count, field*
// writer  = origin, seq, stamp ms (zigzag), quality, bound ms, author
// field   = number << 1, writer-index                                  one head, value in the column
//         | number << 1 | 1, head-count, head*, first-count, head*     head = writer-index, value
namespace hadir::merge {
namespace {

// More heads than this never meet in one field of an office; a damaged blob cannot ask for more.
constexpr std::size_t most_heads = 4096;

void write_heads(base::ByteWriter& out, const std::vector<Head>& heads) {
  out.varint(heads.size());
  for (const Head& head : heads) {
    out.varint(head.writer);
    model::write_value(out, head.value);
  }
}

std::uint32_t read_writer_index(base::ByteReader& in, const RecordState& state) {
  const std::uint64_t index = in.varint();
  if (in.ok() && index >= state.writers.size()) in.fail("writer that is not listed");
  return static_cast<std::uint32_t>(index);
}

std::vector<Head> read_heads(base::ByteReader& in, const RecordState& state) {
  std::vector<Head> heads;
  for (std::uint64_t left = in.bounded(most_heads, "too many heads"); left > 0 && in.ok(); --left) {
    const std::uint32_t writer = read_writer_index(in, state);
    heads.push_back({writer, model::read_value(in)});
  }
  return heads;
}

Writer read_writer(base::ByteReader& in) {
  Writer writer;
  writer.origin = in.array<8>();
  writer.seq = in.varint();
  writer.stamp.ms = in.zigzag();
  const std::uint8_t quality = in.u8();
  if (quality > static_cast<std::uint8_t>(log::Quality::hub)) in.fail("unknown quality of time");
  writer.stamp.quality = static_cast<log::Quality>(quality);
  writer.stamp.bound_ms = static_cast<std::uint32_t>(in.bounded(UINT32_MAX, "error bound too large"));
  writer.author = in.text(base::limits::author_bytes, "author too long");
  return writer;
}

}  // namespace

base::Bytes encode_version(const RecordState& state) {
  base::ByteWriter out;
  out.varint(state.writers.size());
  for (const Writer& writer : state.writers) {
    out.raw(writer.origin);
    out.varint(writer.seq);
    out.zigzag(writer.stamp.ms);
    out.u8(static_cast<std::uint8_t>(writer.stamp.quality));
    out.varint(writer.stamp.bound_ms);
    out.text(writer.author);
  }
  out.varint(state.fields.size());
  for (const FieldState& field : state.fields) {
    const bool plain = field.heads.size() == 1 && field.firsts.empty();
    out.varint(std::uint64_t{field.field} << 1 | (plain ? 0 : 1));
    if (plain) {
      out.varint(field.heads.front().writer);
    } else {
      write_heads(out, field.heads);
      write_heads(out, field.firsts);
    }
  }
  return out.take();
}

base::Result<RecordState> decode_version(base::ByteView blob, const std::function<model::Value(std::uint32_t field)>& column) {
  base::ByteReader in(blob);
  RecordState state;
  for (std::uint64_t left = in.bounded(most_heads, "too many writers"); left > 0 && in.ok(); --left)
    state.writers.push_back(read_writer(in));
  for (std::uint64_t left = in.bounded(base::limits::change_fields + 1, "too many fields"); left > 0 && in.ok(); --left) {
    const std::uint64_t tag = in.bounded(std::uint64_t{UINT32_MAX} << 1 | 1, "field number too large");
    FieldState field{static_cast<std::uint32_t>(tag >> 1), {}, {}};
    if (in.ok() && !state.fields.empty() && field.field <= state.fields.back().field) in.fail("fields not in ascending order");
    if (tag % 2 == 0) {
      const std::uint32_t writer = read_writer_index(in, state);
      field.heads.push_back({writer, in.ok() ? column(field.field) : model::Value{}});
    } else {
      field.heads = read_heads(in, state);
      field.firsts = read_heads(in, state);
      if (field.heads.size() == 1 && field.firsts.empty()) in.fail("single head written the long way");
    }
    if (in.ok() && field.heads.empty()) in.fail("field without heads");
    state.fields.push_back(std::move(field));
  }
  if (!in.finished()) return base::Error{base::Fault::corrupt, std::string("version blob: ") + in.fault(), ""};
  return state;
}

base::Result<Writer> latest_writer(base::ByteView blob) {
  base::ByteReader in(blob);
  std::optional<Writer> latest;
  for (std::uint64_t left = in.bounded(most_heads, "too many writers"); left > 0 && in.ok(); --left) {
    Writer writer = read_writer(in);
    if (in.ok() && (!latest || writer.stamp.ms >= latest->stamp.ms)) latest = std::move(writer);
  }
  if (in.ok() && !latest) in.fail("no writer");
  if (!in.ok()) return base::Error{base::Fault::corrupt, std::string("version blob: ") + in.fault(), ""};
  return std::move(*latest);
}

}  // namespace hadir::merge
