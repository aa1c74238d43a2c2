#include "hub/turn_queue.h"

#include <vector>

#include "tests/catch.h"

namespace hadir::hub {
namespace {

using Verdict = TurnQueue::Verdict;

log::Origin pc(std::uint8_t number) { return {number}; }

// A queue, and what was decided of each PC.
struct Scene {
  explicit Scene(TurnLimits limits = {}) : queue(limits, clock, random) {}

  void enter(std::uint8_t number, const std::string& unit, std::int64_t last_seen_ms, std::size_t bytes = 1) {
    queue.enter({pc(number), unit, last_seen_ms, bytes}, [this, number](Verdict verdict) {
      decided.push_back({number, verdict});
      if (verdict == Verdict::turn) turns.push_back(number);
    });
  }
  void leave(std::uint8_t number) {
    clock.advance(10);
    queue.leave(pc(number));
  }
  // Everybody's work is done at once, in the order of turns.
  std::vector<int> drain() {
    for (std::size_t at = 0; at < turns.size(); ++at)
      if (!gone.contains(turns[at])) gone.insert(turns[at]), leave(static_cast<std::uint8_t>(turns[at]));
    return turns;
  }
  bool was(std::uint8_t number, Verdict verdict) const {
    return std::ranges::find(decided, std::pair<int, Verdict>(number, verdict)) != decided.end();
  }

  base::FakeClock clock;
  base::SeededRandom random{3};
  TurnQueue queue;
  std::vector<std::pair<int, Verdict>> decided;
  std::vector<int> turns;
  std::set<int> gone;
};

constexpr TurnLimits one_at_a_time{.bytes = 1};

TEST_CASE("turn queue: while there is room nobody waits") {
  Scene scene;
  for (std::uint8_t number = 1; number <= 50; ++number) scene.enter(number, "7.01", 0, 1024 * 1024);
  CHECK(scene.turns.size() == 50);
  CHECK(scene.queue.waiting() == 0);
}

TEST_CASE("turn queue: whoever was heard the longest ago comes first") {
  Scene scene(one_at_a_time);
  scene.enter(9, "9", 0);
  scene.enter(1, "1", 3000);
  scene.enter(2, "2", 1000);
  scene.enter(3, "3", 0);  // never heard
  scene.enter(4, "4", 2000);
  CHECK(scene.drain() == std::vector<int>{9, 3, 2, 4, 1});
}

TEST_CASE("turn queue: among equals the first to come is the first") {
  Scene scene(one_at_a_time);
  for (const std::uint8_t number : {5, 3, 8, 1}) scene.enter(number, std::to_string(number), 1000);
  CHECK(scene.drain() == std::vector<int>{5, 3, 8, 1});
}

TEST_CASE("turn queue: units take turns, however many PCs they have") {
  Scene scene(one_at_a_time);
  scene.enter(1, "busy", 0);
  for (std::uint8_t number = 2; number <= 5; ++number) scene.enter(number, "busy", number);
  scene.enter(11, "small", 9000);
  scene.enter(12, "tiny", 8000);
  // The busy unit has had a turn already.
  CHECK(scene.drain() == std::vector<int>{1, 12, 11, 2, 3, 4, 5});
}

TEST_CASE("turn queue: who calls again and again falls behind those who wait") {
  Scene scene(one_at_a_time);
  scene.enter(1, "greedy", 0);
  for (std::uint8_t number = 11; number <= 14; ++number) scene.enter(number, std::to_string(number), 5000);
  scene.leave(1);
  scene.enter(1, "greedy", 0);
  scene.leave(11);
  CHECK(scene.turns == std::vector<int>{1, 11, 12});
  scene.leave(12);
  scene.leave(13);
  scene.leave(14);
  CHECK(scene.turns.back() == 1);
  // Once nobody waits all is forgotten.
  scene.leave(1);
  scene.enter(2, "other", 100);
  scene.enter(1, "greedy", 0);
  scene.enter(3, "third", 50);
  scene.leave(2);
  CHECK(scene.turns.back() == 1);
  scene.leave(1);
  CHECK(scene.turns.back() == 3);
}

TEST_CASE("turn queue: a PC has one request here") {
  Scene scene(one_at_a_time);
  scene.enter(1, "1", 0);
  scene.enter(1, "1", 0);
  CHECK(scene.decided.back() == std::pair<int, Verdict>(1, Verdict::twice));
  scene.enter(2, "2", 0);
  scene.enter(2, "2", 0);
  CHECK(scene.decided.back() == std::pair<int, Verdict>(2, Verdict::twice));
  scene.leave(1);
  CHECK(scene.was(2, Verdict::turn));
  scene.leave(2);
  scene.enter(1, "1", 0);
  CHECK(scene.turns == std::vector<int>{1, 2, 1});
}

TEST_CASE("turn queue: memory bounds how many are worked on, and who needs much is not passed over for ever") {
  Scene scene({.bytes = 10});
  scene.enter(1, "1", 0, 6);
  scene.enter(2, "2", 1, 6);   // does not fit beside
  scene.enter(3, "3", 2, 1);   // would, but comes later
  scene.enter(4, "4", 3, 50);  // more than there is
  scene.enter(5, "5", 4, 1);
  CHECK(scene.turns == std::vector<int>{1});
  scene.leave(1);
  CHECK(scene.turns == std::vector<int>{1, 2, 3});
  scene.leave(2);
  CHECK(scene.turns.size() == 3);
  scene.leave(3);
  CHECK(scene.turns == std::vector<int>{1, 2, 3, 4});  // alone
  scene.leave(4);
  CHECK(scene.turns.back() == 5);
}

TEST_CASE("turn queue: a request that takes more or less than it claimed is counted as what it takes") {
  Scene scene({.bytes = 10});
  scene.enter(1, "1", 0, 6);
  scene.enter(2, "2", 1, 6);
  scene.queue.account(pc(1), 3);
  CHECK(scene.turns == std::vector<int>{1, 2});
  scene.queue.account(pc(2), 60);
  scene.enter(3, "3", 2, 1);
  scene.leave(1);
  CHECK(scene.turns.size() == 2);
  scene.leave(2);
  CHECK(scene.turns.back() == 3);
}

TEST_CASE("turn queue: where too many wait the last in the order is sent away, not the last to come") {
  Scene scene({.bytes = 1, .waiting = 2});
  scene.enter(1, "1", 0);
  scene.enter(2, "2", 2000);
  scene.enter(3, "3", 3000);
  scene.enter(4, "4", 1000);
  CHECK(scene.was(3, Verdict::crowded));
  CHECK(scene.queue.waiting() == 2);
  scene.enter(5, "5", 9000);
  CHECK(scene.was(5, Verdict::crowded));
  CHECK(scene.drain() == std::vector<int>{1, 4, 2});
  scene.enter(3, "3", 3000);
  CHECK(scene.was(3, Verdict::turn));
}

TEST_CASE("turn queue: nobody waits longer than an agent listens") {
  Scene scene({.bytes = 1, .longest_wait_ms = 1000});
  scene.enter(1, "1", 0);
  scene.enter(2, "2", 0);
  scene.clock.advance(1001);
  scene.enter(3, "3", 0);
  CHECK(scene.was(2, Verdict::crowded));
  CHECK(scene.queue.waiting() == 1);
}

TEST_CASE("turn queue: who is sent away is told when the queue will have drained, and not all the same") {
  Scene scene({.bytes = 1, .least_retry_seconds = 2, .most_retry_seconds = 30});
  std::set<std::uint32_t> idle;
  for (int n = 0; n < 100; ++n) idle.insert(scene.queue.retry_after_seconds());
  CHECK(*idle.begin() == 2);
  CHECK(*idle.rbegin() == 4);
  scene.enter(1, "1", 0);
  for (std::uint8_t number = 2; number < 102; ++number) scene.enter(number, std::to_string(number), 0);
  // One after another, 100 ms each: what is left takes some 5 s.
  for (std::uint8_t number = 1; number < 52; ++number) scene.clock.advance(90), scene.leave(number);
  std::set<std::uint32_t> busy;
  for (int n = 0; n < 200; ++n) busy.insert(scene.queue.retry_after_seconds());
  CHECK(*busy.begin() >= 4);
  CHECK(*busy.rbegin() <= 12);
  CHECK(busy.size() >= 4);
}

TEST_CASE("turn queue: a queue that could not be served in time is not let grow") {
  Scene scene({.bytes = 1, .longest_wait_ms = 2000});
  scene.enter(1, "1", 0);
  for (std::uint8_t number = 2; number < 202; ++number) scene.enter(number, std::to_string(number), number);
  // 20 ms each, as long as nothing else is known: a hundred of them.
  CHECK(scene.queue.waiting() == 100);
  CHECK(scene.was(201, Verdict::crowded));
  CHECK_FALSE(scene.was(50, Verdict::crowded));
}

}  // namespace
}  // namespace hadir::hub
