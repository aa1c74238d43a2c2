// Snapshots on the hub's disk, while PCs fetch them: DATA/snapshots/SCOPE-NAME, both in hexadecimal. They are copies of what the
// database says and may be deleted at any time; no backup holds them.
#pragma once

#include <filesystem>
#include <mutex>

#include "common/sync/snapshot.h"

namespace hadir::hub {

class SnapshotShelf final : public sync::SnapshotShelf {
 public:
  explicit SnapshotShelf(std::filesystem::path directory) : directory_(std::move(directory)) {}

  std::optional<sync::KeptSnapshot> latest(const std::string& scope) override;
  std::optional<sync::KeptSnapshot> find(const std::string& scope, const base::Hash& name) override;
  // What is older than two weeks, and all but the three latest of the scope, goes. A disk that does not take it is not told
  // to anybody: the next request makes it again.
  void keep(const std::string& scope, const sync::KeptSnapshot& snapshot, std::int64_t now_ms) override;

 private:
  std::vector<std::filesystem::path> files_of(const std::string& scope) const;
  std::optional<sync::KeptSnapshot> read(const std::filesystem::path& file) const;

  const std::filesystem::path directory_;
  std::mutex mutex_;  // guards the directory
};

}  // namespace hadir::hub
