#include "common/http/connection.h"

#include <fmt/format.h>

#include <array>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <exception>
#include <utility>

#if defined(__GNUC__) && !defined(__clang__)
// With sanitizers GCC 12 sees through Asio's frame allocator half way and takes its own pair for a mismatch.
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"
#endif

namespace hadir::http {
namespace {

namespace asio = boost::asio;

std::string address_of(const asio::ip::tcp::socket& socket) {
  error_code failed;
  const auto endpoint = socket.remote_endpoint(failed);
  if (failed) return {};
  const asio::ip::address address = endpoint.address();
  // A dual-stack socket shows IPv4 peers as ::ffff:192.0.2.1.
  if (address.is_v6() && address.to_v6().is_v4_mapped())
    return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).to_string();
  return address.to_string();
}

std::string words_of(const std::exception_ptr& thrown) {
  try {
    std::rethrow_exception(thrown);
  } catch (const std::exception& failure) {
    return failure.what();
  } catch (...) {
    return "something that is not a std::exception";
  }
}

Response busy_answer(const Limits& limits, std::string_view detail) {
  Response response = problem(503, reason_of(503), detail);
  response.fields.push_back({"Retry-After", std::to_string(limits.retry_after.count())});
  return response;
}

bool may_have_body(unsigned status) { return status >= 200 && status != 204 && status != 304; }

}  // namespace

Connection::Connection(std::shared_ptr<Service> service, asio::ip::tcp::socket socket)
    : service_(std::move(service)),
      strand_(socket.get_executor()),
      remote_(address_of(socket)),
      transport_(make_transport(std::move(socket), service_->tls.get())),
      timer_(strand_),
      reader_(service_->limits) {}

Connection::~Connection() { service_->registry.give_body(claimed_bytes_); }

void Connection::start(Registry::Place place) {
  place_ = place;
  asio::co_spawn(strand_, serve(shared_from_this()),
                 asio::bind_cancellation_slot(cancellation_.slot(), [self = shared_from_this()](std::exception_ptr thrown) {
                   self->unwatch();
                   self->transport_->close();
                   self->service_->registry.leave(self.get());
                   if (thrown && !self->insisted_) self->log("a connection ended: " + words_of(thrown));
                 }));
}

void Connection::ask_to_stop() {
  asio::post(strand_, [self = shared_from_this()] {
    self->stopping_ = true;
    if (self->waiting_) self->transport_->cancel();
  });
}

void Connection::insist() {
  asio::post(strand_, [self = shared_from_this()] {
    self->stopping_ = true;
    self->insisted_ = true;
    self->transport_->close();
    self->cancellation_.emit(asio::cancellation_type::terminal);
  });
}

asio::awaitable<void> Connection::serve(std::shared_ptr<Connection> self) {
  self->watch(self->service_->limits.handshake_time);
  const error_code failed = co_await self->transport_->handshake();
  if (failed) co_return;

  Onward onward = Onward::next_request;
  while (onward == Onward::next_request) {
    const bool came = co_await self->await_first_byte();
    onward = Onward::close;
    if (came) onward = co_await self->exchange();
    self->service_->registry.give_body(std::exchange(self->claimed_bytes_, 0));
  }
  co_await self->close(onward);
}

// False where the connection should close without a word: the peer left, idled too long, or we are stopping.
asio::awaitable<bool> Connection::await_first_byte() {
  if (stopping_) co_return false;
  if (!reader_.untouched()) {  // a pipelined request
    watch(service_->limits.header_time);
    co_return true;
  }
  waiting_ = true;
  if (!first_) service_->registry.idle(this);
  watch(first_ ? service_->limits.header_time : service_->limits.idle_time);
  const auto room = reader_.prepare();
  const Moved moved = co_await transport_->read_some(asio::buffer(room.data(), room.size()));
  waiting_ = false;
  first_ = false;
  service_->registry.busy(this);
  if (moved.failed) co_return false;
  reader_.commit(moved.bytes);
  watch(service_->limits.header_time);
  co_return true;
}

asio::awaitable<Connection::Onward> Connection::exchange() {
  const Limits& limits = service_->limits;
  for (;;) {
    const RequestReader::Step step = reader_.step();
    if (step == RequestReader::Step::refused) co_return co_await refuse(reader_.refusal());
    if (step != RequestReader::Step::more && place_ == Registry::Place::refuse)
      co_return co_await refuse(
          busy_answer(limits, "This server has as many connections as it can take. Please try again later."));
    if (!claim_body()) co_return co_await refuse(busy_answer(limits, "This server is busy. Please try again later."));
    if (step == RequestReader::Step::head && service_->watch_body) {
      body_watch_ = service_->watch_body(reader_.head());
      shown_bytes_ = 0;
    }
    if (!show_body()) co_return Onward::drop;
    if (step == RequestReader::Step::complete) {
      body_watch_.reset();
      co_return co_await handle(reader_.take());
    }
    if (step == RequestReader::Step::head) {
      watch(limits.progress_time, limits.progress_bytes);
      if (!reader_.expects_continue()) continue;
      static constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
      const std::array<asio::const_buffer, 2> parts{asio::buffer(go_on), asio::const_buffer()};
      const error_code failed = co_await transport_->write(parts);
      if (failed) co_return Onward::drop;
      continue;
    }
    const auto room = reader_.prepare();
    const Moved moved = co_await transport_->read_some(asio::buffer(room.data(), room.size()));
    if (moved.failed && timed_out_)
      co_return co_await refuse(problem(408, reason_of(408), "The request came too slowly. Please try again."));
    if (moved.failed) co_return Onward::drop;
    reader_.commit(moved.bytes);
  }
}

asio::awaitable<Connection::Onward> Connection::handle(Request request) {
  unwatch();
  const bool wants_body = request.method != "HEAD";
  request.remote = remote_;
  request.secure = service_->tls != nullptr;
  Response response;
  std::exception_ptr thrown;
  try {
    asio::awaitable<Response> work = service_->handler(std::move(request));
    response = co_await std::move(work);
  } catch (...) {
    thrown = std::current_exception();
  }
  if (thrown) {
    if (!insisted_) log("a handler failed: " + words_of(thrown));
    response = problem(500, reason_of(500), "The server failed at this request. Its log says more.");
  }
  const bool keep_alive = reader_.keep_alive() && !stopping_ && !service_->registry.closing() && response.source == nullptr;
  const bool sent = co_await answer(std::move(response), keep_alive, wants_body);
  co_return sent&& keep_alive ? Onward::next_request : Onward::close;
}

asio::awaitable<Connection::Onward> Connection::refuse(Response response) {
  const bool sent = co_await answer(std::move(response), false, true);
  co_return sent ? Onward::linger_and_close : Onward::drop;
}

asio::awaitable<bool> Connection::answer(Response response, bool keep_alive, bool with_body) {
  base::Result<std::string> head = head_of(response, keep_alive);
  if (head.has_error()) {
    log("a handler's answer was withheld: " + head.error().what);
    response = problem(500, reason_of(500), "The server failed at this request. Its log says more.");
    head = head_of(response, keep_alive);
  }
  watch(service_->limits.progress_time, service_->limits.progress_bytes);
  std::array<asio::const_buffer, 2> parts{asio::buffer(head.value()), asio::const_buffer()};
  if (with_body && may_have_body(response.status)) parts[1] = asio::buffer(response.body);
  const error_code failed = co_await transport_->write(parts);
  if (!failed && with_body && response.source != nullptr) co_return co_await pour(*response.source);
  co_return !failed;
}

asio::awaitable<bool> Connection::pour(BodySource& source) {
  for (;;) {
    unwatch();
    const base::Bytes piece = co_await source.next();
    if (piece.empty()) co_return true;
    watch(service_->limits.progress_time, 1);
    const std::array<asio::const_buffer, 2> parts{asio::buffer(piece), asio::const_buffer()};
    const error_code failed = co_await transport_->write(parts);
    if (failed) co_return false;
  }
}

// Lingering: closed with bytes unread, the socket would answer them with a reset, which overtakes our last words.
asio::awaitable<void> Connection::close(Onward how) {
  if (how == Onward::drop) co_return transport_->close();
  watch(service_->limits.linger_time);
  co_await transport_->finish();
  std::array<std::uint8_t, 4096> ignored;
  std::size_t heard = 0;
  while (how == Onward::linger_and_close && heard < service_->limits.linger_bytes) {
    const Moved moved = co_await transport_->read_raw(asio::buffer(ignored));
    if (moved.failed) break;
    heard += moved.bytes;
  }
  transport_->close();
}

void Connection::watch(std::chrono::milliseconds window, std::size_t least) {
  window_ = window;
  least_bytes_ = least;
  moved_before_ = transport_->moved_bytes();
  timed_out_ = false;
  arm(window);
}

void Connection::unwatch() {
  ++watch_number_;
  timer_.cancel();
}

void Connection::arm(std::chrono::milliseconds window) {
  timer_.expires_after(window);
  timer_.async_wait([weak = weak_from_this(), number = ++watch_number_](error_code failed) {
    const auto self = weak.lock();
    if (!failed && self && number == self->watch_number_) self->check_progress();
  });
}

void Connection::check_progress() {
  const std::uint64_t moved = transport_->moved_bytes();
  if (least_bytes_ > 0 && moved - moved_before_ >= least_bytes_) {
    moved_before_ = moved;
    arm(window_);
  } else if (!timed_out_) {
    timed_out_ = true;
    transport_->cancel();
    arm(service_->limits.linger_time);  // cancel() misses an operation that was just completing and then waits again
  } else {
    transport_->close();
  }
}

bool Connection::claim_body() {
  const std::size_t held = reader_.body_bytes();
  if (held <= claimed_bytes_) return true;
  if (!service_->registry.take_body(held - claimed_bytes_)) return false;
  claimed_bytes_ = held;
  return true;
}

bool Connection::show_body() {
  if (!body_watch_) return true;
  const base::ByteView piece = reader_.body().subspan(shown_bytes_);
  shown_bytes_ += piece.size();
  return piece.empty() || body_watch_->on_body(piece);
}

void Connection::log(std::string_view line) const {
  if (service_->log) service_->log(remote_.empty() ? std::string(line) : fmt::format("{}: {}", remote_, line));
}

}  // namespace hadir::http
