// Numbers in columns, for wire/columns.cc alone: the lowest layer of COLUMNS.md.
//
// A number goes into its column as one byte, its slot (its length and its upper bits), and the bits below that into one string of
// bits for all columns: slots of one column repeat and compress, low bits do not. What is random (keys, signatures, hashes) goes
// into a string of bytes of its own. ColumnWriter and ColumnReader have the same functions, so that one walk over a batch
// (columns_walk.h) writes and reads; a reader's answers are bounded and its first fault is kept, as base::ByteReader's.
#pragma once

#include <bit>
#include <vector>

#include "common/base/byte_io.h"

namespace hadir::wire {

// The columns that every batch has, in their order on the wire; those of record fields follow in the order in which they open.
enum Column : std::uint32_t {
  column_slices,
  column_commits,
  column_times,
  column_qualities,
  column_bounds,
  column_contexts,
  column_beacons,
  column_extensions,
  column_changes,
  column_shapes,
  column_shape_parts,
  column_forms,
  column_spelling,
  column_years,
  column_months,
  column_days,
  column_entries,
  column_sexes,
  column_serials,
  column_lengths,
  column_letters,
  fixed_columns,
};

// --- slots ---

constexpr std::uint64_t exact_slots = 8;  // numbers below are their own slot
constexpr std::uint8_t slot_of(std::uint64_t value) {
  const int width = std::bit_width(value);
  return static_cast<std::uint8_t>(value < exact_slots ? value : 4 * (width - 2) + (value >> (width - 3) & 3));
}
constexpr int extra_bits_of(std::uint8_t slot) { return slot < exact_slots ? 0 : slot / 4 - 1; }
constexpr std::uint64_t least_of(std::uint8_t slot) {
  return slot < exact_slots ? slot : (std::uint64_t{4} | (slot & 3u)) << (slot / 4 - 1);
}
inline constexpr std::uint8_t slot_count = 252;
static_assert(slot_of(7) == 7 && slot_of(8) == 8 && slot_of(UINT64_MAX) == slot_count - 1);
static_assert(least_of(8) == 8 && least_of(9) == 10 && least_of(12) == 16 && least_of(slot_count - 1) == UINT64_MAX << 61);
static_assert(extra_bits_of(8) == 1 && extra_bits_of(slot_count - 1) == 61);

// Differences wrap, so that any two 64-bit numbers have one.
constexpr std::uint64_t fold(std::uint64_t difference) { return difference << 1 ^ (~(difference >> 63) + 1); }
constexpr std::uint64_t unfold(std::uint64_t folded) { return folded >> 1 ^ (~(folded & 1) + 1); }

// --- writing ---

class ColumnWriter {
 public:
  static constexpr bool writing = true;

  ColumnWriter() : columns_(fixed_columns) {}

  std::uint32_t open() {
    columns_.emplace_back();
    return static_cast<std::uint32_t>(columns_.size() - 1);
  }
  std::uint64_t number(std::uint32_t column, std::uint64_t value, std::uint64_t = UINT64_MAX) {
    const std::uint8_t slot = slot_of(value);
    columns_[column].push_back(slot);
    put_bits(value - least_of(slot), extra_bits_of(slot));
    return value;
  }
  // Bytes that compress, into the letters.
  void letters(base::ByteView bytes) {
    columns_[column_letters].insert(columns_[column_letters].end(), bytes.begin(), bytes.end());
  }
  // Bytes that do not.
  template <std::size_t size>
  void random(std::array<std::uint8_t, size>& bytes) {
    random_.insert(random_.end(), bytes.begin(), bytes.end());
  }
  void random(base::Bytes& bytes, std::size_t) { random_.insert(random_.end(), bytes.begin(), bytes.end()); }
  bool ok() const { return true; }
  void fail(const char*) {}

  const std::vector<base::Bytes>& columns() const { return columns_; }
  const base::Bytes& random_bytes() const { return random_; }
  const base::Bytes& bits() const { return bits_; }

 private:
  void put_bits(std::uint64_t value, int count) {
    for (int done = 0; done < count;) {
      if (used_ == 0) bits_.push_back(0);
      const int now = std::min(8 - used_, count - done);
      bits_.back() |= static_cast<std::uint8_t>((value >> done & ((1u << now) - 1)) << used_);
      used_ = (used_ + now) % 8;
      done += now;
    }
  }

  std::vector<base::Bytes> columns_;
  base::Bytes random_, bits_;
  int used_ = 0;  // bits of the last byte
};

// --- reading ---

class ColumnReader {
 public:
  static constexpr bool writing = false;

  ColumnReader(std::vector<base::ByteView> columns, base::ByteView random, base::ByteView bits)
      : columns_(std::move(columns)), random_(random), bits_(bits) {}

  std::uint32_t open() {
    if (opened_ >= columns_.size()) return fail("a column is missing"), 0;
    return opened_++;
  }
  std::uint64_t number(std::uint32_t column, std::uint64_t = 0, std::uint64_t limit = UINT64_MAX) {
    base::ByteView& rest = columns_[column];
    if (!ok() || rest.empty()) return fail("a column is cut short"), 0;
    const std::uint8_t slot = rest.front();
    rest = rest.subspan(1);
    if (slot >= slot_count) return fail("unknown slot"), 0;
    const std::uint64_t value = least_of(slot) + take_bits(extra_bits_of(slot));
    if (value > limit) return fail("number too large"), 0;
    return ok() ? value : 0;
  }
  // The letters up to, without, the one that ends a word.
  base::ByteView word(std::uint8_t end) {
    base::ByteView& rest = columns_[column_letters];
    const auto found = std::ranges::find(rest, end);
    if (!ok() || found == rest.end()) return fail("letters are cut short"), base::ByteView();
    const base::ByteView word = rest.first(static_cast<std::size_t>(found - rest.begin()));
    rest = rest.subspan(word.size() + 1);
    return word;
  }
  base::ByteView letters(std::size_t size) {
    base::ByteView& rest = columns_[column_letters];
    if (!ok() || rest.size() < size) return fail("letters are cut short"), base::ByteView();
    const base::ByteView taken = rest.first(size);
    rest = rest.subspan(size);
    return taken;
  }
  template <std::size_t size>
  void random(std::array<std::uint8_t, size>& bytes) {
    bytes = random_.array<size>();
    if (!random_.ok()) fail("random bytes are cut short");
  }
  void random(base::Bytes& bytes, std::size_t size) {
    const base::ByteView view = random_.raw(size);
    if (!random_.ok()) return fail("random bytes are cut short");
    bytes.assign(view.begin(), view.end());
  }
  void fail(const char* why) {
    if (fault_ == nullptr) fault_ = why;
  }
  bool ok() const { return fault_ == nullptr; }
  const char* fault() const { return fault_; }
  // Call last: whatever was not read is a violation.
  bool finished() {
    const bool empty =
        opened_ == columns_.size() && std::ranges::all_of(columns_, [](base::ByteView rest) { return rest.empty(); });
    if (!empty || random_.left() != 0 || bits_.size() != at_ / 8 + (at_ % 8 != 0)) fail("something behind the end");
    return ok();
  }

 private:
  std::uint64_t take_bits(int count) {
    if (bits_.size() * 8 - at_ < static_cast<std::size_t>(count)) return fail("bits are cut short"), 0;
    std::uint64_t value = 0;
    for (int done = 0; done < count;) {
      const int used = static_cast<int>(at_ % 8), now = std::min(8 - used, count - done);
      value |= static_cast<std::uint64_t>(bits_[at_ / 8] >> used & ((1u << now) - 1)) << done;
      at_ += static_cast<std::size_t>(now);
      done += now;
    }
    return value;
  }

  std::vector<base::ByteView> columns_;
  base::ByteReader random_;
  base::ByteView bits_;
  std::size_t at_ = 0;  // in bits
  std::uint32_t opened_ = fixed_columns;
  const char* fault_ = nullptr;
};

}  // namespace hadir::wire
