// `hadir sync --dry-run`: what a sync would cost now, from the very requests that it would send.
#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "agent/operations.h"

namespace hadir::agent {

// {"lanes": [{"lane", "commits", "bytes"}], "sent_bytes", "received_bytes", "requests", "seconds"}: bytes as they would cross the
// link, on a new connection whose session is resumed; seconds null where this network's speed is not known. What the hub has for
// this PC is not known before it is asked: received_bytes is the least.
base::Result<boost::json::value> sync_cost_operation(Workplace& workplace, const boost::json::object& request);

}  // namespace hadir::agent
