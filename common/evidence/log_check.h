// Checks the log: numbers, headers, the hash chain, signatures, beacons. Works on ranges of one stream, so that several threads
// share a long one.
#pragma once

#include "common/evidence/finding.h"
#include "common/evidence/source.h"

namespace hadir::evidence {

struct LogRange {
  const StreamFacts* stream = nullptr;
  std::uint64_t first = 1, last = 0;
};

struct ErasedCommit {
  std::uint64_t seq = 0;
  base::Hash payload{};
};

struct LogCounts {
  std::uint64_t commits = 0, signatures = 0, beacons = 0;
  std::vector<ErasedCommit> erased;     // payload removed by law
  std::uint64_t claimed_too_early = 0;  // the claimed time lies before the beacon that the commit names
  std::uint64_t first_beacon_seq = 0;   // 0: none
  std::int64_t first_beacon_ms = 0, last_beacon_ms = 0;
};

// Checks the commits of a range against the row before it; the row behind it tells what was changed in the last one.
LogCounts check_range(store::Database& bench, const Source& source, const LogRange& range, Findings& findings);

// What holds for a stream as a whole: its key, where it ends, rows outside it.
void check_stream(store::Database& bench, const StreamFacts& stream, Findings& findings);

// Commits that a replica took out of its log when it went on under another key (table `displaced`): each must still follow from a
// commit of its stream, and be signed by its origin where the key is known here. Answers how many there are.
std::uint64_t check_displaced(store::Database& bench, const Source& source, const std::vector<StreamFacts>& streams,
                              Findings& findings);

}  // namespace hadir::evidence
