#include "common/evidence/record_check.h"

#include <set>

#include "common/base/text.h"
#include "common/evidence/row_compare.h"
#include "common/merge/version_blob.h"
#include "common/model/day.h"
#include "common/model/forms.h"
#include "common/store/base.h"
#include "common/store/projector.h"

namespace hadir::evidence {
namespace {

using model::Field;
using model::Kind;
using store::Database;
using store::Statement;

constexpr const char* no_row = "(tidak ada)";
// Of the rows of records that are compared; the day stands before it.
constexpr int key_column = 1;

// Everything that happens in it is undone; the exhibit is read as of its beginning.
class Session {
 public:
  explicit Session(Database& bench) : bench_(bench) { bench_.execute("BEGIN"); }
  ~Session() {
    try {
      bench_.execute("ROLLBACK");
    } catch (const base::Failure&) {
      // The connection is closed next.
    }
  }

 private:
  Database& bench_;
};

std::optional<merge::RecordState> decode(base::ByteView version) {
  auto state = merge::decode_version(version, [](std::uint32_t) { return model::Value{}; });
  if (!state) return std::nullopt;
  return std::move(*state);
}

// Who a version says wrote what, for a person.
std::string writers_text(base::ByteView version) {
  const auto state = decode(version);
  if (!state) return "tidak terbaca: " + hex_text(version);
  std::string text;
  for (const merge::Writer& one : state->writers)
    text += (text.empty() ? "" : "; ") + one.author + ", commit " + std::to_string(one.seq) + " dari PC " +
            log::to_text(one.origin) + ", jam " + std::to_string(one.stamp.ms) + " (" + log::name_of(one.stamp.quality) + ", ±" +
            std::to_string(one.stamp.bound_ms) + ")";
  return text;
}

class GroupCheck {
 public:
  GroupCheck(Database& bench, const Source& source, const Group& group, Findings& findings)
      : bench_(bench), source_(source), group_(group), findings_(findings) {}

  RecordCounts run();

 private:
  void project();
  void compare_streams();
  void compare_kind(const Kind& kind);
  void compare_notes();
  void judge_record(const Kind& kind, const RowPair& pair);
  void report_row(const Kind& kind, const RowPair& pair);
  std::set<std::uint32_t> lenient_fields(const Kind& kind, const merge::RecordState& stored) const;
  bool is_unread(const merge::Writer& writer) const;
  bool is_unread(std::int64_t stream, std::int64_t seq) const;
  bool touched_by_unread(const Kind& kind, base::ByteView key, std::uint32_t field) const;
  std::string record_name(const Kind& kind, base::ByteView key) const;
  std::optional<log::StreamId> stream_named(std::int64_t id) const;

  Database& bench_;
  const Source& source_;
  const Group& group_;
  Findings& findings_;
  RecordCounts counts_;
};

void GroupCheck::project() {
  Statement fill = bench_.prepare(
      "INSERT INTO main.stream (id, scope, lane, origin, public_key, stored_seq, stored_hash, applied_seq, context, beacon_ms, "
      "receipt_seq) SELECT id, scope, lane, origin, public_key, stored_seq, stored_hash, 0, x'00', 0, receipt_seq FROM "
      "source.stream WHERE scope = ? AND lane = ?");
  fill.bind_all(std::string_view(group_.scope), std::int64_t{static_cast<int>(group_.lane)});
  fill.run();
  // A copy of its own: a projector keeps what it learns.
  store::Keyring keys = source_.keys;
  bench_.execute(
      "UPDATE main.stream SET applied_seq = b.seq, context = b.context, beacon_ms = b.beacon_ms, by_hub = b.by_hub FROM "
      "base_stream b "
      "WHERE b.stream = main.stream.id");
  store::restore_base(bench_, source_.hub_key, &keys, group_.scope, group_.lane);
  store::Projector(bench_, source_.hub_key, &keys).run(group_.scope, group_.lane);
  Statement unread = bench_.prepare("SELECT count(*) FROM main.unread");
  unread.step();
  counts_.unread = static_cast<std::uint64_t>(unread.integer(0));
}

bool GroupCheck::is_unread(std::int64_t stream, std::int64_t seq) const {
  if (counts_.unread == 0) return false;
  Statement row = bench_.prepare("SELECT 1 FROM main.unread WHERE stream = ? AND seq = ?");
  return row.bind_all(stream, seq).step();
}

bool GroupCheck::is_unread(const merge::Writer& writer) const {
  if (counts_.unread == 0) return false;
  Statement row = bench_.prepare("SELECT id FROM main.stream WHERE origin = ?");
  row.bind(1, base::ByteView(writer.origin));
  return row.step() && is_unread(row.integer(0), static_cast<std::int64_t>(writer.seq));
}

// Fields whose value cannot be read here, or that only a later version knows.
std::set<std::uint32_t> GroupCheck::lenient_fields(const Kind& kind, const merge::RecordState& stored) const {
  std::set<std::uint32_t> fields;
  for (const merge::FieldState& field : stored.fields) {
    bool lenient = source_.is_newer && field.field != model::deleted_field && model::find_field(kind, field.field) == nullptr;
    for (const auto* heads : {&field.heads, &field.firsts})
      for (const merge::Head& head : *heads) lenient |= is_unread(stored.writers[head.writer]);
    if (lenient) fields.insert(field.field);
  }
  return fields;
}

// Two versions field by field, without some fields; plain values stand in the columns and are compared there.
bool same_versions(const merge::RecordState& left, const merge::RecordState& right, const std::set<std::uint32_t>& without) {
  const auto strip = [&](const merge::RecordState& state) {
    std::vector<std::tuple<std::uint32_t, bool, merge::Writer, model::Value>> heads;
    for (const merge::FieldState& field : state.fields) {
      if (without.contains(field.field)) continue;
      for (const merge::Head& head : field.heads) heads.emplace_back(field.field, false, state.writers[head.writer], head.value);
      for (const merge::Head& head : field.firsts) heads.emplace_back(field.field, true, state.writers[head.writer], head.value);
    }
    return heads;
  };
  return strip(left) == strip(right);
}

std::string GroupCheck::record_name(const Kind& kind, base::ByteView key) const {
  const auto fields = model::decode_key(key);
  const bool fits = fields && model::key_misfit(kind, *fields) == nullptr;
  return std::string(kind.name) + "/" + (fits ? base::printable(model::format_key(kind, *fields), 200) : hex_text(key));
}

std::optional<log::StreamId> GroupCheck::stream_named(std::int64_t id) const {
  Statement row = bench_.prepare("SELECT origin FROM source.stream WHERE id = ?");
  if (!row.bind(1, id).step() || row.blob(0).size() != 8) return std::nullopt;
  log::StreamId stream{{}, group_.scope, group_.lane};
  std::ranges::copy(row.blob(0), stream.origin.begin());
  return stream;
}

// A row that is in one table only.
void GroupCheck::report_row(const Kind& kind, const RowPair& pair) {
  const bool added = pair.projected == nullptr;
  const Statement& row = added ? *pair.stored : *pair.projected;
  const int version = row.column_count() - 1;
  findings_.add({.place = Place::record,
                 .unit = group_.scope,
                 .record = record_name(kind, row.blob(key_column)),
                 .stored = added ? writers_text(row.blob(version)) : no_row,
                 .expected = added ? no_row : writers_text(row.blob(version)),
                 .what = added ? "catatan ini ada di tabel, tetapi tidak ada commit yang menulisnya"
                               : "catatan ini hilang dari tabel, padahal ada commit yang menulisnya"});
}

void GroupCheck::judge_record(const Kind& kind, const RowPair& pair) {
  const bool may_be_lenient = pair.stored != nullptr && (counts_.unread > 0 || source_.is_newer);
  const int last = (pair.stored != nullptr ? pair.stored : pair.projected)->column_count() - 1;
  std::set<std::uint32_t> lenient;
  std::optional<merge::RecordState> state;
  if (may_be_lenient && (state = decode(pair.stored->blob(last)))) lenient = lenient_fields(kind, *state);
  if (pair.stored == nullptr || pair.projected == nullptr) {
    if (!lenient.empty() && lenient.size() == state->fields.size())
      ++(kind.sealed ? counts_.unread_records : counts_.unprovable);
    else
      report_row(kind, pair);
    return;
  }
  // Columns: day, key, the key's fields, the fields, deleted, version.
  const int first_key = key_column + 1, first_field = first_key + static_cast<int>(kind.key.size());
  const int first_mark = first_field + static_cast<int>(kind.fields.size());
  bool reported = false;
  for (const int column : pair.differing) {
    if (!lenient.empty()) {
      std::uint32_t number = model::deleted_field;
      if (column < first_field) {
        const Field* companion = model::offset_companion(kind, kind.key[static_cast<std::size_t>(column - first_key)]);
        number = companion != nullptr ? companion->number : number;
      } else if (column < first_mark) {
        number = kind.fields[static_cast<std::size_t>(column - first_field)].number;
      } else if (column == last) {
        const auto projected = decode(pair.projected->blob(last));
        if (state && projected && same_versions(*state, *projected, lenient)) continue;
      }
      if (column != last && lenient.contains(number)) continue;
    }
    reported = true;
    const bool is_version = column == last;
    std::string stored = is_version ? writers_text(pair.stored->blob(column)) : cell_text(*pair.stored, column);
    std::string expected = is_version ? writers_text(pair.projected->blob(column)) : cell_text(*pair.projected, column);
    if (is_version && stored == expected) {
      stored = hex_text(pair.stored->blob(column));
      expected = hex_text(pair.projected->blob(column));
    }
    const std::string name(pair.stored->column_name(column));
    findings_.add({.place = Place::record,
                   .unit = group_.scope,
                   .record = record_name(kind, pair.stored->blob(key_column)),
                   .column = name,
                   .stored = std::move(stored),
                   .expected = std::move(expected),
                   .what = is_version ? "keterangan siapa yang menulis catatan ini bukan yang ada dalam log"
                                      : "isi kolom ini bukan yang ada dalam log"});
  }
  if (!reported) ++(kind.sealed ? counts_.unread_records : counts_.unprovable);
}

void GroupCheck::compare_kind(const Kind& kind) {
  const auto present = columns_of(bench_, "source", kind.name);
  // An earlier version stored records without their day, by key alone.
  std::string names = present.contains("day") ? "day, key" : "0, key";
  std::vector<std::string> wanted;
  for (const auto fields : {kind.key, kind.fields})
    for (const Field& field : fields) wanted.emplace_back(field.name);
  wanted.insert(wanted.end(), {"deleted", "version"});
  for (const std::string& name : wanted) {
    names += ", " + sql_name(name);
    if (present.contains(name)) continue;
    Statement any = bench_.prepare("SELECT 1 FROM main." + sql_name(kind.name) + " LIMIT 1");
    if (!any.step()) return;  // nothing to compare with
    findings_.add({.place = Place::schema,
                   .unit = group_.scope,
                   .column = std::string(kind.name) + "." + name,
                   .what = "catatan tidak dapat diperiksa: basis data ini ditulis versi hadir yang lebih lama; periksa dengan "
                           "versi itu, atau buka dahulu dengan versi ini"});
    return;
  }
  const auto rows = [&](const char* schema) {
    Statement statement =
        bench_.prepare("SELECT " + names + " FROM " + schema + "." + sql_name(kind.name) + " WHERE scope = ? ORDER BY 1, 2");
    statement.bind(1, std::string_view(group_.scope));
    return statement;
  };
  Statement stored = rows("source"), projected = rows("main");
  counts_.records += compare_rows(stored, projected, key_column + 1, [&](const RowPair& pair) { judge_record(kind, pair); });
}

void GroupCheck::compare_streams() {
  // Not every version notes who has the secretariat's rights.
  std::string columns = "origin, applied_seq, context, beacon_ms";
  if (columns_of(bench_, "source", "stream").contains("by_hub") && columns_of(bench_, "main", "stream").contains("by_hub"))
    columns += ", by_hub";
  const auto rows = [&](const std::string& schema) {
    Statement statement =
        bench_.prepare("SELECT " + columns + " FROM " + schema + ".stream WHERE scope = ? AND lane = ? ORDER BY origin");
    statement.bind_all(std::string_view(group_.scope), std::int64_t{static_cast<int>(group_.lane)});
    return statement;
  };
  Statement stored = rows("source"), projected = rows("main");
  compare_rows(stored, projected, 1, [&](const RowPair& pair) {
    if (pair.stored == nullptr || pair.projected == nullptr) return;
    log::StreamId stream{{}, group_.scope, group_.lane};
    std::ranges::copy(pair.stored->blob(0), stream.origin.begin());
    for (const int column : pair.differing)
      findings_.add({.place = Place::stream,
                     .stream = stream,
                     .column = std::string(pair.stored->column_name(column)),
                     .stored = cell_text(*pair.stored, column),
                     .expected = cell_text(*pair.projected, column),
                     .what = "catatan kemajuan PC ini bukan yang dihasilkan log"});
  });
  Statement waiting = bench_.prepare("SELECT sum(stored_seq - applied_seq) FROM main.stream");
  waiting.step();
  counts_.waiting = static_cast<std::uint64_t>(waiting.integer(0));
}

bool GroupCheck::touched_by_unread(const Kind& kind, base::ByteView key, std::uint32_t field) const {
  if (counts_.unread == 0) return false;
  const auto fields = model::decode_key(key);
  const bool has_days = columns_of(bench_, "source", kind.name).contains("day");
  Statement row = bench_.prepare("SELECT version FROM source." + sql_name(kind.name) + " WHERE scope = ? AND key = ?" +
                                 (has_days ? " AND day = ?" : ""));
  row.bind_all(std::string_view(group_.scope), key);
  if (has_days) row.bind(3, fields ? model::day_of(kind, *fields) : std::int64_t{model::undated});
  if (!row.step()) return false;
  const auto state = decode(row.blob(0));
  return state && lenient_fields(kind, *state).contains(field);
}

// What stands beside the records: conflicts, parked and deferred commits, refused writes.
void GroupCheck::compare_notes() {
  for (const Kind& kind : model::kinds()) {
    if (kind.lane != group_.lane) continue;
    const auto rows = [&](const char* schema) {
      Statement statement = bench_.prepare(std::string("SELECT key, field FROM ") + schema +
                                           ".conflict WHERE scope = ? AND kind = ? ORDER BY key, field");
      statement.bind_all(std::string_view(group_.scope), std::int64_t{kind.number});
      return statement;
    };
    Statement stored = rows("source"), projected = rows("main");
    compare_rows(stored, projected, 2, [&](const RowPair& pair) {
      const bool added = pair.projected == nullptr;
      const Statement& row = added ? *pair.stored : *pair.projected;
      const auto number = static_cast<std::uint32_t>(row.integer(1));
      if (touched_by_unread(kind, row.blob(0), number)) return;
      const Field* field = number == model::deleted_field ? &model::deletion_mark : model::find_field(kind, number);
      if (field == nullptr && source_.is_newer) return;
      findings_.add({.place = Place::conflict,
                     .unit = group_.scope,
                     .record = record_name(kind, row.blob(0)),
                     .column = field != nullptr ? field->name : std::to_string(number),
                     .what = added ? "pertentangan ini ada dalam daftar, tetapi tidak menurut log"
                                   : "pertentangan ini hilang dari daftar, padahal masih terbuka menurut log"});
    });
  }
  struct Notes {
    Place place;
    const char* table;
    const char* columns;  // the key first
    int keys;
    const char* what;
  };
  constexpr Notes all[] = {
      {Place::parked, "parked", "stream, seq, reason", 2, "daftar commit tanpa akibat bukan yang dihasilkan log"},
      {Place::deferred, "deferred", "stream, seq, kind, field, context", 4,
       "daftar commit yang ditunda bukan yang dihasilkan log"},
      {Place::refused_write, "refused_write", "stream, seq, kind, key, field", 5,
       "daftar penulisan yang ditolak bukan yang dihasilkan log"},
      {Place::deferred, "unread", "stream, seq, sealing_key", 2,
       "daftar commit tersegel yang tak terbaca bukan yang dihasilkan log"},
  };
  for (const Notes& notes : all) {
    if (!has_table(bench_, notes.table)) continue;  // an earlier version wrote it
    const auto rows = [&](const std::string& schema) {
      Statement statement = bench_.prepare(std::string("SELECT ") + notes.columns + " FROM " + schema + "." + notes.table +
                                           " WHERE stream IN (SELECT id FROM main.stream) ORDER BY " + notes.columns);
      return statement;
    };
    Statement stored = rows("source"), projected = rows("main");
    compare_rows(stored, projected, notes.keys, [&](const RowPair& pair) {
      const Statement& row = pair.stored != nullptr ? *pair.stored : *pair.projected;
      // What cannot be read here is not judged; what a later version did with its own kinds is its own affair.
      if (is_unread(row.integer(0), row.integer(1)) || source_.is_newer) return;
      const auto line = [&](const Statement* from) { return from == nullptr ? std::string(no_row) : row_text(*from, 2); };
      findings_.add({.place = notes.place,
                     .stream = stream_named(row.integer(0)),
                     .seq = static_cast<std::uint64_t>(row.integer(1)),
                     .column = pair.differing.empty() ? std::string() : std::string(row.column_name(pair.differing.front())),
                     .stored = line(pair.stored),
                     .expected = line(pair.projected),
                     .what = notes.what});
    });
  }
}

RecordCounts GroupCheck::run() {
  const Session session(bench_);
  const auto projected = store::guarded([&] { project(); });
  if (!projected) {
    findings_.add({.place = Place::schema,
                   .unit = group_.scope,
                   .column = "jalur " + std::to_string(static_cast<int>(group_.lane)),
                   .what = "catatan tidak dapat dibandingkan dengan log yang rusak: " + projected.error().what});
    return counts_;
  }
  compare_streams();
  for (const Kind& kind : model::kinds())
    if (kind.lane == group_.lane) compare_kind(kind);
  compare_notes();
  return counts_;
}

}  // namespace

RecordCounts check_records(Database& bench, const Source& source, const Group& group, Findings& findings) {
  return GroupCheck(bench, source, group, findings).run();
}

}  // namespace hadir::evidence
