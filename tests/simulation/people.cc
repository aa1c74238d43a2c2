#include "tests/simulation/people.h"

#include "common/base/civil.h"
#include "common/model/forms.h"

namespace hadir::simulation {
namespace {

using boost::json::object;
using model::Change;

Change change(const char* kind, const object& json) { return model::change_from_json(*model::find_kind(kind), json).value(); }

// Clocks that are decades wrong still punch between 1970 and 2200.
std::int64_t printable_ms(std::int64_t ms) { return std::clamp<std::int64_t>(ms, day, 80'000 * day); }

}  // namespace

People::People(Surroundings& world, std::string scope) : world_(world), scope_(std::move(scope)) {
  for (std::uint64_t number = 1; number <= world.menu.people; ++number)
    people_.push_back("19860926201505100" + std::to_string(number));
}

std::string People::date() {
  const auto offset = static_cast<std::int32_t>(world_.random.below(world_.menu.days));
  return base::format_date({base::date_of(epoch_ms, 420).days + offset});
}

Change People::punch(std::int64_t near_ms) {
  static constexpr const char* sources[] = {"kiosk", "web", "manual"};
  const char* source = pick(world_.random, sources);
  // Rounded times make two PCs record the same punch.
  const std::int64_t grain = chance(world_.random, 400) ? 4 * hour : 1;
  const std::int64_t at = printable_ms(near_ms) / grain * grain;
  return change("punch", {{"employee", person()},
                          {"at", base::format_rfc3339({at, static_cast<std::int16_t>(chance(world_.random, 900) ? 420 : 480)})},
                          {"source", source},
                          {"direction", coin("in", "out")}});
}

Change People::schedule() {
  static constexpr const char* modes[] = {"WFO", "WFH", "OFF", "LEAVE", "DL"};
  object json{{"employee", person()}, {"date", date()}};
  if (chance(world_.random, 150)) {
    json["deleted"] = true;
  } else {
    json["mode"] = pick(world_.random, modes);
    if (chance(world_.random, 400)) json["shift"] = coin("P1", "P2");
    if (chance(world_.random, 100)) json["shift"] = nullptr;
  }
  return change("schedule", json);
}

Change People::report() {
  static constexpr const char* states[] = {"draft", "submitted", "forwarded", "approved", "returned"};
  object json{{"employee", person()}, {"date", date()}};
  if (chance(world_.random, 100)) {
    json["deleted"] = true;
    return change("daily_report", json);
  }
  boost::json::array activities;
  for (std::uint64_t left = world_.random.below(4); left > 0; --left)
    activities.emplace_back("kegiatan " + std::to_string(world_.random.below(100)));
  json["activities"] = activities;
  json["status"] = pick(world_.random, states);
  return change("daily_report", json);
}

Change People::employee() {
  static constexpr const char* classes[] = {"struktural", "jfu", "jft", "non_asn"};
  object json{{"nip", person()}};
  if (chance(world_.random, 80)) {
    json["deleted"] = true;
    return change("employee", json);
  }
  json["name"] = "Pegawai " + std::to_string(world_.random.below(4));
  json["unit"] = scope_;
  json["class"] = pick(world_.random, classes);
  if (chance(world_.random, 500)) json["position"] = coin("Kepala", "Staf");
  if (chance(world_.random, 300)) json["supervisor"] = person();
  return change("employee", json);
}

Change People::correction(store::ReplicaStore& store) {
  const model::Kind& kind = *model::find_kind("punch");
  std::vector<std::string> names;
  store::for_each_record(store.database(), kind, &scope_, {}, [&](const store::RecordRow& row) {
    names.push_back(model::format_key(kind, row.key));
    return names.size() < 20;
  });
  if (names.empty()) return punch(epoch_ms);
  object json{{"punch", pick(world_.random, names)}, {"reason", coin("lupa", "salah tekan")}, {"author", person()}};
  if (chance(world_.random, 100)) return change("correction", {{"punch", json["punch"]}, {"deleted", true}});
  if (chance(world_.random, 500)) json["direction"] = coin("in", "out");
  if (chance(world_.random, 300)) json["void"] = chance(world_.random, 500);
  if (chance(world_.random, 300)) json["at"] = coin("2026-03-02T07:30:00+07:00", "2026-03-02T08:30:00+08:00");
  return change("correction", json);
}

std::vector<Change> People::import(std::int64_t near_ms) {
  if (!last_import_.empty() && chance(world_.random, 400)) return last_import_;
  last_import_.clear();
  // A fingerprint machine's punches: a grid of times, so that overlapping imports of two PCs share some.
  const std::int64_t first = printable_ms(near_ms) / hour * hour;
  const std::uint64_t count = 1 + world_.random.below(world_.menu.most_import);
  for (std::uint64_t index = 0; index < count; ++index)
    last_import_.push_back(
        change("punch", {{"employee", person()},
                         {"at", base::format_rfc3339({first + static_cast<std::int64_t>(index / 2) * minute, 420})},
                         {"source", "device:1"},
                         {"direction", coin("in", "out")}}));
  return last_import_;
}

std::vector<Change> People::settlement(store::ReplicaStore& store) {
  std::vector<store::ConflictEntry> open = store.conflicts(&scope_);
  if (open.empty()) return {schedule()};
  const store::ConflictEntry& entry = pick(world_.random, open);
  Change settled;
  settled.kind = entry.kind->number;
  settled.key = entry.key;
  const auto& heads = entry.state.find(entry.field->number)->heads;
  const merge::Head& chosen = pick(world_.random, heads);
  ++world_.tally.settled;
  if (entry.field->number == model::deleted_field) {
    settled.deletes = chosen.value == model::Value{std::int64_t{1}};
    return {settled};
  }
  settled.fields.push_back({entry.field->number, chosen.value});
  return {settled};
}

People::Deed People::province_deed() {
  if (chance(world_.random, 500)) {
    const std::string code = "7.0" + std::to_string(1 + world_.random.below(4));
    object json{{"code", code}, {"name", coin("Dinas Pendidikan", "Dinas Kesehatan")}, {"sector", coin("esensial", "kritikal")}};
    if (chance(world_.random, 100)) json = {{"code", code}, {"deleted", true}};
    return {"unit", {change("unit", json)}};
  }
  object json{{"date", date()}, {"region", coin("", "7.01")}, {"name", coin("Nyepi", "Idul Fitri")}};
  return {"holiday", {change("holiday", json)}};
}

People::Deed People::unit_deed(store::ReplicaStore& store, std::int64_t now_ms) {
  switch (world_.random.below(20)) {
    case 0:
    case 1:
    case 2:
    case 3:
    case 4: return {"punch", {punch(now_ms)}};
    case 5:
    case 6:
    case 7:
    case 8: return {"schedule", {schedule()}};
    case 9: return {"week", {schedule(), schedule(), schedule()}};
    case 10:
    case 11: return {"report", {report()}};
    case 12:
    case 13: return {"employee", {employee()}};
    case 14: return {"correction", {correction(store)}};
    case 15: return {"import", import(now_ms)};
    case 16: return {"mixed", {punch(now_ms), schedule(), employee(), report(), schedule()}};
    default: return {"settlement", settlement(store)};
  }
}

void People::check_replaced(store::ReplicaStore& store, const model::Change& change, const log::Origin& origin,
                            const std::array<std::uint64_t, model::lane_count>& before) const {
  const model::Kind& kind = *model::find_kind(change.kind);
  // A database that was put back may have got its own later commits back before those that they build on: then what follows
  // them waits as they do.
  const auto stream = store.stream({origin, scope_, kind.lane});
  if (world_.menu.goes_back() && stream && stream->applied_seq < stream->stored.seq) return;
  const auto state = store::load_record(store.database(), {scope_, kind, change.key}).value();
  for (const merge::FieldState& field : state.fields) {
    const model::Field* declaration = model::find_field(kind, field.field);
    if (declaration != nullptr && declaration->merge == model::Merge::fixed) continue;
    const bool written = std::ranges::any_of(field.heads, [&](const merge::Head& head) {
      const merge::Writer& writer = state.writers[head.writer];
      return writer.origin == origin && writer.seq > before[static_cast<std::size_t>(kind.lane)];
    });
    if (written && field.heads.size() > 1)
      throw Broken(fmt::format("an edit replaces what its author saw: field {} of {} still has {} values", field.field, kind.name,
                               field.heads.size()));
  }
}

void People::act(store::ReplicaStore& store, std::int64_t now_ms, const std::function<store::Authorship()>& ask,
                 const std::string& who) {
  const Deed deed = scope_.empty() ? province_deed() : unit_deed(store, now_ms);
  const std::uint32_t punch_kind = model::find_kind("punch")->number;
  ++world_.tally.actions;

  store::Transaction transaction(store.database());
  const store::Authorship authorship = ask();
  const log::Origin origin = log::origin_of(authorship.key.public_key());
  const auto own_stream = [&](std::size_t lane) { return log::StreamId{origin, scope_, static_cast<model::Lane>(lane)}; };
  std::array<std::uint64_t, model::lane_count> before{};
  std::vector<std::pair<log::StreamId, log::ChainHead>> made;
  std::vector<base::Bytes> punches;
  for (std::size_t lane = 0; lane < model::lane_count; ++lane)
    if (const auto stream = store.stream(own_stream(lane))) before[lane] = stream->stored.seq;
  const std::vector<store::Outcome> outcomes = store.record(authorship, deed.changes);
  for (std::size_t lane = 0; lane < model::lane_count; ++lane) {
    const auto stream = store.stream(own_stream(lane));
    for (std::uint64_t seq = before[lane] + 1; stream && seq <= stream->stored.seq; ++seq)
      made.push_back({stream->stream, {seq, store.hash_at(stream->stream, seq).value()}});
  }
  std::size_t refused = 0;
  for (std::size_t index = 0; index < outcomes.size(); ++index) {
    refused += outcomes[index].kind == store::Outcome::Kind::refused ? 1 : 0;
    if (outcomes[index].kind == store::Outcome::Kind::refused || deed.changes[index].kind != punch_kind) continue;
    punches.push_back(model::encode_key(deed.changes[index].key));
    world_.ledger.punch_tried(scope_, punches.back());
  }
  for (std::size_t index = 0; index < outcomes.size(); ++index)
    if (outcomes[index].kind == store::Outcome::Kind::recorded) check_replaced(store, deed.changes[index], origin, before);
  transaction.commit();

  // From here on the user has been told that it is safe.
  for (const auto& [stream, head] : made) world_.ledger.recorded(who, {stream, head.seq, head.hash});
  for (const base::Bytes& key : punches) world_.ledger.punch_recorded(scope_, key);
  world_.tally.commits += made.size();
  world_.journal.note(
      who, "{}: {} changes, {} refused, {} commits{}", deed.name, deed.changes.size(), refused, made.size(),
      made.empty() ? "" : ", last " + log::to_text(made.back().first) + " " + std::to_string(made.back().second.seq));
}

}  // namespace hadir::simulation
