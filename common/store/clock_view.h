// What the clock events of a store say about the times of its punches. Agent, hub, reports and audits ask here.
#pragma once

#include "common/log/clock_event.h"
#include "common/store/record_table.h"

#include <boost/json/object.hpp>

namespace hadir::store {

// What is known about the clock of the PC `origin`, in the order of noticing.
std::vector<log::ClockEvent> clock_events(Database& database, std::string_view scope, const log::Origin& origin);

struct PunchTime {
  merge::Writer writer;  // the commit that first recorded it: who, on which PC, with which stamp
  std::optional<log::CorrectedTime> corrected;
};
// Nothing where there is no such punch. A punch that several PCs recorded (the same line of a machine's file) goes by the one
// that shows; its time is no PC's.
std::optional<PunchTime> punch_time(Database& database, const RecordRef& punch);

// {"not_before", "not_after": RFC 3339 or null, "why": step …, "by_ms", "noticed": what the clock showed}
boost::json::object to_json(const log::CorrectedTime& time, int offset_minutes);

}  // namespace hadir::store
