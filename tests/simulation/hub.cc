#include "tests/simulation/hub.h"

#include "common/sync/check.h"
#include "common/sync/rejoin.h"

namespace hadir::simulation {
namespace {

// By a PC, with a counter.
bool is_signed(const Request& request) { return request.path == sync::exchange_path || request.path == sync::check_path; }

}  // namespace

Hub::Hub(Surroundings& world, std::vector<Office> offices)
    : Machine(world, "hub"),
      offices_(std::move(offices)),
      identity_{base::KeyPair::generate(world.random), 1 + world.random.below(1000)},
      writer_(identity_.key) {
  clock().drift_ppm = 0;
  if (chance(world.random, 800)) clock().offset_ms = 0;
  disk().lie_about_syncs(world.mutation == Mutation::hub_lies_about_syncs);
}

void Hub::put_back(const DiskImage& backup) {
  replace_disk(backup, [&] {
    ++identity_.epoch;
    ++names_;
    writer_ = base::KeyPair::generate(world_.random);
  });
}

bool Hub::admit(const Office& office) {
  const bool done = operate("admit", [&] {
    store::Transaction transaction(store().database());
    registry_->enrol(office.key, office.unit, office.label);
    transaction.commit();
  });
  if (done) offices_.push_back(office);  // so that it has its place again after the hub is put back
  return done && is_up();
}

void Hub::on_start() {
  if (world_.mutation == Mutation::hub_syncs_less) store().database().execute("PRAGMA synchronous = NORMAL");
  store::Transaction transaction(store().database());
  registry_.emplace(store().database());
  registry_->create();
  if (world_.mutation == Mutation::forget_counters) registry_->forget_counters();
  store().set_hub_key(identity_.key.public_key());
  for (const Office& office : offices_) {
    if (world_.menu.enrol_over_network)
      registry_->add_code(office.secret, office.unit);
    else
      registry_->enrol(office.key, office.unit, office.label);
  }
  transaction.commit();
  exchange_.emplace(store(), *registry_, identity_, clock());

  const Disk::Undisturbed look(disk());
  if (disk().is_off() || world_.ledger.hub_has_gone_back()) return;  // until it is healed
  world_.ledger.check_kept(store(), name());
  world_.ledger.check_receipts(store(), name());
}

void Hub::on_stop() {
  waiting_.clear();
  exchange_.reset();
  registry_.reset();
}

// The three steps as the server takes them, inside the current transaction.
sync::HubReply Hub::handle(const Request& request) {
  if (request.path != sync::exchange_path) return exchange_->handle(request.path, request.body);
  const auto refuse = [&](const sync::Rejection& rejection, const log::Origin* origin) {
    exchange_->note(rejection, origin);
    return sync::reply_of(rejection);
  };
  const auto identified = exchange_->identify(request.body);
  if (!identified) return refuse(identified.error(), nullptr);
  const auto opened = sync::HubExchange::open(*identified, identity_.key.public_key());
  if (!opened) return refuse(opened.error(), nullptr);
  auto answer = exchange_->apply(*opened);
  if (!answer) return refuse(answer.error(), &identified->sender.origin);
  return {200, exchange_->seal(*answer, identified->sender)};
}

void Hub::receive(const Request& request, Network::Answer answer) {
  if (!is_up()) return;
  ++world_.tally.requests;
  waiting_.push_back({request, std::move(answer), std::nullopt});
  if (waiting_.size() > 1) return;
  world_.time.after(world_.menu.group_time, [this, life = life()] {
    if (life == this->life() && is_up()) serve_waiting();
  });
}

// One request in a savepoint: what fails inside changes nothing and leaves its neighbours unharmed.
void Hub::serve(Job& job) {
  try {
    store::Transaction own(store().database());
    job.reply = handle(job.request);
    own.commit();
  } catch (const base::Failure& failure) {
    job.reply = sync::reply_of(sync::rejection_of(failure.error()));
    // On some errors SQLite rolls everything back by itself.
    if (!store().database().in_transaction()) throw;
  }
}

void Hub::serve_waiting() {
  std::vector<Job> group = std::exchange(waiting_, {});
  const std::uint64_t faults = disk().faults();
  const bool done = operate("exchange", [&] {
    store::Transaction shared(store().database());
    for (Job& job : group) serve(job);
    if (world_.mutation != Mutation::answer_before_commit || !chance(world_.random, 200)) shared.commit();
  });
  const bool failed = disk().faults() != faults;
  for (const Job& job : group)
    if (failed && is_signed(job.request) && !job.request.changed) {
      const auto envelope = wire::parse_request(job.request.body).value();
      world_.ledger.perhaps_accepted(envelope.origin, envelope.counter);
    }
  if (!is_up()) return;  // whoever loses power says nothing any more
  for (Job& job : group) {
    if (!done) job.reply = sync::reply_of({503, "unavailable", {base::Fault::storage, "the disk failed", ""}, std::nullopt});
    check(job.request, *job.reply, failed);
    if (!world_.calm && chance(world_.random, world_.menu.cut_after_answer))
      world_.time.after(1, [this, life = life()] {
        if (life == this->life() && is_up()) lose_power(true);
      });
    job.answer(std::move(*job.reply));
  }
}

void Hub::check(const Request& request, const sync::HubReply& reply, bool disk_failed) {
  const auto envelope = wire::parse_request(request.body);
  const std::string name_of_request = fmt::format("request {} of agent {}{}{}", request.attempt, request.agent,
                                                  request.copy ? " (copy)" : "", request.changed ? " (changed)" : "");
  world_.journal.note(name(), "answers {} with {}, {} bytes", name_of_request, reply.status, reply.body.size());
  // A hub that was put back may know none of a PC's names any more; where it has no receipt either, its people ask for a new
  // code.
  const bool is_forgotten = world_.ledger.hub_has_gone_back() && (reply.status == 401 || reply.status == 403);
  if (request.path == sync::rejoin_path && !request.changed && reply.status != 200 && !(reply.status == 503 && disk_failed) &&
      !is_forgotten)
    throw Broken("a replica that goes on under another key gets its place: " + name_of_request + " got " +
                 std::to_string(reply.status) + " " + std::string(base::text_of(reply.body)));
  if (!is_signed(request)) return;
  if (request.changed) {
    if (reply.status == 200) throw Broken("what was changed on the way is refused: " + name_of_request);
    return;
  }
  const log::Origin& origin = envelope.value().origin;
  const std::uint64_t counter = envelope.value().counter;
  const bool explained = reply.status == 200 || (reply.status == 503 && disk_failed) || (is_forgotten && !is_known(origin)) ||
                         (reply.status == 401 && world_.ledger.is_past(origin, counter));
  if (!explained)
    throw Broken("an honest request is answered: " + name_of_request + " got " + std::to_string(reply.status) + " " +
                 std::string(base::text_of(reply.body)));
  if (reply.status != 200) return;
  world_.ledger.accepted(origin, counter);
  if (request.path != sync::exchange_path) return;
  const auto answer = wire::open_answer(reply.body, {key_of(origin), identity_.key.public_key()}).value();
  if (answer.receipt) world_.ledger.receipt_issued(wire::decode<wire::ReceiptBody>(answer.receipt->body, "receipt").value());
  for (const wire::Refusal& refusal : answer.refused) {
    // Two histories under one name: the hub keeps the one that it heard first.
    if (world_.ledger.has_gone_back(origin) || world_.ledger.has_gone_back(refusal.stream.origin)) continue;
    // An answer with flipped bits may have told the agent that the hub holds more than it does.
    if ((world_.menu.flip > 0 || world_.ledger.hub_has_gone_back()) && refusal.reason.starts_with("gap")) continue;
    throw Broken("an honest push is stored: " + name_of_request + ": " + refusal.reason);
  }
}

base::PublicKey Hub::key_of(const log::Origin& origin) {
  const Disk::Undisturbed look(disk());
  return registry_->find(origin).value().key;
}

bool Hub::is_known(const log::Origin& origin) {
  const Disk::Undisturbed look(disk());
  const auto replica = registry_->find(origin);
  return replica && replica->arrival != sync::Arrival::vouched;
}

void Hub::act(std::vector<People>& offices) {
  if (!is_up()) return;
  operate("record", [&] {
    People& people = pick(world_.random, offices);
    const std::int64_t now_ms = clock().wall().ms;
    const auto authorship = [&] {
      store::Authorship by_hub{writer_, true, people.scope(), "hub", {now_ms, log::Quality::hub, 0}, std::nullopt, now_ms};
      if (names_ > 1)
        by_hub.introduction = {log::hub_writer_extension(identity_.key.sign(log::hub_writer_message(writer_.public_key())))};
      return by_hub;
    };
    people.act(store(), now_ms, authorship, name());
  });
}

}  // namespace hadir::simulation
