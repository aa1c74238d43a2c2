#include "common/store/signed_commits.h"

#include "common/base/limits.h"
#include "common/store/base.h"

namespace hadir::store {

SignedCommits signed_after(ReplicaStore& store, const StreamInfo& stream, std::uint64_t after, std::size_t budget_bytes) {
  SignedCommits read;
  if (after + 1 < log_begin(store.database(), stream.id)) return read;  // nobody can take what hangs on nothing
  std::size_t bytes = 0, signed_commits = 0;
  Statement rows = store.database().prepare(
      "SELECT header, payload, payload_hash, signature FROM commit_log WHERE stream = ? AND seq > ? ORDER BY seq");
  rows.bind_all(stream.id, static_cast<std::int64_t>(after));
  while ((read.cuts.empty() || read.commits.size() > signed_commits || bytes < budget_bytes) &&
         read.commits.size() - signed_commits < base::limits::slice_commits && rows.step()) {
    log::Commit& commit = read.commits.emplace_back();
    commit.header.assign(rows.blob(0).begin(), rows.blob(0).end());
    if (rows.is_null(1))
      std::ranges::copy(rows.blob(2), commit.payload_hash.begin());
    else
      commit.payload.emplace(rows.blob(1).begin(), rows.blob(1).end());
    bytes += log::size_of(commit);
    if (rows.is_null(3)) continue;
    signed_commits = read.commits.size();
    std::ranges::copy(rows.blob(3), read.cuts.emplace_back(SignedCommits::Cut{signed_commits, {}}).signature.begin());
  }
  read.commits.resize(signed_commits);
  return read;
}

}  // namespace hadir::store
