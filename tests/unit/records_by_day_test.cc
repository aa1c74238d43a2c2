// Databases of before schema 10, whose record tables stood by key alone: they open and are verified as they are, and say the
// same.
#include <filesystem>

#include "common/store/migrations.h"
#include "tests/catch.h"
#include "tests/unit/evidence_fixture.h"

using namespace hadir;
using test::findings_of;
using test::RichOffice;
using test::verified;

namespace {

// Puts the tables back into the shape that schema 9 had, with the index that offices had beside the records.
std::string as_schema_9() {
  std::string sql =
      "BEGIN; PRAGMA user_version = 9; ALTER TABLE commit_log RENAME TO today; CREATE TABLE commit_log (stream INTEGER NOT NULL "
      "REFERENCES stream (id), seq INTEGER NOT NULL, header BLOB NOT NULL, payload BLOB, payload_hash BLOB, hash BLOB NOT NULL, "
      "signature BLOB, received_ms INTEGER NOT NULL, PRIMARY KEY (stream, seq)) STRICT, WITHOUT ROWID; INSERT INTO commit_log "
      "SELECT * FROM today; DROP TABLE today;";
  for (const model::Kind& kind : model::kinds()) {
    const std::string name = kind.name;
    std::string columns, definitions, order;
    for (const auto fields : {kind.key, kind.fields})
      for (const model::Field& field : fields) {
        using enum model::Type;
        const bool number = field.type == boolean || field.type == offset || field.type == integer;
        columns += ", \"" + std::string(field.name) + "\"";
        definitions += ", \"" + std::string(field.name) + "\"" + (number ? " INTEGER" : " TEXT");
      }
    for (const model::Field& field : kind.key) order += ", \"" + std::string(field.name) + "\"";
    columns = "scope, key" + columns + ", deleted, version";
    sql += "ALTER TABLE " + name + " RENAME TO today; CREATE TABLE " + name + " (scope TEXT NOT NULL, key BLOB NOT NULL" +
           definitions + ", deleted INTEGER NOT NULL, version BLOB NOT NULL, PRIMARY KEY (scope, key)) STRICT, WITHOUT ROWID;" +
           "INSERT INTO " + name + " SELECT " + columns + " FROM today; DROP TABLE today;" + "CREATE INDEX " + name +
           "_order ON " + name + " (scope" + order + ", key);";
  }
  return sql + "COMMIT";
}

}  // namespace

TEST_CASE("records by day: a database of schema 9 is verified as it is, and what was changed in it is found") {
  RichOffice office;
  office.close();
  office.tamper(as_schema_9());
  const evidence::Report whole = verified(office.path());
  INFO(findings_of(whole));
  CHECK(whole.intact());
  CHECK(whole.records == 50);
  for (const auto& [sql, place] : std::vector<std::pair<std::string, evidence::Place>>{
           {"UPDATE daily_report SET status = 'approved'", evidence::Place::record},
           {"DELETE FROM punch WHERE at LIKE '%12:04:00%'", evidence::Place::record},
           {"DELETE FROM conflict", evidence::Place::conflict}}) {
    office.tamper(sql);
    CAPTURE(sql);
    const evidence::Report report = verified(office.path());
    CHECK(std::ranges::count(report.findings, place, &evidence::Finding::place) > 0);
  }
}

TEST_CASE("records by day: a database of schema 9 opens with the same records, after a copy of it was kept") {
  RichOffice office;
  const std::string before = test::dump(office.store());
  const std::string schema = "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name";
  const std::vector<std::string> tables = test::rows(office.store(), schema);
  office.close();
  office.tamper(as_schema_9());
  {
    auto store = store::ReplicaStore::open(office.path()).value();
    CHECK(test::dump(*store) == before);
    CHECK(test::rows(*store, schema) == tables);
    test::must_record(*store, test::authorship(test::key_pair(1), "7.01", test::stamp_at(test::noon_ms + 9'000'000)),
                      test::change("schedule", R"({"employee":"A1","date":"2026-03-09","mode":"WFO"})"));
    CHECK(test::query(*store, "SELECT day FROM schedule WHERE date = '2026-03-09'") == "20521");
  }
  const evidence::Report report = verified(office.path());
  INFO(findings_of(report));
  CHECK(report.intact());
  CHECK(report.records == 51);
  const std::string kept = office.path() + ".before-v" + std::to_string(store::migrations().back().version);
  const evidence::Report copy = verified(kept);
  INFO(findings_of(copy));
  CHECK(copy.intact());
  CHECK(copy.records == 50);
  CHECK_FALSE(std::filesystem::exists(kept + "-wal"));
  auto again = store::ReplicaStore::open(office.path()).value();  // there is nothing left to do
  CHECK(test::rows(*again, schema) == tables);
}

TEST_CASE("records by day: a record whose key somebody made unreadable stays, and is named") {
  RichOffice office;
  office.close();
  office.tamper(as_schema_9() + "; UPDATE schedule SET key = x'ff'");
  { auto store = store::ReplicaStore::open(office.path()).value(); }
  const evidence::Report report = verified(office.path());
  REQUIRE(report.findings.size() == 2);
  CHECK(std::ranges::count(report.findings, evidence::Place::record, &evidence::Finding::place) == 2);
}
