// What it costs to get from an office's database to what people ask of it.
//
//   build/release/tests/bench --benchmark_filter='desk/'
//
// desk/  an office of 500 people with three years of schedules, punches and reports in a file (a quarter of an hour to make; only
//        HADIR_DESK_BENCH_YEARS, 1 to 3, of them where that is set). ms: processor time; MiB: what the process took more than
//        before, at most. load: a month's Book. monthly: from the file to the monthly recap as a table. matters: what waits for a
//        decision. day: everybody's status of a day.
#include <benchmark/benchmark.h>

#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>

#include "common/desk/load.h"
#include "common/model/forms.h"
#include "common/papers/paper.h"
#include "common/report/render.h"
#include "common/rules/day_status.h"
#include "common/store/replica_store.h"
#include "tests/support/office_data.h"
#include "tests/support/office_work.h"

namespace {

using namespace hadir;
namespace fs = std::filesystem;

constexpr std::size_t people = 500;
constexpr std::int64_t first_day = 19'723;  // 2024-01-01
constexpr std::size_t days_of_month = 22;

double processor_ms() { return 1000.0 * static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

double mib_of(const char* what) {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with(what)) return std::strtod(line.c_str() + std::string(what).size() + 1, nullptr) / 1024;
  return 0;
}

// From now on the peak is counted anew.
void forget_peak() { std::ofstream("/proc/self/clear_refs") << "5"; }

class BigOffice {
 public:
  BigOffice() : path_(fs::temp_directory_path() / ("hadir-desk-bench-" + std::to_string(base::system_random().next()))) {
    base::initialise_crypto();
    fs::create_directories(path_);
    test::OfficeReplica office({1, "7.01"}, test::office_hub_key(), (path_ / "hadir.db").string());
    const char* years = std::getenv("HADIR_DESK_BENCH_YEARS");
    const std::size_t months = 12 * static_cast<std::size_t>(years != nullptr ? std::clamp(std::atoi(years), 1, 3) : 3);
    for (std::size_t month = 0; month < months; ++month) {
      last_ = first_day + static_cast<std::int64_t>(month) * 30;
      const auto data = test::office_data({100'002, "7.01", people, days_of_month, last_, false, false, 5});
      office.work(std::span(data).subspan(month == 0 ? 0 : people), test::Entry::import);
    }
    store_ = store::ReplicaStore::open((path_ / "hadir.db").string()).value();
    const auto& hub = test::office_hub_key();
    store::Transaction transaction(store_->database());
    const store::Authorship who{hub, true, "", "hub", {1, log::Quality::hub, 0}, std::nullopt, 1};
    store_->record(who,
                   {model::change_from_json(*model::find_kind("unit"), {{"code", "7.01"}, {"name", "Dinas Contoh"}}).value()});
    transaction.commit();
    store_.reset();
    store_ = store::ReplicaStore::open((path_ / "hadir.db").string()).value();
  }
  ~BigOffice() {
    store_.reset();
    fs::remove_all(path_);
  }
  rules::Book book(base::Date from, base::Date until, bool papers_only = false) {
    desk::Wish wish{{"7.01"}, from, until};
    wish.papers_only = papers_only;
    return desk::load_book(store_->database(), wish);
  }
  // The last month that is in it.
  base::Date from() const { return {static_cast<std::int32_t>(last_)}; }
  base::Date until() const { return {static_cast<std::int32_t>(last_ + 29)}; }

 private:
  fs::path path_;
  std::unique_ptr<store::ReplicaStore> store_;
  std::int64_t last_ = first_day;
};

BigOffice& office() {
  static BigOffice one;
  return one;
}

template <class Work>
void measure(benchmark::State& state, Work work) {
  BigOffice& big = office();
  work(big);  // what the disk has to give is in the cache, as on a PC that worked all day
  forget_peak();
  const double before = mib_of("VmRSS:"), begin = processor_ms();
  for ([[maybe_unused]] const auto _ : state) work(big);
  state.counters["ms"] = (processor_ms() - begin) / static_cast<double>(state.iterations());
  state.counters["MiB"] = mib_of("VmHWM:") - before;
}

void load(benchmark::State& state) {
  measure(state, [&](BigOffice& big) {
    const rules::Book book = big.book(big.from(), big.until());
    state.counters["punches"] = 0;
    for (const auto& [person, punches] : book.punches) state.counters["punches"] += static_cast<double>(punches.size());
  });
}
BENCHMARK(load)->Name("desk/load")->Iterations(3)->Unit(benchmark::kMillisecond);

void monthly(benchmark::State& state) {
  measure(state, [](BigOffice& big) {
    papers::PaperRequest request;
    request.unit = "7.01";
    request.from = {big.from().days - static_cast<std::int32_t>(base::day_of_month(big.from())) + 1};
    request.until = {request.from.days + 27};
    const papers::Paper& paper = *papers::find_paper("monthly");
    const papers::DaySpan days = papers::days_needed(paper, request);
    const auto document = papers::make_paper(paper, big.book(days.first, days.last), request);
    if (!document) throw std::runtime_error(base::describe(document.error()));
    benchmark::DoNotOptimize(report::to_text(*document).value().size());
  });
}
BENCHMARK(monthly)->Name("desk/monthly")->Iterations(3)->Unit(benchmark::kMillisecond);

void day(benchmark::State& state) {
  measure(state, [](BigOffice& big) {
    const rules::Book book = big.book(big.from(), big.from());
    rules::Lookup lookup(book);
    benchmark::DoNotOptimize(rules::statuses(lookup, "7.01", big.from(), big.from(), true).size());
  });
}
BENCHMARK(day)->Name("desk/day")->Iterations(3)->Unit(benchmark::kMillisecond);

void matters(benchmark::State& state) {
  measure(state, [](BigOffice& big) {
    const rules::Book book = big.book({big.until().days - 62}, {big.until().days + 366}, true);
    benchmark::DoNotOptimize(book.daily_reports.size());
  });
}
BENCHMARK(matters)->Name("desk/matters")->Iterations(3)->Unit(benchmark::kMillisecond);

}  // namespace
