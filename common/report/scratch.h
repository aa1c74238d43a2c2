// A private folder (mode 0700) for a library that can only write files. In memory (/dev/shm) where the system has that, because
// reports hold personal data; with the folder goes everything in it.
#pragma once

#include <cstdint>
#include <string>

#include "common/base/error.h"

namespace hadir::report {

class Scratch {
 public:
  // Fault::storage where no place has `bytes` to spare: the XLSX library does not notice a full disk itself.
  static base::Result<Scratch> make(std::uint64_t bytes);

  Scratch(Scratch&& other) noexcept;
  Scratch& operator=(Scratch&&) = delete;
  ~Scratch();

  const std::string& folder() const { return folder_; }

 private:
  explicit Scratch(std::string folder) : folder_(std::move(folder)) {}
  std::string folder_;
};

}  // namespace hadir::report
