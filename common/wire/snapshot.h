// A snapshot: the records of one scope as they stood at one vector, signed by the hub, in chunks that can be fetched one by one
// (PROTOCOL.md section 21). A new or replaced PC begins with one instead of with the log from its first commit.
#pragma once

#include "common/merge/record.h"
#include "common/model/day.h"
#include "common/wire/columns.h"
#include "common/wire/frame.h"
#include "common/wire/messages.h"

namespace hadir::wire {

inline constexpr auto snapshot_request_frame = static_cast<FrameType>(9), snapshot_answer_frame = static_cast<FrameType>(10);

inline constexpr std::size_t most_chunks = 65536;
inline constexpr std::size_t most_chunk_bytes = 1024 * 1024;          // on the wire
inline constexpr std::size_t most_chunk_raw_bytes = 8 * 1024 * 1024;  // of headers and payloads in it
inline constexpr std::size_t most_manifest_bytes = 4 * 1024 * 1024;
inline constexpr std::size_t most_wanted_chunks = 64;  // in one request
inline constexpr std::size_t most_notes = 4096;        // of one commit

// Where one stream stands in a snapshot.
struct SnapshotStream {
  log::Origin origin{};
  model::Lane lane = model::Lane::urgent;
  base::PublicKey key{};
  log::ChainHead head;  // of the last commit that is part of it
  log::VersionVector context;
  std::int64_t beacon_ms = 0;
  bool by_hub = false;  // the key is the hub's, or certified by it
  bool operator==(const SnapshotStream&) const = default;

  template <class Archive>
  void serialize(Archive& archive) {
    auto number = static_cast<std::uint8_t>(lane);
    archive(origin, number, key, head.seq, head.hash, context, beacon_ms, by_hub);
    if constexpr (std::is_same_v<Archive, Reader>) {
      if (number >= model::lane_count) archive.in().fail("unknown lane");
      if (head.seq == 0) archive.in().fail("stream without commits");
      lane = static_cast<model::Lane>(number);
    }
  }
};

// What a chunk holds: records of one lane, or commits that the records do not stand for. Days are those of the records, since
// 1970-01-01; undated records have none.
struct SnapshotChunk {
  enum class Content : std::uint8_t { records = 0, commits = 1 } content = Content::records;
  model::Lane lane = model::Lane::urgent;
  static constexpr std::int32_t undated = model::undated;
  std::int32_t first_day = undated, last_day = undated;
  std::uint32_t items = 0;
  std::uint32_t bytes = 0;
  base::Hash hash{};  // of the chunk
  bool operator==(const SnapshotChunk&) const = default;

  template <class Archive>
  void serialize(Archive& archive) {
    auto what = static_cast<std::uint8_t>(content);
    auto number = static_cast<std::uint8_t>(lane);
    archive(what, number, first_day, last_day, items, bytes, hash);
    if constexpr (std::is_same_v<Archive, Reader>) {
      if (what > 1 || number >= model::lane_count) archive.in().fail("unknown kind of chunk");
      if (bytes == 0 || bytes > most_chunk_bytes) archive.in().fail("chunk of an impossible size");
      if (first_day < undated || last_day < first_day) archive.in().fail("days in the wrong order");
      content = static_cast<Content>(what);
      lane = static_cast<model::Lane>(number);
    }
  }
};

struct SnapshotManifest {
  static constexpr std::uint8_t version = 1;
  std::uint64_t hub_epoch = 0;
  std::int64_t hub_ms = 0;
  std::string scope;
  std::vector<SnapshotStream> streams;  // ascending by lane, then origin
  std::vector<SnapshotChunk> chunks;    // what is needed first stands first
  bool operator==(const SnapshotManifest&) const = default;

  template <class Archive>
  void serialize(Archive& archive) {
    std::uint8_t number = version;
    archive(number, hub_epoch, hub_ms, bounded<base::limits::scope_bytes>(scope),
            bounded<base::limits::context_origins * model::lane_count>(streams), bounded<most_chunks>(chunks));
    if constexpr (std::is_same_v<Archive, Reader>) {
      if (number != version) archive.in().fail("another version of snapshots");
      for (std::size_t at = 1; at < streams.size(); ++at)
        if (std::tie(streams[at - 1].lane, streams[at - 1].origin) >= std::tie(streams[at].lane, streams[at].origin))
          archive.in().fail("streams not in order");
    }
  }
};

// As it is signed, kept and sent. Its name is the hash of its body.
struct Snapshot {
  base::Bytes body;
  base::Signature signature{};
  base::Hash name() const { return base::hash_of(body); }
  bool operator==(const Snapshot&) const = default;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(bounded<most_manifest_bytes>(body), signature);
  }
};
base::Bytes snapshot_message(base::ByteView body);
// Fault::refused where the signature is not the hub's.
base::Result<SnapshotManifest> open_snapshot(const Snapshot& snapshot, const base::PublicKey& hub_key);

// --- what travels ---

// A name among others in a list.
struct ScopeName {
  std::string text;
  bool operator==(const ScopeName&) const = default;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(bounded<base::limits::scope_bytes>(text));
  }
};

struct SnapshotRequest {
  std::uint32_t oldest_protocol = 1, newest_protocol = 1;
  std::vector<ScopeName> scopes;    // of which a manifest is asked for
  std::vector<ScopeName> renew;     // of these, however little is new
  std::vector<ReceiptEntry> heads;  // the last commit of every stream that the agent stores of these scopes
  base::Hash snapshot{};            // of which chunks are asked for
  std::vector<std::uint32_t> wanted;
  bool operator==(const SnapshotRequest&) const = default;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(oldest_protocol, newest_protocol, bounded<most_scopes>(scopes), bounded<most_scopes>(renew),
            bounded<base::limits::frame_receipts>(heads), snapshot, bounded<most_wanted_chunks>(wanted));
  }
};

struct SnapshotOffer {
  enum class Verdict : std::uint8_t {
    offered = 0,
    log_is_short = 1,  // what the agent lacks is less than a snapshot saves
    not_now = 2,       // the agent's streams are other ones, or the hub cannot make one
  };
  std::string scope;
  Verdict verdict = Verdict::not_now;
  std::optional<Snapshot> snapshot;
  bool operator==(const SnapshotOffer&) const = default;

  template <class Archive>
  void serialize(Archive& archive) {
    auto said = static_cast<std::uint8_t>(verdict);
    archive(bounded<base::limits::scope_bytes>(scope), said, snapshot);
    if constexpr (std::is_same_v<Archive, Reader>) {
      if (said > 2 || (said == 0) != snapshot.has_value()) archive.in().fail("unknown verdict");
      verdict = static_cast<Verdict>(said);
    }
  }
};

struct SentChunk {
  std::uint32_t number = 0;
  base::Bytes content;
  bool operator==(const SentChunk&) const = default;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(number, bounded<most_chunk_bytes>(content));
  }
};

struct SnapshotAnswer {
  std::uint64_t hub_epoch = 0;
  log::Beacon beacon;
  std::vector<SnapshotOffer> offers;  // one per scope that was asked for
  bool is_gone = false;               // the hub does not have the snapshot any more of which chunks were asked for
  std::vector<SentChunk> chunks;
  bool operator==(const SnapshotAnswer&) const = default;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(hub_epoch, beacon, bounded<most_scopes>(offers), is_gone, bounded<most_wanted_chunks>(chunks));
  }
};

// A frame of coding 0.
base::Bytes plain_frame(FrameType type, base::ByteView raw);
// Whether a frame says that it holds a snapshot answer.
bool names_snapshot(base::ByteView frame);
// The chunks that are whole in the beginning of such an answer's frame.
std::vector<SentChunk> chunks_in_part(base::ByteView begin);

// --- chunks ---

struct SnapshotRecord {
  const model::Kind* kind = nullptr;
  std::vector<model::FieldValue> key;
  merge::RecordState state;
};

// A commit that goes with a snapshot because its records do not say all of it.
struct KeptCommit {
  struct Note {
    enum class What : std::uint8_t { parked = 0, deferred = 1, refused = 2, unread = 3, rewritten = 4 } what = What::parked;
    std::string reason;                // parked
    std::int64_t kind = 0, field = 0;  // deferred; refused
    base::Bytes key;                   // refused: of the record
    bool operator==(const Note&) const = default;

    template <class Archive>
    void serialize(Archive& archive) {
      auto number = static_cast<std::uint8_t>(what);
      archive(number, bounded<1024>(reason), kind, field, bounded<base::limits::payload_bytes>(key));
      if constexpr (std::is_same_v<Archive, Reader>) {
        if (number > 4) archive.in().fail("unknown note");
        what = static_cast<What>(number);
      }
    }
  };
  log::Origin origin{};
  std::uint64_t seq = 0;
  log::Commit commit;          // of a rewritten one the header alone
  log::VersionVector context;  // what its author had seen
  std::vector<Note> notes;
  bool operator==(const KeptCommit&) const = default;
};

// The same records give the same bytes, whatever else is in a snapshot: chunks of old months stay what they are.
// `streams` are those of the manifest; records' writers must be among those of `lane`. Records of kinds and fields that this
// version does not know are passed over: who learns them reads the chunk once more. Fault::bad_input for anything else that is
// not right.
base::Bytes encode_record_chunk(std::span<const SnapshotRecord> records, model::Lane lane);
base::Result<std::vector<SnapshotRecord>> decode_record_chunk(base::ByteView bytes, std::span<const SnapshotStream> streams,
                                                              std::string_view scope, model::Lane lane);
// In order of streams and numbers.
base::Bytes encode_commit_chunk(std::span<const KeptCommit> commits, model::Lane lane);
base::Result<std::vector<KeptCommit>> decode_commit_chunk(base::ByteView bytes, std::span<const SnapshotStream> streams,
                                                          model::Lane lane);

}  // namespace hadir::wire
