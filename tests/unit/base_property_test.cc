// Prevents: an office for which a snapshot and the log after it show something else than the whole log does. Random offices:
// concurrent edits, evidence that contradicts itself, deletions, sealed records, erasures, commits that wait; a snapshot at a
// random moment, parts in random order, and work in between.
#include "common/store/base.h"
#include "common/store/base_take.h"
#include "common/store/key_shares.h"
#include "tests/catch.h"
#include "tests/property.h"
#include "tests/unit/fixtures.h"

namespace hadir::test {
namespace {

const base::KeyPair hub_key = key_pair(hub_number);
constexpr int pcs = 3;

struct World {
  base::SeededRandom random;
  std::vector<base::KeyPair> keys{key_pair(1), key_pair(2), key_pair(3), key_pair(4)};
  std::unique_ptr<store::ReplicaStore> hub = memory_store();
  std::vector<std::unique_ptr<store::ReplicaStore>> replicas;
  base::SymmetricKey sealing{};

  explicit World(std::uint64_t seed) : random(seed) {
    sealing.fill(9);
    for (int pc = 0; pc <= pcs; ++pc) {
      auto store = memory_store();
      store->use_keys(std::vector{keys[static_cast<std::size_t>(pc)]});
      store::Transaction transaction(store->database());
      store->set_own_origin(log::origin_of(keys[static_cast<std::size_t>(pc)].public_key()));
      transaction.commit();
      replicas.push_back(std::move(store));
    }
  }
  int below(int limit) { return static_cast<int>(random.below(static_cast<std::uint64_t>(limit))); }
  std::string date() {
    char text[16];
    std::snprintf(text, sizeof text, "2026-%02d-%02d", 1 + below(4), 1 + below(28));
    return text;
  }
  std::string person() { return "P" + std::to_string(below(4)); }

  model::Change any_change() {
    static constexpr const char* modes[] = {"WFH", "WFO", "LEAVE", "DL"};
    switch (below(8)) {
      case 0:
      case 1:
        return change("schedule", R"({"employee":")" + person() + R"(","date":")" + date() + R"(","mode":")" + modes[below(4)] +
                                      R"(","shift":")" + std::to_string(below(3)) + R"("})");
      case 2: {
        model::Change gone = change("schedule", R"({"employee":")" + person() + R"(","date":")" + date() + R"(","mode":"WFO"})");
        gone.deletes = true;
        gone.fields.clear();
        return gone;
      }
      case 3:
      case 4:
        return change("punch", R"({"employee":")" + person() + R"(","at":")" + date() + "T07:0" + std::to_string(below(2)) +
                                   R"(:00+07:00","direction":")" + (below(3) == 0 ? "out" : "in") + R"(","source":"kiosk"})");
      case 5:
        return change("daily_report", R"({"employee":")" + person() + R"(","date":")" + date() +
                                          R"(","status":"draft","activities":["a )" + std::to_string(below(9)) + R"("]})");
      case 6:
        return change("employee", R"({"nip":")" + person() + R"(","name":"Nama )" + std::to_string(below(5)) +
                                      R"(","unit":"7.01","class":"jfu"})");
      default:
        return change("health_check", R"({"employee":")" + person() + R"(","date":")" + date() +
                                          R"(","condition":"sehat","note":"n)" + std::to_string(below(5)) + R"("})");
    }
  }
  void work(std::size_t pc) {
    store::Authorship who = authorship(keys[pc], "7.01", stamp_at(noon_ms + below(1000)));
    who.sealing.emplace(store::Sealing{sealing, random});
    record(*replicas[pc], who, {any_change()});
  }
  void share(std::size_t with) {
    const auto shared = store::share_change(keys[with].public_key(), sealing, store::SharePurpose::read, random);
    must_record(*replicas[0], authorship(keys[0]), *shared);
  }
  void erase() {
    const auto payloads = rows(*hub, "SELECT payload FROM commit_log WHERE payload IS NOT NULL AND length(payload) > 3");
    if (payloads.empty()) return;
    const auto payload = base::from_hex(payloads[static_cast<std::size_t>(below(static_cast<int>(payloads.size())))]);
    store::Authorship who = authorship(hub_key);
    who.is_hub = true;
    record(*hub, who,
           {change("erasure", R"({"payload":")" + base::to_hex(base::hash_of(*payload)) +
                                  R"(","reason":"r","basis":"b","author":"A","at":"2026-03-02T12:00:00+07:00"})")});
  }
  void step() {
    const auto pc = static_cast<std::size_t>(below(pcs));
    switch (below(6)) {
      case 0: copy_all(*replicas[pc], *hub); break;
      case 1: copy_all(*hub, *replicas[pc]); break;
      default: work(pc);
    }
  }
};

std::string all_of(store::ReplicaStore& store) {
  std::string text = dump(store);
  for (const std::string& row : rows(store,
                                     "SELECT scope, lane, origin, seq, hex(sealing_key) FROM unread JOIN stream ON stream.id = "
                                     "unread.stream ORDER BY 1, 2, 3, 4"))
    text += row + "\n";
  return text;
}

void try_office(std::uint64_t seed) {
  World world(seed);
  const int before = 20 + world.below(80);
  if (world.below(2) == 0) world.share(1);
  for (int at = 0; at < before; ++at) world.step();
  for (std::size_t pc = 0; pc < pcs; ++pc) copy_all(*world.replicas[pc], *world.hub);
  if (world.below(3) == 0) world.erase();

  const store::TakenBase taken = store::take_base(world.hub->database(), hub_key.public_key(), "7.01", noon_ms,
                                                  200 + static_cast<std::size_t>(world.below(3000)));
  wire::Snapshot snapshot{wire::encode(taken.manifest), {}};
  snapshot.signature = hub_key.sign(wire::snapshot_message(snapshot.body));
  store::ReplicaStore& fresh = *world.replicas[pcs];
  // Sometimes it has worked before it was ever enrolled.
  for (int early = world.below(3); early > 0; --early) world.work(pcs);
  {
    store::Transaction transaction(fresh.database());
    const auto manifest = wire::open_snapshot(snapshot, hub_key.public_key());
    RC_ASSERT(manifest.has_value());
    const auto adopted = store::adopt_base(fresh, snapshot, *manifest);
    RC_ASSERT(adopted.has_value());
    transaction.commit();
  }
  RC_ASSERT(store::bases(fresh.database()).at(0).live);
  std::vector<std::uint32_t> left(taken.chunks.size());
  for (std::uint32_t number = 0; number < left.size(); ++number) left[number] = number;
  while (!left.empty()) {
    const auto at = static_cast<std::size_t>(world.below(static_cast<int>(left.size())));
    store::Transaction transaction(fresh.database());
    const auto done = store::take_chunk(fresh, store::bases(fresh.database()).at(0).id, left[at], taken.chunks[left[at]]);
    RC_ASSERT(done.has_value());
    transaction.commit();
    left.erase(left.begin() + static_cast<std::ptrdiff_t>(at));
    for (int more = world.below(3); more > 0; --more) world.step();
    if (world.below(3) == 0) world.work(pcs);
    if (world.below(4) == 0) copy_all(*world.hub, fresh);
    if (world.below(4) == 0) copy_all(fresh, *world.hub);
    if (world.below(12) == 0) world.share(pcs);
  }
  for (int round = 0; round < 2; ++round) {
    for (auto& replica : world.replicas) copy_all(*replica, *world.hub);
    for (auto& replica : world.replicas) copy_all(*world.hub, *replica);
  }
  // One that has the whole log, and the same keys.
  const auto whole = memory_store();
  whole->use_keys(std::vector{world.keys[pcs]});
  copy_all(*world.hub, *whole);
  RC_ASSERT(!store::wants_renewal(fresh.database(), "7.01"));
  RC_ASSERT(all_of(fresh) == all_of(*whole));
  {
    store::Transaction transaction(fresh.database());
    for (std::size_t lane = 0; lane < model::lane_count; ++lane) fresh.reproject("7.01", static_cast<model::Lane>(lane));
    transaction.commit();
  }
  RC_ASSERT(all_of(fresh) == all_of(*whole));
}

}  // namespace

TEST_CASE("base: any office, any vector: a snapshot and the rest of the log show what the whole log shows") {
  rc::prop("for any seed", [](std::uint64_t seed) { try_office(seed); });
}

}  // namespace hadir::test
