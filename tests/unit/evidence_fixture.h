// A small database with one of everything that a check must look at: several origins, lanes and scopes, conflicts, corrections,
// an erased payload, parked and deferred commits, refused writes, receipts, beacons.
#pragma once

#include <memory>
#include <string>

#include "common/evidence/verify.h"
#include "tests/unit/fixtures.h"

namespace hadir::test {

// The office's own replica, in a file; `office` has key_pair(1), the PC beside it key_pair(2).
class RichOffice {
 public:
  RichOffice();

  const std::string& path() const { return path_; }
  store::ReplicaStore& store() { return *store_; }
  // Writes what is in the -wal into the file and closes it.
  void close();
  // Runs SQL as somebody with the sqlite3 command would, on the closed or the open file.
  void tamper(const std::string& sql);

 private:
  void take_receipt(std::int64_t hub_ms);
  TemporaryFolder folder_;
  std::string path_;
  std::unique_ptr<store::ReplicaStore> store_;
};

// Intact or not, and all findings in one text.
evidence::Report verified(const std::string& path, unsigned threads = 2);
std::string findings_of(const evidence::Report& report);

}  // namespace hadir::test
