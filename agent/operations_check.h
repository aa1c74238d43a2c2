// Operations and JSON of the comparison with the hub; rows of the table in operations.cc.
#pragma once

#include "agent/operations.h"

namespace hadir::agent {

// {} -> {"differences": [...]}, the latest first.
base::Result<boost::json::value> differences_operation(Workplace& workplace, const boost::json::object& request);
// Of `status`: {"all": 2, "open": 0, "latest": time or null}.
boost::json::object differences_json(Workplace& workplace);
// The member "check" of a sync's answer.
boost::json::object to_json(const sync::CheckReport& check);

}  // namespace hadir::agent
