// Finding one thing in a Book by what people call it, and saying how it stands. For the operations of this folder.
#pragma once

#include "common/desk/request.h"

namespace hadir::desk {

const rules::Permit* find_permit(const rules::Book& book, std::string_view subject);
const rules::Letter* find_letter(const rules::Book& book, std::string_view subject);
// By its subject, its number as printed, or, where only one is there, by nothing.
Result<const rules::Letter*> letter_in(const rules::Book& book, const object& request);

// What a record's key is called: "permit/NIP/cuti/2021-07-12".
std::string subject_of(std::string_view kind, const model::Change& change);
std::string daily_subject(std::string_view nip, Date date);

// Who leads a unit, or holds another role there, on a day: the holder of the first post of that role, in the unit or the ones
// above it. Empty: nobody.
std::string holder_of_role(const rules::Book& book, std::string_view unit, std::string_view role, Date day);
inline std::string head_of(const rules::Book& book, std::string_view unit, Date day) {
  return holder_of_role(book, unit, "kepala", day);
}

// The name; the number where there is none.
std::string name_of(const rules::Book& book, std::string_view nip);
// Canonical numbers, ascending, each once; what is no number stays, to be refused where it is looked up.
std::vector<std::string> people_in(const object& request, std::string_view name);

}  // namespace hadir::desk
