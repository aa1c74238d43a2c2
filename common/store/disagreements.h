// What was found different between this replica and another one, and which side was mended. For people who look for the cause.
#pragma once

#include <boost/json/array.hpp>
#include <string>
#include <vector>

#include "common/log/stream.h"
#include "common/store/sqlite.h"
#include "common/wire/check_messages.h"

namespace hadir::store {

struct Disagreement {
  std::int64_t at_ms = 0;  // wall clock of this replica
  log::Origin peer{};
  std::string scope;
  model::Lane lane = model::Lane::urgent;
  std::string subject;  // "record NAME" (the hash of it), "stream ORIGIN SEQ"
  std::string ours, theirs;
  enum class Outcome { here, there, open } outcome = Outcome::open;  // which side was wrong; open: it is so still
};
const char* name_of(Disagreement::Outcome outcome);

// "stream ORIGIN SEQ"
std::string subject_of(const log::StreamId& stream, std::uint64_t seq);

// These in the current Transaction. The same disagreement once more changes nothing but time and outcome; only the latest
// thousand are kept.
void note(Database& database, const Disagreement& disagreement);
// One per record that either side names; the rest is as in `all`.
void note_records(Database& database, Disagreement all, const std::vector<wire::NamedText>& ours,
                  const std::vector<wire::NamedText>& theirs);
// What was open with this peer has come to an end.
void settle_records(Database& database, const log::Origin& peer, std::string_view scope, model::Lane lane,
                    Disagreement::Outcome outcome, std::int64_t now_ms);
void settle_streams(Database& database, const log::Origin& peer, Disagreement::Outcome outcome, std::int64_t now_ms);

// The latest first.
std::vector<Disagreement> disagreements(Database& database, std::size_t most);
struct DisagreementCount {
  std::uint64_t all = 0, open = 0;
  std::int64_t latest_ms = 0;
};
DisagreementCount count_disagreements(Database& database);
boost::json::array disagreements_json(Database& database, std::size_t most, int offset_minutes);

}  // namespace hadir::store
