#include "tests/simulation/checks.h"

#include <boost/json/serialize.hpp>
#include <filesystem>
#include <fstream>

#include "common/base/random.h"
#include "common/evidence/verify.h"
#include "common/store/views.h"
#include "tests/simulation/oracle.h"

namespace hadir::simulation {
namespace {

using Lines = std::vector<std::string>;

// All rows of a query, one line each, values told apart by type.
Lines rows_of(store::ReplicaStore& store, const std::string& sql, const std::string& scope) {
  Lines lines;
  store::Statement rows = store.database().prepare(sql);
  for (rows.bind(1, std::string_view(scope)); rows.step();) {
    std::string line;
    for (int column = 0; column < rows.column_count(); ++column) {
      line += fmt::format("{}=", rows.column_name(column));
      switch (sqlite3_column_type(rows.raw(), column)) {
        case SQLITE_NULL: line += "null"; break;
        case SQLITE_BLOB: line += "x" + base::to_hex(rows.blob(column)); break;
        case SQLITE_INTEGER: line += std::to_string(rows.integer(column)); break;
        default: line += "'" + std::string(rows.text(column)) + "'";
      }
      line += ' ';
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

void same(const Lines& hub, const Lines& other, const std::string& who, const std::string& what) {
  if (hub == other) return;
  const std::size_t shorter = std::min(hub.size(), other.size());
  std::size_t at = 0;
  while (at < shorter && hub[at] == other[at]) ++at;
  const auto line = [&](const Lines& lines) { return at < lines.size() ? lines[at] : std::string("(nothing)"); };
  throw Broken(fmt::format("every replica shows the same: {} differ at line {} of {} / {}\n  hub: {}\n  {}: {}", what, at + 1,
                           hub.size(), other.size(), line(hub), who, line(other)));
}

// Everything of one scope that must be equal on two replicas, under a name.
std::vector<std::pair<std::string, Lines>> picture(store::ReplicaStore& store, const std::string& scope) {
  std::vector<std::pair<std::string, Lines>> all;
  for (const model::Kind& kind : model::kinds()) {
    all.push_back(
        {std::string(kind.name), rows_of(store, fmt::format("SELECT * FROM {} WHERE scope = ? ORDER BY key", kind.name), scope)});
    Lines json(1);
    store::write_records_json(store.database(), kind, &scope, {}, false, [&](std::string_view text) {
      if (text.starts_with(",") || text.starts_with("\n")) json.emplace_back();
      json.back() += text;
    });
    all.push_back({std::string(kind.name) + " as JSON", std::move(json)});
  }
  Lines conflicts;
  for (const auto& conflict : store::conflicts_json(store, &scope)) conflicts.push_back(boost::json::serialize(conflict));
  all.push_back({"conflicts", std::move(conflicts)});
  all.push_back(
      {"parked commits", rows_of(store,
                                 "SELECT s.lane, s.origin, p.seq, p.reason FROM parked p JOIN stream s ON s.id = p.stream "
                                 "WHERE s.scope = ? ORDER BY 1, 2, 3",
                                 scope)});
  all.push_back({"deferred changes", rows_of(store,
                                             "SELECT s.lane, s.origin, d.seq, d.kind, d.field, d.context FROM deferred d "
                                             "JOIN stream s ON s.id = d.stream WHERE s.scope = ? ORDER BY 1, 2, 3, 4, 5",
                                             scope)});
  all.push_back(
      {"refused writes",
       rows_of(store,
               "SELECT s.origin, s.lane, r.seq, r.kind, r.key, r.field FROM refused_write r JOIN stream s ON s.id = r.stream "
               "WHERE s.scope = ? ORDER BY 1, 2, 3, 4, 5, 6",
               scope)});
  all.push_back(
      {"streams", rows_of(store,
                          "SELECT lane, origin, public_key, stored_seq, stored_hash, applied_seq, context, beacon_ms FROM stream "
                          "WHERE scope = ? ORDER BY lane, origin",
                          scope)});
  all.push_back(
      {"commits", rows_of(store,
                          "SELECT s.lane, s.origin, c.seq, c.header, c.payload, c.payload_hash, c.hash FROM commit_log c "
                          "JOIN stream s ON s.id = c.stream WHERE s.scope = ? ORDER BY 1, 2, 3",
                          scope)});
  return all;
}

}  // namespace

void check_converged(World& world) {
  std::vector<std::string> scopes = world.units();
  scopes.emplace_back(log::province);
  for (const std::string& scope : scopes) {
    const auto hub = picture(world.hub().store(), scope);
    for (Agent* agent : world.agents()) {
      if (!scope.empty() && agent->unit() != scope) continue;
      const auto other = picture(agent->store(), scope);
      for (std::size_t index = 0; index < hub.size(); ++index)
        same(hub[index].second, other[index].second, agent->name(),
             hub[index].first + " of " + (scope.empty() ? "the province" : scope));
    }
  }
  for (Agent* agent : world.agents())
    for (const std::string& scope : agent->store().scopes())
      if (!scope.empty() && scope != agent->unit()) throw Broken(agent->name() + " holds commits of " + scope);
}

void check_logs(store::ReplicaStore& store, const std::string& who) {
  constexpr std::size_t all = std::size_t{1} << 30;
  for (const std::string& scope : store.scopes())
    for (std::size_t lane = 0; lane < model::lane_count; ++lane)
      for (const store::StreamInfo& stream : store.streams(scope, static_cast<model::Lane>(lane))) {
        const std::string name = who + ": stream " + log::to_text(stream.stream);
        if (stream.applied_seq != stream.stored.seq)
          throw Broken(fmt::format("{}: nothing waits in the end, but {} of {} commits are applied", name, stream.applied_seq,
                                   stream.stored.seq));
        log::ChainHead head = log::genesis(stream.stream);
        while (head.seq < stream.stored.seq) {
          const auto slice = store.slice_after(stream, head.seq, all);
          if (!slice) throw Broken(fmt::format("{}: no signed commit after {} of {}", name, head.seq, stream.stored.seq));
          const auto checked = log::check_slice(*slice, head);
          if (!checked) throw Broken(name + ": chains verify: " + checked.error().what);
          head = {slice->last_seq(), checked->back().hash};
        }
        if (head != stream.stored) throw Broken(name + ": the log ends elsewhere than the stream says");
      }
}

void check_nothing_lost(World& world) {
  Ledger& ledger = world.surroundings().ledger;
  store::ReplicaStore& hub = world.hub().store();
  ledger.check_arrived(Holdings(hub));
  ledger.check_receipts(hub, "hub");
  for (Agent* agent : world.agents()) {
    ledger.check_kept(agent->store(), agent->name());
    if (world.surroundings().menu.goes_back()) check_rewritten(agent->store(), hub, agent->name());
  }

  for (const std::string& unit : world.units()) {
    std::set<base::Bytes> there;
    store::for_each_record(hub.database(), *model::find_kind("punch"), &unit, {}, [&](const store::RecordRow& row) {
      if (!there.insert(row.key_bytes).second) throw Broken("a punch is there once, not twice");
      return true;
    });
    for (const base::Bytes& key : ledger.punches_recorded(unit))
      if (!there.contains(key)) throw Broken("no acknowledged punch is lost: " + unit + " misses " + base::to_hex(key));
    for (const base::Bytes& key : there)
      if (!ledger.punches_tried(unit).contains(key))
        throw Broken("no punch comes out of nowhere: " + unit + " has " + base::to_hex(key));
  }
}

// The auditor's own proof, of the database as it would stand on a real disk.
void check_verified(Machine& machine, const base::PublicKey& hub, const std::string& folder) {
  const std::string path = folder + "/" + machine.name() + ".db";
  {
    std::ofstream file(path, std::ios::binary);
    const base::Bytes bytes = machine.whole_database();
    file.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  }
  const auto report = evidence::verify({.path = path, .hub_key = base::to_hex(hub)});
  if (!report) throw Broken(machine.name() + ": the database can be proven: " + base::describe(report.error()));
  if (!report->intact()) throw Broken(machine.name() + ": the database proves itself:\n" + evidence::to_text(*report, 5));
}

void check_verified(World& world) {
  Surroundings& all = world.surroundings();
  const auto folder = std::filesystem::temp_directory_path() / fmt::format("hadir-simulation-{}", base::system_random().next());
  std::filesystem::create_directory(folder);
  const auto clear = [&] { std::filesystem::remove_all(folder); };
  try {
    std::vector<Machine*> machines{&world.hub()};
    for (Agent* agent : world.agents()) machines.push_back(agent);
    for (Machine* machine : machines) {
      check_verified(*machine, world.hub().key().public_key(), folder.string());
      ++all.tally.proven;
    }
  } catch (...) {
    clear();
    throw;
  }
  clear();
}

void check_everything(World& world) {
  check_nothing_lost(world);
  check_logs(world.hub().store(), "hub");
  for (Agent* agent : world.agents()) check_logs(agent->store(), agent->name());
  check_converged(world);
  Surroundings& all = world.surroundings();
  check_projection(world.hub().store(), all.random, "hub");
  for (Agent* agent : world.agents()) {
    const sync::SyncReport& idle = *agent->report();
    // A name that a PC of the unit or the hub once went by costs its 8 bytes and a number in the vector of each lane; a request
    // that another clone's was ahead of is sent twice.
    const std::size_t allowed = idle.requests * (600 + 3 * (8 + 3) * (world.names_given_up(agent->unit()) + world.hub().names()));
    if (idle.sent.bytes > allowed || idle.received.bytes > allowed)
      throw Broken(fmt::format("{}: an idle sync is a few hundred bytes, not {} and {}", agent->name(), idle.sent.bytes,
                               idle.received.bytes));
  }
  for (const model::Kind& kind : model::kinds())
    all.tally.records += static_cast<std::uint64_t>(store::count_records(world.hub().store().database(), kind));
  all.tally.conflicts += world.hub().store().conflicts(nullptr).size();
  store::Statement integrity = world.hub().store().database().prepare("PRAGMA integrity_check");
  if (!integrity.step() || integrity.text(0) != "ok")
    throw Broken("the hub's database is sound: " + std::string(integrity.text(0)));
  integrity.reset();
  if (world.is_audited()) check_verified(world);
}

}  // namespace hadir::simulation
