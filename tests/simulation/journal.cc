#include "tests/simulation/journal.h"

#include <cstdio>

namespace hadir::simulation {

void Journal::add(const std::string& who, const std::string& text) {
  const std::int64_t ms = time_.now();
  std::string line = fmt::format("{}d {:02}:{:02}:{:02}.{:03} {:8} {}", ms / day, ms / hour % 24, ms / minute % 60,
                                 ms / second % 60, ms % second, who, text);
  for (const char c : line) hash_ = (hash_ ^ static_cast<unsigned char>(c)) * 0x100000001b3;  // FNV-1a
  ++count_;
  if (verbose_) std::puts(line.c_str());
  latest_.push_back(std::move(line));
  if (latest_.size() > kept) latest_.pop_front();
}

}  // namespace hadir::simulation
