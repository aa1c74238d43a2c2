// Laws of rosters over random offices: caps hold or the roster says that they do not, days are even, nobody begins unrested or
// the roster says who, nothing depends on the order in which things were recorded, and people who come and go move nobody's
// turns.
#include <ostream>

#include "common/rules/compliance.h"
#include "common/rules/roster.h"
#include "tests/property.h"
#include "tests/unit/rules_fixture.h"

using namespace hadir;
using namespace hadir::rules;
using hadir::test::BookMaker;
using hadir::test::day;

namespace {

std::string text_of(const Roster& roster) {
  static constexpr const char* modes[] = {"WFO", "WFH", "OFF", "LEAVE", "DL"};
  std::string text;
  for (const RosterCell& cell : roster.cells)
    text += cell.person + " " + base::format_date(cell.date) + " " + modes[static_cast<std::size_t>(cell.mode)] + " " +
            cell.shift + " " + cell.why + " [" + cell.citation + "]\n";
  for (const GroupStart& one : roster.groups)
    text += "group " + one.person + " " + base::format_date(one.from) + " " + one.group + "\n";
  for (const Finding& one : roster.problems) text += "problem " + one.code + " " + one.text + "\n";
  for (const Spread& one : roster.spreads) {
    text += "spread " + one.unit + " " + one.citation + " " + std::to_string(one.least) + ".." + std::to_string(one.most) + "\n";
    for (const auto& listed : one.listed)
      text += "  " + listed.person + " " + std::to_string(listed.days) + " " + listed.why + "\n";
  }
  return text;
}

// An office as numbers, so that a failure prints a small one.
struct Office {
  int people = 0, structural = 0, sections = 1;
  int cap = 0;  // 0 none, 1 max, 2 exact, 3 balance, 4 home max, 5 min
  int percent = 25;
  bool staff = false, available = false, by_day = false;
  int groups = 0, minimum = 0;
  int shifts = 0;                           // 2 or 3 by day, 4: three around the clock, 5: so that the night meets the morning
  std::vector<std::pair<int, int>> leaves;  // person, day
  int closure = 0, joiner = 0;
  bool is_even() const { return leaves.empty() && closure == 0 && joiner == 0 && groups == 0 && minimum == 0; }
};

std::ostream& operator<<(std::ostream& out, const Office& o) {
  out << o.people << " people, " << o.structural << " structural, " << o.sections << " sections, cap " << o.cap << " of "
      << o.percent << "% staff " << o.staff << " available " << o.available << " by day " << o.by_day << ", groups " << o.groups
      << " shifts " << o.shifts << " minimum " << o.minimum << " closure " << o.closure << " joiner " << o.joiner << " leaves";
  for (const auto& [who, when] : o.leaves) out << ' ' << who << '/' << when;
  return out;
}

rc::Gen<Office> any_office() {
  const auto small = [](int below) { return rc::gen::inRange(0, below); };
  return rc::gen::build<Office>(rc::gen::set(&Office::people, rc::gen::inRange(1, 24)),
                                rc::gen::set(&Office::structural, small(3)),
                                rc::gen::set(&Office::sections, rc::gen::inRange(1, 4)), rc::gen::set(&Office::cap, small(6)),
                                rc::gen::set(&Office::percent, rc::gen::element(0, 25, 33, 50, 75, 100)),
                                rc::gen::set(&Office::staff), rc::gen::set(&Office::available), rc::gen::set(&Office::by_day),
                                rc::gen::set(&Office::groups, rc::gen::element(0, 0, 2, 3)),
                                rc::gen::set(&Office::shifts, rc::gen::element(0, 0, 2, 3, 4, 5)),
                                rc::gen::set(&Office::minimum, rc::gen::element(0, 0, 1, 2)),
                                rc::gen::set(&Office::leaves, rc::gen::container<std::vector<std::pair<int, int>>>(rc::gen::pair(
                                                                  rc::gen::inRange(0, 24), rc::gen::inRange(1, 32)))),
                                rc::gen::set(&Office::closure, rc::gen::element(0, 0, 5, 12)),
                                rc::gen::set(&Office::joiner, rc::gen::element(0, 0, 9, 15)));
}

std::string id_of(int number) { return (number < 10 ? "s0" : "s") + std::to_string(number); }

Date july(int number) { return *base::date_from(2021, 7, static_cast<unsigned>(number)); }

std::string presence_of(const Office& o) {
  const std::string percent = "\"" + std::to_string(o.percent) + "%\"";
  std::string json = R"({"id": "cap", "presence": {)";
  switch (o.cap) {
    case 1: json += R"("max": )" + percent; break;
    case 2: json += R"("exact": )" + percent; break;
    case 3: json += R"("balance": )" + percent; break;
    case 4: json += R"("place": "home", "max": )" + percent; break;
    default: json += R"("min": )" + percent; break;
  }
  if (o.cap != 3) json += o.available ? R"(, "of": "available")" : o.staff ? R"(, "of": "staff")" : "";
  return json + (o.by_day ? R"(, "at": "day"}})" : "}}");
}

struct Hours {
  std::string code;
  int start, end;  // past 24 on the next day
};
std::vector<Hours> hours_of(const Office& o) {
  if (o.shifts == 2) return {{"pagi", 7, 12}, {"siang", 12, 17}};
  if (o.shifts == 3) return {{"pagi", 7, 12}, {"siang", 12, 17}, {"malam", 17, 22}};
  if (o.shifts >= 4) return {{"pagi", 7, 14}, {"siang", 14, 21}, {"malam", 21, o.shifts == 4 ? 31 : 32}};
  return {};
}

std::string shifts_of(const Office& o) {
  std::string json;
  const auto clock = [](int hour) { return (hour % 24 < 10 ? "0" : "") + std::to_string(hour % 24) + ":00"; };
  for (const Hours& one : hours_of(o))
    json += (json.empty() ? "" : ", ") + (R"({"code": ")" + one.code + R"(", "start": ")" + clock(one.start)) + R"(", "end": ")" +
            clock(one.end) + "\"}";
  return R"({"id": "shifts", "shifts": [)" + json + "]}";
}

// Backwards: everything is recorded in the opposite order.
BookMaker make_office(const Office& o, bool backwards = false) {
  BookMaker make("2021-07-01", "2021-07-31");
  make.unit("1.01", "Dinas Contoh");
  make.holiday("2021-07-20", "Iduladha");
  const auto each = [&](int count, auto put) {
    for (int index = 0; index < count; ++index) put(backwards ? count - 1 - index : index);
  };
  each(o.people, [&](int who) {
    auto& person = make.person(id_of(who), "1.01", who < o.structural ? Class::structural : Class::jfu,
                               "Bagian " + std::to_string(who % o.sections));
    if (o.joiner > 0 && who == o.people - 1) person.joined = july(o.joiner);
  });
  each(4, [&](int which) {
    if (which == 0 && o.cap != 0) make.clause(presence_of(o), "2020-01-01", "1/CAP");
    if (which == 1 && o.groups > 0)
      make.clause(std::string(R"({"id": "turns", "rotation": {"start": "2021-07-01", "groups": ["A", "B")") +
                      (o.groups == 3 ? R"(, "C")" : "") + "]}}",
                  "2020-01-01", "2/TURNS");
    if (which == 2 && o.shifts > 0) make.clause(shifts_of(o), "2020-01-01", "3/SHIFTS");
    if (which == 3 && o.minimum > 0)
      make.clause(R"({"id": "least", "roster": {"minimum": )" + std::to_string(o.minimum) + R"(, "per": "section"}})",
                  "2020-01-01", "4/LEAST");
  });
  each(static_cast<int>(o.leaves.size()), [&](int index) {
    const auto& [who, when] = o.leaves[static_cast<std::size_t>(index)];
    make.schedule(id_of(who % o.people), july(when), Mode::leave);
  });
  if (o.closure > 0) make.closure("1.01", "Bagian 0", base::format_date(july(o.closure)), 4);
  make.done();
  return make;
}

Roster propose_july(const Book& book) { return propose(book, "1.01", day("2021-07-01"), day("2021-07-31")); }

// How many are and may be at the office, worked out from the paper and not from the rules' own functions.
struct Counted {
  std::int64_t office = 0, most_at_once = 0, home = 0, of = 0;
};
Counted count_day(const Office& o, const Book& book, const Roster& roster, Date date) {
  Counted counted;
  std::map<int, std::int64_t> by_hour;
  bool works = false;
  const auto count_hours = [&](const RosterCell& cell, int from) {
    for (const Hours& one : hours_of(o))
      if (cell.mode == Mode::wfo && cell.shift == one.code)
        for (int hour = std::max(one.start + from, 0); hour < std::min(one.end + from, 24); ++hour) ++by_hour[hour];
    if (cell.mode == Mode::wfo && cell.shift.empty() && from == 0)
      for (int hour = 0; hour < 24; ++hour) ++by_hour[hour];
  };
  for (const auto& [id, person] : book.people) {
    if (!person.is_member(date)) continue;
    const bool counts = !((o.staff || o.available) && o.cap != 3) || person.states.at(date).klass != Class::structural;
    if (!counts) continue;
    const RosterCell& cell = *roster.cell(id, date);
    count_hours(cell, 0);
    if (const RosterCell* before = roster.cell(id, {date.days - 1})) count_hours(*before, -24);
    const bool away = cell.mode == Mode::leave || cell.mode == Mode::dl;
    const bool closed = cell.why.find(" ditutup") != std::string::npos;

    if (!(away && (o.available || o.cap == 3)) && !(closed && o.cap == 3)) ++counted.of;
    if (cell.mode == Mode::wfh && !closed) ++counted.home;
    if (cell.mode == Mode::wfo) ++counted.office;
    works = works || cell.mode == Mode::wfo || cell.mode == Mode::wfh;
  }
  if (!works) return counted;  // nobody asks about the end of a night on such a day
  for (const auto& [hour, count] : by_hour) counted.most_at_once = std::max(counted.most_at_once, count);
  return counted;
}

bool is_told(const Roster& roster, Date date, std::string_view code) {
  return std::ranges::any_of(roster.problems, [&](const Finding& one) { return one.date == date && one.code == code; });
}

}  // namespace

TEST_CASE("roster laws: a cap is never broken, and what a clause asks at least is there or told") {
  rc::prop("caps", [] {
    const Office o = *any_office();
    BookMaker make = make_office(o);
    const Roster roster = propose_july(make.book);
    for (Date date = roster.from; date <= roster.until; ++date.days) {
      if (base::iso_weekday_of(date) > 5 || date == july(20)) continue;
      const Counted counted = count_day(o, make.book, roster, date);
      const std::int64_t busy = o.by_day ? counted.office : counted.most_at_once, exact = counted.of * o.percent;
      const std::int64_t down = exact / 100, up = (exact + 99) / 100;
      RC_ASSERT(!is_told(roster, date, "cap"));  // nobody is forced to come here
      if (o.cap >= 1 && o.cap <= 2) RC_ASSERT(busy <= down);
      if (o.cap == 3) RC_ASSERT(busy <= up);
      const bool simple = o.shifts == 0;
      if (o.cap == 2 && simple) RC_ASSERT(busy == down || is_told(roster, date, "floor"));
      if (o.cap == 3 && simple) RC_ASSERT(busy >= down || is_told(roster, date, "floor"));
      if (o.cap == 4 && simple) RC_ASSERT(counted.home <= down || is_told(roster, date, "floor"));
      if (o.cap == 5 && simple) RC_ASSERT(busy >= up || is_told(roster, date, "floor"));
      // What is told is true.
      if (o.cap == 2 && simple && is_told(roster, date, "floor")) RC_ASSERT(busy < down);
      if (o.cap == 5 && simple && is_told(roster, date, "floor")) RC_ASSERT(busy < up);
    }
  });
}

TEST_CASE("roster laws: office days differ by one at most where everybody is there, and no exchange would make them more even") {
  rc::prop("spread", [] {
    Office o = *any_office();
    o.groups = o.minimum = 0;
    BookMaker make = make_office(o);
    const Roster roster = propose_july(make.book);
    for (const Spread& spread : roster.spreads)
      if (o.is_even()) {
        RC_ASSERT(spread.is_fair());
        RC_ASSERT(spread.listed.empty());
      }
    if (o.cap == 0 || o.joiner > 0) return;
    std::map<std::string, std::int64_t> loads;
    for (const RosterCell& cell : roster.cells) loads[cell.person] += cell.mode == Mode::wfo ? 1 : 0;
    const auto counts = [&](const std::string& id) {
      return !((o.staff || o.available) && o.cap != 3) ||
             make.book.people.at(id).states.at(roster.from).klass != Class::structural;
    };
    for (const RosterCell& out : roster.cells) {
      if (out.mode != Mode::wfo || out.citation.empty() || !counts(out.person)) continue;
      for (const auto& [id, load] : loads) {
        const RosterCell& in = *roster.cell(id, out.date);
        if (in.mode != Mode::wfh || in.citation.empty() || !counts(id)) continue;
        RC_ASSERT(loads[out.person] - load < 2);
      }
    }
  });
}

TEST_CASE("roster laws: the order in which an office was recorded does not show") {
  rc::prop("order", [] {
    const Office o = *any_office();
    BookMaker one = make_office(o), other = make_office(o, true);
    RC_ASSERT(text_of(propose_july(one.book)) == text_of(propose_july(other.book)));
  });
}

TEST_CASE("A18: under a rotation alone, whoever joins or leaves moves nobody's turns") {
  rc::prop("stability", [] {
    Office o = *any_office();
    o.cap = o.minimum = o.shifts = 0;
    o.groups = std::max(o.groups, 2);
    BookMaker make = make_office(o);
    const Roster before = propose_july(make.book);
    for (const GroupStart& one : before.groups) make.group(one.person, one.group, base::format_date(one.from));
    make.person("n" + std::to_string(*rc::gen::inRange(0, 99)), "1.01").joined = july(*rc::gen::inRange(1, 32));
    make.book.people.at(id_of(0)).left = july(*rc::gen::inRange(1, 32));
    const Roster after = propose_july(make.done());
    RC_ASSERT(after.groups.size() == 1u);
    for (const RosterCell& cell : before.cells)
      if (cell.person != id_of(0)) RC_ASSERT(*after.cell(cell.person, cell.date) == cell);
  });
}

TEST_CASE("roster laws: every member has a cell with a reason each day, and free days are free") {
  rc::prop("cells", [] {
    const Office o = *any_office();
    BookMaker make = make_office(o);
    const Roster roster = propose_july(make.book);
    std::size_t expected = 0;
    for (Date date = roster.from; date <= roster.until; ++date.days)
      for (const auto& [id, person] : make.book.people) {
        if (!person.is_member(date)) continue;
        ++expected;
        const RosterCell* cell = roster.cell(id, date);
        RC_ASSERT(cell != nullptr);
        RC_ASSERT(!cell->why.empty());
        const bool free = base::iso_weekday_of(date) > 5 || date == july(20);
        if (cell->mode != Mode::leave) RC_ASSERT((cell->mode == Mode::off) == free);
        RC_ASSERT(cell->shift.empty() || cell->mode == Mode::wfo);
        if (o.shifts > 0 && cell->mode == Mode::wfo) RC_ASSERT(!cell->shift.empty());
      }
    RC_ASSERT(roster.cells.size() == expected);
  });
}

TEST_CASE("roster laws: nobody begins before he has rested for eight hours since the day before, or the roster says who") {
  rc::prop("rest", [] {
    const Office o = *any_office();
    BookMaker make = make_office(o);
    const Roster roster = propose_july(make.book);
    const auto shift_of = [&](const RosterCell& cell) -> std::optional<Hours> {
      for (const Hours& one : hours_of(o))
        if (cell.mode == Mode::wfo && cell.shift == one.code) return one;
      return {};
    };
    std::size_t broken = 0;
    for (const RosterCell& cell : roster.cells) {
      const RosterCell* before = roster.cell(cell.person, {cell.date.days - 1});
      const auto now = shift_of(cell), last = before == nullptr ? std::nullopt : shift_of(*before);
      if (!now || !last || now->start + 24 - last->end >= 8) continue;
      ++broken;
      RC_ASSERT(std::ranges::any_of(roster.problems, [&](const Finding& one) {
        return one.code == "rest" && one.date == cell.date && one.people == std::vector{cell.person};
      }));
    }
    RC_ASSERT(std::ranges::count(roster.problems, "rest", &Finding::code) == static_cast<std::ptrdiff_t>(broken));
    // Where nothing asks that somebody be there at any moment, hardly anybody goes without.
    if (o.minimum == 0 && o.cap <= 1) RC_ASSERT(broken <= 1u);
  });
}

TEST_CASE("roster laws: whoever checks a proposed roster finds what the roster said itself, and nothing else") {
  rc::prop("checked", [] {
    const Office o = *any_office();
    BookMaker make = make_office(o);
    const Roster roster = propose_july(make.book);
    std::vector<PlannedCell> proposed;
    for (const RosterCell& cell : roster.cells) proposed.push_back({cell.person, cell.date, {cell.mode, cell.shift, {}}});
    for (const Finding& found : check_plan(make.book, "1.01", roster.from, roster.until, proposed)) {
      RC_LOG() << base::format_date(found.date) << ' ' << found.code << ' ' << found.text << '\n';
      RC_ASSERT(found.code == "floor" || found.code == "balance");
      RC_ASSERT(is_told(roster, found.date, "floor"));
    }
  });
}
