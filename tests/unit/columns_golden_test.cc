// Golden batches of the columns' first form, with dictionary 1: what a program wrote once reads the same for ever. Old goldens
// are never edited; tests/end_to_end/columns_second_implementation.py reads them too, with a reader written from COLUMNS.md
// alone.
#include "common/base/limits.h"
#include "common/wire/columns.h"
#include "common/wire/messages.h"
#include "tests/catch.h"

using namespace hadir;

namespace {

// An office of three people, enrolled and with a day of records: imported, and recorded one by one.
const char* const imported =
    "0101f6149c020000bd0800438717ffef809f5252b20aa6e95fcb4c00f8ff8bcca6fffa1773979cee66216e348c4663fda5aa2ed56336361a7655d766"
    "b3b9dea2a6bfa6ffa9569435599789ba5c2e5f5517ea3b0080ef62a2a6af5fa701bc20c0242e0b108016190e93290a0148e8200283c8485043b30731"
    "44eb0cb34889920c7b077e81e83d88a97e84b88fb8c461c71706ae58d50ad5f8c9c50b0c41069fa6b31445570a065ba80e3607d77ec09c1f4f7e5f0f"
    "cccb5387d8b3c792962e9512a6df9285dc728c0858f8b2d3638d2a063ce897d9bf6888251c14623018477969894c7096de774342900a390480a121ee"
    "6a4858ea9451bdc1f792b94a37420e8dc47776f2456bd6509ce4d6f97687c8bc7c5ae5dc3361385839795a48944e0f8e4c048a88e3dd7409f195fd52"
    "db2d3cba5d72ca6709bf1d94121bf3748801b40f6f5c10d768b6138b6abf62fda0fe890c304041046a46fa8a794296adfb30429d7c4e00e7f151f56c"
    "c5c139a9232a0c803c1dfc5138031e3039315f07c916172e7104b7fc83a17d48b8c9165784129d0a05aaf206c9c544522ce7deacd24e9a6865412500"
    "ee40e9469426124e5791fc3e15824386d804aae9a108ecba8e3d829eeb0849d8efffaaa3b7da799c686236353603b1b2f63240eb51da4ac633edb21e"
    "05ccccb79e11c54d4fb29dff6d868a93d20dd8440e1478837ce0770ddce684e96f03c80ddeeb6078bdefb5f9a7c85be344c1e395053c3b5b49078d01"
    "6913ee305c68068a52f27fae7c62611f186a518361f54ee6dcc4215833dec78220d56c232f014c028d553938cd82a7890810818be7aa8a44362c902b"
    "2ad02c1902";
const char* const one_by_one =
    "0101be17bd020000c50900f3091fffef804ad56902c0d78bcc2ee47ffd8b867973979cee66216e348c4663fda5aa2ed56336361a7655d766b3b9dea2"
    "acbfa6ffe9df9a6a4559937599a85a7fba5c2e5f3d45fd4fff63fd2c9e2300d4674608667040f48529c040fd3a55ff5ffd4fd3d7afd3005e10e09fca"
    "28aa4ee2b2000168a1c96832990c87c914854aec20c420322235243e20ce40614b456bacda8ca3aafd7226cec27378184a6ddec57fbfa302f286e22a"
    "650aa042da621bd59749083a5d15c6c78a80019f3fb667ebc96b2afb327d43083936eb9cca0b21d7bd04d4e516a266d0977c380771e2dfd12f11e09f"
    "36692849e6468855d52806dff6de2e764c90b1cb010f4e911aca1530454cd030bc711fa7184cae833570b31c60a73c7a986891798c1cc60e8b0419ad"
    "0ebb63417bf9042b704f60a8e108fce989017cf25ff50f8a88e3dd7409f195fd52db2d3cba5d72ca6709bf1d94121bf3748801b40f6f5c1cadc2732c"
    "a0531c27b51c483238423224daeac12a3e31cc2f5dc2c2acb0567bfd59103a6ad8a33ebd2776a33b61689182d541ffe98bc80020cfe755629b3c029f"
    "83deead6a994a465c2ad859abda8bc238fb5c0a3dafa3a39a5411cc1d913ca038c6d9df2a68f3b6607e553764430212ded411f0c228a3e1e62ee6631"
    "c26e01ce9b662c43848660c3246a38f6bbc104870b5faa8d48e51f18676b6d7f5b60006cfd7cd3552a61915a735c9772ad375bb572dc0f0c08204bf5"
    "d34ed3e1914008c80ddeeb6078bdefb5f9a7c85be344c1e395053c3b5b49078d016913ee305c68068a52f27fae7c62611f186a518361f54ee6dcc421"
    "5833dec78220d56c232f01a78c5daccad93b0a6643935898f07735220089b221f16442040c964b1c6f6d1049c25612820213f002";

// Reads a batch, verifies its chains and signatures, and answers the hash of its slices as PROTOCOL.md writes them.
std::string digest_of(const char* batch, std::size_t commits) {
  const auto slices = wire::decode_columns(base::from_hex(batch).value(), base::limits::frame_raw_bytes);
  REQUIRE(slices.has_value());
  base::ByteWriter all;
  all.varint(slices->size());
  std::size_t count = 0;
  for (log::Slice slice : *slices) {
    CHECK(log::check_slice(slice, log::genesis(slice.stream)).has_value());
    all.raw(wire::encode(slice));
    count += slice.commits.size();
  }
  CHECK(count == commits);
  return base::to_hex(base::hash_of(all.bytes()));
}

}  // namespace

TEST_CASE("golden columns 1: an imported batch") {
  CHECK(digest_of(imported, 3) == "f22b796ac7963549511cdefa5360ef050f1bc8c16fdb2c46b7a6a82d26a5ec72");
}

TEST_CASE("golden columns 1: a batch of commits with one change each") {
  CHECK(digest_of(one_by_one, 12) == "64e9ddcfa73c2b4e16efc9ff0173c620eb18927452c3a10b65a7c8bfd9ed1678");
}
