// Checks what people look at against the log: projects one group's log anew into scratch tables, with the projector that made the
// originals, and compares row by row. A record changed, added or removed by anything but a commit differs.
#pragma once

#include "common/evidence/finding.h"
#include "common/evidence/source.h"

namespace hadir::evidence {

struct RecordCounts {
  std::uint64_t records = 0;
  std::uint64_t unprovable = 0;  // differ only by what a later version knows
  std::uint64_t unread = 0;      // sealed commits that the keys at hand do not open
  std::uint64_t unread_records = 0;
  std::uint64_t waiting = 0;  // commits whose context is not there yet: part of no record
};

// One read transaction of its own; the bench's scratch tables are empty again afterwards.
RecordCounts check_records(store::Database& bench, const Source& source, const Group& group, Findings& findings);

}  // namespace hadir::evidence
