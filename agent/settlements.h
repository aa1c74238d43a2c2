// Which conflicts were settled on this PC, so that a person can take a decision back: what showed before shows again, and the
// conflict is put before people once more, as it was.
//
// A note names commits and holds nothing of what they say: what is erased by law is gone here too. It is this PC's own (in
// `meta`): the replicas know a decision as an ordinary edit that had seen all sides.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "agent/office.h"

namespace hadir::agent {

struct CommitOf {
  log::Origin origin{};
  std::uint64_t seq = 0;
  bool operator==(const CommitOf&) const = default;
};

struct Settlement {
  std::string id;               // of the conflict
  std::vector<CommitOf> sides;  // that contradicted each other; the first showed
  CommitOf decision;            // or what took it back
  bool undone = false;
};

class Settlements {
 public:
  explicit Settlements(store::ReplicaStore& store) : store_(store) {}
  std::vector<Settlement> list();  // the latest first
  std::optional<Settlement> find(const std::string& id);
  void note(Settlement settlement);  // in place of an earlier one about the same conflict; the oldest beyond `most` go
  void forget(const std::string& id);

  static constexpr std::size_t most = 50;

 private:
  void keep(const std::vector<Settlement>& all);
  store::ReplicaStore& store_;
};

}  // namespace hadir::agent
