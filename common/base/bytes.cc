#include "common/base/bytes.h"

#include <sodium.h>

namespace hadir::base {
namespace {

std::string encode(ByteView bytes, int variant) {
  std::string text(sodium_base64_encoded_len(bytes.size(), variant), '\0');
  sodium_bin2base64(text.data(), text.size(), bytes.data(), bytes.size(), variant);
  text.pop_back();
  return text;
}

std::optional<Bytes> decode(std::string_view text, int variant) {
  Bytes bytes(text.size() * 3 / 4 + 1);
  std::size_t length = 0;
  const char* end = nullptr;
  if (sodium_base642bin(bytes.data(), bytes.size(), text.data(), text.size(), nullptr, &length, &end, variant) != 0)
    return std::nullopt;
  if (end != text.data() + text.size()) return std::nullopt;
  bytes.resize(length);
  return bytes;
}

}  // namespace

std::string to_hex(ByteView bytes) {
  std::string text(bytes.size() * 2 + 1, '\0');
  sodium_bin2hex(text.data(), text.size(), bytes.data(), bytes.size());
  text.pop_back();
  return text;
}

std::optional<Bytes> from_hex(std::string_view text) {
  if (text.empty()) return Bytes{};
  if (text.size() % 2 != 0) return std::nullopt;
  Bytes bytes(text.size() / 2);
  std::size_t length = 0;
  const char* end = nullptr;
  if (sodium_hex2bin(bytes.data(), bytes.size(), text.data(), text.size(), nullptr, &length, &end) != 0) return std::nullopt;
  if (length != bytes.size() || end != text.data() + text.size()) return std::nullopt;
  return bytes;
}

std::string to_base64url(ByteView bytes) { return encode(bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING); }
std::optional<Bytes> from_base64url(std::string_view text) { return decode(text, sodium_base64_VARIANT_URLSAFE_NO_PADDING); }

std::string to_base64(ByteView bytes) { return encode(bytes, sodium_base64_VARIANT_ORIGINAL); }
std::optional<Bytes> from_base64(std::string_view text) { return decode(text, sodium_base64_VARIANT_ORIGINAL); }

}  // namespace hadir::base
