// A bundle: what one side has for the other, sealed into a file for a stick. Bytes in, bytes out; PROTOCOL.md section 18 gives
// the format. Who carries one reads its header and nothing else.
//
//   bundle = header, sealed key(80), chunk*, end          chunk = length, ciphertext of one message      end = chunk of nothing
//
// Every chunk opens alone: a file that was cut yields all messages before the cut, one with a damaged sector all but that one.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "common/base/limits.h"
#include "common/base/sealing.h"
#include "common/log/stream.h"
#include "common/sync/enrolment_code.h"

namespace hadir::sync {

enum class BundleKind : std::uint8_t {
  to_hub = 1,     // signed exchange requests of an office, sealed to the hub
  to_office = 2,  // the hub's signed answers, sealed to one office PC
  enrolment = 3,  // one enrolment request, unsealed: who asks does not know the hub's key yet. It holds no secret
};
const char* name_of(BundleKind kind);

using BundleId = std::array<std::uint8_t, 16>;

struct BundleHeader {
  BundleKind kind = BundleKind::to_hub;
  KeyFingerprint receiver{};
  log::Origin sender{};
  BundleId id{};  // random; the same in all parts
  std::uint32_t part = 1, parts = 1;
  bool operator==(const BundleHeader&) const = default;
};

// What such a file is called: "hadir-kirim-7.01-c5e21ab1-0f3a6b2c-2dari3.hadir". `unit` may be empty, where it is not known.
std::string bundle_file_name(const BundleHeader& header, std::string_view unit);
inline constexpr std::string_view bundle_extension = ".hadir";

// Of a whole file or of its beginning. Fault::bad_input for what is no bundle, Fault::unsupported for a later version's,
// Fault::too_large for a file beyond limits::bundle_bytes.
base::Result<BundleHeader> read_bundle_header(base::ByteView file);

// Puts messages into parts, in their order, each part as long as `part_bytes` allows but with one message at least. Every part
// can be opened alone. `header.id`, `part` and `parts` are filled in. A message must not be empty, nor too long for a part.
// Nothing where `receiver` is no usable key; for the kind enrolment it is not used.
std::optional<std::vector<base::Bytes>> write_bundle(BundleHeader header, const base::PublicKey* receiver,
                                                     std::span<const base::Bytes> messages, std::size_t part_bytes,
                                                     base::Random& random);
// The longest message that fits into a part of its own.
inline constexpr std::size_t bundle_message_bytes = base::limits::bundle_bytes - 512;

// The size of a part as people write it: "700k", "2M", "900000"; empty means as large as can be. Fault::bad_input, in Indonesian.
base::Result<std::size_t> parse_part_bytes(std::string_view text);

class BundleReader {
 public:
  // `file` must outlive it. `receiver` opens sealed ones. Fault::refused where it was sealed to somebody else.
  static base::Result<BundleReader> open(base::ByteView file, const base::KeyPair& receiver);

  const BundleHeader& header() const { return header_; }

  struct Piece {
    enum class What {
      message,
      damaged,  // changed since it was written; the next one may be whole
      cut,      // the file ends before its end was said: copy it again. Nothing follows
      end,      // all of it was read. Nothing follows
    } what = What::end;
    base::Bytes message;
  };
  // After cut or end it answers the same again.
  Piece next();

 private:
  BundleReader(BundleHeader header, base::ByteView bound, base::ByteView rest) : header_(header), bound_(bound), rest_(rest) {}

  BundleHeader header_;
  base::ByteView bound_, rest_;
  std::optional<base::SymmetricKey> key_;  // nothing: unsealed
  std::uint64_t number_ = 0;
  int damaged_ = 0;
  std::optional<Piece::What> over_;
};

}  // namespace hadir::sync
