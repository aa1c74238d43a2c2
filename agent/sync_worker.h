// The thread that syncs: on its own schedule, and at once when asked. It has an Office of its own on the same directory, so that
// recording never waits for the network.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

#include "agent/sync_schedule.h"
#include "agent/syncer.h"

namespace hadir::agent {

class SyncWorker {
 public:
  using Callback = std::function<void(Synced)>;
  using Log = std::function<void(const std::string&)>;

  // `office` is the worker's own. Starts at once.
  SyncWorker(std::unique_ptr<Office> office, UplinkFactory factory, SyncIntervals intervals, const TrafficRules& rules,
             base::Random& random, Log log, WatchSync watch = {});
  ~SyncWorker() { stop(); }

  // Interrupts an exchange in progress and waits for the thread; who still waits for a sync is answered, now and later.
  void stop();

  // Thread-safe. `done` is called on the worker's thread; requests that arrive during a sync share the next one.
  // What one of them asks for is done.
  void request(const SyncWish& wish, Callback done);
  void note_write();
  void note_network_up();
  // From the next sync on, which comes soon: what the earlier rules held back may go now.
  void follow(const TrafficRules& rules);
  struct Ended {
    Synced synced;
    std::int64_t at_ms = 0;  // wall clock
    std::int64_t took_ms = 0;
  };
  std::optional<Ended> latest();

 private:
  void run();
  static void refuse(const std::deque<Callback>& callbacks);
  void sync_once(const SyncWish& wish, std::deque<Callback> callbacks);

  std::unique_ptr<Office> office_;
  Syncer syncer_;  // on the thread only
  Log log_;
  WatchSync watch_;

  std::mutex mutex_;  // guards what follows
  std::condition_variable changed_;
  SyncSchedule schedule_;
  std::deque<Callback> waiting_;
  SyncWish wish_;  // of all who wait
  std::optional<TrafficRules> new_rules_;
  bool stopping_ = false;
  std::optional<Ended> latest_;

  std::thread thread_;
};

}  // namespace hadir::agent
