// What people do at a desk with circulars, rosters, permits and papers: each operation looks at a Book, reads what was asked as
// JSON, and answers with JSON and with what is to be recorded. Office and secretariat call the same ones, so that they cannot
// differ.
//
// Operations are pure: no clock, no store, nothing written. The caller loads the Book (load.h) for the span that the operation
// names, runs it, records `changes` in one transaction, and prints. A request that is refused has recorded nothing.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/error.h"
#include "common/model/change.h"
#include "common/report/document.h"
#include "common/rules/book.h"

namespace hadir::desk {

using base::Date;
using base::Error;
using base::Fault;
using base::Result;
using boost::json::array;
using boost::json::object;
using boost::json::value;

// Where and when an operation is done.
struct Desk {
  std::string unit;    // the office's; at the secretariat the one that was asked about, "" for the whole province
  std::string author;  // who is at the keyboard: a NIP where it is one
  Date today;          // in the office's own time zone, as the next two
  std::int64_t now_ms = 0;
  int offset_minutes = 0;
  bool is_hub = false;
  // Of sealed kinds (health), for operations that read them: the unit's commits that this PC cannot read; and whether it cannot
  // because the others of the unit never let it in, so that they could not read what it seals either.
  std::uint64_t unread = 0;
  bool shut_out = false;
  // By a role that somebody was given; who answers for health data by a post is in the Book.
  bool answers_for_health = false;
};

// A change and the scope it belongs to.
struct Written {
  model::Change change;
  std::string scope;
};

struct Outcome {
  // For programs. "message": a sentence; "notes": more sentences; "rows": objects that are shown as a table; others as documented
  // at the operation.
  object answer;
  std::vector<model::Change> changes;  // all in the desk's unit, or, where their kind is province-wide, in the province
  std::optional<report::Document> document;
  std::string text;        // what people see instead of message and rows
  bool attention = false;  // something was found that is not as it should be: exit code 1
};

// The days that an operation wants in its Book.
struct Span {
  Date from, until;
  std::optional<Date> daily_from = {};  // Wish::daily_from
};

// What an operation looks at, so that a long span need not be dear.
enum class Reads : std::uint8_t {
  all,     // everything but health
  papers,  // Wish::papers_only
  health,  // everything, and Desk::unread
};

struct Operation {
  const char* name;
  Result<Span> (*span)(const object& request, const Desk& desk);
  Result<Outcome> (*run)(const rules::Book& book, const object& request, const Desk& desk);
  bool writes = false;
  Reads reads = Reads::all;
};

// nullptr where there is none of that name.
const Operation* find_operation(std::string_view name);
std::vector<const Operation*> all_operations();

}  // namespace hadir::desk
