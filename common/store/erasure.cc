#include "common/store/erasure.h"

#include <map>
#include <set>

#include "common/base/text.h"
#include "common/model/day.h"
#include "common/store/base.h"
#include "common/store/continuation.h"
#include "common/store/projector.h"

namespace hadir::store {
namespace {

// The numbers in common/model, which are for ever.
constexpr std::uint32_t erasure_kind = 12, payload_field = 1;

base::Bytes key_of(const base::Hash& payload) { return model::encode_key({{payload_field, base::to_hex(payload)}}); }

// Whether the secretariat writes the stream of a commit. `stream.by_hub` says so only once commit 1 is applied.
bool is_by_hub(Database& database, const base::PublicKey& hub_key, const StreamInfo& stream, std::uint64_t seq,
               const log::Commit& commit) {
  if (stream.by_hub || stream.stream.origin == log::origin_of(hub_key)) return true;
  const auto first = seq == 1 ? std::optional(commit) : load_commit(database, stream.id, 1);
  return first && log::names_hub_writer(log::decode_header(first->header).value(), stream.key, hub_key);
}

bool holds_erasure(const base::Bytes& payload) {
  const auto changes = model::decode_payload(payload);
  return changes && std::ranges::find(*changes, erasure_kind, &model::Change::kind) != changes->end();
}

void note_scrub_due(Database& database) {
  database.prepare("INSERT OR REPLACE INTO meta (key, value) VALUES (?, 1)").bind(1, scrub_due_name).run();
}

// Answers whether a record shows what the commit said.
bool take_out(Database& database, const StreamInfo& stream, std::uint64_t seq, const base::Hash& payload) {
  Statement update = database.prepare("UPDATE commit_log SET payload = NULL, payload_hash = ? WHERE stream = ? AND seq = ?");
  update.bind_all(base::ByteView(payload), stream.id, static_cast<std::int64_t>(seq));
  update.run();
  return seq <= stream.applied_seq;
}

std::vector<std::uint64_t> commits_with(Database& database, const StreamInfo& stream, const std::set<base::Hash>& payloads) {
  std::vector<std::uint64_t> found;
  Statement rows = database.prepare("SELECT seq, payload FROM commit_log WHERE stream = ? AND payload IS NOT NULL");
  for (rows.bind(1, stream.id); rows.step();)
    if (payloads.contains(base::hash_of(rows.blob(1)))) found.push_back(static_cast<std::uint64_t>(rows.integer(0)));
  return found;
}

// Whether each of these payloads stands, or stood, in the log behind the scope's base. What one below it said is part of what
// the base's chunks say, and nobody here can tell which part.
bool all_above_base(Database& database, std::string_view scope, const std::set<base::Hash>& payloads) {
  std::set<base::Hash> found;
  Statement streams = database.prepare(
      "SELECT s.id, ifnull(b.seq, 0) FROM stream s LEFT JOIN base_stream b ON b.stream = s.id WHERE s.scope = ?");
  bool has_base = false;
  for (streams.bind(1, scope); streams.step();) {
    has_base |= streams.integer(1) > 0;
    Statement rows = database.prepare("SELECT payload, payload_hash FROM commit_log WHERE stream = ? AND seq > ?");
    for (rows.bind_all(streams.integer(0), streams.integer(1)); rows.step();) {
      base::Hash hash{};
      if (rows.is_null(0))
        std::ranges::copy(rows.blob(1), hash.begin());
      else
        hash = base::hash_of(rows.blob(0));
      if (payloads.contains(hash)) found.insert(hash);
    }
  }
  return !has_base || found.size() == payloads.size();
}

// The displaced take no part in anything: nothing is projected anew for them.
void take_out_displaced(Database& database, std::string_view scope, const std::set<base::Hash>& payloads) {
  std::map<std::int64_t, base::Hash> found;
  Statement rows = database.prepare("SELECT id, payload FROM displaced WHERE scope = ? AND payload IS NOT NULL");
  for (rows.bind(1, scope); rows.step();)
    if (const base::Hash hash = base::hash_of(rows.blob(1)); payloads.contains(hash)) found[rows.integer(0)] = hash;
  for (const auto& [id, hash] : found) {
    Statement update = database.prepare("UPDATE displaced SET payload = NULL, payload_hash = ? WHERE id = ?");
    update.bind_all(base::ByteView(hash), id);
    update.run();
  }
  if (!found.empty()) note_scrub_due(database);
}

}  // namespace

std::optional<Erasure> erasure_of(const std::string& scope, const model::Change& change) {
  if (change.kind != erasure_kind || change.key.size() != 1) return std::nullopt;
  const auto* text = std::get_if<std::string>(&change.key.front().value);
  const auto bytes = text != nullptr ? base::from_hex(*text) : std::nullopt;
  Erasure erasure{scope, {}};
  // One spelling, because the record's key is what later commits are compared with.
  if (!bytes || bytes->size() != erasure.payload.size() || base::to_hex(*bytes) != *text) return std::nullopt;
  std::ranges::copy(*bytes, erasure.payload.begin());
  return erasure;
}

bool has_erasures(Database& database, std::string_view scope) {
  return database.prepare("SELECT 1 FROM erasure WHERE scope = ? LIMIT 1").bind(1, scope).step();
}

bool is_in_force(Database& database, const Erasure& erasure) {
  Statement row = database.prepare("SELECT 1 FROM erasure WHERE scope = ? AND day = ? AND key = ?");
  const base::Bytes key = key_of(erasure.payload);
  return row.bind_all(std::string_view(erasure.scope), std::int64_t{model::undated}, base::ByteView(key)).step();
}

bool is_erased(Database& database, const std::optional<base::PublicKey>& hub_key, const StreamInfo& stream, std::uint64_t seq,
               const log::Commit& commit) {
  return is_in_force(database, {stream.stream.scope, commit.payload_hash}) &&
         !is_protected(database, hub_key, stream, seq, commit);
}

bool is_protected(Database& database, const std::optional<base::PublicKey>& hub_key, const StreamInfo& stream, std::uint64_t seq,
                  const log::Commit& commit) {
  return hub_key && holds_erasure(*commit.payload) && is_by_hub(database, *hub_key, stream, seq, commit);
}

bool put_back(Database& database, const std::optional<base::PublicKey>& hub_key, const StreamInfo& stream,
              const log::Slice& slice) {
  bool shows = false;
  for (std::size_t index = 0; index < slice.commits.size() && slice.first_seq + index <= stream.stored.seq; ++index) {
    const log::Commit& commit = slice.commits[index];
    const std::uint64_t seq = slice.first_seq + index;
    if (!commit.payload || load_commit(database, stream.id, seq).value().payload) continue;
    if (is_erased(database, hub_key, stream, seq, commit)) continue;
    Statement update = database.prepare("UPDATE commit_log SET payload = ?, payload_hash = NULL WHERE stream = ? AND seq = ?");
    update.bind_all(base::ByteView(*commit.payload), stream.id, static_cast<std::int64_t>(seq));
    update.run();
    shows |= seq <= stream.applied_seq;
  }
  return shows;
}

void carry_out(Database& database, const std::optional<base::PublicKey>& hub_key, Keyring* keys,
               const std::vector<Erasure>& erasures, bool of_base) {
  std::map<std::string, std::set<base::Hash>> by_scope;
  for (const Erasure& one : erasures) by_scope[one.scope].insert(one.payload);
  for (const auto& [scope, payloads] : by_scope) {
    if (!of_base && !all_above_base(database, scope, payloads)) note_renewal(database, scope);
    std::set<model::Lane> shown;
    for (std::size_t lane = 0; lane < model::lane_count; ++lane)
      for (const StreamRow& row : load_group(database, scope, static_cast<model::Lane>(lane)))
        for (const std::uint64_t seq : commits_with(database, row.info, payloads)) {
          const log::Commit commit = load_commit(database, row.info.id, seq).value();
          if (!is_erased(database, hub_key, row.info, seq, commit)) continue;
          if (take_out(database, row.info, seq, commit.payload_hash)) shown.insert(row.info.stream.lane);
          note_scrub_due(database);
        }
    take_out_displaced(database, scope, payloads);
    // Meets the same erasures again, and finds nothing left to take out.
    for (const model::Lane lane : shown) reproject(database, hub_key, keys, scope, lane);
  }
}

void project(Database& database, const std::optional<base::PublicKey>& hub_key, Keyring* keys, std::string_view scope,
             model::Lane lane) {
  Projector projector(database, hub_key, keys);
  projector.run(scope, lane);
  carry_out(database, hub_key, keys, projector.take_erasures());
}

void project(Database& database, const std::optional<base::PublicKey>& hub_key, Keyring* keys, std::vector<StreamRow>& group,
             const JustStored& just_stored) {
  Projector projector(database, hub_key, keys);
  if (!projector.run(group, just_stored))
    save_stream(database, *std::ranges::find(group, just_stored.stream, [](const StreamRow& row) { return row.info.id; }));
  carry_out(database, hub_key, keys, projector.take_erasures());
}

}  // namespace hadir::store
