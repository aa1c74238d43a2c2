// The office papers that hadir makes of what was recorded (DOMAIN.md part 3), and the one table of them: a new paper is a
// function and a row in paper_table.cc. A paper is a pure function of a Book and a request: the same two give the same document,
// so that two replicas with the same commits print the same bytes. Used by the command line and by whoever sends papers on.
//
// No clock: what a paper depends on is `as_of_ms`, and the dates of the request. Any thread may make papers of one Book.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/civil.h"
#include "common/base/error.h"
#include "common/report/document.h"
#include "common/rules/book.h"
#include "common/rules/codes.h"

namespace hadir::papers {

// Which paper of whom. What a paper does not ask for (Paper::needs) it does not look at.
struct PaperRequest {
  std::string unit;        // code of a unit that the Book holds
  bool whole_opd = true;   // with the units below it
  base::Date from, until;  // both included; the same day for a paper of one day, a month's first and last for one of a month
  std::string person;      // NIP: whose; of `tracing` the person who is ill
  std::string letter;      // of `letter`: its name letter/AUTHOR/INSTANT, or its number
  std::string asisten;     // of `overdue`: one Asisten alone; empty: all
  std::string recap;       // of `overdue`: perjalanan, kehadiran, lkh; empty: perjalanan
  std::string form;        // of `monthly`: berau or merauke; empty: berau
  rules::Session session = rules::Session::morning;  // of `attendance-list`
  bool blank = false;                                // of `attendance-list`: to be signed; nothing is counted or filled in
  std::int64_t look_back_days = 14;                  // of `tracing`

  // The moment from which one looks: what was recorded later does not count, and a day that is not over is not judged. Without
  // it everything in the Book counts.
  std::optional<std::int64_t> as_of_ms;

  // As it is printed.
  std::optional<base::Date> dated;      // beside the signature; nothing: the last day of the paper
  std::string place;                    // the same; empty: dots to fill in
  std::vector<std::string> letterhead;  // government, office, address lines; empty: the names of the OPD and the unit
  std::string number;                   // of a covering letter (surat pengantar); empty: dots
  std::optional<report::PaperSize> size;
  std::optional<rules::CodeSet> codes;  // nothing: those of the form
};

enum class Days : std::uint8_t { one, span, month };
enum class Ask : std::uint8_t { no, may, must };

struct Needs {
  Days days = Days::month;
  Ask person = Ask::no;
  Ask letter = Ask::no;
  Ask asisten = Ask::no;
  bool session = false, form = false, recap = false;
  bool whole_month = false;     // no part of one
  bool looks_back = false;      // over look_back_days before the first day
  bool since_new_year = false;  // over the whole year so far
};

struct Paper {
  std::string_view name;   // as typed: monthly
  std::string_view title;  // Indonesian, for lists of papers: Rekapitulasi kehadiran bulanan
  Needs needs;
  bool health = false;  // carries health data: watermarked, and to be made by those alone who may see such (A34, DOMAIN.md 4.9)
  base::Result<report::Document> (*make)(const rules::Book&, const PaperRequest&) = nullptr;
};

std::span<const Paper> papers();                 // in the order of lists
const Paper* find_paper(std::string_view name);  // nullptr: none

// The days that a paper tells of: those of the request, and those that it looks back over.
struct DaySpan {
  base::Date first, last;
};
DaySpan days_told(const Paper& paper, const PaperRequest& request);

// The days that have to be in the Book for a paper: those of the request and, where something looks back or a shift ends on the
// next day, some around them. For `discipline` the year from 1 January on.
DaySpan days_needed(const Paper& paper, const PaperRequest& request);

// Checks the request (unit, person and letter known, dates in order and in the Book), makes the paper, and marks it where it
// carries health data. Errors: bad_input, not_found, too_large (more than a year).
base::Result<report::Document> make_paper(const Paper& paper, const rules::Book& book, const PaperRequest& request);

}  // namespace hadir::papers
