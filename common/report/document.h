// An office paper as data: letterhead, titles, tables, signatures. Whoever builds a report fills a Document with what is true;
// render.h makes a terminal table, CSV, JSON, XLSX or PDF of it. Nothing here knows records, rules or files.
//
// Texts are UTF-8. What is not, and control characters, is made harmless when rendering; a newline begins a new line.
// README.md in this folder shows how a builder is written; words.h has dates, durations and numbers as people read them.
#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "common/base/civil.h"

namespace hadir::report {

// ---- Cells

// Digits that are no number: NIP, NIK, a unit's code, a document's number. A text cell in XLSX, protected in CSV. A NIP is given
// as its 18 digits; papers show it as 19830727 200902 2 008.
struct Identifier {
  std::string text;
  bool operator==(const Identifier&) const = default;
};
// units / 10^digits, so that sums are exact: 97.5 is {975, 1}. digits: 0 to 6.
struct Decimal {
  std::int64_t units = 0;
  int digits = 1;
  bool operator==(const Decimal&) const = default;
};
// part of whole in percent, rounded half away from zero; nothing where whole is 0. digits: 0 to 6.
std::optional<Decimal> percent(std::int64_t part, std::int64_t whole, int digits = 1);

// A duration. Printed h:mm (157:30, -0:15), a real duration in XLSX, plain minutes in JSON.
struct Minutes {
  std::int64_t count = 0;
  bool operator==(const Minutes&) const = default;
};
// A time of day as minutes since local midnight, 0 to 1439. Printed 07:24.
struct TimeOfDay {
  int minutes = 0;
  bool operator==(const TimeOfDay&) const = default;
};
// Room for a signature beside a printed number: odd numbers left, even ones right (the zig-zag of a daftar hadir). Data formats
// have an empty cell. To print "CUTI" or the like instead, put a text there.
struct Signature {
  std::int64_t number = 1;
  bool operator==(const Signature&) const = default;
};

// A base::Date is printed 31-07-2021 on paper and 2021-07-31 in CSV and JSON.
using Value =
    std::variant<std::monostate, std::string, Identifier, std::int64_t, Decimal, Minutes, TimeOfDay, base::Date, Signature>;

// What a background means; the renderers choose the colours.
enum class Shade : std::uint8_t { none, weekend, holiday, attention };

struct Cell {
  Value value;
  Shade shade = Shade::none;
  bool bold = false;

  Cell() = default;
  Cell(const char* text, Shade shading = Shade::none) : value(std::string(text)), shade(shading) {}
  Cell(std::string text, Shade shading = Shade::none) : value(std::move(text)), shade(shading) {}
  template <std::integral Number>
  requires(!std::same_as<Number, bool> && !std::same_as<Number, char>) Cell(Number number, Shade shading = Shade::none)
      : value(static_cast<std::int64_t>(number)), shade(shading) {}
  template <class Typed>
  requires(std::same_as<Typed, Identifier> || std::same_as<Typed, Decimal> || std::same_as<Typed, Minutes> ||
           std::same_as<Typed, TimeOfDay> || std::same_as<Typed, base::Date> || std::same_as<Typed, Signature>)
      Cell(Typed typed, Shade shading = Shade::none)
      : value(std::move(typed)), shade(shading) {}
  template <class Typed>
  Cell(std::optional<Typed> typed, Shade shading = Shade::none) : shade(shading) {
    if (typed) value = Cell(std::move(*typed)).value;
  }
  bool operator==(const Cell&) const = default;
};

// ---- Tables

// natural: numbers and durations right, times, dates and signatures centred, texts left.
enum class Align : std::uint8_t { natural, left, centre, right };

// What stands under a column in subtotals and totals. The library works it out from the cells, so it cannot be wrong:
//   sum      integers, decimals and durations of one kind; empty cells count as nothing, anything else is refused
//   count    how many cells are not empty
//   percent  the total of column `part` in percent of that of column `whole` (both sums of integers or both of durations)
enum class Total : std::uint8_t { none, sum, count, percent };

struct Column {
  std::string key;    // for machines: a-z 0-9 _, unique in its table
  std::string title;  // as printed
  std::string group;  // neighbours with the same group stand under one heading, such as TANGGAL over 1 to 31
  Align align = Align::natural;
  Total total = Total::none;
  std::string part, whole;          // keys, for Total::percent
  std::vector<std::string> sum_of;  // keys: the library fills this column with their sum in each row; leave its cells empty
  Shade shade = Shade::none;        // of the heading and of every cell that has none of its own: a Sunday, a holiday
  int millimetres = 0;              // fixed width in the PDF; 0: from the contents
  bool beneath = false;  // the PDF prints it in the cells of the column before it, on lines of its own (NIP under a name)
};

struct Row {
  std::vector<Cell> cells;  // one per column
  std::string group;        // neighbours with the same group stand under a heading and, with Table::subtotals, above a sum
};

struct Table {
  std::string key = "rows";  // for machines: a-z 0-9 _
  std::string title;         // above the table; empty for none
  std::vector<Column> columns;
  std::vector<Row> rows;
  std::string group_key = "group", group_title = "Kelompok";  // the groups' own column in CSV and JSON
  bool subtotals = true;                                      // under each group, where any column has a total
  std::string total_label = "JUMLAH";                         // of the last line, which is there where any column has a total
  std::string empty_text = "NIHIL";                           // the only line of a table without rows
  int row_millimetres = 0;  // least height of a row in PDF and XLSX; 0: as its text needs. 10 for signatures
};

// ---- The other parts of a paper

struct Paragraph {
  std::string text;
  Align align = Align::left;  // natural is left
  bool bold = false;
};

// Lines of label, colon, value: HARI/TANGGAL : Senin, 26 Juli 2021.
struct Fact {
  std::string label, value;
};
struct Facts {
  std::string label;  // before the whole block, such as Kepada; empty for none
  std::vector<Fact> lines;
};

// Numbered paragraphs behind a label: Menimbang, Dasar, Untuk. A single one gets no number.
enum class Numbering : std::uint8_t { none, letters, numbers };
struct Points {
  std::string label;
  std::vector<std::string> items;
  Numbering numbering = Numbering::numbers;
};

// What codes and shades mean.
struct LegendEntry {
  std::string code, meaning;
  Shade shade = Shade::none;
};
struct Legend {
  std::string label = "Keterangan";
  std::vector<LegendEntry> entries;
};

// Who signs. `above`: place and date, "Mengetahui,", the post, each a line. `below`: rank and NIP. Between them is room to sign.
struct Signatory {
  std::vector<std::string> above;
  std::string name;
  std::vector<std::string> below;
};
// One signs at the right, two left and right, further ones below in the same way. Never alone on a page without a part of what
// is signed.
struct Signatures {
  std::vector<Signatory> people;
};

enum class Orientation : std::uint8_t { portrait, landscape };

// What follows begins a page, and a sheet in XLSX: an annex. The letterhead is not repeated.
struct PageBreak {
  std::string sheet = "Lampiran";          // the sheet's name in XLSX
  std::optional<Orientation> orientation;  // of what follows; as before where not given
};

using Section = std::variant<Paragraph, Facts, Points, Table, Legend, Signatures, PageBreak>;

// ---- The paper

enum class PaperSize : std::uint8_t {
  a4,  // 210 x 297 mm
  f4,  // 215 x 330 mm, the offices' folio
};

struct Document {
  std::string name;  // the file's stem: a-z A-Z 0-9 . _ -, such as rekap-kehadiran-2021-07-7.01
  base::Date date;   // as of which it is; the only date that goes into a file's properties
  PaperSize paper = PaperSize::a4;
  Orientation orientation = Orientation::portrait;
  std::vector<std::string> letterhead;  // kop surat, centred above a double rule: government, office (the biggest), address lines
  std::vector<std::string> titles;      // centred, the first one bold
  std::vector<Section> sections;
  std::string footer;  // left of the page number
  // What an export with health data must carry: across every page, above the text, a member in JSON, a column in CSV.
  std::string watermark;
};

}  // namespace hadir::report
