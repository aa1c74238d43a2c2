// Whether this database is the one that wrote here last. A mark outside the data directory says how far this PC's streams had
// been acknowledged by the hub; a database that knows less was put back from a backup, one without its mark was copied here.
//
// The mark is written after the database, so that a crash in between leaves it behind, never ahead: nobody is suspected wrongly.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "common/base/error.h"
#include "common/store/replica_store.h"

namespace hadir::agent {

struct Mark {
  log::Origin origin{};
  std::string machine;                      // names this installation of the system; empty where it has no name
  store::ReplicaStore::LaneNumbers held{};  // commits of this origin's streams that the hub has acknowledged
  bool operator==(const Mark&) const = default;
};

std::string encode_mark(const Mark& mark);
std::optional<Mark> decode_mark(std::string_view text);

enum class Suspicion { none, restored, copied };
wire::Return return_of(Suspicion suspicion);  // not of none

// What the database knows itself.
struct Known {
  Mark own;
  bool marked = false;               // it had a mark
  std::vector<log::Origin> earlier;  // it went by these before, so their marks are only behind
};
// `mark`: what stands outside, if anything.
Suspicion compare(const std::optional<Mark>& mark, const Known& known);

}  // namespace hadir::agent
