// day.status, compliance, deviation.list, silent, health.due: what a day came to. Hours, discipline and the like are papers
// (operations_recaps.cc).
#include "common/base/text.h"
#include "common/desk/decisions.h"
#include "common/desk/health.h"
#include "common/desk/lookup.h"
#include "common/desk/tables.h"
#include "common/desk/verdicts.h"
#include "common/report/words.h"
#include "common/rules/compliance.h"
#include "common/rules/day_status.h"
#include "common/rules/monitoring.h"

namespace hadir::desk {
namespace {

using rules::Book;
using rules::DayStatus;

value clock_or_null(const std::optional<base::Instant>& at) {
  return at ? value(base::format_local(at->ms + at->offset_minutes * std::int64_t{60'000}).substr(11, 5)) : value(nullptr);
}

// The circular's code, or how long it was.
std::string band_text(const rules::Band& band) {
  return band.code.empty() && band.seconds > 0 ? std::to_string(band.seconds / 60) + " menit" : band.code;
}

object row_of(const Book& book, const DayStatus& one) {
  return {{"employee", one.person},
          {"name", name_of(book, one.person)},
          {"date", date_text(one.day)},
          {"status", rules::name_of(one.status)},
          {"planned", choice_text("schedule", "mode", static_cast<std::int64_t>(one.planned))},
          {"in", clock_or_null(one.in)},
          {"out", clock_or_null(one.out)},
          {"late", band_text(one.late)},
          {"late_minutes", one.late.seconds / 60},
          {"early", band_text(one.early)},
          {"early_minutes", one.early.seconds / 60},
          {"duties_complete", one.duties_complete},
          {"no_letter", one.no_letter},
          {"doubtful", one.doubtful},
          {"waiting", one.waiting},
          {"reason", one.reason}};
}

Result<Outcome> day_status(const Book& book, const object& request, const Desk& desk) {
  const auto unit = unit_in(book, request, desk);
  if (!unit) return unit.error();
  const auto span = period_in(request, desk, Default::day);
  if (!span) return span.error();
  const std::string only = text_in(request, "employee"), state = text_in(request, "status");
  rules::Lookup lookup(book, desk.now_ms);
  array rows;
  for (const DayStatus& one : rules::statuses(lookup, (*unit)->code, span->from, span->until, true)) {
    if (one.status == rules::Status::not_member || (!only.empty() && one.person != only) ||
        (!state.empty() && state != rules::name_of(one.status)))
      continue;
    rows.push_back(row_of(book, one));
  }
  Outcome outcome;
  outcome.answer = {
      {"unit", (*unit)->code}, {"from", date_text(span->from)}, {"until", date_text(span->until)}, {"rows", std::move(rows)}};
  return outcome;
}

Result<Span> span_of_day(const object& request, const Desk& desk) { return period_in(request, desk, Default::day); }

// The month's caps and spreads are counted over whole months.
Result<Span> span_of_compliance(const object& request, const Desk& desk) {
  const auto span = period_in(request, desk, Default::day);
  if (!span) return span.error();
  return Span{{span->from.days - 1}, {span->until.days + 1}};
}

Result<Outcome> compliance(const Book& book, const object& request, const Desk& desk) {
  const auto unit = unit_in(book, request, desk);
  if (!unit) return unit.error();
  const auto span = period_in(request, desk, Default::day);
  if (!span) return span.error();
  rules::Lookup lookup(book, desk.now_ms);
  std::vector<rules::Finding> findings = rules::check_plan(lookup, (*unit)->code, span->from, span->until);
  const std::vector<rules::Finding> facts = rules::check_fact(lookup, (*unit)->code, span->from, span->until);
  findings.insert(findings.end(), facts.begin(), facts.end());
  std::ranges::sort(findings);
  findings.erase(std::unique(findings.begin(), findings.end()), findings.end());
  Outcome outcome = verdict(findings, (*unit)->name + ", " + date_text(span->from) +
                                          (span->until == span->from ? "" : " s.d. " + date_text(span->until)));
  array answered;
  for (const rules::Deviation* one : rules::deviations(lookup, (*unit)->code, span->from, span->until)) {
    if (answered.empty()) outcome.text += "Penyimpangan yang dicatat:\n";
    outcome.text += "  " + local_text(desk, one->at.ms) + "  " + base::printable(one->subject, 80) + ", " +
                    person_text(book, one->author) + ": " + base::printable(one->reason, 200);
    for (const std::string& citation : one->citations)
      outcome.text += (&citation == &one->citations.front() ? " (" : "; ") + base::printable(citation, 80);
    outcome.text += one->citations.empty() ? "\n" : ")\n";
    answered.push_back(deviation_json(book, *one));
  }
  outcome.answer["deviations"] = std::move(answered);
  return outcome;
}

// What went ahead although circulars forbid it, of days that touch the span.
Result<Outcome> list_deviations(const Book& book, const object& request, const Desk& desk) {
  const auto span = span_period(request, desk);
  if (!span) return span.error();
  array rows;
  for (const rules::Deviation& one : book.deviations)
    if (one.from <= span->until && span->from <= one.until) rows.push_back(deviation_json(book, one));
  Outcome outcome;
  outcome.answer = {{"rows", std::move(rows)}};
  return outcome;
}

array people_rows(const Book& book, const std::vector<std::string>& people, Date day) {
  array rows;
  for (const std::string& id : people) {
    const rules::Person* person = book.person(id, day);
    rows.push_back(object{
        {"employee", id}, {"name", name_of(book, id)}, {"section", person == nullptr ? "" : person->states.at(day).section}});
  }
  return rows;
}

// Names only: what somebody reported is for those who answer for it (A35), so nobody's look at this is put on record.
Result<Outcome> health_due(const Book& book, const object& request, const Desk& desk) {
  const auto unit = unit_in(book, request, desk);
  if (!unit) return unit.error();
  const auto date = date_in(request, "date", desk.today, desk);
  if (!date) return date.error();
  rules::Lookup lookup(book, desk.now_ms);
  Outcome outcome = sealed_rows(desk, people_rows(book, rules::without_health_check(lookup, (*unit)->code, *date, true), *date));
  outcome.answer["unit"] = (*unit)->code;
  outcome.answer["date"] = date_text(*date);
  return outcome;
}

Result<Span> span_of_health(const object& request, const Desk& desk) {
  const auto span = span_date(request, desk);
  if (!span) return span.error();
  return Span{{span->from.days - 31}, span->until};
}

// A32: who is at work at home and shows no sign of it by that moment.
Result<Outcome> silent(const Book& book, const object& request, const Desk& desk) {
  const auto unit = unit_in(book, request, desk);
  if (!unit) return unit.error();
  const auto at = instant_in(request, "at", desk);
  if (!at) return at.error();
  const Date day = base::date_of(at->ms, desk.offset_minutes);
  rules::Lookup lookup(book, at->ms);
  Outcome outcome;
  outcome.answer = {{"unit", (*unit)->code},
                    {"at", text_of(*at)},
                    {"rows", people_rows(book, rules::without_sign(lookup, (*unit)->code, day, true), day)}};
  return outcome;
}

Result<Span> span_of_silent(const object& request, const Desk& desk) {
  const auto at = instant_in(request, "at", desk);
  if (!at) return at.error();
  const Date day = base::date_of(at->ms, desk.offset_minutes);
  return Span{{day.days - 1}, {day.days + 1}};
}

constexpr Operation table[] = {
    {"day.status", span_of_day, day_status},
    {"compliance", span_of_compliance, compliance},
    {"deviation.list", span_period, list_deviations, false, Reads::papers},
    {"silent", span_of_silent, silent},
    {"health.due", span_of_health, health_due, false, Reads::health},
};

}  // namespace

std::span<const Operation> view_operations() { return table; }

}  // namespace hadir::desk
