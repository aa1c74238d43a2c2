// attention.office: everything of the unit's records that somebody should look at, as one list with a next step for each: what
// waits for whoever asks, what rules find, reports and recapitulations that are missing, times that cannot be believed, calls
// that nobody answered. What only this PC knows (conflicts, quarantine) comes from agent/operations_attention.cc.
//
// An item: {"group": decide, rules, duties, times, recaps, calls, records, "code", "urgent": a violation or overdue, "date",
// "text": Indonesian, one sentence, "citation", "people": [{"nip", "name"}], "subject"}. A page knows what to offer by group and
// code.
#include "common/base/text.h"
#include "common/desk/decisions.h"
#include "common/desk/lookup.h"
#include "common/desk/tables.h"
#include "common/rules/compliance.h"
#include "common/rules/exceptions.h"
#include "common/rules/recap_duty.h"

namespace hadir::desk {
namespace {

using rules::Book;
using rules::Finding;

constexpr int back_days = 7, ahead_days = 7;

// "" for what needs nobody's attention here: lateness and the like are the recapitulation's.
const char* group_of(const Finding& finding) {
  constexpr std::pair<std::string_view, const char*> groups[] = {{"time_doubtful", "times"},
                                                                 {"report_doubtful", "times"},
                                                                 {"duty_incomplete", "duties"},
                                                                 {"report_late", "duties"},
                                                                 {"verified_late", "duties"},
                                                                 {"attestation_missing", "duties"},
                                                                 {"attestation_no", "duties"},
                                                                 {"candidate", "decide"},
                                                                 {"assembly_unrecorded", "duties"},
                                                                 {"recall_missing", "calls"},
                                                                 {"recall_late", ""},
                                                                 {"recap_overdue", "recaps"},
                                                                 {"recap_nil", "recaps"},
                                                                 {"recap_late", ""},
                                                                 {"contradiction", "records"},
                                                                 {"decision_contradiction", "records"},
                                                                 {"decision_without_effect", "records"},
                                                                 {"late", ""},
                                                                 {"early", ""},
                                                                 {"no_in", ""},
                                                                 {"no_out", ""},
                                                                 {"absent", ""},
                                                                 {"report_late_sync", ""},
                                                                 {"correction_waiting", ""},
                                                                 {"assembly_absent", ""}};
  for (const auto& [code, group] : groups)
    if (finding.code == code) return group;
  return "rules";
}

array people_json(const Book& book, const std::vector<std::string>& people) {
  array json;
  for (const std::string& one : people) json.push_back(object{{"nip", one}, {"name", name_of(book, one)}});
  return json;
}

class Items {
 public:
  Items(const Book& book, std::string only) : book_(book), only_(std::move(only)) {}

  void add(const char* group, const Finding& finding, const std::string& subject = "") {
    if (*group == 0 || !concerns(finding.people)) return;
    rows_.push_back(object{{"group", group},
                           {"code", finding.code},
                           {"urgent", finding.violation},
                           {"date", date_text(finding.date)},
                           {"text", finding.text},
                           {"citation", finding.citation},
                           {"people", people_json(book_, finding.people)},
                           {"subject", subject}});
  }
  // What is somebody's alone to do is shown to him, also where he sees only what is about himself.
  void add_for(object item) { rows_.push_back(std::move(item)); }
  array take() { return std::move(rows_); }

 private:
  // About him, and not about the unit with him in it: colleagues are not his business.
  bool concerns(const std::vector<std::string>& people) const {
    return only_.empty() || (people.size() <= 2 && std::ranges::find(people, only_) != people.end());
  }
  const Book& book_;
  const std::string only_;
  array rows_;
};

void add_waiting(rules::Lookup& lookup, const Desk& desk, Items& items) {
  for (const auto& [subject, waits] : open_subjects(lookup)) {
    if (waits != desk.author) continue;
    const auto about = rules::subject_of(lookup, subject);
    if (!about) continue;
    items.add_for({{"group", "decide"},
                   {"code", std::string("waits_") + rules::name_of(about->matter)},
                   {"urgent", false},
                   {"date", date_text(desk.today)},
                   {"text", name_of(lookup.book, about->person) + " menunggu keputusan Anda"},
                   {"citation", ""},
                   {"people", people_json(lookup.book, {about->person})},
                   {"subject", subject}});
  }
}

void add_faults(const Book& book, const Desk& desk, Items& items) {
  for (const rules::Fault& fault : book.faults)
    if (fault.unit.empty() || fault.unit == desk.unit)
      items.add("records", Finding{desk.today, desk.unit, "fault", true, {}, {}, 0, 0, fault.what}, fault.record);
}

// A finding about one person and day names what a page can open.
std::string subject_of(const Finding& finding) {
  if (finding.code.starts_with("decision_")) return finding.text.substr(0, finding.text.find(": "));
  if (finding.people.size() != 1) return {};
  if (finding.code == "candidate") return rules::absence_subject(finding.people.front(), finding.date);
  if (finding.code.starts_with("report_") || finding.code.starts_with("duty_") || finding.code == "verified_late")
    return daily_subject(finding.people.front(), finding.date);
  return {};
}

// "employee": only what is about that person, and what waits for whoever asks.
Result<Outcome> attention(const Book& book, const object& request, const Desk& desk) {
  const auto unit = unit_in(book, request, desk);
  if (!unit) return unit.error();
  std::string only;
  if (!text_in(request, "employee").empty()) {
    const auto person = person_in(request, "employee");
    if (!person) return person.error();
    only = *person;
  }
  rules::Lookup lookup(book, desk.now_ms);
  Items items(book, only);
  add_waiting(lookup, desk, items);
  const Date from{desk.today.days - back_days}, until{desk.today.days + ahead_days};
  // Recapitulations are missing for as long as nobody hands them in, not a week.
  const Date month = rules::first_of_month({rules::first_of_month(desk.today).days - 1});
  for (const rules::RecapDuty& duty : rules::recap_duties(lookup, month, desk.today))
    if (duty.unit == desk.unit && duty.state == rules::RecapDuty::State::overdue)
      items.add("recaps",
                Finding{duty.due,
                        duty.unit,
                        "recap_overdue",
                        true,
                        duty.citation,
                        {},
                        0,
                        0,
                        "Rekapitulasi " + duty.subject + " bulan " + date_text(duty.month).substr(0, 7) +
                            " belum disampaikan; paling lambat " + date_text(duty.due)},
                duty.subject + "/" + date_text(duty.month).substr(0, 7));
  for (const Finding& finding : rules::exceptions(lookup, (*unit)->code, from, desk.today))
    if (!finding.code.starts_with("recap_")) items.add(group_of(finding), finding, subject_of(finding));
  std::vector<Finding> findings = rules::check_plan(lookup, (*unit)->code, from, until);
  const std::vector<Finding> facts = rules::check_fact(lookup, (*unit)->code, from, desk.today);
  findings.insert(findings.end(), facts.begin(), facts.end());
  std::ranges::sort(findings);
  findings.erase(std::unique(findings.begin(), findings.end()), findings.end());
  for (const Finding& finding : findings)
    if (only.empty() || finding.people == std::vector{only}) items.add("rules", finding);
  if (only.empty()) add_faults(book, desk, items);
  Outcome outcome;
  outcome.answer = {{"rows", items.take()}};
  return outcome;
}

// Papers since the month whose recapitulations may be overdue; what happens every day for as long as somebody is asked about it,
// and the day before, whose shifts may end on it.
Result<Span> span_of_attention(const object&, const Desk& desk) {
  const Date last_month = first_of_month({first_of_month(desk.today).days - 1}), first{desk.today.days - back_days - 1};
  return Span{std::min(last_month, first), {desk.today.days + ahead_days + 1}, first};
}

constexpr Operation table[] = {{"attention.office", span_of_attention, attention}};

}  // namespace

std::span<const Operation> attention_operations() { return table; }

}  // namespace hadir::desk
