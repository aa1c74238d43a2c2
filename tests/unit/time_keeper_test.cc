// How far the PC's clock is trusted. Prevents: a moved clock that passes for a good one, an anchor of an earlier boot that is
// carried as if nothing had happened.
#include "agent/time_keeper.h"

#include "tests/catch.h"
#include "tests/unit/fixtures.h"

namespace hadir::test {

using agent::Anchor;
using log::Quality;

TEST_CASE("time: without any exchange the time is unanchored, and still recorded") {
  const base::FakeClock clock;
  const log::Stamp stamp = agent::stamp_now(std::nullopt, clock, "boot-1");
  CHECK(stamp.quality == Quality::unanchored);
  CHECK(stamp.ms == clock.wall().ms);
}

TEST_CASE("time: an exchange of this boot confirms the clock, with half the round trip and the drift as bound") {
  base::FakeClock clock;
  const base::BootTime sent = clock.boot();
  clock.advance(600);
  const Anchor anchor = agent::anchor_of(clock.wall().ms - 300, sent, clock.boot(), "boot-1");
  CHECK(anchor.bound_ms == 300);
  CHECK(agent::stamp_now(anchor, clock, "boot-1").quality == Quality::hub);
  CHECK(agent::stamp_now(anchor, clock, "boot-1").bound_ms >= 300);
  clock.advance(24 * 3600 * 1000);
  const log::Stamp later = agent::stamp_now(anchor, clock, "boot-1");
  CHECK(later.quality == Quality::hub);
  CHECK(later.bound_ms >= 300 + 8640);  // 100 ppm of a day
}

TEST_CASE("time: a clock that was moved is doubted, and the bound holds the true time") {
  base::FakeClock clock;
  const Anchor anchor = agent::anchor_of(clock.wall().ms, clock.boot(), clock.boot(), "boot-1");
  const std::int64_t true_ms = clock.wall().ms;
  clock.step_wall(-47 * 60'000);
  const log::Stamp stamp = agent::stamp_now(anchor, clock, "boot-1");
  CHECK(stamp.quality == Quality::doubtful);
  CHECK(stamp.ms == true_ms - 47 * 60'000);  // what the clock claims is kept
  CHECK(stamp.ms + stamp.bound_ms >= true_ms);
}

TEST_CASE("time: after a restart the anchor only carries") {
  const base::FakeClock clock;
  const Anchor anchor = agent::anchor_of(clock.wall().ms, clock.boot(), clock.boot(), "boot-1");
  CHECK(agent::stamp_now(anchor, clock, "boot-2").quality == Quality::carried);
  CHECK(agent::stamp_now(anchor, clock, "").quality == Quality::carried);
}

TEST_CASE("time: the anchor survives in the store") {
  const auto store = memory_store();
  CHECK_FALSE(agent::load_anchor(*store));
  const Anchor anchor{1'772'409'600'123, 5000, 40, "boot-1"};
  agent::save_anchor(*store, anchor);
  CHECK(agent::load_anchor(*store) == anchor);
}

}  // namespace hadir::test
