// What proving a database costs, beside what no proof can do without: reading the log, and Ed25519.
//
//   build/release/tests/bench --benchmark_filter=/20000          a quick look
//   build/release/tests/bench --benchmark_filter=verify/1000000  the size that has to pass in under a minute
//
// Arguments: commits, units they are spread over, one signature per so many commits, threads.
#include <benchmark/benchmark.h>

#include <filesystem>
#include <fstream>

#include "common/base/civil.h"
#include "common/evidence/verify.h"
#include "common/model/forms.h"
#include "common/store/replica_store.h"

namespace {

using namespace hadir;

base::KeyPair key_of(std::int64_t number) {
  base::Seed seed{};
  seed[0] = static_cast<std::uint8_t>(number);
  seed[1] = static_cast<std::uint8_t>(number >> 8);
  return base::KeyPair(seed);
}

constexpr std::int64_t start_ms = 1'772'427'600'000;

model::Change punch(std::int64_t number) {
  const model::Kind& kind = *model::find_kind("punch");
  return model::change_from_json(kind, {{"employee", "E" + std::to_string(1000 + number % 97)},
                                        {"at", base::format_rfc3339({start_ms + number * 1000, 420})},
                                        {"source", "kiosk"},
                                        {"direction", number % 2 == 0 ? "in" : "out"}})
      .value();
}

void fill(const std::string& path, std::int64_t commits, std::int64_t units, std::int64_t signed_every) {
  base::initialise_crypto();
  auto store = store::ReplicaStore::open(path, {store::Durability::normal}).value();
  const base::KeyPair hub = key_of(60'000);
  store->set_hub_key(hub.public_key());
  for (std::int64_t unit = 0; unit < units; ++unit) {
    const base::KeyPair key = key_of(unit);
    std::optional<log::Beacon> beacon;
    for (std::int64_t number = 0; number < commits / units;) {
      store::Transaction transaction(store->database());
      for (std::int64_t end = std::min(commits / units, number + 1000); number < end; ++number) {
        const std::int64_t ms = start_ms + number * 1000;
        if (number % 10 == 0) beacon = log::Beacon{ms, hub.sign(log::beacon_message(ms))};
        store->record({key, false, "7." + std::to_string(unit), "198609262015051001", {ms, log::Quality::hub, 20}, beacon, ms},
                      {punch(number)});
      }
      transaction.commit();
    }
  }
  if (signed_every > 1)
    store->database().execute("UPDATE commit_log SET signature = NULL WHERE seq % " + std::to_string(signed_every) +
                              " <> 0 AND seq < (SELECT stored_seq FROM stream WHERE id = stream)");
  store->database().execute("PRAGMA wal_checkpoint(TRUNCATE)");
}

// Made once per shape, and kept until the program ends.
const std::string& database_of(const benchmark::State& state) {
  static std::map<std::string, std::string> made;
  const std::string name =
      std::to_string(state.range(0)) + "-" + std::to_string(state.range(1)) + "-" + std::to_string(state.range(2));
  static const struct Folder {
    std::string path = (std::filesystem::temp_directory_path() / "hadir-bench").string();
    Folder() { std::filesystem::create_directories(path); }
    ~Folder() { std::filesystem::remove_all(path); }
  } folder;
  std::string& path = made[name];
  if (path.empty()) {
    path = folder.path + "/" + name + ".db";
    std::filesystem::remove(path);
    fill(path, state.range(0), state.range(1), state.range(2));
  }
  return path;
}

// The most memory this process ever held, in MiB.
double peak_memory() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with("VmHWM:")) return std::stod(line.substr(6)) / 1024;
  return 0;
}

void verify(benchmark::State& state) {
  const std::string& path = database_of(state);
  for ([[maybe_unused]] const auto _ : state) {
    const auto report = evidence::verify({.path = path, .threads = static_cast<unsigned>(state.range(3))});
    if (!report || !report->intact()) state.SkipWithError("not intact");
  }
  state.counters["commits/s"] =
      benchmark::Counter(static_cast<double>(state.iterations() * state.range(0)), benchmark::Counter::kIsRate);
  state.counters["file_MiB"] = static_cast<double>(std::filesystem::file_size(path)) / (1024 * 1024);
  state.counters["peak_MiB"] = peak_memory();
}

void read_log(benchmark::State& state) {
  const std::string& path = database_of(state);
  for ([[maybe_unused]] const auto _ : state) {
    auto scratch = store::Database::open_scratch(1 << 20).value();
    scratch->attach_read_only("source", path, true);
    store::Statement rows = scratch->prepare("SELECT header, payload, hash, signature FROM source.commit_log");
    std::size_t bytes = 0;
    while (rows.step()) bytes += rows.blob(0).size() + rows.blob(1).size() + rows.blob(2).size() + rows.blob(3).size();
    benchmark::DoNotOptimize(bytes);
  }
}

void ed25519(benchmark::State& state) {
  base::initialise_crypto();
  const base::KeyPair key = key_of(1);
  const base::Bytes message(84, 1);
  const base::Signature signature = key.sign(message);
  for ([[maybe_unused]] const auto _ : state) benchmark::DoNotOptimize(base::verify(key.public_key(), message, signature));
}

BENCHMARK(ed25519)->Unit(benchmark::kMicrosecond);
BENCHMARK(read_log)->Args({20'000, 20, 1})->Args({1'000'000, 100, 1})->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(verify)
    ->Args({20'000, 20, 1, 2})
    ->Args({20'000, 20, 30, 2})
    ->Args({1'000'000, 100, 1, 2})
    ->Args({1'000'000, 100, 30, 2})
    ->Args({1'000'000, 1, 1, 2})
    ->Args({200'000, 1, 1, 2})
    ->Args({200'000, 1, 200, 2})
    ->Iterations(1)
    ->MeasureProcessCPUTime()
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

}  // namespace

BENCHMARK_MAIN();
