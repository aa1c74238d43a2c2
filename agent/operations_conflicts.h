// Operations about what two PCs wrote without knowing of each other; rows of the table in operations.cc.
#pragma once

#include "agent/operations.h"

namespace hadir::agent {

// Every open conflict, as store::conflicts_json gives them.
base::Result<boost::json::value> conflicts_list(Workplace& workplace, const boost::json::object& request);

// {"id"}: one of them with all that helps to decide:
// {"id", "unit", "kind", "record", "field": {"name", "help", "type", "choices"}, "person": {"nip", "name"} or null, "shown",
//  "open": bool, "undone": bool, "can_undo": bool, "decision": as a value below or null,
//  "values": [{"value", "text", "author", "name", "at", "quality", "bound_ms", "pc", "here": written on this PC,
//              "saw": {"value", "author", "name", "at"} or null where there was nothing yet, "saw_known": bool}]}
// The value that shows (or showed before it was settled) comes first. Of sealed kinds only for who may see health data, which is
// put on record first.
base::Result<boost::json::value> conflicts_show(Workplace& workplace, const boost::json::object& request);

// {"id", "keep": a number of the list, or "value": another one}. Also of one that was taken back.
base::Result<boost::json::value> conflicts_settle(Workplace& workplace, const boost::json::object& request);

// {"settled": [as conflicts_show, without "saw"]}: those settled on this PC, the latest first; not of sealed kinds.
base::Result<boost::json::value> conflicts_settled(Workplace& workplace, const boost::json::object& request);

// {"id"}: takes back a settlement of this PC; what showed before shows again. Fault::clash where somebody wrote it meanwhile.
base::Result<boost::json::value> conflicts_undo(Workplace& workplace, const boost::json::object& request);

// Whether somebody may see what is sealed: heads a unit, or is its health officer.
bool answers_for_health(Office& office, const std::string& author);

}  // namespace hadir::agent
