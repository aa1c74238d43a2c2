#include "common/log/clock_event.h"

#include <cstdlib>

#include "common/model/forms.h"

namespace hadir::log {
namespace {

using model::FieldValue;
using model::Value;

// The numbers of the fields in common/model/declared_records.h, which are for ever.
enum Number : std::uint32_t {
  pc = 1,
  moment,
  from_commit,
  what,
  at,
  at_offset,
  to_commit,
  by_ms,
  agrees,
  error_min,
  error_max,
  boot
};

const Value* find(const std::vector<FieldValue>& fields, Number number) {
  const auto found = std::ranges::find(fields, std::uint32_t{number}, &FieldValue::field);
  return found == fields.end() ? nullptr : &found->value;
}

// Another replica's stamp may be any number; what no clock shows is not computed with.
bool is_clock_time(std::int64_t ms) { return std::abs(ms / 2) < std::int64_t{1} << 52; }

std::optional<std::int64_t> integer(const std::vector<FieldValue>& fields, Number number) {
  const Value* value = find(fields, number);
  const auto* given = value == nullptr ? nullptr : std::get_if<std::int64_t>(value);
  return given == nullptr ? std::nullopt : std::optional(*given);
}

std::string text(const std::vector<FieldValue>& fields, Number number) {
  const Value* value = find(fields, number);
  const auto* given = value == nullptr ? nullptr : std::get_if<std::string>(value);
  return given == nullptr ? std::string() : *given;
}

bool covers(const ClockEvent& event, std::uint64_t seq) {
  return event.from_commit <= seq && (!event.to_commit || seq <= *event.to_commit);
}

}  // namespace

const char* name_of(ClockEvent::What what) {
  switch (what) {
    case ClockEvent::What::step: return "step";
    case ClockEvent::What::restart: return "restart";
    case ClockEvent::What::hub: return "hub";
    case ClockEvent::What::contradiction: return "contradiction";
  }
  return "unknown";
}

CommitName first_name(const Origin& origin, const Header& header) {
  const auto before = rewritten_of(header);
  return before ? CommitName{before->origin, before->seq} : CommitName{origin, header.seq};
}

model::Change change_of(const ClockEvent& event) {
  const auto number = [](std::uint64_t value) { return Value{static_cast<std::int64_t>(value)}; };
  model::Change change;
  change.kind = model::find_kind(clock_event_kind)->number;
  change.key = {{pc, to_text(event.pc)}, {moment, event.moment}, {from_commit, number(event.from_commit)}};
  change.fields = {{what, number(static_cast<std::uint64_t>(event.what))},
                   {at, event.at_ms},
                   {at_offset, std::int64_t{event.at_offset_minutes}}};
  if (event.to_commit) change.fields.push_back({to_commit, number(*event.to_commit)});
  if (event.by_ms) change.fields.push_back({by_ms, *event.by_ms});
  if (event.agrees) change.fields.push_back({agrees, std::int64_t{1}});
  if (event.error_min_ms) change.fields.push_back({error_min, *event.error_min_ms});
  if (event.error_max_ms) change.fields.push_back({error_max, *event.error_max_ms});
  if (!event.boot.empty()) change.fields.push_back({boot, event.boot});
  return change;
}

std::optional<ClockEvent> clock_event_of(const std::vector<FieldValue>& key, const std::vector<FieldValue>& fields) {
  const auto origin = parse_origin(text(key, pc));
  const auto noticed = integer(key, moment), first = integer(key, from_commit), last = integer(fields, to_commit);
  const auto finding = integer(fields, what), shown = integer(fields, at);
  if (!origin || !noticed || !first || *first < 0 || (last && *last < 0) || !finding || !shown) return std::nullopt;
  ClockEvent event;
  event.pc = *origin;
  event.moment = *noticed;
  event.from_commit = static_cast<std::uint64_t>(*first);
  if (last) event.to_commit = static_cast<std::uint64_t>(*last);
  event.what = static_cast<ClockEvent::What>(*finding);  // one beyond the known ones keeps its range and its error
  event.at_ms = *shown;
  event.at_offset_minutes = static_cast<std::int16_t>(integer(fields, at_offset).value_or(0));
  event.by_ms = integer(fields, by_ms);
  event.agrees = integer(fields, agrees) == 1;
  event.error_min_ms = integer(fields, error_min);
  event.error_max_ms = integer(fields, error_max);
  event.boot = text(fields, boot);
  return event;
}

std::optional<CorrectedTime> corrected(std::int64_t claimed_ms, const Stamp& stamp, std::uint64_t seq,
                                       std::span<const ClockEvent> events) {
  // A clock's time that cannot be written as an instant was claimed as the nearest one that can.
  const std::int64_t written = model::nearest_instant(stamp.ms);
  if (!is_clock_time(claimed_ms) || !is_clock_time(stamp.ms) || std::abs(claimed_ms - written) > same_moment_ms)
    return std::nullopt;
  const std::int64_t shown_ms = claimed_ms + (stamp.ms - written);
  const ClockEvent* latest = nullptr;
  for (const ClockEvent& event : events)
    if (covers(event, seq) && (latest == nullptr || event.moment > latest->moment)) latest = &event;
  if (latest == nullptr || latest->agrees) return std::nullopt;
  // An open statement was exact when it was made; since then the PC's clocks have drifted together. A closed one covers its
  // drift.
  const std::int64_t apart = latest->to_commit ? 0 : std::abs(stamp.ms - latest->at_ms);
  const std::int64_t drift = apart == 0 ? 0 : apart * drift_parts_per_million / 1'000'000 + 1;
  CorrectedTime time{{}, {}, *latest};
  if (latest->error_max_ms) time.not_before_ms = shown_ms - *latest->error_max_ms - drift;
  if (latest->error_min_ms) time.not_after_ms = shown_ms - *latest->error_min_ms + drift;
  return time;
}

}  // namespace hadir::log
