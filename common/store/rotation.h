// Which scheduled backups to keep and when the next is due. Pure: times in, times out.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/clock.h"

namespace hadir::store {

struct Rotation {
  std::size_t daily = 7;   // the newest backup of each of so many days that have one
  std::size_t weekly = 4;  // of what is older: the newest of each of so many weeks (Monday to Sunday)
};

// What may go, oldest first. Days and weeks are the office's (`offset_minutes` east of UTC). Only backups count, not the days
// without one: a PC that was off for a year loses none. A backup from the future (the clock was wrong then) counts as the oldest,
// so that it never displaces one made since.
std::vector<base::WallTime> superfluous(std::vector<base::WallTime> made, base::WallTime now, int offset_minutes,
                                        const Rotation& rotation);

// Whether the daily backup is due: none was made since the latest `at_minutes` past midnight. One from the future does not count.
bool is_due(const std::vector<base::WallTime>& made, base::WallTime now, int offset_minutes, int at_minutes);

// "HH:MM" as minutes past midnight.
std::optional<int> parse_time_of_day(std::string_view text);

// The time in a backup's name, to the second: "20260302T053000Z".
std::string name_of(base::WallTime time);
std::optional<base::WallTime> time_named(std::string_view name);

}  // namespace hadir::store
