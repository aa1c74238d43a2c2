#include "tests/simulation/oracle.h"

#include <map>
#include <set>

#include "common/model/forms.h"
#include "tests/simulation/journal.h"

namespace hadir::simulation {
namespace {

using RecordName = std::pair<std::uint32_t, base::Bytes>;  // kind, key

struct Commit {
  merge::Writer writer;
  log::VersionVector context;  // all that the author had seen
  std::optional<base::Bytes> payload;
  bool required_extension = false;  // one that this version does not know
  bool by_hub = false;              // the hub's key wrote the stream, or one that its first commit shows to be the hub's
};
using Stream = std::vector<Commit>;

struct Write {
  log::Origin origin;
  std::uint64_t seq;
  log::VersionVector context;
  model::Value value;
};

bool is_unknown(const log::Extension& extension) { return extension.required() && extension.tag != 1; }

Stream read_stream(store::ReplicaStore& store, const store::StreamInfo& info) {
  const base::PublicKey hub = store.hub_key().value_or(base::PublicKey{});
  bool by_hub = info.key == hub;
  Stream stream;
  log::VersionVector context;
  while (stream.size() < info.stored.seq) {
    const auto slice = store.slice_after(info, stream.size(), std::size_t{1} << 30);
    for (const log::Commit& raw : slice.value().commits) {
      const log::Header header = log::decode_header(raw.header).value();
      context.raise(header.context_delta);
      context.raise(info.stream.origin, header.seq - 1);
      if (header.seq == 1) by_hub |= log::names_hub_writer(header, info.key, hub);
      stream.push_back({{info.stream.origin, header.seq, header.stamp, header.author},
                        context,
                        raw.payload,
                        std::ranges::any_of(header.extensions, is_unknown),
                        by_hub});
    }
  }
  return stream;
}

// Records of one scope, from its commits alone.
class Oracle {
 public:
  explicit Oracle(std::string scope) : scope_(std::move(scope)) {}

  // Applies all streams of a lane in a causal order of the oracle's own.
  void add(model::Lane lane, std::vector<Stream> streams, base::Random& random) {
    std::vector<std::size_t> done(streams.size(), 0);
    log::VersionVector applied;
    for (std::size_t left = streams.size(); left > 0;) {
      std::vector<std::size_t> ready;
      left = 0;
      for (std::size_t index = 0; index < streams.size(); ++index) {
        if (done[index] == streams[index].size()) continue;
        ++left;
        const Commit& next = streams[index][done[index]];
        if (applied.covers(next.context)) ready.push_back(index);
      }
      if (left == 0) return;
      if (ready.empty()) throw Broken("contexts go in circles: no commit can be applied");
      const std::size_t chosen = ready[random.below(ready.size())];
      const Commit& commit = streams[chosen][done[chosen]++];
      applied.raise(commit.writer.origin, commit.writer.seq);
      project(lane, commit);
    }
  }

  const std::map<RecordName, merge::RecordState>& records() const { return records_; }
  // Commits with a change that no replica lets through, and writes that would have changed evidence.
  std::size_t parked() const { return parked_.size(); }
  std::size_t refused() const { return refused_.size(); }

  // Heads by their definition, without the merge engine.
  void check_heads(const std::string& who) const {
    for (const auto& [name, fields] : writes_)
      for (const auto& [number, writes] : fields) {
        std::vector<std::pair<log::Origin, std::uint64_t>> expected, found;
        for (const Write& one : writes)
          if (std::ranges::none_of(writes, [&](const Write& other) { return other.context.covers(one.origin, one.seq); }))
            expected.push_back({one.origin, one.seq});
        const merge::RecordState& state = records_.at(name);
        for (const merge::Head& head : state.find(number)->heads)
          found.push_back({state.writers[head.writer].origin, state.writers[head.writer].seq});
        std::ranges::sort(expected);
        if (expected == found) continue;
        throw Broken(fmt::format(
            "{}: no edit is silently thrown away: field {} of record {}/{} has {} heads, {} writes nobody has seen and replaced",
            who, number, name.first, base::to_hex(name.second), found.size(), expected.size()));
      }
  }

 private:
  using Name = std::tuple<model::Lane, log::Origin, std::uint64_t>;

  void project(model::Lane lane, const Commit& commit) {
    if (commit.required_extension) return;
    const Name name{lane, commit.writer.origin, commit.writer.seq};
    const auto changes = model::decode_payload(commit.payload.value());
    if (!changes) {
      parked_.insert(name);
      return;
    }
    for (const model::Change& change : *changes) {
      const model::Kind* kind = model::find_kind(change.kind);
      if (kind == nullptr) continue;
      const bool allowed = model::key_misfit(*kind, change.key) == nullptr && kind->province_wide == scope_.empty() &&
                           kind->lane == lane && (kind->writer == model::Writer::unit || commit.by_hub);
      model::Change fitting = change;
      std::erase_if(fitting.fields, [&](const model::FieldValue& one) {
        const model::Field* field = model::find_field(*kind, one.field);
        return field != nullptr && !model::fits(*field, one.value);
      });
      if (!allowed || fitting.fields.size() < change.fields.size()) parked_.insert(name);
      if (allowed) apply(name, *kind, commit, fitting);
    }
  }

  void apply(const Name& commit_name, const model::Kind& kind, const Commit& commit, const model::Change& change) {
    const RecordName name{kind.number, model::encode_key(change.key)};
    merge::RecordState state = records_.contains(name) ? records_.at(name) : merge::RecordState{};
    const merge::Applied applied = merge::apply(state, kind, change, commit.writer, commit.context);
    for (const std::uint32_t field : applied.refused) refused_.insert({commit_name, name, field});
    if (applied.changed) records_[name] = std::move(state);
    const auto note = [&](std::uint32_t field, const model::Value& value) {
      // Of two changes of one record in one commit the first stands.
      std::vector<Write>& writes = writes_[name][field];
      if (writes.empty() || writes.back().origin != commit.writer.origin || writes.back().seq != commit.writer.seq)
        writes.push_back({commit.writer.origin, commit.writer.seq, commit.context, value});
    };
    if (!kind.evidence) note(model::deleted_field, std::int64_t{change.deletes ? 1 : 0});
    for (const model::FieldValue& one : change.fields)
      if (const model::Field* field = model::find_field(kind, one.field); field != nullptr && field->merge != model::Merge::fixed)
        note(one.field, one.value);
  }

  const std::string scope_;
  std::set<Name> parked_;
  std::set<std::tuple<Name, RecordName, std::uint32_t>> refused_;
  std::map<RecordName, merge::RecordState> records_;
  std::map<RecordName, std::map<std::uint32_t, std::vector<Write>>> writes_;
};

std::string describe(const RecordName& name, const std::string& scope) {
  const model::Kind& kind = *model::find_kind(name.first);
  return fmt::format("{} {} of scope '{}'", kind.name, base::to_hex(name.second), scope);
}

void compare(store::ReplicaStore& store, const std::string& scope, const Oracle& oracle, const std::string& who) {
  std::set<std::tuple<std::uint32_t, base::Bytes, std::uint32_t>> open;
  for (const auto& [name, state] : oracle.records()) {
    const model::Kind& kind = *model::find_kind(name.first);
    const auto stored = store::load_record(store.database(), {scope, kind, model::decode_key(name.second).value()});
    if (!stored || *stored != state) throw Broken(who + ": the records are what the log adds up to: " + describe(name, scope));
    for (const merge::FieldState& field : state.fields) {
      const model::Field& declaration =
          field.field == model::deleted_field ? model::deletion_mark : *model::find_field(kind, field.field);
      // Of a deleted record only the deletion itself is disputed.
      const bool listed = field.field == model::deleted_field || !merge::is_deleted(state);
      if (listed && merge::in_conflict(field, declaration)) open.insert({name.first, name.second, field.field});
    }
  }
  std::size_t visible = 0, expected = 0;
  for (const model::Kind& kind : model::kinds())
    store::for_each_record(store.database(), kind, &scope, {}, [&](const store::RecordRow& row) {
      ++visible;
      const auto found = oracle.records().find({kind.number, row.key_bytes});
      if (found == oracle.records().end())
        throw Broken(who + ": a record that no commit made: " + describe({kind.number, row.key_bytes}, scope));
      for (std::size_t index = 0; index < kind.fields.size(); ++index)
        if (row.values[index] != merge::shown(found->second, kind.fields[index]))
          throw Broken(who + ": a column shows what the merge rule says: " + kind.fields[index].name + " of " +
                       describe(found->first, scope));
      return true;
    });
  for (const auto& [name, state] : oracle.records()) expected += merge::is_deleted(state) ? 0 : 1;
  if (visible != expected)
    throw Broken(fmt::format("{}: {} records are visible in '{}', the log says {}", who, visible, scope, expected));

  std::set<std::tuple<std::uint32_t, base::Bytes, std::uint32_t>> listed;
  for (const store::ConflictEntry& entry : store.conflicts(&scope))
    listed.insert({entry.kind->number, model::encode_key(entry.key), entry.field->number});
  for (const auto& [kind, key, field] : open)
    if (!listed.contains({kind, key, field}))
      throw Broken(
          fmt::format("{}: a conflict is missing from the list: field {} of {}", who, field, describe({kind, key}, scope)));
  for (const auto& [kind, key, field] : listed)
    if (!open.contains({kind, key, field}))
      throw Broken(
          fmt::format("{}: a conflict is listed that is none: field {} of {}", who, field, describe({kind, key}, scope)));
}

}  // namespace

void check_projection(store::ReplicaStore& store, base::Random& random, const std::string& who) {
  std::size_t parked = 0, refused = 0;
  for (const std::string& scope : store.scopes()) {
    Oracle oracle(scope);
    for (std::size_t lane = 0; lane < model::lane_count; ++lane) {
      std::vector<Stream> streams;
      for (const store::StreamInfo& info : store.streams(scope, static_cast<model::Lane>(lane)))
        streams.push_back(read_stream(store, info));
      oracle.add(static_cast<model::Lane>(lane), std::move(streams), random);
    }
    oracle.check_heads(who);
    compare(store, scope, oracle, who);
    parked += oracle.parked();
    refused += oracle.refused();
  }
  const auto count = [&](const char* table) {
    store::Statement rows = store.database().prepare(fmt::format("SELECT count(*) FROM {}", table));
    rows.step();
    return static_cast<std::size_t>(rows.integer(0));
  };
  if (count("parked") != parked)
    throw Broken(fmt::format("{}: {} commits are parked, the log says {}", who, count("parked"), parked));
  if (count("refused_write") != refused)
    throw Broken(
        fmt::format("{}: {} writes of evidence are listed as refused, the log says {}", who, count("refused_write"), refused));
}

}  // namespace hadir::simulation
