// recap.figures: what people would rather look at as a chart: who was where by day and how many were allowed, lateness and daily
// reports by section. The papers have the same in rows.
#include "common/desk/lookup.h"
#include "common/desk/tables.h"
#include "common/rules/compliance.h"
#include "common/rules/day_status.h"

namespace hadir::desk {
namespace {

using rules::Book;
using rules::DayStatus;
using rules::Status;

struct DayFigures {
  std::int64_t planned_office = 0, planned_home = 0, office = 0, home = 0, leave = 0, duty = 0, free = 0, unknown = 0, absent = 0,
               pending = 0;

  void add(const DayStatus& one) {
    if (one.works && one.scheduled && one.planned == rules::Mode::wfo) ++planned_office;
    if (one.works && one.scheduled && one.planned == rules::Mode::wfh) ++planned_home;
    switch (one.status) {
      case Status::office:
      case Status::home_office: ++office; break;
      case Status::home: ++home; break;
      case Status::excused:
      case Status::sick:
      case Status::leave:
      case Status::study: ++leave; break;
      case Status::duty:
      case Status::town_duty: ++duty; break;
      case Status::free: ++free; break;
      case Status::candidate: ++unknown; break;
      case Status::absent: ++absent; break;
      case Status::pending: ++pending; break;
      case Status::not_member: break;
    }
  }
};

struct SectionFigures {
  std::set<std::string> people;
  std::int64_t office_days = 0, late_days = 0, late_minutes = 0, early_days = 0;
  std::int64_t asked = 0, on_time = 0, late = 0, doubtful = 0, missing = 0, approved = 0;
};

void add_reports(rules::Lookup& lookup, const rules::Person& person, const DayStatus& one, SectionFigures& section) {
  const rules::HomeDuties duties = rules::home_duties(lookup, person, one.day);
  if (!duties.asks_report && !duties.report) return;
  ++section.asked;
  switch (duties.report ? duties.timeliness : rules::Timeliness::missing) {
    case rules::Timeliness::missing: ++section.missing; return;
    case rules::Timeliness::on_time: ++section.on_time; break;
    case rules::Timeliness::late: ++section.late; break;
    case rules::Timeliness::doubtful: ++section.doubtful; break;
  }
  if (duties.outcome != nullptr && duties.outcome->progress == rules::Progress::approved) ++section.approved;
}

array caps_json(rules::Lookup& lookup, const std::string& unit, Span span) {
  array caps;
  const auto bound = [](const std::optional<std::int64_t>& of) { return of ? value(*of) : value(nullptr); };
  for (const rules::PresenceCount& one : rules::presence_counts(lookup, unit, span.from, span.until))
    caps.push_back(object{{"date", date_text(one.date)},
                          {"unit", one.unit},
                          {"citation", one.citation},
                          {"place", one.place == rules::Place::office ? "office" : "home"},
                          {"of", one.of},
                          {"most", bound(one.bounds.most)},
                          {"least", bound(one.bounds.least)},
                          {"people", one.people},
                          {"planned_office", one.planned_office},
                          {"planned_home", one.planned_home},
                          {"at_office", one.at_office},
                          {"called", one.called}});
  return caps;
}

Result<Outcome> figures(const Book& book, const object& request, const Desk& desk) {
  const auto unit = unit_in(book, request, desk);
  if (!unit) return unit.error();
  const auto span = period_in(request, desk, Default::month);
  if (!span) return span.error();
  rules::Lookup lookup(book, desk.now_ms);
  std::map<Date, DayFigures> days;
  std::map<std::string, SectionFigures> sections;
  for (Date day = span->from; day <= span->until; ++day.days) days[day];
  for (const DayStatus& one : rules::statuses(lookup, (*unit)->code, span->from, span->until, true)) {
    if (one.status == Status::not_member) continue;
    days[one.day].add(one);
    const rules::Person* person = book.person(one.person, one.day);
    if (person == nullptr) continue;
    SectionFigures& section = sections[person->states.at(one.day).section];
    section.people.insert(one.person);
    if (one.status == Status::office || one.status == Status::home_office) {
      ++section.office_days;
      section.late_days += one.is_late();
      section.late_minutes += one.late.seconds / 60;
      section.early_days += one.is_early();
    }
    // A day that has not come asks for nothing yet.
    if (one.status == Status::home || one.status == Status::home_office || one.status == Status::candidate ||
        one.status == Status::office)
      add_reports(lookup, *person, one, section);
  }
  array by_day, by_section;
  for (const auto& [day, one] : days) {
    const rules::WorkDay work = rules::work_day(book, (*unit)->code, day);
    by_day.push_back(object{{"date", date_text(day)},
                            {"working", work.working},
                            {"why", work.why},
                            {"planned_office", one.planned_office},
                            {"planned_home", one.planned_home},
                            {"office", one.office},
                            {"home", one.home},
                            {"leave", one.leave},
                            {"duty", one.duty},
                            {"free", one.free},
                            {"unknown", one.unknown},
                            {"absent", one.absent},
                            {"pending", one.pending}});
  }
  for (const auto& [name, one] : sections)
    by_section.push_back(object{{"section", name},
                                {"people", one.people.size()},
                                {"office_days", one.office_days},
                                {"late_days", one.late_days},
                                {"late_minutes", one.late_minutes},
                                {"early_days", one.early_days},
                                {"asked", one.asked},
                                {"on_time", one.on_time},
                                {"late", one.late},
                                {"doubtful", one.doubtful},
                                {"missing", one.missing},
                                {"approved", one.approved}});
  Outcome outcome;
  outcome.answer = {{"unit", (*unit)->code},
                    {"from", date_text(span->from)},
                    {"until", date_text(span->until)},
                    {"days", std::move(by_day)},
                    {"caps", caps_json(lookup, (*unit)->code, *span)},
                    {"sections", std::move(by_section)}};
  return outcome;
}

Result<Span> span_of_figures(const object& request, const Desk& desk) {
  const auto span = period_in(request, desk, Default::month);
  if (!span) return span.error();
  return Span{{span->from.days - 1}, {span->until.days + 1}};
}

constexpr Operation table[] = {
    {"recap.figures", span_of_figures, figures},
};

}  // namespace

std::span<const Operation> figure_operations() { return table; }

}  // namespace hadir::desk
