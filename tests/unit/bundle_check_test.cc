// A bundle checked before it is taken: whichever bit was flipped on the stick, it is found.
#include "common/evidence/bundle_check.h"

#include "common/sync/agent_bundle.h"
#include "common/sync/hub_bundle.h"
#include "tests/catch.h"
#include "tests/unit/sync_fixture.h"

using namespace hadir;
using sync::BundleHeader;
using sync::BundleKind;
using test::contains;
using test::TestAgent;
using test::TestHub;

namespace {

// Flips one bit in every seventh byte of the file. Each must be found, or make it no bundle for us at all, or have changed
// nothing that is said in it.
void every_flip_is_found(const base::Bytes& file, const evidence::BundleTrust& trust, std::size_t from = 0,
                         const std::function<bool(base::ByteView)>& says_the_same = {}) {
  for (std::size_t at = from; at < file.size(); at += 7) {
    base::Bytes copy = file;
    copy[at] ^= static_cast<std::uint8_t>(1u << at % 8);
    const auto report = evidence::verify_bundle(copy, trust);
    INFO("byte " << at << " of " << file.size());
    CHECK((report.has_error() || !report->intact() || (says_the_same && says_the_same(copy))));
  }
}

}  // namespace

TEST_CASE("bundle check: requests and answers are whole, and one flipped bit is found") {
  TestHub hub;
  TestAgent agent(1);
  hub.enrol(1);
  base::SeededRandom random{5};
  for (int number = 0; number < 6; ++number) agent.record(test::punch_change(number));
  const base::PublicKey hub_key = hub.identity.key.public_key();
  const log::Origin own = log::origin_of(agent.identity.key.public_key());

  const auto requests = sync::requests_for_bundle(*agent.store, agent.identity, agent.counter, 300);
  const base::Bytes file = sync::write_bundle({BundleKind::to_hub, sync::fingerprint_of(hub_key), own, {}, 1, 1}, &hub_key,
                                              requests.messages, base::limits::bundle_bytes, random)
                               .value()
                               .front();
  const evidence::BundleTrust at_hub{hub.identity.key, hub_key, [&](const log::Origin& origin) -> std::optional<base::PublicKey> {
                                       return origin == own ? std::optional(agent.identity.key.public_key()) : std::nullopt;
                                     }};
  const auto whole = evidence::verify_bundle(file, at_hub).value();
  INFO(evidence::to_text(whole));
  CHECK(whole.intact());
  CHECK(whole.commits == 6);
  CHECK(whole.messages == requests.messages.size());
  every_flip_is_found(file, at_hub);

  // Cut off, of a stranger, for somebody else.
  CHECK_THAT(evidence::to_text(evidence::verify_bundle(base::ByteView(file).first(file.size() - 5), at_hub).value()),
             contains("terpotong"));
  CHECK_FALSE(evidence::verify_bundle(file, {hub.identity.key, hub_key, {}}).value().intact());
  CHECK(test::error_of(evidence::verify_bundle(file, {agent.identity.key, hub_key, {}})).fault == base::Fault::refused);

  sync::HubIntake intake(hub.exchange, own);
  store::Transaction transaction(hub.store->database());
  auto reader = sync::HubIntake::open(file, hub.identity.key).value();
  for (auto piece = reader.next(); piece.what == sync::BundleReader::Piece::What::message; piece = reader.next())
    intake.take(BundleKind::to_hub, piece.message).value();
  const auto messages = intake.answer(base::limits::bundle_bytes);
  transaction.commit();
  const base::Bytes answer =
      sync::seal_answers(*hub.registry.find(own), messages, hub_key, base::limits::bundle_bytes, random).value().front();
  const evidence::BundleTrust at_office{agent.identity.key, hub_key, {}};
  CHECK(evidence::verify_bundle(answer, at_office).value().intact());
  every_flip_is_found(answer, at_office);
  // Well sealed, by somebody who is not the hub.
  CHECK_FALSE(evidence::verify_bundle(answer, {agent.identity.key, test::key_pair(9).public_key(), {}}).value().intact());
}

TEST_CASE("bundle check: a request for enrolment is covered by its own signatures") {
  base::SeededRandom random{6};
  const base::KeyPair key = test::key_pair(1), hub = test::key_pair(2);
  sync::EnrolmentCode code;
  code.url = "https://hub.example.go.id";
  code.hub_key = sync::fingerprint_of(hub.public_key());
  code.secret.fill(7);
  code.unit = "7.01";
  const BundleHeader header{BundleKind::enrolment, code.hub_key, log::origin_of(key.public_key()), {}, 1, 1};
  const std::vector<base::Bytes> messages{sync::enrolment_for_bundle(key, code, "PC loket")};
  const base::Bytes file = sync::write_bundle(header, nullptr, messages, base::limits::bundle_bytes, random).value().front();
  const evidence::BundleTrust trust{hub, hub.public_key(), {}};
  CHECK(evidence::verify_bundle(file, trust).value().intact());
  // What says the same in other words, such as another way to compress it, is the same request.
  const auto words_of = [&](base::ByteView bundle) {
    auto reader = sync::BundleReader::open(bundle, hub).value();
    const auto raw = wire::open_frame(wire::FrameType::enrol_carried, reader.next().message, 4096).value();
    return wire::carried_enrol_message(wire::decode<wire::CarriedEnrolment>(raw, "").value());
  };
  const base::Bytes words = words_of(file);
  const auto message = std::ranges::search(file, messages.front());
  every_flip_is_found(file, trust, static_cast<std::size_t>(message.begin() - file.begin()),
                      [&](base::ByteView copy) { return words_of(copy) == words; });
}
