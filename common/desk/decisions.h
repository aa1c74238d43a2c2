// How a thing that goes through tiers stands, and who is asked next: what rules/tiers.h says, in the words of a desk.
#pragma once

#include "common/desk/request.h"
#include "common/rules/tiers.h"

namespace hadir::desk {

const char* progress_text(rules::Progress progress);  // draf, diajukan, diteruskan, disetujui, dikembalikan, ditolak
// draft where the Book has no such thing.
rules::Progress progress_of(rules::Lookup& lookup, const std::string& subject);

// Who is asked next about what is handed in; empty where nobody is left to ask.
std::string waiting_person(rules::Lookup& lookup, const std::string& subject);
// The same before anything is recorded: the first tier. "Nama (NIP), Kepala Subbagian Umum".
std::string first_asked(rules::Lookup& lookup, std::string_view person, rules::Matter matter, Date day);

// Everything in the Book that was handed in and is not decided, by name. Costs no memory for what is decided.
struct OpenSubject {
  std::string name;
  std::string waits_for;  // as waiting_person says
};
std::vector<OpenSubject> open_subjects(rules::Lookup& lookup);

}  // namespace hadir::desk
