// Sealed kinds at an office: the keys that this PC can open, and the one it writes under. The rules are those of
// common/store/keyring.h.
#include "agent/office.h"
#include "common/store/key_shares.h"

namespace hadir::agent {
namespace {

constexpr std::string_view seal_author = "hadir-agent";

}  // namespace

// With everything this PC was ever known by: shares that were on their way when it took another name still open.
void Office::open_sealed() {
  store_->use_keys(keys_);
  store_->use_keys(dir_.load_former_keys());
}

base::SymmetricKey Office::writing_key_within(const std::string& author) {
  if (const auto known = store::writing_key(*store_, unit())) return *known;
  base::SymmetricKey key;
  random_.fill(key);
  const auto share = store::share_change(identity_.key.public_key(), key, store::SharePurpose::write, random_);
  HADIR_CHECK(share.has_value());  // our own key can be sealed to
  store_->record(authorship(author, stamp_within()), {*share});
  return key;
}

void Office::carry_seals_within() {
  const auto shares = store::shares_to_self(*store_, unit(), identity_.key.public_key(), random_);
  if (!shares.empty()) store_->record(authorship(std::string(seal_author), stamp_within()), shares);
}

}  // namespace hadir::agent
