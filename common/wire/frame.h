// The frame around every message, and the signed envelope around a request.
//
//   frame    = "hd" version type coding raw-length content       coding 0: as it is, 1: zstd
//   request  = origin(8) counter signature(64) frame
//
// The signature stands over "hadir request 1", the method and path, the hub's public key, the origin, the counter and the
// BLAKE2b-256 of the frame. The counter only grows: what was sent once cannot be sent again by somebody else.
#pragma once

#include <optional>

#include "common/base/crypto.h"
#include "common/base/error.h"
#include "common/log/stream.h"

namespace hadir::wire {

// What this program speaks (protocol_window.cc). Version 2 differs from 1 in the exchange's two messages only; all others have
// kept the form of version 1.
extern const std::uint8_t oldest_protocol, newest_protocol;

enum class FrameType : std::uint8_t {
  exchange = 1,
  answer = 2,
  enrol = 3,
  enrolled = 4,
  enrol_carried = 5,
  rejoin = 6,
  check = 7,
  checked = 8,
  // 9 and 10: snapshots
  peer_hello = 11,
};

// Compresses where that is smaller.
base::Bytes seal_frame(FrameType type, base::ByteView raw, std::uint8_t version = 1);

// Fault::bad_input for what is not a frame, Fault::unsupported for a protocol version beyond `newest`, Fault::too_large beyond
// `raw_limit` bytes of content. Memory grows with what really decompresses, not with what is announced.
struct OpenedFrame {
  std::uint8_t version = 1;
  base::Bytes raw;
};
base::Result<OpenedFrame> open_frame_of(FrameType expected, base::ByteView frame, std::size_t raw_limit, std::uint8_t newest);
// Of a message that has one form only.
base::Result<base::Bytes> open_frame(FrameType expected, base::ByteView frame, std::size_t raw_limit);

// What a frame says it holds; nothing where it is no frame.
std::optional<FrameType> type_of_frame(base::ByteView frame);

struct SignedRequest {
  log::Origin origin{};
  std::uint64_t counter = 0;
  base::Signature signature{};
  base::ByteView frame;  // inside the bytes that were parsed
};

base::Bytes sign_request(const base::KeyPair& key, const base::PublicKey& hub, std::string_view path, std::uint64_t counter,
                         base::ByteView frame);
// Takes the envelope apart; checks no signature. Fault::bad_input where it is cut short.
base::Result<SignedRequest> parse_request(base::ByteView bytes);
bool verify_request(const SignedRequest& request, const base::PublicKey& key, const base::PublicKey& hub, std::string_view path);

}  // namespace hadir::wire
