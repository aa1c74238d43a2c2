// The hub's side of the exchange: bytes in, bytes out, no socket and no clock of its own. PROTOCOL.md describes what travels.
//
// A request passes these steps, so that the server can run them where they belong:
//   identify   store thread   who sent it, is it allowed to speak at all
//   prove      any thread     its signature: processor time, no shared state, no memory to speak of
//   open       any thread     decompression, decoding: processor time, no shared state
//   check      any thread     chains and signatures of what it brings, with a reader beside the store; may be left out
//   apply      store thread   inside a transaction: counter, push, receipt, pull. Several requests may share one transaction; no
//                             answer may leave before that transaction is committed.
//   seal       any thread     the answer's signatures and frame
#pragma once

#include <string>

#include "common/base/clock.h"
#include "common/base/limits.h"
#include "common/store/replica_store.h"
#include "common/sync/registry.h"
#include "common/wire/exchange_frames.h"

namespace hadir::sync {

inline constexpr std::string_view exchange_path = "/v1/exchange";
inline constexpr std::string_view enrol_path = "/v1/enrol";
inline constexpr std::string_view bundle_path = "/v1/bundle";  // also what signatures inside bundles stand over

struct HubIdentity {
  base::KeyPair key;
  std::uint64_t epoch = 0;  // changes when the hub is restored from a backup
};

// What goes back: a frame where status is 200, otherwise a JSON object {status, code, detail, hint[, counter]}.
struct HubReply {
  unsigned status = 200;
  base::Bytes body;
  std::string_view content_type() const { return status == 200 ? "application/vnd.hadir.frame" : "application/problem+json"; }
};

// Why a request gets no frame back. `code` is short and stable, for programs; the error is for people.
struct Rejection {
  unsigned status = 400;
  std::string code;
  base::Error error;
  std::optional<std::uint64_t> counter;  // code "replayed": the latest counter that was accepted
};
HubReply reply_of(const Rejection& rejection);
// The status a fault is answered with: 400, 403, 413, 426, 503 …
Rejection rejection_of(const base::Error& error);

template <class T>
using Admission = boost::system::result<T, Rejection>;
[[noreturn]] void throw_exception_from_error(const Rejection& rejection, const boost::source_location& location);

// In the hub's store: 1 once commits of the hub itself came back that its database lacked. Who writes for the hub takes a new key
// then.
inline constexpr std::string_view hub_behind_key = "hub_behind";

class HubExchange {
 public:
  HubExchange(store::ReplicaStore& store, Registry& registry, const HubIdentity& identity, const base::Clock& clock)
      : store_(store), registry_(registry), identity_(identity), clock_(clock) {}

  struct Identified {
    wire::SignedRequest request;  // views into the body that was given
    Enrolled sender;
    bool is_proven = false;  // by prove()
  };
  struct Opened {
    Enrolled sender;
    std::uint64_t counter = 0;
    wire::ExchangeRequest request;
    std::vector<std::optional<log::SliceCheck>> checks;  // of the slices of `request.push`, in their order; or none
  };

  Admission<Identified> identify(base::ByteView body);
  // Whether the sender signed it: the part of open() that takes little memory, for who would rather know this first. open() makes
  // up for it.
  static Admission<void> prove(Identified& identified, const base::PublicKey& hub_key, std::string_view path = exchange_path);
  static Admission<Opened> open(const Identified& identified, const base::PublicKey& hub_key,
                                std::string_view path = exchange_path);
  // open() for any message whose request names protocols.
  template <class Message>
  static Admission<Message> open_as(const Identified& identified, const base::PublicKey& hub_key, std::string_view path,
                                    wire::FrameType type, std::size_t most_bytes = base::limits::frame_raw_bytes);
  // Fills opened.checks. Throws base::Failure where the reader fails.
  static void check(Opened& opened, store::Database& reader);
  // Must run inside a Transaction on the store. Throws base::Failure where the store fails. The answer is signed by seal().
  Admission<wire::ExchangeAnswer> apply(const Opened& opened);
  // The same for a request that came in a bundle: its counter neither stops it nor stops another one, since what it brings
  // changes nothing the second time.
  Admission<wire::ExchangeAnswer> apply_carried(const Opened& opened);
  // The frame of an answer, with the receipt signed, and the time, which is what it is now. Any thread.
  base::Bytes seal(wire::ExchangeAnswer answer, const Enrolled& receiver) const;
  // What `sender` lacks by `request.have`, with a receipt, though it has pushed nothing. Inside a Transaction.
  wire::ExchangeAnswer answer_unasked(const Enrolled& sender, const wire::ExchangeRequest& request);

  // The three steps and the frame around the answer, in a transaction of their own. Never throws.
  HubReply exchange(base::ByteView body);
  HubReply enrol(base::ByteView body);
  // A request for a place that came in a bundle. Inside a Transaction.
  struct Granted {
    Enrolled replica;
    wire::EnrolAnswer answer;
    bool is_new = false;  // it had no place before, or none any more
  };
  Admission<Granted> enrol_carried(base::ByteView frame);
  Admission<Granted> rejoin_carried(base::ByteView frame);
  HubReply rejoin(base::ByteView body);
  // Routes by path; 404 for others.
  HubReply handle(std::string_view path, base::ByteView body);

  // The sender as it stands now, since another request of it may have passed meanwhile: enrolled, not revoked, and the counter is
  // new. Whatever a request changes, it uses its counter in the same transaction.
  Admission<Enrolled> admit_again(const log::Origin& origin, std::uint64_t counter);
  void use_counter(const Enrolled& sender, std::uint64_t counter);
  log::Beacon beacon() const;
  std::int64_t now_ms() const { return clock_.wall().ms; }
  store::ReplicaStore& store() { return store_; }
  const HubIdentity& identity() const { return identity_; }

  // Records a rejection under the origin it was proven for, in the current transaction.
  void note(const Rejection& rejection, const log::Origin* origin);

 private:
  static Admission<void> check_proven(Identified identified, const base::PublicKey& hub_key, std::string_view path);
  static Admission<void> check_window(std::uint32_t oldest, std::uint32_t newest);
  static Admission<void> check_place(const Enrolled& sender);
  Admission<void> check_rights(const Enrolled& sender, const wire::ExchangeRequest& request);
  bool may_bring(const Enrolled& sender, const log::Slice& slice);
  bool is_by_hub(const log::Slice& slice);
  template <class Request, class Decide>
  HubReply admit(wire::FrameType type, base::ByteView body, Decide decide);
  template <class Decide>
  Admission<Granted> granted(const base::PublicKey& key, std::uint32_t newest, Decide decide);
  wire::EnrolAnswer enrol_answer(const Grant& grant, std::uint32_t newest) const;
  wire::Receipt receipt_for(const Enrolled& sender);
  wire::ExchangeAnswer take_push(const Enrolled& sender, const Opened& opened, bool knows_epoch);
  void note_carried(const Enrolled& sender, const log::Slice& slice, const store::Ingested& ingested);
  void fill_answer(const Enrolled& sender, const wire::ExchangeRequest& request, wire::ExchangeAnswer& answer);
  void tell_members(const Enrolled& sender, const wire::ExchangeRequest& request, wire::ExchangeAnswer& answer);
  using LaneStreams = std::array<std::vector<store::StreamInfo>, model::lane_count>;
  void fill_pull(const Enrolled& sender, const wire::ExchangeRequest& request, std::vector<LaneStreams> streams,
                 wire::ExchangeAnswer& answer);

  store::ReplicaStore& store_;
  Registry& registry_;
  const HubIdentity& identity_;
  const base::Clock& clock_;
};

template <class Message>
Admission<Message> HubExchange::open_as(const Identified& identified, const base::PublicKey& hub_key, std::string_view path,
                                        wire::FrameType type, std::size_t most_bytes) {
  if (auto proven = check_proven(identified, hub_key, path); !proven) return proven.error();
  const auto raw = wire::open_frame(type, identified.request.frame, most_bytes);
  if (!raw) return rejection_of(raw.error());
  auto request = wire::decode<Message>(*raw, "request");
  if (!request) return rejection_of(request.error());
  if (auto spoken = check_window(request->oldest_protocol, request->newest_protocol); !spoken) return spoken.error();
  return std::move(*request);
}

}  // namespace hadir::sync
