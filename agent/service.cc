#include "agent/service.h"

#include <spdlog/spdlog.h>

#include <boost/asio.hpp>
#include <boost/json.hpp>
#include <cstdio>

#include "agent/lan.h"
#include "agent/lan_discovery.h"
#include "agent/network_watch.h"
#include "agent/operations.h"
#include "agent/sync_worker.h"
#include "common/base/process.h"
#include "common/http/server.h"

namespace hadir::agent {
namespace {

namespace asio = boost::asio;
using boost::json::object;

constexpr std::chrono::seconds stop_grace{5};
constexpr std::size_t request_bytes = 8 * 1024 * 1024;

http::Response json_response(unsigned status, const boost::json::value& body) {
  return http::text(status, "application/json", boost::json::serialize(body));
}

http::Response error_response(const base::Error& error) {
  return json_response(http::status_of(error.fault),
                       object{{"error", {{"fault", base::name_of(error.fault)}, {"what", error.what}, {"hint", error.hint}}}});
}

// The API: one thread owns the office's store; `sync` alone is answered from the worker's thread.
class Api {
 public:
  Api(Office& office, SyncWorker& worker, Lan* lan, store::BackupPlan backups,
      std::function<std::optional<base::Error>()> backup_problem, const TrafficRules& rules, std::string token)
      : workplace_{office,
                   [](const SyncWish&) { return Synced{}; },
                   [&worker, lan] {
                     worker.note_write();
                     if (lan != nullptr) lan->note_write();
                   },
                   true,
                   std::move(backups),
                   std::move(backup_problem),
                   base::system_random(),
                   rules},
        worker_(worker),
        token_("Bearer " + std::move(token)) {}

  asio::awaitable<http::Response> answer(http::Request request) {
    if (!base::equal_in_constant_time(base::bytes_of(request.field("Authorization")), base::bytes_of(token_)))
      co_return http::problem(401, "Unauthorized", "Permintaan tanpa tanda pengenal layanan ini.");
    const std::string path(request.path());
    if (!path.starts_with(call_path)) co_return http::problem(404, "Not Found", "Tidak ada apa-apa di alamat ini.");
    if (request.method != "POST") co_return http::problem(405, "Method Not Allowed", "Pakai POST.");
    boost::json::error_code ec;
    const boost::json::value body = boost::json::parse(base::text_of(request.body), ec);
    if (ec || !body.is_object()) co_return http::problem(400, "Bad Request", "Isi permintaan harus objek JSON.");
    const std::string name = path.substr(std::string_view(call_path).size());
    if (name == "sync") co_return co_await sync_now(body.get_object());
    http::Response response = co_await on_store(name, body.get_object());
    co_return response;
  }

  // Looks at the clocks every now and then, for as long as the service runs.
  asio::awaitable<void> watch_clock(std::chrono::milliseconds every) {
    const auto back = co_await asio::this_coro::executor;
    asio::steady_timer timer(back);
    for (std::string told;;) {
      co_await asio::post(store_thread_.get_executor(), asio::use_awaitable);
      const auto watched = store::guarded([&] { return workplace_.office.watch_clock(); });
      if (watched && *watched > 0) {
        spdlog::warn("the clock of this PC: {} new events; see hadir status", *watched);
        workplace_.note_write();
      }
      const std::string trouble = watched ? "" : base::describe(watched.error());
      if (std::exchange(told, trouble) != trouble && !trouble.empty()) spdlog::error("watching the clock: {}", trouble);
      co_await asio::post(back, asio::use_awaitable);
      timer.expires_after(every);
      co_await timer.async_wait(asio::use_awaitable);
    }
  }

  void join() { store_thread_.join(); }

 private:
  asio::awaitable<http::Response> on_store(std::string name, object request) {
    const auto back = co_await asio::this_coro::executor;
    co_await asio::post(store_thread_.get_executor(), asio::use_awaitable);
    auto done = perform(workplace_, name, request);
    // Whoever asked is told; whoever looks after the PC reads it here.
    if (!done && (done.error().fault == base::Fault::storage || done.error().fault == base::Fault::corrupt))
      spdlog::error("{}: {}", name, base::describe(done.error()));
    http::Response response = done ? json_response(200, *done) : error_response(done.error());
    co_await asio::post(back, asio::use_awaitable);
    co_return response;
  }

  asio::awaitable<http::Response> sync_now(object request) {
    const auto wish = wish_of(request);
    if (!wish) co_return error_response(wish.error());
    // The initiation is kept in a variable: GCC 12 destroys temporaries of an awaited expression twice in some cases.
    auto initiate = [this, wish = *wish](auto handler) {
      auto shared = std::make_shared<decltype(handler)>(std::move(handler));
      worker_.request(wish, [shared](Synced synced) {
        asio::post(asio::get_associated_executor(*shared),
                   [shared, synced = std::move(synced)]() mutable { (*shared)(std::move(synced)); });
      });
    };
    const Synced synced =
        co_await asio::async_initiate<const asio::use_awaitable_t<>, void(Synced)>(initiate, asio::use_awaitable);
    Office& office = workplace_.office;
    co_await asio::post(store_thread_.get_executor(), asio::use_awaitable);
    const boost::json::value body = to_json(synced, office.clock().wall().ms, office.offset_minutes());
    co_return json_response(200, body);
  }

  Workplace workplace_;
  SyncWorker& worker_;
  const std::string token_;
  asio::thread_pool store_thread_{1};
};

std::string fresh_token() {
  std::uint8_t raw[24];
  base::system_random().fill(raw);
  return base::to_base64url(raw);
}

}  // namespace

int run_service(const DataDir& dir, const ServiceOptions& options, const base::Clock& clock) {
  const auto refuse = [](const base::Error& error) {
    spdlog::error("{}", base::describe(error));
    return 1;
  };
  base::prefer_little_memory();
  auto office = Office::open(dir, clock, base::system_random());
  if (!office) return refuse(office.error());
  const auto lock = dir.lock_service();
  if (!lock) return refuse(lock.error());
  dir.withdraw();  // of a service that died
  auto sync_office = Office::open(dir, clock, base::system_random());
  if (!sync_office) return refuse(sync_office.error());
  // Syncing reads and appends in order: a large cache of its own would be memory for nothing.
  (*sync_office)->store().database().execute("PRAGMA cache_size = -1024");

  const CurlLibrary curl;
  const UplinkFactory uplinks = [&](const Office::HubAddress& address) -> std::unique_ptr<Uplink> {
    UplinkOptions uplink = uplink_to_hub(address.url, address.pin, dir.tls_session());
    uplink.allow_plain = options.allow_plain_hub;
    return std::make_unique<CurlUplink>(curl, clock, uplink);
  };

  asio::io_context io;
  asio::signal_set signals(io, SIGTERM, SIGINT);
  SyncWorker worker(std::move(*sync_office), uplinks, options.intervals, options.traffic, base::system_random(),
                    [](const std::string& line) { spdlog::info("{}", line); });
  std::unique_ptr<Lan> lan;
  std::optional<http::Server> lan_server;
  std::unique_ptr<LanDiscovery> lan_discovery;
  if (options.lan.is_on()) {
    auto lan_office = Office::open(dir, clock, base::system_random());
    if (!lan_office) return refuse(lan_office.error());
    (*lan_office)->store().database().execute("PRAGMA cache_size = -512");
    lan = std::make_unique<Lan>(std::move(*lan_office), curl, options.lan, base::system_random(),
                                [](const std::string& line) { spdlog::info("{}", line); });
    http::ServerOptions lan_options;
    lan_options.address = options.lan.address;
    lan_options.port = options.lan.port;
    lan_options.limits.connections = 32;
    lan_options.limits.bodies_bytes = 2 * base::limits::frame_bytes;
    lan_options.log = [](std::string_view line) { spdlog::warn("lan: {}", line); };
    lan_server.emplace(io.get_executor(), lan_options, [&lan](http::Request request) { return lan->answer(std::move(request)); });
    const auto lan_port = lan_server->listen();
    if (!lan_port) return refuse(lan_port.error());
    std::printf("helping this office's other PCs at %s:%u\n", options.lan.address.c_str(), unsigned{*lan_port});
    if (!options.lan.discover.empty()) {
      auto discovery = LanDiscovery::start(io.get_executor(), options.lan.discover, {(*office)->unit(), lan->origin(), *lan_port},
                                           [&lan](const std::string& address) { lan->note_address(address); });
      if (!discovery) return refuse(discovery.error());
      lan_discovery = std::move(*discovery);
    }
  }
  const DataDir::Service endpoint{0, fresh_token()};
  store::BackupPlan backups = dir.backups();
  backups.at_minutes = options.backup_at_minutes;
  backups.offset_minutes = (*office)->offset_minutes();
  backups.keep_free_bytes = options.backup_keep_free_mib * 1024 * 1024;
  std::optional<store::BackupThread> backup_thread;
  if (options.backups)
    backup_thread.emplace(backups, clock, options.backup_after_start_ms, [](const std::string& line, bool is_problem) {
      spdlog::log(is_problem ? spdlog::level::warn : spdlog::level::info, "{}", line);
    });
  Api api(
      **office, worker, lan.get(), backups,
      [&backup_thread] { return backup_thread ? backup_thread->problem() : std::optional<base::Error>(); }, options.traffic,
      endpoint.token);
  http::ServerOptions server_options;
  server_options.address = options.address;
  server_options.port = options.port;
  server_options.limits.body_bytes = request_bytes;
  server_options.log = [](std::string_view line) { spdlog::warn("{}", line); };
  http::Server server(io.get_executor(), server_options,
                      [&api](http::Request request) { return api.answer(std::move(request)); });
  const auto port = server.listen();
  if (!port) return refuse(port.error());
  if (auto announced = dir.announce({*port, endpoint.token}); !announced) return refuse(announced.error());
  const auto network = NetworkWatch::start(io.get_executor(), [&] { worker.note_network_up(); });

  signals.async_wait([&](boost::system::error_code, int) {
    base::notify_service_manager("STOPPING=1");
    dir.withdraw();
    worker.stop();
    lan_discovery.reset();
    lan_server.reset();
    if (lan) lan->stop();
    if (backup_thread) backup_thread->stop();
    asio::co_spawn(io, server.stop(stop_grace), [&](std::exception_ptr, std::size_t) { io.stop(); });
  });
  asio::co_spawn(io, api.watch_clock(options.clock_interval), asio::detached);
  std::printf("listening on http://%s:%u\n", options.address.c_str(), unsigned{*port});
  std::fflush(stdout);
  base::notify_service_manager("READY=1");
  io.run();
  api.join();
  // Where the clocks stood at the end is the last that is known when the PC is next switched on.
  if (auto kept = store::guarded([&] { return (*office)->watch_clock(true); }); !kept)
    spdlog::error("watching the clock: {}", base::describe(kept.error()));
  return 0;
}

}  // namespace hadir::agent
