#include "agent/syncer.h"

#include <boost/json/parse.hpp>

#include "common/base/text.h"
#include "common/sync/hub_exchange.h"

namespace hadir::agent {
namespace {

using base::Error;
using base::Fault;

constexpr std::size_t answer_bytes = 64 * 1024;

Error from_problem(unsigned status, base::ByteView body) {
  boost::json::error_code ec;
  const boost::json::value value = boost::json::parse(base::text_of(body), ec);
  const auto* object = ec ? nullptr : value.if_object();
  const auto text = [&](const char* name) -> std::string {
    const boost::json::value* member = object == nullptr ? nullptr : object->if_contains(name);
    return member != nullptr && member->is_string() ? base::printable(member->get_string(), 500) : "";
  };
  std::string what = text("detail");
  if (what.empty()) what = "hub menjawab dengan kode " + std::to_string(status);
  return {status >= 500 || status == 429 ? Fault::busy : Fault::refused, what, text("hint")};
}

}  // namespace

Uplink& Syncer::uplink(const Office::HubAddress& address) {
  const std::string key = address.url + " " + address.pin;
  if (uplink_ == nullptr || key != uplink_address_) {
    uplink_ = factory_(address);
    uplink_address_ = key;
  }
  return *uplink_;
}

base::Result<void> Syncer::enrol(const sync::EnrolmentCode& code, const std::function<bool()>& cancelled, Done& done) {
  wire::EnrolRequest request;
  request.secret = code.secret;
  request.unit = code.unit;
  request.key = office_.identity().key.public_key();
  request.label = base::printable(machine_name(), 100);
  request.signature = office_.identity().key.sign(wire::enrol_message(request.secret, request.unit, request.label));
  const base::Bytes frame = wire::seal_frame(wire::FrameType::enrol, wire::encode(request));
  Uplink& link = uplink({code.url, code.tls_pin ? sync::curl_pin(*code.tls_pin) : ""});
  const auto reply = link.post(std::string(sync::enrol_path), frame, cancelled);
  ++done.report.requests;
  if (!reply) return reply.error();
  done.report.sent.bytes += reply->bytes_sent;
  done.report.received.bytes += reply->bytes_received;
  done.retry_after = reply->retry_after;
  if (reply->status != 200) {
    const Error error = from_problem(reply->status, reply->body);
    // A code that the hub does not take must not cost an enrolled PC the place that it has.
    if (error.fault == Fault::refused && office_.is_enrolled()) office_.forget_code();
    return error;
  }
  const auto raw = wire::open_frame(wire::FrameType::enrolled, reply->body, answer_bytes);
  if (!raw) return Error{Fault::unreachable, "jawaban pendaftaran tidak dapat dibaca: " + raw.error().what, ""};
  const auto answer = wire::decode<wire::EnrolAnswer>(*raw, "enrolment answer");
  if (!answer) return Error{Fault::unreachable, "jawaban pendaftaran tidak dapat dibaca: " + answer.error().what, ""};
  const auto fingerprint = sync::fingerprint_of(answer->hub_key);
  if (!base::equal_in_constant_time(fingerprint, code.hub_key) ||
      !base::verify(answer->hub_key, log::beacon_message(answer->beacon.hub_ms), answer->beacon.signature))
    return Error{Fault::refused, "yang menjawab bukan hub yang dimaksud kode pendaftaran", "minta kode baru kepada sekretariat"};
  office_.accept_enrolment(*answer, code);
  return {};
}

Syncer::Done Syncer::run(const std::function<bool()>& cancelled) {
  Done done;
  const auto end_early = [&](const Error& error) {
    done.report.error = error;
    const bool final = error.fault == Fault::refused;
    done.report.result = final ? sync::SyncResult::incomplete : sync::SyncResult::unreachable;
    if (final) done.report.refused.push_back({"refused", error.what, error.hint});
    sync::note_pending(office_.store(), office_.identity(), done.report);
    done.was_cancelled = cancelled && cancelled();
    return done;
  };
  if (const auto code = office_.pending_code())
    if (auto enrolled = enrol(*code, cancelled, done); !enrolled) return end_early(enrolled.error());
  const auto address = office_.hub_address();
  if (!address || !office_.is_enrolled())
    return end_early({Fault::unreachable, "PC ini belum terdaftar pada hub",
                      "minta kode pendaftaran kepada sekretariat, lalu: hadir-agent init --enrol KODE"});

  const sync::SyncReport enrolment = done.report;
  Uplink& link = uplink(*address);
  sync::AgentSession session(office_.store(), office_.identity(), counter_);
  std::uint64_t sent = 0, received = 0;
  sync::AgentSession::Action action = session.start();
  while (const auto* post = std::get_if<sync::AgentSession::Post>(&action)) {
    const base::BootTime before = office_.clock().boot();
    const auto reply = link.post(post->path, post->body, cancelled);
    const base::BootTime after = office_.clock().boot();
    if (!reply) {
      action = session.on_unreachable(reply.error());
      break;
    }
    sent += reply->bytes_sent;
    received += reply->bytes_received;
    done.retry_after = reply->retry_after;
    const auto beacon_before = session.beacon();
    action = session.on_reply(reply->status, reply->body, office_.clock().wall().ms);
    if (session.beacon() && session.beacon() != beacon_before) {
      store::Transaction transaction(office_.store().database());
      save_anchor(office_.store(), anchor_of(session.beacon()->hub_ms, before, after, office_.boot_id()));
      transaction.commit();
    }
  }
  done.report = session.report();
  done.report.requests += enrolment.requests;
  // What crossed the network, headers and TLS messages included, rather than bodies alone.
  done.report.sent.bytes = sent + enrolment.sent.bytes;
  done.report.received.bytes = received + enrolment.received.bytes;
  done.was_cancelled = cancelled && cancelled();
  return done;
}

}  // namespace hadir::agent
