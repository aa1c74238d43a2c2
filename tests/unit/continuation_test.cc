// A replica whose database went back in time goes on under another key: nothing it wrote is lost, nothing changes its meaning.
#include "common/store/continuation.h"

#include "tests/catch.h"
#include "tests/unit/fixtures.h"

using namespace hadir;
using test::authorship;
using test::change;
using test::copy_all;
using test::ingest;
using test::key_pair;
using test::memory_store;
using test::must_record;
using test::query;
using test::record;
using test::rows;
using test::stamp_at;

namespace {

const base::KeyPair before = key_pair(1), after = key_pair(2), colleague = key_pair(3);

model::Change mode(const char* employee, const char* value) {
  return change("schedule", std::string(R"({"employee":")") + employee + R"(","date":"2026-03-02","mode":")" + value + "\"}");
}

std::uint64_t go_on(store::ReplicaStore& store, std::uint64_t kept_urgent, std::uint64_t kept_daily) {
  store::Transaction transaction(store.database());
  store.set_own_origin(test::origin(1));
  const std::uint64_t rewritten =
      store.continue_as(after, "7.01", {kept_urgent, kept_daily, 0}, wire::Return::forked, test::noon_ms);
  transaction.commit();
  return rewritten;
}

std::string records(store::ReplicaStore& store) {
  return query(store, "SELECT group_concat(employee || mode, ' ') FROM schedule");
}

}  // namespace

TEST_CASE("continuation: what nobody else has is written anew, the rest stays") {
  auto store = memory_store();
  for (const char* who : {"A", "B", "C", "D"}) must_record(*store, authorship(before), mode(who, "WFH"));
  const std::string shown = records(*store);
  CHECK(go_on(*store, 0, 2) == 2);
  CHECK(records(*store) == shown);
  CHECK(store->own_origin() == test::origin(2));
  CHECK(store->stored_vector("7.01", model::Lane::daily) == test::vector_of({{test::origin(1), 2}, {test::origin(2), 2}}));
  CHECK(query(*store, "SELECT group_concat(seq) FROM displaced") == "3,4");
  CHECK(store->continuations().at(0).rewritten == 2);
  CHECK(store->continuations().at(0).from == test::origin(1));

  // Others take the shortened stream and the new one as any other.
  auto other = memory_store();
  copy_all(*store, *other);
  CHECK(test::dump(*other) == test::dump(*store));
  must_record(*store, authorship(after), mode("A", "WFO"));
  copy_all(*store, *other);
  CHECK(records(*other) == "AWFO BWFH CWFH DWFH");
  CHECK(other->conflicts(nullptr).empty());
}

TEST_CASE("continuation: a rewritten commit keeps author, time, payload, and says what it was") {
  auto store = memory_store();
  store::Authorship who = authorship(before, "7.01", stamp_at(test::noon_ms - 5'000, log::Quality::doubtful));
  who.author = "198609262015051001";
  must_record(*store, who, mode("A", "WFH"));
  const auto old_hash = store->hash_at({test::origin(1), "7.01", model::Lane::daily}, 1).value();
  go_on(*store, 0, 0);
  const auto stream = store->stream({test::origin(2), "7.01", model::Lane::daily}).value();
  const auto slice = store->slice_after(stream, 0, 1000).value();
  const log::Header header = log::decode_header(slice.commits.at(0).header).value();
  CHECK(header.author == who.author);
  CHECK(header.stamp == who.stamp);
  CHECK((log::rewritten_of(header) == log::Rewritten{test::origin(1), 1, old_hash}));
  CHECK_FALSE(header.extensions.at(0).required());

  // Written anew a second time it still names where it came from.
  store::Transaction transaction(store->database());
  store->continue_as(key_pair(9), "7.01", {}, wire::Return::forked, test::noon_ms);
  transaction.commit();
  const auto again = store->slice_after(store->stream({test::origin(9), "7.01", model::Lane::daily}).value(), 0, 1000).value();
  CHECK((log::rewritten_of(log::decode_header(again.commits.at(0).header).value()) ==
         log::Rewritten{test::origin(1), 1, old_hash}));
}

TEST_CASE("continuation: an extension that names nothing gives way to one that does") {
  auto store = memory_store();
  const log::StreamId id{test::origin(1), "7.01", model::Lane::daily};
  log::Header header;
  header.seq = 1;
  header.author = "A";
  header.extensions = {{log::Rewritten::tag, {1, 2, 3}}, {4, {5}}};
  log::Slice slice{id, before.public_key(), 1, {log::make_commit(header, model::encode_payload({mode("A", "WFH")}))}, {}};
  const base::Hash hash = log::next_hash(log::genesis(id).hash, slice.commits.front());
  slice.head_signature = before.sign(log::head_message(id, {1, hash}));
  store::Transaction transaction(store->database());
  REQUIRE(store->ingest(slice, test::noon_ms).has_value());
  transaction.commit();
  CHECK(go_on(*store, 0, 0) == 1);
  const auto anew = store->slice_after(store->stream({test::origin(2), "7.01", model::Lane::daily}).value(), 0, 1000).value();
  const log::Header written = log::decode_header(anew.commits.at(0).header).value();
  CHECK((log::rewritten_of(written) == log::Rewritten{test::origin(1), 1, hash}));
  CHECK(written.extensions.size() == 2);
  CHECK(records(*store) == "AWFH");
}

TEST_CASE("continuation: a rewritten edit knows what it knew, and no more") {
  // Prevents that an edit written anew silently replaces one that its author had never seen.
  auto store = memory_store(), far = memory_store();
  must_record(*far, authorship(colleague), mode("A", "WFO"));
  must_record(*store, authorship(before), mode("A", "WFH"));  // concurrent with the colleague's
  copy_all(*far, *store);
  CHECK(store->conflicts(nullptr).size() == 1);
  must_record(*store, authorship(before), mode("B", "WFH"));  // has seen the colleague's
  must_record(*far, authorship(colleague), mode("B", "DL"));
  go_on(*store, 0, 0);
  CHECK(store->conflicts(nullptr).size() == 1);
  copy_all(*far, *store);
  CHECK(store->conflicts(nullptr).size() == 2);
  copy_all(*store, *far);
  CHECK(test::dump(*far) == test::dump(*store));
  // The colleague settles; the rewritten edits are covered like any other.
  must_record(*far, authorship(colleague), mode("A", "LEAVE"));
  copy_all(*far, *store);
  CHECK(store->conflicts(nullptr).size() == 1);
}

TEST_CASE("continuation: what was first stays first") {
  // A punch written anew beside the same punch under the old origin is one punch, in no conflict.
  auto store = memory_store(), hub = memory_store();
  const auto punch = change("punch", R"({"employee":"A","at":"2026-03-02T07:24:11+07:00","source":"kiosk","direction":"in"})");
  must_record(*store, authorship(before), punch);
  copy_all(*store, *hub);
  go_on(*store, 0, 0);
  copy_all(*store, *hub);
  copy_all(*hub, *store);
  CHECK(test::dump(*hub) == test::dump(*store));
  CHECK(query(*hub, "SELECT count(*) FROM punch") == "1");
  CHECK(hub->conflicts(nullptr).empty());
  CHECK(query(*hub, "SELECT count(*) FROM refused_write") == "0");
}

TEST_CASE("continuation: recording does not wait for own commits that wait for others") {
  // A restored database gets its later commits back before those that they had seen.
  auto full = memory_store(), far = memory_store(), restored = memory_store();
  must_record(*far, authorship(colleague), mode("A", "WFO"));
  copy_all(*far, *full);
  must_record(*full, authorship(before), mode("A", "WFH"));
  const auto own = full->stream({test::origin(1), "7.01", model::Lane::daily}).value();
  REQUIRE(ingest(*restored, full->slice_after(own, 0, 1000).value()).has_value());
  CHECK(query(*restored, "SELECT applied_seq FROM stream") == "0");
  must_record(*restored, authorship(before), mode("B", "WFH"));
  must_record(*restored, authorship(before), mode("C", "WFH"));
  CHECK(query(*restored, "SELECT stored_seq FROM stream") == "3");
  copy_all(*far, *restored);
  CHECK(records(*restored) == "AWFH BWFH CWFH");
  copy_all(*restored, *far);
  CHECK(test::dump(*far) == test::dump(*restored));
}

TEST_CASE("continuation: projecting anew gives the same") {
  auto store = memory_store(), far = memory_store();
  for (const char* who : {"A", "B"}) must_record(*far, authorship(colleague), mode(who, "WFO"));
  for (const char* who : {"A", "B", "C"}) must_record(*store, authorship(before), mode(who, "WFH"));
  copy_all(*far, *store);
  must_record(*store, authorship(before), mode("A", "DL"));
  const std::string shown = test::dump(*store);
  store->database().execute("UPDATE schedule SET mode = 'OFF'; DELETE FROM conflict");
  CHECK(test::dump(*store) != shown);
  store::Transaction transaction(store->database());
  store->reproject("7.01", model::Lane::daily);
  transaction.commit();
  CHECK(test::dump(*store) == shown);
}

TEST_CASE("continuation: a slice shows how far two histories agree") {
  auto store = memory_store();
  test::HandMadeStream stream(before, "7.01", model::Lane::daily);
  for (const char* who : {"A", "B", "C", "D"}) stream.add({mode(who, "WFH")});
  REQUIRE(ingest(*store, stream.slice()).has_value());
  CHECK(store->agreement(stream.slice(2, 3)) == 3u);
  stream.cut(2);
  for (const char* who : {"E", "F"}) stream.add({mode(who, "WFH")});
  CHECK(store->agreement(stream.slice(1)) == 2u);
  CHECK(store->agreement(stream.slice(3)) == 2u);
  CHECK_FALSE(store->agreement(stream.slice(4)).has_value());
}
