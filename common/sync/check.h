// Anti-entropy: whether an agent and the hub that hold the same commits show the same records, and whether what they hold under
// the same number is the same commit (PROTOCOL.md section 20). An exchange compares how much each side has; this compares what.
// Now and then, and when a person asks.
//
// Where a stream differs, the agent looks for the place where the two histories part in an ordinary sync (AgentSession::doubt).
// Where records differ although the commits are the same, one side did not make of them what it should: a fault of a program, a
// disk or somebody's hand. It is located, both sides' details are kept (store/disagreements.h), and the records are made from
// the log once more: at the agent first, and if they differ still, at the hub.
#pragma once

#include <set>

#include "common/store/disagreements.h"
#include "common/store/state_digest.h"
#include "common/sync/agent_session.h"
#include "common/sync/hub_exchange.h"
#include "common/wire/check_messages.h"

namespace hadir::sync {

inline constexpr std::string_view check_path = "/v1/check";

// --- the hub's side ---

// The steps of a request, for a server that runs them where they belong: identify (HubExchange) and open as for an exchange, then
//   accept    store thread, in a transaction   the counter
//   compare   any thread, its own connection   reads every record of what was asked for; changes nothing
//   settle    store thread, in a transaction   only where wants_settling() says so
class HubCheck {
 public:
  explicit HubCheck(HubExchange& exchange) : exchange_(exchange) {}

  struct Opened {
    Enrolled sender;
    std::uint64_t counter = 0;
    wire::CheckRequest request;
  };
  static Admission<Opened> open(const HubExchange::Identified& identified, const base::PublicKey& hub_key);
  Admission<Enrolled> accept(const Opened& opened);
  static wire::CheckAnswer compare(store::Database& database, const Enrolled& sender, const wire::CheckRequest& request);
  static bool wants_settling(const wire::CheckRequest& request, const wire::CheckAnswer& answer);
  void settle(const Enrolled& sender, const wire::CheckRequest& request, wire::CheckAnswer& answer);
  // Fills in who answers and when.
  base::Bytes seal(wire::CheckAnswer& answer) const;

  // All of it on one thread, in a transaction of its own. Never throws.
  HubReply handle(base::ByteView body);

 private:
  bool may_project(const std::string& scope, model::Lane lane);
  HubExchange& exchange_;
};

// --- the agent's side ---

struct CheckReport {
  bool finished = false;  // the hub answered everything that was asked
  std::optional<base::Error> error;
  std::uint64_t streams = 0, records = 0;  // that were compared
  // Lanes of which nothing could be said: commits are on their way, or the two programs are of different versions.
  std::vector<std::pair<std::string, model::Lane>> incomparable;
  struct Difference {
    std::string scope;
    model::Lane lane = model::Lane::urgent;
    std::size_t records = 0;
    store::Disagreement::Outcome outcome = store::Disagreement::Outcome::open;
  };
  std::vector<Difference> differences;
  // Streams in which the hub has another commit under the same number; and how many there were that have given way since.
  std::vector<wire::ReceiptEntry> doubts;
  std::size_t mended_streams = 0;
  std::uint32_t requests = 0;
};

// How much of it: the ends of the streams, which costs nothing; or the records too, each of which is read once on both sides.
enum class CheckDepth { streams, records };

// One check. Bytes in, bytes out, as AgentSession.
class CheckSession {
 public:
  using Action = AgentSession::Action;
  CheckSession(store::ReplicaStore& store, const AgentIdentity& identity, RequestCounter& counter,
               CheckDepth depth = CheckDepth::records)
      : store_(store), identity_(identity), counter_(counter), depth_(depth) {}

  // Each may throw base::Failure where the store fails.
  Action start();
  Action on_reply(unsigned status, base::ByteView body, std::int64_t now_ms);
  Action on_unreachable(const base::Error& why);
  const CheckReport& report() const { return report_; }

 private:
  struct Lane {
    std::string scope;
    model::Lane lane = model::Lane::urgent;
    store::LaneDigest digest;
    std::vector<wire::ShortDigest> hubs;  // buckets, where they differ
    std::size_t records = 0;              // that differ, as far as they were looked at
  };
  // What the answer that is waited for is about: everything; the records in some of a lane's buckets; how the records
  // look that differ; the lane after our records were made anew.
  enum class Stage { compare, locate, detail, project };

  Action post(wire::CheckRequest request);
  Action ask(Stage stage, wire::LaneQuery query);
  Action next_lane();
  Action finish();
  void compare_heads(const wire::CheckAnswer& answer, std::int64_t now_ms);
  Action compare_lanes(const wire::CheckAnswer& answer);
  Action compare_records(const wire::LaneFinding& finding);
  Action project_anew(const wire::LaneFinding& finding, std::int64_t now_ms);
  Action settle(const wire::LaneFinding& finding, std::int64_t now_ms);
  wire::LaneQuery query_of(const Lane& lane) const;
  log::Origin hub() const { return log::origin_of(identity_.hub_key); }

  store::ReplicaStore& store_;
  const AgentIdentity& identity_;
  RequestCounter& counter_;
  const CheckDepth depth_;
  CheckReport report_;
  Stage stage_ = Stage::compare;
  std::vector<Lane> lanes_;  // what was asked; then those that differ, the one at work last
  wire::CheckRequest asked_;
  std::vector<wire::NamedDigest> own_rows_;
  std::vector<wire::NamedText> own_texts_;
  int counter_retries_ = 0;
};

}  // namespace hadir::sync
