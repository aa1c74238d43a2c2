// The laws that let replicas work apart: whatever order commits arrive in, however often, and through whomever, the same commits
// give the same record. Histories are random; a failure prints a small one.
#include <map>
#include <ostream>
#include <set>

#include "common/base/random.h"
#include "common/merge/record.h"
#include "common/merge/version_blob.h"
#include "tests/property.h"
#include "tests/unit/fixtures.h"

using namespace hadir;
using model::Merge;
using model::Value;

namespace {

constexpr std::size_t replicas = 4;

// One field per merge rule. The engine reads rules, not types, so small integers stand for everything but lists.
constexpr const char* no_choices[] = {"a", "b", "c"};
constexpr model::Field law_key[] = {{1, "id", model::Type::text, Merge::fixed, false, true, ""}};
constexpr model::Field law_fields[] = {
    {2, "latest", model::Type::choice, Merge::latest, true, false, "", no_choices},
    {3, "earliest", model::Type::choice, Merge::earliest, false, false, "", no_choices},
    {4, "least", model::Type::choice, Merge::min, false, false, "", no_choices},
    {5, "most", model::Type::choice, Merge::max, false, false, "", no_choices},
    {6, "all", model::Type::text_list, Merge::union_of, false, false, ""},
    {7, "rank", model::Type::choice, Merge::ranked, true, false, "", no_choices},
    {8, "evidence", model::Type::choice, Merge::fixed, true, false, "", no_choices},
    {9, "more_evidence", model::Type::text_list, Merge::fixed, true, false, ""},
};
constexpr model::Kind law_kind{900, "law", model::Lane::daily, model::Writer::unit, false, false, law_key, law_fields, ""};
constexpr model::Kind law_evidence{
    901, "law_evidence", model::Lane::urgent, model::Writer::unit, false, true, law_key, law_fields, ""};

struct Step {
  std::uint8_t replica = 0, from = 0;  // `from` == `replica`: a write; otherwise a delivery
  std::uint8_t count = 0;              // how many commits are delivered, or the values written
  std::uint16_t fields = 0;            // bits: which fields a write names
  std::uint8_t clock = 0;
  bool deletes = false, twice = false;
};

std::ostream& operator<<(std::ostream& out, const Step& step) {
  if (step.from != step.replica) return out << "deliver " << +step.count << " from " << +step.from << " to " << +step.replica;
  return out << (step.deletes ? "delete" : "write") << (step.twice ? " twice" : "") << " at " << +step.replica << " fields "
             << step.fields << " values " << +step.count << " clock " << +step.clock;
}

rc::Gen<Step> any_step() {
  return rc::gen::build<Step>(rc::gen::set(&Step::replica, rc::gen::inRange<std::uint8_t>(0, replicas)),
                              rc::gen::set(&Step::from, rc::gen::inRange<std::uint8_t>(0, replicas)),
                              rc::gen::set(&Step::count, rc::gen::inRange<std::uint8_t>(0, 9)),
                              rc::gen::set(&Step::fields, rc::gen::inRange<std::uint16_t>(0, 256)),
                              rc::gen::set(&Step::clock, rc::gen::inRange<std::uint8_t>(0, 12)),
                              rc::gen::set(&Step::deletes, rc::gen::weightedElement<bool>({{5, false}, {1, true}})),
                              rc::gen::set(&Step::twice, rc::gen::weightedElement<bool>({{9, false}, {1, true}})));
}

struct Write {
  merge::Writer writer;
  log::VersionVector context;  // own stream up to seq - 1 included
  std::vector<model::Change> changes;
};

// A replica of one record: drops what it knows, keeps what comes early, applies the rest.
class Replica {
 public:
  explicit Replica(const model::Kind& kind) : kind_(kind) {}

  void receive(const Write& write) {
    waiting_.push_back(&write);
    for (bool progress = true; progress;) {
      progress = false;
      for (std::size_t at = 0; at < waiting_.size(); ++at) {
        const Write& next = *waiting_[at];
        const bool known = known_.covers(next.writer.origin, next.writer.seq);
        if (!known && !known_.covers(next.context)) continue;
        waiting_.erase(waiting_.begin() + static_cast<std::ptrdiff_t>(at));
        if (!known) apply(next);
        progress = true;
        break;
      }
    }
  }

  bool knows(const Write& write) const { return known_.covers(write.writer.origin, write.writer.seq); }
  const merge::RecordState& state() const { return state_; }
  const log::VersionVector& known() const { return known_; }
  const std::vector<const Write*>& applied() const { return applied_; }
  bool waits() const { return !waiting_.empty(); }

 private:
  void apply(const Write& write) {
    for (const model::Change& change : write.changes) merge::apply(state_, kind_, change, write.writer, write.context);
    known_.raise(write.writer.origin, write.writer.seq);
    applied_.push_back(&write);
  }

  const model::Kind& kind_;
  merge::RecordState state_;
  log::VersionVector known_;
  std::vector<const Write*> applied_, waiting_;
};

// Clocks that agree, that stand still, that lie by two years either way, of every quality.
log::Stamp stamp_of(std::uint8_t clock, std::size_t step) {
  const auto quality = static_cast<log::Quality>(clock % 4);
  constexpr std::int64_t two_years = 63'072'000'000;
  switch (clock / 4) {
    case 0: return test::stamp_at(test::noon_ms, quality);
    case 1: return test::stamp_at(test::noon_ms + static_cast<std::int64_t>(step) * 1000, quality);
    default: return test::stamp_at(step % 2 == 0 ? test::noon_ms + two_years : -two_years, quality);
  }
}

Value value_of(const model::Field& field, unsigned pick) {
  if (field.type == model::Type::text_list) {
    const model::TextList lists[] = {{}, {"a"}, {"b", "a"}};
    return lists[pick % 3];
  }
  if (pick % 7 == 6) return std::monostate{};
  return std::int64_t{pick % 3};
}

struct History {
  std::vector<std::unique_ptr<Write>> writes;  // in an order that is causal
  std::vector<Replica> replica;
};

History play(const model::Kind& kind, const std::vector<Step>& steps) {
  History history;
  history.replica = std::vector<Replica>(replicas, Replica(kind));
  for (std::size_t at = 0; at < steps.size(); ++at) {
    const Step& step = steps[at];
    Replica& here = history.replica[step.replica];
    if (step.from != step.replica) {
      const auto known = history.replica[step.from].applied();
      std::size_t left = step.count;
      for (const Write* write : known)
        if (left > 0 && !here.knows(*write)) here.receive(*write), --left;
      continue;
    }
    auto write = std::make_unique<Write>();
    write->writer = {test::origin(step.replica), here.known().at(test::origin(step.replica)) + 1, stamp_of(step.clock, at),
                     "author " + std::to_string(step.replica)};
    write->context = here.known();
    for (unsigned change = 0; change < (step.twice ? 2u : 1u); ++change) {
      model::Change made{kind.number, {{1, std::string("x")}}, {}, step.deletes};
      for (std::size_t field = 0; field < kind.fields.size(); ++field)
        if ((step.fields >> (field % 8) & 1) != 0)
          made.fields.push_back(
              {kind.fields[field].number, value_of(kind.fields[field], step.count + static_cast<unsigned>(field) + change)});
      write->changes.push_back(std::move(made));
    }
    here.receive(*write);
    history.writes.push_back(std::move(write));
  }
  return history;
}

// What the state must be, said by definition and not by steps: a value stands as a head unless some write of the field knew it.
struct Expected {
  std::map<std::uint32_t, std::set<std::pair<log::Origin, std::uint64_t>>> heads, firsts;
};

Expected by_definition(const model::Kind& kind, const History& history) {
  struct FieldWrite {
    const Write* write;
    std::vector<Value> values;  // more than one where the commit names the record twice
  };
  std::map<std::uint32_t, std::vector<FieldWrite>> by_field;
  const auto note = [&](std::uint32_t field, const Write* write, const Value& value) {
    auto& writes = by_field[field];
    if (writes.empty() || writes.back().write != write) writes.push_back({write, {}});
    writes.back().values.push_back(value);
  };
  for (const auto& write : history.writes)
    for (const model::Change& change : write->changes) {
      if (!kind.evidence) note(0, write.get(), std::int64_t{change.deletes ? 1 : 0});
      for (const auto& field : change.fields) note(field.field, write.get(), field.value);
    }
  const auto dot = [](const FieldWrite& one) { return std::pair(one.write->writer.origin, one.write->writer.seq); };
  const auto knew = [](const FieldWrite& later, const FieldWrite& earlier) {
    return later.write != earlier.write && later.write->context.covers(earlier.write->writer.origin, earlier.write->writer.seq);
  };
  Expected expected;
  for (const auto& [number, writes] : by_field) {
    std::vector<FieldWrite> standing = writes;
    const bool fixed = number != 0 && model::find_field(kind, number)->merge == Merge::fixed;
    if (fixed) {
      std::vector<FieldWrite> firsts, settlements;
      for (const FieldWrite& one : writes)
        if (std::ranges::none_of(writes, [&](const FieldWrite& other) { return knew(one, other); })) firsts.push_back(one);
      for (const FieldWrite& one : writes) {
        std::vector<Value> seen;
        for (const FieldWrite& first : firsts)
          if (knew(one, first)) seen.push_back(first.values.front());
        const bool differ = std::ranges::any_of(seen, [&](const Value& value) { return value != seen.front(); });
        const auto was_seen = [&](const Value& value) { return std::ranges::find(seen, value) != seen.end(); };
        if (differ && std::ranges::any_of(one.values, was_seen)) settlements.push_back(one);
      }
      if (!settlements.empty())
        for (const FieldWrite& first : firsts) expected.firsts[number].insert(dot(first));
      standing = firsts;
      standing.insert(standing.end(), settlements.begin(), settlements.end());
    }
    for (const FieldWrite& one : standing)
      if (std::ranges::none_of(standing, [&](const FieldWrite& other) { return knew(other, one); }))
        expected.heads[number].insert(dot(one));
  }
  return expected;
}

Expected expected_of(const merge::RecordState& state) {
  Expected found;
  for (const merge::FieldState& field : state.fields) {
    for (const merge::Head& head : field.heads) {
      const merge::Writer& writer = state.writers.at(head.writer);
      found.heads[field.field].insert({writer.origin, writer.seq});
    }
    for (const merge::Head& first : field.firsts) {
      const merge::Writer& writer = state.writers.at(first.writer);
      found.firsts[field.field].insert({writer.origin, writer.seq});
    }
  }
  return found;
}

template <class T>
void shuffle(std::vector<T>& items, base::Random& random) {
  for (std::size_t left = items.size(); left > 1; --left) std::swap(items[left - 1], items[random.below(left)]);
}

std::vector<const model::Kind*> all_kinds() {
  std::vector<const model::Kind*> all{&law_kind, &law_kind, &law_kind, &law_evidence};
  for (const model::Kind& kind : model::kinds()) all.push_back(&kind);
  return all;
}

// A random history of a random kind.
struct Drawn {
  const model::Kind* kind;
  std::vector<Step> steps;
  History history;
};

Drawn draw() {
  const model::Kind* kind = *rc::gen::elementOf(all_kinds());
  auto steps = *rc::gen::container<std::vector<Step>>(any_step());
  RC_LOG() << "kind " << kind->name << "\n";
  for (const Step& step : steps) RC_LOG() << "  " << step << "\n";
  History history = play(*kind, steps);
  return {kind, std::move(steps), std::move(history)};
}

}  // namespace

TEST_CASE("merge laws: any order of arrival, with repetitions, gives the same record") {
  rc::prop("the same state, shown values and conflicts", [] {
    const Drawn drawn = draw();
    base::SeededRandom random(*rc::gen::arbitrary<std::uint64_t>());
    std::vector<merge::RecordState> states;
    for (int fresh = 0; fresh < 4; ++fresh) {
      std::vector<const Write*> order;
      for (const auto& write : drawn.history.writes) order.push_back(write.get());
      for (std::size_t again = order.size() / 2; again > 0; --again) order.push_back(order[random.below(order.size())]);
      if (fresh > 0) shuffle(order, random);
      Replica replica(*drawn.kind);
      for (const Write* write : order) replica.receive(*write);
      RC_ASSERT(!replica.waits());
      states.push_back(replica.state());
    }
    for (const merge::RecordState& state : states) {
      RC_ASSERT(state == states.front());
      RC_ASSERT(merge::is_deleted(state) == merge::is_deleted(states.front()));
      for (const model::Field& field : drawn.kind->fields)
        RC_ASSERT(merge::shown(state, field) == merge::shown(states.front(), field));
    }
  });
}

TEST_CASE("merge laws: heads and firsts are what their definitions say") {
  rc::prop("a value stands unless a later write of the field knew it", [] {
    const Drawn drawn = draw();
    Replica replica(*drawn.kind);
    for (const auto& write : drawn.history.writes) replica.receive(*write);
    const Expected wanted = by_definition(*drawn.kind, drawn.history);
    const Expected found = expected_of(replica.state());
    RC_ASSERT(found.heads == wanted.heads);
    RC_ASSERT(found.firsts == wanted.firsts);
  });
}

TEST_CASE("merge laws: it does not matter through whom commits travelled") {
  rc::prop("replicas that exchange pairwise until nothing is new agree", [] {
    Drawn drawn = draw();
    base::SeededRandom random(*rc::gen::arbitrary<std::uint64_t>());
    std::vector<Replica>& all = drawn.history.replica;
    for (bool progress = true; progress;) {
      progress = false;
      std::vector<std::pair<std::size_t, std::size_t>> pairs;
      for (std::size_t to = 0; to < replicas; ++to)
        for (std::size_t from = 0; from < replicas; ++from) pairs.emplace_back(from, to);
      shuffle(pairs, random);
      for (const auto& [from, to] : pairs) {
        const auto known = all[from].applied();
        for (const Write* write : known)
          if (!all[to].knows(*write)) all[to].receive(*write), progress = true;
      }
    }
    for (const Replica& replica : all) {
      RC_ASSERT(replica.applied().size() == drawn.history.writes.size());
      RC_ASSERT(replica.state() == all.front().state());
    }
  });
}

TEST_CASE("merge laws: a commit that arrives again changes nothing") {
  rc::prop("applying the newest write once more is without effect", [] {
    const Drawn drawn = draw();
    Replica replica(*drawn.kind);
    for (const auto& write : drawn.history.writes) {
      replica.receive(*write);
      const merge::RecordState before = replica.state();
      merge::RecordState after = before;
      for (const model::Change& change : write->changes) {
        const merge::Applied applied = merge::apply(after, *drawn.kind, change, write->writer, write->context);
        RC_ASSERT(!applied.changed);
      }
      RC_ASSERT(after == before);
    }
  });
}

TEST_CASE("merge laws: a write that knew everything leaves no conflict") {
  // Prevents a conflict that nobody can settle.
  rc::prop("settling with a value on the list", [] {
    Drawn drawn = draw();
    Replica replica(*drawn.kind);
    for (const auto& write : drawn.history.writes) replica.receive(*write);
    Write settlement;
    settlement.writer = {test::origin(99), 1, test::stamp_at(0, log::Quality::doubtful), "settler"};
    settlement.context = replica.known();
    model::Change change{drawn.kind->number, {{1, std::string("x")}}, {}, false};
    for (const model::Field& field : drawn.kind->fields) {
      const merge::FieldState* state = replica.state().find(field.number);
      if (state == nullptr) continue;
      const auto heads = merge::ranking(replica.state(), *state, field);
      RC_ASSERT(heads.size() == state->heads.size());
      change.fields.push_back({field.number, heads.back().value});  // the loser of all
    }
    settlement.changes.push_back(change);
    replica.receive(settlement);
    for (const merge::FieldState& field : replica.state().fields) {
      const model::Field* declaration = field.field == 0 ? &model::deletion_mark : model::find_field(*drawn.kind, field.field);
      RC_ASSERT(!merge::in_conflict(field, *declaration));
    }
    for (const auto& [number, value] : change.fields)
      RC_ASSERT(merge::shown(replica.state(), *model::find_field(*drawn.kind, number)) == value);
  });
}

TEST_CASE("merge laws: a record survives its version blob") {
  rc::prop("decode(encode(state)) with the shown values in the columns is the state", [] {
    const Drawn drawn = draw();
    for (const Replica& replica : drawn.history.replica) {
      const merge::RecordState& state = replica.state();
      const base::Bytes blob = merge::encode_version(state);
      const auto column = [&](std::uint32_t number) -> Value {
        const model::Field* field = number == 0 ? &model::deletion_mark : model::find_field(*drawn.kind, number);
        RC_ASSERT(state.find(number)->heads.size() == 1u);
        return merge::shown(state, *field);
      };
      const merge::RecordState back = merge::decode_version(blob, column).value();
      RC_ASSERT(back == state);
      RC_ASSERT(merge::encode_version(back) == blob);
    }
  });
}

namespace {

struct Action {
  std::uint8_t store = 0, from = 0;  // `from` == `store`: recording; otherwise one slice is taken over
  std::uint8_t what = 0, value = 0, clock = 0;
};

std::ostream& operator<<(std::ostream& out, const Action& action) {
  return out << (action.store == action.from ? "record" : "take") << " at " << +action.store << " from " << +action.from
             << " what " << +action.what << " value " << +action.value << " clock " << +action.clock;
}

rc::Gen<Action> any_action() {
  return rc::gen::build<Action>(rc::gen::set(&Action::store, rc::gen::inRange<std::uint8_t>(0, 3)),
                                rc::gen::set(&Action::from, rc::gen::inRange<std::uint8_t>(0, 3)),
                                rc::gen::set(&Action::what, rc::gen::inRange<std::uint8_t>(0, 32)),
                                rc::gen::set(&Action::value, rc::gen::inRange<std::uint8_t>(0, 4)),
                                rc::gen::set(&Action::clock, rc::gen::inRange<std::uint8_t>(0, 12)));
}

// A few records of few values, so that replicas meet in them.
model::Change change_of(const Action& action) {
  const std::string employee = action.what % 2 == 0 ? "a" : "b";
  const std::string digit = std::to_string(action.value);
  const auto json = [&](const std::string& fields) { return R"({"employee":")" + employee + R"(",)" + fields + "}"; };
  switch (action.what / 2 % 8) {
    case 0: return test::change("schedule", json(R"("date":"2026-03-02","deleted":true)"));
    case 1: return test::change("schedule", json(R"("date":"2026-03-02","mode":"WFO","shift":"P)" + digit + "\""));
    case 2:
      return test::change("schedule",
                          json(R"("date":"2026-03-02","mode":")" + std::string(action.value % 2 == 0 ? "WFH" : "LEAVE") + "\""));
    case 3:
      return test::change("punch", json(R"("at":"2026-03-02T0)" + std::to_string(7 + action.value % 2) + ":00:00+0" +
                                        std::to_string(7 + action.value % 2) + R"(:00","source":"kiosk","direction":")" +
                                        (action.clock % 2 == 0 ? "in" : "out") + "\""));
    case 4: return test::change("daily_report", json(R"("date":"2026-03-02","status":"draft","activities":["k)" + digit + "\"]"));
    case 5:
      return test::change("daily_report", json(R"("date":"2026-03-02","status":")" +
                                               std::string(action.value % 2 == 0 ? "approved" : "returned") + "\""));
    case 6:
      return test::change("employee", R"({"nip":")" + employee + R"(","name":"N)" + digit + R"(","unit":"7.01","class":"jfu"})");
    default:
      return test::change("correction",
                          R"({"punch":"a/2026-03-02T00:00:00Z/kiosk","reason":"r","author":"b","at":"2026-03-02T0)" + digit +
                              R"(:00:00+08:00"})");
  }
}

void take_one_slice(store::ReplicaStore& from, store::ReplicaStore& to, unsigned pick, std::size_t budget) {
  const auto lane = static_cast<model::Lane>(pick % model::lane_count);
  const auto streams = from.streams("7.01", lane);
  if (streams.empty()) return;
  const store::StreamInfo& stream = streams[pick / model::lane_count % streams.size()];
  const auto present = to.stream(stream.stream);
  if (const auto slice = from.slice_after(stream, present ? present->stored.seq : 0, budget)) test::ingest(to, *slice).value();
}

}  // namespace

TEST_CASE("merge laws: stores that took over each other's slices hold the same tables, byte by byte") {
  rc::prop("whatever was recorded where, and whichever stream came first", [] {
    const auto actions = *rc::gen::container<std::vector<Action>>(any_action());
    base::SeededRandom random(*rc::gen::arbitrary<std::uint64_t>());
    std::vector<std::unique_ptr<store::ReplicaStore>> stores;
    for (int at = 0; at < 3; ++at) stores.push_back(test::memory_store());
    for (std::size_t at = 0; at < actions.size(); ++at) {
      const Action& action = actions[at];
      if (action.store != action.from) {
        take_one_slice(*stores[action.from], *stores[action.store], action.what, action.value * 60u);
        continue;
      }
      const base::KeyPair key = test::key_pair(action.store);
      test::record(*stores[action.store], test::authorship(key, "7.01", stamp_of(action.clock, at)), {change_of(action)});
    }
    for (int round = 0; round < 200; ++round)
      take_one_slice(*stores[random.below(3)], *stores[random.below(3)], static_cast<unsigned>(random.below(9)),
                     random.below(200));
    for (int round = 0; round < 3; ++round)
      for (auto& from : stores)
        for (auto& to : stores) test::copy_all(*from, *to);
    const std::string wanted = test::dump(*stores[0]);
    RC_ASSERT(test::dump(*stores[1]) == wanted);
    RC_ASSERT(test::dump(*stores[2]) == wanted);
    RC_ASSERT(stores[0]->parked(1).empty());
    RC_ASSERT(test::query(*stores[0], "SELECT count(*) FROM stream WHERE applied_seq <> stored_seq") == "0");
  });
}
