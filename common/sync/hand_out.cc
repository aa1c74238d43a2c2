#include "common/sync/hand_out.h"

#include <map>

#include "common/log/context_delta.h"

namespace hadir::sync {
namespace {

// Read at once, so that few queries serve many commits; of what is read and cannot go out yet this is the cost.
constexpr std::size_t read_ahead_bytes = 64 * 1024;

}  // namespace

HandOut::Read reader_of(store::ReplicaStore& store) {
  return [&store](const store::StreamInfo& stream, std::uint64_t after, std::size_t bytes) {
    return store::signed_after(store, stream, after, bytes);
  };
}

HandOut::HandOut(std::vector<Offer> offers, Read read, Room& room) : read_(std::move(read)), room_(room) {
  std::ranges::sort(offers, {}, [](const Offer& offer) { return offer.stream.stream.origin; });
  for (Offer& offer : offers) {
    Stream& stream = streams_.emplace_back();
    stream.taken = offer.after;
    stream.end = std::max(offer.stream.stored.seq, offer.after);
    stream.info = std::move(offer.stream);
  }
}

void HandOut::read_on(Stream& stream, std::uint64_t after) {
  if (stream.next == stream.runs.size()) {
    stream.commits.clear();
    stream.runs.clear();
    stream.next = 0;
  }
  const std::size_t left = room_.bytes - std::min(room_.bytes, room_.used_bytes), before = stream.commits.size();
  store::SignedCommits read = read_(stream.info, after, std::min(left, read_ahead_bytes));
  if (before == 0)
    stream.commits = std::move(read.commits);
  else
    std::ranges::move(read.commits, std::back_inserter(stream.commits));
  std::size_t at = before;
  for (const store::SignedCommits::Cut& cut : read.cuts) {
    Run& run = stream.runs.emplace_back(Run{at, before + cut.commits, 0, after + cut.commits, cut.signature, {}});
    for (; at < run.end; ++at) {
      run.bytes += log::size_of(stream.commits[at]);
      const log::VersionVector seen = log::context_delta_of(stream.commits[at].header);
      for (const log::VersionVector::Entry& entry : seen.entries()) {
        const auto named =
            std::ranges::lower_bound(streams_, entry.origin, {}, [](const Stream& one) { return one.info.stream.origin; });
        if (named != streams_.end() && named->info.stream.origin == entry.origin)
          run.needs.push_back({static_cast<std::size_t>(named - streams_.begin()), entry.seq});
      }
    }
  }
}

// Whether the stream has a run that is in no group yet; it is read then.
bool HandOut::has_next(std::size_t index) {
  Stream& stream = streams_[index];
  if (stream.next + stream.bound < stream.runs.size()) return true;
  const std::uint64_t after = stream.next < stream.runs.size() ? stream.runs.back().last_seq : stream.taken;
  if (after >= stream.end) return false;
  read_on(stream, after);
  if (stream.next + stream.bound < stream.runs.size()) return true;
  stream.end = after;
  return false;
}

bool HandOut::is_met(const Need& need, std::optional<std::size_t> group) const {
  const Stream& stream = streams_[need.stream];
  const std::uint64_t seq = std::min(need.seq, stream.end);
  if (seq <= stream.taken) return true;
  return group && stream.group == group && seq <= stream.runs[stream.next + stream.bound - 1].last_seq;
}

bool HandOut::take(std::size_t index) {
  while (streams_[index].taken < streams_[index].end) {
    if (room_.is_full()) return false;
    if (has_next(index) && !advance(index)) return false;
  }
  return true;
}

// The stream's next run, after what it depends on: of a stream that is waited for always the next run first, so that nothing is
// read that could not go out soon.
bool HandOut::advance(std::size_t index) {
  const Run& next = streams_[index].runs[streams_[index].next];
  const bool is_free = std::ranges::all_of(next.needs, [&](const Need& need) { return is_met(need, std::nullopt); });
  if (is_free && room_.used_bytes + next.bytes <= room_.most_bytes) {
    take_run(streams_[index]);
    return true;
  }
  path_.emplace_back();
  enter(0, index);
  while (!path_.empty()) {
    if (!fits(path_.back()) && room_.used_slices > 0) break;
    if (path_.back().bytes > room_.most_bytes && path_.back().streams.size() > 1) {
      tear(path_.back());
      break;
    }
    if (!settle_needs()) continue;
    if (!take_group(path_.back())) break;
    path_.pop_back();
    if (room_.is_full()) break;
  }
  const bool done = path_.empty();
  leave_path();
  return done;
}

// Of the last group on the path: true where nothing is left that it waits for, otherwise the path is another one now.
bool HandOut::settle_needs() {
  const std::size_t last = path_.size() - 1;
  std::vector<Need>& needs = path_.back().needs;
  while (!needs.empty()) {
    const Need need = needs.back();
    if (is_met(need, last)) {
      needs.pop_back();
      continue;
    }
    const auto group = streams_[need.stream].group;
    if (group && *group < last) {
      merge_from(*group);  // a circle
    } else if (!has_next(need.stream)) {
      continue;  // its end is known now: the need is met as far as it can be
    } else if (group) {
      enter(last, need.stream);
    } else {
      path_.emplace_back();
      enter(last + 1, need.stream);
    }
    return false;
  }
  return true;
}

void HandOut::enter(std::size_t group, std::size_t index) {
  Stream& stream = streams_[index];
  const Run& run = stream.runs[stream.next + stream.bound++];
  stream.group = group;
  path_[group].streams.push_back(index);
  path_[group].bytes += run.bytes;
  path_[group].needs.insert(path_[group].needs.end(), run.needs.begin(), run.needs.end());
}

void HandOut::merge_from(std::size_t group) {
  Group& into = path_[group];
  for (std::size_t above = group + 1; above < path_.size(); ++above) {
    for (const std::size_t index : path_[above].streams) streams_[index].group = group;
    into.streams.insert(into.streams.end(), path_[above].streams.begin(), path_[above].streams.end());
    into.needs.insert(into.needs.end(), path_[above].needs.begin(), path_[above].needs.end());
    into.bytes += path_[above].bytes;
  }
  path_.resize(group + 1);
}

// What was found out and not taken stays read.
void HandOut::leave_path() {
  for (const Group& group : path_)
    for (const std::size_t index : group.streams) {
      streams_[index].bound = 0;
      streams_[index].group.reset();
    }
  path_.clear();
}

bool HandOut::joins(const Stream& stream, const Run& run) const {
  return stream.open && slices_[*stream.open].commits.size() + (run.end - run.begin) <= base::limits::slice_commits &&
         slice_bytes_[*stream.open] + run.bytes <= base::limits::slice_bytes;
}

// Each run may turn out to begin a slice; a group that is alone in its message has room for that many.
bool HandOut::fits(const Group& group) const {
  return room_.used_bytes + group.bytes <= room_.most_bytes &&
         room_.used_slices + group.streams.size() <= base::limits::frame_slices;
}

bool HandOut::take_group(const Group& group) {
  if (!fits(group) && room_.used_slices > 0) return false;
  for (const std::size_t index : group.streams) take_run(streams_[index]);
  return true;
}

// A circle that no message can hold: as much of it as was asked for. Whoever takes it must wait for the rest, as for any commit
// that comes before what it depends on.
void HandOut::tear(const Group& group) {
  room_.is_torn = true;
  for (const std::size_t index : group.streams) {
    const bool fits = room_.used_bytes + streams_[index].runs[streams_[index].next].bytes <= room_.most_bytes;
    if (room_.is_full() || (!fits && room_.used_slices > 0)) return;
    take_run(streams_[index]);
  }
}

void HandOut::take_run(Stream& stream) {
  const Run& run = stream.runs[stream.next++];
  if (stream.bound > 0 && --stream.bound == 0) stream.group.reset();
  if (!joins(stream, run)) {
    stream.open = slices_.size();
    slices_.push_back({stream.info.stream, stream.info.key, stream.taken + 1, {}, {}});
    slice_bytes_.push_back(0);
    ++room_.used_slices;
  }
  log::Slice& slice = slices_[*stream.open];
  for (std::size_t at = run.begin; at < run.end; ++at) slice.commits.push_back(std::move(stream.commits[at]));
  slice.head_signature = run.signature;
  slice_bytes_[*stream.open] += run.bytes;
  room_.used_bytes += run.bytes;
  stream.taken = run.last_seq;
}

void note_torn(store::ReplicaStore& store, const Room& room) {
  if (room.is_torn) store.set_number(torn_key, store.number(torn_key).value_or(0) + 1);
}

std::set<const log::Slice*> unclosed(const std::vector<log::Slice>& slices, store::ReplicaStore& store) {
  using Group = std::pair<std::string, model::Lane>;
  std::map<Group, log::VersionVector> stored;
  std::vector<std::pair<const log::Slice*, log::VersionVector>> contexts;
  for (const log::Slice& slice : slices) {
    const Group group{slice.stream.scope, slice.stream.lane};
    if (!stored.contains(group)) stored[group] = store.stored_vector(group.first, group.second);
    auto& context = contexts.emplace_back(&slice, log::VersionVector()).second;
    context.raise(slice.stream.origin, slice.first_seq - 1);
    for (const log::Commit& commit : slice.commits)
      if (const auto header = log::decode_header(commit.header)) context.raise(header->context_delta);
  }
  // All may lean on each other: whatever does not stand without the others is taken away, until the rest stands.
  std::set<const log::Slice*> out;
  for (std::size_t before = slices.size() + 1; before != out.size();) {
    before = out.size();
    std::map<Group, log::VersionVector> with = stored;
    const auto covered = [&](const log::Slice& slice) -> log::VersionVector& {
      return with[{slice.stream.scope, slice.stream.lane}];
    };
    for (const auto& [slice, context] : contexts)
      if (!out.contains(slice)) covered(*slice).raise(slice->stream.origin, slice->last_seq());
    for (const auto& [slice, context] : contexts)
      if (!covered(*slice).covers(context)) out.insert(slice);
  }
  return out;
}

}  // namespace hadir::sync
