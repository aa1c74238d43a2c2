#include "common/base/sealing.h"

#include <sodium.h>

#include "common/base/error.h"

namespace hadir::base {
namespace {

static_assert(sizeof(SymmetricKey) == crypto_aead_chacha20poly1305_ietf_KEYBYTES);
static_assert(encrypting_bytes == crypto_aead_chacha20poly1305_ietf_ABYTES);
static_assert(sizeof(SymmetricKey) == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);
static_assert(random_nonce_bytes == crypto_aead_xchacha20poly1305_ietf_NPUBBYTES);
static_assert(encrypting_bytes == crypto_aead_xchacha20poly1305_ietf_ABYTES);
static_assert(sealing_bytes == crypto_box_SEALBYTES);

using BoxKey = std::array<std::uint8_t, crypto_box_PUBLICKEYBYTES>;
using Nonce = std::array<std::uint8_t, crypto_aead_chacha20poly1305_ietf_NPUBBYTES>;

std::optional<BoxKey> box_key_of(const PublicKey& key) {
  BoxKey box;
  if (crypto_sign_ed25519_pk_to_curve25519(box.data(), key.data()) != 0) return std::nullopt;
  return box;
}

// The number, highest byte first, behind four zeros.
Nonce nonce_of(std::uint64_t number) {
  Nonce nonce{};
  for (auto at = nonce.rbegin(); number != 0; number >>= 8) *at++ = static_cast<std::uint8_t>(number);
  return nonce;
}

}  // namespace

void wipe(std::span<std::uint8_t> secret) { sodium_memzero(secret.data(), secret.size()); }

// crypto_box_seal with the one-time pair grown from `random`: crypto_box_seal itself takes it from the system.
std::optional<Bytes> seal_to(const PublicKey& receiver, ByteView plain, Random& random) {
  const auto box = box_key_of(receiver);
  if (!box) return std::nullopt;
  Seed seed;
  random.fill(seed);
  BoxKey once;
  std::array<std::uint8_t, crypto_box_SECRETKEYBYTES> secret;
  crypto_box_seed_keypair(once.data(), secret.data(), seed.data());
  std::array<std::uint8_t, crypto_box_NONCEBYTES> nonce;
  crypto_generichash_state state;
  crypto_generichash_init(&state, nullptr, 0, nonce.size());
  crypto_generichash_update(&state, once.data(), once.size());
  crypto_generichash_update(&state, box->data(), box->size());
  crypto_generichash_final(&state, nonce.data(), nonce.size());
  Bytes sealed(once.begin(), once.end());
  sealed.resize(plain.size() + sealing_bytes);
  const int failed =
      crypto_box_easy(sealed.data() + once.size(), plain.data(), plain.size(), nonce.data(), box->data(), secret.data());
  wipe(seed);
  wipe(secret);
  if (failed != 0) return std::nullopt;
  return sealed;
}

std::optional<Bytes> unseal(const KeyPair& receiver, ByteView sealed) {
  const auto box = box_key_of(receiver.public_key());
  if (!box || sealed.size() < sealing_bytes) return std::nullopt;
  std::array<std::uint8_t, crypto_sign_SECRETKEYBYTES> signing;  // libsodium's form: the seed, then the public key
  std::ranges::copy(receiver.seed(), signing.begin());
  std::ranges::copy(receiver.public_key(), signing.begin() + receiver.seed().size());
  std::array<std::uint8_t, crypto_box_SECRETKEYBYTES> secret;
  const bool usable = crypto_sign_ed25519_sk_to_curve25519(secret.data(), signing.data()) == 0;
  Bytes plain(sealed.size() - sealing_bytes);
  const bool opened = usable && crypto_box_seal_open(plain.data(), sealed.data(), sealed.size(), box->data(), secret.data()) == 0;
  wipe(signing);
  wipe(secret);
  if (!opened) return std::nullopt;
  return plain;
}

Bytes encrypt(const SymmetricKey& key, std::uint64_t number, ByteView bound, ByteView plain) {
  const Nonce nonce = nonce_of(number);
  Bytes encrypted(plain.size() + encrypting_bytes);
  crypto_aead_chacha20poly1305_ietf_encrypt(encrypted.data(), nullptr, plain.data(), plain.size(), bound.data(), bound.size(),
                                            nullptr, nonce.data(), key.data());
  return encrypted;
}

std::optional<Bytes> decrypt(const SymmetricKey& key, std::uint64_t number, ByteView bound, ByteView encrypted) {
  if (encrypted.size() < encrypting_bytes) return std::nullopt;
  const Nonce nonce = nonce_of(number);
  Bytes plain(encrypted.size() - encrypting_bytes);
  if (crypto_aead_chacha20poly1305_ietf_decrypt(plain.data(), nullptr, nullptr, encrypted.data(), encrypted.size(), bound.data(),
                                                bound.size(), nonce.data(), key.data()) != 0)
    return std::nullopt;
  return plain;
}

Bytes encrypt_at_random(const SymmetricKey& key, ByteView bound, ByteView plain, std::size_t padded_to, Random& random) {
  Bytes padded(plain.begin(), plain.end());
  padded.resize(plain.size() + padded_to);
  std::size_t size = 0;
  HADIR_CHECK(sodium_pad(&size, padded.data(), plain.size(), padded_to, padded.size()) == 0);
  Bytes encrypted(random_nonce_bytes + size + encrypting_bytes);
  random.fill(std::span(encrypted).first(random_nonce_bytes));
  crypto_aead_xchacha20poly1305_ietf_encrypt(encrypted.data() + random_nonce_bytes, nullptr, padded.data(), size, bound.data(),
                                             bound.size(), nullptr, encrypted.data(), key.data());
  wipe(padded);
  return encrypted;
}

std::optional<Bytes> decrypt_at_random(const SymmetricKey& key, ByteView bound, ByteView encrypted, std::size_t padded_to) {
  if (encrypted.size() < random_nonce_bytes + encrypting_bytes + padded_to) return std::nullopt;
  const ByteView content = encrypted.subspan(random_nonce_bytes);
  Bytes plain(content.size() - encrypting_bytes);
  std::size_t size = 0;
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(plain.data(), nullptr, nullptr, content.data(), content.size(), bound.data(),
                                                 bound.size(), encrypted.data(), key.data()) != 0 ||
      plain.size() % padded_to != 0 || sodium_unpad(&size, plain.data(), plain.size(), padded_to) != 0)
    return std::nullopt;
  plain.resize(size);
  return plain;
}

}  // namespace hadir::base
