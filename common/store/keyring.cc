#include "common/store/keyring.h"

namespace hadir::store {

Keyring::~Keyring() {
  for (auto& [id, key] : keys_) base::wipe(key);
}

void Keyring::add_pairs(std::span<const base::KeyPair> pairs) {
  for (const base::KeyPair& pair : pairs) pairs_.try_emplace(log::origin_of(pair.public_key()), pair);
}

bool Keyring::refresh(Database& database, std::string_view schema) {
  bool is_news = false;
  for (const auto& [origin, pair] : pairs_) {
    Statement rows = database.prepare("SELECT wrapped FROM " + std::string(schema) + ".key_share WHERE holder = ?");
    const std::string name = log::to_text(origin);
    for (rows.bind(1, std::string_view(name)); rows.step();) {
      if (!tried_.emplace(rows.text(0)).second) continue;
      if (auto key = log::unwrap_key(pair, rows.text(0))) {
        is_news |= keys_.try_emplace(log::id_of(*key), *key).second;
        base::wipe(*key);
      }
    }
  }
  return is_news;
}

const base::SymmetricKey* Keyring::find(Database& database, const log::SealingKeyId& id) {
  auto found = keys_.find(id);
  if (found == keys_.end() && !pairs_.empty() && refresh(database)) found = keys_.find(id);
  return found == keys_.end() ? nullptr : &found->second;
}

}  // namespace hadir::store
