// The keys for sealed payloads that this replica can open: taken from the key shares in the log that are sealed to one of its own
// names, and held in memory alone.
//
// Reading and writing are two questions. Any share that opens lets its holder read, for what could be wrong with that? But who
// writes under a key trusts it with the health of people: anybody who may write in the unit, a false PC that the hub enrolled
// too, can make a key and share it. So a replica writes under a key only where a share of its own says so: because the key was
// made here, or because a person here accepted it or typed it from the recovery sheet.
#pragma once

#include <map>
#include <set>

#include "common/log/sealed.h"
#include "common/store/sqlite.h"

namespace hadir::store {

inline constexpr const char* key_share_kind = "key_share";
// The choices of key_share.purpose.
enum class SharePurpose : std::int64_t {
  write = 0,  // to its writer itself: it writes under this key from now on
  read = 1,   // lets a PC read
  sheet = 2,  // its holder is a recovery sheet
};

// Threads: one at a time; a copy is independent.
class Keyring {
 public:
  Keyring() = default;
  Keyring(const Keyring&) = default;
  Keyring& operator=(const Keyring&) = default;
  ~Keyring();

  // Who this replica is and was; pairs that are known already change nothing.
  void add_pairs(std::span<const base::KeyPair> pairs);
  bool is_own(const log::Origin& origin) const { return pairs_.contains(origin); }

  // Opens the shares that were not there before. Answers whether that brought a key. `schema` is one of the connection.
  bool refresh(Database& database, std::string_view schema = "main");
  // Looks at the shares again before it says that there is no such key. Valid until the next call.
  const base::SymmetricKey* find(Database& database, const log::SealingKeyId& id);

  const std::map<log::SealingKeyId, base::SymmetricKey>& keys() const { return keys_; }

 private:
  std::map<log::Origin, base::KeyPair> pairs_;
  std::map<log::SealingKeyId, base::SymmetricKey> keys_;
  std::set<std::string, std::less<>> tried_;  // shares
};

}  // namespace hadir::store
