// How far this PC's clock can be trusted right now: an anchor from the latest exchange with the hub, carried on the boot-time
// clock. Pure, apart from the store the anchor is kept in.
#pragma once

#include <optional>
#include <string>

#include "common/base/clock.h"
#include "common/log/commit.h"
#include "common/store/replica_store.h"

namespace hadir::agent {

// "At boot time `boot` of boot `boot_id` it was `hub_ms`, give or take `bound_ms`."
struct Anchor {
  std::int64_t hub_ms = 0;
  std::int64_t boot_ms = 0;
  std::int64_t bound_ms = 0;
  std::string boot_id;
  bool operator==(const Anchor&) const = default;
};

// A quartz clock of a cheap PC: 100 parts per million.
inline constexpr std::int64_t drift_parts_per_million = 100;
// A wall clock this close to the trusted time, beyond its bound, is only unset, not moved.
inline constexpr std::int64_t tolerated_difference_ms = 2'000;

// The anchor that an exchange gives: the hub said `hub_ms` somewhere between sending and receiving.
Anchor anchor_of(std::int64_t hub_ms, base::BootTime sent, base::BootTime received, const std::string& boot_id);

// The stamp of something recorded now. Its time is what the wall clock claims; the quality and the bound say what that is worth:
// hub where an anchor of this boot confirms it, doubtful where such an anchor contradicts it, carried with an anchor of an
// earlier boot, unanchored without any.
log::Stamp stamp_now(const std::optional<Anchor>& anchor, const base::Clock& clock, const std::string& boot_id);

std::optional<Anchor> load_anchor(store::ReplicaStore& store);
void save_anchor(store::ReplicaStore& store, const Anchor& anchor);  // inside a Transaction

// The latest beacon held, for the headers of commits.
std::optional<log::Beacon> load_beacon(store::ReplicaStore& store);

}  // namespace hadir::agent
