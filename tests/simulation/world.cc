#include "tests/simulation/world.h"

#include <sqlite3.h>

#include "tests/simulation/checks.h"

namespace hadir::simulation {
namespace {

// Once everybody is reachable: a round to bring everything to the hub, one to bring it to those who were served before, one idle.
constexpr int most_rounds = 3;

}  // namespace

World::World(std::uint64_t seed, Mutation mutation, Story story, bool verbose)
    : seed_(seed), world_(seed, mutation, story, verbose) {
  base::Random& random = world_.random;
  std::vector<Hub::Office> offices;
  std::vector<base::KeyPair> keys;
  for (std::uint64_t unit = 1; unit <= world_.menu.units; ++unit) {
    units_.push_back("7.0" + std::to_string(unit));
    people_.emplace_back(world_, units_.back());
    for (std::uint64_t pc = 1 + random.below(world_.menu.most_pcs); pc > 0; --pc) {
      keys.push_back(base::KeyPair::generate(random));
      offices.push_back({units_.back(), {}, keys.back().public_key(), "PC " + std::to_string(pc)});
      random.fill(offices.back().secret);
    }
  }
  people_.emplace_back(world_, std::string(log::province));

  hub_ = std::make_unique<Hub>(world_, offices);
  const std::size_t pcs = offices.size();
  for (std::uint64_t twin = 0; twin < world_.menu.twins; ++twin) {
    keys.push_back(keys.front());  // each begins with those of the PC that it is a copy of
    offices.push_back(offices.front());
  }
  for (std::size_t number = 0; number < offices.size(); ++number) {
    Agent::Surface surface;
    surface.send = [this](Request request) { network_->send(std::move(request)); };
    surface.complete = [this, who = "agent-" + std::to_string(number)](const auto& promised) { hold_promise(who, promised); };
    agents_.push_back(std::make_unique<Agent>(world_, number, offices[number], keys[number], hub_->key().public_key(), surface));
    if (number < pcs) living_.push_back(agents_.back().get());
  }
  network_ = std::make_unique<Network>(
      world_, offices.size(),
      [this](const Request& request, Network::Answer answer) { hub_->receive(request, std::move(answer)); },
      [this](std::size_t agent, std::uint64_t attempt, unsigned status, const base::Bytes& body) {
        agents_[agent]->receive(attempt, status, body);
      });
}

void World::hold_promise(const std::string& who, const std::vector<std::pair<log::StreamId, log::ChainHead>>& promised) {
  for (const auto& [stream, head] : promised) {
    world_.ledger.receipt_accepted(stream, head.seq, head.hash);
    if (!hub_->is_up() || world_.ledger.hub_has_gone_back()) continue;  // looked for when it starts, or at the end
    const Disk::Undisturbed look(hub_->disk());
    check_holds(hub_->store(), stream, head.seq, head.hash, who,
                "a sync says complete only if the hub holds everything: no commit in");
  }
}

void World::set_going(Agent& agent) {
  People& people = *std::ranges::find(people_, agent.unit(), &People::scope);
  world_.repeat(world_.menu.action_every, [&agent, &people] { agent.act(people); });
  world_.repeat(world_.menu.sync_every, [&agent] { agent.sync(); });
}

void World::live() {
  hub_->begin();
  for (Agent* agent : living_) {
    agent->begin();
    set_going(*agent);
  }
  world_.repeat(2 * world_.menu.action_every, [this] { hub_->act(people_); });
  schedule_going_back();
  world_.time.run_until(world_.menu.duration);
  become_calm();
  exchange_until_quiet();
  mutate();
  check_everything(*this);
}

void World::become_calm() {
  world_.calm = true;
  world_.journal.note("world", "calm");
  hub_->disk().calm();
  for (Agent* agent : living_) agent->disk().calm();
  const bool ready = world_.time.run_until(world_.time.now() + 4 * hour, [this] {
    return hub_->is_up() &&
           std::ranges::all_of(living_, [](const Agent* agent) { return agent->is_up() && !agent->is_syncing(); });
  });
  if (!ready) throw Broken("machines that lost power come up again, and syncs end");
}

void World::sync_until_reported(Agent& agent) {
  agent.forget_report();
  for (int attempt = 0; attempt < 2 && !agent.report(); ++attempt) {  // the first may be an enrolment
    agent.sync();
    world_.time.run_until(world_.time.now() + hour, [&] { return !agent.is_syncing(); });
  }
  if (!agent.report()) throw Broken(agent.name() + ": a sync ends once the network works");
}

bool World::one_round() {
  bool quiet = true;
  ++world_.tally.rounds;
  for (Agent* agent : living_) {
    sync_until_reported(*agent);
    if (world_.ledger.hub_has_gone_back() && !hub_->is_known(agent->origin())) {
      Hub::Office office = agent->office();
      office.key = agent->public_key();
      world_.journal.note(agent->name(), "gets a new code: the hub does not know it any more");
      if (!hub_->admit(office)) throw Broken("the hub admits a PC with a new code");
      sync_until_reported(*agent);
      quiet = false;
    }
    const sync::SyncReport& report = *agent->report();
    if (report.result != sync::SyncResult::complete)
      throw Broken(fmt::format("{}: a sync completes once the network works, this one is {}: {}", agent->name(),
                               sync::name_of(report.result),
                               report.error             ? report.error->what
                               : report.refused.empty() ? ""
                                                        : report.refused.front().reason));
    // Clones under one name that have nothing to tell go on unnoticed: each finds that the other's requests have higher numbers.
    const bool shares_name = std::ranges::count(living_, agent->origin(), &Agent::origin) > 1;
    quiet &= report.requests <= (shares_name ? 2 : 1) && report.sent.commits == 0 && report.received.commits == 0;
  }
  return quiet;
}

void World::exchange_until_quiet() {
  for (int round = 1; round <= most_rounds; ++round)
    if (one_round()) return;
  throw Broken(fmt::format("it converges: something still moves in round {}", most_rounds));
}

// Defects that no exchange would repair; --self-test proves that the checks see them.
void World::mutate() {
  store::Database& agent = agents_.front()->store().database();
  constexpr const char* change = "UPDATE schedule SET shift = 'P9' WHERE key = (SELECT min(key) FROM schedule)";
  switch (world_.mutation) {
    case Mutation::change_record: return agent.execute(change);
    case Mutation::change_everywhere:
      hub_->store().database().execute(change);
      for (Agent* one : living_) one->store().database().execute(change);
      return;
    case Mutation::drop_conflict: return agent.execute("DELETE FROM conflict WHERE key = (SELECT min(key) FROM conflict)");
    case Mutation::drop_commit:
      return hub_->store().database().execute(
          "DELETE FROM commit_log WHERE (stream, seq) = (SELECT stream, max(seq) FROM commit_log GROUP BY stream LIMIT 1);"
          "UPDATE stream SET stored_seq = stored_seq - 1 WHERE id = (SELECT min(stream) FROM commit_log)");
    default: return;
  }
}

Outcome run(std::uint64_t seed, Mutation mutation, Story story, bool verbose) {
  // SQLite's own generator (salts of the WAL) starts from the seed as well.
  sqlite3_test_control(SQLITE_TESTCTRL_PRNG_SEED, static_cast<int>(seed % 1'000'000'000 + 1), nullptr);
  sqlite3_randomness(0, nullptr);
  World world(seed, mutation, story, verbose);
  Outcome outcome;
  try {
    world.live();
  } catch (const std::exception& broken) {
    outcome.broken = broken.what();
  }
  Surroundings& all = world.surroundings();
  outcome.hash = all.journal.hash();
  outcome.latest.assign(all.journal.latest().begin(), all.journal.latest().end());
  outcome.tally = all.tally;
  outcome.tally.runs = 1;
  outcome.tally.events = all.journal.lines();
  return outcome;
}

}  // namespace hadir::simulation
