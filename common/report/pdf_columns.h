// How wide the columns of a table are, and how big its letters. Only pdf_table.cc uses this.
#pragma once

#include <string>
#include <vector>

#include "common/report/pdf_strips.h"
#include "common/report/prepared.h"

namespace hadir::report {

// A printed column: one of the table's, and those that stand beneath it in the same cells.
struct PrintedColumn {
  std::size_t main = 0;
  std::vector<std::size_t> beneath;
  Length left = 0, width = 0;
};

struct ColumnPlan {
  Length size = 0;  // of letters
  Length padding = 0;
  std::vector<PrintedColumn> columns;

  Length text_room(const PrintedColumn& column) const { return column.width - 2 * padding; }
};

// What the cell of a printed column says, CP1252; numbers and identifiers with spaces that do not break.
std::string cell_text(const PrintedColumn& column, const std::vector<Cell>& cells);
std::string title_text(const PrintedColumn& column, const Table& table);

// The biggest letters, from 9 to 4 points, with which no word is broken and texts do not become towers; then what is left of the
// width goes to the columns whose texts would like more. Columns of one group that hold only short things become equally wide.
ColumnPlan plan_columns(const Table& table, const PreparedTable& ready, const Metrics& metrics, Length available);

}  // namespace hadir::report
