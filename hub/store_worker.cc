#include "hub/store_worker.h"

#include <exception>

namespace hadir::hub {
namespace {

using base::Error;
using base::Fault;

// What `work` throws, as a value.
template <class Work>
std::optional<Error> attempt(const Work& work) {
  try {
    work();
    return std::nullopt;
  } catch (const base::Failure& failure) {
    return failure.error();
  } catch (const std::exception& other) {
    return Error{Fault::storage, std::string("store: ") + other.what(), ""};
  }
}

}  // namespace

StoreWorker::StoreWorker(store::Database& database, const base::Clock& clock, WorkerLimits limits, Hooks hooks)
    : database_(database), clock_(clock), limits_(limits), hooks_(std::move(hooks)), thread_([this] { run(); }) {}

StoreWorker::~StoreWorker() { stop(); }

bool StoreWorker::submit(Job job) {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_ || waiting_.size() >= limits_.waiting) return false;
    waiting_.push_back(std::move(job));
    ++counts_.submitted;
  }
  came_.notify_one();
  return true;
}

void StoreWorker::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  came_.notify_one();
  if (thread_.joinable()) thread_.join();
}

StoreWorker::Counts StoreWorker::counts() const {
  const std::lock_guard lock(mutex_);
  Counts counts = counts_;
  counts.waiting = waiting_.size();
  return counts;
}

std::deque<StoreWorker::Job> StoreWorker::take() {
  std::unique_lock lock(mutex_);
  came_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
  return std::exchange(waiting_, {});
}

void StoreWorker::run() {
  for (std::deque<Job> jobs = take(); !jobs.empty(); jobs = take()) {
    std::deque<Job> writes;
    for (Job& job : jobs) {
      if (job.writes)
        writes.push_back(std::move(job));
      else
        job.done(attempt(job.work));
    }
    while (!writes.empty()) run_group(writes);
  }
}

void StoreWorker::run_group(std::deque<Job>& writes) {
  std::vector<Job> group;
  std::vector<std::optional<Error>> outcomes;
  const auto failure = attempt([&] {
    store::Transaction shared(database_);
    const std::int64_t until = clock_.boot().ms + limits_.group_time_ms;
    while (!writes.empty() && group.size() < limits_.group && (group.empty() || clock_.boot().ms < until)) {
      group.push_back(std::move(writes.front()));
      writes.pop_front();
      outcomes.push_back(attempt([&] {
        store::Transaction own(database_);
        group.back().work();
        own.commit();
      }));
      // On some errors SQLite rolls everything back by itself.
      if (!database_.in_transaction())
        throw base::Failure(outcomes.back().value_or(Error{Fault::storage, "transaction lost", ""}));
    }
    if (hooks_.within) hooks_.within();
    shared.commit();
  });
  if (!failure && hooks_.after) hooks_.after();
  if (group.empty()) {  // the transaction did not even begin, after waiting for whoever holds the database: nobody waits again
    group.assign(std::make_move_iterator(writes.begin()), std::make_move_iterator(writes.end()));
    outcomes.resize(group.size());
    writes.clear();
  }
  {
    const std::lock_guard lock(mutex_);
    ++(failure ? counts_.failed_commits : counts_.commits);
    if (!failure) counts_.writes += group.size();
  }
  for (std::size_t at = 0; at < group.size(); ++at) group[at].done(failure ? failure : outcomes[at]);
}

}  // namespace hadir::hub
