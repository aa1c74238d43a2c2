// What a PC found out about its own clock, as every reader sees it: the records of the kind clock_event, and what they say about
// the time that a punch claims. The agent's clock guard writes them; agent, hub and whoever audits read them here.
//
// An event is a statement about commits of one origin's urgent stream in its unit: those from `from_commit` to `to_commit`. Where
// several speak of a commit, the one that was noticed last counts. Events are evidence: later knowledge is another event.
// Pure; no clock, no database.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "common/log/commit.h"
#include "common/model/change.h"

namespace hadir::log {

inline constexpr const char* clock_event_kind = "clock_event";

// What two clocks of a PC may drift from true time while it runs: a quartz of a cheap PC, 100 parts per million.
inline constexpr std::int64_t drift_parts_per_million = 100;
// A clock this close to the trusted time, beyond the latter's bound, is only badly set, not moved.
inline constexpr std::int64_t tolerated_clock_error_ms = 2'000;
// A record's own time is its commit's where they differ by no more: between them lies the work of recording.
inline constexpr std::int64_t same_moment_ms = 2'000;

struct ClockEvent {
  enum class What : std::uint8_t {
    step = 0,           // the clock was set while the PC was running
    restart = 1,        // the PC was switched on with a clock that nothing vouches for, or that went backwards
    hub = 2,            // an exchange showed what the clock's error is, or was
    contradiction = 3,  // two exchanges disagree about how much time passed on the PC: one of the clocks they rest on was wrong
  };
  Origin pc{};
  std::int64_t moment = 0;  // ascending in the order of noticing: milliseconds for which this PC has been watched
  std::uint64_t from_commit = 0;
  std::optional<std::uint64_t> to_commit;  // nothing: also those to come, until a later event speaks of them
  What what = What::step;
  std::int64_t at_ms = 0;  // what the clock showed when this was noticed
  std::int16_t at_offset_minutes = 0;
  std::optional<std::int64_t> by_ms;  // how far the clock jumped
  bool agrees = false;                // the clock is right (within tolerance) for these commits: nothing to correct
  // The clock was ahead of true time by at least min and at most max (negative: behind). Nothing: not known (yet).
  std::optional<std::int64_t> error_min_ms, error_max_ms;
  std::string boot;  // names the boot in which it was noticed
  bool operator==(const ClockEvent&) const = default;
};
const char* name_of(ClockEvent::What what);

// The name by which clock events speak of a commit: one that was written anew under another origin keeps that of its first
// writing.
struct CommitName {
  Origin origin{};
  std::uint64_t seq = 0;
};
CommitName first_name(const Origin& origin, const Header& header);

model::Change change_of(const ClockEvent& event);
// Nothing where key or fields do not make an event this version understands.
std::optional<ClockEvent> clock_event_of(const std::vector<model::FieldValue>& key, const std::vector<model::FieldValue>& fields);

// When something that was claimed for `claimed` really happened.
struct CorrectedTime {
  std::optional<std::int64_t> not_before_ms,
      not_after_ms;  // nothing: no bound known. Both nothing: in doubt, and no more is known
  ClockEvent why;
};

// `claimed_ms` is the time that a record carries, `stamp` that of the commit that wrote it, `seq` the number in its first_name(),
// `events` all that are known about the origin there, in any order. Nothing where there is nothing to correct: the clock agreed,
// or the record's time was not taken from this PC's clock (a fingerprint machine's line, a time that somebody typed).
std::optional<CorrectedTime> corrected(std::int64_t claimed_ms, const Stamp& stamp, std::uint64_t seq,
                                       std::span<const ClockEvent> events);

}  // namespace hadir::log
