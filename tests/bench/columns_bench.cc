// What it costs to bring batches into columns and back, beside zstd alone on the same slices as frames carry them today.
//
//   build/release/tests/bench --benchmark_filter=columns
//
// A month of an office of 100 people in one batch. `bytes` is what travels; `ratio` is the time against zstd alone.
#include <benchmark/benchmark.h>

#include <chrono>

#include "common/base/limits.h"
#include "common/wire/columns.h"
#include "common/wire/frame.h"
#include "common/wire/messages.h"
#include "tests/support/office_data.h"
#include "tests/support/office_work.h"

namespace {

using namespace hadir;

const std::vector<log::Slice>& month() {
  static const std::vector<log::Slice> slices = [] {
    base::initialise_crypto();
    return test::recorded({}, test::office_data({100'002, "7.01", 100, 22, 20'514, false, false, 5}), test::Entry::import);
  }();
  return slices;
}

base::Bytes frame_of(const std::vector<log::Slice>& slices) {
  wire::ExchangeRequest request;
  request.push = slices;
  return wire::seal_frame(wire::FrameType::exchange, wire::encode(request));
}
bool read_frame(const base::Bytes& frame) {
  const auto raw = wire::open_frame(wire::FrameType::exchange, frame, base::limits::frame_raw_bytes);
  return raw && wire::decode<wire::ExchangeRequest>(*raw, "request").has_value();
}
bool read_columns(const base::Bytes& bytes) { return wire::decode_columns(bytes, base::limits::frame_raw_bytes).has_value(); }

// Runs `work`, and `alone` as often beside it, so that both meet the same machine.
template <class Work, class Alone>
void compare(benchmark::State& state, Work work, Alone alone) {
  using Clock = std::chrono::steady_clock;
  Clock::duration spent{}, spent_alone{};
  for (auto _ : state) {
    const auto begin = Clock::now();
    benchmark::DoNotOptimize(alone());
    const auto middle = Clock::now();
    benchmark::DoNotOptimize(work());
    spent_alone += middle - begin;
    spent += Clock::now() - middle;
    state.SetIterationTime(std::chrono::duration<double>(Clock::now() - middle).count());
  }
  state.counters["ratio"] = static_cast<double>(spent.count()) / static_cast<double>(spent_alone.count());
}

void columns_encode(benchmark::State& state) {
  compare(
      state, [] { return wire::encode_columns(month()); }, [] { return frame_of(month()); });
  state.counters["bytes"] = static_cast<double>(wire::encode_columns(month()).size());
  state.counters["bytes_alone"] = static_cast<double>(frame_of(month()).size());
}
BENCHMARK(columns_encode)->UseManualTime()->Unit(benchmark::kMillisecond);

void columns_decode(benchmark::State& state) {
  const base::Bytes columns = wire::encode_columns(month()), frame = frame_of(month());
  compare(
      state, [&] { return read_columns(columns); }, [&] { return read_frame(frame); });
}
BENCHMARK(columns_decode)->UseManualTime()->Unit(benchmark::kMillisecond);

}  // namespace
