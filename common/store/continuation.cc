#include "common/store/continuation.h"

#include "common/store/base.h"
#include "common/store/erasure.h"

namespace hadir::store {
namespace {

constexpr std::string_view tables_of_streams[] = {"parked", "deferred", "refused_write", "unread"};
// Whoever guesses what will be displaced might write its new stream first, and otherwise: then the next key is taken.
constexpr std::uint8_t most_adoptions = 8;

// What may be said again of a displaced commit. Its place in the new stream, and what that stream's previous commit had seen,
// decide the rest.
struct Displaced {
  log::Header header;
  log::Commit commit;
  base::Hash hash{};
  std::int64_t received_ms = 0;
};

std::vector<Displaced> displace(Database& database, const StreamRow& from, std::uint64_t kept, std::int64_t now_ms) {
  const auto head = hash_at(database, from.info, kept);
  if (!head)
    throw base::Failure({base::Fault::corrupt, "catatan perubahan " + log::to_text(from.info.stream) + " berlubang",
                         "pulihkan cadangan terakhir"});
  std::vector<Displaced> all;
  const auto after = static_cast<std::int64_t>(kept);
  {
    Statement rows = database.prepare("SELECT seq, hash, received_ms FROM commit_log WHERE stream = ? AND seq > ? ORDER BY seq");
    for (rows.bind_all(from.info.id, after); rows.step();) {
      Displaced one;
      one.commit = load_commit(database, from.info.id, static_cast<std::uint64_t>(rows.integer(0))).value();
      one.header = log::decode_header(one.commit.header).value();
      std::ranges::copy(rows.blob(1), one.hash.begin());
      one.received_ms = rows.integer(2);
      all.push_back(std::move(one));
    }
  }
  Statement keep = database.prepare(
      "INSERT OR IGNORE INTO displaced (scope, lane, origin, seq, header, payload, payload_hash, hash, signature, received_ms, "
      "displaced_ms) SELECT ?, ?, ?, seq, header, payload, payload_hash, hash, signature, received_ms, ? FROM commit_log WHERE "
      "stream = ? AND seq > ?");
  const log::StreamId& id = from.info.stream;
  keep.bind_all(std::string_view(id.scope), std::int64_t{static_cast<int>(id.lane)}, base::ByteView(id.origin), now_ms,
                from.info.id, after);
  keep.run();
  database.prepare("DELETE FROM commit_log WHERE stream = ? AND seq > ?").bind(1, from.info.id).bind(2, after).run();
  StreamRow shortened = from;
  shortened.info.stored = {kept, *head};
  shortened.info.receipt_seq = std::min(shortened.info.receipt_seq, kept);
  save_stream(database, shortened);
  return all;
}

// What the author of what follows commit `kept` had seen at least.
Horizon horizon_behind(Database& database, const StreamInfo& from, std::uint64_t kept) {
  Horizon seen = horizon_at(database, from, kept);
  seen.context.raise(from.stream.origin, kept);
  return seen;
}

// Makes the displaced commits the stream that `key` writes in the same scope and lane. What they had seen they have seen again,
// and no more: an edit that did not know of another one stays concurrent with it. False, and nothing is written, where that
// stream already says something else.
bool write_anew(Database& database, const log::StreamId& from, const Horizon& seen, const std::vector<Displaced>& displaced,
                const base::KeyPair& key) {
  const log::StreamId id{log::origin_of(key.public_key()), from.scope, from.lane};
  std::optional<StreamRow> present = find_stream(database, id);
  const std::uint64_t already = present ? present->info.stored.seq : 0;
  log::ChainHead head = log::genesis(id);
  std::vector<std::pair<log::Commit, base::Hash>> commits;
  for (const Displaced& one : displaced) {
    log::Header header = one.header;
    header.seq = head.seq + 1;
    if (header.seq == 1) {
      header.context_delta.raise(seen.context);
      if (!header.beacon) header.beacon = seen.beacon;
    }
    if (!log::rewritten_of(header)) {
      // One that does not decode says nothing to anybody, and there can be only one.
      std::erase_if(header.extensions, [](const log::Extension& other) { return other.tag == log::Rewritten::tag; });
      header.extensions.push_back(log::extension_of({from.origin, one.header.seq, one.hash}));
      std::ranges::sort(header.extensions, {}, &log::Extension::tag);
    }
    log::Commit commit = one.commit;
    commit.header = log::encode_header(header);
    head = {header.seq, log::next_hash(head.hash, commit)};
    if (head.seq <= already && hash_at(database, present->info, head.seq) != head.hash) return false;
    commits.emplace_back(std::move(commit), head.hash);
  }
  StreamRow row = find_or_create_stream(database, id, key.public_key());
  CommitInsert insert(database, row.info.id);
  for (std::uint64_t seq = already + 1; seq <= commits.size(); ++seq) {
    row.info.stored = {seq, commits[seq - 1].second};
    const base::Signature signature = key.sign(log::head_message(id, row.info.stored));
    insert.add(seq, commits[seq - 1].first, row.info.stored.hash, &signature, displaced[seq - 1].received_ms);
  }
  save_stream(database, row);
  return true;
}

base::KeyPair adoption_key(const base::Hash& first, std::uint8_t attempt) {
  return base::KeyPair(base::hash_of({base::bytes_of("hadir adoption 1"), first, base::ByteView(&attempt, 1)}));
}

void project_what_is_left(Database& database, const std::optional<base::PublicKey>& hub_key, Keyring* keys,
                          const StreamRow& shortened) {
  const log::StreamId& id = shortened.info.stream;
  reproject(database, hub_key, keys, id.scope, id.lane);
  // A stream of which nothing is left is unknown again.
  database.prepare("DELETE FROM stream WHERE id = ? AND stored_seq = 0").bind(1, shortened.info.id).run();
}

}  // namespace

void reproject(Database& database, const std::optional<base::PublicKey>& hub_key, Keyring* keys, std::string_view scope,
               model::Lane lane) {
  for (const model::Kind& kind : model::kinds()) {
    if (kind.lane != lane) continue;
    database.prepare("DELETE FROM \"" + std::string(kind.name) + "\" WHERE scope = ?").bind(1, scope).run();
    database.prepare("DELETE FROM conflict WHERE scope = ? AND kind = ?").bind(1, scope).bind(2, std::int64_t{kind.number}).run();
  }
  for (StreamRow& stream : load_group(database, scope, lane)) {
    for (const std::string_view table : tables_of_streams)
      database.prepare("DELETE FROM " + std::string(table) + " WHERE stream = ?").bind(1, stream.info.id).run();
    const BaseStream base = base_of(database, stream.info.id).value_or(BaseStream{});
    stream.info.applied_seq = base.head.seq;
    stream.info.beacon_ms = base.beacon_ms;
    stream.info.by_hub = base.by_hub;
    stream.context = base.context;
    save_stream(database, stream);
  }
  restore_base(database, hub_key, keys, scope, lane);
  project(database, hub_key, keys, scope, lane);
}

Horizon horizon_at(Database& database, const StreamInfo& stream, std::uint64_t seq) {
  Horizon horizon;
  const auto base = base_of(database, stream.id);
  if (base) horizon.context = base->context;
  Statement rows = database.prepare("SELECT header FROM commit_log WHERE stream = ? AND seq > ? AND seq <= ? ORDER BY seq");
  rows.bind_all(stream.id, static_cast<std::int64_t>(base ? base->head.seq : 0), static_cast<std::int64_t>(seq));
  while (rows.step()) {
    const log::Header header = log::decode_header(rows.blob(0)).value();
    horizon.context.raise(header.context_delta);
    if (header.beacon && (!horizon.beacon || header.beacon->hub_ms > horizon.beacon->hub_ms)) horizon.beacon = header.beacon;
  }
  return horizon;
}

std::uint64_t continue_stream(Database& database, const std::optional<base::PublicKey>& hub_key, Keyring* keys,
                              const StreamRow& from, std::uint64_t kept, const base::KeyPair& key, std::int64_t now_ms) {
  HADIR_CHECK(kept <= from.info.stored.seq);
  if (kept == from.info.stored.seq) return 0;
  const Horizon seen = horizon_behind(database, from.info, kept);
  const std::vector<Displaced> displaced = displace(database, from, kept, now_ms);
  const bool is_new = write_anew(database, from.info.stream, seen, displaced, key);
  HADIR_CHECK(is_new);
  project_what_is_left(database, hub_key, keys, from);
  return displaced.size();
}

void displace_stream(Database& database, const std::optional<base::PublicKey>& hub_key, Keyring* keys, const StreamRow& stream,
                     std::uint64_t kept, std::int64_t now_ms) {
  if (kept >= stream.info.stored.seq) return;
  const Horizon seen = horizon_behind(database, stream.info, kept);
  const std::vector<Displaced> displaced = displace(database, stream, kept, now_ms);
  // The province is written by the secretariat alone; it sees in `displaced` what is missing.
  const bool may_adopt = stream.info.stream.scope != log::province;
  for (std::uint8_t attempt = 0; may_adopt && attempt < most_adoptions; ++attempt)
    if (write_anew(database, stream.info.stream, seen, displaced, adoption_key(displaced.front().hash, attempt))) break;
  project_what_is_left(database, hub_key, keys, stream);
}

}  // namespace hadir::store
