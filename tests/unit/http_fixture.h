// A real server on a real port, and a plain client that can misbehave. Used by the http and uplink tests.
#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/asio/write.hpp>
#include <chrono>
#include <future>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "common/http/server.h"
#include "tests/catch.h"

namespace hadir::test {

namespace asio = boost::asio;
using namespace std::chrono_literals;

// Longer than any of these tests takes; only a failing test waits for it.
inline constexpr auto patience = 20s;

class LiveServer {
 public:
  // On a port of its own, or on one that is held.
  LiveServer(http::ServerOptions options, http::Handler handler, const http::Listener* listener = nullptr) {
    options.log = [this](std::string_view line) {
      const std::lock_guard lock(mutex_);
      log_.append(line).append("\n");
    };
    server_ = std::make_unique<http::Server>(io_.get_executor(), std::move(options), std::move(handler));
    if (listener != nullptr) server_->serve(*listener).value();
    port_ = listener != nullptr ? listener->port() : server_->listen().value();
    for (int count = 0; count < 2; ++count) threads_.emplace_back([this] { io_.run(); });
  }
  ~LiveServer() {
    server_.reset();
    io_.stop();
    for (std::thread& thread : threads_) thread.join();
  }
  std::uint16_t port() const { return port_; }
  std::size_t connections() const { return server_->connections(); }
  std::size_t stop(std::chrono::milliseconds grace) { return stopping(grace).get(); }
  std::future<std::size_t> stopping(std::chrono::milliseconds grace) {
    return asio::co_spawn(io_, server_->stop(grace), asio::use_future);
  }
  asio::any_io_executor executor() { return io_.get_executor(); }
  std::string log() {
    const std::lock_guard lock(mutex_);
    return log_;
  }

 private:
  asio::io_context io_;
  asio::executor_work_guard<asio::io_context::executor_type> work_{io_.get_executor()};
  std::mutex mutex_;
  std::string log_;
  std::unique_ptr<http::Server> server_;
  std::uint16_t port_ = 0;
  std::vector<std::thread> threads_;
};

// Bytes out, bytes in. Everything ends after `patience`.
class RawClient {
 public:
  explicit RawClient(std::uint16_t port) { socket_.connect({asio::ip::address_v4::loopback(), port}); }

  // False where the server has hung up.
  bool send(std::string_view bytes) {
    boost::system::error_code failed;
    asio::write(socket_, asio::buffer(bytes), failed);
    return !failed;
  }
  // One answer: its head and as much body as Content-Length says. Empty where the server hung up.
  std::string answer() {
    finish([this](auto done) {
      asio::async_read_until(socket_, asio::dynamic_buffer(input_), "\r\n\r\n",
                             [done](auto failed, std::size_t) { done(failed); });
    });
    const auto head_end = input_.find("\r\n\r\n");
    if (head_end == std::string::npos) return {};
    std::size_t body = 0;
    if (const auto at = input_.find("Content-Length: "); at < head_end) body = std::stoul(input_.substr(at + 16));
    const std::size_t whole = head_end + 4 + body;
    if (input_.size() < whole) {
      finish([this, whole](auto done) {
        asio::async_read(socket_, asio::dynamic_buffer(input_), asio::transfer_exactly(whole - input_.size()),
                         [done](auto failed, std::size_t) { done(failed); });
      });
    }
    const std::string one = input_.substr(0, whole);
    input_.erase(0, whole);
    return one;
  }
  // Everything until the server closes.
  std::string rest() {
    finish([this](auto done) {
      asio::async_read(socket_, asio::dynamic_buffer(input_), [done](auto failed, std::size_t) { done(failed); });
    });
    return std::exchange(input_, {});
  }
  // Until the answer has begun, without reading any of it.
  void await_input() {
    finish([this](auto done) { socket_.async_wait(asio::ip::tcp::socket::wait_read, done); });
  }
  void pause(std::chrono::milliseconds time) { asio::steady_timer(io_, time).wait(); }
  void close() { socket_.close(); }

 private:
  template <class Start>
  void finish(Start start) {
    bool done = false;
    start([&done](boost::system::error_code) { done = true; });
    io_.restart();
    io_.run_for(patience);
    if (!done) {
      socket_.close();
      io_.restart();
      io_.run();
      FAIL("the server neither answered nor hung up");
    }
  }

  asio::io_context io_;
  asio::ip::tcp::socket socket_{io_};
  std::string input_;
};

// Lets handlers wait, on a thread of its own, until the test says so. Must outlive the server.
class Gate {
 public:
  Gate() : timer_(io_, asio::steady_timer::time_point::max()), thread_([this] { io_.run(); }) {}
  ~Gate() {
    io_.stop();
    thread_.join();
  }
  // operation_aborted where the handler is cancelled.
  asio::awaitable<void> wait() {
    asio::awaitable<void> passing = pass();
    co_await asio::co_spawn(io_, std::move(passing), asio::use_awaitable);
  }
  bool arrives_within(std::chrono::milliseconds time) { return arrival_.wait_for(time) == std::future_status::ready; }
  void open() {
    asio::post(io_, [this] {
      open_ = true;
      timer_.cancel();
    });
  }

 private:
  asio::awaitable<void> pass() {
    if (!std::exchange(told_, true)) arrived_.set_value();
    while (!open_) co_await timer_.async_wait(asio::as_tuple(asio::use_awaitable));
  }

  std::promise<void> arrived_;
  std::future<void> arrival_ = arrived_.get_future();
  // On the thread only.
  asio::io_context io_;
  asio::executor_work_guard<asio::io_context::executor_type> work_{io_.get_executor()};
  asio::steady_timer timer_;
  bool open_ = false;
  bool told_ = false;

  std::thread thread_;
};

}  // namespace hadir::test
