// The hash chain of a stream and the signatures on its heads.
//
//   hash(0)  = BLAKE2b-256("hadir stream 1" || origin || lane || scope)            the stream's own name
//   hash(n)  = BLAKE2b-256(hash(n-1) || header(n) || BLAKE2b-256(payload(n)))
//   signature over "hadir head 1" || hash(0) || n as 8 bytes, big-endian || hash(n)
#pragma once

#include <vector>

#include "common/log/commit.h"
#include "common/model/change.h"

namespace hadir::log {

struct ChainHead {
  std::uint64_t seq = 0;
  base::Hash hash{};
  bool operator==(const ChainHead&) const = default;
};

// The head of a stream without commits.
ChainHead genesis(const StreamId& stream);
base::Hash next_hash(const base::Hash& previous, const Commit& commit);
base::Bytes head_message(const StreamId& stream, const ChainHead& head);

// Consecutive commits of one stream, ending at a commit whose head its origin signed. Commits travel in no other form, so
// whoever receives one can verify all of it alone.
struct Slice {
  StreamId stream;
  base::PublicKey key{};  // of the origin; its hash is the origin's name
  std::uint64_t first_seq = 1;
  std::vector<Commit> commits;  // never empty
  base::Signature head_signature{};
  std::uint64_t last_seq() const { return first_seq + commits.size() - 1; }
  bool operator==(const Slice&) const = default;
};
// Bytes of headers and payloads, as batches and base::limits::slice_bytes count them.
std::size_t size_of(const Commit& commit);
std::size_t size_of(const Slice& slice);

struct CheckedCommit {
  Header header;
  base::Hash hash;
  // What the payload says, where somebody has decoded it (model::decode_payload) already. check_slice does not.
  std::optional<std::vector<model::Change>> changes;
};

// Checks headers, sequence numbers, the chain from `before` (the head that stands just before first_seq), the key's name and
// the signature. Answers one entry per commit. Fault::corrupt says which commit and why; Fault::clash where `before` has
// another number than first_seq - 1; a wrong signature is Fault::refused.
base::Result<std::vector<CheckedCommit>> check_slice(const Slice& slice, const ChainHead& before);

// What check_slice said of a slice, made where processor time is to be had, for whoever finds that `before` is what stands there.
struct SliceCheck {
  ChainHead before;
  base::Result<std::vector<CheckedCommit>> result;
};

}  // namespace hadir::log
