#include "common/sync/hub_exchange.h"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "common/base/limits.h"
#include "common/base/text.h"
#include "common/sync/check.h"
#include "common/sync/hand_out.h"
#include "common/sync/rejoin.h"

namespace hadir::sync {
namespace {

using base::Error;
using base::Fault;

// Raw bytes of one answer: what an agent asks for, but no more than this. While they become columns they take some fourteen times
// as much memory, for each answer that is being made; and larger batches compress hardly better (COLUMNS.md, section 7).
constexpr std::size_t most_answer_bytes = 512 * 1024;
// What belongs together may exceed that, but never so far that it would not fit into a frame even where nothing compresses.
constexpr std::size_t most_pull_bytes = base::limits::frame_bytes - base::limits::slice_bytes;
// Unknown authors for whom one PC may vouch: as many PCs as an office ever had.
constexpr std::size_t most_strangers = 32;
const Error too_many_strangers{Fault::too_large, "PC ini membawa catatan dari terlalu banyak PC yang tidak dikenal hub",
                               "hubungi sekretariat"};
constexpr std::size_t place_request_bytes = 4096;

Rejection reject(unsigned status, const char* code, std::string what, std::string hint, Fault fault = Fault::refused) {
  return {status, code, {fault, std::move(what), std::move(hint)}, std::nullopt};
}

std::vector<std::string> scopes_of(const Enrolled& sender) { return {std::string(log::province), sender.unit}; }

const log::VersionVector* held(const std::vector<wire::ScopeVectors>& have, const std::string& scope, std::size_t lane) {
  for (const wire::ScopeVectors& one : have)
    if (one.scope == scope) return &one.lanes[lane];
  return nullptr;
}

bool is_refused(const wire::ExchangeAnswer& answer, const log::Slice& slice) {
  return std::ranges::any_of(answer.refused, [&](const wire::Refusal& refusal) {
    return refusal.stream == slice.stream && refusal.first_seq <= slice.first_seq;
  });
}

}  // namespace

void throw_exception_from_error(const Rejection& rejection, const boost::source_location&) {
  throw base::Failure(rejection.error);
}

Rejection rejection_of(const Error& error) {
  switch (error.fault) {
    case Fault::too_large: return {413, "too_large", error, {}};
    case Fault::unsupported: return {426, "unsupported", error, {}};
    case Fault::refused: return {403, "refused", error, {}};
    case Fault::not_found: return {404, "not_found", error, {}};
    case Fault::busy:
    case Fault::storage:
    case Fault::corrupt:
    case Fault::unreachable: return {503, "unavailable", error, {}};
    case Fault::bad_input:
    case Fault::clash: break;
  }
  return {400, "bad_request", error, {}};
}

HubReply reply_of(const Rejection& rejection) {
  boost::json::object problem{{"status", rejection.status}, {"code", rejection.code}, {"detail", rejection.error.what}};
  if (!rejection.error.hint.empty()) problem["hint"] = rejection.error.hint;
  if (rejection.counter) problem["counter"] = *rejection.counter;
  const std::string text = boost::json::serialize(problem);
  return {rejection.status, base::Bytes(text.begin(), text.end())};
}

Admission<HubExchange::Identified> HubExchange::identify(base::ByteView body) {
  if (body.size() > base::limits::frame_bytes)
    return reject(413, "too_large", "permintaan sebesar " + std::to_string(body.size()) + " bita terlalu besar",
                  "kirim dalam bagian yang lebih kecil", Fault::too_large);
  auto request = wire::parse_request(body);
  if (!request) return rejection_of(request.error());
  auto sender = registry_.find(request->origin);
  if (!sender || sender->arrival == Arrival::vouched)
    return reject(401, "unknown_replica", "PC ini (" + log::to_text(request->origin) + ") tidak terdaftar pada hub ini",
                  "minta kode pendaftaran kepada sekretariat, lalu: hadir-agent init --enrol KODE");
  return Identified{*request, std::move(*sender)};
}

Admission<void> HubExchange::prove(Identified& identified, const base::PublicKey& hub_key, std::string_view path) {
  if (!wire::verify_request(identified.request, identified.sender.key, hub_key, path))
    return reject(401, "bad_signature", "tanda tangan permintaan tidak cocok dengan kunci yang terdaftar untuk PC ini",
                  "permintaan berubah di jalan, atau PC lain memakai nama PC ini");
  identified.is_proven = true;
  return {};
}

Admission<void> HubExchange::check_proven(Identified identified, const base::PublicKey& hub_key, std::string_view path) {
  return identified.is_proven ? Admission<void>() : prove(identified, hub_key, path);
}

Admission<void> HubExchange::check_window(std::uint32_t oldest, std::uint32_t newest) {
  if (oldest <= wire::newest_protocol && newest >= wire::oldest_protocol) return {};
  return rejection_of(
      {Fault::unsupported, "tidak ada versi protokol yang sama-sama dikenal", "perbarui program yang lebih lama"});
}

Admission<HubExchange::Opened> HubExchange::open(const Identified& identified, const base::PublicKey& hub_key,
                                                 std::string_view path) {
  if (auto proven = check_proven(identified, hub_key, path); !proven) return proven.error();
  auto request = wire::open_request(identified.request.frame, {identified.sender.key, hub_key});
  if (!request) return rejection_of(request.error());
  if (auto spoken = check_window(request->oldest_protocol, request->newest_protocol); !spoken) return spoken.error();
  return Opened{identified.sender, identified.request.counter, std::move(*request), {}};
}

void HubExchange::check(Opened& opened, store::Database& reader) {
  opened.checks.clear();
  for (const log::Slice& slice : opened.request.push) opened.checks.push_back(store::ReplicaStore::check_beside(reader, slice));
}

base::Bytes HubExchange::seal(wire::ExchangeAnswer answer, const Enrolled& receiver) const {
  if (answer.receipt) answer.receipt->signature = identity_.key.sign(wire::receipt_message(answer.receipt->body));
  answer.beacon = beacon();
  return wire::seal_answer(answer, {receiver.key, identity_.key.public_key()});
}

Admission<Enrolled> HubExchange::admit_again(const log::Origin& origin, std::uint64_t counter) {
  auto sender = registry_.find(origin);
  if (!sender) return reject(401, "unknown_replica", "PC ini tidak terdaftar pada hub ini", "");
  if (counter <= sender->counter) {
    Rejection replayed = reject(401, "replayed", "permintaan dengan nomor ini sudah pernah diterima",
                                "salinan permintaan lama ditolak; permintaan berikutnya memakai nomor yang lebih besar");
    replayed.counter = sender->counter;
    return replayed;
  }
  if (auto place = check_place(*sender); !place) return place.error();
  return std::move(*sender);
}

void HubExchange::use_counter(const Enrolled& sender, std::uint64_t counter) {
  registry_.set_counter(sender.origin, counter, clock_.wall().ms);
}

Admission<void> HubExchange::check_place(const Enrolled& sender) {
  if (sender.revoked)
    return reject(403, "revoked", "pendaftaran PC ini (" + sender.label + ") telah dicabut oleh sekretariat",
                  "yang tercatat di PC ini tetap ada; minta kode baru kepada sekretariat");
  return {};
}

Admission<void> HubExchange::check_rights(const Enrolled& sender, const wire::ExchangeRequest& request) {
  for (const log::Slice& slice : request.push) {
    // Without its first commit nobody can say whose stream it is; storing it will find the gap.
    const bool is_headless = slice.first_seq > 1 && !store_.stream(slice.stream);
    if (is_headless && (slice.stream.scope == log::province || slice.stream.scope == sender.unit)) continue;
    // What the secretariat wrote comes back from any PC, if this hub was restored and lost it.
    if (is_by_hub(slice) && (slice.stream.scope == log::province || slice.stream.scope == sender.unit)) continue;
    if (slice.stream.scope != sender.unit)
      return reject(403, "other_scope",
                    "PC unit " + sender.unit + " tidak boleh menulis untuk " +
                        (slice.stream.scope.empty() ? "provinsi" : base::printable(slice.stream.scope, 40)),
                    "periksa untuk unit mana PC ini didaftarkan");
    if (slice.stream.origin == sender.origin) continue;
    // So do commits of the unit's other PCs, which those signed.
    const auto author = registry_.find(slice.stream.origin);
    if (log::origin_of(slice.key) != slice.stream.origin || (author && author->unit != sender.unit))
      return reject(403, "other_origin",
                    "PC " + log::to_text(slice.stream.origin) + " bukan PC unit ini, atau bukan kuncinya yang menandatangani",
                    "");
  }
  return {};
}

// A PC may be the last to hold what a colleague wrote whom this hub does not know any more; but not of any number of them.
bool HubExchange::may_bring(const Enrolled& sender, const log::Slice& slice) {
  return slice.stream.origin == sender.origin || is_by_hub(slice) || registry_.find(slice.stream.origin) ||
         registry_.descendants(sender.origin) < most_strangers;
}

bool HubExchange::is_by_hub(const log::Slice& slice) {
  const base::PublicKey& hub = identity_.key.public_key();
  if (slice.key == hub) return true;
  // The first commit says it; the stream's own note of it waits, as the commit may, for others.
  const auto stream = store_.stream(slice.stream);
  const auto stored = stream ? store_.slice_after(*stream, 0, 1) : std::nullopt;
  const auto header = log::decode_header((stored ? *stored : slice).commits.front().header);
  return header && log::names_hub_writer(*header, slice.key, hub);
}

Admission<wire::ExchangeAnswer> HubExchange::apply(const Opened& opened) {
  const auto sender = admit_again(opened.sender.origin, opened.counter);
  if (!sender) return sender.error();
  if (auto rights = check_rights(*sender, opened.request); !rights) return rights.error();
  use_counter(*sender, opened.counter);
  registry_.note_said(sender->origin, opened.counter, opened.request, clock_.wall().ms);
  wire::ExchangeAnswer answer = take_push(*sender, opened, opened.request.hub_epoch == identity_.epoch);
  if (!opened.request.push.empty()) answer.receipt = receipt_for(*sender);
  fill_answer(*sender, opened.request, answer);
  return answer;
}

Admission<wire::ExchangeAnswer> HubExchange::apply_carried(const Opened& opened) {
  const auto sender = registry_.find(opened.sender.origin);
  if (!sender) return reject(401, "unknown_replica", "PC ini tidak terdaftar pada hub ini", "");
  if (auto place = check_place(*sender); !place) return place.error();
  if (auto rights = check_rights(*sender, opened.request); !rights) return rights.error();
  registry_.note_said(sender->origin, opened.counter, opened.request, clock_.wall().ms);
  wire::ExchangeAnswer answer = take_push(*sender, opened, true);
  answer.receipt = receipt_for(*sender);
  fill_answer(*sender, opened.request, answer);
  return answer;
}

wire::ExchangeAnswer HubExchange::answer_unasked(const Enrolled& sender, const wire::ExchangeRequest& request) {
  wire::ExchangeAnswer answer;
  answer.receipt = receipt_for(sender);
  fill_answer(sender, request, answer);
  return answer;
}

// Stores what was pushed, slice by slice; what does not fit is in the answer's refusals. A sender that has not heard of this
// hub's restoration cannot know what is missing here: what depends on that comes again with it, in the next request.
wire::ExchangeAnswer HubExchange::take_push(const Enrolled& sender, const Opened& opened, bool knows_epoch) {
  const wire::ExchangeRequest& request = opened.request;
  const std::int64_t now_ms = clock_.wall().ms;
  wire::ExchangeAnswer answer;
  const std::set<const log::Slice*> too_early = knows_epoch ? std::set<const log::Slice*>() : unclosed(request.push, store_);
  for (std::size_t index = 0; index < request.push.size(); ++index) {
    const log::Slice& slice = request.push[index];
    const log::SliceCheck* check = index < opened.checks.size() && opened.checks[index] ? &*opened.checks[index] : nullptr;
    if (too_early.contains(&slice)) {
      answer.refused.push_back({slice.stream, slice.first_seq, base::name_of(Fault::clash), "gap: of what its author had seen"});
      continue;
    }
    const auto ingested =
        may_bring(sender, slice) ? store_.ingest(slice, now_ms, check) : base::Result<store::Ingested>(too_many_strangers);
    if (ingested && slice.stream.origin != sender.origin) note_carried(sender, slice, *ingested);
    if (ingested || answer.refused.size() >= base::limits::frame_refusals) continue;
    const Error& error = ingested.error();
    answer.refused.push_back({slice.stream, slice.first_seq, base::name_of(error.fault), base::printable(error.what, 1000)});
    note({200, base::name_of(error.fault), error, {}}, &sender.origin);
  }
  return answer;
}

// Somebody else's commits have come back: an author whom this hub does not know is on record from now on, with who vouched for
// him.
void HubExchange::note_carried(const Enrolled& sender, const log::Slice& slice, const store::Ingested& ingested) {
  if (ingested.new_commits == 0) return;
  const std::int64_t now_ms = clock_.wall().ms;
  if (is_by_hub(slice)) {
    // This database lacked what its own hub had written: what it writes from now on must not stand in the same places.
    store_.set_number(hub_behind_key, 1);
  } else if (!registry_.find(slice.stream.origin)) {
    registry_.admit({slice.stream.origin, slice.key, sender.unit, "", false, 0, Arrival::vouched, sender.origin}, now_ms);
  }
}

void HubExchange::fill_answer(const Enrolled& sender, const wire::ExchangeRequest& request, wire::ExchangeAnswer& answer) {
  answer.version = request.version;
  answer.hub_epoch = identity_.epoch;
  std::vector<LaneStreams> streams;
  for (const std::string& scope : scopes_of(sender)) {
    wire::ScopeVectors holds{scope, {}};
    LaneStreams& lanes = streams.emplace_back();
    for (std::size_t lane = 0; lane < model::lane_count; ++lane) {
      lanes[lane] = store_.streams(scope, static_cast<model::Lane>(lane));
      for (const store::StreamInfo& stream : lanes[lane]) holds.lanes[lane].raise(stream.stream.origin, stream.stored.seq);
    }
    answer.holds.push_back(std::move(holds));
  }
  fill_pull(sender, request, std::move(streams), answer);
  tell_members(sender, request, answer);
}

// To who asks and has another list than ours.
void HubExchange::tell_members(const Enrolled& sender, const wire::ExchangeRequest& request, wire::ExchangeAnswer& answer) {
  const wire::Part* known = find_part(request.parts, members_known_part);
  if (known == nullptr || answer.version < 2) return;
  const Members members{clock_.wall().ms, registry_.members(sender.unit)};
  if (std::ranges::equal(known->content, name_of(members.pcs))) return;
  answer.parts.push_back({members_part, members_statement(identity_.key, sender.unit, members)});
}

log::Beacon HubExchange::beacon() const {
  const std::int64_t now_ms = clock_.wall().ms;
  return {now_ms, identity_.key.sign(log::beacon_message(now_ms))};
}

wire::Receipt HubExchange::receipt_for(const Enrolled& sender) {
  wire::ReceiptBody body{identity_.epoch, clock_.wall().ms, {}};
  for (std::size_t lane = 0; lane < model::lane_count; ++lane)
    if (const auto stream = store_.stream({sender.origin, sender.unit, static_cast<model::Lane>(lane)});
        stream && stream->stored.seq > 0)
      body.entries.push_back({stream->stream, stream->stored});
  return {wire::encode(body), {}};
}

// Lanes in order of urgency, in each the province before the unit. `streams` are those of scopes_of(sender).
void HubExchange::fill_pull(const Enrolled& sender, const wire::ExchangeRequest& request, std::vector<LaneStreams> streams,
                            wire::ExchangeAnswer& answer) {
  Room room{std::min<std::size_t>(request.answer_bytes, most_answer_bytes), most_pull_bytes};
  static const log::VersionVector nothing;
  for (std::size_t lane = 0; lane < model::lane_count && !answer.more; ++lane) {
    for (std::size_t scope = 0; scope < streams.size(); ++scope) {
      const log::VersionVector* have = held(request.have, answer.holds[scope].scope, lane);
      std::vector<HandOut::Offer> offers;
      for (store::StreamInfo& stream : streams[scope][lane]) {
        if (stream.stream.origin == sender.origin && have == nullptr) continue;
        std::uint64_t after = (have != nullptr ? *have : nothing).at(stream.stream.origin);
        // What the sender has just pushed it has.
        for (const log::Slice& slice : request.push)
          if (slice.stream == stream.stream && !is_refused(answer, slice)) after = std::max(after, slice.last_seq());
        offers.push_back({std::move(stream), after});
      }
      HandOut out(std::move(offers), reader_of(store_), room);
      for (std::size_t index = 0; index < out.size() && !answer.more; ++index) answer.more = !out.take(index);
      std::ranges::move(out.slices(), std::back_inserter(answer.pull));
      if (answer.more) break;
    }
  }
  note_torn(store_, room);
}

void HubExchange::note(const Rejection& rejection, const log::Origin* origin) {
  registry_.note_refusal(origin, rejection.code, base::printable(rejection.error.what, 500), clock_.wall().ms);
}

HubReply HubExchange::exchange(base::ByteView body) {
  const auto done = store::guarded([&]() -> HubReply {
    store::Transaction transaction(store_.database());
    const auto refuse = [&](const Rejection& rejection, const log::Origin* origin) {
      note(rejection, origin);
      transaction.commit();
      return reply_of(rejection);
    };
    const auto identified = identify(body);
    if (!identified) return refuse(identified.error(), nullptr);
    const auto opened = open(*identified, identity_.key.public_key());
    if (!opened) return refuse(opened.error(), opened.error().status == 401 ? nullptr : &identified->sender.origin);
    auto answer = apply(*opened);
    if (!answer) return refuse(answer.error(), &identified->sender.origin);
    transaction.commit();
    return {200, seal(std::move(*answer), identified->sender)};
  });
  return done ? *done : reply_of(rejection_of(done.error()));
}

// A request for a place: `decide` answers the grant, or why there is none.
template <class Request, class Decide>
HubReply HubExchange::admit(wire::FrameType type, base::ByteView body, Decide decide) {
  const auto done = store::guarded([&]() -> HubReply {
    store::Transaction transaction(store_.database());
    const auto refuse = [&](const Rejection& rejection) {
      note(rejection, nullptr);
      transaction.commit();
      return reply_of(rejection);
    };
    const auto raw = wire::open_frame(type, body, place_request_bytes);
    if (!raw) return refuse(rejection_of(raw.error()));
    const auto request = wire::decode<Request>(*raw, "request for a place");
    if (!request) return refuse(rejection_of(request.error()));
    const Admission<Grant> grant = decide(*request, clock_.wall().ms);
    if (!grant) return refuse(grant.error());
    transaction.commit();
    return {200, wire::seal_place(enrol_answer(*grant, request->newest_protocol))};
  });
  return done ? *done : reply_of(rejection_of(done.error()));
}

// What `decide` grants to the holder of `key`.
template <class Decide>
Admission<HubExchange::Granted> HubExchange::granted(const base::PublicKey& key, std::uint32_t newest, Decide decide) {
  const auto before = registry_.find(log::origin_of(key));
  const Admission<Grant> grant = decide(clock_.wall().ms);
  if (!grant) return grant.error();
  auto replica = registry_.find(log::origin_of(key));
  HADIR_CHECK(replica.has_value());
  return Granted{std::move(*replica), enrol_answer(*grant, newest), !before || before->revoked};
}

Admission<HubExchange::Granted> HubExchange::enrol_carried(base::ByteView frame) {
  const auto raw = wire::open_frame(wire::FrameType::enrol_carried, frame, place_request_bytes);
  if (!raw) return rejection_of(raw.error());
  const auto request = wire::decode<wire::CarriedEnrolment>(*raw, "enrolment request");
  if (!request) return rejection_of(request.error());
  const base::Bytes message = wire::carried_enrol_message(*request);
  if (!base::verify(request->key, message, request->signature) || !base::verify(request->code_key, message, request->proof))
    return reject(401, "bad_signature", "berkas pendaftaran tidak ditandatangani oleh kunci dan kode yang dibawanya", "");
  return granted(request->key, request->newest_protocol, [&](std::int64_t now_ms) -> Admission<Grant> {
    auto grant = registry_.redeem_proven(request->code_key, request->unit, request->key, request->label, now_ms);
    if (!grant) return rejection_of(grant.error());
    return std::move(*grant);
  });
}

Admission<HubExchange::Granted> HubExchange::rejoin_carried(base::ByteView frame) {
  const auto raw = wire::open_frame(wire::FrameType::rejoin, frame, place_request_bytes);
  if (!raw) return rejection_of(raw.error());
  const auto request = wire::decode<wire::RejoinRequest>(*raw, "request for a place");
  if (!request) return rejection_of(request.error());
  return granted(request->key, request->newest_protocol,
                 [&](std::int64_t now_ms) { return sync::rejoin(registry_, identity_.key.public_key(), *request, now_ms); });
}

wire::EnrolAnswer HubExchange::enrol_answer(const Grant& grant, std::uint32_t newest) const {
  return {static_cast<std::uint8_t>(std::min<std::uint32_t>(newest, wire::newest_protocol)),
          identity_.key.public_key(),
          identity_.epoch,
          grant.unit_name,
          grant.offset_minutes,
          beacon()};
}

HubReply HubExchange::enrol(base::ByteView body) {
  return admit<wire::EnrolRequest>(
      wire::FrameType::enrol, body, [&](const wire::EnrolRequest& request, std::int64_t now_ms) -> Admission<Grant> {
        if (!base::verify(request.key, wire::enrol_message(request.secret, request.unit, request.label), request.signature))
          return reject(401, "bad_signature", "pendaftaran tidak ditandatangani oleh kunci yang dibawanya", "");
        auto grant = registry_.redeem(request.secret, request.unit, request.key, request.label, now_ms);
        if (!grant) return rejection_of(grant.error());
        return std::move(*grant);
      });
}

HubReply HubExchange::rejoin(base::ByteView body) {
  return admit<wire::RejoinRequest>(wire::FrameType::rejoin, body, [&](const wire::RejoinRequest& request, std::int64_t now_ms) {
    return sync::rejoin(registry_, identity_.key.public_key(), request, now_ms);
  });
}

HubReply HubExchange::handle(std::string_view path, base::ByteView body) {
  if (path == exchange_path) return exchange(body);
  if (path == enrol_path) return enrol(body);
  if (path == rejoin_path) return rejoin(body);
  if (path == check_path) return HubCheck(*this).handle(body);
  return reply_of(reject(404, "not_found", "tidak ada apa-apa di " + base::printable(path, 80), "", Fault::not_found));
}

}  // namespace hadir::sync
