// One list of everything that needs somebody: what rules find in the unit's records (common/desk/operations_attention.cc) and
// what only this PC knows. A row of the table in operations.cc.
#pragma once

#include "agent/operations.h"

namespace hadir::agent {

// {"employee": only what is about that person} -> {"rows": items as attention.office has them, and of the groups
//  conflicts   "subject": the conflict's id, of sealed kinds only for who answers for health data;
//              "code": settled_undone where a decision about it was taken back here
//  quarantine  one for each source of lines that nobody could take: "subject": its name, "count"
//  service     a backup that failed or is old, commits that could not be read or applied, streams that differ: "code"
// }. The urgent ones first, the latest days first.
base::Result<boost::json::value> attention_operation(Workplace& workplace, const boost::json::object& request);

}  // namespace hadir::agent
