// The clock guard: how far this PC's wall clock can be trusted, and what it got wrong. A pure state machine: readings of the two
// clocks, the hub's time and commit numbers go in; stamps and clock events come out. It knows no clock and no store; whoever
// calls it keeps the state in the transaction of what it stamps (office_clock.cc).
//
// What it stands on:
// - While the PC is up, its boot clock only goes forward, sleep included. Wall clock and boot clock run on one oscillator, so
// their
//   difference (the *offset*) changes only where somebody or something sets the wall clock. A stretch without that is a
//   *segment*.
// - One exchange with the hub tells the offset that would be right for the whole boot, for earlier segments too.
// - In a boot without an exchange the truth lies between the last trusted moment before it and the start of the boot in which
//   the hub was next heard.
//
// Stated bounds: half the round trip at the exchange; drift_parts_per_million of the time since (or until) it while the PC is up;
// rtc_parts_per_million of the time since the last trusted moment, and a second, across restarts. A time service that slews
// faster than that, a virtual machine that was paused, or a hub whose clock was set, show as a contradiction between two
// exchanges.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/base/clock.h"
#include "common/log/clock_event.h"

namespace hadir::agent {

// The battery clock of a cheap PC: 17 s a day; and it is read in whole seconds.
inline constexpr std::int64_t rtc_parts_per_million = 200;
inline constexpr std::int64_t rtc_resolution_ms = 1'000;

// Both clocks at one moment.
struct Reading {
  std::int64_t wall_ms = 0;
  std::int64_t boot_ms = 0;
  std::string boot_id;  // empty where the system does not name its boots: then no boot is known to be the same
  std::int64_t offset() const { return wall_ms - boot_ms; }
};
// Reads again where something came between the two clocks (other processes, sleep): that would look like a step.
Reading read_clocks(const base::Clock& clock, const std::string& boot_id);

// "At boot time `boot_ms` of this boot it was `hub_ms`, give or take `bound_ms`."
struct Anchor {
  std::int64_t hub_ms = 0;
  std::int64_t boot_ms = 0;
  std::int64_t bound_ms = 0;
  bool operator==(const Anchor&) const = default;
};
// The hub said `hub_ms` somewhere between sending and receiving.
Anchor anchor_of(std::int64_t hub_ms, base::BootTime sent, base::BootTime received);

// Everything the guard remembers. Bounded: what is too much is merged into one range with the wider interval.
struct ClockState {
  // Commits of one urgent stream that were stamped while the offset stayed the same.
  struct Segment {
    log::Origin pc{};
    std::uint64_t from = 1, to = 0;  // the present segment has no end yet
    std::int64_t first_offset = 0;   // steps are measured against this
    std::int64_t least_offset = 0, greatest_offset = 0;
    bool used = false;      // something was stamped
    bool in_doubt = false;  // an event said: not known
    bool operator==(const Segment&) const = default;
  };
  // A segment of an earlier boot in which the hub was not heard.
  struct Past {
    log::Origin pc{};
    std::uint64_t from = 1, to = 0;
    std::optional<std::int64_t> error_max;  // by the last trusted moment before
    std::int64_t wall_at_end = 0;           // what its clock would have shown at the end of its boot, drift taken off
    bool in_doubt = false;
    bool operator==(const Past&) const = default;
  };
  struct Trusted {
    std::int64_t wall_ms = 0, bound_ms = 0;  // the wall clock was right within the bound when it showed this
    bool operator==(const Trusted&) const = default;
  };
  // What the latest event with an open end says about the commits to come.
  enum class Verdict : std::uint8_t { none, right, unknown, wrong };

  log::Origin pc{};  // whose commit numbers these are
  bool watched = false;
  std::string boot_id;
  std::int64_t last_wall_ms = 0, last_boot_ms = 0;
  std::int64_t moment_base = 0, last_moment = 0;
  std::optional<Anchor> anchor;    // of this boot
  std::int64_t told_at_ms = 0;     // boot time of the latest event
  std::optional<Trusted> trusted;  // the latest trusted moment of any boot
  // True time when the boot clock showed watched_from_ms (0, where this boot is known to be another than the one before) is
  // later.
  std::int64_t watched_from_ms = 0;
  std::optional<std::int64_t> watched_after_ms;
  Verdict verdict = Verdict::none;
  Segment present;
  std::vector<Segment> closed;  // of this boot: since the latest exchange
  std::vector<Past> past;
  bool operator==(const ClockState&) const = default;
};
base::Bytes encode(const ClockState& state);
std::optional<ClockState> decode_clock_state(base::ByteView bytes);  // nothing where it is damaged: the guard begins anew

class ClockGuard {
 public:
  ClockGuard(ClockState state, const log::Origin& pc) : state_(std::move(state)), pc_(pc) {}

  // Look at the clocks: whenever something is recorded or heard, and every now and then. `next_commit`: the number that the next
  // commit of the urgent stream will have. Every other call wants this one before it, with the same values.
  void observe(const Reading& now, std::uint64_t next_commit);
  // The hub was heard.
  void hear(const Reading& now, const Anchor& anchor, std::uint64_t next_commit);
  // The stamp of something that is recorded now. Its time is what the wall clock claims; quality and bound say what that is
  // worth.
  log::Stamp stamp(const Reading& now);
  // As stamp(), for something that is only shown.
  log::Stamp appraise(const Reading& now) const;

  // By how much the wall clock is ahead of true time now, at least and at most. Nothing where the hub was not heard in this boot.
  struct Interval {
    std::int64_t min = 0, max = 0;
  };
  std::optional<Interval> error(const Reading& now) const;

  // The events since the last call; `at_offset_minutes` is left to the caller.
  std::vector<log::ClockEvent> take_events() { return std::exchange(events_, {}); }
  const ClockState& state() const { return state_; }
  // Whether what was observed is worth a write of its own to the disk.
  bool is_worth_keeping(const ClockState& kept) const;

 private:
  using Segment = ClockState::Segment;
  using Verdict = ClockState::Verdict;

  void change_origin(const Reading& now, std::uint64_t next_commit);
  void begin_boot(const Reading& now, std::uint64_t next_commit);
  void leave_boot(std::uint64_t next_commit);
  void step(const Reading& now, std::uint64_t next_commit);
  void begin_segment(const Reading& now, std::uint64_t next_commit);
  void close_present(std::uint64_t next_commit);
  void settle_past(const Reading& now, const Anchor& anchor);
  void settle_closed(const Reading& now);
  void judge_present(const Reading& now);
  void contradict(const Reading& now, const Anchor& anchor, std::uint64_t next_commit);

  bool is_same_boot(const Reading& now) const;
  bool is_doubtful() const;
  // What the error of an offset of this boot is at most, by the last trusted moment before it.
  std::optional<std::int64_t> greatest_error(std::int64_t offset, std::int64_t boot_ms) const;
  bool is_right(std::int64_t least_offset, std::int64_t greatest_offset, std::int64_t tolerated) const;
  // The error of offsets of this boot by the anchor, `drift_ms` being what the boot clock may have drifted since.
  Interval error_of(std::int64_t least_offset, std::int64_t greatest_offset, std::int64_t drift_ms) const;
  log::ClockEvent& tell(log::ClockEvent::What what, const Reading& now, const log::Origin& pc, std::uint64_t from,
                        std::optional<std::uint64_t> to);
  static void say(log::ClockEvent& event, const Interval& error);
  void note_trust(const Reading& now);

  ClockState state_;
  const log::Origin pc_;
  std::vector<log::ClockEvent> events_;
};

}  // namespace hadir::agent
