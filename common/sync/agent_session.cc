#include "common/sync/agent_session.h"

#include <deque>

#include "common/base/limits.h"
#include "common/base/text.h"
#include "common/sync/hub_exchange.h"
#include "common/sync/hub_holds.h"
#include "common/sync/peer.h"
#include "common/sync/problem.h"

namespace hadir::sync {
namespace {

using base::Error;
using base::Fault;

constexpr std::string_view counter_name = "request_counter";
constexpr std::string_view beacon_name = "beacon";
constexpr std::uint64_t counters_reserved_at_once = 64;
constexpr std::size_t smallest_push_bytes = 4 * 1024;
// Of commits in the first request to a hub that may not understand it.
constexpr std::size_t trial_push_bytes = 2 * 1024;

log::StreamId own_stream(const AgentIdentity& identity, std::size_t lane) {
  return {log::origin_of(identity.key.public_key()), identity.unit, static_cast<model::Lane>(lane)};
}

}  // namespace

const char* name_of(SyncResult result) {
  switch (result) {
    case SyncResult::complete: return "complete";
    case SyncResult::incomplete: return "incomplete";
    case SyncResult::unreachable: return "unreachable";
  }
  return "unknown";
}

std::uint64_t RequestCounter::next() {
  if (next_ >= reserved_) {
    store::Transaction transaction(store_.database());
    const auto stored = static_cast<std::uint64_t>(store_.number(counter_name).value_or(1));
    const std::uint64_t first = std::max(next_, stored);
    store_.set_number(counter_name, static_cast<std::int64_t>(first + counters_reserved_at_once));
    transaction.commit();
    // Only now: a block whose reservation did not reach the disk would be given out again after a power cut.
    next_ = first;
    reserved_ = first + counters_reserved_at_once;
  }
  return next_++;
}

void RequestCounter::raise(std::uint64_t seen) {
  if (seen < next_) return;
  next_ = seen + 1;
  reserved_ = 0;
}

void note_pending(store::ReplicaStore& store, const AgentIdentity& identity, SyncReport& report) {
  report.pending = 0;
  report.oldest_pending_ms.reset();
  report.receipt.clear();
  report.receipt_hub_ms = store.latest_receipt_ms();
  for (std::size_t lane = 0; lane < model::lane_count; ++lane) {
    const auto stream = store.stream(own_stream(identity, lane));
    if (!stream) continue;
    if (stream->receipt_seq > 0)
      if (const auto hash = store.hash_at(stream->stream, stream->receipt_seq))
        report.receipt.push_back({stream->stream, stream->receipt_seq, *hash});
    if (stream->receipt_seq >= stream->stored.seq) continue;
    report.pending += stream->stored.seq - stream->receipt_seq;
    const auto oldest = store.received_at(*stream, stream->receipt_seq + 1);
    if (oldest && (!report.oldest_pending_ms || *oldest < *report.oldest_pending_ms)) report.oldest_pending_ms = oldest;
  }
}

HubProtocol& AgentSession::protocol() {
  if (!protocol_) protocol_.emplace(store_);
  return *protocol_;
}

AgentSession::Action AgentSession::start() {
  protocol().begin();
  return post();
}

AgentSession::Action AgentSession::take_up(Post post) {
  protocol().begin();
  commits_under_way_ = post.commits;
  ++report_.requests;
  return post;
}

// Of our own streams what the hub lacks, as far as we know; of the others' only what it was heard to have lost.
std::vector<HandOut::Offer> AgentSession::offers(const std::string& scope, model::Lane lane) {
  std::vector<HandOut::Offer> all;
  const auto index = static_cast<std::size_t>(lane);
  for (store::StreamInfo& stream : store_.streams(scope, lane)) {
    const std::uint64_t stored = stream.stored.seq;
    if (!is_own(stream.stream)) {
      const std::uint64_t held = hub_has_.empty() ? stored : held_by_hub(stream.stream);
      if (held < stored && !left_alone_.contains(stream.stream)) all.push_back({std::move(stream), held});
      continue;
    }
    const std::uint64_t after = hub_holds_[index].value_or(stream.receipt_seq);
    if (lane_refused_[index] || (after >= stored && stream.receipt_seq >= stored)) continue;
    // Where the hub holds all but its receipt was lost, the last commit is offered again and brings the receipt.
    all.push_back({std::move(stream), std::min(after, stored - 1)});
  }
  return all;
}

// Ours first: they may stand on no other disk. What others wrote, the secretariat and colleagues whose PC may be gone, verifies
// by its own signatures wherever it comes from.
std::uint64_t AgentSession::push(wire::ExchangeRequest& request, std::size_t bytes) {
  request.push.clear();
  commits_under_way_ = 0;
  const bool is_trial = !protocol().is_known() && request.version > wire::oldest_protocol;
  Room room{is_trial ? std::min(bytes, trial_push_bytes) : bytes, limits_.most_push_bytes};
  std::deque<HandOut> groups;
  for (const std::string& scope : {std::string(log::province), identity_.unit})
    for (std::size_t lane = 0; lane < limits_.lanes; ++lane)
      groups.emplace_back(offers(scope, static_cast<model::Lane>(lane)), reader_of(store_), room);
  bool has_room = true;
  for (const bool own : {true, false})
    for (HandOut& group : groups)
      for (std::size_t index = 0; index < group.size(); ++index)
        if (is_own(group.stream(index).stream) == own) has_room = has_room && group.take(index);
  for (HandOut& group : groups) std::ranges::move(group.slices(), std::back_inserter(request.push));
  for (const log::Slice& slice : request.push) commits_under_way_ += slice.commits.size();
  note_torn(store_, room);
  return room.used_bytes;
}

void AgentSession::each_lost(const std::function<bool(const store::StreamInfo&, std::uint64_t)>& visit) {
  for (const wire::ScopeVectors& has : hub_has_)
    for (std::size_t lane = 0; lane < model::lane_count; ++lane)
      for (const store::StreamInfo& stream : store_.streams(has.scope, static_cast<model::Lane>(lane))) {
        const std::uint64_t held = has.lanes[lane].at(stream.stream.origin);
        if (stream.stored.seq <= held || is_own(stream.stream) || left_alone_.contains(stream.stream)) continue;
        if (!visit(stream, held)) return;
      }
}

std::uint64_t AgentSession::held_by_hub(const log::StreamId& stream) const {
  for (const wire::ScopeVectors& has : hub_has_)
    if (has.scope == stream.scope) return has.lanes[static_cast<std::size_t>(stream.lane)].at(stream.origin);
  return 0;
}

bool AgentSession::is_own(const log::StreamId& stream) const {
  return stream == own_stream(identity_, static_cast<std::size_t>(stream.lane));
}

wire::ExchangeRequest plain_request(store::ReplicaStore& store, const AgentIdentity& identity) {
  wire::ExchangeRequest request;
  request.oldest_protocol = wire::oldest_protocol;
  request.newest_protocol = wire::newest_protocol;
  request.hub_epoch = static_cast<std::uint64_t>(store.number(epoch_name).value_or(0));
  for (const std::string& scope : {std::string(log::province), identity.unit}) {
    wire::ScopeVectors have{scope, {}};
    for (std::size_t lane = 0; lane < model::lane_count; ++lane)
      have.lanes[lane] = store.stored_vector(scope, static_cast<model::Lane>(lane));
    request.have.push_back(std::move(have));
  }
  return request;
}

AgentSession::Action AgentSession::post() {
  wire::ExchangeRequest request = plain_request(store_, identity_);
  request.version = protocol().version();
  if (request.version > 1) {
    const auto members = kept_members(store_, identity_);
    request.parts.push_back({members_known_part, {}});
    if (members) {
      const MembersName name = name_of(members->pcs);
      request.parts.back().content.assign(name.begin(), name.end());
    }
  }
  request.answer_bytes = static_cast<std::uint32_t>(limits_.push_only ? 1 : limits_.answer_bytes);
  const log::Origin own = log::origin_of(identity_.key.public_key());
  for (std::size_t lane = 0; lane < model::lane_count; ++lane) {
    log::VersionVector& have = request.have.back().lanes[lane];
    if (probe_[lane]) have.lower(own, *probe_[lane]);
    // Where the two part is known; the hub's part of it must not fill the answers that the other lanes wait for.
    if (forked_[lane]) have.raise(own, hub_holds_[lane].value_or(0));
  }
  for (const auto& [stream, from] : other_probe_)
    for (wire::ScopeVectors& have : request.have)
      if (have.scope == stream.scope) have.lanes[static_cast<std::size_t>(stream.lane)].lower(stream.origin, from);
  Post post{std::string(exchange_path), {}};
  for (std::size_t bytes = limits_.push_bytes;; bytes = post.raw_bytes / 2) {
    const std::uint64_t before = std::exchange(post.raw_bytes, push(request, bytes));
    // What cannot be less goes when there is room for it.
    if (before > 0 && post.raw_bytes >= before) post.raw_bytes = push(request, 0);
    const base::Bytes frame = wire::seal_request(request, identity_.parties());
    post.body = wire::sign_request(identity_.key, identity_.hub_key, exchange_path, counter_.next(), frame);
    if (post.body.size() <= limits_.request_bytes || post.raw_bytes == 0) break;
  }
  post.commits = commits_under_way_;
  ++report_.requests;
  report_.sent.bytes += post.body.size();
  return post;
}

AgentSession::Action AgentSession::finish() {
  note_pending(store_, identity_, report_);
  for (std::size_t lane = 0; lane < model::lane_count; ++lane) {
    const auto stream = store_.stream(own_stream(identity_, lane));
    if (!stream) continue;
    // A fork whose root was not reached before the link broke is left to the next sync.
    if (probe_[lane]) report_.origin = SyncReport::Origin::current;
    if (!forked_[lane]) report_.held[lane] = std::max(report_.held[lane], stream->receipt_seq);
  }
  if (report_.error) return Finished{};
  const bool whole = report_.pending == 0 && report_.refused.empty() && report_.origin != SyncReport::Origin::forked;
  report_.result = whole ? SyncResult::complete : SyncResult::incomplete;
  return Finished{};
}

AgentSession::Action AgentSession::fail(const Error& error, SyncResult result, std::string code) {
  report_.error = error;
  report_.result = result;
  report_.problem = code;
  if (result == SyncResult::incomplete) report_.refused.push_back({std::move(code), error.what, error.hint});
  return finish();
}

AgentSession::Action AgentSession::on_unreachable(const Error& why) { return fail(why, SyncResult::unreachable, ""); }

AgentSession::Action AgentSession::on_problem(unsigned status, base::ByteView body) {
  const Problem problem = read_problem(body);
  if (problem.code == "replayed" && problem.counter && counter_retries_++ < most_counter_retries) {
    counter_.raise(*problem.counter);
    return post();
  }
  if (status == 426 && protocol().fall_back()) return post();
  if (status == 413 && limits_.push_bytes > smallest_push_bytes) {
    limits_.push_bytes /= 2;
    limits_.most_push_bytes /= 2;
    return post();
  }
  const Error error = error_of(status, problem);
  if (error.fault == Fault::busy) return fail(error, SyncResult::unreachable, problem.code);
  return fail(error, SyncResult::incomplete, problem.code.empty() ? std::to_string(status) : problem.code);
}

AgentSession::Action AgentSession::on_reply(unsigned status, base::ByteView body, std::int64_t now_ms) {
  report_.received.bytes += body.size();
  if (status != 200) return on_problem(status, body);
  report_.sent.commits += std::exchange(commits_under_way_, 0);
  const auto foreign = [&](const Error& error) {
    return fail({Fault::unreachable, "jawaban hub tidak dapat dipercaya: " + error.what,
                 "mungkin ada perangkat lain di antara kantor dan hub; coba lagi dari jaringan lain"},
                SyncResult::unreachable, "");
  };
  const auto answer = wire::open_answer(body, identity_.parties());
  if (!answer) return foreign(answer.error());
  pulled_bytes_ = 0;
  for (const log::Slice& slice : answer->pull) pulled_bytes_ += log::size_of(slice);
  std::array<std::uint64_t, model::lane_count> receipts_before{};
  for (std::size_t lane = 0; lane < model::lane_count; ++lane)
    if (const auto stream = store_.stream(own_stream(identity_, lane))) receipts_before[lane] = stream->receipt_seq;
  const auto held_before = hub_holds_;
  const auto probe_before = probe_;
  const auto other_probe_before = other_probe_;
  const auto hub_had = hub_has_;
  const std::uint64_t received_before = report_.received.commits;

  store::Transaction transaction(store_.database());
  if (auto accepted = accept(*answer, now_ms, Age::newest); !accepted) {
    if (accepted.error().fault == Fault::busy) return fail(accepted.error(), SyncResult::incomplete, "other_origin_now");
    return foreign(accepted.error());
  }
  const bool recorded = hear_hub_ && hear_hub_(answer->beacon.hub_ms);
  transaction.commit();
  beacon_ = answer->beacon;

  bool progress = recorded || report_.received.commits > received_before || hub_holds_ != held_before || probe_ != probe_before ||
                  other_probe_ != other_probe_before || hub_has_ != hub_had;
  for (std::size_t lane = 0; lane < model::lane_count; ++lane)
    if (const auto stream = store_.stream(own_stream(identity_, lane))) progress |= stream->receipt_seq > receipts_before[lane];
  const bool probing = !other_probe_.empty() || std::ranges::any_of(probe_, [](const auto& probe) { return probe.has_value(); });
  bool hub_lost = false;
  each_lost([&](const store::StreamInfo&, std::uint64_t) { return hub_lost = true, false; });
  const bool wants_more = (answer->more && !limits_.push_only && !(limits_.lanes < model::lane_count && is_heard_out())) ||
                          own_commits_left() || probing || hub_lost;
  return wants_more && progress ? post() : finish();
}

base::Result<void> AgentSession::take_carried(const wire::ExchangeAnswer& answer, std::int64_t now_ms) {
  const bool stale = answer.beacon.hub_ms < latest_beacon_ms(store_).value_or(answer.beacon.hub_ms);
  auto accepted = accept(answer, now_ms, stale ? Age::stale : Age::newest);
  // Where a stream went another way nobody can be asked step by step; what a receipt covers is common to both for certain.
  for (std::size_t lane = 0; lane < model::lane_count; ++lane) {
    if (!std::exchange(probe_[lane], std::nullopt)) continue;
    const auto stream = store_.stream(own_stream(identity_, lane));
    forked_[lane] = true;
    report_.held[lane] = stream ? stream->receipt_seq : 0;
    report_.origin = SyncReport::Origin::forked;
  }
  finish();
  return accepted;
}

base::Result<void> AgentSession::accept(const wire::ExchangeAnswer& answer, std::int64_t now_ms, Age age) {
  if (!base::verify(identity_.hub_key, log::beacon_message(answer.beacon.hub_ms), answer.beacon.signature))
    return Error{Fault::refused, "waktu dalam jawaban itu tidak ditandatangani oleh hub", "coba lagi dari jaringan lain"};
  store::Transaction transaction(store_.database());
  const log::Origin own = log::origin_of(identity_.key.public_key());
  if (store_.own_origin().value_or(own) != own)
    return Error{Fault::busy, "PC ini baru saja memulai nama replika yang baru", "sinkronisasi berikutnya memakainya"};
  if (auto taken = take(answer, now_ms, age); !taken) return taken.error();
  protocol().heard(answer.version);
  transaction.commit();
  return {};
}

bool AgentSession::is_heard_out() const {
  for (const wire::ScopeVectors& has : hub_has_)
    for (std::size_t lane = 0; lane < limits_.lanes; ++lane)
      if (!store_.stored_vector(has.scope, static_cast<model::Lane>(lane)).covers(has.lanes[lane])) return false;
  return true;
}

bool AgentSession::own_commits_left() {
  for (std::size_t lane = 0; lane < limits_.lanes; ++lane) {
    const auto stream = store_.stream(own_stream(identity_, lane));
    if (stream && !lane_refused_[lane] &&
        (stream->receipt_seq < stream->stored.seq || hub_holds_[lane].value_or(stream->stored.seq) < stream->stored.seq))
      return true;
  }
  return false;
}

std::optional<std::int64_t> latest_beacon_ms(store::ReplicaStore& store) {
  const auto held = store.bytes(beacon_name);
  if (!held) return std::nullopt;
  base::ByteReader in(*held);
  const std::int64_t hub_ms = in.zigzag();
  return in.ok() ? std::optional(hub_ms) : std::nullopt;
}

base::Result<void> AgentSession::take(const wire::ExchangeAnswer& answer, std::int64_t now_ms, Age age) {
  for (const log::Slice& slice : answer.pull)
    if (slice.stream.scope != log::province && slice.stream.scope != identity_.unit)
      return Error{Fault::refused, "jawaban itu memuat catatan unit lain", "kirimkan pesan ini kepada sekretariat"};
  for (const log::Slice& slice : answer.pull) take_slice(slice, now_ms);
  // A hub that was restored since then may have lost what it said it held.
  const bool of_this_epoch = static_cast<std::uint64_t>(store_.number(epoch_name).value_or(0)) == answer.hub_epoch;
  if (answer.receipt && (age == Age::newest || of_this_epoch))
    if (auto taken = take_receipt(*answer.receipt); !taken) return taken.error();
  if (const wire::Part* members = find_part(answer.parts, members_part))
    if (auto kept = keep_members(store_, identity_, members->content, ToldBy::hub); !kept) return kept.error();
  if (age == Age::stale) return {};

  const log::Origin own = log::origin_of(identity_.key.public_key());
  hub_has_.clear();
  for (const wire::ScopeVectors& holds : answer.holds)
    if (holds.scope == log::province || holds.scope == identity_.unit) hub_has_.push_back(holds);
  base::ByteWriter held;
  wire::Writer archive(held);
  archive(wire::bounded<wire::most_scopes>(hub_has_));
  if (store_.bytes(hub_holds_name) != held.bytes()) store_.set_bytes(hub_holds_name, held.bytes());
  for (const wire::ScopeVectors& holds : answer.holds)
    if (holds.scope == identity_.unit)
      for (std::size_t lane = 0; lane < model::lane_count; ++lane) hub_holds_[lane] = holds.lanes[lane].at(own);
  for (const wire::Refusal& refusal : answer.refused) {
    // A gap is what a hub restored from its backup shows: the next request fills it.
    const bool clash = refusal.fault == base::name_of(Fault::clash);
    if (clash && refusal.reason.starts_with("gap")) continue;
    if (!is_own(refusal.stream)) {
      left_alone_.insert(refusal.stream);
      const auto stream = store_.stream(refusal.stream);
      const std::uint64_t hub_held = held_by_hub(refusal.stream);
      if (stream && hub_held > 0) other_probe_.emplace(refusal.stream, std::min(hub_held, stream->stored.seq) - 1);
      continue;
    }
    const auto lane = static_cast<std::size_t>(refusal.stream.lane);
    // Another commit than ours stands there, or before it: then the chain does not fit.
    if (clash || refusal.fault == base::name_of(Fault::refused)) {
      suspect(lane, hub_holds_[lane].value_or(0));
      continue;
    }
    lane_refused_[lane] = true;
    report_.refused.push_back({base::printable(refusal.fault, 32), base::printable(refusal.reason, 1000), ""});
  }
  store_.set_number(epoch_name, static_cast<std::int64_t>(answer.hub_epoch));
  base::ByteWriter beacon;
  beacon.zigzag(answer.beacon.hub_ms);
  beacon.raw(answer.beacon.signature);
  store_.set_bytes(beacon_name, beacon.bytes());
  return {};
}

void AgentSession::take_slice(const log::Slice& slice, std::int64_t now_ms) {
  if (!is_own(slice.stream)) return take_other(slice, now_ms);
  const auto ingested = store_.ingest(slice, now_ms);
  const auto lane = static_cast<std::size_t>(slice.stream.lane);
  const auto agreed = store_.agreement(slice);
  if (ingested) {
    // Only a database that was put back gets its own commits from others.
    report_.held[lane] = std::max(report_.held[lane], agreed.value_or(0));
    if (ingested->new_commits > 0 && report_.origin == SyncReport::Origin::current) report_.origin = SyncReport::Origin::behind;
    // So far the two are the same; they part further on, unless this was all that the hub has.
    if (probe_[lane] && agreed >= *probe_[lane]) {
      probe_[lane] = agreed;
      if (*agreed >= hub_holds_[lane].value_or(0)) probe_[lane].reset();
    }
  } else if (agreed) {
    forked_[lane] = lane_refused_[lane] = true;
    report_.held[lane] = *agreed;
    report_.origin = SyncReport::Origin::forked;
    probe_[lane].reset();
  } else if (probe_[lane] && slice.first_seq - 1 <= *probe_[lane]) {
    *probe_[lane] /= 2;  // further back than that
  } else {
    suspect(lane, slice.first_seq);
  }
  if (ingested) report_.received.commits += ingested->new_commits;
}

// One stream that does not fit must not keep the others, or the receipt, from arriving. Where its author wrote two histories, of
// which the hub has the other one, ours gives way, so that all replicas show the same; its author writes what was in it anew.
void AgentSession::take_other(const log::Slice& slice, std::int64_t now_ms) {
  auto ingested = store_.ingest(slice, now_ms);
  const auto probe = other_probe_.find(slice.stream);
  if (!ingested) {
    if (const auto agreed = store_.agreement(slice)) {
      store_.displace(slice.stream, *agreed, now_ms);
      ingested = store_.ingest(slice, now_ms);
    } else if (probe == other_probe_.end() && slice.first_seq > 1 && store_.stream(slice.stream)) {
      other_probe_.emplace(slice.stream, (slice.first_seq - 1) / 2);
      return;
    } else if (probe != other_probe_.end() && probe->second > 0) {
      if (slice.first_seq - 1 <= probe->second) probe->second /= 2;
      return;
    }
  }
  if (probe != other_probe_.end()) {
    probe->second = ingested ? store_.agreement(slice).value_or(0) : 0;
    if (!ingested || probe->second >= held_by_hub(slice.stream)) other_probe_.erase(probe);
  }
  if (ingested)
    report_.received.commits += ingested->new_commits;
  else
    note_refused({"not_taken", ingested.error().what, ingested.error().hint});
}

// The hub's stream of our name is another one, somewhere up to commit `hub_stored`: ask for it from where they last agreed.
void AgentSession::suspect(std::size_t lane, std::uint64_t hub_stored) {
  lane_refused_[lane] = true;
  if (forked_[lane] || probe_[lane]) return;
  const auto stream = store_.stream(own_stream(identity_, lane));
  probe_[lane] = std::min(stream ? stream->receipt_seq : 0, hub_stored > 0 ? hub_stored - 1 : 0);
}

void AgentSession::doubt(const log::StreamId& stream, std::uint64_t seq) {
  if (is_own(stream))
    suspect(static_cast<std::size_t>(stream.lane), seq);
  else if (seq > 0)
    other_probe_.emplace(stream, seq - 1);
}

void AgentSession::note_refused(SyncReport::Refused refused) {
  const auto same = [&](const SyncReport::Refused& other) {
    return other.code == refused.code && other.reason == refused.reason;
  };
  if (std::ranges::none_of(report_.refused, same)) report_.refused.push_back(std::move(refused));
}

base::Result<void> AgentSession::take_receipt(const wire::Receipt& receipt) {
  if (!base::verify(identity_.hub_key, wire::receipt_message(receipt.body), receipt.signature))
    return Error{Fault::refused, "tanda terima itu tidak ditandatangani oleh hub", "coba lagi dari jaringan lain"};
  auto body = wire::decode<wire::ReceiptBody>(receipt.body, "receipt");
  if (!body) return body.error();
  const log::Origin own = log::origin_of(identity_.key.public_key());
  bool news = false;
  for (const wire::ReceiptEntry& entry : body->entries) {
    if (entry.stream.origin != own || entry.stream.scope != identity_.unit) continue;
    const auto hash = store_.hash_at(entry.stream, entry.head.seq);
    // More than this database has: it was put back, and the commits are on their way to it.
    if (!hash) {
      if (report_.origin == SyncReport::Origin::current) report_.origin = SyncReport::Origin::behind;
      continue;
    }
    if (*hash != entry.head.hash) {
      suspect(static_cast<std::size_t>(entry.stream.lane), entry.head.seq);
      continue;
    }
    const auto stream = store_.stream(entry.stream);
    news |= stream && stream->receipt_seq < entry.head.seq;
    store_.raise_receipt(entry.stream, entry.head.seq);
  }
  if (news) store_.keep_receipt(body->hub_ms, body->hub_epoch, receipt.body, receipt.signature);
  return {};
}

}  // namespace hadir::sync
