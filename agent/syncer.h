// Drives exchanges over an uplink until nothing is left or something stops it. Blocking; the caller's thread waits for the
// network, but the database is never held while it does.
#pragma once

#include <functional>
#include <memory>

#include "agent/delivery.h"
#include "agent/office.h"
#include "agent/traffic.h"
#include "agent/uplink.h"
#include "common/sync/check.h"
#include "common/sync/pacing.h"
#include "common/sync/snapshot.h"

namespace hadir::agent {

// Makes the uplink for an address; the service keeps it between syncs, so that connection and TLS session live on.
using UplinkFactory = std::function<std::unique_ptr<Uplink>(const Office::HubAddress&)>;

// What is asked of a sync.
struct SyncWish {
  bool check = false;                      // compare records with the hub too, whether it is time or not
  std::optional<std::uint64_t> max_bytes;  // in place of what is left of the day's budget
};

// What a sync came to, for whoever asked for it.
struct Synced {
  HeldBack held_back = HeldBack::nothing;  // what was left out on account of the rules
  sync::SyncReport report;
  std::optional<sync::CheckReport> check;  // where it was time for one, or one was asked for
};

// How far a sync has come, for who watches it.
struct SyncStage {
  const char* phase = "begin";           // begin, enrol, snapshot, exchange, check, end
  std::uint64_t sent = 0, received = 0;  // commits
  std::uint64_t requests = 0, bytes_up = 0, bytes_down = 0;
  std::uint64_t parts = 0, parts_of = 0;  // of a snapshot
  bool done = false;
  std::string result;  // once done
};
using WatchSync = std::function<void(const SyncStage&)>;

class Syncer {
 public:
  // `network` names the network that the PC is in, asked at the start of each sync; empty: all are taken for one.
  Syncer(Office& office, UplinkFactory factory, std::function<std::string()> network = {});
  ~Syncer();

  struct Done : Synced {
    std::optional<std::chrono::seconds> retry_after;  // the hub asked for it
    bool was_cancelled = false;
    bool has_moved = false;  // it broke off, but something came across before: trying again soon is right
  };
  // From the next sync on.
  void follow(const TrafficRules& rules) { rules_ = rules; }
  // Called on the thread that runs the sync.
  void watch(WatchSync watch) { watch_ = std::move(watch); }
  // Enrols first where a code is waiting. `hurried`: asked
  // between two parts of a snapshot, whether what is left of it is to wait for another sync. Throws base::Failure where the store
  // fails.
  Done run(const std::function<bool()>& cancelled, const SyncWish& wish = {}, const std::function<bool()>& hurried = {});

 private:
  Done run_within(const std::function<bool()>& cancelled, bool check, const std::function<bool()>& hurried);
  Done turn(const std::function<bool()>& cancelled, bool check, const std::function<bool()>& hurried);
  // Parts of a snapshot, until all are here, something was recorded here, or somebody is in a hurry (syncer_snapshot.cc).
  base::Result<void> fetch_base(const std::function<bool()>& cancelled, const std::function<bool()>& hurried, Done& done);
  base::Result<void> enrol(const sync::EnrolmentCode& code, const std::function<bool()>& cancelled, Done& done);
  // Comes back under the present key: `why`. The hub knows it by its earlier key, or not at all any more.
  base::Result<void> rejoin(wire::Return why, const std::function<bool()>& cancelled, Done& done);
  base::Result<wire::EnrolAnswer> ask_for_place(const Office::HubAddress& address, std::string_view path, base::ByteView frame,
                                                const std::function<bool()>& cancelled, Done& done);
  sync::SyncReport exchange(const std::vector<wire::ReceiptEntry>& doubts, const std::function<bool()>& cancelled, Done& done);
  // Answers in which streams the hub has something else than we.
  std::vector<wire::ReceiptEntry> check(sync::CheckDepth depth, const std::function<bool()>& cancelled, Done& done);
  // Counts anew what waits for the hub. True where it is more than the report says.
  bool is_left_behind(sync::SyncReport& report);
  Uplink& uplink(const Office::HubAddress& address);
  sync::SessionLimits limits(bool is_staged) const;
  // What may still be spent; nothing: as much as it takes.
  std::optional<std::uint64_t> left() const;
  bool is_spent() const;
  std::int64_t today();
  sync::AgentSession::Action begin(sync::AgentSession& session);
  // `crossed` the link of a request with so many bytes of commits, and of its answer.
  void note_broken(const HttpReply& crossed, std::uint64_t raw_bytes);
  void keep_pace();
  // Keeps what this sync showed of the link (agent/link_quality.h).
  void note_link();
  void tell(const char* phase, const sync::SyncReport& report) const;

  Office& office_;
  UplinkFactory factory_;
  sync::RequestCounter counter_;
  // Counts what crosses the link, whoever asked for it and however it ended.
  class Meter;
  std::unique_ptr<Meter> uplink_;
  TrafficRules rules_;
  WatchSync watch_;
  std::optional<std::uint64_t> allowance_;  // of this sync
  bool bulk_waits_ = false;
  std::string uplink_address_;
  std::function<std::string()> network_;
  sync::Networks networks_;
  std::string network_name_;
  sync::LinkPace pace_;  // of that network
  // A request, or its answer, of which a part has crossed the link already: the next sync goes on with it.
  std::optional<Delivery> unfinished_;
};

}  // namespace hadir::agent
