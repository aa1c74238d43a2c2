// One office PC: it records what people do, and syncs now and then with one request outstanding at a time. Its key lives outside
// the database and survives everything.
#pragma once

#include <functional>
#include <optional>

#include "common/sync/agent_session.h"
#include "tests/simulation/hub.h"

namespace hadir::simulation {

class Agent final : public Machine {
 public:
  struct Surface {
    std::function<void(Request)> send;
    // A sync has said "complete": everything in `promised` must be at the hub now.
    std::function<void(const std::vector<std::pair<log::StreamId, log::ChainHead>>& promised)> complete;
  };
  Agent(Surroundings& world, std::size_t number, Hub::Office office, base::KeyPair key, base::PublicKey hub_key, Surface surface);

  const sync::AgentIdentity& identity() const { return identity_; }
  bool is_enrolled() const { return enrolled_; }
  bool is_syncing() const { return waiting_; }
  // Of the latest sync that ended by itself.
  const std::optional<sync::SyncReport>& report() const { return report_; }
  void forget_report() { report_.reset(); }

  void act(People& people);
  // Starts a sync (or an enrolment, where there was none) unless one is under way.
  void sync();
  // An answer arrives; dropped where it belongs to an attempt given up since.
  void receive(std::uint64_t attempt, unsigned status, const base::Bytes& body);

 private:
  void on_start() override;
  void on_stop() override;
  log::Stamp stamp();
  void act_strangely();
  void enrol();
  void receive_enrolment(unsigned status, const base::Bytes& body);
  // Asks the session what to do next, and does it.
  void drive(const char* doing, const std::function<sync::AgentSession::Action()>& step);
  void post(std::string path, base::Bytes body);
  void finish();

  const std::size_t number_;
  const Hub::Office office_;
  sync::AgentIdentity identity_;
  const Surface surface_;
  std::uint64_t attempt_ = 0;
  std::optional<sync::SyncReport> report_;

  // What a crash forgets.
  bool enrolled_ = false, waiting_ = false, heard_hub_ = false;
  std::optional<sync::RequestCounter> counter_;
  std::optional<sync::AgentSession> session_;
};

}  // namespace hadir::simulation
