#include "common/rules/meetings.h"

#include <fmt/format.h>

#include <algorithm>

#include "common/rules/wording.h"

namespace hadir::rules {
namespace {

const Unit* unit_of(const Book& book, const Meeting& meeting, Date day) {
  const Person* organiser = book.person(meeting.organiser, day);
  return book.unit(organiser == nullptr ? meeting.unit : organiser->unit);
}

Date day_of(const Book& book, const Meeting& meeting) {
  const Unit* unit = unit_of(book, meeting, base::date_of(meeting.at.ms, meeting.at.offset_minutes));
  return base::date_of(meeting.at.ms, unit == nullptr ? meeting.at.offset_minutes : unit->offset_minutes);
}

std::string title_of(const Meeting& meeting, Date day) {
  return fmt::format("Rapat \"{}\" {}", meeting.title, wording::date(day));
}

std::string too_many(const Meeting& meeting, const MeetingCheck& check, Date day) {
  static constexpr const char* of[] = {"kapasitas ruangan", "yang diundang", "pegawai unit"};
  const auto base = static_cast<std::size_t>(check.clause.as<MeetingCap>().of);
  return fmt::format("{}: {} orang diundang ke ruangan, paling banyak {} (dari {} {}) ({}).", title_of(meeting, day),
                     check.in_room, *check.most, check.base, of[base], check.clause.citation());
}
std::string no_reason(const Meeting& meeting, const MeetingCheck& check, Date day) {
  return fmt::format("{}: tidak menyebut alasan mendesak ({}).", title_of(meeting, day), check.clause.citation());
}
std::string no_capacity(const Meeting& meeting, const MeetingCheck& check, Date day) {
  return fmt::format("{}: kapasitas ruangan tidak diketahui, padahal batasnya persentase dari itu ({}).", title_of(meeting, day),
                     check.clause.citation());
}

}  // namespace

MeetingCheck check_meeting(Lookup& lookup, const Meeting& meeting) {
  const Book& book = lookup.book;
  MeetingCheck check;
  const Date day = day_of(book, meeting);
  check.in_room = std::ranges::count_if(meeting.people, [](const auto& invited) { return !invited.is_virtual; });
  const Person* organiser = book.person(meeting.organiser, day);
  const Unit* unit = unit_of(book, meeting, day);
  if (organiser != nullptr)
    check.clause = lookup.rule<MeetingCap>(*organiser, day);
  else if (unit != nullptr)
    check.clause = lookup.rule<MeetingCap>(*unit, day);
  if (!check.clause || check.in_room == 0) return check;  // nobody meets in a room
  const MeetingCap& rule = check.clause.as<MeetingCap>();
  check.lacks_reason = rule.reason && meeting.urgency.empty();
  if (!rule.max.percent) {
    check.most = rule.max.value;
    return check;
  }
  switch (rule.of) {
    case MeetingCap::Of::room:
      check.lacks_capacity = !meeting.capacity || *meeting.capacity <= 0;
      if (check.lacks_capacity) return check;
      check.base = *meeting.capacity;
      break;
    case MeetingCap::Of::invited: check.base = static_cast<std::int64_t>(meeting.people.size()); break;
    case MeetingCap::Of::staff:
      if (unit != nullptr) check.base = static_cast<std::int64_t>(book.members(book.opd_of(unit->code, day), day, true).size());
      break;
  }
  check.most = check.base * rule.max.value / 10'000;  // at most: rounds down
  return check;
}

base::Result<void> may_meet(Lookup& lookup, const Meeting& meeting) {
  const MeetingCheck check = check_meeting(lookup, meeting);
  const Date day = day_of(lookup.book, meeting);
  if (check.lacks_reason)
    return base::Error{base::Fault::bad_input, no_reason(meeting, check, day), "Tuliskan mengapa rapat tidak dapat ditunda."};
  if (check.lacks_capacity)
    return base::Error{base::Fault::bad_input, no_capacity(meeting, check, day), "Isi kapasitas ruangannya."};
  if (!check.fits())
    return base::Error{base::Fault::refused, too_many(meeting, check, day),
                       "Kurangi undangan, atau minta sebagian ikut secara virtual."};
  return {};
}

std::vector<Finding> meeting_findings(Lookup& lookup, std::string_view unit, Date from, Date until, bool whole_opd) {
  std::vector<Finding> findings;
  for (const Meeting& meeting : lookup.book.meetings) {
    if (meeting.cancelled) continue;
    const Date day = day_of(lookup.book, meeting);
    const Unit* own = unit_of(lookup.book, meeting, day);
    if (day < from || day > until || own == nullptr || !lookup.is_below(own->code, unit, day, whole_opd)) continue;
    const MeetingCheck check = check_meeting(lookup, meeting);
    if (!check.clause) continue;
    const auto tell = [&](const char* code, std::string text) {
      findings.push_back({day,
                          own->code,
                          code,
                          true,
                          check.clause.citation(),
                          {meeting.organiser},
                          check.in_room,
                          check.most.value_or(0),
                          std::move(text)});
    };
    if (check.lacks_reason) tell("meeting_no_reason", no_reason(meeting, check, day));
    if (check.lacks_capacity) tell("meeting_no_capacity", no_capacity(meeting, check, day));
    if (check.most && check.in_room > *check.most) tell("meeting_cap", too_many(meeting, check, day));
  }
  return findings;
}

}  // namespace hadir::rules
