// When and how far an office PC shortens its log (common/store/compaction.h): what is older than the months that it keeps, and
// that the hub said it holds. By itself once a day at most, after a complete sync, while nobody records anything.
#pragma once

#include "agent/office.h"
#include "agent/operations.h"

namespace hadir::agent {

struct CompactionResult {
  int keep_months = 0;  // 0: everything is kept
  std::uint64_t commits = 0, bytes = 0;
};

// How many months of log this PC keeps; 24 unless somebody said otherwise.
int keep_months(store::ReplicaStore& store);
// `dry_run`: says what would go. Fault::busy where the log changed meanwhile. Throws base::Failure where the store fails.
base::Result<CompactionResult> compact(Office& office, bool dry_run);
// Where it is time and quiet; nothing otherwise.
std::optional<CompactionResult> compact_when_quiet(Office& office);

// {"dry_run": bool, "keep_months": number or missing} -> {"keep_months", "commits", "bytes", "dry_run"}
base::Result<boost::json::value> compact_operation(Workplace& workplace, const boost::json::object& request);

}  // namespace hadir::agent
