// One office's replica, open for work: who it is, its store, and how it records. Everything a person or a device does at an
// office ends here; the API of the service, the command line and the importer are thin around it.
//
// Threads: one at a time. A second Office on the same directory (the sync thread, a command) is safe: SQLite is between them.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "agent/data_dir.h"
#include "agent/time_keeper.h"
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
  static base::Result<std::unique_ptr<Office>> open(const DataDir& dir, const base::Clock& clock);

  const std::string& unit() const { return identity_.unit; }
  const sync::AgentIdentity& identity() const { return identity_; }
  store::ReplicaStore& store() { return *store_; }
  const base::Clock& clock() const { return clock_; }
  const std::string& boot_id() const { return boot_id_; }

  // Minutes east of UTC that this office's local times have: what the unit's record says, else what init said.
  int offset_minutes();

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

 private:
  Office(std::unique_ptr<store::ReplicaStore> store, base::KeyPair key, const base::Clock& clock);

  std::unique_ptr<store::ReplicaStore> store_;
  sync::AgentIdentity identity_;
  const base::Clock& clock_;
  std::string boot_id_;
};

}  // namespace hadir::agent
