// Sealed commits: their payload is encrypted under a key that the PCs of a unit alone hold. Whoever has the key projects them,
// all others store, count and pass them on unread. PROTOCOL.md section 19 gives the bytes, and how the keys travel.
#pragma once

#include "common/base/sealing.h"
#include "common/log/commit.h"

namespace hadir::log {

// Names a key without telling anything about it.
using SealingKeyId = std::array<std::uint8_t, 8>;
SealingKeyId id_of(const base::SymmetricKey& key);

// Tag 3, required: the payload is sealed under this key. `unread` names, per origin, the first commit of the same scope and lane
// that the author had applied but could not read: of what it had not read it has seen nothing, whatever its context says. So two
// PCs that do not hold each other's keys yet end with a conflict rather than with a lost edit.
struct Sealed {
  static constexpr std::uint32_t tag = 3;
  static constexpr std::size_t most_unread = 64;
  SealingKeyId key{};
  VersionVector unread;
  bool operator==(const Sealed&) const = default;
};
Extension extension_of(const Sealed& sealed);
// nullptr where the header has no such extension. One that is there may still not decode.
const Extension* sealed_extension(const Header& header);
std::optional<Sealed> decode_sealed(const Extension& extension);

// What sealing adds to a payload at most.
inline constexpr std::size_t sealed_block = 64;
inline constexpr std::size_t sealed_overhead = base::random_nonce_bytes + base::encrypting_bytes + sealed_block;

// Bound to the scope and to nothing else: a replica that goes on under another name writes payloads anew as they are.
base::Bytes seal_payload(const base::SymmetricKey& key, std::string_view scope, base::ByteView payload, base::Random& random);
std::optional<base::Bytes> open_payload(const base::SymmetricKey& key, std::string_view scope, base::ByteView sealed);

// A key sealed to one holder, as it stands in a key_share. Nothing where the holder's key is none that can be sealed to.
std::optional<std::string> wrap_key(const base::PublicKey& holder, const base::SymmetricKey& key, base::Random& random);
std::optional<base::SymmetricKey> unwrap_key(const base::KeyPair& holder, std::string_view wrapped);

}  // namespace hadir::log
