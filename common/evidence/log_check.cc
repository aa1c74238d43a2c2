#include "common/evidence/log_check.h"

#include "common/store/erasure.h"

namespace hadir::evidence {
namespace {

using store::Database;
using store::Statement;

constexpr const char* log_columns = "SELECT seq, header, payload, payload_hash, hash, signature FROM source.commit_log ";

// One row of the log, and what follows from it.
struct Row {
  std::uint64_t seq = 0;
  log::Commit commit;
  base::Hash hash{};  // as stored
  std::optional<base::Signature> signature;
  std::string wrong;  // a column of the wrong form
  std::string column;
};

template <std::size_t size>
std::optional<std::array<std::uint8_t, size>> array_of(base::ByteView bytes) {
  if (bytes.size() != size) return std::nullopt;
  std::array<std::uint8_t, size> value;
  std::ranges::copy(bytes, value.begin());
  return value;
}

Row read_row(const Statement& from) {
  Row row;
  const auto malformed = [&](const char* column) {
    row.wrong = "isi kolom ini tidak berbentuk semestinya";
    row.column = column;
  };
  row.seq = static_cast<std::uint64_t>(from.integer(0));
  row.commit.header.assign(from.blob(1).begin(), from.blob(1).end());
  if (from.is_null(2)) {
    const auto hash = array_of<32>(from.blob(3));
    if (!hash) malformed("payload_hash");
    row.commit.payload_hash = hash.value_or(base::Hash{});
  } else {
    row.commit.payload.emplace();  // only its hash counts here; the projection reads it
    row.commit.payload_hash = base::hash_of(from.blob(2));
    if (!from.is_null(3)) malformed("payload_hash");
  }
  const auto hash = array_of<32>(from.blob(4));
  if (!hash) malformed("hash");
  row.hash = hash.value_or(base::Hash{});
  if (!from.is_null(5)) {
    const auto signature = array_of<64>(from.blob(5));
    if (!signature) malformed("signature");
    row.signature = signature.value_or(base::Signature{});
  }
  return row;
}

constexpr const char* gone_unexplained =
    "isi commit ini tidak ada, tetapi tidak ada penghapusan menurut hukum yang menyebutnya (PC yang belum selesai sinkron: "
    "sinkronkan dahulu)";
constexpr const char* still_there = "isi commit ini masih ada, padahal sudah dihapus menurut hukum";

// A commit whose hash is not what the chain says. Which of its columns was changed is known once something vouches for one of the
// two hashes: its signature, the commit that follows, or the end that the stream notes.
enum class Changed { unknown, content, hash };

class RangeCheck {
 public:
  RangeCheck(const Source& source, const LogRange& range, Findings& findings)
      : source_(source), range_(range), findings_(findings), genesis_(log::genesis(range.stream->stream).hash) {}

  LogCounts run(Database& bench);

 private:
  void start(Database& bench);
  void take(Database& bench, const Row& row);
  void settle(Changed changed);
  void check_header(const Row& row, bool reported);
  void check_payload(Database& bench, const Row& row);
  void check_signature(const Row& row, const base::Hash& hash);
  bool signature_fits(const base::Signature& signature, std::uint64_t seq, const base::Hash& hash) const;
  bool reports(std::uint64_t seq) const { return seq >= range_.first && seq <= range_.last; }
  void find(std::uint64_t seq, std::string column, std::string what, std::string stored = {}, std::string expected = {});

  const Source& source_;
  const LogRange& range_;
  Findings& findings_;
  const base::Hash genesis_;
  LogCounts counts_;

  // The commit before: what its row says its hash is, and what the chain makes of it.
  std::uint64_t seq_ = 0;
  bool linked_ = false;  // false: behind a gap, nothing to compare with
  base::Hash stored_{}, computed_{};
  struct Pending {
    std::uint64_t seq;
    std::string stored, expected;
  };
  std::optional<Pending> pending_;
  std::int64_t beacon_ms_ = 0;
  std::optional<log::Beacon> verified_beacon_;
};

void RangeCheck::find(std::uint64_t seq, std::string column, std::string what, std::string stored, std::string expected) {
  if (!reports(seq)) return;
  findings_.add({.place = Place::commit,
                 .stream = range_.stream->stream,
                 .seq = seq,
                 .column = std::move(column),
                 .stored = std::move(stored),
                 .expected = std::move(expected),
                 .what = std::move(what)});
}

void RangeCheck::settle(Changed changed) {
  if (!pending_) return;
  const Pending pending = *std::exchange(pending_, std::nullopt);
  switch (changed) {
    case Changed::content:
      return find(pending.seq, "header/payload", "isi commit diubah sesudah ditandatangani: sidiknya tidak lagi cocok",
                  "sidik isi " + pending.expected, "sidik isi " + pending.stored);
    case Changed::hash:
      return find(pending.seq, "hash", "sidik commit diubah; isinya sendiri masih asli", pending.stored, pending.expected);
    case Changed::unknown:
      return find(pending.seq, "", "isi commit dan sidiknya tidak cocok, atau bukan lanjutan commit sebelumnya", pending.stored,
                  pending.expected);
  }
}

bool RangeCheck::signature_fits(const base::Signature& signature, std::uint64_t seq, const base::Hash& hash) const {
  return base::verify(range_.stream->key, log::head_message(range_.stream->stream, {seq, hash}), signature);
}

void RangeCheck::check_signature(const Row& row, const base::Hash& hash) {
  ++counts_.signatures;
  if (!signature_fits(*row.signature, row.seq, hash))
    find(row.seq, "signature", "tanda tangan PC tidak cocok dengan commit ini", hex_text(*row.signature));
}

void RangeCheck::check_header(const Row& row, bool reported) {
  const auto header = log::decode_header(row.commit.header);
  if (!header) {
    if (!reported) find(row.seq, "header", "kepala commit tidak terbaca: " + header.error().what);
    return;
  }
  if (header->seq != row.seq)
    find(row.seq, "header", "kepala commit menyebut nomor lain", std::to_string(header->seq), std::to_string(row.seq));
  if (header->context_delta.at(range_.stream->stream.origin) != 0)
    find(row.seq, "header", "kepala commit menyebut PC-nya sendiri sebagai yang sudah dilihat");
  if (!header->beacon) {
    if (beacon_ms_ != 0 && header->stamp.ms + header->stamp.bound_ms < beacon_ms_) ++counts_.claimed_too_early;
    return;
  }
  const log::Beacon& beacon = *header->beacon;
  ++counts_.beacons;
  if (!source_.hub_key) {
    find(row.seq, "header", "menyebut waktu hub, tetapi kunci hub tidak diketahui", "", "");
  } else if (verified_beacon_ != beacon) {
    if (base::verify(*source_.hub_key, log::beacon_message(beacon.hub_ms), beacon.signature))
      verified_beacon_ = beacon;
    else
      find(row.seq, "header", "waktu hub di kepala commit tidak ditandatangani oleh hub");
  }
  if (beacon.hub_ms <= beacon_ms_)
    find(row.seq, "header", "waktu hub di kepala commit tidak lebih baru dari yang sebelumnya", std::to_string(beacon.hub_ms),
         "> " + std::to_string(beacon_ms_));
  beacon_ms_ = std::max(beacon_ms_, beacon.hub_ms);
  if (header->stamp.ms + header->stamp.bound_ms < beacon_ms_) ++counts_.claimed_too_early;
  if (counts_.first_beacon_seq == 0) {
    counts_.first_beacon_seq = row.seq;
    counts_.first_beacon_ms = beacon.hub_ms;
  }
  counts_.last_beacon_ms = beacon_ms_;
}

// Reads what stands before the range: the row before it, the one before that, and the latest beacon.
void RangeCheck::start(Database& bench) {
  stored_ = computed_ = genesis_;
  linked_ = true;
  if (range_.first == range_.stream->log_from) {
    stored_ = computed_ = range_.stream->before_log;
    seq_ = range_.first - 1;
    return;
  }
  Statement before = bench.prepare(std::string(log_columns) + "WHERE stream = ? AND seq < ? ORDER BY seq DESC LIMIT 2");
  before.bind_all(range_.stream->id, static_cast<std::int64_t>(range_.first));
  std::optional<Row> last, earlier;
  if (before.step()) last = read_row(before);
  if (before.step()) earlier = read_row(before);
  seq_ = range_.first - 1;
  linked_ = last && last->seq == seq_;
  if (linked_) {
    const bool chained = earlier ? earlier->seq + 1 == last->seq : last->seq == 1;
    stored_ = last->hash;
    computed_ = chained ? log::next_hash(earlier ? earlier->hash : genesis_, last->commit) : stored_;
  }
  if (range_.stream->beacon_ms == 0) return;
  Statement headers = bench.prepare("SELECT header FROM source.commit_log WHERE stream = ? AND seq < ? ORDER BY seq DESC");
  for (headers.bind_all(range_.stream->id, static_cast<std::int64_t>(range_.first)); headers.step();)
    if (const auto header = log::decode_header(headers.blob(0)); header && header->beacon) {
      beacon_ms_ = header->beacon->hub_ms;
      return;
    }
}

// Gone with an erasure's leave alone, and gone where one names it.
void RangeCheck::check_payload(Database& bench, const Row& row) {
  const bool is_named = source_.erasures.contains({range_.stream->stream.scope, row.commit.payload_hash});
  if (!row.commit.payload) {
    if (is_named)
      counts_.erased.push_back({row.seq, row.commit.payload_hash});
    else
      find(row.seq, "payload", gone_unexplained, "(tidak ada)", "isi bersidik " + base::to_hex(row.commit.payload_hash));
    return;
  }
  if (!is_named) return;
  store::StreamInfo stream{.id = range_.stream->id, .stream = range_.stream->stream, .key = range_.stream->key};
  const auto commit = store::load_commit(bench, stream.id, row.seq);
  if (!commit || !commit->payload || store::is_protected(bench, source_.hub_key, stream, row.seq, *commit)) return;
  find(row.seq, "payload", still_there, "", "(dihapus)");
}

void RangeCheck::take(Database& bench, const Row& row) {
  if (row.seq != seq_ + 1) {
    settle(Changed::unknown);
    find(std::max(seq_ + 1, range_.first), "",
         seq_ + 2 == row.seq ? "commit ini hilang" : "commit ini sampai " + std::to_string(row.seq - 1) + " hilang");
    linked_ = false;
  }
  if (!row.wrong.empty()) find(row.seq, row.column, row.wrong);

  base::Hash computed = linked_ ? log::next_hash(stored_, row.commit) : row.hash;
  bool fits = computed == row.hash;
  if (!fits && computed_ != stored_) {
    const base::Hash other = log::next_hash(computed_, row.commit);
    if (other == row.hash) {
      settle(Changed::hash);
      computed = other;
      fits = true;
    }
  }
  settle(fits ? Changed::content : Changed::unknown);
  if (!fits) {
    pending_ = Pending{row.seq, hex_text(row.hash), hex_text(computed)};
    if (row.signature && range_.stream->key_fits) {
      ++counts_.signatures;
      if (signature_fits(*row.signature, row.seq, row.hash))
        settle(Changed::content);
      else if (signature_fits(*row.signature, row.seq, computed))
        settle(Changed::hash);
    }
  } else if (reports(row.seq) && row.signature && range_.stream->key_fits) {
    check_signature(row, row.hash);
  }
  if (reports(row.seq)) {
    ++counts_.commits;
    check_payload(bench, row);
    check_header(row, !fits);
  }
  seq_ = row.seq;
  linked_ = true;
  stored_ = row.hash;
  computed_ = computed;
}

LogCounts RangeCheck::run(Database& bench) {
  start(bench);
  Statement rows = bench.prepare(std::string(log_columns) + "WHERE stream = ? AND seq BETWEEN ? AND ? ORDER BY seq");
  const std::uint64_t end = std::min(range_.last + 1, range_.stream->last_row);
  rows.bind_all(range_.stream->id, static_cast<std::int64_t>(range_.first), static_cast<std::int64_t>(end));
  while (rows.step()) take(bench, read_row(rows));
  if (seq_ < end) find(seq_ + 1, "", "commit ini sampai " + std::to_string(end) + " hilang");
  if (range_.last == range_.stream->last_row) {
    const base::Hash& noted = range_.stream->stored.hash;
    settle(noted == stored_ ? Changed::content : noted == computed_ ? Changed::hash : Changed::unknown);
  }
  settle(Changed::unknown);
  return counts_;
}

}  // namespace

LogCounts check_range(Database& bench, const Source& source, const LogRange& range, Findings& findings) {
  return RangeCheck(source, range, findings).run(bench);
}

void check_stream(Database& bench, const StreamFacts& stream, Findings& findings) {
  const auto find = [&](std::uint64_t seq, std::string column, std::string what, std::string stored = {},
                        std::string expected = {}) {
    findings.add({.place = seq == 0 ? Place::stream : Place::commit,
                  .stream = stream.stream,
                  .seq = seq,
                  .column = std::move(column),
                  .stored = std::move(stored),
                  .expected = std::move(expected),
                  .what = std::move(what)});
  };
  if (!stream.key_fits)
    find(0, "public_key", "kunci PC tidak sesuai dengan namanya; tanda tangannya tidak dapat diperiksa", hex_text(stream.key),
         "kunci yang sidiknya berawal " + log::to_text(stream.stream.origin));
  if (stream.last_row < stream.stored.seq)
    find(
        stream.last_row + 1, "stored_seq",
        "commit ini sampai " + std::to_string(stream.stored.seq) + " hilang: ekor catatan PC ini dihapus atau tidak ikut disalin",
        std::to_string(stream.last_row), std::to_string(stream.stored.seq));
  Statement outside =
      bench.prepare("SELECT min(seq), max(seq), count(*) FROM source.commit_log WHERE stream = ? AND (seq < 1 OR seq > ?)");
  outside.bind_all(stream.id, static_cast<std::int64_t>(stream.stored.seq)).step();
  if (outside.integer(2) > 0)
    find(0, "stored_seq", std::to_string(outside.integer(2)) + " commit berada di luar jangkauan yang dicatat untuk PC ini",
         std::to_string(stream.stored.seq), std::to_string(outside.integer(1)));
  if (stream.last_row < stream.log_from) {
    if (stream.stored != log::ChainHead{stream.log_from - 1, stream.before_log})
      find(0, "stored_hash", "sidik aliran tanpa commit ini tidak cocok dengan namanya", hex_text(stream.stored.hash),
           hex_text(stream.before_log));
    return;
  }
  Statement last = bench.prepare("SELECT hash, signature FROM source.commit_log WHERE stream = ? AND seq = ?");
  if (!last.bind_all(stream.id, static_cast<std::int64_t>(stream.last_row)).step()) return;
  const auto hash = array_of<32>(last.blob(0));
  if (stream.last_row == stream.stored.seq && hash != stream.stored.hash)
    find(0, "stored_hash", "sidik yang dicatat untuk commit terakhir bukan sidik commit itu", hex_text(stream.stored.hash),
         hex_text(last.blob(0)));
  if (last.is_null(1))
    find(stream.last_row, "signature", "commit terakhir tidak ditandatangani PC-nya: rantai ditulis ulang atau dipotong");
}

std::uint64_t check_displaced(Database& bench, const Source& source, const std::vector<StreamFacts>& streams,
                              Findings& findings) {
  if (!has_table(bench, "displaced")) return 0;
  std::uint64_t count = 0;
  Statement rows = bench.prepare(
      "SELECT seq, header, payload, payload_hash, hash, signature, scope, lane, origin FROM source.displaced ORDER BY id");
  while (rows.step()) {
    ++count;
    const Row row = read_row(rows);
    log::StreamId stream{array_of<8>(rows.blob(8)).value_or(log::Origin{}), std::string(rows.text(6)),
                         static_cast<model::Lane>(rows.integer(7))};
    const auto find = [&](std::string column, std::string what) {
      findings.add(
          {.place = Place::displaced, .stream = stream, .seq = row.seq, .column = std::move(column), .what = std::move(what)});
    };
    if (!row.wrong.empty()) find(row.column, row.wrong);
    if (source.erasures.contains({stream.scope, row.commit.payload_hash}) == row.commit.payload.has_value())
      find("payload", row.commit.payload ? still_there : gone_unexplained);
    Statement before = bench.prepare(
        "SELECT hash FROM source.displaced WHERE scope = ?1 AND lane = ?2 AND origin = ?3 AND seq = ?4 UNION SELECT l.hash FROM "
        "source.commit_log l JOIN source.stream s ON s.id = l.stream WHERE s.scope = ?1 AND s.lane = ?2 AND s.origin = ?3 AND "
        "l.seq = ?4");
    before.bind_all(std::string_view(stream.scope), rows.integer(7), base::ByteView(stream.origin), rows.integer(0) - 1);
    bool follows = row.seq == 1 && log::next_hash(log::genesis(stream).hash, row.commit) == row.hash;
    while (!follows && before.step())
      if (const auto hash = array_of<32>(before.blob(0))) follows = log::next_hash(*hash, row.commit) == row.hash;
    if (!follows) find("header/payload/hash", "isi commit yang disisihkan ini, atau yang sebelumnya, diubah");
    const auto key =
        std::ranges::find_if(streams, [&](const StreamFacts& one) { return one.key_fits && one.stream.origin == stream.origin; });
    if (row.signature && key != streams.end() &&
        !base::verify(key->key, log::head_message(stream, {row.seq, row.hash}), *row.signature))
      find("signature", "tanda tangan PC tidak cocok dengan commit yang disisihkan ini");
  }
  return count;
}

}  // namespace hadir::evidence
