// Reads back what common/report writes: the members of an XLSX, the pages of a PDF. Enough for our own files only.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "common/base/bytes.h"

namespace hadir::test {

// Inflates `compressed` (raw deflate or zlib).
std::string inflated(std::string_view compressed, bool raw);

// member name -> content, from the central directory of a ZIP.
std::map<std::string, std::string> unzip(const base::Bytes& file);

struct XlsxCell {
  std::string type;    // "s" for a text, empty for a number or a blank
  std::string text;    // shared strings resolved
  std::string format;  // number format code
};
struct XlsxSheetRead {
  std::string xml;
  std::map<std::string, XlsxCell> cells;  // by A1 name
};
struct XlsxRead {
  std::map<std::string, std::string> members;
  std::vector<XlsxSheetRead> sheets;
};
XlsxRead read_xlsx(const base::Bytes& file);

struct PdfText {
  double x = 0, y = 0, size = 0;  // points, from the lower left corner; the watermark's as its matrix says
  std::string text;               // CP1252
};
struct PdfPage {
  double width = 0, height = 0;
  std::vector<PdfText> texts;
  std::string content;  // the operators

  // All texts with this beginning.
  std::vector<PdfText> beginning(std::string_view text) const;
};
// The pages in their order, decompressed.
std::vector<PdfPage> read_pdf(const base::Bytes& file);

}  // namespace hadir::test
