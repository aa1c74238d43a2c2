// Operations that the page needs and the command does another way: a file as a whole, and how the service itself does.
#pragma once

#include "agent/operations.h"

namespace hadir::agent {

// {"name", "content": the file's text, "kind"?, "device"?, "check"?} -> {"recorded", "unchanged", "quarantined": [{"line",
// "reason"}], "released", "lines", "records": [{"line", "record"}], at most 500 of them}. With "check" nothing is kept.
base::Result<boost::json::value> import_file_operation(Workplace& workplace, const boost::json::object& request);

// {} -> {"findings": as `hadir doctor` has them, without asking the network or reading the whole database, "version", "started",
// "data_dir", "database_bytes", "disk_free_bytes", "disk_total_bytes"}.
base::Result<boost::json::value> health_operation(Workplace& workplace, const boost::json::object& request);

}  // namespace hadir::agent
