// meeting.plan, attend, list, cancel (A39) and assembly.hold, attend, list (A38).
#include "common/base/text.h"
#include "common/desk/lookup.h"
#include "common/desk/tables.h"
#include "common/desk/verdicts.h"
#include "common/rules/meetings.h"

namespace hadir::desk {
namespace {

using rules::Book;
using rules::Meeting;

Result<Span> span_of_meeting(const object& request, const Desk& desk) {
  const auto at = instant_in(request, "at", desk);
  if (!at) return at.error();
  const Date day = base::date_of(at->ms, desk.offset_minutes);
  return Span{{day.days - 1}, {day.days + 1}};
}

Result<std::vector<Meeting::Invited>> invited_in(const Book& book, const object& request) {
  std::vector<Meeting::Invited> invited;
  for (const auto& [name, is_virtual] : {std::pair("people", false), std::pair("virtual", true)})
    for (const std::string& id : people_in(request, name)) {
      if (const auto person = member_of(book, id); !person) return person.error();
      if (std::ranges::find(invited, id, &Meeting::Invited::person) != invited.end())
        return Error{Fault::bad_input, person_text(book, id) + " disebut dua kali", "sekali di tempat, atau sekali dari jauh"};
      invited.push_back({id, is_virtual, false});
    }
  std::ranges::sort(invited, {}, &Meeting::Invited::person);
  return invited;
}

Result<std::optional<std::int64_t>> count_in(const object& request, const char* name, std::int64_t most) {
  const std::string text = text_in(request, name);
  if (text.empty()) return std::optional<std::int64_t>();
  if (text.find_first_not_of("0123456789") != std::string::npos || text.size() > 6 || std::stoll(text) < 1 ||
      std::stoll(text) > most)
    return Error{Fault::bad_input, std::string(name) + ": \"" + base::printable(text, 20) + "\" bukan jumlah yang mungkin",
                 "tulis 1 sampai " + std::to_string(most)};
  return std::optional<std::int64_t>(std::stoll(text));
}

// Whether the Book has all of this already.
bool is_planned(const Book& book, const Meeting& asked, bool with_minutes) {
  const auto before = std::ranges::find_if(book.meetings, [&](const Meeting& one) {
    return one.at.ms == asked.at.ms && one.organiser == asked.organiser && one.unit == asked.unit;
  });
  if (before == book.meetings.end()) return false;
  const auto says = [](const std::string& given, const std::string& recorded) { return given.empty() || given == recorded; };
  return says(asked.title, before->title) && says(asked.room, before->room) && says(asked.urgency, before->urgency) &&
         (!asked.capacity || asked.capacity == before->capacity) && (!with_minutes || asked.minutes == before->minutes) &&
         std::ranges::all_of(asked.people, [&](const Meeting::Invited& one) {
           const auto same = std::ranges::find(before->people, one.person, &Meeting::Invited::person);
           return same != before->people.end() && (!one.is_virtual || same->is_virtual);
         });
}

Result<Outcome> plan_meeting(const Book& book, const object& request, const Desk& desk) {
  const auto organiser = person_in(request, "organiser", desk.author);
  if (!organiser) return organiser.error();
  const auto at = instant_in(request, "at", desk);
  if (!at) return at.error();
  const auto title = needed(request, "title", "acara", "tulis nama rapatnya");
  if (!title) return title.error();
  const auto capacity = count_in(request, "capacity", 10'000);
  if (!capacity) return capacity.error();
  const auto minutes = count_in(request, "minutes", 24 * 60);
  if (!minutes) return minutes.error();
  auto invited = invited_in(book, request);
  if (!invited) return invited.error();
  if (invited->empty())
    return Error{Fault::bad_input, "belum ada yang diundang", "sebutkan NIP peserta; dari jauh dengan --virtual NIP"};
  Meeting meeting;
  meeting.organiser = *organiser;
  meeting.at = *at;
  meeting.title = *title;
  meeting.room = text_in(request, "room");
  meeting.urgency = text_in(request, "urgency");
  meeting.capacity = *capacity;
  meeting.minutes = minutes->value_or(60);
  meeting.people = *invited;
  meeting.unit = desk.unit;
  rules::Lookup lookup(book);
  const auto allowed = rules::may_meet(lookup, meeting);
  const auto despite = despite_in(request);
  if (!despite) return despite.error();
  if (!allowed && despite->empty())
    return Error{
        allowed.error().fault, allowed.error().what,
        allowed.error().hint + (allowed.error().hint.empty() ? "" : "; ") + "bila memang harus: --despite \"alasannya\""};
  object fields{
      {"organiser", *organiser}, {"at", text_of(*at)}, {"title", *title}, {"room", meeting.room}, {"urgency", meeting.urgency}};
  if (*capacity) fields["capacity"] = **capacity;
  if (*minutes) fields["minutes"] = **minutes;
  Changes changes;
  changes.add("meeting", std::move(fields));
  for (const Meeting::Invited& one : *invited) {
    object person{{"organiser", *organiser}, {"at", text_of(*at)}, {"person", one.person}};
    if (one.is_virtual) person["virtual"] = true;
    changes.add("meeting_person", std::move(person));
  }
  auto taken = changes.take();
  if (!taken) return taken.error();
  Outcome outcome;
  outcome.answer = {{"subject", subject_of("meeting", taken->front())},
                    {"people", invited->size()},
                    {"message", "Dijadwalkan: " + *title + ", " + local_text(desk, at->ms) + ", " +
                                    std::to_string(invited->size()) + " peserta"}};
  std::string recorded;
  if (!allowed && !is_planned(book, meeting, minutes->has_value())) {
    recorded = subject_of("meeting", taken->front());
    const Date day = base::date_of(at->ms, desk.offset_minutes);
    auto deviation =
        deviation_of(book, desk, recorded, {day, day}, *despite, {rules::check_meeting(lookup, meeting).clause.citation()});
    if (!deviation) return deviation.error();
    taken->push_back(std::move(*deviation));
  }
  array notes;
  if (!allowed) notes.emplace_back("walaupun: " + allowed.error().what);
  if (const auto note = despite_note(*despite, !allowed, recorded)) notes.emplace_back(*note);
  if (!notes.empty()) outcome.answer["notes"] = std::move(notes);
  outcome.changes = std::move(*taken);
  return outcome;
}

// The meeting that is meant: by its subject, else the only one of the day.
Result<const Meeting*> meeting_in(const Book& book, const object& request) {
  const std::string subject = text_in(request, "subject");
  const Meeting* found = nullptr;
  std::size_t count = 0;
  for (const Meeting& one : book.meetings) {
    const auto change = change_of("meeting", {{"organiser", one.organiser}, {"at", text_of(one.at)}});
    if (!subject.empty() && (!change || subject_of("meeting", *change) != subject) && one.title != subject) continue;
    found = &one;
    ++count;
  }
  if (count == 1) return found;
  return Error{Fault::not_found,
               count == 0 ? "tidak ada rapat \"" + base::printable(subject, 80) + "\"" : "ada beberapa rapat yang cocok",
               "sebutkan namanya seperti pada hadir meeting list"};
}

Result<Outcome> attend_meeting(const Book& book, const object& request, const Desk&) {
  const auto meeting = meeting_in(book, request);
  if (!meeting) return meeting.error();
  const std::vector<std::string> people = people_in(request, "people");
  if (people.empty()) return Error{Fault::bad_input, "belum disebut siapa yang hadir", "sebutkan NIP, satu atau lebih"};
  const bool absent = flag_in(request, "absent");
  Changes changes;
  for (const std::string& one : people)
    changes.add("meeting_person",
                {{"organiser", (*meeting)->organiser}, {"at", text_of((*meeting)->at)}, {"person", one}, {"attended", !absent}});
  auto taken = changes.take();
  if (!taken) return taken.error();
  Outcome outcome;
  outcome.changes = std::move(*taken);
  outcome.answer = {{"people", people.size()},
                    {"message", std::to_string(people.size()) + " orang dicatat " + (absent ? "tidak hadir" : "hadir") +
                                    " pada " + (*meeting)->title}};
  return outcome;
}

Result<Outcome> cancel_meeting(const Book& book, const object& request, const Desk&) {
  const auto meeting = meeting_in(book, request);
  if (!meeting) return meeting.error();
  Outcome outcome;
  outcome.answer = {{"message", "Dibatalkan: " + (*meeting)->title}};
  if ((*meeting)->cancelled) return outcome;
  Changes changes;
  changes.add("meeting", {{"organiser", (*meeting)->organiser}, {"at", text_of((*meeting)->at)}, {"cancelled", true}});
  auto taken = changes.take();
  if (!taken) return taken.error();
  outcome.changes = std::move(*taken);
  return outcome;
}

Result<Outcome> list_meetings(const Book& book, const object& request, const Desk& desk) {
  const auto span = span_period(request, desk);
  if (!span) return span.error();
  array rows;
  for (const Meeting& one : book.meetings) {
    const Date day = base::date_of(one.at.ms, desk.offset_minutes);
    if (day < span->from || span->until < day) continue;
    const auto change = change_of("meeting", {{"organiser", one.organiser}, {"at", text_of(one.at)}});
    const auto here = std::ranges::count(one.people, false, &Meeting::Invited::is_virtual);
    rows.push_back(object{{"subject", change ? subject_of("meeting", *change) : ""},
                          {"at", text_of(one.at)},
                          {"title", one.title},
                          {"room", one.room},
                          {"capacity", one.capacity ? value(*one.capacity) : value(nullptr)},
                          {"invited", here},
                          {"virtual", static_cast<std::int64_t>(one.people.size()) - here},
                          {"attended", std::ranges::count(one.people, true, &Meeting::Invited::attended)},
                          {"state", one.cancelled ? "dibatalkan" : "berlaku"}});
  }
  Outcome outcome;
  outcome.answer = {{"rows", std::move(rows)}};
  return outcome;
}

// --- assemblies ---

Result<std::string> session_in(const object& request) {
  std::string session = text_in(request, "session");
  if (session.empty()) session = "pagi";
  if (!choice_of("assembly", "session", session))
    return Error{Fault::bad_input, "apel \"" + base::printable(session, 20) + "\" tidak dikenal", "pilih pagi, siang atau sore"};
  return session;
}

Result<Outcome> hold_assembly(const Book&, const object& request, const Desk& desk) {
  const auto date = date_in(request, "date", desk.today, desk);
  if (!date) return date.error();
  const auto session = session_in(request);
  if (!session) return session.error();
  Changes changes;
  changes.add("assembly", {{"date", date_text(*date)},
                           {"session", *session},
                           {"mode", flag_in(request, "virtual") ? "virtual" : "langsung"},
                           {"starts", text_in(request, "starts")},
                           {"led_by", text_in(request, "led_by")}});
  auto taken = changes.take();
  if (!taken) return taken.error();
  Outcome outcome;
  outcome.changes = std::move(*taken);
  outcome.answer = {{"date", date_text(*date)},
                    {"session", *session},
                    {"message", "Apel " + *session + " tanggal " + date_text(*date) + " dicatat"}};
  return outcome;
}

Result<Outcome> attend_assembly(const Book& book, const object& request, const Desk& desk) {
  const auto date = date_in(request, "date", desk.today, desk);
  if (!date) return date.error();
  const auto session = session_in(request);
  if (!session) return session.error();
  std::vector<std::string> people = people_in(request, "people");
  if (people.empty()) return Error{Fault::bad_input, "belum disebut siapa yang ikut", "sebutkan NIP, satu atau lebih"};
  for (const std::string& one : people)
    if (const auto person = member_of(book, one); !person) return person.error();
  const bool absent = flag_in(request, "absent");
  Changes changes;
  for (const std::string& one : people)
    changes.add("assembly_person", {{"employee", one},
                                    {"date", date_text(*date)},
                                    {"session", *session},
                                    {"present", !absent},
                                    {"note", text_in(request, "note")}});
  auto taken = changes.take();
  if (!taken) return taken.error();
  Outcome outcome;
  outcome.changes = std::move(*taken);
  outcome.answer = {{"people", people.size()},
                    {"message", std::to_string(people.size()) + " orang dicatat " + (absent ? "tidak ikut" : "ikut") + " apel " +
                                    *session + " tanggal " + date_text(*date)}};
  return outcome;
}

Result<Outcome> list_assemblies(const Book& book, const object& request, const Desk& desk) {
  const auto span = period_in(request, desk, Default::month);
  if (!span) return span.error();
  array rows;
  for (const auto& [key, assembly] : book.assemblies) {
    const auto& [unit, date, session] = key;
    if (date < span->from || span->until < date) continue;
    std::int64_t present = 0, absent = 0;
    for (const auto& [who, there] : book.assembly_people)
      if (std::get<1>(who) == date && std::get<2>(who) == session) ++(there ? present : absent);
    rows.push_back(object{{"date", date_text(date)},
                          {"unit", unit},
                          {"session", choice_text("assembly", "session", static_cast<std::int64_t>(session))},
                          {"mode", assembly.is_virtual ? "virtual" : "langsung"},
                          {"starts", assembly.starts},
                          {"led_by", assembly.led_by},
                          {"present", present},
                          {"absent", absent}});
  }
  Outcome outcome;
  outcome.answer = {{"rows", std::move(rows)}};
  return outcome;
}

constexpr Operation table[] = {
    {"meeting.plan", span_of_meeting, plan_meeting, true},  {"meeting.attend", span_subject, attend_meeting, true},
    {"meeting.cancel", span_subject, cancel_meeting, true}, {"meeting.list", span_period, list_meetings},
    {"assembly.hold", span_date, hold_assembly, true},      {"assembly.attend", span_date, attend_assembly, true},
    {"assembly.list", span_period, list_assemblies},
};

}  // namespace

std::span<const Operation> gathering_operations() { return table; }

}  // namespace hadir::desk
