// From an HTTP request to the hub's side of the exchange and back. One request's way:
//
//   I/O thread    counted in, or told 503
//   store thread  identify: is this PC known
//   pool          prove: did it sign this
//   any thread    its turn (hub/turn_queue.h): at most one request per PC, or told 429; too many of all, or told 503
//   pool          open: decompression, decoding; chains and signatures of what it brings
//   store thread  apply, in a group of requests that share one transaction and one wait for the disk
//   pool          the answer's signatures and frame
//   I/O thread    the answer
//
// Nothing is answered before the group's transaction is committed. Where it fails, everybody of the group is told 503.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/experimental/concurrent_channel.hpp>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string_view>

#include "common/base/random.h"
#include "common/http/message.h"
#include "common/sync/check.h"
#include "common/sync/snapshot.h"
#include "hub/store_worker.h"
#include "hub/turn_queue.h"
#include "hub/uploads.h"

namespace hadir::hub {

struct ServiceLimits {
  // Requests in the house; beyond it 503. Their bodies are bounded by http::Limits::bodies_bytes.
  std::size_t requests = 4096;
  // Of them those that are opened, and when the others are told to come back: the memory is bounded by this.
  TurnLimits turns = {};
  std::size_t enrol_bytes = 8 * 1024;
  // Of bundles, each of which may be opened up to base::limits::frame_raw_bytes at a time: so many at a time.
  std::size_t bundles = 2;
  // Of checks, each of which may read all records of a unit: so many at a time, so many of one PC in an hour.
  std::size_t checks = 1;
  std::uint32_t checks_per_hour = 60;
};

class ExchangeService {
 public:
  struct Parts {
    sync::HubExchange& exchange;  // used on the worker's thread, but for what it says any thread may do
    const base::PublicKey& hub_key;
    StoreWorker& worker;
    boost::asio::any_io_executor pool;          // for work without shared state; joined before this goes
    base::Random& random;                       // thread-safe
    std::function<void(std::string_view)> log;  // failures of disk and database, from any thread
    const base::Clock& clock;                   // what GET /healthz says the time is
    std::string database;                       // its path, for readers of their own beside the worker; empty: the worker reads
    sync::SnapshotShelf* shelf = nullptr;       // null: no snapshots are handed out
  };
  ExchangeService(Parts parts, ServiceLimits limits = {});

  // The server's handler. POST /v1/exchange, POST /v1/enrol, POST /v1/bundle, POST /v1/check,
  // POST /v1/snapshot, GET /healthz; 404 and 405 for others.
  // `service` must outlive the answer.
  static boost::asio::awaitable<http::Response> handle(ExchangeService* service, http::Request request);
  // The server's BodyWatch; must outlive the server.
  Uploads& uploads() { return uploads_; }

  // Returns once no request is in the house. Call when no new one can come and worker and pool still run: each ends in bounded
  // time.
  void wait_until_idle();

 private:
  class Place;
  class Turn;
  class TakenSlot;
  using Slots = boost::asio::experimental::concurrent_channel<void(boost::system::error_code)>;

  boost::asio::awaitable<http::Response> exchange(base::Bytes body);
  boost::asio::awaitable<http::Response> exchange_in_turn(const sync::HubExchange::Identified& identified);
  // `bytes` of memory that it may take.
  boost::asio::awaitable<TurnQueue::Verdict> turn_of(const sync::Enrolled& sender, std::size_t bytes);
  http::Response not_now(TurnQueue::Verdict verdict);
  // On the pool. Without parts_.database nothing is checked there.
  sync::Admission<sync::HubExchange::Opened> open_and_check(const sync::HubExchange::Identified& identified);
  // Readers beside the worker; one that failed does not come back.
  base::Result<std::unique_ptr<store::Database>> borrow_reader();
  void give_reader_back(std::unique_ptr<store::Database> reader);
  // As exchange(); its answer can be asked for again.
  boost::asio::awaitable<http::Response> exchange_remembered(base::Bytes body);
  boost::asio::awaitable<http::Response> resume(sync::RequestName name, http::Request request);
  void vouch(base::Bytes announcement, std::function<void(bool)> done);
  boost::asio::awaitable<http::Response> apply(const sync::HubExchange::Opened& opened);
  // Whether a PC shows what the hub shows: read beside the worker, on the pool.
  boost::asio::awaitable<http::Response> check(base::Bytes body);
  boost::asio::awaitable<base::Result<wire::CheckAnswer>> compare(const sync::Enrolled& sender,
                                                                  const wire::CheckRequest& request);
  bool may_check(const log::Origin& origin);
  // What a new PC begins with: made, or found, beside the worker.
  boost::asio::awaitable<http::Response> snapshot(base::Bytes body);
  boost::asio::awaitable<http::Response> enrol(std::string path, base::Bytes body);
  // A bundle that a PC carries for another one: taken message by message, answered with the bundle that goes back.
  boost::asio::awaitable<http::Response> bundle(base::Bytes file);
  // Of a request whose signature did not fit, or whose frame did not open.
  boost::asio::awaitable<http::Response> refuse_unopened(sync::Rejection rejection, const sync::Enrolled& claimed);
  // Answers a refusal once it is on record.
  boost::asio::awaitable<http::Response> refuse(sync::Rejection rejection, std::optional<log::Origin> origin);
  http::Response respond(sync::HubReply reply);
  http::Response put_off(const base::Error& error);  // 503, and a line in the log where it is more than being busy

  // Constant after construction.
  const Parts parts_;
  const ServiceLimits limits_;

  TurnQueue turns_;                     // thread-safe
  Slots checks_, snapshots_, bundles_;  // thread-safe

  Uploads uploads_{parts_.clock,
                   [this](base::Bytes bytes, std::function<void(bool)> done) { vouch(std::move(bytes), std::move(done)); }};

  // Guarded by mutex_.
  std::mutex mutex_;
  std::condition_variable idle_;
  std::size_t requests_ = 0;
  struct CheckCount {
    std::int64_t since_ms = 0;  // boot time
    std::uint32_t count = 0;
  };
  std::map<log::Origin, CheckCount> check_counts_;         // of enrolled PCs only
  std::vector<std::unique_ptr<store::Database>> readers_;  // as many as ever read at one time: at most the pool's threads
};

}  // namespace hadir::hub
