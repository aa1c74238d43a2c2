#include "common/report/pdf_canvas.h"

#include <fmt/format.h>
#include <hpdf.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace hadir::report {
namespace {

constexpr Length footer_size = 800;
constexpr Length footer_baseline = millimetres(8);  // above the lower edge
constexpr std::uint32_t watermark_colour = 0xE6E6E6;

HPDF_REAL points(Length length) { return static_cast<HPDF_REAL>(length) / 100; }

struct FreeDoc {
  void operator()(HPDF_Doc doc) const { HPDF_Free(doc); }
};

void set_fill(HPDF_Page page, std::uint32_t colour) {
  const auto part = [&](int shift) { return static_cast<HPDF_REAL>((colour >> shift) & 0xFF) / 255; };
  HPDF_Page_SetRGBFill(page, part(16), part(8), part(0));
}

}  // namespace

struct PdfCanvas::Inside {
  std::unique_ptr<std::remove_pointer_t<HPDF_Doc>, FreeDoc> doc;
  HPDF_Font fonts[2] = {nullptr, nullptr};
  Metrics metrics;

  base::Error failed() const {
    const auto code = doc ? HPDF_GetError(doc.get()) : HPDF_FAILD_TO_ALLOC_MEM;
    const bool memory = code == HPDF_FAILD_TO_ALLOC_MEM;
    return {base::Fault::storage, fmt::format("laporan: PDF tidak dapat dibuat (libharu 0x{:04X})", code),
            memory ? "memori tidak cukup; tutup program lain, lalu ulangi" : ""};
  }
  bool is_fine() const { return HPDF_GetError(doc.get()) == HPDF_OK; }

  void paint_watermark(HPDF_Page page, const PageShape& shape, const std::string& text);
  void paint_strips(HPDF_Page page, const PageOfStrips& source);
  void paint_fills(HPDF_Page page, const PageOfStrips& source);
  void paint_strokes(HPDF_Page page, const PageOfStrips& source);
  void paint_pieces(HPDF_Page page, const PageOfStrips& source, const std::vector<Piece>& footer);
  std::vector<Piece> footer_pieces(const PageShape& shape, const std::string& text, std::size_t number, std::size_t of) const;
  void set_properties(const PdfProperties& properties);
  base::Result<base::Bytes> save();
};

PdfCanvas::PdfCanvas(std::unique_ptr<Inside> inside) : inside_(std::move(inside)) {}
PdfCanvas::PdfCanvas(PdfCanvas&&) noexcept = default;
PdfCanvas& PdfCanvas::operator=(PdfCanvas&&) noexcept = default;
PdfCanvas::~PdfCanvas() = default;

base::Result<PdfCanvas> PdfCanvas::open() {
  auto inside = std::make_unique<Inside>();
  inside->doc.reset(HPDF_New(nullptr, nullptr));
  if (!inside->doc) return inside->failed();
  HPDF_SetCompressionMode(inside->doc.get(), HPDF_COMP_ALL);
  const char* names[] = {"Helvetica", "Helvetica-Bold"};
  for (std::size_t face = 0; face < 2; ++face) {
    inside->fonts[face] = HPDF_GetFont(inside->doc.get(), names[face], "WinAnsiEncoding");
    if (!inside->fonts[face]) return inside->failed();
    for (unsigned byte = 0x20; byte <= 0xFF; ++byte) {
      const auto one = static_cast<HPDF_BYTE>(byte);
      inside->metrics.widths[face][byte] = static_cast<int>(HPDF_Font_TextWidth(inside->fonts[face], &one, 1).width);
    }
  }
  if (!inside->is_fine()) return inside->failed();
  return PdfCanvas(std::move(inside));
}

const Metrics& PdfCanvas::metrics() const { return inside_->metrics; }

base::Result<base::Bytes> PdfCanvas::paint(const std::vector<PageOfStrips>& pages, const PdfProperties& properties) {
  inside_->set_properties(properties);
  for (std::size_t number = 1; number <= pages.size(); ++number) {
    const PageOfStrips& source = pages[number - 1];
    const HPDF_Page page = HPDF_AddPage(inside_->doc.get());
    if (!page) return inside_->failed();
    HPDF_Page_SetWidth(page, points(source.shape->width));
    HPDF_Page_SetHeight(page, points(source.shape->height));
    inside_->paint_watermark(page, *source.shape, properties.watermark);
    inside_->paint_fills(page, source);
    inside_->paint_strokes(page, source);
    inside_->paint_pieces(page, source, inside_->footer_pieces(*source.shape, properties.footer, number, pages.size()));
    if (!inside_->is_fine()) return inside_->failed();
  }
  return inside_->save();
}

void PdfCanvas::Inside::set_properties(const PdfProperties& properties) {
  HPDF_SetInfoAttr(doc.get(), HPDF_INFO_TITLE, properties.title.c_str());
  HPDF_SetInfoAttr(doc.get(), HPDF_INFO_CREATOR, "hadir");
  HPDF_Date date{};
  date.year = base::year_of(properties.date);
  date.month = static_cast<HPDF_INT>(base::month_of(properties.date));
  date.day = static_cast<HPDF_INT>(base::day_of_month(properties.date));
  date.ind = 'Z';
  if (date.year >= 0 && date.year <= 9999) HPDF_SetInfoDateAttr(doc.get(), HPDF_INFO_CREATION_DATE, date);
}

// From the lower left to the upper right, as big as it fits.
void PdfCanvas::Inside::paint_watermark(HPDF_Page page, const PageShape& shape, const std::string& text) {
  if (text.empty()) return;
  const std::string words = shortened(metrics, text, Face::bold, 1000, 60'000);
  const double diagonal = std::hypot(shape.width, shape.height);
  const double width_per_size = std::max(metrics.units(words, Face::bold), 1) / 1000.0;
  const double size = std::min(0.75 * diagonal / width_per_size, 9'000.0);
  const double sine = shape.height / diagonal, cosine = shape.width / diagonal;
  const double half = size * width_per_size / 2, drop = size * 0.35;
  const double x = shape.width / 2.0 - half * cosine + drop * sine, y = shape.height / 2.0 - half * sine - drop * cosine;
  set_fill(page, watermark_colour);
  HPDF_Page_BeginText(page);
  HPDF_Page_SetFontAndSize(page, fonts[1], points(static_cast<Length>(size)));
  HPDF_Page_SetTextMatrix(page, static_cast<HPDF_REAL>(cosine), static_cast<HPDF_REAL>(sine), static_cast<HPDF_REAL>(-sine),
                          static_cast<HPDF_REAL>(cosine), points(static_cast<Length>(x)), points(static_cast<Length>(y)));
  HPDF_Page_ShowText(page, words.c_str());
  HPDF_Page_EndText(page);
}

void PdfCanvas::Inside::paint_fills(HPDF_Page page, const PageOfStrips& source) {
  std::uint32_t colour = 0xFFFFFFFF;
  for (const auto& [strip, top] : source.strips) {
    for (const auto& fill : strip->fills) {
      if (fill.colour != colour) set_fill(page, colour = fill.colour);
      HPDF_Page_Rectangle(page, points(source.shape->left + fill.x), points(source.shape->height - top - fill.y - fill.height),
                          points(fill.width), points(fill.height));
      HPDF_Page_Fill(page);
    }
  }
}

void PdfCanvas::Inside::paint_strokes(HPDF_Page page, const PageOfStrips& source) {
  std::map<Length, std::vector<Stroke>> by_thickness;
  std::map<Length, Stroke> open;  // verticals by x, still growing
  for (const auto& [strip, top] : source.strips) {
    for (const auto x : strip->verticals) {
      const auto [place, added] = open.try_emplace(x, Stroke{x, top, x, top + strip->height});
      if (!added && place->second.y2 == top) {
        place->second.y2 = top + strip->height;
      } else if (!added) {
        by_thickness[place->second.thickness].push_back(std::exchange(place->second, {x, top, x, top + strip->height}));
      }
    }
    for (auto stroke : strip->strokes) {
      stroke.y1 += top;
      stroke.y2 += top;
      by_thickness[stroke.thickness].push_back(stroke);
    }
  }
  for (const auto& [x, stroke] : open) by_thickness[stroke.thickness].push_back(stroke);
  for (const auto& [thickness, strokes] : by_thickness) {
    HPDF_Page_SetLineWidth(page, points(thickness));
    for (const auto& stroke : strokes) {
      HPDF_Page_MoveTo(page, points(source.shape->left + stroke.x1), points(source.shape->height - stroke.y1));
      HPDF_Page_LineTo(page, points(source.shape->left + stroke.x2), points(source.shape->height - stroke.y2));
    }
    HPDF_Page_Stroke(page);
  }
}

std::vector<Piece> PdfCanvas::Inside::footer_pieces(const PageShape& shape, const std::string& text, std::size_t number,
                                                    std::size_t of) const {
  const std::string page = fmt::format("Halaman {} dari {}", number, of);
  const Length width = metrics.width(page, Face::regular, footer_size);
  const Length y = shape.height - footer_baseline;
  std::vector<Piece> out{{shape.text_width() - width, y, footer_size, Face::regular, page}};
  const Length room = shape.text_width() - width - 2 * footer_size;
  if (!text.empty())
    out.push_back({0, y, footer_size, Face::regular, shortened(metrics, text, Face::regular, footer_size, room)});
  return out;
}

// One text object for the page; every piece moves on from the one before.
void PdfCanvas::Inside::paint_pieces(HPDF_Page page, const PageOfStrips& source, const std::vector<Piece>& footer) {
  Length x = 0, y = 0, size = 0;
  Face face = Face::regular;
  set_fill(page, 0);
  HPDF_Page_BeginText(page);
  const auto paint = [&](const Piece& piece, Length top) {
    if (piece.text.empty()) return;
    if (size != piece.size || face != piece.face) {
      size = piece.size;
      face = piece.face;
      HPDF_Page_SetFontAndSize(page, fonts[static_cast<std::size_t>(face)], points(size));
    }
    const Length to_x = source.shape->left + piece.x, to_y = source.shape->height - top - piece.y;
    HPDF_Page_MoveTextPos(page, points(to_x - x), points(to_y - y));
    x = to_x;
    y = to_y;
    HPDF_Page_ShowText(page, piece.text.c_str());
  };
  for (const auto& [strip, top] : source.strips) {
    for (const auto& piece : strip->pieces) paint(piece, top);
  }
  for (const auto& piece : footer) paint(piece, 0);
  HPDF_Page_EndText(page);
}

base::Result<base::Bytes> PdfCanvas::Inside::save() {
  if (HPDF_SaveToStream(doc.get()) != HPDF_OK) return failed();
  HPDF_UINT32 size = HPDF_GetStreamSize(doc.get());
  base::Bytes out(size);
  if (size == 0 || HPDF_ResetStream(doc.get()) != HPDF_OK || HPDF_ReadFromStream(doc.get(), out.data(), &size) != HPDF_OK ||
      size != out.size()) {
    return failed();
  }
  return out;
}

}  // namespace hadir::report
