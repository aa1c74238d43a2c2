// When the service syncs. Prevents: a dead link being hammered by every punch, offices that all wake at the same second, a
// network that came back and is not noticed, punches that wait for the quarter of an hour.
#include "agent/sync_schedule.h"

#include "tests/catch.h"
#include "tests/property.h"

namespace hadir::test {

using agent::SyncIntervals;
using agent::SyncSchedule;
using base::BootTime;

TEST_CASE("schedule: a punch is sent within seconds, several together") {
  base::SeededRandom random(1);
  SyncSchedule schedule({0}, {}, random);
  schedule.on_done({10'000});
  CHECK(schedule.due().ms >= 10'000 + 15 * 60'000);
  schedule.on_write({20'000});
  CHECK(schedule.due().ms == 22'000);
  schedule.on_write({21'000});
  CHECK(schedule.due().ms == 22'000);
}

TEST_CASE("schedule: what was recorded while a sync was under way is not forgotten") {
  // Prevents: a punch between a sync's last look at the store and its end, which then waits for the quarter of an hour.
  base::SeededRandom random(1);
  SyncSchedule schedule({0}, {}, random);
  schedule.on_write({9'000});
  schedule.on_begin();
  schedule.on_done({10'000});
  CHECK(schedule.due().ms >= 10'000 + 15 * 60'000);
  schedule.on_begin();
  schedule.on_write({11'000});
  schedule.on_done({12'000});
  CHECK(schedule.due().ms == 14'000);
  schedule.on_failure({20'000}, std::nullopt);  // nor is it where the sync before had failed
  schedule.on_begin();
  schedule.on_write({40'000});
  schedule.on_done({41'000});
  CHECK(schedule.due().ms == 43'000);
}

TEST_CASE("schedule: after failures the retry timer decides, not the punches") {
  base::SeededRandom random(1);
  SyncSchedule schedule({0}, {}, random);
  schedule.on_failure({0}, std::nullopt);
  const std::int64_t first = schedule.due().ms;
  CHECK(first >= 15'000);
  CHECK(first <= 15'000 + 15'000 / 4);
  schedule.on_write({1'000});
  CHECK(schedule.due().ms == first);
  std::int64_t longest = 0;
  for (int failure = 0; failure < 40; ++failure) {
    schedule.on_failure({0}, std::nullopt);
    longest = std::max(longest, schedule.due().ms);
  }
  CHECK(longest >= 30 * 60'000);
  CHECK(longest <= 30 * 60'000 * 5 / 4);
}

TEST_CASE("schedule: what the hub asks for is kept to, and a network that comes up forgives what was") {
  base::SeededRandom random(1);
  SyncSchedule schedule({0}, {}, random);
  schedule.on_failure({0}, 90'000);
  CHECK(schedule.due().ms >= 90'000);
  CHECK(schedule.due().ms <= 103'000);
  schedule.on_write({1'000});
  CHECK(schedule.due().ms >= 90'000);
  schedule.on_network_up({5'000});
  CHECK(schedule.due().ms >= 6'000);
  CHECK(schedule.due().ms <= 7'000);
  schedule.on_write({5'500});
  CHECK(schedule.due().ms <= 7'500);
}

TEST_CASE("schedule: an office that is put off again and again comes when it was asked to, not ever later") {
  base::SeededRandom random(1);
  SyncSchedule schedule({0}, {}, random);
  std::set<std::int64_t> waits;
  for (std::int64_t time = 0; time < 20; ++time) {
    schedule.on_failure({time * 100'000}, 20'000);
    waits.insert(schedule.due().ms - time * 100'000);
  }
  CHECK(*waits.begin() >= 20'000);
  CHECK(*waits.rbegin() <= 20'000 + 20'000 / 8 + 1'000);
  CHECK(waits.size() > 10);
}

TEST_CASE("schedule: offices switched on together do not stay together") {
  std::set<std::int64_t> dues;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    base::SeededRandom random(seed);
    SyncSchedule schedule({0}, {}, random);
    schedule.on_done({0});
    dues.insert(schedule.due().ms / 1000);
  }
  CHECK(dues.size() > 60);
}

TEST_CASE("schedule: law: the next sync is never further away than the longest interval, whatever happens") {
  CHECK(rc::check("bounded", [](const std::vector<std::uint8_t>& events, std::uint64_t seed) {
    base::SeededRandom random(seed);
    const SyncIntervals intervals;
    SyncSchedule schedule({0}, intervals, random);
    std::int64_t now = 0;
    for (const std::uint8_t event : events) {
      now += event * 100;
      switch (event % 4) {
        case 0: schedule.on_write({now}); break;
        case 1: schedule.on_done({now}); break;
        case 2: schedule.on_failure({now}, std::nullopt); break;
        default: schedule.on_network_up({now});
      }
      RC_ASSERT(schedule.due().ms <= now + intervals.longest_retry_ms * 5 / 4);
    }
  }));
}

}  // namespace hadir::test
