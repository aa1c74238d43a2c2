// The change log's bytes: headers, payloads, chains and signatures. What one replica wrote must read the same everywhere and
// for ever, and nothing that was changed on the way may pass.
#include "common/log/chain.h"

#include "common/base/limits.h"
#include "tests/property.h"
#include "tests/unit/fixtures.h"

using namespace hadir;
using base::Bytes;
using base::ByteWriter;
using base::Fault;
using log::Header;
using model::Change;
using model::Value;
using test::error_of;
namespace limits = base::limits;

namespace {

Header full_header() {
  Header header;
  header.seq = 300;
  header.stamp = {test::noon_ms, log::Quality::carried, 1500};
  header.author = "198609262015051001";
  header.context_delta = test::vector_of({{test::origin(1), 1}, {test::origin(2), 1'000'000}});
  header.beacon = log::Beacon{test::noon_ms - 60'000, test::key_pair(200).sign(log::beacon_message(test::noon_ms - 60'000))};
  header.extensions = {{2, {}}, {3, {1, 2, 3}}};
  return header;
}

std::vector<Change> some_changes() {
  return {{3,
           {{1, std::string("198609262015051001")}, {2, std::int64_t{20514}}},
           {{3, std::int64_t{1}}, {4, std::string("P1")}},
           false},
          {6, {{1, std::string("x")}, {2, std::int64_t{-1}}}, {{3, model::TextList{"rapat", ""}}, {4, std::monostate{}}}, false},
          {3, {{1, std::string("y")}, {2, std::int64_t{0}}}, {}, true},
          {UINT32_MAX, {}, {{UINT32_MAX, INT64_MIN}}, false}};
}

// A slice of three commits, the second with a full header.
test::HandMadeStream small_stream() {
  test::HandMadeStream stream(test::key_pair(5), "7.01", model::Lane::daily);
  stream.add(some_changes());
  stream.add(some_changes(), full_header());
  stream.add(Bytes{});
  return stream;
}

// A header field by field, so that each can be written wrong.
struct RawHeader {
  std::uint8_t version = 1;
  Bytes seq{1}, ms{0}, quality{3}, bound{0}, author{1, 'x'}, context{0}, beacon{0}, extensions{0}, behind;
  Bytes bytes() const {
    Bytes all{version};
    for (const Bytes* part : {&seq, &ms, &quality, &bound, &author, &context, &beacon, &extensions, &behind})
      all.insert(all.end(), part->begin(), part->end());
    return all;
  }
};

Bytes written(const std::function<void(ByteWriter&)>& write) {
  ByteWriter out;
  write(out);
  return out.take();
}

Fault header_fault(const RawHeader& header) { return error_of(log::decode_header(header.bytes())).fault; }
Fault payload_fault(const Bytes& payload) { return error_of(model::decode_payload(payload)).fault; }

}  // namespace

TEST_CASE("log: a header survives the round trip") {
  const Header header = full_header();
  CHECK(log::decode_header(log::encode_header(header)).value() == header);
  Header smallest;
  smallest.seq = 1;
  CHECK(log::decode_header(log::encode_header(smallest)).value() == smallest);
  Header largest = header;
  largest.seq = UINT64_MAX;
  largest.stamp = {INT64_MIN, log::Quality::doubtful, UINT32_MAX};
  largest.author = std::string(limits::author_bytes, 'a');
  CHECK(log::decode_header(log::encode_header(largest)).value() == largest);
}

TEST_CASE("log: every way to write a header wrong is refused") {
  // Prevents two byte strings for one commit, and with them two hashes.
  REQUIRE(log::decode_header(RawHeader{}.bytes()).has_value());
  CHECK(header_fault({.version = 0}) == Fault::unsupported);
  CHECK(header_fault({.version = 2}) == Fault::unsupported);
  CHECK(header_fault({.seq = {0}}) == Fault::corrupt);
  CHECK(header_fault({.seq = {0x81, 0x00}}) == Fault::corrupt);
  CHECK(header_fault({.seq = Bytes(11, 0x81)}) == Fault::corrupt);
  CHECK(header_fault({.ms = {0x80, 0x00}}) == Fault::corrupt);
  CHECK(header_fault({.quality = {4}}) == Fault::corrupt);
  CHECK(header_fault({.bound = {0xff, 0xff, 0xff, 0xff, 0x1f}}) == Fault::corrupt);
  CHECK(header_fault({.author = written([](auto& out) { out.text(std::string(limits::author_bytes + 1, 'a')); })}) ==
        Fault::corrupt);
  CHECK(header_fault({.author = {1, 0xff}}) == Fault::corrupt);
  CHECK(header_fault({.author = {0x7f}}) == Fault::corrupt);
  CHECK(header_fault({.beacon = {2}}) == Fault::corrupt);
  CHECK(header_fault({.beacon = {1, 0, 1, 2, 3}}) == Fault::corrupt);
  CHECK(header_fault({.behind = {0}}) == Fault::corrupt);

  const auto vector = [](const std::vector<std::pair<log::Origin, std::uint64_t>>& entries) {
    return written([&](auto& out) {
      out.varint(entries.size());
      for (const auto& [origin, seq] : entries) out.raw(origin), out.varint(seq);
    });
  };
  const log::Origin low{1}, high{2};
  CHECK(log::decode_header(RawHeader{.context = vector({{low, 1}, {high, 1}})}.bytes()).has_value());
  CHECK(header_fault({.context = vector({{high, 1}, {low, 1}})}) == Fault::corrupt);
  CHECK(header_fault({.context = vector({{low, 1}, {low, 2}})}) == Fault::corrupt);
  CHECK(header_fault({.context = vector({{low, 0}})}) == Fault::corrupt);
  CHECK(log::decode_header(RawHeader{.context = vector({{log::Origin{}, 1}})}.bytes()).has_value());
  CHECK(header_fault({.context = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01}}) == Fault::corrupt);
  std::vector<std::pair<log::Origin, std::uint64_t>> crowd;
  for (std::size_t at = 0; at <= limits::context_origins; ++at)
    crowd.push_back({{static_cast<std::uint8_t>(at >> 8), static_cast<std::uint8_t>(at)}, 1});
  CHECK(header_fault({.context = vector(crowd)}) == Fault::corrupt);
  crowd.pop_back();
  CHECK(log::decode_header(RawHeader{.context = vector(crowd)}.bytes()).has_value());

  CHECK(log::decode_header(RawHeader{.extensions = {2, 1, 0, 4, 1, 9}}.bytes()).has_value());
  CHECK(header_fault({.extensions = {2, 4, 0, 1, 0}}) == Fault::corrupt);
  CHECK(header_fault({.extensions = {2, 4, 0, 4, 0}}) == Fault::corrupt);
  CHECK(header_fault({.extensions = {17}}) == Fault::corrupt);
  CHECK(header_fault({.extensions = written([](auto& out) {
                        out.varint(1), out.varint(1), out.sized(Bytes(limits::extension_bytes + 1));
                      })}) == Fault::corrupt);

  const Bytes good = log::encode_header(full_header());
  for (std::size_t size = 0; size < good.size(); ++size)
    CHECK(error_of(log::decode_header(base::ByteView(good).first(size))).fault == Fault::corrupt);
  CHECK(error_of(log::decode_header(Bytes(limits::header_bytes + 1))).fault == Fault::corrupt);
}

TEST_CASE("log: a payload survives the round trip") {
  const auto changes = some_changes();
  CHECK(model::decode_payload(model::encode_payload(changes)).value() == changes);
  CHECK(model::decode_payload(model::encode_payload({})).value().empty());
}

TEST_CASE("log: every way to write a payload wrong is refused") {
  REQUIRE(
      model::decode_payload(Bytes{1, 3, 0, 1, 1, 0, 1, 3, 1, 2}).has_value());  // one change: kind 3, key 1 = none, field 3 = 1
  CHECK(payload_fault({}) == Fault::corrupt);
  CHECK(payload_fault({0, 0}) == Fault::corrupt);
  CHECK(payload_fault({2, 3, 0, 0, 0}) == Fault::corrupt);           // fewer changes than announced
  CHECK(payload_fault({0x81, 0x00, 3, 0, 0, 0}) == Fault::corrupt);  // count not in its shortest form
  CHECK(payload_fault({1, 0xff, 0xff, 0xff, 0xff, 0x1f, 0, 0, 0}) == Fault::corrupt);
  CHECK(payload_fault({1, 3, 2, 0, 0}) == Fault::corrupt);                    // unknown flag
  CHECK(payload_fault({1, 3, 0, 2, 2, 0, 1, 0, 0}) == Fault::corrupt);        // key out of order
  CHECK(payload_fault({1, 3, 0, 0, 2, 3, 0, 3, 0}) == Fault::corrupt);        // field named twice
  CHECK(payload_fault({1, 3, 0, 0, 1, 0, 0}) == Fault::corrupt);              // the deletion mark as a field
  CHECK(payload_fault({1, 3, 0, 0, 1, 3, 4}) == Fault::corrupt);              // unknown shape
  CHECK(payload_fault({1, 3, 0, 0, 1, 3, 1, 0x80, 0x00}) == Fault::corrupt);  // number not in its shortest form
  CHECK(payload_fault({1, 3, 0, 0, 1, 3, 2, 1, 0xff}) == Fault::corrupt);     // not UTF-8
  CHECK(payload_fault({1, 3, 0, 0, 1, 3, 3, 1, 1, 0xff}) == Fault::corrupt);
  CHECK(payload_fault({1, 3, 0, 0, 1, 3, 2, 5, 'a'}) == Fault::corrupt);
  CHECK(payload_fault({1, 3, 0, 0, 1, 3, 3, 65}) == Fault::corrupt);
  CHECK(payload_fault({1, 3, 0, 9}) == Fault::corrupt);
  CHECK(payload_fault({1, 3, 0, 0, 65}) == Fault::corrupt);
  CHECK(payload_fault({0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01}) == Fault::corrupt);
  CHECK(payload_fault(written([](auto& out) {
          out.raw(Bytes{1, 3, 0, 0, 1, 3, 2});
          out.text(std::string(limits::text_bytes + 1, 'a'));
        })) == Fault::corrupt);
  CHECK(payload_fault(Bytes(limits::payload_bytes + 1)) == Fault::corrupt);

  const Bytes good = model::encode_payload(some_changes());
  for (std::size_t size = 0; size < good.size(); ++size)
    CHECK(payload_fault(Bytes(good.begin(), good.begin() + static_cast<std::ptrdiff_t>(size))) == Fault::corrupt);
}

TEST_CASE("log: whatever decodes is what encoding would have written") {
  const Bytes header = log::encode_header(full_header()), payload = model::encode_payload(some_changes());
  rc::prop("headers with bytes exchanged", [&] {
    Bytes bent = header;
    for (int times = *rc::gen::inRange(1, 4); times > 0; --times)
      bent[*rc::gen::inRange<std::size_t>(0, bent.size())] = *rc::gen::arbitrary<std::uint8_t>();
    const auto decoded = log::decode_header(bent);
    if (decoded) RC_ASSERT(log::encode_header(*decoded) == bent);
  });
  rc::prop("payloads with bytes exchanged", [&] {
    Bytes bent = payload;
    for (int times = *rc::gen::inRange(1, 4); times > 0; --times)
      bent[*rc::gen::inRange<std::size_t>(0, bent.size())] = *rc::gen::arbitrary<std::uint8_t>();
    const auto decoded = model::decode_payload(bent);
    if (decoded) RC_ASSERT(model::encode_payload(*decoded) == bent);
  });
}

TEST_CASE("log: record keys are canonical too") {
  const std::vector<model::FieldValue> key{{1, std::string("198609262015051001")}, {2, std::int64_t{20514}}};
  const Bytes bytes = model::encode_key(key);
  CHECK(model::decode_key(bytes).value() == key);
  for (std::size_t size = 0; size < bytes.size(); ++size)
    CHECK(error_of(model::decode_key(base::ByteView(bytes).first(size))).fault == Fault::corrupt);
  Bytes longer = bytes;
  longer.push_back(0);
  CHECK(error_of(model::decode_key(longer)).fault == Fault::corrupt);
}

TEST_CASE("log: origins are named after keys") {
  CHECK(log::parse_origin(log::to_text(test::origin(1))) == test::origin(1));
  CHECK_FALSE(log::parse_origin("00").has_value());
  CHECK_FALSE(log::parse_origin("not hexadecimal!").has_value());
  CHECK(test::origin(1) != test::origin(2));
}

TEST_CASE("log: a vector never goes back") {
  log::VersionVector vector;
  vector.raise(test::origin(1), 0);
  CHECK(vector.empty());
  vector.raise(test::origin(1), 5);
  vector.raise(test::origin(1), 3);
  CHECK(vector.at(test::origin(1)) == 5);
  CHECK(vector.covers(test::origin(1), 5));
  CHECK_FALSE(vector.covers(test::origin(1), 6));
  CHECK(vector.covers(test::origin(2), 0));
  CHECK_FALSE(vector.covers(test::origin(2), 1));
  CHECK(vector.covers(log::VersionVector{}));
  CHECK_FALSE(log::VersionVector{}.covers(vector));
  vector.raise(test::vector_of({{test::origin(1), 4}, {test::origin(2), 1}}));
  CHECK(vector == test::vector_of({{test::origin(2), 1}, {test::origin(1), 5}}));
}

TEST_CASE("log: an honest slice passes, whole or in parts") {
  const auto stream = small_stream();
  const auto checked = log::check_slice(stream.slice(), log::genesis(stream.id())).value();
  REQUIRE(checked.size() == 3);
  CHECK(checked[2].hash == stream.head().hash);
  CHECK(checked[1].header.author == "198609262015051001");
  CHECK(log::check_slice(stream.slice(2, 3), stream.head(1)).value().size() == 2);
  CHECK(log::check_slice(stream.slice(1, 1), log::genesis(stream.id())).value().size() == 1);
}

TEST_CASE("log: a slice that hangs elsewhere is refused") {
  auto stream = small_stream();
  const log::ChainHead start = log::genesis(stream.id());
  SECTION("a gap or an overlap") {
    CHECK(error_of(log::check_slice(stream.slice(2), start)).fault == Fault::clash);
    CHECK(error_of(log::check_slice(stream.slice(), stream.head(1))).fault == Fault::clash);
  }
  SECTION("another history before it") {
    log::ChainHead other = stream.head(1);
    other.hash[0] ^= 1;
    CHECK(error_of(log::check_slice(stream.slice(2), other)).fault == Fault::refused);
  }
  SECTION("no commits") {
    log::Slice slice = stream.slice();
    slice.commits.clear();
    CHECK(error_of(log::check_slice(slice, start)).fault == Fault::corrupt);
  }
  SECTION("a commit left out, or two exchanged") {
    log::Slice slice = stream.slice();
    slice.commits.erase(slice.commits.begin() + 1);
    CHECK(error_of(log::check_slice(slice, start)).fault == Fault::corrupt);
    slice = stream.slice();
    std::swap(slice.commits[0], slice.commits[1]);
    CHECK(error_of(log::check_slice(slice, start)).fault == Fault::corrupt);
  }
  SECTION("commits left off at the end") {
    log::Slice slice = stream.slice();
    slice.commits.pop_back();
    CHECK(error_of(log::check_slice(slice, start)).fault == Fault::refused);
  }
  SECTION("another stream's name") {
    log::Slice slice = stream.slice();
    slice.stream.scope = "7.02";
    CHECK(error_of(log::check_slice(slice, start)).fault == Fault::refused);
    CHECK(error_of(log::check_slice(slice, log::genesis(slice.stream))).fault == Fault::refused);
    slice = stream.slice();
    slice.stream.lane = model::Lane::bulk;
    CHECK(error_of(log::check_slice(slice, log::genesis(slice.stream))).fault == Fault::refused);
  }
  SECTION("another's key") {
    log::Slice slice = stream.slice();
    slice.key = test::key_pair(6).public_key();
    CHECK(error_of(log::check_slice(slice, start)).fault == Fault::refused);
    slice.stream.origin = test::origin(6);
    CHECK(error_of(log::check_slice(slice, log::genesis(slice.stream))).fault == Fault::refused);
  }
  SECTION("a context that names its own origin") {
    // Prevents a commit that waits for itself for ever.
    Header header;
    header.context_delta.raise(stream.id().origin, 1);
    stream.add(Bytes{}, header);
    CHECK(error_of(log::check_slice(stream.slice(), start)).fault == Fault::corrupt);
  }
  SECTION("a header of a later version") {
    log::Slice slice = stream.slice();
    slice.commits[1].header[0] = 9;
    CHECK(error_of(log::check_slice(slice, start)).fault == Fault::unsupported);
  }
}

TEST_CASE("log: no single bit of a slice can be changed unnoticed") {
  const auto stream = small_stream();
  const log::Slice good = stream.slice();
  const log::ChainHead start = log::genesis(stream.id());
  const auto refused_everywhere = [&](log::Slice& slice, std::span<std::uint8_t> bytes) {
    for (std::uint8_t& byte : bytes)
      for (unsigned bit = 0; bit < 8; ++bit) {
        byte ^= static_cast<std::uint8_t>(1u << bit);
        const bool passed =
            log::check_slice(slice, start).has_value() || log::check_slice(slice, log::genesis(slice.stream)).has_value();
        byte ^= static_cast<std::uint8_t>(1u << bit);
        if (passed) return false;
      }
    return true;
  };
  log::Slice slice = good;
  for (log::Commit& commit : slice.commits) {
    CHECK(refused_everywhere(slice, commit.header));
    CHECK(refused_everywhere(slice, *commit.payload));
    CHECK(refused_everywhere(slice, commit.payload_hash));
  }
  CHECK(refused_everywhere(slice, slice.head_signature));
  CHECK(refused_everywhere(slice, slice.key));
  CHECK(refused_everywhere(slice, slice.stream.origin));
  CHECK(refused_everywhere(slice, {reinterpret_cast<std::uint8_t*>(slice.stream.scope.data()), slice.stream.scope.size()}));
  for (unsigned bit = 0; bit < 64; ++bit) {
    slice.first_seq = good.first_seq ^ std::uint64_t{1} << bit;
    CHECK_FALSE(log::check_slice(slice, start).has_value());
  }
  slice.first_seq = good.first_seq;
  CHECK(slice == good);
  CHECK(log::check_slice(slice, start).has_value());
}

TEST_CASE("log: an erased payload leaves a chain that still verifies") {
  // Prevents the choice between the law on personal data and the proof of everything else.
  const auto stream = small_stream();
  log::Slice slice = stream.slice();
  slice.commits[0].payload.reset();
  CHECK(log::check_slice(slice, log::genesis(stream.id())).value().back().hash == stream.head().hash);
  slice.commits[0].payload_hash[0] ^= 1;
  CHECK(error_of(log::check_slice(slice, log::genesis(stream.id()))).fault == Fault::refused);
}

TEST_CASE("log: what the chain signs cannot be mistaken for anything else") {
  const log::StreamId id{test::origin(1), "7.01", model::Lane::urgent};
  CHECK_FALSE(log::head_message(id, {1, {}}) == log::head_message(id, {2, {}}));
  log::StreamId other = id;
  other.lane = model::Lane::daily;
  CHECK(log::genesis(id).hash != log::genesis(other).hash);
  other = id;
  other.scope = "";
  CHECK(log::genesis(id).hash != log::genesis(other).hash);
  CHECK(log::to_text(other) == log::to_text(id.origin) + "@province/0");
}
