// What the clock events of a store say about the times of its punches. Agent, hub, reports and audits ask here.
#pragma once

#include <boost/json/object.hpp>
#include <map>

#include "common/log/clock_event.h"
#include "common/store/record_table.h"

namespace hadir::store {

// What is known about the clock of the PC `origin`, in the order of noticing; of all PCs of the unit, in no order that is
// promised.
std::vector<log::ClockEvent> clock_events(Database& database, std::string_view scope, const log::Origin& origin);
std::vector<log::ClockEvent> clock_events(Database& database, std::string_view scope);

// The name by which clock events speak of a commit that stands in the log here.
log::CommitName first_name(Database& database, const log::StreamId& id, std::uint64_t seq);

struct PunchTime {
  merge::Writer writer;             // the commit that first recorded it: who, on which PC, with which stamp
  std::int16_t offset_minutes = 0;  // that the punch is shown with
  std::optional<log::CorrectedTime> corrected;
};

// The times of many punches: reads each PC's events once.
class PunchTimes {
 public:
  explicit PunchTimes(Database& database) : database_(database) {}
  // Nothing where there is no such punch. A punch that several PCs recorded (the same line of a machine's file) goes by the one
  // that shows; its time is no PC's.
  std::optional<PunchTime> of(const RecordRef& punch);

 private:
  Database& database_;
  std::map<std::pair<std::string, log::Origin>, std::vector<log::ClockEvent>> events_;
};

// What `records --times` adds to a punch: {"pc", "commit", "quality", "bound_ms", "corrected": as below or null}
boost::json::object to_json(const PunchTime& time);
// {"not_before", "not_after": RFC 3339 or null, "why": step …, "by_ms", "noticed": what the clock showed}
boost::json::object to_json(const log::CorrectedTime& time, int offset_minutes);
// {"at": what the clock showed, "what", "by_ms", "agrees", "error_min_ms", "error_max_ms", "from_commit", "to_commit"}
boost::json::object to_json(const log::ClockEvent& event, int offset_minutes);

}  // namespace hadir::store
