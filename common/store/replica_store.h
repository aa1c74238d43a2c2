// The replica store: one SQLite file with the commit log, the records it adds up to, conflicts, the causal buffer and receipts.
// Agent, hub, simulator and tests use the same one.
//
// Threads: one thread at a time per object. Several processes may open the same file; nothing is cached between calls.
// Failures of disk and database throw base::Failure; call from inside guarded() (store/sqlite.h). What a peer sent wrong is a
// value.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/base/files.h"
#include "common/log/chain.h"
#include "common/merge/record.h"
#include "common/store/keyring.h"
#include "common/store/record_table.h"
#include "common/store/sqlite.h"
#include "common/wire/messages.h"

namespace hadir::store {

struct StoreOptions {
  Durability durability = Durability::full;
  const char* vfs = nullptr;  // tests: the name of a registered SQLite VFS
};

// What an ingested slice changed.
struct Ingested {
  std::uint64_t stored_seq = 0;  // the stream's newest commit now in the log
  std::size_t new_commits = 0;
};

// What became of one change that was to be recorded here.
struct Outcome {
  enum class Kind { recorded, unchanged, refused } kind = Kind::recorded;
  base::Error error;  // refused: why
};

// Under which key sealed kinds are recorded, and where nonces come from.
struct Sealing {
  base::SymmetricKey key;
  base::Random& random;
};

// Who records what, and when. `key` is this replica's.
struct Authorship {
  const base::KeyPair& key;
  bool is_hub = false;
  std::string scope;
  std::string author;
  log::Stamp stamp;
  std::optional<log::Beacon> beacon;              // the latest one held
  std::int64_t now_ms = 0;                        // wall clock, for received_ms
  std::vector<log::Extension> introduction = {};  // of the first commit of each stream
  std::optional<Sealing> sealing = {};            // without it sealed kinds are refused
};

struct ConflictEntry {
  std::string scope;
  const model::Kind* kind = nullptr;
  std::vector<model::FieldValue> key;
  const model::Field* field = nullptr;
  merge::RecordState state;
};

// One stream as the log knows it.
struct StreamInfo {
  std::int64_t id = 0;
  log::StreamId stream;
  base::PublicKey key{};
  log::ChainHead stored;
  std::uint64_t applied_seq = 0;
  std::uint64_t receipt_seq = 0;
  std::int64_t beacon_ms = 0;
  bool by_hub = false;  // written by a key that the hub certified
};

class ReplicaStore {
 public:
  static base::Result<std::unique_ptr<ReplicaStore>> open(const std::string& path, StoreOptions options = {});

  // For transactions and for tables that belong to agent or hub alone.
  Database& database() { return *database_; }

  // Facts kept in `meta`.
  std::optional<std::int64_t> number(std::string_view key);
  void set_number(std::string_view key, std::int64_t value);
  std::optional<base::Bytes> bytes(std::string_view key);
  void set_bytes(std::string_view key, base::ByteView value);

  // Whose commits have the secretariat's rights. Unknown until enrolment.
  std::optional<base::PublicKey> hub_key();
  void set_hub_key(const base::PublicKey& key);

  // --- the log ---

  log::VersionVector stored_vector(std::string_view scope, model::Lane lane);
  std::vector<StreamInfo> streams(std::string_view scope, model::Lane lane);
  std::optional<StreamInfo> stream(const log::StreamId& id);
  std::vector<std::string> scopes();
  // The chain hash after commit `seq`; genesis for 0; nothing where the log does not reach.
  std::optional<base::Hash> hash_at(const log::StreamId& id, std::uint64_t seq);

  // Wall clock of this replica when it stored the commit.
  std::optional<std::int64_t> received_at(const StreamInfo& stream, std::uint64_t seq);

  // The slice of `stream` that follows commit `after`, about `budget_bytes` long but within limits::slice_bytes, ending at a
  // signed commit (the first one beyond the budget, where none lies within it). Nothing where there is no signed commit behind
  // `after`.
  std::optional<log::Slice> slice_after(const StreamInfo& stream, std::uint64_t after, std::size_t budget_bytes);

  // Checks a slice against the log, stores what is new and projects whatever is now covered. Must run inside a Transaction, which
  // may hold other slices too: a refused slice changes nothing. Errors: Fault::corrupt and Fault::refused (log::check_slice),
  // Fault::clash "fork" where another commit stands under the same number, Fault::clash "gap" where commits before it are
  // missing. `check` is of this very slice, where somebody made it already; null, or about another head than stands here: it is
  // made now.
  base::Result<Ingested> ingest(const log::Slice& slice, std::int64_t now_ms, const log::SliceCheck* check = nullptr);
  // Makes that check with a connection of its own, on any thread. Nothing where what comes before the slice is not there.
  static std::optional<log::SliceCheck> check_beside(Database& reader, const log::Slice& slice);

  // --- recording here ---

  // Records changes as commits of this replica's own streams, one or more per lane: each commit is applied whole or not at all,
  // and what says nothing new is left out. Must run inside a Transaction. Answers one outcome per change.
  std::vector<Outcome> record(const Authorship& authorship, const std::vector<model::Change>& changes);

  // --- sealed payloads ---

  // Who this replica is and was: from now on what is sealed under keys that were shared with one of these names is read, and
  // what had waited for that is projected. Every process that writes to the database of a PC must say so after opening it, or
  // what it projects anew falls out of the records until one does.
  void use_keys(std::span<const base::KeyPair> pairs);
  Keyring& keyring() { return keyring_; }
  // What a stored payload says to this replica.
  std::optional<std::vector<model::Change>> changes_of(std::string_view scope, const log::Header& header, base::ByteView payload);
  // Sealed commits that cannot be read here.
  struct Unread {
    std::string scope;
    log::SealingKeyId key{};
    std::uint64_t commits = 0;
  };
  std::vector<Unread> unread();

  // --- a database that went back in time ---

  // Under which origin this replica records; nothing before it was ever set. Who opens the store compares it with its key.
  std::optional<log::Origin> own_origin();
  void set_own_origin(const log::Origin& origin);

  // Goes on as `key`, in the current Transaction: of the streams of own_origin() in `scope` the first `kept` commits of each lane
  // stay, which the rest of the world has; later ones are written anew under the new origin, with the author, time and context
  // that they had, and stand in the table `displaced` from now on. Answers how many those are.
  using LaneNumbers = std::array<std::uint64_t, model::lane_count>;
  std::uint64_t continue_as(const base::KeyPair& key, std::string_view scope, const LaneNumbers& kept, wire::Return why,
                            std::int64_t now_ms);
  struct Continuation {
    std::int64_t at_ms = 0;
    wire::Return why = wire::Return::restored;
    log::Origin from{}, to{};
    std::uint64_t rewritten = 0;
  };
  std::vector<Continuation> continuations();  // the latest first

  // Gives way to another history of somebody else's stream: commits after `kept` leave the log for `displaced`, and the records
  // are projected anew. In the current Transaction.
  void displace(const log::StreamId& stream, std::uint64_t kept, std::int64_t now_ms);
  std::uint64_t displaced_count();

  // How far a slice that its author signed says what this log says of the same stream: the number of the last commit that is the
  // same. Nothing where already the commit before the slice is another one here, or is not here.
  std::optional<std::uint64_t> agreement(const log::Slice& slice);

  // Projects the log of one scope and lane anew, in the current Transaction.
  void reproject(std::string_view scope, model::Lane lane);

  // --- payloads erased by law ---

  // Whether an erasure of this payload is in force in a scope.
  bool is_payload_erased(const std::string& scope, const base::Hash& payload_hash);

  // Takes what a payload said out of the -wal as well, once it was erased; a database page keeps nothing of it anyway. At once,
  // or not while somebody else reads: true where nothing is left to do. Cheap where nothing was erased. Not inside a Transaction;
  // open() does it too.
  bool scrub();

  // --- receipts ---

  // Notes that the hub holds the stream up to `seq` (never goes back).
  void raise_receipt(const log::StreamId& id, std::uint64_t seq);
  void keep_receipt(std::int64_t hub_ms, std::uint64_t hub_epoch, base::ByteView body, const base::Signature& signature);

  struct KeptReceipt {
    base::Bytes body;
    base::Signature signature{};
  };
  std::optional<KeptReceipt> latest_receipt();
  // The hub's time of the newest receipt.
  std::optional<std::int64_t> latest_receipt_ms();

  // --- what people look at ---

  std::vector<ConflictEntry> conflicts(const std::string* scope);
  struct Parked {
    log::StreamId stream;
    std::uint64_t seq;
    std::string reason;
  };
  std::vector<Parked> parked(std::size_t most);

  // Projects what an older version had to leave in the log, and what was sealed under keys that are known now; called by open().
  void project_deferred();

 private:
  ReplicaStore(std::unique_ptr<Database> database, std::unique_ptr<base::FileLock> use)
      : use_(std::move(use)), database_(std::move(database)) {}
  std::unique_ptr<base::FileLock> use_;  // the right to use the file (store/restore.h); none in memory
  void project_readable();               // in the current Transaction
  std::unique_ptr<Database> database_;
  Keyring keyring_;
};

}  // namespace hadir::store
