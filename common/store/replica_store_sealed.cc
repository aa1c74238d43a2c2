// The part of ReplicaStore that deals with sealed payloads.
#include "common/store/replica_store.h"
#include "common/store/sealed_payload.h"

namespace hadir::store {

void ReplicaStore::use_keys(std::span<const base::KeyPair> pairs) {
  keyring_.add_pairs(pairs);
  keyring_.refresh(*database_);
  // No write where there is nothing to do: this happens at every opening.
  if (readable_now(*database_, keyring_).empty()) return;
  if (database_->in_transaction()) return project_readable();
  Transaction transaction(*database_);
  project_readable();
  transaction.commit();
}

// Asks the database rather than what has just become known: another process may have brought the share, or a transaction that was
// rolled back.
void ReplicaStore::project_readable() {
  keyring_.refresh(*database_);
  for (const auto& [scope, lane] : readable_now(*database_, keyring_)) reproject(scope, lane);
}

std::optional<std::vector<model::Change>> ReplicaStore::changes_of(std::string_view scope, const log::Header& header,
                                                                   base::ByteView payload) {
  ReadPayload read = read_payload(*database_, &keyring_, scope, header, payload);
  if (read.as != ReadPayload::As::changes) return std::nullopt;
  return std::move(read.decoded);
}

std::vector<ReplicaStore::Unread> ReplicaStore::unread() {
  std::vector<Unread> all;
  Statement rows = database_->prepare(
      "SELECT s.scope, u.sealing_key, count(*) FROM unread u JOIN stream s ON s.id = u.stream GROUP BY s.scope, u.sealing_key "
      "ORDER BY s.scope, u.sealing_key");
  while (rows.step()) {
    Unread one{std::string(rows.text(0)), {}, static_cast<std::uint64_t>(rows.integer(2))};
    std::ranges::copy(rows.blob(1), one.key.begin());
    all.push_back(std::move(one));
  }
  return all;
}

}  // namespace hadir::store
