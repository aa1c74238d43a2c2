// The serving hub, put together: store, registry, exchange, worker, pool, server, in that order. `hadir-hub serve` and tests run
// it.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/thread_pool.hpp>
#include <chrono>
#include <functional>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "common/http/server.h"
#include "hub/data_dir.h"
#include "hub/exchange_service.h"
#include "hub/registry.h"
#include "hub/snapshot_shelf.h"

namespace hadir::hub {

struct ServeOptions {
  std::string address = "0.0.0.0";
  std::uint16_t port = 8443;                // 0: any free one
  std::chrono::milliseconds grace{20'000};  // for requests in flight when asked to stop
  // In the morning every office of a province calls within a minute, and keeps its connection for a while: some 40 KiB each. With
  // them, the bodies that wait and what is opened (TurnLimits) the hub stays below 512 MiB. Whoever sends too much without
  // listening meanwhile hears the 413 once he has sent it all: what he sends is thrown away.
  http::Limits http{.bodies_bytes = 160 * 1024 * 1024, .connections = 3072, .linger_bytes = 4 * base::limits::frame_bytes};
  ServiceLimits service;
  WorkerLimits worker;
  // The scheduled backup, at this time of day (WIB); none where `backups` is off.
  bool backups = true;
  int backup_at_minutes = 60 + 30;
  std::chrono::milliseconds backup_after_start{10 * 60'000};
  std::uint64_t backup_keep_free_mib = 512;
};

// "ADDRESS:PORT", "[IPV6]:PORT".
base::Result<std::pair<std::string, std::uint16_t>> parse_listen(std::string_view text);

class App {
 public:
  // Takes the directory's service lock (Fault::clash where another process serves it) and opens everything but the port.
  // `clock`, `random` (thread-safe) and `log` (thread-safe) must outlive it.
  static base::Result<std::unique_ptr<App>> open(DataDir dir, ServeOptions options, const base::Clock& clock,
                                                 base::Random& random, std::function<void(std::string_view)> log);
  ~App();

  // Opens the port and serves; answers "https://ADDRESS:PORT" and leaves it in the data directory. Once.
  base::Result<std::string> start();
  // From now on SIGTERM and SIGINT ask to stop. Before anybody is told that the hub serves: whoever hears it may stop it at once.
  void heed_signals();
  // Waits for ask_to_stop(); then lets requests in flight finish and closes everything.
  void run();
  void ask_to_stop();  // any thread; again does nothing

  StoreWorker::Counts counts() const { return worker_->counts(); }

 private:
  App(DataDir dir, ServeOptions options, const base::Clock& clock, base::Random& random,
      std::function<void(std::string_view)> log);
  base::Result<void> build();
  StoreWorker::Hooks mark_now_and_then();
  void shut_down();

  // Constant after build().
  const DataDir dir_;
  const ServeOptions options_;
  const base::Clock& clock_;
  base::Random& random_;
  const std::function<void(std::string_view)> log_;

  // In the order of their making; what is below uses what is above.
  std::unique_ptr<base::FileLock> lock_;
  std::unique_ptr<store::ReplicaStore> store_;
  std::unique_ptr<SqliteRegistry> registry_;
  std::unique_ptr<sync::HubIdentity> identity_;
  std::unique_ptr<sync::HubExchange> exchange_;
  std::unique_ptr<boost::asio::io_context> io_;
  std::unique_ptr<boost::asio::signal_set> signals_;
  std::unique_ptr<boost::asio::thread_pool> pool_;
  std::unique_ptr<StoreWorker> worker_;
  std::unique_ptr<store::BackupThread> backups_;
  std::unique_ptr<SnapshotShelf> shelf_;
  std::unique_ptr<ExchangeService> service_;
  std::unique_ptr<http::Server> server_;
  std::vector<std::thread> threads_;

  std::once_flag stop_once_;
  std::promise<void> stop_asked_;
};

}  // namespace hadir::hub
