// The page of a PC that has no office yet: it makes one, by code, or without a network, and then the service goes on as the
// office's. Served to this PC alone.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/thread_pool.hpp>
#include <functional>
#include <string>

#include "agent/data_dir.h"
#include "common/base/clock.h"
#include "common/base/random.h"
#include "common/http/message.h"
#include "common/web/same_origin.h"

namespace hadir::agent {

class SetupRoutes {
 public:
  // `on_made`: called on the connection's strand once an office stands and its answer is on the way.
  SetupRoutes(const DataDir& dir, const base::Clock& clock, base::Random& random, bool allow_plain_hub,
              std::function<void()> on_made);
  ~SetupRoutes() { join(); }
  boost::asio::awaitable<http::Response> answer(http::Request request);
  void join() { thread_.join(); }

 private:
  boost::asio::awaitable<http::Response> route(http::Request request);
  boost::asio::awaitable<http::Response> make(http::Request request, bool with_code);

  const DataDir dir_;
  const base::Clock& clock_;
  base::Random& random_;
  const bool allow_plain_hub_;
  const std::function<void()> on_made_;
  const web::SameOrigin origin_;
  boost::asio::thread_pool thread_{1};  // enrolling waits for the network
};

}  // namespace hadir::agent
