#include "common/merge/record.h"

#include <algorithm>
#include <tuple>

namespace hadir::merge {
namespace {

using model::Field;
using model::FieldValue;
using model::Merge;
using model::Value;

bool covers(const log::VersionVector& context, const Writer& writer) { return context.covers(writer.origin, writer.seq); }

std::tuple<const log::Origin&, std::uint64_t> dot(const Writer& writer) { return {writer.origin, writer.seq}; }

// One record while a commit is applied to it.
class Editor {
 public:
  Editor(RecordState& state, const Writer& writer, const log::VersionVector& context)
      : state_(state), writer_(writer), context_(context) {}

  void write(const Field& declaration, const Value& value, Applied& applied) {
    FieldState& field = field_state(declaration.number);
    if (declaration.merge == Merge::fixed)
      write_fixed(field, value, applied);
    else
      write_register(field, value, applied);
  }

  // Puts writers and heads into their canonical order and drops writers nothing names.
  void finish() {
    if (state_.writers.size() == 1) return;  // it wrote all, once
    std::vector<std::uint32_t> order;
    for_each_head([&](Head& head) { order.push_back(head.writer); });
    std::ranges::sort(order, {}, [&](std::uint32_t index) { return dot(state_.writers[index]); });
    order.erase(std::unique(order.begin(), order.end()), order.end());
    std::vector<std::uint32_t> place(state_.writers.size());
    std::vector<Writer> kept;
    kept.reserve(order.size());
    for (const std::uint32_t index : order) {
      place[index] = static_cast<std::uint32_t>(kept.size());
      kept.push_back(std::move(state_.writers[index]));
    }
    state_.writers = std::move(kept);
    for_each_head([&](Head& head) { head.writer = place[head.writer]; });
    for (FieldState& field : state_.fields) {
      std::ranges::sort(field.heads, {}, &Head::writer);
      std::ranges::sort(field.firsts, {}, &Head::writer);
    }
  }

 private:
  template <class Visit>
  void for_each_head(Visit visit) {
    for (FieldState& field : state_.fields) {
      for (Head& head : field.heads) visit(head);
      for (Head& head : field.firsts) visit(head);
    }
  }

  FieldState& field_state(std::uint32_t number) {
    const auto at = std::ranges::lower_bound(state_.fields, number, {}, &FieldState::field);
    if (at != state_.fields.end() && at->field == number) return *at;
    return *state_.fields.insert(at, FieldState{number, {}, {}});
  }

  std::uint32_t own_writer() {
    const auto found = std::ranges::find_if(state_.writers, [&](const Writer& other) { return dot(other) == dot(writer_); });
    if (found != state_.writers.end()) return static_cast<std::uint32_t>(found - state_.writers.begin());
    state_.writers.push_back(writer_);
    return static_cast<std::uint32_t>(state_.writers.size() - 1);
  }

  bool is_own(const Head& head) const { return dot(state_.writers[head.writer]) == dot(writer_); }
  bool covered(const Head& head) const { return covers(context_, state_.writers[head.writer]); }

  void write_register(FieldState& field, const Value& value, Applied& applied) {
    for (const Head& head : field.heads)
      if (is_own(head)) return;
    std::erase_if(field.heads, [&](const Head& head) { return covered(head); });
    field.heads.push_back({own_writer(), value});
    applied.changed = true;
  }

  void write_fixed(FieldState& field, const Value& value, Applied& applied) {
    const std::vector<Head>& firsts = field.firsts.empty() ? field.heads : field.firsts;
    for (const Head& first : firsts)
      if (is_own(first)) return;
    std::vector<Value> seen;
    for (const Head& first : firsts)
      if (covered(first)) seen.push_back(first.value);
    if (seen.empty()) {
      if (!field.firsts.empty()) field.firsts.push_back({own_writer(), value});
      field.heads.push_back({own_writer(), value});
      applied.changed = true;
      return;
    }
    if (std::ranges::find(seen, value) == seen.end()) {
      applied.refused.push_back(field.field);
      return;
    }
    const bool settles = std::ranges::any_of(seen, [&](const Value& other) { return other != seen.front(); });
    if (!settles) return;
    if (field.firsts.empty()) field.firsts = field.heads;
    write_register(field, value, applied);
  }

  RecordState& state_;
  const Writer& writer_;
  const log::VersionVector& context_;
};

// Whether `left` shows before `right`.
bool before(const RecordState& state, const Field& declaration, const Head& left, const Head& right) {
  const Writer& l = state.writers[left.writer];
  const Writer& r = state.writers[right.writer];
  if (left.value != right.value) {
    switch (declaration.merge) {
      case Merge::min: return left.value < right.value;
      case Merge::max:
      case Merge::ranked: return right.value < left.value;
      default: break;
    }
  }
  if (l.stamp.quality != r.stamp.quality) return l.stamp.quality > r.stamp.quality;
  const bool earlier_wins = declaration.merge == Merge::earliest || declaration.merge == Merge::fixed;
  if (l.stamp.ms != r.stamp.ms) return earlier_wins ? l.stamp.ms < r.stamp.ms : l.stamp.ms > r.stamp.ms;
  return std::tuple(l.origin, l.seq) > std::tuple(r.origin, r.seq);
}

Value joined(const std::vector<Head>& ranked) {
  model::TextList all;
  for (const Head& head : ranked)
    if (const auto* items = std::get_if<model::TextList>(&head.value))
      for (const std::string& item : *items)
        if (std::ranges::find(all, item) == all.end()) all.push_back(item);
  return all;
}

}  // namespace

const FieldState* RecordState::find(std::uint32_t field) const {
  const auto at = std::ranges::lower_bound(fields, field, {}, &FieldState::field);
  return at != fields.end() && at->field == field ? &*at : nullptr;
}

Applied apply_fields(RecordState& state, const model::Kind& kind, const std::vector<FieldValue>& fields, const Writer& writer,
                     const log::VersionVector& context) {
  Applied applied;
  Editor editor(state, writer, context);
  if (state.fields.empty()) state.fields.reserve(fields.size());
  for (const FieldValue& field : fields) {
    if (const Field* declaration = model::find_field(kind, field.field))
      editor.write(*declaration, field.value, applied);
    else
      applied.unknown.push_back(field.field);
  }
  editor.finish();
  return applied;
}

Applied apply(RecordState& state, const model::Kind& kind, const model::Change& change, const Writer& writer,
              const log::VersionVector& context) {
  Applied mark;
  if (state.fields.empty()) state.fields.reserve(change.fields.size() + 1);
  if (kind.evidence && change.deletes) {
    mark.refused.push_back(model::deleted_field);
  } else if (!kind.evidence) {
    Editor editor(state, writer, context);
    editor.write(model::deletion_mark, std::int64_t{change.deletes ? 1 : 0}, mark);
  }
  Applied applied = apply_fields(state, kind, change.fields, writer, context);
  applied.changed |= mark.changed;
  applied.refused.insert(applied.refused.begin(), mark.refused.begin(), mark.refused.end());
  return applied;
}

std::vector<Head> ranking(const RecordState& state, const FieldState& field, const Field& declaration) {
  std::vector<Head> heads = field.heads;
  std::ranges::sort(heads, [&](const Head& left, const Head& right) { return before(state, declaration, left, right); });
  return heads;
}

const Value* shown_alone(const RecordState& state, const Field& declaration) {
  const FieldState* field = state.find(declaration.number);
  return field != nullptr && field->heads.size() == 1 ? &field->heads.front().value : nullptr;
}

Value shown(const RecordState& state, const Field& declaration) {
  const FieldState* field = state.find(declaration.number);
  if (field == nullptr) return std::monostate{};
  if (field->heads.size() == 1) return field->heads.front().value;
  const std::vector<Head> heads = ranking(state, *field, declaration);
  return declaration.merge == Merge::union_of ? joined(heads) : heads.front().value;
}

bool is_deleted(const RecordState& state) { return shown(state, model::deletion_mark) == Value{std::int64_t{1}}; }

bool in_conflict(const FieldState& field, const Field& declaration) {
  if (declaration.type == model::Type::offset) return false;  // only says how an instant is printed
  if (declaration.merge == Merge::union_of || declaration.merge == Merge::max) return false;
  if (declaration.merge == Merge::min && declaration.number != model::deleted_field) return false;
  return std::ranges::any_of(field.heads, [&](const Head& head) { return head.value != field.heads.front().value; });
}

}  // namespace hadir::merge
