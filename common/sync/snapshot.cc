#include "common/sync/snapshot.h"

#include "common/store/base_take.h"
#include "common/store/state_digest.h"
#include "common/sync/hub_bundle.h"

namespace hadir::sync {
namespace {

constexpr std::size_t most_request_bytes = 512 * 1024;
constexpr std::size_t most_kept = 3;  // of one scope, for those who are in the midst of it

bool is_read_by(const Enrolled& sender, const std::string& scope) { return scope == log::province || scope == sender.unit; }

}  // namespace

std::optional<KeptSnapshot> MemoryShelf::latest(const std::string& scope) {
  const auto found = kept_.find(scope);
  if (found == kept_.end() || found->second.empty()) return std::nullopt;
  return found->second.back();
}

std::optional<KeptSnapshot> MemoryShelf::find(const std::string& scope, const base::Hash& name) {
  for (const KeptSnapshot& one : kept_[scope])
    if (one.snapshot.name() == name) return one;
  return std::nullopt;
}

void MemoryShelf::keep(const std::string& scope, const KeptSnapshot& snapshot, std::int64_t) {
  std::vector<KeptSnapshot>& all = kept_[scope];
  all.push_back(snapshot);
  if (all.size() > most_kept) all.erase(all.begin());
}

Admission<HubSnapshot::Opened> HubSnapshot::open(const HubExchange::Identified& identified, const base::PublicKey& hub_key) {
  auto request = HubExchange::open_as<wire::SnapshotRequest>(identified, hub_key, snapshot_path, wire::snapshot_request_frame,
                                                             most_request_bytes);
  if (!request) return request.error();
  return Opened{identified.sender, identified.request.counter, std::move(*request)};
}

Admission<Enrolled> HubSnapshot::accept(const Opened& opened) {
  auto sender = exchange_.admit_again(opened.sender.origin, opened.counter);
  if (sender) exchange_.use_counter(*sender, opened.counter);
  return sender;
}

bool HubSnapshot::may_be_handed_out(store::Database& database, const std::string& scope, const KeptSnapshot& kept) const {
  return kept.erasures == store::count_erasures(database, scope);
}

KeptSnapshot HubSnapshot::snapshot_of(store::Database& database, const std::string& scope) {
  const std::int64_t now_ms = exchange_.now_ms();
  if (auto kept = shelf_.latest(scope)) {
    const bool is_recent = kept->made_ms <= now_ms && now_ms - kept->made_ms < limits_.longest_ms;
    const auto manifest = wire::open_snapshot(kept->snapshot, exchange_.identity().key.public_key());
    if (is_recent && manifest && manifest->hub_epoch == exchange_.identity().epoch && may_be_handed_out(database, scope, *kept))
      return std::move(*kept);
  }
  store::TakenBase taken = store::take_base(database, exchange_.identity().key.public_key(), scope, now_ms,
                                            limits_.chunk_bytes == 0 ? store::chunk_raw_bytes : limits_.chunk_bytes);
  taken.manifest.hub_epoch = exchange_.identity().epoch;
  KeptSnapshot kept{{wire::encode(taken.manifest), {}}, now_ms, taken.erasures, std::move(taken.chunks)};
  kept.snapshot.signature = exchange_.identity().key.sign(wire::snapshot_message(kept.snapshot.body));
  shelf_.keep(scope, kept, now_ms);
  return kept;
}

wire::SnapshotOffer HubSnapshot::offer(store::Database& database, const Enrolled& sender, const wire::SnapshotRequest& request,
                                       const std::string& scope) {
  using Verdict = wire::SnapshotOffer::Verdict;
  wire::SnapshotOffer offer{scope, Verdict::not_now, std::nullopt};
  if (!is_read_by(sender, scope)) return offer;
  // What the agent has must be what we have: nobody could tell any more once its log is gone.
  std::map<std::pair<log::Origin, model::Lane>, std::uint64_t> has;
  for (const wire::ReceiptEntry& head : request.heads) {
    if (head.stream.scope != scope) continue;
    const auto ours = store::head_at_most(database, head.stream, head.head.seq);
    const bool is_own = head.stream.origin == sender.origin;
    if (ours && (*ours != head.head) && !(is_own && ours->seq < head.head.seq)) return offer;
    if (!ours && !is_own) return offer;
    has[{head.stream.origin, head.stream.lane}] = head.head.seq;
  }
  std::uint64_t lacks = 0;
  for (std::size_t lane = 0; lane < model::lane_count; ++lane)
    for (const store::StreamRow& row : store::load_group(database, scope, static_cast<model::Lane>(lane))) {
      const auto found = has.find({row.info.stream.origin, row.info.stream.lane});
      store::Statement size = database.prepare(
          "SELECT ifnull(sum(length(header) + ifnull(length(payload), 32)), 0) FROM commit_log WHERE stream = ? AND seq > ?");
      size.bind_all(row.info.id, static_cast<std::int64_t>(found == has.end() ? 0 : found->second));
      size.step();
      lacks += static_cast<std::uint64_t>(size.integer(0));
    }
  const bool renews = std::ranges::find(request.renew, scope, &wire::ScopeName::text) != request.renew.end();
  if (lacks < limits_.least_bytes && !renews) {
    offer.verdict = Verdict::log_is_short;
    return offer;
  }
  offer.snapshot = snapshot_of(database, scope).snapshot;
  offer.verdict = Verdict::offered;
  return offer;
}

wire::SnapshotAnswer HubSnapshot::serve(store::Database& database, const Enrolled& sender, const wire::SnapshotRequest& request) {
  const store::Snapshot moment(database);
  wire::SnapshotAnswer answer;
  for (const wire::ScopeName& scope : request.scopes) answer.offers.push_back(offer(database, sender, request, scope.text));
  if (request.wanted.empty()) return answer;
  answer.is_gone = true;
  for (const std::string& scope : {std::string(log::province), sender.unit}) {
    const auto kept = shelf_.find(scope, request.snapshot);
    if (!kept || !may_be_handed_out(database, scope, *kept)) continue;
    answer.is_gone = false;
    std::size_t bytes = 0;
    for (const std::uint32_t number : request.wanted) {
      if (number >= kept->chunks.size()) continue;
      bytes += kept->chunks[number].size();
      if (!answer.chunks.empty() && bytes > limits_.answer_bytes) break;
      answer.chunks.push_back({number, kept->chunks[number]});
    }
    break;
  }
  return answer;
}

base::Bytes HubSnapshot::seal(wire::SnapshotAnswer& answer) const {
  answer.hub_epoch = exchange_.identity().epoch;
  answer.beacon = exchange_.beacon();
  // Chunks do not compress, and who gets half an answer can read what there is of it.
  if (!answer.chunks.empty()) return wire::plain_frame(wire::snapshot_answer_frame, wire::encode(answer));
  return wire::seal_frame(wire::snapshot_answer_frame, wire::encode(answer));
}

std::vector<base::Bytes> HubSnapshot::messages_for(const Enrolled& receiver, std::size_t message_bytes) {
  std::vector<base::Bytes> messages;
  wire::ExchangeRequest has;
  has.oldest_protocol = has.newest_protocol = wire::oldest_protocol;
  for (const std::string& scope : {std::string(log::province), receiver.unit}) {
    const KeptSnapshot kept = snapshot_of(exchange_.store().database(), scope);
    const auto manifest = wire::open_snapshot(kept.snapshot, exchange_.identity().key.public_key());
    HADIR_CHECK(manifest.has_value());
    wire::ScopeVectors& vectors = has.have.emplace_back(wire::ScopeVectors{scope, {}});
    for (const wire::SnapshotStream& stream : manifest->streams)
      vectors.lanes[static_cast<std::size_t>(stream.lane)].raise(stream.origin, stream.head.seq);
    for (std::uint32_t number = 0; number < kept.chunks.size();) {
      wire::SnapshotAnswer answer;
      answer.offers.push_back({scope, wire::SnapshotOffer::Verdict::offered, kept.snapshot});
      for (std::size_t bytes = 0; number < kept.chunks.size() && answer.chunks.size() < wire::most_wanted_chunks; ++number) {
        bytes += kept.chunks[number].size();
        if (!answer.chunks.empty() && bytes > message_bytes) break;
        answer.chunks.push_back({number, kept.chunks[number]});
      }
      messages.push_back(wire::sign_request(exchange_.identity().key, receiver.key, bundle_path, 0, seal(answer)));
    }
  }
  for (base::Bytes& message : sync::messages_for(receiver, std::move(has), exchange_, SIZE_MAX))
    messages.push_back(std::move(message));
  return messages;
}

HubReply HubSnapshot::handle(base::ByteView body) {
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
    wire::SnapshotAnswer answer = serve(exchange_.store().database(), *sender, opened->request);
    transaction.commit();
    return {200, seal(answer)};
  });
  return done ? *done : reply_of(rejection_of(done.error()));
}

}  // namespace hadir::sync
