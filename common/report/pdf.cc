// Documents as PDF: cut into strips, filled into pages, painted.
#include <fmt/format.h>

#include "common/base/limits.h"
#include "common/report/pdf_canvas.h"
#include "common/report/pdf_layout.h"
#include "common/report/render.h"

namespace hadir::report {

base::Result<base::Bytes> to_pdf(const Document& source) {
  const auto ready = prepared(source);
  if (!ready) return ready.error();
  auto canvas = PdfCanvas::open();
  if (!canvas) return canvas.error();
  const auto layout = lay_out(*ready, canvas->metrics());
  if (!layout) return layout.error();
  const auto pages = fill_pages(*layout);
  if (pages.size() > base::limits::report_pages) {
    return base::Error{base::Fault::too_large,
                       fmt::format("laporan: {} halaman, paling banyak {}", pages.size(), base::limits::report_pages),
                       "bagi laporan menjadi beberapa bagian"};
  }
  const Document& document = ready->document;
  PdfProperties properties;
  properties.title = to_cp1252(document.titles.empty() ? document.name : document.titles.front());
  properties.date = document.date;
  properties.footer = to_cp1252(document.footer);
  properties.watermark = to_cp1252(document.watermark);
  return canvas->paint(pages, properties);
}

}  // namespace hadir::report
