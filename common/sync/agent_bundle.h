// The office's side of a bundle: the requests it holds, and the answers it brings back. What is done with an answer is the
// AgentSession's affair, as with one from the network.
#pragma once

#include <variant>

#include "common/sync/agent_session.h"
#include "common/sync/bundle.h"
#include "common/wire/snapshot.h"

namespace hadir::sync {

struct BundleRequests {
  std::vector<base::Bytes> messages;  // one at least: who has nothing to send still says what it holds
  std::uint64_t commits = 0;          // in them
};
// All own commits past the last receipt, as signed requests of about `message_bytes` of commits each. Nothing is noted as sent:
// only a receipt says that something arrived. Throws base::Failure where the store fails.
BundleRequests requests_for_bundle(store::ReplicaStore& store, const AgentIdentity& identity, RequestCounter& counter,
                                   std::size_t message_bytes);

// Asks for enrolment with a code, in words that anybody may read.
base::Bytes enrolment_for_bundle(const base::KeyPair& key, const EnrolmentCode& code, const std::string& label);

// One message of a bundle for an office, as the hub signed it. Fault::refused where the hub did not. An answer to an enrolment
// brings the hub's key along: whether that is the right one, check_enrolment() says.
using BundleAnswer = std::variant<wire::ExchangeAnswer, wire::EnrolAnswer, wire::SnapshotAnswer>;
base::Result<BundleAnswer> read_bundle_answer(base::ByteView message, const wire::Parties& parties);

}  // namespace hadir::sync
