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

void Ledger::recorded(const log::StreamId& stream, std::uint64_t seq, const base::Hash& hash) {
  const auto [entry, is_new] = recorded_[stream].emplace(seq, hash);
  if (!is_new && entry->second != hash)
    throw Broken(fmt::format("two acknowledged commits share a number: {} of stream {}\n  {}\n  {}", seq, log::to_text(stream),
                             base::to_hex(entry->second), base::to_hex(hash)));
}

void Ledger::receipt_issued(const wire::ReceiptBody& receipt) {
  for (const wire::ReceiptEntry& entry : receipt.entries) receipt_accepted(entry.stream, entry.head.seq, entry.head.hash);
}

void Ledger::receipt_accepted(const log::StreamId& stream, std::uint64_t seq, const base::Hash& hash) {
  const auto [entry, is_new] = receipts_[stream].emplace(seq, hash);
  if (!is_new && entry->second != hash)
    throw Broken(fmt::format("two receipts for commit {} of stream {} name different commits", seq, log::to_text(stream)));
}

void Ledger::posted(const log::Origin& origin, std::uint64_t counter) {
  std::uint64_t& latest = posted_[origin];
  if (counter <= latest)
    throw Broken(fmt::format("request counters only grow: replica {} sends {} after {}", log::to_text(origin), counter, latest));
  latest = counter;
}

void Ledger::accepted(const log::Origin& origin, std::uint64_t counter) {
  if (!accepted_.insert({origin, counter}).second)
    throw Broken(
        fmt::format("a request is accepted once: the hub accepted request {} of {} again", counter, log::to_text(origin)));
}

void Ledger::check_recorded(store::ReplicaStore& store, const log::Origin& origin, const std::string& who) const {
  for (const auto& [stream, heads] : recorded_)
    if (stream.origin == origin)
      for (const auto& [seq, hash] : heads)
        check_holds(store, stream, seq, hash, who, "what was acknowledged to a user is kept: no commit in");
}

void Ledger::check_receipts(store::ReplicaStore& hub, const std::string& who) const {
  for (const auto& [stream, heads] : receipts_)
    for (const auto& [seq, hash] : heads)
      check_holds(hub, stream, seq, hash, who, "what a receipt promised is kept: no commit in");
}

}  // namespace hadir::simulation
