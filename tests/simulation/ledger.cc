#include "tests/simulation/ledger.h"

namespace hadir::simulation {

void check_holds(store::ReplicaStore& store, const log::StreamId& stream, std::uint64_t seq, const base::Hash& hash,
                 const std::string& who, const char* promise) {
  const auto there = store.hash_at(stream, seq);
  if (there == hash) return;
  const auto info = store.stream(stream);
  throw Broken(fmt::format("{}: {} {} of stream {} with hash {}\n  it holds {} commits there, and under this number {}", promise,
                           who, seq, log::to_text(stream), base::to_hex(hash), info ? info->stored.seq : 0,
                           there ? base::to_hex(*there) : "nothing"));
}

void Ledger::recorded(const std::string& who, const CommitName& commit) {
  const auto other = recorded_.lower_bound({commit.stream, commit.seq, {}});
  if (other != recorded_.end() && other->stream == commit.stream && other->seq == commit.seq && other->hash != commit.hash &&
      !has_gone_back(commit.stream.origin))
    throw Broken(fmt::format("two acknowledged commits share a number: {} of stream {}\n  {}\n  {}", commit.seq,
                             log::to_text(commit.stream), base::to_hex(other->hash), base::to_hex(commit.hash)));
  recorded_.insert(commit);
  kept_[who].insert(commit);
}

std::size_t Ledger::replaced(const std::string& who, const Holdings& there, const std::vector<Holdings>& everywhere) {
  if (there.own_origin) gone_back_.insert(*there.own_origin);
  std::erase_if(kept_[who], [&](const CommitName& name) { return !there.has(name); });
  for (auto& [unit, punches] : punches_recorded_)
    std::erase_if(punches, [&](const base::Bytes& key) {
      return std::ranges::none_of(everywhere, [&](const Holdings& one) { return one.punches.contains({unit, key}); });
    });
  const auto stands_nowhere = [&](const CommitName& name) {
    return std::ranges::none_of(everywhere, [&](const Holdings& one) { return one.has(name); });
  };
  // Before the hub lost anything, it holds what it says it holds.
  if (hub_gone_back_) std::erase_if(receipts_, stands_nowhere);
  return std::erase_if(recorded_, stands_nowhere);
}

std::size_t Ledger::hub_replaced(const std::string& hub, const Holdings& there, const std::vector<Holdings>& everywhere) {
  hub_gone_back_ = true;
  return replaced(hub, there, everywhere);
}

void Ledger::copied(const std::string& original, const std::string& copy, const Holdings& there) {
  if (there.own_origin) gone_back_.insert(*there.own_origin);
  kept_[copy] = kept_[original];
  std::erase_if(kept_[copy], [&](const CommitName& name) { return !there.has(name); });
}

void Ledger::receipt_issued(const wire::ReceiptBody& receipt) {
  for (const wire::ReceiptEntry& entry : receipt.entries) receipt_accepted(entry.stream, entry.head.seq, entry.head.hash);
}

void Ledger::receipt_accepted(const log::StreamId& stream, std::uint64_t seq, const base::Hash& hash) {
  const auto other = receipts_.lower_bound({stream, seq, {}});
  const bool is_known = other != receipts_.end() && other->stream == stream && other->seq == seq;
  // A restored hub may hear the other of two histories under one name first.
  const bool may_differ = hub_gone_back_ && has_gone_back(stream.origin);
  if (is_known && other->hash != hash && !may_differ)
    throw Broken(fmt::format("two receipts for commit {} of stream {} name different commits", seq, log::to_text(stream)));
  receipts_.insert({stream, seq, hash});
}

void Ledger::posted(const log::Origin& origin, std::uint64_t counter) {
  std::uint64_t& latest = posted_[origin];
  if (counter <= latest && !has_gone_back(origin))
    throw Broken(fmt::format("request counters only grow: replica {} sends {} after {}", log::to_text(origin), counter, latest));
  latest = std::max(latest, counter);
}

void Ledger::accepted(const log::Origin& origin, std::uint64_t counter) {
  if (!accepted_.insert({origin, counter}).second && !hub_gone_back_)
    throw Broken(
        fmt::format("a request is accepted once: the hub accepted request {} of {} again", counter, log::to_text(origin)));
}

void Ledger::check_kept(store::ReplicaStore& store, const std::string& who) const {
  const auto promises = kept_.find(who);
  if (promises == kept_.end()) return;
  std::optional<Holdings> holdings;
  store::Statement displaced =
      store.database().prepare("SELECT 1 FROM displaced WHERE scope = ? AND lane = ? AND origin = ? AND seq = ? AND hash = ?");
  for (const CommitName& name : promises->second) {
    const auto& [stream, seq, hash] = name;
    if (store.hash_at(stream, seq) == hash) continue;
    if (!holdings) holdings.emplace(store);
    displaced.reset();
    displaced.bind_all(std::string_view(stream.scope), std::int64_t{static_cast<int>(stream.lane)}, base::ByteView(stream.origin),
                       static_cast<std::int64_t>(seq), base::ByteView(hash));
    if (holdings->rewritten.contains(name) && displaced.step()) continue;
    check_holds(store, stream, seq, hash, who, "what was acknowledged to a user is kept: no commit in");
  }
}

void Ledger::check_arrived(const Holdings& hub) const {
  for (const CommitName& name : recorded_)
    if (!hub.has(name))
      throw Broken(
          fmt::format("what was acknowledged to a user arrives: the hub has no commit {} of stream {} with hash {}, nor "
                      "one written anew for it",
                      name.seq, log::to_text(name.stream), base::to_hex(name.hash)));
}

void Ledger::check_receipts(store::ReplicaStore& hub, const std::string& who) const {
  std::optional<Holdings> holdings;
  for (const CommitName& name : receipts_) {
    const auto& [stream, seq, hash] = name;
    if (hub.hash_at(stream, seq) == hash) continue;
    if (hub_gone_back_ && has_gone_back(stream.origin)) {
      if (!holdings) holdings.emplace(hub);
      if (holdings->has(name)) continue;
    }
    check_holds(hub, stream, seq, hash, who, "what a receipt promised is kept: no commit in");
  }
}

}  // namespace hadir::simulation
