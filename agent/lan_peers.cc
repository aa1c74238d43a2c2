#include "agent/lan_peers.h"

#include <algorithm>

namespace hadir::agent {
namespace {

using LaneNumbers = store::ReplicaStore::LaneNumbers;

constexpr std::int64_t most_peers = 32;

struct Row {
  LanPeer peer;
  LaneNumbers held{};
};

std::vector<Row> rows_of(store::ReplicaStore& store, const sync::AgentIdentity& identity) {
  std::vector<Row> rows;
  const std::string own = log::to_text(log::origin_of(identity.key.public_key()));
  store::Statement query = store.database().prepare(
      "SELECT origin, address, met_ms, held_urgent, held_daily, held_bulk FROM lan_peer WHERE held_by = ? ORDER BY met_ms DESC, "
      "origin");
  query.bind(1, std::string_view(own));
  while (query.step()) {
    Row& row = rows.emplace_back();
    std::ranges::copy(query.blob(0).first(row.peer.origin.size()), row.peer.origin.begin());
    row.peer.address = query.text(1);
    row.peer.met_ms = query.integer(2);
    for (std::size_t lane = 0; lane < row.held.size(); ++lane)
      row.held[lane] = static_cast<std::uint64_t>(query.integer(3 + static_cast<int>(lane)));
  }
  return rows;
}

// Own commits without a receipt beyond these numbers.
std::uint64_t unsent_beyond(store::ReplicaStore& store, const sync::AgentIdentity& identity, const LaneNumbers& held) {
  std::uint64_t commits = 0;
  for (std::size_t lane = 0; lane < held.size(); ++lane) {
    const auto stream = store.stream({log::origin_of(identity.key.public_key()), identity.unit, static_cast<model::Lane>(lane)});
    if (stream) commits += stream->stored.seq - std::min(stream->stored.seq, std::max(held[lane], stream->receipt_seq));
  }
  return commits;
}

}  // namespace

bool note_met(store::ReplicaStore& store, const sync::AgentIdentity& identity, const sync::PeerReport& report,
              const std::string& address, std::int64_t now_ms) {
  bool is_news = true;
  for (const Row& row : rows_of(store, identity))
    if (row.peer.origin == report.peer) is_news = row.held != report.holds;
  store::Statement upsert = store.database().prepare(
      "INSERT INTO lan_peer (origin, address, met_ms, held_by, held_urgent, held_daily, held_bulk) VALUES (?, ?, ?, ?, ?, ?, ?) "
      "ON CONFLICT (origin) DO UPDATE SET address = iif(excluded.address = '', address, excluded.address), met_ms = "
      "excluded.met_ms, held_by = excluded.held_by, held_urgent = excluded.held_urgent, held_daily = excluded.held_daily, "
      "held_bulk = excluded.held_bulk");
  const std::string own = log::to_text(log::origin_of(identity.key.public_key()));
  upsert.bind_all(base::ByteView(report.peer), std::string_view(address), now_ms, std::string_view(own),
                  static_cast<std::int64_t>(report.holds[0]), static_cast<std::int64_t>(report.holds[1]),
                  static_cast<std::int64_t>(report.holds[2]));
  upsert.run();
  store::Statement forget = store.database().prepare(
      "DELETE FROM lan_peer WHERE origin NOT IN (SELECT origin FROM lan_peer ORDER BY met_ms DESC LIMIT ?)");
  forget.bind(1, most_peers);
  forget.run();
  return is_news;
}

std::vector<LanPeer> lan_peers(store::ReplicaStore& store, const sync::AgentIdentity& identity) {
  std::vector<LanPeer> peers;
  for (Row& row : rows_of(store, identity)) {
    row.peer.lacking = unsent_beyond(store, identity, row.held);
    peers.push_back(std::move(row.peer));
  }
  return peers;
}

std::uint64_t alone_here(store::ReplicaStore& store, const sync::AgentIdentity& identity) {
  LaneNumbers held{};
  for (const Row& row : rows_of(store, identity))
    for (std::size_t lane = 0; lane < held.size(); ++lane) held[lane] = std::max(held[lane], row.held[lane]);
  return unsent_beyond(store, identity, held);
}

}  // namespace hadir::agent
