// How a sync takes the parts of a snapshot: one or a few at a time, so that what is recorded here meanwhile goes out between two.
#include "agent/syncer.h"

namespace hadir::agent {
namespace {

bool has_unsent(Office& office) {
  for (std::size_t lane = 0; lane < model::lane_count; ++lane)
    if (const auto stream = office.store().stream({office.origin(), office.unit(), static_cast<model::Lane>(lane)}))
      if (stream->receipt_seq < stream->stored.seq) return true;
  return false;
}

}  // namespace

base::Result<void> Syncer::fetch_base(const std::function<bool()>& cancelled, const std::function<bool()>& hurried, Done& done) {
  Uplink& link = uplink(office_.hub_address().value());
  sync::SnapshotSession session(office_.store(), office_.identity(), counter_);
  const auto pace = [&] { session.pace(pace_.down.wire_bytes_of(pace_.down.raw_bytes())); };
  pace();
  sync::SnapshotSession::Action action = session.start(office_.clock().wall().ms);
  while (const auto* post = std::get_if<sync::SnapshotSession::Post>(&action)) {
    const auto reply = link.post(post->path, post->body, cancelled);
    ++done.report.requests;
    if (!reply) {
      done.report.sent.bytes += link.broken_off().bytes_sent;
      done.report.received.bytes += link.broken_off().bytes_received;
      note_broken(link.broken_off(), 0);
      session.on_broken(link.broken_off().body);
      return reply.error();
    }
    done.report.sent.bytes += reply->bytes_sent;
    done.report.received.bytes += reply->bytes_received;
    done.retry_after = reply->retry_after;
    if (reply->status == 200) pace_.down.note({0, reply->body.size(), reply->answering.count()});
    pace();
    action = session.on_reply(reply->status, reply->body, office_.clock().wall().ms);
    tell("snapshot", done.report);
    if (is_spent() || has_unsent(office_) || (hurried && hurried())) break;
  }
  const auto& error = session.report().error;
  // Anything else is the exchange's to find out.
  if (error && (error->fault == base::Fault::unreachable || error->fault == base::Fault::busy)) return *error;
  return {};
}

}  // namespace hadir::agent
