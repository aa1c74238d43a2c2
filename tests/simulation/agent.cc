#include "tests/simulation/agent.h"

#include "tests/simulation/stranger.h"

namespace hadir::simulation {

Agent::Agent(Surroundings& world, std::size_t number, Hub::Office office, base::KeyPair key, base::PublicKey hub_key,
             Surface surface)
    : Machine(world, "agent-" + std::to_string(number)),
      number_(number),
      office_(std::move(office)),
      identity_{std::move(key), office_.unit, hub_key},
      surface_(std::move(surface)) {
  disk().lie_about_syncs(world.mutation == Mutation::agent_lies_about_syncs);
}

void Agent::on_start() {
  if (!world_.menu.enrol_over_network && !store().hub_key()) store().set_hub_key(identity_.hub_key);
  if (world_.mutation == Mutation::reuse_counters) store().database().execute("DELETE FROM meta WHERE key = 'request_counter'");
  enrolled_ = store().hub_key().has_value();
  counter_.emplace(store());

  const Disk::Undisturbed look(disk());
  if (!disk().is_off()) world_.ledger.check_recorded(store(), log::origin_of(identity_.key.public_key()), name());
}

void Agent::on_stop() {
  session_.reset();
  counter_.reset();
  waiting_ = enrolled_ = heard_hub_ = false;
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

void Agent::act(People& people) {
  if (!is_up()) return;
  if (chance(world_.random, world_.menu.strange)) return act_strangely();
  operate("record", [&] {
    std::optional<log::Beacon> beacon;
    if (const auto stored = store().bytes("beacon")) {
      base::ByteReader in(*stored);
      beacon.emplace();
      beacon->hub_ms = in.zigzag();
      beacon->signature = in.array<64>();
    }
    const store::Authorship authorship{identity_.key, false,  office_.unit,     "198609262015051001",
                                       stamp(),       beacon, clock().wall().ms};
    people.act(store(), authorship, name());
  });
}

void Agent::act_strangely() {
  operate("record strangely", [&] {
    const auto tried = [&](const base::Bytes& punch) { world_.ledger.punch_tried(office_.unit, punch); };
    store::Transaction transaction(store().database());
    const std::int64_t now_ms = clock().wall().ms;
    const log::Slice slice = strange_slice(store(), identity_.key, office_.unit, now_ms, world_.random, tried);
    const auto ingested = store().ingest(slice, now_ms);
    if (!ingested) throw Broken(name() + ": a well chained commit enters the log: " + ingested.error().what);
    const base::Hash hash = store().hash_at(slice.stream, slice.first_seq).value();
    transaction.commit();
    world_.ledger.recorded(slice.stream, slice.first_seq, hash);
    world_.journal.note(name(), "writes something strange, {} {}", log::to_text(slice.stream), slice.first_seq);
  });
}

void Agent::sync() {
  if (!is_up() || waiting_) return;
  if (!enrolled_) return enrol();
  ++world_.tally.syncs;
  sync::SessionLimits limits;
  limits.push_bytes = world_.menu.push_bytes;
  limits.answer_bytes = world_.menu.answer_bytes;
  session_.emplace(store(), identity_, *counter_, limits);
  drive("sync", [&] { return session_->start(); });
}

void Agent::drive(const char* doing, const std::function<sync::AgentSession::Action()>& step) {
  std::optional<sync::AgentSession::Action> action;
  waiting_ = false;
  const bool done = operate(doing, [&] { action = step(); });
  if (!is_up()) return;
  if (!done) return session_.reset();
  if (auto* next = std::get_if<sync::AgentSession::Post>(&*action))
    post(std::move(next->path), std::move(next->body));
  else
    finish();
}

void Agent::post(std::string path, base::Bytes body) {
  waiting_ = true;
  const std::uint64_t attempt = ++attempt_;
  if (path == sync::exchange_path) {
    const auto request = wire::parse_request(body).value();
    world_.ledger.posted(request.origin, request.counter);
    world_.journal.note(name(), "sends request {}, counter {}, {} bytes", attempt, request.counter, body.size());
  } else {
    world_.journal.note(name(), "asks to be enrolled, request {}", attempt);
  }
  surface_.send({number_, attempt, std::move(path), std::move(body), false, false});
  world_.time.after(world_.menu.timeout, [this, attempt, life = life()] {
    if (!waiting_ || attempt != attempt_ || life != this->life()) return;
    world_.journal.note(name(), "waits no longer for answer {}", attempt);
    if (!session_) {
      waiting_ = false;
      return;
    }
    drive("give up", [&] { return session_->on_unreachable({base::Fault::unreachable, "no answer", ""}); });
  });
}

void Agent::receive(std::uint64_t attempt, unsigned status, const base::Bytes& body) {
  if (!waiting_ || attempt != attempt_ || !is_up()) return world_.journal.note(name(), "drops late answer {}", attempt);
  if (!session_) return receive_enrolment(status, body);
  drive("take an answer", [&] { return session_->on_reply(status, body, clock().wall().ms); });
}

void Agent::finish() {
  const sync::SyncReport report = session_->report();
  heard_hub_ = heard_hub_ || session_->beacon().has_value();
  session_.reset();
  const bool complete = report.result == sync::SyncResult::complete || world_.mutation == Mutation::false_complete;
  world_.journal.note(name(), "sync is {} after {} requests: sent {}, received {}, pending {}{}", sync::name_of(report.result),
                      report.requests, report.sent.commits, report.received.commits, report.pending,
                      report.error ? ", " + report.error->what : "");
  if (complete) {
    ++world_.tally.complete;
    std::vector<std::pair<log::StreamId, log::ChainHead>> promised;
    const Disk::Undisturbed look(disk());
    for (std::size_t lane = 0; lane < model::lane_count; ++lane)
      if (const auto stream =
              store().stream({log::origin_of(identity_.key.public_key()), office_.unit, static_cast<model::Lane>(lane)}))
        promised.push_back({stream->stream, stream->stored});
    surface_.complete(promised);
  }
  report_ = report;
}

void Agent::enrol() {
  wire::EnrolRequest request;
  request.secret = office_.secret;
  request.unit = office_.unit;
  request.key = identity_.key.public_key();
  request.label = office_.label;
  request.signature = identity_.key.sign(wire::enrol_message(request.secret, request.unit, request.label));
  post(std::string(sync::enrol_path), wire::seal_frame(wire::FrameType::enrol, wire::encode(request)));
}

void Agent::receive_enrolment(unsigned status, const base::Bytes& body) {
  waiting_ = false;
  const auto raw = wire::open_frame(wire::FrameType::enrolled, body, base::limits::frame_raw_bytes);
  if (status != 200 || !raw) return;
  const auto answer = wire::decode<wire::EnrolAnswer>(*raw, "enrolment answer");
  // The code named the hub's key.
  if (!answer || answer->hub_key != identity_.hub_key) return;
  operate("enrol", [&] {
    store::Transaction transaction(store().database());
    store().set_hub_key(answer->hub_key);
    transaction.commit();
    enrolled_ = true;
    world_.journal.note(name(), "is enrolled");
  });
}

}  // namespace hadir::simulation
