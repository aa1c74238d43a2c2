// What comparing the records of one lane costs, beside reading the same rows, which nothing can do without.
//
//   build/release/tests/bench --benchmark_filter=check/
//
// Argument: records of the lane.
#include <benchmark/benchmark.h>

#include "common/base/civil.h"
#include "common/model/forms.h"
#include "common/store/replica_store.h"
#include "common/store/state_digest.h"

namespace {

using namespace hadir;

constexpr std::int64_t start_ms = 1'772'427'600'000;

std::unique_ptr<store::ReplicaStore> filled(std::int64_t records) {
  base::initialise_crypto();
  auto store = store::ReplicaStore::open(":memory:", {store::Durability::normal}).value();
  const base::KeyPair key{base::Seed{1}};
  const model::Kind& kind = *model::find_kind("punch");
  store::Transaction transaction(store->database());
  std::vector<model::Change> changes;
  for (std::int64_t number = 0; number < records; ++number)
    changes.push_back(model::change_from_json(kind, {{"employee", "E" + std::to_string(1000 + number % 97)},
                                                     {"at", base::format_rfc3339({start_ms + number * 1000, 420})},
                                                     {"source", "kiosk"},
                                                     {"direction", number % 2 == 0 ? "in" : "out"}})
                          .value());
  store->record({key, false, "7.01", "198609262015051001", {start_ms, log::Quality::hub, 20}, std::nullopt, start_ms}, changes);
  transaction.commit();
  return store;
}

void check_digest(benchmark::State& state) {
  const auto store = filled(state.range(0));
  for (auto _ : state) benchmark::DoNotOptimize(store::digest_lane(store->database(), "7.01", model::Lane::urgent));
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(check_digest)->Name("check/digest")->Arg(100'000)->Unit(benchmark::kMillisecond);

void check_read(benchmark::State& state) {
  const auto store = filled(state.range(0));
  for (auto _ : state) {
    store::Statement rows = store->database().prepare("SELECT * FROM punch WHERE scope = '7.01' ORDER BY day, key");
    std::size_t bytes = 0;
    while (rows.step())
      for (int column = 0; column < rows.column_count(); ++column) bytes += rows.blob(column).size();
    benchmark::DoNotOptimize(bytes);
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(check_read)->Name("check/read")->Arg(100'000)->Unit(benchmark::kMillisecond);

}  // namespace
