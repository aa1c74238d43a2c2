#include "common/store/base_chunks.h"

#include <map>

#include "common/store/projector.h"

namespace hadir::store {
namespace {

using What = wire::KeptCommit::Note::What;

void note(Database& database, std::int64_t stream, const wire::KeptCommit& kept, const wire::KeptCommit::Note& note) {
  const auto seq = static_cast<std::int64_t>(kept.seq);
  switch (note.what) {
    case What::parked: {
      Statement insert = database.prepare("INSERT OR IGNORE INTO parked (stream, seq, reason) VALUES (?, ?, ?)");
      insert.bind_all(stream, seq, std::string_view(note.reason));
      return insert.run();
    }
    case What::refused: {
      Statement insert =
          database.prepare("INSERT OR IGNORE INTO refused_write (stream, seq, kind, key, field) VALUES (?, ?, ?, ?, ?)");
      insert.bind_all(stream, seq, note.kind, base::ByteView(note.key), note.field);
      return insert.run();
    }
    case What::deferred: {
      base::ByteWriter context;
      log::write_vector(context, kept.context);
      Statement insert =
          database.prepare("INSERT OR IGNORE INTO deferred (stream, seq, kind, field, context) VALUES (?, ?, ?, ?, ?)");
      insert.bind_all(stream, seq, note.kind, note.field, base::ByteView(context.bytes()));
      return insert.run();
    }
    case What::unread: {
      const auto header = log::decode_header(kept.commit.header);
      const log::Extension* extension = header ? log::sealed_extension(*header) : nullptr;
      const auto sealed = extension != nullptr ? log::decode_sealed(*extension) : std::nullopt;
      if (sealed) note_unread(database, stream, kept.seq, sealed->key);
      return;
    }
    case What::rewritten: return;
  }
}

bool is_unread(const wire::KeptCommit& kept) {
  return std::ranges::find(kept.notes, What::unread, &wire::KeptCommit::Note::what) != kept.notes.end();
}

// Sealed commits below the base, in an order in which each comes after what its author had seen.
void project_kept(Database& database, Projector& projector, std::string_view scope, model::Lane lane,
                  std::vector<wire::KeptCommit> commits) {
  std::erase_if(commits, [](const wire::KeptCommit& kept) { return !is_unread(kept); });
  std::ranges::sort(commits, {}, [](const wire::KeptCommit& kept) { return std::tuple(kept.origin, kept.seq); });
  struct Queue {
    std::size_t next, end;
  };
  std::map<log::Origin, Queue> queues;
  for (std::size_t at = 0; at < commits.size(); ++at)
    queues.try_emplace(commits[at].origin, Queue{at, at}).first->second.end = at + 1;
  const auto is_free = [&](const wire::KeptCommit& kept) {
    return std::ranges::none_of(kept.context.entries(), [&](const log::VersionVector::Entry& seen) {
      const auto queue = queues.find(seen.origin);
      return queue != queues.end() && seen.origin != kept.origin && queue->second.next < queue->second.end &&
             commits[queue->second.next].seq <= seen.seq;
    });
  };
  for (bool progress = true; progress;) {
    progress = false;
    for (auto& [origin, queue] : queues)
      for (; queue.next < queue.end && is_free(commits[queue.next]); ++queue.next, progress = true) {
        const wire::KeptCommit& kept = commits[queue.next];
        const auto stream = find_stream(database, {origin, std::string(scope), lane});
        const auto commit = stream ? load_commit(database, stream->info.id, kept.seq) : std::nullopt;
        if (!commit) continue;
        const log::Header header = log::decode_header(commit->header).value();
        log::VersionVector context = kept.context;
        context.raise(origin, kept.seq - 1);
        projector.apply_at(*stream, header, *commit, context);
      }
  }
}

}  // namespace

base::Result<DecodedChunk> decode_chunk(base::ByteView content, const wire::SnapshotManifest& manifest,
                                        const wire::SnapshotChunk& named) {
  DecodedChunk chunk;
  if (named.content == wire::SnapshotChunk::Content::records) {
    auto records = wire::decode_record_chunk(content, manifest.streams, manifest.scope, named.lane);
    if (!records) return records.error();
    chunk.records = std::move(*records);
  } else {
    auto commits = wire::decode_commit_chunk(content, manifest.streams, named.lane);
    if (!commits) return commits.error();
    chunk.commits = std::move(*commits);
  }
  return chunk;
}

void insert_kept(Database& database, std::int64_t stream, const wire::KeptCommit& kept) {
  if (load_commit(database, stream, kept.seq)) return;
  Statement insert = database.prepare(
      "INSERT INTO commit_log (stream, seq, header, payload, payload_hash, hash, signature, received_ms) VALUES (?, ?, "
      "?, ?, ?, x'', NULL, 0)");
  insert.bind(1, stream).bind(2, static_cast<std::int64_t>(kept.seq)).bind(3, base::ByteView(kept.commit.header));
  if (kept.commit.payload)
    insert.bind(4, base::ByteView(*kept.commit.payload)).bind_null(5);
  else
    insert.bind_null(4).bind(5, base::ByteView(kept.commit.payload_hash));
  insert.run();
}

bool install_commits(Database& database, const std::optional<base::PublicKey>& hub_key, Keyring* keys, std::string_view scope,
                     model::Lane lane, const std::vector<wire::KeptCommit>& commits) {
  bool is_readable = false;
  for (const wire::KeptCommit& kept : commits) {
    const auto stream = find_stream(database, {kept.origin, std::string(scope), lane});
    if (!stream) continue;
    insert_kept(database, stream->info.id, kept);
    for (const wire::KeptCommit::Note& one : kept.notes) note(database, stream->info.id, kept, one);
    if (keys == nullptr || !is_unread(kept)) continue;
    const auto sealed = log::decode_sealed(*log::sealed_extension(log::decode_header(kept.commit.header).value()));
    is_readable |= sealed && keys->find(database, sealed->key) != nullptr;
  }
  Projector projector(database, hub_key, keys);  // what the hub did not know, this version may
  projector.run_deferred();
  return is_readable;
}

void restore_base(Database& database, const std::optional<base::PublicKey>& hub_key, Keyring* keys, std::string_view scope,
                  model::Lane lane) {
  std::vector<wire::KeptCommit> kept;
  Projector projector(database, hub_key, keys);
  for (const Base& base : bases(database)) {
    if (base.scope != scope || !base.live) continue;
    for (std::size_t number = 0; number < base.manifest.chunks.size(); ++number) {
      const wire::SnapshotChunk& named = base.manifest.chunks[number];
      if (named.lane != lane || !base.here[number]) continue;
      Statement row = database.prepare("SELECT bytes FROM base_chunk WHERE base = ? AND number = ?");
      row.bind(1, base.id).bind(2, static_cast<std::int64_t>(number)).step();
      const auto chunk = decode_chunk(row.blob(0), base.manifest, named);
      if (!chunk)
        throw base::Failure({base::Fault::corrupt, "dasar catatan unit ini rusak: " + chunk.error().what,
                             "jalankan perintah doctor, lalu restore dari cadangan terakhir"});
      for (const wire::SnapshotRecord& record : chunk->records)
        projector.install({std::string(scope), *record.kind, record.key}, record.key, record.state);
      install_commits(database, hub_key, nullptr, scope, lane, chunk->commits);
      kept.insert(kept.end(), chunk->commits.begin(), chunk->commits.end());
    }
  }
  if (keys != nullptr) {
    // What can be read is not unread any more; what cannot is noted again.
    for (const wire::KeptCommit& one : kept)
      if (const auto stream = is_unread(one) ? find_stream(database, {one.origin, std::string(scope), lane}) : std::nullopt)
        database.prepare("DELETE FROM unread WHERE stream = ? AND seq = ?")
            .bind(1, stream->info.id)
            .bind(2, static_cast<std::int64_t>(one.seq))
            .run();
    project_kept(database, projector, scope, lane, std::move(kept));
  }
  carry_out(database, hub_key, keys, projector.take_erasures(), true);
}

}  // namespace hadir::store
