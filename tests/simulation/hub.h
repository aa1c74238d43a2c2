// The secretariat's machine: the store, the registry beside it, and the hub's side of the exchange, watched: a request is
// accepted once, a changed one never, and every receipt that leaves is remembered and looked for after each restart.
#pragma once

#include <optional>

#include "tests/simulation/network.h"
#include "tests/simulation/people.h"
#include "tests/simulation/registry_table.h"

namespace hadir::simulation {

class Hub final : public Machine {
 public:
  struct Office {
    std::string unit;
    wire::Secret secret{};
    base::PublicKey key{};
    std::string label;
  };
  Hub(Surroundings& world, std::vector<Office> offices);

  const base::KeyPair& key() const { return identity_.key; }
  // Its database is one of its backups from now on. It notices, as hub::DataDir does: a new epoch, and a new key to write with.
  void put_back(const DiskImage& backup);
  // A new PC gets a place.
  bool admit(const Office& office);
  bool is_known(const log::Origin& origin);
  base::PublicKey key_of(const log::Origin& origin);
  std::size_t names() const { return names_; }  // under which it ever wrote

  // A request arrives. Those that wait together share a transaction, each in a savepoint of its own; `answer` is called once it
  // is committed, and never where the hub is down or dies over it.
  void receive(const Request& request, Network::Answer answer);

  // Somebody at the secretariat records something, in the province's scope or for one of the offices.
  void act(std::vector<People>& offices);

 private:
  void on_start() override;
  void on_stop() override;
  struct Job {
    Request request;
    Network::Answer answer;
    std::optional<sync::HubReply> reply;
  };
  void serve_waiting();
  void serve(Job& job);
  sync::HubReply handle(const Request& request);
  void check(const Request& request, const sync::HubReply& reply, bool disk_failed);

  std::vector<Office> offices_;
  sync::HubIdentity identity_;
  base::KeyPair writer_;
  std::size_t names_ = 1;
  std::optional<RegistryTable> registry_;
  std::optional<sync::HubExchange> exchange_;
  std::vector<Job> waiting_;
};

}  // namespace hadir::simulation
