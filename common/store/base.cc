#include "common/store/base.h"

#include "common/model/day.h"
#include "common/store/base_chunks.h"
#include "common/store/continuation.h"
#include "common/store/erasure.h"
#include "common/store/projector.h"
#include "common/store/state_digest.h"

namespace hadir::store {
namespace {

using wire::SnapshotChunk;

constexpr std::string_view version_name = "base_declarations";
constexpr std::string_view renewal_prefix = "base_renewal/";

base::Error clash(const std::string& what) {
  return {base::Fault::clash, what, "sinkronisasi biasa menyelesaikannya; salinan diminta lagi sesudahnya"};
}

template <std::size_t size>
std::array<std::uint8_t, size> array_of(base::ByteView bytes) {
  std::array<std::uint8_t, size> value{};
  if (bytes.size() == size) std::ranges::copy(bytes, value.begin());
  return value;
}

Base read_base(Database& database, const Statement& row) {
  Base base;
  base.id = row.integer(0);
  base.scope = row.text(1);
  base.live = row.integer(2) != 0;
  base.snapshot.body.assign(row.blob(3).begin(), row.blob(3).end());
  base.snapshot.signature = array_of<64>(row.blob(4));
  auto manifest = wire::decode<wire::SnapshotManifest>(base.snapshot.body, "snapshot");
  if (!manifest)
    throw base::Failure({base::Fault::corrupt, "dasar catatan unit ini rusak: " + manifest.error().what,
                         "jalankan perintah doctor, lalu restore dari cadangan terakhir"});
  base.manifest = std::move(*manifest);
  base.here.resize(base.manifest.chunks.size());
  Statement chunks = database.prepare("SELECT number FROM base_chunk WHERE base = ? AND bytes IS NOT NULL");
  for (chunks.bind(1, base.id); chunks.step();)
    if (const auto number = static_cast<std::size_t>(chunks.integer(0)); number < base.here.size()) base.here[number] = true;
  return base;
}

// Chunks that another base of the scope has are the same.
std::int64_t insert_base(Database& database, const wire::Snapshot& snapshot, const wire::SnapshotManifest& manifest, bool live) {
  Statement base = database.prepare("INSERT INTO base (scope, live, body, signature) VALUES (?, ?, ?, ?)");
  base.bind(1, std::string_view(manifest.scope)).bind(2, std::int64_t{live}).bind(3, base::ByteView(snapshot.body));
  base.bind(4, base::ByteView(snapshot.signature)).run();
  const std::int64_t id = database.last_insert_rowid();
  for (std::size_t number = 0; number < manifest.chunks.size(); ++number) {
    const SnapshotChunk& chunk = manifest.chunks[number];
    Statement insert = database.prepare(
        "INSERT INTO base_chunk (base, number, content, lane, first_day, last_day, hash, bytes) VALUES (?, ?, ?, ?, ?, ?, ?, "
        "(SELECT bytes FROM base_chunk WHERE hash = ? AND bytes IS NOT NULL LIMIT 1))");
    insert.bind_all(id, static_cast<std::int64_t>(number), std::int64_t{static_cast<int>(chunk.content)},
                    std::int64_t{static_cast<int>(chunk.lane)}, std::int64_t{chunk.first_day}, std::int64_t{chunk.last_day},
                    base::ByteView(chunk.hash), base::ByteView(chunk.hash));
    insert.run();
  }
  return id;
}

void delete_base(Database& database, std::int64_t id) {
  database.prepare("DELETE FROM base_chunk WHERE base = ?").bind(1, id).run();
  database.prepare("DELETE FROM base WHERE id = ?").bind(1, id).run();
}

// Why the log here does not allow the scope to stand on this.
std::optional<base::Error> misfit(ReplicaStore& store, const wire::SnapshotManifest& manifest) {
  Database& database = store.database();
  const auto own = store.own_origin();
  for (const wire::SnapshotStream& stream : manifest.streams) {
    if (log::origin_of(stream.key) != stream.origin) return clash("salinan itu memuat kunci yang bukan milik PC-nya");
    const log::StreamId id{stream.origin, manifest.scope, stream.lane};
    const auto row = find_stream(database, id);
    if (!row) continue;
    if (row->info.key != stream.key) return clash("aliran " + log::to_text(id) + " bernama sama dengan kunci lain");
    if (row->info.stored.seq >= stream.head.seq) {
      const auto here = hash_at(database, row->info, stream.head.seq);
      if (here && *here != stream.head.hash) return clash("aliran " + log::to_text(id) + " di sini berbeda dengan di hub");
      if (!here) return clash("salinan itu lebih tua dari yang sudah ada di sini");
    } else if (own == stream.origin) {
      return clash("hub memiliki catatan PC ini yang tidak ada di sini");
    }
  }
  return std::nullopt;
}

// Nothing of others is stored in the scope.
bool is_fresh(ReplicaStore& store, std::string_view scope) {
  const auto own = store.own_origin();
  for (std::size_t lane = 0; lane < model::lane_count; ++lane)
    for (const StreamInfo& stream : store.streams(scope, static_cast<model::Lane>(lane)))
      if (stream.stored.seq > 0 && stream.stream.origin != own) return false;
  return true;
}

// All that the snapshot says is here already.
bool holds_all(Database& database, const wire::SnapshotManifest& manifest) {
  return std::ranges::all_of(manifest.streams, [&](const wire::SnapshotStream& stream) {
    const auto row = find_stream(database, {stream.origin, manifest.scope, stream.lane});
    return row && row->info.applied_seq >= stream.head.seq;
  });
}

// The streams begin where the base ends. Records are not touched.
void place_streams(Database& database, const wire::SnapshotManifest& manifest) {
  for (const wire::SnapshotStream& stream : manifest.streams) {
    StreamRow row = find_or_create_stream(database, {stream.origin, manifest.scope, stream.lane}, stream.key);
    const auto before = base_of(database, row.info.id);
    std::uint64_t log_from = before ? before->log_from : 1;
    base::Hash log_hash = before ? before->log_hash : log::genesis(row.info.stream).hash;
    // Where the log here ends before the base does, what is here hangs on nothing; commits that the chunks hold come back.
    const bool reaches = row.info.stored.seq >= stream.head.seq;
    if (!reaches) log_from = stream.head.seq + 1, log_hash = stream.head.hash;
    database.prepare("DELETE FROM commit_log WHERE stream = ? AND seq < ?")
        .bind(1, row.info.id)
        .bind(2, static_cast<std::int64_t>(log_from))
        .run();
    if (!reaches) row.info.stored = stream.head;
    row.info.applied_seq = std::max(row.info.applied_seq, stream.head.seq);
    row.context.raise(stream.context);
    row.info.beacon_ms = std::max(row.info.beacon_ms, stream.beacon_ms);
    row.info.by_hub |= stream.by_hub;
    save_stream(database, row);
    base::ByteWriter context;
    log::write_vector(context, stream.context);
    Statement insert = database.prepare(
        "INSERT OR REPLACE INTO base_stream (stream, seq, hash, context, beacon_ms, by_hub, log_from, log_hash) VALUES (?, ?, ?, "
        "?, ?, ?, ?, ?)");
    insert.bind_all(row.info.id, static_cast<std::int64_t>(stream.head.seq), base::ByteView(stream.head.hash),
                    base::ByteView(context.bytes()), stream.beacon_ms, std::int64_t{stream.by_hub},
                    static_cast<std::int64_t>(log_from), base::ByteView(log_hash));
    insert.run();
  }
}

void forget_renewal(Database& database, std::string_view scope) {
  const std::string name = std::string(renewal_prefix) + std::string(scope);
  database.prepare("DELETE FROM meta WHERE key = ?").bind(1, std::string_view(name)).run();
}

// The staged base is whole: from now on the scope stands on it.
void switch_over(ReplicaStore& store, const Base& staged) {
  Database& database = store.database();
  for (const Base& other : bases(database))
    if (other.scope == staged.scope && other.live) delete_base(database, other.id);
  database.prepare("UPDATE base SET live = 1 WHERE id = ?").bind(1, staged.id).run();
  place_streams(database, staged.manifest);
  forget_renewal(database, staged.scope);
  database.prepare("INSERT OR REPLACE INTO meta (key, value) VALUES (?, 1)").bind(1, scrub_due_name).run();
  for (std::size_t lane = 0; lane < model::lane_count; ++lane)
    reproject(database, store.hub_key(), &store.keyring(), staged.scope, static_cast<model::Lane>(lane));
}

// Adds what a chunk says to records that stand on others already. False where some of its records were written here since.
bool add_chunk(ReplicaStore& store, const Base& base, const DecodedChunk& chunk, model::Lane lane) {
  Database& database = store.database();
  for (const wire::SnapshotRecord& record : chunk.records)
    if (load_record(database, {base.scope, *record.kind, record.key})) return false;
  Projector projector(database, store.hub_key(), &store.keyring());
  for (const wire::SnapshotRecord& record : chunk.records)
    projector.install({base.scope, *record.kind, record.key}, record.key, record.state);
  const bool is_readable = install_commits(database, store.hub_key(), &store.keyring(), base.scope, lane, chunk.commits);
  carry_out(database, store.hub_key(), &store.keyring(), projector.take_erasures(), true);
  return !is_readable;
}

}  // namespace

std::vector<Base> bases(Database& database) {
  std::vector<Base> all;
  Statement rows = database.prepare("SELECT id, scope, live, body, ifnull(signature, x'') FROM base ORDER BY scope, live DESC");
  while (rows.step()) all.push_back(read_base(database, rows));
  return all;
}

base::Result<void> adopt_base(ReplicaStore& store, const wire::Snapshot& snapshot, const wire::SnapshotManifest& manifest) {
  Database& database = store.database();
  HADIR_CHECK(database.in_transaction());
  if (auto why = misfit(store, manifest)) return *why;
  const std::vector<Base> present = bases(database);
  const auto same = [&](const Base& base) { return base.scope == manifest.scope && base.snapshot.name() == snapshot.name(); };
  if (std::ranges::any_of(present, same)) return {};
  const bool is_wanted = wants_renewal(database, manifest.scope) || std::ranges::any_of(present, [&](const Base& base) {
                           return base.scope == manifest.scope && !base.is_whole();
                         });
  if (!is_wanted && holds_all(database, manifest)) return {};
  const bool fresh = is_fresh(store, manifest.scope) && std::ranges::find(present, manifest.scope, &Base::scope) == present.end();
  // One that is fetched already hands what is here on to its successor.
  std::int64_t replaced = 0;
  for (const Base& base : present)
    if (base.scope == manifest.scope && !base.live) replaced = base.id;
  if (replaced != 0) database.prepare("UPDATE base SET live = -1 WHERE id = ?").bind(1, replaced).run();
  insert_base(database, snapshot, manifest, fresh);
  if (replaced != 0) delete_base(database, replaced);
  if (fresh) place_streams(database, manifest);
  note_version(database);
  for (const Base& base : bases(database))
    if (base.scope == manifest.scope && !base.live && base.is_whole()) switch_over(store, base);
  return {};
}

base::Result<void> take_chunk(ReplicaStore& store, std::int64_t id, std::uint32_t number, base::ByteView content) {
  Database& database = store.database();
  HADIR_CHECK(database.in_transaction());
  std::vector<Base> all = bases(database);
  const auto base = std::ranges::find(all, id, &Base::id);
  if (base == all.end() || number >= base->here.size())
    return base::Error{base::Fault::bad_input, "bagian itu tidak termasuk salinan yang sedang diambil", ""};
  if (base->here[number]) return {};
  const SnapshotChunk& named = base->manifest.chunks[number];
  if (content.size() != named.bytes || base::hash_of(content) != named.hash)
    return base::Error{base::Fault::bad_input, "isi bagian itu bukan yang ditandatangani hub", "sinkronkan sekali lagi"};
  const auto chunk = decode_chunk(content, base->manifest, named);
  if (!chunk) return chunk.error();
  database.prepare("UPDATE base_chunk SET bytes = ? WHERE base = ? AND number = ?")
      .bind(1, content)
      .bind(2, id)
      .bind(3, std::int64_t{number})
      .run();
  base->here[number] = true;
  if (!base->live) {
    if (base->is_whole()) switch_over(store, *base);
    return {};
  }
  if (!add_chunk(store, *base, *chunk, named.lane))
    reproject(database, store.hub_key(), &store.keyring(), base->scope, named.lane);
  store.use_keys({});  // a key share may have come
  return {};
}

void put_own_base(Database& database, const wire::Snapshot& snapshot, const wire::SnapshotManifest& manifest,
                  const std::vector<base::Bytes>& chunks) {
  HADIR_CHECK(database.in_transaction());
  for (const Base& other : bases(database))
    if (other.scope == manifest.scope) delete_base(database, other.id);
  const std::int64_t id = insert_base(database, snapshot, manifest, true);
  for (std::size_t number = 0; number < chunks.size(); ++number)
    database.prepare("UPDATE base_chunk SET bytes = ? WHERE base = ? AND number = ?")
        .bind(1, base::ByteView(chunks[number]))
        .bind(2, id)
        .bind(3, static_cast<std::int64_t>(number))
        .run();
  place_streams(database, manifest);
  for (const wire::SnapshotStream& stream : manifest.streams) {
    const StreamRow row = find_stream(database, {stream.origin, manifest.scope, stream.lane}).value();
    database.prepare("DELETE FROM commit_log WHERE stream = ? AND seq <= ?")
        .bind(1, row.info.id)
        .bind(2, static_cast<std::int64_t>(stream.head.seq))
        .run();
    database.prepare("UPDATE base_stream SET log_from = ?, log_hash = ? WHERE stream = ?")
        .bind(1, static_cast<std::int64_t>(stream.head.seq + 1))
        .bind(2, base::ByteView(stream.head.hash))
        .bind(3, row.info.id)
        .run();
  }
  for (std::size_t number = 0; number < chunks.size(); ++number) {
    const SnapshotChunk& named = manifest.chunks[number];
    if (named.content != SnapshotChunk::Content::commits) continue;
    const auto chunk = decode_chunk(chunks[number], manifest, named);
    for (const wire::KeptCommit& kept : chunk.value().commits)
      insert_kept(database, find_stream(database, {kept.origin, manifest.scope, named.lane}).value().info.id, kept);
  }
  note_version(database);
}

void drop_staged(Database& database, std::string_view scope) {
  for (const Base& base : bases(database))
    if (base.scope == scope && !base.live) delete_base(database, base.id);
}

bool wants_renewal(Database& database, std::string_view scope) {
  const std::string name = std::string(renewal_prefix) + std::string(scope);
  return database.prepare("SELECT 1 FROM meta WHERE key = ?").bind(1, std::string_view(name)).step();
}

void note_renewal(Database& database, std::string_view scope) {
  if (!database.prepare("SELECT 1 FROM base WHERE scope = ? AND live = 1").bind(1, scope).step()) return;
  const std::string name = std::string(renewal_prefix) + std::string(scope);
  database.prepare("INSERT OR REPLACE INTO meta (key, value) VALUES (?, 1)").bind(1, std::string_view(name)).run();
}

std::optional<BaseStream> base_of(Database& database, std::int64_t stream) {
  Statement row =
      database.prepare("SELECT seq, hash, context, beacon_ms, by_hub, log_from, log_hash FROM base_stream WHERE stream = ?");
  if (!row.bind(1, stream).step()) return std::nullopt;
  BaseStream base;
  base.head = {static_cast<std::uint64_t>(row.integer(0)), array_of<32>(row.blob(1))};
  base::ByteReader context(row.blob(2));
  base.context = log::read_vector(context);
  base.beacon_ms = row.integer(3);
  base.by_hub = row.integer(4) != 0;
  base.log_from = static_cast<std::uint64_t>(row.integer(5));
  base.log_hash = array_of<32>(row.blob(6));
  return base;
}

std::uint64_t log_begin(Database& database, std::int64_t stream) {
  Statement row = database.prepare("SELECT log_from FROM base_stream WHERE stream = ?");
  return row.bind(1, stream).step() ? static_cast<std::uint64_t>(row.integer(0)) : 1;
}

bool may_come(Database& database, std::string_view scope, const model::Kind& kind, const std::vector<model::FieldValue>& key) {
  const std::int64_t day = model::day_of(kind, key);
  Statement row = database.prepare(
      "SELECT 1 FROM base b JOIN base_chunk c ON c.base = b.id WHERE b.scope = ? AND b.live = 1 AND c.bytes IS NULL AND "
      "c.content "
      "= 0 AND c.lane = ? AND ? BETWEEN c.first_day AND c.last_day LIMIT 1");
  row.bind_all(scope, std::int64_t{static_cast<int>(kind.lane)}, day);
  return row.step();
}

bool commits_may_come(Database& database, std::string_view scope, model::Lane lane) {
  Statement row = database.prepare(
      "SELECT 1 FROM base b JOIN base_chunk c ON c.base = b.id WHERE b.scope = ? AND b.live = 1 AND c.bytes IS NULL AND "
      "c.content "
      "= 1 AND c.lane = ? LIMIT 1");
  row.bind_all(scope, std::int64_t{static_cast<int>(lane)});
  return row.step();
}

std::vector<std::string> bases_of_other_version(Database& database) {
  std::vector<std::string> scopes;
  Statement any = database.prepare("SELECT DISTINCT scope FROM base WHERE live = 1");
  while (any.step()) scopes.emplace_back(any.text(0));
  if (scopes.empty()) return scopes;
  const base::Hash now = declarations_digest();
  Statement row = database.prepare("SELECT value FROM meta WHERE key = ?");
  if (row.bind(1, version_name).step() && array_of<32>(row.blob(0)) == now) scopes.clear();
  return scopes;
}

void note_version(Database& database) {
  const base::Hash now = declarations_digest();
  database.prepare("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)")
      .bind(1, version_name)
      .bind(2, base::ByteView(now))
      .run();
}

}  // namespace hadir::store
