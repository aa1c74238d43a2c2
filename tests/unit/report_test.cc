// The document model: sums, checks, words. Renderers have tests of their own beside this one.
#include "common/base/limits.h"
#include "common/report/harmless.h"
#include "common/report/prepared.h"
#include "common/report/render.h"
#include "common/report/words.h"
#include "tests/catch.h"
#include "tests/property.h"
#include "tests/support/report_papers.h"

using namespace hadir;
using namespace hadir::report;
using namespace hadir::test;
using base::Fault;

namespace {

// A paper with one table of these columns and rows.
Document paper(std::vector<Column> columns, std::vector<Row> rows) {
  Document out;
  out.name = "laporan";
  out.date = *base::date_from(2021, 7, 31);
  Table table;
  table.columns = std::move(columns);
  table.rows = std::move(rows);
  out.sections.push_back(std::move(table));
  return out;
}

std::vector<Line> lines_of(const Document& document) { return prepared(document).value().tables.at(0).lines; }

}  // namespace

TEST_CASE("report: sums of columns are exact and of the column's kind") {
  const auto lines = lines_of(paper({{.key = "nama"},
                                     {.key = "hari", .total = Total::sum},
                                     {.key = "lama", .total = Total::sum},
                                     {.key = "biaya", .total = Total::sum},
                                     {.key = "ada", .total = Total::count}},
                                    {{{"a", 2, Minutes{450}, Decimal{1, 1}, "x"}, ""},
                                     {{"b", Cell(), Minutes{-15}, Decimal{25, 2}, Cell()}, ""},
                                     {{"c", 40, Cell(), 3, "y"}, ""}}));
  REQUIRE(lines.size() == 4);
  CHECK(lines[3].kind == Line::Kind::total);
  CHECK(lines[3].sums == std::vector<Cell>{Cell(), 42, Minutes{435}, Decimal{335, 2}, 2});
}

TEST_CASE("report: groups get headings and subtotals, and the total is theirs") {
  const auto lines = lines_of(paper({{.key = "nama"}, {.key = "hari", .total = Total::sum}},
                                    {{{"a", 1}, "JFU"}, {{"b", 2}, "JFU"}, {{"c", 4}, "JFT"}, {{"d", 8}, ""}}));
  std::vector<std::pair<std::string, Value>> sums;
  for (const auto& line : lines) {
    if (!line.row) sums.emplace_back(line.label, line.sums.empty() ? Value() : line.sums[1].value);
  }
  CHECK(sums == std::vector<std::pair<std::string, Value>>{{"JFU", {}},
                                                           {"JUMLAH JFU", std::int64_t{3}},
                                                           {"JFT", {}},
                                                           {"JUMLAH JFT", std::int64_t{4}},
                                                           {"JUMLAH", std::int64_t{15}}});
}

TEST_CASE("report: a column that is the sum of others is worked out in each row") {
  const auto ready = prepared(paper(
      {{.key = "h", .total = Total::sum},
       {.key = "wfh", .total = Total::sum},
       {.key = "hk", .total = Total::sum, .sum_of = {"h", "wfh"}},
       {.key = "persen", .total = Total::percent, .part = "h", .whole = "hk"}},
      {{{10, 11, Cell(), percent(10, 21)}, ""}, {{Cell(), Cell(), Cell(), Cell()}, ""}, {{7, 14, Cell(), percent(7, 21)}, ""}}));
  const auto& lines = ready.value().tables[0].lines;
  CHECK(lines[0].row->cells[2] == Cell(21));
  CHECK(lines[1].row->cells[2] == Cell());
  CHECK(lines[3].sums == std::vector<Cell>{17, 25, 42, Decimal{405, 1}});
}

TEST_CASE("report: percent rounds half away from zero and never divides by nothing") {
  CHECK(percent(1, 3) == Decimal{333, 1});
  CHECK(percent(2, 3, 0) == Decimal{67, 0});
  CHECK(percent(1, 8, 1) == Decimal{125, 1});
  CHECK(percent(1, 16, 1) == Decimal{63, 1});
  CHECK(percent(-1, 16, 1) == Decimal{-63, 1});
  CHECK(percent(5, 0) == std::nullopt);
  CHECK(percent(INT64_MAX, 1, 6) == Decimal{INT64_MAX, 6});
}

TEST_CASE("report: an empty table says NIHIL and has no total") {
  const auto lines = lines_of(paper({{.key = "hari", .total = Total::sum}}, {}));
  REQUIRE(lines.size() == 1);
  CHECK(lines[0].kind == Line::Kind::nothing);
  CHECK(lines[0].label == "NIHIL");
}

TEST_CASE("report: what a builder did wrong is refused with its place") {
  const auto refused = [](std::vector<Column> columns, std::vector<Row> rows) {
    return error_of(prepared(paper(columns, rows)));
  };
  CHECK_THAT(refused({{.key = "a"}}, {{{1, 2}, ""}}).what, contains("tabel rows, baris 1: 2 sel untuk 1 kolom"));
  CHECK_THAT(refused({{.key = "Nama Pegawai"}}, {}).what, contains("kunci \"Nama Pegawai\""));
  CHECK_THAT(refused({{.key = "a"}, {.key = "a"}}, {}).what, contains("dipakai dua kali"));
  CHECK_THAT(refused({{.key = "a", .total = Total::sum}}, {{{1}, ""}, {{"dua"}, ""}}).what, contains("kolom a, baris 2"));
  CHECK(refused({{.key = "a", .total = Total::sum}}, {{{1}, ""}, {{Minutes{1}}, ""}}).fault == Fault::bad_input);
  CHECK_THAT(refused({{.key = "a", .total = Total::percent, .part = "b", .whole = "b"}}, {}).what, contains("tidak ada kolom b"));
  CHECK_THAT(refused({{.key = "a"}, {.key = "b", .sum_of = {"a"}}}, {{{1, 1}, ""}}).what, contains("sudah berisi"));
  CHECK_THAT(refused({{.key = "a", .sum_of = {"a"}}}, {}).what, contains("belum dihitung"));
  CHECK_THAT(refused({{.key = "group"}}, {{{1}, "JFU"}}).what, contains("kunci kelompok"));
  CHECK_THAT(refused({{.key = "a", .beneath = true}}, {}).what, contains("di bawah kolom lain"));
  CHECK_THAT(refused({{.key = "a"}}, {{{TimeOfDay{1440}}, ""}}).what, contains("jam di luar"));
  CHECK(refused({{.key = "a", .total = Total::sum}}, {{{INT64_MAX}, ""}, {{1}, ""}}).fault == Fault::too_large);
  auto unnamed = paper({{.key = "a"}}, {});
  unnamed.name = "../rahasia";
  CHECK_THAT(error_of(prepared(unnamed)).what, contains("nama berkas"));
}

TEST_CASE("report: absurd papers are refused, in every format, with what to do") {
  namespace limits = base::limits;
  const std::vector<Document> absurd = {
      paper(std::vector<Column>(limits::report_columns + 1, {.key = "a"}), {}),
      paper({{.key = "a"}}, std::vector<Row>(limits::report_rows + 1, Row{{1}, ""})),
      paper({{.key = "a"}}, {{{std::string(limits::report_text_bytes + 1, 'x')}, ""}}),
      paper({{.key = "a"}}, std::vector<Row>(2'100, Row{{std::string(limits::report_text_bytes, 'x')}, ""})),
  };
  for (const auto& document : absurd) {
    for (const auto format : {Format::text, Format::csv, Format::json, Format::xlsx, Format::pdf}) {
      const auto error = error_of(render(document, format));
      CHECK(error.fault == Fault::too_large);
      CHECK(error.hint == "bagi laporan menjadi beberapa bagian");
    }
  }
}

TEST_CASE("report: dates, durations, numbers and identities as offices write them") {
  const auto date = *base::date_from(2021, 7, 26);
  CHECK(long_date(date) == "26 Juli 2021");
  CHECK(day_and_date(date) == "Senin, 26 Juli 2021");
  CHECK(month_and_year(date) == "Juli 2021");
  CHECK(short_date(date) == "26-07-2021");
  CHECK(hours_and_minutes(9450) == "157:30");
  CHECK(hours_and_minutes(-15) == "-0:15");
  CHECK(hours_and_minutes(INT64_MIN).starts_with("-153722867280912930:"));
  CHECK(decimal_text({975, 1}) == "97,5");
  CHECK(decimal_text({-5, 2}, '.') == "-0.05");
  CHECK(decimal_text({7, 0}) == "7");
  CHECK(spaced_nip("198307272009022008") == "19830727 200902 2 008");
  CHECK(spaced_nip("1983072720090220o8") == "1983072720090220o8");
  CHECK(printed(TimeOfDay{444}) == "07:24");
  const auto person = official("Mengetahui,", "Menggala", date, "KEPALA DINAS", "Siti", "Pembina", "198307272009022008");
  CHECK(person.above == std::vector<std::string>{"Menggala, 26 Juli 2021", "Mengetahui,", "KEPALA DINAS"});
  CHECK(person.below == std::vector<std::string>{"Pembina", "NIP 19830727 200902 2 008"});
}

TEST_CASE("report: harmless text") {
  CHECK(harmless("a\tb\r\nc\rd\x07") == "a b\nc\nd");
  CHECK(harmless("\xC3\x28\xFF") == "\xEF\xBF\xBD(\xEF\xBF\xBD");
  CHECK(harmless("\xEF\xBB\xBFnama\xE2\x80\xAE") == "nama");
  CHECK(harmless("\xED\xA0\x80") == "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
  CHECK(harmless("\xEF\xBF\xBF") == "\xEF\xBF\xBD");
  CHECK(harmless_line("a\nb\xE2\x80\xA9"
                      "c") == "a b c");
  CHECK(display_width("Ni Made \xC3\x89ka") == 11);
  CHECK(display_width("e\xCC\x81") == 1);
  CHECK(display_width("\xE6\xB1\x89") == 2);
  rc::prop("is UTF-8 without control characters, and stays as it is", [](const std::string& text) {
    const std::string once = harmless(text);
    RC_ASSERT(harmless(once) == once);
    RC_ASSERT(harmless_line(text).find('\n') == std::string::npos);
    for (const char c : once) RC_ASSERT(static_cast<unsigned char>(c) >= 0x20 || c == '\n');
  });
}

TEST_CASE("report: formats and files have names") {
  CHECK(format_named("tabel") == Format::text);
  CHECK(format_named("xlsx") == Format::xlsx);
  CHECK(format_named("docx") == std::nullopt);
  CHECK(file_name(monthly_recap(1), Format::pdf) == "rekap-kehadiran-2021-07-7.01.pdf");
}
