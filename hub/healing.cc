#include "hub/healing.h"

#include <map>

namespace hadir::hub {
namespace {

using store::Statement;

// Every stream as (scope, lane, origin) with how far others say that it goes: what PCs said they hold, and what commits say that
// their authors had seen.
std::map<log::StreamId, std::uint64_t> known_ends(store::ReplicaStore& store, SqliteRegistry& registry) {
  std::map<log::StreamId, std::uint64_t> ends;
  const auto raise = [&](const std::string& scope, std::size_t lane, const log::VersionVector& vector) {
    for (const log::VersionVector::Entry& entry : vector.entries()) {
      std::uint64_t& end = ends[{entry.origin, scope, static_cast<model::Lane>(lane)}];
      end = std::max(end, entry.seq);
    }
  };
  for (const Replica& replica : registry.replicas())
    if (const auto said = registry.last_said(replica.origin))
      for (const wire::ScopeVectors& scope : said->have)
        for (std::size_t lane = 0; lane < model::lane_count; ++lane) raise(scope.scope, lane, scope.lanes[lane]);
  // A stream that waits names in its next commit what it waits for.
  for (const std::string& scope : store.scopes())
    for (std::size_t lane = 0; lane < model::lane_count; ++lane)
      for (const store::StreamInfo& stream : store.streams(scope, static_cast<model::Lane>(lane))) {
        if (stream.applied_seq == stream.stored.seq) continue;
        Statement row = store.database().prepare("SELECT header FROM commit_log WHERE stream = ? AND seq = ?");
        row.bind(1, stream.id).bind(2, static_cast<std::int64_t>(stream.applied_seq + 1));
        if (!row.step()) continue;
        if (const auto header = log::decode_header(row.blob(0))) raise(scope, lane, header->context_delta);
      }
  return ends;
}

std::uint64_t stored_of(store::ReplicaStore& store, const log::StreamId& id) {
  const auto stream = store.stream(id);
  return stream ? stream->stored.seq : 0;
}

bool has_earlier(store::ReplicaStore& store, std::int64_t stream, std::uint64_t after, std::int64_t before_ms) {
  Statement rows = store.database().prepare("SELECT header FROM commit_log WHERE stream = ? AND seq > ? ORDER BY seq");
  for (rows.bind(1, stream).bind(2, static_cast<std::int64_t>(after)); rows.step();)
    if (const auto header = log::decode_header(rows.blob(0)); header && header->stamp.ms < before_ms) return true;
  return false;
}

}  // namespace

void note_restoration(store::ReplicaStore& store, std::int64_t epoch, std::int64_t now_ms) {
  store::Database& database = store.database();
  database.prepare("INSERT INTO restoration (epoch, noticed_ms) VALUES (?, ?)").bind(1, epoch).bind(2, now_ms).run();
  database.prepare("INSERT INTO restoration_stream (epoch, stream, stored_seq) SELECT ?, id, stored_seq FROM stream")
      .bind(1, epoch)
      .run();
}

std::optional<Healing> healing(store::ReplicaStore& store) {
  store::Database& database = store.database();
  Healing all;
  std::int64_t epoch = 0;
  {
    Statement row = database.prepare("SELECT epoch, noticed_ms FROM restoration ORDER BY noticed_ms DESC, rowid DESC LIMIT 1");
    if (!row.step()) return std::nullopt;
    epoch = row.integer(0);
    all.noticed_ms = row.integer(1);
  }
  for (const std::string& scope : store.scopes())
    for (std::size_t lane = 0; lane < model::lane_count; ++lane)
      for (const store::StreamInfo& stream : store.streams(scope, static_cast<model::Lane>(lane))) {
        Statement row = database.prepare("SELECT stored_seq FROM restoration_stream WHERE epoch = ? AND stream = ?");
        row.bind(1, epoch).bind(2, stream.id);
        const std::uint64_t before = row.step() ? static_cast<std::uint64_t>(row.integer(0)) : 0;
        if (stream.stored.seq > before && has_earlier(store, stream.id, before, all.noticed_ms))
          all.came_back.push_back({stream.stream, before, stream.stored.seq});
      }
  SqliteRegistry registry(store);
  for (const auto& [stream, known] : known_ends(store, registry))
    if (const std::uint64_t held = stored_of(store, stream); held < known) all.missing.push_back({stream, held, known});
  for (Replica& replica : registry.replicas())
    if (!replica.revoked_ms && replica.arrival != sync::Arrival::vouched && replica.last_seen_ms.value_or(0) < all.noticed_ms)
      all.unheard.push_back(std::move(replica));
  return all;
}

}  // namespace hadir::hub
