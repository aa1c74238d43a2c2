#include "common/store/projector.h"

#include "common/model/forms.h"

namespace hadir::store {
namespace {

constexpr std::int64_t everything = -1;

bool has_many_heads(const merge::RecordState& state) {
  return std::ranges::any_of(state.fields, [](const merge::FieldState& field) { return field.heads.size() > 1; });
}

// nullptr: a newer version wrote the state.
const model::Field* declaration_of(const model::Kind& kind, std::uint32_t number) {
  return number == model::deleted_field ? &model::deletion_mark : model::find_field(kind, number);
}

}  // namespace

Projector::Projector(Database& database, std::optional<base::PublicKey> hub_key, Keyring* keys)
    : database_(database), keys_(keys) {
  if (hub_key) hub_ = log::origin_of(*hub_key);
  hub_key_ = std::move(hub_key);
}

void Projector::run(std::string_view scope, model::Lane lane) {
  std::vector<StreamRow> group = load_group(database_, scope, lane);
  run(group, {});
}

bool Projector::run(std::vector<StreamRow>& group, const JustStored& just_stored) {
  log::VersionVector applied;
  for (const StreamRow& stream : group) applied.raise(stream.info.stream.origin, stream.info.applied_seq);
  bool saved = false;
  for (bool progress = true; progress;) {
    progress = false;
    for (StreamRow& stream : group) {
      if (!apply_covered(stream, applied, just_stored)) continue;
      save_stream(database_, stream);
      saved |= stream.info.id == just_stored.stream;
      progress = true;
    }
  }
  return saved;
}

// Answers whether any commit was applied.
bool Projector::apply_covered(StreamRow& stream, log::VersionVector& applied, const JustStored& just_stored) {
  const std::uint64_t before = stream.info.applied_seq;
  while (stream.info.applied_seq < stream.info.stored.seq) {
    const std::uint64_t seq = stream.info.applied_seq + 1;
    const std::uint64_t at = seq - just_stored.first_seq;
    if (stream.info.id == just_stored.stream && at < just_stored.commits.size()) {
      const log::Header& header = just_stored.checked[at].header;
      if (!applied.covers(header.context_delta)) break;
      const auto& known = just_stored.checked[at].changes;
      apply_next(stream, header, just_stored.commits[at], known ? &*known : nullptr);
    } else {
      const auto commit = load_commit(database_, stream.info.id, seq);
      if (!commit)
        throw base::Failure({base::Fault::corrupt, "catatan perubahan berlubang: " + log::to_text(stream.info.stream),
                             "jalankan perintah doctor, lalu restore dari cadangan terakhir"});
      const log::Header header = log::decode_header(commit->header).value();
      // Only a damaged log says so; to believe it would mean to go back, and to come here again for ever.
      if (header.seq != seq)
        throw base::Failure({base::Fault::corrupt, "catatan perubahan bernomor salah: " + log::to_text(stream.info.stream),
                             "jalankan perintah doctor, lalu restore dari cadangan terakhir"});
      if (!applied.covers(header.context_delta)) break;
      apply_next(stream, header, *commit);
    }
    applied.raise(stream.info.stream.origin, stream.info.applied_seq);
  }
  return stream.info.applied_seq != before;
}

void Projector::apply_next(StreamRow& stream, const log::Header& header, const log::Commit& commit, const Changes* known) {
  stream.context.raise(header.context_delta);
  stream.context.raise(stream.info.stream.origin, stream.info.applied_seq);
  stream.info.applied_seq = header.seq;
  if (header.beacon) stream.info.beacon_ms = std::max(stream.info.beacon_ms, header.beacon->hub_ms);
  if (hub_key_ && header.seq == 1 && log::names_hub_writer(header, stream.info.key, *hub_key_)) stream.info.by_hub = true;
  apply_at(stream, header, commit, stream.context, known);
}

void Projector::apply_at(const StreamRow& stream, const log::Header& header, const log::Commit& commit,
                         const log::VersionVector& context, const Changes* known) {
  if (!commit.payload) return;  // erased

  Place place{stream, header.seq, {stream.info.stream.origin, header.seq, header.stamp, header.author}, &context};
  log::VersionVector read_context;  // of a sealed commit
  const ReadPayload read = read_payload(database_, keys_, stream.info.stream.scope, header, *commit.payload, known);
  if (read.as == ReadPayload::As::later_version) return defer(place, everything, everything);
  if (read.as == ReadPayload::As::unread) return note_unread(database_, stream.info.id, header.seq, read.sealed->key);
  if (read.as == ReadPayload::As::parked) return park(place, read.reason);
  if (read.sealed) {
    place.sealed = true;
    read_context = context;
    for (const auto& [origin, first] : read.sealed->unread.entries()) read_context.lower(origin, first - 1);
    place.context = &read_context;
  }
  for (const model::Change& change : read.changes()) project_change(place, change);
}

void Projector::project_change(const Place& place, const model::Change& change) {
  const model::Kind* kind = model::find_kind(change.kind);
  if (kind == nullptr) return defer(place, change.kind, everything);
  if (const std::string reason = reason_to_refuse(place, *kind, change); !reason.empty()) return park(place, reason);
  apply_fitting(place, *kind, change, false);
}

std::string Projector::reason_to_refuse(const Place& place, const model::Kind& kind, const model::Change& change) const {
  const log::StreamId& stream = place.stream.info.stream;
  const auto because = [&](const char* why) { return std::string(kind.name) + why; };
  if (const char* why = model::key_misfit(kind, change.key)) return because(": ") + why;
  if (kind.sealed != place.sealed) return because(kind.sealed ? " harus tersegel" : " tidak boleh tersegel");
  if (kind.province_wide != (stream.scope == log::province)) return because(": bukan di lingkup ini tempatnya");
  if (kind.lane != stream.lane) return because(": bukan di jalur ini tempatnya");
  const bool by_hub = hub_ == stream.origin || place.stream.info.by_hub;
  if (kind.writer == model::Writer::hub && !by_hub) return because(": hanya sekretariat yang boleh menulisnya");
  return {};
}

// Without the fields whose values do not fit.
void Projector::apply_fitting(const Place& place, const model::Kind& kind, const model::Change& change, bool fields_only) {
  const auto misfit = [&](const model::FieldValue& one) {
    const model::Field* field = model::find_field(kind, one.field);
    return field != nullptr && !model::fits(*field, one.value) ? field : nullptr;
  };
  if (std::ranges::none_of(change.fields, misfit)) return apply_change(place, kind, change, fields_only);
  model::Change fitting = change;
  std::erase_if(fitting.fields, [&](const model::FieldValue& one) {
    const model::Field* field = misfit(one);
    if (field != nullptr) park(place, std::string(kind.name) + ": " + field->name + " tidak sesuai jenisnya");
    return field != nullptr;
  });
  apply_change(place, kind, fitting, fields_only);
}

void Projector::apply_change(const Place& place, const model::Kind& kind, const model::Change& change, bool fields_only) {
  const RecordRef record{place.stream.info.stream.scope, kind, change.key};
  const auto apply_to = [&](merge::RecordState& state) {
    return fields_only ? merge::apply_fields(state, kind, change.fields, place.writer, *place.context)
                       : merge::apply(state, kind, change, place.writer, *place.context);
  };
  // Most records are new: that is tried first, which saves looking for them.
  merge::RecordState state;
  bool had_many_heads = false;
  merge::Applied applied = apply_to(state);
  if (!applied.changed || !insert_record(database_, record, change.key, state)) {
    if (auto present = load_record(database_, record)) {
      state = std::move(*present);
      had_many_heads = has_many_heads(state);
      applied = apply_to(state);
      if (applied.changed) update_record(database_, record, change.key, state);
    }
  }
  for (const std::uint32_t field : applied.unknown) defer(place, kind.number, field);
  for (const std::uint32_t field : applied.refused) {
    Statement insert =
        database_.prepare("INSERT OR IGNORE INTO refused_write (stream, seq, kind, key, field) VALUES (?, ?, ?, ?, ?)");
    insert.bind_all(place.stream.info.id, static_cast<std::int64_t>(place.seq), std::int64_t{kind.number},
                    base::ByteView(record.key), std::int64_t{field});
    insert.run();
  }
  if (!applied.changed) return;
  if (auto erasure = erasure_of(record.scope, change)) erasures_.push_back(std::move(*erasure));
  if (had_many_heads || has_many_heads(state)) note_conflicts(record, state);
}

void Projector::install(const RecordRef& record, const std::vector<model::FieldValue>& key, const merge::RecordState& state) {
  if (!insert_record(database_, record, key, state))
    throw base::Failure({base::Fault::corrupt, std::string(record.kind->name) + " sudah ada di antara catatan yang dipasang",
                         "jalankan perintah doctor, lalu sinkronkan lagi"});
  if (auto erasure = erasure_of(record.scope, {record.kind->number, key, {}, false})) erasures_.push_back(std::move(*erasure));
  if (has_many_heads(state)) note_conflicts(record, state);
}

void Projector::note_conflicts(const RecordRef& record, const merge::RecordState& state) {
  const bool gone = merge::is_deleted(state);
  for (const merge::FieldState& field : state.fields) {
    const model::Field* declaration = declaration_of(*record.kind, field.field);
    if (declaration == nullptr) continue;
    // Nobody can settle a field of a record that is gone; making it anew writes every field.
    const bool open = (field.field == model::deleted_field || !gone) && merge::in_conflict(field, *declaration);
    Statement change = database_.prepare(open ? "INSERT OR IGNORE INTO conflict (scope, kind, key, field) VALUES (?, ?, ?, ?)"
                                              : "DELETE FROM conflict WHERE scope = ? AND kind = ? AND key = ? AND field = ?");
    change.bind_all(std::string_view(record.scope), std::int64_t{record.kind->number}, base::ByteView(record.key),
                    std::int64_t{field.field});
    change.run();
  }
}

void Projector::park(const Place& place, const std::string& reason) {
  Statement insert = database_.prepare("INSERT OR IGNORE INTO parked (stream, seq, reason) VALUES (?, ?, ?)");
  insert.bind_all(place.stream.info.id, static_cast<std::int64_t>(place.seq), std::string_view(reason));
  insert.run();
}

void Projector::defer(const Place& place, std::int64_t kind, std::int64_t field) {
  base::ByteWriter context;
  log::write_vector(context, *place.context);
  Statement insert =
      database_.prepare("INSERT OR IGNORE INTO deferred (stream, seq, kind, field, context) VALUES (?, ?, ?, ?, ?)");
  insert.bind_all(place.stream.info.id, static_cast<std::int64_t>(place.seq), kind, field, base::ByteView(context.bytes()));
  insert.run();
}

void Projector::run_deferred() {
  struct Row {
    std::int64_t position, stream, seq, kind, field;
    log::VersionVector context;
  };
  std::vector<Row> rows;
  {
    Statement select = database_.prepare("SELECT position, stream, seq, kind, field, context FROM deferred ORDER BY position");
    while (select.step()) {
      base::ByteReader context(select.blob(5));
      rows.push_back({select.integer(0), select.integer(1), select.integer(2), select.integer(3), select.integer(4),
                      log::read_vector(context)});
    }
  }
  for (const Row& row : rows) {
    const model::Kind* kind = row.kind == everything ? nullptr : model::find_kind(static_cast<std::uint32_t>(row.kind));
    if (kind == nullptr) continue;
    if (row.field != everything && model::find_field(*kind, static_cast<std::uint32_t>(row.field)) == nullptr) continue;
    const auto commit = load_commit(database_, row.stream, static_cast<std::uint64_t>(row.seq));
    Statement id = database_.prepare("SELECT scope, lane, origin FROM stream WHERE id = ?");
    id.bind(1, row.stream).step();
    log::StreamId stream_id{{}, std::string(id.text(0)), static_cast<model::Lane>(id.integer(1))};
    std::ranges::copy(id.blob(2), stream_id.origin.begin());
    const StreamRow stream = find_stream(database_, stream_id).value();
    const log::Header header = log::decode_header(commit.value().header).value();
    Place place{stream, header.seq, {stream_id.origin, header.seq, header.stamp, header.author}, &row.context};
    database_.prepare("DELETE FROM deferred WHERE position = ?").bind(1, row.position).run();
    if (!commit->payload) continue;
    const ReadPayload read = read_payload(database_, keys_, stream_id.scope, header, *commit->payload);
    // Not even the key is here (yet): whoever brings it projects the lane anew.
    if (read.as == ReadPayload::As::unread) note_unread(database_, row.stream, header.seq, read.sealed->key);
    place.sealed = read.sealed.has_value();
    for (model::Change change : read.changes()) {
      if (change.kind != kind->number) continue;
      if (row.field == everything) {
        project_change(place, change);
      } else if (reason_to_refuse(place, *kind, change).empty()) {
        std::erase_if(change.fields,
                      [&](const model::FieldValue& one) { return one.field != static_cast<std::uint32_t>(row.field); });
        apply_fitting(place, *kind, change, true);
      }
    }
  }
}

}  // namespace hadir::store
