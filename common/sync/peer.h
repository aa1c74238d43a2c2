// Two PCs of one office, with no hub in between: each hands the other what it lacks, so that the office agrees, and what no hub
// has yet stands on two disks. Bytes in, bytes out; agent/lan.h drives it. PROTOCOL.md gives the bytes.
//
// Nobody on the office's network reads it: requests and answers are sealed to the PC that they are for, and signed by the other
// one. Who belongs to the unit the hub's signed list says (members.h), which two PCs compare first: the later one counts for
// both. What a PC brings, its own or others', verifies by its authors' signatures. Receipts and the time are the hub's alone.
#pragma once

#include "common/base/random.h"
#include "common/sync/agent_session.h"
#include "common/sync/members.h"

namespace hadir::sync {

inline constexpr std::string_view peer_path = "/v1/peer", peer_hello_path = "/v1/peer/hello";

// The hub's list as this PC has it: verified, the latest that it saw. In `meta`.
std::optional<Members> kept_members(store::ReplicaStore& store, const AgentIdentity& identity);
// Keeps a statement of the hub. From a PC only where it is later than what is kept; what the hub itself answers stands, whatever
// its clock said before. Inside a Transaction or not.
enum class ToldBy { hub, pc };
base::Result<void> keep_members(store::ReplicaStore& store, const AgentIdentity& identity, base::ByteView statement, ToldBy by);

struct PeerReport {
  log::Origin peer{};
  std::uint64_t sent = 0, received = 0;      // commits
  store::ReplicaStore::LaneNumbers holds{};  // how far it has our own streams
  bool more = false;                         // ask again: one of the two has more for the other
  std::vector<base::Error> not_taken;        // slices of theirs
};

// One PC's side of meetings with others. `store` and `identity` must outlive it. What fails in the store throws base::Failure.
class PeerExchange {
 public:
  PeerExchange(store::ReplicaStore& store, const AgentIdentity& identity, base::Random& random)
      : store_(store), identity_(identity), random_(random) {}

  // Tells anybody who we are: a public key, and the hub's list. Whoever comes says it first, and is answered with ours.
  base::Bytes hello();
  // Whose hello it is. Fault::refused where that is no PC of our unit that may speak, or we ourselves.
  base::Result<base::PublicKey> meet(base::ByteView hello);

  // A request to it; take() takes the answer to the last one.
  base::Result<base::Bytes> ask(const base::PublicKey& peer);
  base::Result<PeerReport> take(const base::PublicKey& peer, base::ByteView answer, std::int64_t now_ms);

  // Answers somebody's request. Fault::refused where he is not of our unit.
  struct Answered {
    base::Bytes answer;
    PeerReport report;
  };
  base::Result<Answered> answer(base::ByteView request, std::int64_t now_ms);

 private:
  using Have = std::vector<wire::ScopeVectors>;
  std::vector<std::string> scopes() const { return {std::string(log::province), identity_.unit}; }
  Have have();
  bool may_write(const log::Slice& slice, const Members& members);
  void take_slices(const std::vector<log::Slice>& slices, std::int64_t now_ms, PeerReport& report);
  std::vector<log::Slice> lacking(const Have& theirs, bool& more);
  void note_holds(const Have& theirs, PeerReport& report) const;
  base::Result<base::Bytes> sealed(const base::PublicKey& peer, std::uint64_t number, base::ByteView frame);
  struct Opened {
    base::PublicKey sender{};
    std::uint64_t number = 0;
    base::Bytes frame;
  };
  base::Result<Opened> opened(base::ByteView message, std::span<const base::PublicKey> senders);

  store::ReplicaStore& store_;
  const AgentIdentity& identity_;
  base::Random& random_;
  std::uint64_t asked_ = 0;  // the number of our last request, which its answer repeats
  std::uint64_t under_way_ = 0;
  std::vector<log::Slice> push_;  // what the next request brings: what the other one lacks by its last answer
  bool is_first_ = true;
};

}  // namespace hadir::sync
