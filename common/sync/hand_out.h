// What one side hands to the other of the commits that the other lacks. Chosen so that whoever takes it holds, of each commit,
// also everything its author had seen: then no commit ever depends on one that stands on fewer disks than itself, and whichever
// disks are lost, what is left of the log can be shown. Hub and agents use the same; pure, but for what `Read` does.
//
// A stream goes out in order, and a commit's context may name commits of other streams of its scope and lane; those go out before
// it, or with it. Streams can be cut at signed commits only. So the unit is the *run*, from one signed commit to the next, and
// where runs depend on each other in a circle (each was written while the other was), they go out together.
#pragma once

#include <functional>
#include <optional>
#include <set>
#include <vector>

#include "common/base/limits.h"
#include "common/store/signed_commits.h"

namespace hadir::sync {

// Room for commits in one message. Bytes are those of headers and payloads.
struct Room {
  std::size_t bytes = 0;       // asked for: the message is full once this is reached
  std::size_t most_bytes = 0;  // not exceeded, neither for what belongs together nor by a single run beside others
  std::size_t used_bytes = 0;
  std::size_t used_slices = 0;
  bool is_torn = false;  // a circle that is too large for a message by itself begins in this one

  bool is_full() const { return used_bytes >= bytes || used_slices >= base::limits::frame_slices; }
};

// Of the streams of one scope and lane, for one message.
class HandOut {
 public:
  struct Offer {
    store::StreamInfo stream;
    std::uint64_t after = 0;  // what the receiver has of it
  };
  // As store::signed_after.
  using Read = std::function<store::SignedCommits(const store::StreamInfo&, std::uint64_t after, std::size_t bytes)>;

  // Commits of streams that are not offered are the receiver's already, or beyond us.
  HandOut(std::vector<Offer> offers, Read read, Room& room);

  std::size_t size() const { return streams_.size(); }
  const store::StreamInfo& stream(std::size_t index) const { return streams_[index].info; }
  // Takes what is left of a stream, and of others what it depends on. False: the message is full before all of it was taken.
  bool take(std::size_t index);
  // What was taken, of each stream in order. Once, at the end. As the reader's commits, these lack the hashes of payloads.
  std::vector<log::Slice> slices() { return std::move(slices_); }

 private:
  struct Need {
    std::size_t stream;
    std::uint64_t seq;
  };
  struct Run {
    std::size_t begin = 0, end = 0;  // of the stream's `commits`
    std::size_t bytes = 0;
    std::uint64_t last_seq = 0;
    base::Signature signature{};
    std::vector<Need> needs;  // what its authors had seen of the streams offered
  };
  struct Stream {
    store::StreamInfo info;
    std::uint64_t taken = 0;           // up to here
    std::uint64_t end = 0;             // there is nothing behind
    std::vector<log::Commit> commits;  // as read; moved away up to `next`
    std::vector<Run> runs;             // what they are cut into
    std::size_t next = 0;              // of `runs`, the first that is not taken
    std::size_t bound = 0;             // how many runs from `next` on belong to `group`
    std::optional<std::size_t> group;  // on the path
    std::optional<std::size_t> open;   // the slice that its next run may join
  };
  // Runs that go out together, and what else must.
  struct Group {
    std::vector<std::size_t> streams;  // one for each run, in the order in which they were found
    std::vector<Need> needs;
    std::size_t bytes = 0;
  };

  bool has_next(std::size_t index);
  bool advance(std::size_t index);
  bool is_met(const Need& need, std::optional<std::size_t> group) const;
  bool settle_needs();
  void enter(std::size_t group, std::size_t index);
  void merge_from(std::size_t group);
  void leave_path();
  bool fits(const Group& group) const;
  bool take_group(const Group& group);
  void tear(const Group& group);
  void take_run(Stream& stream);
  bool joins(const Stream& stream, const Run& run) const;
  void read_on(Stream& stream, std::uint64_t after);

  std::vector<Stream> streams_;  // ascending by origin
  const Read read_;
  Room& room_;
  // Each group waits for a run of the next one; the last one is worked on.
  std::vector<Group> path_;
  std::vector<log::Slice> slices_;
  std::vector<std::size_t> slice_bytes_;
};

// Reads from a store, which must outlive what is made of it.
HandOut::Read reader_of(store::ReplicaStore& store);

// In both stores' `meta`: how many messages went out torn.
inline constexpr std::string_view torn_key = "torn_messages";
void note_torn(store::ReplicaStore& store, const Room& room);

// Which of these slices have commits whose authors had seen what is neither in the store nor in the other slices.
std::set<const log::Slice*> unclosed(const std::vector<log::Slice>& slices, store::ReplicaStore& store);

}  // namespace hadir::sync
