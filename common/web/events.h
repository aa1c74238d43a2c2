// Server-sent events: whoever listens is told what happens, as it happens. What is published goes to everybody; a listener that
// does not keep up, or whose connection breaks, is dropped and comes again by itself (EventSource does).
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/json/object.hpp>
#include <memory>
#include <mutex>
#include <string_view>
#include <vector>

#include "common/http/message.h"

namespace hadir::web {

class Events {
 public:
  // More listeners than that are turned away.
  explicit Events(std::size_t most) : most_(most) {}
  ~Events();

  // An answer that goes on until close(); null source, and 503, where there are too many. `executor`: of the connection.
  http::Response listen(boost::asio::any_io_executor executor);
  // From any thread.
  void publish(std::string_view event, const boost::json::object& data);
  std::size_t listeners();
  // Ends all answers, now and later.
  void close();

 private:
  class Listener;
  std::vector<std::shared_ptr<Listener>> living();

  const std::size_t most_;
  std::mutex mutex_;
  std::vector<std::weak_ptr<Listener>> listeners_;  // guarded by mutex_, as the next
  bool closed_ = false;
};

}  // namespace hadir::web
