// The links between agents and hub: requests and answers are lost, late, copied, changed on the way, and links go down in one
// direction alone. A lost answer after an arrived request is the ordinary case here.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "common/sync/hub_exchange.h"
#include "tests/simulation/machine.h"

namespace hadir::simulation {

struct Request {
  std::size_t agent = 0;      // its number
  std::uint64_t attempt = 0;  // names the request among those of its agent
  std::string path;
  base::Bytes body;
  bool changed = false;  // bits were flipped on the way
  bool copy = false;     // somebody sends the same bytes again; its answer reaches nobody
};

class Network {
 public:
  using Answer = std::function<void(sync::HubReply)>;
  using Hub = std::function<void(const Request&, Answer)>;
  using Agent = std::function<void(std::size_t agent, std::uint64_t attempt, unsigned status, const base::Bytes& body)>;

  // `hub` answers later, or never where nobody is there. Both must outlive the events in the queue.
  Network(Surroundings& world, std::size_t agents, Hub hub, Agent agent);

  void send(Request request);

 private:
  enum Direction { up, down };
  struct Link {
    bool open[2] = {true, true};
    std::int64_t clogged_until[2] = {0, 0};
  };

  void arrive(const Request& request);
  void answer(const Request& request, unsigned status, base::Bytes body);
  void partition();
  std::int64_t delay(std::size_t agent, Direction direction);
  void flip(base::Bytes& bytes);

  Surroundings& world_;
  std::vector<Link> links_;
  Hub hub_;
  Agent agent_;
};

}  // namespace hadir::simulation
