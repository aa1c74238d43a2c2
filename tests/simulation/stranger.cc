#include "tests/simulation/stranger.h"

#include "common/base/civil.h"

namespace hadir::simulation {
namespace {

using model::Change;
using model::FieldValue;
using model::Lane;
using model::Value;

constexpr std::uint32_t employee = 2, schedule = 3, punch = 4, correction = 5, report = 6, holiday = 7, unknown_kind = 99,
                        unknown_field = 77;
const std::string person = "198609262015051001";

Value number(std::int64_t value) { return value; }
Value text(std::string value) { return value; }

std::int64_t today() { return base::date_of(epoch_ms, 420).days; }

Change some_schedule(Value mode) { return {schedule, {{1, text(person)}, {2, number(today())}}, {{3, std::move(mode)}}, false}; }

struct Strange {
  Lane lane = Lane::daily;
  base::Bytes payload;
  std::vector<log::Extension> extensions;
};

Strange strange(Lane lane, const std::vector<Change>& changes, std::vector<log::Extension> extensions = {}) {
  return {lane, model::encode_payload(changes), std::move(extensions)};
}

// Writes a punch of its own again, with the other direction: evidence, so nothing comes of it.
Change punch_again(store::ReplicaStore& store, const std::string& unit, base::Random& random,
                   const std::function<void(const base::Bytes& key)>& tried) {
  std::vector<Change> there;
  store::for_each_record(store.database(), *model::find_kind(punch), &unit, {}, [&](const store::RecordRow& row) {
    there.push_back({punch, row.key, {{4, number(row.values[0] == number(0) ? 1 : 0)}}, chance(random, 200)});
    return there.size() < 10;
  });
  if (!there.empty()) return pick(random, there);
  Change fresh{punch, {{1, text(person)}, {2, number(epoch_ms)}, {3, text("kiosk")}}, {{4, number(0)}, {5, number(420)}}, false};
  tried(model::encode_key(fresh.key));
  return fresh;
}

// Values that fit, at the edge of what text can say.
Change edge(base::Random& random) {
  const std::vector<Value> key{text(person + "/2026-03-02T00:00:00.000Z/kiosk")};
  constexpr std::int64_t first = 18 * hour, last = 84'370 * day;  // what every replica can print with any offset
  static constexpr std::int64_t instants[] = {first, first - 1, last, last + 1, 0, -1};
  static constexpr std::int64_t offsets[] = {0, -1080, 1080, 420, 1081};
  switch (random.below(4)) {
    case 0:
      return {correction,
              {{1, key[0]}},
              {{2, number(pick(random, instants))}, {3, number(pick(random, offsets))}, {6, text("tepi")}, {7, text(person)}},
              false};
    case 1:
      return {report,
              {{1, text(person)}, {2, number(today())}},
              {{3, model::TextList{"", "a\tb", std::string("\0;\"[", 4), "\xf0\x9f\x98\x80"}}, {4, number(1)}},
              false};
    case 2:
      return {employee,
              {{1, text(person)}},
              {{2, text(std::string("nul\0?1", 6))}, {3, text("7.01")}, {4, number(3)}, {5, text("")}},
              false};
    default: return some_schedule(number(chance(random, 500) ? 255 : 200));
  }
}

Strange draw(store::ReplicaStore& store, const std::string& unit, base::Random& random,
             const std::function<void(const base::Bytes& key)>& tried) {
  switch (random.below(12)) {
    case 0: {
      base::Bytes garbage(1 + random.below(40));
      random.fill(garbage);
      return {static_cast<Lane>(random.below(model::lane_count)), std::move(garbage), {}};
    }
    case 1: return strange(Lane::bulk, {{holiday, {{1, number(today())}, {2, text("")}}, {{3, text("Libur sendiri")}}, false}});
    case 2: return strange(Lane::urgent, {some_schedule(number(1))});
    case 3:
      return strange(Lane::daily,
                     {some_schedule(text("WFO")), {schedule, {{1, number(5)}, {2, number(today())}}, {{3, number(1)}}, false}});
    case 4: return strange(Lane::daily, {{unknown_kind, {{1, text("x")}}, {{2, number(7)}}, false}, some_schedule(number(2))});
    case 5: {
      Change change = some_schedule(number(0));
      change.fields.push_back({unknown_field, text("later")});
      return strange(Lane::daily, {change});
    }
    case 6: return strange(Lane::daily, {some_schedule(number(3))}, {{9, {1, 2, 3}}});  // odd: required
    case 7: return strange(Lane::daily, {some_schedule(number(3))}, {{2, {1, 2, 3}}});
    case 8: return strange(Lane::daily, {some_schedule(number(1)), some_schedule(number(4))});
    case 9: return strange(Lane::urgent, {punch_again(store, unit, random, tried)});
    default: {
      const Change change = edge(random);
      return strange(model::find_kind(change.kind)->lane, {change});
    }
  }
}

}  // namespace

log::Slice strange_slice(store::ReplicaStore& store, const base::KeyPair& key, const std::string& unit, std::int64_t now_ms,
                         base::Random& random, const std::function<void(const base::Bytes& key)>& tried) {
  Strange made = draw(store, unit, random, tried);
  log::Slice slice;
  slice.stream = {log::origin_of(key.public_key()), unit, made.lane};
  slice.key = key.public_key();
  const auto present = store.stream(slice.stream);
  const log::ChainHead before = present ? present->stored : log::genesis(slice.stream);
  slice.first_seq = before.seq + 1;
  log::Header header;
  header.seq = slice.first_seq;
  header.stamp = {now_ms, log::Quality::doubtful, 0};
  header.author = "asing";
  header.extensions = std::move(made.extensions);
  slice.commits.push_back(log::make_commit(header, std::move(made.payload)));
  slice.head_signature =
      key.sign(log::head_message(slice.stream, {header.seq, log::next_hash(before.hash, slice.commits.front())}));
  return slice;
}

}  // namespace hadir::simulation
