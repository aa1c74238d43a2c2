#include "common/store/state_digest.h"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <map>

#include "common/base/limits.h"
#include "common/base/text.h"
#include "common/log/stream.h"
#include "common/store/stream_table.h"

namespace hadir::store {
namespace {

using model::Kind;

// Raised where the projection of the same commits, or its digest, comes out differently, though no declaration changed.
constexpr std::uint64_t projection_version = 2;

bool is_compared(const Kind& kind, std::string_view scope, model::Lane lane) {
  return !kind.sealed && kind.lane == lane && kind.province_wide == (scope == log::province);
}

std::string select_of(const Kind& kind) {
  std::string sql = "SELECT key, day, deleted, version";
  for (const auto fields : {kind.key, kind.fields})
    for (const model::Field& field : fields) sql += ", \"" + std::string(field.name) + "\"";
  return sql + " FROM \"" + kind.name + "\" WHERE scope = ? ORDER BY day, key";
}

RowName name_of(const Kind& kind, base::ByteView key) {
  base::ByteWriter number;
  number.varint(kind.number);
  const base::Hash hash = base::hash_of({number.bytes(), key});
  RowName name;
  std::copy_n(hash.begin(), name.size(), name.begin());
  return name;
}

// Every column with its SQLite type before it, so that no two rows have the same bytes.
base::Hash digest_of(const Statement& row) {
  base::ByteWriter out;
  for (int column = 0; column < row.column_count(); ++column) {
    const int type = sqlite3_column_type(row.raw(), column);
    out.u8(static_cast<std::uint8_t>(type));
    if (type == SQLITE_INTEGER)
      out.zigzag(row.integer(column));
    else if (type != SQLITE_NULL)
      out.sized(row.blob(column));
  }
  return base::hash_of(out.bytes());
}

// Visits every record: visit(kind, name, row). Column 0 is the key.
template <class Visit>
void for_each_row(Database& database, std::string_view scope, model::Lane lane, Visit visit) {
  for (const Kind& kind : model::kinds()) {
    if (!is_compared(kind, scope, lane)) continue;
    Statement rows = database.prepare(select_of(kind));
    for (rows.bind(1, scope); rows.step();) visit(kind, name_of(kind, rows.blob(0)), rows);
  }
}

boost::json::value json_of(const Statement& row, int column) {
  switch (sqlite3_column_type(row.raw(), column)) {
    case SQLITE_NULL: return nullptr;
    case SQLITE_INTEGER: return row.integer(column);
    case SQLITE_BLOB: return boost::json::value(base::to_hex(row.blob(column)));
    default: return boost::json::value(base::printable(row.text(column), base::limits::text_bytes));
  }
}

}  // namespace

LaneDigest digest_lane(Database& database, std::string_view scope, model::Lane lane) {
  LaneDigest digest;
  base::ByteWriter vectors;
  for (std::size_t number = 0; number < model::lane_count; ++number) {
    log::VersionVector applied;
    for (const StreamRow& stream : load_group(database, scope, static_cast<model::Lane>(number)))
      applied.raise(stream.info.stream.origin, stream.info.applied_seq);
    log::write_vector(vectors, applied);
  }
  digest.vector = base::hash_of(vectors.bytes());
  for_each_row(database, scope, lane, [&](const Kind&, const RowName& name, const Statement& row) {
    base::Hash& bucket = digest.buckets[name.front()];
    bucket = base::hash_of({bucket, digest_of(row)});
    ++digest.records;
  });
  base::ByteWriter all;
  for (const base::Hash& bucket : digest.buckets) all.raw(bucket);
  digest.state = base::hash_of(all.bytes());
  return digest;
}

std::optional<log::ChainHead> head_at_most(Database& database, const log::StreamId& stream, std::uint64_t seq) {
  const auto row = find_stream(database, stream);
  if (!row || row->info.stored.seq == 0) return std::nullopt;
  const std::uint64_t at = std::min(seq, row->info.stored.seq);
  const auto hash = hash_at(database, row->info, at);
  return hash ? std::optional(log::ChainHead{at, *hash}) : std::nullopt;
}

std::vector<wire::ShortDigest> LaneDigest::in_short() const {
  std::vector<wire::ShortDigest> all(buckets.size());
  for (std::size_t at = 0; at < buckets.size(); ++at) std::copy_n(buckets[at].begin(), all[at].size(), all[at].begin());
  return all;
}

std::vector<wire::NamedDigest> rows_of_buckets(Database& database, std::string_view scope, model::Lane lane,
                                               const std::set<std::uint8_t>& buckets, std::size_t most) {
  std::vector<wire::NamedDigest> rows;
  for_each_row(database, scope, lane, [&](const Kind&, const RowName& name, const Statement& row) {
    if (rows.size() == most || !buckets.contains(name.front())) return;
    wire::NamedDigest& one = rows.emplace_back(wire::NamedDigest{name, {}});
    const base::Hash digest = digest_of(row);
    std::copy_n(digest.begin(), one.digest.size(), one.digest.begin());
  });
  return rows;
}

std::vector<wire::NamedText> texts_of_rows(Database& database, std::string_view scope, model::Lane lane,
                                           const std::set<RowName>& names) {
  std::map<RowName, std::string> texts;
  for (const RowName& name : names) texts[name];
  for_each_row(database, scope, lane, [&](const Kind& kind, const RowName& name, const Statement& row) {
    if (!names.contains(name)) return;
    boost::json::object columns{{"kind", kind.name}};
    for (int column = 0; column < row.column_count(); ++column) columns[row.column_name(column)] = json_of(row, column);
    texts[name] = base::printable(boost::json::serialize(columns), base::limits::text_bytes);
  });
  std::vector<wire::NamedText> rows;
  for (auto& [name, text] : texts) rows.push_back({name, std::move(text)});
  return rows;
}

base::Hash declarations_digest() {
  base::ByteWriter out;
  out.varint(projection_version);
  for (const Kind& kind : model::kinds()) {
    out.varint(kind.number);
    out.text(kind.name);
    for (const bool mark : {kind.province_wide, kind.evidence, kind.writer == model::Writer::hub}) out.u8(mark ? 1 : 0);
    out.u8(static_cast<std::uint8_t>(kind.lane));
    for (const auto fields : {kind.key, kind.fields}) {
      out.varint(fields.size());
      for (const model::Field& field : fields) {
        out.varint(field.number);
        out.text(field.name);
        out.u8(static_cast<std::uint8_t>(field.type));
        out.u8(static_cast<std::uint8_t>(field.merge));
        out.varint(field.choices.size());
        for (const char* choice : field.choices) out.text(choice);
      }
    }
  }
  return base::hash_of(out.bytes());
}

Snapshot::Snapshot(Database& database) : database_(database), open_(!database.in_transaction()) {
  if (open_) database_.execute("BEGIN");
}

Snapshot::~Snapshot() {
  if (!open_ || !database_.in_transaction()) return;
  try {
    database_.execute("ROLLBACK");
  } catch (const base::Failure&) {
    // It only read: closing the connection ends it as well.
  }
}

}  // namespace hadir::store
