#include "common/web/events.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/json/serialize.hpp>

namespace hadir::web {
namespace {

namespace asio = boost::asio;

constexpr std::chrono::seconds heartbeat{15};    // shows a connection that is gone, and keeps a quiet one
constexpr std::size_t most_waiting = 64 * 1024;  // bytes; who is that far behind has stopped reading
constexpr std::string_view beat = ": \n\n";

}  // namespace

class Events::Listener final : public http::BodySource, public std::enable_shared_from_this<Listener> {
 public:
  explicit Listener(asio::any_io_executor executor) : executor_(std::move(executor)), timer_(executor_) {
    waiting_ = "retry: 3000\n\n";
  }

  asio::awaitable<base::Bytes> next() override {
    if (waiting_.empty() && !closed_) {
      timer_.expires_after(heartbeat);
      co_await timer_.async_wait(asio::as_tuple(asio::use_awaitable));
      if (waiting_.empty() && !closed_) waiting_ = beat;
    }
    const std::string text = std::exchange(waiting_, {});
    co_return base::Bytes(text.begin(), text.end());
  }

  void tell(std::string text) {
    asio::post(executor_, [self = shared_from_this(), text = std::move(text)] {
      if (self->closed_) return;
      if (self->waiting_.size() + text.size() > most_waiting)
        self->closed_ = true;
      else
        self->waiting_ += text;
      self->timer_.cancel();
    });
  }

  void close() {
    asio::post(executor_, [self = shared_from_this()] {
      self->closed_ = true;
      self->waiting_.clear();
      self->timer_.cancel();
    });
  }

 private:
  const asio::any_io_executor executor_;
  // On the executor only.
  asio::steady_timer timer_;
  std::string waiting_;
  bool closed_ = false;
};

Events::~Events() { close(); }

std::vector<std::shared_ptr<Events::Listener>> Events::living() {
  std::vector<std::shared_ptr<Listener>> all;
  std::erase_if(listeners_, [&](const std::weak_ptr<Listener>& one) {
    auto listener = one.lock();
    if (listener == nullptr) return true;
    all.push_back(std::move(listener));
    return false;
  });
  return all;
}

http::Response Events::listen(asio::any_io_executor executor) {
  const std::lock_guard lock(mutex_);
  if (closed_ || living().size() >= most_) {
    http::Response full = http::problem(503, "Service Unavailable", "Terlalu banyak halaman terbuka.");
    full.fields.push_back({"Retry-After", "30"});
    return full;
  }
  http::Response response;
  response.content_type = "text/event-stream";
  response.fields = {{"Cache-Control", "no-store"}, {"X-Accel-Buffering", "no"}};
  const auto listener = std::make_shared<Listener>(std::move(executor));
  listeners_.push_back(listener);
  response.source = listener;
  return response;
}

void Events::publish(std::string_view event, const boost::json::object& data) {
  const std::string text = "event: " + std::string(event) + "\ndata: " + boost::json::serialize(data) + "\n\n";
  const std::lock_guard lock(mutex_);
  for (const auto& listener : living()) listener->tell(text);
}

std::size_t Events::listeners() {
  const std::lock_guard lock(mutex_);
  return living().size();
}

void Events::close() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
  for (const auto& listener : living()) listener->close();
}

}  // namespace hadir::web
