#include "common/store/clock_view.h"

#include "common/base/civil.h"
#include "common/store/stream_table.h"

namespace hadir::store {
namespace {

template <class Number>
boost::json::value or_null(const std::optional<Number>& number) {
  return number ? boost::json::value(*number) : boost::json::value(nullptr);
}

std::vector<log::ClockEvent> events_where(Database& database, std::string_view scope, const std::vector<Filter>& filters) {
  const model::Kind& kind = *model::find_kind(log::clock_event_kind);
  const std::string unit(scope);
  std::vector<log::ClockEvent> events;
  for_each_record(database, kind, &unit, filters, [&](const RecordRow& row) {
    std::vector<model::FieldValue> fields;
    for (std::size_t index = 0; index < kind.fields.size(); ++index)
      fields.push_back({kind.fields[index].number, row.values[index]});
    if (auto event = log::clock_event_of(row.key, fields)) events.push_back(std::move(*event));
    return true;
  });
  return events;
}

}  // namespace

log::CommitName first_name(Database& database, const log::StreamId& id, std::uint64_t seq) {
  const auto stream = find_stream(database, id);
  const auto commit = stream ? load_commit(database, stream->info.id, seq) : std::nullopt;
  if (!commit) return {id.origin, seq};
  return log::first_name(id.origin, log::decode_header(commit->header).value());
}

std::vector<log::ClockEvent> clock_events(Database& database, std::string_view scope, const log::Origin& origin) {
  auto events = events_where(database, scope, {{"pc", Filter::Op::equal, log::to_text(origin)}});
  std::ranges::sort(events, {}, &log::ClockEvent::moment);
  return events;
}

std::vector<log::ClockEvent> clock_events(Database& database, std::string_view scope) {
  return events_where(database, scope, {});
}

std::optional<PunchTime> PunchTimes::of(const RecordRef& punch) {
  const auto state = load_record(database_, punch);
  const auto key = model::decode_key(punch.key);
  if (!state || state->writers.empty() || !key) return std::nullopt;
  const auto number = [&](const char* name) { return model::find_named(*punch.kind, name)->number; };
  const auto given = std::ranges::find(*key, number("at"), &model::FieldValue::field);
  const auto* claimed = given == key->end() ? nullptr : std::get_if<std::int64_t>(&given->value);
  if (claimed == nullptr) return std::nullopt;
  const model::Field& direction = *model::find_named(*punch.kind, "direction");
  const merge::FieldState* field = state->find(direction.number);
  const std::size_t writer = field == nullptr ? 0 : merge::ranking(*state, *field, direction).front().writer;
  const model::Value minutes = merge::shown(*state, *model::find_named(*punch.kind, "at_offset"));
  const auto* offset = std::get_if<std::int64_t>(&minutes);
  PunchTime time{state->writers[writer], static_cast<std::int16_t>(offset == nullptr ? 0 : *offset), {}};
  const log::CommitName name = first_name(database_, {time.writer.origin, punch.scope, punch.kind->lane}, time.writer.seq);
  const auto [known, is_new] = events_.try_emplace({punch.scope, name.origin});
  if (is_new) known->second = clock_events(database_, punch.scope, name.origin);
  time.corrected = log::corrected(*claimed, time.writer.stamp, name.seq, known->second);
  return time;
}

boost::json::object to_json(const PunchTime& time) {
  return {{"pc", log::to_text(time.writer.origin)},
          {"commit", time.writer.seq},
          {"quality", log::name_of(time.writer.stamp.quality)},
          {"bound_ms", time.writer.stamp.bound_ms},
          {"corrected",
           time.corrected ? boost::json::value(to_json(*time.corrected, time.offset_minutes)) : boost::json::value(nullptr)}};
}

boost::json::object to_json(const log::ClockEvent& event, int offset_minutes) {
  return {{"at", base::format_rfc3339({event.at_ms, static_cast<std::int16_t>(offset_minutes)})},
          {"what", log::name_of(event.what)},
          {"by_ms", or_null(event.by_ms)},
          {"agrees", event.agrees},
          {"error_min_ms", or_null(event.error_min_ms)},
          {"error_max_ms", or_null(event.error_max_ms)},
          {"from_commit", event.from_commit},
          {"to_commit", or_null(event.to_commit)}};
}

boost::json::object to_json(const log::CorrectedTime& time, int offset_minutes) {
  const auto moment = [&](const std::optional<std::int64_t>& ms) -> boost::json::value {
    if (!ms) return nullptr;
    return boost::json::value(base::format_rfc3339({*ms, static_cast<std::int16_t>(offset_minutes)}));
  };
  return {{"not_before", moment(time.not_before_ms)},
          {"not_after", moment(time.not_after_ms)},
          {"why", log::name_of(time.why.what)},
          {"by_ms", or_null(time.why.by_ms)},
          {"noticed", moment(time.why.at_ms)}};
}

}  // namespace hadir::store
