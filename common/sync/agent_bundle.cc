#include "common/sync/agent_bundle.h"

#include "common/sync/hub_exchange.h"

namespace hadir::sync {
namespace {

using base::Error;
using base::Fault;

Error not_of_the_hub() {
  return {Fault::refused, "jawaban dalam berkas ini bukan dari hub tempat PC ini terdaftar",
          "minta berkas jawaban yang baru kepada sekretariat"};
}

}  // namespace

BundleRequests requests_for_bundle(store::ReplicaStore& store, const AgentIdentity& identity, RequestCounter& counter,
                                   std::size_t message_bytes) {
  BundleRequests done;
  wire::ExchangeRequest request = plain_request(store, identity);
  // Nobody can say that a bundle was not understood.
  request.version = HubProtocol(store).proven();
  std::size_t bytes = 0;
  const auto flush = [&] {
    const base::Bytes frame = wire::seal_request(request, identity.parties());
    done.messages.push_back(wire::sign_request(identity.key, identity.hub_key, bundle_path, counter.next(), frame));
    request.push.clear();
    bytes = 0;
  };
  const log::Origin own = log::origin_of(identity.key.public_key());
  for (std::size_t lane = 0; lane < model::lane_count; ++lane) {
    const auto stream = store.stream({own, identity.unit, static_cast<model::Lane>(lane)});
    if (!stream) continue;
    for (std::uint64_t after = stream->receipt_seq; after < stream->stored.seq;) {
      auto slice = store.slice_after(*stream, after, message_bytes - std::min(bytes, message_bytes - 1));
      if (!slice) break;
      after = slice->last_seq();
      bytes += log::size_of(*slice);
      done.commits += slice->commits.size();
      request.push.push_back(std::move(*slice));
      if (bytes >= message_bytes) flush();
    }
  }
  if (!request.push.empty() || done.messages.empty()) flush();
  return done;
}

base::Bytes enrolment_for_bundle(const base::KeyPair& key, const EnrolmentCode& code, const std::string& label) {
  const base::KeyPair code_key = code_key_of(code.secret);
  wire::CarriedEnrolment request;
  request.oldest_protocol = wire::oldest_protocol;
  request.newest_protocol = wire::newest_protocol;
  request.unit = code.unit;
  request.key = key.public_key();
  request.label = label;
  request.code_key = code_key.public_key();
  const base::Bytes message = wire::carried_enrol_message(request);
  request.proof = code_key.sign(message);
  request.signature = key.sign(message);
  return wire::seal_frame(wire::FrameType::enrol_carried, wire::encode(request));
}

base::Result<BundleAnswer> read_bundle_answer(base::ByteView message, const wire::Parties& parties) {
  const base::PublicKey& receiver = parties.asker;
  const auto envelope = wire::parse_request(message);
  if (!envelope) return envelope.error();
  const auto is_signed_by = [&](const base::PublicKey& key) {
    return envelope->origin == log::origin_of(key) && wire::verify_request(*envelope, key, receiver, bundle_path);
  };
  if (wire::type_of_frame(envelope->frame) == wire::FrameType::enrolled) {
    const auto answer = wire::open_place(envelope->frame);
    if (!answer) return answer.error();
    if (!is_signed_by(answer->hub_key)) return not_of_the_hub();
    return BundleAnswer(*answer);
  }
  if (!is_signed_by(parties.answerer)) return not_of_the_hub();
  if (wire::names_snapshot(envelope->frame)) {
    const auto raw = wire::open_frame(wire::snapshot_answer_frame, envelope->frame, base::limits::frame_raw_bytes);
    if (!raw) return raw.error();
    auto snapshot = wire::decode<wire::SnapshotAnswer>(*raw, "snapshot answer");
    if (!snapshot) return snapshot.error();
    return BundleAnswer(std::move(*snapshot));
  }
  auto answer = wire::open_answer(envelope->frame, parties);
  if (!answer) return answer.error();
  return BundleAnswer(std::move(*answer));
}

}  // namespace hadir::sync
