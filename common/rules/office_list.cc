#include "common/rules/office_list.h"

#include <algorithm>

#include "common/rules/tracing.h"

namespace hadir::rules {
namespace {

OfficeRow row_of(Lookup& lookup, const Person& person, DayStatus status, Stay stay) {
  const PersonState& state = person.states.at(status.day);
  OfficeRow row;
  row.person = person.id;
  row.name = person.name;
  row.rank = state.rank;
  row.position = state.position;
  row.klass = state.klass;
  row.room = std::move(stay.room);
  if (status.status == Status::home_office) {
    const EntryPermit entry = entry_permit(lookup, person, status.day, stay.in_ms.value_or(stay.out_ms.value_or(0)));
    if (entry.permit != nullptr) {
      row.purpose = entry.permit->reason;
      row.condition = entry.permit->condition;
    }
    row.permission = !entry.granted && status.recalled ? "dipanggil atasan" : entry.text;
    row.approver = entry.approver;
    row.approved = entry.approved;
  }
  const Chain& chain = chain_of(lookup, person.id, Matter::permit, status.day);
  if (!chain.tiers.empty()) row.superior = chain.tiers.front().person;
  row.status = std::move(status);
  return row;
}

}  // namespace

std::vector<OfficeRow> office_rows(Lookup& lookup, std::string_view unit, Date day, bool whole_opd) {
  std::vector<OfficeRow> rows;
  for (const Person* person : lookup.book.members(unit, day, whole_opd))
    if (auto stay = stay_of(lookup, *person, day))
      rows.push_back(row_of(lookup, *person, status_of(lookup, person->id, day), std::move(*stay)));
  std::ranges::sort(rows, {}, [](const OfficeRow& row) { return std::tie(row.name, row.person); });
  return rows;
}

}  // namespace hadir::rules
