// What the way to the hub is like, from the syncs that there were anyway: nothing is sent to find out. Pure: attempts in, a
// judgement out; whoever syncs notes them, and keeps the latest in `meta`.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "common/base/bytes.h"

namespace hadir::agent {

// One sync that tried to reach the hub.
struct LinkAttempt {
  std::int64_t at_ms = 0;     // wall clock
  bool has_broken = false;    // a request was not answered, even where another was after it
  bool has_arrived = true;    // the latest was answered
  std::uint32_t rtt_ms = 0;   // the quickest answer: one way and back, and the hub's work; 0: none came
  std::uint32_t up_rate = 0;  // bytes per second, as the sizes of batches go by (sync/pacing); 0: not known
  std::uint32_t down_rate = 0;
  bool operator==(const LinkAttempt&) const = default;
};

// The latest last.
class LinkHistory {
 public:
  static constexpr std::size_t most = 20;

  void note(const LinkAttempt& attempt);
  const std::vector<LinkAttempt>& attempts() const { return attempts_; }

  // What was written by encode(); empty where it was not, or not by this version.
  static LinkHistory decode(base::ByteView bytes);
  base::Bytes encode() const;

 private:
  std::vector<LinkAttempt> attempts_;
};
inline constexpr std::string_view link_history_name = "link_history";

enum class LinkState { unknown, good, slow, unsteady, down };
const char* name_of(LinkState state);

struct LinkQuality {
  LinkState state = LinkState::unknown;
  std::optional<std::int64_t> since_ms;  // since when it has been so, as far back as the attempts go
  std::size_t attempts = 0, broken = 0;  // of those that are kept
  std::optional<std::uint32_t> rtt_ms, up_rate, down_rate;
};
// Down: the latest attempt got no answer. Unsteady: a third of the latest ten broke, and more than one. Slow: most of the latest
// five that were answered took longer than 1.5 s for the quickest answer, or the line carries less than 4 kB a second.
LinkQuality judge_link(const std::vector<LinkAttempt>& attempts);

}  // namespace hadir::agent
