#include "tests/unit/fixtures.h"

#include <boost/json/parse.hpp>
#include <filesystem>

#include "common/base/random.h"
#include "common/model/forms.h"
#include "tests/catch.h"

namespace hadir::test {

base::KeyPair key_pair(std::uint8_t number) {
  base::Seed seed;
  seed.fill(number);
  return base::KeyPair(seed);
}

log::Origin origin(std::uint8_t number) { return log::origin_of(key_pair(number).public_key()); }

model::Change change(std::string_view kind, std::string_view json) {
  return model::change_from_json(*model::find_kind(kind), boost::json::parse(json).as_object()).value();
}

HandMadeStream::HandMadeStream(base::KeyPair key, std::string scope, model::Lane lane)
    : key_(key), id_{log::origin_of(key.public_key()), std::move(scope), lane}, heads_{log::genesis(id_)} {}

std::uint64_t HandMadeStream::add(base::Bytes payload, log::Header header) {
  header.seq = heads_.back().seq + 1;
  commits_.push_back(log::make_commit(header, std::move(payload)));
  heads_.push_back({header.seq, log::next_hash(heads_.back().hash, commits_.back())});
  return header.seq;
}

std::uint64_t HandMadeStream::add(const std::vector<model::Change>& changes, log::Header header) {
  return add(model::encode_payload(changes), std::move(header));
}

void HandMadeStream::cut(std::uint64_t seq) {
  commits_.resize(seq);
  heads_.resize(seq + 1);
}

log::Slice HandMadeStream::slice(std::uint64_t first, std::uint64_t last) const {
  if (last == 0) last = commits_.size();
  log::Slice slice{id_, key_.public_key(), first, {}, {}};
  for (std::uint64_t seq = first; seq <= last; ++seq) slice.commits.push_back(commits_.at(seq - 1));
  slice.head_signature = key_.sign(log::head_message(id_, heads_.at(last)));
  return slice;
}

log::VersionVector vector_of(std::initializer_list<std::pair<log::Origin, std::uint64_t>> entries) {
  log::VersionVector vector;
  for (const auto& [origin, seq] : entries) vector.raise(origin, seq);
  return vector;
}

TemporaryFolder::TemporaryFolder()
    : path_((std::filesystem::temp_directory_path() / ("hadir-test-" + std::to_string(base::system_random().next()))).string()) {
  std::filesystem::create_directory(path_);
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string TemporaryFolder::file(std::string_view name) const { return (std::filesystem::path(path_) / name).string(); }

std::unique_ptr<store::ReplicaStore> memory_store() {
  auto store = store::ReplicaStore::open(":memory:").value();
  store->set_hub_key(key_pair(hub_number).public_key());
  return store;
}

store::Authorship authorship(const base::KeyPair& key, std::string scope, log::Stamp stamp) {
  const bool is_hub = key.public_key() == key_pair(hub_number).public_key();
  return {key, is_hub, std::move(scope), is_hub ? "hub" : "198609262015051001", stamp, std::nullopt, stamp.ms};
}

std::vector<store::Outcome> record(store::ReplicaStore& store, const store::Authorship& who,
                                   const std::vector<model::Change>& changes) {
  store::Transaction transaction(store.database());
  auto outcomes = store.record(who, changes);
  transaction.commit();
  return outcomes;
}

void must_record(store::ReplicaStore& store, const store::Authorship& who, const model::Change& change) {
  const auto outcomes = record(store, who, {change});
  REQUIRE(outcomes.size() == 1);
  INFO(base::describe(outcomes[0].error));
  REQUIRE(outcomes[0].kind == store::Outcome::Kind::recorded);
}

base::Result<store::Ingested> ingest(store::ReplicaStore& store, const log::Slice& slice) {
  store::Transaction transaction(store.database());
  auto result = store.ingest(slice, noon_ms);
  if (result) transaction.commit();
  return result;
}

void copy_all(store::ReplicaStore& from, store::ReplicaStore& to) {
  for (const std::string& scope : from.scopes())
    for (std::size_t lane = 0; lane < model::lane_count; ++lane)
      for (const store::StreamInfo& stream : from.streams(scope, static_cast<model::Lane>(lane))) {
        const auto present = to.stream(stream.stream);
        if (const auto slice = from.slice_after(stream, present ? present->stored.seq : 0, 1 << 20)) ingest(to, *slice).value();
      }
}

std::vector<std::string> rows(store::ReplicaStore& store, const std::string& sql) {
  std::vector<std::string> all;
  store::Statement statement = store.database().prepare(sql);
  while (statement.step()) {
    std::string row;
    for (int column = 0; column < statement.column_count(); ++column) {
      if (column > 0) row += '|';
      if (statement.is_null(column))
        row += "(null)";
      else if (sqlite3_column_type(statement.raw(), column) == SQLITE_BLOB)
        row += base::to_hex(statement.blob(column));
      else
        row += statement.text(column);
    }
    all.push_back(std::move(row));
  }
  return all;
}

std::string query(store::ReplicaStore& store, const std::string& sql) {
  const auto all = rows(store, sql);
  return all.empty() ? "(none)" : all.front();
}

std::string dump(store::ReplicaStore& store) {
  std::string text;
  const auto add = [&](const std::string& title, const std::string& sql) {
    text += "# " + title + "\n";
    for (const std::string& row : rows(store, sql)) text += row + "\n";
  };
  for (const model::Kind& kind : model::kinds())
    add(kind.name, "SELECT * FROM \"" + std::string(kind.name) + "\" ORDER BY scope, key");
  add("conflict", "SELECT * FROM conflict ORDER BY scope, kind, key, field");
  add("parked",
      "SELECT scope, lane, origin, seq, reason FROM parked JOIN stream ON stream.id = parked.stream ORDER BY scope, lane, "
      "origin, seq");
  add("refused_write",
      "SELECT scope, lane, origin, seq, kind, key, field FROM refused_write JOIN stream ON stream.id = refused_write.stream "
      "ORDER BY scope, lane, origin, seq, kind, key, field");
  add("stream",
      "SELECT scope, lane, origin, stored_seq, stored_hash, applied_seq, context, beacon_ms FROM stream ORDER BY 1, 2, 3");
  return text;
}

}  // namespace hadir::test
