// How values look outside: the text of CSV cells, SQL columns and the command line, and JSON. Both directions, with checks;
// what a person typed wrong is answered in Indonesian with what to do.
#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <string>
#include <string_view>

#include "common/base/error.h"
#include "common/model/change.h"
#include "common/model/kinds.h"

namespace hadir::model {

// Reads one field's text. For Type::instant the value is the UTC milliseconds and `offset_minutes`, where given, receives the
// offset that stood in the text. Empty text is monostate.
base::Result<Value> parse_text(const Field& field, std::string_view text, std::int64_t* offset_minutes = nullptr);

// The text of a value; "" for monostate. Instants are printed with the given offset. Never fails: a choice this version does not
// know prints as "?7".
std::string format_text(const Field& field, const Value& value, std::int64_t offset_minutes = 0);

// The instant that can be written which is nearest to a clock's time: a PC whose clock begins with 1970 records all the same.
std::int64_t nearest_instant(std::int64_t ms);

// What is shown of a Type::secret that is set.
inline constexpr const char* hidden_secret = "(rahasia)";

// JSON: text, except lists (arrays), booleans, integers (numbers), and null for monostate.
boost::json::value to_json(const Field& field, const Value& value, std::int64_t offset_minutes = 0);

// A change out of a JSON object with the public names ("kind" ignored; "deleted": true deletes), or out of CSV cells turned into
// one. Fills the `<name>_offset` companions of instants. Missing fields are left out of the change, null or "" writes "no value".
// Refuses unknown names, missing key fields, and values that do not fit.
base::Result<Change> change_from_json(const Kind& kind, const boost::json::object& object);

// Whether a change, from wherever it comes, fits the declarations; nullptr, or why not. Unknown field numbers are allowed.
const char* misfit(const Kind& kind, const Change& change);
// The same for the key alone, and for one value.
const char* key_misfit(const Kind& kind, const std::vector<FieldValue>& key);
bool fits(const Field& field, const Value& value);

// The JSON object of a record: key fields, then fields, in declared order, under their public names. `value_of` answers the value
// of a non-key field by its number.
template <class ValueOf>
boost::json::object record_to_json(const Kind& kind, const std::vector<FieldValue>& key, ValueOf value_of);

// The text name of a record: its key fields joined by "/".
std::string format_key(const Kind& kind, const std::vector<FieldValue>& key);

// The companion that holds the offset of an instant field; nullptr for other fields.
const Field* offset_companion(const Kind& kind, const Field& instant);

template <class ValueOf>
boost::json::object record_to_json(const Kind& kind, const std::vector<FieldValue>& key, ValueOf value_of) {
  boost::json::object object;
  const auto put = [&](const Field& field, const Value& value) {
    if (field.type == Type::offset) return;
    std::int64_t offset = 0;
    if (const Field* companion = offset_companion(kind, field)) {
      const Value minutes = value_of(companion->number);
      if (const auto* number = std::get_if<std::int64_t>(&minutes)) offset = *number;
    }
    object[field.name] = to_json(field, value, offset);
  };
  for (std::size_t index = 0; index < kind.key.size(); ++index) put(kind.key[index], key[index].value);
  for (const Field& field : kind.fields) put(field, value_of(field.number));
  return object;
}

}  // namespace hadir::model
