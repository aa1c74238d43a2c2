// Rows of `stream` and `commit_log`. Inside the store only.
#pragma once

#include <span>
#include <vector>

#include "common/store/replica_store.h"

namespace hadir::store {

struct StreamRow {
  StreamInfo info;
  log::VersionVector context;  // of the commit applied_seq
};

std::optional<StreamRow> find_stream(Database& database, const log::StreamId& id);
StreamRow find_or_create_stream(Database& database, const log::StreamId& id, const base::PublicKey& key);
// The stream's row in its group, load_group()'s; made there and in the table where there is none.
StreamRow& find_or_create_stream(Database& database, std::vector<StreamRow>& group, const log::StreamId& id,
                                 const base::PublicKey& key);
// All streams of one scope and lane, ascending by origin.
std::vector<StreamRow> load_group(Database& database, std::string_view scope, model::Lane lane);
void save_stream(Database& database, const StreamRow& row);

// Appends commits to a stream's log; one object for many.
class CommitInsert {
 public:
  CommitInsert(Database& database, std::int64_t stream);
  // `signature` is null where the origin gave none on this head.
  void add(std::uint64_t seq, const log::Commit& commit, const base::Hash& hash, const base::Signature* signature,
           std::int64_t received_ms);

 private:
  Statement insert_;
  std::int64_t stream_;
};
// Commits that were stored a moment ago, at hand so that they need not be read back.
struct JustStored {
  std::int64_t stream = 0;  // its row
  std::uint64_t first_seq = 1;
  std::span<const log::Commit> commits;  // as they stand in the log
  std::span<const log::CheckedCommit> checked;
};
std::optional<base::Hash> hash_at(Database& database, const StreamInfo& stream, std::uint64_t seq);
std::optional<log::Commit> load_commit(Database& database, std::int64_t stream, std::uint64_t seq);

}  // namespace hadir::store
