#include "agent/clock_guard.h"

#include <cstdlib>

#include "common/base/byte_io.h"
#include "common/model/forms.h"

namespace hadir::agent {
namespace {

using log::ClockEvent;
using log::tolerated_clock_error_ms;

constexpr int reading_attempts = 5;
constexpr std::int64_t undisturbed_reading_ms = 20;
// Less is no step, so that a clock on the edge of a verdict does not flicker. A clock known to be wrong is watched this closely,
// because its error is told, not only that it is small.
constexpr std::int64_t least_step_ms = 100;
constexpr std::int64_t tolerance_to_be_right_again_ms = tolerated_clock_error_ms / 2;
// An open statement becomes less exact as the clocks drift on; then an exchange says it anew.
constexpr std::int64_t stale_after_drift_ms = 10'000;
constexpr std::int64_t keep_every_ms = 600'000;
constexpr std::size_t most_closed = 16, most_past = 64;
constexpr std::size_t boot_id_bytes = 64, event_boot_bytes = 8;
constexpr std::uint8_t format = 1;
constexpr std::uint64_t last_number = std::uint64_t{1} << 52;

std::int64_t drift(std::int64_t elapsed_ms) { return std::abs(elapsed_ms) * log::drift_parts_per_million / 1'000'000 + 1; }

std::uint32_t as_bound(std::int64_t ms) { return static_cast<std::uint32_t>(std::clamp<std::int64_t>(ms, 0, UINT32_MAX)); }

// The two oldest become one: what is said of them later holds for both.
template <class Range, class Join>
void keep_few(std::vector<Range>& ranges, std::size_t most, Join join) {
  if (ranges.size() <= most) return;
  // Ranges of two origins cannot be one; then the oldest is given up.
  if (ranges[0].pc == ranges[1].pc) {
    join(ranges[1], ranges[0]);
    ranges[1].from = ranges[0].from;
    ranges[1].in_doubt |= ranges[0].in_doubt;
  }
  ranges.erase(ranges.begin());
}

// The offsets of what was stamped, and the one that holds now.
void include(ClockState::Segment& segment, std::int64_t offset) {
  segment.least_offset = segment.used ? std::min(segment.least_offset, offset) : offset;
  segment.greatest_offset = segment.used ? std::max(segment.greatest_offset, offset) : offset;
}

}  // namespace

Reading read_clocks(const base::Clock& clock, const std::string& boot_id) {
  Reading best;
  std::int64_t shortest = INT64_MAX;
  for (int attempt = 0; attempt < reading_attempts && shortest > undisturbed_reading_ms; ++attempt) {
    const std::int64_t before = clock.boot().ms, wall = clock.wall().ms, after = clock.boot().ms;
    if (after - before >= shortest) continue;
    shortest = after - before;
    best = {wall, before + shortest / 2, boot_id};
  }
  return best;
}

Anchor anchor_of(std::int64_t hub_ms, base::BootTime sent, base::BootTime received) {
  const std::int64_t half = (received.ms - sent.ms + 1) / 2;
  return {hub_ms, sent.ms + half, half};
}

// --- watching ---

bool ClockGuard::is_same_boot(const Reading& now) const {
  // A virtual machine put back to an earlier moment has its old boot's name and less time on its boot clock.
  return state_.watched && !now.boot_id.empty() && now.boot_id == state_.boot_id && now.boot_ms >= state_.last_boot_ms;
}

void ClockGuard::observe(const Reading& now, std::uint64_t next_commit) {
  if (!state_.watched) state_.pc = pc_;
  if (!is_same_boot(now)) {
    begin_boot(now, next_commit);
  } else {
    const std::int64_t change = std::abs(now.offset() - state_.present.first_offset);
    const bool was_right = state_.verdict != Verdict::wrong;
    const bool turned =
        state_.anchor && change > least_step_ms &&
        is_right(now.offset(), now.offset(), was_right ? tolerated_clock_error_ms : tolerance_to_be_right_again_ms) != was_right;
    if (state_.pc != pc_) change_origin(now, next_commit);
    const std::int64_t unnoticed = state_.verdict == Verdict::wrong ? least_step_ms : tolerated_clock_error_ms;
    if (change > unnoticed || turned) step(now, next_commit);
  }
  state_.last_wall_ms = now.wall_ms;
  state_.last_boot_ms = now.boot_ms;
  note_trust(now);
}

void ClockGuard::begin_boot(const Reading& now, std::uint64_t next_commit) {
  const bool first = !state_.watched;
  const std::int64_t last_wall = state_.last_wall_ms;
  const Verdict before = state_.verdict;
  const bool surely_new = !now.boot_id.empty() && !state_.boot_id.empty() && now.boot_id != state_.boot_id;
  if (!first) leave_boot(next_commit);
  state_.watched_from_ms = surely_new ? 0 : now.boot_ms;
  state_.pc = pc_;
  state_.watched = true;
  state_.boot_id = now.boot_id;
  state_.moment_base = state_.last_moment + 1 - now.boot_ms;
  begin_segment(now, next_commit);
  if (first) return;

  const std::optional<std::int64_t> error_max = greatest_error(now.offset(), now.boot_ms);
  const bool went_back = now.wall_ms < last_wall - tolerated_clock_error_ms;
  const bool too_early = error_max && *error_max < -tolerated_clock_error_ms;
  if (!went_back && !too_early && before != Verdict::unknown && before != Verdict::wrong) return;
  ClockEvent& event = tell(ClockEvent::What::restart, now, pc_, next_commit, {});
  if (went_back) event.by_ms = now.wall_ms - last_wall;
  if (error_max) event.error_max_ms = *error_max + tolerated_clock_error_ms;
  state_.verdict = Verdict::unknown;
  state_.present.in_doubt = true;
}

// What the boot that has ended leaves to later exchanges, and to the next boot.
void ClockGuard::leave_boot(std::uint64_t next_commit) {
  const std::int64_t up = state_.last_boot_ms;
  if (state_.anchor) {
    const Anchor& anchor = *state_.anchor;
    state_.watched_after_ms = anchor.hub_ms + (up - anchor.boot_ms) - anchor.bound_ms - drift(up - anchor.boot_ms);
  } else {
    close_present(next_commit);
    for (const Segment& segment : state_.closed) {
      state_.past.push_back({segment.pc, segment.from, segment.to, greatest_error(segment.greatest_offset, up),
                             segment.least_offset + up - drift(up), segment.in_doubt});
      keep_few(state_.past, most_past, [](ClockState::Past& into, const ClockState::Past& one) {
        into.error_max =
            into.error_max && one.error_max ? std::optional(std::max(*into.error_max, *one.error_max)) : std::nullopt;
        into.wall_at_end = std::min(into.wall_at_end, one.wall_at_end);
      });
    }
    const std::int64_t watched = up - state_.watched_from_ms;
    if (state_.watched_after_ms) *state_.watched_after_ms += watched - drift(watched);
  }
  state_.closed.clear();
  state_.anchor.reset();
  state_.verdict = Verdict::none;
}

void ClockGuard::begin_segment(const Reading& now, std::uint64_t next_commit) {
  state_.present = {pc_, next_commit, 0, now.offset(), now.offset(), now.offset(), false, false};
}

void ClockGuard::close_present(std::uint64_t next_commit) {
  Segment& present = state_.present;
  if (!present.used || (present.pc == pc_ && next_commit <= present.from)) return;
  // After a change of origin nobody here knows the old one's last number any more, and nothing follows it.
  present.to = present.pc == pc_ ? next_commit - 1 : last_number;
  state_.closed.push_back(present);
  keep_few(state_.closed, most_closed, [](Segment& into, const Segment& one) {
    into.least_offset = std::min(into.least_offset, one.least_offset);
    into.greatest_offset = std::max(into.greatest_offset, one.greatest_offset);
  });
}

void ClockGuard::step(const Reading& now, std::uint64_t next_commit) {
  const std::int64_t by = now.offset() - state_.present.first_offset;
  close_present(next_commit);
  begin_segment(now, next_commit);
  ClockEvent& event = tell(ClockEvent::What::step, now, pc_, next_commit, {});
  event.by_ms = by;
  if (state_.anchor) {
    say(event, *error(now));
    event.agrees = is_right(now.offset(), now.offset(), tolerated_clock_error_ms);
    state_.verdict = event.agrees ? Verdict::right : Verdict::wrong;
    return;
  }
  if (const auto most = greatest_error(now.offset(), now.boot_ms)) event.error_max_ms = *most + tolerated_clock_error_ms;
  state_.verdict = Verdict::unknown;
  state_.present.in_doubt = true;
}

// The PC goes on under another origin, whose commits are counted anew. What is known of the old one's stays with it.
void ClockGuard::change_origin(const Reading& now, std::uint64_t next_commit) {
  close_present(next_commit);
  state_.pc = pc_;
  begin_segment(now, next_commit);
  if (!is_doubtful()) return;
  ClockEvent& event = tell(state_.anchor ? ClockEvent::What::hub : ClockEvent::What::restart, now, pc_, next_commit, {});
  if (const auto by = error(now))
    say(event, *by);
  else if (const auto most = greatest_error(now.offset(), now.boot_ms))
    event.error_max_ms = *most + tolerated_clock_error_ms;
}

// --- the hub was heard ---

void ClockGuard::hear(const Reading& now, const Anchor& anchor, std::uint64_t next_commit) {
  const std::int64_t offset = anchor.hub_ms - anchor.boot_ms;
  if (!state_.anchor) {
    state_.anchor = anchor;
    settle_past(now, anchor);
    settle_closed(now);
    judge_present(now);
  } else {
    const Anchor& old = *state_.anchor;
    const std::int64_t grown = old.bound_ms + drift(anchor.boot_ms - old.boot_ms);
    const std::int64_t apart = std::abs(offset - (old.hub_ms - old.boot_ms));
    if (apart > grown + anchor.bound_ms + tolerated_clock_error_ms)
      contradict(now, anchor, next_commit);
    else if (anchor.bound_ms <= grown)
      state_.anchor = anchor;
    // What was stamped since the exchange before has its error bound; what this one shows anew is about what follows.
    begin_segment(now, next_commit);
    judge_present(now);
  }
  state_.closed.clear();
  begin_segment(now, next_commit);
  note_trust(now);
}

// Earlier boots without an exchange ended before this one began.
void ClockGuard::settle_past(const Reading& now, const Anchor& anchor) {
  const std::int64_t began_before =
      anchor.hub_ms - (anchor.boot_ms - state_.watched_from_ms) + anchor.bound_ms + drift(anchor.boot_ms);
  for (const ClockState::Past& past : state_.past) {
    const std::int64_t error_min = past.wall_at_end - began_before;
    const bool contradicts =
        error_min > tolerated_clock_error_ms || (past.error_max && *past.error_max < -tolerated_clock_error_ms);
    if (!contradicts && !past.in_doubt) continue;
    ClockEvent& event = tell(ClockEvent::What::hub, now, past.pc, past.from, past.to);
    event.error_min_ms = error_min;
    event.error_max_ms = past.error_max;
  }
  state_.past.clear();
}

// Segments of this boot from before its first exchange.
void ClockGuard::settle_closed(const Reading& now) {
  for (const Segment& segment : state_.closed) {
    const bool right = is_right(segment.least_offset, segment.greatest_offset, tolerated_clock_error_ms);
    if (right && !segment.in_doubt) continue;
    ClockEvent& event = tell(ClockEvent::What::hub, now, segment.pc, segment.from, segment.to);
    event.agrees = right;
    say(event, error_of(segment.least_offset, segment.greatest_offset, drift(now.boot_ms)));
  }
}

void ClockGuard::judge_present(const Reading& now) {
  Segment& present = state_.present;
  include(present, now.offset());
  const bool is_wrong = state_.verdict == Verdict::wrong;
  const bool right = is_right(present.least_offset, present.greatest_offset,
                              is_wrong ? tolerance_to_be_right_again_ms : tolerated_clock_error_ms);
  const bool is_stale = is_wrong && drift(now.boot_ms - state_.told_at_ms) > stale_after_drift_ms;
  if (state_.verdict != Verdict::unknown && right != is_wrong && !is_stale) return;
  ClockEvent& event = tell(ClockEvent::What::hub, now, pc_, present.from, {});
  event.agrees = right;
  say(event, error_of(present.least_offset, present.greatest_offset, drift(now.boot_ms - state_.anchor->boot_ms)));
  state_.verdict = right ? Verdict::right : Verdict::wrong;
}

// The hub's clock and this PC's boot clock do not agree about how long it is since the exchange before. Which of them is to blame
// nobody here can tell: what was stamped in between has the error that either gives, or any between them.
void ClockGuard::contradict(const Reading& now, const Anchor& anchor, std::uint64_t next_commit) {
  close_present(next_commit);
  const Anchor before = *std::exchange(state_.anchor, anchor);
  for (const Segment& segment : state_.closed) {
    const auto by = [&](const Anchor& one) {
      state_.anchor = one;
      return error_of(segment.least_offset, segment.greatest_offset, drift(now.boot_ms));
    };
    const Interval then = by(before), after = by(anchor);
    say(tell(ClockEvent::What::contradiction, now, segment.pc, segment.from, segment.to),
        {std::min(then.min, after.min), std::max(then.max, after.max)});
  }
  // Whatever was said with the old anchor in mind has to be said again.
  if (state_.verdict == Verdict::wrong) state_.verdict = Verdict::unknown;
}

// --- what it is worth ---

bool ClockGuard::is_doubtful() const { return state_.verdict == Verdict::unknown || state_.verdict == Verdict::wrong; }

std::optional<std::int64_t> ClockGuard::greatest_error(std::int64_t offset, std::int64_t boot_ms) const {
  if (!state_.watched_after_ms) return std::nullopt;
  return offset + state_.watched_from_ms - *state_.watched_after_ms + drift(boot_ms - state_.watched_from_ms);
}

bool ClockGuard::is_right(std::int64_t least_offset, std::int64_t greatest_offset, std::int64_t tolerated) const {
  const std::int64_t offset = state_.anchor->hub_ms - state_.anchor->boot_ms, within = state_.anchor->bound_ms + tolerated;
  return least_offset >= offset - within && greatest_offset <= offset + within;
}

ClockGuard::Interval ClockGuard::error_of(std::int64_t least_offset, std::int64_t greatest_offset, std::int64_t drift_ms) const {
  const std::int64_t offset = state_.anchor->hub_ms - state_.anchor->boot_ms, bound = state_.anchor->bound_ms + drift_ms;
  return {least_offset - offset - bound, greatest_offset - offset + bound};
}

std::optional<ClockGuard::Interval> ClockGuard::error(const Reading& now) const {
  if (!state_.anchor || !is_same_boot(now)) return std::nullopt;
  return error_of(now.offset(), now.offset(), drift(now.boot_ms - state_.anchor->boot_ms));
}

log::Stamp ClockGuard::stamp(const Reading& now) {
  Segment& present = state_.present;
  include(present, now.offset());
  present.used = true;
  return appraise(now);
}

log::Stamp ClockGuard::appraise(const Reading& now) const {
  if (const auto by = error(now)) {
    const std::int64_t bound = std::max(std::abs(by->min), std::abs(by->max));
    return {now.wall_ms, is_doubtful() ? log::Quality::doubtful : log::Quality::hub, as_bound(bound)};
  }
  if (is_doubtful()) return {now.wall_ms, log::Quality::doubtful, 0};
  if (!state_.trusted) return {now.wall_ms, log::Quality::unanchored, 0};
  const std::int64_t since = std::max<std::int64_t>(0, now.wall_ms - state_.trusted->wall_ms);
  return {now.wall_ms, log::Quality::carried,
          as_bound(state_.trusted->bound_ms + since / 1'000'000 * rtc_parts_per_million +
                   since % 1'000'000 * rtc_parts_per_million / 1'000'000 + rtc_resolution_ms)};
}

void ClockGuard::note_trust(const Reading& now) {
  const log::Stamp stamp = appraise(now);
  if (stamp.quality == log::Quality::hub) state_.trusted = {now.wall_ms, stamp.bound_ms};
}

// --- events ---

ClockEvent& ClockGuard::tell(ClockEvent::What what, const Reading& now, const log::Origin& pc, std::uint64_t from,
                             std::optional<std::uint64_t> to) {
  state_.last_moment = std::max(state_.last_moment + 1, state_.moment_base + now.boot_ms);
  ClockEvent event;
  event.pc = pc;
  event.moment = state_.last_moment;
  event.from_commit = from;
  event.to_commit = to;
  event.what = what;
  event.at_ms = model::nearest_instant(now.wall_ms);
  state_.told_at_ms = now.boot_ms;
  event.boot = now.boot_id.substr(0, event_boot_bytes);
  events_.push_back(std::move(event));
  return events_.back();
}

void ClockGuard::say(ClockEvent& event, const Interval& error) {
  const std::int64_t unnoticed = event.to_commit ? 0 : least_step_ms;  // what an open statement will not hear of
  event.error_min_ms = error.min - unnoticed;
  event.error_max_ms = error.max + unnoticed;
}

// --- keeping ---

namespace {

void write(base::ByteWriter& out, const std::optional<std::int64_t>& value) {
  out.u8(value ? 1 : 0);
  if (value) out.zigzag(*value);
}

std::optional<std::int64_t> read_maybe(base::ByteReader& in) { return in.u8() == 0 ? std::nullopt : std::optional(in.zigzag()); }

void write(base::ByteWriter& out, const ClockState::Segment& segment) {
  out.raw(segment.pc);
  out.varint(segment.from);
  out.varint(segment.to);
  for (const std::int64_t offset : {segment.first_offset, segment.least_offset, segment.greatest_offset}) out.zigzag(offset);
  out.u8(static_cast<std::uint8_t>((segment.used ? 1 : 0) | (segment.in_doubt ? 2 : 0)));
}

ClockState::Segment read_segment(base::ByteReader& in) {
  ClockState::Segment segment{in.array<8>(), in.varint(), in.varint(), in.zigzag(), in.zigzag(), in.zigzag()};
  const std::uint8_t flags = in.u8();
  segment.used = (flags & 1) != 0;
  segment.in_doubt = (flags & 2) != 0;
  return segment;
}

}  // namespace

base::Bytes encode(const ClockState& state) {
  base::ByteWriter out;
  out.u8(format);
  out.raw(state.pc);
  out.u8(state.watched ? 1 : 0);
  out.text(state.boot_id);
  for (const std::int64_t ms : {state.last_wall_ms, state.last_boot_ms, state.moment_base, state.last_moment}) out.zigzag(ms);
  out.u8(state.anchor ? 1 : 0);
  if (state.anchor)
    for (const std::int64_t ms : {state.anchor->hub_ms, state.anchor->boot_ms, state.anchor->bound_ms}) out.zigzag(ms);
  out.zigzag(state.told_at_ms);
  out.u8(state.trusted ? 1 : 0);
  if (state.trusted)
    for (const std::int64_t ms : {state.trusted->wall_ms, state.trusted->bound_ms}) out.zigzag(ms);
  out.zigzag(state.watched_from_ms);
  write(out, state.watched_after_ms);
  out.u8(static_cast<std::uint8_t>(state.verdict));
  write(out, state.present);
  out.varint(state.closed.size());
  for (const ClockState::Segment& segment : state.closed) write(out, segment);
  out.varint(state.past.size());
  for (const ClockState::Past& past : state.past) {
    out.raw(past.pc);
    out.varint(past.from);
    out.varint(past.to);
    write(out, past.error_max);
    out.zigzag(past.wall_at_end);
    out.u8(past.in_doubt ? 1 : 0);
  }
  return out.take();
}

std::optional<ClockState> decode_clock_state(base::ByteView bytes) {
  base::ByteReader in(bytes);
  if (in.u8() != format) return std::nullopt;
  ClockState state;
  state.pc = in.array<8>();
  state.watched = in.u8() != 0;
  state.boot_id = in.text(boot_id_bytes, "boot id too long");
  for (std::int64_t* ms : {&state.last_wall_ms, &state.last_boot_ms, &state.moment_base, &state.last_moment}) *ms = in.zigzag();
  if (in.u8() != 0) state.anchor = Anchor{in.zigzag(), in.zigzag(), in.zigzag()};
  state.told_at_ms = in.zigzag();
  if (in.u8() != 0) state.trusted = ClockState::Trusted{in.zigzag(), in.zigzag()};
  state.watched_from_ms = in.zigzag();
  state.watched_after_ms = read_maybe(in);
  state.verdict = static_cast<ClockState::Verdict>(in.bounded(static_cast<std::uint64_t>(ClockState::Verdict::wrong), "verdict"));
  state.present = read_segment(in);
  for (std::uint64_t count = in.bounded(most_closed, "too many"); count > 0 && in.ok(); --count)
    state.closed.push_back(read_segment(in));
  for (std::uint64_t count = in.bounded(most_past, "too many"); count > 0 && in.ok(); --count) {
    ClockState::Past past{in.array<8>(), in.varint(), in.varint(), read_maybe(in), in.zigzag()};
    past.in_doubt = in.u8() != 0;
    state.past.push_back(past);
  }
  if (!in.finished()) return std::nullopt;
  return state;
}

bool ClockGuard::is_worth_keeping(const ClockState& kept) const {
  return !events_.empty() || !kept.watched || kept.pc != state_.pc || kept.boot_id != state_.boot_id ||
         state_.last_boot_ms - kept.last_boot_ms >= keep_every_ms || state_.last_boot_ms < kept.last_boot_ms;
}

}  // namespace hadir::agent
