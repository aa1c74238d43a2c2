// Sizes and hours as people type them, and a day's account.
#include "agent/traffic.h"

#include "tests/catch.h"
#include "tests/unit/fixtures.h"

namespace hadir::agent {

TEST_CASE("traffic: sizes as they are typed") {
  CHECK(parse_bytes("500K") == 500'000u);
  CHECK(parse_bytes("2M") == 2'000'000u);
  CHECK(parse_bytes("2m") == 2'000'000u);
  CHECK(parse_bytes("1G") == 1'000'000'000u);
  CHECK(parse_bytes("1234") == 1234u);
  for (const char* wrong : {"", "K", "0", "0K", "-1", "1.5M", "2MB", "1 K", "99999999999999999999", "99999999G"})
    CHECK_FALSE(parse_bytes(wrong));
  CHECK(bytes_in_words(999) == "999 bita");
  CHECK(bytes_in_words(1250) == "1,2 kB");
  CHECK(bytes_in_words(2'000'000) == "2,0 MB");
}

TEST_CASE("traffic: hours, over midnight too") {
  const Hours evening = parse_hours("18:00-22:30").value();
  CHECK(evening.contain(18 * 60));
  CHECK_FALSE(evening.contain(22 * 60 + 30));
  CHECK_FALSE(evening.contain(3 * 60));
  const Hours night = parse_hours("22:00-05:00").value();
  CHECK(night.contain(23 * 60));
  CHECK(night.contain(0));
  CHECK_FALSE(night.contain(5 * 60));
  CHECK_FALSE(night.contain(12 * 60));
  CHECK_FALSE(parse_hours("08:00-08:00").value().contain(8 * 60));
  for (const char* wrong : {"", "-", "18:00", "25:00-02:00", "18:00-", "a-b"}) CHECK_FALSE(parse_hours(wrong));
}

TEST_CASE("traffic: a day's bytes add up, another day begins anew") {
  const auto store = test::memory_store();
  DailyTraffic traffic(*store);
  CHECK(traffic.used(100) == 0);
  CHECK(traffic.held_back() == HeldBack::nothing);
  traffic.note(100, 700, HeldBack::budget);
  traffic.note(100, 300, HeldBack::hours);
  CHECK(traffic.used(100) == 1000);
  CHECK(traffic.held_back() == HeldBack::hours);
  CHECK(traffic.used(101) == 0);
  traffic.note(101, 5, HeldBack::nothing);
  CHECK(traffic.used(101) == 5);
  CHECK(traffic.used(100) == 0);  // a clock that was set back
  CHECK(traffic.held_back() == HeldBack::nothing);
}

}  // namespace hadir::agent
