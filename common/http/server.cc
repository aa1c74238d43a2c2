#include "common/http/server.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "common/http/connection.h"

namespace hadir::http {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

constexpr auto as_values = asio::as_tuple(asio::use_awaitable);
// accept() that fails for want of descriptors or memory fails again at once; connections need a moment to end.
constexpr std::chrono::milliseconds accept_pause{100};

}  // namespace

struct Server::Core : std::enable_shared_from_this<Core> {
  Core(asio::any_io_executor executor_, ServerOptions options_, Handler handler)
      : executor(executor_),
        options(std::move(options_)),
        service(std::make_shared<Service>(options.limits, std::move(handler), options.log, options.watch_body)),
        strand(asio::make_strand(executor_)),
        acceptor(strand),
        pause(strand),
        emptied(strand) {}

  static asio::awaitable<void> accept(std::shared_ptr<Core> self);
  static asio::awaitable<std::size_t> stop(std::shared_ptr<Core> self, std::chrono::milliseconds grace);
  static asio::awaitable<bool> drained(std::shared_ptr<Core> self, std::chrono::milliseconds patience);
  base::Result<void> open(const Listener& listener);
  void welcome(tcp::socket socket);
  void close_door() {
    stopping = true;
    error_code ignored;
    acceptor.close(ignored);
    pause.cancel();
  }

  // Constant once listening.
  const asio::any_io_executor executor;
  const ServerOptions options;
  const std::shared_ptr<Service> service;

  // On the strand only, once listening.
  asio::any_io_executor strand;
  tcp::acceptor acceptor;
  asio::steady_timer pause;    // between two failing accepts
  asio::steady_timer emptied;  // cancelled when the last connection leaves
  bool stopping = false;
};

base::Result<void> Server::Core::open(const Listener& listener) {
  if (options.identity) {
    auto context = make_server_context(*options.identity);
    if (context.has_error()) return context.error();
    service->tls = std::move(context).value();
  }
  return listener.lend_to(acceptor);
}

void Server::Core::welcome(tcp::socket socket) {
  const auto connection = std::make_shared<Connection>(service, std::move(socket));
  const Registry::Place place = service->registry.admit(connection);
  if (place != Registry::Place::turn_away) connection->start(place);
}

asio::awaitable<void> Server::Core::accept(std::shared_ptr<Core> self) {
  while (!self->stopping) {
    const asio::any_io_executor strand = asio::make_strand(self->executor);
    auto [failed, socket] = co_await self->acceptor.async_accept(strand, as_values);
    if (self->stopping) break;
    if (!failed) {
      self->welcome(std::move(socket));
    } else if (failed != asio::error::connection_aborted) {
      if (self->options.log) self->options.log("cannot accept a connection: " + failed.message());
      self->pause.expires_after(accept_pause);
      co_await self->pause.async_wait(as_values);
    }
  }
}

asio::awaitable<bool> Server::Core::drained(std::shared_ptr<Core> self, std::chrono::milliseconds patience) {
  self->emptied.expires_after(patience);
  bool expired = false;
  while (self->service->registry.size() > 0 && !expired) {
    const auto [cancelled] = co_await self->emptied.async_wait(as_values);
    expired = !cancelled;
  }
  co_return self->service->registry.size() == 0;
}

asio::awaitable<std::size_t> Server::Core::stop(std::shared_ptr<Core> self, std::chrono::milliseconds grace) {
  self->close_door();
  self->service->registry.ask_all();
  const bool peaceful = co_await drained(self, grace);
  if (peaceful) co_return 0;
  const std::size_t cut = self->service->registry.insist_all();
  co_await drained(self, self->options.limits.insist_time);
  co_return cut;
}

Server::Server(asio::any_io_executor executor, ServerOptions options, Handler handler)
    : core_(std::make_shared<Core>(std::move(executor), std::move(options), std::move(handler))) {}

Server::~Server() {
  asio::post(core_->strand, [core = core_] {
    core->close_door();
    core->service->registry.insist_all();
  });
}

base::Result<std::uint16_t> Server::listen() {
  const auto listener = Listener::open(core_->options.address, core_->options.port);
  if (!listener) return listener.error();
  if (auto served = serve(*listener); !served) return served.error();
  return listener->port();
}

base::Result<void> Server::serve(const Listener& listener) {
  if (auto opened = core_->open(listener); !opened) return opened;
  core_->service->registry.on_empty([weak = core_->weak_from_this()] {
    if (const auto core = weak.lock()) asio::post(core->strand, [core] { core->emptied.cancel(); });
  });
  asio::co_spawn(core_->strand, Core::accept(core_), asio::detached);
  return {};
}

asio::awaitable<std::size_t> Server::stop(std::chrono::milliseconds grace) {
  const std::shared_ptr<Core> core = core_;
  co_return co_await asio::co_spawn(core->strand, Core::stop(core, grace), asio::use_awaitable);
}

std::size_t Server::connections() const { return core_->service->registry.size(); }

}  // namespace hadir::http
