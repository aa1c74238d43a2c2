// The clock guard at work in an office: its state lies in the database, in the transaction of what it stamps, and what it finds
// out becomes records of the office.
#include "agent/office.h"
#include "common/base/byte_io.h"
#include "common/base/limits.h"
#include "common/store/clock_view.h"

namespace hadir::agent {
namespace {

constexpr std::string_view state_name = "clock_guard";
constexpr std::string_view beacon_name = "beacon";
constexpr std::string_view guard_author = "hadir-agent";

std::optional<log::Beacon> load_beacon(store::ReplicaStore& store) {
  const auto stored = store.bytes(beacon_name);
  if (!stored) return std::nullopt;
  base::ByteReader in(*stored);
  log::Beacon beacon{in.zigzag(), in.array<64>()};
  if (!in.finished()) return std::nullopt;
  return beacon;
}

}  // namespace

log::Origin Office::origin() const { return log::origin_of(identity_.key.public_key()); }

ClockState Office::clock_state() {
  const auto stored = store_->bytes(state_name);
  return stored ? decode_clock_state(*stored).value_or(ClockState{}) : ClockState{};
}

std::uint64_t Office::next_urgent_commit() {
  const auto stream = store_->stream({origin(), unit(), model::Lane::urgent});
  return stream ? stream->stored.seq + 1 : 1;
}

store::Authorship Office::authorship(const std::string& author, const log::Stamp& stamp) {
  return {identity_.key,        false,           identity_.unit, author.substr(0, base::limits::author_bytes), stamp,
          load_beacon(*store_), clock_.wall().ms};
}

std::size_t Office::keep(ClockGuard& guard, const Reading& now) {
  std::vector<model::Change> changes;
  for (log::ClockEvent& event : guard.take_events()) {
    event.at_offset_minutes = static_cast<std::int16_t>(offset_minutes());
    changes.push_back(log::change_of(event));
  }
  if (!changes.empty()) store_->record(authorship(std::string(guard_author), guard.appraise(now)), changes);
  store_->set_bytes(state_name, encode(guard.state()));
  return changes.size();
}

log::Stamp Office::stamp_within() {
  const Reading now = read_clocks(clock_, boot_id_);
  ClockGuard guard(clock_state(), origin());
  guard.observe(now, next_urgent_commit());
  const log::Stamp stamp = guard.stamp(now);
  keep(guard, now);
  return stamp;
}

std::size_t Office::watch_clock(bool keep_anyway) {
  // A database that went back in time records nothing before it goes on under another key.
  refresh_identity();
  if (suspicion_ != Suspicion::none) return 0;
  if (!keep_anyway) {
    const ClockState kept = clock_state();
    ClockGuard guard(kept, origin());
    guard.observe(read_clocks(clock_, boot_id_), next_urgent_commit());
    if (!guard.is_worth_keeping(kept)) return 0;
  }
  store::Transaction transaction(store_->database());
  const Reading now = read_clocks(clock_, boot_id_);
  ClockGuard guard(clock_state(), origin());
  guard.observe(now, next_urgent_commit());
  const std::size_t events = keep(guard, now);
  transaction.commit();
  return events;
}

std::size_t Office::hear_hub(std::int64_t hub_ms, base::BootTime sent, base::BootTime received) {
  if (suspicion_ != Suspicion::none) return 0;
  try {
    store::Transaction transaction(store_->database());
    const Reading now = read_clocks(clock_, boot_id_);
    ClockGuard guard(clock_state(), origin());
    guard.observe(now, next_urgent_commit());
    guard.hear(now, anchor_of(hub_ms, sent, received), next_urgent_commit());
    const std::size_t events = keep(guard, now);
    transaction.commit();
    return events;
  } catch (const base::Failure& failure) {
    // A restored replica that waits for its own later commits can record nothing yet. The next exchange tells the same again.
    if (failure.error().fault != base::Fault::busy) throw;
    return 0;
  }
}

Office::ClockReport Office::clock_report() {
  const Reading now = read_clocks(clock_, boot_id_);
  ClockGuard guard(clock_state(), origin());
  guard.observe(now, next_urgent_commit());
  return {guard.appraise(now), guard.error(now), store::clock_events(store_->database(), unit(), origin())};
}

}  // namespace hadir::agent
