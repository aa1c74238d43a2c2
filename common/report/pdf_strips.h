// A paper cut into horizontal strips of the text's width: what the layout makes, the pages are filled with, and the canvas
// paints. Coordinates are relative to a strip's upper left corner, downwards.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "common/report/document.h"
#include "common/report/pdf_text.h"

namespace hadir::report {

struct Piece {  // a line of text; y is its baseline
  Length x = 0, y = 0;
  std::int16_t size = 0;
  Face face = Face::regular;
  std::string text;  // CP1252
};
struct Fill {
  Length x = 0, y = 0, width = 0, height = 0;
  std::uint32_t colour = 0;  // 0xRRGGBB
};
struct Stroke {
  Length x1 = 0, y1 = 0, x2 = 0, y2 = 0;
  Length thickness = 50;
};

struct Strip {
  Length height = 0;
  Length space_before = 0;  // left out at the top of a page
  std::vector<Piece> pieces;
  std::vector<Fill> fills;
  std::vector<Stroke> strokes;
  std::vector<Length> verticals;  // lines as high as the strip; those of neighbouring strips are painted as one
  int header = -1;                // of the table it belongs to: repeated where a page begins with this strip
  bool keep_with_next = false;
  bool is_row = false;  // of a table
};

struct PageShape {
  Length width = 0, height = 0;
  Length left = 0, right = 0, top = 0, bottom = 0;  // margins

  Length text_width() const { return width - left - right; }
  Length text_height() const { return height - top - bottom; }
};
PageShape page_shape(PaperSize paper, Orientation orientation);

// From one page break to the next.
struct Stretch {
  PageShape shape;
  std::vector<Strip> strips;
};
struct Layout {
  std::vector<Stretch> stretches;
  std::vector<Strip> headers;
};

// One page: which strips stand where.
struct PlacedStrip {
  const Strip* strip = nullptr;
  Length top = 0;  // from the page's upper edge
};
struct PageOfStrips {
  const PageShape* shape = nullptr;
  std::vector<PlacedStrip> strips;
};
// Fills pages from top to bottom. Strips that keep together are moved together, unless they do not fit on one page at all; a
// table's header stands at the top of each of its pages. At least one page. The layout must stay alive.
std::vector<PageOfStrips> fill_pages(const Layout& layout);

}  // namespace hadir::report
