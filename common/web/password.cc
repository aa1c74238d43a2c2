#include "common/web/password.h"

#include <sodium.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "common/base/text.h"

namespace hadir::web {
namespace {

using base::Error;
using base::Fault;

// What stands in a record may come from elsewhere: it must not make us spend more than a few times what our own costs.
constexpr std::uint64_t most_memory_kib = 64 * 1024, most_passes = 8;
constexpr std::size_t longest_stored = 128;

// The number behind "m=" or "t="; nothing where there is none.
std::optional<std::uint64_t> number_behind(std::string_view text, std::string_view name) {
  const std::size_t at = text.find(name);
  if (at == std::string_view::npos) return std::nullopt;
  std::uint64_t number = 0;
  const char* begin = text.data() + at + name.size();
  const auto read = std::from_chars(begin, text.data() + text.size(), number);
  return read.ec == std::errc() ? std::optional(number) : std::nullopt;
}

bool is_ours(std::string_view stored) {
  if (!stored.starts_with("$argon2id$v=19$m=") || stored.size() >= longest_stored) return false;
  const auto memory = number_behind(stored, "$m="), passes = number_behind(stored, ",t=");
  return memory && passes && *memory <= most_memory_kib && *passes <= most_passes;
}

bool is_simple_row(std::string_view digits) {
  bool same = true, up = true, down = true;
  for (std::size_t at = 1; at < digits.size(); ++at) {
    same &= digits[at] == digits[at - 1];
    up &= digits[at] == digits[at - 1] + 1;
    down &= digits[at] == digits[at - 1] - 1;
  }
  return same || up || down;
}

}  // namespace

base::Result<void> check_secret(std::string_view secret, std::string_view nip) {
  if (secret.size() < shortest_secret || secret.size() > longest_secret)
    return Error{Fault::bad_input, "sandi harus 8 sampai 128 huruf", "beberapa kata yang mudah diingat lebih baik daripada satu"};
  if (base::has_control_characters(secret) || secret.find_first_of("\n\t") != std::string_view::npos)
    return Error{Fault::bad_input, "sandi memuat karakter kendali", "ketik sandi lain"};
  if (!nip.empty() && secret.find(nip) != std::string_view::npos)
    return Error{Fault::bad_input, "sandi tidak boleh memuat NIP", "pilih sandi lain"};
  if (is_simple_row(secret)) return Error{Fault::bad_input, "sandi ini terlalu mudah ditebak", "pilih sandi lain"};
  return {};
}

base::Result<void> check_pin(std::string_view pin, std::string_view nip) {
  const bool digits = std::ranges::all_of(pin, [](char c) { return c >= '0' && c <= '9'; });
  if (!digits || pin.size() < shortest_pin || pin.size() > longest_pin)
    return Error{Fault::bad_input, "PIN harus 6 sampai 12 angka", "pilih angka yang mudah diingat, bukan tanggal lahir"};
  if (is_simple_row(pin) || nip.find(pin) != std::string_view::npos)
    return Error{Fault::bad_input, "PIN ini terlalu mudah ditebak", "bukan angka berurutan, angka kembar, atau bagian dari NIP"};
  return {};
}

base::Result<std::string> PasswordHasher::hash(std::string_view secret) {
  const std::lock_guard lock(mutex_);
  char text[crypto_pwhash_STRBYTES];
  if (crypto_pwhash_str_alg(text, secret.data(), secret.size(), cost_.passes, cost_.memory_bytes, crypto_pwhash_ALG_ARGON2ID13) !=
      0)
    return Error{Fault::busy, "memori PC ini tidak cukup untuk memeriksa sandi", "tutup program lain, lalu coba lagi"};
  return std::string(text);
}

bool PasswordHasher::matches(std::string_view stored, std::string_view secret) {
  const bool known = is_ours(stored);
  if (!known) {
    bool missing = false;
    {
      const std::lock_guard lock(mutex_);
      missing = stand_in_.empty();
    }
    if (missing) {
      auto made = hash("nobody's");
      const std::lock_guard lock(mutex_);
      if (made) stand_in_ = *made;
    }
  }
  const std::lock_guard lock(mutex_);
  const std::string text = known ? std::string(stored) : stand_in_;
  return !text.empty() && crypto_pwhash_str_verify(text.c_str(), secret.data(), secret.size()) == 0 && known;
}

}  // namespace hadir::web
