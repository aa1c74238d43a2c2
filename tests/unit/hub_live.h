// A hub behind a real TLS port, whose store thread a test can hold, and an office PC made of the agent's own uplink and session.
#pragma once

#include <boost/asio/thread_pool.hpp>
#include <deque>
#include <map>
#include <thread>

#include "agent/uplink.h"
#include "common/sync/agent_session.h"
#include "hub/exchange_service.h"
#include "tests/unit/http_fixture.h"
#include "tests/unit/hub_fixture.h"

namespace hadir::hub {

struct Hub : test::HubFolder {
  explicit Hub(ServiceLimits limits = {}) {
    service = std::make_unique<ExchangeService>(
        ExchangeService::Parts{
            exchange, identity.key.public_key(), *worker, pool.get_executor(), base::system_random(), {}, clock},
        limits);
    http::ServerOptions options;
    options.identity = dir().tls().value();
    server = std::make_unique<test::LiveServer>(
        std::move(options), [this](http::Request request) { return ExchangeService::handle(service.get(), std::move(request)); });
  }
  ~Hub() {
    while (!holds.empty()) resume();
    server->stop(test::patience);
    service->wait_until_idle();
    worker->stop();
    pool.join();
    server.reset();
  }

  // The store belongs to the worker's thread: whoever wants to look asks it.
  template <class Work>
  auto ask(Work work) {
    std::promise<std::invoke_result_t<Work&>> promise;
    REQUIRE(worker->submit({false, [&] { promise.set_value(work()); }, [](const std::optional<base::Error>&) {}}));
    return promise.get_future().get();
  }
  // Holds the worker's thread until resume(). As a write it comes after the reads that wait already, and hold() does not wait for
  // it.
  void hold(bool after_reads = false) {
    auto held = std::make_shared<std::promise<void>>();
    auto goes_on = std::make_shared<std::promise<void>>();
    holds.push_back(goes_on);
    const auto work = [held, goes_on] {
      held->set_value();
      goes_on->get_future().wait();
    };
    REQUIRE(worker->submit({after_reads, work, [](const std::optional<base::Error>&) {}}));
    if (!after_reads) held->get_future().wait();
  }
  void resume() {
    holds.front()->set_value();
    holds.pop_front();
  }
  void await_waiting(std::size_t jobs) const {
    const auto until = std::chrono::steady_clock::now() + test::patience;
    while (worker->counts().waiting < jobs) {
      if (std::chrono::steady_clock::now() > until) FAIL("the requests did not come");
      std::this_thread::yield();
    }
  }
  wire::Secret code(const std::string& unit) {
    return ask([&] { return within([&] { return registry.make_code(unit, clock.wall().ms, clock.wall().ms + 1000, random); }); });
  }
  std::map<std::string, RefusalCount> refusals() {
    std::map<std::string, RefusalCount> by_code;
    for (RefusalCount& one : ask([&] { return registry.refusals(); })) by_code[one.code] = one;
    return by_code;
  }
  std::int64_t commits() {
    return ask([&] { return count("commit_log"); });
  }

  SqliteRegistry registry{store()};
  sync::HubIdentity identity{dir().key(), 42};
  sync::HubExchange exchange{store(), registry, identity, clock};
  boost::asio::thread_pool pool{2};
  std::unique_ptr<StoreWorker> worker = std::make_unique<StoreWorker>(store().database(), clock);
  std::unique_ptr<ExchangeService> service;
  std::unique_ptr<test::LiveServer> server;
  std::deque<std::shared_ptr<std::promise<void>>> holds;
};

// An office PC: a store, a key, the agent's uplink and session.
class Pc {
 public:
  Pc(const std::string& url, const hub::DataDir& hub, std::uint8_t number, std::string unit = "7.01")
      : identity_{test::key_pair(number), std::move(unit), hub.key().public_key()},
        uplink_(std::make_unique<agent::CurlUplink>(library(), base::system_clock(), options(url, hub))) {
    store_->set_hub_key(identity_.hub_key);
  }
  Pc(Hub& hub, std::uint8_t number, std::string unit = "7.01")
      : Pc("https://127.0.0.1:" + std::to_string(hub.server->port()), hub.dir(), number, std::move(unit)) {}

  agent::HttpReply post(std::string_view path, base::ByteView body) { return uplink_->post(std::string(path), body, {}).value(); }

  agent::HttpReply enrol(const wire::Secret& secret) {
    wire::EnrolRequest request;
    request.secret = secret;
    request.unit = identity_.unit;
    request.key = identity_.key.public_key();
    request.label = "PC loket";
    request.signature = identity_.key.sign(wire::enrol_message(secret, request.unit, request.label));
    return post(sync::enrol_path, wire::seal_frame(wire::FrameType::enrol, wire::encode(request)));
  }
  void record(std::string_view kind, std::string_view json) {
    test::must_record(*store_, test::authorship(identity_.key, identity_.unit), test::change(kind, json));
  }
  sync::SyncReport sync() {
    sync::AgentSession session(*store_, identity_, counter_);
    auto action = session.start();
    while (const auto* post = std::get_if<sync::AgentSession::Post>(&action)) {
      const auto reply = uplink_->post(post->path, post->body, {});
      action = reply ? session.on_reply(reply->status, reply->body, test::noon_ms) : session.on_unreachable(reply.error());
    }
    return session.report();
  }
  // The first request of a sync, as it would be sent.
  base::Bytes request() {
    sync::AgentSession session(*store_, identity_, counter_);
    auto action = session.start();
    return std::get<sync::AgentSession::Post>(action).body;
  }
  base::Bytes signed_request(const wire::ExchangeRequest& request, std::uint64_t counter) {
    const base::Bytes frame = wire::seal_frame(wire::FrameType::exchange, wire::encode(request));
    return wire::sign_request(identity_.key, identity_.hub_key, sync::exchange_path, counter, frame);
  }
  const sync::AgentIdentity& identity() const { return identity_; }
  store::ReplicaStore& store() { return *store_; }
  log::Origin origin() const { return log::origin_of(identity_.key.public_key()); }

 private:
  static const agent::CurlLibrary& library() {
    static const agent::CurlLibrary one;
    return one;
  }
  static agent::UplinkOptions options(const std::string& url, const hub::DataDir& hub) {
    agent::UplinkOptions options;
    options.url = url;
    options.pin = http::spki_pin(hub.tls().value().certificate_pem).value();
    return options;
  }

  sync::AgentIdentity identity_;
  std::unique_ptr<store::ReplicaStore> store_ = store::ReplicaStore::open(":memory:").value();
  sync::RequestCounter counter_{*store_};
  std::unique_ptr<agent::CurlUplink> uplink_;
};

}  // namespace hadir::hub
