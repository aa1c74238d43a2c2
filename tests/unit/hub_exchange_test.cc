// The hub's side of the exchange. Prevents: a stranger, a replay, a revoked PC or an office writing for another one getting
// anything stored; a refusal that says nothing; an enrolment code that works twice.
#include "common/sync/hub_exchange.h"

#include <boost/json/parse.hpp>

#include "common/sync/enrolment_code.h"
#include "tests/catch.h"
#include "tests/unit/sync_fixture.h"

namespace hadir::test {
namespace {

std::string code_of(const sync::HubReply& reply) {
  return std::string(boost::json::parse(base::text_of(reply.body)).at("code").as_string());
}

base::Bytes request_of(TestAgent& agent) {
  auto session = agent.session();
  return std::get<sync::AgentSession::Post>(session.start()).body;
}

base::Bytes signed_push(std::uint8_t number, std::uint64_t counter, const log::Slice& slice) {
  wire::ExchangeRequest request;
  request.push.push_back(slice);
  const base::Bytes frame = wire::seal_frame(wire::FrameType::exchange, wire::encode(request));
  return wire::sign_request(key_pair(number), key_pair(hub_number).public_key(), sync::exchange_path, counter, frame);
}

wire::EnrolRequest enrolment(const wire::Secret& secret, std::uint8_t number, const std::string& unit) {
  wire::EnrolRequest request;
  request.secret = secret;
  request.unit = unit;
  request.key = key_pair(number).public_key();
  request.label = "PC loket";
  request.signature = key_pair(number).sign(wire::enrol_message(secret, unit, request.label));
  return request;
}

}  // namespace

TEST_CASE("hub: a request is accepted once, its copy is refused and stores nothing") {
  TestHub hub;
  hub.enrol(1);
  TestAgent agent(1);
  agent.record(punch_change(1));
  const base::Bytes body = request_of(agent);
  CHECK(hub.exchange.exchange(body).status == 200);
  const std::string before = dump(*hub.store);
  const sync::HubReply copy = hub.exchange.exchange(body);
  CHECK(copy.status == 401);
  CHECK(code_of(copy) == "replayed");
  CHECK(boost::json::parse(base::text_of(copy.body)).at("counter").to_number<std::uint64_t>() >= 1);
  CHECK(dump(*hub.store) == before);
}

TEST_CASE("hub: strangers, wrong keys and changed bytes are refused with a reason") {
  TestHub hub;
  hub.enrol(1);
  TestAgent agent(1), stranger(2);
  agent.record(punch_change(1));
  base::Bytes body = request_of(agent);
  SECTION("a PC nobody enrolled") {
    const auto reply = hub.exchange.exchange(request_of(stranger));
    CHECK(reply.status == 401);
    CHECK(code_of(reply) == "unknown_replica");
  }
  SECTION("every flipped bit") {
    for (std::size_t bit = 0; bit < body.size() * 8; bit += 7) {
      base::Bytes changed = body;
      changed[bit / 8] ^= static_cast<std::uint8_t>(1u << bit % 8);
      const auto reply = hub.exchange.exchange(changed);
      INFO("bit " << bit);
      CHECK(reply.status == 401);
    }
  }
  SECTION("every length short of the whole") {
    for (std::size_t length = 0; length < body.size(); ++length) {
      const auto reply = hub.exchange.exchange(base::ByteView(body).first(length));
      CHECK((reply.status == 400 || reply.status == 401));
    }
  }
  SECTION("more than a frame may have") {
    CHECK(hub.exchange.exchange(base::Bytes(base::limits::frame_bytes + 1)).status == 413);
  }
  SECTION("another address") { CHECK(hub.exchange.handle("/v1/other", body).status == 404); }
  CHECK(query(*hub.store, "SELECT count(*) FROM commit_log") == "0");
  CHECK(hub.exchange.exchange(body).status == 200);
}

TEST_CASE("hub: an office writes for itself alone, and the attempt is recorded under its name") {
  TestHub hub;
  hub.enrol(1, "7.01");
  hub.enrol(2, "8.03");
  SECTION("another unit") {
    HandMadeStream stream(key_pair(1), "8.03", model::Lane::urgent);
    stream.add({punch_change(1)});
    const auto reply = hub.exchange.exchange(signed_push(1, 5, stream.slice()));
    CHECK(reply.status == 403);
    CHECK(code_of(reply) == "other_scope");
  }
  SECTION("the province") {
    HandMadeStream stream(key_pair(1), "", model::Lane::bulk);
    stream.add({change("holiday", R"({"date":"2026-03-20","name":"Nyepi"})")});
    CHECK(code_of(hub.exchange.exchange(signed_push(1, 5, stream.slice()))) == "other_scope");
  }
  SECTION("in another PC's name") {
    HandMadeStream stream(key_pair(2), "7.01", model::Lane::urgent);
    stream.add({punch_change(1)});
    log::Slice slice = stream.slice();
    slice.key = key_pair(1).public_key();
    CHECK(code_of(hub.exchange.exchange(signed_push(1, 5, slice))) == "other_origin");
  }
  SECTION("after its enrolment was revoked") {
    hub.registry.replicas.at(origin(1)).revoked = true;
    HandMadeStream stream(key_pair(1), "7.01", model::Lane::urgent);
    stream.add({punch_change(1)});
    const auto reply = hub.exchange.exchange(signed_push(1, 5, stream.slice()));
    CHECK(reply.status == 403);
    CHECK(code_of(reply) == "revoked");
  }
  CHECK(query(*hub.store, "SELECT count(*) FROM commit_log") == "0");
  REQUIRE_FALSE(hub.registry.refused.empty());
  CHECK(hub.registry.refused.back().first == log::to_text(origin(1)));
}

TEST_CASE("hub: a bad slice is refused by itself, the others of the request land") {
  TestHub hub;
  hub.enrol(1);
  HandMadeStream good(key_pair(1), "7.01", model::Lane::urgent), bad(key_pair(1), "7.01", model::Lane::daily);
  good.add({punch_change(1)});
  bad.add({change("schedule", R"({"employee":"P1","date":"2026-03-03","mode":"WFH"})")});
  log::Slice broken = bad.slice();
  broken.head_signature[0] ^= 1;
  wire::ExchangeRequest request;
  request.push = {broken, good.slice()};
  const base::Bytes frame = wire::seal_frame(wire::FrameType::exchange, wire::encode(request));
  const auto reply =
      hub.exchange.exchange(wire::sign_request(key_pair(1), key_pair(hub_number).public_key(), sync::exchange_path, 1, frame));
  REQUIRE(reply.status == 200);
  const auto answer = wire::decode<wire::ExchangeAnswer>(
      wire::open_frame(wire::FrameType::answer, reply.body, base::limits::frame_raw_bytes).value(), "answer");
  REQUIRE(answer->refused.size() == 1);
  CHECK(answer->refused.front().stream == bad.id());
  CHECK(query(*hub.store, "SELECT count(*) FROM punch") == "1");
  CHECK(query(*hub.store, "SELECT count(*) FROM schedule") == "0");
}

TEST_CASE("hub: a code enrols one PC, for its unit only") {
  TestHub hub;
  const wire::Secret secret{1, 2, 3};
  hub.registry.codes[secret] = "7.01";
  const auto ask = [&](const wire::EnrolRequest& request) {
    return hub.exchange.enrol(wire::seal_frame(wire::FrameType::enrol, wire::encode(request)));
  };
  SECTION("for another unit") { CHECK(ask(enrolment(secret, 1, "8.03")).status == 403); }
  SECTION("with another's key") {
    wire::EnrolRequest request = enrolment(secret, 1, "7.01");
    request.key = key_pair(2).public_key();
    CHECK(ask(request).status == 401);
  }
  SECTION("garbage") { CHECK(hub.exchange.enrol(base::Bytes(50, 7)).status == 400); }
  SECTION("too large") {
    CHECK(hub.exchange.enrol(wire::seal_frame(wire::FrameType::enrol, base::Bytes(100'000, 7))).status == 413);
  }
  SECTION("once") {
    CHECK(ask(enrolment(secret, 1, "7.01")).status == 200);
    CHECK(ask(enrolment(secret, 2, "7.01")).status == 403);
    CHECK(hub.registry.replicas.size() == 1);
    return;
  }
  CHECK(hub.registry.replicas.empty());
}

TEST_CASE("enrolment code: survives mail, and finds what was mistyped") {
  sync::EnrolmentCode code;
  code.url = "https://hub.contoh.go.id:8443";
  code.hub_key = sync::fingerprint_of(key_pair(3).public_key());
  code.tls_pin = base::hash_of(base::bytes_of("kunci"));
  code.secret = {9, 8, 7};
  code.unit = "7.01";
  const std::string text = sync::encode_code(code);
  CHECK_THAT(text, starts_with("HADIR1-"));
  std::string mailed = text;
  mailed.insert(30, "\n  ");
  const auto read = sync::decode_code(mailed);
  REQUIRE(read.has_value());
  CHECK(read->url == code.url);
  CHECK(read->unit == code.unit);
  CHECK(read->secret == code.secret);
  CHECK(read->tls_pin == code.tls_pin);
  for (std::size_t at = 0; at < text.size(); ++at) {
    std::string wrong = text;
    wrong[at] = wrong[at] == 'A' ? 'B' : 'A';
    CHECK(sync::decode_code(wrong).has_error());
    CHECK(sync::decode_code(text.substr(0, at)).has_error());
  }
  CHECK(sync::parse_curl_pin(sync::curl_pin(*code.tls_pin)) == code.tls_pin);
}

}  // namespace hadir::test
