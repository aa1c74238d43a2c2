// What `hadir-hub status` says. One JSON object is made; the text for people is made from it, so the two cannot differ.
#pragma once

#include <boost/json/object.hpp>
#include <string>

#include "common/base/clock.h"
#include "hub/data_dir.h"

namespace hadir::hub {

// data, version, url, hub_key, fingerprint, epoch, tls{self_signed}, serving{url, process}|null,
// backup{directory, kept, at|null, age_s|null}, records{KIND: count}, conflicts,
// parked[{unit, origin, lane, seq, reason}], replicas[{origin, unit, label, state, enrolled, last_seen, revoked, commits}],
// codes[{unit, created, expires}], refusals[{origin, unit, label, code, count, first, last, detail}].
boost::json::object status_json(const DataDir& dir, store::ReplicaStore& store, const base::Clock& clock);

std::string status_text(const boost::json::object& status);

}  // namespace hadir::hub
