#include "common/web/lockout.h"

#include <algorithm>

namespace hadir::web {

void Lockout::forget(Entry& entry, std::int64_t now_ms) const {
  const std::int64_t forgotten = std::max<std::int64_t>(0, now_ms - entry.counted_ms) / rules_.forgive_ms;
  entry.tries = static_cast<int>(std::max<std::int64_t>(0, entry.tries - forgotten));
  entry.counted_ms += forgotten * rules_.forgive_ms;
}

std::int64_t Lockout::try_now(const std::string& name, std::int64_t now_ms) {
  auto found = entries_.find(name);
  if (found == entries_.end()) {
    if (entries_.size() >= rules_.most_names) {
      for (auto one = entries_.begin(); one != entries_.end();) {
        forget(one->second, now_ms);
        const bool is_over = one->second.tries == 0 && one->second.until_ms <= now_ms;
        one = is_over ? entries_.erase(one) : std::next(one);
      }
      if (entries_.size() >= rules_.most_names) return rules_.first_wait_ms;
    }
    found = entries_.emplace(name, Entry{0, now_ms, 0}).first;
  }
  Entry& entry = found->second;
  if (entry.until_ms > now_ms) return entry.until_ms - now_ms;
  forget(entry, now_ms);
  ++entry.tries;
  if (entry.tries > rules_.free) {
    const int doubled = std::min(entry.tries - rules_.free - 1, 30);
    entry.until_ms = now_ms + std::min(rules_.first_wait_ms << doubled, rules_.longest_wait_ms);
  }
  return 0;
}

bool Lockout::is_kept(const std::string& name) const {
  const auto found = entries_.find(name);
  return found != entries_.end() && found->second.tries >= rules_.free;
}

std::vector<Lockout::Kept> Lockout::kept(std::int64_t now_ms, std::size_t most) const {
  std::vector<Kept> all;
  for (const auto& [name, entry] : entries_)
    if (entry.tries >= rules_.free)
      all.push_back({name, entry.tries, now_ms - entry.counted_ms, std::max<std::int64_t>(0, entry.until_ms - now_ms)});
  std::ranges::stable_sort(all, std::ranges::greater(), &Kept::tries);
  if (all.size() > most) all.resize(most);
  return all;
}

void Lockout::recall(const std::vector<Kept>& kept, std::int64_t now_ms, std::int64_t elapsed_ms) {
  for (const Kept& one : kept) {
    if (one.tries <= 0 || entries_.size() >= rules_.most_names) continue;
    const std::int64_t wait_ms = std::clamp<std::int64_t>(one.wait_ms - elapsed_ms, 0, rules_.longest_wait_ms);
    const std::int64_t counted_ms = std::clamp<std::int64_t>(one.counted_ms, 0, rules_.forgive_ms) + elapsed_ms;
    entries_[one.name] = {one.tries, now_ms - counted_ms, now_ms + wait_ms};
  }
}

void Lockout::take_back(const std::string& name) {
  const auto found = entries_.find(name);
  if (found == entries_.end()) return;
  found->second.until_ms = 0;
  if (--found->second.tries <= 0) entries_.erase(found);
}

}  // namespace hadir::web
