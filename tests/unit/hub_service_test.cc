// The hub over real sockets and TLS, with the agent's own uplink and session as the client, and with everybody else's bytes.
#include "hub/exchange_service.h"

#include <boost/json/parse.hpp>

#include "hub/catalogue.h"
#include "tests/unit/hub_live.h"

namespace hadir::hub {
namespace {

using namespace test;
using base::Fault;

struct Problem {
  unsigned status;
  std::string code, detail;
};
Problem problem_of(const agent::HttpReply& reply) {
  const boost::json::value body = boost::json::parse(base::text_of(reply.body));
  CHECK(reply.content_type == "application/problem+json");
  return {reply.status, std::string(body.at("code").as_string()), std::string(body.at("detail").as_string())};
}

void check_retry_after(const agent::HttpReply& reply) {
  REQUIRE(reply.retry_after);
  CHECK(reply.retry_after->count() >= 5);
  CHECK(reply.retry_after->count() <= 30);
}

constexpr const char* schedule = R"({"employee":"11","date":"2026-03-02","mode":"WFH"})";

Pc enrolled(Hub& hub, std::uint8_t number, const std::string& unit = "7.01") {
  Pc pc(hub, number, unit);
  REQUIRE(pc.enrol(hub.code(unit)).status == 200);
  return pc;
}

}  // namespace

TEST_CASE("hub: a PC enrols, pushes, and another PC of the unit pulls it") {
  Hub hub;
  hub.ask([&] {
    std::vector<RefusedLine> refused;
    auto units = read_catalogue("code,name\n7.01,Alpha\n", ImportFormat::csv, *model::find_kind("unit"), refused).value();
    auto people =
        read_catalogue("nip,name,unit,class\n11,Ani,7.01,jfu\n", ImportFormat::csv, *model::find_kind("employee"), refused)
            .value();
    import_catalogue(hub.store(), units, {[&] { return hub.dir().writer(hub.store(), hub.random); }, hub.clock, "hub", {}});
    return import_catalogue(hub.store(), people,
                            {[&] { return hub.dir().writer(hub.store(), hub.random); }, hub.clock, "hub", {}})
        .recorded;
  });
  Pc first(hub, 1), second = enrolled(hub, 2), elsewhere = enrolled(hub, 3, "8.01");
  const agent::HttpReply reply = first.enrol(hub.code("7.01"));
  REQUIRE(reply.status == 200);
  CHECK(reply.content_type == "application/vnd.hadir.frame");
  const auto answer = wire::open_place(reply.body).value();
  CHECK(answer.hub_key == hub.dir().key().public_key());
  CHECK(answer.unit_name == "Alpha");

  first.record("schedule", schedule);
  const sync::SyncReport pushed = first.sync();
  CHECK(pushed.result == sync::SyncResult::complete);
  CHECK(pushed.sent.commits == 1);
  CHECK(second.sync().result == sync::SyncResult::complete);
  CHECK(elsewhere.sync().result == sync::SyncResult::complete);
  CHECK(query(second.store(), "SELECT mode FROM schedule") == "WFH");
  CHECK(query(second.store(), "SELECT name FROM employee") == "Ani");
  CHECK(query(elsewhere.store(), "SELECT count(*) FROM schedule") == "0");
  CHECK(query(elsewhere.store(), "SELECT name FROM unit") == "Alpha");
  CHECK(hub.ask([&] { return dump(hub.store()); }).find("WFH") != std::string::npos);
}

TEST_CASE("hub: enrolling without a good code is refused and recorded") {
  Hub hub;
  Pc pc(hub, 1);
  const Problem unknown = problem_of(pc.enrol({9, 9, 9}));
  CHECK(unknown.status == 403);
  CHECK_THAT(unknown.detail, contains("tidak dikenal"));
  const wire::Secret secret = hub.code("7.01");
  CHECK(pc.enrol(secret).status == 200);
  CHECK(pc.enrol(secret).status == 200);
  CHECK(problem_of(Pc(hub, 2).enrol(secret)).status == 403);
  CHECK(problem_of(Pc(hub, 3, "8.01").enrol(hub.code("7.01"))).status == 403);
  CHECK(hub.refusals()["refused"].count == 3);
  CHECK(hub.ask([&] { return hub.count("replica"); }) == 1);
  CHECK(problem_of(pc.post(sync::enrol_path, base::Bytes(9000, 'x'))).status == 413);
}

TEST_CASE("hub: a copy of an accepted request is refused with the counter, and changes nothing") {
  Hub hub;
  Pc pc = enrolled(hub, 1);
  pc.record("schedule", schedule);
  const base::Bytes request = pc.request();
  CHECK(pc.post(sync::exchange_path, request).status == 200);
  const std::int64_t commits = hub.commits();
  const agent::HttpReply again = pc.post(sync::exchange_path, request);
  CHECK(problem_of(again).status == 401);
  CHECK(problem_of(again).code == "replayed");
  CHECK(boost::json::parse(base::text_of(again.body)).at("counter").to_number<std::uint64_t>() > 0);
  CHECK(hub.commits() == commits);
  CHECK(hub.refusals()["replayed"].origin == pc.origin());
  CHECK(pc.sync().result == sync::SyncResult::complete);  // the honest one goes on
}

TEST_CASE("hub: garbage, cut and flipped requests are refused with a reason; nothing is stored, little is recorded") {
  Hub hub;
  Pc pc = enrolled(hub, 1);
  pc.record("schedule", schedule);
  const base::Bytes good = pc.request();
  std::vector<base::Bytes> bad{{}, {0}, base::Bytes(73, 0), base::Bytes(100'000, 0xff)};
  base::SeededRandom random(11);
  for (std::size_t size = 1; size < good.size(); size += 7)
    bad.emplace_back(good.begin(), good.begin() + static_cast<std::ptrdiff_t>(size));
  for (std::size_t at = 0; at < good.size(); at += 3) {
    bad.push_back(good);
    bad.back()[at] ^= static_cast<std::uint8_t>(1u << random.below(8));
  }
  for (int count = 0; count < 50; ++count) {
    bad.emplace_back(random.below(2000));
    random.fill(bad.back());
  }
  const std::int64_t commits = hub.commits();
  for (const base::Bytes& body : bad) {
    const Problem problem = problem_of(pc.post(sync::exchange_path, body));
    CHECK((problem.status == 400 || problem.status == 401));
    CHECK_FALSE(problem.detail.empty());
    CHECK((problem_of(pc.post(sync::enrol_path, body)).status == 400 || body.size() > 8192));
  }
  CHECK(hub.commits() == commits);
  const auto refusals = hub.refusals();
  CHECK(refusals.size() <= 5);
  std::int64_t count = 0;
  for (const auto& [code, one] : refusals) count += one.count;
  CHECK(count == static_cast<std::int64_t>(2 * bad.size()));
  CHECK(pc.post(sync::exchange_path, good).status == 200);
}

TEST_CASE("hub: too much, too new and too compressed are refused before they cost anything") {
  Hub hub;
  Pc pc = enrolled(hub, 1);
  CHECK(pc.post(sync::exchange_path, base::Bytes(base::limits::frame_bytes + 1, 'x')).status == 413);

  const auto send = [&](base::Bytes frame, std::uint64_t counter) {
    return problem_of(pc.post(sync::exchange_path,
                              wire::sign_request(pc.identity().key, pc.identity().hub_key, sync::exchange_path, counter, frame)));
  };
  // Sixteen MiB of zeros and a bit more fit into a few KiB.
  const Problem bomb = send(wire::seal_frame(wire::FrameType::exchange, base::Bytes(base::limits::frame_raw_bytes + 1, 0)), 1001);
  CHECK(bomb.status == 413);
  base::Bytes newer = wire::seal_frame(wire::FrameType::exchange, wire::encode(wire::ExchangeRequest{}));
  newer[2] = 99;
  const Problem version = send(newer, 1002);
  CHECK(version.status == 426);
  CHECK_FALSE(version.detail.empty());
  wire::ExchangeRequest future;
  future.oldest_protocol = 7, future.newest_protocol = 9;
  CHECK(problem_of(pc.post(sync::exchange_path, pc.signed_request(future, 1003))).status == 426);
  CHECK(send(wire::seal_frame(wire::FrameType::answer, {}), 1004).status == 400);
  // Proven to be this PC's, so they stand under its name.
  CHECK(hub.refusals()["too_large"].origin == pc.origin());
  CHECK(hub.refusals()["unsupported"].origin == pc.origin());
}

TEST_CASE("hub: a revoked PC, a foreign scope and a wrong key are refused and recorded") {
  Hub hub;
  Pc revoked = enrolled(hub, 1), foreign = enrolled(hub, 2);
  revoked.record("schedule", schedule);
  hub.ask([&] { return hub.registry.revoke(log::to_text(revoked.origin()), 1).value().replicas.size(); });
  const sync::SyncReport report = revoked.sync();
  CHECK(report.result == sync::SyncResult::incomplete);
  CHECK(report.refused.at(0).code == "revoked");
  CHECK(report.pending == 1);
  CHECK(hub.refusals()["revoked"].origin == revoked.origin());

  HandMadeStream stream(foreign.identity().key, "8.01", model::Lane::daily);
  stream.add({change("schedule", schedule)});
  wire::ExchangeRequest request;
  request.push.push_back(stream.slice());
  const Problem scope = problem_of(foreign.post(sync::exchange_path, foreign.signed_request(request, 77)));
  CHECK(scope.status == 403);
  CHECK(scope.code == "other_scope");
  CHECK(hub.refusals()["other_scope"].origin == foreign.origin());

  // Signed by somebody else in the name of an enrolled PC.
  const base::Bytes frame = wire::seal_frame(wire::FrameType::exchange, wire::encode(wire::ExchangeRequest{}));
  base::Bytes forged = wire::sign_request(key_pair(9), foreign.identity().hub_key, sync::exchange_path, 5000, frame);
  std::ranges::copy(foreign.origin(), forged.begin());
  const Problem key = problem_of(foreign.post(sync::exchange_path, forged));
  CHECK(key.status == 401);
  CHECK(key.code == "bad_signature");
  const RefusalCount noted = hub.refusals()["bad_signature"];
  CHECK_FALSE(noted.origin);
  CHECK_THAT(noted.last_detail, contains(log::to_text(foreign.origin())));
  // Whoever that was hears nothing of the PC that was named; a check is refused as an exchange is.
  const base::Bytes question = wire::seal_frame(wire::FrameType::check, wire::encode(wire::CheckRequest{}));
  base::Bytes asked = wire::sign_request(key_pair(9), foreign.identity().hub_key, sync::check_path, 5000, question);
  std::ranges::copy(foreign.origin(), asked.begin());
  for (const Problem& told : {key, problem_of(foreign.post(sync::check_path, asked))}) {
    CHECK(told.code == "bad_signature");
    CHECK(told.detail.find(log::to_text(foreign.origin())) == std::string::npos);
    CHECK(told.detail.find("PC loket") == std::string::npos);
  }
  CHECK(hub.refusals()["bad_signature"].count == 2);
  CHECK(foreign.sync().result == sync::SyncResult::complete);  // the forger has not moved its counter

  const Problem stranger = problem_of(Pc(hub, 5).post(sync::exchange_path, Pc(hub, 5).request()));
  CHECK(stranger.status == 401);
  CHECK(stranger.code == "unknown_replica");
  CHECK(hub.commits() == 0);
}

TEST_CASE("hub: requests that come together share a commit") {
  Hub hub;
  constexpr std::uint8_t offices = 12;
  std::vector<Pc> pcs;
  for (std::uint8_t number = 1; number <= offices; ++number) {
    pcs.push_back(enrolled(hub, number, "u" + std::to_string(number)));
    pcs.back().record("schedule", schedule);
  }
  const StoreWorker::Counts before = hub.worker->counts();
  hub.hold();
  std::vector<std::future<unsigned>> statuses;
  for (Pc& pc : pcs)
    statuses.push_back(std::async(std::launch::async, [&pc] { return pc.post(sync::exchange_path, pc.request()).status; }));
  hub.await_waiting(offices);  // to be identified
  hub.resume();
  for (auto& status : statuses) CHECK(status.get() == 200);
  const StoreWorker::Counts after = hub.worker->counts();
  CHECK(after.writes - before.writes == offices);
  CHECK(after.commits - before.commits < offices);
  CHECK(hub.commits() == offices);
}

TEST_CASE("hub: more requests than may be opened at once wait for their place") {
  Hub hub({.turns = {.bytes = 2 * 64 * 1024}});
  std::vector<Pc> pcs;
  for (std::uint8_t number = 1; number <= 10; ++number) {
    pcs.push_back(enrolled(hub, number, "u" + std::to_string(number)));
    pcs.back().record("schedule", schedule);
  }
  hub.hold();
  std::vector<std::future<sync::SyncResult>> results;
  for (Pc& pc : pcs) results.push_back(std::async(std::launch::async, [&pc] { return pc.sync().result; }));
  hub.await_waiting(pcs.size());
  hub.resume();
  for (auto& result : results) CHECK(result.get() == sync::SyncResult::complete);
}

TEST_CASE("hub: nothing is answered before its commit, and a failing commit acknowledges nothing") {
  Hub hub;
  Pc pc = enrolled(hub, 1);
  pc.record("schedule", schedule);
  struct Hook {
    std::promise<void> reached;
    std::promise<int> verdict;
  };
  auto hook = std::make_unique<Hook>();
  const auto install = [&](Hook* one) {
    hub.ask([&] {
      sqlite3_commit_hook(
          hub.store().database().raw(),
          [](void* context) {
            auto& waiting = *static_cast<Hook*>(context);
            waiting.reached.set_value();
            return waiting.verdict.get_future().get();
          },
          one);
      if (one == nullptr) sqlite3_commit_hook(hub.store().database().raw(), nullptr, nullptr);
      return 0;
    });
  };
  install(hook.get());
  auto reply = std::async(std::launch::async, [&] { return pc.post(sync::exchange_path, pc.request()); });
  hook->reached.get_future().wait();
  CHECK(reply.wait_for(std::chrono::milliseconds(50)) == std::future_status::timeout);
  hook->verdict.set_value(1);
  const agent::HttpReply refused = reply.get();
  CHECK(problem_of(refused).status == 503);
  check_retry_after(refused);
  install(nullptr);
  CHECK(hub.commits() == 0);
  CHECK(query(pc.store(), "SELECT max(receipt_seq) FROM stream") == "0");

  CHECK(pc.sync().result == sync::SyncResult::complete);
  CHECK(hub.commits() == 1);
}

TEST_CASE("hub: a crowd is put off with 503, a second request of one PC with 429, each with a time to come back") {
  Hub hub({.requests = 2});
  Pc pc = enrolled(hub, 1), same(hub, 1), other = enrolled(hub, 2);
  const base::Bytes requests[] = {pc.signed_request({}, 10), pc.signed_request({}, 11)};
  const auto post = [](Pc& from, const base::Bytes& body) {
    return std::async(std::launch::async, [&from, &body] { return from.post(sync::exchange_path, body); });
  };
  hub.hold();
  auto one = post(pc, requests[0]), two = post(same, requests[1]);
  hub.await_waiting(2);
  const agent::HttpReply crowded = other.post(sync::exchange_path, other.request());
  CHECK(problem_of(crowded).status == 503);
  check_retry_after(crowded);

  // Both are identified, then the thread is held again: one of the two waits for its turn, the other may not.
  hub.hold(true);
  hub.resume();
  const auto until = std::chrono::steady_clock::now() + patience;
  const auto is_ready = [](auto& reply) { return reply.wait_for(std::chrono::milliseconds(1)) == std::future_status::ready; };
  while (!is_ready(one) && !is_ready(two) && std::chrono::steady_clock::now() < until) std::this_thread::yield();
  auto& early = is_ready(one) ? one : two;
  auto& patient = is_ready(one) ? two : one;
  const agent::HttpReply refused = early.get();
  CHECK(problem_of(refused).status == 429);
  check_retry_after(refused);
  hub.resume();
  CHECK(patient.get().status == 200);
  CHECK(other.sync().result == sync::SyncResult::complete);
}

TEST_CASE("hub: other paths and methods") {
  Hub hub;
  Pc pc(hub, 1);
  CHECK(problem_of(pc.post("/v2/exchange", {})).status == 404);
  CHECK(problem_of(pc.post("/healthz", {})).status == 405);
}

}  // namespace hadir::hub
