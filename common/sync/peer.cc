#include "common/sync/peer.h"

#include "common/base/sealing.h"
#include "common/sync/hand_out.h"

namespace hadir::sync {
namespace {

using base::Error;
using base::Fault;

constexpr std::string_view members_name = "members";
constexpr std::uint8_t peer_version = 2;  // the first that two PCs speak
// Of commits in one message, before compression: an office's network is quick.
constexpr std::size_t message_bytes = 1024 * 1024;
constexpr std::size_t sealed_key_bytes = sizeof(base::SymmetricKey) + base::sealing_bytes;

Error stranger() {
  return {Fault::refused, "PC itu tidak terdaftar pada unit ini", "periksa alamatnya, dan sambungkan PC ini sekali ke hub"};
}

Error broken(const char* what) { return {Fault::bad_input, std::string("PC itu menjawab lain daripada hadir: ") + what, ""}; }

}  // namespace

std::optional<Members> kept_members(store::ReplicaStore& store, const AgentIdentity& identity) {
  const auto kept = store.bytes(members_name);
  if (!kept) return std::nullopt;
  auto members = read_members(*kept, identity.hub_key, identity.unit);
  return members ? std::optional(std::move(*members)) : std::nullopt;
}

base::Result<void> keep_members(store::ReplicaStore& store, const AgentIdentity& identity, base::ByteView statement, ToldBy by) {
  const auto members = read_members(statement, identity.hub_key, identity.unit);
  if (!members) return members.error();
  const auto kept = kept_members(store, identity);
  if (by == ToldBy::hub || !kept || kept->hub_ms < members->hub_ms) store.set_bytes(members_name, statement);
  return {};
}

base::Bytes PeerExchange::hello() {
  base::ByteWriter out;
  out.raw(identity_.key.public_key());
  out.sized(store_.bytes(members_name).value_or(base::Bytes()));
  return wire::seal_frame(wire::FrameType::peer_hello, out.bytes());
}

base::Result<base::PublicKey> PeerExchange::meet(base::ByteView hello) {
  const auto raw = wire::open_frame(wire::FrameType::peer_hello, hello, 2 * base::limits::extension_bytes);
  if (!raw) return raw.error();
  base::ByteReader in(*raw);
  const base::PublicKey key = in.array<32>();
  const base::ByteView statement = in.sized(base::limits::extension_bytes, "members too long");
  if (!in.finished()) return broken(in.fault());
  if (key == identity_.key.public_key()) return Error{Fault::refused, "itu PC ini sendiri", ""};
  // One that is not of our hub teaches us nothing; what we know decides then.
  if (!statement.empty()) static_cast<void>(keep_members(store_, identity_, statement, ToldBy::pc));
  const auto members = kept_members(store_, identity_);
  if (!members || !members->may_speak(key)) return stranger();
  push_.clear();
  is_first_ = true;
  return key;
}

PeerExchange::Have PeerExchange::have() {
  Have all;
  for (const std::string& scope : scopes()) {
    wire::ScopeVectors one{scope, {}};
    for (std::size_t lane = 0; lane < model::lane_count; ++lane)
      one.lanes[lane] = store_.stored_vector(scope, static_cast<model::Lane>(lane));
    all.push_back(std::move(one));
  }
  return all;
}

base::Result<base::Bytes> PeerExchange::ask(const base::PublicKey& peer) {
  wire::ExchangeRequest request;
  request.version = peer_version;
  request.oldest_protocol = peer_version;
  request.newest_protocol = wire::newest_protocol;
  request.answer_bytes = message_bytes;
  request.have = have();
  if (const auto statement = store_.bytes(members_name)) request.parts.push_back({members_part, *statement});
  request.push = std::exchange(push_, {});
  under_way_ = 0;
  for (const log::Slice& slice : request.push) under_way_ += slice.commits.size();
  asked_ = random_.next() >> 1;
  return sealed(peer, asked_, wire::seal_request(request, {identity_.key.public_key(), peer}));
}

base::Result<PeerReport> PeerExchange::take(const base::PublicKey& peer, base::ByteView message, std::int64_t now_ms) {
  const auto envelope = opened(message, std::span(&peer, 1));
  if (!envelope) return envelope.error();
  if (envelope->number != asked_) return broken("an answer to another request");
  auto answer = wire::open_answer(envelope->frame, {identity_.key.public_key(), peer});
  if (!answer) return answer.error();
  PeerReport report{.peer = log::origin_of(peer), .sent = under_way_};
  store::Transaction transaction(store_.database());
  take_slices(answer->pull, now_ms, report);
  transaction.commit();
  note_holds(answer->holds, report);
  bool left = false;
  push_ = lacking(answer->holds, left);
  // Whoever takes nothing of what was offered will not take it the next time.
  const bool is_listening = std::exchange(is_first_, false) || under_way_ > 0;
  report.more = (answer->more && report.received > 0) || (!push_.empty() && is_listening);
  return report;
}

base::Result<PeerExchange::Answered> PeerExchange::answer(base::ByteView message, std::int64_t now_ms) {
  const auto members = kept_members(store_, identity_);
  std::vector<base::PublicKey> keys;
  if (members)
    for (const Member& one : members->pcs)
      if (one.active) keys.push_back(one.key);
  const auto envelope = opened(message, keys);
  if (!envelope) return envelope.error();
  auto request = wire::open_request(envelope->frame, {envelope->sender, identity_.key.public_key()});
  if (!request) return request.error();
  Answered done{{}, {.peer = log::origin_of(envelope->sender)}};
  if (const wire::Part* part = find_part(request->parts, members_part))
    static_cast<void>(keep_members(store_, identity_, part->content, ToldBy::pc));
  wire::ExchangeAnswer answer;
  answer.version = request->version;
  store::Transaction transaction(store_.database());
  take_slices(request->push, now_ms, done.report);
  answer.pull = lacking(request->have, answer.more);
  answer.holds = have();
  transaction.commit();
  for (const log::Slice& slice : answer.pull) done.report.sent += slice.commits.size();
  note_holds(request->have, done.report);
  auto sealed =
      this->sealed(envelope->sender, envelope->number, wire::seal_answer(answer, {envelope->sender, identity_.key.public_key()}));
  if (!sealed) return sealed.error();
  done.answer = std::move(*sealed);
  return done;
}

// Whose commits these may be: the secretariat's, a PC's that the hub lists, whatever became of it, or an author's whom the hub
// itself made known to us before.
bool PeerExchange::may_write(const log::Slice& slice, const Members& members) {
  if (slice.key == identity_.hub_key) return true;
  if (const auto known = store_.stream(slice.stream)) return true;
  if (slice.first_seq == 1 && !slice.commits.empty())
    if (const auto header = log::decode_header(slice.commits.front().header);
        header && log::names_hub_writer(*header, slice.key, identity_.hub_key))
      return true;
  return slice.stream.scope == identity_.unit && members.find(slice.key) != nullptr;
}

void PeerExchange::take_slices(const std::vector<log::Slice>& slices, std::int64_t now_ms, PeerReport& report) {
  const auto members = kept_members(store_, identity_);
  if (!members) return;
  const log::Origin own = log::origin_of(identity_.key.public_key());
  for (const log::Slice& slice : slices) {
    // A colleague who has more of us than we do shows that our database was put back; the hub says what to do about that.
    if (slice.stream.origin == own) continue;
    if ((slice.stream.scope != log::province && slice.stream.scope != identity_.unit) || !may_write(slice, *members)) {
      report.not_taken.push_back({Fault::refused, "bukan catatan PC unit ini: " + log::to_text(slice.stream), ""});
      continue;
    }
    if (const auto ingested = store_.ingest(slice, now_ms))
      report.received += ingested->new_commits;
    else
      report.not_taken.push_back(ingested.error());
  }
}

std::vector<log::Slice> PeerExchange::lacking(const Have& theirs, bool& more) {
  Room room{message_bytes, base::limits::frame_bytes - base::limits::slice_bytes};
  std::vector<log::Slice> slices;
  more = false;
  for (std::size_t lane = 0; lane < model::lane_count && !more; ++lane)
    for (const std::string& scope : scopes()) {
      const auto has = std::ranges::find(theirs, scope, &wire::ScopeVectors::scope);
      if (has == theirs.end()) continue;
      std::vector<HandOut::Offer> offers;
      for (store::StreamInfo& stream : store_.streams(scope, static_cast<model::Lane>(lane))) {
        const std::uint64_t held = has->lanes[lane].at(stream.stream.origin);
        if (held < stream.stored.seq) offers.push_back({std::move(stream), held});
      }
      HandOut out(std::move(offers), reader_of(store_), room);
      for (std::size_t index = 0; index < out.size() && !more; ++index) more = !out.take(index);
      std::ranges::move(out.slices(), std::back_inserter(slices));
      if (more) break;
    }
  return slices;
}

void PeerExchange::note_holds(const Have& theirs, PeerReport& report) const {
  const log::Origin own = log::origin_of(identity_.key.public_key());
  for (const wire::ScopeVectors& one : theirs)
    if (one.scope == identity_.unit)
      for (std::size_t lane = 0; lane < model::lane_count; ++lane) report.holds[lane] = one.lanes[lane].at(own);
}

// A key sealed to the receiver, and the signed request encrypted with it.
base::Result<base::Bytes> PeerExchange::sealed(const base::PublicKey& peer, std::uint64_t number, base::ByteView frame) {
  const base::Bytes signed_ = wire::sign_request(identity_.key, peer, peer_path, number, frame);
  base::SymmetricKey key;
  random_.fill(key);
  const auto sealed_key = base::seal_to(peer, key, random_);
  if (!sealed_key) return stranger();
  base::ByteWriter out;
  out.raw(*sealed_key);
  out.raw(base::encrypt(key, 0, base::bytes_of(peer_path), signed_));
  base::wipe(key);
  return out.take();
}

base::Result<PeerExchange::Opened> PeerExchange::opened(base::ByteView message, std::span<const base::PublicKey> senders) {
  if (message.size() < sealed_key_bytes) return broken("too short");
  const auto key = base::unseal(identity_.key, message.first(sealed_key_bytes));
  base::SymmetricKey secret;
  if (!key || key->size() != secret.size()) return broken("not sealed to this PC");
  std::ranges::copy(*key, secret.begin());
  const auto plain = base::decrypt(secret, 0, base::bytes_of(peer_path), message.subspan(sealed_key_bytes));
  base::wipe(secret);
  if (!plain) return broken("changed on its way");
  const auto envelope = wire::parse_request(*plain);
  if (!envelope) return envelope.error();
  for (const base::PublicKey& sender : senders)
    if (log::origin_of(sender) == envelope->origin) {
      if (!wire::verify_request(*envelope, sender, identity_.key.public_key(), peer_path)) return broken("wrong signature");
      return Opened{sender, envelope->counter, base::Bytes(envelope->frame.begin(), envelope->frame.end())};
    }
  return stranger();
}

}  // namespace hadir::sync
