// What bounds a session from outside: how large a request may be, which lanes travel, and a request that an earlier session made.
#include "tests/unit/sync_fixture.h"

namespace hadir::sync {
namespace {

using namespace test;

TestAgent busy_agent(TestHub& hub, int punches) {
  hub.enrol(1);
  TestAgent agent(1);
  agent.sync(hub);  // the hub's protocol is known from here on
  for (int number = 0; number < punches; ++number) agent.record(punch_change(number));
  return agent;
}

}  // namespace

TEST_CASE("session limits: no request is larger than it may be, and all of it gets through") {
  TestHub hub;
  TestAgent agent = busy_agent(hub, 0);
  for (int number = 10; number < 50; ++number) {  // texts that do not compress to nothing
    const std::string text = base::to_hex(base::hash_of(base::bytes_of(std::to_string(number))));
    agent.record(change("daily_report", R"({"employee":"P)" + std::to_string(number) +
                                            R"(","date":"2026-03-02","status":"draft","activities":[")" + text + R"("]})"));
  }
  agent.limits.request_bytes = 1000;
  AgentSession session = agent.session();
  auto action = session.start();
  int requests = 0;
  while (const auto* post = std::get_if<AgentSession::Post>(&action)) {
    CHECK(post->body.size() <= 1000);
    CHECK(post->commits > 0);
    ++requests;
    const HubReply reply = hub.exchange.handle(post->path, post->body);
    action = session.on_reply(reply.status, reply.body, hub.clock.wall().ms);
  }
  CHECK(requests > 1);
  CHECK(session.report().result == SyncResult::complete);
}

TEST_CASE("session limits: what does not fit at all is left, and nothing is asked for twice") {
  TestHub hub;
  TestAgent agent = busy_agent(hub, 5);
  agent.limits.request_bytes = 100;
  const SyncReport report = agent.sync(hub);
  CHECK(report.result == SyncResult::incomplete);
  CHECK(report.pending == 5);
  CHECK(report.requests <= 2);
}

TEST_CASE("session limits: a lane that waits holds nothing up, both ways") {
  TestHub hub;
  TestAgent agent = busy_agent(hub, 3);
  agent.record(change("employee", R"({"nip":"P1","name":"Nama","unit":"7.01","class":"jfu"})"));
  agent.limits.lanes = 2;
  const SyncReport waiting = agent.sync(hub);
  CHECK(waiting.result == SyncResult::incomplete);
  CHECK(waiting.pending == 1);
  CHECK(waiting.requests == 1);
  agent.limits.lanes = model::lane_count;
  CHECK(agent.sync(hub).result == SyncResult::complete);
}

// A request whose answer was lost is taken up by the next session: its bytes are the same, and so is what the hub says.
TEST_CASE("session limits: the request of an earlier session goes first") {
  TestHub hub;
  TestAgent agent = busy_agent(hub, 20);
  AgentSession::Post post;
  {
    AgentSession broken = agent.session();
    post = std::get<AgentSession::Post>(broken.start());
    broken.on_unreachable({base::Fault::unreachable, "gone", ""});
  }
  agent.record(punch_change(5000));
  AgentSession session = agent.session();
  auto action = session.take_up(post);
  while (const auto* next = std::get_if<AgentSession::Post>(&action)) {
    const HubReply reply = hub.exchange.handle(next->path, next->body);
    action = session.on_reply(reply.status, reply.body, hub.clock.wall().ms);
  }
  CHECK(session.report().result == SyncResult::complete);
  CHECK(session.report().sent.commits == 21);
  CHECK(session.report().requests == 2);
}

}  // namespace hadir::sync
