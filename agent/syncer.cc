#include "agent/syncer.h"

#include "agent/carried.h"
#include "agent/check_schedule.h"
#include "agent/link_quality.h"
#include "common/base/civil.h"
#include "common/base/text.h"
#include "common/sync/hub_exchange.h"
#include "common/sync/problem.h"
#include "common/sync/rejoin.h"

namespace hadir::agent {
namespace {

using base::Error;
using base::Fault;

// Once as it is; once under a new key; once more, where another copy was quicker; and as often again where a check found that the
// hub has something else than we.
constexpr int most_rounds = 6;
constexpr std::string_view other_origin_now = "other_origin_now";  // AgentSession's word
// A new connection with a whole handshake, the headers of a request and its answer, and an answer with nothing in it.
constexpr std::uint64_t exchange_overhead_bytes = 2'400;
// With less an exchange is not begun.
constexpr std::uint64_t least_sync_bytes = 3'000;
// While bulk waits: what may come of it beside the rest.
constexpr std::size_t waiting_answer_bytes = 16 * 1024;

bool is_busy(unsigned status) { return status == 429 || status == 503; }

// What earlier rounds of the same sync cost and brought counts too.
void join(sync::SyncReport& report, const sync::SyncReport& earlier) {
  report.requests += earlier.requests;
  report.sent.commits += earlier.sent.commits;
  report.sent.bytes += earlier.sent.bytes;
  report.received.commits += earlier.received.commits;
  report.received.bytes += earlier.received.bytes;
  report.continued |= earlier.continued;
}

}  // namespace

Syncer::Syncer(Office& office, UplinkFactory factory, std::function<std::string()> network)
    : office_(office), factory_(std::move(factory)), counter_(office.store()), network_(std::move(network)) {
  networks_ = sync::Networks::decode(office_.store().bytes(sync::networks_name).value_or(base::Bytes()));
}

// What broke off after it had begun was too much for this link as it is now.
void Syncer::note_broken(const HttpReply& crossed, std::uint64_t raw_bytes) {
  if (crossed.status != 0)
    pace_.down.note_failure(pace_.down.raw_bytes());
  else if (crossed.bytes_sent > 0 && raw_bytes > 0)
    pace_.up.note_failure(raw_bytes);
}

sync::AgentSession::Action Syncer::begin(sync::AgentSession& session) {
  if (unfinished_ && !unfinished_->is_stale(office_.clock().boot()) && unfinished_->author() == office_.origin())
    return session.take_up(unfinished_->post());
  unfinished_.reset();
  return session.start();
}

void Syncer::keep_pace() {
  if (networks_.put(network_name_, pace_)) office_.store().set_bytes(sync::networks_name, networks_.encode());
}

void Syncer::tell(const char* phase, const sync::SyncReport& report) const {
  if (!watch_) return;
  SyncStage stage{phase, report.sent.commits, report.received.commits, report.requests, report.sent.bytes, report.received.bytes};
  const sync::BaseProgress base = sync::base_progress(office_.store().database(), office_.clock().wall().ms);
  stage.parts = base.present;
  stage.parts_of = base.chunks;
  watch_(stage);
}

class Syncer::Meter final : public Uplink {
 public:
  Meter(std::unique_ptr<Uplink> link, std::uint64_t bytes) : link_(std::move(link)), bytes_(bytes) {}
  base::Result<HttpReply> call(const HttpCall& call, const std::function<bool()>& cancelled) override {
    auto reply = link_->call(call, cancelled);
    const HttpReply& crossed = reply ? *reply : link_->broken_off();
    bytes_ += crossed.bytes_sent + crossed.bytes_received;
    if (reply || reply.error().fault == base::Fault::unreachable) note(reply);
    return reply;
  }
  const HttpReply& broken_off() const override { return link_->broken_off(); }
  void reset() {
    bytes_ = 0;
    attempt_.reset();
  }
  std::uint64_t bytes() const { return bytes_; }
  // What the calls since reset() show of the link; nothing where there was none.
  const std::optional<LinkAttempt>& attempt() const { return attempt_; }

 private:
  void note(const base::Result<HttpReply>& reply) {
    if (!attempt_) attempt_.emplace();
    attempt_->has_arrived = reply.has_value();
    attempt_->has_broken |= !reply;
    if (!reply) return;
    const auto ms = static_cast<std::uint32_t>(std::clamp<std::int64_t>(reply->until_answer.count(), 1, 1'000'000));
    attempt_->rtt_ms = attempt_->rtt_ms == 0 ? ms : std::min(attempt_->rtt_ms, ms);
  }

  const std::unique_ptr<Uplink> link_;
  std::uint64_t bytes_;
  std::optional<LinkAttempt> attempt_;
};

Syncer::~Syncer() = default;

void Syncer::note_link() {
  if (!uplink_ || !uplink_->attempt()) return;
  LinkAttempt attempt = *uplink_->attempt();
  const auto number = [](const std::optional<std::uint64_t>& rate) {
    return static_cast<std::uint32_t>(std::min<std::uint64_t>(rate.value_or(0), 1'000'000'000));
  };
  attempt.at_ms = office_.clock().wall().ms;
  attempt.up_rate = number(pace_.up.rate());
  attempt.down_rate = number(pace_.down.rate());
  auto history = LinkHistory::decode(office_.store().bytes(link_history_name).value_or(base::Bytes()));
  history.note(attempt);
  office_.store().set_bytes(link_history_name, history.encode());
}

std::int64_t Syncer::today() { return base::date_of(office_.clock().wall().ms, office_.offset_minutes()).days; }

std::optional<std::uint64_t> Syncer::left() const {
  if (!allowance_) return std::nullopt;
  const std::uint64_t spent = uplink_ ? uplink_->bytes() : 0;
  return *allowance_ - std::min(*allowance_, spent);
}

bool Syncer::is_spent() const { return left().value_or(least_sync_bytes) < least_sync_bytes; }

// Half of what is left for each direction: what the hub has for us is known only once it is here.
sync::SessionLimits Syncer::limits(bool is_staged) const {
  sync::SessionLimits now = pace_.limits();
  now.push_only = is_staged;
  if (bulk_waits_) {
    now.lanes = static_cast<std::size_t>(model::Lane::bulk);
    now.answer_bytes = std::min(now.answer_bytes, waiting_answer_bytes);
  }
  if (const auto bytes = left()) {
    const auto room = static_cast<std::size_t>(*bytes - std::min(*bytes, exchange_overhead_bytes));
    now.request_bytes = std::min(now.request_bytes, room);
    now.answer_bytes = std::min(now.answer_bytes, std::max<std::size_t>(room, 1));
  }
  return now;
}

Uplink& Syncer::uplink(const Office::HubAddress& address) {
  const std::string key = address.url + " " + address.pin;
  if (uplink_ == nullptr || key != uplink_address_) {
    const std::uint64_t before = uplink_ ? uplink_->bytes() : 0;
    uplink_ = std::make_unique<Meter>(factory_(address), before);
    uplink_address_ = key;
  }
  return *uplink_;
}

base::Result<wire::EnrolAnswer> Syncer::ask_for_place(const Office::HubAddress& address, std::string_view path,
                                                      base::ByteView frame, const std::function<bool()>& cancelled, Done& done) {
  const auto reply = uplink(address).post(std::string(path), frame, cancelled);
  ++done.report.requests;
  if (!reply) return reply.error();
  done.report.sent.bytes += reply->bytes_sent;
  done.report.received.bytes += reply->bytes_received;
  done.retry_after = reply->retry_after;
  if (reply->status != 200) return sync::error_of(reply->status, sync::read_problem(reply->body));
  auto answer = wire::open_place(reply->body);
  if (!answer) return Error{Fault::unreachable, "jawaban pendaftaran tidak dapat dibaca: " + answer.error().what, ""};
  if (!base::verify(answer->hub_key, log::beacon_message(answer->beacon.hub_ms), answer->beacon.signature))
    return Error{Fault::unreachable, "jawaban pendaftaran tidak ditandatangani oleh hub", ""};
  sync::HubProtocol(office_.store()).heard(answer->version);
  return answer;
}

base::Result<void> Syncer::enrol(const sync::EnrolmentCode& code, const std::function<bool()>& cancelled, Done& done) {
  wire::EnrolRequest request;
  request.oldest_protocol = wire::oldest_protocol;
  request.newest_protocol = wire::newest_protocol;
  request.secret = code.secret;
  request.unit = code.unit;
  request.key = office_.identity().key.public_key();
  request.label = base::printable(machine_name(), 100);
  request.signature = office_.identity().key.sign(wire::enrol_message(request.secret, request.unit, request.label));
  const base::Bytes frame = wire::seal_frame(wire::FrameType::enrol, wire::encode(request));
  const auto answer =
      ask_for_place({code.url, code.tls_pin ? sync::curl_pin(*code.tls_pin) : ""}, sync::enrol_path, frame, cancelled, done);
  if (!answer) {
    // A code that the hub does not take must not cost an enrolled PC the place that it has.
    if (answer.error().fault == Fault::refused && office_.is_enrolled()) office_.forget_code();
    return answer.error();
  }
  if (auto right = sync::check_enrolment(*answer, code); !right) return right.error();
  office_.accept_enrolment(*answer, code);
  office_.forget_earlier_keys();
  return {};
}

base::Result<void> Syncer::rejoin(wire::Return why, const std::function<bool()>& cancelled, Done& done) {
  const base::Bytes frame = sync::rejoin_frame(office_.identity().key, office_.earlier_key(), office_.identity().hub_key,
                                               office_.unit(), base::printable(machine_name(), 100), why, office_.store());
  const auto answer = ask_for_place(office_.hub_address().value(), sync::rejoin_path, frame, cancelled, done);
  if (!answer) return answer.error();
  if (answer->hub_key != office_.identity().hub_key)
    return Error{Fault::refused, "yang menjawab bukan hub tempat PC ini terdaftar", "coba lagi dari jaringan lain"};
  office_.forget_earlier_keys();
  return {};
}

sync::SyncReport Syncer::exchange(const std::vector<wire::ReceiptEntry>& doubts, const std::function<bool()>& cancelled,
                                  Done& done) {
  Uplink& link = uplink(office_.hub_address().value());
  // What a snapshot brings need not come as commits too.
  const bool staged = sync::base_progress(office_.store().database(), office_.clock().wall().ms).staged;
  sync::AgentSession session(office_.store(), office_.identity(), counter_, limits(staged));
  for (const wire::ReceiptEntry& one : doubts) session.doubt(one.stream, one.head.seq);
  std::uint64_t sent = 0, received = 0;
  sync::AgentSession::Action action = begin(session);
  while (auto* post = std::get_if<sync::AgentSession::Post>(&action)) {
    if (!unfinished_) unfinished_.emplace(office_.identity(), std::move(*post), office_.clock().boot());
    const auto reply = unfinished_->run(link, cancelled);
    const base::BootTime answered_at = office_.clock().boot();
    sent += unfinished_->spent().bytes_sent;
    received += unfinished_->spent().bytes_received;
    if (!reply) {
      note_broken(unfinished_->spent(), unfinished_->post().raw_bytes);
      done.has_moved = unfinished_->is_begun();
      if (!done.has_moved) unfinished_.reset();
      action = session.on_unreachable(reply.error());
      break;
    }
    const Delivery delivery = *unfinished_;
    unfinished_->put_off();
    if (!is_busy(reply->status) || !unfinished_->is_begun()) unfinished_.reset();
    done.retry_after = reply->retry_after;
    // An answer that was asked for again may be as old as the request.
    session.on_hub_time([&](std::int64_t hub_ms) { return office_.hear_hub(hub_ms, delivery.begun(), answered_at) > 0; });
    if (reply->status == 200 && !delivery.was_broken())
      pace_.up.note({delivery.post().raw_bytes, delivery.post().body.size(), reply->until_answer.count()});
    session.pace(limits(staged));
    action = session.on_reply(reply->status, reply->body, office_.clock().wall().ms);
    sync::SyncReport so_far = session.report();
    so_far.sent.bytes = sent;
    so_far.received.bytes = received;
    join(so_far, done.report);
    tell("exchange", so_far);
    if (reply->status == 200 && !delivery.was_broken())
      pace_.down.note({session.pulled_bytes(), reply->body.size(), reply->answering.count()});
    if (std::holds_alternative<sync::AgentSession::Post>(action) && is_spent()) {
      done.held_back = HeldBack::budget;
      action = session.stop();
    }
  }
  if (allowance_ && session.report().pending > 0 && session.report().refused.empty() && !session.report().error)
    done.held_back = HeldBack::budget;
  else if (bulk_waits_ && done.held_back == HeldBack::nothing && session.report().pending > 0)
    done.held_back = HeldBack::hours;
  office_.update_mark();
  sync::SyncReport report = session.report();
  // What crossed the network, headers and TLS messages included, rather than bodies alone.
  report.sent.bytes = sent;
  report.received.bytes = received;
  return report;
}

std::vector<wire::ReceiptEntry> Syncer::check(sync::CheckDepth depth, const std::function<bool()>& cancelled, Done& done) {
  Uplink& link = uplink(office_.hub_address().value());
  sync::CheckSession session(office_.store(), office_.identity(), counter_, depth);
  tell("check", done.report);
  sync::CheckSession::Action action = session.start();
  while (const auto* post = std::get_if<sync::AgentSession::Post>(&action)) {
    const auto reply = link.post(post->path, post->body, cancelled);
    if (!reply) {
      action = session.on_unreachable(reply.error());
      break;
    }
    done.report.sent.bytes += reply->bytes_sent;
    done.report.received.bytes += reply->bytes_received;
    action = session.on_reply(reply->status, reply->body, office_.clock().wall().ms);
  }
  sync::CheckReport report = session.report();
  done.report.requests += report.requests;
  if (report.finished) note_checked(office_.store(), depth);
  // What an earlier look in this sync had found and mended belongs to what is told.
  if (done.check) {
    report.requests += done.check->requests;
    report.mended_streams += done.check->mended_streams + done.check->doubts.size();
    report.differences.insert(report.differences.begin(), done.check->differences.begin(), done.check->differences.end());
  }
  done.check = std::move(report);
  return done.check->doubts;
}

bool Syncer::is_left_behind(sync::SyncReport& report) {
  const std::uint64_t before = report.pending;
  sync::note_pending(office_.store(), office_.identity(), report);
  if (report.pending <= before) return false;
  if (report.result == sync::SyncResult::complete) report.result = sync::SyncResult::incomplete;
  return true;
}

Syncer::Done Syncer::run(const std::function<bool()>& cancelled, const SyncWish& wish, const std::function<bool()>& hurried) {
  DailyTraffic traffic(office_.store());
  const std::int64_t day = today();
  if (uplink_) uplink_->reset();
  allowance_ = wish.max_bytes;
  if (!allowance_ && rules_.bytes_per_day)
    allowance_ = *rules_.bytes_per_day - std::min(*rules_.bytes_per_day, traffic.used(day));
  const std::int64_t minute = (office_.clock().wall().ms / 60'000 + office_.offset_minutes()) % (24 * 60);
  bulk_waits_ = rules_.bulk_hours && !rules_.bulk_hours->contain(static_cast<int>(minute));
  tell("begin", {});
  Done done = run_within(cancelled, wish.check, hurried);
  traffic.note(day, uplink_ ? uplink_->bytes() : 0, done.held_back);
  note_link();
  return done;
}

Syncer::Done Syncer::run_within(const std::function<bool()>& cancelled, bool wants_check, const std::function<bool()>& hurried) {
  const auto progress = [&] { return sync::base_progress(office_.store().database(), office_.clock().wall().ms); };
  for (Done done;; wants_check = false) {
    const sync::BaseProgress before = progress();
    Done turned = turn(cancelled, wants_check, hurried);
    join(turned.report, done.report);
    if (!turned.check) turned.check = std::move(done.check);
    done = std::move(turned);
    const sync::BaseProgress after = progress();
    const bool moved = after.present != before.present || after.chunks != before.chunks;
    if (after.is_whole() || !moved || done.was_cancelled || is_spent() || done.report.error || (hurried && hurried()))
      return done;
  }
}

Syncer::Done Syncer::turn(const std::function<bool()>& cancelled, bool wants_check, const std::function<bool()>& hurried) {
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
  if (is_spent()) {
    done.held_back = HeldBack::budget;
    sync::note_pending(office_.store(), office_.identity(), done.report);
    return done;
  }
  network_name_ = network_ ? network_() : std::string();
  pace_ = networks_.find(network_name_);
  office_.refresh_identity();
  if (const auto code = office_.pending_code()) {
    tell("enrol", done.report);
    if (auto enrolled = enrol(*code, cancelled, done); !enrolled) return end_early(enrolled.error());
  }
  if (!office_.hub_address() || !office_.is_enrolled())
    return end_early({Fault::unreachable, "PC ini belum terdaftar pada hub",
                      "minta kode pendaftaran kepada sekretariat, lalu: hadir-agent init --enrol KODE"});

  const std::uint64_t epoch_before = hub_epoch(office_.store());
  bool was_forgotten = false, is_checked = false;
  std::vector<wire::ReceiptEntry> doubts;
  for (int round = 1;; ++round) {
    if (office_.earlier_key() != nullptr || was_forgotten)
      if (auto back = rejoin(was_forgotten ? wire::Return::forgotten : sync::latest_reason(office_.store()), cancelled, done);
          !back)
        return end_early(back.error());
    if (auto fetched = fetch_base(cancelled, hurried, done); !fetched) return end_early(fetched.error());
    sync::SyncReport report = exchange(doubts, cancelled, done);
    doubts.clear();
    join(report, done.report);
    done.report = std::move(report);
    if (round == most_rounds || is_spent() || (cancelled && cancelled())) break;
    was_forgotten = done.report.problem == "unknown_replica" && !was_forgotten && office_.store().latest_receipt().has_value();
    if (done.report.origin != sync::SyncReport::Origin::current) {
      const bool forked = done.report.origin == sync::SyncReport::Origin::forked;
      office_.go_on(forked ? wire::Return::forked : wire::Return::restored, done.report.held);
      done.report.continued = true;
    } else if (office_.suspicion() != Suspicion::none && !done.report.error) {
      office_.go_on(return_of(office_.suspicion()), done.report.held);
      done.report.continued = true;
    } else if (done.report.problem == other_origin_now) {
      office_.settle_suspicion();  // a database from before the present key: nothing can be asked in its name first
    } else if (!was_forgotten) {
      std::optional<sync::CheckDepth> depth;
      if (!is_checked)
        depth = wants_check ? sync::CheckDepth::records : check_due(office_.store(), office_.origin(), epoch_before);
      // Records that are not here yet would all differ.
      if (depth && !sync::base_progress(office_.store().database(), office_.clock().wall().ms).is_whole()) depth.reset();
      if (!depth || done.report.error || done.held_back == HeldBack::budget) break;
      doubts = check(*depth, cancelled, done);
      is_checked = doubts.empty();
      // What was recorded while the two compared is not at the hub yet.
      const bool left_behind = is_left_behind(done.report);
      if (is_checked && (!left_behind || !done.check->finished)) break;
    }
    office_.refresh_identity();
  }
  done.was_cancelled = cancelled && cancelled();
  keep_pace();
  static_cast<void>(store::guarded([&] { office_.store().scrub(); }));  // else at the next sync, or when the store is opened
  if (done.report.result != sync::SyncResult::unreachable && !done.was_cancelled && !allowance_)
    Carried(office_.store())
        .hand_on(uplink(*office_.hub_address()), office_.identity().hub_key, office_.clock().wall().ms, cancelled);
  return done;
}

}  // namespace hadir::agent
