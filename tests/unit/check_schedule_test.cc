// When a PC compares with the hub without anybody asking. Prevents: a comparison with every sync, one that never comes, all
// offices in one morning, and a hub that was restored from its backup going unlooked at.
#include "agent/check_schedule.h"

#include "tests/catch.h"
#include "tests/unit/fixtures.h"

namespace hadir::test {
namespace {

using sync::CheckDepth;

constexpr std::int64_t hour_ms = 3600 * 1000, day_ms = 24 * hour_ms;
constexpr log::Origin early{0x00, 0x00}, late{0xff, 0xff};  // how far a PC's time is put off follows from its name

// An office's store after an answer of the hub.
struct Heard {
  std::unique_ptr<store::ReplicaStore> store = memory_store();
  void hub_says(std::int64_t hub_ms, std::uint64_t epoch = 7) {
    base::ByteWriter beacon;
    beacon.zigzag(hub_ms);
    beacon.raw(base::Signature{});
    store->set_bytes("beacon", beacon.bytes());
    store->set_number(sync::epoch_name, static_cast<std::int64_t>(epoch));
  }
  std::optional<CheckDepth> due(std::int64_t hub_ms, const log::Origin& own = early) {
    hub_says(hub_ms);
    return agent::check_due(*store, own, 7);
  }
};

}  // namespace

TEST_CASE("check schedule: nothing at first, the streams once a day, the records once a week") {
  Heard office;
  CHECK_FALSE(agent::check_due(*office.store, early, 0).has_value());  // the hub was never heard
  CHECK_FALSE(office.due(noon_ms).has_value());
  CHECK_FALSE(office.due(noon_ms + day_ms - 1).has_value());
  CHECK(office.due(noon_ms + day_ms) == CheckDepth::streams);
  CHECK(office.due(noon_ms + day_ms + hour_ms) == CheckDepth::streams);  // until one was finished
  agent::note_checked(*office.store, CheckDepth::streams);
  CHECK_FALSE(office.due(noon_ms + 2 * day_ms).has_value());
  CHECK(office.due(noon_ms + 7 * day_ms) == CheckDepth::records);
  agent::note_checked(*office.store, CheckDepth::records);
  CHECK_FALSE(office.due(noon_ms + 7 * day_ms + hour_ms).has_value());
  CHECK(office.due(noon_ms + 8 * day_ms) == CheckDepth::streams);
}

TEST_CASE("check schedule: offices that began together do not come together, and each within a quarter more") {
  Heard office;
  REQUIRE_FALSE(office.due(noon_ms, late).has_value());
  CHECK_FALSE(office.due(noon_ms + day_ms, late).has_value());
  CHECK(office.due(noon_ms + day_ms + day_ms / 4, late) == CheckDepth::streams);
}

TEST_CASE("check schedule: a hub that was restored is compared with at once, one whose time went back later") {
  Heard office;
  REQUIRE_FALSE(office.due(noon_ms).has_value());
  office.hub_says(noon_ms + hour_ms, 8);
  CHECK(agent::hub_epoch(*office.store) == 8);
  CHECK(agent::check_due(*office.store, early, 7) == CheckDepth::streams);
  CHECK_FALSE(agent::check_due(*office.store, early, 8).has_value());
  CHECK_FALSE(agent::check_due(*office.store, early, 0).has_value());  // the first answer ever
  CHECK_FALSE(office.due(noon_ms - 30 * day_ms).has_value());
  CHECK(office.due(noon_ms - 29 * day_ms) == CheckDepth::streams);
}

}  // namespace hadir::test
