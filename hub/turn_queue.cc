#include "hub/turn_queue.h"

#include <algorithm>
#include <cmath>

#include "common/base/error.h"

namespace hadir::hub {
namespace {

constexpr double weight_of_latest = 0.05;

}  // namespace

void TurnQueue::enter(Claim claim, std::function<void(Verdict)> decided) {
  Decisions decisions;
  {
    const std::lock_guard lock(mutex_);
    if (working_.contains(claim.origin) || waiting_.contains(claim.origin)) {
      decisions.push_back({std::move(decided), Verdict::twice});
    } else {
      const log::Origin origin = claim.origin;
      units_[claim.unit].insert(origin);
      const Waiting& waiting =
          waiting_.emplace(origin, Waiting{std::move(claim), std::move(decided), clock_.boot().ms, next_number_++}).first->second;
      order_.insert(place_of(waiting));
      grant_turns(decisions);
      send_away(decisions);
    }
  }
  for (const Decided& one : decisions) one.call(one.verdict);
}

void TurnQueue::account(const log::Origin& origin, std::size_t bytes) {
  Decisions decisions;
  {
    const std::lock_guard lock(mutex_);
    const auto found = working_.find(origin);
    HADIR_CHECK(found != working_.end());
    bytes_ = bytes_ - found->second.bytes + bytes;
    found->second.bytes = bytes;
    grant_turns(decisions);
  }
  for (const Decided& one : decisions) one.call(one.verdict);
}

void TurnQueue::leave(const log::Origin& origin) {
  Decisions decisions;
  {
    const std::lock_guard lock(mutex_);
    const auto found = working_.find(origin);
    HADIR_CHECK(found != working_.end());
    bytes_ -= found->second.bytes;
    working_.erase(found);
    const std::int64_t now_ms = clock_.boot().ms;
    if (last_end_ms_) turn_ms_ += weight_of_latest * (static_cast<double>(now_ms - *last_end_ms_) - turn_ms_);
    last_end_ms_ = order_.empty() ? std::nullopt : std::optional(now_ms);
    grant_turns(decisions);
    send_away(decisions);
  }
  for (const Decided& one : decisions) one.call(one.verdict);
}

TurnQueue::Place TurnQueue::place_of(const Waiting& waiting) const {
  const auto turns = turns_.find(waiting.claim.unit);
  return {turns == turns_.end() ? 0 : turns->second, waiting.claim.last_seen_ms, waiting.number, waiting.claim.origin};
}

// Nobody is passed over because he needs more memory than is free: it will be, and else he might wait for ever.
void TurnQueue::grant_turns(Decisions& out) {
  while (!order_.empty()) {
    const auto next = waiting_.find(order_.begin()->origin);
    const Claim& claim = next->second.claim;
    if (!working_.empty() && bytes_ + claim.bytes > limits_.bytes) return;
    bytes_ += claim.bytes;
    working_[claim.origin] = {claim.unit, claim.bytes};
    out.push_back({std::move(next->second.decided), Verdict::turn});
    const std::string unit = claim.unit;
    remove(next->second);
    count_turn(unit);
  }
  turns_.clear();
  for (const auto& [origin, working] : working_) ++turns_[working.unit];
}

void TurnQueue::count_turn(const std::string& unit) {
  const auto others = units_.find(unit);
  if (others != units_.end())
    for (const log::Origin& origin : others->second) order_.erase(place_of(waiting_.at(origin)));
  ++turns_[unit];
  if (others != units_.end())
    for (const log::Origin& origin : others->second) order_.insert(place_of(waiting_.at(origin)));
}

void TurnQueue::remove(const Waiting& waiting) {
  const log::Origin origin = waiting.claim.origin;
  order_.erase(place_of(waiting));
  const auto unit = units_.find(waiting.claim.unit);
  unit->second.erase(origin);
  if (unit->second.empty()) units_.erase(unit);
  waiting_.erase(origin);
}

// Those who come last, as many as would wait too long; and who did.
void TurnQueue::send_away(Decisions& out) {
  const auto drop = [&](const log::Origin& origin) {
    Waiting& last = waiting_.at(origin);
    out.push_back({std::move(last.decided), Verdict::crowded});
    remove(last);
  };
  while (order_.size() > limits_.waiting || (order_.size() > 1 && wait_ms(order_.size()) > limits_.longest_wait_ms))
    drop(order_.rbegin()->origin);
  const std::int64_t too_early_ms = clock_.boot().ms - limits_.longest_wait_ms;
  std::vector<log::Origin> overdue;
  for (const auto& [origin, waiting] : waiting_)
    if (waiting.since_ms < too_early_ms) overdue.push_back(origin);
  for (const log::Origin& origin : overdue) drop(origin);
}

std::int64_t TurnQueue::wait_ms(std::size_t ahead) const { return std::llround(turn_ms_ * static_cast<double>(ahead)); }

std::uint32_t TurnQueue::retry_after_seconds() {
  const std::lock_guard lock(mutex_);
  const std::int64_t drained = (wait_ms(order_.size()) + 999) / 1000;
  const std::int64_t least = std::clamp<std::int64_t>(drained, limits_.least_retry_seconds, limits_.most_retry_seconds);
  return static_cast<std::uint32_t>(least + static_cast<std::int64_t>(random_.below(static_cast<std::uint64_t>(least) + 1)));
}

std::size_t TurnQueue::waiting() const {
  const std::lock_guard lock(mutex_);
  return waiting_.size();
}

}  // namespace hadir::hub
