// What a month's day statuses and exceptions of an office cost: 500 people, 31 days, half of them at home with reports that went
// up through two tiers, a few on leave. bench/run, or build/release/tests/bench --benchmark_filter=rules.
#include <benchmark/benchmark.h>

#include "common/rules/exceptions.h"
#include "common/rules/month_hours.h"
#include "tests/unit/rules_fixture.h"

namespace {

using namespace hadir;
using namespace hadir::rules;
using namespace hadir::test;

BookMaker office_of(int people) {
  BookMaker make("2021-07-01", "2021-07-31");
  make.unit("1.01", "Dinas Contoh");
  make.post("kadis", "Kepala Dinas", "", "kepala");
  make.post("kabid", "Kepala Bidang", "kadis");
  for (const char* head : {"kadis", "kabid"}) {
    make.person(head, "1.01", Class::structural);
    make.holder(head, head);
  }
  make.clause(R"({"id": "H1", "home_day": {"letter": true, "attendance_report": true, "daily_report": true}})", "2020-01-01",
              "1/SE");
  make.clause(R"({"id": "O1", "office_entry": {"permit": true}})", "2020-01-01", "2/SE");
  make.clause(R"({"id": "D1", "discipline": {"late": [{"code": "TL1", "from_minutes": 1, "percent": "0.5%"}], "absent": "5%"}})",
              "2020-01-01", "3/SE");
  make.holiday("2021-07-20", "Iduladha");
  const auto staff = make.people("1.01", people - 2);
  const auto& letter = make.letter("kabid", "2021-06-29T08:00:00+07:00", "2021-07-01", "2021-07-31", staff, "kadis");
  make.approve(letter.subject, "kadis", "2021-06-30T08:00:00+07:00");
  for (std::size_t index = 0; index < staff.size(); ++index) {
    const std::string& id = staff[index];
    make.person_state(id).reports_to = "kabid";
    if (index % 25 == 0) {
      const auto& permit = make.permit(id, PermitType::leave, "2021-07-12", "2021-07-14");
      make.approve(permit.subject, "kabid", "2021-07-01T08:00:00+07:00", Decision::forwarded);
      make.approve(permit.subject, "kadis", "2021-07-02T08:00:00+07:00");
    }
    for (base::Date date = make.book.first; date <= make.book.last; ++date.days) {
      if (base::iso_weekday_of(date) > 5) continue;
      const std::string on = base::format_date(date);
      const bool home = (static_cast<std::size_t>(date.days) + index) % 2 == 0;
      make.schedule(id, date, home ? Mode::wfh : Mode::wfo);
      if (home) {
        make.attendance_report(id, on + "T07:25:00+07:00");
        make.daily_report(id, on, ReportState::submitted).submitted = instant(on + "T15:00:00+07:00");
        const std::string subject = "daily_report/" + id + "/" + on;
        make.approve(subject, "kabid", on + "T17:00:00+07:00", Decision::forwarded);
        make.approve(subject, "kadis", on + "T18:00:00+07:00");
      } else {
        make.punch(id, on + (index % 7 == 0 ? "T07:45:00+07:00" : "T07:25:00+07:00"), Direction::unknown, "device:1");
        make.punch(id, on + "T16:31:00+07:00", Direction::unknown, "device:1");
      }
    }
  }
  make.done();
  return make;
}

void rules_statuses(benchmark::State& state) {
  const BookMaker make = office_of(static_cast<int>(state.range(0)));
  for (auto _ : state) {
    Lookup lookup(make.book);
    benchmark::DoNotOptimize(statuses(lookup, "1.01", make.book.first, make.book.last, true));
  }
}

void rules_hours(benchmark::State& state) {
  const BookMaker make = office_of(static_cast<int>(state.range(0)));
  for (auto _ : state) {
    Lookup lookup(make.book);
    benchmark::DoNotOptimize(month_hours(lookup, "1.01", make.book.first, make.book.last, true));
  }
}

void rules_exceptions(benchmark::State& state) {
  const BookMaker make = office_of(static_cast<int>(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(exceptions(make.book, "1.01", make.book.first, make.book.last));
}

BENCHMARK(rules_statuses)->Arg(50)->Arg(500)->Unit(benchmark::kMillisecond);
BENCHMARK(rules_hours)->Arg(500)->Unit(benchmark::kMillisecond);
BENCHMARK(rules_exceptions)->Arg(500)->Unit(benchmark::kMillisecond);

}  // namespace
