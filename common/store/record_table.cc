#include "common/store/record_table.h"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <map>
#include <set>

#include "common/base/civil.h"
#include "common/base/text.h"
#include "common/merge/version_blob.h"
#include "common/model/day.h"
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
  load = "SELECT version, deleted" + fields + " FROM " + table + " WHERE scope = ? AND day = ? AND key = ?";
  insert = "INSERT INTO " + table + " (scope, day, key" + names + ", deleted, version) VALUES (?, ?, ?" + marks +
           ", ?, ?) ON CONFLICT (scope, day, key) DO NOTHING";
  update = "UPDATE " + table + " SET " + sets + "deleted = ?, version = ? WHERE scope = ? AND day = ? AND key = ?";
  select =
      "SELECT scope, day, key" + fields + keys + " FROM " + table + " WHERE scope = ? AND day BETWEEN ? AND ? AND deleted = 0";
}

const KindSql& sql_of(const Kind& kind) {
  static const std::vector<KindSql> all = [] {
    std::vector<KindSql> made;
    for (const Kind& one : model::kinds()) made.emplace_back(one);
    return made;
  }();
  return all[static_cast<std::size_t>(&kind - model::kinds().data())];
}

// --- the tables ---

std::string table_definition(const Kind& kind) {
  std::string ddl = "CREATE TABLE " + quoted(kind.name) + " (scope TEXT NOT NULL, day INTEGER NOT NULL, key BLOB NOT NULL";
  for (const auto fields : {kind.key, kind.fields})
    for (const Field& field : fields) ddl += ", " + column_definition(field);
  return ddl + ", deleted INTEGER NOT NULL, version BLOB NOT NULL, PRIMARY KEY (scope, day, key)) STRICT, WITHOUT ROWID";
}

std::set<std::string> columns_of(Database& database, const Kind& kind) {
  std::set<std::string> names;
  Statement rows = database.prepare("SELECT name FROM pragma_table_info(?)");
  for (rows.bind(1, std::string_view(kind.name)); rows.step();) names.emplace(rows.text(0));
  return names;
}

// day_of(key) for SQL. A key that somebody made unreadable has no day: its row stays what it is, and verify names it.
void answer_day(sqlite3_context* context, int, sqlite3_value** arguments) {
  const auto* bytes = static_cast<const std::uint8_t*>(sqlite3_value_blob(arguments[0]));
  const auto key = model::decode_key({bytes, static_cast<std::size_t>(sqlite3_value_bytes(arguments[0]))});
  const Kind& kind = *static_cast<const Kind*>(sqlite3_user_data(context));
  sqlite3_result_int64(context, key ? model::day_of(kind, *key) : model::undated);
}

// Before schema 10 a record stood under its scope and key, with its order in an index beside it. The new table is written from
// front to back.
void order_by_day(Database& database, const Kind& kind, const std::set<std::string>& present) {
  const std::string table = quoted(kind.name), before = quoted(std::string(kind.name) + "_before_10");
  std::string names;
  for (const auto fields : {kind.key, kind.fields})
    for (const Field& field : fields)
      if (present.contains(field.name)) names += ", " + quoted(field.name);
  names += ", deleted, version";
  database.execute("ALTER TABLE " + table + " RENAME TO " + before);
  database.execute(table_definition(kind));
  const auto define = [&](auto* function) {
    auto* its_kind = const_cast<Kind*>(&kind);
    if (sqlite3_create_function_v2(database.raw(), "day_of", 1, SQLITE_UTF8, its_kind, function, nullptr, nullptr, nullptr) !=
        SQLITE_OK)
      database.fail("day_of");
  };
  define(&answer_day);
  database.execute("INSERT INTO " + table + " (scope, day, key" + names + ") SELECT scope, day_of(key), key" + names + " FROM " +
                   before + " ORDER BY 1, 2, 3");
  define(static_cast<decltype(&answer_day)>(nullptr));
  database.execute("DROP TABLE " + before);
}

void bring_up_to_date(Database& database, const Kind& kind) {
  const std::set<std::string> present = columns_of(database, kind);
  if (!present.contains("day")) return order_by_day(database, kind, present);
  for (const Field& field : kind.fields)
    if (!present.contains(field.name))
      database.execute("ALTER TABLE " + quoted(kind.name) + " ADD COLUMN " + column_definition(field));
}

// --- rows ---

// What stands in the column of a value: nothing (SQL NULL), a number, the value's own text, or one that was made of it.
using Column = std::variant<std::monostate, std::int64_t, std::string_view, std::string>;

// `value` must outlive it.
Column column_of(const Field& field, const Value& value, std::int64_t offset) {
  if (std::holds_alternative<std::monostate>(value)) return {};
  if (is_integer_column(field)) return std::get<std::int64_t>(value);
  if (const auto* text = std::get_if<std::string>(&value)) return std::string_view(*text);
  return model::format_text(field, value, offset);
}

void bind_column(Statement& statement, int index, const Column& column) {
  if (const auto* number = std::get_if<std::int64_t>(&column))
    statement.bind(index, *number);
  else if (const auto* view = std::get_if<std::string_view>(&column))
    statement.bind(index, *view);
  else if (const auto* text = std::get_if<std::string>(&column))
    statement.bind(index, std::string_view(*text));
  else
    statement.bind_null(index);
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
  if (field.type == Type::text || field.type == Type::person || field.type == Type::unit || field.type == Type::punch ||
      field.type == Type::secret)
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

// The columns of a row as a statement takes them, alive until it has run.
class Columns {
 public:
  Columns(const Kind& kind, const merge::RecordState& state) : kind_(kind), state_(state) {
    columns_.reserve(kind.key.size() + kind.fields.size());
  }
  void add_key(const Field& field, const Value& value) {
    columns_.push_back(column_of(field, value, offset_for(kind_, field, state_)));
  }
  void add_fields() {
    for (const Field& field : kind_.fields) {
      const std::int64_t offset = offset_for(kind_, field, state_);
      if (const Value* value = merge::shown_alone(state_, field)) {
        columns_.push_back(column_of(field, *value, offset));
        continue;
      }
      const Value value = merge::shown(state_, field);
      const Column column = column_of(field, value, offset);
      const auto* view = std::get_if<std::string_view>(&column);
      columns_.push_back(view != nullptr ? Column(std::string(*view)) : column);
    }
  }
  // Answers the index behind them.
  int bind_to(Statement& statement, int index) const {
    for (const Column& column : columns_) bind_column(statement, index++, column);
    return index;
  }

 private:
  const Kind& kind_;
  const merge::RecordState& state_;
  std::vector<Column> columns_;
};

// --- queries ---

// The columns of KindSql::select before the fields.
constexpr int scope_column = 0, day_column = 1, key_column = 2, first_field_column = 3;

std::string conditions(const Kind& kind, const std::vector<Filter>& filters) {
  std::string sql;
  for (const Filter& filter : filters) {
    const Field* field = model::find_named(kind, filter.column);
    if (field == nullptr || field->type == Type::offset || field->type == Type::secret)
      throw base::Failure({base::Fault::bad_input, std::string(kind.name) + " tidak punya kolom " + filter.column, ""});
    sql += " AND " + quoted(field->name) +
           (filter.op == Filter::Op::equal      ? " = ?"
            : filter.op == Filter::Op::at_least ? " >= ?"
                                                : " <= ?");
  }
  return sql;
}

// Days outside of which no record can meet the filters.
struct Days {
  std::int64_t first = INT32_MIN, last = INT32_MAX;
  void narrow(std::int64_t from, std::int64_t to) { first = std::max(first, from), last = std::min(last, to); }
};

Days days_of(const Kind& kind, const std::vector<Filter>& filters) {
  Days days;
  const Field* field = model::day_field(kind);
  for (const Filter& filter : filters) {
    if (field == nullptr || filter.column != field->name) continue;
    if (field->type == Type::punch) {
      const std::int64_t day = model::day_of(*field, filter.value);
      if (filter.op == Filter::Op::equal) days.narrow(day, day);
      continue;
    }
    // The column begins with a date, so the text that it is compared with says which dates it may begin with. That of an instant
    // is the one of its offset, up to a day before or behind that of UTC.
    const auto date = base::parse_date(std::string_view(filter.value).substr(0, 10));
    if (!date) continue;
    const int apart = field->type == Type::instant ? 1 : 0;
    days.narrow(filter.op == Filter::Op::at_most ? days.first : date->days - apart,
                filter.op == Filter::Op::at_least ? days.last : date->days + apart);
  }
  return days;
}

int bind_selection(Statement& rows, std::string_view scope, const Days& days, const std::vector<Filter>& filters) {
  rows.bind_all(scope, days.first, days.last);
  int index = 4;
  for (const Filter& filter : filters) rows.bind(index++, std::string_view(filter.value));
  return index;
}

// Within a scope. The days stand in this order as they are stored; only within a day there is something to sort. Key fields that
// may be missing count as empty: rows compare whole.
std::string order_of(const Kind& kind) {
  std::string order = "day, ";
  for (const Field& field : kind.key)
    order += (field.required ? quoted(field.name) : "ifnull(" + quoted(field.name) + ", '')") + ", ";
  return order + "key";
}

RecordRow read_row(const Kind& kind, const Statement& from) {
  RecordRow row;
  row.scope = from.text(scope_column);
  const base::ByteView key = from.blob(key_column);
  row.key_bytes.assign(key.begin(), key.end());
  row.key = model::decode_key(key).value();
  for (std::size_t at = 0; at < kind.fields.size(); ++at)
    row.values.push_back(read_column(kind.fields[at], from, static_cast<int>(at) + first_field_column));
  return row;
}

// Every scope that has records of the kind, one search each.
std::vector<std::string> scopes_of(Database& database, const Kind& kind) {
  std::vector<std::string> scopes;
  const std::string next = "SELECT scope FROM " + quoted(kind.name) + " WHERE scope > ? ORDER BY scope LIMIT 1";
  Statement first = database.prepare("SELECT scope FROM " + quoted(kind.name) + " ORDER BY scope LIMIT 1");
  if (first.step()) scopes.emplace_back(first.text(0));
  for (bool more = !scopes.empty(); more;) {
    const std::string last = scopes.back();
    Statement row = database.prepare(next);
    more = row.bind(1, std::string_view(last)).step();
    if (more) scopes.emplace_back(row.text(0));
  }
  return scopes;
}

// Where a row stands in the order: its day, the key's columns as they are stored, and the key.
boost::json::array place_of(const Kind& kind, const Statement& row) {
  boost::json::array place{row.integer(day_column)};
  int column = static_cast<int>(kind.fields.size()) + first_field_column;
  for (const Field& field : kind.key) {
    if (is_integer_column(field))
      place.emplace_back(row.integer(column++));
    else
      place.emplace_back(row.text(column++));
  }
  place.emplace_back(base::to_hex(row.blob(key_column)));
  return place;
}

boost::json::array read_place(const Kind& kind, std::string_view text) {
  boost::json::error_code ec;
  const boost::json::value parsed = boost::json::parse(text, ec);
  const auto* place = ec ? nullptr : parsed.if_array();
  bool fits = place != nullptr && place->size() == kind.key.size() + 2 && place->front().is_int64();
  for (std::size_t at = 0; fits && at < kind.key.size(); ++at)
    fits = is_integer_column(kind.key[at]) ? (*place)[at + 1].is_int64() : (*place)[at + 1].is_string();
  if (!fits || !place->back().is_string() || !base::from_hex(std::string_view(place->back().get_string())))
    throw base::Failure({base::Fault::bad_input, "halaman itu tidak ada", "mulai lagi dari halaman pertama"});
  return *place;
}

}  // namespace

RecordRef::RecordRef(std::string of, const Kind& its_kind, const std::vector<FieldValue>& its_key)
    : scope(std::move(of)), kind(&its_kind), day(model::day_of(its_kind, its_key)), key(model::encode_key(its_key)) {}

void create_record_tables(Database& database) {
  std::map<std::string, std::string, std::less<>> definitions;  // by name
  Statement tables = database.prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'table'");
  while (tables.step()) definitions.emplace(tables.text(0), tables.text(1));
  tables.reset();
  for (const Kind& kind : model::kinds()) {
    const std::string wanted = table_definition(kind);
    const auto found = definitions.find(kind.name);
    if (found == definitions.end())
      database.execute(wanted);
    else if (found->second != wanted)  // of another version of hadir, or with columns that were added
      bring_up_to_date(database, kind);
  }
}

std::optional<merge::RecordState> load_record(Database& database, const RecordRef& record) {
  Statement row = database.prepare(sql_of(*record.kind).load);
  row.bind_all(std::string_view(record.scope), std::int64_t{record.day}, base::ByteView(record.key));
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
  Columns columns(kind, state);
  for (std::size_t at = 0; at < kind.key.size(); ++at) columns.add_key(kind.key[at], key[at].value);
  columns.add_fields();
  Statement insert = database.prepare(sql_of(kind).insert);
  insert.bind_all(std::string_view(record.scope), std::int64_t{record.day}, base::ByteView(record.key));
  const int index = columns.bind_to(insert, 4);
  insert.bind(index, std::int64_t{merge::is_deleted(state)}).bind(index + 1, base::ByteView(version)).run();
  return database.changes() == 1;
}

void update_record(Database& database, const RecordRef& record, const std::vector<FieldValue>& key,
                   const merge::RecordState& state) {
  const Kind& kind = *record.kind;
  const base::Bytes version = merge::encode_version(state);
  Columns columns(kind, state);
  // Which offset a key's instant is shown with may change when another's write of it comes in.
  for (std::size_t at = 0; at < kind.key.size(); ++at)
    if (model::offset_companion(kind, kind.key[at]) != nullptr) columns.add_key(kind.key[at], key[at].value);
  columns.add_fields();
  Statement update = database.prepare(sql_of(kind).update);
  const int index = columns.bind_to(update, 1);
  update.bind(index, std::int64_t{merge::is_deleted(state)}).bind(index + 1, base::ByteView(version));
  update.bind(index + 2, std::string_view(record.scope)).bind(index + 3, std::int64_t{record.day});
  update.bind(index + 4, base::ByteView(record.key)).run();
}

void for_each_record(Database& database, const Kind& kind, const std::string* scope, const std::vector<Filter>& filters,
                     const std::function<bool(const RecordRow&)>& visit) {
  const std::string sql = sql_of(kind).select + conditions(kind, filters) + " ORDER BY " + order_of(kind);
  const Days days = days_of(kind, filters);
  for (const std::string& one : scope != nullptr ? std::vector{*scope} : scopes_of(database, kind)) {
    Statement rows = database.prepare(sql);
    bind_selection(rows, one, days, filters);
    while (rows.step())
      if (!visit(read_row(kind, rows))) return;
  }
}

namespace {

// KindSql::select with the version behind everything else.
std::string with_version(std::string select) {
  select.insert(select.find(" FROM "), ", version");
  return select;
}

void visit_versions(const Kind& kind, Statement& rows, const VisitVersion& visit) {
  const int version = rows.column_count() - 1;
  while (rows.step()) visit(read_row(kind, rows), rows.blob(version));
}

}  // namespace

void for_each_version(Database& database, const Kind& kind, const std::string& scope, const std::vector<Filter>& filters,
                      const VisitVersion& visit) {
  Statement rows = database.prepare(with_version(sql_of(kind).select) + conditions(kind, filters));
  bind_selection(rows, scope, days_of(kind, filters), filters);
  visit_versions(kind, rows, visit);
}

void for_each_version_between(Database& database, const Kind& kind, const std::string& scope, base::ByteView first,
                              base::ByteView last, const VisitVersion& visit) {
  std::string sql = with_version(sql_of(kind).select);
  constexpr std::string_view days = "day BETWEEN ? AND ?";
  sql.replace(sql.find(days), days.size(), "day = ? AND key BETWEEN ? AND ?");  // one day, so that the key is searched for too
  Statement rows = database.prepare(sql);
  rows.bind_all(std::string_view(scope), std::int64_t{model::undated}, first, last);
  visit_versions(kind, rows, visit);
}

RecordPage record_page(Database& database, const Kind& kind, const std::string& scope, const std::vector<Filter>& filters,
                       std::string_view after, std::size_t most) {
  const boost::json::array place = after.empty() ? boost::json::array() : read_place(kind, after);
  std::string sql = sql_of(kind).select + conditions(kind, filters);
  if (!place.empty()) {
    sql += " AND (" + order_of(kind) + ") > (?";
    for (std::size_t at = 1; at < place.size(); ++at) sql += ", ?";
    sql += ")";
  }
  Statement rows = database.prepare(sql + " ORDER BY " + order_of(kind) + " LIMIT ?");
  Days days = days_of(kind, filters);
  if (!place.empty()) days.narrow(place.front().get_int64(), days.last);
  int index = bind_selection(rows, scope, days, filters);
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
