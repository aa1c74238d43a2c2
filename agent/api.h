// The operations for whoever asks over HTTP: one thread owns the office's store and does one thing at a time. What only reads,
// and long, has a thread and an Office of its own, so that no punch waits for somebody's list; `sync` is done on the worker's
// thread. Knows nothing of who asks: web_routes.h decides that.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/thread_pool.hpp>

#include "agent/operations.h"
#include "agent/sync_worker.h"
#include "common/base/process.h"
#include "common/http/run_on.h"
#include "common/store/state_digest.h"

namespace hadir::agent {

class Api {
 public:
  // `reading`: the same office opened once more.
  Api(Workplace workplace, Workplace reading, SyncWorker& worker)
      : workplace_(std::move(workplace)), reading_(std::move(reading)), worker_(worker) {}

  // What the command `hadir` asks for.
  boost::asio::awaitable<base::Result<boost::json::value>> call(std::string name, boost::json::object request);
  // Only from inside on_store() or on_thread_of(), with the Workplace given there: any operation but sync.
  base::Result<boost::json::value> perform_here(Workplace& workplace, std::string_view name, const boost::json::object& request);
  boost::asio::awaitable<base::Result<boost::json::value>> sync_now(boost::json::object request);

  // `work` gets the Workplace, on the store's thread, inside store::guarded; it answers a base::Result.
  template <class Work>
  boost::asio::awaitable<std::invoke_result_t<Work&, Workplace&>> on_store(Work work) {
    return http::run_on(store_thread_.get_executor(), [this, work = std::move(work)]() mutable {
      return store::guarded([&] {
        workplace_.office.refresh_identity();
        return work(workplace_);
      });
    });
  }
  // The same where it suits the operation: beside the store's thread, and as of one moment, where that only reads at length.
  template <class Work>
  boost::asio::awaitable<std::invoke_result_t<Work&, Workplace&>> on_thread_of(std::string_view operation, Work work) {
    if (!reads_at_length(operation)) return on_store(std::move(work));
    return http::run_on(reading_thread_.get_executor(), [this, work = std::move(work)]() mutable {
      return store::guarded([&] {
        reading_.office.refresh_identity();
        const store::Snapshot snapshot(reading_.office.store().database());
        return work(reading_);
      });
    });
  }
  // For passwords: costs time and memory, one at a time, and nobody's record waits for it.
  template <class Work>
  boost::asio::awaitable<std::invoke_result_t<Work&>> on_side(Work work) {
    return http::run_on(side_thread_.get_executor(), std::move(work));
  }

  // Looks at the clocks every now and then, for as long as the service runs.
  boost::asio::awaitable<void> watch_clock(std::chrono::milliseconds every);
  web::PasswordHasher& passwords() { return *workplace_.passwords; }
  void join();

 private:
  Workplace workplace_;
  Workplace reading_;
  SyncWorker& worker_;
  boost::asio::thread_pool store_thread_{1};
  boost::asio::thread_pool reading_thread_{1};
  boost::asio::thread_pool side_thread_{1};
};

}  // namespace hadir::agent
