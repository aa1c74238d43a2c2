#include "common/log/chain.h"

namespace hadir::log {
namespace {

base::Error at_commit(const Slice& slice, std::uint64_t seq, base::Fault fault, const std::string& why) {
  const char* hint = fault == base::Fault::clash ? "ulangi sinkronisasi" : "kirimkan pesan ini kepada sekretariat";
  return {fault, "aliran " + to_text(slice.stream) + ", commit " + std::to_string(seq) + ": " + why, hint};
}

}  // namespace

ChainHead genesis(const StreamId& stream) {
  const std::uint8_t lane = static_cast<std::uint8_t>(stream.lane);
  return {0, base::hash_of({base::bytes_of("hadir stream 1"), stream.origin, {&lane, 1}, base::bytes_of(stream.scope)})};
}

base::Hash next_hash(const base::Hash& previous, const Commit& commit) {
  return base::hash_of({previous, commit.header, commit.payload_hash});
}

base::Bytes head_message(const StreamId& stream, const ChainHead& head) {
  base::ByteWriter out;
  out.raw(base::bytes_of("hadir head 1"));
  out.raw(genesis(stream).hash);
  for (int shift = 56; shift >= 0; shift -= 8) out.u8(static_cast<std::uint8_t>(head.seq >> shift));
  out.raw(head.hash);
  return out.take();
}

std::size_t size_of(const Commit& commit) {
  return commit.header.size() + (commit.payload ? commit.payload->size() : commit.payload_hash.size());
}

std::size_t size_of(const Slice& slice) {
  std::size_t size = 0;
  for (const Commit& commit : slice.commits) size += size_of(commit);
  return size;
}

base::Result<std::vector<CheckedCommit>> check_slice(const Slice& slice, const ChainHead& before) {
  using base::Fault;
  if (slice.commits.empty()) return at_commit(slice, slice.first_seq, Fault::corrupt, "potongan tanpa commit");
  if (origin_of(slice.key) != slice.stream.origin)
    return at_commit(slice, slice.first_seq, Fault::refused, "kunci milik PC lain");
  if (slice.first_seq != before.seq + 1)
    return at_commit(slice, slice.first_seq, Fault::clash, "bukan lanjutan commit " + std::to_string(before.seq));

  std::vector<CheckedCommit> checked;
  checked.reserve(slice.commits.size());
  ChainHead head = before;
  for (const Commit& commit : slice.commits) {
    const std::uint64_t seq = head.seq + 1;
    auto header = decode_header(commit.header);
    if (!header) return at_commit(slice, seq, header.error().fault, header.error().what);
    if (header->seq != seq)
      return at_commit(slice, seq, Fault::corrupt, "kepalanya menyebut nomor " + std::to_string(header->seq));
    if (header->context_delta.at(slice.stream.origin) != 0)
      return at_commit(slice, seq, Fault::corrupt, "menyebut PC-nya sendiri sebagai yang sudah dilihat");
    if (commit.payload && base::hash_of(*commit.payload) != commit.payload_hash)
      return at_commit(slice, seq, Fault::corrupt, "isinya tidak cocok dengan sidiknya");
    head = {seq, next_hash(head.hash, commit)};
    checked.push_back({std::move(*header), head.hash});
  }
  if (!base::verify(slice.key, head_message(slice.stream, head), slice.head_signature))
    return at_commit(slice, head.seq, Fault::refused, "rantai atau tanda tangannya tidak cocok");
  return checked;
}

}  // namespace hadir::log
