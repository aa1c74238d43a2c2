#include "common/wire/columns.h"

#include <random>

#include "common/base/limits.h"
#include "common/wire/columns_io.h"
#include "common/wire/columns_text.h"
#include "common/wire/frame.h"
#include "common/wire/messages.h"
#include "tests/property.h"
#include "tests/support/office_data.h"
#include "tests/support/office_work.h"
#include "tests/unit/fixtures.h"

using namespace hadir;
using base::Bytes;
using test::Entry;

namespace {

constexpr std::size_t most = base::limits::frame_raw_bytes;

void comes_back(const std::vector<log::Slice>& slices, const wire::KnownToBoth& known = {}) {
  for (const wire::Dictionary* dictionary : {static_cast<const wire::Dictionary*>(nullptr), wire::newest_dictionary()}) {
    const Bytes bytes = wire::encode_columns(slices, known, dictionary);
    const auto back = wire::decode_columns(bytes, most, known);
    INFO((back.has_error() ? back.error().what : ""));
    REQUIRE(back.has_value());
    CHECK(*back == slices);
  }
}

std::size_t frame_bytes(const std::vector<log::Slice>& slices) {
  wire::ExchangeRequest request;
  request.push = slices;
  return wire::seal_frame(wire::FrameType::exchange, wire::encode(request)).size();
}

// Slices of anything that may stand in a log, canonical or not; nothing in them is verified here.
class AnySlices {
 public:
  explicit AnySlices(std::uint64_t seed) : random_(seed) {}

  std::vector<log::Slice> draw() {
    std::vector<log::Slice> slices(below(4));
    for (log::Slice& slice : slices) slice = this->slice();
    return slices;
  }

 private:
  std::uint64_t below(std::uint64_t limit) { return random_() % limit; }
  bool chance(unsigned percent) { return below(100) < percent; }
  // Small numbers mostly, and each end of the range.
  std::uint64_t number() {
    switch (below(6)) {
      case 0: return below(4);
      case 1: return below(1000);
      case 2: return random_();
      case 3: return 0 - below(3);
      case 4: return std::uint64_t{1} << below(64);
      default: return below(50);
    }
  }
  template <std::size_t size>
  std::array<std::uint8_t, size> random_bytes() {
    std::array<std::uint8_t, size> bytes;
    for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(below(chance(50) ? 2 : 256));
    return bytes;
  }
  Bytes some_bytes(std::size_t limit) {
    Bytes bytes(below(limit));
    for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(below(256));
    return bytes;
  }
  std::string text() {
    static const std::string_view words[] = {"",
                                             " ",
                                             "rapat",
                                             "0",
                                             "007",
                                             "12",
                                             "99",
                                             "100",
                                             "12345678",
                                             "198609262015051001",
                                             "198609262015051002",
                                             "è",
                                             "\n",
                                             "a  b",
                                             "berkas",
                                             "selesai",
                                             "321567890",
                                             "kiosk",
                                             "999999999999999999"};
    std::string all;
    for (std::uint64_t n = below(5); n > 0; --n) {
      all += words[below(std::size(words))];
      if (chance(60)) all += ' ';
    }
    if (chance(2)) all += std::string(below(4000), 'x');
    return all.substr(0, 64);
  }
  model::Value value() {
    switch (below(4)) {
      case 0: return std::monostate{};
      case 1: return static_cast<std::int64_t>(number());
      case 2: return text();
      default: {
        model::TextList items(below(5));
        for (std::string& item : items) item = text();
        return items;
      }
    }
  }
  std::vector<model::FieldValue> values(std::size_t limit) {
    std::vector<model::FieldValue> all;
    std::uint32_t field = 0;
    for (std::uint64_t n = below(limit); n > 0; --n)
      all.push_back({field += 1 + static_cast<std::uint32_t>(below(chance(95) ? 2 : 1 << 20)), value()});
    return all;
  }
  model::Change change() {
    return {static_cast<std::uint32_t>(chance(90) ? below(6) : below(UINT32_MAX)), values(4), values(5), chance(10)};
  }
  log::Header header(std::uint64_t seq) {
    log::Header header;
    header.seq = chance(95) ? seq : 1 + below(1000);
    header.stamp = {static_cast<std::int64_t>(chance(70) ? 1'772'427'600'000 + below(100'000) : number()),
                    static_cast<log::Quality>(below(4)), static_cast<std::uint32_t>(number())};
    header.author = text();
    for (std::uint64_t n = below(3); n > 0; --n)
      header.context_delta.raise(test::origin(static_cast<std::uint8_t>(below(5))), 1 + below(300));
    if (chance(20)) header.beacon = log::Beacon{static_cast<std::int64_t>(number()), beacons_[below(std::size(beacons_))]};
    if (chance(10)) header.extensions = {{static_cast<std::uint32_t>(1 + below(9)), some_bytes(80)}};
    return header;
  }
  log::Commit commit(std::uint64_t seq) {
    std::vector<model::Change> changes(below(5));
    for (model::Change& one : changes) one = change();
    log::Commit commit = log::make_commit(header(seq), chance(92) ? model::encode_payload(changes) : some_bytes(100));
    if (chance(6)) commit.header = Bytes(9 + below(60), static_cast<std::uint8_t>(below(256)));
    if (chance(6)) commit = {commit.header, random_bytes<32>(), std::nullopt};
    return commit;
  }
  log::Slice slice() {
    const base::KeyPair key = test::key_pair(static_cast<std::uint8_t>(1 + below(3)));
    log::Slice slice;
    slice.stream = {chance(90) ? log::origin_of(key.public_key()) : random_bytes<8>(), chance(50) ? "7.01" : "",
                    static_cast<model::Lane>(below(3))};
    slice.key = chance(90) ? key.public_key() : random_bytes<32>();
    slice.first_seq = chance(90) ? 1 + below(10) : 1 + number() / 2;
    slice.head_signature = random_bytes<64>();
    for (std::uint64_t n = 1 + below(12); n > 0; --n) slice.commits.push_back(commit(slice.first_seq + slice.commits.size()));
    return slice;
  }

  std::mt19937_64 random_;
  std::array<base::Signature, 3> beacons_{random_bytes<64>(), random_bytes<64>(), random_bytes<64>()};
};

log::Slice one_punch(std::string_view employee, std::int64_t at, log::Header header = {}) {
  test::HandMadeStream stream(test::key_pair(1), "7.01", model::Lane::urgent);
  header.author = employee;
  stream.add(
      {{4, {{1, std::string(employee)}, {2, at}, {3, std::string("kiosk")}}, {{4, std::int64_t{0}}, {5, std::int64_t{420}}}}},
      header);
  return stream.slice();
}

}  // namespace

TEST_CASE("columns: a number is its slot and the bits below") {
  rc::prop("for every number", [](std::uint64_t value, std::uint8_t shift) {
    value >>= shift % 64;
    const std::uint8_t slot = wire::slot_of(value);
    RC_ASSERT(slot < wire::slot_count);
    RC_ASSERT(wire::least_of(slot) <= value);
    RC_ASSERT((value - wire::least_of(slot)) >> wire::extra_bits_of(slot) == 0u);
    RC_ASSERT(wire::unfold(wire::fold(value)) == value);
  });
}

TEST_CASE("columns: words join to the text they came from") {
  rc::prop("for every text", [](const std::string& text) {
    std::string joined;
    std::string_view word;
    bool begun = false;
    for (wire::Words words(text); words.next(word); begun = true) {
      if (begun) joined += ' ';
      const auto number = wire::number_of(word);
      joined += number ? std::to_string(*number) : std::string(word);
    }
    RC_ASSERT(begun);
    RC_ASSERT(joined == text);
  });
}

TEST_CASE("columns: what an office records comes back bit for bit, in a fraction of the bytes") {
  for (std::uint64_t seed = 900; seed < 912; ++seed) {
    const test::OfficeShape shape = test::some_shape(seed);
    const std::vector<model::Change> changes = test::office_data(shape);
    for (const Entry entry : {Entry::import, Entry::one_by_one}) {
      const std::vector<log::Slice> slices =
          test::recorded({static_cast<std::uint8_t>(seed % 100 + 1), shape.unit}, changes, entry);
      comes_back(slices);
      comes_back(slices, {{slices.front().key, test::key_pair(9).public_key()}, {shape.unit}});
      CHECK(wire::encode_columns(slices).size() < frame_bytes(slices) * 2 / 3);
    }
  }
}

TEST_CASE("columns: a month and a day of an office that no dictionary was trained with stay within their budgets") {
  // The whole exchange may take 52,000 bytes for such a month and 5,200 for such a day; the rest is for what stands around.
  const test::OfficeShape shape{100'002, "7.01", 100, 22, 20'514, false, false, 5};
  const std::vector<model::Change> month = test::office_data(shape);
  const std::vector<log::Slice> slices = test::recorded({}, month, Entry::import);
  comes_back(slices);
  CHECK(month.size() > 8'000);
  CHECK(wire::encode_columns(slices).size() < 40'000);
  const std::vector<model::Change> day = test::office_data({100'003, "7.01", 100, 1, 20'514, false, false, 5});
  CHECK(wire::encode_columns(test::recorded_from({}, day, 100, Entry::import)).size() < 3'600);
  CHECK(wire::encode_columns(test::recorded_from({}, day, 100, Entry::one_by_one)).size() < 4'000);
}

TEST_CASE("columns: slices of anything come back bit for bit") {
  rc::prop("for any slices", [](std::uint64_t seed) { comes_back(AnySlices(seed).draw()); });
}

TEST_CASE("columns: nothing at all comes back as nothing") { comes_back({}); }

TEST_CASE("columns: what our encoders would have written otherwise is carried verbatim") {
  log::Slice slice = one_punch("198609262015051001", test::noon_ms);
  const Bytes header = slice.commits[0].header, payload = *slice.commits[0].payload;
  const auto with = [&](Bytes changed_header, Bytes changed_payload) {
    slice.commits[0] = {changed_header, base::hash_of(changed_payload), changed_payload};
    comes_back({slice});
  };
  Bytes longer = header;
  longer.push_back(0);
  with(longer, payload);               // bytes behind the end
  with(Bytes(9, 0xff), payload);       // no header at all
  with(header, {});                    // no payload at all
  with(header, {0x80, 0x00});          // a number in a longer form
  with(header, Bytes(200'000, 0xff));  // long
  Bytes other_number = header;
  other_number[1] = 2;
  with(other_number, payload);  // not the number of its place
  slice.commits[0] = {header, base::hash_of(payload), std::nullopt};
  comes_back({slice});  // erased
}

TEST_CASE("columns: more kinds and fields than a batch takes apart are carried all the same") {
  test::HandMadeStream stream(test::key_pair(1), "7.01", model::Lane::bulk);
  for (std::uint32_t kind = 1; kind <= 1'000; ++kind) {
    model::Change change{kind, {{1, std::string("x")}}, {}, false};
    for (std::uint32_t field = 2; field < 6; ++field) change.fields.push_back({field, std::int64_t{kind}});
    stream.add({change});
  }
  comes_back({stream.slice()});
}

TEST_CASE("columns: more words than a reader would keep are carried all the same") {
  test::HandMadeStream stream(test::key_pair(1), "7.01", model::Lane::daily);
  std::uint32_t next = 0;
  for (int n = 0; n < 6; ++n) {
    model::TextList items;
    for (std::size_t item = 0; item < base::limits::list_items; ++item) {
      std::string text;
      while (text.size() + 4 < base::limits::text_bytes / 2) text += {static_cast<char>('a' + ++next % 26), ' '};
      items.push_back(text);
    }
    stream.add({{6, {{1, std::string("x")}}, {{3, items}}, false}});
  }
  CHECK(size_of(stream.slice()) > wire::most_words);
  comes_back({stream.slice()});
  test::HandMadeStream other(test::key_pair(2), "7.01", model::Lane::daily);  // each context once, beyond what is kept
  for (std::int64_t n = 0; n < 300; ++n) {
    model::Change change{3, {{1, std::to_string(n) + "x"}}, {}, false};
    other.add({change});
  }
  comes_back({stream.slice(), other.slice()});
}

TEST_CASE("columns: a beacon that several streams name travels once") {
  const base::KeyPair hub = test::key_pair(200);
  const auto batch = [&](std::int64_t second_ms) {
    std::vector<log::Slice> slices;
    for (const std::int64_t ms : {test::noon_ms, second_ms}) {
      log::Header header;
      header.beacon = log::Beacon{ms, hub.sign(log::beacon_message(ms))};
      slices.push_back(one_punch("198609262015051001", test::noon_ms + 5, header));
    }
    return slices;
  };
  comes_back(batch(test::noon_ms));
  CHECK(wire::encode_columns(batch(test::noon_ms)).size() + 64 <= wire::encode_columns(batch(test::noon_ms + 1)).size());
}

TEST_CASE("columns: what both sides know does not travel, and both must know the same") {
  const std::vector<log::Slice> slices = {one_punch("198609262015051001", test::noon_ms)};
  const wire::KnownToBoth known{{slices[0].key}, {"7.01"}};
  const Bytes bytes = wire::encode_columns(slices, known);
  CHECK(bytes.size() + 32 <= wire::encode_columns(slices).size());
  const auto other = wire::decode_columns(bytes, most, {{test::key_pair(7).public_key()}, {"7.02"}});
  if (other) CHECK(*other != slices);
  CHECK(test::error_of(wire::decode_columns(bytes, most)).fault == base::Fault::bad_input);
}

TEST_CASE("columns: a dictionary that is not known here says so") {
  Bytes bytes = wire::encode_columns(std::vector{one_punch("198609262015051001", test::noon_ms)});
  bytes[0] = 99;
  CHECK(test::error_of(wire::decode_columns(bytes, most)).fault == base::Fault::unsupported);
}

TEST_CASE("columns: whatever was cut or changed is refused, or gives slices that a signature judges") {
  const std::vector<log::Slice> slices = {one_punch("198609262015051001", test::noon_ms),
                                          one_punch("197001011993031002", test::noon_ms + 9)};
  const Bytes bytes = wire::encode_columns(slices);
  for (std::size_t size = 0; size < bytes.size(); ++size)
    CHECK(wire::decode_columns(base::ByteView(bytes).first(size), most).has_error());
  for (std::size_t at = 0; at < bytes.size(); ++at)
    for (const std::uint8_t flip : {0x01, 0x80, 0xff}) {
      Bytes changed = bytes;
      changed[at] ^= flip;
      const auto back = wire::decode_columns(changed, most);
      if (back) CHECK(wire::decode_columns(wire::encode_columns(*back), most).has_value());
    }
}

TEST_CASE("columns: few bytes cannot become many") {
  // 4,096 commits of one long text each, repeated: they compress to next to nothing, and must not be unpacked beyond the limit.
  test::HandMadeStream stream(test::key_pair(1), "7.01", model::Lane::daily);
  const model::Change change{6, {{1, std::string("x")}}, {{3, std::string(4'000, 'a')}}, false};
  for (int n = 0; n < 250; ++n) stream.add({change});
  const std::vector<log::Slice> slices(15, stream.slice());
  const Bytes bytes = wire::encode_columns(slices);
  CHECK(bytes.size() < 5'000);
  CHECK(wire::decode_columns(bytes, most).has_value());
  CHECK(wire::decode_columns(bytes, 1'000'000).has_error());

  base::ByteWriter announced;  // columns beyond the limit
  announced.varint(0);
  announced.varint(1);
  announced.varint((std::uint64_t{base::limits::frame_raw_bytes} + 1) << 2 | 1);
  announced.sized(Bytes(10, 0));
  CHECK(test::error_of(wire::decode_columns(announced.bytes(), most)).fault == base::Fault::too_large);
}

TEST_CASE("columns: dictionaries never change") {
  // Whoever changes one makes batches unreadable between two versions that both call it by this number: train the next one.
  REQUIRE(wire::dictionaries().size() == 1);
  CHECK(wire::dictionaries()[0].number == 1);
  CHECK(base::to_hex(base::hash_of(wire::dictionaries()[0].bytes)) ==
        "26fc9c745dcab8d19f90ebe4fecb4f7d1a1fb502ae9c783fc2c258f1ba298cd4");
}
