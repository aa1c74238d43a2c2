// Small builders for the tests of the change log and the store: keys, streams made by hand, stores in memory, dumps.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/crypto.h"
#include "common/log/chain.h"
#include "common/model/change.h"
#include "common/store/replica_store.h"

namespace hadir::test {

// The same key for the same number, on every machine.
base::KeyPair key_pair(std::uint8_t number);
log::Origin origin(std::uint8_t number);

inline constexpr std::int64_t noon_ms = 1'772'427'600'000;  // 2026-03-02T12:00:00+07:00
inline log::Stamp stamp_at(std::int64_t ms, log::Quality quality = log::Quality::hub) { return {ms, quality, 20}; }

// A change of a declared kind out of the JSON that people write. Throws Failure where that is refused.
model::Change change(std::string_view kind, std::string_view json);

// A stream written by hand, so that a test can say exactly what stands in it.
class HandMadeStream {
 public:
  HandMadeStream(base::KeyPair key, std::string scope, model::Lane lane);

  const log::StreamId& id() const { return id_; }
  const base::KeyPair& key() const { return key_; }
  // Appends a commit; `header.seq` is filled in. Answers its number.
  std::uint64_t add(base::Bytes payload, log::Header header = {});
  std::uint64_t add(const std::vector<model::Change>& changes, log::Header header = {});
  // Forgets commits after `seq`, as a restored database does.
  void cut(std::uint64_t seq);
  // Commits `first` to `last` (0: the newest), signed at the last.
  log::Slice slice(std::uint64_t first = 1, std::uint64_t last = 0) const;
  log::ChainHead head(std::uint64_t seq) const { return heads_.at(seq); }
  log::ChainHead head() const { return heads_.back(); }
  std::vector<log::Commit>& commits() { return commits_; }

 private:
  base::KeyPair key_;
  log::StreamId id_;
  std::vector<log::Commit> commits_;
  std::vector<log::ChainHead> heads_;  // by sequence number, genesis first
};

log::VersionVector vector_of(std::initializer_list<std::pair<log::Origin, std::uint64_t>> entries);

// A folder that goes when the test ends.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  std::string file(std::string_view name) const;

 private:
  std::string path_;
};

inline constexpr std::uint8_t hub_number = 200;

// In memory, with the hub's key known.
std::unique_ptr<store::ReplicaStore> memory_store();

store::Authorship authorship(const base::KeyPair& key, std::string scope = "7.01", log::Stamp stamp = stamp_at(noon_ms));
std::vector<store::Outcome> record(store::ReplicaStore& store, const store::Authorship& who,
                                   const std::vector<model::Change>& changes);
// Records one change that must be accepted.
void must_record(store::ReplicaStore& store, const store::Authorship& who, const model::Change& change);
base::Result<store::Ingested> ingest(store::ReplicaStore& store, const log::Slice& slice);
// Everything `from` holds of the scopes that `to` lacks.
void copy_all(store::ReplicaStore& from, store::ReplicaStore& to);

// The first column of the first row; "(none)" without one, "(null)" for NULL.
std::string query(store::ReplicaStore& store, const std::string& sql);
// All rows, cells joined by "|", blobs in hexadecimal.
std::vector<std::string> rows(store::ReplicaStore& store, const std::string& sql);
// All records with their versions, conflicts, parked commits, refused writes and vectors, in an order that does not depend on
// when what arrived. Two replicas that hold the same commits give the same text.
std::string dump(store::ReplicaStore& store);

}  // namespace hadir::test
