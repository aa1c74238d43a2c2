// permit.request, list, cancel: what people ask leave for (A21, A22, A24, A41). Whether it was granted is what `approval` says:
// operations_decisions.cc.
#include "common/base/text.h"
#include "common/desk/decisions.h"
#include "common/desk/lookup.h"
#include "common/desk/tables.h"
#include "common/rules/travel.h"

namespace hadir::desk {
namespace {

using rules::Book;
using rules::Permit;
using rules::PermitType;
using rules::Progress;

Result<Span> span_of_request(const object& request, const Desk& desk) {
  const auto from = date_in(request, "from", desk.today, desk);
  if (!from) return from.error();
  const auto until = date_in(request, "until", *from, desk);
  if (!until) return until.error();
  if (*until < *from)
    return Error{Fault::bad_input, "tanggal akhir " + date_text(*until) + " mendahului tanggal mulai " + date_text(*from),
                 "tukar --from dan --until"};
  return Span{*from, *until};
}

// What the rules leave to the form: which leave.
std::optional<Error> missing_of(const std::string& type, const object& request) {
  if (type != "cuti") return std::nullopt;
  constexpr std::string_view known[] = {"CT", "CB", "CS", "CM", "CAP", "CLTN"};
  if (std::ranges::find(known, std::string_view(text_in(request, "subtype"))) != std::end(known)) return std::nullopt;
  return Error{Fault::bad_input, "jenis cuti belum disebut", "tambahkan --subtype CT, CB, CS, CM, CAP atau CLTN"};
}

// Another permit of the same person that says something else of the same days.
const Permit* clashing(rules::Lookup& lookup, const Permit& wanted) {
  const auto is_away = [](PermitType type) { return type != PermitType::office && type != PermitType::travel; };
  for (const Permit& one : lookup.permits_of(wanted.person)) {
    if (one.person != wanted.person || one.subject == wanted.subject || one.cancelled) continue;
    if (one.until < wanted.from || wanted.until < one.from) continue;
    if (is_away(one.type) && is_away(wanted.type) && progress_of(lookup, one.subject) != Progress::rejected) return &one;
  }
  return nullptr;
}

Result<Outcome> request_permit(const Book& book, const object& request, const Desk& desk) {
  const auto person = member_in(book, request, "employee", desk.author);
  if (!person) return person.error();
  const std::string type = text_in(request, "type");
  const auto index = choice_of("permit", "type", type);
  if (!index)
    return Error{Fault::bad_input, "jenis izin \"" + base::printable(type, 40) + "\" tidak dikenal",
                 "pilih kantor, bepergian, cuti, sakit, izin, dl, tl atau tb"};
  const auto span = span_of_request(request, desk);
  if (!span) return span.error();
  const auto reason = needed(request, "reason", "alasan", "tambahkan --reason \"keperluannya\"");
  if (!reason) return reason.error();
  if (const auto lacking = missing_of(type, request)) return *lacking;

  rules::Lookup lookup(book, desk.now_ms);
  Permit wanted;
  wanted.person = (*person)->id;
  wanted.type = static_cast<PermitType>(*index);
  wanted.from = span->from;
  wanted.until = span->until;
  wanted.subject = "permit/" + wanted.person + "/" + type + "/" + date_text(span->from);
  wanted.reason = *reason;
  wanted.subtype = text_in(request, "subtype");
  wanted.urgency = text_in(request, "urgency");
  wanted.destination = text_in(request, "destination");
  wanted.region = text_in(request, "region");
  wanted.room = text_in(request, "room");
  const auto admission = rules::check_permit(lookup, wanted);
  if (!admission) return admission.error();
  if (const Permit* other = clashing(lookup, wanted))
    return Error{Fault::clash,
                 person_text(book, wanted.person) + " sudah mengajukan " +
                     choice_text("permit", "type", static_cast<std::int64_t>(other->type)) + " " + date_text(other->from) +
                     " s.d. " + date_text(other->until),
                 "batalkan dahulu: hadir permit cancel " + other->subject};
  const Permit* before = find_permit(book, wanted.subject);
  object fields{{"employee", wanted.person},
                {"type", type},
                {"from", date_text(span->from)},
                {"until", date_text(span->until)},
                {"reason", *reason}};
  for (const char* name : {"subtype", "urgency", "destination", "region", "room", "condition"})
    fields[name] = text_in(request, name);
  std::int64_t round = before != nullptr ? before->round : 1;
  const bool same = before != nullptr && !before->cancelled && before->reason == wanted.reason && before->until == wanted.until &&
                    before->subtype == wanted.subtype && before->urgency == wanted.urgency &&
                    before->destination == wanted.destination && before->region == wanted.region && before->room == wanted.room;
  const Progress progress = before != nullptr ? progress_of(lookup, before->subject) : Progress::draft;
  if (before != nullptr && progress == Progress::approved && !before->cancelled && !same)
    return Error{Fault::refused, "izin itu sudah disetujui", "batalkan dahulu: hadir permit cancel " + before->subject};
  const bool again = before != nullptr && (before->cancelled || progress == Progress::returned || progress == Progress::rejected);
  if (again) ++round;
  Outcome outcome;
  outcome.answer = {{"subject", wanted.subject}, {"round", round}};
  if (same && !again) {
    outcome.answer["message"] = "Sudah diajukan: " + wanted.subject;
    return outcome;
  }
  fields["by"] = base::equals_ignoring_case(desk.author, wanted.person) ? "" : desk.author;
  if (const auto by = person_in({{"by", desk.author}}, "by"); !by) fields["by"] = "";
  fields["round"] = round > 1 ? value(round) : value(nullptr);
  if (before != nullptr && before->cancelled) fields["cancelled"] = false;
  fields["requested"] = text_of(now_of(desk));
  Changes changes;
  changes.add("permit", std::move(fields));
  auto taken = changes.take();
  if (!taken) return taken.error();
  outcome.changes = std::move(*taken);
  array notes;
  for (const std::string& hint : admission->hints) notes.emplace_back(hint);
  if (!admission->escalates.empty()) notes.emplace_back("perlu keputusan sampai " + admission->escalates);
  outcome.answer["message"] = "Diajukan: " + type + " " + person_text(book, wanted.person) + " " + date_text(span->from) +
                              (span->until == span->from ? "" : " s.d. " + date_text(span->until));
  if (const auto next = first_asked(lookup, wanted.person, rules::Matter::permit, desk.today); !next.empty())
    notes.emplace_back("menunggu keputusan " + next);
  if (!notes.empty()) outcome.answer["notes"] = std::move(notes);
  return outcome;
}

Result<Outcome> list_permits(const Book& book, const object& request, const Desk& desk) {
  const auto span = span_open(request, desk);
  if (!span) return span.error();
  const std::string person = text_in(request, "employee"), type = text_in(request, "type"), state = text_in(request, "state");
  rules::Lookup lookup(book, desk.now_ms);
  Outcome outcome;
  array rows;
  for (const Permit& permit : book.permits) {
    const std::string its_type = choice_text("permit", "type", static_cast<std::int64_t>(permit.type));
    if (permit.until < span->from || span->until < permit.from || (!person.empty() && permit.person != person) ||
        (!type.empty() && its_type != type))
      continue;
    const std::string stands = permit.cancelled ? "dibatalkan" : progress_text(progress_of(lookup, permit.subject));
    if (!state.empty() && stands != state) continue;
    rows.push_back(object{{"subject", permit.subject},
                          {"employee", permit.person},
                          {"name", name_of(book, permit.person)},
                          {"type", its_type},
                          {"subtype", permit.subtype},
                          {"from", date_text(permit.from)},
                          {"until", date_text(permit.until)},
                          {"destination", permit.destination.empty() ? permit.region : permit.destination},
                          {"reason", permit.reason},
                          {"round", permit.round},
                          {"state", stands}});
  }
  outcome.answer = {{"rows", std::move(rows)}};
  return outcome;
}

Result<Outcome> cancel_permit(const Book& book, const object& request, const Desk&) {
  const std::string subject = text_in(request, "subject");
  const Permit* permit = find_permit(book, subject);
  if (permit == nullptr)
    return Error{Fault::not_found, "tidak ada izin \"" + base::printable(subject, 100) + "\"", "lihat hadir permit list"};
  Outcome outcome;
  outcome.answer = {{"subject", subject}, {"message", (permit->cancelled ? "Sudah dibatalkan: " : "Dibatalkan: ") + subject}};
  if (permit->cancelled) return outcome;
  Changes changes;
  changes.add("permit", {{"employee", permit->person},
                         {"type", choice_text("permit", "type", static_cast<std::int64_t>(permit->type))},
                         {"from", date_text(permit->from)},
                         {"cancelled", true}});
  auto taken = changes.take();
  if (!taken) return taken.error();
  outcome.changes = std::move(*taken);
  return outcome;
}

constexpr Operation table[] = {
    {"permit.request", span_of_request, request_permit, true, Reads::papers},
    {"permit.list", span_open, list_permits, false, Reads::papers},
    {"permit.cancel", span_subject, cancel_permit, true, Reads::papers},
};

}  // namespace

std::span<const Operation> permit_operations() { return table; }

}  // namespace hadir::desk
