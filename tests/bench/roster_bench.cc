// A month's roster for 500 people, which has to be there well under a second after somebody asked for it: the simplest office, a
// cap with leave to be made up for, shifts under a cap, the same around the clock, turns under a cap with a minimum for each of
// 25 sections.
#include <benchmark/benchmark.h>

#include <string>

#include "common/rules/roster.h"

namespace {

using namespace hadir;
using namespace hadir::rules;

constexpr int people = 500;

Date july(int number) { return *base::date_from(2021, 7, static_cast<unsigned>(number)); }

template <class T>
void hold(Since<T>& since, T value) {
  since.steps.emplace_back(Date{std::numeric_limits<std::int32_t>::min()}, std::move(value));
}

Book office(const std::string& clauses, bool leave) {
  Book book;
  book.first = july(1);
  book.last = july(31);
  book.held_units.insert("1.01");
  Unit& unit = book.units["1.01"];
  unit.code = "1.01";
  unit.name = "Dinas Contoh";
  hold(unit.states, UnitState{});
  for (int number = 0; number < people; ++number) {
    const std::string id = std::to_string(198001012005011000LL + number);
    Person& person = book.people[id];
    person.id = id;
    person.name = "Pegawai " + id;
    person.unit = "1.01";
    PersonState state;
    state.klass = number % 20 == 0 ? Class::structural : Class::jfu;
    state.section = "Bagian " + std::to_string(number / 20);
    hold(person.states, state);
    if (!leave || number % 5 != 0) continue;
    const int begin = 1 + (number * 7) % 20;
    for (int day = begin; day < begin + 3 + number % 9; ++day) book.schedule[{id, july(day)}].mode = Mode::leave;
  }
  book.holidays[july(20)][""] = "Iduladha";
  const std::string circular =
      R"({"issuer": "Gubernur", "number": "1", "title": "Uji", "state": "active", "effective": "2021-07-01", "clauses": [)" +
      clauses + "]}";
  book.circulars.push_back(circular_from_text(circular).value());
  return book;
}

void run(benchmark::State& state, const std::string& clauses, bool leave) {
  const Book book = office(clauses, leave);
  std::size_t cells = 0;
  for (auto step : state) {
    const Roster roster = propose(book, "1.01", july(1), july(31));
    cells = roster.cells.size();
    benchmark::DoNotOptimize(roster);
  }
  state.counters["cells"] = static_cast<double>(cells);
}

void plain(benchmark::State& state) { run(state, R"({"id": "1", "presence": {"max": "50%"}})", false); }
void cap_with_leave(benchmark::State& state) {
  run(state, R"({"id": "1", "presence": {"max": "25%", "of": "available"}})", true);
}
void shifts_with_leave(benchmark::State& state) {
  run(state,
      R"({"id": "1", "presence": {"max": "25%", "of": "staff"}},
         {"id": "2", "applies": {"classes": "struktural"}, "attend": {"place": "office"}},
         {"id": "3", "shifts": [{"code": "pagi", "start": "07:30", "end": "11:45"}, {"code": "siang", "start": "11:45", "end": "16:00"}]})",
      true);
}
void nights_with_leave(benchmark::State& state) {
  run(state,
      R"({"id": "1", "presence": {"max": "25%", "of": "staff"}},
         {"id": "2", "applies": {"classes": "struktural"}, "attend": {"place": "office"}},
         {"id": "3", "shifts": [{"code": "pagi", "start": "07:00", "end": "14:00"}, {"code": "siang", "start": "14:00", "end": "21:00"},
                                {"code": "malam", "start": "21:00", "end": "08:00"}]})",
      true);
}
void nights_with_minimum(benchmark::State& state) {
  run(state,
      R"({"id": "1", "presence": {"max": "30%"}},
         {"id": "2", "roster": {"minimum": 2, "per": "section"}},
         {"id": "3", "shifts": [{"code": "pagi", "start": "07:00", "end": "14:00"}, {"code": "siang", "start": "14:00", "end": "21:00"},
                                {"code": "malam", "start": "21:00", "end": "07:00"}]})",
      true);
}
void turns_with_minimum(benchmark::State& state) {
  run(state,
      R"({"id": "1", "presence": {"balance": "50%"}},
         {"id": "2", "rotation": {"groups": ["A", "B"], "start": "2021-07-01"}},
         {"id": "3", "roster": {"minimum": 6, "per": "section"}})",
      true);
}

BENCHMARK(plain)->Name("roster/500x31/cap")->Unit(benchmark::kMillisecond);
BENCHMARK(cap_with_leave)->Name("roster/500x31/cap_with_leave")->Unit(benchmark::kMillisecond);
BENCHMARK(shifts_with_leave)->Name("roster/500x31/shifts_with_leave")->Unit(benchmark::kMillisecond);
BENCHMARK(nights_with_leave)->Name("roster/500x31/nights_with_leave")->Unit(benchmark::kMillisecond);
BENCHMARK(nights_with_minimum)->Name("roster/500x31/nights_with_minimum")->Unit(benchmark::kMillisecond);
BENCHMARK(turns_with_minimum)->Name("roster/500x31/turns_with_minimum")->Unit(benchmark::kMillisecond);

}  // namespace
