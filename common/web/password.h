// Passwords and PINs as Argon2id (RFC 9106), in the text form that libsodium and others write:
// $argon2id$v=19$m=…,t=…,p=1$salt$hash. What is stored is this text; the secret itself is kept nowhere.
#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>

#include "common/base/error.h"

namespace hadir::web {

// What one hash costs. Of the settings that OWASP's Password Storage Cheat Sheet holds equally strong (46 MiB and one pass to 7
// MiB and five) the smallest: a kiosk is quick (some 25 ms on an office PC), and a service that hashes while it makes a large
// list stays small. Texts with other settings are checked as they say.
struct HashCost {
  std::size_t memory_bytes = 7 * 1024 * 1024;
  std::uint64_t passes = 5;
};

inline constexpr std::size_t shortest_secret = 8, longest_secret = 128;
inline constexpr std::size_t shortest_pin = 6, longest_pin = 12;

// Fault::bad_input with what to choose instead.
base::Result<void> check_secret(std::string_view secret, std::string_view nip);
base::Result<void> check_pin(std::string_view pin, std::string_view nip);

// Thread-safe; one hash at a time, whoever asks, so that many who sign in at once cost memory once.
class PasswordHasher {
 public:
  explicit PasswordHasher(HashCost cost = {}) : cost_(cost) {}

  // Fault::busy where there is no memory for it.
  base::Result<std::string> hash(std::string_view secret);
  // False also for what is no such text. `stored` empty: takes as long, and says false, so that nobody learns who has an account.
  bool matches(std::string_view stored, std::string_view secret);

 private:
  const HashCost cost_;
  std::mutex mutex_;
  std::string stand_in_;  // guarded by mutex_: what nobody's secret is
};

}  // namespace hadir::web
