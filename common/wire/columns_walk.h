// The one walk over a batch that both writes and reads its columns, for wire/columns.cc alone: the upper layer of COLUMNS.md.
//
// Every function takes a value by reference: with a ColumnWriter it is written, with a ColumnReader it is filled in. What both
// sides have seen by then (tokens, previous values, origins) is the same, so a value is written as what it adds to that.
#pragma once

#include <optional>
#include <unordered_map>

#include "common/base/limits.h"
#include "common/wire/columns.h"
#include "common/wire/columns_batch.h"
#include "common/wire/columns_text_walk.h"

namespace hadir::wire {

template <class Columns>
class ColumnWalk {
 public:
  // `forms` are for writing; a reader is told by the columns.
  ColumnWalk(Columns& columns, const KnownToBoth& known, std::map<FieldName, std::uint64_t> forms, std::size_t most_bytes)
      : columns_(columns), forms_(std::move(forms)), left_(most_bytes), texts_(columns) {
    for (const base::PublicKey& key : known.keys) add_key(key);
    for (const std::string& text : known.texts) texts_.know(text);
    authors_ = open(author_texts);
    scopes_ = open(scope_texts);
  }

  void batch(std::vector<BatchSlice>& slices) {
    count(slices, column_slices, base::limits::frame_slices);
    for (BatchSlice& slice : slices) {
      if (!columns_.ok()) return;
      head(slice);
    }
    const auto order = in_order(slices);
    if constexpr (writing) phase_ = choose_phase(in_order(std::as_const(slices)));
    number(column_bounds, phase_, drift_phases - 1);
    for (BatchSlice* slice : order) body(*slice);
  }

 private:
  static constexpr bool writing = Columns::writing;
  static constexpr std::size_t smallest_header_bytes = 9;  // as in every other form of a slice
  static constexpr std::size_t most_commit_bytes = base::limits::header_bytes + base::limits::payload_bytes;

  struct FieldColumn {
    std::uint8_t shape = 0;
    IntegerForm form = IntegerForm::plain;
    std::uint32_t numbers = 0, sizes = 0;
    std::optional<TextColumns> texts;
    std::uint64_t last = 0;
    std::unordered_map<Token, std::uint64_t> last_of;
  };
  struct Shape {
    std::uint64_t kind = 0;
    bool deletes = false;
    std::vector<std::pair<std::uint32_t, std::size_t>> key, fields;  // field number, index of its column
  };
  struct KnownOrigin {
    log::Origin origin{};
    std::uint64_t last_seq = 0;
  };

  // --- numbers ---

  template <class T>
  void number(std::uint32_t column, T& value, std::uint64_t limit = std::numeric_limits<T>::max()) {
    value = static_cast<T>(columns_.number(column, static_cast<std::uint64_t>(value), limit));
  }
  void difference(std::uint32_t column, std::uint64_t& value, std::uint64_t from) {
    value = from + unfold(columns_.number(column, fold(value - from)));
  }
  template <class Item>
  void count(std::vector<Item>& items, std::uint32_t column, std::size_t limit) {
    std::size_t size = items.size();
    number(column, size, limit);
    if constexpr (!writing) items.resize(size);
  }
  void verbatim(base::Bytes& bytes, std::size_t limit) {
    std::size_t size = bytes.size();
    number(column_lengths, size, limit);
    if constexpr (writing) {
      columns_.letters(bytes);
    } else {
      const base::ByteView view = columns_.letters(size);
      bytes.assign(view.begin(), view.end());
    }
  }

  // --- slices and headers ---

  void add_key(const base::PublicKey& key) {
    keys_.push_back(key);
    add_origin(log::origin_of(key));
  }
  void add_origin(const log::Origin& origin) {
    origins_.push_back({origin, 0});
    if constexpr (writing) origin_places_.emplace(origin, origins_.size());
  }

  void key_of(base::PublicKey& key) {
    std::size_t place = static_cast<std::size_t>(std::ranges::find(keys_, key) - keys_.begin());
    place = place == keys_.size() ? 0 : place + 1;
    number(column_slices, place, keys_.size());
    if (place > 0) {
      key = keys_[place - 1];
    } else {
      columns_.random(key);
      add_key(key);
    }
  }

  void head(BatchSlice& slice) {
    budget_ = most_commit_bytes;
    key_of(slice.key);
    origin(slice.stream.origin, column_slices);
    text(fields_[scopes_], slice.stream.scope);
    auto lane = static_cast<std::size_t>(slice.stream.lane);
    number(column_slices, lane, model::lane_count - 1);
    slice.stream.lane = static_cast<model::Lane>(lane);
    number(column_slices, slice.first_seq);
    number(column_slices, slice.commit_count, base::limits::slice_commits);
    columns_.random(slice.signature);
    if (slice.stream.scope.size() > base::limits::scope_bytes) columns_.fail("scope too long");
    if (slice.first_seq == 0 || slice.commit_count == 0) columns_.fail("slice without commits");
  }

  // Answers its index.
  std::size_t origin(log::Origin& origin, std::uint32_t column) {
    std::size_t place = 0;
    if constexpr (writing) {
      if (const auto found = origin_places_.find(origin); found != origin_places_.end()) place = found->second;
    }
    number(column, place, origins_.size());
    if (place == 0) {
      columns_.random(origin);
      add_origin(origin);
      return origins_.size() - 1;
    }
    origin = origins_[place - 1].origin;
    return place - 1;
  }

  void body(BatchSlice& slice) {
    std::size_t bytes = 0;
    for (std::size_t at = 0; columns_.ok() && at < slice.commit_count; ++at) {
      if constexpr (writing) {
        commit(slice.commits[at], slice.first_seq + at);
      } else {
        BatchCommit read;
        commit(read, slice.first_seq + at);
        const std::size_t size = size_of(read.bytes);
        bytes += size;
        if (bytes > base::limits::slice_bytes || size > left_) return columns_.fail("slice too long");
        left_ -= size;
        slice.read.push_back(std::move(read.bytes));
      }
    }
  }

  void commit(BatchCommit& commit, std::uint64_t seq) {
    budget_ = most_commit_bytes;
    std::uint64_t form = static_cast<std::uint64_t>(commit.payload) + (commit.header_verbatim ? payload_forms : 0);
    number(column_commits, form, 2 * payload_forms - 1);
    commit.header_verbatim = form >= payload_forms;
    commit.payload = static_cast<PayloadForm>(form % payload_forms);
    if (commit.header_verbatim) {
      verbatim(commit.bytes.header, base::limits::header_bytes);
    } else {
      commit.header.seq = seq;
      header(commit.header);
    }
    switch (commit.payload) {
      case PayloadForm::changes: payload(commit.changes); break;
      case PayloadForm::erased: columns_.random(commit.bytes.payload_hash); break;
      case PayloadForm::verbatim:
        if constexpr (!writing) commit.bytes.payload.emplace();
        verbatim(*commit.bytes.payload, base::limits::payload_bytes);
        break;
      case PayloadForm::random: {
        if constexpr (!writing) commit.bytes.payload.emplace();
        std::size_t size = commit.bytes.payload->size();
        number(column_lengths, size, base::limits::payload_bytes);
        columns_.random(*commit.bytes.payload, size);
      }
    }
    if constexpr (!writing) put_together(commit);
  }

  // The bytes as their author wrote them.
  void put_together(BatchCommit& commit) {
    if (!columns_.ok()) return;
    if (!commit.header_verbatim) commit.bytes.header = log::encode_header(commit.header);
    if (commit.payload == PayloadForm::changes) commit.bytes.payload = model::encode_payload(commit.changes);
    if (commit.bytes.header.size() < smallest_header_bytes) columns_.fail("commit header too short");
    if (commit.bytes.header.size() > base::limits::header_bytes) columns_.fail("commit header too long");
    if (!commit.bytes.payload) return;
    if (commit.bytes.payload->size() > base::limits::payload_bytes) return columns_.fail("payload too long");
    commit.bytes.payload_hash = base::hash_of(*commit.bytes.payload);
  }

  void header(log::Header& header) {
    auto ms = static_cast<std::uint64_t>(header.stamp.ms);
    difference(column_times, ms, last_ms_);
    header.stamp.ms = static_cast<std::int64_t>(ms);
    auto quality = static_cast<std::uint8_t>(header.stamp.quality);
    number(column_qualities, quality, static_cast<std::uint64_t>(log::Quality::hub));
    header.stamp.quality = static_cast<log::Quality>(quality);
    std::uint64_t bound = header.stamp.bound_ms;
    difference(column_bounds, bound, expected_bound(header.stamp, last_ms_, last_bound_, phase_));
    if (bound > UINT32_MAX) columns_.fail("error bound too large");
    header.stamp.bound_ms = static_cast<std::uint32_t>(bound);
    last_ms_ = ms;
    last_bound_ = bound;

    text(fields_[authors_], header.author);
    author_ = first_;
    context(header.context_delta);
    beacon(header.beacon);
    count(header.extensions, column_extensions, base::limits::header_extensions);
    for (log::Extension& extension : header.extensions) {
      number(column_extensions, extension.tag);
      std::size_t size = extension.content.size();
      number(column_extensions, size, base::limits::extension_bytes);
      columns_.random(extension.content, size);
    }
  }

  void context(log::VersionVector& delta) {
    if constexpr (writing) {
      columns_.number(column_contexts, delta.entries().size());
      for (log::VersionVector::Entry entry : delta.entries()) context_entry(entry);
    } else {
      for (std::uint64_t left = columns_.number(column_contexts, 0, base::limits::context_origins); left > 0 && columns_.ok();
           --left) {
        log::VersionVector::Entry entry{};
        context_entry(entry);
        delta.raise(entry.origin, entry.seq);
      }
    }
  }
  void context_entry(log::VersionVector::Entry& entry) {
    KnownOrigin& known = origins_[origin(entry.origin, column_contexts)];
    difference(column_contexts, entry.seq, known.last_seq);
    known.last_seq = entry.seq;
  }

  // The same beacon is named in several streams: its bytes travel once.
  void beacon(std::optional<log::Beacon>& beacon) {
    std::size_t place = 0;
    if constexpr (writing) {
      if (beacon) {
        const auto [found, is_new] = beacon_places_.try_emplace({beacon->hub_ms, beacon->signature}, beacons_.size());
        place = 1 + beacons_.size() - found->second;
        if (is_new) place = 1;
      }
    }
    number(column_beacons, place, beacons_.size() + 1);
    if (place == 0 || !columns_.ok()) return;
    if constexpr (!writing) beacon.emplace();
    if (place > 1) {
      *beacon = beacons_[beacons_.size() + 1 - place];
      return;
    }
    auto ms = static_cast<std::uint64_t>(beacon->hub_ms);
    difference(column_beacons, ms, last_ms_);
    beacon->hub_ms = static_cast<std::int64_t>(ms);
    columns_.random(beacon->signature);
    beacons_.push_back(*beacon);
  }

  // --- payloads ---

  void payload(std::vector<model::Change>& changes) {
    std::size_t size = changes.size();
    number(column_changes, size, base::limits::commit_changes);
    for (std::size_t at = 0; at < size && columns_.ok(); ++at) {
      if constexpr (!writing) changes.emplace_back();
      change(changes[at]);
    }
  }

  void change(model::Change& change) {
    const Shape& shape = shapes_[shape_of(change)];
    if constexpr (!writing) {
      change.kind = static_cast<std::uint32_t>(shape.kind);
      change.deletes = shape.deletes;
      change.key.reserve(shape.key.size());
      change.fields.reserve(shape.fields.size());
      for (const auto& [field, column] : shape.key) change.key.push_back({field, {}});
      for (const auto& [field, column] : shape.fields) change.fields.push_back({field, {}});
      spend(4 + 2 * (shape.key.size() + shape.fields.size()));
    }
    for (std::size_t at = 0; at < shape.key.size(); ++at) {
      value(fields_[shape.key[at].second], change.key[at].value);
      if (at == 0 && fields_[shape.key[at].second].shape == shape_text) subject_ = first_;
    }
    for (std::size_t at = 0; at < shape.fields.size(); ++at) value(fields_[shape.fields[at].second], change.fields[at].value);
  }

  // What a change looks like without its values. Index into shapes_; 0 is an empty one that nothing uses but a failed reader.
  std::size_t shape_of(const model::Change& change) {
    std::size_t index = 0;
    base::Bytes name;
    if constexpr (writing) {
      name = shape_name(change);
      const auto found = shape_index_.find(name);
      if (found != shape_index_.end()) index = found->second;
    }
    number(column_shapes, index, shapes_.size() - 1);
    if (index > 0 || !columns_.ok()) return index;
    Shape shape;
    if constexpr (writing) {
      shape.kind = change.kind;
      shape.deletes = change.deletes;
    }
    number(column_shape_parts, shape.kind, UINT32_MAX);
    number(column_shape_parts, shape.deletes, 1);
    shape_fields(shape.kind, shape.key, change.key, base::limits::key_fields);
    shape_fields(shape.kind, shape.fields, change.fields, base::limits::change_fields);
    if (shapes_.size() > most_shapes) columns_.fail("too many shapes of changes");
    if (!columns_.ok()) return 0;
    shapes_.push_back(std::move(shape));
    if constexpr (writing) shape_index_.emplace(std::move(name), shapes_.size() - 1);
    return shapes_.size() - 1;
  }
  void shape_fields(std::uint64_t kind, std::vector<std::pair<std::uint32_t, std::size_t>>& parts,
                    const std::vector<model::FieldValue>& values, std::size_t limit) {
    std::size_t size = values.size();
    number(column_shape_parts, size, limit);
    for (std::size_t at = 0; at < size && columns_.ok(); ++at) {
      FieldName name{kind, 0, 0};
      if constexpr (writing) name = {kind, values[at].field, static_cast<std::uint8_t>(values[at].value.index())};
      number(column_shape_parts, name.field);
      number(column_shape_parts, name.shape, shape_list);
      auto found = field_index_.find(name);
      if (found == field_index_.end()) found = field_index_.emplace(name, open(name)).first;
      parts.emplace_back(name.field, found->second);
    }
  }

  // --- fields ---

  // Opens the columns of a field. Answers its index.
  std::size_t open(const FieldName& name) {
    FieldColumn field;
    field.shape = name.shape;
    if (fields_.size() >= most_fields + 2) columns_.fail("too many fields");
    if (name.shape != shape_none) {
      std::uint64_t form = 0;
      if constexpr (writing) form = forms_.at(name);
      number(column_forms, form, (name.shape == shape_integer ? integer_form_count : text_form_count) - 1);
      if (name.shape == shape_integer) {
        field.form = static_cast<IntegerForm>(form);
        field.numbers = columns_.open();
      } else {
        field.texts = texts_.open(TextForm::of(form));
        if (name.shape == shape_list) field.sizes = columns_.open();
      }
    }
    fields_.push_back(std::move(field));
    return fields_.size() - 1;
  }

  void value(FieldColumn& field, model::Value& value) {
    if (!columns_.ok()) return;
    switch (field.shape) {
      case shape_none: return;
      case shape_integer: {
        if constexpr (!writing) value.emplace<std::int64_t>();
        return integer(field, std::get<std::int64_t>(value));
      }
      case shape_text: {
        if constexpr (!writing) value.emplace<std::string>();
        return text(field, std::get<std::string>(value));
      }
      default: {
        if constexpr (!writing) value.emplace<model::TextList>();
        auto& items = std::get<model::TextList>(value);
        count(items, field.sizes, base::limits::list_items);
        spend(items.size());
        for (std::string& item : items) text(field, item);
      }
    }
  }
  void text(FieldColumn& field, std::string& text) {
    if (!columns_.ok()) return;
    first_ = texts_.text(*field.texts, text, author_, subject_);
    spend(text.size());
  }

  void integer(FieldColumn& field, std::int64_t& given) {
    auto value = static_cast<std::uint64_t>(given);
    switch (field.form) {
      case IntegerForm::plain: number(field.numbers, value); break;
      case IntegerForm::folded: difference(field.numbers, value, 0); break;
      case IntegerForm::step: difference(field.numbers, value, field.last); break;
      case IntegerForm::stamp: difference(field.numbers, value, last_ms_); break;
      case IntegerForm::subject: {
        const auto found = field.last_of.find(subject_);
        difference(field.numbers, value, found == field.last_of.end() ? field.last : found->second);
        if (found != field.last_of.end())
          found->second = value;
        else if (subjects_++ < most_subjects)
          field.last_of.emplace(subject_, value);
        break;
      }
    }
    field.last = value;
    given = static_cast<std::int64_t>(value);
  }

  // Bounds what one payload may take before it is put together.
  void spend(std::size_t bytes) {
    if constexpr (!writing) {
      if (bytes > budget_) return columns_.fail("payload too long");
      budget_ -= bytes;
    }
  }

  Columns& columns_;
  std::map<FieldName, std::uint64_t> forms_;
  std::size_t left_, budget_ = most_commit_bytes;
  TextWalk<Columns> texts_;
  std::vector<base::PublicKey> keys_;
  std::vector<KnownOrigin> origins_;
  std::map<log::Origin, std::size_t> origin_places_;  // writing
  std::vector<log::Beacon> beacons_;
  std::map<std::pair<std::int64_t, base::Signature>, std::size_t> beacon_places_;  // writing
  std::vector<FieldColumn> fields_;
  std::map<FieldName, std::size_t> field_index_;
  std::vector<Shape> shapes_{1};
  std::map<base::Bytes, std::size_t> shape_index_;
  std::size_t authors_ = 0, scopes_ = 0, subjects_ = 0;
  Token author_ = token_end, subject_ = token_end, first_ = token_end;
  std::uint64_t last_ms_ = 0, last_bound_ = 0, phase_ = 0;
};

}  // namespace hadir::wire
