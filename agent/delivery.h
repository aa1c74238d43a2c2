// Brings one request to the hub and its answer back over a link that breaks: what came across before a break does not cross it
// again. Tries on for as long as each attempt brings something; what is left then is taken up by the next sync.
#pragma once

#include <functional>
#include <optional>

#include "agent/uplink.h"
#include "common/sync/agent_session.h"
#include "common/sync/upload.h"

namespace hadir::agent {

class Delivery {
 public:
  // A long request (long_request_bytes) is announced, so that the hub holds what has come of it.
  // After this the hub has forgotten it, or has moved on.
  static constexpr std::int64_t keep_ms = 20 * 60'000;

  Delivery(const sync::AgentIdentity& identity, sync::AgentSession::Post post, base::BootTime begun);

  const sync::AgentSession::Post& post() const { return post_; }
  log::Origin author() const { return log::origin_of(identity_.key.public_key()); }
  base::BootTime begun() const { return begun_; }
  bool is_stale(base::BootTime now) const { return now.ms - begun_.ms > keep_ms; }

  // `bytes_sent` and `bytes_received` of the reply are of all attempts of this call; so they are of `spent` where it fails.
  base::Result<HttpReply> run(Uplink& link, const std::function<bool()>& cancelled);
  const HttpReply& spent() const { return spent_; }
  // Whether the hub or this PC holds a part that must not cross the link again.
  bool is_begun() const;
  // The hub has no time for it now: it need not cross the link again.
  void put_off();
  // Took more than one attempt: its times say nothing of the link.
  bool was_broken() const { return was_broken_; }

 private:
  base::Result<HttpReply> attempt(Uplink& link, const std::function<bool()>& cancelled);
  base::Result<HttpReply> take_up(Uplink& link, const std::function<bool()>& cancelled);
  base::Result<HttpReply> count(base::Result<HttpReply> reply, const Uplink& link);

  const sync::AgentIdentity identity_;
  const sync::AgentSession::Post post_;
  const base::BootTime begun_;
  const std::string path_;  // under which the hub knows the request
  bool was_broken_ = false;
  std::uint64_t held_ = 0;  // bytes of the request at the hub, as far as we know
  base::Bytes answer_;      // what has come of it
  HttpReply spent_;
};

}  // namespace hadir::agent
