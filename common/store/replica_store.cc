#include "common/store/replica_store.h"

#include "common/base/limits.h"
#include "common/store/base.h"
#include "common/store/continuation.h"
#include "common/store/erasure.h"
#include "common/store/migrations.h"
#include "common/store/projector.h"
#include "common/store/recorder.h"
#include "common/store/restore.h"
#include "common/store/sealed_payload.h"
#include "common/store/stream_table.h"

namespace hadir::store {
namespace {

constexpr std::string_view hub_key_name = "hub_key", origin_name = "origin";

}  // namespace

base::Result<std::unique_ptr<ReplicaStore>> ReplicaStore::open(const std::string& path, StoreOptions options) {
  std::unique_ptr<base::FileLock> use;
  if (options.vfs == nullptr && path != ":memory:") {
    auto allowed = use_database(path);
    if (!allowed) return allowed.error();
    use = std::move(*allowed);
  }
  auto database = Database::open(path, options.durability, options.vfs);
  if (!database) return database.error();
  if (auto migrated = migrate(**database, path); !migrated) return migrated.error();
  std::unique_ptr<ReplicaStore> store(new ReplicaStore(std::move(*database), std::move(use)));
  if (auto projected = guarded([&] { store->project_deferred(); }); !projected) return projected.error();
  static_cast<void>(guarded([&] { store->scrub(); }));  // what could not be done now is done at the next occasion
  return store;
}

std::optional<std::int64_t> ReplicaStore::number(std::string_view key) {
  Statement row = database_->prepare("SELECT value FROM meta WHERE key = ?");
  if (!row.bind(1, key).step()) return std::nullopt;
  return row.integer(0);
}

void ReplicaStore::set_number(std::string_view key, std::int64_t value) {
  database_->prepare("INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value")
      .bind(1, key)
      .bind(2, value)
      .run();
}

std::optional<base::Bytes> ReplicaStore::bytes(std::string_view key) {
  Statement row = database_->prepare("SELECT value FROM meta WHERE key = ?");
  if (!row.bind(1, key).step()) return std::nullopt;
  return base::Bytes(row.blob(0).begin(), row.blob(0).end());
}

void ReplicaStore::set_bytes(std::string_view key, base::ByteView value) {
  database_->prepare("INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value")
      .bind(1, key)
      .bind(2, value)
      .run();
}

std::optional<base::PublicKey> ReplicaStore::hub_key() {
  const auto stored = bytes(hub_key_name);
  base::PublicKey key;
  if (!stored || stored->size() != key.size()) return std::nullopt;
  std::ranges::copy(*stored, key.begin());
  return key;
}

void ReplicaStore::set_hub_key(const base::PublicKey& key) { set_bytes(hub_key_name, key); }

log::VersionVector ReplicaStore::stored_vector(std::string_view scope, model::Lane lane) {
  log::VersionVector vector;
  for (const StreamRow& row : load_group(*database_, scope, lane)) vector.raise(row.info.stream.origin, row.info.stored.seq);
  return vector;
}

std::vector<StreamInfo> ReplicaStore::streams(std::string_view scope, model::Lane lane) {
  std::vector<StreamInfo> infos;
  for (StreamRow& row : load_group(*database_, scope, lane)) infos.push_back(std::move(row.info));
  return infos;
}

std::optional<StreamInfo> ReplicaStore::stream(const log::StreamId& id) {
  auto row = find_stream(*database_, id);
  if (!row) return std::nullopt;
  return std::move(row->info);
}

std::vector<std::string> ReplicaStore::scopes() {
  std::vector<std::string> all;
  for (Statement rows = database_->prepare("SELECT DISTINCT scope FROM stream ORDER BY scope"); rows.step();)
    all.emplace_back(rows.text(0));
  return all;
}

std::optional<base::Hash> ReplicaStore::hash_at(const log::StreamId& id, std::uint64_t seq) {
  const auto row = find_stream(*database_, id);
  if (!row) return seq == 0 ? std::optional(log::genesis(id).hash) : std::nullopt;
  return store::hash_at(*database_, row->info, seq);
}

std::optional<std::int64_t> ReplicaStore::received_at(const StreamInfo& stream, std::uint64_t seq) {
  Statement row = database_->prepare("SELECT received_ms FROM commit_log WHERE stream = ? AND seq = ?");
  if (!row.bind(1, stream.id).bind(2, static_cast<std::int64_t>(seq)).step()) return std::nullopt;
  return row.integer(0);
}

std::optional<log::Slice> ReplicaStore::slice_after(const StreamInfo& stream, std::uint64_t after, std::size_t budget_bytes) {
  if (after + 1 < log_begin(*database_, stream.id)) return std::nullopt;
  log::Slice slice;
  slice.stream = stream.stream;
  slice.key = stream.key;
  slice.first_seq = after + 1;
  std::size_t bytes = 0, signed_commits = 0;
  Statement rows = database_->prepare(
      "SELECT header, payload, payload_hash, signature FROM commit_log WHERE stream = ? AND seq > ? ORDER BY seq");
  rows.bind_all(stream.id, static_cast<std::int64_t>(after));
  while ((signed_commits == 0 || bytes < budget_bytes) && slice.commits.size() < base::limits::slice_commits && rows.step()) {
    log::Commit commit;
    commit.header.assign(rows.blob(0).begin(), rows.blob(0).end());
    if (rows.is_null(1))
      std::ranges::copy(rows.blob(2), commit.payload_hash.begin());
    else
      commit.payload.emplace(rows.blob(1).begin(), rows.blob(1).end()), commit.payload_hash = base::hash_of(*commit.payload);
    bytes += log::size_of(commit);
    if (signed_commits > 0 && bytes > base::limits::slice_bytes) break;
    slice.commits.push_back(std::move(commit));
    if (!rows.is_null(3)) {
      std::ranges::copy(rows.blob(3), slice.head_signature.begin());
      signed_commits = slice.commits.size();
    }
  }
  slice.commits.resize(signed_commits);
  if (slice.commits.empty()) return std::nullopt;
  return slice;
}

std::optional<log::SliceCheck> ReplicaStore::check_beside(Database& reader, const log::Slice& slice) {
  const auto row = find_stream(reader, slice.stream);
  const auto before = row && slice.first_seq > 0 ? store::hash_at(reader, row->info, slice.first_seq - 1)
                      : slice.first_seq == 1     ? std::optional(log::genesis(slice.stream).hash)
                                                 : std::nullopt;
  if (!before) return std::nullopt;
  const log::ChainHead head{slice.first_seq - 1, *before};
  log::SliceCheck check{head, log::check_slice(slice, head)};
  for (std::size_t at = 0; check.result && at < slice.commits.size(); ++at) {
    log::CheckedCommit& checked = (*check.result)[at];
    if (slice.commits[at].payload) checked.changes = plain_changes(checked.header, *slice.commits[at].payload);
  }
  return check;
}

base::Result<Ingested> ReplicaStore::ingest(const log::Slice& slice, std::int64_t now_ms, const log::SliceCheck* check) {
  HADIR_CHECK(database_->in_transaction());
  const auto clash = [&](const char* what, const std::string& hint) {
    return base::Error{
        base::Fault::clash,
        std::string(what) + ": aliran " + log::to_text(slice.stream) + " mulai commit " + std::to_string(slice.first_seq), hint};
  };
  if (slice.first_seq == 0)
    return base::Error{base::Fault::corrupt, "aliran " + log::to_text(slice.stream) + ": commit 0",
                       "kirimkan pesan ini kepada sekretariat"};
  const log::StreamId& id = slice.stream;
  std::vector<StreamRow> group = load_group(*database_, id.scope, id.lane);
  const auto same_origin = [&](const StreamRow& row) { return row.info.stream.origin == id.origin; };
  const auto found = std::ranges::find_if(group, same_origin);
  const StreamInfo* present = found == group.end() ? nullptr : &found->info;
  // An origin is a short hash of its key; whoever finds another key under the same hash does not take the stream over.
  if (present != nullptr && present->key != slice.key)
    return base::Error{base::Fault::refused, "aliran " + log::to_text(slice.stream) + ": kuncinya bukan yang dahulu",
                       "kirimkan pesan ini kepada sekretariat"};
  const std::uint64_t stored = present != nullptr ? present->stored.seq : 0;
  if (present != nullptr && slice.first_seq < log_begin(*database_, present->id))
    return clash("base", "catatan selama itu di PC ini sudah diringkas; yang lengkap ada di hub");
  if (slice.first_seq > stored + 1) return clash("gap", "yang belum ada di sini mulai dari commit " + std::to_string(stored + 1));
  const auto known_hash = [&](std::uint64_t seq) {
    return present != nullptr ? store::hash_at(*database_, *present, seq) : std::optional(log::genesis(id).hash);
  };
  const auto before = known_hash(slice.first_seq - 1);
  if (!before)
    throw base::Failure(
        {base::Fault::corrupt, "catatan perubahan berlubang", "jalankan perintah doctor, lalu restore dari cadangan terakhir"});

  const log::ChainHead head{slice.first_seq - 1, *before};
  std::optional<log::SliceCheck> made_now;
  if (check == nullptr || check->before != head) check = &made_now.emplace(log::SliceCheck{head, log::check_slice(slice, head)});
  // A slice that hangs on another history than ours is well signed by its author and yet does not fit here.
  if (!check->result) return check->result.error();
  const std::vector<log::CheckedCommit>& checked = *check->result;
  for (std::size_t index = 0; index < checked.size() && slice.first_seq + index <= stored; ++index)
    if (known_hash(slice.first_seq + index) != checked[index].hash)
      return clash("fork", "satu nomor berarti dua commit: basis data PC ini pernah disalin atau dipulihkan");
  const auto key = hub_key();
  if (slice.first_seq <= stored && put_back(*database_, key, *present, slice)) {
    reproject(id.scope, id.lane);
    group = load_group(*database_, id.scope, id.lane);
  }
  if (slice.last_seq() <= stored) return Ingested{stored, 0};

  StreamRow& row = find_or_create_stream(*database_, group, id, slice.key);
  const std::size_t known = static_cast<std::size_t>(stored + 1 - slice.first_seq);
  const bool may_be_erased = has_erasures(*database_, id.scope);
  std::optional<log::Slice> shortened;  // by the payloads that an erasure takes out
  CommitInsert insert(*database_, row.info.id);
  for (std::size_t index = known; index < slice.commits.size(); ++index) {
    const bool last = index + 1 == slice.commits.size();
    const std::uint64_t seq = slice.first_seq + index;
    const log::Commit& given = slice.commits[index];
    if (may_be_erased && given.payload && is_erased(*database_, key, row.info, seq, given)) {
      if (!shortened) shortened = slice;
      shortened->commits[index].payload.reset();
    }
    insert.add(seq, (shortened ? *shortened : slice).commits[index], checked[index].hash, last ? &slice.head_signature : nullptr,
               now_ms);
  }
  row.info.stored = {slice.last_seq(), checked.back().hash};
  project(*database_, key, &keyring_, group, {row.info.id, slice.first_seq, (shortened ? *shortened : slice).commits, checked});
  project_readable();
  return Ingested{slice.last_seq(), slice.commits.size() - known};
}

std::vector<Outcome> ReplicaStore::record(const Authorship& authorship, const std::vector<model::Change>& changes) {
  HADIR_CHECK(database_->in_transaction());
  Recorder recorder(*database_, authorship, hub_key(), &keyring_);
  for (const model::Change& change : changes) recorder.add(change);
  std::vector<Outcome> outcomes = recorder.finish();
  project_readable();
  return outcomes;
}

std::optional<log::Origin> ReplicaStore::own_origin() {
  const auto stored = bytes(origin_name);
  log::Origin origin;
  if (!stored || stored->size() != origin.size()) return std::nullopt;
  std::ranges::copy(*stored, origin.begin());
  return origin;
}

void ReplicaStore::set_own_origin(const log::Origin& origin) { set_bytes(origin_name, origin); }

std::uint64_t ReplicaStore::continue_as(const base::KeyPair& key, std::string_view scope, const LaneNumbers& kept,
                                        wire::Return why, std::int64_t now_ms) {
  HADIR_CHECK(database_->in_transaction());
  const auto before = own_origin();
  HADIR_CHECK(before && *before != log::origin_of(key.public_key()));
  std::uint64_t rewritten = 0;
  for (std::size_t lane = 0; lane < model::lane_count; ++lane)
    if (const auto stream = find_stream(*database_, {*before, std::string(scope), static_cast<model::Lane>(lane)})) {
      const std::uint64_t least = log_begin(*database_, stream->info.id) - 1;  // the hub signed that it holds what is below
      const std::uint64_t keep = std::clamp(kept[lane], least, stream->info.stored.seq);
      rewritten += continue_stream(*database_, hub_key(), &keyring_, *stream, keep, key, now_ms);
    }
  const log::Origin after = log::origin_of(key.public_key());
  set_own_origin(after);
  Statement insert =
      database_->prepare("INSERT INTO continuation (at_ms, why, from_origin, to_origin, rewritten) VALUES (?, ?, ?, ?, ?)");
  insert.bind_all(now_ms, std::int64_t{static_cast<int>(why)}, base::ByteView(*before), base::ByteView(after),
                  static_cast<std::int64_t>(rewritten));
  insert.run();
  return rewritten;
}

std::vector<ReplicaStore::Continuation> ReplicaStore::continuations() {
  std::vector<Continuation> all;
  Statement rows = database_->prepare("SELECT at_ms, why, from_origin, to_origin, rewritten FROM continuation ORDER BY id DESC");
  while (rows.step()) {
    Continuation one{
        rows.integer(0), static_cast<wire::Return>(rows.integer(1)), {}, {}, static_cast<std::uint64_t>(rows.integer(4))};
    std::ranges::copy(rows.blob(2), one.from.begin());
    std::ranges::copy(rows.blob(3), one.to.begin());
    all.push_back(one);
  }
  return all;
}

void ReplicaStore::displace(const log::StreamId& id, std::uint64_t kept, std::int64_t now_ms) {
  HADIR_CHECK(database_->in_transaction());
  if (const auto stream = find_stream(*database_, id))
    displace_stream(*database_, hub_key(), &keyring_, *stream, std::max(kept, log_begin(*database_, stream->info.id) - 1),
                    now_ms);
}

std::uint64_t ReplicaStore::displaced_count() {
  Statement row = database_->prepare("SELECT count(*) FROM displaced");
  row.step();
  return static_cast<std::uint64_t>(row.integer(0));
}

std::optional<std::uint64_t> ReplicaStore::agreement(const log::Slice& slice) {
  const auto present = find_stream(*database_, slice.stream);
  if (present && slice.first_seq < log_begin(*database_, present->info.id)) return std::nullopt;
  const auto before = hash_at(slice.stream, slice.first_seq - 1);
  if (!before) return std::nullopt;
  const auto checked = log::check_slice(slice, {slice.first_seq - 1, *before});
  if (!checked) return std::nullopt;
  std::uint64_t same = slice.first_seq - 1;
  for (const log::CheckedCommit& commit : *checked) {
    if (hash_at(slice.stream, same + 1) != commit.hash) break;
    ++same;
  }
  return same;
}

void ReplicaStore::reproject(std::string_view scope, model::Lane lane) {
  HADIR_CHECK(database_->in_transaction());
  store::reproject(*database_, hub_key(), &keyring_, scope, lane);
}

bool ReplicaStore::is_payload_erased(const std::string& scope, const base::Hash& payload_hash) {
  return is_in_force(*database_, {scope, payload_hash});
}

bool ReplicaStore::scrub() {
  HADIR_CHECK(!database_->in_transaction());
  if (!number(scrub_due_name)) return true;
  if (!database_->empty_wal()) return false;
  database_->prepare("DELETE FROM meta WHERE key = ?").bind(1, scrub_due_name).run();
  return true;
}

void ReplicaStore::raise_receipt(const log::StreamId& id, std::uint64_t seq) {
  Statement update =
      database_->prepare("UPDATE stream SET receipt_seq = max(receipt_seq, ?) WHERE scope = ? AND lane = ? AND origin = ?");
  update.bind_all(static_cast<std::int64_t>(seq), std::string_view(id.scope), std::int64_t{static_cast<int>(id.lane)},
                  base::ByteView(id.origin));
  update.run();
}

void ReplicaStore::keep_receipt(std::int64_t hub_ms, std::uint64_t hub_epoch, base::ByteView body,
                                const base::Signature& signature) {
  Statement insert = database_->prepare("INSERT INTO receipt (hub_ms, hub_epoch, body, signature) VALUES (?, ?, ?, ?)");
  insert.bind_all(hub_ms, static_cast<std::int64_t>(hub_epoch), body, base::ByteView(signature));
  insert.run();
}

std::optional<ReplicaStore::KeptReceipt> ReplicaStore::latest_receipt() {
  Statement row = database_->prepare("SELECT body, signature FROM receipt ORDER BY id DESC LIMIT 1");
  KeptReceipt receipt;
  if (!row.step() || row.blob(1).size() != receipt.signature.size()) return std::nullopt;
  receipt.body.assign(row.blob(0).begin(), row.blob(0).end());
  std::ranges::copy(row.blob(1), receipt.signature.begin());
  return receipt;
}

std::optional<std::int64_t> ReplicaStore::latest_receipt_ms() {
  Statement row = database_->prepare("SELECT hub_ms FROM receipt ORDER BY id DESC LIMIT 1");
  if (!row.step()) return std::nullopt;
  return row.integer(0);
}

std::vector<ConflictEntry> ReplicaStore::conflicts(const std::string* scope) {
  std::vector<ConflictEntry> entries;
  Statement rows =
      database_->prepare(scope == nullptr ? "SELECT scope, kind, key, field FROM conflict ORDER BY scope, kind, key, field"
                                          : "SELECT scope, kind, key, field FROM conflict WHERE scope = ? "
                                            "ORDER BY scope, kind, key, field");
  if (scope != nullptr) rows.bind(1, std::string_view(*scope));
  while (rows.step()) {
    const model::Kind* kind = model::find_kind(static_cast<std::uint32_t>(rows.integer(1)));
    const auto number = static_cast<std::uint32_t>(rows.integer(3));
    if (kind == nullptr) continue;  // noted by a newer version
    std::vector<model::FieldValue> key = model::decode_key(rows.blob(2)).value();
    std::string of(rows.text(0));
    auto state = load_record(*database_, {of, *kind, key});
    HADIR_CHECK(state.has_value());
    const model::Field* field = number == model::deleted_field ? &model::deletion_mark : model::find_field(*kind, number);
    if (field == nullptr) continue;
    entries.push_back({std::move(of), kind, std::move(key), field, std::move(*state)});
  }
  return entries;
}

std::vector<ReplicaStore::Parked> ReplicaStore::parked(std::size_t most) {
  std::vector<Parked> all;
  Statement rows = database_->prepare(
      "SELECT s.scope, s.lane, s.origin, p.seq, p.reason FROM parked p JOIN stream s ON s.id = p.stream ORDER BY p.stream, p.seq "
      "LIMIT ?");
  for (rows.bind(1, static_cast<std::int64_t>(most)); rows.step();) {
    log::StreamId id{{}, std::string(rows.text(0)), static_cast<model::Lane>(rows.integer(1))};
    std::ranges::copy(rows.blob(2), id.origin.begin());
    all.push_back({id, static_cast<std::uint64_t>(rows.integer(3)), std::string(rows.text(4))});
  }
  return all;
}

void ReplicaStore::project_deferred() {
  if (const std::vector<std::string> scopes = bases_of_other_version(*database_); !scopes.empty()) {
    Transaction transaction(*database_);
    for (const std::string& scope : scopes)
      for (std::size_t lane = 0; lane < model::lane_count; ++lane) reproject(scope, static_cast<model::Lane>(lane));
    note_version(*database_);
    transaction.commit();
  }
  Statement any = database_->prepare("SELECT 1 FROM deferred LIMIT 1");
  if (!any.step()) return;
  any.reset();
  Transaction transaction(*database_);
  Projector projector(*database_, hub_key(), &keyring_);
  projector.run_deferred();
  carry_out(*database_, hub_key(), &keyring_, projector.take_erasures());
  for (const auto& [scope, lane] : known_now(*database_)) reproject(scope, lane);
  transaction.commit();
}

}  // namespace hadir::store
