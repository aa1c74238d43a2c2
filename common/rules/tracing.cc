#include "common/rules/tracing.h"

#include <algorithm>

#include "common/rules/day_plan.h"
#include "common/rules/wording.h"

namespace hadir::rules {
namespace {

Instant local(std::int64_t ms, int offset) { return {ms, static_cast<std::int16_t>(offset)}; }

// The room of a granted or asked-for visit on a day at home, else the person's own.
std::string room_of(Lookup& lookup, const Person& person, Date day) {
  for (const Permit& permit : lookup.permits_of(person.id))
    if (permit.type == PermitType::office && !permit.cancelled && permit.from <= day && day <= permit.until &&
        !permit.room.empty())
      return permit.room;
  return person.states.at(day).room;
}

// Nothing where they cannot have met. A stay without an end may have lasted until the day's last minute.
std::optional<Contact> meet(Lookup& lookup, const Stay& one, const Stay& other, const Window& window, Date day, int offset) {
  const auto in = [&](const Stay& stay) { return stay.in_ms.value_or(window.begin); };
  const auto out = [&](const Stay& stay) { return stay.out_ms.value_or(window.end); };
  const std::int64_t begins = std::max(in(one), in(other)), ends = std::min(out(one), out(other));
  if (begins >= ends) return std::nullopt;
  Contact contact;
  contact.person = other.person;
  contact.day = day;
  const bool same_room = !one.room.empty() && one.room == other.room;
  contact.where = same_room ? Contact::Where::room : Contact::Where::unit;
  contact.place = same_room ? one.room : wording::unit(lookup.book, one.unit);
  contact.no_exit = !other.out_ms;
  contact.no_entry = !other.in_ms;
  if (one.in_ms || other.in_ms) contact.begins = local(begins, offset);
  if (one.in_ms && one.out_ms && other.in_ms && other.out_ms) {
    contact.minutes = (ends - begins) / 60'000;
    contact.ends = local(ends, offset);
  }
  return contact;
}

void add_stays(Lookup& lookup, const Person& person, Date day, std::vector<Contact>& contacts) {
  const auto own = stay_of(lookup, person, day);
  if (!own) return;
  const Window window = window_of(lookup, person, day);
  const int offset = lookup.book.offset_of(person.unit);
  for (const Person* other : lookup.book.members(person.unit, day, false)) {
    if (other->id == person.id) continue;
    if (const auto stay = stay_of(lookup, *other, day))
      if (auto contact = meet(lookup, *own, *stay, window, day, offset)) contacts.push_back(std::move(*contact));
  }
}

void add_meetings(Lookup& lookup, const Person& person, Date day, std::vector<Contact>& contacts) {
  const int offset = lookup.book.offset_of(person.unit);
  for (const auto& [meeting, invited] : lookup.meetings_of(person.id)) {
    if (meeting->cancelled || invited->is_virtual || !invited->attended || base::date_of(meeting->at.ms, offset) != day) continue;
    for (const auto& other : meeting->people)
      if (other.person != person.id && other.attended && !other.is_virtual)
        contacts.push_back({other.person, day, Contact::Where::meeting, meeting->title, meeting->minutes,
                            local(meeting->at.ms, offset), local(meeting->at.ms + meeting->minutes * 60'000, offset)});
  }
}

void add_assemblies(Lookup& lookup, const Person& person, Date day, std::vector<Contact>& contacts) {
  const Book& book = lookup.book;
  for (const Session session : {Session::morning, Session::midday, Session::afternoon}) {
    const auto is_present = [&](const std::string& id) {
      const auto found = book.assembly_people.find({id, day, session});
      return found != book.assembly_people.end() && found->second;
    };
    if (!is_present(person.id)) continue;
    const auto assembly = book.assemblies.find({person.unit, day, session});
    if (assembly != book.assemblies.end() && assembly->second.is_virtual) continue;
    static constexpr const char* names[] = {"apel pagi", "apel siang", "apel sore"};
    for (const Person* other : book.members(person.unit, day, false))
      if (other->id != person.id && is_present(other->id))
        contacts.push_back({other->id, day, Contact::Where::assembly, names[static_cast<std::size_t>(session)]});
  }
}

}  // namespace

std::string Contact::note() const {
  if (no_exit && no_entry) return "masuk dan keluar tidak diketahui";
  if (no_exit) return "keluar tidak diketahui";
  if (no_entry) return "masuk tidak diketahui";
  return minutes ? "" : where == Where::assembly ? "lama tidak dicatat" : "keluar yang dilacak tidak diketahui";
}

std::optional<Stay> stay_of(Lookup& lookup, const Person& person, Date day) {
  const DayPlan& plan = plan_of(lookup, person, day);
  const bool anywhere = plan.works && plan.mode == Mode::wfo;  // on a day at the office a punch without a place was made there
  const Attendance there = attendance_of(lookup, person, day, !anywhere);
  if (!there.in && !there.out) return std::nullopt;
  Stay stay{person.id, person.unit, room_of(lookup, person, day), {}, {}};
  if (there.in) stay.in_ms = there.in->ms;
  if (there.out) stay.out_ms = there.out->ms;
  return stay;
}

std::vector<Contact> trace(Lookup& lookup, std::string_view id, Date day, int days) {
  std::vector<Contact> contacts;
  for (Date each{day.days - std::max(0, days)}; each <= day; ++each.days) {
    const Person* person = lookup.book.person(id, each);
    if (person == nullptr || !person->is_member(each)) continue;
    add_stays(lookup, *person, each, contacts);
    add_meetings(lookup, *person, each, contacts);
    add_assemblies(lookup, *person, each, contacts);
  }
  std::ranges::stable_sort(contacts);
  return contacts;
}

}  // namespace hadir::rules
