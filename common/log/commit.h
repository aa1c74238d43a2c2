// A commit: what one action of one person wrote, in the form that is hashed, signed, stored and sent. PROTOCOL.md
// (common/sync) gives the bytes; golden files in tests/unit hold them still.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/log/stream.h"

namespace hadir::log {

// How far a claimed time can be trusted; a larger number is better. Sent and stored as the number.
enum class Quality : std::uint8_t {
  doubtful = 0,    // a step of the clock or a contradiction touches it
  unanchored = 1,  // this replica never heard the hub's time
  carried = 2,     // anchored in an earlier boot, carried by the battery clock
  hub = 3,         // anchored since this machine booted
};
const char* name_of(Quality quality);

// When a commit says it was made: claimed UTC milliseconds, how far to trust them, and the error bound in milliseconds
// (0 where unknown). Data, never a reason to refuse.
struct Stamp {
  std::int64_t ms = 0;
  Quality quality = Quality::unanchored;
  std::uint32_t bound_ms = 0;
  bool operator==(const Stamp&) const = default;
};

// "It is now `hub_ms`", signed by the hub. Whoever names it wrote after that moment.
struct Beacon {
  std::int64_t hub_ms = 0;
  base::Signature signature{};
  bool operator==(const Beacon&) const = default;
};
base::Bytes beacon_message(std::int64_t hub_ms);

// Room for later versions. A reader that does not know an odd tag leaves the commit unprojected until it is upgraded;
// an even tag it does not know changes nothing for it.
struct Extension {
  std::uint32_t tag = 0;
  base::Bytes content;
  bool required() const { return tag % 2 == 1; }
  bool operator==(const Extension&) const = default;
};

// Tag 2: a replica whose database had gone back in time wrote this commit anew under another origin. It stands for commit `seq`
// of `origin` in the same scope and lane, whose chain hash was `hash`; author, stamp and payload are that one's.
struct Rewritten {
  static constexpr std::uint32_t tag = 2;
  Origin origin{};
  std::uint64_t seq = 0;
  base::Hash hash{};
  bool operator==(const Rewritten&) const = default;
};

struct Header;

// Tag 1, in the first commit of a stream: the hub says of the key that writes it "this key writes for me". A hub whose database
// was restored from a backup goes on under a new key like any replica, and keeps the key that offices know it by for its
// statements.
inline constexpr std::uint32_t hub_writer_tag = 1;
base::Bytes hub_writer_message(const base::PublicKey& writer);  // what the hub signs
Extension hub_writer_extension(const base::Signature& by_hub);
bool names_hub_writer(const Header& header, const base::PublicKey& writer, const base::PublicKey& hub);

struct Header {
  std::uint64_t seq = 0;  // dense from 1 in its stream
  Stamp stamp;
  std::string author;            // identity number of the person, or a name such as "hub"
  VersionVector context_delta;   // what the author had seen of other origins that the stream's previous commit had not
  std::optional<Beacon> beacon;  // given where the author held a later one than at the stream's previous commit
  std::vector<Extension> extensions;
  bool operator==(const Header&) const = default;
};

base::Bytes encode_header(const Header& header);
// Fault::corrupt for anything that encode_header would not have written; Fault::unsupported for a later header version.
base::Result<Header> decode_header(base::ByteView bytes);

Extension extension_of(const Rewritten& rewritten);
// Nothing where the header has no such extension, or one that does not decode: it changes nothing for anybody.
std::optional<Rewritten> rewritten_of(const Header& header);

// A commit as it is kept and sent. The payload's hash stands between payload and chain, so that a payload can be erased by law
// (UU 27/2022) while the chain still verifies.
struct Commit {
  base::Bytes header;
  base::Hash payload_hash{};
  std::optional<base::Bytes> payload;  // nothing: erased
  bool operator==(const Commit&) const = default;
};
Commit make_commit(const Header& header, base::Bytes payload);

}  // namespace hadir::log
