// The operations of common/desk on an office: loads the Book, runs one, records what it changes in one transaction.
#pragma once

#include "agent/operations.h"
#include "common/desk/desk.h"

namespace hadir::agent {

// Where somebody works: this office, now. `author` empty: "petugas".
desk::Desk desk_of(Office& office, std::string author);

// "author": who is at the keyboard; "format": of a paper (text, csv, json, xlsx, pdf). Answers what the operation answers and
//   "result"     recorded or unchanged, where it writes
//   "text"       what people see instead of rows
//   "attention"  true where something was found that is not as it should be
//   "document"   {"name", "format", "text" or, in base64, "content"}
base::Result<boost::json::value> desk_operation(Workplace& workplace, const desk::Operation& operation,
                                                const boost::json::object& request);

}  // namespace hadir::agent
