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
#include "tests/simulation/journal.h"

namespace hadir::simulation {

// Commit numbers and chain hashes of one stream.
using Heads = std::map<std::uint64_t, base::Hash>;

class Ledger {
 public:
  // --- to users ---

  // Called once the transaction that holds the commit has returned.
  void recorded(const log::StreamId& stream, std::uint64_t seq, const base::Hash& hash);
  void punch_tried(const std::string& unit, const base::Bytes& key) { punches_tried_[unit].insert(key); }
  void punch_recorded(const std::string& unit, const base::Bytes& key) { punches_recorded_[unit].insert(key); }
  const std::map<log::StreamId, Heads>& recorded() const { return recorded_; }
  const std::set<base::Bytes>& punches_tried(const std::string& unit) { return punches_tried_[unit]; }
  const std::set<base::Bytes>& punches_recorded(const std::string& unit) { return punches_recorded_[unit]; }

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
  void check_recorded(store::ReplicaStore& store, const log::Origin& origin, const std::string& who) const;
  void check_receipts(store::ReplicaStore& hub, const std::string& who) const;

 private:
  std::map<log::StreamId, Heads> recorded_, receipts_;
  std::map<std::string, std::set<base::Bytes>> punches_tried_, punches_recorded_;
  std::map<log::Origin, std::uint64_t> posted_;
  std::set<std::pair<log::Origin, std::uint64_t>> accepted_, perhaps_accepted_;
};

// Throws Broken where the store's log does not hold that commit.
void check_holds(store::ReplicaStore& store, const log::StreamId& stream, std::uint64_t seq, const base::Hash& hash,
                 const std::string& who, const char* promise);

}  // namespace hadir::simulation
