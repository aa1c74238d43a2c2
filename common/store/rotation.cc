#include "common/store/rotation.h"

#include <algorithm>
#include <set>

#include "common/base/civil.h"

namespace hadir::store {
namespace {

constexpr std::int64_t minute_ms = 60'000, day_ms = 24 * 60 * minute_ms;
// Clocks are set by hand: less than this ahead is not another time.
constexpr std::int64_t tolerated_ms = 5 * minute_ms;

bool is_from_the_future(base::WallTime time, base::WallTime now) { return time.ms > now.ms + tolerated_ms; }

}  // namespace

std::vector<base::WallTime> superfluous(std::vector<base::WallTime> made, base::WallTime now, int offset_minutes,
                                        const Rotation& rotation) {
  std::ranges::sort(made, [&](base::WallTime one, base::WallTime two) {
    const bool future = is_from_the_future(one, now), other = is_from_the_future(two, now);
    return future != other ? other : one > two;
  });
  std::set<std::int32_t> days, weeks;
  std::vector<base::WallTime> gone;
  for (const base::WallTime time : made) {
    const std::int32_t day = base::date_of(time.ms, offset_minutes).days;
    const std::int32_t week = day - static_cast<std::int32_t>(base::iso_weekday_of({day}));  // its Sunday before
    if (days.contains(day) || weeks.contains(week)) {
      gone.push_back(time);
    } else if (days.size() < rotation.daily) {
      days.insert(day);
    } else if (weeks.size() < rotation.weekly) {
      weeks.insert(week);
    } else {
      gone.push_back(time);
    }
  }
  std::ranges::sort(gone);
  return gone;
}

bool is_due(const std::vector<base::WallTime>& made, base::WallTime now, int offset_minutes, int at_minutes) {
  const std::int64_t local = now.ms + offset_minutes * minute_ms - at_minutes * minute_ms;
  const std::int64_t into_day = ((local % day_ms) + day_ms) % day_ms;
  const std::int64_t latest = now.ms - into_day;
  return std::ranges::none_of(made, [&](base::WallTime time) { return time.ms >= latest && !is_from_the_future(time, now); });
}

std::optional<int> parse_time_of_day(std::string_view text) {
  const auto day = base::parse_local_ms("2026-03-02 " + std::string(text) + ":00");
  if (!day || text.size() != 5) return std::nullopt;
  return static_cast<int>(*day / minute_ms % (24 * 60));
}

std::string name_of(base::WallTime time) {
  std::string text = base::format_local(time.ms);
  text[10] = 'T';
  std::erase_if(text, [](char c) { return c == ':' || c == '-'; });
  return text + "Z";
}

std::optional<base::WallTime> time_named(std::string_view name) {
  if (name.size() != 16 || name[8] != 'T' || name[15] != 'Z') return std::nullopt;
  std::string text(name.substr(0, 15));
  text[8] = ' ';
  text.insert(13, ":").insert(11, ":").insert(6, "-").insert(4, "-");
  const auto ms = base::parse_local_ms(text);
  if (!ms) return std::nullopt;
  return base::WallTime{*ms};
}

}  // namespace hadir::store
