// The records as plain typed tables, one per kind, made from the declarations: column names are the public names, values are in
// the text that people read (model/forms.h), so that any SQLite tool can query them. Beside the columns stand the record's scope,
// its day (model/day.h), its canonical key, the deletion mark and the version blob of the merge engine.
//
// Rows are stored by scope, then day, then key: what a day brings stands together, so writing it costs what is new and not what
// is stored, and a query for some days reads those alone.
#pragma once

#include <functional>
#include <optional>

#include "common/merge/record.h"
#include "common/store/sqlite.h"

namespace hadir::store {

// Creates missing tables, adds missing columns, and puts tables of before schema 10 into today's order. Must run inside a
// transaction.
void create_record_tables(Database& database);

struct RecordRef {
  RecordRef(std::string scope, const model::Kind& kind, const std::vector<model::FieldValue>& key);
  std::string scope;
  const model::Kind* kind;
  std::int32_t day;
  base::Bytes key;  // model::encode_key
};

// nothing: no such record.
std::optional<merge::RecordState> load_record(Database& database, const RecordRef& record);

// `key` are the decoded key fields. False, and nothing is written, where there is such a record.
bool insert_record(Database& database, const RecordRef& record, const std::vector<model::FieldValue>& key,
                   const merge::RecordState& state);
// Of a record that is there.
void update_record(Database& database, const RecordRef& record, const std::vector<model::FieldValue>& key,
                   const merge::RecordState& state);

struct RecordRow {
  std::string scope;
  std::vector<model::FieldValue> key;
  base::Bytes key_bytes;
  std::vector<model::Value> values;  // in the order of kind.fields
};

// A condition on one column, compared as text with what the column shows.
struct Filter {
  std::string column;
  enum class Op { equal, at_least, at_most } op = Op::equal;
  std::string value;
};

// Visits the records that are not deleted, ordered by scope, then by day, then by the key columns as text. A null `scope` means
// all scopes. `visit` answers false to stop. Filters name declared columns only (anything else is Fault::bad_input, thrown as
// Failure); those on the column that says the day leave other days unread.
void for_each_record(Database& database, const model::Kind& kind, const std::string* scope, const std::vector<Filter>& filters,
                     const std::function<bool(const RecordRow&)>& visit);

// As for_each_record in one scope, in no order that is promised, and with what is known of who wrote a record
// (merge/version_blob.h): for who makes something of many records.
using VisitVersion = std::function<void(const RecordRow& row, base::ByteView version)>;
void for_each_version(Database& database, const model::Kind& kind, const std::string& scope, const std::vector<Filter>& filters,
                      const VisitVersion& visit);
// Of records without a day, those whose key as bytes lies between two, ends included.
void for_each_version_between(Database& database, const model::Kind& kind, const std::string& scope, base::ByteView first,
                              base::ByteView last, const VisitVersion& visit);

std::int64_t count_records(Database& database, const model::Kind& kind);

}  // namespace hadir::store
