// roster.board, wall, draft, try, save: a month's roster as a grid of people by days that somebody changes by hand (board.h).
// What he changes is tried as often as he likes and saved once, under the same rules as a roster that is published.
#include <algorithm>

#include "common/desk/board.h"
#include "common/desk/lookup.h"
#include "common/desk/tables.h"
#include "common/desk/verdicts.h"
#include "common/model/forms.h"
#include "common/model/kinds.h"
#include "common/rules/calendar.h"
#include "common/rules/closures.h"
#include "common/rules/permits.h"
#include "common/rules/roster.h"
#include "common/rules/wording.h"

namespace hadir::desk {
namespace {

using rules::Book;
using rules::Finding;
using rules::Mode;
using rules::Person;

constexpr int most_grid_days = 62;

// Fairness and turns look at whole months, as roster.propose does.
Span whole_months(Span days) { return {first_of_month(days.from), month_from(first_of_month(days.until)).until}; }

Result<Span> span_of_board(const object& request, const Desk& desk) {
  const auto span = period_in(request, desk, Default::month);
  if (!span) return span.error();
  if (span->until.days - span->from.days >= most_grid_days)
    return Error{Fault::too_large, "jadwal ditampilkan paling banyak dua bulan sekaligus", "pilih satu bulan"};
  return whole_months(*span);
}

// --- who and when ---

// Everybody who belongs to the unit on some day: heads first, then by section and name.
std::vector<const Person*> people_of(const Book& book, const std::string& unit, Span days) {
  std::map<std::string, const Person*> found;
  for (Date day = days.from; day <= days.until; ++day.days)
    for (const Person* person : book.members(unit, day, false)) found[person->id] = person;
  std::vector<const Person*> people;
  for (const auto& [id, person] : found) people.push_back(person);
  const auto place = [&](const Person* one) {
    const rules::PersonState& state = one->states.at(days.from);
    return std::tuple(state.klass != rules::Class::structural, std::string_view(state.section), std::string_view(one->name),
                      std::string_view(one->id));
  };
  std::ranges::sort(people, {}, place);
  return people;
}

array days_json(const Book& book, const std::string& unit, Span days) {
  array all;
  for (Date day = days.from; day <= days.until; ++day.days) {
    const rules::WorkDay work = rules::work_day(book, unit, day);
    const std::string* holiday = rules::holiday_of(book, unit, day);
    all.push_back(object{{"date", date_text(day)},
                         {"weekday", base::iso_weekday_of(day)},
                         {"working", work.working},
                         {"why", work.why},
                         {"holiday", holiday == nullptr ? value(nullptr) : value(*holiday)}});
  }
  return all;
}

// What keeps somebody away or sends him home, in runs of days: permits as they stand, closures.
class Reasons {
 public:
  Reasons(rules::Lookup& lookup, Span days) : lookup_(lookup), days_(days) {}

  array of(const Person& person) {
    runs_.clear();
    const bool asks = !lookup_.permits_of(person.id).empty();
    for (Date day = days_.from; day <= days_.until; ++day.days) {
      if (asks) {
        const rules::Away away = rules::away_on(lookup_, person.id, day);
        if (away.granted != nullptr) permit(*away.granted, true, day);
        if (away.waiting != nullptr) permit(*away.waiting, false, day);
      }
      if (lookup_.book.closures.empty()) continue;
      if (const rules::Closure* closure = rules::closure_on(lookup_.book, person, day); closure != nullptr)
        add("closure/" + closure->reason, {{"kind", "closure"}, {"text", closure->reason}}, day);
    }
    array all;
    for (Run& run : runs_) {
      run.json["from"] = run.from;
      run.json["until"] = run.until;
      all.push_back(std::move(run.json));
    }
    return all;
  }

 private:
  struct Run {
    std::string of;
    int from, until;
    object json;
  };

  void permit(const rules::Permit& one, bool granted, Date day) {
    add((granted ? "granted/" : "waiting/") + one.subject,
        {{"kind", granted ? "granted" : "waiting"},
         {"type", rules::wording::permit_type(one.type)},
         {"subtype", one.subtype},
         {"subject", one.subject},
         {"text", one.reason}},
        day);
  }
  void add(std::string of, object json, Date day) {
    const int at = day.days - days_.from.days;
    for (Run& run : runs_)
      if (run.of == of && run.until == at - 1) {
        run.until = at;
        return;
      }
    runs_.push_back({std::move(of), at, at, std::move(json)});
  }

  rules::Lookup& lookup_;
  Span days_;
  std::vector<Run> runs_;
};

array shifts_json(rules::Lookup& lookup, const std::vector<const Person*>& people, Span days) {
  std::map<std::string, rules::ShiftHours> shifts;
  std::map<std::string, std::string> names;
  for (const Person* person : people)
    for (const Date day : {days.from, days.until}) {
      const rules::ClauseRef clause = lookup.rule<rules::Shifts>(*person, day);
      if (!clause) continue;
      for (const auto& one : clause.as<rules::Shifts>().shifts)
        if (!shifts.contains(one.code))
          if (const auto hours = rules::shift_hours(lookup.policy, *person, one.code, day)) shifts[one.code] = *hours;
    }
  for (const rules::ShiftEntry& entry : lookup.book.shifts) {
    if (entry.from > days.until || people.empty() || entry.unit != people.front()->unit) continue;
    names[entry.code] = entry.name;
    if (const auto hours = rules::shift_hours(lookup.policy, *people.front(), entry.code, days.until))
      shifts[entry.code] = *hours;
  }
  array all;
  for (const auto& [code, hours] : shifts)
    all.push_back(object{{"code", code}, {"name", names[code]}, {"start", hours.start}, {"end", hours.end}});
  return all;
}

// --- meters ---

using Places = std::map<std::string, int, std::less<>>;  // person -> row

// Limits with the rows they count. People of equal limits are named once, in "groups".
object meters_json(const std::vector<rules::PresenceMeter>& meters, const Places& rows) {
  std::map<std::vector<int>, int> groups;
  array all;
  for (const rules::PresenceMeter& one : meters) {
    const auto& rule = one.limit.as<rules::Presence>();
    std::vector<int> counted;
    for (const Person* person : one.counted)
      if (const auto row = rows.find(person->id); row != rows.end()) counted.push_back(row->second);
    const auto elsewhere = one.counted.size() - counted.size();
    std::ranges::sort(counted);
    const int group = groups.try_emplace(std::move(counted), static_cast<int>(groups.size())).first->second;
    const auto bound = [](const std::optional<std::int64_t>& of) { return of ? value(*of) : value(nullptr); };
    all.push_back(object{{"date", date_text(one.date)},
                         {"unit", one.unit},
                         {"citation", one.limit.citation()},
                         {"text", one.limit.clause->text},
                         {"place", rule.place == rules::Place::office ? "office" : "home"},
                         {"moment", rule.at == rules::Presence::At::moment},
                         {"of", one.of},
                         {"most", bound(one.bounds.most)},
                         {"least", bound(one.bounds.least)},
                         {"most_there", one.most_there},
                         {"least_there", one.least_there},
                         {"planned", one.is_planned},
                         {"partial", one.partial || elsewhere > 0},
                         {"group", group}});
  }
  array listed(groups.size());
  for (const auto& [people, number] : groups) listed[static_cast<std::size_t>(number)] = array(people.begin(), people.end());
  return {{"meters", std::move(all)}, {"groups", std::move(listed)}};
}

Places places_of(const std::vector<const Person*>& people) {
  Places rows;
  for (std::size_t at = 0; at < people.size(); ++at) rows.emplace(people[at]->id, static_cast<int>(at));
  return rows;
}

void add_meters(object& answer, rules::Lookup& lookup, const std::string& unit, Span days, const Places& rows,
                std::span<const rules::PlannedCell> proposed) {
  object found = meters_json(rules::presence_meters(lookup, unit, days.from, days.until, proposed), rows);
  answer["meters"] = std::move(found["meters"]);
  answer["groups"] = std::move(found["groups"]);
}

// --- roster.board, roster.wall ---

Result<Outcome> board_of(const Book& book, const object& request, const Desk& desk, bool with_reasons) {
  const auto unit = unit_in(book, request, desk);
  if (!unit) return unit.error();
  const auto days = period_in(request, desk, Default::month);
  if (!days) return days.error();
  rules::Lookup lookup(book);
  const std::vector<const Person*> people = people_of(book, (*unit)->code, *days);
  Marks marks;
  Reasons reasons(lookup, *days);
  array rows;
  for (const Person* person : people) {
    const rules::PersonState& state = person->states.at(days->until);
    array cells;
    for (Date day = days->from; day <= days->until; ++day.days) {
      const Person* then = book.person(person->id, day);
      const auto cell = book.schedule.find({person->id, day});
      if (then == nullptr || !then->is_member(day) || then->unit != (*unit)->code)
        cells.emplace_back(cell_elsewhere);
      else
        cells.emplace_back(cell == book.schedule.end() ? cell_empty : marks.number_of(cell->second.mode, cell->second.shift));
    }
    object row{{"employee", person->id},     {"name", person->name},
               {"section", state.section},   {"class", choice_text("employee", "class", static_cast<std::int64_t>(state.klass))},
               {"position", state.position}, {"cells", std::move(cells)}};
    if (with_reasons)
      if (array found = reasons.of(*person); !found.empty()) row["reasons"] = std::move(found);
    rows.push_back(std::move(row));
  }
  Outcome outcome;
  outcome.answer = {{"unit", (*unit)->code},          {"unit_name", (*unit)->name},
                    {"from", date_text(days->from)},  {"until", date_text(days->until)},
                    {"today", date_text(desk.today)}, {"days", days_json(book, (*unit)->code, *days)},
                    {"marks", marks.json()},          {"shifts", shifts_json(lookup, people, *days)},
                    {"rows", std::move(rows)}};
  add_meters(outcome.answer, lookup, (*unit)->code, *days, places_of(people), {});
  return outcome;
}

Result<Outcome> show_board(const Book& book, const object& request, const Desk& desk) {
  return board_of(book, request, desk, true);
}

// As it hangs on the wall, for everybody: why somebody is away is nobody else's business.
Result<Outcome> show_wall(const Book& book, const object& request, const Desk& desk) {
  return board_of(book, request, desk, false);
}

// --- roster.draft ---

Result<Outcome> draft_board(const Book& book, const object& request, const Desk& desk) {
  const auto unit = unit_in(book, request, desk);
  if (!unit) return unit.error();
  const auto days = period_in(request, desk, Default::month);
  if (!days) return days.error();
  rules::Lookup lookup(book);
  const rules::Roster roster =
      rules::propose(lookup, (*unit)->code, days->from, days->until, {false, flag_in(request, "keep_published")});
  Marks marks;
  std::map<std::pair<std::string, std::string>, int> known;
  array reasons, rows, groups;
  const auto reason_of = [&](const rules::RosterCell& cell) {
    const auto [place, is_new] = known.try_emplace({cell.why, cell.citation}, static_cast<int>(known.size()));
    if (is_new) reasons.push_back(object{{"why", cell.why}, {"citation", cell.citation}});
    return place->second;
  };
  const std::size_t length = static_cast<std::size_t>(days->until.days - days->from.days + 1);
  std::string_view before;
  for (const rules::RosterCell& cell : roster.cells) {
    if (cell.person != before)
      rows.push_back(object{{"employee", cell.person}, {"cells", array(length, nullptr)}, {"reasons", array(length, nullptr)}});
    before = cell.person;
    const auto at = static_cast<std::size_t>(cell.date.days - days->from.days);
    object& row = rows.back().as_object();
    row["cells"].as_array()[at] = marks.number_of(cell.mode, cell.shift);
    row["reasons"].as_array()[at] = reason_of(cell);
  }
  for (const rules::GroupStart& one : roster.groups)
    groups.push_back(object{{"employee", one.person}, {"from", date_text(one.from)}, {"group", one.group}});
  array spreads;
  for (const rules::Spread& one : roster.spreads) {
    array listed;
    for (const auto& who : one.listed)
      listed.push_back(
          object{{"employee", who.person}, {"name", name_of(book, who.person)}, {"days", who.days}, {"why", who.why}});
    spreads.push_back(object{{"month", date_text(one.month).substr(0, 7)},
                             {"citation", one.citation},
                             {"people", one.people},
                             {"least", one.least},
                             {"most", one.most},
                             {"allowed", one.allowed},
                             {"fair", one.is_fair()},
                             {"listed", std::move(listed)}});
  }
  Outcome outcome;
  outcome.answer = {{"unit", (*unit)->code},           {"from", date_text(days->from)},
                    {"until", date_text(days->until)}, {"marks", marks.json()},
                    {"reasons", std::move(reasons)},   {"rows", std::move(rows)},
                    {"groups", std::move(groups)},     {"problems", findings_json(roster.problems)},
                    {"spreads", std::move(spreads)}};
  return outcome;
}

// --- roster.try, roster.save ---

// What rules find on the days that are touched, and the day after them, where a night goes on.
struct Tried {
  AskedCells asked;
  std::vector<rules::PlannedCell> planned;
  Span days;
  std::vector<Finding> findings, added;
};
Result<Tried> tried(rules::Lookup& lookup, const std::string& unit, Span otherwise, const object& request, const Desk& desk) {
  auto asked = cells_asked(lookup.book, request, desk);
  if (!asked) return asked.error();
  Tried result{std::move(*asked), {}, {}, {}, {}};
  result.planned = result.asked.planned();
  result.days = result.asked.cells.empty() ? otherwise : Span{result.asked.first, {result.asked.last.days + 1}};
  result.findings = rules::check_plan(lookup, unit, result.days.from, result.days.until, result.planned);
  if (!result.asked.cells.empty())
    result.added = worse(rules::check_plan(lookup, unit, result.days.from, result.days.until), result.findings);
  return result;
}

// "from" and "until" are the days of the grid whose rows "groups" number. Without cells: all of them, as they are published.
Result<Span> days_of_grid(const object& request, const Desk& desk) {
  auto days = days_asked(request, desk);
  if (!days) return days.error();
  const auto until = date_in(request, "until", days->until, desk);
  if (!until) return until.error();
  if (until->days - days->from.days >= most_grid_days)
    return Error{Fault::too_large, "jadwal diperiksa paling banyak dua bulan sekaligus", "pilih satu bulan"};
  days->until = std::max(days->until, *until);
  return days;
}

Result<Span> span_of_try(const object& request, const Desk& desk) {
  const auto days = days_of_grid(request, desk);
  if (!days) return days.error();
  return whole_months({days->from, {days->until.days + 1}});
}

Result<Outcome> try_cells(const Book& book, const object& request, const Desk& desk) {
  const auto unit = unit_in(book, request, desk);
  if (!unit) return unit.error();
  const auto grid = days_of_grid(request, desk);
  if (!grid) return grid.error();
  rules::Lookup lookup(book);
  const auto result = tried(lookup, (*unit)->code, *grid, request, desk);
  if (!result) return result.error();
  Outcome outcome;
  outcome.answer = {{"from", date_text(result->days.from)},
                    {"until", date_text(result->days.until)},
                    {"findings", findings_json(result->findings)},
                    {"added", findings_json(result->added)}};
  add_meters(outcome.answer, lookup, (*unit)->code, result->days, places_of(people_of(book, (*unit)->code, *grid)),
             result->planned);
  return outcome;
}

Result<Span> span_of_save(const object& request, const Desk& desk) {
  const auto days = days_asked(request, desk);
  if (!days) return days.error();
  return whole_months({days->from, {days->until.days + 1}});
}

std::string subject_of_days(Span days) { return "roster/" + date_text(days.from) + "/" + date_text(days.until); }

// The records that a request comes to; what is published already is left alone.
Result<std::vector<model::Change>> changes_of(const Book& book, const AskedCells& asked) {
  const model::Kind& kind = *model::find_kind("schedule");
  const std::uint32_t shift = model::find_named(kind, "shift")->number;
  std::vector<model::Change> changes;
  for (const AskedCell& cell : asked.cells) {
    const auto before = book.schedule.find({cell.person, cell.date});
    const bool is_there = before != book.schedule.end();
    if (!cell.mode && !is_there) continue;
    if (cell.mode && is_there && before->second.mode == *cell.mode && before->second.shift == cell.shift) continue;
    object fields{{"employee", cell.person}, {"date", date_text(cell.date)}};
    if (!cell.mode) {
      fields["deleted"] = true;
    } else {
      fields["mode"] = choice_text("schedule", "mode", static_cast<std::int64_t>(*cell.mode));
      if (!cell.shift.empty()) fields["shift"] = cell.shift;
    }
    auto change = model::change_from_json(kind, fields);
    if (!change) return change.error();
    // A cell that loses its shift has to say so.
    if (cell.mode && cell.shift.empty() && is_there && !before->second.shift.empty())
      change->fields.push_back({shift, model::Value{}});
    changes.push_back(std::move(*change));
  }
  return changes;
}

// Groups that a proposal gave, to be kept with it.
Result<std::vector<model::Change>> groups_of(const Book& book, const object& request) {
  Changes changes;
  const value* given = request.if_contains("groups");
  if (given != nullptr && given->is_array())
    for (const value& one : given->get_array()) {
      if (!one.is_object()) continue;
      const auto person = member_in(book, one.get_object(), "employee");
      if (!person) return person.error();
      changes.add("rotation", {{"employee", (*person)->id},
                               {"from", text_in(one.get_object(), "from")},
                               {"group", text_in(one.get_object(), "group")}});
    }
  return changes.take();
}

Result<Outcome> save_cells(const Book& book, const object& request, const Desk& desk) {
  const auto unit = unit_in(book, request, desk);
  if (!unit) return unit.error();
  const auto despite = despite_in(request);
  if (!despite) return despite.error();
  rules::Lookup lookup(book);
  const auto days = days_asked(request, desk);
  if (!days) return days.error();
  auto result = tried(lookup, (*unit)->code, *days, request, desk);
  if (!result) return result.error();
  if (const auto refused = refusal_of(result->added, *despite)) return *refused;
  auto changes = changes_of(book, result->asked);
  if (!changes) return changes.error();
  const std::size_t cells = changes->size();
  auto groups = groups_of(book, request);
  if (!groups) return groups.error();
  changes->insert(changes->end(), std::make_move_iterator(groups->begin()), std::make_move_iterator(groups->end()));
  std::string recorded;
  if (!result->added.empty() && cells > 0) {
    const Span touched{result->asked.first, result->asked.last};
    recorded = subject_of_days(touched);
    auto deviation = deviation_of(book, desk, recorded, touched, *despite, citations_of(result->added));
    if (!deviation) return deviation.error();
    changes->push_back(std::move(*deviation));
  }
  Outcome outcome;
  outcome.changes = std::move(*changes);
  outcome.answer = {{"cells", cells},
                    {"problems", findings_json(result->findings)},
                    {"message", cells == 0 ? "Tidak ada yang berubah" : "Diterbitkan: " + std::to_string(cells) + " hari orang"}};
  if (const auto note = despite_note(*despite, !result->added.empty(), recorded)) outcome.answer["notes"] = array{value(*note)};
  return outcome;
}

constexpr Operation table[] = {
    {"roster.board", span_of_board, show_board},     {"roster.wall", span_of_board, show_wall},
    {"roster.draft", span_of_board, draft_board},    {"roster.try", span_of_try, try_cells},
    {"roster.save", span_of_save, save_cells, true},
};

}  // namespace

std::span<const Operation> board_operations() { return table; }

}  // namespace hadir::desk
