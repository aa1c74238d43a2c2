// Who was near somebody (A34): stays at the same unit or in the same room that overlap, meetings and assemblies that both
// attended. Health data: callers restrict who may ask and log that it was asked (DOMAIN.md 4.9). The list does not say who the
// case is.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/rules/attendance.h"

namespace hadir::rules {

struct Contact {
  std::string person;
  Date day;
  enum class Where : std::uint8_t { room, unit, meeting, assembly } where = Where::unit;
  std::string place;                    // the room, the unit's name, the meeting's title
  std::optional<std::int64_t> minutes;  // of overlap; nothing: not known
  std::optional<Instant> begins, ends;  // of the overlap, where known
  bool no_exit = false;                 // keluar tidak diketahui: he has no punch on the way out
  bool no_entry = false;                // the same for coming
  std::string note() const;             // Indonesian; empty: nothing to say
  auto operator<=>(const Contact& other) const {
    return std::tie(person, day, where, place) <=> std::tie(other.person, other.day, other.where, other.place);
  }
  bool operator==(const Contact& other) const { return (*this <=> other) == 0; }
};

// From `days` before `day` to that day itself (14: 12 to 26 April), by person and day. Stays of people in the unit of the person
// on each day; of meetings, whoever the Book knows.
std::vector<Contact> trace(Lookup& lookup, std::string_view person, Date day, int days = 14);

// One day of somebody at the office; nothing where he was not there.
struct Stay {
  std::string person, unit, room;
  std::optional<std::int64_t> in_ms, out_ms;
};
std::optional<Stay> stay_of(Lookup& lookup, const Person& person, Date day);

}  // namespace hadir::rules
