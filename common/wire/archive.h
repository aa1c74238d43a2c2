// cereal archives of hadir's own: varints, no type information, and a limit on every length, given where the field is listed.
// A string or a vector without bounded<limit>() does not compile. Reading never throws and never allocates from an unchecked
// size: the reader keeps its first violation, which decode() reports.
#pragma once

#include <cereal/cereal.hpp>
#include <concepts>
#include <optional>

#include "common/base/byte_io.h"
#include "common/base/error.h"
#include "common/log/stream.h"

namespace hadir::wire {

class Writer : public cereal::OutputArchive<Writer, cereal::AllowEmptyClassElision> {
 public:
  explicit Writer(base::ByteWriter& out) : OutputArchive(this), out_(out) {}
  base::ByteWriter& out() { return out_; }

 private:
  base::ByteWriter& out_;
};

class Reader : public cereal::InputArchive<Reader, cereal::AllowEmptyClassElision> {
 public:
  explicit Reader(base::ByteReader& in) : InputArchive(this), in_(in) {}
  base::ByteReader& in() { return in_; }

 private:
  base::ByteReader& in_;
};

template <std::size_t limit, class T>
struct Bounded {
  T& value;
};
template <std::size_t limit, class T>
Bounded<limit, T> bounded(T& value) {
  return {value};
}

// Integers and booleans: varint, zigzag where signed. A value that does not fit its type is a violation.
template <class T>
requires std::integral<T>
void CEREAL_SAVE_FUNCTION_NAME(Writer& archive, const T& value) {
  if constexpr (std::signed_integral<T>)
    archive.out().zigzag(value);
  else
    archive.out().varint(value);
}
template <class T>
requires std::integral<T>
void CEREAL_LOAD_FUNCTION_NAME(Reader& archive, T& value) {
  if constexpr (std::signed_integral<T>) {
    const std::int64_t wide = archive.in().zigzag();
    value = static_cast<T>(wide);
    if (value != wide) archive.in().fail("number too large");
  } else {
    value = static_cast<T>(archive.in().bounded(std::numeric_limits<T>::max(), "number too large"));
  }
}

// Fixed-size byte strings: as they are.
template <std::size_t size>
void CEREAL_SAVE_FUNCTION_NAME(Writer& archive, const std::array<std::uint8_t, size>& value) {
  archive.out().raw(value);
}
template <std::size_t size>
void CEREAL_LOAD_FUNCTION_NAME(Reader& archive, std::array<std::uint8_t, size>& value) {
  value = archive.in().array<size>();
}

template <std::size_t limit>
void CEREAL_SAVE_FUNCTION_NAME(Writer& archive, const Bounded<limit, std::string>& text) {
  archive.out().text(text.value);
}
template <std::size_t limit>
void CEREAL_LOAD_FUNCTION_NAME(Reader& archive, Bounded<limit, std::string>& text) {
  text.value = archive.in().text(limit, "text too long");
}

template <std::size_t limit>
void CEREAL_SAVE_FUNCTION_NAME(Writer& archive, const Bounded<limit, base::Bytes>& bytes) {
  archive.out().sized(bytes.value);
}
template <std::size_t limit>
void CEREAL_LOAD_FUNCTION_NAME(Reader& archive, Bounded<limit, base::Bytes>& bytes) {
  const base::ByteView view = archive.in().sized(limit, "byte string too long");
  bytes.value.assign(view.begin(), view.end());
}

template <std::size_t limit, class T>
void CEREAL_SAVE_FUNCTION_NAME(Writer& archive, const Bounded<limit, std::vector<T>>& items) {
  archive.out().varint(items.value.size());
  for (T& item : items.value) archive(item);
}
// Grows item by item: a count alone allocates nothing.
template <std::size_t limit, class T>
void CEREAL_LOAD_FUNCTION_NAME(Reader& archive, Bounded<limit, std::vector<T>>& items) {
  items.value.clear();
  for (std::uint64_t left = archive.in().bounded(limit, "list too long"); left > 0 && archive.in().ok(); --left)
    archive(items.value.emplace_back());
}

template <class T>
void CEREAL_SAVE_FUNCTION_NAME(Writer& archive, const std::optional<T>& value) {
  archive(value.has_value());
  if (value) archive(*value);
}
template <class T>
void CEREAL_LOAD_FUNCTION_NAME(Reader& archive, std::optional<T>& value) {
  bool present = false;
  archive(present);
  value.reset();
  if (present) archive(value.emplace());
}

inline void CEREAL_SAVE_FUNCTION_NAME(Writer& archive, const log::VersionVector& vector) {
  log::write_vector(archive.out(), vector);
}
inline void CEREAL_LOAD_FUNCTION_NAME(Reader& archive, log::VersionVector& vector) { vector = log::read_vector(archive.in()); }

template <class Message>
base::Bytes encode(const Message& message) {
  base::ByteWriter out;
  Writer archive(out);
  archive(message);
  return out.take();
}

template <class Message>
base::Result<Message> decode(base::ByteView bytes, const char* what) {
  base::ByteReader in(bytes);
  Reader archive(in);
  Message message;
  archive(message);
  if (!in.finished()) return base::Error{base::Fault::bad_input, std::string(what) + ": " + in.fault(), ""};
  return message;
}

}  // namespace hadir::wire

CEREAL_SETUP_ARCHIVE_TRAITS(hadir::wire::Reader, hadir::wire::Writer)
