// When to sync next. Pure: events and the time in, the next due time out. Times are boot-time milliseconds, so that a moved wall
// clock changes nothing; `jitter` spreads offices that were switched on together.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>

#include "common/base/clock.h"
#include "common/base/random.h"

namespace hadir::agent {

struct SyncIntervals {
  std::int64_t after_write_ms = 2'000;    // several punches in a row travel together
  std::int64_t after_network_ms = 1'000;  // addresses and names need a moment
  std::int64_t between_ms = 15 * 60'000;  // nothing new here: ask for what is new there
  std::int64_t first_retry_ms = 15'000;
  std::int64_t longest_retry_ms = 30 * 60'000;
};

class SyncSchedule {
 public:
  SyncSchedule(base::BootTime now, SyncIntervals intervals, base::Random& random)
      : intervals_(intervals), random_(random), due_ms_(now.ms + intervals.after_write_ms) {}

  // A sync begins: what is recorded from here on it may miss.
  void on_begin() { written_meanwhile_ = false; }

  // Something was recorded here. While a retry is waiting its timer decides: a dead link is not tried with every punch.
  void on_write(base::BootTime now) {
    written_meanwhile_ = true;
    if (failures_ == 0) bring_forward(now.ms + intervals_.after_write_ms);
  }

  // A link came up: what failed before says nothing any more.
  void on_network_up(base::BootTime now) {
    failures_ = 0;
    bring_forward(now.ms + intervals_.after_network_ms + jitter(intervals_.after_network_ms));
  }

  // Everything is through (or refused for good: trying again at once would not help).
  void on_done(base::BootTime now) {
    failures_ = 0;
    due_ms_ = now.ms + intervals_.between_ms + jitter(intervals_.between_ms / 4);
    if (written_meanwhile_) on_write(now);
  }

  // Not reached: doubles up to the longest, with jitter of a quarter. Asked to come back later: then, and a little, since the hub
  // that says so is there, knows how long its queue is and keeps our place in it.
  void on_failure(base::BootTime now, std::optional<std::int64_t> retry_after_ms) {
    if (retry_after_ms) {
      failures_ = 1;
      due_ms_ = now.ms + *retry_after_ms + jitter(*retry_after_ms / 8 + 1000);
      return;
    }
    const int doublings = std::min(failures_++, 20);
    const std::int64_t wait = std::min(intervals_.longest_retry_ms, intervals_.first_retry_ms << doublings);
    due_ms_ = now.ms + wait + jitter(wait / 4);
  }

  // It broke off, but something came across: the link is worth trying again as if it had not failed before.
  void on_progress() { failures_ = 0; }

  // When the next sync is due; may lie in the past.
  base::BootTime due() const { return {due_ms_}; }

 private:
  void bring_forward(std::int64_t at_ms) { due_ms_ = std::min(due_ms_, at_ms); }
  std::int64_t jitter(std::int64_t most_ms) {
    return most_ms > 0 ? static_cast<std::int64_t>(random_.below(static_cast<std::uint64_t>(most_ms))) : 0;
  }

  SyncIntervals intervals_;
  base::Random& random_;
  std::int64_t due_ms_;
  int failures_ = 0;
  bool written_meanwhile_ = false;
};

}  // namespace hadir::agent
