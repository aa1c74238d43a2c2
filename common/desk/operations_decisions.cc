// decide.approve, forward, return, reject: what a superior decides, tier by tier (A29); approvals.waiting; corrections of
// punches; absence.decide (A41).
#include "common/base/text.h"
#include "common/desk/decisions.h"
#include "common/desk/lookup.h"
#include "common/desk/tables.h"

namespace hadir::desk {
namespace {

using rules::Book;
using rules::Decision;

// A letter may be called by its number.
std::string subject_in(const Book& book, const object& request) {
  const std::string subject = text_in(request, "subject");
  for (const rules::Letter& letter : book.letters)
    if (!letter.number.empty() && letter.number == subject) return letter.subject;
  return subject;
}

const rules::Approval* own_decision(const Book& book, const std::string& subject, std::string_view by, std::int64_t round) {
  const auto found = book.approvals.find(subject);
  if (found == book.approvals.end()) return nullptr;
  for (const rules::Approval& one : found->second)
    if (one.by == by && one.round == round) return &one;
  return nullptr;
}

Result<Outcome> decide_about(const Book& book, const object& request, const Desk& desk, const std::string& subject,
                             Decision decision) {
  const auto by = person_in({{"by", desk.author}}, "by");
  if (!by) return by.error();
  rules::Lookup lookup(book, desk.now_ms);
  const std::string decided = choice_text("approval", "decision", static_cast<std::int64_t>(decision));
  Outcome outcome;
  outcome.answer = {{"subject", subject}, {"decision", decided}};
  if (const auto about = rules::subject_of(lookup, subject))
    if (const rules::Approval* before = own_decision(book, subject, *by, about->round);
        before != nullptr && before->decision == decision && before->note == text_in(request, "note")) {
      outcome.answer["message"] = "Sudah diputuskan: " + subject;
      return outcome;
    }
  const auto seat = rules::may_decide(lookup, subject, *by, decision, desk.today);
  if (!seat) return seat.error();
  array skipped;
  for (const std::string& one : seat->skipped) skipped.emplace_back(one);
  object fields{{"subject", subject},
                {"round", seat->round},
                {"by", *by},
                {"decision", decided},
                {"at", text_of(now_of(desk))},
                {"post", seat->tier.post},
                {"note", text_in(request, "note")}};
  if (!skipped.empty()) fields["skipped"] = skipped;
  Changes changes;
  changes.add("approval", std::move(fields));
  auto taken = changes.take();
  if (!taken) return taken.error();
  outcome.changes = std::move(*taken);
  outcome.answer["round"] = seat->round;
  outcome.answer["tier"] = seat->number;
  outcome.answer["of"] = seat->of;
  outcome.answer["skipped"] = std::move(skipped);
  const bool forwards = decision == Decision::forwarded || (decision == Decision::approved && seat->number < seat->of);
  const char* done = forwards                         ? "Diteruskan"
                     : decision == Decision::approved ? "Disetujui"
                     : decision == Decision::returned ? "Dikembalikan"
                                                      : "Ditolak";
  outcome.answer["message"] =
      std::string(done) + " (tingkat " + std::to_string(seat->number) + " dari " + std::to_string(seat->of) + "): " + subject;
  array notes;
  for (const std::string& one : seat->skipped) notes.emplace_back("jabatan " + one + " dilewati");
  if (!notes.empty()) outcome.answer["notes"] = std::move(notes);
  return outcome;
}

template <Decision decision>
Result<Outcome> decide(const Book& book, const object& request, const Desk& desk) {
  if ((decision == Decision::returned || decision == Decision::rejected) && text_in(request, "note").empty())
    return Error{Fault::bad_input, "alasannya belum disebut", "tambahkan --note \"apa yang harus diperbaiki\""};
  return decide_about(book, request, desk, subject_in(book, request), decision);
}

// What a person at the desk wants to know of it in one line.
std::string about_text(const Book& book, const std::string& subject) {
  if (const rules::Permit* permit = find_permit(book, subject))
    return choice_text("permit", "type", static_cast<std::int64_t>(permit->type)) + " " + date_text(permit->from) +
           (permit->until == permit->from ? "" : " s.d. " + date_text(permit->until)) + ": " + permit->reason;
  if (const rules::Letter* letter = find_letter(book, subject))
    return "surat " + letter->number + " untuk " + std::to_string(letter->people.size()) + " orang, " + date_text(letter->from) +
           " s.d. " + date_text(letter->until);
  if (subject.starts_with("daily_report/")) {
    const std::size_t cut = subject.rfind('/');
    const auto day = base::parse_date(std::string_view(subject).substr(cut + 1));
    const auto found = day ? book.daily_reports.find({subject.substr(13, cut - 13), *day}) : book.daily_reports.end();
    if (found != book.daily_reports.end())
      return "laporan " + date_text(*day) + ", " + std::to_string(found->second.activities.size()) + " kegiatan" +
             (found->second.activities.empty() ? "" : ": " + base::printable(found->second.activities.front(), 120));
  }
  if (subject.starts_with("correction/")) return "koreksi presensi";
  return {};
}

std::string command_for(const std::string& subject, const std::string& who) {
  const char* group = subject.starts_with("permit/")       ? "permit"
                      : subject.starts_with("letter/")     ? "letter"
                      : subject.starts_with("correction/") ? "correction"
                                                           : "report-daily";
  return "hadir --as " + who + " " + group + " approve " + subject;
}

Result<Outcome> list_waiting(const Book& book, const object& request, const Desk& desk) {
  rules::Lookup lookup(book, desk.now_ms);
  const bool all = flag_in(request, "all");
  std::string author;
  if (!all) {
    const auto by = person_in({{"by", desk.author}}, "by");
    if (!by) return by.error();
    author = *by;
  }
  array rows;
  for (const auto& [subject, waits] : open_subjects(lookup)) {
    if (!all && waits != author) continue;
    const auto about = rules::subject_of(lookup, subject);
    const std::string person = about ? about->person : "";
    rows.push_back(object{{"subject", subject},
                          {"employee", person},
                          {"name", name_of(book, person)},
                          {"about", about_text(book, subject)},
                          {"waits_for", waits},
                          {"round", about ? about->round : 1},
                          {"command", waits.empty() ? "" : command_for(subject, waits)}});
  }
  Outcome outcome;
  outcome.answer = {{"rows", std::move(rows)}};
  return outcome;
}

// --- corrections ---

Result<Span> span_of_punch(const object& request, const Desk& desk) {
  return span_subject({{"subject", text_in(request, "punch")}}, desk);
}

Result<Outcome> propose_correction(const Book& book, const object& request, const Desk& desk) {
  const auto author = person_in({{"as", desk.author}}, "as");
  if (!author) return author.error();
  const auto reason = needed(request, "reason", "alasan", "tambahkan --reason");
  if (!reason) return reason.error();
  object fields{{"punch", text_in(request, "punch")},
                {"reason", *reason},
                {"author", *author},
                {"direction", text_in(request, "direction")}};
  if (flag_in(request, "void")) fields["void"] = true;
  auto named = change_of("correction", fields);
  if (!named) return named.error();
  const std::string subject = subject_of("correction", *named), punch = subject.substr(11);
  const rules::Punch* found = nullptr;
  for (const auto& [person, punches] : book.punches)
    for (const rules::Punch& one : punches)
      if (person + "/" + base::format_rfc3339({one.claimed.ms, 0}).substr(0, 23) + "Z/" + one.source == punch) found = &one;
  if (found == nullptr)
    return Error{Fault::not_found, "tidak ada presensi \"" + base::printable(punch, 100) + "\"",
                 "namanya NIP/WAKTU/ASAL, seperti pada hadir records punch"};
  // Another proposal replaces one that struck the punch out.
  if (found->struck && !flag_in(request, "void")) fields["void"] = false;
  // A time of day is that of the punch's own day.
  Desk then = desk;
  then.offset_minutes = found->claimed.offset_minutes;
  then.today = base::date_of(found->claimed.ms, found->claimed.offset_minutes);
  const auto at = optional_instant_in(request, "at", then);
  if (!at) return at.error();
  if (*at) fields["at"] = text_of(**at);
  if (!*at && !flag_in(request, "void") && text_in(request, "direction").empty())
    return Error{Fault::bad_input, "belum disebut apa yang dikoreksi", "tambahkan --at WAKTU, --direction in|out atau --void"};
  Changes changes;
  changes.add("correction", std::move(fields));
  auto taken = changes.take();
  if (!taken) return taken.error();
  Outcome outcome;
  outcome.changes = std::move(*taken);
  outcome.answer = {{"subject", subject}, {"message", "Koreksi diusulkan: " + punch}};
  rules::Lookup lookup(book, desk.now_ms);
  const std::string person = punch.substr(0, punch.find('/'));
  if (const std::string asked = first_asked(lookup, person, rules::Matter::correction, desk.today); !asked.empty())
    outcome.answer["notes"] = array{value("menunggu keputusan " + asked)};
  return outcome;
}

Result<Outcome> list_corrections(const Book& book, const object& request, const Desk& desk) {
  const auto span = span_period(request, desk);
  if (!span) return span.error();
  rules::Lookup lookup(book, desk.now_ms);
  const std::string only = text_in(request, "employee");
  array rows;
  for (const auto& [person, punches] : book.punches)
    for (const rules::Punch& one : punches) {
      const auto is_asked = [&](const rules::Instant& moment) {
        const Date day = base::date_of(moment.ms, desk.offset_minutes);
        return span->from <= day && day <= span->until;
      };
      if (one.subject.empty() || (!only.empty() && only != person) || (!is_asked(one.claimed) && !is_asked(one.at))) continue;
      rows.push_back(object{{"subject", one.subject},
                            {"employee", person},
                            {"name", name_of(book, person)},
                            {"claimed", text_of(one.claimed)},
                            {"at", text_of(one.at)},
                            {"direction", choice_text("punch", "direction", static_cast<std::int64_t>(one.direction))},
                            {"struck", one.struck},
                            {"reason", one.correction_reason.str()},
                            {"by", one.corrected_by.str()},
                            {"state", progress_text(progress_of(lookup, one.subject))}});
    }
  Outcome outcome;
  outcome.answer = {{"rows", std::move(rows)}};
  return outcome;
}

Result<Outcome> decide_absence(const Book& book, const object& request, const Desk& desk) {
  const auto person = member_in(book, request, "employee");
  if (!person) return person.error();
  const auto date = date_in(request, "date", desk.today, desk);
  if (!date) return date.error();
  const bool excused = flag_in(request, "excused");
  auto decided = decide_about(book, request, desk, rules::absence_subject((*person)->id, *date),
                              excused ? Decision::rejected : Decision::approved);
  if (decided && !decided->changes.empty())
    decided->answer["message"] =
        person_text(book, (*person)->id) + " tanggal " + date_text(*date) + (excused ? ": bukan TK" : ": tanpa keterangan (TK)");
  return decided;
}

constexpr Operation table[] = {
    {"decide.forward", span_subject, decide<Decision::forwarded>, true, Reads::papers},
    {"decide.approve", span_subject, decide<Decision::approved>, true, Reads::papers},
    {"decide.return", span_subject, decide<Decision::returned>, true, Reads::papers},
    {"decide.reject", span_subject, decide<Decision::rejected>, true, Reads::papers},
    {"approvals.waiting", span_open, list_waiting, false, Reads::papers},
    {"correction.propose", span_of_punch, propose_correction, true},
    {"correction.list", span_period, list_corrections},
    {"absence.decide", span_date, decide_absence, true},
};

}  // namespace

std::span<const Operation> decision_operations() { return table; }

}  // namespace hadir::desk
