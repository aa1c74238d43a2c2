// What clock events say about a punch's time. Prevents: a correction of a time that is no PC's, an older statement that wins over
// a newer one, an event that does not survive its own record, an overflow by a hostile commit's stamp.
#include "common/log/clock_event.h"

#include <boost/json/serialize.hpp>
#include <limits>

#include "common/model/forms.h"
#include "common/store/clock_view.h"
#include "tests/catch.h"
#include "tests/property.h"
#include "tests/unit/fixtures.h"

namespace hadir::test {
namespace {

using log::ClockEvent;

constexpr std::int64_t noon = noon_ms;
constexpr std::int64_t minute = 60'000;

log::Stamp claim(std::int64_t ms) { return {ms, log::Quality::doubtful, 0}; }

ClockEvent event(std::int64_t moment, std::uint64_t from, std::optional<std::uint64_t> to = {}) {
  ClockEvent one;
  one.pc = {1, 2, 3, 4, 5, 6, 7, 8};
  one.moment = moment;
  one.from_commit = from;
  one.to_commit = to;
  one.at_ms = noon;
  return one;
}

ClockEvent wrong_by(std::int64_t error_ms, ClockEvent one) {
  one.error_min_ms = error_ms - 40;
  one.error_max_ms = error_ms + 40;
  return one;
}

}  // namespace

TEST_CASE("clock event: a clock set back 47 minutes moves what it claimed 47 minutes on") {
  const std::vector<ClockEvent> events{wrong_by(-47 * minute, event(1, 5))};
  const auto time = log::corrected(noon, claim(noon), 5, events);
  REQUIRE(time.has_value());
  CHECK(time->not_before_ms == noon + 47 * minute - 40);
  CHECK(time->not_after_ms == noon + 47 * minute + 40);
  CHECK(time->why == events.front());
  CHECK_FALSE(log::corrected(noon, claim(noon), 4, events).has_value());
  // A day later the clocks have drifted on.
  const std::int64_t later = noon + 86'400'000;
  CHECK(log::corrected(later, claim(later), 5, events)->not_after_ms == later + 47 * minute + 40 + 8641);
}

TEST_CASE("clock event: the statement noticed last counts, whichever range it has") {
  std::vector<ClockEvent> events{wrong_by(-47 * minute, event(1, 5)), wrong_by(0, event(2, 20)),
                                 wrong_by(minute, event(3, 5, 9))};
  events[1].agrees = true;
  for (int turn = 0; turn < 6; ++turn) {
    CHECK(log::corrected(noon, claim(noon), 7, events)->not_before_ms == noon - minute - 40);
    CHECK(log::corrected(noon, claim(noon), 10, events)->not_before_ms == noon + 47 * minute - 40);
    CHECK_FALSE(log::corrected(noon, claim(noon), 20, events).has_value());
    std::ranges::next_permutation(events, {}, &ClockEvent::moment);
  }
}

TEST_CASE("clock event: what is not known stays open") {
  const auto time = log::corrected(noon, claim(noon), 5, std::vector{event(1, 5)});
  REQUIRE(time.has_value());
  CHECK_FALSE(time->not_before_ms.has_value());
  CHECK_FALSE(time->not_after_ms.has_value());
  CHECK(boost::json::serialize(store::to_json(*time, 420)) ==
        R"({"not_before":null,"not_after":null,"why":"step","by_ms":null,"noticed":"2026-03-02T12:00:00.000+07:00"})");
}

TEST_CASE("clock event: a time that this PC's clock did not claim is not corrected") {
  const std::vector<ClockEvent> events{wrong_by(-47 * minute, event(1, 1))};
  CHECK(log::corrected(noon, claim(noon + 1'500), 5, events).has_value());
  CHECK_FALSE(log::corrected(noon, claim(noon + 2'001), 5, events).has_value());
  CHECK_FALSE(log::corrected(noon, claim(noon - 2'001), 5, events).has_value());
  // A clock that begins with 1970 claims the first instant that can be written.
  const std::int64_t first = model::nearest_instant(0);
  CHECK(log::corrected(first, claim(3'600'000), 5, events)->not_before_ms ==
        3'600'000 + 47 * minute - 40 - (noon - 3'600'000) / 10'000 - 1);
  for (const std::int64_t hostile : {std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max()})
    CHECK_FALSE(log::corrected(noon, claim(hostile), 5, events).has_value());
}

TEST_CASE("clock event: becomes a record and is read back from the store") {
  rc::prop("any event", [] {
    ClockEvent one = event(*rc::gen::inRange<std::int64_t>(0, 1'000'000'000), *rc::gen::inRange<std::uint64_t>(1, 1000));
    const auto maybe = [] { return *rc::gen::maybe(rc::gen::inRange<std::int64_t>(-100'000'000'000, 100'000'000'000)); };
    const auto optional = [](const rc::Maybe<std::int64_t>& given) { return given ? std::optional(*given) : std::nullopt; };
    one.what = static_cast<ClockEvent::What>(*rc::gen::inRange(0, 4));
    one.by_ms = optional(maybe());
    one.error_min_ms = optional(maybe());
    one.error_max_ms = optional(maybe());
    one.agrees = *rc::gen::arbitrary<bool>();
    if (*rc::gen::arbitrary<bool>()) one.to_commit = one.from_commit + 3;
    if (*rc::gen::arbitrary<bool>()) one.boot = "1b4e28ba";
    const model::Change change = log::change_of(one);
    const model::Kind& kind = *model::find_kind(log::clock_event_kind);
    RC_ASSERT(model::misfit(kind, change) == nullptr);
    RC_ASSERT(log::clock_event_of(change.key, change.fields) == one);
  });

  const auto store = memory_store();
  const auto key = key_pair(1);
  std::vector<ClockEvent> events{wrong_by(-47 * minute, event(1, 5)), wrong_by(minute, event(3, 5, 9)), event(12, 2, 2)};
  for (ClockEvent& one : events) one.pc = log::origin_of(key.public_key());
  for (const std::size_t index : {2, 0, 1}) must_record(*store, authorship(key), log::change_of(events[index]));
  CHECK(store::clock_events(store->database(), "7.01", events[0].pc) == events);
  CHECK(store::clock_events(store->database(), "7.02", events[0].pc).empty());
  CHECK(store::clock_events(store->database(), "7.01", {}).empty());
}

}  // namespace hadir::test
