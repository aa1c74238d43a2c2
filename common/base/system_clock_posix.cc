#include <time.h>

#include "common/base/clock.h"

namespace hadir::base {
namespace {

std::int64_t read_clock(clockid_t id) {
  timespec now{};
  clock_gettime(id, &now);
  return std::int64_t{now.tv_sec} * 1000 + now.tv_nsec / 1'000'000;
}

class PosixClock final : public Clock {
 public:
  WallTime wall() const override { return {read_clock(CLOCK_REALTIME)}; }
  BootTime boot() const override { return {read_clock(CLOCK_BOOTTIME)}; }
};

}  // namespace

const Clock& system_clock() {
  static const PosixClock clock;
  return clock;
}

}  // namespace hadir::base
