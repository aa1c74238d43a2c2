// Finds the record that a person means.
#pragma once

#include "common/evidence/explain.h"

namespace hadir::evidence {

struct RecordName {
  const model::Kind* kind = nullptr;
  std::vector<model::FieldValue> key;  // complete, or empty where `candidates` says what it may be
  std::vector<std::string> candidates;
};

// "KIND/KEY" as findings, conflicts and corrections write it.
std::string id_of(const model::Kind& kind, const std::vector<model::FieldValue>& key);

base::Result<RecordName> find_record(store::ReplicaStore& store, const Standpoint& standpoint,
                                     const std::vector<std::string>& words);

}  // namespace hadir::evidence
