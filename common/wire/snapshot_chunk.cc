// The chunks of a snapshot. Records travel as what their writers' commits would say of them today, in columns (COLUMNS.md):
//
//   records = sized part heads, sized part firsts
//   part    = sized columns, list(run)           one run or more per slice of the columns, in their order
//   run     = varint step, varint count          commits numbered previous + step, then + 1 each; count 0 ends a slice
//
// Each head of each field stands in a change of its record, in a commit of its writer. Field n travels as n + 1, so that the
// deletion mark, 0, can travel too.
#include <map>

#include "common/model/forms.h"
#include "common/wire/snapshot.h"

namespace hadir::wire {
namespace {

using model::Change;
using model::FieldValue;

constexpr std::size_t most_changes = 256;  // of a commit as it travels
constexpr std::size_t most_commit_bytes = 64 * 1024;
constexpr std::size_t most_slice_bytes = base::limits::slice_bytes / 2;

base::Error broken(const std::string& why) {
  return {base::Fault::bad_input, "bagian salinan data kantor rusak: " + why, "sinkronkan sekali lagi"};
}

// Streams are named by their origin alone: a key that is none stands for all of theirs.
const KnownToBoth& no_keys() {
  static const KnownToBoth known{{base::PublicKey{}}, {}};
  return known;
}

const SnapshotStream* find_stream(std::span<const SnapshotStream> streams, const log::Origin& origin, model::Lane lane) {
  const auto found =
      std::ranges::find_if(streams, [&](const SnapshotStream& stream) { return stream.origin == origin && stream.lane == lane; });
  return found == streams.end() ? nullptr : &*found;
}

// Commits of one stream on their way into slices, with their numbers beside them.
class CommitsWriter {
 public:
  void begin(const log::Origin& origin, model::Lane lane) {
    end_slice();
    stream_ = {origin, "", lane};
    previous_ = 0;
  }
  void add(std::uint64_t seq, log::Commit commit) {
    const std::size_t size = log::size_of(commit);
    if (slices_.empty() || is_ended_ || slices_.back().commits.size() == base::limits::slice_commits ||
        bytes_ + size > most_slice_bytes) {
      end_slice();
      slices_.push_back({stream_, {}, 1, {}, {}});
      is_ended_ = false;
      bytes_ = 0;
    }
    bytes_ += size;
    slices_.back().commits.push_back(std::move(commit));
    if (count_ > 0 && seq == previous_ + 1) {
      ++count_;
    } else {
      end_run();
      step_ = seq - previous_;
      count_ = 1;
    }
    previous_ = seq;
  }
  base::Bytes finish() {
    end_slice();
    base::ByteWriter out;
    out.sized(slices_.empty() ? base::Bytes() : encode_columns(slices_, no_keys(), nullptr));
    out.raw(runs_.bytes());
    return out.take();
  }
  // The number that the next commit of the slice has where there is nothing but columns.
  std::uint64_t place() const { return slices_.empty() || is_ended_ ? 1 : slices_.back().commits.size() + 1; }

 private:
  void end_run() {
    if (count_ == 0) return;
    runs_.varint(step_);
    runs_.varint(count_);
    count_ = 0;
  }
  void end_slice() {
    if (slices_.empty() || is_ended_) return;
    end_run();
    runs_.varint(0);
    runs_.varint(0);
    is_ended_ = true;
  }
  std::vector<log::Slice> slices_;
  base::ByteWriter runs_;
  log::StreamId stream_;
  std::uint64_t previous_ = 0, step_ = 0, count_ = 0;
  std::size_t bytes_ = 0;
  bool is_ended_ = true;
};

// Visits the commits of a part: visit(stream, seq, commit). Answers why it is none.
template <class Visit>
const char* read_part(base::ByteView bytes, std::span<const SnapshotStream> streams, model::Lane lane, Visit visit) {
  base::ByteReader in(bytes);
  const base::ByteView columns = in.sized(most_chunk_bytes, "columns too long");
  if (!in.ok()) return in.fault();
  std::vector<log::Slice> slices;
  if (!columns.empty()) {
    auto decoded = decode_columns(columns, most_chunk_raw_bytes, no_keys());
    if (!decoded) return "columns do not decode";
    slices = std::move(*decoded);
  }
  std::uint64_t previous = 0;
  const SnapshotStream* before = nullptr;
  for (log::Slice& slice : slices) {
    const SnapshotStream* stream = find_stream(streams, slice.stream.origin, lane);
    if (stream == nullptr || slice.stream.lane != lane || !slice.stream.scope.empty()) return "a stream that is not listed";
    if (stream != before) previous = 0;
    before = stream;
    std::size_t at = 0;
    for (;;) {
      const std::uint64_t step = in.bounded(stream->head.seq, "step too large");
      const std::uint64_t count = in.bounded(slice.commits.size() - at, "run too long");
      if (!in.ok()) return in.fault();
      if (count == 0) break;
      for (std::uint64_t index = 0; index < count; ++index, ++at) {
        previous += index == 0 ? step : 1;
        if (previous == 0 || previous > stream->head.seq) return "a commit beyond the snapshot";
        if (const char* why = visit(*stream, previous, slice.commits[at])) return why;
      }
    }
    if (at != slice.commits.size()) return "commits without numbers";
  }
  return in.finished() ? nullptr : in.fault();
}

using Heads = std::vector<merge::Head> merge::FieldState::*;

// --- records ---

// What one writer says of the records.
struct Says {
  const merge::Writer* writer = nullptr;
  std::vector<Change> changes;
};

base::Bytes encode_heads(std::span<const SnapshotRecord> records, model::Lane lane, Heads heads) {
  std::map<std::pair<log::Origin, std::uint64_t>, Says> all;
  for (const SnapshotRecord& record : records)
    for (const merge::FieldState& field : record.state.fields)
      for (const merge::Head& head : field.*heads) {
        const merge::Writer& writer = record.state.writers[head.writer];
        Says& says = all[{writer.origin, writer.seq}];
        says.writer = &writer;
        if (says.changes.empty() || says.changes.back().kind != record.kind->number || says.changes.back().key != record.key)
          says.changes.push_back({record.kind->number, record.key, {}, false});
        says.changes.back().fields.push_back({field.field + 1, head.value});
      }
  CommitsWriter part;
  const log::Origin* origin = nullptr;
  for (auto& one : all) {
    const auto& name = one.first;
    Says& says = one.second;
    if (origin == nullptr || *origin != name.first) part.begin(name.first, lane);
    origin = &name.first;
    std::vector<Change> changes;
    std::size_t bytes = 0;
    const auto write = [&] {
      log::Header header;
      header.seq = part.place();
      header.stamp = says.writer->stamp;
      header.author = says.writer->author;
      part.add(name.second, log::make_commit(header, model::encode_payload(changes)));
      changes.clear();
      bytes = 0;
    };
    for (Change& change : says.changes) {
      const std::size_t size = model::encode_payload({change}).size();
      if (!changes.empty() && (changes.size() == most_changes || bytes + size > most_commit_bytes)) write();
      bytes += size;
      changes.push_back(std::move(change));
    }
    write();
  }
  return part.finish();
}

class RecordsReader {
 public:
  RecordsReader(std::string_view scope, model::Lane lane) : scope_(scope), lane_(lane) {}

  // Changes of a commit of the part that holds `heads`.
  const char* take(const SnapshotStream& stream, std::uint64_t seq, const log::Commit& commit, Heads heads) {
    const auto header = log::decode_header(commit.header);
    if (!header || !commit.payload) return "a commit that does not decode";
    const auto changes = model::decode_payload(*commit.payload);
    if (!changes) return "changes that do not decode";
    const merge::Writer writer{stream.origin, seq, header->stamp, header->author};
    for (const Change& change : *changes)
      if (const char* why = take(writer, change, heads)) return why;
    return nullptr;
  }

  // Puts writers and heads into their order.
  base::Result<std::vector<SnapshotRecord>> finish() {
    std::erase_if(records_, [](const SnapshotRecord& record) { return record.state.fields.empty(); });
    for (SnapshotRecord& record : records_)
      if (const char* why = arrange(record.state)) return broken(why);
    return std::move(records_);
  }

 private:
  const char* take(const merge::Writer& writer, const Change& change, Heads heads) {
    const model::Kind* kind = model::find_kind(change.kind);
    if (kind == nullptr) return nullptr;
    if (kind->lane != lane_ || kind->sealed || kind->province_wide != scope_.empty()) return "a record that is out of place";
    if (model::key_misfit(*kind, change.key) != nullptr) return "a key that is none";
    base::ByteWriter name;
    name.varint(kind->number);
    name.raw(model::encode_key(change.key));
    const auto [place, is_new] = places_.try_emplace(name.take(), records_.size());
    if (is_new) records_.push_back({kind, change.key, {}});
    merge::RecordState& state = records_[place->second].state;
    for (const FieldValue& one : change.fields) {
      const std::uint32_t number = one.field - 1;
      const model::Field* field = number == model::deleted_field ? &model::deletion_mark : model::find_field(*kind, number);
      if (field == nullptr) continue;
      if (!model::fits(*field, one.value)) return "a value that does not fit";
      auto at = std::ranges::lower_bound(state.fields, number, {}, &merge::FieldState::field);
      if (at == state.fields.end() || at->field != number) at = state.fields.insert(at, merge::FieldState{number, {}, {}});
      ((*at).*heads).push_back({index_of(state, writer), one.value});
    }
    return nullptr;
  }

  static std::uint32_t index_of(merge::RecordState& state, const merge::Writer& writer) {
    const auto found = std::ranges::find_if(
        state.writers, [&](const merge::Writer& other) { return other.origin == writer.origin && other.seq == writer.seq; });
    if (found != state.writers.end()) return static_cast<std::uint32_t>(found - state.writers.begin());
    state.writers.push_back(writer);
    return static_cast<std::uint32_t>(state.writers.size() - 1);
  }

  static const char* arrange(merge::RecordState& state) {
    std::vector<std::uint32_t> order(state.writers.size()), place(state.writers.size());
    for (std::uint32_t index = 0; index < order.size(); ++index) order[index] = index;
    std::ranges::sort(order, {},
                      [&](std::uint32_t index) { return std::tuple(state.writers[index].origin, state.writers[index].seq); });
    std::vector<merge::Writer> writers;
    for (const std::uint32_t index : order) {
      place[index] = static_cast<std::uint32_t>(writers.size());
      writers.push_back(std::move(state.writers[index]));
    }
    state.writers = std::move(writers);
    for (merge::FieldState& field : state.fields) {
      if (field.heads.empty()) return "a field without heads";
      for (const auto heads : {&merge::FieldState::heads, &merge::FieldState::firsts}) {
        for (merge::Head& head : field.*heads) head.writer = place[head.writer];
        std::ranges::sort(field.*heads, {}, &merge::Head::writer);
        if (std::ranges::adjacent_find(field.*heads, {}, &merge::Head::writer) != (field.*heads).end())
          return "two heads of one commit";
      }
    }
    return nullptr;
  }

  const std::string_view scope_;
  const model::Lane lane_;
  std::map<base::Bytes, std::size_t> places_;
  std::vector<SnapshotRecord> records_;
};

// Vectors as what they add to those of the commit before in the same stream.
log::VersionVector difference(const log::VersionVector& vector, const log::VersionVector& before) {
  log::VersionVector news;
  for (const auto& [origin, seq] : vector.entries())
    if (!before.covers(origin, seq)) news.raise(origin, seq);
  return news;
}

}  // namespace

base::Bytes encode_record_chunk(std::span<const SnapshotRecord> records, model::Lane lane) {
  base::ByteWriter out;
  out.sized(encode_heads(records, lane, &merge::FieldState::heads));
  out.sized(encode_heads(records, lane, &merge::FieldState::firsts));
  return out.take();
}

base::Result<std::vector<SnapshotRecord>> decode_record_chunk(base::ByteView bytes, std::span<const SnapshotStream> streams,
                                                              std::string_view scope, model::Lane lane) {
  base::ByteReader in(bytes);
  RecordsReader reader(scope, lane);
  for (const Heads heads : {&merge::FieldState::heads, &merge::FieldState::firsts}) {
    const base::ByteView part = in.sized(most_chunk_bytes, "part too long");
    if (!in.ok()) return broken(in.fault());
    const char* why =
        read_part(part, streams, lane, [&](const SnapshotStream& stream, std::uint64_t seq, const log::Commit& commit) {
          return reader.take(stream, seq, commit, heads);
        });
    if (why != nullptr) return broken(why);
  }
  if (!in.finished()) return broken(in.fault());
  return reader.finish();
}

// commits = sized part, for each commit: vector (what its context adds to the one before in the stream), list(note)
base::Bytes encode_commit_chunk(std::span<const KeptCommit> commits, model::Lane lane) {
  CommitsWriter part;
  base::ByteWriter beside;
  Writer archive(beside);
  const KeptCommit* before = nullptr;
  for (const KeptCommit& kept : commits) {
    const bool follows = before != nullptr && before->origin == kept.origin;
    if (!follows) part.begin(kept.origin, lane);
    part.add(kept.seq, kept.commit);
    log::VersionVector context = difference(kept.context, follows ? before->context : log::VersionVector());
    std::vector<KeptCommit::Note> notes = kept.notes;
    archive(context, bounded<most_notes>(notes));
    before = &kept;
  }
  base::ByteWriter out;
  out.sized(part.finish());
  out.raw(beside.bytes());
  return out.take();
}

base::Result<std::vector<KeptCommit>> decode_commit_chunk(base::ByteView bytes, std::span<const SnapshotStream> streams,
                                                          model::Lane lane) {
  base::ByteReader in(bytes);
  const base::ByteView part = in.sized(most_chunk_bytes, "part too long");
  if (!in.ok()) return broken(in.fault());
  std::vector<KeptCommit> commits;
  const char* why =
      read_part(part, streams, lane, [&](const SnapshotStream& stream, std::uint64_t seq, const log::Commit& commit) {
        const auto header = log::decode_header(commit.header);
        if (!header || header->seq != seq) return "a commit under a wrong number";
        const bool ascends =
            commits.empty() || std::tie(commits.back().origin, commits.back().seq) < std::tie(stream.origin, seq);
        if (!ascends) return "commits not in order";
        KeptCommit& kept = commits.emplace_back();
        kept.origin = stream.origin;
        kept.seq = seq;
        kept.commit = commit;
        if (kept.commit.payload) kept.commit.payload_hash = base::hash_of(*kept.commit.payload);
        return static_cast<const char*>(nullptr);
      });
  if (why != nullptr) return broken(why);
  Reader archive(in);
  for (std::size_t at = 0; at < commits.size() && in.ok(); ++at) {
    KeptCommit& kept = commits[at];
    if (at > 0 && commits[at - 1].origin == kept.origin) kept.context = commits[at - 1].context;
    log::VersionVector news;
    archive(news, bounded<most_notes>(kept.notes));
    kept.context.raise(news);
    if (kept.context.entries().size() > base::limits::context_origins) in.fail("context too long");
  }
  if (!in.finished()) return broken(in.fault());
  return commits;
}

}  // namespace hadir::wire
