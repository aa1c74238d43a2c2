// What can go wrong in one run, and how often: drawn from the seed, so that some runs are calm in one respect and wild in
// another.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/random.h"
#include "tests/simulation/virtual_time.h"

namespace hadir::simulation {

// A defect put into the simulated world on purpose, to prove that the checkers find it (--self-test).
enum class Mutation {
  none,
  hub_lies_about_syncs,    // the hub's disk answers syncs and does nothing
  agent_lies_about_syncs,  // an agent's disk does
  answer_before_commit,    // the hub sometimes answers what it then rolls back
  forget_counters,         // the hub's registry forgets which requests it has seen
  reuse_counters,          // an agent forgets its request counter when it restarts
  hub_syncs_less,          // the hub's database runs with synchronous=NORMAL
  change_everywhere,       // all replicas show the same wrong record: only the log knows better
  change_record,           // one replica's record table is changed behind the log's back
  drop_conflict,           // one replica loses a line of its list of conflicts
  drop_commit,             // the hub loses the last commit of a stream
  false_complete,          // a sync says "complete" whatever happened
  ignore_fork,             // an agent takes another history under its name for its own: "already there"
  drop_displaced,          // an agent that goes on under another key forgets what nobody else has
  all_seeing_rewrite,      // what it writes anew claims to have seen everything: colleagues' edits give way to it
};
inline constexpr int mutation_count = 15;
const char* name_of(Mutation mutation);
std::optional<Mutation> parse_mutation(std::string_view name);

// What every run of a series is to hold beside what its seed draws.
enum class Story {
  drawn,     // nothing more
  clones,    // PCs whose disk is copied to another PC, and both live on
  restores,  // databases that are put back from backups, again and again
  hub,       // the hub's database is
  all,       // all of these in one run, and PCs that burn
};
inline constexpr int story_count = 5;
const char* name_of(Story story);
std::optional<Story> parse_story(std::string_view name);

struct Menu {
  // The world. Chances are in thousandths.
  std::uint64_t units, most_pcs;
  std::int64_t duration;
  std::int64_t action_every, sync_every;  // mean virtual milliseconds
  bool fresh_disks;                       // machines start on empty disks; power cuts may meet the migrations
  bool enrol_over_network;
  std::uint64_t people, days;  // few of them: people meet in the same records
  std::size_t most_import;     // changes in one import
  std::uint64_t strange;       // actions that write what this version would not

  // The network, per message.
  std::uint64_t loss, duplication, flip, foreign, busy, clog;
  std::int64_t delay, clog_time, timeout;
  std::int64_t partition_every;  // 0: never

  // The machines.
  std::int64_t crash_every, restart_every, fault_every, step_every;  // 0: never
  std::uint64_t cut_after_answer;                                    // the hub loses power right after an answer
  std::int64_t downtime;
  std::int64_t group_time;  // how long the hub waits for requests that share a transaction
  std::int64_t clock_error;
  // Small batches, small caches and early checkpoints bring rare paths into short runs.
  std::size_t push_bytes, answer_bytes;
  int wal_autocheckpoint, cache_pages;

  // Databases that go back in time.
  std::uint64_t twins;                        // PCs that begin as a copy of another one
  std::int64_t backup_every, put_back_every;  // 0: never
  std::uint64_t from_backup;                  // copies made from a backup rather than from the living PC
  std::uint64_t keys_too, mark_too;           // the key file, the mark go with the database
  std::int64_t hub_put_back_every;            // 0: never
  std::int64_t burn_every;                    // 0: never. A PC with all that stands on it; a new one takes its place
  bool goes_back() const { return twins > 0 || put_back_every > 0; }

  static Menu draw(base::Random& random, Story story = Story::drawn);
};

// A number in [0, bound).
inline std::int64_t up_to(base::Random& random, std::int64_t bound) {
  return static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(bound)));
}
// True `thousandths` times out of 1000.
inline bool chance(base::Random& random, std::uint64_t thousandths) { return random.below(1000) < thousandths; }
// Around `mean`, usually less, sometimes much more; at least 1. Integers only, so that every machine draws the same.
std::int64_t around(base::Random& random, std::int64_t mean);
template <class Container>
auto& pick(base::Random& random, Container& from) {
  return from[random.below(std::size(from))];
}

}  // namespace hadir::simulation
