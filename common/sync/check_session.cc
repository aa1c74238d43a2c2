#include "common/base/limits.h"
#include "common/sync/check.h"
#include "common/sync/problem.h"

namespace hadir::sync {
namespace {

using base::Error;
using base::Fault;
using wire::Verdict;
using Outcome = store::Disagreement::Outcome;

Error foreign(const Error& error) {
  return {Fault::unreachable, "jawaban hub tidak dapat dipercaya: " + error.what,
          "mungkin ada perangkat lain di antara kantor dan hub; coba lagi dari jaringan lain"};
}

bool names(const std::vector<wire::NamedText>& texts, const store::RowName& name) {
  return std::ranges::any_of(texts, [&](const wire::NamedText& one) { return one.name == name; });
}

}  // namespace

CheckSession::Action CheckSession::start() {
  const store::Snapshot snapshot(store_.database());
  wire::CheckRequest request;
  for (const std::string& scope : {std::string(log::province), identity_.unit}) {
    for (std::size_t number = 0; number < model::lane_count; ++number) {
      const auto lane = static_cast<model::Lane>(number);
      for (const store::StreamInfo& stream : store_.streams(scope, lane))
        if (stream.stored.seq > 0 && request.heads.size() < base::limits::frame_receipts)
          request.heads.push_back({stream.stream, stream.stored});
      if (depth_ == CheckDepth::streams) continue;
      Lane& one = lanes_.emplace_back(Lane{scope, lane, store::digest_lane(store_.database(), scope, lane)});
      report_.records += one.digest.records;
      request.lanes.push_back(query_of(one));
    }
  }
  report_.streams = request.heads.size();
  return post(std::move(request));
}

wire::LaneQuery CheckSession::query_of(const Lane& lane) const {
  return {lane.scope, lane.lane, lane.digest.vector, lane.digest.state, false, {}, {}};
}

CheckSession::Action CheckSession::post(wire::CheckRequest request) {
  request.declarations = store::declarations_digest();
  asked_ = std::move(request);
  ++report_.requests;
  const base::Bytes frame = wire::seal_frame(wire::FrameType::check, wire::encode(asked_));
  return AgentSession::Post{std::string(check_path),
                            wire::sign_request(identity_.key, identity_.hub_key, check_path, counter_.next(), frame)};
}

CheckSession::Action CheckSession::ask(Stage stage, wire::LaneQuery query) {
  stage_ = stage;
  wire::CheckRequest request;
  request.lanes.push_back(std::move(query));
  return post(std::move(request));
}

CheckSession::Action CheckSession::finish() {
  report_.finished = !report_.error;
  return AgentSession::Finished{};
}

CheckSession::Action CheckSession::on_unreachable(const Error& why) {
  report_.error = why;
  return finish();
}

CheckSession::Action CheckSession::on_reply(unsigned status, base::ByteView body, std::int64_t now_ms) {
  if (status != 200) {
    const Problem problem = read_problem(body);
    if (problem.code == "replayed" && problem.counter && counter_retries_++ < most_counter_retries) {
      counter_.raise(*problem.counter);
      return post(std::move(asked_));
    }
    return on_unreachable(error_of(status, problem));
  }
  const auto raw = wire::open_frame(wire::FrameType::checked, body, base::limits::frame_raw_bytes);
  if (!raw) return on_unreachable(foreign(raw.error()));
  const auto answer = wire::decode<wire::CheckAnswer>(*raw, "check answer");
  if (!answer) return on_unreachable(foreign(answer.error()));
  if (!base::verify(identity_.hub_key, log::beacon_message(answer->beacon.hub_ms), answer->beacon.signature))
    return on_unreachable(foreign({Fault::refused, "beacon not signed by the hub", ""}));
  const auto belongs = [](const wire::LaneQuery& query, const wire::LaneFinding& finding) {
    return query.scope == finding.scope && query.lane == finding.lane;
  };
  if (!std::ranges::equal(asked_.lanes, answer->lanes, belongs))
    return on_unreachable(foreign({Fault::bad_input, "answers to other questions", ""}));
  if (stage_ == Stage::compare) {
    compare_heads(*answer, now_ms);
    return compare_lanes(*answer);
  }
  const wire::LaneFinding& finding = answer->lanes.front();
  // Something was recorded meanwhile, here or there: the next check looks again.
  if (finding.verdict == Verdict::incomparable || (finding.verdict == Verdict::same && stage_ != Stage::project)) {
    report_.incomparable.emplace_back(finding.scope, finding.lane);
    lanes_.pop_back();
    return next_lane();
  }
  if (stage_ == Stage::locate) return compare_records(finding);
  if (stage_ == Stage::detail) return project_anew(finding, now_ms);
  return settle(finding, now_ms);
}

void CheckSession::compare_heads(const wire::CheckAnswer& answer, std::int64_t now_ms) {
  store::Transaction transaction(store_.database());
  for (const wire::ReceiptEntry& hubs : answer.heads) {
    if (hubs.stream.scope != log::province && hubs.stream.scope != identity_.unit) continue;
    const auto ours = store_.hash_at(hubs.stream, hubs.head.seq);
    if (!ours || *ours == hubs.head.hash) continue;
    report_.doubts.push_back(hubs);
    store::note(store_.database(),
                {now_ms, hub(), hubs.stream.scope, hubs.stream.lane, store::subject_of(hubs.stream, hubs.head.seq),
                 base::to_hex(*ours), base::to_hex(hubs.head.hash), Outcome::open});
  }
  if (report_.doubts.empty()) store::settle_streams(store_.database(), hub(), Outcome::here, now_ms);
  transaction.commit();
}

CheckSession::Action CheckSession::compare_lanes(const wire::CheckAnswer& answer) {
  std::vector<Lane> differing;
  for (std::size_t at = 0; at < answer.lanes.size(); ++at) {
    const wire::LaneFinding& finding = answer.lanes[at];
    if (finding.verdict == Verdict::incomparable) report_.incomparable.emplace_back(finding.scope, finding.lane);
    // Where already a stream is another one, the records need not be the same.
    if (finding.verdict != Verdict::differs || !report_.doubts.empty()) continue;
    lanes_[at].hubs = finding.buckets;
    differing.push_back(std::move(lanes_[at]));
  }
  lanes_ = std::move(differing);
  return next_lane();
}

CheckSession::Action CheckSession::next_lane() {
  if (lanes_.empty()) return finish();
  const Lane& lane = lanes_.back();
  wire::LaneQuery query = query_of(lane);
  const auto ours = lane.digest.in_short();
  for (std::size_t bucket = 0; bucket < std::min(ours.size(), lane.hubs.size()); ++bucket)
    if (ours[bucket] != lane.hubs[bucket] && query.open.size() < wire::most_opened_buckets)
      query.open.push_back(static_cast<std::uint8_t>(bucket));
  return ask(Stage::locate, std::move(query));
}

CheckSession::Action CheckSession::compare_records(const wire::LaneFinding& finding) {
  Lane& lane = lanes_.back();
  const std::set<std::uint8_t> open(asked_.lanes.front().open.begin(), asked_.lanes.front().open.end());
  std::vector<wire::NamedDigest> ours =
      store::rows_of_buckets(store_.database(), lane.scope, lane.lane, open, wire::most_digests);
  std::vector<wire::NamedDigest> theirs = finding.records;
  const auto order = [](const wire::NamedDigest& left, const wire::NamedDigest& right) {
    return std::tie(left.name, left.digest) < std::tie(right.name, right.digest);
  };
  std::ranges::sort(ours, order);
  std::ranges::sort(theirs, order);
  std::vector<wire::NamedDigest> unequal;
  std::ranges::set_symmetric_difference(ours, theirs, std::back_inserter(unequal), order);
  std::set<store::RowName> names_of_unequal;
  for (const wire::NamedDigest& one : unequal) names_of_unequal.insert(one.name);
  lane.records = names_of_unequal.size();
  while (names_of_unequal.size() > wire::most_compared_records) names_of_unequal.erase(std::prev(names_of_unequal.end()));
  wire::LaneQuery query = query_of(lane);
  own_texts_ = store::texts_of_rows(store_.database(), lane.scope, lane.lane, names_of_unequal);
  query.texts = own_texts_;
  return ask(Stage::detail, std::move(query));
}

CheckSession::Action CheckSession::project_anew(const wire::LaneFinding& finding, std::int64_t now_ms) {
  Lane& lane = lanes_.back();
  store::Transaction transaction(store_.database());
  std::vector<wire::NamedText> theirs = finding.texts;
  std::erase_if(theirs, [&](const wire::NamedText& one) { return !names(own_texts_, one.name); });
  store::note_records(store_.database(), {now_ms, hub(), lane.scope, lane.lane, {}, {}, {}, Outcome::open}, own_texts_, theirs);
  store_.reproject(lane.scope, lane.lane);
  const store::LaneDigest anew = store::digest_lane(store_.database(), lane.scope, lane.lane);
  lane.digest = anew;
  transaction.commit();
  wire::LaneQuery query = query_of(lane);
  query.projected_anew = true;
  return ask(Stage::project, std::move(query));
}

CheckSession::Action CheckSession::settle(const wire::LaneFinding& finding, std::int64_t now_ms) {
  const Lane lane = std::move(lanes_.back());
  lanes_.pop_back();
  CheckReport::Difference difference{lane.scope, lane.lane, lane.records, Outcome::open};
  if (finding.verdict == Verdict::same) difference.outcome = Outcome::here;
  if (finding.verdict == Verdict::mended) difference.outcome = Outcome::there;
  if (difference.outcome != Outcome::open) {
    store::Transaction transaction(store_.database());
    store::settle_records(store_.database(), hub(), lane.scope, lane.lane, difference.outcome, now_ms);
    transaction.commit();
  }
  report_.differences.push_back(difference);
  return next_lane();
}

}  // namespace hadir::sync
