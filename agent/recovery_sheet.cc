#include "agent/recovery_sheet.h"

#include <algorithm>

namespace hadir::agent {
namespace {

constexpr std::string_view prefix = "HADIRK1", alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
constexpr std::size_t checksum_bytes = 4, group = 4, bits_of_letter = 5;
constexpr std::size_t code_bytes = sizeof(SheetSecret) + checksum_bytes, code_letters = code_bytes * 8 / bits_of_letter;
static_assert(code_bytes * 8 % bits_of_letter == 0 && code_letters % group == 0);

std::array<std::uint8_t, code_bytes> with_checksum(const SheetSecret& secret) {
  std::array<std::uint8_t, code_bytes> bytes;
  const base::Hash hash = base::hash_of({base::bytes_of("hadir sheet 1"), secret});
  std::ranges::copy(secret, bytes.begin());
  std::copy_n(hash.begin(), checksum_bytes, bytes.begin() + sizeof(SheetSecret));
  return bytes;
}

}  // namespace

std::string encode_sheet(const SheetSecret& secret) {
  const auto bytes = with_checksum(secret);
  std::string text(prefix);
  for (std::size_t letter = 0; letter < code_letters; ++letter) {
    std::size_t value = 0;
    for (std::size_t bit = letter * bits_of_letter; bit < (letter + 1) * bits_of_letter; ++bit)
      value = value << 1 | (bytes[bit / 8] >> (7 - bit % 8) & 1u);
    if (letter % group == 0) text += '-';
    text += alphabet[value];
  }
  return text;
}

base::Result<SheetSecret> decode_sheet(std::string_view text) {
  const base::Error wrong{base::Fault::bad_input, "kode lembar pemulihan ini tidak lengkap atau salah ketik",
                          "ketik seluruh kode HADIRK1-… seperti pada lembarnya, lalu coba lagi"};
  std::string compact;
  for (char c : text) {
    if (c == ' ' || c == '-' || c == '\n' || c == '\r' || c == '\t') continue;
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    compact += c;
  }
  if (!compact.starts_with(prefix)) return wrong;
  compact.erase(0, prefix.size());
  if (compact.size() != code_letters) return wrong;
  std::array<std::uint8_t, code_bytes> bytes{};
  for (std::size_t letter = 0; letter < code_letters; ++letter) {
    const char c = compact[letter];
    const std::size_t value = alphabet.find(c == '0' ? 'O' : c == '1' ? 'I' : c == '8' ? 'B' : c);
    if (value == std::string_view::npos) return wrong;
    for (std::size_t bit = 0; bit < bits_of_letter; ++bit)
      if ((value >> (bits_of_letter - 1 - bit) & 1u) != 0) {
        const std::size_t at = letter * bits_of_letter + bit;
        bytes[at / 8] = static_cast<std::uint8_t>(bytes[at / 8] | 1u << (7 - at % 8));
      }
  }
  SheetSecret secret;
  std::copy_n(bytes.begin(), secret.size(), secret.begin());
  if (with_checksum(secret) != bytes) return wrong;
  return secret;
}

base::KeyPair sheet_pair(const SheetSecret& secret) {
  return base::KeyPair(base::hash_of({base::bytes_of("hadir sheet key 1"), secret}));
}

}  // namespace hadir::agent
