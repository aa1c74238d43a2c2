// Erasing a payload by law: it goes everywhere, nothing else does, and all replicas come to the same, whatever came first.
#include "common/store/erasure.h"

#include <fstream>
#include <map>
#include <random>

#include "tests/property.h"
#include "tests/unit/fixtures.h"

using namespace hadir;
using model::Lane;
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

namespace {

const base::KeyPair office_key = key_pair(1), kiosk_key = key_pair(2), hub_key = key_pair(test::hub_number);
const store::Authorship office = authorship(office_key), kiosk = authorship(kiosk_key), hub = authorship(hub_key);

model::Change day(const std::string& mode, const std::string& who = "A") {
  return change("schedule", R"({"employee":")" + who + R"(","date":"2026-03-02","mode":")" + mode + "\"}");
}

model::Change punch(const std::string& who, int minute) {
  const std::string digits = (minute < 10 ? "0" : "") + std::to_string(minute);
  return change("punch", R"({"employee":")" + who + R"(","at":"2026-03-02T07:)" + digits +
                             R"(:00+07:00","source":"kiosk","direction":"in"})");
}

model::Change erasure(const base::Hash& payload) {
  return change("erasure", R"({"payload":")" + base::to_hex(payload) +
                               R"(","reason":"permintaan pemilik data","basis":"UU 27/2022 Pasal 8","author":"Sekretaris",)"
                               R"("at":"2026-03-05T09:00:00+07:00"})");
}

base::Hash hash_of(const model::Change& change) { return base::hash_of(model::encode_payload({change})); }

// Every payload of the log, those of the displaced commits too.
std::vector<std::string> payloads(store::ReplicaStore& store) {
  auto all =
      rows(store,
           "SELECT scope, lane, origin, seq, payload, payload_hash FROM commit_log JOIN stream ON stream.id = stream ORDER BY "
           "1, 2, 3, 4");
  const auto displaced = rows(store, "SELECT payload, payload_hash FROM displaced ORDER BY id");
  all.insert(all.end(), displaced.begin(), displaced.end());
  return all;
}

void check_same(store::ReplicaStore& one, store::ReplicaStore& other) {
  CHECK(test::dump(one) == test::dump(other));
  CHECK(payloads(one) == payloads(other));
}

}  // namespace

TEST_CASE("erasure: a payload goes, the chain stays, and the record is what the rest of the log says") {
  auto store = memory_store(), far = memory_store();
  must_record(*store, office, day("WFO"));
  must_record(*store, office, day("WFH"));
  must_record(*store, office, day("DL", "B"));
  copy_all(*store, *far);
  const std::string heads = query(*store, "SELECT group_concat(hex(stored_hash)) FROM stream WHERE lane = 1");
  must_record(*far, hub, erasure(hash_of(day("WFH"))));
  CHECK(rows(*far, "SELECT employee, mode FROM schedule") == std::vector<std::string>{"A|WFO", "B|DL"});
  copy_all(*far, *store);
  CHECK(rows(*store, "SELECT employee, mode FROM schedule") == std::vector<std::string>{"A|WFO", "B|DL"});
  CHECK(query(*store, "SELECT group_concat(hex(stored_hash)) FROM stream WHERE lane = 1") == heads);
  check_same(*store, *far);
  // Whoever comes later never gets it, and takes what it gets.
  auto later = memory_store();
  copy_all(*store, *later);
  check_same(*later, *far);
  CHECK(query(*later, "SELECT count(*) FROM commit_log WHERE payload IS NULL") == "1");
}

TEST_CASE("erasure: whose only write is erased vanishes, evidence too, and its conflicts and refusals with it") {
  auto store = memory_store(), far = memory_store();
  must_record(*store, office, punch("A", 1));
  must_record(*store, office, day("WFO"));
  must_record(*far, kiosk, day("WFH"));
  copy_all(*far, *store);
  copy_all(*store, *far);
  CHECK(store->conflicts(nullptr).size() == 1);
  for (const auto& gone : {punch("A", 1), day("WFH")}) must_record(*far, hub, erasure(hash_of(gone)));
  copy_all(*far, *store);
  CHECK(query(*store, "SELECT count(*) FROM punch") == "0");
  CHECK(query(*store, "SELECT mode FROM schedule") == "WFO");
  CHECK(store->conflicts(nullptr).empty());
  check_same(*store, *far);
}

TEST_CASE("erasure: of the secretariat alone, and for its own unit alone") {
  auto store = memory_store();
  must_record(*store, office, day("WFO"));
  test::HandMadeStream stream(kiosk_key, "7.01", Lane::urgent);
  stream.add({erasure(hash_of(day("WFO")))});
  ingest(*store, stream.slice()).value();
  CHECK(query(*store, "SELECT count(*) FROM parked") == "1");
  must_record(*store, authorship(hub_key, "7.02"), erasure(hash_of(day("WFO"))));
  CHECK(query(*store, "SELECT mode FROM schedule") == "WFO");
  CHECK(record(*store, office, {erasure(hash_of(day("WFO")))})[0].kind == store::Outcome::Kind::refused);
  CHECK(store->scrub());
}

TEST_CASE("erasure: a name that is no hash in its one spelling erases nothing") {
  auto store = memory_store();
  must_record(*store, office, day("WFO"));
  const auto named = [](const std::string& name) {
    model::Change odd = erasure(hash_of(day("WFO")));
    odd.key[0].value = name;
    return odd;
  };
  std::string hex = base::to_hex(hash_of(day("WFO")));
  must_record(*store, hub, named(hex.substr(2)));
  must_record(*store, hub, named("kata"));
  for (char& digit : hex) digit = static_cast<char>(std::toupper(digit));
  must_record(*store, hub, named(hex));
  CHECK(query(*store, "SELECT mode FROM schedule") == "WFO");
}

TEST_CASE("erasure: an erasure is not erased") {
  // Prevents that what is erased depends on which of two erasures came first.
  auto store = memory_store();
  must_record(*store, office, day("WFO"));
  must_record(*store, hub, erasure(hash_of(day("WFO"))));
  must_record(*store, hub, erasure(hash_of(erasure(hash_of(day("WFO"))))));
  CHECK(query(*store, "SELECT count(*) FROM erasure") == "2");
  CHECK(query(*store, "SELECT count(*) FROM commit_log WHERE payload IS NULL") == "1");
  // What only looks like one is no hiding place.
  test::HandMadeStream stream(kiosk_key, "7.01", Lane::urgent);
  const std::vector<model::Change> disguised = {punch("A", 1), erasure(base::Hash{})};
  stream.add(disguised);
  ingest(*store, stream.slice()).value();
  CHECK(query(*store, "SELECT count(*) FROM punch") == "1");
  must_record(*store, hub, erasure(base::hash_of(model::encode_payload(disguised))));
  CHECK(query(*store, "SELECT count(*) FROM punch") == "0");
  auto later = memory_store();
  copy_all(*store, *later);
  check_same(*later, *store);
}

TEST_CASE("erasure: a hub that went on under a new key erases, and its erasures are not erased either") {
  auto store = memory_store();
  must_record(*store, office, day("WFO"));
  const base::KeyPair new_key = key_pair(7);
  store::Authorship anew = authorship(new_key);
  anew.is_hub = true;
  anew.introduction = {log::hub_writer_extension(hub_key.sign(log::hub_writer_message(anew.key.public_key())))};
  const model::Change first = erasure(hash_of(day("WFO")));
  must_record(*store, anew, first);
  CHECK(query(*store, "SELECT count(*) FROM schedule") == "0");
  must_record(*store, anew, erasure(hash_of(first)));
  CHECK(query(*store, "SELECT count(*) FROM erasure") == "2");
  auto later = memory_store();
  copy_all(*store, *later);
  check_same(*later, *store);
}

TEST_CASE("erasure: what a peer sends again changes nothing; what is missing without an erasure comes back") {
  auto store = memory_store();
  test::HandMadeStream stream(kiosk_key, "7.01", Lane::daily);
  stream.add({day("WFO")});
  stream.add({day("WFH")});
  log::Slice stripped = stream.slice();
  for (log::Commit& commit : stripped.commits) commit.payload.reset();
  ingest(*store, stripped).value();
  CHECK(query(*store, "SELECT count(*) FROM schedule") == "0");
  must_record(*store, hub, erasure(hash_of(day("WFO"))));
  ingest(*store, stream.slice()).value();
  CHECK(rows(*store, "SELECT seq, payload IS NULL FROM commit_log JOIN stream ON id = stream WHERE lane = 1") ==
        std::vector<std::string>{"1|1", "2|0"});
  CHECK(query(*store, "SELECT mode FROM schedule") == "WFH");
}

TEST_CASE("erasure: a database put back from before it loses the payload again, under every name") {
  auto store = memory_store(), far = memory_store();
  must_record(*store, office, day("WFO"));
  must_record(*store, office, punch("A", 1));
  copy_all(*store, *far);
  must_record(*far, hub, erasure(hash_of(day("WFO"))));
  store::Transaction transaction(store->database());
  store->set_own_origin(test::origin(1));
  store->continue_as(kiosk_key, "7.01", {0, 0, 0}, wire::Return::restored, test::noon_ms);
  transaction.commit();
  CHECK(query(*store, "SELECT mode FROM schedule") == "WFO");
  CHECK(query(*store, "SELECT count(*) FROM displaced WHERE payload IS NULL") == "0");
  copy_all(*store, *far);  // the commit comes back under its new name
  CHECK(query(*far, "SELECT count(*) FROM schedule") == "0");
  copy_all(*far, *store);
  CHECK(query(*store, "SELECT count(*) FROM schedule") == "0");
  CHECK(query(*store, "SELECT count(*) FROM displaced WHERE payload IS NULL") == "1");
  CHECK(query(*store, "SELECT count(*) FROM punch") == "1");
  CHECK(test::dump(*store) == test::dump(*far));
}

TEST_CASE("erasure: the very same again is refused where it is written, not dropped by others") {
  auto store = memory_store();
  must_record(*store, office, day("WFO"));
  must_record(*store, hub, erasure(hash_of(day("WFO"))));
  const auto outcomes = record(*store, office, {punch("A", 1), day("WFO"), punch("A", 2)});
  CHECK(outcomes[0].kind == store::Outcome::Kind::recorded);
  CHECK(outcomes[1].kind == store::Outcome::Kind::refused);
  CHECK(outcomes[2].kind == store::Outcome::Kind::recorded);
  CHECK_FALSE(outcomes[1].error.hint.empty());
  CHECK(query(*store, "SELECT count(*) FROM schedule") == "0");
  CHECK(query(*store, "SELECT count(*) FROM punch") == "2");
  must_record(*store, office, day("WFH"));
}

TEST_CASE("erasure: nothing of it is left in the file, not in free space and not in the -wal") {
  const test::TemporaryFolder folder;
  const std::string path = folder.file("hadir.db");
  const std::string secret = "RAHASIA-KETERANGAN";
  const auto report = [](const std::string& who, const std::string& text) {
    return change("daily_report",
                  R"({"employee":")" + who + R"(","date":"2026-03-02","status":"draft","activities":[")" + text + "\"]}");
  };
  const auto in_files = [&] {
    std::string all;
    for (const char* end : {"", "-wal"}) {
      std::ifstream file(path + end, std::ios::binary);
      all.append(std::istreambuf_iterator<char>(file), {});
    }
    return all.find(secret) != std::string::npos;
  };
  auto store = store::ReplicaStore::open(path).value();
  store->set_hub_key(hub_key.public_key());
  const auto fill = [&](const std::string& prefix) {
    for (int number = 0; number < 60; ++number)
      must_record(
          *store, number % 2 == 0 ? office : kiosk,
          report(prefix + std::to_string(number * 7 % 60), std::string(static_cast<std::size_t>(number * 97 % 1900), 'x')));
  };
  fill("A");
  const model::Change gone = report("M", secret + " " + std::string(700, 'y'));
  must_record(*store, office, gone);
  fill("B");  // pages split, rows move
  must_record(*store, office, report("M", "lain"));
  CHECK(in_files());
  auto reader = store::Database::open(path, store::Durability::full).value();
  reader->execute("BEGIN; SELECT count(*) FROM commit_log");
  must_record(*store, hub, erasure(hash_of(gone)));
  CHECK_FALSE(store->scrub());  // somebody reads what was before
  reader.reset();
  CHECK(store->scrub());
  CHECK_FALSE(in_files());
  CHECK(query(*store, "SELECT activities FROM daily_report WHERE employee = 'M'") == R"(["lain"])");
  CHECK(store->scrub());
}

TEST_CASE("erasure: any order of commits and erasures gives the same records and the same payloads") {
  rc::prop("for any history", [] {
    std::mt19937 chance(*rc::gen::arbitrary<std::uint32_t>());
    const auto below = [&](std::size_t bound) { return static_cast<std::size_t>(chance() % bound); };
    // Two offices and the hub write, see part of each other's, erase, and one goes back in time. Every commit as it was first
    // said:
    std::map<log::StreamId, std::vector<log::Slice>> said;
    std::vector<base::Hash> known;
    std::array<std::unique_ptr<store::ReplicaStore>, 3> authors{memory_store(), memory_store(), memory_store()};
    std::array<base::KeyPair, 3> keys{office_key, kiosk_key, hub_key};
    const auto listen = [&](store::ReplicaStore& store, const base::KeyPair& key) {
      for (std::size_t lane = 0; lane < model::lane_count; ++lane) {
        const auto stream = store.stream({log::origin_of(key.public_key()), "7.01", static_cast<Lane>(lane)});
        if (!stream) continue;
        std::vector<log::Slice>& slices = said[stream->stream];
        while (const auto next = store.slice_after(*stream, slices.size(), 1)) {
          slices.push_back(*next);
          known.push_back(next->commits.front().payload_hash);
        }
      }
    };
    authors[0]->set_own_origin(log::origin_of(keys[0].public_key()));
    const std::size_t returns_at = below(30);
    for (std::size_t step = 0; step < 30; ++step) {
      const std::size_t who = below(3);
      store::ReplicaStore& store = *authors[who];
      if (below(3) == 0) copy_all(*authors[below(3)], store);
      if (who == 2 && !known.empty() && below(2) == 0)
        record(store, authorship(keys[2]), {erasure(known[below(known.size())])});
      else if (below(2) == 0)
        record(store, authorship(keys[who]), {punch(below(2) == 0 ? "A" : "B", static_cast<int>(below(3)))});
      else
        record(store, authorship(keys[who]), {day(below(2) == 0 ? "WFO" : "WFH", below(2) == 0 ? "A" : "B")});
      listen(store, keys[who]);
      if (step != returns_at) continue;
      const base::KeyPair anew = key_pair(5);
      store::Transaction transaction(authors[0]->database());
      authors[0]->continue_as(anew, "7.01", {below(3), below(3), 0}, wire::Return::restored, test::noon_ms);
      transaction.commit();
      keys[0] = anew;
      listen(*authors[0], keys[0]);
    }

    std::string first_dump;
    std::vector<std::string> first_payloads;
    for (int replica = 0; replica < 3; ++replica) {
      auto store = memory_store();
      std::vector<std::pair<const std::vector<log::Slice>*, std::size_t>> left;
      for (const auto& [id, slices] : said) left.emplace_back(&slices, 0);
      while (!left.empty()) {
        auto& [slices, next] = left[below(left.size())];
        // Again what was said before; now and then without its payload, as from a peer that knows of the erasure already.
        log::Slice slice = (*slices)[next > 0 && below(4) == 0 ? below(next) : next];
        const bool is_news = slice.first_seq == next + 1;
        if (below(4) == 0) slice.commits.front().payload.reset();
        RC_ASSERT(ingest(*store, slice).has_value());
        if (is_news && ++next == slices->size())
          std::erase_if(left, [](const auto& one) { return one.second == one.first->size(); });
      }
      for (const auto& [id, slices] : said)
        for (const log::Slice& slice : slices) RC_ASSERT(ingest(*store, slice).has_value());
      const std::string dump = test::dump(*store);
      if (replica == 0) {
        first_dump = dump;
        first_payloads = payloads(*store);
        // Exactly what an erasure names is gone.
        for (const std::string& row : rows(*store,
                                           "SELECT lower(hex(l.payload_hash)) IN (SELECT payload FROM erasure) FROM commit_log l "
                                           "WHERE payload IS NULL"))
          RC_ASSERT(row == "1");
      }
      RC_ASSERT(dump == first_dump);
      RC_ASSERT(payloads(*store) == first_payloads);
      store::Transaction transaction(store->database());
      for (std::size_t lane = 0; lane < model::lane_count; ++lane) store->reproject("7.01", static_cast<Lane>(lane));
      transaction.commit();
      RC_ASSERT(test::dump(*store) == first_dump);
    }
  });
}
