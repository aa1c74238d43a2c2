// Who has guessed too often must wait, longer each time. Counts by name (an account, an address); time is passed in. Pure and not
// thread-safe. A try counts before it is judged, so that a hundred at once are a hundred, and is forgiven where it was right.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace hadir::web {

struct LockoutRules {
  int free = 5;                         // tries without any wait
  std::int64_t first_wait_ms = 15'000;  // after the first beyond those; then twice as long each time
  std::int64_t longest_wait_ms = 3'600'000;
  std::int64_t forgive_ms = 3'600'000;  // one try is forgotten in each such time
  std::size_t most_names = 4'096;       // beyond it nobody new may try, until some are forgotten
};

class Lockout {
 public:
  explicit Lockout(LockoutRules rules) : rules_(rules) {}

  // 0: it may be tried, and the try was counted. Otherwise how long to wait; nothing was counted.
  std::int64_t try_now(const std::string& name, std::int64_t now_ms);
  // It was right: forgets all of them.
  void forgive(const std::string& name) { entries_.erase(name); }
  // It was right: takes this one back, and no other.
  void take_back(const std::string& name);

  std::size_t size() const { return entries_.size(); }

  // What should outlive the program: whoever has used up the free tries, the most tries first.
  struct Kept {
    std::string name;
    int tries = 0;
    std::int64_t counted_ms = 0, wait_ms = 0;  // since when tries are being forgotten, and how long to wait, from now
    bool operator==(const Kept&) const = default;
  };
  bool is_kept(const std::string& name) const;
  std::vector<Kept> kept(std::int64_t now_ms, std::size_t most) const;
  // `elapsed_ms` after kept().
  void recall(const std::vector<Kept>& kept, std::int64_t now_ms, std::int64_t elapsed_ms);

 private:
  struct Entry {
    int tries = 0;
    std::int64_t counted_ms = 0;  // since when tries are being forgotten
    std::int64_t until_ms = 0;
  };
  void forget(Entry& entry, std::int64_t now_ms) const;

  const LockoutRules rules_;
  std::map<std::string, Entry> entries_;
};

}  // namespace hadir::web
