#include <stdlib.h>

#include <filesystem>
#include <utility>

#include "common/report/scratch.h"

namespace hadir::report {

base::Result<Scratch> Scratch::make(std::uint64_t bytes) {
  std::error_code ignored;
  for (const auto& place : {std::filesystem::path("/dev/shm"), std::filesystem::temp_directory_path(ignored)}) {
    std::error_code failed;
    const auto space = std::filesystem::space(place, failed);
    if (place.empty() || failed || space.available < bytes) continue;
    std::string folder = place / "hadir-report-XXXXXX";
    if (mkdtemp(folder.data())) return Scratch(std::move(folder));
  }
  return base::Error{base::Fault::storage, "laporan: tidak ada ruang sementara untuk menulis XLSX",
                     "kosongkan sebagian disk, lalu ulangi"};
}

Scratch::Scratch(Scratch&& other) noexcept : folder_(std::exchange(other.folder_, {})) {}

Scratch::~Scratch() {
  std::error_code ignored;
  if (!folder_.empty()) std::filesystem::remove_all(folder_, ignored);
}

}  // namespace hadir::report
