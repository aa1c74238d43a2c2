// What people and programs see of a store, as JSON: the same bytes on every replica that holds the same commits.
#pragma once

#include <boost/json/array.hpp>
#include <functional>
#include <string>
#include <string_view>

#include "common/store/clock_view.h"
#include "common/store/replica_store.h"

namespace hadir::store {

// "[\n" then one object per line, "]\n"; streamed to `out`, so that a year of punches needs no memory. Answers how many.
// `with_times`: see to_json.
std::size_t write_records_json(Database& database, const model::Kind& kind, const std::string* scope,
                               const std::vector<Filter>& filters, bool with_times,
                               const std::function<void(std::string_view)>& out);

// Every open conflict: id ("KIND/KEY…/FIELD"), unit, kind, record, field, shown, needs_decision, values. The value that shows
// comes first, each with author, claimed time, its quality, and the commit that wrote it.
boost::json::array conflicts_json(ReplicaStore& store, const std::string* scope);

// The fields as people read them. A punch has, with `times`, also "time": what is known of it.
boost::json::object to_json(const model::Kind& kind, const RecordRow& row, PunchTimes* times = nullptr);
std::string conflict_id(const ConflictEntry& entry);

// An array as write_records_json prints it.
std::string lines_of(const boost::json::array& array);

}  // namespace hadir::store
