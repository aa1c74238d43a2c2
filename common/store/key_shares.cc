#include "common/store/key_shares.h"

#include "common/store/views.h"

namespace hadir::store {
namespace {

// The value that one commit wrote into an evidence field; what others wrote beside it does not count.
const model::Value* written_by(const merge::RecordState& state, const model::Kind& kind, const char* name,
                               const merge::Writer& writer) {
  const merge::FieldState* field = state.find(model::find_named(kind, name)->number);
  if (field == nullptr) return nullptr;
  for (const auto* heads : {&field->heads, &field->firsts})
    for (const merge::Head& head : *heads)
      if (state.writers[head.writer] == writer) return &head.value;
  return nullptr;
}

std::optional<log::SealingKeyId> parse_id(std::string_view hex) {
  const auto bytes = base::from_hex(hex);
  log::SealingKeyId id;
  if (!bytes || bytes->size() != id.size()) return std::nullopt;
  std::ranges::copy(*bytes, id.begin());
  return id;
}

}  // namespace

std::vector<KeyShare> key_shares(ReplicaStore& store, const std::string& unit) {
  const model::Kind& kind = *model::find_kind(key_share_kind);
  std::vector<RecordRow> rows;
  for_each_record(store.database(), kind, &unit, {}, [&](const RecordRow& row) { return rows.push_back(row), true; });
  std::vector<KeyShare> shares;
  for (const RecordRow& row : rows) {
    const auto state = load_record(store.database(), {unit, kind, row.key});
    if (!state) continue;
    for (const merge::Writer& writer : state->writers) {
      const auto* key = written_by(*state, kind, "sealing_key", writer);
      const auto* purpose = written_by(*state, kind, "purpose", writer);
      const auto* name = key != nullptr ? std::get_if<std::string>(key) : nullptr;
      const auto* choice = purpose != nullptr ? std::get_if<std::int64_t>(purpose) : nullptr;
      const auto id = name != nullptr ? parse_id(*name) : std::nullopt;
      if (!id || choice == nullptr) continue;
      shares.push_back({std::get<std::string>(row.key[0].value), std::get<std::string>(row.key[1].value), *id,
                        static_cast<SharePurpose>(*choice), writer});
    }
  }
  return shares;
}

std::optional<base::SymmetricKey> writing_key(ReplicaStore& store, const std::string& unit) {
  Keyring& keyring = store.keyring();
  keyring.refresh(store.database());  // another thread or process may have brought shares meanwhile
  const auto own = store.own_origin();
  const KeyShare* best = nullptr;
  const auto rank = [&](const KeyShare& share) { return std::pair(share.writer.origin == own, share.writer.seq); };
  const std::vector<KeyShare> shares = key_shares(store, unit);
  for (const KeyShare& share : shares) {
    const auto holder = log::parse_origin(share.holder);
    const bool counts = share.purpose == SharePurpose::write && holder && keyring.is_own(*holder) &&
                        keyring.is_own(share.writer.origin) && keyring.keys().contains(share.key);
    if (counts && (best == nullptr || rank(share) >= rank(*best))) best = &share;
  }
  if (best == nullptr) return std::nullopt;
  return keyring.keys().at(best->key);
}

std::optional<model::Change> share_change(const base::PublicKey& holder, const base::SymmetricKey& key, SharePurpose purpose,
                                          base::Random& random) {
  const auto wrapped = log::wrap_key(holder, key, random);
  if (!wrapped) return std::nullopt;
  const model::Kind& kind = *model::find_kind(key_share_kind);
  return model::Change{
      kind.number,
      {{kind.key[0].number, log::to_text(log::origin_of(holder))}, {kind.key[1].number, *wrapped}},
      {{kind.fields[0].number, base::to_hex(log::id_of(key))}, {kind.fields[1].number, static_cast<std::int64_t>(purpose)}},
      false};
}

std::vector<model::Change> shares_to_self(ReplicaStore& store, const std::string& unit, const base::PublicKey& self,
                                          base::Random& random) {
  const auto writing = writing_key(store, unit);
  std::vector<model::Change> changes;
  const auto add = [&](const base::SymmetricKey& key, SharePurpose purpose) {
    if (auto change = share_change(self, key, purpose, random)) changes.push_back(std::move(*change));
  };
  store.keyring().refresh(store.database());
  for (const auto& [id, key] : store.keyring().keys())
    if (key != writing) add(key, SharePurpose::read);
  if (writing) add(*writing, SharePurpose::write);
  return changes;
}

}  // namespace hadir::store
