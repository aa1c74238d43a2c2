#include "agent/lan.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "agent/lan_peers.h"

namespace hadir::agent {
namespace {

namespace asio = boost::asio;
using base::Error;
using base::Fault;

constexpr std::size_t most_addresses = 32;
constexpr int most_rounds = 1000;  // of one meeting; each brings something new
constexpr const char* frame_type = "application/vnd.hadir.frame";

UplinkOptions link_options(const std::string& address) {
  UplinkOptions options;
  options.url = "http://" + address;  // what travels is sealed
  options.allow_plain = true;
  options.connect_time = std::chrono::seconds(5);
  options.stall_time = std::chrono::seconds(20);
  return options;
}

http::Response frame(base::Bytes body) {
  http::Response response;
  response.content_type = frame_type;
  response.body = std::move(body);
  return response;
}

}  // namespace

// Follows what the other threads did to the identity, and turns what the store throws into an error.
template <class Work>
auto Lan::with_office(Work work) {
  const std::lock_guard lock(office_mutex_);
  return store::guarded([&] {
    office_->refresh_identity();
    return work(*office_);
  });
}

Lan::Lan(std::unique_ptr<Office> office, const CurlLibrary& curl, LanOptions options, base::Random& random, Log log)
    : options_(std::move(options)),
      random_(random),
      log_(std::move(log)),
      curl_(curl),
      office_(std::move(office)),
      origin_(office_->origin()),
      addresses_(options_.peers),
      due_ms_(office_->clock().boot().ms + options_.after_news_ms),
      thread_([this] { run(); }) {}

void Lan::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
  answering_.join();
}

void Lan::note_write() {
  {
    const std::lock_guard lock(mutex_);
    due_ms_ = std::min(due_ms_, office_->clock().boot().ms + options_.after_news_ms);
  }
  changed_.notify_all();
}

void Lan::note_address(const std::string& address) {
  {
    const std::lock_guard lock(mutex_);
    const bool is_known = std::ranges::count(addresses_, address) > 0;
    if (is_known ? !unreached_.contains(address) : addresses_.size() >= most_addresses) return;
    if (!is_known) addresses_.push_back(address);
    due_ms_ = office_->clock().boot().ms;
  }
  changed_.notify_all();
}

void Lan::run() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    const std::int64_t now_ms = office_->clock().boot().ms;
    if (due_ms_ > now_ms) {
      changed_.wait_for(lock, std::chrono::milliseconds(due_ms_ - now_ms));
      continue;
    }
    due_ms_ = now_ms + options_.between_ms +
              static_cast<std::int64_t>(random_.below(1 + static_cast<std::uint64_t>(options_.between_ms) / 4));
    const std::vector<std::string> addresses = addresses_;
    lock.unlock();
    for (const std::string& address : addresses) look_up(address);
    lock.lock();
  }
}

// Says what changed only: a PC that is switched off for the night is one line.
void Lan::look_up(const std::string& address) {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) return;
  }
  const std::string trouble = contact(address).value_or("");
  {
    const std::lock_guard lock(mutex_);
    trouble.empty() ? static_cast<void>(unreached_.erase(address)) : static_cast<void>(unreached_.insert(address));
  }
  if (std::exchange(troubles_[address], trouble) != trouble)
    log_(trouble.empty() ? "lan " + address + ": in touch again" : "lan " + address + ": " + trouble);
}

// Why the meeting did not come to its end.
std::optional<std::string> Lan::contact(const std::string& address) {
  auto& link = uplinks_[address];
  if (!link) link = std::make_unique<CurlUplink>(curl_, office_->clock(), link_options(address));
  const auto cancelled = [this] {
    const std::lock_guard lock(mutex_);
    return stopping_;
  };
  const auto said = [](const HttpReply& reply) {
    return fmt::format("answers {}: {}", reply.status, std::string(base::text_of(reply.body)).substr(0, 200));
  };
  const auto greeting =
      with_office([&](Office& office) { return sync::PeerExchange(office.store(), office.identity(), random_).hello(); });
  if (!greeting) return base::describe(greeting.error());
  const auto met = link->post(std::string(sync::peer_hello_path), *greeting, cancelled);
  if (!met) return met.error().what;
  if (met->status != 200) return said(*met);

  // It refers to the office's identity, which another thread may replace: an exchange goes on under the name it began with.
  sync::AgentIdentity identity = with_office([](Office& office) { return office.identity(); }).value();
  sync::PeerExchange exchange(office_->store(), identity, random_);
  const auto peer = with_office([&](Office&) { return exchange.meet(met->body); });
  if (!peer) return peer.error().what;
  std::uint64_t sent = 0, received = 0;
  bool is_news = false;
  for (int round = 0; round < most_rounds; ++round) {
    const auto request = with_office([&](Office&) { return exchange.ask(*peer); });
    if (!request) return base::describe(request.error());
    const auto reply = link->post(std::string(sync::peer_path), *request, cancelled);
    if (!reply) return reply.error().what;
    if (reply->status != 200) return said(*reply);
    const auto taken = with_office([&](Office& office) -> base::Result<sync::PeerReport> {
      const std::int64_t now_ms = office.clock().wall().ms;
      auto report = exchange.take(*peer, reply->body, now_ms);
      if (report) is_news |= note_met(office.store(), identity, *report, address, now_ms);
      return report;
    });
    if (!taken) return base::describe(taken.error());
    sent += taken->sent;
    received += taken->received;
    for (const Error& error : taken->not_taken) log_("lan " + address + ": not taken: " + error.what);
    if (!taken->more) break;
  }
  if (sent + received > 0 || is_news) log_(fmt::format("lan {}: sent {} commits, received {}", address, sent, received));
  // What came from one neighbour the others want as well.
  if (received > 0) note_write();
  return std::nullopt;
}

asio::awaitable<http::Response> Lan::answer(http::Request request) {
  const auto back = co_await asio::this_coro::executor;
  co_await asio::post(answering_.get_executor(), asio::use_awaitable);
  http::Response response = respond(request);
  co_await asio::post(back, asio::use_awaitable);
  co_return response;
}

http::Response Lan::respond(const http::Request& request) {
  const std::string path(request.path());
  if (path != sync::peer_path && path != sync::peer_hello_path)
    return http::problem(404, "Not Found", "Tidak ada apa-apa di alamat ini.");
  if (request.method != "POST") return http::problem(405, "Method Not Allowed", "Pakai POST.");
  const auto done = with_office([&](Office& office) -> base::Result<base::Bytes> {
    sync::PeerExchange exchange(office.store(), office.identity(), random_);
    if (path == sync::peer_hello_path) {
      if (auto met = exchange.meet(request.body); !met) return met.error();
      return exchange.hello();
    }
    const std::int64_t now_ms = office.clock().wall().ms;
    auto answered = exchange.answer(request.body, now_ms);
    if (!answered) return answered.error();
    const bool is_news = note_met(office.store(), office.identity(), answered->report, "", now_ms);
    const auto& [peer, sent, received, holds, more, not_taken] = answered->report;
    if (sent + received > 0 || is_news)
      log_(fmt::format("lan {}: asked us, sent {} commits, received {}", log::to_text(peer), sent, received));
    for (const Error& error : not_taken) log_("lan " + log::to_text(peer) + ": not taken: " + error.what);
    if (received > 0) note_write();
    return std::move(answered->answer);
  });
  return done ? frame(std::move(*done)) : http::problem(done.error());
}

}  // namespace hadir::agent
