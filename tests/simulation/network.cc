#include "tests/simulation/network.h"

namespace hadir::simulation {
namespace {

base::Bytes bytes(std::string_view text) { return {text.begin(), text.end()}; }

}  // namespace

Network::Network(Surroundings& world, std::size_t agents, Hub hub, Agent agent)
    : world_(world), links_(agents), hub_(std::move(hub)), agent_(std::move(agent)) {
  world.repeat(world.menu.partition_every, [this] { partition(); });
}

// A link changes one of its directions; a third of the time a whole link or everything at once does.
void Network::partition() {
  base::Random& random = world_.random;
  const bool all = chance(random, 150);
  const std::size_t chosen = random.below(links_.size());
  const bool both = chance(random, 300);
  const auto direction = static_cast<Direction>(random.below(2));
  const bool open = chance(random, 500);
  for (std::size_t agent = 0; agent < links_.size(); ++agent) {
    if (!all && agent != chosen) continue;
    for (const Direction one : {up, down})
      if (both || one == direction) links_[agent].open[one] = open;
  }
  world_.journal.note("network", "link {} {} {}", all ? "*" : std::to_string(chosen),
                      both              ? ""
                      : direction == up ? "up"
                                        : "down",
                      open ? "works" : "is cut");
}

std::int64_t Network::delay(std::size_t agent, Direction direction) {
  if (world_.calm) return 10;
  base::Random& random = world_.random;
  std::int64_t& until = links_[agent].clogged_until[direction];
  if (chance(random, world_.menu.clog)) until = world_.time.now() + around(random, world_.menu.clog_time);
  return std::max<std::int64_t>(0, until - world_.time.now()) + around(random, world_.menu.delay);
}

void Network::flip(base::Bytes& body) {
  if (body.empty()) return;
  ++world_.tally.flips;
  for (std::uint64_t left = 1 + world_.random.below(3); left > 0; --left)
    body[world_.random.below(body.size())] ^= static_cast<std::uint8_t>(1 << world_.random.below(8));
}

void Network::send(Request request) {
  base::Random& random = world_.random;
  const Menu& menu = world_.menu;
  if (!world_.calm) {
    if (chance(random, menu.duplication)) {
      Request copy = request;
      copy.copy = true;
      ++world_.tally.copies;
      const std::int64_t later = up_to(random, chance(random, 200) ? 2 * hour : minute);
      world_.time.after(later + delay(request.agent, up), [this, copy] { arrive(copy); });
    }
    if (chance(random, menu.foreign)) {
      static constexpr std::string_view pages[] = {"<html>Please log in to the hotel network</html>", "", "{}", "hd", "[1,2,3]"};
      const unsigned statuses[] = {200, 302, 403, 404, 502, 503};
      const unsigned status = pick(random, statuses);
      world_.journal.note("network", "something between answers agent {} with {}", request.agent, status);
      return answer(request, status, bytes(pick(random, pages)));
    }
    if (chance(random, menu.loss)) {
      ++world_.tally.lost;
      return world_.journal.note("network", "request {} of agent {} is lost", request.attempt, request.agent);
    }
    if (chance(random, menu.flip)) {
      const base::Bytes sent = request.body;
      flip(request.body);
      request.changed = request.body != sent;
    }
  }
  const std::int64_t late = delay(request.agent, up);
  world_.time.after(late, [this, request = std::move(request)] { arrive(request); });
}

void Network::arrive(const Request& request) {
  base::Random& random = world_.random;
  const Link& link = links_[request.agent];
  if (!world_.calm && !link.open[up] && !request.copy) {
    ++world_.tally.lost;
    return world_.journal.note("network", "request {} of agent {} meets a cut link", request.attempt, request.agent);
  }
  if (!world_.calm && chance(random, world_.menu.busy))
    return answer(request, chance(random, 500) ? 503 : 429,
                  bytes(R"({"status":503,"code":"busy","detail":"too many requests"})"));
  hub_(request, [this, request](sync::HubReply reply) { answer(request, reply.status, std::move(reply.body)); });
}

void Network::answer(const Request& request, unsigned status, base::Bytes body) {
  if (request.copy) return;
  base::Random& random = world_.random;
  if (!world_.calm && chance(random, world_.menu.loss)) {
    ++world_.tally.lost;
    return world_.journal.note("network", "answer {} to agent {} is lost", request.attempt, request.agent);
  }
  if (!world_.calm && chance(random, world_.menu.flip)) flip(body);
  world_.time.after(delay(request.agent, down),
                    [this, status, agent = request.agent, attempt = request.attempt, body = std::move(body)] {
                      if (!world_.calm && !links_[agent].open[down]) {
                        ++world_.tally.lost;
                        return world_.journal.note("network", "answer {} to agent {} meets a cut link", attempt, agent);
                      }
                      agent_(agent, attempt, status, body);
                    });
}

}  // namespace hadir::simulation
