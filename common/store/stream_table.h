// Rows of `stream` and `commit_log`. Inside the store only.
#pragma once

#include <vector>

#include "common/store/replica_store.h"

namespace hadir::store {

struct StreamRow {
  StreamInfo info;
  log::VersionVector context;  // of the commit applied_seq
};

std::optional<StreamRow> find_stream(Database& database, const log::StreamId& id);
StreamRow find_or_create_stream(Database& database, const log::StreamId& id, const base::PublicKey& key);
// All streams of one scope and lane, ascending by origin.
std::vector<StreamRow> load_group(Database& database, std::string_view scope, model::Lane lane);
void save_stream(Database& database, const StreamRow& row);

void insert_commit(Database& database, std::int64_t stream, std::uint64_t seq, const log::Commit& commit, const base::Hash& hash,
                   const base::Signature* signature, std::int64_t now_ms);
std::optional<base::Hash> hash_at(Database& database, const StreamInfo& stream, std::uint64_t seq);
std::optional<log::Commit> load_commit(Database& database, std::int64_t stream, std::uint64_t seq);

}  // namespace hadir::store
