// Cuts a prepared document into strips for pages. Pure; pdf.cc gives it the fonts' widths.
#pragma once

#include "common/base/error.h"
#include "common/report/pdf_strips.h"
#include "common/report/prepared.h"

namespace hadir::report {

// Errors: too_large where the pages would need more pieces than base/limits.h allows.
base::Result<Layout> lay_out(const Prepared& ready, const Metrics& metrics);

std::uint32_t colour_of(Shade shade);  // 0xRRGGBB, printable in grey too

// A table's part of it (pdf_table.cc).
struct TableStrips {
  Strip header;  // also the first of the strips
  std::vector<Strip> strips;
  Length size = 0;         // of its letters
  std::size_t pieces = 0;  // lines of text
};
// `header_number`: where the header will stand in Layout::headers. Stops early, with too many pieces, at limits::report_pieces.
TableStrips lay_out_table(const Table& table, const PreparedTable& ready, const Metrics& metrics, const PageShape& shape,
                          int header_number);

}  // namespace hadir::report
