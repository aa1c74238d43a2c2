#include "common/log/stream.h"

#include "common/base/limits.h"

namespace hadir::log {

Origin origin_of(const base::PublicKey& key) {
  const base::Hash hash = base::hash_of(key);
  Origin origin;
  std::copy_n(hash.begin(), origin.size(), origin.begin());
  return origin;
}

std::string to_text(const Origin& origin) { return base::to_hex(origin); }

std::optional<Origin> parse_origin(std::string_view hex) {
  const auto bytes = base::from_hex(hex);
  Origin origin;
  if (!bytes || bytes->size() != origin.size()) return std::nullopt;
  std::ranges::copy(*bytes, origin.begin());
  return origin;
}

std::string to_text(const StreamId& id) {
  return to_text(id.origin) + "@" + (id.scope.empty() ? std::string("province") : id.scope) + "/" +
         std::to_string(static_cast<int>(id.lane));
}

void write_vector(base::ByteWriter& out, const VersionVector& vector) {
  out.varint(vector.entries().size());
  for (const VersionVector::Entry& entry : vector.entries()) {
    out.raw(entry.origin);
    out.varint(entry.seq);
  }
}

VersionVector read_vector(base::ByteReader& in) {
  VersionVector vector;
  Origin previous{};
  const std::uint64_t count = in.bounded(base::limits::context_origins, "too many origins");
  for (std::uint64_t index = 0; index < count && in.ok(); ++index) {
    const Origin origin = in.array<8>();
    const std::uint64_t seq = in.varint();
    if (in.ok() && index > 0 && origin <= previous) in.fail("origins not in ascending order");
    if (in.ok() && seq == 0) in.fail("zero in a vector");
    previous = origin;
    if (in.ok()) vector.raise(origin, seq);
  }
  return vector;
}

}  // namespace hadir::log
