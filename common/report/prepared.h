// What every renderer works on: a document whose texts are harmless, that keeps the limits and its own promises, with its tables'
// lines in printing order and all sums worked out. Only renderers include this.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "common/base/error.h"
#include "common/report/document.h"

namespace hadir::report {

struct Line {
  enum class Kind { heading, row, subtotal, total, nothing };
  Kind kind = Kind::row;
  std::string label;         // of all but a row: the group's name, JUMLAH, NIHIL
  const Row* row = nullptr;  // of a row; points into the prepared document
  std::vector<Cell> sums;    // of subtotal and total: one per column, empty where the column has none
};

struct PreparedTable {
  std::vector<Line> lines;
  std::size_t label_columns = 0;  // how many columns before the first sum: the label of a sum stands across them
  bool grouped = false;           // any row has a group
};

// Neighbouring columns under one heading; `title` is empty for a column that stands alone.
struct ColumnGroup {
  std::string title;
  std::size_t first = 0, count = 1;
};
std::vector<ColumnGroup> column_groups(const std::vector<Column>& columns);
bool has_groups(const std::vector<Column>& columns);

struct Prepared {
  Document document;
  std::vector<PreparedTable> tables;  // one per section; without lines where the section is no table

  Prepared() = default;
  Prepared(Prepared&&) = default;  // lines point into the document's rows, which move along
  Prepared& operator=(Prepared&&) = default;
};
base::Result<Prepared> prepared(const Document& document);

// How a cell really stands: the column's alignment, and for natural ones the value's.
Align alignment(const Column& column, const Cell& cell);
// A cell's own shade, or its column's.
Shade shade_of(const Column& column, const Cell& cell);

// How the n-th of numbered points is printed, "a. " or "1. "; empty where they have no numbers or there is only one.
std::string number_of(const Points& points, std::size_t at);

// Adds a table's sums up and puts its lines into order. Errors: bad_input for cells that cannot be summed, too_large for sums
// beyond 64 bits. fill_sums fills the columns with sum_of, which prepare_lines expects.
base::Result<void> fill_sums(Table& table);
base::Result<PreparedTable> prepare_lines(const Table& table);

}  // namespace hadir::report
