#include "common/log/sealed.h"

namespace hadir::log {
namespace {

base::Bytes bound_to(std::string_view scope) {
  base::ByteWriter out;
  out.raw(base::bytes_of("hadir sealed 1"));
  out.raw(base::bytes_of(scope));
  return out.take();
}

}  // namespace

SealingKeyId id_of(const base::SymmetricKey& key) {
  const base::Hash hash = base::hash_of({base::bytes_of("hadir sealing key 1"), key});
  SealingKeyId id;
  std::copy_n(hash.begin(), id.size(), id.begin());
  return id;
}

Extension extension_of(const Sealed& sealed) {
  base::ByteWriter out;
  out.raw(sealed.key);
  write_vector(out, sealed.unread);
  return {Sealed::tag, out.take()};
}

const Extension* sealed_extension(const Header& header) {
  const auto found = std::ranges::find(header.extensions, Sealed::tag, &Extension::tag);
  return found == header.extensions.end() ? nullptr : &*found;
}

std::optional<Sealed> decode_sealed(const Extension& extension) {
  base::ByteReader in(extension.content);
  Sealed sealed;
  sealed.key = in.array<8>();
  sealed.unread = read_vector(in);
  if (!in.finished() || sealed.unread.entries().size() > Sealed::most_unread) return std::nullopt;
  return sealed;
}

base::Bytes seal_payload(const base::SymmetricKey& key, std::string_view scope, base::ByteView payload, base::Random& random) {
  return base::encrypt_at_random(key, bound_to(scope), payload, sealed_block, random);
}

std::optional<base::Bytes> open_payload(const base::SymmetricKey& key, std::string_view scope, base::ByteView sealed) {
  return base::decrypt_at_random(key, bound_to(scope), sealed, sealed_block);
}

std::optional<std::string> wrap_key(const base::PublicKey& holder, const base::SymmetricKey& key, base::Random& random) {
  const auto sealed = base::seal_to(holder, key, random);
  if (!sealed) return std::nullopt;
  return base::to_base64url(*sealed);
}

std::optional<base::SymmetricKey> unwrap_key(const base::KeyPair& holder, std::string_view wrapped) {
  base::SymmetricKey key;
  if (wrapped.size() > 2 * (key.size() + base::sealing_bytes)) return std::nullopt;
  const auto sealed = base::from_base64url(wrapped);
  auto opened = sealed ? base::unseal(holder, *sealed) : std::nullopt;
  if (!opened || opened->size() != key.size()) return std::nullopt;
  std::ranges::copy(*opened, key.begin());
  base::wipe(*opened);
  return key;
}

}  // namespace hadir::log
