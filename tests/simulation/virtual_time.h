// Time in the simulation: one queue of things to do, ordered by virtual time, and the clocks of machines, which may be years
// wrong, run fast or slow, and be set by hand.
#pragma once

#include <cstdint>
#include <functional>
#include <queue>
#include <vector>

#include "common/base/clock.h"

namespace hadir::simulation {

inline constexpr std::int64_t second = 1000, minute = 60 * second, hour = 60 * minute, day = 24 * hour;
// What a right clock shows when virtual time is 0: 2026-03-02T00:00:00Z.
inline constexpr std::int64_t epoch_ms = 1'772'409'600'000;

class Scheduler {
 public:
  std::int64_t now() const { return now_; }
  // Runs `work` in `delay` virtual milliseconds; what is due at the same time runs in the order it was scheduled.
  void after(std::int64_t delay, std::function<void()> work) { queue_.push({now_ + delay, ++serial_, std::move(work)}); }
  // Runs what is due until `end`, then stands at `end`.
  void run_until(std::int64_t end);
  // Runs until `done` or until `end`; says which. The time stands where it stopped.
  bool run_until(std::int64_t end, const std::function<bool()>& done);

 private:
  struct Entry {
    std::int64_t at;
    std::uint64_t serial;
    std::function<void()> work;
    bool operator<(const Entry& other) const { return at != other.at ? at > other.at : serial > other.serial; }
  };
  bool run_one(std::int64_t end);

  std::priority_queue<Entry> queue_;
  std::int64_t now_ = 0;
  std::uint64_t serial_ = 0;
};

class MachineClock final : public base::Clock {
 public:
  explicit MachineClock(const Scheduler& time) : time_(time) {}
  base::WallTime wall() const override { return {epoch_ms + time_.now() + time_.now() / 1000 * drift_ppm / 1000 + offset_ms}; }
  base::BootTime boot() const override { return {time_.now() - booted_at}; }

  std::int64_t offset_ms = 0;  // how wrong the wall clock is
  std::int64_t drift_ppm = 0;
  std::int64_t booted_at = 0;

 private:
  const Scheduler& time_;
};

}  // namespace hadir::simulation
