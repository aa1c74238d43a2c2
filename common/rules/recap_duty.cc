#include "common/rules/recap_duty.h"

#include <fmt/format.h>

#include <algorithm>

#include "common/rules/travel.h"
#include "common/rules/wording.h"

namespace hadir::rules {
namespace {

RecapDuty duty_of(const Book& book, const Unit& unit, const ClauseRef& clause, Date month, Date today) {
  const RecapDue& rule = clause.as<RecapDue>();
  const Date last = last_of_month(month);
  RecapDuty duty;
  duty.unit = unit.code;
  duty.subject = rule.subject;
  duty.month = month;
  duty.due = {last.days + static_cast<std::int32_t>(rule.days_after_month)};
  duty.to = rule.to;
  duty.through = rule.through;
  duty.asisten = unit.states.at(last).asisten;
  duty.citation = clause.citation();
  const auto found = book.recaps.find({unit.code, rule.subject, month});
  if (found == book.recaps.end() || base::date_of(found->second.submitted.ms, unit.offset_minutes) > today) {
    duty.state = today > duty.due ? RecapDuty::State::overdue : RecapDuty::State::waiting;
    return duty;
  }
  const Recap& recap = found->second;
  duty.state =
      base::date_of(recap.submitted.ms, unit.offset_minutes) > duty.due ? RecapDuty::State::late : RecapDuty::State::in_time;
  duty.nil = recap.nil;
  duty.entries = recap.entries;
  duty.submitted = recap.submitted;
  duty.by = recap.by;
  duty.number = recap.number;
  return duty;
}

// The governing clause of each subject.
std::vector<ClauseRef> clauses_of(Lookup& lookup, const Unit& unit, Date day, std::string_view subject) {
  std::vector<ClauseRef> found;
  for (const ClauseRef& clause : lookup.policy.governing<RecapDue>(unit, day)) {
    const std::string& own = clause.as<RecapDue>().subject;
    if (!subject.empty() && own != subject) continue;
    if (std::ranges::none_of(found, [&](const ClauseRef& other) { return other.as<RecapDue>().subject == own; }))
      found.push_back(clause);
  }
  return found;
}

// A return that says that nobody travelled, where the Book knows of somebody who did.
void add_wrong_nil(Lookup& lookup, const RecapDuty& duty, Date date, std::vector<Finding>& findings) {
  const Book& book = lookup.book;
  if (!duty.nil || duty.subject != "perjalanan" || duty.month < book.first || last_of_month(duty.month) > book.last) return;
  const auto rows = travel_recap(lookup, duty.unit, duty.month);
  if (rows.empty()) return;
  Finding finding{date, duty.unit, "recap_nil", true, duty.citation, {}, static_cast<std::int64_t>(rows.size()), 0, {}};
  for (const TravelRow& row : rows) finding.people.push_back(row.person);
  std::ranges::sort(finding.people);
  finding.people.erase(std::unique(finding.people.begin(), finding.people.end()), finding.people.end());
  finding.text = wording::with_source(fmt::format("{}: rekapitulasi perjalanan {} dinyatakan NIHIL, padahal ada {} perjalanan",
                                                  wording::unit(book, duty.unit), wording::month(duty.month), rows.size()),
                                      duty.citation);
  findings.push_back(std::move(finding));
}

}  // namespace

Date first_of_month(Date day) { return {day.days - static_cast<std::int32_t>(base::day_of_month(day)) + 1}; }

Date last_of_month(Date day) {
  const Date first = first_of_month(day);
  return {first.days + static_cast<std::int32_t>(base::days_in_month(base::year_of(first), base::month_of(first))) - 1};
}

std::vector<RecapDuty> recap_duties(Lookup& lookup, Date month, Date today, std::string_view subject) {
  const Book& book = lookup.book;
  month = first_of_month(month);
  const Date last = last_of_month(month);
  std::vector<RecapDuty> duties;
  for (const std::string& code : book.held_units) {
    const Unit* unit = book.unit(code);
    if (unit == nullptr || book.opd_of(code, last) != code) continue;
    for (const ClauseRef& clause : clauses_of(lookup, *unit, last, subject))
      duties.push_back(duty_of(book, *unit, clause, month, today));
  }
  std::ranges::sort(duties, {}, [](const RecapDuty& duty) { return std::tie(duty.asisten, duty.unit, duty.subject); });
  return duties;
}

std::vector<Finding> recap_findings(Lookup& lookup, std::string_view unit, Date from, Date until) {
  const Book& book = lookup.book;
  const Date today = std::min(lookup.today(unit), until);
  std::vector<Finding> findings;
  // What was due in the span belongs to its months, or, with the longest period of grace, to those of a year before.
  for (Date month = first_of_month({from.days - 366}); month <= until; month = {last_of_month(month).days + 1})
    for (const RecapDuty& duty : recap_duties(lookup, month, today)) {
      const Date date{duty.due.days + 1};
      if (duty.unit != unit || date < from || date > until) continue;
      add_wrong_nil(lookup, duty, date, findings);
      const bool overdue = duty.state == RecapDuty::State::overdue;
      if (!overdue && duty.state != RecapDuty::State::late) continue;
      const std::string when =
          overdue ? "belum disampaikan"
                  : "baru disampaikan " + wording::date(base::date_of(duty.submitted->ms, duty.submitted->offset_minutes));
      findings.push_back({date,
                          duty.unit,
                          overdue ? "recap_overdue" : "recap_late",
                          overdue,
                          duty.citation,
                          {},
                          0,
                          0,
                          fmt::format("{}: rekapitulasi {} {} {}, jatuh tempo {}{}.", wording::unit(book, duty.unit),
                                      duty.subject, wording::month(duty.month), when, wording::date(duty.due),
                                      duty.asisten.empty() ? "" : " (" + duty.asisten + ")")});
    }
  return findings;
}

}  // namespace hadir::rules
