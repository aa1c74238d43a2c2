// One office PC: it records what people do, and syncs now and then with one request outstanding at a time. Its database may be
// put back from a backup, and live on beside itself on another PC (incarnation.h).
#pragma once

#include <functional>
#include <optional>

#include "common/sync/check.h"
#include "tests/simulation/hub.h"
#include "tests/simulation/incarnation.h"

namespace hadir::simulation {

class Agent final : public Machine {
 public:
  struct Surface {
    std::function<void(Request)> send;
    // A sync has said "complete": everything in `promised` must be at the hub now.
    std::function<void(const std::vector<std::pair<log::StreamId, log::ChainHead>>& promised)> complete;
  };
  Agent(Surroundings& world, std::size_t number, Hub::Office office, base::KeyPair key, base::PublicKey hub_key, Surface surface);

  const std::string& unit() const { return office_.unit; }
  log::Origin origin() const { return own_.origin(); }
  const base::PublicKey& public_key() const { return own_.key().public_key(); }
  bool is_enrolled() const { return enrolled_; }
  bool is_syncing() const { return waiting_ != Waiting::nothing; }
  // Of the latest sync that ended by itself.
  const std::optional<sync::SyncReport>& report() const { return report_; }
  void forget_report() { report_.reset(); }

  void act(People& people);
  // Starts a sync (or an enrolment, where there was none) unless one is under way.
  void sync();
  // An answer arrives; dropped where it belongs to an attempt given up since.
  void receive(std::uint64_t attempt, unsigned status, const base::Bytes& body);

  // --- copies of its disk; between transactions, while it is up ---

  Snapshot snapshot() const { return {disk_image(), own_.outside()}; }
  void put_back(const Snapshot& snapshot, bool keys_too, bool mark_too);
  // All that stands on it is gone, and a new PC with this key takes its place.
  void burn(const Hub::Office& office, const base::KeyPair& key);
  const Hub::Office& office() const { return office_; }
  // A PC that was not there before begins as a copy of `original`.
  void begin_as(const Agent& original, const Snapshot& snapshot, bool mark_too);

 private:
  void on_start() override;
  void on_stop() override;
  log::Stamp stamp();
  store::Authorship authorship();
  void act_strangely();
  void enrol();
  void receive_enrolment(unsigned status, const base::Bytes& body);

  // A sync is one round, or several where the replica goes on under another key: agent/syncer.cc.
  void begin_round();
  void receive_place(unsigned status, const base::Bytes& body);
  void exchange();
  // Asks the session what to do next, and does it.
  void drive(const char* doing, const std::function<sync::AgentSession::Action()>& step);
  void end_round();
  // The comparison with the hub at the end of a sync; what it finds makes another round.
  void check();
  void drive_check(const char* doing, const std::function<sync::CheckSession::Action()>& step);
  void end_check();
  // Whether another round is to follow; goes on under a new key where that is why.
  bool wants_another_round(const sync::SyncReport& report);
  void end_early(const base::Error& why);
  void finish(const sync::SyncReport& report);
  void post(std::string path, base::Bytes body);

  const std::size_t number_;
  Hub::Office office_;
  const base::PublicKey hub_key_;
  const Surface surface_;
  Incarnation own_;
  std::uint64_t attempt_ = 0;
  std::optional<sync::SyncReport> report_;

  // What a crash forgets.
  bool enrolled_ = false, heard_hub_ = false;
  enum class Waiting { nothing, enrolment, place, exchange, check } waiting_ = Waiting::nothing;
  std::optional<sync::RequestCounter> counter_;
  std::optional<sync::AgentIdentity> identity_;  // of the session, which keeps it while people make the replica go on
  std::optional<sync::AgentSession> session_;
  std::optional<sync::CheckSession> check_;
  std::vector<wire::ReceiptEntry> doubts_;  // for the next round
  int round_ = 0;
  bool was_forgotten_ = false, is_checked_ = false;
  sync::SyncReport so_far_;  // of this sync's earlier rounds
};

}  // namespace hadir::simulation
