// The check of a database against itself: a whole one passes, and whatever is changed in it from outside is found and named.
#include "common/evidence/verify.h"

#include <filesystem>

#include "common/model/forms.h"
#include "tests/catch.h"
#include "tests/property.h"
#include "tests/unit/evidence_fixture.h"

using namespace hadir;
using evidence::Place;
using test::contains;
using test::findings_of;
using test::RichOffice;
using test::verified;

namespace {

// A cell of the database, and how a finding about it must be recognised.
struct Target {
  const char* table;
  const char* column;
};

const std::vector<Target> evidence_columns = [] {
  std::vector<Target> all{{"commit_log", "header"},
                          {"commit_log", "payload"},
                          {"commit_log", "payload_hash"},
                          {"commit_log", "hash"},
                          {"commit_log", "signature"},
                          {"commit_log", "seq"},
                          {"commit_log", "stream"},
                          {"stream", "id"},
                          {"stream", "scope"},
                          {"stream", "lane"},
                          {"stream", "origin"},
                          {"stream", "public_key"},
                          {"stream", "stored_seq"},
                          {"stream", "stored_hash"},
                          {"stream", "applied_seq"},
                          {"stream", "context"},
                          {"stream", "beacon_ms"},
                          {"receipt", "hub_ms"},
                          {"receipt", "hub_epoch"},
                          {"receipt", "body"},
                          {"receipt", "signature"},
                          {"conflict", "scope"},
                          {"conflict", "kind"},
                          {"conflict", "key"},
                          {"conflict", "field"},
                          {"parked", "stream"},
                          {"parked", "seq"},
                          {"parked", "reason"},
                          {"deferred", "stream"},
                          {"deferred", "seq"},
                          {"deferred", "kind"},
                          {"deferred", "field"},
                          {"deferred", "context"},
                          {"refused_write", "stream"},
                          {"refused_write", "seq"},
                          {"refused_write", "kind"},
                          {"refused_write", "key"},
                          {"refused_write", "field"}};
  for (const char* kind : {"unit", "employee", "schedule", "punch", "correction", "holiday", "device_pin"}) {
    for (const char* column : {"scope", "key", "deleted", "version"}) all.push_back({kind, column});
    const model::Kind& declared = *model::find_kind(kind);
    for (const auto fields : {declared.key, declared.fields})
      for (const model::Field& field : fields) all.push_back({kind, field.name});
  }
  return all;
}();

std::string in_quotes(const std::string& name) { return "\"" + name + "\""; }

// Flips one bit of one row's cell with plain SQL. Answers what the row is called in findings, or nothing where there is no such
// cell or the table's constraints forbid the change.
struct Flipped {
  std::uint64_t seq = 0;  // commit_log and receipt: the row's number
  std::string origin;     // commit_log and stream
  std::string record;     // record tables
};
std::optional<Flipped> flip(const std::string& path, const Target& target, std::uint64_t random) {
  sqlite3* db = nullptr;
  REQUIRE(sqlite3_open(path.c_str(), &db) == SQLITE_OK);
  const auto first = [&](const std::string& sql) {
    std::optional<std::string> value;
    sqlite3_stmt* statement = nullptr;
    INFO(sql);
    REQUIRE(sqlite3_prepare_v2(db, sql.c_str(), -1, &statement, nullptr) == SQLITE_OK);
    if (sqlite3_step(statement) == SQLITE_ROW && sqlite3_column_type(statement, 0) != SQLITE_NULL)
      value = reinterpret_cast<const char*>(sqlite3_column_text(statement, 0));
    sqlite3_finalize(statement);
    return value;
  };
  const std::string table = in_quotes(target.table), column = in_quotes(target.column);
  const std::string cells = " FROM " + table + " WHERE " + column + " IS NOT NULL AND length(" + column + ") > 0";
  const std::uint64_t rows = std::stoull(*first("SELECT count(*)" + cells));
  std::optional<Flipped> flipped;
  if (rows > 0) {
    const std::string row = " LIMIT 1 OFFSET " + std::to_string(random % rows);
    random /= rows;
    const std::string type = *first("SELECT typeof(" + column + ")" + cells + row);
    const std::uint64_t size = std::stoull(*first("SELECT length(CAST(" + column + " AS BLOB))" + cells + row));
    const std::uint64_t bits = type == "integer" ? 63 : 8 * size;
    const std::uint64_t bit = random % bits;
    std::string value;
    if (type == "integer") {
      value = std::to_string(std::stoll(*first("SELECT " + column + cells + row)) ^ static_cast<std::int64_t>(1ull << bit));
    } else {
      base::Bytes bytes = *base::from_hex(*first("SELECT hex(CAST(" + column + " AS BLOB))" + cells + row));
      bytes[bit / 8] ^= static_cast<std::uint8_t>(1u << bit % 8);
      value = "x'" + base::to_hex(bytes) + "'";
      if (type == "text") value = "CAST(" + value + " AS TEXT)";
    }
    const std::string name = target.table;
    flipped.emplace();
    if (name == "commit_log") {
      flipped->seq = std::stoull(*first("SELECT seq" + cells + row));
      flipped->origin = *first("SELECT lower(hex(origin)) FROM stream WHERE id = (SELECT stream" + cells + row + ")");
    } else if (name == "stream") {
      flipped->origin = *first("SELECT lower(hex(origin))" + cells + row);
    } else if (name == "receipt") {
      flipped->seq = std::stoull(*first("SELECT id" + cells + row));
    } else if (const model::Kind* kind = model::find_kind(name)) {
      const auto key = model::decode_key(*base::from_hex(*first("SELECT hex(key)" + cells + row)));
      flipped->record = name + "/" + model::format_key(*kind, key.value());
    }
    std::string where, names;
    for (int index = 0;
         auto each = first("SELECT name FROM pragma_table_info('" + name + "') WHERE pk = " + std::to_string(index + 1));
         ++index) {
      where += (where.empty() ? "" : " AND ") + in_quotes(*each) + " = (SELECT " + in_quotes(*each) + cells + row + ")";
    }
    const std::string update = "UPDATE " + table + " SET " + column + " = " + value + " WHERE " + where;
    INFO(update);
    const int code = sqlite3_exec(db, update.c_str(), nullptr, nullptr, nullptr);
    if (code != SQLITE_OK || sqlite3_changes(db) != 1) flipped.reset();
  }
  sqlite3_exec(db, "PRAGMA wal_checkpoint(TRUNCATE)", nullptr, nullptr, nullptr);
  sqlite3_close(db);
  return flipped;
}

// Whether some finding says where it is.
bool is_named(const evidence::Report& report, const Target& target, const Flipped& flipped) {
  const std::string table = target.table, column = target.column;
  return std::ranges::any_of(report.findings, [&](const evidence::Finding& one) {
    const std::string origin = one.stream ? log::to_text(one.stream->origin) : "";
    if (table == "commit_log") {
      if (column == "stream" || column == "seq")
        return origin == flipped.origin && (one.place == Place::stream || one.seq <= flipped.seq + 1);
      return one.place == Place::commit && one.seq == flipped.seq && origin == flipped.origin;
    }
    if (table == "stream") return column == "id" || column == "origin" || origin == flipped.origin;
    if (table == "receipt") return one.place == Place::receipt && one.seq == flipped.seq;
    if (!flipped.record.empty()) return one.place == Place::record && (column == "key" || one.record == flipped.record);
    return table == evidence::name_of(one.place) || one.column.starts_with(table + ".");
  });
}

}  // namespace

TEST_CASE("verify: a database with a bit of everything is intact, open or closed") {
  RichOffice office;
  for (const bool closed : {false, true}) {
    if (closed) office.close();
    const evidence::Report report = verified(office.path());
    INFO(findings_of(report));
    CHECK(report.intact());
    CHECK(report.streams == 9);
    CHECK(report.commits == 55);
    CHECK(report.receipts == 2);
    CHECK(report.records == 50);
    CHECK(report.waiting == 1);
  }
}

TEST_CASE("verify: one flipped bit anywhere in the evidence is found and named") {
  RichOffice office;
  office.close();
  test::TemporaryFolder folder;
  const std::string copy = folder.file("copy.db");
  // Empty where the flip was found and named, or could not be made.
  const auto complaint = [&](const Target& target, std::uint64_t random) -> std::string {
    std::filesystem::copy_file(office.path(), copy, std::filesystem::copy_options::overwrite_existing);
    const auto flipped = flip(copy, target, random);
    if (!flipped) return "";
    const evidence::Report report = verified(copy, 1);
    if (is_named(report, target, *flipped)) return "";
    return std::string(target.table) + "." + target.column + " of " + std::to_string(flipped->seq) + " " + flipped->origin + " " +
           flipped->record + ", random " + std::to_string(random) + "\n" + findings_of(report);
  };
  for (const Target& target : evidence_columns)
    for (const std::uint64_t random : {0ull, 1'234'567ull, 987'654'321'987ull}) CHECK(complaint(target, random) == "");
  rc::prop("drawn at random", [&](std::uint64_t random) {
    const Target& target = evidence_columns[random % evidence_columns.size()];
    RC_ASSERT(complaint(target, random / evidence_columns.size()) == "");
  });
}
