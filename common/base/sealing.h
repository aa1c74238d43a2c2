// Sealing to the holder of an Ed25519 key, over libsodium, for what travels on other people's sticks: a key is sealed to the
// receiver with crypto_box_seal (X25519, XSalsa20-Poly1305), and content encrypted with it by ChaCha20-Poly1305 (RFC 8439).
// Randomness is passed in, so that the same input gives the same bytes in tests. Thread-safe.
#pragma once

#include <optional>

#include "common/base/crypto.h"

namespace hadir::base {

using SymmetricKey = std::array<std::uint8_t, 32>;

// What sealing and encrypting add, in bytes.
inline constexpr std::size_t sealing_bytes = 48, encrypting_bytes = 16;

// Only the receiver opens it, and nobody can tell from it who sealed. Nothing where `receiver` is no key that can be sealed to.
std::optional<Bytes> seal_to(const PublicKey& receiver, ByteView plain, Random& random);
// Nothing where it was not sealed to this pair, or changed since.
std::optional<Bytes> unseal(const KeyPair& receiver, ByteView sealed);

// A key must never encrypt two contents under the same number. `bound` is not encrypted, but the same bytes must be given to
// decrypt.
Bytes encrypt(const SymmetricKey& key, std::uint64_t number, ByteView bound, ByteView plain);
std::optional<Bytes> decrypt(const SymmetricKey& key, std::uint64_t number, ByteView bound, ByteView encrypted);

// For keys that several PCs use at once and that no counter can be shared for: XChaCha20-Poly1305 under a nonce drawn at random,
// which stands before the ciphertext. The content is padded (ISO 7816-4) to the next multiple of `padded_to` bytes, so that its
// length tells little.
inline constexpr std::size_t random_nonce_bytes = 24;
Bytes encrypt_at_random(const SymmetricKey& key, ByteView bound, ByteView plain, std::size_t padded_to, Random& random);
// Nothing where the key, the bound bytes, the content or the padding is not what it was.
std::optional<Bytes> decrypt_at_random(const SymmetricKey& key, ByteView bound, ByteView encrypted, std::size_t padded_to);

// Overwrites a secret that is no longer needed.
void wipe(std::span<std::uint8_t> secret);

}  // namespace hadir::base
