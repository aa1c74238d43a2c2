// The version blob beside each record: it must give back what was put in, and a damaged one must be noticed, never believed.
#include "common/merge/version_blob.h"

#include "tests/catch.h"
#include "tests/unit/fixtures.h"

using namespace hadir;
using base::Bytes;
using base::Fault;
using merge::RecordState;
using model::Value;

namespace {

// Two writers; field 3 plain, field 4 with two heads and two firsts.
RecordState example() {
  RecordState state;
  state.writers = {{test::origin(1), 7, {test::noon_ms, log::Quality::hub, 20}, "198609262015051001"},
                   {test::origin(2), 300, {-5, log::Quality::doubtful, 0}, ""}};
  state.fields = {{0, {{0, std::int64_t{0}}}, {}},
                  {3, {{1, std::int64_t{1}}}, {}},
                  {4, {{0, std::string("P1")}, {1, model::TextList{"a", ""}}}, {{0, std::int64_t{-9}}, {1, std::monostate{}}}}};
  return state;
}

Value column(std::uint32_t field) { return std::int64_t{field == 0 ? 0 : 1}; }

// A blob written by hand around one writer.
Bytes blob_with(const std::function<void(base::ByteWriter&)>& fields, std::uint8_t quality = 3) {
  base::ByteWriter out;
  out.varint(1);
  out.raw(test::origin(1));
  out.varint(7);
  out.zigzag(test::noon_ms);
  out.u8(quality);
  out.varint(20);
  out.text("x");
  fields(out);
  return out.take();
}

}  // namespace

TEST_CASE("version blob: there and back") {
  const RecordState state = example();
  const Bytes blob = merge::encode_version(state);
  CHECK(merge::decode_version(blob, column).value() == state);
  CHECK(merge::decode_version(merge::encode_version({}), column).value() == RecordState{});
}

TEST_CASE("version blob: a plain field asks for its column, others do not") {
  std::vector<std::uint32_t> asked;
  merge::decode_version(merge::encode_version(example()), [&](std::uint32_t field) {
    asked.push_back(field);
    return column(field);
  }).value();
  CHECK(asked == std::vector<std::uint32_t>{0, 3});
}

TEST_CASE("version blob: small for an ordinary record") {
  // Prevents a version that outweighs the record: a punch is written once, by one writer.
  RecordState state;
  state.writers = {{test::origin(1), 70'000, {test::noon_ms, log::Quality::hub, 20}, "198609262015051001"}};
  state.fields = {{4, {{0, Value{}}}, {}}, {5, {{0, Value{}}}, {}}};
  CHECK(merge::encode_version(state).size() <= 48);
}

TEST_CASE("version blob: cut short or prolonged is refused") {
  const Bytes blob = merge::encode_version(example());
  for (std::size_t size = 0; size < blob.size(); ++size)
    CHECK(test::error_of(merge::decode_version(base::ByteView(blob).first(size), column)).fault == Fault::corrupt);
  Bytes longer = blob;
  longer.push_back(0);
  CHECK(test::error_of(merge::decode_version(longer, column)).fault == Fault::corrupt);
}

TEST_CASE("version blob: whatever decodes is what encoding would have written") {
  // Prevents two blobs for one state: replicas compare tables byte by byte.
  const Bytes blob = merge::encode_version(example());
  for (std::size_t at = 0; at < blob.size(); ++at) {
    for (unsigned bit = 0; bit < 8; ++bit) {
      Bytes bent = blob;
      bent[at] ^= static_cast<std::uint8_t>(1u << bit);
      const auto decoded = merge::decode_version(bent, column);
      CAPTURE(at, bit);
      if (decoded) CHECK(merge::encode_version(*decoded) == bent);
    }
  }
}

TEST_CASE("version blob: contradictions are refused") {
  const auto fault = [](const Bytes& blob) { return test::error_of(merge::decode_version(blob, column)).fault; };
  const auto plain = [](base::ByteWriter& out, std::uint32_t field, std::uint64_t writer) {
    out.varint(std::uint64_t{field} << 1);
    out.varint(writer);
  };
  CHECK(merge::decode_version(blob_with([&](auto& out) { out.varint(1), plain(out, 3, 0); }), column).has_value());
  SECTION("a writer that is not listed") {
    CHECK(fault(blob_with([&](auto& out) { out.varint(1), plain(out, 3, 1); })) == Fault::corrupt);
  }
  SECTION("an unknown quality of time") {
    CHECK(fault(blob_with([&](auto& out) { out.varint(1), plain(out, 3, 0); }, 4)) == Fault::corrupt);
  }
  SECTION("fields out of order") {
    CHECK(fault(blob_with([&](auto& out) { out.varint(2), plain(out, 4, 0), plain(out, 3, 0); })) == Fault::corrupt);
    CHECK(fault(blob_with([&](auto& out) { out.varint(2), plain(out, 3, 0), plain(out, 3, 0); })) == Fault::corrupt);
  }
  SECTION("a field number beyond 32 bits") {
    CHECK(fault(blob_with([&](auto& out) { out.varint(1), out.varint(std::uint64_t{1} << 34), out.varint(0); })) ==
          Fault::corrupt);
  }
  SECTION("no heads") {
    CHECK(fault(blob_with([&](auto& out) { out.varint(1), out.varint(3 << 1 | 1), out.varint(0), out.varint(0); })) ==
          Fault::corrupt);
  }
  SECTION("one head written the long way") {
    CHECK(fault(blob_with([&](auto& out) {
            out.varint(1), out.varint(3 << 1 | 1), out.varint(1), out.varint(0), model::write_value(out, std::int64_t{1}),
                out.varint(0);
          })) == Fault::corrupt);
  }
  SECTION("counts that promise more than there is") {
    CHECK(fault({0xff, 0xff, 0x03}) == Fault::corrupt);
    CHECK(fault({0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01}) == Fault::corrupt);
  }
}
