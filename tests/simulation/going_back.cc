// What makes databases go back in time: backups that are put back, and PCs that begin as a copy of another one, which lives on.
#include "tests/simulation/world.h"

namespace hadir::simulation {

void World::schedule_going_back() {
  base::Random& random = world_.random;
  const Menu& menu = world_.menu;
  world_.repeat(menu.hub_put_back_every, [this] { put_hub_back(); });
  world_.repeat(menu.burn_every, [this] { burn(); });
  if (!menu.goes_back()) return;
  world_.repeat(menu.backup_every, [this] { keep_backup(); });
  world_.repeat(menu.put_back_every, [this] { put_back(); });
  for (std::size_t twin = agents_.size() - menu.twins; twin < agents_.size(); ++twin) {
    const auto attempt = [this, twin](const auto& again) -> void {
      if (!world_.calm && !begin_twin(*agents_[twin])) world_.time.after(minute, [again] { again(again); });
    };
    world_.time.after(up_to(random, menu.duration * 2 / 3), [attempt] { attempt(attempt); });
  }
}

void World::keep_backup() {
  Agent& agent = *pick(world_.random, living_);
  if (!agent.is_up() || !agent.is_enrolled()) return;
  backups_.insert_or_assign(&agent, agent.snapshot());
  ++world_.tally.backups;
  world_.journal.note(agent.name(), "is backed up");
}

// Yesterday's copy goes in, today's is made.
void World::put_hub_back() {
  if (!hub_->is_up()) return;
  const DiskImage today = hub_->disk_image();
  if (hub_backup_) {
    std::vector<Holdings> everywhere = all_holdings(hub_.get());
    const Holdings there = holdings_of(*hub_backup_);
    everywhere.push_back(there);
    const std::size_t lost = world_.ledger.hub_replaced(hub_->name(), there, everywhere);
    world_.tally.forgiven += lost;
    ++world_.tally.restores;
    world_.journal.note(hub_->name(), "gets its backup back; {} acknowledged commits are gone", lost);
    hub_->put_back(*hub_backup_);
  }
  hub_backup_ = today;
  ++world_.tally.backups;
}

std::vector<Holdings> World::all_holdings(const Machine* without) {
  std::vector<Holdings> all;
  const auto add = [&](Machine& machine) {
    if (!machine.is_up()) return all.push_back(holdings_of(machine.disk_image()));
    const Disk::Undisturbed look(machine.disk());
    all.emplace_back(machine.store());
  };
  if (hub_.get() != without) add(*hub_);
  for (Agent* agent : living_)
    if (agent != without) add(*agent);
  return all;
}

void World::put_back() {
  Agent& agent = *pick(world_.random, living_);
  const auto backup = backups_.find(&agent);
  if (backup == backups_.end() || !agent.is_up()) return;
  const bool keys_too = chance(world_.random, world_.menu.keys_too), mark_too = chance(world_.random, world_.menu.mark_too);
  std::vector<Holdings> everywhere = all_holdings(&agent);
  const Holdings there = holdings_of(backup->second.disk);
  everywhere.push_back(there);
  const std::size_t lost = world_.ledger.replaced(agent.name(), there, everywhere);
  world_.tally.forgiven += lost;
  ++world_.tally.restores;
  world_.journal.note(agent.name(), "gets its backup back{}{}; {} acknowledged commits are gone",
                      keys_too ? ", and its keys" : "", mark_too ? ", and its mark" : "", lost);
  agent.put_back(backup->second, keys_too, mark_too);
}

void World::burn() {
  Agent& agent = *pick(world_.random, living_);
  if (!agent.is_up() || !hub_->is_up()) return;
  Hub::Office office = agent.office();
  const base::KeyPair key = base::KeyPair::generate(world_.random);
  office.key = key.public_key();
  if (!hub_->admit(office)) return;
  const Holdings nothing = holdings_of(prepared_disk());
  std::vector<Holdings> everywhere = all_holdings(&agent);
  const std::size_t lost = world_.ledger.replaced(agent.name(), nothing, everywhere);
  world_.tally.forgiven += lost;
  ++world_.tally.burnt;
  backups_.erase(&agent);
  world_.journal.note(agent.name(), "burns, and {} acknowledged commits with it", lost);
  agent.burn(office, key);
}

std::size_t World::names_given_up(const std::string& unit) {
  std::set<log::Origin> names;
  for (std::size_t lane = 0; lane < model::lane_count; ++lane)
    for (const auto& stream : hub_->store().streams(unit, static_cast<model::Lane>(lane))) names.insert(stream.stream.origin);
  const auto of_pcs =
      static_cast<std::size_t>(std::ranges::count(agents_, unit, [](const auto& agent) { return agent->unit(); }));
  return names.size() > of_pcs + 1 ? names.size() - of_pcs - 1 : 0;  // the hub writes for the unit too
}

bool World::begin_twin(Agent& twin) {
  Agent& original = *pick(world_.random, living_);
  if (!original.is_up() || !original.is_enrolled()) return false;
  const auto backup = backups_.find(&original);
  const bool from_backup = backup != backups_.end() && chance(world_.random, world_.menu.from_backup);
  const Snapshot snapshot = from_backup ? backup->second : original.snapshot();
  const bool mark_too = chance(world_.random, world_.menu.mark_too);
  world_.ledger.copied(original.name(), twin.name(), holdings_of(snapshot.disk));
  ++world_.tally.clones;
  world_.journal.note(twin.name(), "begins as a copy of {}{}{}", original.name(), from_backup ? ", from its backup" : "",
                      mark_too ? ", with its mark" : "");
  living_.push_back(&twin);
  twin.begin_as(original, snapshot, mark_too);
  set_going(twin);
  return true;
}

}  // namespace hadir::simulation
