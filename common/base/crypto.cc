#include "common/base/crypto.h"

#include <sodium.h>

#include "common/base/error.h"

namespace hadir::base {

static_assert(sizeof(PublicKey) == crypto_sign_PUBLICKEYBYTES);
static_assert(sizeof(Signature) == crypto_sign_BYTES);
static_assert(sizeof(Seed) == crypto_sign_SEEDBYTES);
static_assert(sizeof(Hash) == crypto_generichash_BYTES);

void initialise_crypto() { HADIR_CHECK(sodium_init() >= 0); }

Hash hash_of(std::initializer_list<ByteView> parts) {
  crypto_generichash_state state;
  crypto_generichash_init(&state, nullptr, 0, sizeof(Hash));
  for (const ByteView part : parts) crypto_generichash_update(&state, part.data(), part.size());
  Hash hash;
  crypto_generichash_final(&state, hash.data(), hash.size());
  return hash;
}

KeyPair KeyPair::generate(Random& random) {
  Seed seed;
  random.fill(seed);
  KeyPair pair(seed);
  sodium_memzero(seed.data(), seed.size());
  return pair;
}

KeyPair::KeyPair(const Seed& seed) : seed_(seed) {
  crypto_sign_seed_keypair(public_key_.data(), secret_key_.data(), seed_.data());
}

KeyPair::~KeyPair() {
  sodium_memzero(seed_.data(), seed_.size());
  sodium_memzero(secret_key_.data(), secret_key_.size());
}

Signature KeyPair::sign(ByteView message) const {
  Signature signature;
  crypto_sign_detached(signature.data(), nullptr, message.data(), message.size(), secret_key_.data());
  return signature;
}

bool verify(const PublicKey& key, ByteView message, const Signature& signature) {
  return crypto_sign_verify_detached(signature.data(), message.data(), message.size(), key.data()) == 0;
}

bool equal_in_constant_time(ByteView left, ByteView right) {
  return left.size() == right.size() && sodium_memcmp(left.data(), right.data(), left.size()) == 0;
}

}  // namespace hadir::base
