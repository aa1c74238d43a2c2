#include "tests/simulation/incarnation.h"

namespace hadir::simulation {
namespace {

using agent::Suspicion;
using LaneNumbers = store::ReplicaStore::LaneNumbers;

LaneNumbers receipts_of(store::ReplicaStore& store, const log::Origin& origin, const std::string& unit) {
  LaneNumbers held{};
  for (std::size_t lane = 0; lane < model::lane_count; ++lane)
    if (const auto stream = store.stream({origin, unit, static_cast<model::Lane>(lane)})) held[lane] = stream->receipt_seq;
  return held;
}

}  // namespace

void Incarnation::take(std::string unit, Outside outside) {
  unit_ = std::move(unit);
  outside_ = std::move(outside);
}

agent::Mark Incarnation::own_mark(store::ReplicaStore& store) const {
  return {origin(), "", receipts_of(store, origin(), unit_)};
}

void Incarnation::examine(store::ReplicaStore& store) {
  suspicion_ = Suspicion::none;
  if (!store.own_origin()) {
    store::Transaction transaction(store.database());
    store.set_own_origin(origin());
    transaction.commit();
  }
  if (has_lost_key(store)) {
    suspicion_ = Suspicion::restored;
    return;
  }
  agent::Known known{own_mark(store), store.number("marked") == 1, {}};
  for (const auto& one : store.continuations()) known.earlier.push_back(one.from);
  suspicion_ = agent::compare(outside_.mark, known);
  if (suspicion_ == Suspicion::none) update_mark(store);
}

void Incarnation::prepare(store::ReplicaStore& store, std::int64_t now_ms) {
  if (has_lost_key(store)) suspicion_ = Suspicion::restored;
  if (suspicion_ != Suspicion::none)
    go_on_within(store, agent::return_of(suspicion_), receipts_of(store, store.own_origin().value(), unit_), now_ms);
}

void Incarnation::replace_lost_key(store::ReplicaStore& store, std::int64_t now_ms) {
  if (has_lost_key(store)) go_on(store, wire::Return::restored, receipts_of(store, store.own_origin().value(), unit_), now_ms);
}

void Incarnation::go_on(store::ReplicaStore& store, wire::Return why, const LaneNumbers& held, std::int64_t now_ms) {
  store::Transaction transaction(store.database());
  go_on_within(store, why, held, now_ms);
  transaction.commit();
  update_mark(store);
}

// The key file comes first: where the transaction fails, the database does not know its key and goes on under yet another one.
void Incarnation::go_on_within(store::ReplicaStore& store, wire::Return why, const LaneNumbers& held, std::int64_t now_ms) {
  outside_.keys.insert(outside_.keys.begin(), base::KeyPair::generate(world_.random));
  const std::uint64_t rewritten = store.continue_as(key(), unit_, held, why, now_ms);
  spoil(store, now_ms);
  ++world_.tally.continued;
  world_.tally.rewritten += rewritten;
  world_.journal.note(log::to_text(origin()), "goes on for another, reason {}, {} commits anew", static_cast<int>(why),
                      rewritten);
  suspicion_ = Suspicion::none;
}

void Incarnation::update_mark(store::ReplicaStore& store) {
  const agent::Mark mark = own_mark(store);
  if (mark == outside_.mark) return;
  outside_.mark = mark;
  if (store.number("marked") == 1) return;
  store::Transaction transaction(store.database());
  store.set_number("marked", 1);
  transaction.commit();
}

// Self-test only: what was written anew is lost, or claims to have seen everything.
void Incarnation::spoil(store::ReplicaStore& store, std::int64_t now_ms) {
  const bool drop = world_.mutation == Mutation::drop_displaced;
  if (!drop && world_.mutation != Mutation::all_seeing_rewrite) return;
  for (std::size_t lane = 0; lane < model::lane_count; ++lane) {
    const auto stream = store.stream({origin(), unit_, static_cast<model::Lane>(lane)});
    if (!stream) continue;
    log::VersionVector everything = store.stored_vector(unit_, stream->stream.lane);
    everything.lower(origin(), 0);
    auto slice = store.slice_after(*stream, 0, std::size_t{1} << 30).value();
    log::ChainHead head = log::genesis(stream->stream);
    slice.commits.clear();
    for (std::uint64_t after = 0; after < stream->stored.seq; after = head.seq) {
      const auto part = store.slice_after(*stream, after, 1).value();
      for (const log::Commit& original : part.commits) {
        log::Header header = log::decode_header(original.header).value();
        if (header.seq == 1) header.context_delta.raise(everything);
        log::Commit& commit = slice.commits.emplace_back(original);
        commit.header = log::encode_header(header);
        head = {header.seq, log::next_hash(head.hash, commit)};
      }
    }
    slice.head_signature = key().sign(log::head_message(stream->stream, head));
    for (const char* table : {"parked", "deferred", "refused_write", "commit_log"})
      store.database().prepare(fmt::format("DELETE FROM {} WHERE stream = ?", table)).bind(1, stream->id).run();
    store.database().prepare("DELETE FROM stream WHERE id = ?").bind(1, stream->id).run();
    store.reproject(unit_, stream->stream.lane);
    if (!drop && !store.ingest(slice, now_ms)) throw Broken("the self-test's commit enters the log");
  }
}

}  // namespace hadir::simulation
