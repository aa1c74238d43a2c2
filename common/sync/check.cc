#include "common/sync/check.h"

namespace hadir::sync {
namespace {

using wire::Verdict;

// All heads that a receipt may name, and the texts of one lane.
constexpr std::size_t most_request_bytes = 512 * 1024;
constexpr std::int64_t day_ms = 24 * 3600 * 1000;

bool is_read_by(const Enrolled& sender, const std::string& scope) { return scope == log::province || scope == sender.unit; }

// The sender's heads that this database cannot confirm.
std::vector<wire::ReceiptEntry> unconfirmed(store::Database& database, const Enrolled& sender,
                                            const std::vector<wire::ReceiptEntry>& heads) {
  std::vector<wire::ReceiptEntry> all;
  for (const wire::ReceiptEntry& head : heads) {
    if (!is_read_by(sender, head.stream.scope)) continue;
    const auto ours = store::head_at_most(database, head.stream, head.head.seq);
    if (ours && *ours != head.head) all.push_back({head.stream, *ours});
  }
  return all;
}

wire::LaneFinding find_in_lane(store::Database& database, const wire::LaneQuery& query) {
  wire::LaneFinding finding{query.scope, query.lane, Verdict::incomparable, {}, {}, {}};
  const store::LaneDigest digest = store::digest_lane(database, query.scope, query.lane);
  if (digest.vector != query.vector) return finding;
  finding.verdict = digest.state == query.state ? Verdict::same : Verdict::differs;
  if (finding.verdict == Verdict::same) return finding;
  finding.buckets = digest.in_short();
  const std::set<std::uint8_t> open(query.open.begin(), query.open.end());
  if (!open.empty()) finding.records = store::rows_of_buckets(database, query.scope, query.lane, open, wire::most_digests);
  std::set<store::RowName> names;
  for (const wire::NamedText& one : query.texts) names.insert(one.name);
  if (!names.empty()) finding.texts = store::texts_of_rows(database, query.scope, query.lane, names);
  return finding;
}

}  // namespace

Admission<HubCheck::Opened> HubCheck::open(const HubExchange::Identified& identified, const base::PublicKey& hub_key) {
  auto request =
      HubExchange::open_as<wire::CheckRequest>(identified, hub_key, check_path, wire::FrameType::check, most_request_bytes);
  if (!request) return request.error();
  return Opened{identified.sender, identified.request.counter, std::move(*request)};
}

Admission<Enrolled> HubCheck::accept(const Opened& opened) {
  auto sender = exchange_.admit_again(opened.sender.origin, opened.counter);
  if (sender) exchange_.use_counter(*sender, opened.counter);
  return sender;
}

wire::CheckAnswer HubCheck::compare(store::Database& database, const Enrolled& sender, const wire::CheckRequest& request) {
  const store::Snapshot snapshot(database);
  wire::CheckAnswer answer;
  answer.heads = unconfirmed(database, sender, request.heads);
  const bool same_version = request.declarations == store::declarations_digest();
  std::set<std::pair<std::string, model::Lane>> looked_at;
  for (const wire::LaneQuery& query : request.lanes) {
    // Each lane once: reading it costs what it holds.
    const bool look =
        same_version && is_read_by(sender, query.scope) && looked_at.insert(std::pair(query.scope, query.lane)).second;
    answer.lanes.push_back(look ? find_in_lane(database, query)
                                : wire::LaneFinding{query.scope, query.lane, Verdict::incomparable, {}, {}, {}});
  }
  return answer;
}

bool HubCheck::wants_settling(const wire::CheckRequest& request, const wire::CheckAnswer& answer) {
  if (!request.heads.empty()) return true;
  for (std::size_t at = 0; at < answer.lanes.size(); ++at)
    if (!request.lanes[at].texts.empty() || request.lanes[at].projected_anew) return true;
  return false;
}

// Whoever says that we are wrong makes us read a whole log again: once a day is often enough.
bool HubCheck::may_project(const std::string& scope, model::Lane lane) {
  store::ReplicaStore& store = exchange_.store();
  const std::string name = "projected_anew/" + scope + "/" + model::name_of(lane);
  const std::int64_t now_ms = exchange_.now_ms();
  const std::int64_t last_ms = store.number(name).value_or(0);
  if (last_ms <= now_ms && now_ms - last_ms < day_ms) return false;
  store.set_number(name, now_ms);
  return true;
}

void HubCheck::settle(const Enrolled& sender, const wire::CheckRequest& request, wire::CheckAnswer& answer) {
  using Outcome = store::Disagreement::Outcome;
  store::Database& database = exchange_.store().database();
  const std::int64_t now_ms = exchange_.now_ms();
  if (!request.heads.empty() && answer.heads.empty()) store::settle_streams(database, sender.origin, Outcome::there, now_ms);
  for (const wire::ReceiptEntry& head : answer.heads)
    for (const wire::ReceiptEntry& theirs : request.heads)
      if (theirs.stream == head.stream && theirs.head.seq == head.head.seq)
        store::note(database,
                    {now_ms, sender.origin, head.stream.scope, head.stream.lane, store::subject_of(head.stream, head.head.seq),
                     base::to_hex(head.head.hash), base::to_hex(theirs.head.hash), Outcome::open});
  for (std::size_t at = 0; at < answer.lanes.size(); ++at) {
    const wire::LaneQuery& query = request.lanes[at];
    wire::LaneFinding& finding = answer.lanes[at];
    if (finding.verdict == Verdict::incomparable) continue;
    store::note_records(database, {now_ms, sender.origin, query.scope, query.lane, {}, {}, {}, Outcome::open}, finding.texts,
                        query.texts);
    if (!query.projected_anew) continue;
    if (finding.verdict == Verdict::differs && may_project(query.scope, query.lane)) {
      exchange_.store().reproject(query.scope, query.lane);
      const store::LaneDigest digest = store::digest_lane(database, query.scope, query.lane);
      if (digest.vector == query.vector && digest.state == query.state) finding.verdict = Verdict::mended;
    }
    if (finding.verdict != Verdict::differs)
      store::settle_records(database, sender.origin, query.scope, query.lane,
                            finding.verdict == Verdict::mended ? Outcome::here : Outcome::there, now_ms);
  }
}

base::Bytes HubCheck::seal(wire::CheckAnswer& answer) const {
  answer.hub_epoch = exchange_.identity().epoch;
  answer.beacon = exchange_.beacon();
  return wire::seal_frame(wire::FrameType::checked, wire::encode(answer));
}

HubReply HubCheck::handle(base::ByteView body) {
  const auto done = store::guarded([&]() -> HubReply {
    store::Transaction transaction(exchange_.store().database());
    const auto refuse = [&](const Rejection& rejection, const log::Origin* origin) {
      exchange_.note(rejection, origin);
      transaction.commit();
      return reply_of(rejection);
    };
    const auto identified = exchange_.identify(body);
    if (!identified) return refuse(identified.error(), nullptr);
    const auto opened = open(*identified, exchange_.identity().key.public_key());
    if (!opened) return refuse(opened.error(), opened.error().status == 401 ? nullptr : &identified->sender.origin);
    const auto sender = accept(*opened);
    if (!sender) return refuse(sender.error(), &identified->sender.origin);
    wire::CheckAnswer answer = compare(exchange_.store().database(), *sender, opened->request);
    if (wants_settling(opened->request, answer)) settle(*sender, opened->request, answer);
    transaction.commit();
    return {200, seal(answer)};
  });
  return done ? *done : reply_of(rejection_of(done.error()));
}

}  // namespace hadir::sync
