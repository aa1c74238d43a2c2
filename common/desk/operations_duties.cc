// duty.show: what a person's day asks of him, as far as he himself reports it: where he was to work, whether an attendance report
// and a daily report are wanted, until when, and what of it is there (A28, A30, A37). For the page on which he writes them.
#include <fmt/format.h>

#include "common/desk/decisions.h"
#include "common/desk/lookup.h"
#include "common/desk/tables.h"
#include "common/rules/day_plan.h"
#include "common/rules/duties.h"

namespace hadir::desk {
namespace {

using rules::Book;

value said_or_null(const std::optional<bool>& said) { return said ? value(*said) : value(nullptr); }

std::string clock(int minutes) { return fmt::format("{:02}:{:02}", minutes / 60 % 24, minutes % 60); }

Result<Outcome> show_duty(const Book& book, const object& request, const Desk& desk) {
  const auto person = member_in(book, request, "employee", desk.author);
  if (!person) return person.error();
  const auto date = date_in(request, "date", desk.today, desk);
  if (!date) return date.error();
  rules::Lookup lookup(book, desk.now_ms);
  const rules::DayPlan& plan = rules::plan_of(lookup, **person, *date);
  const rules::HomeDuties duties = rules::home_duties(lookup, **person, *date);
  const bool home = plan.works && plan.is_home();
  const auto reported = book.attendance_reports.find({(*person)->id, *date});
  const bool is_reported = reported != book.attendance_reports.end();
  const auto report = book.daily_reports.find({(*person)->id, *date});
  Outcome outcome;
  outcome.answer = {
      {"employee", (*person)->id},
      {"date", date_text(*date)},
      {"works", plan.works},
      {"planned", choice_text("schedule", "mode", static_cast<std::int64_t>(plan.mode))},
      {"scheduled", plan.cell != nullptr},
      {"why", plan.why},
      {"starts", plan.has_hours() ? value(clock(plan.start)) : value(nullptr)},
      {"ends", plan.has_hours() ? value(clock(plan.end)) : value(nullptr)},
      {"home", home},
      {"asks_attendance", home && duties.asks_attendance},
      {"asks_report", home && duties.asks_report},
      {"asks_evidence", home && duties.asks_evidence},
      {"asks_uniform", home && duties.asks_uniform},
      {"asks_stay_home", home && duties.asks_stay_home},
      {"citation", duties.clause ? duties.clause.citation() : ""},
      {"due", duties.clause ? value(text_of({duties.due_ms, static_cast<std::int16_t>(desk.offset_minutes)})) : value(nullptr)},
      {"attendance", home && duties.attendance},
      {"attendance_at", is_reported ? value(text_of(reported->second.at)) : value(nullptr)},
      {"place", is_reported ? reported->second.place : ""},
      {"uniform", is_reported ? said_or_null(reported->second.uniform) : value(nullptr)},
      {"stayed_home", is_reported ? said_or_null(reported->second.stayed_home) : value(nullptr)},
      {"report", report == book.daily_reports.end() ? value(nullptr)
                 : report->second.state == rules::ReportState::draft
                     ? value("draf")
                     : value(progress_text(progress_of(lookup, daily_subject((*person)->id, *date))))}};
  return outcome;
}

constexpr Operation table[] = {{"duty.show", span_date, show_duty}};

}  // namespace

std::span<const Operation> duty_operations() { return table; }

}  // namespace hadir::desk
