#include "common/store/salvage.h"

#include "common/base/limits.h"
#include "common/store/backup.h"

namespace hadir::store {
namespace {

constexpr std::size_t commits_at_a_time = 256;

// The next commits of a stream behind `after`, `most` of them and on to a signed one, or fewer: rows end where a page cannot be
// read.
log::Slice read_on(Database& from, const StreamInfo& stream, std::uint64_t after, std::size_t most) {
  log::Slice slice{stream.stream, stream.key, after + 1, {}, {}};
  std::size_t bytes = 0, signed_commits = 0;
  const auto read = guarded([&] {
    Statement rows = from.prepare(
        "SELECT seq, header, payload, payload_hash, signature FROM commit_log WHERE stream = ? AND seq > ? ORDER BY seq");
    rows.bind_all(stream.id, static_cast<std::int64_t>(after));
    while ((signed_commits == 0 || slice.commits.size() < most) && rows.step()) {
      if (static_cast<std::uint64_t>(rows.integer(0)) != after + slice.commits.size() + 1) break;
      log::Commit commit;
      commit.header.assign(rows.blob(1).begin(), rows.blob(1).end());
      if (!rows.is_null(2)) {
        commit.payload.emplace(rows.blob(2).begin(), rows.blob(2).end());
        commit.payload_hash = base::hash_of(*commit.payload);
      } else if (rows.blob(3).size() == commit.payload_hash.size()) {
        std::ranges::copy(rows.blob(3), commit.payload_hash.begin());
      }
      bytes += log::size_of(commit);
      if (bytes > base::limits::slice_bytes) break;
      slice.commits.push_back(std::move(commit));
      if (rows.blob(4).size() != slice.head_signature.size()) continue;
      std::ranges::copy(rows.blob(4), slice.head_signature.begin());
      signed_commits = slice.commits.size();
    }
  });
  static_cast<void>(read);  // what was read before counts
  slice.commits.resize(signed_commits);
  return slice;
}

}  // namespace

std::uint64_t salvage(const std::filesystem::path& from, ReplicaStore& into, std::int64_t now_ms) {
  const auto opened = Database::open(from.string(), Durability::full);
  if (!opened) return 0;
  const auto contents = guarded([&] { return contents_of(**opened); });
  if (!contents) return 0;
  std::uint64_t taken = 0;
  for (const StreamInfo& stream : contents->streams) {
    for (std::size_t most = commits_at_a_time;;) {
      const auto present = into.stream(stream.stream);
      const log::Slice slice = read_on(**opened, stream, present ? present->stored.seq : 0, most);
      if (slice.commits.empty()) break;
      Transaction transaction(into.database());
      const auto ingested = into.ingest(slice, now_ms);  // checks chain and signature
      if (!ingested && most > 1) {                       // one of them is wrong: those before it, one by one
        most = 1;
        continue;
      }
      if (!ingested || ingested->new_commits == 0) break;
      transaction.commit();
      taken += ingested->new_commits;
    }
  }
  return taken;
}

}  // namespace hadir::store
