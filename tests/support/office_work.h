// What an office PC records, through a real store: the slices that it would push. For whoever measures or trains what carries
// them.
#pragma once

#include <functional>
#include <random>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/log/chain.h"
#include "common/model/change.h"
#include "common/store/replica_store.h"
#include "common/sync/agent_session.h"

namespace hadir::test {

// How records come into the agent.
enum class Entry {
  import,      // files of up to 1,000 lines, one author
  one_by_one,  // each by itself: punches by the person, the rest by a clerk, at the time they speak of
};

struct OfficePc {
  std::uint32_t number = 1;  // of its key
  std::string unit = "7.01";
  std::string clerk = "198107142006041003";
  std::uint64_t seed = 1;
};

// A hub that offices know where nobody says which.
base::KeyPair office_hub_key();

// The PC itself: its store, what it records there, and its side of a sync.
class OfficeReplica {
 public:
  // In memory, or in a file.
  explicit OfficeReplica(const OfficePc& pc, const base::KeyPair& hub = office_hub_key(), const std::string& path = ":memory:");

  // Hears the hub before the first day that the changes speak of, then records them.
  void work(std::span<const model::Change> changes, Entry entry);
  // A sync over whatever carries a request to the hub and its answer back. Throws Failure where the hub takes not everything.
  struct Reply {
    unsigned status = 0;
    base::Bytes body;
  };
  using Carry = std::function<Reply(const std::string& path, base::ByteView body)>;
  sync::SyncReport sync(const Carry& carry, std::int64_t now_ms);
  sync::AgentSession session() { return sync::AgentSession(*store_, identity_, counter_); }

  std::array<std::uint64_t, model::lane_count> held();
  std::vector<log::Slice> slices_after(const std::array<std::uint64_t, model::lane_count>& held);
  store::ReplicaStore& store() { return *store_; }
  const sync::AgentIdentity& identity() const { return identity_; }

 private:
  void hear_hub(std::int64_t ms);
  void record(std::vector<model::Change> changes, std::int64_t ms, const std::string& author);
  void enter(std::span<const model::Change> changes, Entry entry);
  log::StreamId stream_of(std::size_t lane) const;

  OfficePc pc_;
  sync::AgentIdentity identity_;
  base::KeyPair hub_;
  std::unique_ptr<store::ReplicaStore> store_;
  sync::RequestCounter counter_;
  std::mt19937_64 random_;
  std::int64_t heard_ms_ = 0;
  std::optional<log::Beacon> beacon_;
};

// All slices that the PC would push after it recorded `changes`.
std::vector<log::Slice> recorded(const OfficePc& pc, const std::vector<model::Change>& changes, Entry entry);
// The same, of which the hub has what stands before `first`.
std::vector<log::Slice> recorded_from(const OfficePc& pc, const std::vector<model::Change>& changes, std::size_t first,
                                      Entry entry);

// Records as JSON Lines, as `hadir import` takes them.
std::vector<model::Change> changes_of_lines(std::string_view json_lines);

}  // namespace hadir::test
