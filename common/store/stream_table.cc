#include "common/store/stream_table.h"

#include "common/store/base.h"

namespace hadir::store {
namespace {

constexpr std::string_view columns =
    "SELECT id, scope, lane, origin, public_key, stored_seq, stored_hash, applied_seq, context, beacon_ms, receipt_seq, by_hub "
    "FROM "
    "stream ";

template <std::size_t size>
std::array<std::uint8_t, size> array_of(base::ByteView bytes) {
  if (bytes.size() != size)
    throw base::Failure({base::Fault::corrupt, "catatan perubahan memuat nilai yang salah panjangnya",
                         "jalankan perintah doctor, lalu restore dari cadangan terakhir"});
  std::array<std::uint8_t, size> value;
  std::ranges::copy(bytes, value.begin());
  return value;
}

StreamRow read_row(const Statement& row) {
  StreamRow stream;
  stream.info.id = row.integer(0);
  stream.info.stream = {array_of<8>(row.blob(3)), std::string(row.text(1)), static_cast<model::Lane>(row.integer(2))};
  stream.info.key = array_of<32>(row.blob(4));
  stream.info.stored = {static_cast<std::uint64_t>(row.integer(5)), array_of<32>(row.blob(6))};
  stream.info.applied_seq = static_cast<std::uint64_t>(row.integer(7));
  base::ByteReader context(row.blob(8));
  stream.context = log::read_vector(context);
  stream.info.beacon_ms = row.integer(9);
  stream.info.receipt_seq = static_cast<std::uint64_t>(row.integer(10));
  stream.info.by_hub = row.integer(11) != 0;
  return stream;
}

base::Bytes context_bytes(const StreamRow& row) {
  base::ByteWriter out;
  log::write_vector(out, row.context);
  return out.take();
}

StreamRow create_stream(Database& database, const log::StreamId& id, const base::PublicKey& key) {
  StreamRow row;
  row.info.stream = id;
  row.info.key = key;
  row.info.stored = log::genesis(id);
  const base::Bytes context = context_bytes(row);
  Statement insert =
      database.prepare("INSERT INTO stream (scope, lane, origin, public_key, stored_hash, context) VALUES (?, ?, ?, ?, ?, ?)");
  insert.bind_all(std::string_view(id.scope), std::int64_t{static_cast<int>(id.lane)}, base::ByteView(id.origin),
                  base::ByteView(key), base::ByteView(row.info.stored.hash), base::ByteView(context));
  insert.run();
  row.info.id = database.last_insert_rowid();
  return row;
}

}  // namespace

std::optional<StreamRow> find_stream(Database& database, const log::StreamId& id) {
  Statement row = database.prepare(std::string(columns) + "WHERE scope = ? AND lane = ? AND origin = ?");
  row.bind_all(std::string_view(id.scope), std::int64_t{static_cast<int>(id.lane)}, base::ByteView(id.origin));
  if (!row.step()) return std::nullopt;
  return read_row(row);
}

StreamRow find_or_create_stream(Database& database, const log::StreamId& id, const base::PublicKey& key) {
  if (auto found = find_stream(database, id)) return std::move(*found);
  return create_stream(database, id, key);
}

StreamRow& find_or_create_stream(Database& database, std::vector<StreamRow>& group, const log::StreamId& id,
                                 const base::PublicKey& key) {
  const auto place = std::ranges::lower_bound(group, id.origin, {}, [](const StreamRow& row) { return row.info.stream.origin; });
  if (place != group.end() && place->info.stream.origin == id.origin) return *place;
  return *group.insert(place, create_stream(database, id, key));
}

std::vector<StreamRow> load_group(Database& database, std::string_view scope, model::Lane lane) {
  Statement rows = database.prepare(std::string(columns) + "WHERE scope = ? AND lane = ? ORDER BY origin");
  rows.bind_all(scope, std::int64_t{static_cast<int>(lane)});
  std::vector<StreamRow> group;
  while (rows.step()) group.push_back(read_row(rows));
  return group;
}

void save_stream(Database& database, const StreamRow& row) {
  const base::Bytes context = context_bytes(row);
  Statement update = database.prepare(
      "UPDATE stream SET stored_seq = ?, stored_hash = ?, applied_seq = ?, context = ?, beacon_ms = ?, receipt_seq = ?, "
      "by_hub = ? WHERE id = ?");
  update.bind_all(static_cast<std::int64_t>(row.info.stored.seq), base::ByteView(row.info.stored.hash),
                  static_cast<std::int64_t>(row.info.applied_seq), base::ByteView(context), row.info.beacon_ms,
                  static_cast<std::int64_t>(row.info.receipt_seq), std::int64_t{row.info.by_hub}, row.info.id);
  update.run();
}

CommitInsert::CommitInsert(Database& database, std::int64_t stream)
    : insert_(
          database.prepare("INSERT INTO commit_log (stream, seq, header, payload, payload_hash, hash, signature, received_ms) "
                           "VALUES (?, ?, ?, ?, ?, ?, ?, ?)")),
      stream_(stream) {}

void CommitInsert::add(std::uint64_t seq, const log::Commit& commit, const base::Hash& hash, const base::Signature* signature,
                       std::int64_t received_ms) {
  insert_.bind(1, stream_).bind(2, static_cast<std::int64_t>(seq)).bind(3, base::ByteView(commit.header));
  if (commit.payload)
    insert_.bind(4, base::ByteView(*commit.payload)).bind_null(5);
  else
    insert_.bind_null(4).bind(5, base::ByteView(commit.payload_hash));
  insert_.bind(6, base::ByteView(hash));
  if (signature != nullptr)
    insert_.bind(7, base::ByteView(*signature));
  else
    insert_.bind_null(7);
  insert_.bind(8, received_ms).run();
  insert_.reset();
}

std::optional<base::Hash> hash_at(Database& database, const StreamInfo& stream, std::uint64_t seq) {
  if (seq == 0) return log::genesis(stream.stream).hash;
  if (seq == stream.stored.seq) return stream.stored.hash;
  Statement row = database.prepare("SELECT hash FROM commit_log WHERE stream = ? AND seq = ?");
  row.bind_all(stream.id, static_cast<std::int64_t>(seq));
  if (row.step() && !row.blob(0).empty()) return array_of<32>(row.blob(0));
  const auto base = base_of(database, stream.id);  // a commit that it keeps has no hash
  if (base && base->log_from == seq + 1) return base->log_hash;
  return base && base->head.seq == seq ? std::optional(base->head.hash) : std::nullopt;
}

std::optional<log::Commit> load_commit(Database& database, std::int64_t stream, std::uint64_t seq) {
  Statement row = database.prepare("SELECT header, payload, payload_hash FROM commit_log WHERE stream = ? AND seq = ?");
  row.bind_all(stream, static_cast<std::int64_t>(seq));
  if (!row.step()) return std::nullopt;
  log::Commit commit;
  commit.header.assign(row.blob(0).begin(), row.blob(0).end());
  if (row.is_null(1)) {
    commit.payload_hash = array_of<32>(row.blob(2));
  } else {
    commit.payload.emplace(row.blob(1).begin(), row.blob(1).end());
    commit.payload_hash = base::hash_of(*commit.payload);
  }
  return commit;
}

}  // namespace hadir::store
