#include "agent/api.h"

#include <spdlog/spdlog.h>

#include <boost/asio.hpp>

namespace hadir::agent {

namespace asio = boost::asio;
using base::Result;
using boost::json::object;
using boost::json::value;

Result<value> Api::perform_here(Workplace& workplace, std::string_view name, const object& request) {
  auto done = perform(workplace, name, request);
  base::release_free_memory();
  // Whoever asked is told; whoever looks after the PC reads it here.
  if (!done && (done.error().fault == base::Fault::storage || done.error().fault == base::Fault::corrupt))
    spdlog::error("{}: {}", name, base::describe(done.error()));
  return done;
}

asio::awaitable<Result<value>> Api::call(std::string name, object request) {
  if (name == "sync") co_return co_await sync_now(std::move(request));
  auto work = [&](Workplace& workplace) { return perform_here(workplace, name, request); };
  auto done = co_await on_thread_of(name, std::move(work));
  co_return done;
}

asio::awaitable<Result<value>> Api::sync_now(object request) {
  const auto wish = wish_of(request);
  if (!wish) co_return wish.error();
  std::optional<Synced> synced;
  co_await http::suspended([&](auto resume) {
    worker_.request(*wish, [&synced, resume](Synced done) {
      synced = std::move(done);
      resume();
    });
  });
  auto work = [&synced](Workplace& workplace) -> Result<value> {
    return value(to_json(*synced, workplace.office.clock().wall().ms, workplace.office.offset_minutes()));
  };
  auto told = co_await on_store(std::move(work));
  co_return told;
}

asio::awaitable<void> Api::watch_clock(std::chrono::milliseconds every) {
  asio::steady_timer timer(co_await asio::this_coro::executor);
  for (std::string told;;) {
    auto look = [](Workplace& workplace) -> Result<std::size_t> { return workplace.office.watch_clock(); };
    const auto watched = co_await on_store(std::move(look));
    if (watched && *watched > 0) {
      spdlog::warn("the clock of this PC: {} new events; see hadir status", *watched);
      workplace_.note_write();
    }
    const std::string trouble = watched ? "" : base::describe(watched.error());
    if (std::exchange(told, trouble) != trouble && !trouble.empty()) spdlog::error("watching the clock: {}", trouble);
    base::release_free_memory();  // syncs and backups took some too
    timer.expires_after(every);
    co_await timer.async_wait(asio::use_awaitable);
  }
}

void Api::join() {
  store_thread_.join();
  reading_thread_.join();
  side_thread_.join();
}

}  // namespace hadir::agent
