// Time is passed in. Logic receives a Clock; only the system_*_posix.cc / system_*_windows.cc adapters ask the machine.
#pragma once

#include <compare>
#include <cstdint>

namespace hadir::base {

// Milliseconds since 1970-01-01T00:00:00Z as some clock claims them. What a wall clock says is data, never proof.
struct WallTime {
  std::int64_t ms = 0;
  auto operator<=>(const WallTime&) const = default;
};

// Milliseconds since this machine booted, suspended time included. Comparable only within one boot.
struct BootTime {
  std::int64_t ms = 0;
  auto operator<=>(const BootTime&) const = default;
};

// Thread-safe. Neither call fails.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual WallTime wall() const = 0;
  virtual BootTime boot() const = 0;
};

// The machine's clocks (CLOCK_REALTIME and CLOCK_BOOTTIME; on Windows QueryInterruptTime).
const Clock& system_clock();

// A clock that a test moves by hand; both hands can be moved apart.
class FakeClock final : public Clock {
 public:
  explicit FakeClock(WallTime start = {1'772'409'600'000}) : wall_(start) {}  // 2026-03-02T00:00:00Z
  WallTime wall() const override { return wall_; }
  BootTime boot() const override { return boot_; }
  void advance(std::int64_t ms) {
    wall_.ms += ms;
    boot_.ms += ms;
  }
  void step_wall(std::int64_t ms) { wall_.ms += ms; }

 private:
  WallTime wall_;
  BootTime boot_{1000};
};

}  // namespace hadir::base
