// What a commit's payload says, sealed or not, to a replica that holds these keys. Inside the store only.
#pragma once

#include "common/store/keyring.h"
#include "common/store/stream_table.h"

namespace hadir::store {

struct ReadPayload {
  enum class As {
    changes,
    later_version,  // a required extension that is not known here
    unread,         // sealed, and the key is not here
    parked,         // says nothing, to nobody who can read it
  } as = As::changes;
  const std::vector<model::Change>& changes() const { return known != nullptr ? *known : decoded; }
  std::vector<model::Change> decoded;
  const std::vector<model::Change>* known = nullptr;  // what was decoded before
  std::string reason;                                 // parked: why
  std::optional<log::Sealed> sealed;
};

// `keys` may be null: nothing sealed is read then. `known`: what plain_changes answered, or null; must outlive the answer.
ReadPayload read_payload(Database& database, Keyring* keys, std::string_view scope, const log::Header& header,
                         base::ByteView payload, const std::vector<model::Change>* known = nullptr);

// What the payload of a commit that is not sealed says; nothing for others, and where it does not decode. Needs no database.
std::optional<std::vector<model::Change>> plain_changes(const log::Header& header, base::ByteView payload);

void note_unread(Database& database, std::int64_t stream, std::uint64_t seq, const log::SealingKeyId& key);

// Per origin, the first commit of this scope and lane that is applied here and could not be read, whatever the reason.
log::VersionVector first_unread(Database& database, std::string_view scope, model::Lane lane);

// A scope and lane that is to be projected anew.
struct ScopeLane {
  std::string scope;
  model::Lane lane{};
  auto operator<=>(const ScopeLane&) const = default;
};
// Where commits wait unread whose key is here.
std::set<ScopeLane> readable_now(Database& database, Keyring& keys);
// Where commits are noted as a later version's that this version knows.
std::set<ScopeLane> known_now(Database& database);

}  // namespace hadir::store
