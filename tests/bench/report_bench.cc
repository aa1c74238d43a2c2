// What a paper costs in each format: the monthly recap of 500 people, 45 columns.
//
//   build/release/tests/bench --benchmark_filter=report
//
// `bytes` is the file; `peak_kib` what the process grew by, measured before the first run of that format.
#include <benchmark/benchmark.h>
#include <sys/resource.h>

#include "common/report/render.h"
#include "tests/support/report_papers.h"

namespace {

using namespace hadir;

long peak_kib() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

void report_render(benchmark::State& state, report::Format format) {
  static const report::Document recap = test::monthly_recap(500);
  const long before = peak_kib();
  std::size_t bytes = 0;
  for (auto _ : state) bytes = report::render(recap, format).value().size();
  state.counters["bytes"] = static_cast<double>(bytes);
  state.counters["peak_kib"] = static_cast<double>(peak_kib() - before);
}
BENCHMARK_CAPTURE(report_render, text, report::Format::text)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(report_render, csv, report::Format::csv)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(report_render, json, report::Format::json)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(report_render, xlsx, report::Format::xlsx)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(report_render, pdf, report::Format::pdf)->Unit(benchmark::kMillisecond);

}  // namespace
