// What an agent and the hub say to each other to find out whether they hold and show the same (PROTOCOL.md section 20). A check
// is a few requests, led by the agent; each stands for itself, and the hub remembers nothing between them.
#pragma once

#include "common/wire/messages.h"

namespace hadir::wire {

using ShortDigest = std::array<std::uint8_t, 8>;

// A record by the hash of its name; what stands there, in short or in full.
struct NamedDigest {
  ShortDigest name{}, digest{};
  bool operator==(const NamedDigest&) const = default;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(name, digest);
  }
};
struct NamedText {
  ShortDigest name{};
  std::string text;  // empty: no such record
  bool operator==(const NamedText&) const = default;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(name, bounded<base::limits::text_bytes>(text));
  }
};

inline constexpr std::size_t most_checked_lanes = most_scopes * model::lane_count;
inline constexpr std::size_t most_opened_buckets = 4;     // of a lane in one request
inline constexpr std::size_t most_digests = 64 * 1024;    // in one answer
inline constexpr std::size_t most_compared_records = 32;  // with both sides' details

// What the agent shows of one lane, and what it wants to know of what the hub shows.
struct LaneQuery {
  std::string scope;
  model::Lane lane = model::Lane::urgent;
  base::Hash vector{};             // of what it has applied
  base::Hash state{};              // of all records
  bool projected_anew = false;     // it has made its records from the log once more: if ours differ still, ours may be wrong
  std::vector<std::uint8_t> open;  // buckets whose records are wanted one by one
  std::vector<NamedText> texts;    // how records look that differ; answered with how they look at the hub
  bool operator==(const LaneQuery&) const = default;

  template <class Archive>
  void serialize(Archive& archive) {
    auto number = static_cast<std::uint8_t>(lane);
    archive(bounded<base::limits::scope_bytes>(scope), number, vector, state, projected_anew, bounded<most_opened_buckets>(open),
            bounded<most_compared_records>(texts));
    if constexpr (std::is_same_v<Archive, Reader>) {
      if (number >= model::lane_count) archive.in().fail("unknown lane");
      lane = static_cast<model::Lane>(number);
    }
  }
};

struct CheckRequest {
  std::uint32_t oldest_protocol = 1, newest_protocol = 1;
  base::Hash declarations{};        // store::declarations_digest of the agent's program
  std::vector<ReceiptEntry> heads;  // the last commit of every stream that it holds
  std::vector<LaneQuery> lanes;
  bool operator==(const CheckRequest&) const = default;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(oldest_protocol, newest_protocol, declarations, bounded<base::limits::frame_receipts>(heads),
            bounded<most_checked_lanes>(lanes));
  }
};

enum class Verdict : std::uint8_t {
  same = 0,
  incomparable = 1,  // other commits are applied there, or it is another version: nothing is said
  differs = 2,
  mended = 3,  // differed; the hub made its records from its log once more and they are the same now
};
inline constexpr std::uint8_t verdict_count = 4;

struct LaneFinding {
  std::string scope;
  model::Lane lane = model::Lane::urgent;
  Verdict verdict = Verdict::incomparable;
  std::vector<ShortDigest> buckets;  // differs: the hub's, all of them, in short
  std::vector<NamedDigest> records;  // of the buckets that were opened
  std::vector<NamedText> texts;      // of the records that were asked for
  bool operator==(const LaneFinding&) const = default;

  template <class Archive>
  void serialize(Archive& archive) {
    auto number = static_cast<std::uint8_t>(lane);
    auto said = static_cast<std::uint8_t>(verdict);
    archive(bounded<base::limits::scope_bytes>(scope), number, said, bounded<256>(buckets), bounded<most_digests>(records),
            bounded<most_compared_records>(texts));
    if constexpr (std::is_same_v<Archive, Reader>) {
      if (number >= model::lane_count) archive.in().fail("unknown lane");
      if (said >= verdict_count) archive.in().fail("unknown verdict");
      lane = static_cast<model::Lane>(number);
      verdict = static_cast<Verdict>(said);
    }
  }
};

struct CheckAnswer {
  std::uint64_t hub_epoch = 0;
  log::Beacon beacon;
  // Streams where the hub cannot confirm the agent's head: its own commit at that number, or its last one where it has less.
  std::vector<ReceiptEntry> heads;
  std::vector<LaneFinding> lanes;  // one per query, in the same order
  bool operator==(const CheckAnswer&) const = default;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(hub_epoch, beacon, bounded<base::limits::frame_receipts>(heads), bounded<most_checked_lanes>(lanes));
  }
};

}  // namespace hadir::wire
