// What agent and hub say to each other, as values. PROTOCOL.md (common/sync) describes the bytes; the field order below is the
// wire order and is frozen per protocol version.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/base/limits.h"
#include "common/log/chain.h"
#include "common/wire/archive.h"

namespace hadir::wire {

// What one side holds of a scope, lane by lane.
struct ScopeVectors {
  std::string scope;
  std::array<log::VersionVector, model::lane_count> lanes;
  bool operator==(const ScopeVectors&) const = default;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(bounded<base::limits::scope_bytes>(scope), lanes[0], lanes[1], lanes[2]);
  }
};

inline constexpr std::size_t most_scopes = 64;

// Room for later programs in the exchange's messages, from version 2 on: an even tag that is not known is passed over, an odd one
// refuses the message.
inline constexpr std::size_t most_parts = 16;
using Part = log::Extension;

// In the form of version 1; exchange_frames.h has both.
struct ExchangeRequest {
  std::uint8_t version = 1;  // of the protocol whose form it has; said by its frame
  std::uint32_t oldest_protocol = 1, newest_protocol = 1;
  std::uint64_t hub_epoch = 0;     // 0: none known
  std::uint32_t answer_bytes = 0;  // how much the agent wants to receive in one answer, before compression
  std::vector<ScopeVectors> have;  // what the agent holds of every scope it reads
  std::vector<log::Slice> push;
  std::vector<Part> parts;  // version 2
  bool operator==(const ExchangeRequest&) const = default;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(oldest_protocol, newest_protocol, hub_epoch, answer_bytes, bounded<most_scopes>(have),
            bounded<base::limits::frame_slices>(push));
  }
};

// "I hold stream S up to commit N with hash H", inside a receipt.
struct ReceiptEntry {
  log::StreamId stream;
  log::ChainHead head;
  bool operator==(const ReceiptEntry&) const = default;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(stream, head.seq, head.hash);
  }
};

// Hub-signed; `body` is the encoded ReceiptBody, kept verbatim so that it can be shown to anybody later.
struct ReceiptBody {
  std::uint64_t hub_epoch = 0;
  std::int64_t hub_ms = 0;
  std::vector<ReceiptEntry> entries;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(hub_epoch, hub_ms, bounded<base::limits::frame_receipts>(entries));
  }
};
struct Receipt {
  base::Bytes body;
  base::Signature signature{};
  bool operator==(const Receipt&) const = default;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(bounded<base::limits::frame_receipts * 128>(body), signature);
  }
};
base::Bytes receipt_message(base::ByteView body);

// A slice the hub did not store. `fault` is a base::Fault by its name.
struct Refusal {
  log::StreamId stream;
  std::uint64_t first_seq = 0;
  std::string fault;
  std::string reason;
  bool operator==(const Refusal&) const = default;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(stream, first_seq, bounded<32>(fault), bounded<1024>(reason));
  }
};

struct ExchangeAnswer {
  std::uint8_t version = 1;  // that of its request
  std::uint64_t hub_epoch = 0;
  log::Beacon beacon;
  std::vector<ScopeVectors> holds;  // what the hub stores of every scope the agent reads
  std::optional<Receipt> receipt;   // for the agent's own streams, where it pushed or had no receipt up to what the hub holds
  std::vector<Refusal> refused;
  std::vector<log::Slice> pull;
  bool more = false;        // the hub has more than fitted into the answer
  std::vector<Part> parts;  // version 2
  bool operator==(const ExchangeAnswer&) const = default;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(hub_epoch, beacon, bounded<most_scopes>(holds), receipt, bounded<base::limits::frame_refusals>(refused),
            bounded<base::limits::frame_slices>(pull), more);
  }
};

using Secret = std::array<std::uint8_t, 16>;

struct EnrolRequest {
  std::uint32_t oldest_protocol = 1, newest_protocol = 1;
  Secret secret{};
  std::string unit;
  base::PublicKey key{};
  std::string label;            // how the office calls this PC
  base::Signature signature{};  // by `key`, over enrol_message()

  template <class Archive>
  void serialize(Archive& archive) {
    archive(oldest_protocol, newest_protocol, secret, bounded<base::limits::scope_bytes>(unit), key, bounded<128>(label),
            signature);
  }
};
// What an agent signs to show that it holds the key it enrols.
base::Bytes enrol_message(const Secret& secret, std::string_view unit, std::string_view label);

// An enrolment request that anybody may read on its way: it proves the code's secret without telling it. The proof is made with
// a key pair grown from the secret (sync/enrolment_code.h), of which the hub knows the public half.
struct CarriedEnrolment {
  std::uint32_t oldest_protocol = 1, newest_protocol = 1;
  std::string unit;
  base::PublicKey key{};
  std::string label;
  base::PublicKey code_key{};
  base::Signature proof{};      // by `code_key`, over carried_enrol_message()
  base::Signature signature{};  // by `key`, over the same

  template <class Archive>
  void serialize(Archive& archive) {
    archive(oldest_protocol, newest_protocol, bounded<base::limits::scope_bytes>(unit), key, bounded<128>(label), code_key, proof,
            signature);
  }
};
base::Bytes carried_enrol_message(const CarriedEnrolment& request);
// How a replica came to the hub again: under a new key because its database was restored, copied or had forked, or under its own
// because a hub restored from its backup knows it no more.
enum class Return : std::uint8_t { restored = 0, copied = 1, forked = 2, forgotten = 3 };
inline constexpr std::uint8_t return_count = 4;
const char* name_of(Return why);

// The key by which a replica went before.
struct EarlierKey {
  base::PublicKey key{};
  base::Signature signature{};  // by it, over rejoin_message()
  bool operator==(const EarlierKey&) const = default;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(key, signature);
  }
};

// Asks for a place without a code. Whoever holds the key by which the replica went before speaks for it; and a receipt of this
// hub shows that it once had a place. Answered with an EnrolAnswer.
struct RejoinRequest {
  std::uint32_t oldest_protocol = 1, newest_protocol = 1;
  Return why = Return::restored;
  std::string unit;
  base::PublicKey key{};  // by which it goes from now on
  std::string label;      // how the office calls this PC
  std::optional<EarlierKey> before;
  std::optional<Receipt> receipt;  // for commits of `key` or of `before->key`
  base::Signature signature{};     // by `key`, over rejoin_message()

  template <class Archive>
  void serialize(Archive& archive) {
    auto reason = static_cast<std::uint32_t>(why);
    archive(oldest_protocol, newest_protocol, reason, bounded<base::limits::scope_bytes>(unit), key, bounded<128>(label), before,
            receipt, signature);
    if constexpr (std::is_same_v<Archive, Reader>) {
      if (reason >= return_count) archive.in().fail("unknown reason to return");
      why = static_cast<Return>(reason);
    }
  }
};
base::Bytes rejoin_message(const base::PublicKey& hub, const RejoinRequest& request);

struct EnrolAnswer {
  std::uint8_t version = 1;  // the newest that both speak, said by its frame; the form is the same in all
  base::PublicKey hub_key{};
  std::uint64_t hub_epoch = 0;
  std::string unit_name;  // empty where the secretariat has not named the unit yet
  std::int32_t offset_minutes = 420;
  log::Beacon beacon;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(hub_key, hub_epoch, bounded<base::limits::text_bytes>(unit_name), offset_minutes, beacon);
  }
};

}  // namespace hadir::wire

namespace hadir::log {

template <class Archive>
void serialize(Archive& archive, Beacon& beacon) {
  archive(beacon.hub_ms, beacon.signature);
}

template <class Archive>
void serialize(Archive& archive, StreamId& stream) {
  auto lane = static_cast<std::uint8_t>(stream.lane);
  archive(stream.origin, wire::bounded<base::limits::scope_bytes>(stream.scope), lane);
  if constexpr (std::is_same_v<Archive, wire::Reader>) {
    if (lane >= model::lane_count) archive.in().fail("unknown lane");
    stream.lane = static_cast<model::Lane>(lane);
  }
}

inline void CEREAL_SAVE_FUNCTION_NAME(wire::Writer& archive, const Commit& commit) {
  archive.out().sized(commit.header);
  archive.out().u8(commit.payload ? 1 : 0);
  if (commit.payload)
    archive.out().sized(*commit.payload);
  else
    archive.out().raw(commit.payload_hash);
}
inline void CEREAL_LOAD_FUNCTION_NAME(wire::Reader& archive, Commit& commit) {
  base::ByteReader& in = archive.in();
  const base::ByteView header = in.sized(base::limits::header_bytes, "commit header too long");
  // No header is this short; a frame full of such commits would take thirty times its size in memory.
  constexpr std::size_t smallest_header_bytes = 9;
  if (in.ok() && header.size() < smallest_header_bytes) in.fail("commit header too short");
  commit.header.assign(header.begin(), header.end());
  const std::uint8_t has_payload = in.u8();
  if (has_payload > 1) in.fail("payload mark is neither 0 nor 1");
  if (has_payload == 0) {
    commit.payload_hash = in.array<32>();
    return;
  }
  const base::ByteView payload = in.sized(base::limits::payload_bytes, "payload too long");
  commit.payload.emplace(payload.begin(), payload.end());
  commit.payload_hash = base::hash_of(payload);
}

template <class Archive>
void serialize(Archive& archive, Slice& slice) {
  archive(slice.stream, slice.key, slice.first_seq, wire::bounded<base::limits::slice_commits>(slice.commits),
          slice.head_signature);
  if constexpr (std::is_same_v<Archive, wire::Reader>) {
    if (slice.commits.empty() || slice.first_seq == 0) archive.in().fail("slice without commits");
    if (size_of(slice) > base::limits::slice_bytes) archive.in().fail("slice too long");
  }
}

}  // namespace hadir::log
