// Payloads erased by law (UU 27/2022; the kind `erasure`): what an erasure takes out of the log, and keeps out of it. Inside the
// store only.
//
// An erasure is in force in its scope once its record stands there. It names a payload by its hash and means every commit of the
// scope with that payload: in whatever lane, under whatever origin (a commit that a restored database wrote anew has the same
// payload), in the log and among the displaced. It is carried out when its record is written, and at each commit that comes in
// later; so all replicas with the same commits and erasures hold the same payloads, whatever came first. Headers, hashes and
// signatures stay.
#pragma once

#include <vector>

#include "common/store/keyring.h"
#include "common/store/stream_table.h"

namespace hadir::store {

struct Erasure {
  std::string scope;
  base::Hash payload{};
};
// What a change of the kind `erasure` names; nothing for other changes, and where no hash is written there.
std::optional<Erasure> erasure_of(const std::string& scope, const model::Change& change);

// Whether this commit, whose payload is there, may not keep it.
bool is_erased(Database& database, const std::optional<base::PublicKey>& hub_key, const StreamInfo& stream, std::uint64_t seq,
               const log::Commit& commit);

// Whether the commit is one of the secretariat's erasures. They cannot be erased: otherwise what is erased would depend on the
// order in which they came. Commit 1 of the stream must be in the log.
bool is_protected(Database& database, const std::optional<base::PublicKey>& hub_key, const StreamInfo& stream, std::uint64_t seq,
                  const log::Commit& commit);

// Whether any erasure is in force in a scope.
bool has_erasures(Database& database, std::string_view scope);
// Whether an erasure of this payload is in force in a scope.
bool is_in_force(Database& database, const Erasure& erasure);

// Payloads that are missing here although no erasure names them (a peer left them out, or somebody with SQL), and that a slice
// brings whose commits are stored: puts them back. Answers whether records are to be projected anew.
bool put_back(Database& database, const std::optional<base::PublicKey>& hub_key, const StreamInfo& stream,
              const log::Slice& slice);

// Takes the payloads out of the log and projects anew the lanes that had shown them. Reads all payloads of the scopes concerned:
// about a second per million commits, and as much again per lane that is projected anew. Must run inside a Transaction.
// `of_base`: the erasures stand in the scope's base (store/base.h), which is without those payloads already.
void carry_out(Database& database, const std::optional<base::PublicKey>& hub_key, Keyring* keys,
               const std::vector<Erasure>& erasures, bool of_base = false);

// Projects whatever is covered in one scope and lane, and carries out the erasures among it. Must run inside a Transaction.
void project(Database& database, const std::optional<base::PublicKey>& hub_key, Keyring* keys, std::string_view scope,
             model::Lane lane);
// The same after commits were stored, with the streams of their scope and lane, among which theirs is not saved yet.
void project(Database& database, const std::optional<base::PublicKey>& hub_key, Keyring* keys, std::vector<StreamRow>& group,
             const JustStored& just_stored);

// --- what is left in free pages and in the -wal ---

// Set in the transaction that takes a payload out; see ReplicaStore::scrub.
inline constexpr std::string_view scrub_due_name = "scrub_due";

}  // namespace hadir::store
