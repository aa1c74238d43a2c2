// recall.call, answer, list (A36) and closure.set, cancel, list (A33).
#include "common/base/text.h"
#include "common/desk/lookup.h"
#include "common/desk/tables.h"
#include "common/rules/policy.h"

namespace hadir::desk {
namespace {

using rules::Book;
using rules::Closure;
using rules::Recall;

constexpr std::int64_t minute_ms = 60'000;

object row_of(const Book& book, const Recall& recall) {
  const auto moment = [](const std::optional<base::Instant>& at) { return at ? value(text_of(*at)) : value(nullptr); };
  return {{"employee", recall.person},
          {"name", name_of(book, recall.person)},
          {"at", text_of(recall.at)},
          {"by", recall.by},
          {"place", recall.place},
          {"reason", recall.reason},
          {"answer_by", moment(recall.answer_by)},
          {"acknowledged", moment(recall.acknowledged)},
          {"minutes", recall.acknowledged ? value((recall.acknowledged->ms - recall.at.ms) / minute_ms) : value(nullptr)},
          {"phoned_by", recall.phoned_by}};
}

Result<Span> span_of_call(const object& request, const Desk& desk) {
  const auto at = instant_in(request, "at", desk);
  if (!at) return at.error();
  const Date day = base::date_of(at->ms, desk.offset_minutes);
  return Span{{day.days - 1}, {day.days + 1}};
}

Result<Outcome> call_back(const Book& book, const object& request, const Desk& desk) {
  const auto person = member_in(book, request, "employee");
  if (!person) return person.error();
  const auto by = person_in({{"by", desk.author}}, "by");
  if (!by) return by.error();
  const auto at = instant_in(request, "at", desk);
  if (!at) return at.error();
  const auto answer_by = optional_instant_in(request, "answer_by", desk);
  if (!answer_by) return answer_by.error();
  if (*answer_by && (*answer_by)->ms < at->ms)
    return Error{Fault::bad_input, "batas menjawab mendahului panggilannya", "tulis --answer-by sesudah waktu panggilan"};
  const std::string phoned = text_in(request, "phoned_by");
  object fields{{"employee", (*person)->id},
                {"at", text_of(*at)},
                {"by", *by},
                {"place", text_in(request, "place")},
                {"reason", text_in(request, "reason")},
                {"phoned_by", phoned}};
  if (*answer_by) fields["answer_by"] = text_of(**answer_by);
  // By telephone the answer is heard at once.
  const auto answered = optional_instant_in(request, "answered", desk);
  if (!answered) return answered.error();
  if (*answered)
    fields["acknowledged"] = text_of(**answered);
  else if (!phoned.empty())
    fields["acknowledged"] = text_of(*at);
  Changes changes;
  changes.add("recall", std::move(fields));
  auto taken = changes.take();
  if (!taken) return taken.error();
  Outcome outcome;
  outcome.changes = std::move(*taken);
  outcome.answer = {{"employee", (*person)->id},
                    {"at", text_of(*at)},
                    {"message", "Dipanggil: " + person_text(book, (*person)->id) + " pukul " + local_text(desk, at->ms)}};
  return outcome;
}

Result<Outcome> answer_call(const Book& book, const object& request, const Desk& desk) {
  const auto person = person_in(request, "employee", desk.author);
  if (!person) return person.error();
  const auto when = instant_in(request, "answered", desk);
  if (!when) return when.error();
  const auto called = optional_instant_in(request, "at", desk);
  if (!called) return called.error();
  const Recall* latest = nullptr;  // the latest call, or the one that is named
  for (const Recall& one : book.recalls)
    if (one.person == *person && one.at.ms <= when->ms && (!*called || (*called)->ms / minute_ms == one.at.ms / minute_ms))
      latest = &one;
  if (latest == nullptr)
    return Error{Fault::not_found, "tidak ada panggilan untuk " + person_text(book, *person), "lihat hadir recall list"};
  Outcome outcome;
  if (latest->acknowledged) {
    outcome.answer = {{"employee", *person}, {"message", "Sudah dijawab pukul " + local_text(desk, latest->acknowledged->ms)}};
    return outcome;
  }
  Changes changes;
  changes.add("recall", {{"employee", *person},
                         {"at", text_of(latest->at)},
                         {"acknowledged", text_of(*when)},
                         {"phoned_by", text_in(request, "phoned_by")}});
  auto taken = changes.take();
  if (!taken) return taken.error();
  outcome.changes = std::move(*taken);
  const std::int64_t minutes = (when->ms - latest->at.ms) / minute_ms;
  outcome.answer = {{"employee", *person},
                    {"at", text_of(latest->at)},
                    {"minutes", minutes},
                    {"message", "Dijawab: " + person_text(book, *person) + " setelah " + std::to_string(minutes) + " menit"}};
  return outcome;
}

Result<Outcome> list_calls(const Book& book, const object& request, const Desk& desk) {
  const auto span = span_period(request, desk);
  if (!span) return span.error();
  const bool unanswered = flag_in(request, "unanswered");
  array rows;
  for (const Recall& recall : book.recalls) {
    const Date day = base::date_of(recall.at.ms, desk.offset_minutes);
    if (day < span->from || span->until < day || (unanswered && recall.acknowledged)) continue;
    object row = row_of(book, recall);
    const bool late = !recall.acknowledged && recall.answer_by && recall.answer_by->ms < desk.now_ms;
    row["state"] = recall.acknowledged ? "dijawab" : late ? "belum dijawab, lewat batas" : "belum dijawab";
    rows.push_back(std::move(row));
  }
  Outcome outcome;
  outcome.answer = {{"rows", std::move(rows)}};
  return outcome;
}

// --- closures ---

const Closure* find_closure(const Book& book, const std::string& unit, const std::string& section, Date from) {
  for (const Closure& one : book.closures)
    if (one.unit == unit && one.section == section && one.from == from) return &one;
  return nullptr;
}

Result<Span> span_of_closure(const object& request, const Desk& desk) {
  const auto from = date_in(request, "from", desk.today, desk);
  if (!from) return from.error();
  return Span{*from, {from->days + 60}};
}

Result<Outcome> set_closure(const Book& book, const object& request, const Desk& desk) {
  const auto from = date_in(request, "from", desk.today, desk);
  if (!from) return from.error();
  const auto reason = needed(request, "reason", "alasan", "tambahkan --reason, tanpa menyebut siapa yang sakit");
  if (!reason) return reason.error();
  // What is not said is as the circular has it.
  rules::ClosureRule rule;
  rules::ClauseRef clause;
  if (const rules::Unit* unit = book.unit(desk.unit)) clause = rules::rule_for<rules::ClosureRule>(book, *unit, *from);
  if (clause) rule = clause.as<rules::ClosureRule>();
  std::string days = text_in(request, "days"), counting = text_in(request, "counting");
  const bool by_rule = clause && days.empty() && counting.empty();
  if (days.empty()) days = std::to_string(rule.days);
  if (days.find_first_not_of("0123456789") != std::string::npos || days.size() > 3 || std::stoi(days) < 1)
    return Error{Fault::bad_input, "lamanya \"" + base::printable(days, 20) + "\" bukan jumlah hari", "tulis mis. --days 3"};
  if (counting.empty()) counting = rule.counting;
  const auto index = choice_of("closure", "counting", counting);
  if (!index)
    return Error{Fault::bad_input, "cara menghitung \"" + base::printable(counting, 20) + "\" tidak dikenal",
                 "pilih calendar (hari kalender), workdays (hari kerja) atau day_after (mulai besoknya)"};
  object fields{{"section", text_in(request, "section")},
                {"from", date_text(*from)},
                {"days", std::stoi(days)},
                {"counting", counting},
                {"reason", *reason}};
  if (const auto by = person_in({{"by", desk.author}}, "by")) fields["by"] = *by;
  if (const Closure* before = find_closure(book, desk.unit, text_in(request, "section"), *from);
      before != nullptr && before->cancelled)
    fields["cancelled"] = false;
  Changes changes;
  changes.add("closure", std::move(fields));
  auto taken = changes.take();
  if (!taken) return taken.error();
  Outcome outcome;
  outcome.changes = std::move(*taken);
  const std::string what = text_in(request, "section").empty() ? "seluruh unit" : text_in(request, "section");
  outcome.answer = {{"section", text_in(request, "section")},
                    {"from", date_text(*from)},
                    {"days", std::stoi(days)},
                    {"counting", counting},
                    {"message", "Ditutup: " + what + " mulai " + date_text(*from) + ", " + days + " hari (" + counting + ")" +
                                    (by_rule ? " menurut " + clause.citation() : "")}};
  return outcome;
}

Result<Outcome> cancel_closure(const Book& book, const object& request, const Desk& desk) {
  const auto from = date_in(request, "from", desk.today, desk);
  if (!from) return from.error();
  const std::string section = text_in(request, "section");
  const Closure* closure = find_closure(book, desk.unit, section, *from);
  if (closure == nullptr)
    return Error{Fault::not_found, "tidak ada penutupan mulai " + date_text(*from), "lihat hadir closure list"};
  Outcome outcome;
  outcome.answer = {{"section", section}, {"from", date_text(*from)}, {"message", "Penutupan dibatalkan"}};
  if (closure->cancelled) return outcome;
  Changes changes;
  changes.add("closure", {{"section", section}, {"from", date_text(*from)}, {"cancelled", true}});
  auto taken = changes.take();
  if (!taken) return taken.error();
  outcome.changes = std::move(*taken);
  return outcome;
}

Result<Outcome> list_closures(const Book& book, const object&, const Desk&) {
  array rows;
  for (const Closure& one : book.closures)
    rows.push_back(object{{"unit", one.unit},
                          {"section", one.section},
                          {"from", date_text(one.from)},
                          {"days", one.days},
                          {"counting", choice_text("closure", "counting", static_cast<std::int64_t>(one.counting))},
                          {"reason", one.reason},
                          {"by", one.by},
                          {"state", one.cancelled ? "dibatalkan" : "berlaku"}});
  Outcome outcome;
  outcome.answer = {{"rows", std::move(rows)}};
  return outcome;
}

Result<Span> span_of_answer(const object&, const Desk& desk) { return Span{{desk.today.days - 7}, desk.today}; }

constexpr Operation table[] = {
    {"recall.call", span_of_call, call_back, true},
    {"recall.answer", span_of_answer, answer_call, true},
    {"recall.list", span_period, list_calls},
    {"closure.set", span_of_closure, set_closure, true},
    {"closure.cancel", span_of_closure, cancel_closure, true},
    {"closure.list", span_today, list_closures},
};

}  // namespace

std::span<const Operation> presence_operations() { return table; }

}  // namespace hadir::desk
