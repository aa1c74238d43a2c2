// Everything that is known about one record: what it shows, which commits touched it, who wrote them on which PC, when they claim
// to have been made, how far that can be trusted and what proves it, what came of it (conflicts, corrections, refusals).
//
// Reads the log of the record's scope and lane once, looking for the record's key in the payloads: about a second per million
// commits.
#pragma once

#include <boost/json/object.hpp>
#include <functional>
#include <string>
#include <vector>

#include "common/base/civil.h"
#include "common/store/replica_store.h"

namespace hadir::evidence {

struct Standpoint {
  std::vector<std::string> scopes;                // where to look for the record
  int offset_minutes = base::wib_offset_minutes;  // how moments are printed
  base::Date today;                               // what "hari ini" means
  bool is_hub = false;                            // whose note received_ms is
  // How this side calls a PC; empty: only by its name.
  std::function<std::string(const log::Origin&)> label_of;
};

// `words`: the record as conflict lists and reports name it, KIND/KEY or KIND/KEY/FIELD, with instants in any offset; or the kind
// and the key's parts as words, of which the last ones may be missing and an instant may be a date. Answers either {"candidates":
// ids} where several records fit, or the explanation (see explain.cc for its members). Fault::bad_input, Fault::not_found. Throws
// what the store throws.
base::Result<boost::json::object> explain(store::ReplicaStore& store, const Standpoint& standpoint,
                                          const std::vector<std::string>& words);

// An explanation, or candidates, for people: Indonesian, several lines. `command`: "hadir" or "hadir-hub".
std::string explanation_text(const boost::json::object& explanation, const std::string& command);

}  // namespace hadir::evidence
