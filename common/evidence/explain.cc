#include "common/evidence/explain.h"

#include <boost/json/array.hpp>

#include "common/evidence/bracket.h"
#include "common/evidence/record_name.h"
#include "common/log/sealed.h"
#include "common/model/forms.h"
#include "common/store/clock_view.h"

// {"id", "kind", "unit", "exists", "deleted", "record": the public fields or null,
//  "fields": [{"field", "shown", "conflict", "heads": [{"value", "author", "origin", "commit"}]}]     the one that shows first
//  "commits": [ … ]      all that wrote the record, as they came in here
//  "corrections": [ … ]  of a punch: all that wrote its correction
//  "correction": the correction as it shows, or null
//  "erased": [{"payload", "commits": how many, "reason", "basis", "author", "at"}]     what is gone by law from the record's unit
//  and lane; whether it spoke of this record nobody can know any more. An erasure explained by itself counts in all lanes.
//  "open_conflicts": ids}
//
// A commit: {"origin", "pc": label or "", "unit", "lane", "commit", "hash", "signed", "author", "writes", "deletes", "stands":
// fields
//  where its value still stands, "effect": applied, waiting, parked, deferred or erased, "reason", "refused_fields",
//  "sealed": the key's number where the commit is sealed, or null,
//  "claimed": {"at", "quality", "bound_ms"}, "corrected": as store::to_json(CorrectedTime) or null,
//  "bracket": {"not_before", "beacon": {"commit", "hub_ms", "signature"}, "not_after", "receipt": {"id", "covers", "body",
//  "signature"},
//              "received"},
//  "contradictions": texts, "rewritten": the commit it stands for, {"origin", "commit", "hash"}, or null,
//  "extensions": others, [{"tag", "content"}]}
namespace hadir::evidence {
namespace {

using base::Error;
using base::Fault;
using boost::json::array;
using boost::json::object;
using boost::json::value;
using model::Field;
using model::Kind;
using store::Statement;

std::int64_t shown_offset(const Kind& kind, const Field& field, const merge::RecordState& state) {
  const Field* companion = model::offset_companion(kind, field);
  if (companion == nullptr) return 0;
  const model::Value minutes = merge::shown(state, *companion);
  const auto* number = std::get_if<std::int64_t>(&minutes);
  return number != nullptr ? *number : 0;
}

const Field* declared(const Kind& kind, std::uint32_t number) {
  return number == model::deleted_field ? &model::deletion_mark : model::find_field(kind, number);
}

class Explanation {
 public:
  Explanation(store::ReplicaStore& store, const Standpoint& standpoint, const Kind& kind, std::vector<model::FieldValue> key)
      : store_(store), standpoint_(standpoint), kind_(kind), key_(std::move(key)), key_bytes_(model::encode_key(key_)) {}

  bool look(const std::string& scope);
  object tell();

 private:
  std::string moment(std::int64_t ms) const {
    return base::format_rfc3339({ms, static_cast<std::int16_t>(standpoint_.offset_minutes)});
  }
  array history(const Kind& kind, const base::Bytes& key, const std::optional<merge::RecordState>& state);
  object commit_json(const store::StreamInfo& stream, const Kind& kind, const base::Bytes& key,
                     const std::optional<merge::RecordState>& state, const Statement& row);
  object writes_json(const Kind& kind, const model::Change& change) const;
  object bracket_json(const Bracket& bracket) const;
  void add_time(object& commit, const store::StreamInfo& stream, const log::Header& header, const Kind& kind);
  void add_effect(object& commit, const store::StreamInfo& stream, std::uint64_t seq, const Kind& kind, const base::Bytes& key);
  array fields_json(const merge::RecordState& state) const;
  array conflicts_json() const;
  array erased_json() const;

  store::ReplicaStore& store_;
  const Standpoint& standpoint_;
  const Kind& kind_;
  const std::vector<model::FieldValue> key_;
  const base::Bytes key_bytes_;
  std::string scope_;
  std::optional<merge::RecordState> state_;
  std::map<log::Origin, std::vector<log::ClockEvent>> clocks_;
};

// Whether there is anything about the record in this scope.
bool Explanation::look(const std::string& scope) {
  scope_ = scope;
  state_ = store::load_record(store_.database(), {scope, kind_, key_});
  return state_.has_value() || !history(kind_, key_bytes_, state_).empty();
}

object Explanation::writes_json(const Kind& kind, const model::Change& change) const {
  object writes;
  std::int64_t offset = 0;
  for (const model::FieldValue& one : change.fields)
    if (const Field* field = model::find_field(kind, one.field); field != nullptr && field->type == model::Type::offset)
      if (const auto* minutes = std::get_if<std::int64_t>(&one.value)) offset = *minutes;
  for (const model::FieldValue& one : change.fields) {
    const Field* field = model::find_field(kind, one.field);
    if (field == nullptr)
      writes["?" + std::to_string(one.field)] = "(versi hadir yang lebih baru)";
    else if (!model::fits(*field, one.value))
      writes[field->name] = "(tidak sah)";
    else if (field->type != model::Type::offset)
      writes[field->name] = model::to_json(*field, one.value, offset);
  }
  return writes;
}

object Explanation::bracket_json(const Bracket& bracket) const {
  object json{{"not_before", nullptr}, {"beacon", nullptr}, {"not_after", nullptr}, {"receipt", nullptr}};
  if (bracket.not_before) {
    json["not_before"] = moment(bracket.not_before->hub_ms);
    json["beacon"] = object{{"commit", bracket.beacon_seq},
                            {"hub_ms", bracket.not_before->hub_ms},
                            {"signature", base::to_hex(bracket.not_before->signature)}};
  }
  if (bracket.not_after) {
    json["not_after"] = moment(bracket.not_after->hub_ms);
    json["receipt"] = object{{"id", bracket.not_after->id},
                             {"covers", bracket.not_after->seq},
                             {"body", base::to_hex(bracket.not_after->body)},
                             {"signature", base::to_hex(bracket.not_after->signature)}};
  }
  json["received"] = moment(bracket.received_ms);
  return json;
}

// The claimed time, what corrects it, what proves it, and where they contradict each other.
void Explanation::add_time(object& commit, const store::StreamInfo& stream, const log::Header& header, const Kind& kind) {
  const log::Stamp& stamp = header.stamp;
  commit["claimed"] = object{{"at", moment(stamp.ms)}, {"quality", log::name_of(stamp.quality)}, {"bound_ms", stamp.bound_ms}};
  std::optional<log::CorrectedTime> corrected;
  if (stream.stream.lane == model::Lane::urgent) {
    const log::CommitName name = log::first_name(stream.stream.origin, header);
    const auto [at, is_new] = clocks_.try_emplace(name.origin);
    if (is_new) at->second = store::clock_events(store_.database(), scope_, name.origin);
    std::int64_t claimed_ms = stamp.ms;
    if (kind.number == kind_.number)
      for (std::size_t index = 0; index < kind.key.size(); ++index)
        if (kind.key[index].type == model::Type::instant)
          if (const auto* ms = std::get_if<std::int64_t>(&key_[index].value)) claimed_ms = *ms;
    corrected = log::corrected(claimed_ms, stamp, name.seq, at->second);
  }
  commit["corrected"] = corrected ? value(store::to_json(*corrected, standpoint_.offset_minutes)) : value();
  const Bracket bracket = bracket_of(store_.database(), stream, header.seq);
  commit["bracket"] = bracket_json(bracket);
  array contradictions;
  if (bracket.not_before && stamp.ms + stamp.bound_ms < bracket.not_before->hub_ms)
    contradictions.emplace_back("mengaku dibuat sebelum waktu hub yang sudah dipegangnya: jam PC itu terlambat");
  if (bracket.not_after && stamp.ms - stamp.bound_ms > bracket.not_after->hub_ms)
    contradictions.emplace_back("mengaku dibuat sesudah hub menerimanya: jam PC itu terlalu cepat");
  if (bracket.not_before && bracket.not_after && bracket.not_before->hub_ms > bracket.not_after->hub_ms)
    contradictions.emplace_back("hub menyatakan sudah menerimanya sebelum waktu hub yang disebutnya: jam hub pernah mundur");
  commit["contradictions"] = std::move(contradictions);
}

void Explanation::add_effect(object& commit, const store::StreamInfo& stream, std::uint64_t seq, const Kind& kind,
                             const base::Bytes& key) {
  store::Database& database = store_.database();
  const auto number = static_cast<std::int64_t>(seq);
  commit["effect"] = seq > stream.applied_seq ? "waiting" : "applied";
  Statement deferred = database.prepare("SELECT 1 FROM deferred WHERE stream = ? AND seq = ?");
  if (deferred.bind_all(stream.id, number).step()) commit["effect"] = "deferred";
  Statement parked = database.prepare("SELECT reason FROM parked WHERE stream = ? AND seq = ?");
  if (parked.bind_all(stream.id, number).step()) {
    commit["effect"] = "parked";
    commit["reason"] = parked.text(0);
  }
  array refused;
  Statement fields = database.prepare("SELECT field FROM refused_write WHERE stream = ? AND seq = ? AND kind = ? AND key = ?");
  for (fields.bind_all(stream.id, number, std::int64_t{kind.number}, base::ByteView(key)); fields.step();)
    if (const Field* field = declared(kind, static_cast<std::uint32_t>(fields.integer(0)))) refused.emplace_back(field->name);
  commit["refused_fields"] = std::move(refused);
}

object Explanation::commit_json(const store::StreamInfo& stream, const Kind& kind, const base::Bytes& key,
                                const std::optional<merge::RecordState>& state, const Statement& row) {
  const auto header = log::decode_header(row.blob(1)).value();
  object commit{{"origin", log::to_text(stream.stream.origin)},
                {"pc", standpoint_.label_of ? standpoint_.label_of(stream.stream.origin) : std::string()},
                {"unit", stream.stream.scope},
                {"lane", model::name_of(stream.stream.lane)},
                {"commit", header.seq},
                {"hash", base::to_hex(row.blob(3))},
                {"signed", row.integer(4) == 0},
                {"author", header.author},
                {"deletes", false},
                {"writes", object()}};
  add_effect(commit, stream, header.seq, kind, key);
  const log::Extension* sealed = log::sealed_extension(header);
  const auto mark = sealed == nullptr ? std::nullopt : log::decode_sealed(*sealed);
  commit["sealed"] = mark ? value(base::to_hex(mark->key)) : value();
  if (row.is_null(2)) {
    commit["effect"] = "erased";
  } else if (const auto changes = store_.changes_of(stream.stream.scope, header, row.blob(2))) {
    for (const model::Change& change : *changes) {
      if (change.kind != kind.number || model::encode_key(change.key) != key) continue;
      commit["deletes"] = change.deletes;
      commit["writes"] = writes_json(kind, change);
    }
  }
  array stands;
  if (state)
    for (const merge::FieldState& field : state->fields)
      for (const merge::Head& head : field.heads) {
        const merge::Writer& writer = state->writers[head.writer];
        const Field* name = declared(kind, field.field);
        if (writer.origin == stream.stream.origin && writer.seq == header.seq && name != nullptr &&
            name->type != model::Type::offset)
          stands.emplace_back(name->name);
      }
  commit["stands"] = std::move(stands);
  add_time(commit, stream, header, kind);
  array extensions;
  const auto rewritten = log::rewritten_of(header);
  commit["rewritten"] =
      rewritten
          ? value(object{
                {"origin", log::to_text(rewritten->origin)}, {"commit", rewritten->seq}, {"hash", base::to_hex(rewritten->hash)}})
          : value();
  for (const log::Extension& one : header.extensions)
    if ((!rewritten || one.tag != log::Rewritten::tag) && (!mark || one.tag != log::Sealed::tag))
      extensions.push_back(object{{"tag", one.tag}, {"content", base::to_hex(one.content)}});
  commit["extensions"] = std::move(extensions);
  return commit;
}

// All commits of the record's scope and lane that speak of it, and those that its version names though their payload is gone.
array Explanation::history(const Kind& kind, const base::Bytes& key, const std::optional<merge::RecordState>& state) {
  std::vector<std::pair<std::int64_t, object>> found;
  for (const store::StreamInfo& stream : store_.streams(scope_, kind.lane)) {
    Statement rows = store_.database().prepare(
        "SELECT seq, header, payload, hash, signature IS NULL, received_ms FROM commit_log WHERE stream = ? AND (? OR "
        "instr(payload, ?) > 0 OR payload IS NULL) ORDER BY seq");
    for (rows.bind_all(stream.id, std::int64_t{kind.sealed}, base::ByteView(key)); rows.step();) {
      const auto seq = static_cast<std::uint64_t>(rows.integer(0));
      bool touches = false;
      if (rows.is_null(2)) {
        touches = state && std::ranges::any_of(state->writers, [&](const merge::Writer& writer) {
                    return writer.origin == stream.stream.origin && writer.seq == seq;
                  });
      } else if (const auto changes = store_.changes_of(scope_, log::decode_header(rows.blob(1)).value(), rows.blob(2))) {
        touches = std::ranges::any_of(*changes, [&](const model::Change& change) {
          return change.kind == kind.number && model::encode_key(change.key) == key;
        });
      }
      if (touches) found.emplace_back(rows.integer(5), commit_json(stream, kind, key, state, rows));
    }
  }
  std::ranges::stable_sort(found, {}, &std::pair<std::int64_t, object>::first);
  array commits;
  for (auto& [received, commit] : found) commits.push_back(std::move(commit));
  return commits;
}

array Explanation::fields_json(const merge::RecordState& state) const {
  array fields;
  for (const merge::FieldState& one : state.fields) {
    const Field* field = declared(kind_, one.field);
    if (field == nullptr || field->type == model::Type::offset) continue;
    const std::int64_t offset = shown_offset(kind_, *field, state);
    array heads;
    for (const merge::Head& head : merge::ranking(state, one, *field)) {
      const merge::Writer& writer = state.writers[head.writer];
      heads.push_back(object{{"value", model::to_json(*field, head.value, offset)},
                             {"author", writer.author},
                             {"origin", log::to_text(writer.origin)},
                             {"commit", writer.seq}});
    }
    fields.push_back(object{{"field", field->name},
                            {"shown", model::to_json(*field, merge::shown(state, *field), offset)},
                            {"conflict", merge::in_conflict(one, *field)},
                            {"heads", std::move(heads)}});
  }
  return fields;
}

array Explanation::conflicts_json() const {
  array ids;
  Statement rows =
      store_.database().prepare("SELECT field FROM conflict WHERE scope = ? AND kind = ? AND key = ? ORDER BY field");
  rows.bind_all(std::string_view(scope_), std::int64_t{kind_.number}, base::ByteView(key_bytes_));
  while (rows.step())
    if (const Field* field = declared(kind_, static_cast<std::uint32_t>(rows.integer(0))))
      ids.emplace_back(id_of(kind_, key_) + "/" + field->name);
  return ids;
}

array Explanation::erased_json() const {
  array all;
  const std::optional<std::string> itself =
      std::string_view(kind_.name) == "erasure" ? std::optional(model::format_key(kind_, key_)) : std::nullopt;
  Statement rows = store_.database().prepare(
      "SELECT e.payload, count(*), e.reason, e.basis, e.author, e.at FROM commit_log l JOIN stream s ON s.id = l.stream JOIN "
      "erasure e ON e.scope = s.scope AND e.payload = lower(hex(l.payload_hash)) WHERE l.payload IS NULL AND s.scope = ?1 AND "
      "(?2 IS NULL AND s.lane = ?3 OR e.payload = ?2) GROUP BY e.payload ORDER BY e.at");
  rows.bind(1, std::string_view(scope_)).bind(3, std::int64_t{static_cast<int>(kind_.lane)});
  if (itself) rows.bind(2, std::string_view(*itself));
  while (rows.step())
    all.push_back(object{{"payload", rows.text(0)},
                         {"commits", rows.integer(1)},
                         {"reason", rows.text(2)},
                         {"basis", rows.text(3)},
                         {"author", rows.text(4)},
                         {"at", rows.text(5)}});
  return all;
}

object Explanation::tell() {
  const auto record_of = [&](const Kind& kind, const std::vector<model::FieldValue>& key,
                             const std::optional<merge::RecordState>& state) -> value {
    if (!state) return nullptr;
    return model::record_to_json(kind, key,
                                 [&](std::uint32_t number) { return merge::shown(*state, *model::find_field(kind, number)); });
  };
  object told{{"id", id_of(kind_, key_)},
              {"kind", kind_.name},
              {"unit", scope_},
              {"exists", state_.has_value()},
              {"deleted", state_ && merge::is_deleted(*state_)},
              {"record", record_of(kind_, key_, state_)},
              {"fields", state_ ? fields_json(*state_) : array()},
              {"commits", history(kind_, key_bytes_, state_)},
              {"correction", nullptr},
              {"corrections", array()},
              {"erased", erased_json()},
              {"open_conflicts", conflicts_json()},
              {"at_hub", standpoint_.is_hub}};
  if (std::string_view(kind_.name) == "punch") {
    const Kind& correction = *model::find_kind("correction");
    const std::vector<model::FieldValue> key{{correction.key[0].number, model::format_key(kind_, key_)}};
    const auto state = store::load_record(store_.database(), {scope_, correction, key});
    if (state && !merge::is_deleted(*state)) told["correction"] = record_of(correction, key, state);
    told["corrections"] = history(correction, model::encode_key(key), state);
  }
  return told;
}

}  // namespace

base::Result<object> explain(store::ReplicaStore& store, const Standpoint& standpoint, const std::vector<std::string>& words) {
  auto name = find_record(store, standpoint, words);
  if (!name) return name.error();
  if (!name->candidates.empty()) {
    array ids;
    for (const std::string& id : name->candidates) ids.emplace_back(id);
    return object{{"candidates", std::move(ids)}};
  }
  Explanation explanation(store, standpoint, *name->kind, name->key);
  for (const std::string& scope : standpoint.scopes)
    if (name->kind->province_wide == (scope == log::province) && explanation.look(scope)) return explanation.tell();
  std::string hint = std::string("lihat daftarnya dengan: records ") + name->kind->name;
  if (store::count_records(store.database(), *model::find_kind("erasure")) > 0)
    hint += "; bila pernah ada, isinya mungkin dihapus menurut hukum: records erasure";
  return Error{Fault::not_found, "tidak ada yang tercatat tentang " + id_of(*name->kind, name->key), std::move(hint)};
}

}  // namespace hadir::evidence
