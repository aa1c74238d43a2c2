// Other offices' bundles on this PC: kept once, within bounds, handed on to the right hub, and answered.
#include "agent/carried.h"

#include <deque>

#include "tests/catch.h"
#include "tests/unit/fixtures.h"

namespace hadir::agent {
namespace {

const base::KeyPair hub = test::key_pair(test::hub_number);

base::Bytes bundle(sync::BundleKind kind, std::uint64_t seed, std::size_t bytes = 50) {
  base::SeededRandom random(seed);
  const base::KeyPair office = test::key_pair(1);
  const base::PublicKey& receiver = (kind == sync::BundleKind::to_office ? office : hub).public_key();
  const sync::BundleHeader header{kind, sync::fingerprint_of(receiver), test::origin(1), {}, 1, 1};
  const std::vector<base::Bytes> messages{base::Bytes(bytes, 7)};
  return sync::write_bundle(header, &receiver, messages, base::limits::bundle_bytes, random)->front();
}

// A hub that answers what the test says.
class ScriptedUplink final : public Uplink {
 public:
  std::deque<base::Result<HttpReply>> replies;
  std::vector<base::Bytes> posted;

  const HttpReply& broken_off() const override { return broken_; }
  base::Result<HttpReply> call(const HttpCall& call, const std::function<bool()>&) override {
    CHECK(call.path == "/v1/bundle");
    posted.emplace_back(call.body.begin(), call.body.end());
    auto reply = std::move(replies.front());
    replies.pop_front();
    return reply;
  }
  void say(unsigned status, base::Bytes body) {
    HttpReply reply;
    reply.status = status;
    reply.body = std::move(body);
    replies.emplace_back(std::move(reply));
  }

 private:
  HttpReply broken_;
};

struct Place {
  std::unique_ptr<store::ReplicaStore> store = test::memory_store();
  Carried carried{*store};

  base::Result<Carried::Kept> keep(const base::Bytes& file) {
    return carried.keep(sync::read_bundle_header(file).value(), file, test::noon_ms);
  }
};

TEST_CASE("carried: the same file is kept once, and a longer copy takes the place of a cut one") {
  Place here;
  const base::Bytes file = bundle(sync::BundleKind::to_hub, 1);
  const base::Bytes half(file.begin(), file.end() - 30);
  CHECK(here.keep(half).value() == Carried::Kept::new_one);
  CHECK(here.keep(file).value() == Carried::Kept::new_one);
  CHECK(here.keep(file).value() == Carried::Kept::already);
  CHECK(here.keep(half).value() == Carried::Kept::already);
  REQUIRE(here.carried.list().size() == 1);
  CHECK(here.carried.content(here.carried.list().front().digest) == file);
  CHECK(here.carried.list().front().header == sync::read_bundle_header(file).value());
  // Under the same name, but another file: both stay.
  base::Bytes other = file;
  other[other.size() - 40] ^= 1;
  CHECK(here.keep(other).value() == Carried::Kept::new_one);
  CHECK(here.carried.list().size() == 2);
}

TEST_CASE("carried: other people's bundles never take more than their room") {
  Place here;
  const std::size_t large = base::limits::bundle_bytes - 1024;
  std::uint64_t seed = 1;
  for (std::size_t bytes = 0; bytes + base::limits::bundle_bytes <= carried_bytes; bytes += base::limits::bundle_bytes)
    REQUIRE(here.keep(bundle(sync::BundleKind::to_hub, seed++, large)).has_value());
  CHECK(test::error_of(here.keep(bundle(sync::BundleKind::to_hub, seed, large))).fault == base::Fault::too_large);
  here.carried.remove(here.carried.list().front().digest);
  CHECK(here.keep(bundle(sync::BundleKind::to_hub, seed, large)).has_value());
}

TEST_CASE("carried: handed on, the answer stands where the request was; what the hub refuses is not offered again") {
  Place here;
  const base::Bytes one = bundle(sync::BundleKind::to_hub, 1), answer = bundle(sync::BundleKind::to_office, 2);
  REQUIRE(here.keep(one).has_value());
  ScriptedUplink uplink;
  // For another hub: it stays.
  CHECK_FALSE(here.carried.hand_on(uplink, test::key_pair(9).public_key(), test::noon_ms, {}));
  CHECK(uplink.posted.empty());

  uplink.replies.emplace_back(base::Error{base::Fault::unreachable, "no link", ""});
  CHECK_FALSE(here.carried.hand_on(uplink, hub.public_key(), test::noon_ms, {}));
  uplink.say(503, {});
  CHECK_FALSE(here.carried.hand_on(uplink, hub.public_key(), test::noon_ms, {}));
  // Somebody between who answers anything with 200.
  uplink.say(200, base::Bytes{1, 2, 3});
  CHECK_FALSE(here.carried.hand_on(uplink, hub.public_key(), test::noon_ms, {}));
  CHECK(here.carried.list().size() == 1);

  uplink.say(200, answer);
  CHECK(here.carried.hand_on(uplink, hub.public_key(), test::noon_ms, {}));
  CHECK(uplink.posted.back() == one);
  REQUIRE(here.carried.list().size() == 1);
  CHECK(here.carried.content(here.carried.list().front().digest) == answer);
  CHECK_FALSE(here.carried.hand_on(uplink, hub.public_key(), test::noon_ms, {}));

  REQUIRE(here.keep(bundle(sync::BundleKind::to_hub, 3)).has_value());
  const std::string_view problem = R"({"code":"revoked","detail":"dicabut"})";
  uplink.say(403, base::Bytes(problem.begin(), problem.end()));
  CHECK(here.carried.hand_on(uplink, hub.public_key(), test::noon_ms, {}));
  const std::size_t posted = uplink.posted.size();
  CHECK_FALSE(here.carried.hand_on(uplink, hub.public_key(), test::noon_ms, {}));
  CHECK(uplink.posted.size() == posted);
  bool is_noted = false;
  for (const CarriedBundle& left : here.carried.list()) is_noted |= left.note == "dicabut";
  CHECK(is_noted);
}

}  // namespace
}  // namespace hadir::agent
