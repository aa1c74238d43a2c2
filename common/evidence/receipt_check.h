// Checks what the hub stated and this database keeps: receipts, and the latest beacon.
#pragma once

#include "common/evidence/finding.h"
#include "common/evidence/source.h"

namespace hadir::evidence {

struct ReceiptCounts {
  std::uint64_t receipts = 0;
  // By stream id: the newest commit that a sound receipt covers.
  std::map<std::int64_t, std::uint64_t> covered;
};

// Rows `first` to `last` of `receipt`.
ReceiptCounts check_receipts(store::Database& bench, const Source& source, const std::vector<StreamFacts>& streams,
                             std::int64_t first, std::int64_t last, Findings& findings);

// That no stream claims more than its receipts prove.
void check_coverage(const std::vector<StreamFacts>& streams, const std::map<std::int64_t, std::uint64_t>& covered,
                    Findings& findings);

// The beacon that goes into the next commits.
void check_held_beacon(store::Database& bench, const Source& source, Findings& findings);

}  // namespace hadir::evidence
