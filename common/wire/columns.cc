#include "common/wire/columns.h"

#include "common/wire/columns_pack.h"
#include "common/wire/columns_walk.h"

namespace hadir::wire {
namespace {

// What is below the columns in memory is bounded by what they say; this bounds the columns themselves.
constexpr std::size_t most_columns = fixed_columns + 9 * (most_fields + 2);

base::Error broken(const std::string& why) { return {base::Fault::bad_input, "columns: " + why, ""}; }

ColumnWriter write(std::span<const log::Slice> slices, const KnownToBoth& known) {
  BatchContents contents;
  std::vector<BatchSlice> batch;
  batch.reserve(slices.size());
  for (const log::Slice& slice : slices) batch.push_back(take_apart(slice, contents));
  ColumnWriter columns;
  ColumnWalk walk(columns, known, choose_forms(in_order(std::as_const(batch))), SIZE_MAX);
  walk.batch(batch);
  return columns;
}

// The columns' sizes, which stand before them.
base::Bytes directory_of(const ColumnWriter& columns) {
  base::ByteWriter out;
  out.varint(columns.random_bytes().size());
  out.varint(columns.columns().size());
  for (const base::Bytes& column : columns.columns()) out.varint(column.size());
  return out.take();
}

std::vector<base::ByteView> parts_of(const base::Bytes& directory, const ColumnWriter& columns) {
  std::vector<base::ByteView> parts{directory};
  for (const base::Bytes& column : columns.columns()) parts.emplace_back(column);
  return parts;
}

log::Slice put_together(BatchSlice&& apart) {
  log::Slice slice{apart.stream, apart.key, apart.first_seq, {}, apart.signature};
  slice.commits = std::move(apart.read);
  return slice;
}

}  // namespace

base::Bytes encode_columns(std::span<const log::Slice> slices, const KnownToBoth& known, const Dictionary* dictionary) {
  const ColumnWriter columns = write(slices, known);
  const base::Bytes directory = directory_of(columns);
  const std::vector<base::ByteView> parts = parts_of(directory, columns);
  base::ByteWriter out;
  out.varint(dictionary != nullptr ? dictionary->number : 0);
  out.raw(pack(parts, dictionary));
  out.raw(columns.random_bytes());
  out.raw(columns.bits());
  return out.take();
}

PlainColumns plain_columns(std::span<const log::Slice> slices, const KnownToBoth& known) {
  const ColumnWriter columns = write(slices, known);
  const base::Bytes directory = directory_of(columns);
  base::ByteWriter out;
  for (const base::ByteView part : parts_of(directory, columns)) out.raw(part);
  return {out.take(), columns.columns()[column_letters]};
}

base::Result<std::vector<log::Slice>> decode_columns(base::ByteView bytes, std::size_t most_bytes, const KnownToBoth& known) {
  base::ByteReader in(bytes);
  const std::uint64_t number = in.varint();
  if (!in.ok()) return broken(in.fault());
  const Dictionary* dictionary = find_dictionary(number);
  if (number != 0 && dictionary == nullptr)
    return base::Error{base::Fault::unsupported, "columns: dictionary " + std::to_string(number) + " is not known here",
                       "upgrade the older of the two programs"};
  const auto plain = unpack(in, base::limits::frame_raw_bytes, dictionary);
  if (!plain) return plain.error();

  base::ByteReader directory(*plain);
  const base::ByteView random = in.raw(static_cast<std::size_t>(directory.varint()));
  std::vector<std::uint64_t> sizes;
  for (std::uint64_t left = directory.bounded(most_columns, "too many columns"); left > 0 && directory.ok(); --left)
    sizes.push_back(directory.varint());
  std::vector<base::ByteView> columns;
  for (const std::uint64_t size : sizes) columns.push_back(directory.raw(static_cast<std::size_t>(size)));
  if (!directory.finished()) return broken(directory.fault());
  if (columns.size() < fixed_columns) return broken("a column is missing");
  const base::ByteView bits = in.raw(in.left());
  if (!in.ok()) return broken(in.fault());

  ColumnReader reader(std::move(columns), random, bits);
  std::vector<BatchSlice> batch;
  ColumnWalk walk(reader, known, {}, most_bytes);
  walk.batch(batch);
  if (!reader.finished()) return broken(reader.fault());
  std::vector<log::Slice> slices;
  slices.reserve(batch.size());
  for (BatchSlice& apart : batch) slices.push_back(put_together(std::move(apart)));
  return slices;
}

}  // namespace hadir::wire
