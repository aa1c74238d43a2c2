// Health data at a desk (UU 27/2022; A34, A35): who may see it, and what a PC shows that cannot read all of it.
#pragma once

#include "common/desk/request.h"

namespace hadir::desk {

// Nothing where the one at the keyboard answers for health data: heads a unit or is its health officer, by a post or by the role
// of his account. `what` begins the error.
std::optional<Error> refusal_of_health(const rules::Book& book, const Desk& desk, const std::string& what);
// Nothing where this PC can put on record who looks.
std::optional<Error> refusal_of_record(const Desk& desk, const std::string& what);

// An answer of rows that are made of sealed records. Where they cannot be read here it says so, as "unread" for programs; a PC
// that is shut out shows nothing.
Outcome sealed_rows(const Desk& desk, array rows);

}  // namespace hadir::desk
