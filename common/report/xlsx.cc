// Documents as workbooks, through libxlsxwriter 1.1.4, which writes files only.
#include <fmt/format.h>

#include <fstream>
#include <iterator>
#include <memory>
#include <set>

#include "common/base/text.h"
#include "common/report/render.h"
#include "common/report/scratch.h"
#include "common/report/xlsx_sheet.h"

namespace hadir::report {
namespace {

struct CloseBook {
  void operator()(lxw_workbook* book) const { lxw_workbook_free(book); }
};

base::Error failed(lxw_error error) {
  const bool memory = error == LXW_ERROR_MEMORY_MALLOC_FAILED;
  return {base::Fault::storage, fmt::format("laporan: XLSX tidak dapat ditulis: {}", lxw_strerror(error)),
          memory ? "tutup program lain, lalu ulangi" : "periksa ruang disk, lalu ulangi"};
}

// What Excel allows as a sheet's name, and no name twice.
std::string sheet_name(std::string name, std::set<std::string>& taken) {
  for (auto& c : name) {
    if (std::string_view("[]:*?/\\'").find(c) != std::string_view::npos) c = ' ';
  }
  while (name.size() > 24) {  // bytes: never more than 31 characters with a number behind
    do {
      const bool is_continuation = (name.back() & 0xC0) == 0x80;
      name.pop_back();
      if (!is_continuation) break;
    } while (!name.empty());
  }
  if (name.find_first_not_of(' ') == std::string::npos || name == "History") name = "Lembar";
  for (int number = 1;; ++number) {
    const std::string candidate = number == 1 ? name : fmt::format("{} {}", name, number);
    std::string lower = candidate;
    for (auto& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    if (taken.insert(lower).second) return candidate;
  }
}

void set_properties(lxw_workbook* book, const Document& document) {
  std::string title = base::printable(document.titles.empty() ? document.name : document.titles.front(), 200);
  std::string company = "hadir";
  lxw_doc_properties properties{};
  properties.title = title.data();
  properties.author = company.data();
  // 0 would mean now.
  properties.created = document.date.days == 0 ? 1 : static_cast<time_t>(document.date.days) * 86'400;
  workbook_set_properties(book, &properties);
}

base::Result<base::Bytes> read_all(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  base::Bytes out{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  if (!file || out.empty()) return failed(LXW_ERROR_CREATING_XLSX_FILE);
  return out;
}

std::uint64_t scratch_bytes(const Prepared& ready) {
  std::uint64_t cells = 10'000;
  for (const auto& section : ready.document.sections) {
    if (const auto* table = std::get_if<Table>(&section)) cells += (table->rows.size() + 10) * table->columns.size();
  }
  return cells * 400;
}

}  // namespace

base::Result<base::Bytes> to_xlsx(const Document& source) {
  const auto ready = prepared(source);
  if (!ready) return ready.error();
  const Document& document = ready->document;
  const auto scratch = Scratch::make(scratch_bytes(*ready));
  if (!scratch) return scratch.error();
  const std::string path = scratch->folder() + "/book.xlsx";
  std::string folder = scratch->folder();
  lxw_workbook_options options{};
  options.tmpdir = folder.data();
  std::unique_ptr<lxw_workbook, CloseBook> book(workbook_new_opt(path.c_str(), &options));
  if (!book) return failed(LXW_ERROR_MEMORY_MALLOC_FAILED);
  set_properties(book.get(), document);

  XlsxFormats formats(book.get());
  std::set<std::string> names;
  Orientation orientation = document.orientation;
  for (std::size_t at = 0, begin = 0; at <= document.sections.size(); ++at) {
    const PageBreak* page = at < document.sections.size() ? std::get_if<PageBreak>(&document.sections[at]) : nullptr;
    if (at < document.sections.size() && !page) continue;
    const auto* opened_by = begin > 0 ? std::get_if<PageBreak>(&document.sections[begin - 1]) : nullptr;
    if (opened_by && opened_by->orientation) orientation = *opened_by->orientation;
    const std::string name = sheet_name(opened_by ? opened_by->sheet : "Laporan", names);
    lxw_worksheet* sheet = workbook_add_worksheet(book.get(), name.c_str());
    if (!sheet) return failed(LXW_ERROR_SHEETNAME_ALREADY_USED);
    XlsxSheet writer(sheet, formats, document, orientation);
    for (std::size_t part = begin; part < at; ++part) writer.add(document.sections[part], ready->tables[part]);
    writer.write(begin == 0);
    if (writer.error() != LXW_NO_ERROR) return failed(writer.error());
    begin = at + 1;
  }
  if (const auto error = workbook_close(book.release()); error != LXW_NO_ERROR) return failed(error);
  return read_all(path);
}

}  // namespace hadir::report
