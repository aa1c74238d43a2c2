#include "hub/app.h"

#include <fmt/format.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/use_future.hpp>
#include <charconv>
#include <csignal>

#include "common/base/process.h"

namespace hadir::hub {
namespace {

namespace asio = boost::asio;
using base::Error;
using base::Fault;

// Sockets and TLS; the pool has a thread per processor, but at least two so that one large request delays nobody.
constexpr int io_threads = 2;
constexpr unsigned least_pool_threads = 2;
constexpr std::int64_t mark_every_ms = 5'000;

std::string url_of(const std::string& address, std::uint16_t port) {
  const bool is_v6 = address.find(':') != std::string::npos;
  return "https://" + (is_v6 ? "[" + address + "]" : address) + ":" + std::to_string(port);
}

}  // namespace

base::Result<std::pair<std::string, std::uint16_t>> parse_listen(std::string_view text) {
  const Error wrong{Fault::bad_input, fmt::format("--listen \"{}\" tidak dapat dibaca", text),
                    "tulis ALAMAT:PORT, mis. 0.0.0.0:8443 atau [::]:8443"};
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos) return wrong;
  std::string_view address = text.substr(0, colon), digits = text.substr(colon + 1);
  if (address.starts_with('[') && address.ends_with(']')) address = address.substr(1, address.size() - 2);
  std::uint16_t port = 0;
  const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  boost::system::error_code failed;
  asio::ip::make_address(std::string(address), failed);
  if (failed || parsed.ec != std::errc() || parsed.ptr != digits.data() + digits.size()) return wrong;
  return std::pair(std::string(address), port);
}

App::App(DataDir dir, ServeOptions options, const base::Clock& clock, base::Random& random,
         std::function<void(std::string_view)> log)
    : dir_(std::move(dir)), options_(std::move(options)), clock_(clock), random_(random), log_(std::move(log)) {}

App::~App() { shut_down(); }

base::Result<std::unique_ptr<App>> App::open(DataDir dir, ServeOptions options, const base::Clock& clock, base::Random& random,
                                             std::function<void(std::string_view)> log) {
  std::unique_ptr<App> app(new App(std::move(dir), std::move(options), clock, random, std::move(log)));
  if (auto built = app->build(); !built) return built.error();
  return app;
}

base::Result<void> App::build() {
  auto lock = dir_.lock_service();
  if (!lock) return lock.error();
  if (!*lock)
    return Error{Fault::clash, "hub di " + dir_.root().string() + " sudah dilayani oleh proses lain",
                 "hentikan dahulu serve yang lama"};
  lock_ = std::move(*lock);

  auto store = dir_.open_store();
  if (!store) return store.error();
  store_ = std::move(*store);
  const auto restored = dir_.notice_restore(*store_, random_, clock_.wall().ms);
  if (!restored) return restored.error();
  if (*restored)
    log_(
        "hub.db lebih tua daripada direktorinya: dipulihkan dari cadangan; masa (epoch) hub yang baru dimulai, kantor-kantor "
        "mengirim kembali yang hilang (hadir-hub status)");
  const auto epoch = store::guarded([&] { return store_->number(epoch_key).value_or(0); });
  if (!epoch) return epoch.error();

  registry_ = std::make_unique<SqliteRegistry>(*store_);
  identity_ = std::make_unique<sync::HubIdentity>(sync::HubIdentity{dir_.key(), static_cast<std::uint64_t>(*epoch)});
  exchange_ = std::make_unique<sync::HubExchange>(*store_, *registry_, *identity_, clock_);
  pool_ = std::make_unique<asio::thread_pool>(std::max(least_pool_threads, std::thread::hardware_concurrency()));
  worker_ = std::make_unique<StoreWorker>(store_->database(), clock_, options_.worker, mark_now_and_then());
  shelf_ = std::make_unique<SnapshotShelf>(dir_.root() / "snapshots");
  service_ = std::make_unique<ExchangeService>(
      ExchangeService::Parts{*exchange_, identity_->key.public_key(), *worker_, pool_->get_executor(), random_, log_, clock_,
                             dir_.database().string(), shelf_.get()},
      options_.service);

  auto tls = dir_.tls();
  if (!tls) return tls.error();
  http::ServerOptions options;
  options.address = options_.address;
  options.port = options_.port;
  options.identity = std::move(*tls);
  options.limits = options_.http;
  options.log = log_;
  options.watch_body = [uploads = &service_->uploads()](const http::Request& head) { return uploads->watch(head); };
  io_ = std::make_unique<asio::io_context>(io_threads);
  server_ = std::make_unique<http::Server>(
      io_->get_executor(), std::move(options),
      [service = service_.get()](http::Request request) { return ExchangeService::handle(service, std::move(request)); });
  return {};
}

// What a backup made a moment ago lacks shows in the mark: a step every few seconds in which something was stored.
StoreWorker::Hooks App::mark_now_and_then() {
  struct State {
    std::int64_t last_ms = std::numeric_limits<std::int64_t>::min() / 2;
    bool counted = false;
  };
  auto state = std::make_shared<State>();
  return {[this, state] {
            if (clock_.boot().ms - state->last_ms < mark_every_ms) return;
            DataDir::count_step(*store_);
            state->counted = true;
          },
          [this, state] {
            // While somebody reads, what an office brought back of an erased payload stays in the -wal: the next group tries
            // again.
            if (auto scrubbed = store::guarded([&] { store_->scrub(); }); !scrubbed) log_(base::describe(scrubbed.error()));
            if (!std::exchange(state->counted, false)) return;
            state->last_ms = clock_.boot().ms;
            if (auto marked = dir_.mark_step(*store_); !marked) log_(base::describe(marked.error()));
          }};
}

base::Result<std::string> App::start() {
  const auto port = server_->listen();
  if (!port) return port.error();
  const std::string url = url_of(options_.address, *port);
  if (auto announced = dir_.announce(url); !announced) return announced.error();
  if (options_.backups) {
    store::BackupPlan plan = dir_.backups();
    plan.at_minutes = options_.backup_at_minutes;
    plan.keep_free_bytes = options_.backup_keep_free_mib * 1024 * 1024;
    backups_ = std::make_unique<store::BackupThread>(std::move(plan), clock_, options_.backup_after_start.count(),
                                                     [this](const std::string& line, bool) { log_(line); });
  }
  // The work guard lives in the thread's own function: the threads end when the context is stopped.
  for (int count = 0; count < io_threads; ++count) {
    threads_.emplace_back([this, work = asio::make_work_guard(*io_)] { io_->run(); });
  }
  return url;
}

void App::heed_signals() {
  signals_ = std::make_unique<asio::signal_set>(*io_, SIGTERM, SIGINT);
  signals_->async_wait([this](boost::system::error_code failed, int) {
    if (!failed) ask_to_stop();
  });
}

void App::run() {
  stop_asked_.get_future().wait();
  base::notify_service_manager("STOPPING=1");
  shut_down();
}

void App::ask_to_stop() {
  std::call_once(stop_once_, [this] { stop_asked_.set_value(); });
}

// First the connections, then what their requests wait for, then the threads: no coroutine is left behind that knows the service.
void App::shut_down() {
  if (!threads_.empty()) {
    const std::size_t cut = asio::co_spawn(*io_, server_->stop(options_.grace), asio::use_future).get();
    if (cut > 0) log_(fmt::format("{} sambungan diputus karena tidak selesai dalam {} ms", cut, options_.grace.count()));
    if (backups_) backups_->stop();
    service_->wait_until_idle();
    worker_->stop();
    pool_->join();
    io_->stop();
    for (std::thread& thread : threads_) thread.join();
    threads_.clear();
    dir_.withdraw();
  }
}

}  // namespace hadir::hub
