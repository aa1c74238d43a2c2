// What a sync may cost on a prepaid modem, and when bulk may travel: the rules that were set, and what today has cost so far.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "common/store/replica_store.h"

namespace hadir::agent {

// Minutes of the office's day, from on, up to but not including; the night may lie between. Equal: never.
struct Hours {
  int from = 0, to = 0;
  bool contain(int minute) const { return from <= to ? minute >= from && minute < to : minute >= from || minute < to; }
};

struct TrafficRules {
  std::optional<std::uint64_t> bytes_per_day;  // both ways, HTTP and TLS handshakes included
  std::optional<Hours> bulk_hours;             // outside them the lane bulk waits
};

// "500K", "2M", "1G" (thousands, as providers count), or plain bytes; nothing where it is none of these, or 0.
std::optional<std::uint64_t> parse_bytes(std::string_view text);
// "18:00-05:30".
std::optional<Hours> parse_hours(std::string_view text);
// "1,2 MB", for people.
std::string bytes_in_words(std::uint64_t bytes);

// What was left out of the latest sync on account of the rules. The numbers are stored.
enum class HeldBack { nothing = 0, budget = 1, hours = 2 };
const char* name_of(HeldBack what);

// Kept in `meta`, by the office's own days. What a sync cost is noted at its end: one that the power cut ended is not.
class DailyTraffic {
 public:
  explicit DailyTraffic(store::ReplicaStore& store) : store_(store) {}
  std::uint64_t used(std::int64_t day) const;
  void note(std::int64_t day, std::uint64_t bytes, HeldBack held_back);
  HeldBack held_back() const;

 private:
  store::ReplicaStore& store_;
};

}  // namespace hadir::agent
