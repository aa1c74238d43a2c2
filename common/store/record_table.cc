#include "common/store/record_table.h"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <set>

#include "common/base/text.h"
#include "common/merge/version_blob.h"
#include "common/model/forms.h"
#include "common/store/record_page.h"

namespace hadir::store {
namespace {

using model::Field;
using model::FieldValue;
using model::Kind;
using model::Type;
using model::Value;

bool is_integer_column(const Field& field) {
  return field.type == Type::boolean || field.type == Type::offset || field.type == Type::integer;
}

std::string quoted(std::string_view name) { return "\"" + std::string(name) + "\""; }

std::string column_definition(const Field& field) {
  return quoted(field.name) + (is_integer_column(field) ? " INTEGER" : " TEXT");
}

// The statements of one kind, written once from its declaration.
struct KindSql {
  std::string load, insert, update, select;
  explicit KindSql(const Kind& kind);
};

KindSql::KindSql(const Kind& kind) {
  std::string names, marks, sets, fields, keys;
  for (const Field& field : kind.key) {
    keys += ", " + quoted(field.name);
    names += ", " + quoted(field.name);
    marks += ", ?";
    if (model::offset_companion(kind, field) != nullptr) sets += quoted(field.name) + " = ?, ";
  }
  for (const Field& field : kind.fields) {
    names += ", " + quoted(field.name);
    marks += ", ?";
    sets += quoted(field.name) + " = ?, ";
    fields += ", " + quoted(field.name);
  }
  const std::string table = quoted(kind.name);
  load = "SELECT version, deleted" + fields + " FROM " + table + " WHERE scope = ? AND key = ?";
  insert = "INSERT INTO " + table + " (scope, key" + names + ", deleted, version) VALUES (?, ?" + marks +
           ", ?, ?) ON CONFLICT (scope, key) DO NOTHING";
  update = "UPDATE " + table + " SET " + sets + "deleted = ?, version = ? WHERE scope = ? AND key = ?";
  select = "SELECT scope, key" + fields + keys + " FROM " + table + " WHERE deleted = 0";
}

const KindSql& sql_of(const Kind& kind) {
  static const std::vector<KindSql> all = [] {
    std::vector<KindSql> made;
    for (const Kind& one : model::kinds()) made.emplace_back(one);
    return made;
  }();
  return all[static_cast<std::size_t>(&kind - model::kinds().data())];
}

// What stands in the column of a value; nullptr-like empty optional is SQL NULL.
struct Column {
  std::optional<std::string> text;
  std::optional<std::int64_t> number;
};

Column column_of(const Field& field, const Value& value, std::int64_t offset) {
  if (std::holds_alternative<std::monostate>(value)) return {};
  if (is_integer_column(field)) return {std::nullopt, std::get<std::int64_t>(value)};
  return {model::format_text(field, value, offset), std::nullopt};
}

int bind_column(Statement& statement, int index, const Column& column) {
  if (column.number)
    statement.bind(index, *column.number);
  else if (column.text)
    statement.bind(index, std::string_view(*column.text));
  else
    statement.bind_null(index);
  return index + 1;
}

// What a list column holds. Not parse_text: that judges what a person typed, and another replica's commits need not please it.
std::optional<Value> read_list(std::string_view text) {
  boost::json::error_code ec;
  const boost::json::value parsed = boost::json::parse(text, ec);
  if (ec || !parsed.is_array()) return std::nullopt;
  model::TextList items;
  for (const boost::json::value& item : parsed.get_array()) {
    if (!item.is_string()) return std::nullopt;
    items.emplace_back(item.get_string());
  }
  return Value{std::move(items)};
}

Value read_column(const Field& field, const Statement& row, int column) {
  if (row.is_null(column)) return {};
  if (is_integer_column(field)) return row.integer(column);
  const std::string_view text = row.text(column);
  if (field.type == Type::text || field.type == Type::person || field.type == Type::unit || field.type == Type::punch)
    return std::string(text);
  if (field.type == Type::choice && text.starts_with('?')) return std::int64_t{std::stoll(std::string(text.substr(1)))};
  if (field.type == Type::text_list) {
    if (auto list = read_list(text)) return std::move(*list);
  } else if (auto value = model::parse_text(field, text)) {
    return std::move(*value);
  }
  throw base::Failure({base::Fault::corrupt, "kolom " + std::string(field.name) + " memuat \"" + base::printable(text, 80) + "\"",
                       "basis data ini diubah dari luar: jalankan perintah verify, lalu restore dari cadangan terakhir"});
}

std::int64_t offset_for(const Kind& kind, const Field& field, const merge::RecordState& state) {
  const Field* companion = model::offset_companion(kind, field);
  if (companion == nullptr) return 0;
  const Value minutes = merge::shown(state, *companion);
  const auto* number = std::get_if<std::int64_t>(&minutes);
  return number != nullptr ? *number : 0;
}

int bind_fields(Statement& statement, int index, const Kind& kind, const merge::RecordState& state,
                std::vector<Column>& columns) {
  for (const Field& field : kind.fields)
    columns.push_back(column_of(field, merge::shown(state, field), offset_for(kind, field, state)));
  for (const Column& column : columns) index = bind_column(statement, index, column);
  return index;
}

// --- queries ---

std::string conditions(const Kind& kind, const std::vector<Filter>& filters) {
  std::string sql;
  for (const Filter& filter : filters) {
    const Field* field = model::find_named(kind, filter.column);
    if (field == nullptr || field->type == Type::offset)
      throw base::Failure({base::Fault::bad_input, std::string(kind.name) + " tidak punya kolom " + filter.column, ""});
    sql += " AND " + quoted(field->name) +
           (filter.op == Filter::Op::equal      ? " = ?"
            : filter.op == Filter::Op::at_least ? " >= ?"
                                                : " <= ?");
  }
  return sql;
}

// Within a scope. Key fields that may be missing count as empty: rows compare whole.
std::string order_of(const Kind& kind) {
  std::string order;
  for (const Field& field : kind.key)
    order += (field.required ? quoted(field.name) : "ifnull(" + quoted(field.name) + ", '')") + ", ";
  return order + "key";
}

RecordRow read_row(const Kind& kind, const Statement& from) {
  RecordRow row;
  row.scope = from.text(0);
  const base::ByteView key = from.blob(1);
  row.key_bytes.assign(key.begin(), key.end());
  row.key = model::decode_key(key).value();
  for (std::size_t at = 0; at < kind.fields.size(); ++at)
    row.values.push_back(read_column(kind.fields[at], from, static_cast<int>(at) + 2));
  return row;
}

// Where a row stands in the order: the key's columns as they are stored, and the key.
boost::json::array place_of(const Kind& kind, const Statement& row) {
  boost::json::array place;
  int column = static_cast<int>(kind.fields.size()) + 2;
  for (const Field& field : kind.key) {
    if (is_integer_column(field))
      place.emplace_back(row.integer(column++));
    else
      place.emplace_back(row.text(column++));
  }
  place.emplace_back(base::to_hex(row.blob(1)));
  return place;
}

boost::json::array read_place(const Kind& kind, std::string_view text) {
  boost::json::error_code ec;
  const boost::json::value parsed = boost::json::parse(text, ec);
  const auto* place = ec ? nullptr : parsed.if_array();
  bool fits = place != nullptr && place->size() == kind.key.size() + 1;
  for (std::size_t at = 0; fits && at < kind.key.size(); ++at)
    fits = is_integer_column(kind.key[at]) ? (*place)[at].is_int64() : (*place)[at].is_string();
  if (!fits || !place->back().is_string() || !base::from_hex(std::string_view(place->back().get_string())))
    throw base::Failure({base::Fault::bad_input, "halaman itu tidak ada", "mulai lagi dari halaman pertama"});
  return *place;
}

}  // namespace

void create_record_tables(Database& database) {
  for (const Kind& kind : model::kinds()) {
    std::string ddl = "CREATE TABLE IF NOT EXISTS " + quoted(kind.name) + " (scope TEXT NOT NULL, key BLOB NOT NULL";
    for (const auto fields : {kind.key, kind.fields})
      for (const Field& field : fields) ddl += ", " + column_definition(field);
    ddl += ", deleted INTEGER NOT NULL, version BLOB NOT NULL, PRIMARY KEY (scope, key)) STRICT, WITHOUT ROWID";
    database.execute(ddl);

    std::set<std::string, std::less<>> present;
    Statement columns = database.prepare("SELECT name FROM pragma_table_info(?)");
    for (columns.bind(1, std::string_view(kind.name)); columns.step();) present.emplace(columns.text(0));
    for (const Field& field : kind.fields)
      if (!present.contains(field.name))
        database.execute("ALTER TABLE " + quoted(kind.name) + " ADD COLUMN " + column_definition(field));
  }
}

std::optional<merge::RecordState> load_record(Database& database, const RecordRef& record) {
  Statement row = database.prepare(sql_of(*record.kind).load);
  row.bind_all(std::string_view(record.scope), base::ByteView(record.key));
  if (!row.step()) return std::nullopt;
  auto state = merge::decode_version(row.blob(0), [&](std::uint32_t number) -> Value {
    if (number == model::deleted_field) return row.integer(1);
    for (std::size_t index = 0; index < record.kind->fields.size(); ++index)
      if (record.kind->fields[index].number == number)
        return read_column(record.kind->fields[index], row, static_cast<int>(index) + 2);
    return {};
  });
  if (!state) throw base::Failure(state.error());
  return std::move(*state);
}

bool insert_record(Database& database, const RecordRef& record, const std::vector<FieldValue>& key,
                   const merge::RecordState& state) {
  const Kind& kind = *record.kind;
  const base::Bytes version = merge::encode_version(state);
  std::vector<Column> columns;
  columns.reserve(kind.key.size() + kind.fields.size());
  Statement insert = database.prepare(sql_of(kind).insert);
  insert.bind(1, std::string_view(record.scope)).bind(2, base::ByteView(record.key));
  for (std::size_t at = 0; at < kind.key.size(); ++at)
    columns.push_back(column_of(kind.key[at], key[at].value, offset_for(kind, kind.key[at], state)));
  const int index = bind_fields(insert, 3, kind, state, columns);
  insert.bind(index, std::int64_t{merge::is_deleted(state)}).bind(index + 1, base::ByteView(version)).run();
  return database.changes() == 1;
}

void update_record(Database& database, const RecordRef& record, const std::vector<FieldValue>& key,
                   const merge::RecordState& state) {
  const Kind& kind = *record.kind;
  const base::Bytes version = merge::encode_version(state);
  std::vector<Column> columns;
  columns.reserve(kind.key.size() + kind.fields.size());
  Statement update = database.prepare(sql_of(kind).update);
  // Which offset a key's instant is shown with may change when another's write of it comes in.
  for (std::size_t at = 0; at < kind.key.size(); ++at)
    if (model::offset_companion(kind, kind.key[at]) != nullptr)
      columns.push_back(column_of(kind.key[at], key[at].value, offset_for(kind, kind.key[at], state)));
  const int index = bind_fields(update, 1, kind, state, columns);
  update.bind(index, std::int64_t{merge::is_deleted(state)}).bind(index + 1, base::ByteView(version));
  update.bind(index + 2, std::string_view(record.scope)).bind(index + 3, base::ByteView(record.key)).run();
}

void for_each_record(Database& database, const Kind& kind, const std::string* scope, const std::vector<Filter>& filters,
                     const std::function<bool(const RecordRow&)>& visit) {
  const std::string sql = sql_of(kind).select + (scope != nullptr ? " AND scope = ?" : "") + conditions(kind, filters) +
                          " ORDER BY scope, " + order_of(kind);
  Statement rows = database.prepare(sql);
  int index = 1;
  if (scope != nullptr) rows.bind(index++, std::string_view(*scope));
  for (const Filter& filter : filters) rows.bind(index++, std::string_view(filter.value));
  while (rows.step())
    if (!visit(read_row(kind, rows))) return;
}

void ensure_record_order(Database& database) {
  std::string missing;
  for (const Kind& kind : model::kinds()) {
    if (!std::ranges::all_of(kind.key, &Field::required)) continue;  // an expression would need an index of its own
    const std::string name = kind.name + std::string("_order");
    Statement present = database.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'index' AND name = ?");
    if (present.bind(1, std::string_view(name)).step()) continue;
    missing += "CREATE INDEX IF NOT EXISTS " + quoted(name) + " ON " + quoted(kind.name) + " (scope, " + order_of(kind) + ");";
  }
  if (missing.empty()) return;
  Transaction transaction(database);
  database.execute(missing);
  transaction.commit();
}

RecordPage record_page(Database& database, const Kind& kind, const std::string& scope, const std::vector<Filter>& filters,
                       std::string_view after, std::size_t most) {
  const boost::json::array place = after.empty() ? boost::json::array() : read_place(kind, after);
  std::string sql = sql_of(kind).select + " AND scope = ?" + conditions(kind, filters);
  if (!place.empty()) {
    sql += " AND (" + order_of(kind) + ") > (?";
    for (std::size_t at = 1; at < place.size(); ++at) sql += ", ?";
    sql += ")";
  }
  Statement rows = database.prepare(sql + " ORDER BY " + order_of(kind) + " LIMIT ?");
  int index = 1;
  rows.bind(index++, std::string_view(scope));
  for (const Filter& filter : filters) rows.bind(index++, std::string_view(filter.value));
  base::Bytes key;
  for (std::size_t at = 0; at < place.size(); ++at, ++index) {
    if (at + 1 == place.size()) {
      key = base::from_hex(std::string_view(place[at].get_string())).value();
      rows.bind(index, base::ByteView(key));
    } else if (place[at].is_int64()) {
      rows.bind(index, place[at].get_int64());
    } else {
      rows.bind(index, std::string_view(place[at].get_string()));
    }
  }
  rows.bind(index, static_cast<std::int64_t>(most) + 1);
  RecordPage page;
  boost::json::array last;
  while (rows.step()) {
    if (page.rows.size() == most) {
      page.next = boost::json::serialize(last);
      break;
    }
    page.rows.push_back(read_row(kind, rows));
    if (page.rows.size() == most) last = place_of(kind, rows);
  }
  return page;
}

std::int64_t count_records(Database& database, const Kind& kind) {
  Statement count = database.prepare("SELECT count(*) FROM " + quoted(kind.name) + " WHERE deleted = 0");
  count.step();
  return count.integer(0);
}

}  // namespace hadir::store
