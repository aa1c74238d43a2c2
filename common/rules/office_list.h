// Who was at the office on a day, for the attendance list (daftar hadir) and its tracing variant (A21, R4.7; DOMAIN.md 5.1): with
// room, purpose and permission, and the superior who takes note of it ("Mengetahui, Atasan Langsung").
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/rules/day_status.h"

namespace hadir::rules {

struct OfficeRow {
  std::string person, name, rank, position;
  Class klass = Class::jfu;
  DayStatus status;  // when he came and went, and what the day was
  std::string room;  // of the visit, else his own
  // Of a visit on a day at home; empty otherwise.
  std::string purpose, condition;
  std::string permission;  // Indonesian: izin …; tanpa izin: …; dipanggil atasan
  std::string approver;
  std::optional<Instant> approved;
  std::string superior;  // of the first tier on that day; empty: nobody
  bool is_visit() const { return status.status == Status::home_office; }
};
// Everybody with a punch at the office, whatever the plan was; by name, then number.
std::vector<OfficeRow> office_rows(Lookup& lookup, std::string_view unit, Date day, bool whole_opd);

}  // namespace hadir::rules
