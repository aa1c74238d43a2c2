#include "common/store/clock_view.h"

#include "common/base/civil.h"

namespace hadir::store {
namespace {

template <class Number>
boost::json::value or_null(const std::optional<Number>& number) {
  return number ? boost::json::value(*number) : boost::json::value(nullptr);
}

}  // namespace

std::vector<log::ClockEvent> clock_events(Database& database, std::string_view scope, const log::Origin& origin) {
  const model::Kind& kind = *model::find_kind(log::clock_event_kind);
  const std::string unit(scope);
  std::vector<log::ClockEvent> events;
  for_each_record(database, kind, &unit, {{"pc", Filter::Op::equal, log::to_text(origin)}}, [&](const RecordRow& row) {
    std::vector<model::FieldValue> fields;
    for (std::size_t index = 0; index < kind.fields.size(); ++index)
      fields.push_back({kind.fields[index].number, row.values[index]});
    if (auto event = log::clock_event_of(row.key, fields)) events.push_back(std::move(*event));
    return true;
  });
  std::ranges::sort(events, {}, &log::ClockEvent::moment);
  return events;
}

std::optional<PunchTime> punch_time(Database& database, const RecordRef& punch) {
  const model::Field& at = *model::find_named(*punch.kind, "at");
  const model::Field& direction = *model::find_named(*punch.kind, "direction");
  const auto state = load_record(database, punch);
  const merge::FieldState* field = state ? state->find(direction.number) : nullptr;
  const auto key = model::decode_key(punch.key);
  if (field == nullptr || !key) return std::nullopt;
  const auto given = std::ranges::find(*key, at.number, &model::FieldValue::field);
  const auto* claimed = given == key->end() ? nullptr : std::get_if<std::int64_t>(&given->value);
  if (claimed == nullptr) return std::nullopt;
  PunchTime time;
  time.writer = state->writers[merge::ranking(*state, *field, direction).front().writer];
  time.corrected =
      log::corrected(*claimed, time.writer.stamp, time.writer.seq, clock_events(database, punch.scope, time.writer.origin));
  return time;
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
