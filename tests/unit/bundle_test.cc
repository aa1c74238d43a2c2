// The file that goes onto a stick: what is written is read, nothing else is, and what was cut yields all that stood before the
// cut.
#include "common/sync/bundle.h"

#include "tests/catch.h"
#include "tests/property.h"
#include "tests/unit/fixtures.h"

namespace hadir::sync {
namespace {

using What = BundleReader::Piece::What;

const base::KeyPair hub = test::key_pair(test::hub_number);

base::Bytes message_of(std::size_t bytes, std::uint8_t fill) { return base::Bytes(bytes, fill); }

std::vector<base::Bytes> write(const std::vector<base::Bytes>& messages, std::size_t part_bytes = base::limits::bundle_bytes,
                               std::uint64_t seed = 1) {
  base::SeededRandom random(seed);
  BundleHeader header{BundleKind::to_hub, fingerprint_of(hub.public_key()), test::origin(1), {}, 1, 1};
  auto parts = write_bundle(header, &hub.public_key(), messages, part_bytes, random);
  REQUIRE(parts.has_value());
  return *parts;
}

struct Read {
  std::vector<base::Bytes> messages;
  int damaged = 0;
  What last = What::end;
};

Read read(BundleReader reader) {
  Read all;
  for (;;) {
    auto piece = reader.next();
    if (piece.what == What::message)
      all.messages.push_back(std::move(piece.message));
    else if (piece.what == What::damaged)
      ++all.damaged;
    else
      return all.last = piece.what, all;
  }
}

Read read(base::ByteView file) { return read(BundleReader::open(file, hub).value()); }

TEST_CASE("bundle: what was written is read, in parts of the size asked for") {
  const std::vector<base::Bytes> messages{message_of(40'000, 1), message_of(10, 2), message_of(50'000, 3), message_of(90'000, 4)};
  CHECK(read(write(messages).front()).messages == messages);
  const auto parts = write(messages, 60'000);
  REQUIRE(parts.size() == 3);
  CHECK(parts[0].size() <= 60'000);
  CHECK(parts[2].size() > 90'000);  // a message is never torn apart
  std::vector<base::Bytes> together;
  for (std::size_t at = 0; at < parts.size(); ++at) {
    const BundleHeader header = read_bundle_header(parts[at]).value();
    CHECK(header.part == at + 1);
    CHECK(header.parts == 3);
    CHECK(header.id == read_bundle_header(parts[0]).value().id);
    CHECK(header.sender == test::origin(1));
    const Read one = read(parts[at]);
    CHECK(one.last == What::end);
    CHECK(one.damaged == 0);
    together.insert(together.end(), one.messages.begin(), one.messages.end());
  }
  CHECK(together == messages);
  CHECK(read(write({}).front()).messages.empty());
}

TEST_CASE("bundle: every beginning of a file yields exactly its whole messages") {
  const std::vector<base::Bytes> messages{message_of(100, 1), message_of(1, 2), message_of(300, 3)};
  const base::Bytes file = write(messages).front();
  std::size_t most = 0;
  for (std::size_t size = 0; size < file.size(); ++size) {
    const base::ByteView cut = base::ByteView(file).first(size);
    const auto reader = BundleReader::open(cut, hub);
    if (!reader) {
      CHECK(size < 57);
      CHECK(reader.error().fault == base::Fault::corrupt);
      CHECK_THAT(base::describe(reader.error()), test::contains("terpotong"));
      continue;
    }
    const Read some = read(*reader);
    CHECK(some.last == What::cut);
    CHECK(some.damaged == 0);
    CHECK(some.messages.size() >= most);
    most = some.messages.size();
    CHECK(std::equal(some.messages.begin(), some.messages.end(), messages.begin()));
  }
  CHECK(most == messages.size());
}

TEST_CASE("bundle: a changed bit costs its own message, or is refused; it never becomes another one") {
  const std::vector<base::Bytes> messages{message_of(60, 1), message_of(60, 2), message_of(60, 3)};
  const base::Bytes file = write(messages).front();
  for (std::size_t bit = 0; bit < file.size() * 8; ++bit) {
    base::Bytes changed = file;
    changed[bit / 8] ^= static_cast<std::uint8_t>(1 << bit % 8);
    const auto reader = BundleReader::open(changed, hub);
    if (!reader) continue;
    const Read some = read(*reader);
    CHECK((some.last == What::cut || some.damaged > 0));
    CHECK(some.messages.size() < 4);
    for (const base::Bytes& one : some.messages) CHECK(std::ranges::find(messages, one) != messages.end());
  }
}

TEST_CASE("bundle: a damaged place in one message keeps the next ones readable") {
  base::Bytes file = write({message_of(5'000, 1), message_of(5'000, 2), message_of(5'000, 3)}).front();
  std::fill_n(file.begin() + 6'000, 512, std::uint8_t{0});  // a sector of the stick
  const Read some = read(file);
  CHECK(some.damaged == 1);
  CHECK(some.last == What::end);
  CHECK(some.messages == std::vector{message_of(5'000, 1), message_of(5'000, 3)});
  base::Bytes longer = write({message_of(9, 1)}).front();
  longer.push_back(0);
  CHECK(read(longer).damaged == 1);
}

TEST_CASE("bundle: only the receiver opens it, and its header cannot be exchanged") {
  const base::Bytes mine = write({message_of(64, 7)}).front(), other = write({message_of(64, 8)}, 1 << 20, 2).front();
  CHECK(test::error_of(BundleReader::open(mine, test::key_pair(9))).fault == base::Fault::refused);
  // Under the receiver's name, but sealed to somebody else.
  base::SeededRandom random(3);
  const base::KeyPair stranger = test::key_pair(9);
  const BundleHeader header{BundleKind::to_hub, fingerprint_of(hub.public_key()), test::origin(1), {}, 1, 1};
  const std::vector<base::Bytes> messages{message_of(5, 5)};
  const auto wrong = write_bundle(header, &stranger.public_key(), messages, 1 << 20, random);
  CHECK(test::error_of(BundleReader::open(wrong->front(), hub)).fault == base::Fault::corrupt);
  base::Bytes swapped = mine;
  const std::size_t header_bytes = 14 + 1 + 16 + 8 + 16 + 1 + 1;
  std::copy_n(other.begin(), header_bytes, swapped.begin());
  const Read some = read(swapped);
  CHECK(some.messages.empty());
  CHECK(some.damaged == 2);
  // Nothing of the content stands in the file.
  CHECK(std::search_n(mine.begin(), mine.end(), 3, std::uint8_t{7}) == mine.end());
}

TEST_CASE("bundle: what is none is said to be none, and what is too large is not read") {
  CHECK(test::error_of(read_bundle_header(base::bytes_of("nip,name\n1,2\n"))).fault == base::Fault::bad_input);
  base::Bytes later = write({}).front();
  later[13] = '2';
  CHECK(test::error_of(read_bundle_header(later)).fault == base::Fault::unsupported);
  CHECK(test::error_of(read_bundle_header(base::Bytes(base::limits::bundle_bytes + 1))).fault == base::Fault::too_large);
  const std::vector<base::Bytes> messages{message_of(5, 5)};
  base::SeededRandom random(3);
  const base::PublicKey unusable{};
  CHECK_FALSE(write_bundle({}, &unusable, messages, 1 << 20, random).has_value());
}

TEST_CASE("bundle: a request for enrolment is readable by all and ends like the others") {
  base::SeededRandom random(3);
  const std::vector<base::Bytes> messages{message_of(50, 5)};
  const BundleHeader header{BundleKind::enrolment, fingerprint_of(hub.public_key()), test::origin(1), {}, 1, 1};
  const base::Bytes file = write_bundle(header, nullptr, messages, 1 << 20, random)->front();
  const Read all = read(BundleReader::open(file, test::key_pair(9)).value());
  CHECK(all.messages == messages);
  CHECK(all.last == What::end);
}

TEST_CASE("bundle: any messages survive any division into parts") {
  rc::prop("", [] {
    const auto sizes = *rc::gen::container<std::vector<std::size_t>>(rc::gen::inRange<std::size_t>(1, 3'000));
    std::vector<base::Bytes> messages, together;
    for (const std::size_t size : sizes) messages.push_back(message_of(size, static_cast<std::uint8_t>(size)));
    for (const base::Bytes& part : write(messages, *rc::gen::inRange<std::size_t>(0, 8'000))) {
      Read one = read(part);
      RC_ASSERT(one.last == What::end);
      together.insert(together.end(), one.messages.begin(), one.messages.end());
    }
    RC_ASSERT(together == messages);
  });
}

}  // namespace
}  // namespace hadir::sync
