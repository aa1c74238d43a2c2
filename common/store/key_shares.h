// The key shares of a unit: who gave which key to whom, and under which one this replica writes (store/keyring.h says why those
// are two questions).
#pragma once

#include "common/store/replica_store.h"

namespace hadir::store {

// What one writer says of one share. Nobody but its holder can tell whether the share opens, and to which key.
struct KeyShare {
  std::string holder;  // an origin, in hexadecimal
  std::string wrapped;
  log::SealingKeyId key{};
  SharePurpose purpose = SharePurpose::read;
  merge::Writer writer;
};
// All of a unit, in the order of their records.
std::vector<KeyShare> key_shares(ReplicaStore& store, const std::string& unit);

// The key this replica writes under: of the shares that it wrote to itself for that purpose and can open, the latest of its
// present name, else of an earlier one. Nothing where it has none yet.
std::optional<base::SymmetricKey> writing_key(ReplicaStore& store, const std::string& unit);

// The record of a share. Nothing where the holder's key is none that can be sealed to.
std::optional<model::Change> share_change(const base::PublicKey& holder, const base::SymmetricKey& key, SharePurpose purpose,
                                          base::Random& random);

// What a replica writes once it goes on under another name, so that others see that this one holds the keys: all its keys, the
// writing key last.
std::vector<model::Change> shares_to_self(ReplicaStore& store, const std::string& unit, const base::PublicKey& self,
                                          base::Random& random);

}  // namespace hadir::store
