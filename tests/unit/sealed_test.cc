// Sealed commits: who holds the key projects them, in whatever order key and commit arrive; who has not keeps them and shows
// nothing. Prevents: a bit of theirs changed unnoticed, a key believed because somebody shared it, an edit lost because its
// author had not read what it was concurrent with, a lane that depends on when the key came.
#include "common/log/sealed.h"

#include "common/base/limits.h"
#include "common/store/key_shares.h"
#include "tests/catch.h"
#include "tests/property.h"
#include "tests/unit/fixtures.h"

using namespace hadir;
using model::Lane;
using store::SharePurpose;
using test::change;
using test::contains;
using test::HandMadeStream;
using test::ingest;
using test::memory_store;
using test::query;

namespace {

const base::KeyPair one = test::key_pair(1), two = test::key_pair(2), false_pc = test::key_pair(3);
constexpr const char* unit = "7.01";

base::SymmetricKey sealing_key(std::uint8_t number) {
  base::SymmetricKey key;
  key.fill(number);
  return key;
}

base::Random& chance() {
  static base::SeededRandom made(7);
  return made;
}

model::Change health(const std::string& condition, const std::string& person = "x") {
  return change("health_check", R"({"employee":")" + person + R"(","date":"2026-03-02","condition":")" + condition + R"("})");
}

model::Change share(const base::KeyPair& holder, const base::SymmetricKey& key, SharePurpose purpose = SharePurpose::read) {
  return store::share_change(holder.public_key(), key, purpose, chance()).value();
}

log::Header header(std::initializer_list<std::pair<log::Origin, std::uint64_t>> seen = {}) {
  log::Header made;
  made.stamp = test::stamp_at(test::noon_ms);
  made.author = "petugas";
  made.context_delta = test::vector_of(seen);
  return made;
}

// A commit sealed by hand.
std::uint64_t add_sealed(HandMadeStream& stream, const base::SymmetricKey& key, const std::vector<model::Change>& changes,
                         log::Header made = header(), const log::VersionVector& unread = {}) {
  made.extensions.push_back(log::extension_of(log::Sealed{log::id_of(key), unread}));
  return stream.add(log::seal_payload(key, unit, model::encode_payload(changes), chance()), made);
}

std::unique_ptr<store::ReplicaStore> store_of(const base::KeyPair& pair) {
  auto store = memory_store();
  store->use_keys(std::vector{pair});
  store::Transaction transaction(store->database());
  store->set_own_origin(log::origin_of(pair.public_key()));
  transaction.commit();
  return store;
}

store::Authorship sealing(const base::KeyPair& pair, const base::SymmetricKey& key) {
  store::Authorship who = test::authorship(pair);
  who.sealing.emplace(store::Sealing{key, chance()});
  return who;
}

std::string conditions(store::ReplicaStore& store) {
  std::string all;
  for (const std::string& row : test::rows(store, "SELECT employee, condition FROM health_check ORDER BY key")) all += row + "\n";
  return all;
}

}  // namespace

TEST_CASE("sealed: golden bytes of version 1") {
  base::SeededRandom fixed(1);
  const base::SymmetricKey key = sealing_key(7);
  CHECK(base::to_hex(log::id_of(key)) == "e07166e7a0478769");
  const base::Bytes sealed = log::seal_payload(key, unit, base::bytes_of("isi"), fixed);
  CHECK(base::to_hex(sealed) ==
        "c15c0289ec2d0a9167ec8e65a18debbe5e5532fbeea293f87ff276354416f7e075b2ea7103114055a21309abf7bf1bfa72ecb0096a736dd7a698ec71"
        "04b75b3ceaf2f82a1b465b5b3b6d569b7087ef0c5628bd3a545ac2ea1df4c0d7de20d5fb67bf84581002ed43");
  CHECK(base::text_of(log::open_payload(key, unit, sealed).value()) == "isi");
  const log::Extension extension = log::extension_of(log::Sealed{log::id_of(key), test::vector_of({{test::origin(1), 300}})});
  CHECK(extension.tag == 3);
  CHECK(base::to_hex(extension.content) == "e07166e7a047876901c5e21ab1c9f6022dac02");
  const auto wrapped = log::wrap_key(one.public_key(), key, fixed);
  CHECK(wrapped == "uUHH9ynEOxzX6pUtgKJW6YdvaV8KmNdPPK1Yn5Q7mC7oR0svzqcPckpVOx6P9HrZ_edeKJkTkUHaAOEspRdvxavA-loGPk5l8OQKzzaTSuc");
  CHECK(log::unwrap_key(one, *wrapped) == key);
}

TEST_CASE("sealed: nothing opens but what was sealed") {
  const base::SymmetricKey key = sealing_key(1);
  const base::Bytes payload = model::encode_payload({health("sehat")});
  const base::Bytes sealed = log::seal_payload(key, unit, payload, chance());
  CHECK(sealed.size() % log::sealed_block == (base::random_nonce_bytes + base::encrypting_bytes) % log::sealed_block);
  CHECK(log::open_payload(key, unit, sealed) == payload);
  CHECK_FALSE(log::open_payload(sealing_key(2), unit, sealed).has_value());
  CHECK_FALSE(log::open_payload(key, "7.02", sealed).has_value());
  CHECK_FALSE(log::open_payload(key, unit, log::seal_payload(key, unit, {}, chance())) == payload);
  for (std::size_t bit = 0; bit < sealed.size() * 8; ++bit) {
    base::Bytes flipped = sealed;
    flipped[bit / 8] = static_cast<std::uint8_t>(flipped[bit / 8] ^ 1u << bit % 8);
    REQUIRE_FALSE(log::open_payload(key, unit, flipped).has_value());
  }
  for (std::size_t size = 0; size < sealed.size(); ++size)
    REQUIRE_FALSE(log::open_payload(key, unit, base::ByteView(sealed).first(size)).has_value());
  // The length tells no more than a multiple of 64.
  CHECK(log::seal_payload(key, unit, base::Bytes(1), chance()).size() ==
        log::seal_payload(key, unit, base::Bytes(63), chance()).size());
  CHECK(log::seal_payload(key, unit, base::Bytes(64), chance()).size() == 64 + log::sealed_overhead);
}

TEST_CASE("sealed: a wrapped key opens for its holder alone, whole") {
  const base::SymmetricKey key = sealing_key(1);
  const std::string wrapped = log::wrap_key(one.public_key(), key, chance()).value();
  CHECK(log::unwrap_key(one, wrapped) == key);
  CHECK_FALSE(log::unwrap_key(two, wrapped).has_value());
  for (std::size_t size = 0; size < wrapped.size(); ++size)
    REQUIRE_FALSE(log::unwrap_key(one, wrapped.substr(0, size)).has_value());
  CHECK_FALSE(log::unwrap_key(one, wrapped + wrapped).has_value());
  CHECK_FALSE(log::unwrap_key(one, std::string(wrapped.size(), '!')).has_value());
}

TEST_CASE("sealed: each record in a commit of its own, in order with what is not sealed") {
  auto store = store_of(one);
  const auto schedule = change("schedule", R"({"employee":"x","date":"2026-03-02","mode":"WFH"})");
  const auto later = change("schedule", R"({"employee":"y","date":"2026-03-02","mode":"WFH"})");
  const base::SymmetricKey key = sealing_key(1);
  const auto outcomes = test::record(
      *store, sealing(one, key), {share(one, key, SharePurpose::write), schedule, health("sehat"), health("sakit", "y"), later});
  for (const auto& outcome : outcomes) CHECK(outcome.kind == store::Outcome::Kind::recorded);
  CHECK(query(*store, "SELECT count(*) FROM commit_log") == "4");
  CHECK(conditions(*store) == "x|sehat\ny|sakit\n");
  CHECK(store->unread().empty());
  CHECK(test::record(*store, sealing(one, key), {health("sehat")})[0].kind == store::Outcome::Kind::unchanged);
  const auto refused = test::record(*store, test::authorship(one), {health("sakit")})[0];
  CHECK(refused.kind == store::Outcome::Kind::refused);
  CHECK_THAT(refused.error.what, contains("kunci segel"));

  SECTION("who has no key keeps and counts them") {
    auto hub = memory_store();
    test::copy_all(*store, *hub);
    CHECK(conditions(*hub).empty());
    REQUIRE(hub->unread().size() == 1);
    CHECK(hub->unread()[0].commits == 2);
    CHECK(hub->unread()[0].key == log::id_of(key));
    CHECK(hub->parked(10).empty());
    CHECK(query(*hub, "SELECT count(*) FROM deferred") == "0");
    CHECK(query(*hub, "SELECT count(*) FROM schedule") == "2");
  }
}

TEST_CASE("sealed: what does not say what it is says nothing, to everybody who holds the key") {
  auto store = store_of(one);
  const base::SymmetricKey key = sealing_key(1);
  HandMadeStream stream(two, unit, Lane::daily);
  stream.add({share(one, key)}, header());
  const auto reason = [&] {
    REQUIRE(ingest(*store, stream.slice()).has_value());
    CHECK(conditions(*store).empty());
    CHECK(store->unread().empty());
    const auto parked = store->parked(10);
    REQUIRE(parked.size() == 1);
    return parked[0].reason;
  };
  SECTION("a sealed kind in the clear") {
    stream.add({health("sakit")}, header());
    CHECK(reason() == "health_check harus tersegel");
  }
  SECTION("another kind under the seal") {
    add_sealed(stream, key, {change("schedule", R"({"employee":"x","date":"2026-03-02","mode":"WFH"})")});
    CHECK(reason() == "schedule tidak boleh tersegel");
  }
  SECTION("a seal that does not open") {
    log::Header made = header();
    made.extensions.push_back(log::extension_of(log::Sealed{log::id_of(key), {}}));
    stream.add(log::seal_payload(sealing_key(2), unit, model::encode_payload({health("sakit")}), chance()), made);
    CHECK(reason() == "isinya tersegel dan tidak terbuka dengan kunci yang disebutnya");
  }
  SECTION("a mark that does not decode, whatever keys are there") {
    log::Header made = header();
    made.extensions.push_back({log::Sealed::tag, {1, 2, 3}});
    stream.add(base::Bytes{1}, made);
    CHECK(reason() == "tanda segelnya tidak dapat dibaca");
    auto hub = memory_store();
    REQUIRE(ingest(*hub, stream.slice()).has_value());
    CHECK(hub->parked(10).size() == 1);
  }
  SECTION("a mark beyond its limit") {
    log::VersionVector unread;
    for (std::uint8_t number = 0; number <= log::Sealed::most_unread; ++number) unread.raise({number, 1}, 1);
    CHECK_FALSE(log::decode_sealed(log::extension_of(log::Sealed{{}, unread})).has_value());
  }
}

TEST_CASE("sealed: an extension of a later version beside the seal waits for that version") {
  auto store = store_of(one);
  const base::SymmetricKey key = sealing_key(1);
  HandMadeStream stream(two, unit, Lane::daily);
  stream.add({share(one, key)}, header());
  log::Header made = header();
  made.extensions.push_back(log::extension_of(log::Sealed{log::id_of(key), {}}));
  made.extensions.push_back({5, {}});
  stream.add(log::seal_payload(key, unit, model::encode_payload({health("sakit")}), chance()), made);
  REQUIRE(ingest(*store, stream.slice()).has_value());
  CHECK(query(*store, "SELECT kind FROM deferred") == "-1");
  CHECK(store->unread().empty());
}

TEST_CASE("sealed: the commit that an older version put aside as unknown is read after the upgrade") {
  test::TemporaryFolder folder;
  const base::SymmetricKey key = sealing_key(1);
  HandMadeStream stream(two, unit, Lane::daily);
  stream.add({share(one, key)}, header());
  add_sealed(stream, key, {health("sakit")});
  {
    auto store = store::ReplicaStore::open(folder.file("hadir.db")).value();
    REQUIRE(ingest(*store, stream.slice()).has_value());
    // As a version without tag 3 leaves it.
    store->database().execute("DELETE FROM unread");
    store->database().execute("INSERT INTO deferred (stream, seq, kind, field, context) SELECT id, 2, -1, -1, x'00' FROM stream");
  }
  auto store = store::ReplicaStore::open(folder.file("hadir.db")).value();
  CHECK(store->unread().size() == 1);
  CHECK(query(*store, "SELECT count(*) FROM deferred") == "0");
  store->use_keys(std::vector{one});
  CHECK(conditions(*store) == "x|sakit\n");
  CHECK(store->unread().empty());
}

TEST_CASE("sealed: a key is believed for reading where it opens, and for writing where this PC itself says so") {
  auto store = store_of(one);
  const base::SymmetricKey own = sealing_key(1), foreign = sealing_key(2);
  HandMadeStream stream(false_pc, unit, Lane::daily);
  stream.add({share(one, foreign, SharePurpose::write)}, header());
  auto claimed = share(one, sealing_key(3));
  claimed.fields[0].value = base::to_hex(log::id_of(own));  // a wrong name
  stream.add({claimed}, header());
  REQUIRE(ingest(*store, stream.slice()).has_value());
  CHECK(store->keyring().keys().size() == 2);
  CHECK(store->keyring().keys().contains(log::id_of(foreign)));
  CHECK_FALSE(store->keyring().keys().contains(log::id_of(own)));
  CHECK_FALSE(store::writing_key(*store, unit).has_value());

  test::must_record(*store, test::authorship(one), share(one, own, SharePurpose::write));
  CHECK(store::writing_key(*store, unit) == own);
  // Whoever repeats a share as the writer's own changes nothing.
  const auto shares = store::key_shares(*store, unit);
  HandMadeStream echo(two, unit, Lane::daily);
  for (const auto& one_share : shares) {
    auto again = share(one, foreign, SharePurpose::write);
    again.key[1].value = one_share.wrapped;
    log::Header early = header();
    early.stamp.ms -= 1000;
    echo.add({again}, early);
  }
  REQUIRE(ingest(*store, echo.slice()).has_value());
  CHECK(store::writing_key(*store, unit) == own);
  // Accepted by a person here.
  test::must_record(*store, test::authorship(one), share(one, foreign, SharePurpose::write));
  CHECK(store::writing_key(*store, unit) == foreign);
}

TEST_CASE("sealed: of what its author had not read a commit has seen nothing") {
  const base::SymmetricKey first = sealing_key(1), second = sealing_key(2);
  auto here = store_of(one), there = store_of(two);
  test::must_record(*here, sealing(one, first), share(one, first, SharePurpose::write));
  test::must_record(*there, sealing(two, second), share(two, second, SharePurpose::write));
  test::must_record(*here, sealing(one, first), health("sehat"));
  test::must_record(*there, sealing(two, second), health("sakit"));
  test::copy_all(*here, *there);
  test::copy_all(*there, *here);
  CHECK(conditions(*here) == "x|sehat\n");
  // Both edit what they see, with a context that covers what they do not see.
  test::must_record(*here, sealing(one, first), health("gejala"));
  test::must_record(*there, sealing(two, second), health("positif"));
  test::must_record(*here, test::authorship(one), share(two, first));
  test::must_record(*there, test::authorship(two), share(one, second));
  test::copy_all(*here, *there);
  test::copy_all(*there, *here);
  CHECK(test::dump(*here) == test::dump(*there));
  const std::string scope = unit;
  const auto conflicts = here->conflicts(&scope);
  REQUIRE(conflicts.size() == 1);
  CHECK(conflicts[0].state.find(3)->heads.size() == 2);
  // Settled by somebody who has read both.
  test::must_record(*here, sealing(one, first), health("sakit"));
  test::copy_all(*here, *there);
  CHECK(there->conflicts(&scope).empty());
  CHECK(conditions(*there) == "x|sakit\n");
}

TEST_CASE("sealed: a replica that goes on under another name reads and shows what it did") {
  auto store = store_of(one);
  const base::SymmetricKey key = sealing_key(1);
  test::must_record(*store, sealing(one, key), share(one, key, SharePurpose::write));
  test::must_record(*store, sealing(one, key), health("sehat"));
  const std::string before = conditions(*store);
  {
    store::Transaction transaction(store->database());
    store->continue_as(two, unit, {}, wire::Return::restored, test::noon_ms);
    transaction.commit();
  }
  CHECK(conditions(*store) == before);
  store->use_keys(std::vector{two});
  CHECK(store::writing_key(*store, unit) == key);
  for (const auto& change : store::shares_to_self(*store, unit, two.public_key(), chance()))
    test::must_record(*store, test::authorship(two), change);
  CHECK(store::writing_key(*store, unit) == key);
  // A replica with the new name alone has all of it.
  auto fresh = store_of(two);
  test::copy_all(*store, *fresh);
  CHECK(conditions(*fresh) == before);
  CHECK(fresh->unread().empty());
}

TEST_CASE("sealed: one payload is erased by law, wherever it is read or not") {
  auto store = store_of(one), hub = memory_store();
  const base::SymmetricKey key = sealing_key(1);
  test::record(*store, sealing(one, key), {share(one, key, SharePurpose::write), health("sehat"), health("sakit", "y")});
  test::copy_all(*store, *hub);
  const auto commit = store->slice_after(store->streams(unit, Lane::daily)[0], 0, 1 << 20).value().commits[1];
  HandMadeStream secretariat(test::key_pair(test::hub_number), unit, Lane::urgent);
  secretariat.add(
      {change(
          "erasure",
          R"({"payload":")" + base::to_hex(commit.payload_hash) +
              R"(","reason":"permintaan","basis":"UU 27/2022","author":"198609262015051001","at":"2026-03-02T07:00:00+07:00"})")},
      header());
  for (auto* replica : {store.get(), hub.get()}) {
    REQUIRE(ingest(*replica, secretariat.slice()).has_value());
    CHECK(query(*replica, "SELECT count(*) FROM commit_log WHERE payload IS NULL") == "1");
  }
  CHECK(conditions(*store) == "y|sakit\n");
  REQUIRE(hub->unread().size() == 1);
  CHECK(hub->unread()[0].commits == 1);
}

TEST_CASE("sealed: laws") {
  rc::prop("in whatever order shares and sealed commits arrive, the records are the same", [] {
    const std::vector<base::SymmetricKey> keys{sealing_key(1), sealing_key(2), sealing_key(3)};
    const base::KeyPair reader = test::key_pair(9);
    std::vector<HandMadeStream> streams;
    for (std::uint8_t number = 1; number <= 3; ++number) streams.emplace_back(test::key_pair(number), unit, Lane::daily);
    const std::vector<std::string> states{"sehat", "gejala", "sakit", "positif"};
    for (int step = *rc::gen::inRange(1, 20); step > 0; --step) {
      const auto at = *rc::gen::inRange<std::size_t>(0, streams.size());
      const auto& key = *rc::gen::elementOf(keys);
      log::Header made = header();
      made.stamp.ms += *rc::gen::inRange(0, 3);
      const auto other = *rc::gen::inRange<std::size_t>(0, streams.size());
      if (other != at && *rc::gen::arbitrary<bool>() && streams[other].head().seq > 0)
        made.context_delta.raise(streams[other].id().origin, streams[other].head().seq);
      log::VersionVector unread;
      if (*rc::gen::arbitrary<bool>()) unread.raise(streams[other].id().origin, *rc::gen::inRange<std::uint64_t>(1, 4));
      switch (*rc::gen::inRange(0, 4)) {
        case 0: streams[at].add({share(reader, key)}, made); break;
        case 1: streams[at].add({change("schedule", R"({"employee":"x","date":"2026-03-02","mode":"WFH"})")}, made); break;
        default:
          add_sealed(streams[at], key, {health(*rc::gen::elementOf(states), *rc::gen::element<std::string>("x", "y"))}, made,
                     unread);
      }
    }
    const auto delivered = [&](bool reopened) {
      auto store = memory_store();
      if (!reopened) store->use_keys(std::vector{reader});
      std::vector<std::uint64_t> next(streams.size(), 1);
      std::vector<std::size_t> order;
      for (std::size_t index = 0; index < streams.size(); ++index)
        for (std::uint64_t seq = 1; seq <= streams[index].head().seq; ++seq) order.push_back(index);
      for (std::size_t index = order.size(); index > 1; --index)
        std::swap(order[index - 1], order[*rc::gen::inRange<std::size_t>(0, index)]);
      for (const std::size_t index : order) {
        RC_ASSERT(ingest(*store, streams[index].slice(next[index], next[index])).has_value());
        ++next[index];
      }
      if (reopened) store->use_keys(std::vector{reader});
      return test::dump(*store) + "unread " +
             query(*store,
                   "SELECT group_concat(hex(sealing_key) || seq) FROM (SELECT * FROM unread u JOIN "
                   "stream s ON s.id = u.stream ORDER BY s.origin, seq)");
    };
    const std::string first = delivered(false);
    RC_ASSERT(delivered(false) == first);
    RC_ASSERT(delivered(true) == first);
  });
}
