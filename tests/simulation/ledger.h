// What was promised during a run: to users that their records are kept, to agents that the hub holds their commits, to everybody
// that no request is accepted twice. Checked whenever it can be: at every restart, at every answer, and at the end.
#pragma once

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string>

#include "common/store/replica_store.h"
#include "common/wire/messages.h"
#include "tests/simulation/holdings.h"
#include "tests/simulation/journal.h"

namespace hadir::simulation {

class Ledger {
 public:
  // --- to users ---

  // Called once the transaction that holds the commit has returned on the machine `who`.
  void recorded(const std::string& who, const CommitName& commit);
  void punch_tried(const std::string& unit, const base::Bytes& key) { punches_tried_[unit].insert(key); }
  void punch_recorded(const std::string& unit, const base::Bytes& key) { punches_recorded_[unit].insert(key); }
  const std::set<base::Bytes>& punches_tried(const std::string& unit) { return punches_tried_[unit]; }
  const std::set<base::Bytes>& punches_recorded(const std::string& unit) { return punches_recorded_[unit]; }

  // --- databases that go back in time ---

  // The disk of `who` is now one on which `there` stands. What it had promised and stands there no more is no promise of that
  // machine; what stands nowhere in `everywhere` (all disks as they are now) is lost by nobody's fault. Answers how many commits.
  std::size_t replaced(const std::string& who, const Holdings& there, const std::vector<Holdings>& everywhere);
  // `copy` begins with the disk of `original`, or with one that it once had.
  void copied(const std::string& original, const std::string& copy, const Holdings& there);
  // The same for the hub. From now on it may accept again what it had accepted, and lack what its receipts say until it is
  // healed.
  std::size_t hub_replaced(const std::string& hub, const Holdings& there, const std::vector<Holdings>& everywhere);
  bool hub_has_gone_back() const { return hub_gone_back_; }
  bool has_gone_back(const log::Origin& origin) const { return gone_back_.contains(origin); }

  // --- to agents ---

  // A receipt that the hub signed and gave away, and one that an agent believed.
  void receipt_issued(const wire::ReceiptBody& receipt);
  void receipt_accepted(const log::StreamId& stream, std::uint64_t seq, const base::Hash& hash);

  // --- requests ---

  // An agent sends a request: its counters only grow, whatever happened to the machine.
  void posted(const log::Origin& origin, std::uint64_t counter);
  // The hub accepted a request: once at most.
  void accepted(const log::Origin& origin, std::uint64_t counter);
  // The hub died over a request, or its disk failed: it was accepted or not.
  void perhaps_accepted(const log::Origin& origin, std::uint64_t counter) { perhaps_accepted_.insert({origin, counter}); }
  // Whether a request with this counter or a later one may have been accepted: this one may be refused as a replay.
  bool is_past(const log::Origin& origin, std::uint64_t counter) const {
    return std::ranges::any_of(std::array{&accepted_, &perhaps_accepted_}, [&](const auto* requests) {
      const auto later = requests->lower_bound({origin, counter});
      return later != requests->end() && later->first == origin;
    });
  }

  // Each throws Broken, naming `who`, where the store does not hold what was promised.
  // What was acknowledged on the machine `who`: in its log, or displaced and written anew.
  void check_kept(store::ReplicaStore& store, const std::string& who) const;
  void check_arrived(const Holdings& hub) const;
  void check_receipts(store::ReplicaStore& hub, const std::string& who) const;

 private:
  std::set<CommitName> recorded_;
  std::map<std::string, std::set<CommitName>> kept_;  // by machine
  std::set<log::Origin> gone_back_;                   // under which a database lived on that had not its latest commits
  bool hub_gone_back_ = false;
  std::set<CommitName> receipts_;  // what they say is held
  std::map<std::string, std::set<base::Bytes>> punches_tried_, punches_recorded_;
  std::map<log::Origin, std::uint64_t> posted_;
  std::set<std::pair<log::Origin, std::uint64_t>> accepted_, perhaps_accepted_;
};

// Throws Broken where the store's log does not hold that commit.
void check_holds(store::ReplicaStore& store, const log::StreamId& stream, std::uint64_t seq, const base::Hash& hash,
                 const std::string& who, const char* promise);

}  // namespace hadir::simulation
