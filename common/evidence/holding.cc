#include "common/evidence/holding.h"

#include <boost/json/array.hpp>

#include "common/base/civil.h"
#include "common/base/text.h"
#include "common/evidence/record_name.h"
#include "common/model/forms.h"

namespace hadir::evidence {
namespace {

using store::Statement;

constexpr std::string_view log_rows =
    "SELECT s.origin, s.lane, l.seq, l.header, l.payload, l.payload_hash FROM commit_log l JOIN stream s ON s.id = l.stream "
    "WHERE "
    "s.scope = ? ";

std::string name_of(const model::Change& change) {
  const model::Kind* kind = model::find_kind(change.kind);
  if (kind == nullptr || model::key_misfit(*kind, change.key) != nullptr) return "?" + std::to_string(change.kind);
  return base::printable(id_of(*kind, change.key), 200);
}

void describe(Holding& holding, base::ByteView payload) {
  const auto changes = model::decode_payload(payload);
  if (!changes) return;
  for (const model::Change& change : *changes) {
    const model::Kind* kind = model::find_kind(change.kind);
    holding.holds_erasure |= kind != nullptr && std::string_view(kind->name) == "erasure";
    if (std::string name = name_of(change); std::ranges::find(holding.records, name) == holding.records.end())
      holding.records.push_back(std::move(name));
  }
}

// A row of log_rows.
Holding::Place place_of(const std::string& unit, const Statement& row) {
  Holding::Place place{{{}, unit, static_cast<model::Lane>(row.integer(1))}, static_cast<std::uint64_t>(row.integer(2)), {}, 0};
  std::ranges::copy(row.blob(0), place.stream.origin.begin());
  if (const auto header = log::decode_header(row.blob(3))) {
    place.author = header->author;
    place.claimed_ms = header->stamp.ms;
  }
  return place;
}

// Every commit of the unit with this payload.
Holding gather(store::ReplicaStore& store, const std::string& unit, const base::Hash& payload) {
  Holding holding;
  holding.unit = unit;
  holding.payload = payload;
  holding.is_erased = true;
  Statement rows = store.database().prepare(std::string(log_rows) + "ORDER BY s.lane, s.origin, l.seq");
  for (rows.bind(1, std::string_view(unit)); rows.step();) {
    const bool is_there = !rows.is_null(4);
    if (is_there ? base::hash_of(rows.blob(4)) != payload : !std::ranges::equal(rows.blob(5), payload)) continue;
    holding.commits.push_back(place_of(unit, rows));
    if (is_there && std::exchange(holding.is_erased, false)) describe(holding, rows.blob(4));
  }
  Statement displaced = store.database().prepare("SELECT payload FROM displaced WHERE scope = ? AND payload IS NOT NULL");
  for (displaced.bind(1, std::string_view(unit)); displaced.step();) {
    if (base::hash_of(displaced.blob(0)) != payload) continue;
    ++holding.displaced;
    if (std::exchange(holding.is_erased, false)) describe(holding, displaced.blob(0));
  }
  return holding;
}

}  // namespace

std::vector<Holding> holdings_of(store::ReplicaStore& store, const std::string& unit, const model::Kind& kind,
                                 const std::vector<model::FieldValue>& key) {
  const base::Bytes bytes = model::encode_key(key);
  std::vector<base::Hash> found;
  Statement rows = store.database().prepare(
      "SELECT payload FROM commit_log WHERE stream IN (SELECT id FROM stream WHERE scope = ?1 AND lane = ?2) AND instr(payload, "
      "?3) "
      "> 0 UNION ALL SELECT payload FROM displaced WHERE scope = ?1 AND lane = ?2 AND instr(payload, ?3) > 0");
  rows.bind_all(std::string_view(unit), std::int64_t{static_cast<int>(kind.lane)}, base::ByteView(bytes));
  while (rows.step()) {
    const auto changes = model::decode_payload(rows.blob(0));
    const bool speaks = changes && std::ranges::any_of(*changes, [&](const model::Change& change) {
                          return change.kind == kind.number && change.key == key;
                        });
    const base::Hash hash = base::hash_of(rows.blob(0));
    if (speaks && std::ranges::find(found, hash) == found.end()) found.push_back(hash);
  }
  std::vector<Holding> holdings;
  for (const base::Hash& payload : found) holdings.push_back(gather(store, unit, payload));
  return holdings;
}

base::Result<Holding> holding_at(store::ReplicaStore& store, const log::StreamId& stream, std::uint64_t seq) {
  Statement row = store.database().prepare(std::string(log_rows) + "AND s.lane = ? AND s.origin = ? AND l.seq = ?");
  row.bind_all(std::string_view(stream.scope), std::int64_t{static_cast<int>(stream.lane)}, base::ByteView(stream.origin),
               static_cast<std::int64_t>(seq));
  if (!row.step())
    return base::Error{
        base::Fault::not_found,
        "tidak ada commit " + std::to_string(seq) + " dari PC " + log::to_text(stream.origin) + " di unit " + stream.scope,
        "nomornya dicetak oleh explain"};
  base::Hash payload;
  if (row.is_null(4))
    std::ranges::copy(row.blob(5), payload.begin());
  else
    payload = base::hash_of(row.blob(4));
  row.reset();
  return gather(store, stream.scope, payload);
}

boost::json::object to_json(const Holding& holding) {
  boost::json::array commits, records;
  for (const Holding::Place& one : holding.commits)
    commits.push_back(boost::json::object{{"origin", log::to_text(one.stream.origin)},
                                          {"lane", static_cast<int>(one.stream.lane)},
                                          {"commit", one.seq},
                                          {"author", one.author},
                                          {"at", base::format_rfc3339({one.claimed_ms, 0})}});
  for (const std::string& one : holding.records) records.emplace_back(one);
  return {{"unit", holding.unit},
          {"payload", base::to_hex(holding.payload)},
          {"commits", std::move(commits)},
          {"displaced", holding.displaced},
          {"records", std::move(records)}};
}

}  // namespace hadir::evidence
