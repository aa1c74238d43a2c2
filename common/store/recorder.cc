#include "common/store/recorder.h"

#include "common/base/limits.h"
#include "common/base/text.h"
#include "common/model/forms.h"
#include "common/store/base.h"
#include "common/store/continuation.h"

namespace hadir::store {
namespace {

using model::Change;
using model::Field;
using model::FieldValue;
using model::Kind;
using model::Value;

// A bulk import is cut into commits of about this size: small enough to resend, large enough that headers do not count.
constexpr std::size_t commit_bytes = 32 * 1024;
constexpr std::size_t commit_changes = 512;
static_assert(commit_changes <= base::limits::commit_changes);
static_assert(commit_bytes < base::limits::payload_bytes);

base::Error refusal(const Kind& kind, const Change& change, const std::string& why, std::string hint) {
  return {base::Fault::refused, std::string(kind.name) + " " + model::format_key(kind, change.key) + ": " + why, std::move(hint)};
}

bool has_value(const Change& change, const Field& field) {
  const auto given = std::ranges::find(change.fields, field.number, &FieldValue::field);
  return given != change.fields.end() && !std::holds_alternative<std::monostate>(given->value);
}

// A record that is made anew states every field: nothing of a deleted predecessor shines through.
std::optional<base::Error> complete_new(const Kind& kind, Change& change, bool had_predecessor) {
  for (const Field& field : kind.fields) {
    if (field.required && !has_value(change, field))
      return base::Error{base::Fault::bad_input, std::string(kind.name) + ": kolom " + field.name + " harus diisi", field.help};
    const bool given = std::ranges::find(change.fields, field.number, &FieldValue::field) != change.fields.end();
    if (had_predecessor && !given) change.fields.push_back({field.number, Value{}});
  }
  std::erase_if(change.fields,
                [&](const FieldValue& one) { return !had_predecessor && std::holds_alternative<std::monostate>(one.value); });
  std::ranges::sort(change.fields, {}, &FieldValue::field);
  return std::nullopt;
}

// Leaves of `change` what says something new about an existing record.
std::optional<base::Error> keep_news(const Kind& kind, const merge::RecordState& state, Change& change) {
  for (const Field& field : kind.fields) {
    const auto given = std::ranges::find(change.fields, field.number, &FieldValue::field);
    if (given == change.fields.end()) continue;
    const merge::FieldState* present = state.find(field.number);
    const bool open = present != nullptr && merge::in_conflict(*present, field);
    const bool same = merge::shown(state, field) == given->value;
    // The offset an instant is shown with is no news beside the same instant.
    if ((same && !open) || (kind.evidence && field.type == model::Type::offset)) {
      change.fields.erase(given);
      continue;
    }
    if (field.required && std::holds_alternative<std::monostate>(given->value))
      return base::Error{base::Fault::bad_input, std::string(kind.name) + ": kolom " + field.name + " tidak boleh dikosongkan",
                         field.help};
    const bool settles =
        open && std::ranges::any_of(present->heads, [&](const merge::Head& head) { return head.value == given->value; });
    if (field.merge == model::Merge::fixed && present != nullptr && !settles)
      return refusal(
          kind, change,
          "sudah tercatat dengan " + std::string(field.name) + " " + model::format_text(field, merge::shown(state, field)),
          "catatan bukti tidak diubah; buat koreksi dengan alasannya");
  }
  return std::nullopt;
}

}  // namespace

void Recorder::add(const Change& change) {
  outcomes_.push_back(judge(change));
  for (std::size_t lane = 0; lane < model::lane_count; ++lane)
    if (pending_[lane].bytes >= commit_bytes || pending_[lane].changes.size() >= commit_changes)
      write_commit(static_cast<model::Lane>(lane), pending_[lane]);
}

Outcome Recorder::judge(const Change& given) {
  Change change = given;
  const Kind* kind = model::find_kind(change.kind);
  HADIR_CHECK(kind != nullptr);
  const auto refused = [](base::Error error) { return Outcome{Outcome::Kind::refused, std::move(error)}; };
  if (authorship_.author.size() > base::limits::author_bytes || !base::is_utf8(authorship_.author))
    return refused({base::Fault::bad_input,
                    "nama pencatat \"" + base::printable(authorship_.author, 80) + "\" tidak dapat dipakai",
                    "paling panjang " + std::to_string(base::limits::author_bytes) + " huruf"});
  if (const char* why = model::misfit(*kind, change))
    return refused({base::Fault::bad_input, std::string(kind->name) + ": " + why, ""});
  if (kind->writer == model::Writer::hub && !authorship_.is_hub)
    return refused(refusal(*kind, change, "hanya ditulis oleh sekretariat", "minta sekretariat memasukkannya dengan hadir-hub"));
  if (kind->sealed && !authorship_.sealing)
    return refused(refusal(*kind, change, "hanya dicatat di PC kantor, yang memegang kunci segel unitnya", ""));
  if (kind->province_wide != (authorship_.scope == log::province))
    return refused(refusal(*kind, change, "tidak termasuk lingkup ini", ""));

  Pending& pending = pending_[static_cast<std::size_t>(kind->lane)];
  const RecordRef record{authorship_.scope, *kind, change.key};
  base::ByteWriter name;
  name.varint(kind->number);
  name.raw(record.key);
  if (pending.records.contains(name.bytes())) write_commit(kind->lane, pending);

  // Who edits must see what he edits; evidence is what he saw himself.
  if (!kind->evidence && may_come(database_, authorship_.scope, *kind, change.key))
    return refused(refusal(*kind, change, "data lama unit ini masih disalin dari hub",
                           "coba lagi sebentar lagi; kemajuannya: hadir status"));
  const std::optional<merge::RecordState> state = load_record(database_, record);
  const bool present = state && !merge::is_deleted(*state);
  if (change.deletes) {
    if (kind->evidence) return refused(refusal(*kind, change, "catatan bukti tidak dapat dihapus", "buat koreksi dengan void"));
    if (!present) return {Outcome::Kind::unchanged, {}};
  } else if (!present) {
    if (auto error = complete_new(*kind, change, state.has_value())) return refused(std::move(*error));
  } else {
    if (auto error = keep_news(*kind, *state, change)) return refused(std::move(*error));
    const merge::FieldState* mark = state->find(model::deleted_field);
    const bool keeps = mark != nullptr && merge::in_conflict(*mark, model::deletion_mark);
    if (change.fields.empty() && !keeps) return {Outcome::Kind::unchanged, {}};
  }

  // What no replica could read again must not enter the log: it would stop the stream behind it.
  const base::Bytes encoded = model::encode_payload({change});
  if (encoded.size() + (kind->sealed ? log::sealed_overhead : 0) > base::limits::payload_bytes)
    return refused({base::Fault::too_large, refusal(*kind, change, "terlalu panjang", "").what, "bagi menjadi beberapa catatan"});
  if (const auto back = model::decode_payload(encoded); !back)
    return refused({base::Fault::bad_input, refusal(*kind, change, back.error().what, "").what, "periksa isinya"});
  if (kind->sealed) {
    // One record per commit, so that one can later be erased alone; in order with what was recorded before it.
    if (!pending.changes.empty()) write_commit(kind->lane, pending);
    pending.changes.push_back(std::move(change));
    write_commit(kind->lane, pending, true);
    return {Outcome::Kind::recorded, {}};
  }
  if (!pending.changes.empty() && pending.bytes + encoded.size() > commit_bytes) write_commit(kind->lane, pending);

  pending.bytes += encoded.size();
  pending.changes.push_back(std::move(change));
  pending.places.push_back(outcomes_.size());
  pending.records.insert(name.take());
  return {Outcome::Kind::recorded, {}};
}

std::vector<Outcome> Recorder::finish() {
  for (std::size_t lane = 0; lane < model::lane_count; ++lane)
    if (!pending_[lane].changes.empty()) write_commit(static_cast<model::Lane>(lane), pending_[lane]);
  carry_out(database_, hub_key_, keys_, projector_.take_erasures());
  return std::move(outcomes_);
}

void Recorder::write_commit(model::Lane lane, Pending& pending, bool sealed) {
  base::Bytes payload = model::encode_payload(pending.changes);
  if (sealed) payload = log::seal_payload(authorship_.sealing->key, authorship_.scope, payload, authorship_.sealing->random);
  // Every other replica would drop it: nobody may be told that it is recorded.
  if (is_in_force(database_, {authorship_.scope, base::hash_of(payload)})) {
    for (const std::size_t place : pending.places)
      outcomes_[place] = {Outcome::Kind::refused,
                          {base::Fault::refused, "isi yang persis sama sudah dihapus menurut hukum dan tidak dicatat lagi",
                           "alasannya: records erasure; bila memang harus dicatat lagi, tanyakan kepada sekretariat"}};
    pending = {};
    return;
  }
  const log::StreamId id{log::origin_of(authorship_.key.public_key()), authorship_.scope, lane};
  StreamRow stream = find_or_create_stream(database_, id, authorship_.key.public_key());
  // A replica that is getting its own commits back may hold some that wait for others which their author had seen. Recording
  // never waits: what is written now waits behind them.
  const bool waits = stream.info.applied_seq != stream.info.stored.seq;
  const Horizon last = waits ? horizon_at(database_, stream.info, stream.info.stored.seq) : Horizon{stream.context, {}};

  log::Header header;
  header.seq = stream.info.stored.seq + 1;
  header.stamp = authorship_.stamp;
  header.author = authorship_.author;
  for (const StreamRow& other : load_group(database_, id.scope, lane)) {
    const bool is_news = !last.context.covers(other.info.stream.origin, other.info.applied_seq);
    if (other.info.id != stream.info.id && is_news) header.context_delta.raise(other.info.stream.origin, other.info.applied_seq);
  }
  const std::int64_t named_ms = std::max(stream.info.beacon_ms, last.beacon ? last.beacon->hub_ms : 0);
  if (authorship_.beacon && authorship_.beacon->hub_ms > named_ms) header.beacon = authorship_.beacon;

  if (header.seq == 1) header.extensions = authorship_.introduction;
  if (sealed)
    header.extensions.push_back(
        log::extension_of({log::id_of(authorship_.sealing->key), first_unread(database_, id.scope, lane)}));
  const log::Commit commit = log::make_commit(header, std::move(payload));
  stream.info.stored = {header.seq, log::next_hash(stream.info.stored.hash, commit)};
  const base::Signature signature = authorship_.key.sign(log::head_message(id, stream.info.stored));
  CommitInsert(database_, stream.info.id).add(header.seq, commit, stream.info.stored.hash, &signature, authorship_.now_ms);
  if (!waits) projector_.apply_next(stream, header, commit);
  save_stream(database_, stream);
  pending = {};
}

}  // namespace hadir::store
