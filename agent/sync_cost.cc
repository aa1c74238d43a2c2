#include "agent/sync_cost.h"

#include <boost/json/array.hpp>

#include "agent/network_identity.h"
#include "common/sync/agent_session.h"
#include "common/sync/pacing.h"

namespace hadir::agent {
namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;

// Of HTTP and TLS, as measured: a resumed handshake, and what stands around one request and its answer.
constexpr std::uint64_t handshake_sent = 650, handshake_received = 450, head_sent = 140, least_received = 220;

struct Drafted {
  std::uint64_t commits = 0, raw = 0, wire = 0;
};

// The first request that a sync would send, with the first `lanes` lanes in it. All of them, where a message can hold so much.
Drafted draft(Office& office, std::size_t lanes) {
  sync::RequestCounter counter(office.store());
  sync::SessionLimits limits;
  limits.push_bytes = limits.most_push_bytes;
  limits.lanes = lanes;
  sync::AgentSession session(office.store(), office.identity(), counter, limits);
  const auto action = session.start();
  const auto& post = std::get<sync::AgentSession::Post>(action);
  return {post.commits, post.raw_bytes, post.body.size()};
}

std::uint64_t waiting_in(Office& office, std::size_t lane) {
  const auto stream = office.store().stream({office.origin(), office.unit(), static_cast<model::Lane>(lane)});
  return stream ? stream->stored.seq - std::min(stream->stored.seq, stream->receipt_seq) : 0;
}

}  // namespace

base::Result<value> sync_cost_operation(Workplace& workplace, const object&) {
  Office& office = workplace.office;
  const Drafted nothing = draft(office, 0);
  array lanes;
  Drafted before = nothing;
  std::uint64_t sent = nothing.wire, raw = 0;
  for (std::size_t lane = 0; lane < model::lane_count; ++lane) {
    const Drafted now = draft(office, lane + 1);
    const std::uint64_t waiting = waiting_in(office, lane), drafted = now.commits - std::min(now.commits, before.commits);
    std::uint64_t bytes = now.wire - std::min(now.wire, before.wire), more_raw = now.raw - std::min(now.raw, before.raw);
    // What no one message holds is as large as what it holds.
    if (drafted > 0 && waiting > drafted) {
      bytes = bytes * waiting / drafted;
      more_raw = more_raw * waiting / drafted;
    }
    lanes.push_back(object{{"lane", model::name_of(static_cast<model::Lane>(lane))}, {"commits", waiting}, {"bytes", bytes}});
    sent += bytes;
    raw += more_raw;
    before = now;
  }
  const auto networks = sync::Networks::decode(office.store().bytes(sync::networks_name).value_or(base::Bytes()));
  const sync::LinkPace pace = networks.find(network_identity());
  const std::uint64_t requests = 1 + raw / (pace.up.raw_bytes() + 1);
  sent += handshake_sent + requests * head_sent;
  const std::uint64_t received = handshake_received + requests * least_received;
  value seconds;
  if (pace.up.rate()) seconds = (pace.up.ms_of(sent) + 999) / 1000;
  return value(object{{"lanes", std::move(lanes)},
                      {"sent_bytes", sent},
                      {"received_bytes", received},
                      {"requests", requests},
                      {"seconds", std::move(seconds)}});
}

}  // namespace hadir::agent
