// The replica store as a person and a peer meet it: recording, reading, taking in slices, reopening.
#include <filesystem>

#include "common/base/limits.h"
#include "common/model/forms.h"
#include "common/store/migrations.h"
#include "tests/catch.h"
#include "tests/unit/fixtures.h"

using namespace hadir;
using base::Fault;
using store::Outcome;
using test::authorship;
using test::change;
using test::contains;
using test::error_of;
using test::ingest;
using test::memory_store;
using test::must_record;
using test::query;
using test::record;
using test::rows;

namespace {

constexpr const char* punch_in =
    R"({"employee":"198609262015051001","at":"2026-03-02T07:24:11+07:00","source":"kiosk","direction":"in"})";
constexpr const char* day_wfo = R"({"employee":"198609262015051001","date":"2026-03-02","mode":"WFO","shift":"P1"})";
constexpr const char* day_gone = R"({"employee":"198609262015051001","date":"2026-03-02","deleted":true})";

const base::KeyPair office_key = test::key_pair(1), hub_key = test::key_pair(test::hub_number);
const auto office = authorship(office_key);

Outcome one(store::ReplicaStore& store, const store::Authorship& who, const model::Change& what) {
  return record(store, who, {what}).at(0);
}

std::string seqs(store::ReplicaStore& store) { return query(store, "SELECT group_concat(stored_seq) FROM stream ORDER BY lane"); }

}  // namespace

TEST_CASE("store: a record is a row that any SQLite tool reads") {
  auto store = memory_store();
  must_record(*store, office, change("punch", punch_in));
  CHECK(query(*store, "SELECT employee, at, direction, source FROM punch") ==
        "198609262015051001|2026-03-02T07:24:11.000+07:00|in|kiosk");
  must_record(*store, office, change("schedule", day_wfo));
  CHECK(query(*store, "SELECT scope, employee, date, mode, shift, deleted FROM schedule") ==
        "7.01|198609262015051001|2026-03-02|WFO|P1|0");
  must_record(*store, office,
              change("daily_report", R"({"employee":"x","date":"2026-03-02","activities":["rapat","a;b"],"status":"draft"})"));
  CHECK(query(*store, "SELECT activities, status FROM daily_report") == R"(["rapat","a;b"]|draft)");
  CHECK(query(*store, "SELECT json_extract(activities, '$[1]') FROM daily_report") == "a;b");
  must_record(
      *store, office,
      change("correction",
             R"({"punch":"198609262015051001/2026-03-02T07:24:11+07:00/kiosk","void":"ya","reason":"uji","author":"x"})"));
  CHECK(query(*store, "SELECT punch, void, at FROM correction") == "198609262015051001/2026-03-02T00:24:11.000Z/kiosk|1|(null)");
  must_record(*store, authorship(hub_key, ""), change("holiday", R"({"date":"2026-03-19","name":"Nyepi"})"));
  CHECK(query(*store, "SELECT date, region, name FROM holiday") == "2026-03-19|(null)|Nyepi");
}

TEST_CASE("store: recording the same again writes nothing") {
  // Prevents a fingerprint machine that resends a thousand punches from filling the log.
  auto store = memory_store();
  const auto changes = {change("punch", punch_in), change("schedule", day_wfo)};
  record(*store, office, changes);
  const std::string before = seqs(*store);
  for (const Outcome& outcome : record(*store, office, changes)) CHECK(outcome.kind == Outcome::Kind::unchanged);
  CHECK(seqs(*store) == before);
  // The same instant seen from another zone is the same punch.
  CHECK(one(*store, office,
            change("punch",
                   R"({"employee":"198609262015051001","at":"2026-03-02T08:24:11+08:00","source":"kiosk","direction":"in"})"))
            .kind == Outcome::Kind::unchanged);
  CHECK(query(*store, "SELECT at FROM punch") == "2026-03-02T07:24:11.000+07:00");
}

TEST_CASE("store: evidence is not rewritten, and the refusal says what to do") {
  auto store = memory_store();
  must_record(*store, office, change("punch", punch_in));
  const Outcome rewrite =
      one(*store, office,
          change("punch",
                 R"({"employee":"198609262015051001","at":"2026-03-02T07:24:11+07:00","source":"kiosk","direction":"out"})"));
  CHECK(rewrite.kind == Outcome::Kind::refused);
  CHECK(rewrite.error.fault == Fault::refused);
  CHECK_THAT(rewrite.error.what,
             contains("punch 198609262015051001/2026-03-02T00:24:11.000Z/kiosk: sudah tercatat dengan direction in"));
  CHECK_THAT(rewrite.error.hint, contains("koreksi"));
  const Outcome removal = one(
      *store, office,
      change("punch", R"({"employee":"198609262015051001","at":"2026-03-02T07:24:11+07:00","source":"kiosk","deleted":true})"));
  CHECK(removal.kind == Outcome::Kind::refused);
  CHECK_THAT(removal.error.what, contains("tidak dapat dihapus"));
  CHECK(query(*store, "SELECT direction FROM punch") == "in");
  CHECK(seqs(*store) == "1");
}

TEST_CASE("store: a record made anew after a deletion shows nothing of the old one") {
  auto store = memory_store();
  must_record(*store, office, change("schedule", day_wfo));
  must_record(*store, office, change("schedule", day_gone));
  CHECK(store::count_records(store->database(), *model::find_kind("schedule")) == 0);
  CHECK(query(*store, "SELECT deleted FROM schedule") == "1");
  CHECK(one(*store, office, change("schedule", day_gone)).kind == Outcome::Kind::unchanged);
  CHECK(one(*store, office, change("schedule", R"({"employee":"198609262015051001","date":"2026-03-02","shift":"P2"})")).kind ==
        Outcome::Kind::refused);  // a new record needs its required fields
  must_record(*store, office, change("schedule", R"({"employee":"198609262015051001","date":"2026-03-02","mode":"WFH"})"));
  CHECK(query(*store, "SELECT mode, shift, deleted FROM schedule") == "WFH|(null)|0");
}

TEST_CASE("store: deleting what is not there is not an event") {
  auto store = memory_store();
  CHECK(one(*store, office, change("schedule", day_gone)).kind == Outcome::Kind::unchanged);
  CHECK(store->scopes().empty());
}

TEST_CASE("store: a record named twice in one batch counts in its order") {
  // Prevents the second line of an import from being lost: inside one commit only the first change of a record counts.
  auto store = memory_store();
  const auto outcomes = record(*store, office,
                               {change("schedule", day_wfo), change("schedule", day_wfo),
                                change("schedule", R"({"employee":"198609262015051001","date":"2026-03-02","mode":"WFH"})"),
                                change("schedule", day_gone)});
  CHECK(outcomes[0].kind == Outcome::Kind::recorded);
  CHECK(outcomes[1].kind == Outcome::Kind::unchanged);
  CHECK(outcomes[2].kind == Outcome::Kind::recorded);
  CHECK(outcomes[3].kind == Outcome::Kind::recorded);
  CHECK(query(*store, "SELECT mode, deleted FROM schedule") == "WFH|1");
  CHECK(seqs(*store) == "3");
}

TEST_CASE("store: required fields, rights and scopes are checked before anything is written") {
  auto store = memory_store();
  const auto fault = [&](const store::Authorship& who, const model::Change& what) {
    const Outcome outcome = one(*store, who, what);
    CHECK(outcome.kind == Outcome::Kind::refused);
    CHECK_FALSE(outcome.error.what.empty());
    return outcome.error.fault;
  };
  CHECK(fault(office, change("schedule", R"({"employee":"x","date":"2026-03-02"})")) == Fault::bad_input);
  CHECK(fault(office, change("holiday", R"({"date":"2026-03-19","name":"Nyepi"})")) == Fault::refused);
  CHECK(fault(authorship(office_key, ""), change("schedule", day_wfo)) == Fault::refused);
  CHECK(fault(authorship(hub_key, "7.01"), change("holiday", R"({"date":"2026-03-19","name":"Nyepi"})")) == Fault::refused);
  model::Change crooked = change("schedule", day_wfo);
  crooked.key.pop_back();
  CHECK(fault(office, crooked) == Fault::bad_input);
  must_record(*store, office, change("schedule", day_wfo));
  CHECK(fault(office, change("schedule", R"({"employee":"198609262015051001","date":"2026-03-02","mode":null})")) ==
        Fault::bad_input);
  CHECK(query(*store, "SELECT mode FROM schedule") == "WFO");
}

TEST_CASE("store: what no replica could read again is refused, not recorded") {
  // Prevents a commit that is stored, projects nowhere and stops its stream at every peer.
  auto store = memory_store();
  const model::FieldValue status{4, std::int64_t{0}};
  model::Change report{6, {{1, std::string("x")}, {2, std::int64_t{20514}}}, {}, false};
  SECTION("a text beyond the limit") {
    report.fields = {{3, model::TextList{std::string(base::limits::text_bytes + 1, 'a')}}, status};
  }
  SECTION("more items than allowed") { report.fields = {{3, model::TextList(base::limits::list_items + 1, "a")}, status}; }
  SECTION("not UTF-8") { report.fields = {{3, model::TextList{"\xff"}}, status}; }
  SECTION("larger than a payload") {
    report.fields = {{3, model::TextList(base::limits::list_items, std::string(base::limits::text_bytes, 'a'))}, status};
  }
  SECTION("a field named twice") { report.fields = {status, {3, model::TextList{"a"}}, status}; }
  const Outcome outcome = one(*store, office, report);
  CHECK(outcome.kind == Outcome::Kind::refused);
  CHECK_FALSE(base::describe(outcome.error).empty());
  CHECK(store->parked(10).empty());
  // The stream goes on.
  must_record(*store, office, change("daily_report", R"({"employee":"x","date":"2026-03-03","status":"draft"})"));
  auto other = memory_store();
  test::copy_all(*store, *other);
  CHECK(test::dump(*other) == test::dump(*store));
}

TEST_CASE("store: an author's name that does not fit a header is refused") {
  auto store = memory_store();
  auto who = office;
  who.author = std::string(base::limits::author_bytes + 1, 'a');
  CHECK(one(*store, who, change("schedule", day_wfo)).kind == Outcome::Kind::refused);
  who.author = "\xff";
  CHECK(one(*store, who, change("schedule", day_wfo)).kind == Outcome::Kind::refused);
}

TEST_CASE("store: a large import becomes commits that each fit") {
  auto store = memory_store();
  std::vector<model::Change> many;
  const model::TextList activities(60, std::string(3'000, 'a'));  // 180 kB each
  for (std::int64_t day = 0; day < 4; ++day)
    many.push_back({6, {{1, std::string("x")}, {2, 20'000 + day}}, {{3, activities}, {4, std::int64_t{0}}}, false});
  for (int at = 0; at < 1'500; ++at)
    many.push_back(change("schedule", R"({"employee":"e)" + std::to_string(at) + R"(","date":"2026-03-02","mode":"WFO"})"));
  for (const Outcome& outcome : record(*store, office, many)) REQUIRE(outcome.kind == Outcome::Kind::recorded);
  CHECK(query(*store, "SELECT count(*) FROM schedule") == "1500");
  CHECK(query(*store, "SELECT count(*) FROM daily_report") == "4");
  CHECK(std::stoul(query(*store, "SELECT max(length(payload)) FROM commit_log")) <= base::limits::payload_bytes);
  CHECK(store->parked(10).empty());
}

TEST_CASE("store: filters name columns, and nothing else gets into the query") {
  auto store = memory_store();
  for (const char* date : {"2026-03-02", "2026-03-03", "2026-03-04"})
    for (const char* employee : {"b", "a"})
      must_record(*store, office,
                  change("schedule", std::string(R"({"employee":")") + employee + R"(","date":")" + date + R"(","mode":"WFO"})"));
  const model::Kind& kind = *model::find_kind("schedule");
  const std::string scope = "7.01", elsewhere = "7.02";
  const auto found = [&](const std::string* where, const std::vector<store::Filter>& filters) {
    std::string text;
    store::for_each_record(store->database(), kind, where, filters, [&](const store::RecordRow& row) {
      text += model::format_key(kind, row.key) + " ";
      return true;
    });
    return text;
  };
  using Op = store::Filter::Op;
  CHECK(found(&scope, {{"date", Op::at_least, "2026-03-03"}, {"employee", Op::equal, "a"}}) == "a/2026-03-03 a/2026-03-04 ");
  CHECK(found(nullptr, {{"date", Op::at_most, "2026-03-02"}, {"mode", Op::equal, "WFO"}}) == "a/2026-03-02 b/2026-03-02 ");
  CHECK(found(&elsewhere, {}).empty());
  CHECK(found(&scope, {{"employee", Op::equal, "' OR 1=1 --"}}).empty());
  CHECK(error_of(store::guarded([&] { return found(&scope, {{"scope\" OR 1 --", Op::equal, "x"}}); })).fault == Fault::bad_input);
  CHECK(error_of(store::guarded([&] { return found(&scope, {{"version", Op::equal, "x"}}); })).fault == Fault::bad_input);
}

TEST_CASE("store: queries may run inside each other, and in a thousand variants") {
  // Prevents a full statement cache from ending the program.
  auto store = memory_store();
  must_record(*store, office, change("schedule", day_wfo));
  const model::Kind& kind = *model::find_kind("schedule");
  std::vector<store::Filter> filters;
  int visits = 0;
  for (int round = 0; round < 400; ++round) {
    if (filters.size() < 40)
      filters.push_back({"mode", round % 2 == 0 ? store::Filter::Op::equal : store::Filter::Op::at_most, "WFO"});
    std::string text = "SELECT " + std::to_string(round);
    CHECK(query(*store, text) == std::to_string(round));
    store::for_each_record(store->database(), kind, nullptr, filters, [&](const store::RecordRow&) {
      store::for_each_record(store->database(), kind, nullptr, filters, [&](const store::RecordRow&) { return ++visits, true; });
      return true;
    });
  }
  CHECK(visits == 400);
  // Two of the same text, prepared before either has run.
  store::Statement first = store->database().prepare("SELECT ?"), second = store->database().prepare("SELECT ?");
  first.bind(1, std::int64_t{1});
  second.bind(1, std::int64_t{2});
  CHECK((first.step() && first.integer(0) == 1));
  CHECK((second.step() && second.integer(0) == 2));
}

TEST_CASE("store: a reopened file holds what was recorded") {
  const test::TemporaryFolder folder;
  const std::string path = folder.file("hadir.db");
  std::string before;
  {
    auto store = store::ReplicaStore::open(path).value();
    store->set_hub_key(hub_key.public_key());
    store->set_number("counter", 42);
    must_record(*store, office, change("schedule", day_wfo));
    must_record(*store, office, change("punch", punch_in));
    before = test::dump(*store);
  }
  auto store = store::ReplicaStore::open(path).value();
  CHECK(test::dump(*store) == before);
  CHECK(store->number("counter") == 42);
  CHECK(store->hub_key() == hub_key.public_key());
  CHECK(one(*store, office, change("schedule", day_wfo)).kind == Outcome::Kind::unchanged);
}

TEST_CASE("store: a transaction that is not committed leaves nothing") {
  auto store = memory_store();
  {
    store::Transaction transaction(store->database());
    store->record(office, {change("schedule", day_wfo)});
    {
      store::Transaction inner(store->database());
      store->record(office, {change("punch", punch_in)});
      inner.commit();
    }
    CHECK(query(*store, "SELECT count(*) FROM punch") == "1");
  }
  CHECK(query(*store, "SELECT count(*) FROM schedule") == "0");
  CHECK(store->scopes().empty());
  must_record(*store, office, change("schedule", day_wfo));
}

TEST_CASE("store: two programs write the same file in turns") {
  // Prevents the command line from overwriting what the service recorded a moment ago.
  const test::TemporaryFolder folder;
  auto service = store::ReplicaStore::open(folder.file("hadir.db")).value();
  auto command = store::ReplicaStore::open(folder.file("hadir.db")).value();
  for (int round = 0; round < 10; ++round) {
    auto& writer = round % 2 == 0 ? *service : *command;
    must_record(writer, office,
                change("schedule", R"({"employee":"e)" + std::to_string(round) + R"(","date":"2026-03-02","mode":"WFO"})"));
  }
  CHECK(query(*service, "SELECT group_concat(seq) FROM commit_log") == "1,2,3,4,5,6,7,8,9,10");
  CHECK(test::dump(*service) == test::dump(*command));
}

TEST_CASE("store: a file that is no database, or from a newer program, is refused with a way out") {
  const test::TemporaryFolder folder;
  const std::string path = folder.file("hadir.db");
  SECTION("newer") {
    { store::ReplicaStore::open(path).value()->database().execute("PRAGMA user_version = 999"); }
    const auto error = error_of(store::ReplicaStore::open(path));
    CHECK(error.fault == Fault::unsupported);
    CHECK_THAT(base::describe(error), contains("999"));
  }
  SECTION("not a database") {
    {
      auto other = store::Database::open(folder.file("other.db"), store::Durability::full).value();
      other->execute("CREATE TABLE t (x); INSERT INTO t VALUES (zeroblob(100000))");
    }
    std::filesystem::copy_file(folder.file("other.db"), path);
    std::filesystem::resize_file(path, 5000);
    auto handle = std::fopen(path.c_str(), "r+b");
    std::fputs("this is not a database, it is a letter to the head of the office", handle);
    std::fclose(handle);
    CHECK(error_of(store::ReplicaStore::open(path)).fault == Fault::corrupt);
  }
  SECTION("a folder that does not exist") {
    CHECK(error_of(store::ReplicaStore::open(folder.file("missing/hadir.db"))).fault == Fault::storage);
  }
}

TEST_CASE("store: before a migration a copy is kept, and a failed attempt can be repeated") {
  // Prevents an office from being locked out because its first upgrade ran out of disk and left a copy behind.
  const test::TemporaryFolder folder;
  const std::string path = folder.file("hadir.db");
  auto store = store::ReplicaStore::open(path).value();
  must_record(*store, office, change("schedule", day_wfo));
  const store::Migration first[] = {{1, "CREATE TABLE extra (x INTEGER)"}};
  REQUIRE(store::migrate_more(store->database(), path, first, "extra_schema").has_value());
  CHECK_FALSE(std::filesystem::exists(path + ".before-extra_schema-v1"));  // nothing of it was there before

  const store::Migration broken[] = {first[0], {2, "ALTER TABLE extra ADD COLUMN y INTEGER; SELECT no_such_function()"}};
  CHECK_FALSE(store::migrate_more(store->database(), path, broken, "extra_schema").has_value());
  CHECK(query(*store, "SELECT count(*) FROM pragma_table_info('extra')") == "1");
  std::filesystem::resize_file(path + ".before-extra_schema-v2", 100);

  const store::Migration mended[] = {first[0], {2, "ALTER TABLE extra ADD COLUMN y INTEGER"}};
  REQUIRE(store::migrate_more(store->database(), path, mended, "extra_schema").has_value());
  REQUIRE(store::migrate_more(store->database(), path, mended, "extra_schema").has_value());
  CHECK(query(*store, "SELECT count(*) FROM pragma_table_info('extra')") == "2");
  auto copy = store::ReplicaStore::open(path + ".before-extra_schema-v2").value();
  CHECK(query(*copy, "SELECT mode FROM schedule") == "WFO");
  CHECK(query(*copy, "SELECT count(*) FROM pragma_table_info('extra')") == "1");
}

TEST_CASE("store: receipts only go forward") {
  auto store = memory_store();
  must_record(*store, office, change("schedule", day_wfo));
  const log::StreamId id{test::origin(1), "7.01", model::Lane::daily};
  store->raise_receipt(id, 5);
  store->raise_receipt(id, 3);
  CHECK(store->stream(id)->receipt_seq == 5);
}

TEST_CASE("store: what is recorded behind own commits that wait names a beacon once") {
  // Prevents an honest PC's stream from failing verify: its database was put back, and got some of its own commits back before
  // those that they had seen.
  auto store = memory_store();
  test::HandMadeStream own(office_key, "7.01", model::Lane::daily);
  log::Header waiting;
  waiting.context_delta = test::vector_of({{test::origin(9), 1}});
  own.add({change("schedule", day_wfo)}, waiting);
  ingest(*store, own.slice()).value();
  store::Authorship who = test::authorship(office_key);
  who.beacon = log::Beacon{test::noon_ms, test::key_pair(test::hub_number).sign(log::beacon_message(test::noon_ms))};
  for (const char* mode : {"WFH", "OFF"})
    must_record(*store, who, change("schedule", std::string(R"({"employee":"e","date":"2026-03-04","mode":")") + mode + "\"}"));
  const auto slice = store->slice_after(*store->stream(own.id()), 0, 1 << 20).value();
  REQUIRE(slice.commits.size() == 3);
  CHECK(log::decode_header(slice.commits[1].header)->beacon == who.beacon);
  CHECK_FALSE(log::decode_header(slice.commits[2].header)->beacon.has_value());
}

TEST_CASE("store: slices end where the origin signed, near the budget") {
  // Prevents a hub from handing on a slice that its receiver cannot verify.
  auto store = memory_store();
  test::HandMadeStream stream(office_key, "7.01", model::Lane::daily);
  std::size_t commit_bytes = 0;
  for (int at = 0; at < 9; ++at) {
    stream.add({change("schedule", R"({"employee":"e)" + std::to_string(at) + R"(","date":"2026-03-02","mode":"WFO"})")});
    commit_bytes = stream.commits().back().header.size() + stream.commits().back().payload->size();
  }
  for (const auto& [first, last] : std::vector<std::pair<std::uint64_t, std::uint64_t>>{{1, 2}, {3, 6}, {7, 7}})
    ingest(*store, stream.slice(first, last)).value();  // signed at 2, 6 and 7
  const auto info = *store->stream(stream.id());
  const auto last_of = [&](std::uint64_t after, std::size_t budget) {
    const auto slice = store->slice_after(info, after, budget);
    if (!slice) return std::uint64_t{0};
    CHECK(slice->first_seq == after + 1);
    CHECK(log::check_slice(*slice, {after, *store->hash_at(stream.id(), after)}).has_value());
    return slice->last_seq();
  };
  CHECK(last_of(0, 0) == 2);
  CHECK(last_of(0, commit_bytes * 3) == 2);
  CHECK(last_of(0, commit_bytes * 6) == 6);
  CHECK(last_of(0, 1 << 20) == 7);
  CHECK(last_of(2, 0) == 6);
  CHECK(last_of(4, 0) == 6);
  CHECK(last_of(6, 0) == 7);
  CHECK(last_of(7, 1 << 20) == 0);
  CHECK(last_of(100, 1 << 20) == 0);
  CHECK(store->hash_at(stream.id(), 7) == stream.head(7).hash);
  CHECK(store->hash_at(stream.id(), 0) == log::genesis(stream.id()).hash);
  CHECK_FALSE(store->hash_at(stream.id(), 8).has_value());
}
