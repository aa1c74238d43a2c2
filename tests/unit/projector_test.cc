// From the log to the records: what arrives from other replicas, in any order, with and without rights, damaged, or from a newer
// version. Whatever one origin sends, the others' commits go on being applied.
#include "common/store/projector.h"

#include <set>

#include "common/base/limits.h"
#include "tests/catch.h"
#include "tests/unit/fixtures.h"

using namespace hadir;
using base::Fault;
using model::Lane;
using store::Outcome;
using test::authorship;
using test::change;
using test::contains;
using test::error_of;
using test::HandMadeStream;
using test::ingest;
using test::memory_store;
using test::must_record;
using test::query;
using test::record;
using test::rows;

namespace {

const base::KeyPair office_key = test::key_pair(1), kiosk_key = test::key_pair(2), hub_key = test::key_pair(test::hub_number);
const auto office = authorship(office_key), kiosk = authorship(kiosk_key);

model::Change day(const std::string& mode, const std::string& date = "2026-03-02") {
  return change("schedule", R"({"employee":"x","date":")" + date + R"(","mode":")" + mode + R"("})");
}

// A context that names what others wrote.
log::Header after(std::initializer_list<std::pair<log::Origin, std::uint64_t>> seen) {
  log::Header header;
  header.stamp = test::stamp_at(test::noon_ms);
  header.author = "198609262015051001";
  header.context_delta = test::vector_of(seen);
  return header;
}

std::string parked_reason(store::ReplicaStore& store) {
  const auto parked = store.parked(10);
  REQUIRE(parked.size() == 1);
  return parked[0].reason;
}

}  // namespace

TEST_CASE("projector: what one replica recorded, the other shows") {
  auto here = memory_store(), there = memory_store();
  record(*here, office,
         {day("WFO"), change("punch", R"({"employee":"x","at":"2026-03-02T07:24:11+07:00","source":"kiosk","direction":"in"})")});
  test::copy_all(*here, *there);
  CHECK(test::dump(*there) == test::dump(*here));
}

TEST_CASE("projector: a slice may be known, overlap, or begin too late") {
  auto store = memory_store();
  HandMadeStream stream(office_key, "7.01", Lane::daily);
  for (const char* mode : {"WFO", "WFH", "OFF", "LEAVE"}) stream.add({day(mode)}, after({}));
  CHECK(ingest(*store, stream.slice(1, 2)).value().new_commits == 2);
  SECTION("known") {
    const auto again = ingest(*store, stream.slice(1, 2)).value();
    CHECK(again.new_commits == 0);
    CHECK(again.stored_seq == 2);
    CHECK(ingest(*store, stream.slice(2, 2)).value().new_commits == 0);
  }
  SECTION("overlapping") {
    CHECK(ingest(*store, stream.slice(2, 4)).value().new_commits == 2);
    CHECK(query(*store, "SELECT mode FROM schedule") == "LEAVE");
  }
  SECTION("a gap") {
    const auto error = error_of(ingest(*store, stream.slice(4, 4)));
    CHECK(error.fault == Fault::clash);
    CHECK_THAT(error.what, contains("gap"));
    CHECK_THAT(error.hint, contains("3"));
    CHECK(store->stream(stream.id())->stored.seq == 2);
  }
  SECTION("number zero") {
    auto slice = stream.slice(1, 2);
    slice.first_seq = 0;
    CHECK(error_of(ingest(*store, slice)).fault == Fault::corrupt);
  }
  SECTION("from before the log, as if it were new") { CHECK(ingest(*store, stream.slice()).value().new_commits == 2); }
}

TEST_CASE("projector: two histories under one name are a fork, and the first stays") {
  // Prevents a restored database from silently losing what it writes under numbers that are already taken.
  auto store = memory_store();
  HandMadeStream stream(office_key, "7.01", Lane::daily);
  for (const char* mode : {"WFO", "WFH", "OFF"}) stream.add({day(mode)}, after({}));
  ingest(*store, stream.slice()).value();
  const std::string before = test::dump(*store);
  stream.cut(1);
  for (const char* mode : {"LEAVE", "DL", "WFO", "WFH"}) stream.add({day(mode)}, after({}));
  for (const auto& [first, last] : std::vector<std::pair<std::uint64_t, std::uint64_t>>{{1, 5}, {2, 2}, {2, 5}}) {
    const auto error = error_of(ingest(*store, stream.slice(first, last)));
    CHECK(error.fault == Fault::clash);
    CHECK_THAT(error.what, contains("fork"));
  }
  // From behind the fork it hangs on a commit that is not here.
  CHECK(error_of(ingest(*store, stream.slice(4, 5))).fault == Fault::refused);
  CHECK(test::dump(*store) == before);
}

TEST_CASE("projector: an origin's streams stay with its first key") {
  // Prevents whoever finds a second key with the same 8-byte name from writing on in another's stream.
  auto store = memory_store();
  HandMadeStream stream(office_key, "7.01", Lane::daily);
  stream.add({day("WFO")}, after({}));
  stream.add({day("WFH")}, after({}));
  ingest(*store, stream.slice(1, 1)).value();
  store->database().execute("UPDATE stream SET public_key = randomblob(32)");
  CHECK(error_of(ingest(*store, stream.slice(2, 2))).fault == Fault::refused);
  CHECK(query(*store, "SELECT mode FROM schedule") == "WFO");
}

TEST_CASE("projector: a refused slice leaves the others of its transaction alone") {
  auto store = memory_store();
  HandMadeStream good(office_key, "7.01", Lane::daily), bad(kiosk_key, "7.01", Lane::daily);
  good.add({day("WFO")}, after({}));
  bad.add({day("WFH", "2026-03-03")}, after({}));
  auto broken = bad.slice();
  broken.head_signature[0] ^= 1;
  store::Transaction transaction(store->database());
  CHECK(store->ingest(good.slice(), 0).has_value());
  CHECK(error_of(store->ingest(broken, 0)).fault == Fault::refused);
  transaction.commit();
  CHECK(query(*store, "SELECT count(*) FROM schedule") == "1");
  CHECK_FALSE(store->stream(bad.id()).has_value());
}

TEST_CASE("projector: what comes before what it had seen waits, durably") {
  const test::TemporaryFolder folder;
  auto store = store::ReplicaStore::open(folder.file("hadir.db")).value();
  HandMadeStream first(office_key, "7.01", Lane::daily), second(kiosk_key, "7.01", Lane::daily);
  first.add({day("WFO")}, after({}));
  second.add({day("WFH")}, after({{first.id().origin, 1}}));
  second.add({day("OFF", "2026-03-09")}, after({}));
  CHECK(ingest(*store, second.slice()).value().new_commits == 2);
  CHECK(query(*store, "SELECT count(*) FROM schedule") == "0");
  CHECK(store->stream(second.id())->stored.seq == 2);
  CHECK(store->stream(second.id())->applied_seq == 0);
  store.reset();
  store = store::ReplicaStore::open(folder.file("hadir.db")).value();
  ingest(*store, first.slice()).value();
  CHECK(store->stream(second.id())->applied_seq == 2);
  CHECK(rows(*store, "SELECT date, mode FROM schedule ORDER BY date") ==
        std::vector<std::string>{"2026-03-02|WFH", "2026-03-09|OFF"});
  CHECK(store->conflicts(nullptr).empty());
}

TEST_CASE("projector: lanes and scopes do not wait for each other") {
  auto store = memory_store();
  HandMadeStream waiting(kiosk_key, "7.01", Lane::daily), urgent(kiosk_key, "7.01", Lane::urgent),
      elsewhere(kiosk_key, "7.02", Lane::daily);
  waiting.add({day("WFH")}, after({{test::origin(9), 1}}));
  urgent.add({change("punch", R"({"employee":"x","at":"2026-03-02T07:24:11+07:00","source":"kiosk","direction":"in"})")},
             after({}));
  elsewhere.add({day("WFO")}, after({}));
  for (const auto* stream : {&waiting, &urgent, &elsewhere}) ingest(*store, stream->slice()).value();
  CHECK(query(*store, "SELECT count(*) FROM punch") == "1");
  CHECK(rows(*store, "SELECT scope FROM schedule") == std::vector<std::string>{"7.02"});
}

TEST_CASE("projector: a bad commit is parked and shown, and the one behind it is applied") {
  auto store = memory_store();
  const std::string mine = "7.01";
  const auto parks = [&](HandMadeStream stream, std::vector<model::Change> bad, std::vector<model::Change> good,
                         const std::string& reason) {
    stream.add(bad, after({}));
    stream.add(good, after({}));
    ingest(*store, stream.slice()).value();
    CHECK_THAT(parked_reason(*store), contains(reason));
    const auto parked = store->parked(1);
    CHECK(parked[0].stream == stream.id());
    CHECK(parked[0].seq == 1);
    CHECK(store->stream(stream.id())->applied_seq == 2);
  };
  const model::Change holiday = change("holiday", R"({"date":"2026-03-19","name":"Nyepi"})");
  SECTION("the secretariat's kind, by an agent") {
    parks({office_key, "", Lane::bulk}, {holiday}, {}, "sekretariat");
    CHECK(query(*store, "SELECT count(*) FROM holiday") == "0");
  }
  SECTION("a unit's kind in the province") { parks({hub_key, "", Lane::daily}, {day("WFO")}, {}, "lingkup"); }
  SECTION("the province's kind in a unit") { parks({hub_key, mine, Lane::bulk}, {holiday}, {}, "lingkup"); }
  SECTION("another lane") {
    parks({office_key, mine, Lane::bulk}, {day("WFO")},
          {change("employee", R"({"nip":"x","name":"X","unit":"7.01","class":"jfu"})")}, "jalur");
    CHECK(query(*store, "SELECT count(*) FROM employee") == "1");
    CHECK(query(*store, "SELECT count(*) FROM schedule") == "0");
  }
  SECTION("values of the wrong shape") {
    model::Change crooked = day("WFO");
    crooked.fields[0].value = std::string("WFO");
    parks({office_key, mine, Lane::daily}, {crooked}, {day("WFH")}, "jenis");
    CHECK(query(*store, "SELECT mode FROM schedule") == "WFH");
  }
  SECTION("a key of other fields") {
    model::Change crooked = day("WFO");
    crooked.key.pop_back();
    parks({office_key, mine, Lane::daily}, {crooked}, {day("WFH")}, "kunci");
  }
  SECTION("one bad change among good ones: each is judged by itself, as a later version would judge it") {
    model::Change crooked = day("WFO", "2026-03-05");
    crooked.key.pop_back();
    parks({office_key, mine, Lane::daily}, {day("WFO"), crooked}, {day("WFH", "2026-03-06")}, "kunci");
    CHECK(rows(*store, "SELECT date FROM schedule") == std::vector<std::string>{"2026-03-02", "2026-03-06"});
  }
  SECTION("one bad value among good ones: the rest of its change counts") {
    model::Change crooked = change("schedule", R"({"employee":"P1","date":"2026-03-05","mode":"WFO","shift":"P"})");
    crooked.fields[0].value = std::int64_t{-1};
    parks({office_key, mine, Lane::daily}, {crooked}, {day("WFH", "2026-03-06")}, "jenis");
    CHECK(rows(*store, "SELECT date, mode, shift FROM schedule ORDER BY date") ==
          std::vector<std::string>{"2026-03-05|(null)|P", "2026-03-06|WFH|(null)"});
  }
}

TEST_CASE("projector: a payload of garbage is parked, and the one behind it is applied") {
  auto store = memory_store();
  HandMadeStream stream(office_key, "7.01", Lane::daily);
  stream.add(base::Bytes{0xff, 0x00, 0x13}, after({}));
  stream.add(base::Bytes{}, after({}));
  stream.add({day("WFO")}, after({}));
  ingest(*store, stream.slice()).value();
  CHECK(store->parked(10).size() == 2);
  CHECK(query(*store, "SELECT mode FROM schedule") == "WFO");
}

TEST_CASE("projector: odd but decodable values of another replica do not stop the store") {
  // Prevents one commit, written by a program with other checks, from making its record unreadable here for ever.
  auto store = memory_store();
  HandMadeStream daily(office_key, "7.01", Lane::daily), urgent(office_key, "7.01", Lane::urgent);
  const model::TextList odd{"line\r\nbreak", std::string("\0nul", 4), "", "[", "\"", "tab\t", "\xc2\x85", "; ;"};
  daily.add({{6, {{1, std::string("x")}, {2, std::int64_t{20514}}}, {{3, odd}, {4, std::int64_t{200}}}, false}}, after({}));
  daily.add(
      {{3, {{1, std::string("a/b\n")}, {2, std::int64_t{0}}}, {{3, std::int64_t{255}}, {4, std::string("\0\x01", 2)}}, false}},
      after({}));
  daily.add({{3, {{1, std::string("")}, {2, std::int64_t{84'370}}}, {{3, std::int64_t{0}}, {4, std::string("")}}, false}},
            after({}));
  std::string instants;
  for (const std::int64_t ms : {std::int64_t{0}, std::int64_t{64'800'000}, std::int64_t{84'370} * 86'400'000})
    for (const std::int64_t offset : {-1080, 0, 1080})
      urgent.add({{5,
                   {{1, std::to_string(ms) + "/" + std::to_string(offset)}},
                   {{2, ms}, {3, offset}, {6, std::string("r")}, {7, std::string("a")}},
                   false}},
                 after({}));
  ingest(*store, daily.slice()).value();
  ingest(*store, urgent.slice()).value();
  for (const auto& parked : store->parked(100)) CHECK_THAT(parked.reason, contains("tidak sesuai"));

  // Another write of each record reads the columns back.
  HandMadeStream more(kiosk_key, "7.01", Lane::daily), again(kiosk_key, "7.01", Lane::urgent);
  more.add({{6, {{1, std::string("x")}, {2, std::int64_t{20514}}}, {{4, std::int64_t{1}}}, false}},
           after({{daily.id().origin, 3}}));
  more.add({{3, {{1, std::string("a/b\n")}, {2, std::int64_t{0}}}, {{4, std::string("P1")}}, false}}, after({}));
  more.add({{3, {{1, std::string("")}, {2, std::int64_t{84'370}}}, {{3, std::int64_t{1}}}, false}}, after({}));
  for (const std::string& punch : rows(*store, "SELECT punch FROM correction"))
    again.add({{5, {{1, punch}}, {{4, std::int64_t{1}}}, false}}, after({}));
  ingest(*store, more.slice()).value();
  ingest(*store, again.slice()).value();
  CHECK(query(*store, "SELECT count(*) FROM correction WHERE direction = 'out'") ==
        query(*store, "SELECT count(*) FROM correction"));

  std::vector<model::Value> read;
  store::for_each_record(store->database(), *model::find_kind("daily_report"), nullptr, {}, [&](const store::RecordRow& row) {
    read = row.values;
    return true;
  });
  REQUIRE(read.size() == model::find_kind("daily_report")->fields.size());
  CHECK(read[0] == model::Value{odd});
}

TEST_CASE("projector: an erased payload projects nothing and stops nothing") {
  auto store = memory_store();
  HandMadeStream stream(office_key, "7.01", Lane::daily);
  stream.add({day("WFO")}, after({}));
  stream.add({day("WFH", "2026-03-03")}, after({}));
  auto slice = stream.slice();
  slice.commits[0].payload.reset();
  ingest(*store, slice).value();
  CHECK(rows(*store, "SELECT date FROM schedule") == std::vector<std::string>{"2026-03-03"});
  // It is handed on as it came.
  CHECK(*store->slice_after(*store->stream(stream.id()), 0, 1'000'000) == slice);
}

TEST_CASE("projector: conflicts appear, are the same on both sides, and vanish once settled") {
  auto here = memory_store(), there = memory_store();
  must_record(*here, office, day("WFO"));
  must_record(*there, authorship(kiosk_key, "7.01", test::stamp_at(test::noon_ms + 1)), day("WFH"));
  test::copy_all(*here, *there);
  test::copy_all(*there, *here);
  CHECK(test::dump(*here) == test::dump(*there));
  CHECK(query(*here, "SELECT mode FROM schedule") == "WFH");
  const auto conflicts = here->conflicts(nullptr);
  REQUIRE(conflicts.size() == 1);
  CHECK(conflicts[0].field == model::find_named(*model::find_kind("schedule"), "mode"));
  CHECK(merge::ranking(conflicts[0].state, *conflicts[0].state.find(conflicts[0].field->number), *conflicts[0].field).size() ==
        2);
  const std::string elsewhere = "7.02";
  CHECK(here->conflicts(&elsewhere).empty());

  SECTION("by choosing what does not show") { must_record(*here, office, day("WFO")); }
  SECTION("by confirming what shows") { must_record(*here, office, day("WFH")); }
  SECTION("by a third value") { must_record(*here, office, day("LEAVE")); }
  SECTION("by deleting the record") {
    must_record(*here, office, change("schedule", R"({"employee":"x","date":"2026-03-02","deleted":true})"));
  }
  CHECK(here->conflicts(nullptr).empty());
  test::copy_all(*here, *there);
  CHECK(there->conflicts(nullptr).empty());
  CHECK(test::dump(*here) == test::dump(*there));
}

TEST_CASE("projector: a record that is deleted in one office and edited in another waits for a person") {
  auto here = memory_store(), there = memory_store();
  must_record(*here, office, day("WFO"));
  test::copy_all(*here, *there);
  const model::Change gone = change("schedule", R"({"employee":"x","date":"2026-03-02","deleted":true})");
  must_record(*here, office, gone);
  must_record(*there, kiosk, day("WFH"));
  test::copy_all(*here, *there);
  test::copy_all(*there, *here);
  CHECK(test::dump(*here) == test::dump(*there));
  CHECK(query(*here, "SELECT mode, deleted FROM schedule") == "WFH|0");
  REQUIRE(here->conflicts(nullptr).size() == 1);
  CHECK(here->conflicts(nullptr)[0].field == &model::deletion_mark);
  SECTION("deleted after all") {
    must_record(*here, office, gone);
    CHECK(query(*here, "SELECT deleted FROM schedule") == "1");
  }
  SECTION("kept: saying so is a commit, though no field changes") {
    must_record(*here, office, day("WFH"));
    CHECK(query(*here, "SELECT deleted FROM schedule") == "0");
  }
  CHECK(here->conflicts(nullptr).empty());
}

TEST_CASE("projector: one punch that two replicas recorded with different offsets shows the same on both") {
  // Prevents tables that depend on which of two recordings came first: the key's column prints with the offset that won.
  auto here = memory_store(), there = memory_store();
  const auto punch = [](const char* at) {
    return change("punch", std::string(R"({"employee":"x","source":"kiosk","direction":"in","at":")") + at + "\"}");
  };
  must_record(*here, office, punch("2026-03-02T07:24:11+07:00"));
  must_record(*there, authorship(kiosk_key, "7.01", test::stamp_at(test::noon_ms - 5)), punch("2026-03-02T08:24:11+08:00"));
  test::copy_all(*here, *there);
  test::copy_all(*there, *here);
  CHECK(query(*here, "SELECT at FROM punch") == query(*there, "SELECT at FROM punch"));
  CHECK(test::dump(*here) == test::dump(*there));
}

TEST_CASE("projector: attempts on evidence by a peer change nothing and are noted") {
  auto store = memory_store();
  HandMadeStream first(office_key, "7.01", Lane::urgent), second(kiosk_key, "7.01", Lane::urgent);
  model::Change punch = change("punch", R"({"employee":"x","at":"2026-03-02T07:24:11+07:00","source":"kiosk","direction":"in"})");
  first.add({punch}, after({}));
  punch.fields[0].value = std::int64_t{1};
  second.add({punch}, after({{first.id().origin, 1}}));
  punch.deletes = true;
  second.add({punch}, after({}));
  ingest(*store, first.slice()).value();
  ingest(*store, second.slice()).value();
  CHECK(query(*store, "SELECT direction FROM punch") == "in");
  CHECK(rows(*store, "SELECT seq, field FROM refused_write ORDER BY seq, field") ==
        std::vector<std::string>{"1|4", "2|0", "2|4"});
  CHECK(store->conflicts(nullptr).empty());
}

namespace {

constexpr std::uint32_t schedule_kind = 3, shift = 4;

// Two replicas that wrote one schedule apart, then one of them after both.
std::vector<HandMadeStream> three_commits(std::vector<model::FieldValue> extra = {}) {
  const auto with = [&](model::Change change) {
    change.fields.insert(change.fields.end(), extra.begin(), extra.end());
    return change;
  };
  const auto shifted = [](const char* name) {
    return change("schedule", std::string(R"({"employee":"x","date":"2026-03-02","mode":"WFO","shift":")") + name + "\"}");
  };
  HandMadeStream first(office_key, "7.01", Lane::daily), second(kiosk_key, "7.01", Lane::daily);
  first.add({with(shifted("P1"))}, after({}));
  second.add({with(shifted("P2")), day("WFH", "2026-03-03")}, after({}));
  first.add({with(shifted("P3"))}, after({{second.id().origin, 1}}));
  second.add({with(shifted("P4"))}, after({}));
  return {first, second};
}

void ingest_all(store::ReplicaStore& store, const std::vector<HandMadeStream>& streams) {
  for (const HandMadeStream& stream : streams) ingest(store, stream.slice()).value();
}

// Leaves the log as it is and says that a version which did not know the field (-1: the kind) had projected it.
void as_if_unknown(store::ReplicaStore& store, const std::vector<HandMadeStream>& streams, std::int64_t field) {
  const auto& kind = *model::find_kind(schedule_kind);
  store::Database& database = store.database();
  store::Transaction transaction(database);
  std::vector<store::RecordRow> all;
  store::for_each_record(database, kind, nullptr, {}, [&](const store::RecordRow& row) { return all.push_back(row), true; });
  if (field < 0) database.execute("DELETE FROM schedule");
  for (const store::RecordRow& row : all) {
    if (field < 0) break;
    const store::RecordRef record{row.scope, kind, row.key};
    auto state = store::load_record(database, record).value();
    std::erase_if(state.fields, [&](const merge::FieldState& one) { return one.field == static_cast<std::uint32_t>(field); });
    std::set<std::uint32_t> used;
    for (const auto& one : state.fields)
      for (const auto& head : one.heads) used.insert(head.writer);
    REQUIRE(used.size() == state.writers.size());  // every writer of this history wrote other fields too
    store::update_record(database, record, row.key, state);
  }
  database.execute("DELETE FROM conflict");
  // In causal order: each stream's first commit, then the later ones.
  const log::Origin one = streams[0].id().origin, two = streams[1].id().origin;
  const std::vector<std::tuple<log::StreamId, std::int64_t, log::VersionVector>> commits = {
      {streams[0].id(), 1, {}},
      {streams[1].id(), 1, {}},
      {streams[0].id(), 2, test::vector_of({{one, 1}, {two, 1}})},
      {streams[1].id(), 2, test::vector_of({{two, 1}})}};
  for (const auto& [stream, seq, context] : commits) {
    base::ByteWriter bytes;
    log::write_vector(bytes, context);
    auto insert = database.prepare("INSERT INTO deferred (stream, seq, kind, field, context) VALUES (?, ?, ?, ?, ?)");
    insert.bind_all(store.stream(stream)->id, seq, std::int64_t{schedule_kind}, field, base::ByteView(bytes.bytes()));
    insert.run();
  }
  transaction.commit();
}

}  // namespace

TEST_CASE("projector: a kind of a newer version waits, and the rest of its commit does not") {
  auto store = memory_store();
  HandMadeStream stream(office_key, "7.01", Lane::daily);
  const model::Change unknown{99, {{1, std::string("x")}}, {{2, std::int64_t{1}}}, false};
  stream.add({unknown, day("WFO"), unknown}, after({}));
  stream.add({day("WFH")}, after({}));
  ingest(*store, stream.slice()).value();
  CHECK(query(*store, "SELECT mode FROM schedule") == "WFH");
  CHECK(rows(*store, "SELECT seq, kind, field FROM deferred") == std::vector<std::string>{"1|99|-1"});
  CHECK(store->parked(1).empty());
  store->project_deferred();
  CHECK(query(*store, "SELECT count(*) FROM deferred") == "1");
  CHECK(*store->slice_after(*store->stream(stream.id()), 0, 1'000'000) == stream.slice());  // verbatim
}

TEST_CASE("projector: a field of a newer version waits, once per commit") {
  // Prevents an import of 500 people with a new field from being gone through 500 times 500 after the upgrade.
  auto store = memory_store();
  HandMadeStream stream(office_key, "7.01", Lane::daily);
  std::vector<model::Change> many;
  for (int at = 1; at <= 20; ++at) {
    many.push_back(day("WFO", "2026-03-" + std::string(at < 10 ? "0" : "") + std::to_string(at)));
    many.back().fields.push_back({77, std::int64_t{at}});
  }
  stream.add(many, after({}));
  ingest(*store, stream.slice()).value();
  CHECK(query(*store, "SELECT count(*) FROM schedule") == "20");
  CHECK(rows(*store, "SELECT seq, kind, field FROM deferred") == std::vector<std::string>{"1|3|77"});
}

TEST_CASE("projector: a commit with a required extension waits, one with an optional one does not") {
  auto store = memory_store();
  HandMadeStream stream(office_key, "7.01", Lane::daily);
  log::Header required = after({}), optional = after({});
  required.extensions = {{7, {1}}};
  optional.extensions = {{8, {1}}};
  stream.add({day("WFO")}, required);
  stream.add({day("WFH", "2026-03-03")}, optional);
  ingest(*store, stream.slice()).value();
  CHECK(rows(*store, "SELECT date FROM schedule") == std::vector<std::string>{"2026-03-03"});
  CHECK(rows(*store, "SELECT seq, kind, field FROM deferred") == std::vector<std::string>{"1|-1|-1"});
}

TEST_CASE("projector: after the upgrade a replica shows what one that knew all along shows") {
  for (const std::int64_t field : {std::int64_t{-1}, std::int64_t{shift}}) {
    CAPTURE(field);
    const auto streams = three_commits();
    auto knew = memory_store(), upgraded = memory_store();
    ingest_all(*knew, streams);
    CHECK(query(*knew, "SELECT shift FROM schedule WHERE date = '2026-03-02'") ==
          (test::origin(1) > test::origin(2) ? "P3" : "P4"));
    CHECK(knew->conflicts(nullptr).size() == 1);
    ingest_all(*upgraded, streams);
    as_if_unknown(*upgraded, streams, field);
    CHECK(query(*upgraded, "SELECT count(*) FROM schedule WHERE shift IS NOT NULL") == "0");
    upgraded->project_deferred();
    CHECK(test::dump(*upgraded) == test::dump(*knew));
    CHECK(query(*upgraded, "SELECT count(*) FROM deferred") == "0");
  }
}
