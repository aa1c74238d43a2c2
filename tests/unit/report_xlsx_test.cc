// Workbooks, read back: types of cells, merged headers, printing.
#include "common/report/render.h"
#include "tests/catch.h"
#include "tests/support/report_papers.h"
#include "tests/unit/report_files.h"

using namespace hadir;
using namespace hadir::report;
using namespace hadir::test;

namespace {

// The first cell that says this.
std::string place_of(const XlsxSheetRead& sheet, const std::string& text) {
  for (const auto& [name, cell] : sheet.cells) {
    if (cell.text == text) return name;
  }
  FAIL("no cell says " + text);
  return {};
}

}  // namespace

TEST_CASE("report: XLSX has numbers as numbers and identities as texts") {
  const auto book = read_xlsx(to_xlsx(travel_recap(12)).value());
  REQUIRE(book.sheets.size() == 1);
  const auto& cells = book.sheets[0].cells;
  REQUIRE(cells.at("A14").text == "1");
  CHECK(cells.at("A14").type.empty());
  CHECK(cells.at("C14").type == "s");
  CHECK(cells.at("C14").text == "196501012005011001");
  CHECK(cells.at("C14").format == "@");
  CHECK(cells.at("G14").text == "44348");
  CHECK(cells.at("G14").format == "dd\\-mm\\-yyyy");
  CHECK(cells.at("J14").text == "1.25");
  CHECK(cells.at("J14").format == "0.00");
}

TEST_CASE("report: XLSX has real durations and times of day") {
  const auto book = read_xlsx(to_xlsx(daily_report(2)).value());
  int durations = 0, times = 0;
  for (const auto& [name, cell] : book.sheets[0].cells) {
    durations += cell.format == "[h]:mm" && cell.type.empty() ? 1 : 0;
    times += cell.format == "hh:mm" && cell.type.empty() ? 1 : 0;
  }
  CHECK(durations == 3);  // two and their sum
  CHECK(times == 4);
  CHECK(book.sheets[0].cells.at("B18").text == "0.3125");  // 07:30
}

TEST_CASE("report: XLSX headers are merged, frozen and repeated, and pages are set up") {
  const auto book = read_xlsx(to_xlsx(monthly_recap(3)).value());
  const std::string& xml = book.sheets.at(0).xml;
  for (const char* part : {"<mergeCell ref=\"D9:AH9\"/>",   // TANGGAL
                           "<mergeCell ref=\"AI9:AQ9\"/>",  // JUMLAH
                           "<mergeCell ref=\"A9:A10\"/>", "<mergeCell ref=\"A14:AH14\"/>", "ySplit=\"10\"", "state=\"frozen\"",
                           "paperSize=\"14\"", "orientation=\"landscape\"", "fitToHeight=\"0\"", "<pageSetUpPr fitToPage=\"1\"/>",
                           "&amp;L&amp;8 Rekapitulasi kehadiran 7.01, Juli 2021&amp;R&amp;8Halaman &amp;P dari &amp;N"}) {
    CHECK_THAT(xml, contains(part));
  }
  CHECK_THAT(book.members.at("xl/workbook.xml"), contains("Laporan!$9:$10"));
  CHECK(book.sheets[0].cells.at("D9").text == "TANGGAL");
  CHECK(book.sheets[0].cells.at("A14").text == "JUMLAH");
  CHECK(xml.find("<f>") == std::string::npos);
}

TEST_CASE("report: an annex is a sheet of its own with its own orientation") {
  const auto book = read_xlsx(to_xlsx(assignment_letter(3)).value());
  REQUIRE(book.sheets.size() == 2);
  CHECK_THAT(book.members.at("xl/workbook.xml"), contains("<sheet name=\"Lampiran\""));
  CHECK(book.sheets[0].xml.find("orientation=\"landscape\"") == std::string::npos);
  CHECK_THAT(book.sheets[1].xml, contains("orientation=\"landscape\""));
  CHECK_THAT(book.sheets[1].xml, contains("paperSize=\"9\""));
}

TEST_CASE("report: no text becomes a formula or an escape in XLSX") {
  auto document = health_list(1);
  std::get<Table>(document.sections[0]).rows = {{{Identifier{"=1+1"}, "_x0041_", "<b>&\"\x01"}, ""},
                                                {{"=HYPERLINK(\"x\")", Cell(), Cell()}, ""}};
  const auto book = read_xlsx(to_xlsx(document).value());
  const auto& sheet = book.sheets[0];
  CHECK(sheet.xml.find("<f>") == std::string::npos);
  CHECK(sheet.cells.at(place_of(sheet, "=1+1")).type == "s");
  CHECK(sheet.cells.at(place_of(sheet, "=HYPERLINK(\"x\")")).type == "s");
  CHECK(place_of(sheet, "_x005F_x0041_") != "");
  CHECK(place_of(sheet, "<b>&\"") != "");
}

TEST_CASE("report: what Excel cannot hold as a number stays a text") {
  auto document = health_list(1);
  auto& table = std::get<Table>(document.sections[0]);
  table.rows = {{{INT64_MAX, Minutes{-15}, *base::date_from(1900, 1, 1)}, ""}};
  const auto book = read_xlsx(to_xlsx(document).value());
  for (const char* text : {"9223372036854775807", "-0:15", "01-01-1900"}) {
    CHECK(book.sheets[0].cells.at(place_of(book.sheets[0], text)).type == "s");
  }
}

TEST_CASE("report: health data is marked on every printed page of a workbook") {
  const auto book = read_xlsx(to_xlsx(health_list(3)).value());
  CHECK(book.sheets[0].cells.at("A1").text == "RAHASIA: DATA KESEHATAN");
  CHECK_THAT(book.sheets[0].xml, contains("<oddHeader>&amp;C"));
}

TEST_CASE("report: a workbook has no time but the document's") {
  const auto book = read_xlsx(to_xlsx(daily_report(1)).value());
  CHECK_THAT(book.members.at("docProps/core.xml"), contains(">2021-07-26T00:00:00Z</dcterms:created>"));
  auto document = daily_report(1);
  document.date = base::Date{0};  // which the library would take for "now"
  CHECK_THAT(read_xlsx(to_xlsx(document).value()).members.at("docProps/core.xml"), contains(">1970-01-01T00:00:01Z<"));
}

TEST_CASE("report: sheets get names that Excel takes") {
  auto document = daily_report(1);
  for (const char* name : {"Lampiran", "LAMPIRAN", "a/b[c]:*?", "", "History", "'x'",
                           "Daftar nama pegawai yang bekerja dari rumah \xC3\x89\xC3\x89"}) {
    document.sections.push_back(PageBreak{name, std::nullopt});
    document.sections.push_back(Paragraph{"isi"});
  }
  CHECK(read_xlsx(to_xlsx(document).value()).sheets.size() == 8);
}
