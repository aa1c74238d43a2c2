// A Document as bytes. Pure functions: the same document gives the same bytes, on every machine with the same libraries; no time
// of day, no random names, nothing of the machine. Errors: bad_input where a document contradicts itself (a builder's mistake,
// named with table, row and column), too_large beyond the report limits of base/limits.h, storage where memory or scratch space
// ended.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "common/base/bytes.h"
#include "common/base/error.h"
#include "common/report/document.h"

namespace hadir::report {

// For the terminal: aligned by display width, totals included. Texts are wrapped, tables never.
struct TextOptions {
  int width = 100;  // of paragraphs, in columns of the terminal
};
base::Result<std::string> to_text(const Document& document, const TextOptions& options = {});

// The rows of the tables without anything around them. The default is for people who open the file in an Indonesian Excel: UTF-8
// with BOM, semicolons, decimal commas, titles, and identifiers written so that no spreadsheet takes them for numbers (a NIP as
// 19830727 200902 2 008, others behind an apostrophe). plain_csv() is for programs and for `hadir import`: RFC 4180 with commas,
// keys, points, durations in minutes, identifiers as they are. In both, texts that a spreadsheet would calculate get a leading
// apostrophe.
struct CsvOptions {
  char separator = ';';  // ; , or tab
  bool bom = true;
  bool titles = true;  // in the first line; otherwise keys
  bool protect_identifiers = true;
  bool for_people = true;  // decimal commas (except with a comma as separator) and h:mm; otherwise points and minutes
  bool totals = false;     // the total lines too, for reading rather than for calculating with
};
CsvOptions plain_csv();
// Several tables stand one below another with an empty line between them.
base::Result<std::string> to_csv(const Document& document, const CsvOptions& options = {});

// One object: name, date, titles, facts, tables (key, title, columns, rows, subtotals, totals). Rows are objects by column key:
// integers and decimals as numbers, durations and times of day in minutes ("7:30" is 450), dates as YYYY-MM-DD, empty cells as
// null. One row per line, so that two exports can be compared line by line.
base::Result<std::string> to_json(const Document& document);

// For our own pages: every part in its order, cells as they are printed. One JSON object; its members are in screen.cc.
base::Result<std::string> to_screen(const Document& document);

// For Excel and LibreOffice, set up to be printed as the PDF is. Uses a private scratch folder while it works.
base::Result<base::Bytes> to_xlsx(const Document& document);

// For printing and signing.
base::Result<base::Bytes> to_pdf(const Document& document);

// ---- By name, for a command's --format

enum class Format { text, csv, json, xlsx, pdf, screen };
std::optional<Format> format_named(std::string_view name);                  // tabel or text, csv, json, xlsx, pdf, screen
std::string file_name(const Document& document, Format format);             // name and ending, such as lkh-2021-07-26.pdf
base::Result<base::Bytes> render(const Document& document, Format format);  // with every default

}  // namespace hadir::report
