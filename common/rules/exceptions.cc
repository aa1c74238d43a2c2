#include "common/rules/exceptions.h"

#include <fmt/format.h>

#include <algorithm>

#include "common/rules/calls.h"
#include "common/rules/discipline.h"
#include "common/rules/meetings.h"
#include "common/rules/monitoring.h"
#include "common/rules/recap_duty.h"
#include "common/rules/travel.h"
#include "common/rules/wording.h"

namespace hadir::rules {
namespace {

// Findings about one day of one person.
class Day {
 public:
  Day(Lookup& lookup, const DayStatus& status, std::vector<Finding>& findings)
      : lookup_(lookup), status_(status), person_(*lookup.book.person(status.person, status.day)), findings_(findings) {}

  void look() {
    look_at_letter();
    look_at_entry();
    if (status_.status == Status::candidate) tell("candidate", false, {}, status_.reason);
    if (status_.status == Status::absent) tell("absent", true, {}, status_.reason);
    if (status_.status == Status::leave && status_.subject.empty()) tell("leave_without_permit", true, {}, status_.reason);
    if (status_.doubtful) tell("time_doubtful", false, {}, status_.reason);
    if (status_.waiting) tell("correction_waiting", false, {}, status_.reason);
    for (const auto& text : status_.contradictions) tell("contradiction", false, {}, text);
    look_at_times();
  }

 private:
  void tell(const char* code, bool violation, const std::string& citation, const std::string& what, std::int64_t actual = 0) {
    findings_.push_back(
        {status_.day,
         person_.unit,
         code,
         violation,
         citation,
         {person_.id},
         actual,
         0,
         wording::with_source(fmt::format("{}, {}: {}", wording::who(lookup_.book, person_.id), wording::date(status_.day), what),
                              citation)});
  }
  void look_at_letter() {
    if (status_.status != Status::home && status_.status != Status::home_office && status_.status != Status::candidate) return;
    const bool late = status_.letter == LetterCover::State::late;
    if (!status_.no_letter && !late) return;
    const std::int64_t begins = midnight_ms(status_.day, lookup_.book.offset_of(person_.unit)) + status_.start * 60'000LL;
    const LetterCover cover = letter_cover(lookup_, person_.id, status_.day, begins);
    tell(late ? "letter_late" : "no_letter", !late, lookup_.rule<HomeDay>(person_, status_.day).citation(), cover.text);
  }
  void look_at_entry() {
    if (status_.status != Status::home_office) return;
    if (status_.closed) tell("office_closed", true, {}, status_.reason);
    if (status_.permitted) return;
    const ClauseRef clause = lookup_.rule<OfficeEntry>(person_, status_.day);
    const Chain& chain = chain_of(lookup_, person_.id, Matter::permit, status_.day);
    const std::string told = chain.tiers.empty() ? "" : "; beri tahu " + wording::who(lookup_.book, chain.tiers.front().person);
    tell("office_no_permit", true, clause ? clause.citation() : "", status_.reason + told);
  }
  void look_at_times() {
    const bool at_office = status_.status == Status::office;
    if (!at_office && !status_.is_late()) return;
    const ClauseRef clause = lookup_.rule<Discipline>(person_, status_.day);
    const std::string citation = clause ? clause.citation() : "";
    if (status_.late.seconds > 0) tell("late", false, citation, status_.reason, (status_.late.seconds + 59) / 60);
    if (status_.early.seconds > 0) tell("early", false, citation, status_.reason, (status_.early.seconds + 59) / 60);
    if (at_office && status_.no_in) tell("no_in", false, citation, status_.reason);
    if (at_office && status_.no_out) tell("no_out", false, citation, status_.reason);
  }

  Lookup& lookup_;
  const DayStatus& status_;
  const Person& person_;
  std::vector<Finding>& findings_;
};

void tell_decisions(Lookup& lookup, const std::string& subject, const Person& person, Date day, std::vector<Finding>& findings) {
  if (lookup.approvals_of(subject).empty()) return;
  const Outcome* outcome = outcome_of(lookup, subject);
  if (outcome == nullptr) return;
  const auto tell = [&](const char* code, std::vector<std::string> people, const std::string& text) {
    people.push_back(person.id);
    std::ranges::sort(people);
    people.erase(std::unique(people.begin(), people.end()), people.end());
    findings.push_back({day, person.unit, code, false, {}, std::move(people), 0, 0, fmt::format("{}: {}.", subject, text)});
  };
  for (const auto& text : outcome->contradictions) tell("decision_contradiction", {}, text);
  for (const Step& step : outcome->steps)
    if (!step.counts)
      tell("decision_without_effect", {step.approval->by},
           fmt::format("keputusan {} pada {} tidak berlaku: {}", wording::who(lookup.book, step.approval->by),
                       wording::moment(step.approval->at.ms, step.approval->at.offset_minutes), step.why_not));
}

}  // namespace

std::vector<Finding> status_findings(Lookup& lookup, const std::vector<DayStatus>& days) {
  std::vector<Finding> findings;
  for (const DayStatus& status : days)
    if (status.status != Status::not_member) Day(lookup, status, findings).look();
  return findings;
}

std::vector<Finding> decision_findings(Lookup& lookup, std::string_view unit, Date from, Date until, bool whole_opd) {
  const Book& book = lookup.book;
  std::vector<Finding> findings;
  const auto look = [&](const std::string& subject, const std::string& id, Date day) {
    const Person* person = book.person(id, day);
    if (person != nullptr && lookup.is_below(person->unit, unit, day, whole_opd))
      tell_decisions(lookup, subject, *person, day, findings);
  };
  for (const auto& [key, report] : book.daily_reports)
    if (from <= key.second && key.second <= until)
      look("daily_report/" + key.first + "/" + base::format_date(key.second), key.first, key.second);
  for (const Permit& permit : book.permits)
    if (permit.from <= until && from <= permit.until) look(permit.subject, permit.person, permit.from);
  for (const Letter& letter : book.letters)
    if (letter.from <= until && from <= letter.until) look(letter.subject, letter.author, letter.from);
  for (const auto& [id, punches] : book.punches)
    for (const Punch& punch : punches) {
      if (punch.subject.empty()) continue;
      const Date day = base::date_of(punch.claimed.ms, punch.claimed.offset_minutes);
      if (from <= day && day <= until) look(punch.subject, id, day);
    }
  return findings;
}

std::vector<Finding> exceptions(Lookup& lookup, std::string_view unit, Date from, Date until) {
  const auto days = statuses(lookup, unit, from, until, true);
  std::vector<Finding> all = status_findings(lookup, days);
  const auto take = [&](std::vector<Finding> more) { std::ranges::move(more, std::back_inserter(all)); };
  take(duty_findings(lookup, days));
  take(assembly_findings(lookup, days));
  take(recall_findings(lookup, unit, from, until, true));
  if (lookup.book.knows_health) take(health_findings(lookup, unit, from, until, true));
  take(meeting_findings(lookup, unit, from, until, true));
  take(recap_findings(lookup, unit, from, until));
  take(absence_findings(lookup, unit, from, until, true));
  take(decision_findings(lookup, unit, from, until, true));
  for (const Permit& permit : lookup.book.permits) {
    if (permit.until < from || permit.from > until) continue;
    const Person* person = lookup.book.person(permit.person, permit.from);
    if (person != nullptr && lookup.is_below(person->unit, unit, permit.from, true)) take(travel_findings(lookup, permit));
  }
  std::ranges::sort(all);
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return all;
}

std::vector<Finding> exceptions(const Book& book, std::string_view unit, Date from, Date until) {
  Lookup lookup(book);
  return exceptions(lookup, unit, from, until);
}

}  // namespace hadir::rules
