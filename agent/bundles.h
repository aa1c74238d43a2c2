// The exchange by stick, as an office does it: making files for the hub, taking the hub's answers, and carrying those of others.
// The operations of `hadir bundle …`; files themselves are read and written by the command, since the service sees no sticks.
#pragma once

#include "agent/operations.h"

namespace hadir::agent {

// {"part_bytes": N} -> {"kind", "commits", "parts": [{"name", "bytes", "content" in base64}]}. An office that waits for its
// enrolment gets a request for it and nothing else: the hub's key, to which records could be sealed, is not known yet.
base::Result<boost::json::value> bundle_export(Workplace& workplace, const boost::json::object& request);

// {"content" in base64} -> what became of it: "result" is taken, partly, refused, carried, already_carried or own.
// Fault::bad_input and others where it is no bundle at all.
base::Result<boost::json::value> bundle_import(Workplace& workplace, const boost::json::object& request);

// -> [{"name", "kind", "for", "from", …}]; with {"name"}: that one's "content"; and {"name"} -> removed.
base::Result<boost::json::value> carried_list(Workplace& workplace, const boost::json::object& request);
base::Result<boost::json::value> carried_content(Workplace& workplace, const boost::json::object& request);
base::Result<boost::json::value> carried_remove(Workplace& workplace, const boost::json::object& request);

}  // namespace hadir::agent
