// letter.draft, add, list: assignment letters (SPT, A20). Approving them is operations_decisions.cc, printing them a paper.
#include "common/base/text.h"
#include "common/desk/decisions.h"
#include "common/desk/lookup.h"
#include "common/desk/tables.h"
#include "common/rules/letters.h"

namespace hadir::desk {
namespace {

using rules::Book;
using rules::Letter;

// A letter's name is its moment: the desk's, to the millisecond.
Result<Span> span_of_draft(const object& request, const Desk& desk) { return period_in(request, desk, Default::day); }

Result<std::string> signer_in(const Book& book, const object& request, const Desk& desk, Date day) {
  const std::string given = text_in(request, "signer");
  const std::string signer = given.empty() ? head_of(book, desk.unit, day) : given;
  if (signer.empty())
    return Error{Fault::bad_input, "penanda tangan belum disebut, dan kepala unit belum tercatat",
                 "tambahkan --signer NIP, atau catat jabatan dengan hadir post set dan hadir post holder"};
  const auto person = person_in({{"signer", signer}}, "signer");
  if (!person) return person.error();
  return *person;
}

void add_people(Changes& changes, const std::string& author, base::Instant at, const std::vector<std::string>& people,
                const object& dates, const std::string& note) {
  for (const std::string& person : people) {
    object fields{{"author", author}, {"at", text_of(at)}, {"employee", person}, {"note", note}};
    for (const char* name : {"from", "until"})
      if (const value* date = dates.if_contains(name)) fields[name] = *date;
    changes.add("letter_person", std::move(fields));
  }
}

// The same duty, days and people once more: a command that was repeated.
const Letter* same_letter(rules::Lookup& lookup, const std::string& author, Letter::Duty duty, const Span& span,
                          const std::vector<std::string>& people) {
  for (const Letter& letter : lookup.book.letters) {
    if (letter.author != author || letter.duty != duty || letter.from != span.from || letter.until != span.until) continue;
    std::vector<std::string> named;
    for (const Letter::Named& one : letter.people) named.push_back(one.person);
    if (named == people && progress_of(lookup, letter.subject) != rules::Progress::rejected) return &letter;
  }
  return nullptr;
}

Result<Outcome> draft_letter(const Book& book, const object& request, const Desk& desk) {
  const auto author = person_in({{"as", desk.author}}, "as");
  if (!author) return author.error();
  const std::vector<std::string> people = people_in(request, "people");
  if (people.empty())
    return Error{Fault::bad_input, "tidak ada pegawai yang disebut", "sebutkan NIP yang ditugaskan, satu atau lebih"};
  for (const std::string& one : people)
    if (const auto person = member_of(book, one); !person) return person.error();
  const auto span = span_of_draft(request, desk);
  if (!span) return span.error();
  const std::string duty = text_in(request, "duty").empty() ? "wfh" : text_in(request, "duty");
  const auto duty_index = choice_of("letter", "duty", duty);
  if (!duty_index)
    return Error{Fault::bad_input, "\"" + base::printable(duty, 40) + "\" bukan jenis surat", "pilih --duty wfh atau tugas"};
  const auto signer = signer_in(book, request, desk, span->from);
  if (!signer) return signer.error();
  Letter wanted;
  wanted.author = *author;
  wanted.at = now_of(desk);
  wanted.from = span->from;
  wanted.until = span->until;
  wanted.signer = *signer;
  wanted.duty = static_cast<Letter::Duty>(*duty_index);
  for (const std::string& one : people) wanted.people.push_back({one, span->from, span->until, ""});
  if (const auto checked = rules::check_letter(book, wanted); !checked) return checked.error();
  rules::Lookup lookup(book, desk.now_ms);
  Outcome outcome;
  if (const Letter* before = same_letter(lookup, *author, static_cast<Letter::Duty>(*duty_index), *span, people)) {
    outcome.answer = {{"subject", before->subject}, {"message", "Sudah disusun: " + before->subject}};
    return outcome;
  }
  const base::Instant at = now_of(desk);
  array basis, tasks;
  for (const std::string& one : list_in(request, "basis")) basis.emplace_back(one);
  for (const std::string& one : list_in(request, "tasks")) tasks.emplace_back(one);
  object fields{{"author", *author},
                {"at", text_of(at)},
                {"number", text_in(request, "number")},
                {"duty", duty},
                {"from", date_text(span->from)},
                {"until", date_text(span->until)},
                {"signer", *signer},
                {"place", text_in(request, "place")}};
  if (!basis.empty()) fields["basis"] = std::move(basis);
  if (!tasks.empty()) fields["tasks"] = std::move(tasks);
  Changes changes;
  changes.add("letter", std::move(fields));
  add_people(changes, *author, at, people, {}, "");
  auto taken = changes.take();
  if (!taken) return taken.error();
  const std::string subject = subject_of("letter", taken->front());
  outcome.changes = std::move(*taken);
  outcome.answer = {{"subject", subject},
                    {"people", people.size()},
                    {"message", "Tersusun: surat untuk " + std::to_string(people.size()) + " orang, " + date_text(span->from) +
                                    (span->until == span->from ? "" : " s.d. " + date_text(span->until))},
                    {"notes", array{value("disetujui oleh " + person_text(book, *signer) + ": hadir --as " + *signer +
                                          " letter approve " + subject)}}};
  return outcome;
}

Result<Outcome> add_to_letter(const Book& book, const object& request, const Desk& desk) {
  const auto letter = letter_in(book, request);
  if (!letter) return letter.error();
  const std::vector<std::string> people = people_in(request, "people");
  if (people.empty()) return Error{Fault::bad_input, "tidak ada pegawai yang disebut", "sebutkan NIP yang ditambahkan"};
  for (const std::string& one : people)
    if (const auto person = member_of(book, one); !person) return person.error();
  object dates;
  for (const char* name : {"from", "until"}) {
    const auto date = optional_date_in(request, name, desk);
    if (!date) return date.error();
    if (*date) dates[name] = date_text(**date);
  }
  const auto from = dates.contains("from") ? base::parse_date(std::string_view(dates["from"].as_string())) : std::nullopt;
  const auto until = dates.contains("until") ? base::parse_date(std::string_view(dates["until"].as_string())) : std::nullopt;
  if (until.value_or((*letter)->until) < from.value_or((*letter)->from))
    return Error{Fault::bad_input, "tanggal akhir mendahului tanggal mulai", "tukar --from dan --until"};
  Changes changes;
  add_people(changes, (*letter)->author, (*letter)->at, people, dates, text_in(request, "note"));
  auto taken = changes.take();
  if (!taken) return taken.error();
  Outcome outcome;
  outcome.changes = std::move(*taken);
  outcome.answer = {{"subject", (*letter)->subject},
                    {"people", people.size()},
                    {"message", "Ditambahkan ke " + (*letter)->subject + ": " + std::to_string(people.size()) + " orang"}};
  rules::Lookup lookup(book, desk.now_ms);
  if (progress_of(lookup, (*letter)->subject) == rules::Progress::approved)
    outcome.answer["notes"] =
        array{value("surat itu sudah disetujui; yang menandatangani sebaiknya melihat lampirannya lagi (hadir letter print)")};
  return outcome;
}

Result<Outcome> list_letters(const Book& book, const object& request, const Desk& desk) {
  const auto span = span_open(request, desk);
  if (!span) return span.error();
  const std::string person = text_in(request, "employee");
  rules::Lookup lookup(book, desk.now_ms);
  array rows;
  for (const Letter& letter : book.letters) {
    if (letter.until < span->from || span->until < letter.from) continue;
    if (!person.empty() && std::ranges::find(letter.people, person, &Letter::Named::person) == letter.people.end()) continue;
    rows.push_back(object{{"subject", letter.subject},
                          {"number", letter.number},
                          {"duty", choice_text("letter", "duty", static_cast<std::int64_t>(letter.duty))},
                          {"from", date_text(letter.from)},
                          {"until", date_text(letter.until)},
                          {"people", letter.people.size()},
                          {"signer", letter.signer},
                          {"state", progress_text(progress_of(lookup, letter.subject))}});
  }
  Outcome outcome;
  outcome.answer = {{"rows", std::move(rows)}};
  return outcome;
}

constexpr Operation table[] = {
    {"letter.draft", span_of_draft, draft_letter, true, Reads::papers},
    {"letter.add", span_open, add_to_letter, true, Reads::papers},
    {"letter.list", span_open, list_letters, false, Reads::papers},
};

}  // namespace

std::span<const Operation> letter_operations() { return table; }

}  // namespace hadir::desk
