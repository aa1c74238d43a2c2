// What the chunks of a base say, put into the tables. Inside the store only.
#pragma once

#include "common/store/base.h"

namespace hadir::store {

struct DecodedChunk {
  std::vector<wire::SnapshotRecord> records;
  std::vector<wire::KeptCommit> commits;
};
base::Result<DecodedChunk> decode_chunk(base::ByteView content, const wire::SnapshotManifest& manifest,
                                        const wire::SnapshotChunk& named);

void insert_kept(Database& database, std::int64_t stream, const wire::KeptCommit& kept);
// Commits that stand below the base in the log, and what is noted of them. Answers whether this replica can read some of them,
// so that the lane is to be projected anew.
bool install_commits(Database& database, const std::optional<base::PublicKey>& hub_key, Keyring* keys, std::string_view scope,
                     model::Lane lane, const std::vector<wire::KeptCommit>& commits);

}  // namespace hadir::store
