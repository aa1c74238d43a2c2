// roster.propose, show, explain, publish, check: who works where on which day. A roster is proposed as often as one likes and
// saved once, by whoever publishes it.
#include <algorithm>

#include "common/base/text.h"
#include "common/desk/lookup.h"
#include "common/desk/tables.h"
#include "common/desk/verdicts.h"
#include "common/model/kinds.h"
#include "common/report/harmless.h"
#include "common/report/words.h"
#include "common/rules/compliance.h"
#include "common/rules/roster.h"

namespace hadir::desk {
namespace {

using rules::Book;
using rules::Finding;
using rules::Mode;
using rules::Roster;
using rules::RosterCell;

// Fairness looks at whole months, and what was worked before them.
Result<Span> span_of_roster(const object& request, const Desk& desk) {
  const auto span = period_in(request, desk, Default::month);
  if (!span) return span.error();
  return Span{first_of_month(span->from), month_from(first_of_month(span->until)).until};
}

std::string mode_text(Mode mode) { return choice_text("schedule", "mode", static_cast<std::int64_t>(mode)); }

// One letter a day: K at the office (kantor), R at home (rumah), a shift's first letters, - free, C leave, D duty.
std::string mark_of(Mode mode, const std::string& shift) {
  switch (mode) {
    case Mode::wfo: return shift.empty() ? "K" : shift.substr(0, 2);
    case Mode::wfh: return "R";
    case Mode::leave: return "C";
    case Mode::dl: return "D";
    case Mode::off: break;
  }
  return "-";
}

struct Grid {
  Date from, until;
  std::vector<std::pair<std::string, std::map<Date, std::string>>> rows;  // NIP, marks
};

std::string grid_text(const Book& book, const Grid& grid) {
  std::size_t widest = 4;
  for (const auto& [person, marks] : grid.rows)
    widest = std::min<std::size_t>(28, std::max(widest, report::display_width(report::harmless_line(name_of(book, person)))));
  const auto padded = [&](std::string text) {
    text = base::printable(report::harmless_line(text), widest);
    const std::size_t own = report::display_width(text);
    return text + std::string(own < widest ? widest - own : 0, ' ');
  };
  std::string text = padded("NAMA");
  for (Date day = grid.from; day <= grid.until; ++day.days) {
    const std::string number = std::to_string(base::day_of_month(day));
    text += std::string(3 - number.size(), ' ') + number;
  }
  text += "\n" + padded("");
  for (Date day = grid.from; day <= grid.until; ++day.days) text += " " + std::string(report::day_name(day).substr(0, 2));
  text += "\n";
  for (const auto& [person, marks] : grid.rows) {
    text += padded(name_of(book, person));
    for (Date day = grid.from; day <= grid.until; ++day.days) {
      const auto found = marks.find(day);
      const std::string mark = found == marks.end() ? " " : found->second;
      text += std::string(mark.size() < 3 ? 3 - mark.size() : 1, ' ') + mark;
    }
    text += "\n";
  }
  return text + "K kantor, R rumah, C cuti/izin, D dinas luar, - libur; sif dengan dua huruf pertamanya\n";
}

rules::RosterOptions options_of(const object& request) {
  return {flag_in(request, "whole_opd"), flag_in(request, "keep_published")};
}

Result<Roster> proposed(rules::Lookup& lookup, const object& request, const Desk& desk) {
  const auto unit = unit_in(lookup.book, request, desk);
  if (!unit) return unit.error();
  const auto span = period_in(request, desk, Default::month);
  if (!span) return span.error();
  return rules::propose(lookup, (*unit)->code, span->from, span->until, options_of(request));
}

array cells_json(const Roster& roster, bool with_reasons) {
  array cells;
  for (const RosterCell& cell : roster.cells) {
    object one{{"employee", cell.person}, {"date", date_text(cell.date)}, {"mode", mode_text(cell.mode)}};
    if (!cell.shift.empty()) one["shift"] = cell.shift;
    if (with_reasons) {
      one["citation"] = cell.citation;
      one["why"] = cell.why;
      one["kept"] = cell.kept;
    }
    cells.push_back(std::move(one));
  }
  return cells;
}

array spreads_json(const Roster& roster) {
  array all;
  for (const rules::Spread& one : roster.spreads) {
    array listed;
    for (const auto& who : one.listed) listed.push_back(object{{"employee", who.person}, {"days", who.days}, {"why", who.why}});
    all.push_back(object{{"month", date_text(one.month).substr(0, 7)},
                         {"unit", one.unit},
                         {"citation", one.citation},
                         {"people", one.people},
                         {"least", one.least},
                         {"most", one.most},
                         {"allowed", one.allowed},
                         {"listed", std::move(listed)}});
  }
  return all;
}

Outcome answer_of_roster(const Book& book, const Roster& roster) {
  Outcome outcome;
  array groups;
  for (const rules::GroupStart& one : roster.groups)
    groups.push_back(object{{"employee", one.person}, {"from", date_text(one.from)}, {"group", one.group}});
  outcome.answer = {{"unit", roster.unit},
                    {"from", date_text(roster.from)},
                    {"until", date_text(roster.until)},
                    {"cells", cells_json(roster, true)},
                    {"groups", std::move(groups)},
                    {"problems", findings_json(roster.problems)},
                    {"spreads", spreads_json(roster)}};
  Grid grid{roster.from, roster.until, {}};
  for (const RosterCell& cell : roster.cells) {
    if (grid.rows.empty() || grid.rows.back().first != cell.person)
      grid.rows.emplace_back(cell.person, std::map<Date, std::string>());
    grid.rows.back().second[cell.date] = mark_of(cell.mode, cell.shift);
  }
  outcome.text = grid_text(book, grid);
  for (const rules::Spread& one : roster.spreads) {
    outcome.text += "hari kantor " + report::month_and_year(one.month) + ": " + std::to_string(one.least) + " sampai " +
                    std::to_string(one.most) + " per orang (" + std::to_string(one.people) + " orang)" +
                    (one.is_fair() ? "" : ", lebih dari selisih " + std::to_string(one.allowed) + " yang diizinkan") + "\n";
    for (const auto& who : one.listed)
      outcome.text += "  " + person_text(book, who.person) + ": " + std::to_string(who.days) + " hari, " + who.why + "\n";
  }
  outcome.text += findings_text(roster.problems);
  return outcome;
}

Result<Outcome> propose_roster(const Book& book, const object& request, const Desk& desk) {
  rules::Lookup lookup(book);
  const auto roster = proposed(lookup, request, desk);
  if (!roster) return roster.error();
  return answer_of_roster(book, *roster);
}

Result<Outcome> show_roster(const Book& book, const object& request, const Desk& desk) {
  const auto unit = unit_in(book, request, desk);
  if (!unit) return unit.error();
  const auto span = period_in(request, desk, Default::month);
  if (!span) return span.error();
  array cells;
  Grid grid{span->from, span->until, {}};
  for (const auto& [key, cell] : book.schedule) {
    if (key.second < span->from || span->until < key.second) continue;
    object one{{"employee", key.first}, {"date", date_text(key.second)}, {"mode", mode_text(cell.mode)}};
    if (!cell.shift.empty()) one["shift"] = cell.shift.str();
    cells.push_back(std::move(one));
    if (grid.rows.empty() || grid.rows.back().first != key.first)
      grid.rows.emplace_back(key.first, std::map<Date, std::string>());
    grid.rows.back().second[key.second] = mark_of(cell.mode, cell.shift);
  }
  Outcome outcome;
  outcome.text = grid.rows.empty() ? "Belum ada jadwal yang diterbitkan.\n" : grid_text(book, grid);
  outcome.answer = {
      {"unit", (*unit)->code}, {"from", date_text(span->from)}, {"until", date_text(span->until)}, {"cells", std::move(cells)}};
  return outcome;
}

Result<Outcome> explain_roster(const Book& book, const object& request, const Desk& desk) {
  const auto person = member_in(book, request, "employee", desk.author);
  if (!person) return person.error();
  rules::Lookup lookup(book);
  const auto roster = proposed(lookup, request, desk);
  if (!roster) return roster.error();
  const auto span = period_in(request, desk, Default::month);
  array rows;
  for (const RosterCell& cell : roster->cells) {
    if (cell.person != (*person)->id) continue;
    const auto published = book.schedule.find({cell.person, cell.date});
    rows.push_back(
        object{{"date", date_text(cell.date)},
               {"day", report::day_name(cell.date)},
               {"mode", mode_text(cell.mode)},
               {"shift", cell.shift},
               {"published", published == book.schedule.end() ? value(nullptr) : value(mode_text(published->second.mode))},
               {"why", cell.why},
               {"citation", cell.citation}});
  }
  Outcome outcome;
  outcome.answer = {{"employee", (*person)->id}, {"name", (*person)->name}, {"rows", std::move(rows)}};
  return outcome;
}

// roster/2021-07, or roster/2021-07-12/2021-07-31 where it is no whole month.
std::string roster_subject(Span days) {
  const Span month = month_from(first_of_month(days.from));
  if (days.from == month.from && days.until == month.until) return "roster/" + date_text(days.from).substr(0, 7);
  return "roster/" + date_text(days.from) + "/" + date_text(days.until);
}

Result<Outcome> publish_roster(const Book& book, const object& request, const Desk& desk) {
  const auto despite = despite_in(request);
  if (!despite) return despite.error();
  rules::Lookup lookup(book);
  const auto roster = proposed(lookup, request, desk);
  if (!roster) return roster.error();
  std::vector<rules::PlannedCell> planned;
  for (const RosterCell& cell : roster->cells) planned.push_back({cell.person, cell.date, {cell.mode, cell.shift, {}}});
  const std::vector<Finding> findings = rules::check_plan(lookup, roster->unit, roster->from, roster->until, planned);
  if (const auto refused = refusal_of(findings, *despite)) return *refused;
  const bool violates = std::ranges::any_of(findings, &Finding::violation);
  Changes changes;
  std::size_t cells = 0;
  for (const rules::RosterChange& change : rules::changes(book, *roster)) {
    if (change.proposed == nullptr) continue;
    object fields{{"employee", change.person}, {"date", date_text(change.date)}, {"mode", mode_text(change.proposed->mode)}};
    if (!change.proposed->shift.empty()) fields["shift"] = change.proposed->shift;
    changes.add("schedule", std::move(fields));
    ++cells;
  }
  for (const rules::GroupStart& one : roster->groups)
    changes.add("rotation", {{"employee", one.person}, {"from", date_text(one.from)}, {"group", one.group}});
  auto taken = changes.take();
  if (!taken) return taken.error();
  Outcome outcome;
  // A cell that loses its shift has to say so.
  const model::Kind& kind = *model::find_kind("schedule");
  const std::uint32_t shift = model::find_named(kind, "shift")->number;
  for (model::Change& change : *taken) {
    if (change.kind != kind.number || change.fields.back().field == shift) continue;
    const auto before = book.schedule.find({std::get<std::string>(change.key[0].value),
                                            Date{static_cast<std::int32_t>(std::get<std::int64_t>(change.key[1].value))}});
    if (before != book.schedule.end() && !before->second.shift.empty()) change.fields.push_back({shift, model::Value{}});
  }
  std::string recorded;
  if (violates && !taken->empty()) {
    recorded = roster_subject({roster->from, roster->until});
    auto deviation = deviation_of(book, desk, recorded, {roster->from, roster->until}, *despite, citations_of(findings));
    if (!deviation) return deviation.error();
    taken->push_back(std::move(*deviation));
  }
  outcome.changes = std::move(*taken);
  outcome.answer = {{"unit", roster->unit},
                    {"from", date_text(roster->from)},
                    {"until", date_text(roster->until)},
                    {"cells", cells},
                    {"groups", roster->groups.size()},
                    {"problems", findings_json(findings)},
                    {"message", cells == 0 && roster->groups.empty()
                                    ? "Tidak berubah: jadwal " + date_text(roster->from) + " s.d. " + date_text(roster->until)
                                    : "Diterbitkan: jadwal " + date_text(roster->from) + " s.d. " + date_text(roster->until) +
                                          ", " + std::to_string(cells) + " hari orang"}};
  if (const auto note = despite_note(*despite, violates, recorded)) outcome.answer["notes"] = array{value(*note)};
  return outcome;
}

Result<Outcome> check_roster(const Book& book, const object& request, const Desk& desk) {
  const auto unit = unit_in(book, request, desk);
  if (!unit) return unit.error();
  const auto span = period_in(request, desk, Default::month);
  if (!span) return span.error();
  rules::Lookup lookup(book);
  const std::vector<Finding> findings = rules::check_plan(lookup, (*unit)->code, span->from, span->until);
  return verdict(findings, "Jadwal " + date_text(span->from) + " s.d. " + date_text(span->until));
}

constexpr Operation table[] = {
    {"roster.propose", span_of_roster, propose_roster}, {"roster.show", span_of_roster, show_roster},
    {"roster.explain", span_of_roster, explain_roster}, {"roster.publish", span_of_roster, publish_roster, true},
    {"roster.check", span_of_roster, check_roster},
};

}  // namespace

std::span<const Operation> roster_operations() { return table; }

}  // namespace hadir::desk
