// One connection of the server: requests in turn, one at a time, each with its answer.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "common/http/limits.h"
#include "common/http/message.h"
#include "common/http/registry.h"
#include "common/http/request_reader.h"
#include "common/http/transport.h"

namespace hadir::http {

// What all connections of a server share; constant while it serves.
struct Service {
  Service(const Limits& limits_, std::function<boost::asio::awaitable<Response>(Request)> handler_,
          std::function<void(std::string_view)> log_, std::function<std::shared_ptr<BodyWatch>(const Request&)> watch_body_)
      : limits(limits_),
        handler(std::move(handler_)),
        log(std::move(log_)),
        watch_body(std::move(watch_body_)),
        registry(limits) {}
  const Limits limits;
  const std::function<boost::asio::awaitable<Response>(Request)> handler;
  const std::function<void(std::string_view)> log;
  const std::function<std::shared_ptr<BodyWatch>(const Request&)> watch_body;
  std::shared_ptr<boost::asio::ssl::context> tls;  // null for plain
  Registry registry;
};

class Connection final : public Member, public std::enable_shared_from_this<Connection> {
 public:
  // The socket's executor must be a strand of its own.
  Connection(std::shared_ptr<Service> service, boost::asio::ip::tcp::socket socket);
  ~Connection() override;

  // Serves until the connection is closed, then leaves the registry. Once, after admit() said `place`.
  void start(Registry::Place place);

  void ask_to_stop() override;
  void insist() override;

 private:
  enum class Onward {
    next_request,
    close,             // with a goodbye
    linger_and_close,  // the peer may still be sending
    drop,              // it is gone, or not listening
  };

  static boost::asio::awaitable<void> serve(std::shared_ptr<Connection> self);
  boost::asio::awaitable<bool> await_first_byte();
  boost::asio::awaitable<Onward> exchange();
  boost::asio::awaitable<Onward> handle(Request request);
  boost::asio::awaitable<Onward> refuse(Response response);
  boost::asio::awaitable<bool> answer(Response response, bool keep_alive, bool with_body);
  boost::asio::awaitable<bool> pour(BodySource& source);
  boost::asio::awaitable<void> close(Onward how);

  // The watchdog. Less than `least` bytes within `window` cancels what the connection waits for; with 0, whatever comes.
  void watch(std::chrono::milliseconds window, std::size_t least = 0);
  void unwatch();
  void arm(std::chrono::milliseconds window);
  void check_progress();
  bool claim_body();
  bool show_body();
  void log(std::string_view line) const;

  // Constant after construction.
  const std::shared_ptr<Service> service_;
  const boost::asio::any_io_executor strand_;
  const std::string remote_;
  const std::unique_ptr<Transport> transport_;

  // On the strand only.
  boost::asio::steady_timer timer_;
  boost::asio::cancellation_signal cancellation_;
  RequestReader reader_;
  Registry::Place place_ = Registry::Place::serve;
  bool waiting_ = true;  // no request is in hand: asked to stop, it can close at once
  bool stopping_ = false;
  bool insisted_ = false;
  bool timed_out_ = false;
  bool first_ = true;
  std::size_t claimed_bytes_ = 0;  // of the registry's body budget
  std::shared_ptr<BodyWatch> body_watch_;
  std::size_t shown_bytes_ = 0;  // of the body, to body_watch_
  std::chrono::milliseconds window_{0};
  std::size_t least_bytes_ = 0;
  std::uint64_t moved_before_ = 0;
  unsigned watch_number_ = 0;  // tells a timer that fired just before it was set anew
};

}  // namespace hadir::http
