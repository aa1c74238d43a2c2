#include "common/sync/hub_bundle.h"

namespace hadir::sync {
namespace {

using base::Error;
using base::Fault;

// Of commits in one message, before compression; with the slice that exceeds it, it fits into a part.
constexpr std::uint32_t answer_bytes = 1024 * 1024;

base::Bytes signed_for(const base::PublicKey& receiver, const HubIdentity& identity, base::ByteView frame) {
  // Nothing counts the hub's messages: what they bring changes nothing the second time.
  return wire::sign_request(identity.key, receiver, bundle_path, 0, frame);
}

wire::ScopeVectors& vectors_of(std::vector<wire::ScopeVectors>& all, const std::string& scope) {
  for (wire::ScopeVectors& one : all)
    if (one.scope == scope) return one;
  return all.emplace_back(wire::ScopeVectors{scope, {}});
}

std::uint64_t stored_of(store::ReplicaStore& store, const wire::ExchangeRequest& request) {
  std::uint64_t stored = 0;
  for (const log::Slice& slice : request.push)
    if (const auto stream = store.stream(slice.stream)) stored += stream->stored.seq;
  return stored;
}

}  // namespace

base::Result<BundleReader> HubIntake::open(base::ByteView file, const base::KeyPair& hub_key) {
  const auto header = read_bundle_header(file);
  if (!header) return header.error();
  if (header->kind == BundleKind::to_office)
    return Error{Fault::refused, "berkas ini jawaban untuk sebuah kantor, bukan kiriman untuk hub",
                 "bawa ke PC kantor itu, lalu: hadir bundle import BERKAS"};
  if (header->receiver != fingerprint_of(hub_key.public_key()))
    return Error{Fault::refused, "berkas kiriman ini untuk hub lain", "bawa kepada sekretariat yang dituju"};
  return BundleReader::open(file, hub_key);
}

Admission<void> HubIntake::take(BundleKind kind, base::ByteView message) {
  auto taken = kind == BundleKind::enrolment ? take_place(exchange_.enrol_carried(message)) : take_request(message);
  if (taken)
    ++report_.messages;
  else
    exchange_.note(taken.error(), proven_ ? &sender_ : nullptr);
  return taken;
}

Admission<void> HubIntake::take_request(base::ByteView message) {
  // Who comes back is not known yet, or not any more: what it says of itself is signed inside.
  if (const auto envelope = wire::parse_request(message);
      envelope && wire::type_of_frame(envelope->frame) == wire::FrameType::rejoin)
    return take_place(exchange_.rejoin_carried(envelope->frame));
  const auto identified = exchange_.identify(message);
  if (!identified) return identified.error();
  // Who carries it reads the sender in the header: it must be the one who signed.
  if (identified->sender.origin != sender_)
    return rejection_of(
        {Fault::bad_input, "kepala berkas kiriman menyebut pengirim lain daripada yang menandatangani isinya", ""});
  auto opened = HubExchange::open(*identified, exchange_.identity().key.public_key(), bundle_path);
  if (!opened) return opened.error();
  proven_ = identified->sender;
  report_.unit = proven_->unit;
  report_.label = proven_->label;
  opened->request.answer_bytes = 0;  // what it lacks comes at the end, once
  const std::uint64_t before = stored_of(exchange_.store(), opened->request);
  auto answer = exchange_.apply_carried(*opened);
  if (!answer) return answer.error();
  report_.commits += stored_of(exchange_.store(), opened->request) - before;
  said_ = std::move(opened->request);
  said_.push.clear();
  report_.refused.insert(report_.refused.end(), answer->refused.begin(), answer->refused.end());
  return {};
}

Admission<void> HubIntake::take_place(const Admission<HubExchange::Granted>& granted) {
  if (!granted) return granted.error();
  if (granted->replica.origin != sender_)
    return rejection_of({Fault::bad_input, "kepala berkas kiriman menyebut PC lain daripada isinya", ""});
  proven_ = granted->replica;
  report_.unit = proven_->unit;
  report_.label = proven_->label;
  report_.enrolled |= granted->is_new;
  enrolled_ = signed_for(proven_->key, exchange_.identity(), wire::seal_place(granted->answer));
  return {};
}

std::vector<base::Bytes> HubIntake::answer(std::size_t most_bytes) {
  if (!proven_ || report_.messages == 0) return {};
  std::vector<base::Bytes> messages = messages_for(*proven_, said_, exchange_, most_bytes, report_.refused);
  if (enrolled_) messages.insert(messages.begin(), *enrolled_);
  return messages;
}

std::vector<base::Bytes> messages_for(const Enrolled& receiver, wire::ExchangeRequest request, HubExchange& exchange,
                                      std::size_t most_bytes, std::span<const wire::Refusal> refused) {
  store::ReplicaStore& store = exchange.store();
  // Nobody can say that a bundle was not understood.
  request.version = static_cast<std::uint8_t>(std::min<std::uint32_t>(request.newest_protocol, wire::newest_protocol));
  if (request.have.empty()) {
    // Its own commits it has, whatever else it lacks.
    wire::ScopeVectors& own = vectors_of(request.have, receiver.unit);
    for (std::size_t lane = 0; lane < model::lane_count; ++lane)
      if (const auto stream = store.stream({receiver.origin, receiver.unit, static_cast<model::Lane>(lane)}))
        own.lanes[lane].raise(receiver.origin, stream->stored.seq);
  }
  std::vector<base::Bytes> messages;
  std::size_t bytes = 0;
  for (bool more = true; more;) {
    request.answer_bytes = answer_bytes;
    wire::ExchangeAnswer answer = exchange.answer_unasked(receiver, request);
    if (messages.empty())
      answer.refused.assign(refused.begin(), refused.begin() + std::min(refused.size(), base::limits::frame_refusals));
    base::Bytes message = signed_for(receiver.key, exchange.identity(), exchange.seal(answer, receiver));
    if (!messages.empty() && bytes + message.size() > most_bytes) break;
    bytes += message.size();
    messages.push_back(std::move(message));
    for (const log::Slice& slice : answer.pull)
      vectors_of(request.have, slice.stream.scope)
          .lanes[static_cast<std::size_t>(slice.stream.lane)]
          .raise(slice.stream.origin, slice.last_seq());
    more = answer.more && !answer.pull.empty();
  }
  return messages;
}

std::optional<std::vector<base::Bytes>> seal_answers(const Enrolled& receiver, std::span<const base::Bytes> messages,
                                                     const base::PublicKey& hub_key, std::size_t part_bytes,
                                                     base::Random& random) {
  BundleHeader header;
  header.kind = BundleKind::to_office;
  header.receiver = fingerprint_of(receiver.key);
  header.sender = log::origin_of(hub_key);
  return write_bundle(header, &receiver.key, messages, part_bytes, random);
}

}  // namespace hadir::sync
