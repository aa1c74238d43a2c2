// The base library: printable bytes, hashes and signatures, seeded randomness, errors, and the fake clock.
// Hashes, signatures and generators are held against published vectors, because every stored chain depends on them.
#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "common/base/bytes.h"
#include "common/base/clock.h"
#include "common/base/crypto.h"
#include "common/base/error.h"
#include "common/base/random.h"
#include "tests/catch.h"
#include "tests/property.h"

using namespace hadir::base;

namespace {

template <std::size_t size>
std::array<std::uint8_t, size> array_of(std::string_view hex) {
  const Bytes bytes = from_hex(hex).value();
  std::array<std::uint8_t, size> out{};
  REQUIRE(bytes.size() == size);
  std::copy(bytes.begin(), bytes.end(), out.begin());
  return out;
}

}  // namespace

TEST_CASE("base: hex is lower case, goes there and back, and refuses everything else") {
  CHECK(to_hex({}).empty());
  CHECK(to_hex(Bytes{0x00, 0x7f, 0xAB, 0xff}) == "007fabff");
  CHECK(from_hex("") == Bytes{});
  CHECK(from_hex("007fABff") == Bytes{0x00, 0x7f, 0xab, 0xff});

  for (const std::string_view bad : {"0", "007", "0g", "g0", "00 ", " 00", "0 0", "0x00", "00:11", "-1", "é"}) {
    CAPTURE(bad);
    CHECK_FALSE(from_hex(bad).has_value());
  }
  CHECK_FALSE(from_hex(std::string_view("00\0", 3)).has_value());
  CHECK_FALSE(from_hex(std::string_view("00\0\0", 4)).has_value());

  rc::prop("any bytes survive hex", [](const Bytes& bytes) { RC_ASSERT(from_hex(to_hex(bytes)) == bytes); });
}

TEST_CASE("base: base64url has no padding, goes there and back, and refuses everything else") {
  // RFC 4648 section 10, without the padding.
  const std::vector<std::pair<std::string, std::string>> known = {
      {"", ""}, {"f", "Zg"}, {"fo", "Zm8"}, {"foo", "Zm9v"}, {"foob", "Zm9vYg"}, {"fooba", "Zm9vYmE"}, {"foobar", "Zm9vYmFy"}};
  for (const auto& [plain, coded] : known) {
    CAPTURE(plain);
    CHECK(to_base64url(bytes_of(plain)) == coded);
    REQUIRE(from_base64url(coded).has_value());
    CHECK(text_of(*from_base64url(coded)) == plain);
  }
  CHECK(to_base64url(Bytes{0xfb, 0xef, 0xff}) == "--__");

  // A length no encoder produces, padding, the other alphabet, white space, bits behind the end that are not zero.
  for (const std::string_view bad : {"Z", "Zg==", "Zm8=", "++//", "Zm 9v", "Zm9v\n", "Zm9v!", "Zh", "Zm9"}) {
    CAPTURE(bad);
    CHECK_FALSE(from_base64url(bad).has_value());
  }

  rc::prop("any bytes survive base64url", [](const Bytes& bytes) { RC_ASSERT(from_base64url(to_base64url(bytes)) == bytes); });
}

TEST_CASE("base: BLAKE2b-256 gives the published hashes") {
  // Of the empty message, and of RFC 7693 appendix A's "abc" at 32 bytes (as b2sum -l 256 prints them).
  CHECK(to_hex(hash_of(bytes_of(""))) == "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8");
  CHECK(to_hex(hash_of(bytes_of("abc"))) == "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
}

TEST_CASE("base: a hash is taken over the concatenation of its parts") {
  CHECK(hash_of({bytes_of("a"), bytes_of(""), bytes_of("bc")}) == hash_of(bytes_of("abc")));
  CHECK(hash_of({}) == hash_of(bytes_of("")));
  CHECK(hash_of(bytes_of("abc")) != hash_of(bytes_of("abd")));
}

TEST_CASE("base: Ed25519 gives the keys and signatures of RFC 8032 section 7.1") {
  struct Vector {
    const char* seed;
    const char* public_key;
    const char* message;
    const char* signature;
  };
  const auto vector = GENERATE(values<Vector>({
      {"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
       "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
       "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438"
       "e"
       "7a100b"},
      {"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
       "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
       "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d29161"
       "2"
       "bb0c00"},
      {"c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
       "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
       "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027becee"
       "a"
       "1ec40a"},
  }));
  const KeyPair pair(array_of<32>(vector.seed));
  const Bytes message = from_hex(vector.message).value();
  CHECK(to_hex(pair.public_key()) == vector.public_key);
  CHECK(to_hex(pair.sign(message)) == vector.signature);
  CHECK(verify(pair.public_key(), message, array_of<64>(vector.signature)));
}

TEST_CASE("base: a signature holds for one key, one message and one signature only") {
  SeededRandom random(7);
  const KeyPair pair = KeyPair::generate(random);
  const KeyPair other = KeyPair::generate(random);
  const Bytes message = {1, 2, 3};
  const Signature signature = pair.sign(message);
  REQUIRE(verify(pair.public_key(), message, signature));
  CHECK(pair.sign(message) == signature);
  CHECK(KeyPair(pair.seed()).sign(message) == signature);

  CHECK_FALSE(verify(other.public_key(), message, signature));
  CHECK_FALSE(verify(pair.public_key(), Bytes{1, 2, 4}, signature));
  CHECK_FALSE(verify(pair.public_key(), Bytes{1, 2}, signature));
  for (const std::size_t at : {std::size_t{0}, std::size_t{31}, std::size_t{32}, std::size_t{63}}) {
    Signature broken = signature;
    broken[at] ^= 1;
    CAPTURE(at);
    CHECK_FALSE(verify(pair.public_key(), message, broken));
  }
  CHECK_FALSE(verify(PublicKey{}, message, Signature{}));
}

TEST_CASE("base: secrets are compared by content and length") {
  CHECK(equal_in_constant_time({}, {}));
  CHECK(equal_in_constant_time(bytes_of("token"), bytes_of("token")));
  CHECK_FALSE(equal_in_constant_time(bytes_of("token"), bytes_of("tokeN")));
  CHECK_FALSE(equal_in_constant_time(bytes_of("token"), bytes_of("toke")));
  CHECK_FALSE(equal_in_constant_time(bytes_of("token"), {}));
}

TEST_CASE("base: SeededRandom is SplitMix64, so that a printed seed replays everywhere") {
  // The reference implementation's outputs for seed 1234567 (https://prng.di.unimi.it/splitmix64.c), low byte first.
  SeededRandom random(1234567);
  Bytes bytes(24);
  random.fill(bytes);
  CHECK(to_hex(bytes) == "85fc08fb17d09e59a50f545884f0732c777cf2a3e5bc3e88");
  CHECK(random.next() == 0x3f7b17e940f7be3fU);

  SeededRandom first(42), second(42), third(43);
  for (int i = 0; i < 100; ++i) CHECK(first.next() == second.next());
  CHECK(first.next() != third.next());
}

TEST_CASE("base: below() stays below its bound") {
  SeededRandom random(1);
  std::array<int, 6> seen{};
  for (int i = 0; i < 6000; ++i) ++seen.at(random.below(6));
  for (const int count : seen) CHECK(count > 800);
  for (int i = 0; i < 100; ++i) CHECK(random.below(1) == 0);
}

TEST_CASE("base: the system's randomness does not repeat") {
  CHECK(KeyPair::generate(system_random()).public_key() != KeyPair::generate(system_random()).public_key());
}

TEST_CASE("base: an error says what failed and what to do, in one line") {
  CHECK(describe({Fault::busy, "the hub is busy", ""}) == "the hub is busy");
  CHECK(describe({Fault::busy, "the hub is busy", "try again later"}) == "the hub is busy (try again later)");
  CHECK(std::string(name_of(Fault::too_large)) == "too_large");

  const Result<int> failed = Error{Fault::storage, "the disk is full", "free some space"};
  CHECK(hadir::test::error_of(failed).fault == Fault::storage);
  CHECK(Result<int>(3).value() == 3);
}

TEST_CASE("base: taking the value of a failed result throws the error with its fault") {
  const Result<int> failed = Error{Fault::corrupt, "the page does not fit its hash", ""};
  try {
    failed.value();
    FAIL("a failed result gave a value");
  } catch (const Failure& failure) {
    CHECK(failure.error().fault == Fault::corrupt);
    CHECK(std::string(failure.what()) == "the page does not fit its hash");
  }
}

TEST_CASE("base: the fake clock moves both hands together, and the wall alone when told to") {
  FakeClock clock({1000});
  const BootTime boot = clock.boot();
  clock.advance(250);
  CHECK(clock.wall() == WallTime{1250});
  CHECK(clock.boot() == BootTime{boot.ms + 250});
  clock.step_wall(-5000);
  CHECK(clock.wall() == WallTime{-3750});
  CHECK(clock.boot() == BootTime{boot.ms + 250});
}

TEST_CASE("base: the system clock stands in this century and its boot hand never goes back") {
  const Clock& clock = system_clock();
  CHECK(clock.wall() > WallTime{1'600'000'000'000});
  CHECK(clock.wall() < WallTime{4'100'000'000'000});
  BootTime last = clock.boot();
  for (int i = 0; i < 1000; ++i) {
    const BootTime now = clock.boot();
    REQUIRE(now >= last);
    last = now;
  }
}
