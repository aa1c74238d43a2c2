// CSV as spreadsheets really write it: RFC 4180 with a BOM, any line ending, and the separator of the user's locale.
// Reading is bounded and never stops at one bad record; messages are for the person at the desk, in Indonesian.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/error.h"
#include "common/base/limits.h"

namespace hadir::base {

struct CsvLimits {
  std::size_t record_bytes = limits::import_line_bytes;  // one record, its quoted newlines included
  std::size_t record_lines = 100;                        // bounds what an unclosed quote can make us read again
  std::size_t columns = 256;                             // a spreadsheet's A to IV
  std::size_t rows = 200'000;                            // rows and bad records: a province's punches of a week
};

// Pulls rows from a text that stays alive as long as the reader.
//
// Dialect: the separator is the most frequent of ; , and tab outside quotes in the first line that is not blank, or what
// Excel's own first line "sep=;" says. A cell is quoted if its first character is a quote; a quote elsewhere is an ordinary
// character. Spaces are kept, except after a closing quote. Lines end with CRLF, LF or CR; quoted line ends are kept as they
// are. A row whose cells are all empty is skipped, wherever it stands. One leading apostrophe before = + - @ tab CR or LF is
// taken off (the writer below put it there); the full-width forms of the four too.
//
// Bad records (an unclosed quote, text after a closing quote, a limit, bytes that are not UTF-8) are an Error that names the
// line where the record begins, and reading goes on at the very next line after *that* one. So one lost quote costs one line,
// and what an unclosed quote ran over is read again as rows of its own. (If a later line happens to close the quote properly,
// the lines between are one cell: callers should compare the number of cells with the header's.)
class CsvReader {
 public:
  struct Row {
    std::size_t line = 0;  // where it begins, from 1
    std::vector<std::string> cells;
  };

  explicit CsvReader(std::string_view text, CsvLimits limits = {});

  // The next row; an Error for a bad record, after which next() may be called again; an empty optional at the end and ever
  // after. A text that is no CSV at all (UTF-16, NUL bytes, an Excel workbook) and too many rows give one Error and then the end.
  Result<std::optional<Row>> next();

  char separator() const { return separator_; }
  // Where the record begins that the latest failing next() was about; 1 for the text as a whole.
  std::size_t refused_line() const { return refused_line_; }

 private:
  void choose_separator();
  Result<Row> read_record();
  Result<std::string> read_quoted(std::size_t& at, std::size_t& line, std::size_t record_end) const;
  std::string read_plain(std::size_t& at, std::size_t record_end) const;
  Error bad_record(std::string_view cause, std::string_view hint, Fault fault = Fault::bad_input) const;
  bool is_line_end(std::size_t at) const;
  void skip_line_end(std::size_t& at, std::size_t& line) const;
  void skip_line();

  CsvLimits limits_;
  std::string_view text_;
  std::optional<Error> refusal_;  // of the whole text, not yet told
  char separator_ = ',';
  std::size_t position_ = 0;  // at the beginning of line_
  std::size_t line_ = 1;
  std::size_t records_ = 0;
  std::size_t refused_line_ = 1;
};

// One cell, quoted where needed so that CsvReader and any spreadsheet read it back. Cells that a spreadsheet would take for a
// formula (first character = + - @, full-width or not, tab, CR or LF) get a leading apostrophe, which CsvReader takes off again;
// plain negative numbers such as -5 or -1,5 stay as they are. `text` must be UTF-8 without NUL to survive the round trip. Digits
// are written as they are: a spreadsheet that opens the file still spoils an 18-digit NIP, so people get XLSX or what
// common/report writes.
std::string csv_cell(std::string_view text);

// Cells joined by commas and ended by CRLF, as RFC 4180 wants.
std::string csv_row(std::span<const std::string> cells);

}  // namespace hadir::base
