#include "common/report/render.h"

#include <array>

namespace hadir::report {
namespace {

struct FormatName {
  Format format;
  std::string_view name, ending;
};
constexpr std::array<FormatName, 6> formats = {{{Format::text, "text", ".txt"},
                                                {Format::csv, "csv", ".csv"},
                                                {Format::json, "json", ".json"},
                                                {Format::xlsx, "xlsx", ".xlsx"},
                                                {Format::pdf, "pdf", ".pdf"},
                                                {Format::screen, "screen", ".json"}}};

base::Result<base::Bytes> as_bytes(const base::Result<std::string>& text) {
  if (!text) return text.error();
  const auto view = base::bytes_of(*text);
  return base::Bytes(view.begin(), view.end());
}

}  // namespace

std::optional<Format> format_named(std::string_view name) {
  if (name == "tabel") return Format::text;
  for (const auto& format : formats) {
    if (format.name == name) return format.format;
  }
  return std::nullopt;
}

std::string file_name(const Document& document, Format format) {
  return document.name + std::string(formats[static_cast<std::size_t>(format)].ending);
}

base::Result<base::Bytes> render(const Document& document, Format format) {
  switch (format) {
    case Format::text: return as_bytes(to_text(document));
    case Format::csv: return as_bytes(to_csv(document));
    case Format::json: return as_bytes(to_json(document));
    case Format::xlsx: return to_xlsx(document);
    case Format::pdf: return to_pdf(document);
    case Format::screen: return as_bytes(to_screen(document));
  }
  return base::Error{base::Fault::bad_input, "laporan: bentuk yang tidak dikenal", ""};
}

}  // namespace hadir::report
