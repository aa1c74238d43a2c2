// What the hub remembers of requests and answers that broke off: for whom, how much of it, and how long.
#include "hub/uploads.h"

#include "common/base/text.h"
#include "common/sync/hub_exchange.h"
#include "tests/property.h"
#include "tests/unit/fixtures.h"

namespace hadir::hub {
namespace {

using namespace test;

struct House {
  base::FakeClock clock;
  bool vouches = true;
  std::vector<std::function<void(bool)>> pending;
  bool waits = false;
  Uploads uploads;

  explicit House(Uploads::Limits limits = {})
      : uploads(
            clock,
            [this](base::Bytes bytes, std::function<void(bool)> done) {
              const auto announced = sync::parse_announcement(bytes);
              REQUIRE(announced);
              const bool yes = vouches && sync::verify_announcement(
                                              *announced, key_pair(announced->envelope.origin == origin(1) ? 1 : 2).public_key(),
                                              key_pair(hub_number).public_key());
              if (waits)
                pending.push_back(std::move(done));
              else
                done(yes);
            },
            limits) {}

  static http::Request post(const base::Bytes& request, std::uint8_t who = 1) {
    http::Request head;
    head.method = "POST";
    head.target = std::string(sync::exchange_path);
    head.fields.push_back({"upload", sync::announce(key_pair(who), key_pair(hub_number).public_key(), request)});
    return head;
  }
  static http::Request about(const base::Bytes& request, const char* method, const std::string& query = "") {
    http::Request head;
    head.method = method;
    head.target = std::string(sync::resume_path) + base::to_hex(sync::name_of_request(request)) + query;
    return head;
  }
  http::Response ask(const base::Bytes& request, const std::string& range = "") {
    http::Request head = about(request, "GET");
    if (!range.empty()) head.fields.push_back({"Range", range});
    return uploads.ask(*resumed_name(head), head);
  }
  std::optional<std::uint64_t> held(const base::Bytes& request) {
    const http::Response response = ask(request);
    return response.status == 202 ? sync::parse_held(response.body) : std::nullopt;
  }
};

base::Bytes request_of(std::size_t size, char letter = 'q') { return base::Bytes(size, static_cast<std::uint8_t>(letter)); }
base::ByteView part(const base::Bytes& request, std::size_t from, std::size_t to) {
  return base::ByteView(request).subspan(from, to - from);
}

http::Response answer_of(std::size_t size) {
  http::Response response;
  response.body = request_of(size, 'a');
  for (std::size_t at = 0; at < size; ++at) response.body[at] = static_cast<std::uint8_t>(at * 7);
  return response;
}

}  // namespace

TEST_CASE("uploads: a request that broke off goes on where it broke, over and over") {
  House house;
  const base::Bytes request = request_of(50'000);
  const auto name = sync::name_of_request(request);
  auto watch = house.uploads.watch(House::post(request));
  REQUIRE(watch);
  CHECK(watch->on_body(part(request, 0, 10'000)));
  CHECK(house.held(request) == 10'000u);
  CHECK_FALSE(house.uploads.whole(name));
  CHECK_FALSE(watch->on_body(part(request, 10'000, 11'000)));  // whoever asked goes on over another connection
  CHECK_FALSE(house.uploads.watch(House::about(request, "POST", "?from=9999")));
  auto second = house.uploads.watch(House::about(request, "POST", "?from=10000"));
  REQUIRE(second);
  CHECK(second->on_body(part(request, 10'000, 30'000)));
  CHECK(house.held(request) == 30'000u);
  auto third = house.uploads.watch(House::about(request, "POST", "?from=30000"));
  CHECK(third->on_body(part(request, 30'000, 50'000)));
  CHECK(house.uploads.whole(name) == request);
  house.uploads.answered(name, origin(1), answer_of(500));
  CHECK_FALSE(house.uploads.whole(name));
  CHECK(house.ask(request).body == answer_of(500).body);
  CHECK(house.uploads.held_bytes() == 500);
}

TEST_CASE("uploads: an answer is given again from any byte on") {
  House house;
  const base::Bytes request = request_of(300), answer = answer_of(20'000).body;
  house.uploads.answered(sync::name_of_request(request), origin(1), answer_of(20'000));
  CHECK(house.ask(request).status == 200);
  const http::Response rest = house.ask(request, "bytes=7000-");
  CHECK(rest.status == 206);
  CHECK(rest.body == base::Bytes(answer.begin() + 7000, answer.end()));
  CHECK(house.ask(request, "bytes=20000-").body.empty());
  for (const char* odd : {"bytes=20001-", "bytes=-5", "bytes=1-2", "lines=3-", "bytes=-"})
    CHECK(house.ask(request, odd).status == 200);
  house.uploads.answered(sync::name_of_request(request_of(301)), origin(1), answer_of(100));
  CHECK(house.ask(request_of(301)).status == 404);  // short ones are asked for anew
}

TEST_CASE("uploads: a refusal is not kept, a hub without time keeps what it has") {
  House house;
  const base::Bytes request = request_of(9'000);
  auto watch = house.uploads.watch(House::post(request));
  watch->on_body(request);
  http::Response busy = answer_of(20);
  busy.status = 503;
  house.uploads.answered(sync::name_of_request(request), origin(1), busy);
  CHECK(house.held(request) == 9'000u);
  busy.status = 401;
  house.uploads.answered(sync::name_of_request(request), origin(1), busy);
  CHECK(house.ask(request).status == 404);
  CHECK(house.uploads.held_bytes() == 0);
}

TEST_CASE("uploads: strangers get no room") {
  House house;
  const base::Bytes request = request_of(9'000);
  house.vouches = false;
  auto watch = house.uploads.watch(House::post(request));
  REQUIRE(watch);
  CHECK(watch->on_body(request));  // a request like any other, but not remembered
  CHECK(house.ask(request).status == 404);
  CHECK(house.uploads.held_bytes() == 0);

  http::Request forged = House::post(request);
  forged.fields[0].value = "AAAA";
  CHECK_FALSE(house.uploads.watch(forged));
  forged.fields[0].value = "not base64 !";
  CHECK_FALSE(house.uploads.watch(forged));
  house.vouches = true;
  // Signed for another request than the one that comes.
  auto other = house.uploads.watch(House::post(request));
  CHECK(other->on_body(request_of(9'000, 'z')));
  CHECK_FALSE(house.uploads.whole(sync::name_of_request(request)));
  CHECK(other->on_body(request_of(1)));  // more than announced
  CHECK(house.ask(request).status == 404);

  house.waits = true;
  auto slow = house.uploads.watch(House::post(request));
  CHECK(slow->on_body(part(request, 0, 5'000)));
  CHECK(house.ask(request).status == 404);  // not before it is known who it is
  house.pending.at(0)(true);
  CHECK(house.held(request) == 5'000u);
}

TEST_CASE("uploads: one request per PC, for half an hour, in bounded memory") {
  House house({.bytes = 100'000});
  const base::Bytes old = request_of(20'000, 'o'), fresh = request_of(20'000, 'f');
  house.uploads.watch(House::post(old))->on_body(old);
  house.uploads.watch(House::post(fresh))->on_body(fresh);
  CHECK(house.ask(old).status == 404);
  CHECK(house.held(fresh) == 20'000u);
  house.clock.advance(31 * 60'000);
  CHECK(house.ask(fresh).status == 404);
  for (int number = 0; number < 50; ++number) {
    base::Bytes request = request_of(400, static_cast<char>(number));
    house.uploads.answered(sync::name_of_request(request), origin(2), answer_of(9'000 + static_cast<std::size_t>(number)));
    house.clock.advance(1);
    CHECK(house.uploads.held_bytes() <= 100'000);
    CHECK(house.ask(request).status == 200);
  }
}

TEST_CASE("uploads: names and announcements of any bytes do no harm") {
  rc::prop("neither is read beyond its end", [](const base::Bytes& bytes, const std::string& text) {
    static_cast<void>(sync::parse_announcement(bytes));
    static_cast<void>(sync::parse_request_name(text));
    static_cast<void>(sync::parse_held(bytes));
    http::Request head;
    head.method = "POST";
    head.target = std::string(sync::resume_path) + text;
    head.fields.push_back({std::string(sync::announce_field), text});
    House house;
    RC_ASSERT(house.uploads.watch(head) == nullptr);
  });
}

}  // namespace hadir::hub
