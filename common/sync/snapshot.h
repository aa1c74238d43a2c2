// How a new or replaced PC gets the records of its scopes without their history, and one that was away for long catches up
// (PROTOCOL.md section 21): a manifest that the hub signed, and then its chunks, one by one, newest first. Each that has arrived
// is kept for good; what was cut off is asked for again, and nothing else.
#pragma once

#include "common/store/base.h"
#include "common/sync/agent_session.h"
#include "common/sync/hub_exchange.h"

namespace hadir::sync {

inline constexpr std::string_view snapshot_path = "/v1/snapshot";

// --- the hub's side ---

struct KeptSnapshot {
  wire::Snapshot snapshot;
  std::int64_t made_ms = 0;
  std::uint64_t erasures = 0;  // that were in force then: one more, and it must not be handed out
  std::vector<base::Bytes> chunks;
};

// Where a hub keeps snapshots while somebody fetches them. Losing some costs nothing but making them again. Thread-safe.
class SnapshotShelf {
 public:
  virtual ~SnapshotShelf() = default;
  virtual std::optional<KeptSnapshot> latest(const std::string& scope) = 0;
  virtual std::optional<KeptSnapshot> find(const std::string& scope, const base::Hash& name) = 0;
  virtual void keep(const std::string& scope, const KeptSnapshot& snapshot, std::int64_t now_ms) = 0;
};

class MemoryShelf final : public SnapshotShelf {
 public:
  std::optional<KeptSnapshot> latest(const std::string& scope) override;
  std::optional<KeptSnapshot> find(const std::string& scope, const base::Hash& name) override;
  void keep(const std::string& scope, const KeptSnapshot& snapshot, std::int64_t now_ms) override;
  void clear() { kept_.clear(); }

 private:
  std::map<std::string, std::vector<KeptSnapshot>> kept_;
};

// The steps of a request, for a server that runs them where they belong: identify (HubExchange), open and
//   accept    store thread, in a transaction   the counter
//   serve     any thread, its own connection   may read every record of the sender's scopes; changes nothing
class HubSnapshot {
 public:
  struct Limits {
    std::uint64_t least_bytes = 256 * 1024;      // of headers and payloads that an agent lacks, for a snapshot to be worth it
    std::int64_t longest_ms = 24 * 3600 * 1000;  // so old may one be that is offered
    std::size_t chunk_bytes = 0;                 // tests: smaller chunks
    std::size_t answer_bytes = 1024 * 1024;
  };
  HubSnapshot(HubExchange& exchange, SnapshotShelf& shelf) : exchange_(exchange), shelf_(shelf), limits_() {}
  HubSnapshot(HubExchange& exchange, SnapshotShelf& shelf, Limits limits) : exchange_(exchange), shelf_(shelf), limits_(limits) {}

  struct Opened {
    Enrolled sender;
    std::uint64_t counter = 0;
    wire::SnapshotRequest request;
  };
  static Admission<Opened> open(const HubExchange::Identified& identified, const base::PublicKey& hub_key);
  Admission<Enrolled> accept(const Opened& opened);
  // Throws base::Failure where the store fails.
  wire::SnapshotAnswer serve(store::Database& database, const Enrolled& sender, const wire::SnapshotRequest& request);
  base::Bytes seal(wire::SnapshotAnswer& answer) const;
  // The same as messages of a bundle for `receiver`, each of which stands for itself; and what came after, up to now. Inside a
  // Transaction.
  std::vector<base::Bytes> messages_for(const Enrolled& receiver, std::size_t message_bytes);
  // Makes, or finds, the snapshot of a scope as it is handed out.
  KeptSnapshot snapshot_of(store::Database& database, const std::string& scope);

  // All of it on one thread, in a transaction of its own. Never throws.
  HubReply handle(base::ByteView body);

 private:
  wire::SnapshotOffer offer(store::Database& database, const Enrolled& sender, const wire::SnapshotRequest& request,
                            const std::string& scope);
  bool may_be_handed_out(store::Database& database, const std::string& scope, const KeptSnapshot& kept) const;
  HubExchange& exchange_;
  SnapshotShelf& shelf_;
  const Limits limits_;
};

// --- the agent's side ---

struct SnapshotReport {
  std::optional<base::Error> error;
  bool is_unsupported = false;  // the hub does not know of snapshots: the log says all
  std::uint32_t requests = 0;
  std::uint32_t chunks = 0;  // that arrived
};

// How far the scopes of a replica are that stand, or will stand, on a snapshot.
struct BaseProgress {
  std::uint32_t present = 0, chunks = 0;
  bool staged = false;    // what is here goes on showing until all have come
  bool is_usable = true;  // people and what belongs to no day, and all from a month ago on, are here
  bool is_whole() const { return present == chunks; }
};
BaseProgress base_progress(store::Database& database, std::int64_t now_ms);

// Bytes in, bytes out, as AgentSession. Whatever has arrived is durable when an action is answered, so that its driver may leave
// it at any time, for an exchange, and begin another one later.
class SnapshotSession {
 public:
  using Action = AgentSession::Action;
  using Post = AgentSession::Post;
  struct Limits {
    std::size_t answer_bytes = 32 * 1024;                             // of chunks in one request; at least one chunk
    std::int64_t long_away_ms = std::int64_t{14} * 24 * 3600 * 1000;  // without an exchange: then the hub is asked for a snapshot
  };
  SnapshotSession(store::ReplicaStore& store, const AgentIdentity& identity, RequestCounter& counter)
      : store_(store), identity_(identity), counter_(counter), limits_() {}
  SnapshotSession(store::ReplicaStore& store, const AgentIdentity& identity, RequestCounter& counter, Limits limits)
      : store_(store), identity_(identity), counter_(counter), limits_(limits) {}

  // Each may throw base::Failure where the store fails.
  Action start(std::int64_t now_ms);
  Action on_reply(unsigned status, base::ByteView body, std::int64_t now_ms);
  Action on_unreachable(const base::Error& why);
  // What had come of an answer when the link broke: parts that are whole prove themselves, and are not fetched again. Before
  // on_unreachable().
  void on_broken(base::ByteView body);
  // A message of a bundle, which no request of this session asked for; the hub's by its signature. Fault::clash where what is
  // here does not allow to stand on it.
  base::Result<void> take_carried(const wire::SnapshotAnswer& answer);
  const SnapshotReport& report() const { return report_; }
  // How much the next request asks for, as the link allows.
  void pace(std::size_t answer_bytes) { limits_.answer_bytes = answer_bytes; }

 private:
  Action next();
  Action post(wire::SnapshotRequest request);
  Action ask_for(const std::vector<std::string>& wanted, bool anyway);
  base::Result<void> take(const wire::SnapshotAnswer& answer);
  base::Result<void> adopt(const wire::SnapshotOffer& offer);
  base::Result<void> take_chunks(const std::vector<wire::SentChunk>& chunks);
  std::vector<std::string> scopes() const { return {std::string(log::province), identity_.unit}; }

  store::ReplicaStore& store_;
  const AgentIdentity& identity_;
  RequestCounter& counter_;
  Limits limits_;
  SnapshotReport report_;
  wire::SnapshotRequest asked_;
  int manifests_asked_ = 0;
  int counter_retries_ = 0;
};

}  // namespace hadir::sync
