// What happened in a run, line by line: the last lines are printed with a failure, all of them with --verbose, and their hash
// says whether two runs of one seed were the same.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <deque>
#include <stdexcept>
#include <string>

#include "tests/simulation/virtual_time.h"

namespace hadir::simulation {

// A promise was broken: which one, and both sides of it.
class Broken : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

class Journal {
 public:
  Journal(const Scheduler& time, bool verbose) : time_(time), verbose_(verbose) {}

  template <class... Args>
  void note(const std::string& who, fmt::format_string<Args...> text, Args&&... args) {
    add(who, fmt::format(text, std::forward<Args>(args)...));
  }

  std::uint64_t hash() const { return hash_; }
  std::uint64_t lines() const { return count_; }
  const std::deque<std::string>& latest() const { return latest_; }

 private:
  static constexpr std::size_t kept = 40;
  void add(const std::string& who, const std::string& text);

  const Scheduler& time_;
  const bool verbose_;
  std::deque<std::string> latest_;
  std::uint64_t hash_ = 0xcbf29ce484222325, count_ = 0;
};

}  // namespace hadir::simulation
