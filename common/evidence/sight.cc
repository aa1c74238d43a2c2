#include "common/evidence/sight.h"

#include <algorithm>
#include <list>

#include "common/model/forms.h"
#include "common/store/stream_table.h"

namespace hadir::evidence {
namespace {

using store::Statement;

// A commit that wrote the field, with what its author had seen.
struct Step {
  merge::Writer writer;
  model::Change change;
  log::VersionVector context;
};

bool writes(const model::Change& change, const model::Field& field) {
  return field.number == model::deleted_field ||
         std::ranges::any_of(change.fields, [&](const model::FieldValue& one) { return one.field == field.number; });
}

std::optional<model::Change> change_in(store::ReplicaStore& store, const store::RecordRef& record, const log::Header& header,
                                       base::ByteView payload) {
  const auto changes = store.changes_of(record.scope, header, payload);
  if (!changes) return std::nullopt;
  for (const model::Change& change : *changes)
    if (change.kind == record.kind->number && model::encode_key(change.key) == record.key) return change;
  return std::nullopt;
}

class Past {
 public:
  Past(store::ReplicaStore& store, const store::RecordRef& record, const model::Field& field)
      : store_(store), record_(record), field_(field) {
    for (const store::StreamInfo& stream : store_.streams(record_.scope, record_.kind->lane)) read(stream);
  }

  Sight before(const merge::Writer& writer) const {
    const auto own = std::ranges::find_if(steps_, [&](const Step& step) { return is_same(step.writer, writer); });
    if (own == steps_.end() || !complete_) return {false, {}, {}};
    return shown(own->context);
  }

 private:
  static bool is_same(const merge::Writer& one, const merge::Writer& other) {
    return one.origin == other.origin && one.seq == other.seq;
  }

  void read(const store::StreamInfo& stream) {
    Statement rows = store_.database().prepare("SELECT seq, header, payload FROM commit_log WHERE stream = ? ORDER BY seq");
    log::VersionVector context;
    std::uint64_t expected = 1;
    for (rows.bind_all(stream.id); rows.step(); ++expected) {
      if (static_cast<std::uint64_t>(rows.integer(0)) != expected) complete_ = false;  // the log begins later
      const auto header = log::decode_header(rows.blob(1));
      if (!header) return;
      context.raise(header->context_delta);
      context.raise(stream.stream.origin, header->seq - 1);
      expected = header->seq;
      if (rows.is_null(2) || !may_speak_of_it(rows.blob(2))) continue;
      if (auto change = change_in(store_, record_, *header, rows.blob(2)); change && writes(*change, field_))
        steps_.push_back({{stream.stream.origin, header->seq, header->stamp, header->author}, std::move(*change), context});
    }
  }

  bool may_speak_of_it(base::ByteView payload) const {
    return record_.kind->sealed || !std::ranges::search(payload, record_.key).empty();
  }

  // The state of the field made of what `context` covers, each step behind those that it had seen.
  Sight shown(const log::VersionVector& context) const {
    std::list<const Step*> left;
    for (const Step& step : steps_)
      if (context.covers(step.writer.origin, step.writer.seq)) left.push_back(&step);
    merge::RecordState state;
    while (!left.empty()) {
      const auto next = std::ranges::find_if(left, [&](const Step* step) {
        return std::ranges::none_of(left, [&](const Step* other) {
          return other != step && step->context.covers(other->writer.origin, other->writer.seq);
        });
      });
      const Step* step = next == left.end() ? left.front() : *next;
      merge::apply(state, *record_.kind, step->change, step->writer, step->context);
      left.remove(step);
    }
    const merge::FieldState* heads = state.find(field_.number);
    if (heads == nullptr) return {true, {}, {}};
    const merge::Head head = merge::ranking(state, *heads, field_).front();
    return {true, merge::shown(state, field_), state.writers[head.writer]};
  }

  store::ReplicaStore& store_;
  const store::RecordRef& record_;
  const model::Field& field_;
  std::vector<Step> steps_;
  bool complete_ = true;
};

}  // namespace

std::vector<Sight> sights(store::ReplicaStore& store, const store::RecordRef& record, const model::Field& field,
                          const merge::RecordState& state, std::span<const merge::Head> heads) {
  const Past past(store, record, field);
  std::vector<Sight> all;
  for (const merge::Head& head : heads) all.push_back(past.before(state.writers[head.writer]));
  return all;
}

std::optional<Wrote> wrote(store::ReplicaStore& store, const store::RecordRef& record, const model::Field& field,
                           const log::Origin& origin, std::uint64_t seq) {
  const auto stream = store.stream({origin, record.scope, record.kind->lane});
  if (!stream) return std::nullopt;
  const auto commit = store::load_commit(store.database(), stream->id, seq);
  if (!commit || !commit->payload) return std::nullopt;
  const auto header = log::decode_header(commit->header);
  if (!header) return std::nullopt;
  const auto change = change_in(store, record, *header, *commit->payload);
  if (!change) return std::nullopt;
  Wrote found{{}, 0, {origin, seq, header->stamp, header->author}};
  if (field.number == model::deleted_field) {
    found.value = std::int64_t{change->deletes ? 1 : 0};
    return found;
  }
  const model::Field* companion = model::offset_companion(*record.kind, field);
  bool is_there = false;
  for (const model::FieldValue& one : change->fields) {
    if (one.field == field.number) found.value = one.value, is_there = true;
    if (companion != nullptr && one.field == companion->number)
      if (const auto* minutes = std::get_if<std::int64_t>(&one.value)) found.offset_minutes = *minutes;
  }
  return is_there ? std::optional(std::move(found)) : std::nullopt;
}

}  // namespace hadir::evidence
