#include "common/evidence/bracket.h"

#include "common/wire/messages.h"

namespace hadir::evidence {

using store::Statement;

Bracket bracket_of(store::Database& database, const store::StreamInfo& stream, std::uint64_t seq) {
  Bracket bracket;
  Statement commit = database.prepare("SELECT received_ms FROM commit_log WHERE stream = ? AND seq = ?");
  if (commit.bind_all(stream.id, static_cast<std::int64_t>(seq)).step()) bracket.received_ms = commit.integer(0);
  if (stream.beacon_ms != 0) {
    Statement headers = database.prepare("SELECT seq, header FROM commit_log WHERE stream = ? AND seq <= ? ORDER BY seq DESC");
    for (headers.bind_all(stream.id, static_cast<std::int64_t>(seq)); !bracket.not_before && headers.step();)
      if (const auto header = log::decode_header(headers.blob(1)); header && header->beacon) {
        bracket.not_before = header->beacon;
        bracket.beacon_seq = static_cast<std::uint64_t>(headers.integer(0));
      }
  }
  if (seq > stream.receipt_seq) return bracket;
  Statement receipts = database.prepare("SELECT id, hub_ms, body, signature FROM receipt ORDER BY id");
  while (receipts.step()) {
    const auto body = wire::decode<wire::ReceiptBody>(receipts.blob(2), "receipt");
    if (!body) continue;
    for (const wire::ReceiptEntry& entry : body->entries) {
      const bool earlier = !bracket.not_after || body->hub_ms < bracket.not_after->hub_ms;
      if (entry.stream != stream.stream || entry.head.seq < seq || !earlier) continue;
      bracket.not_after = {receipts.integer(0), body->hub_ms, {}, {}, entry.head.seq};
      bracket.not_after->body.assign(receipts.blob(2).begin(), receipts.blob(2).end());
      bracket.not_after->signature.assign(receipts.blob(3).begin(), receipts.blob(3).end());
    }
  }
  return bracket;
}

}  // namespace hadir::evidence
