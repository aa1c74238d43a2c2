// Byte strings and their printable forms. Used everywhere.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hadir::base {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

inline ByteView bytes_of(std::string_view text) { return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}; }
inline std::string_view text_of(ByteView bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

// Lower-case hexadecimal; from_hex answers nothing for an odd length or a foreign digit.
std::string to_hex(ByteView bytes);
std::optional<Bytes> from_hex(std::string_view text);

// base64url without padding (RFC 4648 section 5).
std::string to_base64url(ByteView bytes);
std::optional<Bytes> from_base64url(std::string_view text);

// base64 with padding (RFC 4648 section 4).
std::string to_base64(ByteView bytes);
std::optional<Bytes> from_base64(std::string_view text);

}  // namespace hadir::base
