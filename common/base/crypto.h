// The few primitives hadir uses, over libsodium: BLAKE2b-256 (RFC 7693), Ed25519 (RFC 8032), constant-time comparison.
// All functions are thread-safe once initialise_crypto() has returned, which every main calls first.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>

#include "common/base/bytes.h"
#include "common/base/random.h"

namespace hadir::base {

using Hash = std::array<std::uint8_t, 32>;
using PublicKey = std::array<std::uint8_t, 32>;
using Signature = std::array<std::uint8_t, 64>;
using Seed = std::array<std::uint8_t, 32>;

void initialise_crypto();

// BLAKE2b-256 over the concatenation of the parts.
Hash hash_of(std::initializer_list<ByteView> parts);
inline Hash hash_of(ByteView part) { return hash_of({part}); }

// An Ed25519 key pair grown from a 32-byte seed. The seed is the secret; it is wiped when the pair goes.
class KeyPair {
 public:
  static KeyPair generate(Random& random);
  explicit KeyPair(const Seed& seed);
  KeyPair(const KeyPair&) = default;
  KeyPair& operator=(const KeyPair&) = default;
  ~KeyPair();

  const PublicKey& public_key() const { return public_key_; }
  const Seed& seed() const { return seed_; }
  // Deterministic: the same message always gets the same signature.
  Signature sign(ByteView message) const;

 private:
  Seed seed_{};
  PublicKey public_key_{};
  std::array<std::uint8_t, 64> secret_key_{};
};

bool verify(const PublicKey& key, ByteView message, const Signature& signature);

// Compares secrets without telling by its duration where they differ. Sizes may be told.
bool equal_in_constant_time(ByteView left, ByteView right);

}  // namespace hadir::base
