#include "tests/simulation/agent.h"

#include "common/sync/rejoin.h"
#include "tests/simulation/stranger.h"

namespace hadir::simulation {
namespace {

constexpr int most_rounds = 4;

}  // namespace

Agent::Agent(Surroundings& world, std::size_t number, Hub::Office office, base::KeyPair key, base::PublicKey hub_key,
             Surface surface)
    : Machine(world, "agent-" + std::to_string(number)),
      number_(number),
      office_(std::move(office)),
      hub_key_(hub_key),
      surface_(std::move(surface)),
      own_(world, office_.unit, std::move(key)) {
  disk().lie_about_syncs(world.mutation == Mutation::agent_lies_about_syncs);
}

void Agent::on_start() {
  if (!world_.menu.enrol_over_network && !store().hub_key()) store().set_hub_key(hub_key_);
  if (world_.mutation == Mutation::reuse_counters) store().database().execute("DELETE FROM meta WHERE key = 'request_counter'");
  own_.examine(store());
  enrolled_ = store().hub_key().has_value();
  counter_.emplace(store());

  const Disk::Undisturbed look(disk());
  if (!disk().is_off()) world_.ledger.check_kept(store(), name());
}

void Agent::on_stop() {
  session_.reset();
  check_.reset();
  doubts_.clear();
  identity_.reset();
  counter_.reset();
  waiting_ = Waiting::nothing;
  enrolled_ = heard_hub_ = false;
}

void Agent::put_back(const Snapshot& snapshot, bool keys_too, bool mark_too) {
  Outside outside = own_.outside();
  if (keys_too) outside.keys = snapshot.outside.keys;
  if (mark_too) outside.mark = snapshot.outside.mark;
  replace_disk(snapshot.disk, [&] { own_.take(office_.unit, std::move(outside)); });
}

void Agent::burn(const Hub::Office& office, const base::KeyPair& key) {
  replace_disk(prepared_disk(), [&] {
    office_ = office;
    own_.take(office.unit, Outside{{key}, std::nullopt});
  });
}

void Agent::begin_as(const Agent& original, const Snapshot& snapshot, bool mark_too) {
  office_ = original.office_;
  Outside outside = snapshot.outside;
  if (!mark_too) outside.mark.reset();
  own_.take(office_.unit, std::move(outside));
  disk().load(snapshot.disk);
  begin();
}

log::Stamp Agent::stamp() {
  log::Stamp stamp{clock().wall().ms, log::Quality::unanchored, 0};
  if (heard_hub_) {
    stamp = {epoch_ms + world_.time.now(), log::Quality::hub, 40};
  } else if (store().bytes("beacon")) {
    stamp.quality = log::Quality::carried;
    stamp.bound_ms = 60'000;
  }
  if (chance(world_.random, 50)) stamp.quality = log::Quality::doubtful;
  return stamp;
}

// As of this moment, inside the transaction that it is for.
store::Authorship Agent::authorship() {
  own_.prepare(store(), clock().wall().ms);
  std::optional<log::Beacon> beacon;
  if (const auto stored = store().bytes("beacon")) {
    base::ByteReader in(*stored);
    beacon.emplace();
    beacon->hub_ms = in.zigzag();
    beacon->signature = in.array<64>();
  }
  return {own_.key(), false, office_.unit, "198609262015051001", stamp(), beacon, clock().wall().ms};
}

void Agent::act(People& people) {
  if (!is_up()) return;
  if (chance(world_.random, world_.menu.strange)) return act_strangely();
  operate("record", [&] {
    people.act(
        store(), clock().wall().ms, [this] { return authorship(); }, name());
  });
}

void Agent::act_strangely() {
  operate("record strangely", [&] {
    const auto tried = [&](const base::Bytes& punch) { world_.ledger.punch_tried(office_.unit, punch); };
    store::Transaction transaction(store().database());
    const std::int64_t now_ms = clock().wall().ms;
    own_.prepare(store(), now_ms);
    const log::Slice slice = strange_slice(store(), own_.key(), office_.unit, now_ms, world_.random, tried);
    const auto ingested = store().ingest(slice, now_ms);
    if (!ingested) throw Broken(name() + ": a well chained commit enters the log: " + ingested.error().what);
    const base::Hash hash = store().hash_at(slice.stream, slice.first_seq).value();
    transaction.commit();
    world_.ledger.recorded(name(), {slice.stream, slice.first_seq, hash});
    world_.journal.note(name(), "writes something strange, {} {}", log::to_text(slice.stream), slice.first_seq);
  });
}

void Agent::sync() {
  if (!is_up() || is_syncing()) return;
  if (!enrolled_) return enrol();
  ++world_.tally.syncs;
  round_ = 0;
  was_forgotten_ = is_checked_ = false;
  so_far_ = {};
  begin_round();
}

void Agent::begin_round() {
  ++round_;
  base::Bytes frame;
  const bool done = operate("go on", [&] {
    own_.replace_lost_key(store(), clock().wall().ms);
    if (own_.earlier_key() == nullptr && !was_forgotten_) return;
    const auto all = store().continuations();
    const wire::Return why = was_forgotten_ ? wire::Return::forgotten : all.empty() ? wire::Return::restored : all.front().why;
    frame = sync::rejoin_frame(own_.key(), own_.earlier_key(), hub_key_, office_.unit, office_.label, why, store());
  });
  if (!done || !is_up()) return;
  if (frame.empty()) return exchange();
  ++so_far_.requests;
  waiting_ = Waiting::place;
  post(std::string(sync::rejoin_path), std::move(frame));
}

void Agent::receive_place(unsigned status, const base::Bytes& body) {
  waiting_ = Waiting::nothing;
  if (status != 200)
    return end_early({status >= 500 || status == 429 ? base::Fault::busy : base::Fault::refused, std::to_string(status), ""});
  const auto answer = wire::open_place(body);
  if (!answer) return end_early(answer.error());
  const bool signs = base::verify(answer->hub_key, log::beacon_message(answer->beacon.hub_ms), answer->beacon.signature);
  if (answer->hub_key != hub_key_ || !signs) return end_early({base::Fault::refused, "another hub", ""});
  own_.forget_earlier_keys();
  exchange();
}

void Agent::exchange() {
  sync::SessionLimits limits;
  limits.push_bytes = world_.menu.push_bytes;
  limits.answer_bytes = world_.menu.answer_bytes;
  identity_ = sync::AgentIdentity{own_.key(), office_.unit, hub_key_};
  session_.emplace(store(), *identity_, *counter_, limits);
  for (const wire::ReceiptEntry& one : std::exchange(doubts_, {})) session_->doubt(one.stream, one.head.seq);
  drive("sync", [&] { return session_->start(); });
}

void Agent::drive(const char* doing, const std::function<sync::AgentSession::Action()>& step) {
  std::optional<sync::AgentSession::Action> action;
  waiting_ = Waiting::nothing;
  const bool done = operate(doing, [&] { action = step(); });
  if (!is_up()) return;
  if (!done) return session_.reset();
  if (auto* next = std::get_if<sync::AgentSession::Post>(&*action)) {
    waiting_ = Waiting::exchange;
    post(std::move(next->path), std::move(next->body));
  } else {
    end_round();
  }
}

void Agent::post(std::string path, base::Bytes body) {
  const std::uint64_t attempt = ++attempt_;
  if (path == sync::exchange_path || path == sync::check_path) {
    const auto request = wire::parse_request(body).value();
    world_.ledger.posted(request.origin, request.counter);
    world_.journal.note(name(), "sends request {}, counter {}, {} bytes", attempt, request.counter, body.size());
  } else {
    world_.journal.note(name(), "asks for a place at {}, request {}", path, attempt);
  }
  surface_.send({number_, attempt, std::move(path), std::move(body), false, false});
  world_.time.after(world_.menu.timeout, [this, attempt, life = life()] {
    if (!is_syncing() || attempt != attempt_ || life != this->life()) return;
    world_.journal.note(name(), "waits no longer for answer {}", attempt);
    const base::Error why{base::Fault::unreachable, "no answer", ""};
    if (waiting_ == Waiting::exchange) return drive("give up", [&] { return session_->on_unreachable(why); });
    if (waiting_ == Waiting::check) return drive_check("give up a check", [&] { return check_->on_unreachable(why); });
    if (std::exchange(waiting_, Waiting::nothing) == Waiting::place) end_early(why);
  });
}

void Agent::receive(std::uint64_t attempt, unsigned status, const base::Bytes& body) {
  if (!is_syncing() || attempt != attempt_ || !is_up()) return world_.journal.note(name(), "drops late answer {}", attempt);
  if (waiting_ == Waiting::enrolment) return receive_enrolment(status, body);
  if (waiting_ == Waiting::place) return receive_place(status, body);
  if (waiting_ == Waiting::check)
    return drive_check("take a check's answer", [&] { return check_->on_reply(status, body, clock().wall().ms); });
  drive("take an answer", [&] { return session_->on_reply(status, body, clock().wall().ms); });
}

void Agent::end_round() {
  sync::SyncReport report = session_->report();
  heard_hub_ = heard_hub_ || session_->beacon().has_value();
  session_.reset();
  report.requests += so_far_.requests;
  report.sent.commits += so_far_.sent.commits;
  report.sent.bytes += so_far_.sent.bytes;
  report.received.commits += so_far_.received.commits;
  report.received.bytes += so_far_.received.bytes;
  report.continued |= so_far_.continued;
  bool another = false;
  const bool done = operate("end a round", [&] {
    own_.update_mark(store());
    another = round_ < most_rounds && wants_another_round(report);
  });
  if (!done || !is_up()) return;
  const bool checks = !report.error && !is_checked_ && round_ < most_rounds && (world_.calm || chance(world_.random, 100));
  if (!another && !checks) return finish(report);
  so_far_ = std::move(report);
  if (!another) return check();
  so_far_.continued = true;
  begin_round();
}

void Agent::check() {
  ++world_.tally.checks;
  identity_ = sync::AgentIdentity{own_.key(), office_.unit, hub_key_};
  check_.emplace(store(), *identity_, *counter_);
  drive_check("check", [&] { return check_->start(); });
}

void Agent::drive_check(const char* doing, const std::function<sync::CheckSession::Action()>& step) {
  std::optional<sync::CheckSession::Action> action;
  waiting_ = Waiting::nothing;
  const bool done = operate(doing, [&] { action = step(); });
  if (!is_up()) return;
  if (!done) return check_.reset();
  if (auto* next = std::get_if<sync::AgentSession::Post>(&*action)) {
    waiting_ = Waiting::check;
    post(std::move(next->path), std::move(next->body));
  } else {
    end_check();
  }
}

void Agent::end_check() {
  const sync::CheckReport report = check_->report();
  check_.reset();
  for (const auto& one : report.differences)
    throw Broken(fmt::format("{} and the hub show the same of the same commits: {} records differ in {} {}", name(), one.records,
                             one.scope, model::name_of(one.lane)));
  world_.journal.note(name(), "checked {} streams and {} records: {} in doubt{}", report.streams, report.records,
                      report.doubts.size(), report.error ? ", " + report.error->what : "");
  world_.tally.doubts += report.doubts.size();
  doubts_ = report.doubts;
  is_checked_ = report.doubts.empty();
  const std::uint64_t before = so_far_.pending;
  const bool counted = operate("count what waits", [&] { sync::note_pending(store(), *identity_, so_far_); });
  if (!counted || !is_up()) return;
  const bool left_behind = so_far_.pending > before;
  if (left_behind && so_far_.result == sync::SyncResult::complete) so_far_.result = sync::SyncResult::incomplete;
  if (is_checked_ && (!left_behind || report.error)) return finish(so_far_);
  begin_round();
}

bool Agent::wants_another_round(const sync::SyncReport& report) {
  using Origin = sync::SyncReport::Origin;
  const std::int64_t now_ms = clock().wall().ms;
  const bool known_until_now = !was_forgotten_;
  was_forgotten_ = report.problem == "unknown_replica" && known_until_now && store().latest_receipt().has_value();
  if (report.origin != Origin::current) {
    const bool forked = report.origin == Origin::forked;
    if (forked) ++world_.tally.forks;
    if (forked && world_.mutation == Mutation::ignore_fork) {
      for (std::size_t lane = 0; lane < model::lane_count; ++lane)
        store().raise_receipt({own_.origin(), office_.unit, static_cast<model::Lane>(lane)}, std::uint64_t{1} << 40);
      return false;
    }
    own_.go_on(store(), forked ? wire::Return::forked : wire::Return::restored, report.held, now_ms);
    return true;
  }
  if (own_.suspicion() != agent::Suspicion::none && !report.error) {
    own_.go_on(store(), agent::return_of(own_.suspicion()), report.held, now_ms);
    return true;
  }
  return report.problem == "other_origin_now" || was_forgotten_;
}

void Agent::end_early(const base::Error& why) {
  sync::SyncReport report = so_far_;
  report.error = why;
  report.result = why.fault == base::Fault::refused ? sync::SyncResult::incomplete : sync::SyncResult::unreachable;
  finish(report);
}

void Agent::finish(const sync::SyncReport& report) {
  const bool complete = report.result == sync::SyncResult::complete || world_.mutation == Mutation::false_complete;
  world_.journal.note(name(), "sync is {} after {} requests in {} rounds: sent {}, received {}, pending {}{}",
                      sync::name_of(report.result), report.requests, round_, report.sent.commits, report.received.commits,
                      report.pending, report.error ? ", " + report.error->what : "");
  if (complete) {
    ++world_.tally.complete;
    std::vector<std::pair<log::StreamId, log::ChainHead>> promised;
    const Disk::Undisturbed look(disk());
    for (std::size_t lane = 0; lane < model::lane_count; ++lane)
      if (const auto stream = store().stream({own_.origin(), office_.unit, static_cast<model::Lane>(lane)}))
        promised.push_back({stream->stream, stream->stored});
    surface_.complete(promised);
  }
  report_ = report;
}

void Agent::enrol() {
  wire::EnrolRequest request;
  request.secret = office_.secret;
  request.unit = office_.unit;
  request.key = own_.key().public_key();
  request.label = office_.label;
  request.signature = own_.key().sign(wire::enrol_message(request.secret, request.unit, request.label));
  waiting_ = Waiting::enrolment;
  post(std::string(sync::enrol_path), wire::seal_frame(wire::FrameType::enrol, wire::encode(request)));
}

void Agent::receive_enrolment(unsigned status, const base::Bytes& body) {
  waiting_ = Waiting::nothing;
  if (status != 200) return;
  const auto answer = wire::open_place(body);
  // The code named the hub's key.
  if (!answer || answer->hub_key != hub_key_) return;
  operate("enrol", [&] {
    store::Transaction transaction(store().database());
    store().set_hub_key(answer->hub_key);
    transaction.commit();
    own_.forget_earlier_keys();
    enrolled_ = true;
    world_.journal.note(name(), "is enrolled");
  });
}

}  // namespace hadir::simulation
