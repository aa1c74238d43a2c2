#include "common/store/base_take.h"

#include <map>
#include <set>

#include "common/log/context_delta.h"
#include "common/store/base.h"
#include "common/store/record_table.h"
#include "common/store/state_digest.h"

namespace hadir::store {
namespace {

using wire::KeptCommit;
using wire::SnapshotChunk;
using What = KeptCommit::Note::What;

constexpr std::int64_t day_ms = 24 * 3600 * 1000;
// What lies further ahead is not needed sooner than today's and next week's.
constexpr std::int32_t days_ahead = 8;

struct RecordName {
  std::int32_t day;
  const model::Kind* kind;
  base::Bytes key;
};

// By day, then kind, then key, so that a chunk is a run of days and says the same again next month.
std::vector<RecordName> record_names(Database& database, std::string_view scope, model::Lane lane) {
  std::vector<RecordName> names;
  for (const model::Kind& kind : model::kinds()) {
    if (kind.lane != lane || kind.sealed) continue;
    Statement rows =
        database.prepare("SELECT day, key FROM \"" + std::string(kind.name) + "\" WHERE scope = ? ORDER BY day, key");
    for (rows.bind(1, scope); rows.step();)
      names.push_back({static_cast<std::int32_t>(rows.integer(0)), &kind, {rows.blob(1).begin(), rows.blob(1).end()}});
  }
  std::ranges::stable_sort(names, {}, &RecordName::day);
  return names;
}

std::size_t size_of(const wire::SnapshotRecord& record) {
  std::size_t size = model::encode_key(record.key).size();
  for (const merge::FieldState& field : record.state.fields)
    for (const merge::Head& head : field.heads) {
      base::ByteWriter value;
      model::write_value(value, head.value);
      size += value.bytes().size() + 2;
    }
  constexpr std::size_t writer_bytes = 40;
  return size + writer_bytes * record.state.writers.size();
}

class Taker {
 public:
  Taker(Database& database, const std::optional<base::PublicKey>& hub_key, const std::string& scope, std::size_t chunk_bytes)
      : database_(database), hub_key_(hub_key), scope_(scope), chunk_bytes_(chunk_bytes) {
    taken_.manifest.scope = scope;
  }

  void add_lane(model::Lane lane) {
    streams_ = load_group(database_, scope_, lane);
    for (const StreamRow& row : streams_) {
      if (row.info.applied_seq == 0) continue;
      const auto hash = hash_at(database_, row.info, row.info.applied_seq);
      if (!hash)
        throw base::Failure({base::Fault::corrupt, "catatan perubahan " + log::to_text(row.info.stream) + " berlubang",
                             "jalankan perintah doctor, lalu restore dari cadangan terakhir"});
      const bool by_hub = row.info.by_hub || (hub_key_ && row.info.key == *hub_key_);
      taken_.manifest.streams.push_back(
          {row.info.stream.origin, lane, row.info.key, {row.info.applied_seq, *hash}, row.context, row.info.beacon_ms, by_hub});
    }
    add_records(lane);
    add_commits(lane);
  }

  TakenBase finish(std::int64_t now_ms) {
    const auto soon = static_cast<std::int32_t>(now_ms / day_ms) + days_ahead;
    std::vector<std::size_t> order(taken_.chunks.size());
    for (std::size_t at = 0; at < order.size(); ++at) order[at] = at;
    // First who there is and what belongs to no day, then day by day back from next week: what is due, then what happened.
    const auto rank = [&](std::size_t at) {
      const SnapshotChunk& chunk = taken_.manifest.chunks[at];
      const bool dated = chunk.first_day != SnapshotChunk::undated;
      const bool bulk = chunk.lane == model::Lane::bulk;
      return std::tuple(dated, -std::min(chunk.last_day, soon), !bulk, chunk.lane != model::Lane::daily, chunk.content, at);
    };
    std::ranges::sort(order, {}, rank);
    TakenBase sorted;
    sorted.manifest = taken_.manifest;
    sorted.manifest.chunks.clear();
    for (const std::size_t at : order) {
      sorted.manifest.chunks.push_back(taken_.manifest.chunks[at]);
      sorted.chunks.push_back(std::move(taken_.chunks[at]));
    }
    sorted.manifest.hub_ms = now_ms;
    sorted.erasures = count_erasures(database_, scope_);
    return sorted;
  }

 private:
  void add_chunk(SnapshotChunk::Content content, model::Lane lane, std::int32_t first_day, std::int32_t last_day,
                 std::size_t items, base::Bytes bytes) {
    taken_.manifest.chunks.push_back({content, lane, first_day, last_day, static_cast<std::uint32_t>(items),
                                      static_cast<std::uint32_t>(bytes.size()), base::hash_of(bytes)});
    taken_.chunks.push_back(std::move(bytes));
  }

  // A chunk ends with a day, so that what is written later lands in the last one; only a day that is too large is cut.
  void add_records(model::Lane lane) {
    const std::vector<RecordName> names = record_names(database_, scope_, lane);
    std::vector<wire::SnapshotRecord> records;
    std::size_t bytes = 0, first = 0;
    for (std::size_t at = 0; at < names.size(); ++at) {
      const RecordName& name = names[at];
      std::vector<model::FieldValue> key = model::decode_key(name.key).value();
      auto state = load_record(database_, {scope_, *name.kind, key});
      records.push_back({name.kind, std::move(key), std::move(state.value())});
      bytes += size_of(records.back());
      const bool last = at + 1 == names.size();
      const bool day_ends = last || names[at + 1].day != name.day;
      // What belongs to no day never shares a chunk with what does.
      const bool must_end = last || (name.day == SnapshotChunk::undated && day_ends);
      if (!must_end && !(day_ends && bytes >= chunk_bytes_) && bytes < 4 * chunk_bytes_) continue;
      add_chunk(SnapshotChunk::Content::records, lane, names[first].day, name.day, records.size(),
                wire::encode_record_chunk(records, lane));
      records.clear();
      bytes = 0;
      first = at + 1;
    }
  }

  void add_commits(model::Lane lane) {
    std::vector<KeptCommit> commits;
    std::size_t bytes = 0;
    const auto write = [&] {
      if (commits.empty()) return;
      std::int32_t first_day = INT32_MAX, last_day = 0;
      for (const KeptCommit& kept : commits) {
        const std::int64_t ms = log::decode_header(kept.commit.header).value().stamp.ms;
        const auto day = static_cast<std::int32_t>(std::clamp<std::int64_t>(ms / day_ms, 0, INT32_MAX / 2));
        first_day = std::min(first_day, day);
        last_day = std::max(last_day, day);
      }
      add_chunk(SnapshotChunk::Content::commits, lane, first_day, last_day, commits.size(),
                wire::encode_commit_chunk(commits, lane));
      commits.clear();
      bytes = 0;
    };
    for (const StreamRow& row : streams_)
      for (KeptCommit& kept : kept_of(row)) {
        bytes += log::size_of(kept.commit);
        commits.push_back(std::move(kept));
        if (bytes >= chunk_bytes_) write();
      }
    write();
  }

  using Notes = std::map<std::uint64_t, std::vector<KeptCommit::Note>>;
  Notes notes_of(const StreamRow& row) {
    Notes notes;
    const auto read = [&](const char* sql, auto make) {
      Statement rows = database_.prepare(sql);
      rows.bind_all(row.info.id, static_cast<std::int64_t>(row.info.applied_seq));
      while (rows.step()) notes[static_cast<std::uint64_t>(rows.integer(0))].push_back(make(rows));
    };
    read("SELECT seq, reason FROM parked WHERE stream = ? AND seq <= ?", [](const Statement& found) {
      return KeptCommit::Note{What::parked, std::string(found.text(1).substr(0, 1024)), 0, 0, {}};
    });
    read("SELECT seq, kind, field FROM deferred WHERE stream = ? AND seq <= ? ORDER BY position", [](const Statement& found) {
      return KeptCommit::Note{What::deferred, {}, found.integer(1), found.integer(2), {}};
    });
    read("SELECT seq, kind, field, key FROM refused_write WHERE stream = ? AND seq <= ?", [](const Statement& found) {
      return KeptCommit::Note{
          What::refused, {}, found.integer(1), found.integer(2), {found.blob(3).begin(), found.blob(3).end()}};
    });
    read("SELECT seq FROM unread WHERE stream = ? AND seq <= ?", [](const Statement&) {
      return KeptCommit::Note{What::unread, {}, 0, 0, {}};
    });
    return notes;
  }

  // Of a stream, the commits that records do not say all of.
  std::vector<KeptCommit> kept_of(const StreamRow& row) {
    Notes notes = notes_of(row);
    std::vector<KeptCommit> kept;
    log::VersionVector context;
    bool is_rewritten = true;  // the first ones of a stream, or none
    Statement rows = database_.prepare("SELECT seq, header FROM commit_log WHERE stream = ? AND seq <= ? ORDER BY seq");
    rows.bind_all(row.info.id, static_cast<std::int64_t>(row.info.applied_seq));
    for (auto next = notes.begin(); (next != notes.end() || is_rewritten) && rows.step();) {
      const auto seq = static_cast<std::uint64_t>(rows.integer(0));
      context.raise(log::context_delta_of(rows.blob(1)));
      is_rewritten = is_rewritten && log::rewritten_of(log::decode_header(rows.blob(1)).value());
      const bool is_noted = next != notes.end() && next->first == seq;
      if (!is_noted && !is_rewritten) continue;
      KeptCommit& one = kept.emplace_back();
      one.origin = row.info.stream.origin;
      one.seq = seq;
      one.commit = load_commit(database_, row.info.id, seq).value();
      one.context = context;
      if (is_noted) one.notes = std::move((next++)->second);
      if (!is_noted) one.commit.payload.reset();
      if (is_rewritten) one.notes.push_back({What::rewritten, {}, 0, 0, {}});
      if (one.notes.size() > wire::most_notes) one.notes.resize(wire::most_notes);
    }
    return kept;
  }

  Database& database_;
  const std::optional<base::PublicKey>& hub_key_;
  const std::string& scope_;
  const std::size_t chunk_bytes_;
  std::vector<StreamRow> streams_;
  TakenBase taken_;
};

}  // namespace

std::uint64_t count_erasures(Database& database, std::string_view scope) {
  Statement row = database.prepare("SELECT count(*) FROM erasure WHERE scope = ?");
  row.bind(1, scope).step();
  return static_cast<std::uint64_t>(row.integer(0));
}

TakenBase take_base(Database& database, const std::optional<base::PublicKey>& hub_key, const std::string& scope,
                    std::int64_t now_ms, std::size_t chunk_bytes) {
  const Snapshot moment(database);
  Taker taker(database, hub_key, scope, chunk_bytes);
  for (std::size_t lane = 0; lane < model::lane_count; ++lane) taker.add_lane(static_cast<model::Lane>(lane));
  return taker.finish(now_ms);
}

}  // namespace hadir::store
