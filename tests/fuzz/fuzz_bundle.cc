// Bundles from anybody's stick: reading ends and yields no more than was there, and what was written is read back, from every
// part and up to every cut. Behind the first byte stands a whole file, or what is to be written.
#include <cstddef>
#include <cstdint>

#include "common/base/crypto.h"
#include "common/sync/agent_bundle.h"
#include "common/sync/bundle.h"

namespace base = hadir::base;

namespace hadir::sync {
namespace {

using What = BundleReader::Piece::What;

const base::KeyPair& receiver() {
  static const base::KeyPair key(base::Seed{7});
  return key;
}

// Reads to the end; answers the messages.
std::vector<base::Bytes> read(base::ByteView file) {
  std::vector<base::Bytes> messages;
  auto reader = BundleReader::open(file, receiver());
  if (!reader) {
    HADIR_CHECK(!reader.error().what.empty());
    return messages;
  }
  for (auto piece = reader->next(); piece.what == What::message || piece.what == What::damaged; piece = reader->next()) {
    HADIR_CHECK(piece.message.size() <= file.size());
    if (piece.what == What::message) messages.push_back(std::move(piece.message));
  }
  HADIR_CHECK(reader->next().what == What::cut || reader->next().what == What::end);
  return messages;
}

}  // namespace
}  // namespace hadir::sync

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace hadir::sync;
  static const bool ready = (base::initialise_crypto(), true);
  if (!ready || size == 0) return 0;
  const base::ByteView rest(data + 1, size - 1);
  if (data[0] % 2 == 0) {
    for (const base::Bytes& message : read(rest)) {
      const auto answer = read_bundle_answer(message, {receiver().public_key(), receiver().public_key()});
      HADIR_CHECK(answer.has_value() || !answer.error().what.empty());
    }
    return 0;
  }
  // Pieces of the input as messages: written, read back, and cut at a place that the input chooses.
  std::vector<base::Bytes> messages;
  const std::size_t piece = 1 + data[0] / 2u;
  for (std::size_t at = 0; at < rest.size(); at += piece) {
    const base::ByteView one = rest.subspan(at, std::min(piece, rest.size() - at));
    messages.emplace_back(one.begin(), one.end());
  }
  base::SeededRandom random(size);
  BundleHeader header;
  header.receiver = fingerprint_of(receiver().public_key());
  const auto parts = write_bundle(header, &receiver().public_key(), messages, 2'000, random);
  HADIR_CHECK(parts.has_value());
  std::vector<base::Bytes> together;
  for (const base::Bytes& part : *parts) {
    auto some = read(part);
    const auto fewer = read(base::ByteView(part).first(part.size() * data[0] / 256));
    HADIR_CHECK(fewer.size() <= some.size() && std::equal(fewer.begin(), fewer.end(), some.begin()));
    together.insert(together.end(), some.begin(), some.end());
  }
  HADIR_CHECK(together == messages);
  return 0;
}
