// Both sides of an exchange by stick, without a file system: what a bundle brings counts as if it had come over the network, as
// often as it comes and however it is cut.
#include <variant>

#include "common/sync/agent_bundle.h"
#include "common/sync/hub_bundle.h"
#include "tests/catch.h"
#include "tests/unit/sync_fixture.h"

namespace hadir::sync {
namespace {

using What = BundleReader::Piece::What;
using test::punch_change;
using test::TestAgent;
using test::TestHub;

struct Sticks {
  TestHub hub;
  base::SeededRandom random{5};

  std::vector<base::Bytes> from(TestAgent& agent, std::size_t message_bytes = 100'000,
                                std::size_t part_bytes = base::limits::bundle_bytes) {
    const auto requests = requests_for_bundle(*agent.store, agent.identity, agent.counter, message_bytes);
    const BundleHeader header{BundleKind::to_hub, fingerprint_of(agent.identity.hub_key), own(agent), {}, 1, 1};
    return write_bundle(header, &agent.identity.hub_key, requests.messages, part_bytes, random).value();
  }
  static log::Origin own(const TestAgent& agent) { return log::origin_of(agent.identity.key.public_key()); }

  struct Taken {
    HubIntake::Report report;
    std::vector<std::string> rejected;
    std::vector<base::Bytes> answers;  // files
  };
  Taken to_hub(base::ByteView file) {
    Taken taken;
    BundleReader reader = HubIntake::open(file, hub.identity.key).value();
    HubIntake intake(hub.exchange, reader.header().sender);
    store::Transaction transaction(hub.store->database());
    for (auto piece = reader.next(); piece.what == What::message || piece.what == What::damaged; piece = reader.next()) {
      if (piece.what == What::damaged) continue;
      if (const auto done = intake.take(reader.header().kind, piece.message); !done) taken.rejected.push_back(done.error().code);
    }
    const auto messages = intake.answer(base::limits::bundle_bytes);
    transaction.commit();
    taken.report = intake.report();
    if (messages.empty()) return taken;
    const auto receiver = hub.registry.find(reader.header().sender);
    taken.answers = seal_answers(*receiver, messages, hub.identity.key.public_key(), base::limits::bundle_bytes, random).value();
    return taken;
  }
  // What of it was not taken.
  std::vector<std::string> to_office(TestAgent& agent, base::ByteView file) {
    std::vector<std::string> refused;
    BundleReader reader = BundleReader::open(file, agent.identity.key).value();
    for (auto piece = reader.next(); piece.what == What::message; piece = reader.next()) {
      const auto answer = read_bundle_answer(piece.message, agent.identity.parties());
      if (!answer) {
        refused.push_back(answer.error().what);
        continue;
      }
      AgentSession session = agent.session();
      if (const auto* exchange = std::get_if<wire::ExchangeAnswer>(&*answer))
        if (const auto taken = session.take_carried(*exchange, test::noon_ms); !taken) refused.push_back(taken.error().what);
      for (const auto& one : session.report().refused) refused.push_back(one.code);
    }
    return refused;
  }
};

std::uint64_t pending(TestAgent& agent) {
  SyncReport report;
  note_pending(*agent.store, agent.identity, report);
  return report.pending;
}

TEST_CASE("bundle exchange: there and back, an office that never had a link is as far as any other") {
  Sticks sticks;
  TestAgent agent(1), colleague(2);
  sticks.hub.enrol(1);
  sticks.hub.enrol(2);
  for (int number = 0; number < 5; ++number) agent.record(punch_change(number));
  colleague.record(punch_change(50));
  REQUIRE(colleague.sync(sticks.hub).result == SyncResult::complete);

  const auto taken = sticks.to_hub(sticks.from(agent).front());
  CHECK(taken.rejected.empty());
  CHECK(taken.report.commits == 5);
  CHECK(taken.report.unit == "7.01");
  REQUIRE(taken.answers.size() == 1);
  CHECK(pending(agent) == 5);
  CHECK(sticks.to_office(agent, taken.answers.front()).empty());
  CHECK(pending(agent) == 0);
  CHECK(test::query(*agent.store, "SELECT count(*) FROM punch") == "6");
  CHECK(test::dump(*agent.store) == test::dump(*sticks.hub.store));
  // The network still works, and finds nothing left to do.
  const SyncReport report = agent.sync(sticks.hub);
  CHECK(report.result == SyncResult::complete);
  CHECK(report.sent.commits == 0);
}

TEST_CASE("bundle exchange: twice is once, on both sides, and in any order with the network") {
  Sticks sticks;
  TestAgent agent(1);
  sticks.hub.enrol(1);
  for (int number = 0; number < 3; ++number) agent.record(punch_change(number));
  const base::Bytes early = sticks.from(agent).front();
  agent.record(punch_change(3));
  REQUIRE(agent.sync(sticks.hub).result == SyncResult::complete);
  const std::uint64_t counter = sticks.hub.registry.replicas.at(Sticks::own(agent)).counter;

  const std::string before = test::dump(*sticks.hub.store);
  for (int time = 0; time < 2; ++time) {
    const auto taken = sticks.to_hub(early);
    CHECK(taken.rejected.empty());
    CHECK(taken.report.commits == 0);
    CHECK(taken.report.refused.empty());
    const std::string here = test::dump(*agent.store);
    for (int again = 0; again < 2; ++again) CHECK(sticks.to_office(agent, taken.answers.front()).empty());
    CHECK(test::dump(*agent.store) == here);
    CHECK(pending(agent) == 0);
  }
  CHECK(test::dump(*sticks.hub.store) == before);
  CHECK(sticks.hub.registry.replicas.at(Sticks::own(agent)).counter == counter);
  agent.record(punch_change(4));
  CHECK(agent.sync(sticks.hub).result == SyncResult::complete);
}

TEST_CASE("bundle exchange: cut anywhere, then whole, is as whole at once") {
  Sticks sticks, whole;
  TestAgent agent(1);
  sticks.hub.enrol(1);
  whole.hub.enrol(1);
  for (int number = 0; number < 12; ++number) agent.record(punch_change(number));
  const base::Bytes file = sticks.from(agent, 300).front();
  whole.to_hub(file);
  std::uint64_t commits = 0;
  for (const std::size_t part : {3, 2, 1}) {
    const auto taken = sticks.to_hub(base::ByteView(file).first(file.size() / part));
    CHECK(taken.rejected.empty());
    commits += taken.report.commits;
    if (part == 2) CHECK((commits > 0 && commits < 12));
  }
  CHECK(commits == 12);
  CHECK(test::dump(*sticks.hub.store) == test::dump(*whole.hub.store));
}

TEST_CASE("bundle exchange: parts in the wrong order are refused with the gap named, and heal") {
  Sticks sticks;
  TestAgent agent(1);
  sticks.hub.enrol(1);
  for (int number = 0; number < 12; ++number) agent.record(punch_change(number));
  const auto parts = sticks.from(agent, 300, 600);
  REQUIRE(parts.size() > 2);
  const auto late = sticks.to_hub(parts[1]);
  CHECK(late.report.commits == 0);
  REQUIRE_FALSE(late.report.refused.empty());
  CHECK_THAT(late.report.refused.front().reason, test::contains("gap"));
  sticks.to_office(agent, late.answers.front());
  CHECK(pending(agent) == 12);
  for (const base::Bytes& part : parts) CHECK(sticks.to_hub(part).report.refused.empty());
  sticks.to_office(agent, sticks.to_hub(parts[0]).answers.front());
  CHECK(pending(agent) == 0);
}

TEST_CASE("bundle exchange: who is revoked, unknown or somebody else gets nothing stored") {
  Sticks sticks;
  TestAgent agent(1), stranger(3), neighbour(4, "7.02");
  sticks.hub.enrol(1);
  sticks.hub.enrol(4, "7.01");
  sticks.hub.enrol(5, "7.02");
  agent.record(punch_change(1));
  stranger.record(punch_change(2));
  neighbour.record(punch_change(3));
  CHECK(sticks.to_hub(sticks.from(stranger).front()).rejected == std::vector<std::string>{"unknown_replica"});
  CHECK(sticks.to_hub(sticks.from(neighbour).front()).rejected == std::vector<std::string>{"other_scope"});

  // What one PC signed, under another one's name: in the header, and re-signed.
  const auto requests = requests_for_bundle(*agent.store, agent.identity, agent.counter, 1000);
  BundleHeader header{BundleKind::to_hub, fingerprint_of(agent.identity.hub_key), test::origin(5), {}, 1, 1};
  const auto relabelled = write_bundle(header, &agent.identity.hub_key, requests.messages, 1 << 20, sticks.random);
  CHECK(sticks.to_hub(relabelled->front()).rejected == std::vector<std::string>{"bad_request"});
  const auto envelope = wire::parse_request(requests.messages.front()).value();
  const std::vector<base::Bytes> resigned{
      wire::sign_request(test::key_pair(5), agent.identity.hub_key, bundle_path, 9, envelope.frame)};
  const auto stolen = write_bundle(header, &agent.identity.hub_key, resigned, 1 << 20, sticks.random);
  CHECK(sticks.to_hub(stolen->front()).rejected == std::vector<std::string>{"other_scope"});
  // A request of the network is none of a bundle.
  auto session = agent.session();
  header.sender = test::origin(1);
  const std::vector<base::Bytes> online{std::get<AgentSession::Post>(session.start()).body};
  const auto replayed = write_bundle(header, &agent.identity.hub_key, online, 1 << 20, sticks.random);
  CHECK(sticks.to_hub(replayed->front()).rejected == std::vector<std::string>{"bad_signature"});

  sticks.hub.registry.replicas.at(test::origin(1)).revoked = true;
  CHECK(sticks.to_hub(sticks.from(agent).front()).rejected == std::vector<std::string>{"revoked"});
  CHECK(test::query(*sticks.hub.store, "SELECT count(*) FROM commit_log") == "0");
}

TEST_CASE("bundle exchange: an answer that is not the hub's, or for another PC, changes nothing") {
  Sticks sticks;
  TestAgent agent(1), other(2);
  sticks.hub.enrol(1);
  sticks.hub.enrol(2);
  agent.record(punch_change(1));
  other.record(punch_change(2));
  const auto answer = sticks.to_hub(sticks.from(other).front()).answers.front();
  CHECK(BundleReader::open(answer, agent.identity.key).has_error());
  // The same words to another PC: sealed anew by somebody who could read them.
  BundleReader reader = BundleReader::open(answer, other.identity.key).value();
  const std::vector<base::Bytes> message{reader.next().message};
  const auto forwarded = seal_answers(*sticks.hub.registry.find(test::origin(1)), message, sticks.hub.identity.key.public_key(),
                                      1 << 20, sticks.random);
  const std::string before = test::dump(*agent.store);
  CHECK(sticks.to_office(agent, forwarded->front()).size() == 1);
  // An impostor's.
  TestHub impostor;
  impostor.identity.key = test::key_pair(66);
  const auto forged = messages_for(*sticks.hub.registry.find(test::origin(1)), {}, impostor.exchange, 1 << 20);
  const auto file = seal_answers(*sticks.hub.registry.find(test::origin(1)), forged, impostor.identity.key.public_key(), 1 << 20,
                                 sticks.random);
  CHECK(sticks.to_office(agent, file->front()).size() == 1);
  CHECK(test::dump(*agent.store) == before);
  CHECK(pending(agent) == 1);
}

TEST_CASE("bundle exchange: an old answer takes nothing back") {
  Sticks sticks;
  TestAgent agent(1);
  sticks.hub.enrol(1);
  agent.record(punch_change(1));
  const auto old = sticks.to_hub(sticks.from(agent).front()).answers.front();
  // The hub was restored meanwhile and lost what it had; the office has heard of it.
  sticks.hub.identity.epoch = 78;
  sticks.hub.clock.advance(60'000);
  wire::ExchangeAnswer news;
  news.hub_epoch = 78;
  news.beacon = {sticks.hub.clock.wall().ms, sticks.hub.identity.key.sign(log::beacon_message(sticks.hub.clock.wall().ms))};
  AgentSession session = agent.session();
  REQUIRE(session.take_carried(news, test::noon_ms).has_value());
  sticks.to_office(agent, old);
  CHECK(pending(agent) == 1);
  CHECK(agent.store->number("hub_epoch") == 78);
}

TEST_CASE("bundle exchange: enrolment tells nobody the secret, and only who knows it can ask") {
  Sticks sticks;
  TestAgent agent(1);
  agent.record(punch_change(1));
  EnrolmentCode code;
  code.unit = "7.01";
  code.hub_key = fingerprint_of(sticks.hub.identity.key.public_key());
  sticks.random.fill(code.secret);
  sticks.hub.registry.codes[code.secret] = "7.01";
  const auto file_of = [&](const base::Bytes& message, const log::Origin& sender) {
    const BundleHeader header{BundleKind::enrolment, code.hub_key, sender, {}, 1, 1};
    const std::vector<base::Bytes> messages{message};
    return write_bundle(header, nullptr, messages, 1 << 20, sticks.random).value().front();
  };
  const base::Bytes asked = enrolment_for_bundle(agent.identity.key, code, "PC loket");
  const base::Bytes file = file_of(asked, Sticks::own(agent));
  CHECK(std::ranges::search(file, code.secret).empty());

  // A thief puts his key where the office's stood.
  auto raw = wire::open_frame(wire::FrameType::enrol_carried, asked, 4096).value();
  auto theft = wire::decode<wire::CarriedEnrolment>(raw, "").value();
  theft.key = test::key_pair(9).public_key();
  theft.signature = test::key_pair(9).sign(wire::carried_enrol_message(theft));
  const base::Bytes stolen = wire::seal_frame(wire::FrameType::enrol_carried, wire::encode(theft));
  CHECK(sticks.to_hub(file_of(stolen, test::origin(9))).rejected == std::vector<std::string>{"bad_signature"});
  EnrolmentCode guessed = code;
  guessed.secret[0] ^= 1;
  const base::Bytes guess = enrolment_for_bundle(test::key_pair(9), guessed, "PC");
  CHECK(sticks.to_hub(file_of(guess, test::origin(9))).rejected == std::vector<std::string>{"refused"});

  const auto taken = sticks.to_hub(file);
  CHECK(taken.rejected.empty());
  CHECK(taken.report.enrolled);
  REQUIRE(taken.answers.size() == 1);
  BundleReader reader = BundleReader::open(taken.answers.front(), agent.identity.key).value();
  const auto granted = read_bundle_answer(reader.next().message, {agent.identity.key.public_key(), base::PublicKey{}}).value();
  const auto& answer = std::get<wire::EnrolAnswer>(granted);
  CHECK(fingerprint_of(answer.hub_key) == code.hub_key);
  CHECK(answer.unit_name == "Dinas Contoh");
}

}  // namespace
}  // namespace hadir::sync
