#include "tests/simulation/virtual_time.h"

#include <algorithm>

namespace hadir::simulation {

bool Scheduler::run_one(std::int64_t end) {
  if (queue_.empty() || queue_.top().at > end) return false;
  const Entry entry = queue_.top();
  queue_.pop();
  now_ = std::max(now_, entry.at);
  entry.work();
  return true;
}

void Scheduler::run_until(std::int64_t end) {
  while (run_one(end)) {
  }
  now_ = std::max(now_, end);
}

bool Scheduler::run_until(std::int64_t end, const std::function<bool()>& done) {
  while (!done())
    if (!run_one(end)) return done();
  return true;
}

}  // namespace hadir::simulation
