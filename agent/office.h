// One office's replica, open for work: who it is, its store, and how it records. Everything a person or a device does at an
// office ends here; the API of the service, the command line and the importer are thin around it.
//
// Threads: one at a time. A second Office on the same directory (the sync thread, a command) is safe: SQLite is between them.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "agent/clock_guard.h"
#include "agent/data_dir.h"
#include "agent/incarnation.h"
#include "common/store/replica_store.h"
#include "common/sync/agent_session.h"
#include "common/sync/enrolment_code.h"

namespace hadir::agent {

class Office {
 public:
  // Makes a replica of a unit. On an existing one: the same unit changes nothing, another one is Fault::clash.
  static base::Result<std::unique_ptr<Office>> create(const DataDir& dir, const std::string& unit, int offset_minutes,
                                                      const base::Clock& clock, base::Random& random);
  // Fault::not_found where there was no init.
  static base::Result<std::unique_ptr<Office>> open(const DataDir& dir, const base::Clock& clock, base::Random& random);

  const std::string& unit() const { return identity_.unit; }
  const sync::AgentIdentity& identity() const { return identity_; }
  store::ReplicaStore& store() { return *store_; }
  const base::Clock& clock() const { return clock_; }
  log::Origin origin() const;

  // Minutes east of UTC that this office's local times have: what the unit's record says, else what init said.
  int offset_minutes();

  // --- a database that went back in time (agent/incarnation.h) ---

  // Follows what another thread or process did: knows the key anew where the replica goes on under another one. Before work
  // begins.
  void refresh_identity();
  // What opening the database showed. Before the next record it goes on under another key.
  Suspicion suspicion() const { return suspicion_; }
  // Goes on under another key now, where opening the database showed a reason: before anything is signed.
  void settle_suspicion();
  // Goes on under a new key, unless another thread or process just did. `held`: of the own streams, what the hub is known to
  // hold.
  void go_on(wire::Return why, const store::ReplicaStore::LaneNumbers& held);
  // The key by which the hub may know this replica yet; nothing where it knows the present one.
  const base::KeyPair* earlier_key() const { return keys_.size() > 1 ? &keys_.back() : nullptr; }
  void forget_earlier_keys();
  // Writes the mark, where something is new.
  void update_mark();
  // Whether the mark stands where it should. Where it cannot be written a copied database is noticed by the hub alone.
  bool is_marked();

  // --- sealed kinds (office_seal.cc) ---

  // The key that this PC writes under; makes one, inside the caller's Transaction, where it has none. `author` as record().
  base::SymmetricKey writing_key_within(const std::string& author);

  // --- enrolment ---

  bool is_enrolled();
  // Remembers a code until the hub has accepted it. Fault::clash where it is for another unit.
  base::Result<void> keep_code(const std::string& code);
  std::optional<sync::EnrolmentCode> pending_code();
  void forget_code();
  // The hub has accepted: from now on it is trusted and reached there.
  void accept_enrolment(const wire::EnrolAnswer& answer, const sync::EnrolmentCode& code);
  struct HubAddress {
    std::string url;
    std::string pin;  // curl's form; empty: the system's authorities decide
  };
  std::optional<HubAddress> hub_address();

  // --- recording ---

  // Durable when it returns. One outcome per change. `author` is who did it.
  base::Result<std::vector<store::Outcome>> record(const std::vector<model::Change>& changes, const std::string& author);
  // As record(), inside the caller's Transaction; throws base::Failure.
  std::vector<store::Outcome> record_within(const std::vector<model::Change>& changes, const std::string& author);

  // --- the clock (office_clock.cc) ---

  // Looks at the clocks and records what that shows; writes nothing where that is nothing new, unless told to. Answers how many
  // events there were.
  std::size_t watch_clock(bool keep_anyway = false);
  // The hub said `hub_ms` somewhere between two readings of the boot clock. Answers as watch_clock().
  std::size_t hear_hub(std::int64_t hub_ms, base::BootTime sent, base::BootTime received);
  struct ClockReport {
    log::Stamp stamp;                           // what a punch would get now
    std::optional<ClockGuard::Interval> error;  // known where the hub was heard since the PC was switched on
    std::vector<log::ClockEvent> events;        // of this PC, in the order of noticing
  };
  ClockReport clock_report();

 private:
  Office(const DataDir& dir, std::unique_ptr<store::ReplicaStore> store, DataDir::Keys keys, const base::Clock& clock,
         base::Random& random);
  void examine();
  Mark own_mark();
  // How many commits of an origin's streams the hub has acknowledged to this database, lane by lane.
  store::ReplicaStore::LaneNumbers held_of(const log::Origin& origin);
  void go_on_within(wire::Return why, const store::ReplicaStore::LaneNumbers& held);
  void take_keys(DataDir::Keys keys);
  void open_sealed();
  void carry_seals_within();

  ClockState clock_state();
  std::uint64_t next_urgent_commit();
  store::Authorship authorship(const std::string& author, const log::Stamp& stamp);
  // These inside the caller's Transaction. The stamp of what is recorded now; what the guard found out is recorded before it.
  log::Stamp stamp_within();
  std::size_t keep(ClockGuard& guard, const Reading& now);

  const DataDir dir_;
  std::unique_ptr<store::ReplicaStore> store_;
  DataDir::Keys keys_;
  sync::AgentIdentity identity_;
  const base::Clock& clock_;
  base::Random& random_;
  std::string boot_id_;
  Suspicion suspicion_ = Suspicion::none;
  std::optional<Mark> written_mark_;
};

}  // namespace hadir::agent
