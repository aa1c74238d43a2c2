// What agent and hub send each other: messages, frames and signed requests. Foreign bytes are refused with a reason, never
// believed, and never make us allocate what they only announce.
#include <zstd.h>

#include "common/base/random.h"
#include "common/wire/frame.h"
#include "common/wire/messages.h"
#include "tests/property.h"
#include "tests/unit/fixtures.h"

using namespace hadir;
using base::Bytes;
using base::ByteView;
using base::Fault;
using test::error_of;
using wire::FrameType;
namespace limits = base::limits;

namespace {

const log::StreamId stream_id{test::origin(1), "7.01", model::Lane::daily};

log::Slice small_slice() {
  test::HandMadeStream stream(test::key_pair(1), "7.01", model::Lane::daily);
  stream.add({test::change("schedule", R"({"employee":"x","date":"2026-03-02","mode":"WFO"})")});
  stream.add(Bytes{});
  log::Slice slice = stream.slice();
  slice.commits[1].payload.reset();  // erased
  return slice;
}

wire::ExchangeRequest request() {
  wire::ExchangeRequest message;
  message.hub_epoch = 7;
  message.answer_bytes = 1 << 20;
  message.have = {{"", {}}, {"7.01", {test::vector_of({{test::origin(1), 300}}), {}, test::vector_of({{test::origin(2), 1}})}}};
  message.push = {small_slice()};
  return message;
}

wire::ExchangeAnswer answer() {
  wire::ExchangeAnswer message;
  message.hub_epoch = 7;
  message.beacon = {test::noon_ms, test::key_pair(200).sign(log::beacon_message(test::noon_ms))};
  message.holds = request().have;
  wire::ReceiptBody body;
  body.hub_epoch = 7;
  body.hub_ms = -1;
  body.entries = {{stream_id, {2, test::key_pair(3).public_key()}}};
  message.receipt = wire::Receipt{wire::encode(body), test::key_pair(200).sign(wire::receipt_message(wire::encode(body)))};
  message.refused = {{stream_id, 3, "clash", "fork"}};
  message.pull = {small_slice()};
  message.more = true;
  return message;
}

wire::EnrolRequest enrol_request() {
  wire::EnrolRequest message;
  message.secret.fill(9);
  message.unit = "7.01";
  message.label = "PC loket 1";
  message.key = test::key_pair(1).public_key();
  message.signature = test::key_pair(1).sign(wire::enrol_message(message.secret, message.unit, message.label));
  return message;
}

wire::EnrolAnswer enrol_answer() {
  wire::EnrolAnswer message;
  message.hub_key = test::key_pair(200).public_key();
  message.hub_epoch = UINT64_MAX;
  message.unit_name = "Dinas Kominfo";
  message.offset_minutes = -540;
  message.beacon = answer().beacon;
  return message;
}

// There and back; every truncation and any byte behind the end is refused; whatever else decodes after a flip is canonical.
template <class Message>
void holds(const Message& message) {
  const Bytes bytes = wire::encode(message);
  CHECK(wire::encode(wire::decode<Message>(bytes, "message").value()) == bytes);
  for (std::size_t size = 0; size < bytes.size(); ++size)
    if (wire::decode<Message>(ByteView(bytes).first(size), "message").has_value()) FAIL_CHECK("decodes when cut to " << size);
  Bytes longer = bytes;
  longer.push_back(0);
  CHECK(error_of(wire::decode<Message>(longer, "message")).fault == Fault::bad_input);
  for (std::size_t at = 0; at < bytes.size(); ++at)
    for (unsigned bit = 0; bit < 8; ++bit) {
      Bytes bent = bytes;
      bent[at] ^= static_cast<std::uint8_t>(1u << bit);
      const auto decoded = wire::decode<Message>(bent, "message");
      if (decoded && wire::encode(*decoded) != bent) FAIL_CHECK("byte " << at << " bit " << bit << " decodes to something else");
    }
}

Bytes frame_with(std::uint8_t coding, std::uint64_t raw_size, ByteView content) {
  base::ByteWriter out;
  out.raw(base::bytes_of("hd"));
  out.u8(1);
  out.u8(static_cast<std::uint8_t>(FrameType::exchange));
  out.u8(coding);
  out.varint(raw_size);
  out.raw(content);
  return out.take();
}

Bytes compressed(ByteView raw) {
  Bytes out(ZSTD_compressBound(raw.size()));
  out.resize(ZSTD_compress(out.data(), out.size(), raw.data(), raw.size(), 3));
  return out;
}

Fault open_fault(const Bytes& frame, std::size_t limit = limits::frame_raw_bytes) {
  return error_of(wire::open_frame(FrameType::exchange, frame, limit)).fault;
}

}  // namespace

TEST_CASE("wire: every message survives the round trip, and nothing but its own bytes decodes") {
  SECTION("exchange request") {
    holds(request());
    holds(wire::ExchangeRequest{});
    CHECK(wire::decode<wire::ExchangeRequest>(wire::encode(request()), "request").value() == request());
  }
  SECTION("exchange answer") {
    holds(answer());
    holds(wire::ExchangeAnswer{});
    CHECK(wire::decode<wire::ExchangeAnswer>(wire::encode(answer()), "answer").value() == answer());
  }
  SECTION("receipt body") { holds(wire::decode<wire::ReceiptBody>(answer().receipt->body, "receipt").value()); }
  SECTION("enrolment") {
    holds(enrol_request());
    holds(enrol_answer());
    CHECK(wire::decode<wire::EnrolAnswer>(wire::encode(enrol_answer()), "answer").value().offset_minutes == -540);
  }
  SECTION("a slice") { CHECK(wire::decode<log::Slice>(wire::encode(small_slice()), "slice").value() == small_slice()); }
}

TEST_CASE("wire: a slice's payload hash is counted, never taken from the peer") {
  // Prevents a payload that is not the one the chain was signed over.
  log::Slice slice = small_slice();
  slice.commits[0].payload_hash.fill(0);
  const auto back = wire::decode<log::Slice>(wire::encode(slice), "slice").value();
  CHECK(back.commits[0].payload_hash == base::hash_of(*slice.commits[0].payload));
}

TEST_CASE("wire: counts and sizes that only announce are refused without allocating") {
  const auto fault = [](auto message, const Bytes& bytes) {
    return error_of(wire::decode<decltype(message)>(bytes, "message")).fault;
  };
  const Bytes huge{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01};
  for (std::size_t before = 0; before < 12; ++before) {
    Bytes bytes(before, 0x01);
    bytes.insert(bytes.end(), huge.begin(), huge.end());
    CHECK(fault(wire::ExchangeRequest{}, bytes) == Fault::bad_input);
    CHECK(fault(wire::ReceiptBody{}, bytes) == Fault::bad_input);
  }
  CHECK(fault(wire::ExchangeRequest{}, {1, 1, 7, 0, 65}) == Fault::bad_input);             // scopes
  CHECK(fault(wire::ExchangeRequest{}, {1, 1, 7, 0, 0, 0x81, 0x10}) == Fault::bad_input);  // slices
  CHECK(fault(wire::ExchangeRequest{}, {1, 1, 7, 0xff, 0xff, 0xff, 0xff, 0x1f}) ==
        Fault::bad_input);  // answer_bytes beyond 32 bits
  CHECK(fault(wire::ReceiptBody{}, {1, 1, 0x81, 0x10}) == Fault::bad_input);
}

TEST_CASE("wire: a slice without commits, of commit 0, or of an unknown lane is refused") {
  const auto refused = [](const log::Slice& slice) {
    return !wire::decode<log::Slice>(wire::encode(slice), "slice").has_value();
  };
  log::Slice slice = small_slice();
  slice.commits.clear();
  CHECK(refused(slice));
  slice = small_slice();
  slice.first_seq = 0;
  CHECK(refused(slice));
  slice = small_slice();
  slice.stream.lane = static_cast<model::Lane>(model::lane_count);
  CHECK(refused(slice));
  slice = small_slice();
  slice.stream.scope = std::string(limits::scope_bytes + 1, 'a');
  CHECK(refused(slice));
  slice = small_slice();
  slice.commits[0].payload = Bytes(limits::payload_bytes + 1);
  CHECK(refused(slice));
  slice = small_slice();
  slice.commits[0].header = Bytes(limits::header_bytes + 1);
  CHECK(refused(slice));
  slice.commits[0].header = Bytes(8);
  CHECK(refused(slice));
  log::Header smallest;
  smallest.seq = 1;
  CHECK(log::encode_header(smallest).size() == 9);
}

TEST_CASE("wire: frames give back what was sealed") {
  rc::prop("any content", [](const Bytes& raw) {
    const Bytes frame = wire::seal_frame(FrameType::exchange, raw);
    RC_ASSERT(wire::open_frame(FrameType::exchange, frame, raw.size()).value() == raw);
    RC_ASSERT(frame.size() <= raw.size() + 15);
  });
  for (const std::size_t size : {0ul, 1ul, 127ul * 1024, 128ul * 1024, 128ul * 1024 + 1, 3ul << 20}) {
    Bytes raw(size);
    base::SeededRandom random(size);
    random.fill(std::span(raw).first(size / 2));  // half noise, half zeros
    CHECK(wire::open_frame(FrameType::answer, wire::seal_frame(FrameType::answer, raw), limits::frame_raw_bytes).value() == raw);
  }
  const Bytes zeros(1 << 20);
  CHECK(wire::seal_frame(FrameType::exchange, zeros).size() < 200);
}

TEST_CASE("wire: frames that are cut, bent or of another kind are refused") {
  const Bytes raw = wire::encode(request());
  const Bytes frame = wire::seal_frame(FrameType::exchange, raw);
  for (std::size_t size = 0; size < frame.size(); ++size)
    CHECK(open_fault({frame.begin(), frame.begin() + static_cast<std::ptrdiff_t>(size)}) == Fault::bad_input);
  Bytes longer = frame;
  longer.push_back(0);
  CHECK(open_fault(longer) == Fault::bad_input);
  Bytes other = frame;
  other[0] = 'H';
  CHECK(open_fault(other) == Fault::bad_input);
  other = frame;
  other[2] = 2;  // only the exchange has a second form
  CHECK(open_fault(other) == Fault::unsupported);
  other[2] = wire::oldest_protocol - 1;
  CHECK(open_fault(other) == Fault::unsupported);
  CHECK(error_of(wire::open_frame(FrameType::answer, frame, limits::frame_raw_bytes)).fault == Fault::bad_input);
  CHECK(open_fault(frame_with(2, 3, Bytes{1, 2, 3})) == Fault::bad_input);
  CHECK(open_fault(frame_with(0, 2, Bytes{1, 2, 3})) == Fault::bad_input);
  CHECK(open_fault(frame_with(0, 4, Bytes{1, 2, 3})) == Fault::bad_input);
  // Any flipped bit: refused, or other content (a plain frame carries no sum; the request's signature stands over it).
  for (std::size_t at = 0; at < frame.size(); ++at)
    for (unsigned bit = 0; bit < 8; ++bit) {
      Bytes bent = frame;
      bent[at] ^= static_cast<std::uint8_t>(1u << bit);
      const auto opened = wire::open_frame(FrameType::exchange, bent, limits::frame_raw_bytes);
      if (opened) CHECK(opened->size() == raw.size());
    }
}

TEST_CASE("wire: a bomb is stopped at the limit") {
  // Prevents a small request from filling the memory of the hub.
  const Bytes raw(8 << 20);
  const Bytes bomb = compressed(raw);
  REQUIRE(bomb.size() < 4096);
  CHECK(open_fault(frame_with(1, raw.size(), bomb), 1 << 20) == Fault::too_large);
  CHECK(open_fault(frame_with(1, 100, bomb), 1 << 20) == Fault::bad_input);  // says less than it holds
  CHECK(open_fault(frame_with(1, 0, bomb), 1 << 20) == Fault::bad_input);
  CHECK(open_fault(frame_with(1, limits::frame_raw_bytes, compressed(Bytes(10))), limits::frame_raw_bytes) ==
        Fault::bad_input);  // more
  CHECK(open_fault(frame_with(1, UINT64_MAX, bomb)) == Fault::too_large);
  CHECK(wire::open_frame(FrameType::exchange, frame_with(1, raw.size(), bomb), raw.size()).value() == raw);
  SECTION("two zstd frames in one") {
    Bytes twice = compressed(Bytes(10));
    const Bytes again = twice;
    twice.insert(twice.end(), again.begin(), again.end());
    CHECK(open_fault(frame_with(1, 20, twice)) == Fault::bad_input);
    CHECK(open_fault(frame_with(1, 10, twice)) == Fault::bad_input);
  }
  SECTION("a window beyond what honest frames need") {
    // Magic, descriptor without a content size, window of 2^31 bytes, then one raw block of one byte.
    const Bytes window{0x28, 0xb5, 0x2f, 0xfd, 0x00, 21 << 3, 0x09, 0x00, 0x00, 0x61};
    CHECK(open_fault(frame_with(1, 1, window)) == Fault::bad_input);
  }
}

TEST_CASE("wire: a request's signature stands over everything in it") {
  const base::KeyPair key = test::key_pair(1), hub = test::key_pair(200);
  const Bytes frame = wire::seal_frame(FrameType::exchange, wire::encode(request()));
  const Bytes bytes = wire::sign_request(key, hub.public_key(), "/v1/exchange", 42, frame);
  const auto honest = wire::parse_request(bytes).value();
  CHECK(honest.origin == test::origin(1));
  CHECK(honest.counter == 42);
  CHECK(Bytes(honest.frame.begin(), honest.frame.end()) == frame);
  CHECK(wire::verify_request(honest, key.public_key(), hub.public_key(), "/v1/exchange"));

  SECTION("another path, hub or key") {
    CHECK_FALSE(wire::verify_request(honest, key.public_key(), hub.public_key(), "/v1/enrol"));
    CHECK_FALSE(wire::verify_request(honest, key.public_key(), hub.public_key(), "/v1/exchange/"));
    CHECK_FALSE(wire::verify_request(honest, key.public_key(), key.public_key(), "/v1/exchange"));
    CHECK_FALSE(wire::verify_request(honest, hub.public_key(), hub.public_key(), "/v1/exchange"));
  }
  SECTION("another counter or origin") {
    auto other = honest;
    other.counter = 43;
    CHECK_FALSE(wire::verify_request(other, key.public_key(), hub.public_key(), "/v1/exchange"));
    other = honest;
    other.origin = test::origin(2);
    CHECK_FALSE(wire::verify_request(other, key.public_key(), hub.public_key(), "/v1/exchange"));
  }
  SECTION("any flipped bit") {
    for (std::size_t at = 0; at < bytes.size(); ++at)
      for (unsigned bit = 0; bit < 8; bit += at < 80 ? 1 : 7) {
        Bytes bent = bytes;
        bent[at] ^= static_cast<std::uint8_t>(1u << bit);
        const auto parsed = wire::parse_request(bent);
        CHECK_FALSE((parsed && wire::verify_request(*parsed, key.public_key(), hub.public_key(), "/v1/exchange")));
      }
  }
  SECTION("cut short") {
    for (std::size_t size = 0; size < 8 + 1 + 64; ++size)
      CHECK(error_of(wire::parse_request(ByteView(bytes).first(size))).fault == Fault::bad_input);
    const auto cut = wire::parse_request(ByteView(bytes).first(bytes.size() - 1)).value();
    CHECK_FALSE(wire::verify_request(cut, key.public_key(), hub.public_key(), "/v1/exchange"));
  }
}

TEST_CASE("wire: what is signed for one purpose is worth nothing for another") {
  const std::vector<Bytes> messages = {log::head_message(stream_id, {1, {}}), log::beacon_message(1),
                                       wire::receipt_message(Bytes{1}), wire::enrol_message({}, "", "")};
  for (const Bytes& one : messages)
    for (const Bytes& other : messages)
      if (&one != &other) CHECK_FALSE(std::equal(one.begin(), one.begin() + 10, other.begin()));
}
