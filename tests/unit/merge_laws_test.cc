// The laws that let replicas work apart: whatever order commits arrive in, however often, and through whomever, the same commits
// give the same record. Histories are random; a failure prints a small one.
#include <ostream>

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
