// The agent's side of the exchange: one object per attempt, bytes in and bytes out. It says what to do next and knows neither
// socket nor clock; whoever drives it (libcurl in the service, the simulator in tests) does what it says.
//
//   start() -> Post -> on_reply() -> Post -> … -> Finished          and on_unreachable() -> Finished at any time
//
// It ends early, incomplete, where another thread or process has made this replica go on under another key meanwhile.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "common/base/limits.h"
#include "common/store/replica_store.h"
#include "common/sync/hand_out.h"
#include "common/sync/hub_protocol.h"
#include "common/wire/exchange_frames.h"

namespace hadir::sync {

// A hub that keeps telling us of larger counters is not one we can talk to.
inline constexpr int most_counter_retries = 2;

// Counters of signed requests: they only grow, also across crashes. Reserves them from the store in blocks.
class RequestCounter {
 public:
  explicit RequestCounter(store::ReplicaStore& store) : store_(store) {}
  std::uint64_t next();
  // The hub has seen `seen` (a restored database lags behind): the next one is larger.
  void raise(std::uint64_t seen);

 private:
  store::ReplicaStore& store_;
  std::uint64_t next_ = 0, reserved_ = 0;
};

struct AgentIdentity {
  base::KeyPair key;
  std::string unit;
  base::PublicKey hub_key{};

  wire::Parties parties() const { return {key.public_key(), hub_key}; }
};

struct SessionLimits {
  std::size_t push_bytes = 512 * 1024;  // of commits in one request, before compression
  // That many, where they must not come one without the other (hand_out.h).
  std::size_t most_push_bytes = base::limits::frame_bytes - base::limits::slice_bytes;
  std::size_t answer_bytes = 1024 * 1024;
  std::size_t request_bytes = base::limits::frame_bytes;  // of a request as it travels; one that cannot be less pushes nothing
  std::size_t lanes = model::lane_count;                  // the first so many travel, the others wait
  bool push_only = false;  // what the hub has comes by another way: no more of it is asked for than must be
};

enum class SyncResult {
  complete,     // everything recorded here is durable at the hub under a verified receipt
  incomplete,   // the hub refused some, or some is left
  unreachable,  // the hub did not answer, or asked to come back later
};
const char* name_of(SyncResult result);

struct Traffic {
  std::uint64_t commits = 0;  // sent: in requests that were answered
  std::uint64_t bytes = 0;    // of request or answer bodies; the driver may put what it measured on the wire
};

struct SyncReport {
  SyncResult result = SyncResult::incomplete;
  std::uint32_t requests = 0;
  Traffic sent, received;
  std::uint64_t pending = 0;                      // own commits without a receipt
  std::optional<std::int64_t> oldest_pending_ms;  // wall clock when the oldest of them was recorded
  struct ReceiptLine {
    log::StreamId stream;
    std::uint64_t seq;
    base::Hash hash;
  };
  std::vector<ReceiptLine> receipt;  // what the hub is known to hold of this replica
  std::optional<std::int64_t> receipt_hub_ms;
  // What the hub refused of ours, or (code "not_taken") what of its answer did not fit here.
  struct Refused {
    std::string code, reason, hint;
  };
  std::vector<Refused> refused;
  std::optional<base::Error> error;  // why it ended early
  std::string problem;               // the hub's code for it, such as "unknown_replica"; empty where it gave none

  // How many commits of this replica's own streams the hub is known to hold as they stand here.
  store::ReplicaStore::LaneNumbers held{};
  // The database went back in time: the hub holds commits of this replica that it lacks, or others in their place. The replica
  // must go on under another key, and may keep of its streams what is `held`.
  enum class Origin { current, behind, forked } origin = Origin::current;
  // Whoever drives the session made the replica go on under another key.
  bool continued = false;
};

// Own commits that no verified receipt covers, as the store knows it now. Fills pending, oldest_pending_ms and receipt.
void note_pending(store::ReplicaStore& store, const AgentIdentity& identity, SyncReport& report);

// The hub's epoch in its latest answer, in `meta`; and its time.
inline constexpr std::string_view epoch_name = "hub_epoch";
std::optional<std::int64_t> latest_beacon_ms(store::ReplicaStore& store);

// A request that says what is held here and pushes nothing yet.
wire::ExchangeRequest plain_request(store::ReplicaStore& store, const AgentIdentity& identity);

class AgentSession {
 public:
  AgentSession(store::ReplicaStore& store, const AgentIdentity& identity, RequestCounter& counter, SessionLimits limits = {})
      : store_(store), identity_(identity), counter_(counter), limits_(limits) {}

  struct Post {
    std::string path;
    base::Bytes body;
    std::uint64_t commits = 0, raw_bytes = 0;  // that it brings, and their size before compression
  };
  struct Finished {};
  using Action = std::variant<Post, Finished>;

  // Before start(): the hub has another commit `seq` of this stream than we (CheckSession found out). Where the two histories
  // part is looked for in this sync, and dealt with as if an answer had shown it.
  void doubt(const log::StreamId& stream, std::uint64_t seq);

  // Each may throw base::Failure where the store fails; nothing was acknowledged then.
  Action start();
  // In place of start(): a request of an earlier session, whose answer is still awaited, goes first.
  Action take_up(Post post);
  Action on_reply(unsigned status, base::ByteView body, std::int64_t now_ms);
  Action on_unreachable(const base::Error& why);
  // Enough for now: the request that was asked for last is not made.
  Action stop() {
    --report_.requests;
    return finish();
  }
  // An answer that came in a bundle, asked for by no request of this session: taken like any other, and the report is complete
  // after each. One that is older than what the hub was last heard to say changes nothing but the log and, within the same epoch,
  // the receipts. Fault::refused, and nothing taken, where it is not the hub's.
  base::Result<void> take_carried(const wire::ExchangeAnswer& answer, std::int64_t now_ms);

  // Of the requests from now on: whoever drives the session learns how fast the link is.
  void pace(const SessionLimits& limits) { limits_ = limits; }
  // Headers and payloads in the latest answer.
  std::uint64_t pulled_bytes() const { return pulled_bytes_; }

  // Complete once Finished was said.
  const SyncReport& report() const { return report_; }
  // The beacon of the latest answer.
  const std::optional<log::Beacon>& beacon() const { return beacon_; }
  // Called with the hub's time, inside the transaction that takes an answer. Answers whether it recorded something: that travels
  // with the same sync.
  using HearHub = std::function<bool(std::int64_t hub_ms)>;
  void on_hub_time(HearHub hear) { hear_hub_ = std::move(hear); }

 private:
  HubProtocol& protocol();
  Action post();
  Action finish();
  Action fail(const base::Error& error, SyncResult result, std::string code);
  Action on_problem(unsigned status, base::ByteView body);
  std::vector<HandOut::Offer> offers(const std::string& scope, model::Lane lane);
  std::uint64_t push(wire::ExchangeRequest& request, std::size_t bytes);  // answers the bytes of commits
  bool is_heard_out() const;  // we have all that the hub said it holds, in the lanes that travel
  enum class Age { newest, stale };
  base::Result<void> accept(const wire::ExchangeAnswer& answer, std::int64_t now_ms, Age age);
  base::Result<void> take(const wire::ExchangeAnswer& answer, std::int64_t now_ms, Age age);
  void take_slice(const log::Slice& slice, std::int64_t now_ms);
  base::Result<void> take_receipt(const wire::Receipt& receipt);
  void suspect(std::size_t lane, std::uint64_t hub_stored);
  void take_other(const log::Slice& slice, std::int64_t now_ms);
  void note_refused(SyncReport::Refused refused);
  bool own_commits_left();
  bool is_own(const log::StreamId& stream) const;
  std::uint64_t held_by_hub(const log::StreamId& stream) const;  // as it said last
  // Streams of others of which the hub holds less than we do, though we can only have them from it: it was restored from a
  // backup. `visit` answers false to stop.
  void each_lost(const std::function<bool(const store::StreamInfo&, std::uint64_t hub_holds)>& visit);

  store::ReplicaStore& store_;
  const AgentIdentity& identity_;
  RequestCounter& counter_;
  SessionLimits limits_;
  std::optional<HubProtocol> protocol_;  // read from the store with the first use
  SyncReport report_;
  HearHub hear_hub_;
  std::optional<log::Beacon> beacon_;
  // Per lane: the hub holds our stream up to here, as far as we know; and where its refusal is final for this session.
  std::array<std::optional<std::uint64_t>, model::lane_count> hub_holds_;
  std::array<bool, model::lane_count> lane_refused_{};
  // Per lane: the hub holds another stream than ours under our name. Where the two agree is looked for from this number on,
  // further back each time; `held` says it once it is found.
  std::array<std::optional<std::uint64_t>, model::lane_count> probe_;
  std::array<bool, model::lane_count> forked_{};
  // What the hub said last that it holds; nothing before its first answer.
  std::vector<wire::ScopeVectors> hub_has_;
  // Streams of others that the hub has otherwise than we: asked for from this number on, further back each time, until the two
  // agree; then ours gives way. And those that it will not have.
  std::map<log::StreamId, std::uint64_t> other_probe_;
  std::set<log::StreamId> left_alone_;
  int counter_retries_ = 0;
  std::uint64_t commits_under_way_ = 0;  // in the request that is being answered
  std::uint64_t pulled_bytes_ = 0;
};

}  // namespace hadir::sync
