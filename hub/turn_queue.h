// Whose request is worked on next, when more of them have come than the memory for opened ones allows at once: the morning, when
// every office calls within a minute. Used by the exchange service.
//
// Units take turns: of those that wait, the one that had the fewest since last nobody waited. So an office with many PCs,
// one with much to send in many requests, and one that calls without end get what everybody gets. Within a unit, and between
// units with as many turns, whoever was heard the longest ago comes first. What a PC sent before that was acknowledged then, so
// this is as old as its oldest unsent punch can be; and the hub knows it by itself, whatever a request claims. Who is sent away
// keeps that place for the next time.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "common/base/clock.h"
#include "common/base/random.h"
#include "common/log/stream.h"

namespace hadir::hub {

struct TurnLimits {
  // What those whose turn it is may take of memory together, as they claim. One that claims more by itself is worked on alone.
  std::size_t bytes = 128 * 1024 * 1024;
  std::size_t waiting = 4096;
  // Agents give a silent line up after a minute: whoever would wait longer than this is better told when to come back.
  std::int64_t longest_wait_ms = 40'000;
  // What they are told: as long as the queue will take, and up to as much again at random, so that they do not come back
  // together.
  std::uint32_t least_retry_seconds = 5, most_retry_seconds = 600;
};

class TurnQueue {
 public:
  // The clock and the generator must outlive it; the generator is used under the queue's lock.
  TurnQueue(TurnLimits limits, const base::Clock& clock, base::Random& random)
      : limits_(limits), clock_(clock), random_(random) {}

  struct Claim {
    log::Origin origin{};  // proven
    std::string unit;
    std::int64_t last_seen_ms = 0;
    std::size_t bytes = 0;
  };
  enum class Verdict {
    turn,     // go on, and call leave() in the end
    twice,    // this PC has a request here already
    crowded,  // come back after retry_after_seconds()
  };
  // Any thread. `decided` is called exactly once: from within this call, or later from within another call on another thread. It
  // must not throw and not wait, and may call nothing here.
  void enter(Claim claim, std::function<void(Verdict)> decided);
  // Any thread, after Verdict::turn. What it really takes, where the claim was a guess.
  void account(const log::Origin& origin, std::size_t bytes);
  // Any thread, once after Verdict::turn.
  void leave(const log::Origin& origin);

  // For who is sent away at this moment. Any thread.
  std::uint32_t retry_after_seconds();
  std::size_t waiting() const;

 private:
  struct Waiting {
    Claim claim;
    std::function<void(Verdict)> decided;
    std::int64_t since_ms = 0;  // boot time
    std::uint64_t number = 0;   // in the order of coming
  };
  // The order of turns.
  struct Place {
    std::uint64_t turns = 0;
    std::int64_t last_seen_ms = 0;
    std::uint64_t number = 0;
    log::Origin origin{};
    auto operator<=>(const Place&) const = default;
  };
  struct Decided {
    std::function<void(Verdict)> call;
    Verdict verdict;
  };
  using Decisions = std::vector<Decided>;

  Place place_of(const Waiting& waiting) const;
  void grant_turns(Decisions& out);
  void send_away(Decisions& out);
  void remove(const Waiting& waiting);
  void count_turn(const std::string& unit);
  std::int64_t wait_ms(std::size_t ahead) const;

  const TurnLimits limits_;
  const base::Clock& clock_;
  base::Random& random_;

  // Guarded by mutex_.
  mutable std::mutex mutex_;
  struct Working {
    std::string unit;
    std::size_t bytes = 0;
  };
  std::map<log::Origin, Working> working_;
  std::size_t bytes_ = 0;
  std::map<log::Origin, Waiting> waiting_;
  std::set<Place> order_;                               // of all that wait
  std::map<std::string, std::uint64_t> turns_;          // by unit, since nobody waited; who was worked on then had one
  std::map<std::string, std::set<log::Origin>> units_;  // who waits
  std::uint64_t next_number_ = 0;
  double turn_ms_ = 20;  // from one request's end to the next one's, while others wait: the latest ones count most
  std::optional<std::int64_t> last_end_ms_;  // boot time; nothing where nobody waited then
};

}  // namespace hadir::hub
