#include "agent/check_schedule.h"

namespace hadir::agent {
namespace {

using sync::CheckDepth;

constexpr std::int64_t hour_ms = 3600 * 1000;
constexpr std::int64_t streams_every_ms = 24 * hour_ms, records_every_ms = 7 * 24 * hour_ms;
constexpr std::string_view streams_checked = "streams_checked_hub_ms", records_checked = "records_checked_hub_ms";

// Offices that were enrolled on one morning must not all come on one morning.
std::int64_t spread_of(const log::Origin& own, std::int64_t every_ms) { return (own[0] * 256 + own[1]) * (every_ms / 4) / 65536; }

bool is_due(store::ReplicaStore& store, std::string_view name, std::int64_t every_ms, const log::Origin& own,
            std::int64_t hub_ms) {
  const auto last_ms = store.number(name);
  // A first sync has enough to do; and a hub that is back from the future starts the count anew.
  if (!last_ms || *last_ms > hub_ms) {
    store.set_number(name, hub_ms);
    return false;
  }
  return hub_ms - *last_ms >= every_ms + spread_of(own, every_ms);
}

}  // namespace

std::uint64_t hub_epoch(store::ReplicaStore& store) {
  return static_cast<std::uint64_t>(store.number(sync::epoch_name).value_or(0));
}

std::optional<CheckDepth> check_due(store::ReplicaStore& store, const log::Origin& own, std::uint64_t epoch_before) {
  const auto hub_ms = sync::latest_beacon_ms(store);
  if (!hub_ms) return std::nullopt;
  const bool records = is_due(store, records_checked, records_every_ms, own, *hub_ms);
  const bool streams = is_due(store, streams_checked, streams_every_ms, own, *hub_ms);
  if (records) return CheckDepth::records;
  if (streams || (epoch_before != 0 && epoch_before != hub_epoch(store))) return CheckDepth::streams;
  return std::nullopt;
}

void note_checked(store::ReplicaStore& store, CheckDepth depth) {
  const auto hub_ms = sync::latest_beacon_ms(store);
  if (!hub_ms) return;
  store.set_number(streams_checked, *hub_ms);
  if (depth == CheckDepth::records) store.set_number(records_checked, *hub_ms);
}

}  // namespace hadir::agent
