// The agent's link against a real TLS server.
#include "agent/uplink.h"

#include "common/base/crypto.h"
#include "common/base/files.h"
#include "tests/unit/fixtures.h"
#include "tests/unit/http_fixture.h"

namespace hadir::agent {
namespace {

using namespace test;

const CurlLibrary& library() {
  static const CurlLibrary one;
  return one;
}

const http::Identity& identity() {
  static const http::Identity one = http::make_self_signed({"127.0.0.1"}, base::WallTime{1'772'409'600'000}).value();
  return one;
}

asio::awaitable<http::Response> echo(http::Request request) {
  if (request.path() == "/busy") {
    http::Response busy = http::problem(503, "Busy", "later");
    busy.fields.push_back({"Retry-After", "7"});
    co_return busy;
  }
  if (request.path() == "/large") co_return http::text(200, "a/b", std::string(100'000, 'x'));
  if (request.path() == "/fields") {
    std::string names;
    for (const http::Field& field : request.fields) names += field.name + " ";
    co_return http::text(200, "a/b", names);
  }
  http::Response same;
  same.content_type = "application/vnd.hadir.frame";
  same.body = std::move(request.body);
  co_return same;
}

http::ServerOptions tls(http::Limits limits = {}) {
  http::ServerOptions options;
  options.identity = identity();
  options.limits = limits;
  return options;
}

UplinkOptions to(std::uint16_t port) {
  UplinkOptions options;
  options.url = "https://127.0.0.1:" + std::to_string(port);
  options.pin = http::spki_pin(identity().certificate_pem).value();
  return options;
}

const std::function<bool()> never;

}  // namespace

TEST_CASE("uplink: posts go over one pinned connection") {
  LiveServer server(tls(), echo);
  CurlUplink uplink(library(), base::system_clock(), to(server.port()));
  for (const std::size_t size : {0u, 1u, 1000u, 3'000'000u}) {
    const base::Bytes body(size, 'q');
    const HttpReply reply = uplink.post("/v1/exchange", body, never).value();
    CHECK(reply.status == 200);
    CHECK(reply.content_type == "application/vnd.hadir.frame");
    CHECK(reply.body.size() == size);
    CHECK(reply.body == body);
    CHECK(reply.bytes_sent > size);
    CHECK(reply.bytes_received > size);
    CHECK_FALSE(reply.retry_after);
  }
  CHECK(uplink.connections_opened() == 1);
  const HttpReply small = uplink.post("/v1/exchange", base::bytes_of("x"), never).value();
  CHECK(small.bytes_sent < 250);
  CHECK(small.bytes_received < 150);
}

TEST_CASE("uplink: requests carry no field more than they need") {
  LiveServer server(tls(), echo);
  CurlUplink uplink(library(), base::system_clock(), to(server.port()));
  const HttpReply reply = uplink.post("/fields", base::bytes_of("x"), never).value();
  CHECK(base::text_of(reply.body) == "Host Content-Type Content-Length ");
}

TEST_CASE("uplink: a dropped connection comes back with an abbreviated handshake") {
  http::Limits limits;
  limits.idle_time = 50ms;
  LiveServer server(tls(limits), echo);
  CurlUplink uplink(library(), base::system_clock(), to(server.port()));
  const HttpReply first = uplink.post("/", base::bytes_of("x"), never).value();
  while (server.connections() > 0) std::this_thread::yield();
  const HttpReply second = uplink.post("/", base::bytes_of("x"), never).value();
  CHECK(uplink.connections_opened() == 2);
  CHECK(second.bytes_received + 400 < first.bytes_received);  // no certificate this time
}

TEST_CASE("uplink: a session outlives the program in a private file, and is worth nothing to another hub's pin") {
  LiveServer server(tls(), echo);
  const TemporaryFolder directory;
  UplinkOptions options = to(server.port());
  options.session_file = directory.file("tls_session");
  const auto post = [&](const UplinkOptions& with) {
    CurlUplink uplink(library(), base::system_clock(), with);
    return uplink.post("/", base::bytes_of("x"), never);
  };
  const std::uint64_t whole = post(options).value().bytes_received;
  CHECK(base::is_private(options.session_file));
  for (int again = 0; again < 3; ++again) CHECK(post(options).value().bytes_received + 400 < whole);

  UplinkOptions wrong = options;
  wrong.pin = http::spki_pin(http::make_self_signed({"127.0.0.1"}, base::WallTime{0}).value().certificate_pem).value();
  CHECK(error_of(post(wrong)).fault == base::Fault::refused);

  for (const std::size_t size : {0u, 1u, 500u}) {
    REQUIRE(base::write_private_file(options.session_file, std::string(size, 'x')).has_value());
    CHECK(post(options).value().bytes_received + 400 > whole);
  }
  // Its own hub's name before bytes that are no session.
  const std::string kept = base::read_file(options.session_file, 100'000).value();
  REQUIRE(base::write_private_file(options.session_file, kept.substr(0, 32 + 100)).has_value());
  CHECK(post(options).value().bytes_received + 400 > whole);
  CHECK(post(options).value().bytes_received + 400 < whole);
}

// The pin is asked of a resumed session too: its certificate is the one that the session began with.
TEST_CASE("uplink: a session under the same name with another certificate is not resumed past the pin") {
  const TemporaryFolder directory;
  LiveServer server(tls(), echo);
  UplinkOptions options = to(server.port());
  options.session_file = directory.file("tls_session");
  UplinkOptions other = options;
  CurlUplink uplink(library(), base::system_clock(), options);
  REQUIRE(uplink.post("/", base::bytes_of("x"), never).has_value());
  std::string kept = base::read_file(options.session_file, 100'000).value();
  other.pin = http::spki_pin(http::make_self_signed({"127.0.0.1"}, base::WallTime{0}).value().certificate_pem).value();
  const base::Hash name = base::hash_of(base::bytes_of(other.url + " " + other.pin));
  kept.replace(0, name.size(), base::text_of(name));
  REQUIRE(base::write_private_file(options.session_file, kept).has_value());
  CurlUplink wrong(library(), base::system_clock(), other);
  CHECK(error_of(wrong.post("/", base::bytes_of("x"), never)).fault == base::Fault::refused);
}

TEST_CASE("uplink: another key than the pinned one is refused, not unreachable") {
  LiveServer server(tls(), echo);
  UplinkOptions options = to(server.port());
  options.pin = http::spki_pin(http::make_self_signed({"127.0.0.1"}, base::WallTime{0}).value().certificate_pem).value();
  CurlUplink wrong(library(), base::system_clock(), options);
  const base::Error pinned = error_of(wrong.post("/", {}, never));
  CHECK(pinned.fault == base::Fault::refused);
  CHECK_THAT(pinned.what, contains("kode pendaftaran"));

  options.pin.clear();
  CurlUplink unpinned(library(), base::system_clock(), options);
  const base::Error unknown = error_of(unpinned.post("/", {}, never));
  CHECK(unknown.fault == base::Fault::refused);
  CHECK_THAT(unknown.hint, contains("jam"));
}

TEST_CASE("uplink: statuses and Retry-After are replies") {
  LiveServer server(tls(), echo);
  CurlUplink uplink(library(), base::system_clock(), to(server.port()));
  const HttpReply busy = uplink.post("/busy", base::bytes_of("x"), never).value();
  CHECK(busy.status == 503);
  REQUIRE(busy.retry_after);
  CHECK(busy.retry_after->count() == 7);
  CHECK(busy.content_type == "application/problem+json");
}

TEST_CASE("uplink: an answer beyond the limit is refused") {
  LiveServer server(tls(), echo);
  UplinkOptions options = to(server.port());
  options.reply_bytes = 1000;
  CurlUplink uplink(library(), base::system_clock(), options);
  CHECK(error_of(uplink.post("/large", base::bytes_of("x"), never)).fault == base::Fault::too_large);
  CHECK(uplink.post("/", base::bytes_of("x"), never).value().status == 200);
}

TEST_CASE("uplink: nobody there is unreachable, in words for the office") {
  asio::io_context io;
  asio::ip::tcp::acceptor taken(io, {asio::ip::address_v4::loopback(), 0});
  const std::uint16_t port = taken.local_endpoint().port();
  taken.close();
  CurlUplink uplink(library(), base::system_clock(), to(port));
  const base::Error error = error_of(uplink.post("/", {}, never));
  CHECK(error.fault == base::Fault::unreachable);
  CHECK_THAT(error.what, starts_with("hub tidak terjangkau"));
  CHECK_FALSE(error.hint.empty());

  UplinkOptions nameless = to(port);
  nameless.url = "https://hub.invalid";
  CurlUplink lost(library(), base::system_clock(), nameless);
  CHECK(error_of(lost.post("/", {}, never)).fault == base::Fault::unreachable);

  UplinkOptions plain = to(port);
  plain.url = "http://127.0.0.1:" + std::to_string(port);
  CurlUplink open(library(), base::system_clock(), plain);
  CHECK(error_of(open.post("/", {}, never)).fault == base::Fault::bad_input);
}

TEST_CASE("uplink: waiting can be cancelled, and silence ends by itself") {
  LiveServer server(tls(), [](http::Request) -> asio::awaitable<http::Response> {
    asio::steady_timer forever(co_await asio::this_coro::executor, asio::steady_timer::time_point::max());
    co_await forever.async_wait(asio::use_awaitable);
    co_return http::Response();
  });
  CurlUplink uplink(library(), base::system_clock(), to(server.port()));
  const auto until = std::chrono::steady_clock::now() + 100ms;
  const base::Error cancelled =
      error_of(uplink.post("/", base::bytes_of("x"), [until] { return std::chrono::steady_clock::now() > until; }));
  CHECK(cancelled.fault == base::Fault::busy);

  // Two minutes pass in the first second of waiting.
  base::FakeClock clock;
  CurlUplink impatient(library(), clock, to(server.port()));
  const base::Error stalled = error_of(impatient.post("/", base::bytes_of("x"), [&clock] {
    clock.advance(40'000);
    return false;
  }));
  CHECK(stalled.fault == base::Fault::unreachable);
  CHECK_THAT(stalled.what, contains("detik"));
}

TEST_CASE("uplink: garbage at the TLS port hurts nobody else") {
  LiveServer server(tls(), echo);
  RawClient garbage(server.port());
  garbage.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  garbage.rest();
  RawClient noise(server.port());
  noise.send(std::string(5000, '\xff'));
  noise.rest();
  RawClient half(server.port());
  half.send(std::string("\x16\x03\x01\x02\x00\x01", 6));
  half.close();
  CurlUplink uplink(library(), base::system_clock(), to(server.port()));
  CHECK(uplink.post("/", base::bytes_of("x"), never).value().status == 200);
}

}  // namespace hadir::agent
