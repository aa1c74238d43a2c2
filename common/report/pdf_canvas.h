// The one place that talks to libharu: its fonts' widths, and pages of strips as PDF bytes. libharu is C and keeps an error
// state, which is asked after each page; nothing throws through it.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "common/base/bytes.h"
#include "common/base/civil.h"
#include "common/base/error.h"
#include "common/report/pdf_strips.h"

namespace hadir::report {

struct PdfProperties {
  std::string title;      // CP1252, as all texts here
  base::Date date;        // of creation
  std::string footer;     // left of the page number
  std::string watermark;  // across each page
};

class PdfCanvas {
 public:
  static base::Result<PdfCanvas> open();
  PdfCanvas(PdfCanvas&&) noexcept;
  PdfCanvas& operator=(PdfCanvas&&) noexcept;
  ~PdfCanvas();

  const Metrics& metrics() const;
  // Paints everything and gives the file. Once only.
  base::Result<base::Bytes> paint(const std::vector<PageOfStrips>& pages, const PdfProperties& properties);

 private:
  struct Inside;
  explicit PdfCanvas(std::unique_ptr<Inside> inside);
  std::unique_ptr<Inside> inside_;
};

}  // namespace hadir::report
