// The clock guard, driven by a world that knows the true time. Prevents: a moved clock that passes for a good one, a corrected
// interval without the truth in it, a correction of what nobody disturbed, an anchor believed in the next boot, chatter.
#include "agent/clock_guard.h"

#include "tests/catch.h"
#include "tests/property.h"
#include "tests/unit/fixtures.h"

namespace hadir::test {
namespace {

using agent::ClockGuard;
using agent::ClockState;
using agent::Reading;
using log::ClockEvent;
using log::Quality;

constexpr std::int64_t second = 1'000, minute = 60 * second, hour = 60 * minute, day = 24 * hour;

// One PC: a true time, an oscillator that both its clocks run on, a wall clock that can be set, a battery clock while it is off.
class World {
 public:
  struct Punch {
    std::uint64_t seq;
    log::Stamp stamp;
    std::int64_t true_ms;
    int boot;
  };

  explicit World(std::int64_t wall_error_ms = 0) : wall_(noon_ms + wall_error_ms) {}

  void pass(std::int64_t ms) {
    true_ += ms;
    const std::int64_t by_quartz = ms + ms * ppm_ / 1'000'000;
    boot_ += by_quartz;
    wall_ += by_quartz;
  }
  void set_clock(std::int64_t by_ms) { wall_ += by_ms; }
  // The host of a virtual machine stops it: neither clock runs.
  void freeze(std::int64_t ms) { true_ += ms; }
  void reboot(std::int64_t off_ms, int rtc_ppm = 0, int ppm = 0) {
    true_ += off_ms;
    wall_ += off_ms + off_ms * rtc_ppm / 1'000'000;
    boot_ = 20 * second;
    ppm_ = ppm;
    ++boots_;
  }
  void set_pace(int ppm) { ppm_ = ppm; }

  void tick() {
    work([](ClockGuard&, const Reading&) {});
  }
  log::Stamp punch() {
    log::Stamp stamp;
    work([&](ClockGuard& guard, const Reading& now) { stamp = guard.stamp(now); });
    punches_.push_back({next_++, stamp, true_, boots_});
    return stamp;
  }
  // An exchange whose answer is made after `there` and arrives `back` later; `hub_error_ms`: how wrong the hub's own clock is.
  void exchange(std::int64_t there = 20, std::int64_t back = 20, std::int64_t hub_error_ms = 0) {
    const base::BootTime sent{boot_};
    pass(there);
    const std::int64_t hub = true_ + hub_error_ms;
    pass(back);
    const base::BootTime received{boot_};
    work([&](ClockGuard& guard, const Reading& now) { guard.hear(now, agent::anchor_of(hub, sent, received), next_); });
    anchored_.insert(boots_);
  }
  void go_on_as(std::uint8_t number) {
    pc_ = origin(number);
    next_ = 1;
  }

  std::optional<log::CorrectedTime> corrected(const Punch& punch) const {
    return log::corrected(punch.stamp.ms, punch.stamp, punch.seq, events_);
  }
  const Punch& last_punch() const { return punches_.back(); }
  const std::vector<Punch>& punches() const { return punches_; }
  const std::vector<ClockEvent>& events() const { return events_; }
  std::int64_t true_ms() const { return true_; }
  std::int64_t error_of(const Punch& punch) const { return punch.stamp.ms - punch.true_ms; }
  bool was_anchored(int boot) const { return anchored_.contains(boot); }
  const ClockState& state() const { return state_; }

 private:
  template <class Work>
  void work(Work what) {
    const Reading now{wall_, boot_, "boot-" + std::to_string(boots_)};
    ClockGuard guard(agent::decode_clock_state(agent::encode(state_)).value(), pc_);
    guard.observe(now, next_);
    what(guard, now);
    state_ = guard.state();
    const auto told = guard.take_events();
    events_.insert(events_.end(), told.begin(), told.end());
    if (!told.empty()) ++next_;  // the commit of the events themselves
  }

  std::int64_t true_ = noon_ms, wall_, boot_ = 20 * second;
  int ppm_ = 0, boots_ = 1;
  log::Origin pc_ = origin(1);
  std::uint64_t next_ = 1;
  ClockState state_;
  std::vector<ClockEvent> events_;
  std::vector<Punch> punches_;
  std::set<int> anchored_;
};

void check_contains_truth(const World& world, const World::Punch& punch) {
  const auto time = world.corrected(punch);
  REQUIRE(time.has_value());
  REQUIRE(time->not_before_ms.has_value());
  REQUIRE(time->not_after_ms.has_value());
  CHECK(*time->not_before_ms <= punch.true_ms);
  CHECK(*time->not_after_ms >= punch.true_ms);
}

std::int64_t width(const log::CorrectedTime& time) { return *time.not_after_ms - *time.not_before_ms; }

}  // namespace

TEST_CASE("clock guard: qualities without anybody touching the clock, and not one event") {
  World world(300);
  CHECK(world.punch().quality == Quality::unanchored);
  CHECK(world.punch().bound_ms == 0);
  world.exchange(150, 150);
  const log::Stamp anchored = world.punch();
  CHECK(anchored.quality == Quality::hub);
  CHECK(anchored.bound_ms >= 450);
  CHECK(anchored.bound_ms < 500);
  world.pass(10 * day);
  CHECK(world.punch().bound_ms >= anchored.bound_ms + 86'400);  // 100 ppm of ten days
  world.exchange();
  world.reboot(3 * day, 150);
  const log::Stamp carried = world.punch();
  CHECK(carried.quality == Quality::carried);
  CHECK(carried.bound_ms >= world.error_of(world.last_punch()));
  CHECK(carried.bound_ms < 60 * second);
  CHECK(world.events().empty());
  for (const World::Punch& punch : world.punches()) CHECK_FALSE(world.corrected(punch).has_value());
}

TEST_CASE("clock guard: 47 minutes back while the PC runs, after an exchange") {
  World world;
  world.exchange();
  world.punch();
  world.pass(hour);
  world.set_clock(-47 * minute);
  CHECK(world.punch().quality == Quality::doubtful);
  check_contains_truth(world, world.last_punch());
  CHECK(width(*world.corrected(world.last_punch())) < 2 * second);
  REQUIRE(world.events().size() == 1);
  CHECK(world.events()[0].what == ClockEvent::What::step);
  CHECK(world.events()[0].by_ms == -47 * minute);
  CHECK_FALSE(world.corrected(world.punches()[0]).has_value());

  // Set right again: the next punch is good, without waiting for an exchange.
  world.pass(minute);
  world.set_clock(47 * minute);
  CHECK(world.punch().quality == Quality::hub);
  CHECK_FALSE(world.corrected(world.last_punch()).has_value());
  REQUIRE(world.events().size() == 2);
  CHECK(world.events()[1].agrees);
  check_contains_truth(world, world.punches()[1]);
}

TEST_CASE("clock guard: moved before the first exchange of the boot, known after it") {
  World world;
  world.exchange();
  world.reboot(hour);
  world.punch();
  world.pass(hour);
  world.set_clock(-47 * minute);
  world.pass(minute);
  world.tick();
  world.pass(minute);
  CHECK(world.punch().quality == Quality::doubtful);
  CHECK(world.punch().bound_ms == 0);
  REQUIRE(world.corrected(world.last_punch()).has_value());
  CHECK_FALSE(world.corrected(world.last_punch())->not_after_ms.has_value());
  world.exchange();
  check_contains_truth(world, world.last_punch());
  CHECK_FALSE(world.corrected(world.punches()[0]).has_value());
  CHECK(world.punch().quality == Quality::doubtful);
}

TEST_CASE("clock guard: moved while nobody watched, the PC staying up or being off") {
  World world;
  world.exchange();
  world.punch();
  world.pass(day);
  SECTION("up") {
    world.set_clock(-47 * minute);
    CHECK(world.punch().quality == Quality::doubtful);
    check_contains_truth(world, world.last_punch());
  }
  SECTION("off, and the clock now shows less than it did") {
    world.tick();
    world.reboot(10 * minute);
    world.set_clock(-47 * minute);
    CHECK(world.punch().quality == Quality::doubtful);
    REQUIRE(world.events().size() == 1);
    CHECK(world.events()[0].what == ClockEvent::What::restart);
    CHECK(*world.events()[0].by_ms == -37 * minute);
    CHECK(world.corrected(world.last_punch())->not_before_ms > world.last_punch().stamp.ms + 36 * minute);
    world.exchange();
    check_contains_truth(world, world.last_punch());
    CHECK(width(*world.corrected(world.last_punch())) < 2 * second);
  }
  SECTION("off for long: nothing shows it but the next exchange") {
    world.reboot(day);
    world.set_clock(-47 * minute);
    CHECK(world.punch().quality == Quality::carried);
    world.exchange();
    CHECK(world.punch().quality == Quality::doubtful);
    check_contains_truth(world, world.punches()[1]);
    REQUIRE(world.events().size() == 1);
    CHECK(world.events()[0].what == ClockEvent::What::hub);
  }
}

TEST_CASE("clock guard: a clock two years ahead from the first day is one event at the first exchange") {
  World world(730 * day);
  for (int count = 0; count < 5; ++count) {
    world.pass(hour);
    CHECK(world.punch().quality == Quality::unanchored);
  }
  world.exchange();
  CHECK(world.punch().quality == Quality::doubtful);
  world.exchange();
  CHECK(world.events().size() == 1);
  for (const World::Punch& punch : world.punches()) check_contains_truth(world, punch);
}

TEST_CASE("clock guard: boots without an exchange are bracketed by those with one") {
  World world;
  world.exchange();
  world.tick();
  world.reboot(hour);
  world.set_clock(5 * day);
  world.punch();
  world.pass(hour);
  world.reboot(hour);
  world.set_clock(-5 * day);
  CHECK(world.punch().quality == Quality::doubtful);  // it went backwards
  world.pass(hour);
  world.reboot(hour);
  CHECK(world.punch().quality == Quality::doubtful);  // nobody has vouched for it since
  world.exchange();
  CHECK(world.punch().quality == Quality::hub);
  check_contains_truth(world, world.punches()[0]);
  CHECK(width(*world.corrected(world.punches()[0])) < 8 * hour);
  check_contains_truth(world, world.punches()[1]);
  CHECK_FALSE(world.corrected(world.punches()[2]).has_value());
}

TEST_CASE("clock guard: a clock that drifts within tolerance, or is nudged below it, tells nothing") {
  World world;
  world.set_pace(90);
  for (int count = 0; count < 200; ++count) {
    world.pass(20 * second);
    world.set_clock(count % 2 == 0 ? 400 : -400);
    world.tick();
    if (count % 10 == 0) world.punch();
    if (count % 50 == 3) world.exchange();
  }
  CHECK(world.events().empty());
}

TEST_CASE("clock guard: steps too small to notice add up to one that is") {
  World world;
  world.exchange();
  for (int count = 0; count < 10; ++count) {
    world.pass(minute);
    world.set_clock(-900);
    world.punch();
  }
  CHECK(world.events().size() >= 2);
  for (const World::Punch& punch : world.punches())
    if (world.error_of(punch) < -3 * second) check_contains_truth(world, punch);
}

TEST_CASE("clock guard: two exchanges that disagree leave a wide interval, not a false one") {
  World world;
  world.exchange();
  SECTION("the machine was frozen and its wall clock then set right") {
    world.punch();
    world.freeze(10 * minute);
    world.set_clock(10 * minute);
    CHECK(world.punch().quality == Quality::doubtful);  // by all that is known here
    world.pass(minute);
    world.exchange();
    check_contains_truth(world, world.punches()[0]);
    check_contains_truth(world, world.punches()[1]);
    CHECK(world.events().back().agrees);
    CHECK(world.punch().quality == Quality::hub);
    CHECK_FALSE(world.corrected(world.last_punch()).has_value());
  }
  SECTION("the hub's clock was wrong for a while") {
    world.punch();
    world.exchange(20, 20, hour);
    world.pass(minute);
    world.punch();
    check_contains_truth(world, world.punches()[0]);
    world.exchange();
    check_contains_truth(world, world.last_punch());
    CHECK(world.punch().quality == Quality::hub);
  }
}

TEST_CASE("clock guard: a restored machine's boot clock that runs again is another boot") {
  World world;
  world.exchange();
  world.pass(hour);
  world.punch();
  World earlier = world;
  world.pass(2 * hour);
  world.tick();
  ClockGuard guard(world.state(), origin(1));
  guard.observe({earlier.true_ms(), world.state().last_boot_ms - hour, world.state().boot_id}, 9);
  CHECK(guard.appraise({earlier.true_ms(), world.state().last_boot_ms - hour, world.state().boot_id}).quality ==
        Quality::doubtful);
  const auto events = guard.take_events();
  REQUIRE(events.size() == 1);
  CHECK(events[0].what == ClockEvent::What::restart);
}

TEST_CASE("clock guard: what it knows goes on under another origin, and what it said of the old one stays") {
  World world;
  world.exchange();
  world.set_clock(-47 * minute);
  world.punch();
  world.go_on_as(2);
  world.pass(minute);
  CHECK(world.punch().quality == Quality::doubtful);
  REQUIRE(world.events().size() == 2);
  CHECK(world.events()[0].pc == origin(1));
  CHECK(world.events()[1].pc == origin(2));
  check_contains_truth(world, world.last_punch());
}

TEST_CASE("clock guard: any course of steps, restarts and exchanges") {
  rc::prop("a corrected interval contains the true time, and what was wrong is corrected", [] {
    World world(*rc::gen::element<std::int64_t>(0, 0, 200, -40 * minute, 730 * day));
    const auto pace = [] { return *rc::gen::inRange(-95, 96); };
    const auto error = [] {
      return *rc::gen::element<std::int64_t>(-47 * minute, 47 * minute, -700, 700, 5 * second, -day, 30 * day);
    };
    world.set_pace(pace());
    const auto actions = *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 12));
    for (const int action : actions) {
      world.pass(*rc::gen::element<std::int64_t>(10, second, minute, hour, 3 * day));
      if (action <= 4) world.punch();
      if (action == 5 || action == 6) world.tick();
      if (action == 7 || action == 8) world.set_clock(error());
      if (action == 9) world.exchange(*rc::gen::inRange(5, 2000), *rc::gen::inRange(5, 2000));
      if (action >= 10) {
        world.reboot(*rc::gen::element<std::int64_t>(30 * second, hour, 10 * day), *rc::gen::inRange(-190, 191), pace());
        if (action == 11) world.set_clock(error());
      }
    }
    world.exchange();
    for (const World::Punch& punch : world.punches()) {
      const auto time = world.corrected(punch);
      if (time && time->not_before_ms) RC_ASSERT(*time->not_before_ms <= punch.true_ms);
      if (time && time->not_after_ms) RC_ASSERT(*time->not_after_ms >= punch.true_ms);
      const std::int64_t wrong = std::abs(world.error_of(punch));
      if (punch.stamp.quality == Quality::hub) RC_ASSERT(wrong <= punch.stamp.bound_ms + 1);
      if (punch.stamp.quality == Quality::hub) RC_ASSERT(!time.has_value());
      if (world.was_anchored(punch.boot) && wrong > 6 * second + 30 * day / 10'000) {
        RC_ASSERT(time.has_value());
        RC_ASSERT(time->not_before_ms.has_value());
        RC_ASSERT(time->not_after_ms.has_value());
      }
    }
    RC_ASSERT(agent::decode_clock_state(agent::encode(world.state())) == world.state());
  });

  rc::prop("nobody touches it: no event and no correction", [] {
    World world(*rc::gen::inRange<std::int64_t>(-500, 500));
    const auto actions = *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 10));
    for (const int action : actions) {
      world.pass(*rc::gen::element<std::int64_t>(10, minute, hour));
      if (action <= 4) world.punch();
      if (action == 5) world.tick();
      if (action == 6 || action == 7) world.exchange(*rc::gen::inRange(5, 800), *rc::gen::inRange(5, 800));
      if (action >= 8) world.reboot(*rc::gen::element<std::int64_t>(30 * second, hour));
    }
    world.exchange();
    RC_ASSERT(world.events().empty());
    for (const World::Punch& punch : world.punches()) RC_ASSERT(punch.stamp.quality != Quality::doubtful);
  });
}

TEST_CASE("clock guard: however often the clock is set between two exchanges, the state stays small and true") {
  World world;
  for (int boot = 0; boot < 90; ++boot) {
    for (int count = 0; count < 40; ++count) {
      world.set_clock((count % 2 == 0 ? 1 : -1) * hour);
      world.pass(minute);
      world.punch();
    }
    world.reboot(minute);
  }
  CHECK(agent::encode(world.state()).size() < 4096);
  world.exchange();
  for (const World::Punch& punch : world.punches()) {
    const auto time = world.corrected(punch);
    if (time && time->not_before_ms) CHECK(*time->not_before_ms <= punch.true_ms);
    if (time && time->not_after_ms) CHECK(*time->not_after_ms >= punch.true_ms);
  }
}

TEST_CASE("clock guard: a damaged state is none") {
  World world;
  world.exchange();
  world.punch();
  const base::Bytes good = agent::encode(world.state());
  CHECK_FALSE(agent::decode_clock_state({}).has_value());
  for (std::size_t size = 0; size < good.size(); ++size)
    CHECK_FALSE(agent::decode_clock_state(base::ByteView(good).first(size)).has_value());
  base::Bytes longer = good;
  longer.push_back(0);
  CHECK_FALSE(agent::decode_clock_state(longer).has_value());
}

}  // namespace hadir::test
