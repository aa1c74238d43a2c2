// The names of the change log: origins, streams, version vectors. DESIGN.md section 2 defines the words.
#pragma once

#include <algorithm>
#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/crypto.h"
#include "common/base/error.h"
#include "common/model/kinds.h"

namespace hadir::log {

// A replica's name: the first 8 bytes of the BLAKE2b-256 of its public key.
using Origin = std::array<std::uint8_t, 8>;
Origin origin_of(const base::PublicKey& key);
std::string to_text(const Origin& origin);
std::optional<Origin> parse_origin(std::string_view hex);

// A scope is the province ("") or a unit's code.
inline constexpr std::string_view province = "";

struct StreamId {
  Origin origin{};
  std::string scope;
  model::Lane lane = model::Lane::urgent;
  auto operator<=>(const StreamId&) const = default;
};
std::string to_text(const StreamId& id);

// origin -> number of the last commit seen, inside one scope and lane. Missing means zero.
class VersionVector {
 public:
  struct Entry {
    Origin origin;
    std::uint64_t seq;
    bool operator==(const Entry&) const = default;
  };

  std::uint64_t at(const Origin& origin) const {
    const auto found = find(origin);
    return found != entries_.end() && found->origin == origin ? found->seq : 0;
  }
  bool covers(const Origin& origin, std::uint64_t seq) const { return at(origin) >= seq; }
  bool covers(const VersionVector& other) const {
    return std::ranges::all_of(other.entries_, [&](const Entry& entry) { return covers(entry.origin, entry.seq); });
  }
  // Never goes back.
  void raise(const Origin& origin, std::uint64_t seq) {
    const auto found = find(origin);
    if (found != entries_.end() && found->origin == origin)
      found->seq = std::max(found->seq, seq);
    else if (seq > 0)
      entries_.insert(found, {origin, seq});
  }
  // The only way back: for who wants to be told again.
  void lower(const Origin& origin, std::uint64_t seq) {
    const auto found = find(origin);
    if (found == entries_.end() || found->origin != origin || found->seq <= seq) return;
    found->seq = seq;
    if (seq == 0) entries_.erase(found);
  }
  void raise(const VersionVector& other) {
    for (const Entry& entry : other.entries_) raise(entry.origin, entry.seq);
  }
  // Ascending by origin.
  const std::vector<Entry>& entries() const { return entries_; }
  bool empty() const { return entries_.empty(); }
  bool operator==(const VersionVector&) const = default;

 private:
  std::vector<Entry>::iterator find(const Origin& origin) {
    return std::ranges::lower_bound(entries_, origin, {}, &Entry::origin);
  }
  std::vector<Entry>::const_iterator find(const Origin& origin) const {
    return std::ranges::lower_bound(entries_, origin, {}, &Entry::origin);
  }
  std::vector<Entry> entries_;
};

// count, (origin, seq)*, ascending, no zeros.
void write_vector(base::ByteWriter& out, const VersionVector& vector);
VersionVector read_vector(base::ByteReader& in);

}  // namespace hadir::log
