// Proves a replica's database from its own bytes, offline: the file, the chains, signatures, receipts and beacons, and that every
// record that people see is what the commits say. Reads only; a service may be running on the same file.
//
// What it cannot prove, and says: received_ms and quarantined lines are this machine's own notes; commits cut off the end of
// another PC's stream together with the note where it ended leave no trace here (that PC's receipts show them).
#pragma once

#include <boost/json/object.hpp>
#include <functional>

#include "common/evidence/finding.h"
#include "common/evidence/source.h"

namespace hadir::evidence {

struct VerifyOptions {
  std::string path;
  // The hub's public key (64 hexadecimal digits) or its fingerprint (32), known from elsewhere; empty: the one in the database.
  std::string hub_key;
  std::string hub_key_from = "--hub-key";  // where a given one is from, for the report
  unsigned threads = 1;
  // Whose database it may be: what is sealed is proven where it is that of one of these.
  std::vector<base::KeyPair> pairs = {};
  // Called from several threads, one at a time: how many of the log's commits are checked.
  std::function<void(std::uint64_t done, std::uint64_t total)> progress;
};

// What an erasure took out of this database.
struct ErasureReport {
  std::string unit;
  base::Hash payload{};
  ErasureNote note;
  std::vector<std::pair<log::StreamId, std::uint64_t>> commits;
};

struct Report {
  std::string path;
  std::optional<base::PublicKey> hub_key;
  std::string hub_key_from;  // empty: from the database itself
  std::uint64_t streams = 0, commits = 0, signatures = 0, beacons = 0, receipts = 0, records = 0;
  std::uint64_t erased = 0, unprovable = 0, waiting = 0, displaced = 0;
  std::uint64_t below_base = 0;      // commits that are not here, for whose records the hub's signed snapshot stands
  std::uint64_t unread = 0;          // sealed commits that cannot be read here: chain and signature are proven, no record
  std::uint64_t unread_records = 0;  // that nothing but those wrote
  std::uint64_t after_beacon = 0;    // commits with a lower bound: a beacon at or before them
  std::uint64_t before_receipt = 0;  // commits with an upper bound: a receipt kept here covers them
  std::uint64_t claimed_too_early = 0;
  std::uint64_t findings_total = 0;
  std::vector<ErasureReport> erasures;  // those that commits here were erased by
  std::vector<Finding> findings;        // the first ones of each stream and table

  bool intact() const { return findings_total == 0; }
  // The first commit that fails, where one does.
  const Finding* first_bad_commit() const;
};

// Errors: the file cannot be read at all, is no replica's database, was being changed meanwhile (Fault::busy), or the given key
// is malformed. Damage inside is a report.
base::Result<Report> verify(const VerifyOptions& options);

boost::json::object to_json(const Report& report);
// Indonesian, several lines.
std::string to_text(const Report& report, std::size_t most_findings);

}  // namespace hadir::evidence
