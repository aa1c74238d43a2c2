// The pure parts of our web servers: passwords, sessions, waiting after wrong guesses, whose request it is, and embedded files.
#include <boost/json.hpp>

#include <map>
#include "agent/kept_lockouts.h"

#include "common/web/embedded_files.h"
#include "common/web/lockout.h"
#include "common/web/password.h"
#include "common/web/problem.h"
#include "common/web/same_origin.h"
#include "common/web/sessions.h"
#include "tests/catch.h"

namespace hadir {
namespace {

constexpr web::HashCost cheap{8 * 1024, 1};
constexpr std::int64_t minute = 60'000;

http::Request request(std::vector<http::Field> fields, std::string method = "POST", std::string target = "/") {
  http::Request made;
  made.method = std::move(method);
  made.target = std::move(target);
  made.fields = std::move(fields);
  return made;
}

std::string field_of(const http::Response& response, std::string_view name) {
  for (const http::Field& one : response.fields)
    if (one.name == name) return one.value;
  return "";
}

}  // namespace

TEST_CASE("web password: what is stored is Argon2id, salted, and known again") {
  base::initialise_crypto();
  web::PasswordHasher hasher(cheap);
  const std::string one = hasher.hash("kuda liar di bukit").value(), two = hasher.hash("kuda liar di bukit").value();
  CHECK(one.starts_with("$argon2id$v=19$m=8,t=1,p=1$"));
  CHECK(one != two);
  CHECK(hasher.matches(one, "kuda liar di bukit"));
  CHECK_FALSE(hasher.matches(one, "kuda liar di bukit "));
  CHECK_FALSE(hasher.matches(one, ""));
  for (const char* stored : {"", "kuda", "$argon2id$v=19$m=99999999,t=1,p=1$", "$2b$10$abcdefghijklmnopqrstuv"})
    CHECK_FALSE(hasher.matches(stored, "nobody's"));
}

TEST_CASE("web password: the usual cost is what OWASP asks for") {
  const web::HashCost cost;
  // KiB and passes that the Password Storage Cheat Sheet holds equally strong.
  const std::map<std::size_t, std::uint64_t> equal{{47104, 1}, {19456, 2}, {12288, 3}, {9216, 4}, {7168, 5}};
  REQUIRE(equal.contains(cost.memory_bytes / 1024));
  CHECK(cost.passes == equal.at(cost.memory_bytes / 1024));
}

TEST_CASE("web password: what is too easily guessed is refused") {
  const std::string nip = "198609262015051001";
  CHECK(web::check_secret("kuda liar", nip).has_value());
  CHECK_FALSE(web::check_secret("pendek7", nip).has_value());
  CHECK_FALSE(web::check_secret(std::string(129, 'a'), nip).has_value());
  CHECK_FALSE(web::check_secret("aaaaaaaaaa", nip).has_value());
  CHECK_FALSE(web::check_secret("12345678", nip).has_value());
  CHECK_FALSE(web::check_secret("x" + nip, nip).has_value());
  CHECK_FALSE(web::check_secret("kuda\nliar", nip).has_value());
  CHECK(web::check_pin("482913", nip).has_value());
  for (const char* pin : {"", "12345", "123456", "654321", "111111", "198609", "48291a", "1234567890123"})
    CHECK_FALSE(web::check_pin(pin, nip).has_value());
}

TEST_CASE("web sessions: a name is known until it idles too long, or too old, or is closed") {
  base::SeededRandom random(1);
  web::Sessions sessions(random);
  const std::string name = sessions.open("p1", 0);
  REQUIRE(sessions.find(name, 0, false) != nullptr);
  CHECK(sessions.find(name, 0, false)->person == "p1");
  CHECK(sessions.find("", 0, true) == nullptr);
  CHECK(sessions.find(name + "x", 0, true) == nullptr);
  CHECK(sessions.find(name, 15 * minute - 1, false) != nullptr);  // looked at: does not go on by it
  CHECK(sessions.find(name, 15 * minute, true) == nullptr);
  const std::string busy = sessions.open("p1", 0);
  for (std::int64_t now = 0; now < 12 * 60 * minute; now += 10 * minute) CHECK(sessions.find(busy, now, true) != nullptr);
  CHECK(sessions.find(busy, 12 * 60 * minute, true) == nullptr);
  const std::string closed = sessions.open("p1", 0);
  sessions.close(closed);
  CHECK(sessions.find(closed, 0, true) == nullptr);
}

TEST_CASE("web sessions: each opening has a name and a token of its own, and their number is bounded") {
  base::SeededRandom random(2);
  web::Sessions sessions(random, {15 * minute, 60 * minute, 4, 2});
  const std::string first = sessions.open("p1", 0), second = sessions.open("p1", 1);
  CHECK(first != second);
  CHECK(first.size() >= 43);
  CHECK(sessions.find(first, 1, false)->csrf != sessions.find(second, 1, false)->csrf);
  const std::string third = sessions.open("p1", 2);
  CHECK(sessions.find(first, 2, false) == nullptr);
  CHECK(sessions.find(second, 2, false) != nullptr);
  for (int person = 2; person < 9; ++person) sessions.open("p" + std::to_string(person), 3);
  CHECK(sessions.size() == 4);
  CHECK(sessions.find(third, 3, false) == nullptr);
  const std::string mine = sessions.open("p9", 4), other = sessions.open("p9", 5);
  sessions.close_others("p9", mine);
  CHECK(sessions.find(mine, 5, false) != nullptr);
  CHECK(sessions.find(other, 5, false) == nullptr);
}

TEST_CASE("web sessions: cookies") {
  CHECK(web::session_cookie("hadir-80", "abc", false) == "hadir-80=abc; Path=/; HttpOnly; SameSite=Strict");
  CHECK(web::session_cookie("hadir-80", "abc", true).ends_with("; Secure"));
  CHECK(web::ended_cookie("hadir-80", false).ends_with("; Max-Age=0"));
  CHECK(web::cookie_in("a=1; hadir-80=xyz; b=2", "hadir-80") == "xyz");
  CHECK(web::cookie_in("hadir-8080=no;hadir-80=yes", "hadir-80") == "yes");
  CHECK(web::cookie_in("", "hadir-80").empty());
  CHECK(web::cookie_in("xhadir-80=1", "hadir-80").empty());
}

TEST_CASE("web lockout: five tries are free, then each wait is twice the last, and ten thousand guesses take years") {
  web::Lockout lockout({});
  std::int64_t now = 0;
  for (int guess = 0; guess < 5; ++guess) CHECK(lockout.try_now("p1", now) == 0);
  CHECK(lockout.try_now("p1", now) == 0);  // the one that begins the first wait
  CHECK(lockout.try_now("p1", now) == 15'000);
  CHECK(lockout.try_now("p1", now + 14'999) == 1);
  CHECK(lockout.try_now("p1", now + 15'000) == 0);
  CHECK(lockout.try_now("p1", now + 15'000) == 30'000);
  CHECK(lockout.try_now("p2", now) == 0);
  int guesses = 0;
  now = 1'000'000;
  const std::int64_t begun = now;
  for (; guesses < 10'000; ++guesses)
    if (const std::int64_t wait = lockout.try_now("p3", now); wait > 0) now += wait;
  CHECK(now - begun > std::int64_t{200} * 24 * 3'600'000);
}

TEST_CASE("web lockout: who must wait does so over a restart, and no longer than it takes; another boot begins the wait anew") {
  web::Lockout secrets({}), pins({});
  const std::int64_t now = 5'000'000;
  for (int guess = 0; guess < 7; ++guess) secrets.try_now("p1", now + guess * 60'000);
  for (int guess = 0; guess < 3; ++guess) secrets.try_now("p2", now);
  const std::int64_t last = now + 6 * 60'000;
  CHECK(secrets.is_kept("p1"));
  CHECK_FALSE(secrets.is_kept("p2"));
  const agent::KeptLockouts kept{secrets.kept(last, agent::KeptLockouts::most_names), {}};
  REQUIRE(kept.secrets.size() == 1);
  const std::string text = kept.encode("boot-a", last);
  const auto waits = [&](const char* boot, std::int64_t at) {
    web::Lockout again({});
    agent::KeptLockouts::recall(base::bytes_of(text), boot, at, again, pins);
    return again.try_now("p1", at);
  };
  const std::int64_t wait = secrets.try_now("p1", last);
  CHECK(wait == 30'000);
  CHECK(waits("boot-a", last) == wait);
  CHECK(waits("boot-a", last + 10'000) == wait - 10'000);
  CHECK(waits("boot-a", last + wait) == 0);
  CHECK(waits("boot-b", 1'000) == wait);
  CHECK(pins.size() == 0);
  for (const char* wrong : {"", "[]", "{\"secrets\":5}", "{\"secrets\":[[1,2,3,4],[\"p\",-1,0,0]]}"}) {
    web::Lockout again({});
    agent::KeptLockouts::recall(base::bytes_of(std::string_view(wrong)), "boot-a", last, again, pins);
    CHECK(again.size() == 0);
  }
}

TEST_CASE("web lockout: what was right is forgiven, what is old is forgotten, and names are bounded") {
  web::Lockout lockout({2, 1'000, 8'000, 10'000, 8});
  for (int guess = 0; guess < 3; ++guess) CHECK(lockout.try_now("p1", 0) == 0);
  CHECK(lockout.try_now("p1", 0) == 1'000);
  lockout.forgive("p1");
  CHECK(lockout.try_now("p1", 0) == 0);
  for (int guess = 0; guess < 100; ++guess) {
    CHECK(lockout.try_now("right", 0) == 0);
    lockout.take_back("right");
  }
  for (int guess = 0; guess < 40; ++guess) CHECK(lockout.try_now("slow", guess * 10'000) == 0);
  for (int name = 0; name < 20; ++name) lockout.try_now("n" + std::to_string(name), 400'000);
  CHECK(lockout.size() <= 8);
  CHECK(lockout.try_now("late", 400'000) == 1'000);
  CHECK(lockout.try_now("late", 500'000) == 0);
}

TEST_CASE("web same origin: only our own names, and only our own pages") {
  const web::SameOrigin ours({"presensi.lan", "192.0.2.7", ""});
  CHECK(ours.refusal(request({{"Host", "127.0.0.1:7300"}})).empty());
  CHECK(ours.refusal(request({{"Host", "localhost:7300"}, {"Origin", "http://localhost:7300"}})).empty());
  CHECK(ours.refusal(request({{"Host", "[::1]:7300"}})).empty());
  CHECK(ours.refusal(request({{"Host", "PRESENSI.lan:7300"}})).empty());
  for (const char* host : {"", "jahat.example", "127.0.0.1.jahat.example", "localhost.jahat.example:7300", "192.0.2.8"})
    CHECK_FALSE(ours.refusal(request({{"Host", host}})).empty());
  for (const char* origin :
       {"null", "http://jahat.example", "https://localhost:7300", "http://localhost", "http://localhost:7301"})
    CHECK_FALSE(ours.refusal(request({{"Host", "localhost:7300"}, {"Origin", origin}})).empty());
  CHECK_FALSE(ours.refusal(request({{"Host", "localhost"}, {"Sec-Fetch-Site", "cross-site"}})).empty());
  CHECK(ours.refusal(request({{"Host", "localhost"}, {"Sec-Fetch-Site", "cross-site"}}, "GET")).empty());
  CHECK(web::is_loopback("127.0.0.1"));
  CHECK_FALSE(web::is_loopback("192.0.2.7"));
}

TEST_CASE("web files: hashed assets for ever, pages anew, nothing else") {
  const std::string html = "<html>", script = "let x;", packed = "\x1f\x8b...";
  const web::EmbeddedFile files[] = {
      {"/", "text/html", "aa", base::bytes_of(html), {}},
      {"/assets/main.1234.js", "text/javascript", "bb", base::bytes_of(script), base::bytes_of(packed)},
  };
  const auto get = [&](std::string target, std::vector<http::Field> fields = {}) {
    return web::file_response(files, request(std::move(fields), "GET", std::move(target)));
  };
  CHECK(base::text_of(get("/jadwal/2026-03?x=1").body) == html);
  CHECK(field_of(get("/"), "Cache-Control") == "no-cache");
  CHECK(base::text_of(get("/assets/main.1234.js").body) == script);
  const auto gzip = get("/assets/main.1234.js", {{"Accept-Encoding", "br, gzip"}});
  CHECK(base::text_of(gzip.body) == packed);
  CHECK(field_of(gzip, "Content-Encoding") == "gzip");
  CHECK(field_of(gzip, "Cache-Control").find("immutable") != std::string::npos);
  CHECK(get("/assets/main.1234.js", {{"Accept-Encoding", "gzip"}, {"If-None-Match", field_of(gzip, "ETag")}}).status == 304);
  for (const char* path : {"/assets/../hadir.db", "/assets/%2e%2e/hadir.db", "/assets/", "/assets/main.js", "/api/v1/nothing"})
    CHECK(get(path).status == 404);
  CHECK(web::file_response(files, request({}, "PUT", "/")).status == 405);
  http::Response secured;
  web::add_security_fields(secured);
  const std::string policy = field_of(secured, "Content-Security-Policy");
  CHECK(policy.find("unsafe") == std::string::npos);
  CHECK(policy.find("frame-ancestors 'none'") != std::string::npos);
}

TEST_CASE("web problem: an error over HTTP is the same error again") {
  const base::Error error{base::Fault::clash, "sudah ada \"itu\"", "pilih yang lain"};
  const http::Response response = web::problem_response(error, "nip");
  CHECK(response.status == 409);
  CHECK(response.content_type == "application/problem+json");
  const auto document = boost::json::parse(base::text_of(response.body)).as_object();
  CHECK(document.at("field") == "nip");
  const base::Error again = web::error_of(409, document);
  CHECK(again.fault == error.fault);
  CHECK(again.what == error.what);
  CHECK(again.hint == error.hint);
  CHECK(web::error_of(418, {}).what == "layanan menjawab 418");
}

}  // namespace hadir
