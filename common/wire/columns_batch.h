// A batch of slices taken apart into what columns carry, for wire/columns.cc alone.
#pragma once

#include <compare>
#include <map>
#include <set>
#include <span>

#include "common/log/chain.h"
#include "common/model/change.h"
#include "common/wire/columns_text.h"

namespace hadir::wire {

// How a commit is carried. The numbers are on the wire: payload's + 4 where the header is not one that our encoder would write
// with the number of its place.
// `random`: verbatim too, but of bytes that do not compress, such as sealed ones.
enum class PayloadForm : std::uint8_t { changes = 0, verbatim = 1, erased = 2, random = 3 };
inline constexpr std::uint64_t payload_forms = 4;

struct BatchCommit {
  bool header_verbatim = false;
  PayloadForm payload = PayloadForm::changes;
  log::Header header;
  std::vector<model::Change> changes;
  log::Commit bytes;  // what is carried verbatim; all of it once read
};

struct BatchSlice {
  log::StreamId stream;
  base::PublicKey key{};
  std::uint64_t first_seq = 1;
  base::Signature signature{};
  std::size_t commit_count = 0;
  std::vector<BatchCommit> commits;  // to be written
  std::vector<log::Commit> read;
};

// The order in which slices are written: people before what they did, so bulk first.
template <class Slices>
auto in_order(Slices& slices) {
  std::vector<decltype(&*slices.begin())> order;
  for (std::size_t lane = model::lane_count; lane-- > 0;)
    for (auto& slice : slices)
      if (static_cast<std::size_t>(slice.stream.lane) == lane) order.push_back(&slice);
  return order;
}

// Where values of one kind stand together: a field of a record kind, in one shape.
struct FieldName {
  std::uint64_t kind = 0;
  std::uint32_t field = 0;
  std::uint8_t shape = 0;  // index of model::Value
  auto operator<=>(const FieldName&) const = default;
};
// Texts of the batch itself, under a kind that no record has.
inline constexpr std::uint64_t batch_kind = std::uint64_t{1} << 32;
inline constexpr FieldName author_texts{batch_kind, 1, 2}, scope_texts{batch_kind, 2, 2};

inline constexpr std::uint8_t shape_none = 0, shape_integer = 1, shape_text = 2, shape_list = 3;

// How the integers of a field are written. The numbers are on the wire.
enum class IntegerForm : std::uint8_t { plain = 0, folded = 1, step = 2, stamp = 3, subject = 4 };
inline constexpr std::uint64_t integer_form_count = 5;

// Beyond these, payloads are carried verbatim: no honest batch comes near.
inline constexpr std::size_t most_fields = 1024, most_shapes = 4096;

// What a change looks like without its values, as a name.
base::Bytes shape_name(const model::Change& change);

// What a batch holds so far, to stay within those bounds.
struct BatchContents {
  std::set<FieldName> fields;
  std::set<base::Bytes> shapes;
  std::size_t words = 0;
};
BatchSlice take_apart(const log::Slice& slice, BatchContents& contents);

// The error bound of an anchored clock grows by 1 ms in 10 s (100 parts per million, common/log/clock_event.h). When in those 10
// s it does is the same for all commits after one anchor: the batch says it once, in tenths of a second.
inline constexpr std::uint64_t drift_ms = 10'000, drift_phases = 100;
constexpr std::uint64_t expected_bound(const log::Stamp& stamp, std::uint64_t last_ms, std::uint64_t last_bound,
                                       std::uint64_t phase) {
  const auto ms = static_cast<std::uint64_t>(stamp.ms);
  if (stamp.quality != log::Quality::hub || last_bound == 0 || ms < last_ms) return last_bound;
  const std::uint64_t shift = phase * (drift_ms / drift_phases);
  return last_bound + ((ms + shift) / drift_ms - (last_ms + shift) / drift_ms);
}
std::uint64_t choose_phase(std::span<const BatchSlice* const> slices);

// The form for each field of the batch that costs least, by the entropy of the slots.
std::map<FieldName, std::uint64_t> choose_forms(std::span<const BatchSlice* const> slices);

}  // namespace hadir::wire
