#include "tests/simulation/menu.h"

#include <algorithm>
#include <array>

namespace hadir::simulation {
namespace {

constexpr const char* mutation_names[mutation_count] = {"none",
                                                        "hub-lies-about-syncs",
                                                        "agent-lies-about-syncs",
                                                        "answer-before-commit",
                                                        "forget-counters",
                                                        "reuse-counters",
                                                        "hub-syncs-less",
                                                        "change-everywhere",
                                                        "change-record",
                                                        "drop-conflict",
                                                        "drop-commit",
                                                        "false-complete",
                                                        "ignore-fork",
                                                        "drop-displaced",
                                                        "all-seeing-rewrite"};
constexpr const char* story_names[story_count] = {"drawn", "clones", "restores", "hub", "all"};

}  // namespace

const char* name_of(Mutation mutation) { return mutation_names[static_cast<int>(mutation)]; }

std::optional<Mutation> parse_mutation(std::string_view name) {
  for (int index = 0; index < mutation_count; ++index)
    if (name == mutation_names[index]) return static_cast<Mutation>(index);
  return std::nullopt;
}

const char* name_of(Story story) { return story_names[static_cast<int>(story)]; }

std::optional<Story> parse_story(std::string_view name) {
  for (int index = 0; index < story_count; ++index)
    if (name == story_names[index]) return static_cast<Story>(index);
  return std::nullopt;
}

std::int64_t around(base::Random& random, std::int64_t mean) {
  // The least of two draws up to 3 * mean has the mean asked for and a long tail.
  const std::int64_t bound = std::max<std::int64_t>(3 * mean, 1);
  return 1 + std::min(up_to(random, bound), up_to(random, bound));
}

Menu Menu::draw(base::Random& random, Story story) {
  const auto sometimes = [&](std::uint64_t thousandths, auto value) {
    return chance(random, thousandths) ? value : decltype(value){};
  };
  // Three runs in four are short.
  const bool is_long = chance(random, 250);
  Menu menu{};
  menu.units = 1 + random.below(is_long ? 4 : 2);
  menu.most_pcs = 1 + random.below(is_long ? 4 : 3);
  menu.duration = is_long ? 3 * day : 8 * hour;
  menu.action_every = (is_long ? 40 : 8) * minute + up_to(random, 40 * minute);
  menu.sync_every = (is_long ? 60 : 10) * minute + up_to(random, 60 * minute);
  menu.fresh_disks = chance(random, 150);
  menu.enrol_over_network = chance(random, 500);
  menu.people = 1 + random.below(4);
  menu.days = 1 + random.below(4);
  menu.most_import = chance(random, 30) ? 1500 : 30;
  menu.strange = sometimes(250, 1 + random.below(150));

  menu.loss = sometimes(700, 1 + random.below(300));
  menu.duplication = sometimes(600, 1 + random.below(300));
  menu.flip = sometimes(400, 1 + random.below(100));
  menu.foreign = sometimes(200, 1 + random.below(60));
  menu.busy = sometimes(300, 1 + random.below(100));
  menu.clog = sometimes(400, 1 + random.below(60));
  menu.delay = 20 + up_to(random, 5 * second);
  menu.clog_time = 1 + up_to(random, 10 * minute);
  menu.timeout = 5 * second + up_to(random, 60 * second);
  menu.partition_every = sometimes(500, 30 * minute + up_to(random, 4 * hour));

  menu.crash_every = sometimes(750, 20 * minute + up_to(random, 4 * hour));
  menu.restart_every = sometimes(400, hour + up_to(random, 6 * hour));
  menu.fault_every = sometimes(400, 15 * minute + up_to(random, 3 * hour));
  menu.step_every = sometimes(500, hour + up_to(random, 6 * hour));
  menu.cut_after_answer = sometimes(400, 1 + random.below(150));
  menu.downtime = 1 + up_to(random, 40 * minute);
  menu.group_time = sometimes(600, 1 + up_to(random, 3 * second));
  constexpr std::array<std::uint64_t, 4> always_or_not = {0, 500, 500, 1000};
  constexpr std::array<std::int64_t, 5> errors = {0, minute, 3 * day, 800 * day, 20'000 * day};
  menu.clock_error = pick(random, errors);

  constexpr std::array<std::size_t, 4> batches = {300, 2000, 20'000, 512 * 1024};
  menu.push_bytes = pick(random, batches);
  menu.answer_bytes = pick(random, batches);
  constexpr std::array<int, 4> checkpoints = {5, 20, 100, 1000};
  menu.wal_autocheckpoint = pick(random, checkpoints);
  menu.cache_pages = chance(random, 300) ? 10 : 1000;

  menu.twins = sometimes(120, 1 + random.below(3));
  menu.put_back_every = sometimes(120, hour + up_to(random, 6 * hour));
  menu.backup_every = 20 * minute + up_to(random, 4 * hour);
  menu.from_backup = random.below(500);
  menu.keys_too = pick(random, always_or_not);
  menu.mark_too = pick(random, always_or_not);
  if (story == Story::clones) {
    menu.twins = 1 + random.below(3);
    menu.enrol_over_network = false;
  }
  if (story == Story::hub) {
    // The hub alone: a commit that stands on no disk of any PC any more when the hub's is replaced is lost by nobody's fault.
    menu.twins = 0;
    menu.put_back_every = 0;
    menu.enrol_over_network = false;
    menu.hub_put_back_every = hour + up_to(random, 4 * hour);
  }
  if (story == Story::all) {
    menu.twins = 1 + random.below(3);
    menu.enrol_over_network = false;
    menu.put_back_every = hour + up_to(random, 6 * hour);
    menu.hub_put_back_every = hour + up_to(random, 4 * hour);
    menu.burn_every = 2 * hour + up_to(random, 6 * hour);
  }
  if (story == Story::restores) menu.put_back_every = 30 * minute + up_to(random, 3 * hour);
  return menu;
}

}  // namespace hadir::simulation
