#include "common/store/compaction.h"

#include <set>

#include "common/log/context_delta.h"
#include "common/store/base_take.h"
#include "common/store/continuation.h"
#include "common/store/migrations.h"
#include "common/store/state_digest.h"

namespace hadir::store {
namespace {

constexpr std::size_t scratch_cache_bytes = 16 * 1024 * 1024;

std::uint64_t base_end(Database& database, std::int64_t stream) {
  const auto base = base_of(database, stream);
  return base ? base->head.seq : 0;
}

// The last commit of the stream, from the base's end on, before one that is too young.
std::uint64_t last_old(Database& database, const StreamInfo& stream, std::uint64_t limit, std::int64_t before_ms) {
  std::uint64_t last = base_end(database, stream.id);
  Statement rows =
      database.prepare("SELECT seq, header, received_ms FROM commit_log WHERE stream = ? AND seq > ? AND seq <= ? ORDER BY seq");
  rows.bind_all(stream.id, static_cast<std::int64_t>(last), static_cast<std::int64_t>(limit));
  while (rows.step()) {
    if (rows.integer(2) >= before_ms || log::decode_header(rows.blob(1)).value().stamp.ms >= before_ms) break;
    last = static_cast<std::uint64_t>(rows.integer(0));
  }
  return last;
}

// Lowers cuts until no commit that goes has seen one that stays.
void close_cuts(Database& database, std::vector<CompactionPlan::Cut>& cuts) {
  for (bool changed = true; changed;) {
    changed = false;
    log::VersionVector kept;
    for (const auto& cut : cuts) kept.raise(cut.stream.stream.origin, cut.to);
    for (auto& cut : cuts) {
      Statement rows =
          database.prepare("SELECT seq, header FROM commit_log WHERE stream = ? AND seq > ? AND seq <= ? ORDER BY seq");
      rows.bind_all(cut.stream.id, static_cast<std::int64_t>(base_end(database, cut.stream.id)),
                    static_cast<std::int64_t>(cut.to));
      while (rows.step()) {
        if (kept.covers(log::context_delta_of(rows.blob(1)))) continue;
        cut.to = static_cast<std::uint64_t>(rows.integer(0)) - 1;
        changed = true;
        break;
      }
    }
  }
}

void copy_rows(Database& from, Database& to, const std::string& table, const std::string& where, std::int64_t first,
               std::int64_t second) {
  Statement rows = from.prepare("SELECT * FROM " + table + " WHERE " + where);
  rows.bind(1, first);
  if (where.find("?2") != std::string::npos) rows.bind(2, second);
  std::string marks = "?";
  for (int column = 1; column < rows.column_count(); ++column) marks += ", ?";
  while (rows.step()) {
    Statement insert = to.prepare("INSERT INTO " + table + " VALUES (" + marks + ")");
    for (int column = 0; column < rows.column_count(); ++column)
      sqlite3_bind_value(insert.raw(), column + 1, sqlite3_column_value(rows.raw(), column));
    insert.run();
  }
}

// The scope as it stands at the cuts, made of its base and log once more.
TakenBase project_to(ReplicaStore& store, const CompactionPlan& plan, std::int64_t now_ms) {
  const auto scratch = Database::open_scratch(scratch_cache_bytes).value();
  migrate(*scratch, "scratch").value();
  Database& database = store.database();
  {
    const Snapshot moment(database);
    Transaction filling(*scratch);
    for (const CompactionPlan::Cut& cut : plan.cuts) {
      if (cut.to == 0) continue;
      const auto to = static_cast<std::int64_t>(cut.to);
      copy_rows(database, *scratch, "stream", "id = ?1", cut.stream.id, 0);
      const auto hash = hash_at(database, cut.stream, cut.to);
      if (!hash) throw base::Failure({base::Fault::corrupt, "catatan perubahan berlubang", "jalankan perintah doctor"});
      scratch->prepare("UPDATE stream SET stored_seq = ?, stored_hash = ? WHERE id = ?")
          .bind(1, to)
          .bind(2, base::ByteView(*hash))
          .bind(3, cut.stream.id)
          .run();
      copy_rows(database, *scratch, "commit_log", "stream = ?1 AND seq <= ?2", cut.stream.id, to);
      copy_rows(database, *scratch, "base_stream", "stream = ?1", cut.stream.id, 0);
    }
    for (const Base& base : bases(database)) {
      if (base.scope != plan.scope || !base.live) continue;
      copy_rows(database, *scratch, "base", "id = ?1", base.id, 0);
      copy_rows(database, *scratch, "base_chunk", "base = ?1", base.id, 0);
    }
    filling.commit();
  }
  Transaction projecting(*scratch);
  for (std::size_t lane = 0; lane < model::lane_count; ++lane)
    reproject(*scratch, store.hub_key(), nullptr, plan.scope, static_cast<model::Lane>(lane));
  projecting.commit();
  return take_base(*scratch, store.hub_key(), plan.scope, now_ms);
}

}  // namespace

CompactionPlan plan_compaction(ReplicaStore& store, std::string_view scope, const HeldVectors& held, std::int64_t before_ms) {
  Database& database = store.database();
  CompactionPlan plan;
  plan.scope = scope;
  for (const Base& base : bases(database))
    if (base.scope == scope && (!base.live || !base.is_whole())) return plan;
  const auto own = store.own_origin();
  for (std::size_t lane = 0; lane < model::lane_count; ++lane) {
    std::vector<CompactionPlan::Cut> cuts;
    for (const StreamInfo& stream : store.streams(scope, static_cast<model::Lane>(lane))) {
      const std::uint64_t acknowledged = stream.stream.origin == own ? stream.receipt_seq : held[lane].at(stream.stream.origin);
      const std::uint64_t limit = std::min(stream.applied_seq, acknowledged);
      cuts.push_back({stream, last_old(database, stream, limit, before_ms)});
    }
    close_cuts(database, cuts);
    for (const CompactionPlan::Cut& cut : cuts) {
      Statement gone = database.prepare(
          "SELECT count(*), ifnull(sum(length(header) + ifnull(length(payload), 32)), 0) FROM commit_log WHERE stream = ? AND "
          "seq > "
          "? AND seq <= ?");
      gone.bind_all(cut.stream.id, static_cast<std::int64_t>(base_end(database, cut.stream.id)),
                    static_cast<std::int64_t>(cut.to));
      gone.step();
      plan.commits += static_cast<std::uint64_t>(gone.integer(0));
      plan.bytes += static_cast<std::uint64_t>(gone.integer(1));
    }
    plan.cuts.insert(plan.cuts.end(), cuts.begin(), cuts.end());
  }
  return plan;
}

base::Result<void> compact(ReplicaStore& store, const CompactionPlan& plan, std::int64_t now_ms) {
  if (plan.commits == 0) return {};
  const TakenBase taken = project_to(store, plan, now_ms);
  const auto changed = [] {
    return base::Error{base::Fault::busy, "catatan berubah selama diringkas; tidak ada yang diubah", "ulangi nanti"};
  };
  Database& database = store.database();
  Transaction transaction(database);
  for (const wire::SnapshotStream& stream : taken.manifest.streams) {
    const auto row = find_stream(database, {stream.origin, plan.scope, stream.lane});
    if (!row || hash_at(database, row->info, stream.head.seq) != stream.head.hash) return changed();
    if (base_end(database, row->info.id) > stream.head.seq) return changed();
  }
  for (const CompactionPlan::Cut& cut : plan.cuts) {
    const auto is_there = [&](const wire::SnapshotStream& stream) {
      return stream.origin == cut.stream.stream.origin && stream.lane == cut.stream.stream.lane && stream.head.seq == cut.to;
    };
    if (cut.to > 0 && std::ranges::none_of(taken.manifest.streams, is_there)) return changed();
  }
  const wire::Snapshot unsigned_one{wire::encode(taken.manifest), {}};
  put_own_base(database, unsigned_one, taken.manifest, taken.chunks);
  transaction.commit();
  return {};
}

}  // namespace hadir::store
