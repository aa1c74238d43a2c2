// paper.make: any paper of common/papers; paper.health: those with health data, and disclosure.list: who was shown them (A34).
// recap.submit and recap.submitted: that a recapitulation was handed in (A23).
#include "common/base/text.h"
#include "common/desk/health.h"
#include "common/desk/lookup.h"
#include "common/desk/tables.h"
#include "common/papers/paper.h"
#include "common/report/words.h"
#include "common/rules/lookup.h"
#include "common/rules/travel.h"

namespace hadir::desk {
namespace {

using papers::Ask;
using papers::Days;
using papers::Paper;
using papers::PaperRequest;
using rules::Book;

Result<const Paper*> paper_in(const object& request) {
  const std::string name = text_in(request, "paper");
  if (const Paper* paper = papers::find_paper(name)) return paper;
  return Error{Fault::not_found, "tidak ada laporan \"" + base::printable(name, 40) + "\"", "lihat hadir recap --help"};
}

Result<PaperRequest> paper_request(const Paper& paper, const object& request, const Desk& desk) {
  PaperRequest asked;
  asked.unit = text_in(request, "unit").empty() ? desk.unit : text_in(request, "unit");
  asked.whole_opd = !flag_in(request, "own_unit");
  const auto span = period_in(request, desk,
                              paper.needs.since_new_year        ? Default::year
                              : paper.needs.days == Days::one   ? Default::day
                              : paper.needs.letter == Ask::must ? Default::day
                                                                : Default::month);
  if (!span) return span.error();
  asked.from = span->from;
  asked.until = span->until;
  // A year that is not over is looked at as far as it has come.
  if (paper.needs.since_new_year && desk.today < asked.until && asked.from <= desk.today) asked.until = desk.today;
  // The paper is of a month and counts since New Year by itself.
  if (paper.needs.since_new_year) asked.from = {asked.until.days - static_cast<int>(base::day_of_month(asked.until)) + 1};
  if (paper.needs.person != Ask::no) {
    const auto person = person_in(request, "person", paper.needs.person == Ask::must ? desk.author : "");
    if (person)
      asked.person = *person;
    else if (paper.needs.person == Ask::must || !text_in(request, "person").empty())
      return person.error();
  }
  asked.letter = text_in(request, "letter");
  asked.asisten = text_in(request, "asisten");
  asked.recap = text_in(request, "recap");
  asked.form = text_in(request, "form");
  if (const std::string session = text_in(request, "session"); !session.empty()) {
    const auto index = choice_of("assembly", "session", session);
    if (!index)
      return Error{Fault::bad_input, "apel \"" + base::printable(session, 20) + "\" tidak dikenal",
                   "pilih pagi, siang atau sore"};
    asked.session = static_cast<rules::Session>(*index);
  }
  asked.blank = flag_in(request, "blank");
  if (const std::string days = text_in(request, "look_back"); !days.empty()) {
    if (days.size() > 3 || days.find_first_not_of("0123456789") != std::string::npos)
      return Error{Fault::bad_input, "\"" + base::printable(days, 20) + "\" bukan jumlah hari", "tulis mis. --look-back 14"};
    asked.look_back_days = std::stoi(days);
  }
  // A paper of days that are over is the same whenever it is made; of others only what has happened can be told.
  if (desk.today <= asked.until) asked.as_of_ms = desk.now_ms;
  const auto dated = optional_date_in(request, "dated", desk);
  if (!dated) return dated.error();
  asked.dated = *dated;
  asked.place = text_in(request, "place");
  asked.number = text_in(request, "number");
  if (const std::string size = text_in(request, "size"); !size.empty()) {
    if (!base::equals_ignoring_case(size, "a4") && !base::equals_ignoring_case(size, "f4"))
      return Error{Fault::bad_input, "kertas \"" + base::printable(size, 20) + "\" tidak dikenal", "pilih a4 atau f4"};
    asked.size = base::equals_ignoring_case(size, "a4") ? report::PaperSize::a4 : report::PaperSize::f4;
  }
  return asked;
}

Result<Span> span_of_paper(const object& request, const Desk& desk) {
  const auto paper = paper_in(request);
  if (!paper) return paper.error();
  const auto asked = paper_request(**paper, request, desk);
  if (!asked) return asked.error();
  const papers::DaySpan days = papers::days_needed(**paper, *asked);
  return Span{days.first, days.last};
}

Result<Outcome> make_paper(const Book& book, const object& request, const Desk& desk) {
  const auto paper = paper_in(request);
  if (!paper) return paper.error();
  const auto asked = paper_request(**paper, request, desk);
  if (!asked) return asked.error();
  if ((*paper)->health)
    return Error{Fault::refused, std::string((*paper)->title) + " memuat data kesehatan: siapa yang melihatnya harus dicatat",
                 "buat dengan perintahnya sendiri: hadir recap " + std::string((*paper)->name)};
  auto document = papers::make_paper(**paper, book, *asked);
  if (!document) return document.error();
  Outcome outcome;
  outcome.document = std::move(*document);
  return outcome;
}

// --- health data ---

std::size_t rows_of(const report::Document& document) {
  std::size_t rows = 0;
  for (const report::Section& section : document.sections)
    if (const auto* table = std::get_if<report::Table>(&section)) rows += table->rows.size();
  return rows;
}

// The paper, and the record that it was shown: the caller puts out neither without the other.
Result<Outcome> make_health_paper(const Book& book, const object& request, const Desk& desk) {
  const auto paper = paper_in(request);
  if (!paper) return paper.error();
  const auto asked = paper_request(**paper, request, desk);
  if (!asked) return asked.error();
  const std::string title((*paper)->title);
  if (!(*paper)->health) return Error{Fault::bad_input, title + " tidak memuat data kesehatan", "lihat hadir recap --help"};
  if (const auto refused = refusal_of_health(book, desk, title)) return *refused;
  if (const auto refused = refusal_of_record(desk, title)) return *refused;
  auto document = papers::make_paper(**paper, book, *asked);
  if (!document) return document.error();
  const papers::DaySpan told = papers::days_told(**paper, *asked);
  Changes changes;
  changes.add("disclosure", {{"author", desk.author},
                             {"at", text_of(now_of(desk))},
                             {"paper", (*paper)->name},
                             {"from", date_text(told.first)},
                             {"until", date_text(told.last)},
                             {"about", asked->person},
                             {"entries", rows_of(*document)}});
  auto taken = changes.take();
  if (!taken) return taken.error();
  Outcome outcome;
  outcome.changes = std::move(*taken);
  outcome.document = std::move(*document);
  return outcome;
}

// By the day on which somebody looked. A look at this is not put on record.
Result<Outcome> list_disclosures(const Book& book, const object& request, const Desk& desk) {
  const auto span = span_period(request, desk);
  if (!span) return span.error();
  if (const auto refused = refusal_of_health(book, desk, "Daftar ini")) return *refused;
  array rows;
  for (const rules::Disclosure& one : book.disclosures) {
    const Date day = base::date_of(one.at.ms, desk.offset_minutes);
    if (day < span->from || span->until < day) continue;
    const Paper* paper = papers::find_paper(one.paper);
    rows.push_back(object{{"at", text_of(one.at)},
                          {"by", one.author},
                          {"name", name_of(book, one.author)},
                          {"paper", one.paper},
                          {"title", paper == nullptr ? one.paper : std::string(paper->title)},
                          {"from", date_text(one.from)},
                          {"until", date_text(one.until)},
                          {"about", one.about.empty() ? value(nullptr) : value(one.about)},
                          {"entries", one.entries}});
  }
  return sealed_rows(desk, std::move(rows));
}

// --- handing in ---

std::string subject_named(const std::string& name) {
  if (name == "travel") return "perjalanan";
  if (name == "attendance") return "kehadiran";
  if (name == "daily-report") return "lkh";
  return name;
}

Result<Span> span_of_submission(const object& request, const Desk& desk) {
  const auto span = span_period(request, desk);
  if (!span) return span.error();
  return month_from(first_of_month(span->from));
}

Result<Outcome> submit_recap(const Book& book, const object& request, const Desk& desk) {
  const std::string subject = subject_named(text_in(request, "subject"));
  if (!choice_of("recap", "subject", subject))
    return Error{Fault::bad_input, "rekapitulasi \"" + base::printable(subject, 40) + "\" tidak dikenal",
                 "pilih perjalanan (travel), kehadiran (attendance) atau lkh"};
  const auto by = person_in({{"by", desk.author}}, "by");
  if (!by) return by.error();
  const auto span = span_of_submission(request, desk);
  if (!span) return span.error();
  const bool nil = flag_in(request, "nil");
  rules::Lookup lookup(book);
  object fields{
      {"subject", subject}, {"month", date_text(span->from)}, {"submitted", text_of(now_of(desk))}, {"by", *by}, {"nil", nil}};
  if (subject == "perjalanan") {
    const std::size_t entries = rules::travel_recap(lookup, desk.unit, span->from).size();
    if (nil && entries > 0)
      return Error{Fault::clash,
                   "bulan " + report::month_and_year(span->from) + " tidak NIHIL: ada " + std::to_string(entries) + " perjalanan",
                   "lihat hadir recap travel --month " + date_text(span->from).substr(0, 7)};
    if (!nil && entries == 0)
      return Error{Fault::clash, "tidak ada perjalanan pada bulan " + report::month_and_year(span->from),
                   "sampaikan NIHIL: tambahkan --nil"};
    fields["entries"] = entries;
  }
  const rules::Unit* unit = book.unit(desk.unit);
  std::string through = text_in(request, "through");
  if (through.empty() && unit != nullptr) through = unit->states.at(span->until).asisten;
  fields["through"] = through;
  fields["number"] = text_in(request, "number");
  const auto before = book.recaps.find({desk.unit, subject, span->from});
  Outcome outcome;
  outcome.answer = {{"subject", subject}, {"month", date_text(span->from).substr(0, 7)}, {"nil", nil}, {"through", through}};
  if (before != book.recaps.end() && before->second.nil == nil && before->second.through == through &&
      before->second.number == text_in(request, "number") &&
      (!fields.contains("entries") || fields["entries"].to_number<std::int64_t>() == before->second.entries)) {
    outcome.answer["message"] = "Sudah disampaikan pada " + local_text(desk, before->second.submitted.ms);
    return outcome;
  }
  Changes changes;
  changes.add("recap", std::move(fields));
  auto taken = changes.take();
  if (!taken) return taken.error();
  outcome.changes = std::move(*taken);
  outcome.answer["message"] = "Disampaikan: rekapitulasi " + subject + " " + report::month_and_year(span->from) +
                              (nil ? ", NIHIL" : "") + (through.empty() ? "" : ", melalui " + through);
  return outcome;
}

Result<Outcome> list_submitted(const Book& book, const object& request, const Desk& desk) {
  const auto span = period_in(request, desk, Default::year);
  if (!span) return span.error();
  array rows;
  for (const auto& [key, recap] : book.recaps) {
    const auto& [unit, subject, month] = key;
    if (month < span->from || span->until < month) continue;
    rows.push_back(object{{"unit", unit},
                          {"subject", subject},
                          {"month", date_text(month).substr(0, 7)},
                          {"submitted", text_of(recap.submitted)},
                          {"nil", recap.nil},
                          {"entries", recap.entries},
                          {"number", recap.number},
                          {"through", recap.through},
                          {"by", recap.by}});
  }
  Outcome outcome;
  outcome.answer = {{"rows", std::move(rows)}};
  return outcome;
}

constexpr Operation table[] = {
    {"paper.make", span_of_paper, make_paper},
    {"paper.letter", span_open, make_paper, false, Reads::papers},  // which does not say by its name when it holds
    {"paper.health", span_of_paper, make_health_paper, true, Reads::health},
    {"disclosure.list", span_period, list_disclosures, false, Reads::health},
    {"recap.submit", span_of_submission, submit_recap, true, Reads::papers},
    {"recap.submitted", span_today, list_submitted, false, Reads::papers},
};

}  // namespace

std::span<const Operation> recap_operations() { return table; }

}  // namespace hadir::desk
