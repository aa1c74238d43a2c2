// The base library: printable bytes, hashes and signatures, seeded randomness, errors, and the fake clock.
#include "tests/catch.h"

using namespace hadir::base;

TEST_CASE("base: hex goes there and back") {
  CHECK(to_hex(Bytes{0x00, 0x7f, 0xff}) == "007fff");
}
