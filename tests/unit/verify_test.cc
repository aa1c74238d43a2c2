// The check of a database against itself: a whole one passes, and whatever is changed in it from outside is found and named.
#include "common/evidence/log_check.h"

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
    for (const char* column : {"scope", "day", "key", "deleted", "version"}) all.push_back({kind, column});
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

namespace {

// A hub's database: one stream of punches whose slice is signed at its end alone, with a few beacons.
class SlicedHub {
 public:
  explicit SlicedHub(int commits = 12) : path_(folder_.file("hub.db")), stream_(test::key_pair(1), "7.01", model::Lane::urgent) {
    auto store = store::ReplicaStore::open(path_).value();
    const base::KeyPair hub = test::key_pair(test::hub_number);
    store->set_hub_key(hub.public_key());
    for (int number = 0; number < commits; ++number) {
      log::Header header;
      header.stamp = test::stamp_at(test::noon_ms + number * 1000);
      header.author = "A1";
      if (number % 4 == 1) header.beacon = log::Beacon{header.stamp.ms, hub.sign(log::beacon_message(header.stamp.ms))};
      const std::string second = std::to_string(10 + number % 50), minute = std::to_string(10 + number / 50 % 50),
                        hour = std::to_string(10 + number / 2500);
      stream_.add({test::change("punch", R"({"employee":"A1","at":"2026-03-02T)" + hour + ":" + minute + ":" + second +
                                             R"(+07:00","source":"kiosk","direction":"in"})")},
                  header);
    }
    for (int first = 1; first <= commits; first += 4000)
      test::ingest(*store,
                   stream_.slice(static_cast<std::uint64_t>(first), static_cast<std::uint64_t>(std::min(commits, first + 3999))))
          .value();
    store->database().execute("PRAGMA wal_checkpoint(TRUNCATE)");
  }
  const std::string& path() const { return path_; }
  void tamper(const std::string& sql) {
    auto database = store::Database::open(path_, store::Durability::normal).value();
    database->execute(sql);
    database->execute("PRAGMA wal_checkpoint(TRUNCATE)");
  }

 private:
  test::TemporaryFolder folder_;
  std::string path_;
  test::HandMadeStream stream_;
};

// Findings of the log alone, checked in ranges of `length`.
std::vector<std::string> log_findings(const std::string& path, std::uint64_t length) {
  const auto source = evidence::open_source(path).value();
  evidence::Findings findings;
  const auto bench = evidence::open_bench(source);
  const auto streams = evidence::read_streams(*bench, findings);
  for (const evidence::StreamFacts& stream : streams)
    for (std::uint64_t first = 1; first <= stream.last_row; first += length)
      evidence::check_range(*bench, source, {&stream, first, std::min(first + length - 1, stream.last_row)}, findings);
  std::vector<std::string> all;
  for (const evidence::Finding& one : findings.sorted()) all.push_back(std::to_string(one.seq) + " " + one.column);
  return all;
}

}  // namespace

TEST_CASE("verify: what was changed in the log is told the same however the work is shared out") {
  // Prevents that the seam between two threads hides a change, or shows it twice or as another one.
  for (int seq = 1; seq <= 12; ++seq)
    for (const std::string change : {"payload = CAST(payload || x'00' AS BLOB)", "hash = zeroblob(32)"}) {
      SlicedHub hub;
      hub.tamper("UPDATE commit_log SET " + change + " WHERE seq = " + std::to_string(seq));
      const std::string expected = std::to_string(seq) + (change.starts_with("hash") ? " hash" : " header/payload");
      for (const std::uint64_t length : {1u, 2u, 3u, 5u, 100u}) {
        INFO(change << " in " << seq << ", ranges of " << length);
        CHECK(log_findings(hub.path(), length) == std::vector<std::string>{expected});
      }
    }
}

TEST_CASE("verify: a commit that says it has the number of one before it is found, and not projected again for ever") {
  // Prevents that verify and doctor never end on such a database.
  for (const std::string number : {"x'01'", "x'02'", "x'7f'"}) {
    SlicedHub hub;
    hub.tamper("UPDATE commit_log SET header = CAST(substr(header, 1, 1) || " + number +
               " || substr(header, 3) AS BLOB) WHERE seq = 3");
    CHECK(log_findings(hub.path(), 100) != std::vector<std::string>{});
    CHECK_FALSE(verified(hub.path()).intact());
  }
}

TEST_CASE("verify: a chain that somebody made anew is not signed") {
  SlicedHub hub;
  // Dropped signatures in the middle change nothing: the last one covers them. The last one cannot be dropped.
  hub.tamper("UPDATE commit_log SET signature = NULL");
  const evidence::Report report = verified(hub.path());
  REQUIRE(report.first_bad_commit() != nullptr);
  CHECK(report.first_bad_commit()->seq == 12);
  CHECK(report.first_bad_commit()->column == "signature");
}

TEST_CASE("verify: a beacon that the hub did not sign is found although its author signed it") {
  auto store = test::memory_store();
  test::TemporaryFolder folder;
  const std::string path = folder.file("hub.db");
  {
    auto hub = store::ReplicaStore::open(path).value();
    hub->set_hub_key(test::key_pair(test::hub_number).public_key());
    test::HandMadeStream stream(test::key_pair(1), "7.01", model::Lane::urgent);
    log::Header header;
    header.beacon = log::Beacon{5, test::key_pair(9).sign(log::beacon_message(5))};
    stream.add(std::vector<model::Change>{}, header);
    test::ingest(*hub, stream.slice()).value();
  }
  const evidence::Report report = verified(path);
  REQUIRE(report.findings.size() == 1);
  CHECK(report.findings[0].seq == 1);
  CHECK_THAT(report.findings[0].what, contains("hub"));
}

TEST_CASE("verify: many findings need no memory, and the first commit is among the kept ones") {
  SlicedHub hub(9000);
  hub.tamper("UPDATE commit_log SET hash = zeroblob(32) WHERE seq > 7");
  const evidence::Report report = verified(hub.path());
  CHECK(report.findings_total >= 8993);
  CHECK(report.findings.size() < 200);
  REQUIRE(report.first_bad_commit() != nullptr);
  CHECK(report.first_bad_commit()->seq == 8);
}

TEST_CASE("verify: an erased payload leaves the chain proven, names the erasure, and does not excuse other changes") {
  RichOffice office;
  const base::KeyPair hub = test::key_pair(test::hub_number);
  const auto erased =
      base::from_hex(test::query(office.store(), "SELECT lower(hex(payload)) FROM commit_log WHERE instr(payload, 'satu') > 0"));
  REQUIRE(erased.has_value());
  const std::string hash = base::to_hex(base::hash_of(*erased));
  SECTION("with an erasure") {
    test::must_record(office.store(), test::authorship(hub),
                      test::change("erasure", R"({"payload":")" + hash +
                                                  R"(","reason":"permintaan","basis":"UU 27/2022","author":"Sekretaris",)"
                                                  R"("at":"2026-03-05T09:00:00+07:00"})"));
    office.close();
    {
      const evidence::Report report = verified(office.path());
      INFO(findings_of(report));
      CHECK(report.intact());
      CHECK(report.erased == 1);
      CHECK(report.unprovable == 0);
      REQUIRE(report.erasures.size() == 1);
      CHECK(report.erasures[0].note.reason == "permintaan");
      CHECK(report.erasures[0].note.author == "Sekretaris");
      CHECK(report.erasures[0].commits.size() == 1);
      CHECK_THAT(evidence::to_text(report, 10), contains("UU 27/2022"));
    }
    SECTION("another record") { office.tamper("UPDATE schedule SET mode = 'DL'"); }
    SECTION("a record that names no commit at all") {
      office.tamper(
          "INSERT INTO daily_report (scope, day, key, employee, date, activities, status, deleted, version) VALUES ('7.01', "
          "20514, x'00', "
          "'Z9', '2026-03-02', '[]', 'draft', 0, x'0000')");
    }
    SECTION("a wrong hash in the payload's place") {
      office.tamper("UPDATE commit_log SET payload_hash = zeroblob(32) WHERE payload IS NULL");
    }
    SECTION("the payload put back") {
      office.tamper("UPDATE commit_log SET payload = x'" + base::to_hex(*erased) +
                    "', payload_hash = NULL WHERE payload IS NULL");
    }
    SECTION("the erasure taken away") { office.tamper("DELETE FROM erasure"); }
    SECTION("its reason changed") { office.tamper("UPDATE erasure SET reason = 'lain'"); }
    CHECK_FALSE(verified(office.path()).intact());
  }
  SECTION("by hand, though rightly") {
    office.close();
    office.tamper("UPDATE commit_log SET payload = NULL, payload_hash = x'" + hash + "' WHERE instr(payload, 'satu') > 0");
    SECTION("with its record") { office.tamper("DELETE FROM daily_report"); }
    SECTION("alone") {}
    const evidence::Report report = verified(office.path());
    REQUIRE(report.first_bad_commit() != nullptr);
    CHECK(report.first_bad_commit()->column == "payload");
    CHECK_THAT(report.first_bad_commit()->what, contains("tidak ada penghapusan"));
  }
}

TEST_CASE("verify: a replica that went on under another key is intact, and what it displaced is evidence") {
  RichOffice office;
  {
    store::ReplicaStore& store = office.store();
    store::Transaction transaction(store.database());
    store.set_own_origin(test::origin(1));
    CHECK(store.continue_as(test::key_pair(5), "7.01", {10, 0, 0}, wire::Return::restored, test::noon_ms) == 24);
    transaction.commit();
  }
  office.close();
  {
    const evidence::Report report = verified(office.path());
    INFO(findings_of(report));
    CHECK(report.intact());
    CHECK(report.displaced == 24);
  }
  test::TemporaryFolder folder;
  const std::string copy = folder.file("copy.db");
  for (const char* column : {"scope", "origin", "seq", "header", "payload", "hash", "signature"})
    for (const std::uint64_t random : {3ull, 1'234'567ull, 987'654'321'987ull}) {
      std::filesystem::copy_file(office.path(), copy, std::filesystem::copy_options::overwrite_existing);
      if (!flip(copy, {"displaced", column}, random)) continue;
      const evidence::Report report = verified(copy);
      INFO(column << " " << random);
      REQUIRE_FALSE(report.intact());
      CHECK(std::ranges::any_of(report.findings, [](const auto& one) { return one.place == Place::displaced; }));
    }
}

TEST_CASE("verify: a database of a later version is compared in what this version knows") {
  RichOffice office;
  office.close();
  office.tamper(
      "PRAGMA user_version = 9999; ALTER TABLE punch ADD COLUMN mood TEXT; CREATE TABLE photo (id INTEGER); DELETE FROM "
      "deferred");
  {
    const evidence::Report report = verified(office.path());
    INFO(findings_of(report));
    CHECK(report.intact());
  }
  office.tamper("UPDATE punch SET direction = 'out' WHERE employee = 'A1'");
  CHECK(verified(office.path()).findings_total == 30);
}

TEST_CASE("verify: a database of an earlier version is not accused of lacking what came later") {
  RichOffice office;
  office.close();
  office.tamper("ALTER TABLE schedule DROP COLUMN shift");
  const evidence::Report report = verified(office.path());
  REQUIRE(report.findings.size() == 1);
  CHECK(report.findings[0].column == "schedule.shift");
}

TEST_CASE("verify: the key to check against may come from elsewhere") {
  RichOffice office;
  office.close();
  const auto with = [&](const std::string& key) { return evidence::verify({.path = office.path(), .hub_key = key}); };
  const base::PublicKey real = test::key_pair(test::hub_number).public_key(), other = test::key_pair(9).public_key();
  CHECK(with(base::to_hex(real)).value().intact());
  CHECK(with(base::to_hex(base::hash_of(real)).substr(0, 32)).value().intact());
  CHECK(with(base::to_hex(other)).value().findings_total > 3);  // nothing the hub said fits it
  CHECK(with(base::to_hex(base::hash_of(other)).substr(0, 32)).value().findings_total == 1);
  CHECK(with("xyz").has_error());
}
