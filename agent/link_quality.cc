#include "agent/link_quality.h"

#include <algorithm>
#include <span>

#include "common/base/byte_io.h"

namespace hadir::agent {
namespace {

constexpr std::uint8_t version = 1;
constexpr std::uint32_t slow_answer_ms = 1'500, slow_rate = 4'000, most_number = 1'000'000'000;
constexpr std::size_t looked_at = 10, least_broken = 2, share = 3, answers_looked_at = 5;

using Attempts = std::span<const LinkAttempt>;

bool is_slow(const LinkAttempt& one) {
  const auto below = [](std::uint32_t rate) { return rate != 0 && rate < slow_rate; };
  return one.rtt_ms > slow_answer_ms || below(one.up_rate) || below(one.down_rate);
}

std::size_t count_broken(Attempts attempts) {
  return static_cast<std::size_t>(std::ranges::count_if(attempts, &LinkAttempt::has_broken));
}

LinkState state_of(Attempts attempts) {
  if (attempts.empty()) return LinkState::unknown;
  if (!attempts.back().has_arrived) return LinkState::down;
  const Attempts latest = attempts.last(std::min(attempts.size(), looked_at));
  const std::size_t broken = count_broken(latest);
  if (broken >= least_broken && broken * share >= latest.size()) return LinkState::unsteady;
  std::size_t answered = 0, slow = 0;
  for (std::size_t at = attempts.size(); at > 0 && answered < answers_looked_at; --at) {
    const LinkAttempt& one = attempts[at - 1];
    if (one.rtt_ms == 0) continue;
    ++answered;
    slow += is_slow(one) ? 1 : 0;
  }
  return slow * 2 > answered ? LinkState::slow : LinkState::good;
}

}  // namespace

void LinkHistory::note(const LinkAttempt& attempt) {
  attempts_.push_back(attempt);
  if (attempts_.size() > most) attempts_.erase(attempts_.begin());
}

LinkHistory LinkHistory::decode(base::ByteView bytes) {
  LinkHistory history;
  base::ByteReader in(bytes);
  if (in.u8() != version) return {};
  const std::uint64_t count = in.bounded(most, "too many attempts");
  for (std::uint64_t index = 0; index < count && in.ok(); ++index) {
    LinkAttempt& one = history.attempts_.emplace_back();
    one.at_ms = static_cast<std::int64_t>(in.varint());
    const std::uint64_t flags = in.bounded(3, "flags");
    one.has_broken = (flags & 1) != 0;
    one.has_arrived = (flags & 2) != 0;
    for (std::uint32_t* number : {&one.rtt_ms, &one.up_rate, &one.down_rate})
      *number = static_cast<std::uint32_t>(in.bounded(most_number, "a number"));
  }
  return in.finished() ? history : LinkHistory();
}

base::Bytes LinkHistory::encode() const {
  base::ByteWriter out;
  out.u8(version);
  out.varint(attempts_.size());
  for (const LinkAttempt& one : attempts_) {
    out.varint(static_cast<std::uint64_t>(std::max<std::int64_t>(0, one.at_ms)));
    out.varint((one.has_broken ? 1u : 0u) | (one.has_arrived ? 2u : 0u));
    for (const std::uint32_t number : {one.rtt_ms, one.up_rate, one.down_rate}) out.varint(std::min(number, most_number));
  }
  return out.take();
}

const char* name_of(LinkState state) {
  switch (state) {
    case LinkState::unknown: return "unknown";
    case LinkState::good: return "good";
    case LinkState::slow: return "slow";
    case LinkState::unsteady: return "unsteady";
    case LinkState::down: return "down";
  }
  return "unknown";
}

LinkQuality judge_link(const std::vector<LinkAttempt>& attempts) {
  LinkQuality quality;
  const Attempts all(attempts);
  quality.state = state_of(all);
  quality.attempts = all.size();
  quality.broken = count_broken(all);
  // As far back as the same would have been said at the end of each attempt.
  for (std::size_t size = all.size(); size > 0 && state_of(all.first(size)) == quality.state; --size)
    quality.since_ms = all[size - 1].at_ms;
  for (auto one = all.rbegin(); one != all.rend(); ++one) {
    const auto take = [](std::optional<std::uint32_t>& into, std::uint32_t number) {
      if (!into && number != 0) into = number;
    };
    take(quality.rtt_ms, one->rtt_ms);
    take(quality.up_rate, one->up_rate);
    take(quality.down_rate, one->down_rate);
  }
  return quality;
}

}  // namespace hadir::agent
