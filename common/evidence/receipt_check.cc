#include "common/evidence/receipt_check.h"

#include "common/wire/messages.h"

namespace hadir::evidence {
namespace {

using store::Statement;

// A commit that the hub confirmed and that later had to make way for another one stands here still.
bool is_displaced(store::Database& bench, const wire::ReceiptEntry& entry) {
  if (!has_table(bench, "displaced")) return false;
  Statement row =
      bench.prepare("SELECT 1 FROM source.displaced WHERE scope = ? AND lane = ? AND origin = ? AND seq = ? AND hash = ?");
  row.bind_all(std::string_view(entry.stream.scope), std::int64_t{static_cast<int>(entry.stream.lane)},
               base::ByteView(entry.stream.origin), static_cast<std::int64_t>(entry.head.seq), base::ByteView(entry.head.hash));
  return row.step();
}

}  // namespace

ReceiptCounts check_receipts(store::Database& bench, const Source& source, const std::vector<StreamFacts>& streams,
                             std::int64_t first, std::int64_t last, Findings& findings) {
  ReceiptCounts counts;
  Statement rows =
      bench.prepare("SELECT id, hub_ms, hub_epoch, body, signature FROM source.receipt WHERE id BETWEEN ? AND ? ORDER BY id");
  for (rows.bind_all(first, last); rows.step();) {
    ++counts.receipts;
    const auto find = [&](std::string column, std::string what, std::string stored = {}, std::string expected = {},
                          std::optional<log::StreamId> stream = {}) {
      findings.add({.place = Place::receipt,
                    .stream = std::move(stream),
                    .seq = static_cast<std::uint64_t>(rows.integer(0)),
                    .column = std::move(column),
                    .stored = std::move(stored),
                    .expected = std::move(expected),
                    .what = std::move(what)});
    };
    base::Signature signature{};
    const bool is_signature = rows.blob(4).size() == signature.size();
    if (is_signature) std::ranges::copy(rows.blob(4), signature.begin());
    if (!source.hub_key || !is_signature || !base::verify(*source.hub_key, wire::receipt_message(rows.blob(3)), signature)) {
      find("body/signature", "tanda terima ini tidak ditandatangani oleh hub, atau diubah");
      continue;
    }
    const auto body = wire::decode<wire::ReceiptBody>(rows.blob(3), "receipt");
    if (!body) {
      find("body", "isi tanda terima tidak terbaca: " + body.error().what);
      continue;
    }
    if (rows.integer(1) != body->hub_ms)
      find("hub_ms", "waktu di luar tanda terima bukan waktu di dalamnya", std::to_string(rows.integer(1)),
           std::to_string(body->hub_ms));
    if (rows.integer(2) != static_cast<std::int64_t>(body->hub_epoch))
      find("hub_epoch", "masa hub di luar tanda terima bukan yang di dalamnya", std::to_string(rows.integer(2)),
           std::to_string(static_cast<std::int64_t>(body->hub_epoch)));
    for (const wire::ReceiptEntry& entry : body->entries) {
      const auto stream = std::ranges::find(streams, entry.stream, &StreamFacts::stream);
      const auto cover = [&] {
        if (stream == streams.end()) return;
        std::uint64_t& covered = counts.covered[stream->id];
        covered = std::max(covered, std::min(entry.head.seq, stream->last_row));
      };
      if (is_displaced(bench, entry)) {
        cover();  // what stands before it, too
        continue;
      }
      if (stream == streams.end() || stream->last_row < entry.head.seq) {
        find("",
             "hub menyatakan memegang commit sampai " + std::to_string(entry.head.seq) + ", tetapi di sini hanya ada sampai " +
                 std::to_string(stream == streams.end() ? 0 : stream->last_row),
             "", "", entry.stream);
        continue;
      }
      if (entry.head.seq < stream->log_from) {
        if (stream->base && stream->base->seq == entry.head.seq && stream->base->hash != entry.head.hash)
          find("base_stream.hash", "commit " + std::to_string(entry.head.seq) + " di sini bukan yang diterima hub",
               hex_text(stream->base->hash), hex_text(entry.head.hash), entry.stream);
        cover();
        continue;
      }
      Statement commit = bench.prepare("SELECT hash FROM source.commit_log WHERE stream = ? AND seq = ?");
      const bool present = commit.bind_all(stream->id, static_cast<std::int64_t>(entry.head.seq)).step();
      if (!present || !std::ranges::equal(commit.blob(0), entry.head.hash))
        find("commit_log.hash", "commit " + std::to_string(entry.head.seq) + " di sini bukan yang diterima hub",
             present ? hex_text(commit.blob(0)) : "(tidak ada)", hex_text(entry.head.hash), entry.stream);
      cover();
    }
  }
  return counts;
}

void check_coverage(const std::vector<StreamFacts>& streams, const std::map<std::int64_t, std::uint64_t>& covered,
                    Findings& findings) {
  for (const StreamFacts& stream : streams) {
    const auto proven = covered.find(stream.id);
    const std::uint64_t seq = proven == covered.end() ? 0 : proven->second;
    if (stream.receipt_seq > seq)
      findings.add({.place = Place::stream,
                    .stream = stream.stream,
                    .column = "receipt_seq",
                    .stored = std::to_string(stream.receipt_seq),
                    .expected = std::to_string(seq),
                    .what = "dicatat sudah diterima hub sampai nomor yang tidak dibuktikan tanda terima mana pun"});
  }
}

void check_held_beacon(store::Database& bench, const Source& source, Findings& findings) {
  Statement row = bench.prepare("SELECT value FROM source.meta WHERE key = 'beacon'");
  if (!row.step()) return;
  base::ByteReader in(row.blob(0));
  const std::int64_t hub_ms = in.zigzag();
  const base::Signature signature = in.array<64>();
  if (in.finished() && source.hub_key && base::verify(*source.hub_key, log::beacon_message(hub_ms), signature)) return;
  findings.add({.place = Place::meta,
                .column = "beacon",
                .stored = hex_text(row.blob(0)),
                .what = "waktu hub yang dipegang tidak ditandatangani oleh hub"});
}

}  // namespace hadir::evidence
