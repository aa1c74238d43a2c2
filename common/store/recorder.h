// From what a person did to commits of this replica's own streams. Inside the store only.
#pragma once

#include <array>
#include <set>

#include "common/store/projector.h"

namespace hadir::store {

class Recorder {
 public:
  Recorder(Database& database, const Authorship& authorship, std::optional<base::PublicKey> hub_key, Keyring* keys)
      : database_(database),
        authorship_(authorship),
        hub_key_(std::move(hub_key)),
        keys_(keys),
        projector_(database, hub_key_, keys) {}

  void add(const model::Change& change);
  // Writes what is still waiting. Answers one outcome per change.
  std::vector<Outcome> finish();

 private:
  struct Pending {
    std::vector<model::Change> changes;
    std::vector<std::size_t> places;  // of their outcomes
    std::set<base::Bytes> records;    // kind and key: a record stands at most once in a commit
    std::size_t bytes = 0;
  };
  Outcome judge(const model::Change& change);
  void write_commit(model::Lane lane, Pending& pending, bool sealed = false);

  Database& database_;
  const Authorship& authorship_;
  const std::optional<base::PublicKey> hub_key_;
  Keyring* keys_;
  Projector projector_;
  std::vector<Outcome> outcomes_;
  std::array<Pending, model::lane_count> pending_;
};

}  // namespace hadir::store
