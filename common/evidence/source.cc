#include "common/evidence/source.h"

#include <filesystem>
#include <map>

#include "common/evidence/finding.h"
#include "common/store/base.h"
#include "common/store/migrations.h"

namespace hadir::evidence {
namespace {

using base::Error;
using base::Fault;
using store::Database;
using store::Statement;

// Two threads, each with one, stay small beside a hub; a group's records beyond it go to a temporary file.
constexpr std::size_t bench_cache_bytes = 64 * 1024 * 1024;
constexpr const char* needed_tables[] = {"meta",     "stream",   "commit_log",    "parked",
                                         "deferred", "conflict", "refused_write", "receipt"};

template <std::size_t size>
bool read_array(base::ByteView bytes, std::array<std::uint8_t, size>& value) {
  if (bytes.size() != size) return false;
  std::ranges::copy(bytes, value.begin());
  return true;
}

// Answers the column that cannot be one, or nothing.
const char* read_stream(const Statement& row, StreamFacts& facts) {
  facts.id = row.integer(0);
  facts.stream.scope = std::string(row.text(1)).substr(0, 64);
  facts.beacon_ms = row.integer(7);
  if (!read_array(row.blob(3), facts.stream.origin)) return "origin";
  if (row.integer(2) < 0 || row.integer(2) >= static_cast<std::int64_t>(model::lane_count)) return "lane";
  facts.stream.lane = static_cast<model::Lane>(row.integer(2));
  if (!read_array(row.blob(4), facts.key)) return "public_key";
  if (row.integer(5) < 0) return "stored_seq";
  facts.stored.seq = static_cast<std::uint64_t>(row.integer(5));
  if (!read_array(row.blob(6), facts.stored.hash)) return "stored_hash";
  if (row.integer(8) < 0) return "receipt_seq";
  facts.receipt_seq = static_cast<std::uint64_t>(row.integer(8));
  return nullptr;
}

// Distinct values of the first column of a primary key, one search each.
template <class Visit>
void each_scope(Database& database, const std::string& table, Visit visit) {
  std::string last;
  for (bool first = true;; first = false) {
    Statement next =
        database.prepare("SELECT scope FROM source." + table + (first ? "" : " WHERE scope > ?") + " ORDER BY scope LIMIT 1");
    if (!first) next.bind(1, std::string_view(last));
    if (!next.step()) return;
    last = next.text(0);
    visit(last);
  }
}

Erasures read_erasures(Database& database) {
  Erasures all;
  const std::set<std::string, std::less<>> present = columns_of(database, "source", "erasure");
  for (const char* column : {"scope", "payload", "reason", "basis", "author", "at"})
    if (!present.contains(column)) return all;
  Statement rows = database.prepare("SELECT scope, payload, reason, basis, author, at FROM source.erasure");
  while (rows.step()) {
    const auto bytes = base::from_hex(rows.text(1));
    base::Hash payload;
    if (!bytes || !read_array(*bytes, payload)) continue;
    all[{std::string(rows.text(0)), payload}] = {std::string(rows.text(2)), std::string(rows.text(3)), std::string(rows.text(4)),
                                                 std::string(rows.text(5))};
  }
  return all;
}

}  // namespace

bool has_table(Database& bench, std::string_view name) {
  Statement row = bench.prepare("SELECT 1 FROM source.sqlite_schema WHERE type = 'table' AND name = ?");
  return row.bind(1, name).step();
}

std::set<std::string, std::less<>> columns_of(Database& bench, std::string_view schema, std::string_view table) {
  std::set<std::string, std::less<>> columns;
  Statement rows = bench.prepare("SELECT name FROM pragma_table_info(?, ?)");
  for (rows.bind_all(table, schema); rows.step();) columns.emplace(rows.text(0));
  return columns;
}

std::string sql_name(std::string_view name) { return "\"" + std::string(name) + "\""; }

std::string hex_text(base::ByteView bytes) {
  constexpr std::size_t most = 40;
  const std::string text = base::to_hex(bytes.first(std::min(bytes.size(), most)));
  return bytes.size() <= most ? text : text + "… (" + std::to_string(bytes.size()) + " bita)";
}

base::Result<Source> open_source(const std::string& path) {
  std::error_code failed;
  if (!std::filesystem::is_regular_file(path, failed))
    return Error{Fault::not_found, "tidak ada basis data di " + path, "periksa nama berkasnya"};
  // A -wal that somebody left or uses must be read; without one, nobody has it open and nothing needs to be made beside it.
  Source source{path, !std::filesystem::exists(path + "-wal", failed), {}, false, {}};
  return store::guarded([&]() -> base::Result<Source> {
    auto scratch = Database::open_scratch(1024 * 1024);
    if (!scratch) return scratch.error();
    Database& database = **scratch;
    database.attach_read_only("source", path, source.unshared);
    for (const char* table : {"meta", "stream", "commit_log"})
      if (!has_table(database, table))
        return Error{Fault::bad_input, path + " bukan basis data hadir", "pilih hadir.db, hub.db, atau salinannya"};
    Statement key = database.prepare("SELECT value FROM source.meta WHERE key = 'hub_key'");
    base::PublicKey hub_key;
    if (key.step() && read_array(key.blob(0), hub_key)) source.hub_key = hub_key;
    Statement version = database.prepare("PRAGMA source.user_version");
    source.erasures = read_erasures(database);
    source.is_newer = version.step() && version.integer(0) > store::migrations().back().version;
    return source;
  });
}

base::Result<void> take_keys(Source& source, std::span<const base::KeyPair> pairs) {
  if (pairs.empty()) return {};
  return store::guarded([&] {
    const auto scratch = Database::open_scratch(1024 * 1024).value();
    scratch->attach_read_only("source", source.path, source.unshared);
    source.keys.add_pairs(pairs);
    Statement own = scratch->prepare("SELECT value FROM source.meta WHERE key = 'origin'");
    log::Origin origin;
    if (own.step() && read_array(own.blob(0), origin) && source.keys.is_own(origin) && has_table(*scratch, store::key_share_kind))
      source.keys.refresh(*scratch, "source");
    else
      source.keys = {};
  });
}

std::unique_ptr<Database> open_bench(const Source& source) {
  auto bench = Database::open_scratch(bench_cache_bytes).value();
  store::migrate(*bench, "scratch").value();
  bench->attach_read_only("source", source.path, source.unshared);
  bench->execute("CREATE TEMP VIEW commit_log AS SELECT * FROM source.commit_log");
  for (const std::string table : {"base", "base_chunk", "base_stream"})
    if (has_table(*bench, table)) bench->execute("CREATE TEMP VIEW " + table + " AS SELECT * FROM source." + table);
  return bench;
}

std::vector<StreamFacts> read_streams(Database& bench, Findings& findings) {
  std::vector<StreamFacts> streams;
  Statement rows = bench.prepare(
      "SELECT id, scope, lane, origin, public_key, stored_seq, stored_hash, beacon_ms, receipt_seq FROM source.stream ORDER BY "
      "scope, lane, origin");
  while (rows.step()) {
    StreamFacts facts;
    if (const char* column = read_stream(rows, facts)) {
      findings.add({.place = Place::stream,
                    .stream = facts.stream,
                    .column = column,
                    .what = "catatan kemajuan PC ini tidak terbaca; commit-nya tidak diperiksa"});
      continue;
    }
    facts.key_fits = log::origin_of(facts.key) == facts.stream.origin;
    facts.before_log = log::genesis(facts.stream).hash;
    if (const auto base = store::base_of(bench, facts.id)) {
      facts.base = base->head;
      facts.log_from = base->log_from;
      facts.before_log = base->log_hash;
    }
    Statement last =
        bench.prepare("SELECT ifnull(max(seq), ? - 1) FROM source.commit_log WHERE stream = ? AND seq BETWEEN ? AND ?");
    last.bind_all(static_cast<std::int64_t>(facts.log_from), facts.id, static_cast<std::int64_t>(facts.log_from),
                  static_cast<std::int64_t>(facts.stored.seq));
    last.step();
    facts.last_row = static_cast<std::uint64_t>(last.integer(0));
    streams.push_back(std::move(facts));
  }
  return streams;
}

std::vector<Group> groups_of(Database& bench, const std::vector<StreamFacts>& streams) {
  std::map<std::pair<std::string, model::Lane>, Group> groups;
  const auto group = [&](const std::string& scope, model::Lane lane) -> Group& {
    Group& one = groups[{scope, lane}];
    one.scope = scope;
    one.lane = lane;
    return one;
  };
  for (const StreamFacts& one : streams) {
    Group& its = group(one.stream.scope, one.stream.lane);
    its.commits += one.last_row;
    its.has_streams = true;
  }
  for (const model::Kind& kind : model::kinds())
    if (has_table(bench, kind.name))
      each_scope(bench, sql_name(kind.name), [&](const std::string& scope) { group(scope, kind.lane); });
  each_scope(bench, "conflict", [&](const std::string& scope) {
    for (std::size_t lane = 0; lane < model::lane_count; ++lane) group(scope, static_cast<model::Lane>(lane));
  });
  std::vector<Group> all;
  for (auto& [name, one] : groups) all.push_back(std::move(one));
  return all;
}

void check_bases(Database& bench, const Source& source, Findings& findings) {
  if (!has_table(bench, "base")) return;
  const auto find = [&](const std::string& scope, std::string column, std::string what) {
    findings.add({.place = Place::schema, .unit = scope, .column = std::move(column), .what = std::move(what)});
  };
  for (const store::Base& base : store::bases(bench)) {
    const bool made_here = base.snapshot.signature == base::Signature{};
    if (!made_here && (!source.hub_key || !wire::open_snapshot(base.snapshot, *source.hub_key)))
      find(base.scope, "base.body", "dasar catatan unit ini tidak ditandatangani oleh hub, atau diubah");
    Statement chunks =
        bench.prepare("SELECT number, bytes FROM source.base_chunk WHERE base = ? AND bytes IS NOT NULL ORDER BY number");
    for (chunks.bind(1, base.id); chunks.step();) {
      const auto number = static_cast<std::size_t>(chunks.integer(0));
      if (number < base.manifest.chunks.size() && base::hash_of(chunks.blob(1)) == base.manifest.chunks[number].hash) continue;
      find(base.scope, "base_chunk.bytes", "bagian " + std::to_string(number) + " dari dasar catatan unit ini diubah");
    }
    for (const wire::SnapshotStream& stream : base.manifest.streams) {
      if (!base.live) break;
      Statement row = bench.prepare(
          "SELECT b.seq, b.hash, b.by_hub FROM source.base_stream b JOIN source.stream s ON s.id = b.stream WHERE s.scope = ? "
          "AND "
          "s.lane = ? AND s.origin = ?");
      row.bind_all(std::string_view(base.scope), std::int64_t{static_cast<int>(stream.lane)}, base::ByteView(stream.origin));
      if (row.step() && row.integer(0) == static_cast<std::int64_t>(stream.head.seq) &&
          std::ranges::equal(row.blob(1), stream.head.hash) && (row.integer(2) != 0) == stream.by_hub)
        continue;
      find(base.scope, "base_stream", "tempat PC " + log::to_text(stream.origin) + " dalam dasar catatan unit ini diubah");
    }
  }
}

void check_schema(Database& bench, Findings& findings) {
  for (const char* table : needed_tables)
    if (!has_table(bench, table))
      findings.add({.place = Place::schema, .column = table, .what = "tabel ini tidak ada atau diganti dengan hal lain"});
  Statement triggers = bench.prepare("SELECT name, tbl_name FROM source.sqlite_schema WHERE type = 'trigger' ORDER BY name");
  while (triggers.step())
    findings.add({.place = Place::schema,
                  .column = std::string(triggers.text(1)),
                  .stored = std::string(triggers.text(0)),
                  .what = "ada trigger, padahal hadir tidak memakainya: seseorang mengubah basis data ini dari luar"});
  for (const std::string table : {"commit_log", "parked", "deferred", "refused_write", "unread"}) {
    if (!has_table(bench, table)) continue;
    std::optional<std::int64_t> last;
    while (true) {
      Statement next = bench.prepare("SELECT min(stream) FROM source." + table + (last ? " WHERE stream > ?" : ""));
      if (last) next.bind(1, *last);
      if (!next.step() || next.is_null(0)) break;
      last = next.integer(0);
      Statement known = bench.prepare("SELECT 1 FROM source.stream WHERE id = ?");
      if (known.bind(1, *last).step()) continue;
      Statement first = bench.prepare("SELECT min(seq), count(*) FROM source." + table + " WHERE stream = ?");
      first.bind(1, *last).step();
      findings.add({.place = table == "commit_log" ? Place::commit : Place::schema,
                    .seq = static_cast<std::uint64_t>(first.integer(0)),
                    .column = table + ".stream",
                    .stored = std::to_string(*last),
                    .what = std::to_string(first.integer(1)) + " baris tidak termasuk PC mana pun"});
    }
  }
}

}  // namespace hadir::evidence
