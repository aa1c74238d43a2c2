#include "agent/service.h"

#include <spdlog/spdlog.h>

#include <boost/asio.hpp>
#include <cstdio>
#include <future>

#include "agent/api.h"
#include "agent/kept_lockouts.h"
#include "agent/lan.h"
#include "agent/lan_discovery.h"
#include "agent/live.h"
#include "agent/network_watch.h"
#include "agent/web_lan.h"
#include "agent/web_routes.h"
#include "agent/web_setup.h"
#include "common/base/civil.h"
#include "common/base/process.h"
#include "common/http/server.h"

namespace hadir::agent {
namespace {

namespace asio = boost::asio;

constexpr std::chrono::seconds stop_grace{5};
constexpr std::size_t request_bytes = 8 * 1024 * 1024;
constexpr std::size_t all_requests_bytes = 4 * request_bytes;
constexpr std::size_t most_listeners = 64;
constexpr std::chrono::seconds settings_patience{8};
constexpr std::chrono::milliseconds live_interval{1'000};
constexpr std::chrono::milliseconds setup_interval{1'000};
constexpr const char* setup_address = "127.0.0.1";

std::string fresh_token() {
  std::uint8_t raw[24];
  base::system_random().fill(raw);
  return base::to_base64url(raw);
}

http::ServerOptions server_options() {
  http::ServerOptions options;
  options.limits.body_bytes = request_bytes;
  options.limits.bodies_bytes = all_requests_bytes;
  options.limits.connections = 256;
  options.log = [](std::string_view line) { spdlog::warn("{}", line); };
  return options;
}

// The service's port: the one that was asked for, or any, where that is taken and another will do.
base::Result<http::Listener> take_port(const std::string& address, const ServiceOptions& options) {
  auto taken = http::Listener::open(address, options.port);
  if (taken || taken.error().fault != base::Fault::clash || !options.any_port || options.port == 0) return taken;
  spdlog::warn("port {} is taken by another program: taking a free one", options.port);
  return http::Listener::open(address, 0);
}

void tell_address(const std::string& address, std::uint16_t port) {
  std::printf("listening on http://%s:%u\n", address.c_str(), unsigned{port});
  std::fflush(stdout);
}

boost::json::value last_exchange(SyncWorker& worker, Office& office) {
  const auto latest = worker.latest();
  if (!latest) return nullptr;
  boost::json::object json = to_json(latest->synced, latest->at_ms, office.offset_minutes());
  json["at"] = base::format_rfc3339({latest->at_ms, static_cast<std::int16_t>(office.offset_minutes())});
  json["seconds"] = static_cast<double>(latest->took_ms) / 1000;
  return json;
}

// Serves the page of a PC that has no office yet, until it has one, on a port that the office then takes. False: stopped before.
base::Result<bool> await_office(const DataDir& dir, const http::Listener& listener, bool allow_plain_hub,
                                const base::Clock& clock) {
  asio::io_context io;
  asio::signal_set signals(io, SIGTERM, SIGINT);
  bool is_made = false, is_stopped = false;
  std::optional<http::Server> server;
  const auto finish = [&] { asio::co_spawn(io, server->stop(stop_grace), [&](std::exception_ptr, std::size_t) { io.stop(); }); };
  const auto on_made = [&] {
    if (!std::exchange(is_made, true)) asio::post(io, finish);
  };
  SetupRoutes routes(dir, clock, base::system_random(), allow_plain_hub, on_made);
  server.emplace(io.get_executor(), server_options(), [&](http::Request request) { return routes.answer(std::move(request)); });
  if (auto served = server->serve(listener); !served) return served.error();
  signals.async_wait([&](boost::system::error_code failed, int) {
    if (!failed && !std::exchange(is_made, true)) {
      is_stopped = true;
      finish();
    }
  });
  // `hadir-agent init` may make the office meanwhile.
  asio::steady_timer timer(io);
  std::function<void()> look = [&] {
    timer.expires_after(setup_interval);
    timer.async_wait([&](boost::system::error_code failed) {
      if (failed || is_made) return;
      if (dir.is_initialised() && Office::open(dir, clock, base::system_random())) on_made();
      look();
    });
  };
  look();
  if (auto announced = dir.announce({listener.port(), fresh_token()}); !announced) return announced.error();
  tell_address(setup_address, listener.port());
  base::notify_service_manager("READY=1");
  io.run();
  routes.join();
  dir.withdraw();
  return !is_stopped;
}

// `names` are those by which browsers may call.
WebOptions web_options(const WebLanRules& rules, const ServiceOptions& options) {
  WebOptions web{rules.names, rules.kiosk};
  if (!rules.address.empty()) web.names.push_back(rules.address);
  web.names.push_back(options.address);
  return web;
}

asio::awaitable<base::Result<void>> follow_web_lan(WebLan& web_lan, WebRoutes& routes, WebLanRules rules, WebOptions options) {
  auto followed = co_await web_lan.follow(std::move(rules));
  if (followed) routes.follow(options);
  co_return followed;
}

// `held`: the port on which the office was made.
int run_office(const DataDir& dir, const ServiceOptions& options, const base::Clock& clock, std::optional<http::Listener> held) {
  const auto refuse = [](const base::Error& error) {
    spdlog::error("{}", base::describe(error));
    return 1;
  };
  auto office = Office::open(dir, clock, base::system_random());
  if (!office) return refuse(office.error());
  dir.withdraw();  // of a service that died
  // All caches together stay small: what is not in them is in the system's, which gives it up to whoever needs it more.
  (*office)->store().database().execute("PRAGMA cache_size = -1024");
  auto sync_office = Office::open(dir, clock, base::system_random());
  if (!sync_office) return refuse(sync_office.error());
  // Syncing reads and appends in order.
  (*sync_office)->store().database().execute("PRAGMA cache_size = -512");
  auto reading_office = Office::open(dir, clock, base::system_random());
  if (!reading_office) return refuse(reading_office.error());
  (*reading_office)->store().database().execute("PRAGMA cache_size = -512; PRAGMA query_only = ON");

  const CurlLibrary curl;
  const UplinkFactory uplinks = [&](const Office::HubAddress& address) -> std::unique_ptr<Uplink> {
    UplinkOptions uplink = uplink_to_hub(address.url, address.pin, dir.tls_session());
    uplink.allow_plain = options.allow_plain_hub;
    return std::make_unique<CurlUplink>(curl, clock, uplink);
  };

  const auto settings = parse_settings(settings_in_force(options.fixed_settings, load_settings((*office)->store())));
  if (!settings) return refuse(settings.error());

  asio::io_context io;
  asio::signal_set signals(io, SIGTERM, SIGINT);
  web::Events events(most_listeners);
  SyncWorker worker(
      std::move(*sync_office), uplinks, options.intervals, settings->traffic, base::system_random(),
      [](const std::string& line) { spdlog::info("{}", line); },
      [&events](const SyncStage& stage) { events.publish("sync", to_json(stage)); });
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
  backups.is_scheduled = settings->backup_at_minutes.has_value();
  backups.at_minutes = settings->backup_at_minutes.value_or(0);
  backups.offset_minutes = (*office)->offset_minutes();
  backups.keep_free_bytes = options.backup_keep_free_mib * 1024 * 1024;
  store::BackupThread backup_thread(backups, clock, options.backup_after_start_ms, [](const std::string& line, bool is_problem) {
    spdlog::log(is_problem ? spdlog::level::warn : spdlog::level::info, "{}", line);
  });
  WebRoutes* pages = nullptr;
  WebLan web_lan(io.get_executor(), dir, clock, [&](const WebLanRules& rules, http::Identity identity) {
    http::ServerOptions lan_web = server_options();
    lan_web.address = rules.address;
    lan_web.port = rules.port;
    lan_web.identity = std::move(identity);
    return std::make_unique<http::Server>(io.get_executor(), std::move(lan_web),
                                          [pages](http::Request request) { return pages->answer(std::move(request)); });
  });
  // On the store's thread: the door is opened on the I/O thread, and waited for.
  const auto follow_settings = [&](const Settings& now) -> base::Result<void> {
    const auto done = std::make_shared<std::promise<base::Result<void>>>();
    auto opened = done->get_future();
    asio::co_spawn(
        io, follow_web_lan(web_lan, *pages, now.web_lan, web_options(now.web_lan, options)),
        [done](std::exception_ptr failed, base::Result<void> followed) {
          done->set_value(failed ? base::Error{base::Fault::storage, "web-lan: tidak dapat dibuka", "lihat catatan layanan"}
                                 : std::move(followed));
        });
    if (opened.wait_for(settings_patience) != std::future_status::ready)
      return base::Error{base::Fault::busy, "layanan sedang berhenti", "coba lagi setelah layanan berjalan"};
    if (auto followed = opened.get(); !followed) return followed;
    worker.follow(now.traffic);
    backup_thread.follow(now.backup_at_minutes);
    return {};
  };
  const auto workplace_at = [&](Office& here) {
    Workplace workplace{here, [](const SyncWish&) { return Synced{}; },
                        [&worker, lan = lan.get()] {
                          worker.note_write();
                          if (lan != nullptr) lan->note_write();
                        }};
    workplace.is_service = true;
    workplace.backups = backups;
    workplace.backup_problem = [&backup_thread] { return backup_thread.problem(); };
    workplace.fixed_settings = options.fixed_settings;
    workplace.started_ms = clock.wall().ms;
    workplace.last_exchange = [&worker, &here] { return last_exchange(worker, here); };
    workplace.web_lan = [&web_lan] { return web_lan.state(); };
    workplace.follow_settings = follow_settings;
    return workplace;
  };
  Api api(workplace_at(**office), workplace_at(**reading_office), worker);
  WebRoutes routes(api, events, clock, base::system_random(), endpoint.token, web_options(settings->web_lan, options));
  pages = &routes;
  routes.recall_lockouts((*office)->store().bytes(kept_lockouts_name).value_or(base::Bytes()));
  const http::Handler handler = [&routes](http::Request request) { return routes.answer(std::move(request)); };
  http::Server server(io.get_executor(), server_options(), handler);
  if (!held) {
    auto taken = take_port(options.address, options);
    if (!taken) return refuse(taken.error());
    held.emplace(std::move(*taken));
  }
  if (auto served = server.serve(*held); !served) return refuse(served.error());
  const std::uint16_t port = held->port();
  held.reset();  // once the server stops nobody shall wait at a port on which nothing serves
  routes.serve_on(port);
  if (auto opened = web_lan.open(settings->web_lan); !opened) {
    // What the command line asks for must be there; what the page asked for is told on the page.
    if (is_fixed(options.fixed_settings, "web-lan")) return refuse(opened.error());
    spdlog::warn("{}", base::describe(opened.error()));
  }
  if (auto announced = dir.announce({port, endpoint.token}); !announced) return refuse(announced.error());
  const auto network = NetworkWatch::start(io.get_executor(), [&] { worker.note_network_up(); });

  signals.async_wait([&](boost::system::error_code, int) {
    base::notify_service_manager("STOPPING=1");
    dir.withdraw();
    worker.stop();
    lan_discovery.reset();
    lan_server.reset();
    web_lan.close();
    events.close();
    if (lan) lan->stop();
    backup_thread.stop();
    asio::co_spawn(io, server.stop(stop_grace), [&](std::exception_ptr, std::size_t) { io.stop(); });
  });
  asio::co_spawn(io, api.watch_clock(options.clock_interval), asio::detached);
  asio::co_spawn(io, keep_pages_informed(api, events, live_interval), asio::detached);
  tell_address(options.address, port);
  base::notify_service_manager("READY=1");
  io.run();
  api.join();
  // Where the clocks stood at the end is the last that is known when the PC is next switched on.
  if (auto kept = store::guarded([&] { return (*office)->watch_clock(true); }); !kept)
    spdlog::error("watching the clock: {}", base::describe(kept.error()));
  return 0;
}

}  // namespace

int run_service(const DataDir& dir, const ServiceOptions& options, const base::Clock& clock) {
  const auto refuse = [](const base::Error& error) {
    spdlog::error("{}", base::describe(error));
    return 1;
  };
  base::prefer_little_memory();
  const bool has_office = dir.is_initialised() || std::filesystem::exists(dir.database());
  if (!has_office)
    if (auto made = base::make_private_directory(dir.root()); !made) return refuse(made.error());
  const auto lock = dir.lock_service();
  if (!lock) return refuse(lock.error());
  std::optional<http::Listener> held;
  if (!has_office) {
    auto taken = take_port(setup_address, options);
    if (!taken) return refuse(taken.error());
    held.emplace(std::move(*taken));
    const auto made = await_office(dir, *held, options.allow_plain_hub, clock);
    if (!made) return refuse(made.error());
    if (!*made) return 0;
    if (options.address != setup_address) held.reset();  // the office is asked for elsewhere
  }
  return run_office(dir, options, clock, std::move(held));
}

}  // namespace hadir::agent
