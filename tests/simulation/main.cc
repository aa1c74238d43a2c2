// The simulation's command: runs seeds, replays one, proves that its own checks can fail.
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <CLI/CLI.hpp>

#include "common/base/crypto.h"
#include "tests/simulation/world.h"

namespace {

using namespace hadir::simulation;

char replay_line[160];

void name_the_seed(std::uint64_t seed, Mutation mutation, Story story) {
  std::snprintf(replay_line, sizeof replay_line, "replay: simulation --seed %llu --verbose%s%s%s%s\n",
                static_cast<unsigned long long>(seed), mutation == Mutation::none ? "" : " --mutate ",
                mutation == Mutation::none ? "" : name_of(mutation), story == Story::drawn ? "" : " --story ",
                story == Story::drawn ? "" : name_of(story));
}

// A broken invariant aborts the program: even then the seed is told.
extern "C" void on_crash(int signal) {
  std::signal(signal, SIG_DFL);
  std::fputs(replay_line, stderr);
  std::raise(signal);
}

Outcome run_named(std::uint64_t seed, Mutation mutation, Story story, bool verbose) {
  name_the_seed(seed, mutation, story);
  return run(seed, mutation, story, verbose);
}

void tell(std::uint64_t seed, const Outcome& outcome, bool verbose) {
  if (!verbose)
    for (const std::string& line : outcome.latest) std::printf("  %s\n", line.c_str());
  std::printf("seed %llu BROKEN: %s\n%s", static_cast<unsigned long long>(seed), outcome.broken.c_str(), replay_line);
}

void add(Tally& sum, const Tally& one) {
  constexpr std::size_t numbers = sizeof(Tally) / sizeof(std::uint64_t);
  std::uint64_t totals[numbers], more[numbers];
  std::memcpy(totals, &sum, sizeof sum);
  std::memcpy(more, &one, sizeof one);
  for (std::size_t index = 0; index < numbers; ++index) totals[index] += more[index];
  std::memcpy(&sum, totals, sizeof sum);
}

std::string summary(const Tally& sum) {
  return fmt::format(
      "{} runs, {} events: {} actions made {} commits and {} records; {} syncs ({} complete) of {} requests; {} messages lost, "
      "{} copied, "
      "{} changed; {} power cuts, {} kills, {} failing disk calls; {} conflicts open, {} settlements; "
      "{} backups, {} put back, {} clones, {} burnt; {} forks, {} times gone on under another key, {} commits written anew, {} "
      "gone with their disk; {} databases proven; {} checks, {} streams in doubt; {:.2f} rounds until quiet",
      sum.runs, sum.events, sum.actions, sum.commits, sum.records, sum.syncs, sum.complete, sum.requests, sum.lost, sum.copies,
      sum.flips, sum.power_cuts, sum.kills, sum.disk_faults, sum.conflicts, sum.settled, sum.backups, sum.restores, sum.clones,
      sum.burnt, sum.forks, sum.continued, sum.rewritten, sum.forgiven, sum.proven, sum.checks, sum.doubts,
      static_cast<double>(sum.rounds) / static_cast<double>(std::max<std::uint64_t>(sum.runs, 1)));
}

// Every so many seeds run twice: the same seed must make the same run.
constexpr std::uint64_t twice_every = 50;

int run_seeds(std::uint64_t first, std::uint64_t last, Mutation mutation, Story story, bool verbose) {
  Tally sum;
  int broken = 0;
  for (std::uint64_t seed = first; seed <= last; ++seed) {
    Outcome outcome = run_named(seed, mutation, story, verbose);
    if (outcome.broken.empty() && (seed % twice_every == 0 || first == last) &&
        run(seed, mutation, story, false).hash != outcome.hash)
      outcome.broken = "the same seed makes the same run: this one differs the second time";
    add(sum, outcome.tally);
    if (!outcome.broken.empty()) {
      tell(seed, outcome, verbose);
      ++broken;
    }
    if ((seed - first + 1) % 250 == 0 && seed != last)
      std::printf("%llu of %llu seeds, %d broken\n", static_cast<unsigned long long>(seed - first + 1),
                  static_cast<unsigned long long>(last - first + 1), broken);
    std::fflush(stdout);
  }
  std::printf("%s\n%s: seeds %llu..%llu, %d broken\n", summary(sum).c_str(), broken == 0 ? "ok" : "FAILED",
              static_cast<unsigned long long>(first), static_cast<unsigned long long>(last), broken);
  return broken == 0 ? 0 : 1;
}

// Every mutation must be found within this many seeds.
constexpr std::uint64_t patience = 150;

// Defects that only databases which went back in time show.
constexpr auto first_of_clones = static_cast<int>(Mutation::ignore_fork);

int self_test() {
  int missed = 0;
  for (int index = 1; index < mutation_count; ++index) {
    const auto mutation = static_cast<Mutation>(index);
    const Story story = index < first_of_clones ? Story::drawn : Story::clones;
    std::uint64_t seed = 1;
    Outcome outcome;
    for (; seed <= patience && outcome.broken.empty(); ++seed) outcome = run_named(seed, mutation, story, false);
    if (outcome.broken.empty()) {
      ++missed;
      std::printf("%s: NOT FOUND in %llu seeds\n", name_of(mutation), static_cast<unsigned long long>(patience));
    } else {
      std::printf("%s: found by seed %llu: %s\n", name_of(mutation), static_cast<unsigned long long>(seed - 1),
                  outcome.broken.c_str());
    }
  }
  for (std::uint64_t seed = 1; seed <= 10; ++seed)
    if (run_named(seed, Mutation::none, Story::drawn, false).hash != run_named(seed, Mutation::none, Story::drawn, false).hash) {
      ++missed;
      std::printf("seed %llu makes two different runs\n", static_cast<unsigned long long>(seed));
    }
  return missed == 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("hadir's deterministic simulation: hub and offices on virtual time, everything that can go wrong, from one seed");
  std::uint64_t seed = 0;
  std::string seeds, mutate = "none", with = "drawn";
  bool verbose = false, self = false;
  auto* one = app.add_option("--seed", seed, "run this one (twice, to see that it is the same run)");
  app.add_option("--seeds", seeds, "run all of A..B; without it 1..HADIR_SIMULATION_SEEDS (1000)")->excludes(one);
  app.add_option("--mutate", mutate, "put a defect into the simulated world, to see it found");
  app.add_option("--story", with,
                 "what every run is to hold: clones (of PCs), restores (of backups), hub (its backups), all (of these, and PCs "
                 "that burn); without it what its seed says");
  app.add_flag("--verbose", verbose, "print every event");
  app.add_flag("--self-test", self, "prove that the checks find every defect of --mutate, and that runs repeat");
  CLI11_PARSE(app, argc, argv);

  const auto mutation = parse_mutation(mutate);
  const auto story = parse_story(with);
  std::uint64_t first = 1, last = 1000;
  if (const char* count = std::getenv("HADIR_SIMULATION_SEEDS")) last = std::strtoull(count, nullptr, 10);
  if (one->count() > 0) first = last = seed;
  unsigned long long from = 0, to = 0;
  const bool understood = seeds.empty() || std::sscanf(seeds.c_str(), "%llu..%llu", &from, &to) == 2;
  if (!seeds.empty()) first = from, last = to;
  if (!story) {
    std::fputs("simulation: --story is one of drawn, clones, restores, hub, all\n", stderr);
    return 2;
  }
  if (!mutation || !understood) {
    std::fputs("simulation: --seeds wants A..B, --mutate one of", stderr);
    for (int index = 0; index < mutation_count; ++index) std::fprintf(stderr, " %s", name_of(static_cast<Mutation>(index)));
    std::fputs("\n", stderr);
    return 2;
  }
  std::signal(SIGABRT, on_crash);
  std::signal(SIGSEGV, on_crash);
  hadir::base::initialise_crypto();
  prepare_disks();
  return self ? self_test() : run_seeds(first, last, *mutation, *story, verbose);
}
