#include "tests/simulation/holdings.h"

#include "tests/simulation/machine.h"

namespace hadir::simulation {
namespace {

base::Hash hash_in(base::ByteView bytes) {
  base::Hash hash{};
  std::ranges::copy(bytes, hash.begin());
  return hash;
}

log::StreamId stream_in(store::Statement& row, int scope, int lane, int origin) {
  log::StreamId id{{}, std::string(row.text(scope)), static_cast<model::Lane>(row.integer(lane))};
  std::ranges::copy(row.blob(origin), id.origin.begin());
  return id;
}

// A commit with the one before it, and all that its author had seen.
struct Told {
  log::Header header;
  log::Commit commit;
  std::optional<CommitName> original;  // what it was written anew for
  log::VersionVector context;
};

Told told_in(store::Statement& row, int header, int payload, int payload_hash, const log::StreamId& stream) {
  Told told;
  told.commit.header.assign(row.blob(header).begin(), row.blob(header).end());
  told.header = log::decode_header(told.commit.header).value();
  if (!row.is_null(payload)) told.commit = log::make_commit(told.header, {row.blob(payload).begin(), row.blob(payload).end()});
  if (!row.is_null(payload_hash)) told.commit.payload_hash = hash_in(row.blob(payload_hash));
  if (const auto named = log::rewritten_of(told.header))
    told.original = CommitName{{named->origin, stream.scope, stream.lane}, named->seq, named->hash};
  return told;
}

// All commits of a log, with their full contexts.
std::map<CommitName, Told> read_log(store::ReplicaStore& store) {
  std::map<CommitName, Told> all;
  store::Statement rows = store.database().prepare(
      "SELECT s.scope, s.lane, s.origin, c.seq, c.hash, c.header, c.payload, c.payload_hash FROM commit_log c "
      "JOIN stream s ON s.id = c.stream ORDER BY s.id, c.seq");
  log::VersionVector context;
  while (rows.step()) {
    const CommitName name{stream_in(rows, 0, 1, 2), static_cast<std::uint64_t>(rows.integer(3)), hash_in(rows.blob(4))};
    Told told = told_in(rows, 5, 6, 7, name.stream);
    if (name.seq == 1) context = {};
    context.raise(told.header.context_delta);
    context.raise(name.stream.origin, name.seq - 1);
    told.context = context;
    all.emplace(name, std::move(told));
  }
  return all;
}

// What was displaced here, with the contexts that it had: each hangs on a commit of the log or on another displaced one.
std::map<CommitName, Told> read_displaced(store::ReplicaStore& store, const std::map<CommitName, Told>& logged) {
  std::map<CommitName, Told> all;
  store::Statement rows = store.database().prepare(
      "SELECT scope, lane, origin, seq, hash, header, payload, payload_hash FROM displaced ORDER BY scope, lane, origin, seq");
  while (rows.step()) {
    const CommitName name{stream_in(rows, 0, 1, 2), static_cast<std::uint64_t>(rows.integer(3)), hash_in(rows.blob(4))};
    Told told = told_in(rows, 5, 6, 7, name.stream);
    const Told* before = nullptr;
    bool found = name.seq == 1;
    for (const auto* place : std::initializer_list<const std::map<CommitName, Told>*>{&logged, &all})
      for (auto at = place->lower_bound({name.stream, name.seq - 1, {}});
           !found && at != place->end() && at->first.stream == name.stream && at->first.seq == name.seq - 1; ++at)
        if (log::next_hash(at->first.hash, told.commit) == name.hash) {
          before = &at->second;
          found = true;
        }
    if (!found) throw Broken(fmt::format("a displaced commit hangs on another one: {} {}", log::to_text(name.stream), name.seq));
    if (before != nullptr) told.context = before->context;
    told.context.raise(told.header.context_delta);
    told.context.raise(name.stream.origin, name.seq - 1);
    all.emplace(name, std::move(told));
  }
  return all;
}

}  // namespace

Holdings::Holdings(store::ReplicaStore& store) : own_origin(store.own_origin()) {
  store::Statement rows = store.database().prepare(
      "SELECT s.scope, s.lane, s.origin, c.seq, c.hash, c.header FROM commit_log c JOIN stream s ON s.id = c.stream");
  while (rows.step()) {
    const log::StreamId stream = stream_in(rows, 0, 1, 2);
    logged.insert({stream, static_cast<std::uint64_t>(rows.integer(3)), hash_in(rows.blob(4))});
    if (const auto named = log::rewritten_of(log::decode_header(rows.blob(5)).value()))
      rewritten.insert({{named->origin, stream.scope, stream.lane}, named->seq, named->hash});
  }
  store::for_each_record(store.database(), *model::find_kind("punch"), nullptr, {}, [&](const store::RecordRow& row) {
    punches.insert({row.scope, row.key_bytes});
    return true;
  });
}

Holdings holdings_of(const DiskImage& image) {
  Disk disk("looked at", 1);
  disk.load(image);
  const auto store = store::ReplicaStore::open(database_path, {store::Durability::full, disk.vfs_name()});
  if (!store) throw Broken("a disk whose PC is off holds a sound database: " + base::describe(store.error()));
  return Holdings(**store);
}

void check_rewritten(store::ReplicaStore& store, store::ReplicaStore& hub, const std::string& who) {
  const auto at_hub = read_log(hub);
  const auto originals = read_displaced(store, read_log(store));
  std::multimap<CommitName, CommitName> anew;  // by what it stands for
  for (const auto* place : {&at_hub, &originals})
    for (const auto& [name, told] : *place)
      if (told.original) anew.emplace(*told.original, name);
  for (const auto& [name, told] : at_hub) {
    const auto original = told.original ? originals.find(*told.original) : originals.end();
    if (original == originals.end()) continue;
    const Told& was = original->second;
    const std::string which = fmt::format("{}: {} {}, written anew for {} {}", who, log::to_text(name.stream), name.seq,
                                          log::to_text(original->first.stream), original->first.seq);
    if (told.commit.payload_hash != was.commit.payload_hash || told.header.author != was.header.author ||
        told.header.stamp != was.header.stamp)
      throw Broken(which + ", says something else");
    // It may have seen what the other one had seen, and what else was written anew for that: what precedes it in its own stream,
    // and in one that was itself given up.
    const auto knew = [&](const CommitName& seen) {
      const auto at = at_hub.lower_bound({seen.stream, seen.seq, {}});
      if (at == at_hub.end() || at->first.stream != seen.stream || at->first.seq != seen.seq) return false;
      if (!at->second.original) return false;
      const auto covers = [&](const CommitName& one) { return was.context.covers(one.stream.origin, one.seq); };
      const auto [from, to] = anew.equal_range(*at->second.original);
      return covers(*at->second.original) || std::any_of(from, to, [&](const auto& same) { return covers(same.second); });
    };
    for (const auto& entry : told.context.entries())
      for (std::uint64_t seq = was.context.at(entry.origin) + 1; seq <= entry.seq; ++seq)
        if (!knew({{entry.origin, name.stream.scope, name.stream.lane}, seq, {}}))
          throw Broken(which + ", claims to have seen more: an edit would replace what it never saw");
  }
}

}  // namespace hadir::simulation
