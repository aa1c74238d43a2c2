// The one thread that touches the hub's store, with group commit: all writes that wait share a transaction, and so one wait for
// the disk. Nobody hears of his write before that transaction is committed.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>

#include "common/base/clock.h"
#include "common/store/sqlite.h"

namespace hadir::hub {

struct WorkerLimits {
  std::size_t waiting = 8192;        // jobs; beyond it submit() says no: more than requests in the house
  std::size_t group = 64;            // writes that share a transaction
  std::int64_t group_time_ms = 250;  // a group takes no further write once its work has lasted this long
};

class StoreWorker {
 public:
  // `work` may throw base::Failure (or anything): then it has changed nothing, and its neighbours are unharmed. A write runs
  // within the group's transaction in a savepoint of its own; a read runs outside of any, before the writes that wait with it.
  // `done` gets the error of the work or of the group's commit, or nothing once all is on disk. Both run on the store's thread;
  // `done` must not throw and not wait.
  struct Job {
    bool writes = false;
    std::function<void()> work;
    std::function<void(const std::optional<base::Error>&)> done;
  };

  // Called in each group's transaction before it is committed, and after it was; may be empty.
  struct Hooks {
    std::function<void()> within, after;
  };

  // Starts the thread. Until it is stopped nobody else may use the database object.
  StoreWorker(store::Database& database, const base::Clock& clock, WorkerLimits limits = {}, Hooks hooks = {});
  ~StoreWorker();
  StoreWorker(const StoreWorker&) = delete;
  StoreWorker& operator=(const StoreWorker&) = delete;

  // Any thread. False: too many wait, or it is stopping; `done` will not be called.
  bool submit(Job job);
  // Finishes what was submitted, then ends the thread. Again does nothing.
  void stop();

  // Since the start. Any thread.
  struct Counts {
    std::size_t waiting = 0;  // jobs, at this moment
    std::uint64_t submitted = 0;
    std::uint64_t writes = 0;   // that were committed
    std::uint64_t commits = 0;  // transactions
    std::uint64_t failed_commits = 0;
  };
  Counts counts() const;

 private:
  void run();
  std::deque<Job> take();
  void run_group(std::deque<Job>& writes);

  // Constant after construction.
  store::Database& database_;
  const base::Clock& clock_;
  const WorkerLimits limits_;
  const Hooks hooks_;

  // Guarded by mutex_.
  mutable std::mutex mutex_;
  std::condition_variable came_;
  std::deque<Job> waiting_;
  bool stopping_ = false;
  Counts counts_;

  std::thread thread_;
};

}  // namespace hadir::hub
