// Writing and reading canonical bytes: LEB128 varints (minimal form only), zigzag for signed, length-prefixed strings.
// The same value always gives the same bytes and only those bytes are read back, because commits are hashed over them.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "common/base/bytes.h"

namespace hadir::base {

class ByteWriter {
 public:
  ByteWriter() { bytes_.reserve(64); }  // most of what is written is small, and grows to this in many steps otherwise
  void u8(std::uint8_t value) { bytes_.push_back(value); }
  void varint(std::uint64_t value) {
    for (; value >= 0x80; value >>= 7) bytes_.push_back(static_cast<std::uint8_t>(value) | 0x80);
    bytes_.push_back(static_cast<std::uint8_t>(value));
  }
  void zigzag(std::int64_t value) { varint(static_cast<std::uint64_t>(value) << 1 ^ static_cast<std::uint64_t>(value >> 63)); }
  void raw(ByteView bytes) { bytes_.insert(bytes_.end(), bytes.begin(), bytes.end()); }
  void sized(ByteView bytes) {
    varint(bytes.size());
    raw(bytes);
  }
  void text(std::string_view value) { sized(bytes_of(value)); }

  const Bytes& bytes() const { return bytes_; }
  Bytes take() { return std::move(bytes_); }

 private:
  Bytes bytes_;
};

// Reads from a view it does not own. The first violation is kept in `fault()`, every later read then answers zero or empty
// and consumes nothing: callers read a whole structure and ask ok() once. Nothing is allocated from an unchecked size.
class ByteReader {
 public:
  explicit ByteReader(ByteView bytes) : rest_(bytes) {}

  std::uint8_t u8() {
    if (!need(1)) return 0;
    const std::uint8_t value = rest_.front();
    rest_ = rest_.subspan(1);
    return value;
  }

  std::uint64_t varint() {
    std::uint64_t value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      const std::uint8_t byte = u8();
      if (!ok()) return 0;
      if (shift == 63 && byte > 1) return fail("number beyond 64 bits"), 0;
      value |= std::uint64_t{byte & 0x7fu} << shift;
      if ((byte & 0x80) == 0) {
        if (byte == 0 && shift > 0) return fail("number not in its shortest form"), 0;
        return value;
      }
    }
    return fail("number beyond 64 bits"), 0;
  }

  // A varint that must not exceed `limit`.
  std::uint64_t bounded(std::uint64_t limit, const char* what) {
    const std::uint64_t value = varint();
    if (ok() && value > limit) return fail(what), 0;
    return value;
  }

  std::int64_t zigzag() {
    const std::uint64_t value = varint();
    return static_cast<std::int64_t>(value >> 1 ^ (~(value & 1) + 1));
  }

  ByteView raw(std::size_t size) {
    if (!need(size)) return {};
    const ByteView view = rest_.first(size);
    rest_ = rest_.subspan(size);
    return view;
  }

  ByteView sized(std::size_t limit, const char* what) { return raw(static_cast<std::size_t>(bounded(limit, what))); }
  std::string text(std::size_t limit, const char* what) { return std::string(text_of(sized(limit, what))); }

  template <std::size_t size>
  std::array<std::uint8_t, size> array() {
    std::array<std::uint8_t, size> value{};
    const ByteView view = raw(size);
    std::copy(view.begin(), view.end(), value.begin());
    return value;
  }

  void fail(const char* why) {
    if (fault_ == nullptr) fault_ = why;
  }
  bool ok() const { return fault_ == nullptr; }
  const char* fault() const { return fault_; }
  std::size_t left() const { return ok() ? rest_.size() : 0; }
  // Call last: bytes behind the end are a violation too.
  bool finished() {
    if (ok() && !rest_.empty()) fail("bytes behind the end");
    return ok();
  }

 private:
  bool need(std::size_t size) {
    if (!ok()) return false;
    if (rest_.size() < size) fail("cut short");
    return ok();
  }

  ByteView rest_;
  const char* fault_ = nullptr;
};

}  // namespace hadir::base
