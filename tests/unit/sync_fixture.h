// Both ends of the exchange in one process, for scripts: a hub over a store in memory, and agents whose every request and answer
// the test may look at, lose, change or repeat.
#pragma once

#include <map>

#include "common/sync/agent_session.h"
#include "common/sync/check.h"
#include "common/sync/enrolment_code.h"
#include "common/sync/hub_exchange.h"
#include "tests/unit/fixtures.h"

namespace hadir::test {

class MemoryRegistry final : public sync::Registry {
 public:
  std::map<log::Origin, sync::Enrolled> replicas;
  std::map<wire::Secret, std::string> codes;                 // secret -> unit
  std::vector<std::pair<std::string, std::string>> refused;  // origin or "", code

  std::optional<sync::Enrolled> find(const log::Origin& origin) override {
    const auto found = replicas.find(origin);
    if (found == replicas.end()) return std::nullopt;
    return found->second;
  }
  void set_counter(const log::Origin& origin, std::uint64_t counter, std::int64_t) override {
    replicas.at(origin).counter = counter;
  }
  base::Result<sync::Grant> redeem(const wire::Secret& secret, const std::string& unit, const base::PublicKey& key,
                                   const std::string& label, std::int64_t) override {
    const auto code = codes.find(secret);
    if (code == codes.end() || code->second != unit) return base::Error{base::Fault::refused, "code unknown", ""};
    codes.erase(code);
    replicas[log::origin_of(key)] = {log::origin_of(key), key, unit, label};
    return grant(unit);
  }
  base::Result<sync::Grant> redeem_proven(const base::PublicKey& code_key, const std::string& unit, const base::PublicKey& key,
                                          const std::string& label, std::int64_t now_ms) override {
    for (const auto& [secret, ignored] : codes)
      if (sync::code_key_of(secret).public_key() == code_key) return redeem(wire::Secret(secret), unit, key, label, now_ms);
    return base::Error{base::Fault::refused, "code unknown", ""};
  }
  void note_said(const log::Origin&, std::uint64_t, const wire::ExchangeRequest&, std::int64_t) override {}
  void admit(const sync::Enrolled& replica, std::int64_t) override { replicas[replica.origin] = replica; }
  std::vector<sync::Member> members(const std::string& unit) override {
    std::vector<sync::Member> all;
    for (const auto& [origin, one] : replicas)
      if (one.unit == unit) all.push_back({one.key, !one.revoked});
    return all;
  }
  std::size_t descendants(const log::Origin& origin) override {
    return static_cast<std::size_t>(std::ranges::count_if(replicas, [&](const auto& one) { return one.second.from == origin; }));
  }
  sync::Grant grant(const std::string&) override { return {"Dinas Contoh", 420}; }
  void note_refusal(const log::Origin* origin, std::string_view code, std::string_view, std::int64_t) override {
    refused.emplace_back(origin != nullptr ? log::to_text(*origin) : "", code);
  }
};

struct TestHub {
  std::unique_ptr<store::ReplicaStore> store = memory_store();
  MemoryRegistry registry;
  sync::HubIdentity identity{key_pair(hub_number), 77};
  base::FakeClock clock;
  sync::HubExchange exchange{*store, registry, identity, clock};

  void enrol(std::uint8_t number, const std::string& unit = "7.01") {
    registry.replicas[origin(number)] = {origin(number), key_pair(number).public_key(), unit, "PC"};
  }
};

struct TestAgent {
  explicit TestAgent(std::uint8_t number, std::string unit = "7.01")
      : identity{key_pair(number), std::move(unit), key_pair(hub_number).public_key()} {
    sync::HubProtocol(*store).heard(wire::newest_protocol);  // as its enrolment would have told
  }

  sync::AgentIdentity identity;
  std::unique_ptr<store::ReplicaStore> store = memory_store();
  sync::RequestCounter counter{*store};
  sync::SessionLimits limits;

  void record(const model::Change& change) { must_record(*store, authorship(identity.key, identity.unit), change); }
  sync::AgentSession session() { return sync::AgentSession(*store, identity, counter, limits); }

  // A whole sync over a perfect link.
  sync::SyncReport sync(TestHub& hub, const std::vector<wire::ReceiptEntry>& doubts = {}) {
    sync::AgentSession session = this->session();
    for (const wire::ReceiptEntry& one : doubts) session.doubt(one.stream, one.head.seq);
    auto action = session.start();
    while (const auto* post = std::get_if<sync::AgentSession::Post>(&action)) {
      const sync::HubReply reply = hub.exchange.handle(post->path, post->body);
      action = session.on_reply(reply.status, reply.body, hub.clock.wall().ms);
    }
    return session.report();
  }

  sync::CheckReport check(TestHub& hub) {
    sync::CheckSession session(*store, identity, counter);
    auto action = session.start();
    while (const auto* post = std::get_if<sync::AgentSession::Post>(&action)) {
      const sync::HubReply reply = hub.exchange.handle(post->path, post->body);
      action = session.on_reply(reply.status, reply.body, hub.clock.wall().ms);
    }
    return session.report();
  }
};

inline model::Change punch_change(int number) {
  return change("punch", R"({"employee":"P)" + std::to_string(number % 100) + R"(","at":")" +
                             "2026-03-02T07:" + (number / 100 % 60 < 10 ? "0" : "") + std::to_string(number / 100 % 60) +
                             R"(:00+07:00","direction":"in","source":"kiosk"})");
}

}  // namespace hadir::test
