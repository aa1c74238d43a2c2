#include "common/store/views.h"

#include <boost/json/serialize.hpp>

#include "common/base/civil.h"
#include "common/model/forms.h"

namespace hadir::store {
namespace {

std::int64_t offset_shown(const ConflictEntry& entry) {
  const model::Field* companion = model::offset_companion(*entry.kind, *entry.field);
  if (companion == nullptr) return 0;
  const model::Value minutes = merge::shown(entry.state, *companion);
  const auto* number = std::get_if<std::int64_t>(&minutes);
  return number != nullptr ? *number : 0;
}

boost::json::object value_json(const ConflictEntry& entry, const merge::Head& head) {
  const merge::Writer& writer = entry.state.writers[head.writer];
  return {{"value", model::to_json(*entry.field, head.value, offset_shown(entry))},
          {"author", writer.author},
          {"at", base::format_rfc3339({writer.stamp.ms, 0})},
          {"quality", log::name_of(writer.stamp.quality)},
          {"origin", log::to_text(writer.origin)},
          {"commit", writer.seq}};
}

boost::json::object conflict_json(const ConflictEntry& entry) {
  const std::vector<merge::Head> heads = merge::ranking(entry.state, *entry.state.find(entry.field->number), *entry.field);
  boost::json::array values;
  for (const merge::Head& head : heads) values.push_back(value_json(entry, head));
  const auto value_of = [&](std::uint32_t number) { return merge::shown(entry.state, *model::find_field(*entry.kind, number)); };
  return {{"id", conflict_id(entry)},
          {"unit", entry.scope},
          {"kind", entry.kind->name},
          {"record", model::record_to_json(*entry.kind, entry.key, value_of)},
          {"field", entry.field->name},
          {"shown", model::to_json(*entry.field, merge::shown(entry.state, *entry.field), offset_shown(entry))},
          {"needs_decision", entry.field->reviewed},
          {"values", std::move(values)}};
}

}  // namespace

boost::json::object to_json(const model::Kind& kind, const RecordRow& row, PunchTimes* times) {
  boost::json::object record = model::record_to_json(kind, row.key, [&](std::uint32_t number) -> model::Value {
    for (std::size_t index = 0; index < kind.fields.size(); ++index)
      if (kind.fields[index].number == number) return row.values[index];
    return {};
  });
  if (times != nullptr && std::string_view(kind.name) == "punch") {
    const auto time = times->of({row.scope, kind, row.key});
    record["time"] = time ? boost::json::value(to_json(*time)) : boost::json::value(nullptr);
  }
  return record;
}

std::string conflict_id(const ConflictEntry& entry) {
  return std::string(entry.kind->name) + "/" + model::format_key(*entry.kind, entry.key) + "/" + entry.field->name;
}

std::size_t write_records_json(Database& database, const model::Kind& kind, const std::string* scope,
                               const std::vector<Filter>& filters, bool with_times,
                               const std::function<void(std::string_view)>& out) {
  PunchTimes times(database);
  std::size_t count = 0;
  out("[");
  for_each_record(database, kind, scope, filters, [&](const RecordRow& row) {
    out(count++ == 0 ? "\n" : ",\n");
    out(boost::json::serialize(to_json(kind, row, with_times ? &times : nullptr)));
    return true;
  });
  out("\n]\n");
  return count;
}

boost::json::array conflicts_json(ReplicaStore& store, const std::string* scope) {
  boost::json::array array;
  for (const ConflictEntry& entry : store.conflicts(scope)) array.push_back(conflict_json(entry));
  return array;
}

std::string lines_of(const boost::json::array& array) {
  std::string text = "[";
  for (std::size_t index = 0; index < array.size(); ++index)
    text += (index == 0 ? "\n" : ",\n") + boost::json::serialize(array[index]);
  return text + "\n]\n";
}

}  // namespace hadir::store
