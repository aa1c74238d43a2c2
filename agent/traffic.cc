#include "agent/traffic.h"

#include <fmt/format.h>

#include <charconv>

#include "common/store/rotation.h"

namespace hadir::agent {
namespace {

constexpr std::string_view day_name = "traffic_day", bytes_name = "traffic_bytes", held_back_name = "traffic_held_back";

}  // namespace

std::optional<std::uint64_t> parse_bytes(std::string_view text) {
  std::uint64_t unit = 1;
  if (!text.empty()) {
    const char last = text.back();
    unit = last == 'K' || last == 'k'   ? 1'000
           : last == 'M' || last == 'm' ? 1'000'000
           : last == 'G' || last == 'g' ? 1'000'000'000
                                        : 1;
    if (unit > 1) text.remove_suffix(1);
  }
  std::uint64_t number = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
  constexpr std::uint64_t most = 1'000'000'000'000;
  if (failed != std::errc() || end != text.data() + text.size() || number == 0 || number > most / unit) return std::nullopt;
  return number * unit;
}

std::optional<Hours> parse_hours(std::string_view text) {
  const std::size_t dash = text.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  const auto from = store::parse_time_of_day(text.substr(0, dash));
  const auto to = store::parse_time_of_day(text.substr(dash + 1));
  if (!from || !to) return std::nullopt;
  return Hours{*from, *to};
}

std::string bytes_in_words(std::uint64_t bytes) {
  if (bytes < 1'000) return fmt::format("{} bita", bytes);
  const bool mega = bytes >= 1'000'000;
  const std::uint64_t tenths = bytes / (mega ? 100'000 : 100);
  return fmt::format("{},{} {}", tenths / 10, tenths % 10, mega ? "MB" : "kB");
}

const char* name_of(HeldBack what) {
  switch (what) {
    case HeldBack::nothing: return "nothing";
    case HeldBack::budget: return "budget";
    case HeldBack::hours: return "hours";
  }
  return "nothing";
}

std::uint64_t DailyTraffic::used(std::int64_t day) const {
  if (store_.number(day_name) != day) return 0;
  return static_cast<std::uint64_t>(std::max<std::int64_t>(0, store_.number(bytes_name).value_or(0)));
}

void DailyTraffic::note(std::int64_t day, std::uint64_t bytes, HeldBack held_back) {
  store::Transaction transaction(store_.database());
  const std::uint64_t all = used(day) + bytes;
  store_.set_number(day_name, day);
  store_.set_number(bytes_name, static_cast<std::int64_t>(all));
  store_.set_number(held_back_name, static_cast<std::int64_t>(held_back));
  transaction.commit();
}

HeldBack DailyTraffic::held_back() const {
  const std::int64_t stored = store_.number(held_back_name).value_or(0);
  return stored == 1 ? HeldBack::budget : stored == 2 ? HeldBack::hours : HeldBack::nothing;
}

}  // namespace hadir::agent
