// Who may exchange: one-time codes, revoking, and what is counted of refusals.
#include "hub/registry.h"

#include <fstream>
#include <iterator>

#include "common/sync/enrolment_code.h"
#include "tests/unit/hub_fixture.h"

namespace hadir::hub {
namespace {

using namespace test;
using base::Fault;

constexpr std::int64_t now_ms = 1'772'409'600'000, day_ms = 86'400'000;

struct Bench : HubFolder {
  SqliteRegistry registry{store()};

  wire::Secret code(const std::string& unit = "7.01", std::int64_t days = 14) {
    return within([&] { return registry.make_code(unit, now_ms, now_ms + days * day_ms, random); });
  }
  base::Result<sync::Grant> redeem(const wire::Secret& secret, std::uint8_t key, const std::string& unit = "7.01",
                                   std::int64_t at_ms = now_ms) {
    return within([&] { return registry.redeem(secret, unit, key_pair(key).public_key(), "PC loket", at_ms); });
  }
};

}  // namespace

TEST_CASE("hub registry: a code enrols one PC, and the same PC may ask again") {
  Bench bench;
  const wire::Secret secret = bench.code();
  CHECK_FALSE(bench.registry.find(origin(1)));
  CHECK(bench.redeem(secret, 1).has_value());
  const auto enrolled = bench.registry.find(origin(1));
  REQUIRE(enrolled);
  CHECK(enrolled->key == key_pair(1).public_key());
  CHECK(enrolled->unit == "7.01");
  CHECK(enrolled->label == "PC loket");
  CHECK_FALSE(enrolled->revoked);

  CHECK(bench.redeem(secret, 1).has_value());  // its answer was lost
  CHECK(bench.redeem(secret, 1, "7.01", now_ms + 100 * day_ms).has_value());
  CHECK(bench.count("replica") == 1);

  const base::Error other = error_of(bench.redeem(secret, 2));
  CHECK(other.fault == Fault::refused);
  CHECK_THAT(other.what, contains("sudah dipakai"));
  CHECK_FALSE(bench.registry.find(origin(2)));
}

TEST_CASE("hub registry: unknown, foreign, expired and withdrawn codes are refused, each with its reason") {
  Bench bench;
  CHECK_THAT(error_of(bench.redeem({1, 2, 3}, 1)).what, contains("tidak dikenal"));
  CHECK_THAT(error_of(bench.redeem(bench.code(), 1, "7.02")).what, contains("bukan untuk unit 7.02"));
  const wire::Secret old = bench.code("7.01", 14);
  CHECK_THAT(error_of(bench.redeem(old, 1, "7.01", now_ms + 14 * day_ms + 1)).what, contains("kedaluwarsa"));
  CHECK(bench.redeem(old, 1, "7.01", now_ms + 14 * day_ms).has_value());
  const wire::Secret unused = bench.code("8.01");
  CHECK(bench.registry.revoke("8.01", now_ms).value().codes_withdrawn == 1);
  const base::Error withdrawn = error_of(bench.redeem(unused, 2, "8.01"));
  CHECK_THAT(withdrawn.what, contains("ditarik"));
  CHECK_FALSE(withdrawn.hint.empty());
  CHECK(bench.count("replica") == 1);
}

TEST_CASE("hub registry: the secret of a code stands in no file") {
  Bench bench;
  const wire::Secret secret = bench.code();
  bench.store().database().execute("PRAGMA wal_checkpoint(TRUNCATE)");
  std::ifstream file(bench.dir().root() / "hub.db", std::ios::binary);
  const std::string bytes((std::istreambuf_iterator<char>(file)), {});
  REQUIRE(bytes.size() > 10'000);
  CHECK(bytes.find(std::string(secret.begin(), secret.end())) == std::string::npos);
  CHECK(bytes.find(base::to_hex(secret)) == std::string::npos);
}

TEST_CASE("hub registry: the grant carries what the province knows of the unit") {
  Bench bench;
  CHECK(bench.redeem(bench.code(), 1).value().unit_name.empty());
  const store::Authorship hub{bench.dir().key(), true, "", "hub", stamp_at(now_ms), std::nullopt, now_ms};
  must_record(bench.store(), hub, change("unit", R"({"code":"7.01","name":"Kecamatan Alpha","time_zone":"WIT"})"));
  const sync::Grant grant = bench.redeem(bench.code(), 2).value();
  CHECK(grant.unit_name == "Kecamatan Alpha");
  CHECK(grant.offset_minutes == 9 * 60);
}

TEST_CASE("hub registry: counters of all 64 bits survive a restart") {
  Bench bench;
  bench.redeem(bench.code(), 1).value();
  for (const std::uint64_t counter : {std::uint64_t{5}, std::uint64_t{1} << 63, ~std::uint64_t{0}}) {
    bench.within([&] { return bench.registry.set_counter(origin(1), counter, now_ms + 5), 0; });
    CHECK(bench.registry.find(origin(1))->counter == counter);
  }
  const auto again = bench.dir().open_store().value();
  CHECK(SqliteRegistry(*again).find(origin(1))->counter == ~std::uint64_t{0});
  CHECK(SqliteRegistry(*again).replicas().at(0).last_seen_ms == now_ms + 5);
}

TEST_CASE("hub registry: revoking a unit takes its PCs and codes, revoking a PC only that one") {
  Bench bench;
  bench.redeem(bench.code(), 1).value();
  bench.redeem(bench.code(), 2).value();
  bench.redeem(bench.code("8.01"), 3, "8.01").value();
  bench.code();

  const Revoked one = bench.registry.revoke(log::to_text(origin(1)), now_ms).value();
  CHECK(one.replicas.size() == 1);
  CHECK(one.codes_withdrawn == 0);
  CHECK(bench.registry.find(origin(1))->revoked);
  CHECK_FALSE(bench.registry.find(origin(2))->revoked);

  const Revoked all = bench.registry.revoke("7.01", now_ms).value();
  CHECK(all.replicas.size() == 1);
  CHECK(all.already == 1);
  CHECK(all.codes_withdrawn == 1);
  CHECK(bench.registry.find(origin(2))->revoked);
  CHECK_FALSE(bench.registry.find(origin(3))->revoked);
  CHECK(bench.registry.open_codes(now_ms).empty());

  const Revoked again = bench.registry.revoke("7.01", now_ms).value();
  CHECK(again.replicas.empty());
  CHECK(again.already == 2);
  CHECK(error_of(bench.registry.revoke("9.99", now_ms)).fault == Fault::not_found);
}

TEST_CASE("hub registry: a new code lets a revoked PC in again, its old code does not") {
  Bench bench;
  const wire::Secret first = bench.code();
  bench.redeem(first, 1).value();
  bench.within([&] { return bench.registry.set_counter(origin(1), 40, now_ms), 0; });
  bench.registry.revoke("7.01", now_ms).value();
  CHECK_THAT(error_of(bench.redeem(first, 1)).what, contains("dicabut"));
  CHECK(bench.registry.find(origin(1))->revoked);

  CHECK(bench.redeem(bench.code(), 1).has_value());
  CHECK_FALSE(bench.registry.find(origin(1))->revoked);
  CHECK(bench.registry.find(origin(1))->counter == 40);  // what it sent before stays a replay
  CHECK_THAT(error_of(bench.redeem(bench.code("8.01"), 1, "8.01")).what, contains("unit 7.01"));
}

TEST_CASE("hub registry: refusals are counted, so garbage cannot grow the database") {
  Bench bench;
  bench.redeem(bench.code(), 1).value();
  const log::Origin known = origin(1);
  bench.within([&] {
    for (int time = 0; time < 1000; ++time) {
      bench.registry.note_refusal(nullptr, "bad_request", "frame: cut short " + std::to_string(time), now_ms + time);
      bench.registry.note_refusal(&known, "revoked", std::string(100'000, 'x') + "\n", now_ms + time);
    }
    return 0;
  });
  const auto refusals = bench.registry.refusals();
  REQUIRE(refusals.size() == 2);
  for (const RefusalCount& one : refusals) {
    CHECK(one.count == 1000);
    CHECK(one.first_ms == now_ms);
    CHECK(one.last_ms == now_ms + 999);
    CHECK(one.last_detail.size() <= 500);
  }
  const auto& proven = refusals[0].origin ? refusals[0] : refusals[1];
  const auto& unproven = refusals[0].origin ? refusals[1] : refusals[0];
  CHECK(proven.origin == known);
  CHECK(proven.unit == "7.01");
  CHECK(unproven.last_detail == "frame: cut short 999");
}

TEST_CASE("hub registry: a code is proven by its key as well as by its secret, and works once either way") {
  Bench bench;
  const wire::Secret secret = bench.code();
  const auto proven = [&](const base::PublicKey& code_key, std::uint8_t key, const std::string& unit = "7.01") {
    return bench.within(
        [&] { return bench.registry.redeem_proven(code_key, unit, key_pair(key).public_key(), "PC loket", now_ms); });
  };
  const base::PublicKey code_key = sync::code_key_of(secret).public_key();
  CHECK(proven(key_pair(1).public_key(), 1).has_error());
  CHECK(proven(code_key, 1, "7.02").has_error());
  CHECK(proven(code_key, 1).has_value());
  CHECK(proven(code_key, 1).has_value());  // a lost answer may be asked for again
  CHECK(proven(code_key, 2).has_error());
  CHECK(bench.redeem(secret, 2).has_error());
  CHECK(bench.redeem(secret, 1).has_value());
}

TEST_CASE("hub registry: of what a replica says it holds the latest word counts, in whatever order they come") {
  Bench bench;
  const auto said = [](std::uint64_t seq) {
    wire::ScopeVectors one{"7.01", {}};
    one.lanes[0].raise(origin(1), seq);
    wire::ExchangeRequest request;
    request.newest_protocol = 2;
    request.have = {one};
    return request;
  };
  CHECK_FALSE(bench.registry.last_said(origin(1)).has_value());
  for (const std::uint64_t counter : {5, 9, 7, 9})
    bench.within([&] {
      bench.registry.note_said(origin(1), counter, said(counter * 10), now_ms);
      return true;
    });
  CHECK(bench.registry.last_said(origin(1)) == said(90));
}

}  // namespace hadir::hub
