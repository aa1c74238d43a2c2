// PDF pages, read back: sizes, headers on each page, nothing outside the paper, signatures never alone.
#include "common/base/limits.h"
#include "common/report/pdf_canvas.h"
#include "common/report/render.h"
#include "tests/catch.h"
#include "tests/support/report_papers.h"
#include "tests/unit/report_files.h"

using namespace hadir;
using namespace hadir::report;
using namespace hadir::test;

namespace {

std::vector<PdfPage> pages_of(const Document& document) { return read_pdf(to_pdf(document).value()); }

// At least: the reader does not tell the faces apart.
double width_of(const PdfText& text) {
  static const Metrics metrics = PdfCanvas::open().value().metrics();
  return std::min(metrics.units(text.text, Face::bold), metrics.units(text.text, Face::regular)) * text.size / 1000;
}

void check_inside(const std::vector<PdfPage>& pages) {
  for (const auto& page : pages) {
    for (const auto& text : page.texts) {
      CAPTURE(text.text, text.x, text.y);
      CHECK(text.x >= 0);
      CHECK(text.y >= 20);
      CHECK(text.x + width_of(text) <= page.width + 1);
      CHECK(text.y + text.size * 0.75 <= page.height);
    }
  }
}

Document wide(int columns, int rows, const std::string& text) {
  Document out;
  out.name = "lebar";
  out.date = *base::date_from(2021, 7, 31);
  out.orientation = Orientation::landscape;
  Table table;
  for (int at = 0; at < columns; ++at)
    table.columns.push_back({.key = "k" + std::to_string(at), .title = "Kolom " + std::to_string(at)});
  table.rows.assign(static_cast<std::size_t>(rows), Row{std::vector<Cell>(static_cast<std::size_t>(columns), Cell(text)), ""});
  out.sections.push_back(std::move(table));
  return out;
}

}  // namespace

TEST_CASE("report: PDF pages have the paper's size") {
  const auto letter = pages_of(assignment_letter(5));
  REQUIRE(letter.size() == 2);
  CHECK(letter[0].width == Approx(595.28).margin(0.05));  // A4
  CHECK(letter[0].height == Approx(841.89).margin(0.05));
  CHECK(letter[1].width == Approx(841.89).margin(0.05));
  const auto recap = pages_of(monthly_recap(5));
  CHECK(recap[0].width == Approx(935.43).margin(0.05));  // 330 mm
  CHECK(recap[0].height == Approx(609.45).margin(0.05));
}

TEST_CASE("report: every PDF page has the table's header and its number") {
  const auto pages = pages_of(monthly_recap(200));
  REQUIRE(pages.size() > 4);
  for (std::size_t number = 1; number <= pages.size(); ++number) {
    CHECK(pages[number - 1].beginning("TANGGAL").size() == 1);
    CHECK(pages[number - 1].beginning("Halaman " + std::to_string(number) + " dari " + std::to_string(pages.size())).size() == 1);
  }
  CHECK(pages[0].beginning("DINAS KOMUNIKASI").size() == 1);
  CHECK(pages[1].beginning("DINAS KOMUNIKASI").empty());
  check_inside(pages);
}

TEST_CASE("report: every row of a PDF's table stands on exactly one page") {
  for (int count : {1, 33, 34, 35, 36, 70, 71, 72}) {
    const auto pages = pages_of(monthly_recap(count));
    std::size_t found = 0;
    for (const auto& person : people(count)) {
      std::size_t on = 0;
      for (const auto& page : pages) {
        std::string nip = person.nip.substr(0, 8) + "\xA0" + person.nip.substr(8, 6) + "\xA0" + person.nip.substr(14, 1) +
                          "\xA0" + person.nip.substr(15);
        on += page.beginning(nip).size();
      }
      found += on;
    }
    CHECK(found == static_cast<std::size_t>(count));
  }
}

TEST_CASE("report: a signature never stands on a page without rows of its table") {
  for (int count = 1; count <= 80; ++count) {
    for (const auto& document : {sign_in_sheet(count), monthly_recap(count)}) {
      const auto pages = pages_of(document);
      CAPTURE(count, document.name);
      const auto& last = pages.back();
      REQUIRE(last.beginning("Drs. H. Eri").size() == 1);
      CHECK(last.beginning("NO").size() + last.beginning("No").size() >= 1);  // the header, because of a row
      CHECK(last.beginning("19").size() >= std::min<std::size_t>(static_cast<std::size_t>(count), 2));
    }
  }
}

TEST_CASE("report: two signatures stand beside each other with their names on one line") {
  const auto pages = pages_of(daily_report(3));
  REQUIRE(pages.size() == 1);
  const auto superior = pages[0].beginning("Agus Pratama"), employee = pages[0].beginning("Siti Nurhaliza");
  REQUIRE(superior.size() == 1);
  REQUIRE(employee.size() == 2);  // above the table too
  CHECK(superior[0].y == Approx(employee[1].y));
  CHECK(superior[0].x < pages[0].width / 2);
  CHECK(employee[1].x > pages[0].width / 2);
}

TEST_CASE("report: signature cells go in zig-zag") {
  const auto pages = pages_of(sign_in_sheet(8));
  const auto first = pages[0].beginning("1."), second = pages[0].beginning("2."), third = pages[0].beginning("3.");
  REQUIRE(first.size() >= 1);
  CHECK(second[0].x > first[0].x + 40);
  CHECK(third[0].x == Approx(first[0].x));
}

TEST_CASE("report: wide tables, long words, empty and huge cells stay on the paper") {
  check_inside(pages_of(wide(60, 30, "WFH")));
  check_inside(pages_of(wide(64, 3, "Kusumawardhani Hidayatullah")));
  check_inside(pages_of(wide(64, 3, std::string(300, 'W'))));
  check_inside(pages_of(wide(3, 5, "")));
  check_inside(pages_of(wide(2, 2, std::string(base::limits::report_text_bytes, 'x'))));
  check_inside(pages_of(wide(5, 2, std::string(2000, '\n'))));
  auto heads = wide(64, 1, "x");
  for (auto& column : std::get<Table>(heads.sections[0]).columns) {
    column.title = std::string(5000, 'W');
    column.group = std::string(3000, 'g');
  }
  check_inside(pages_of(heads));
}

TEST_CASE("report: a row higher than a page goes on with every word") {
  std::string words;
  for (int at = 0; at < 900; ++at) words += "kata" + std::to_string(at) + " ";
  const auto pages = pages_of(wide(6, 1, words));
  CHECK(pages.size() > 1);
  std::string all;
  for (const auto& page : pages) {
    for (const auto& text : page.texts) all += text.text + " ";
  }
  for (int at = 0; at < 900; ++at) CHECK(all.find("kata" + std::to_string(at) + " ") != std::string::npos);
}

TEST_CASE("report: what would fill a room with paper is refused") {
  auto document = wide(64, 30, std::string(base::limits::report_text_bytes, '\n'));
  CHECK(error_of(to_pdf(wide(40, 45, std::string(base::limits::report_text_bytes, 'W')))).fault == base::Fault::too_large);
  CHECK(to_json(document).has_value());
}

TEST_CASE("report: PDF text is CP1252, and never mojibake") {
  CHECK(to_cp1252("Éka \u20AC \u2013 \u201Cx\u201D") == "\xC9ka \x80 \x96 \x93x\x94");
  CHECK(to_cp1252("e\u0301") == "e");
  CHECK(to_cp1252("\u6C49a\u0100\U0001F600") == "?a??");
  CHECK(to_cp1252("a\u2011b\u202Fc\u2212") == "a-b c-");
  CHECK(to_cp1252("\u0081") == "?");
  auto document = health_list(1);
  document.titles = {"Pemantauan (Éka) \\ \u20AC"};
  CHECK(pages_of(document)[0].beginning("Pemantauan (\xC9ka) \\ \x80").size() == 1);
}

TEST_CASE("report: lines break at spaces, and inside words only where they must") {
  const Metrics metrics = PdfCanvas::open().value().metrics();
  CHECK(metrics.units("H", Face::regular) == 722);  // Helvetica's own
  CHECK(metrics.units("H\xC9", Face::bold) == 722 + 667);
  const auto lines = [&](const char* text, Length width) { return wrap(metrics, text, Face::regular, 1000, width); };
  CHECK(lines("satu dua tiga", 4500) == std::vector<std::string>{"satu dua", "tiga"});
  CHECK(lines("", 4500) == std::vector<std::string>{""});
  CHECK(lines("a\n\nb", 4500) == std::vector<std::string>{"a", "", "b"});
  CHECK(lines("WWWWW", 2000) == std::vector<std::string>{"WW", "WW", "W"});
  CHECK(lines("WW", 0) == std::vector<std::string>{"W", "W"});
  CHECK(shortened(metrics, "satu dua tiga", Face::regular, 1000, 4500) == "satu du...");
}

TEST_CASE("report: a PDF says its date, and health data is marked on every page") {
  const auto bytes = to_pdf(health_list(150)).value();
  CHECK_THAT(std::string(base::text_of(bytes)), contains("/CreationDate (D:20210726000000Z"));
  const auto pages = read_pdf(bytes);
  REQUIRE(pages.size() > 1);
  for (const auto& page : pages) CHECK(page.beginning("RAHASIA: DATA KESEHATAN").size() == 1);
}

TEST_CASE("report: an empty paper is one page") {
  Document document;
  document.name = "kosong";
  CHECK(pages_of(document).size() == 1);
}
