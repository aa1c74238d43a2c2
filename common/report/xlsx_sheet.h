// One sheet of a workbook, from the parts of a document up to the next page break. Only xlsx.cc uses this.
#pragma once

#include <xlsxwriter.h>

#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "common/report/prepared.h"

namespace hadir::report {

// How a cell looks; equal looks are one format of the workbook.
struct Look {
  std::string number;  // Excel's number format; empty for General
  Align align = Align::left;
  Shade shade = Shade::none;
  bool heading = false;  // of a table
  bool bold = false;
  bool border = false;
  bool wrap = false;
  bool underline = false;
  bool warning = false;  // the watermark's line
  int size = 9;
  auto operator<=>(const Look&) const = default;
};

class XlsxFormats {
 public:
  explicit XlsxFormats(lxw_workbook* book) : book_(book) {}
  lxw_format* of(const Look& look);

 private:
  lxw_workbook* book_;
  std::map<Look, lxw_format*> known_;
};

class XlsxSheet {
 public:
  // `sections` and `tables` run beside each other. Nothing is read after write().
  XlsxSheet(lxw_worksheet* sheet, XlsxFormats& formats, const Document& document, Orientation orientation)
      : sheet_(sheet), formats_(formats), document_(document), orientation_(orientation) {}

  void add(const Section& section, const PreparedTable& table) { parts_.push_back({&section, &table}); }
  void write(bool first);
  // The first error of the library, if any.
  lxw_error error() const { return error_; }

 private:
  struct Part {
    const Section* section;
    const PreparedTable* table;
  };

  void set_up_page();
  void choose_widths();
  void widen(const Table& table, const PreparedTable& ready);
  void write_head();

  void put(const Paragraph& paragraph);
  void put(const Facts& facts);
  void put(const Points& points);
  void put(const Legend& legend);
  void put(const Signatures& signatures);
  void put(const PageBreak&) {}
  void put(const Table&) {}
  void put_table(const Table& table, const PreparedTable& ready);
  void put_headings(const Table& table);
  void put_line(const Table& table, const PreparedTable& ready, const Line& line);
  void put_cell(int column, const Cell& cell, Look look);
  void put_person(const Signatory& person, int first, int last, lxw_row_t row);

  // A text across columns of the next row, as high as its lines need.
  void across(const std::string& text, int first, int last, const Look& look);
  void merged(lxw_row_t row, lxw_row_t last_row, int first, int last, const std::string& text, const Look& look);
  int lines_in(const std::string& text, int first, int last) const;
  double width_of(int first, int last) const;
  // The first column at or behind which `characters` have gone by.
  int column_behind(double characters) const;
  int last() const { return static_cast<int>(widths_.size()) - 1; }
  void check(lxw_error result) {
    if (error_ == LXW_NO_ERROR) error_ = result;
  }

  lxw_worksheet* sheet_;
  XlsxFormats& formats_;
  const Document& document_;
  Orientation orientation_;
  std::vector<Part> parts_;
  std::vector<double> widths_;  // in characters
  lxw_row_t row_ = 0;
  lxw_error error_ = LXW_NO_ERROR;
};

// A text for a cell: what Excel would decode as an escape (_x0041_) is escaped itself.
std::string xlsx_text(const std::string& text);

}  // namespace hadir::report
