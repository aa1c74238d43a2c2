#include "agent/time_keeper.h"

#include <cstdlib>

namespace hadir::agent {
namespace {

constexpr std::string_view anchor_name = "clock_anchor";
constexpr std::string_view beacon_name = "beacon";
constexpr std::size_t boot_id_bytes = 64;

std::uint32_t as_bound(std::int64_t ms) { return static_cast<std::uint32_t>(std::clamp<std::int64_t>(ms, 0, UINT32_MAX)); }

}  // namespace

Anchor anchor_of(std::int64_t hub_ms, base::BootTime sent, base::BootTime received, const std::string& boot_id) {
  const std::int64_t half = (received.ms - sent.ms + 1) / 2;
  return {hub_ms, sent.ms + half, half, boot_id};
}

log::Stamp stamp_now(const std::optional<Anchor>& anchor, const base::Clock& clock, const std::string& boot_id) {
  const std::int64_t wall = clock.wall().ms;
  if (!anchor) return {wall, log::Quality::unanchored, 0};
  if (boot_id.empty() || anchor->boot_id != boot_id) return {wall, log::Quality::carried, 0};
  const std::int64_t elapsed = clock.boot().ms - anchor->boot_ms;
  const std::int64_t bound = anchor->bound_ms + elapsed * drift_parts_per_million / 1'000'000 + 1;
  const std::int64_t difference = std::abs(wall - (anchor->hub_ms + elapsed));
  if (difference > bound + tolerated_difference_ms) return {wall, log::Quality::doubtful, as_bound(difference + bound)};
  return {wall, log::Quality::hub, as_bound(difference + bound)};
}

std::optional<Anchor> load_anchor(store::ReplicaStore& store) {
  const auto stored = store.bytes(anchor_name);
  if (!stored) return std::nullopt;
  base::ByteReader in(*stored);
  Anchor anchor{in.zigzag(), in.zigzag(), in.zigzag(), in.text(boot_id_bytes, "boot id too long")};
  if (!in.finished()) return std::nullopt;
  return anchor;
}

void save_anchor(store::ReplicaStore& store, const Anchor& anchor) {
  base::ByteWriter out;
  out.zigzag(anchor.hub_ms);
  out.zigzag(anchor.boot_ms);
  out.zigzag(anchor.bound_ms);
  out.text(anchor.boot_id);
  store.set_bytes(anchor_name, out.bytes());
}

std::optional<log::Beacon> load_beacon(store::ReplicaStore& store) {
  const auto stored = store.bytes(beacon_name);
  if (!stored) return std::nullopt;
  base::ByteReader in(*stored);
  log::Beacon beacon{in.zigzag(), in.array<64>()};
  if (!in.finished()) return std::nullopt;
  return beacon;
}

}  // namespace hadir::agent
