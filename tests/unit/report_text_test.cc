// The three formats that are text: for the terminal, CSV, JSON.
#include <boost/json.hpp>

#include "common/base/csv.h"
#include "common/base/person_id.h"
#include "common/report/render.h"
#include "tests/catch.h"
#include "tests/support/report_papers.h"

using namespace hadir;
using namespace hadir::report;
using namespace hadir::test;

namespace {

base::Date day(unsigned number) { return *base::date_from(2021, 7, number); }

// One of everything.
Document small() {
  Document out;
  out.name = "harian-2021-07-26";
  out.date = day(26);
  out.letterhead = {"DINAS X"};
  out.titles = {"DAFTAR", "Juli 2021"};
  Table table;
  table.key = "hari";
  table.group_key = "kelompok";
  table.columns = {{.key = "no", .title = "No"},
                   {.key = "nama", .title = "Nama"},
                   {.key = "nip", .title = "NIP"},
                   {.key = "masuk", .title = "Masuk", .group = "JAM"},
                   {.key = "lama", .title = "Lama", .group = "JAM", .total = Total::sum},
                   {.key = "nilai", .title = "%", .total = Total::sum},
                   {.key = "tanggal", .title = "Tanggal"},
                   {.key = "paraf", .title = "Paraf"}};
  table.rows = {{{1, "Éka; \"Adi\"\nS.T.", Identifier{"198307272009022008"}, TimeOfDay{444}, Minutes{450}, Decimal{975, 1},
                  day(1), Signature{1}},
                 "JFU"},
                {{2, "=1+1", Identifier{"0012"}, Cell(), Minutes{-15}, Decimal{-5, 1}, Cell(), "CUTI"}, "JFU"},
                {{3, "-3", Identifier{"3201010101900001"}, Cell(), Cell(), 2, Cell(), Cell()}, "JFT"}};
  out.sections = {Facts{"", {{"Hari", "Senin"}, {"Unit Kerja", "X"}}}, std::move(table),
                  Legend{"Keterangan", {{"H", "hadir"}, {"", "libur", Shade::holiday}}}};
  out.footer = "dibuat oleh hadir";
  return out;
}

// What a spreadsheet gets to see, apostrophes included.
std::vector<std::string> cells_of(std::string_view csv, const CsvOptions& options) {
  if (options.bom) csv.remove_prefix(3);
  std::vector<std::string> out(1);
  bool quoted = false;
  for (const char c : csv) {
    if (c == '"') {
      quoted = !quoted;
    } else if (!quoted && (c == options.separator || c == '\n')) {
      out.emplace_back();
    } else if (quoted || c != '\r') {
      out.back().push_back(c);
    }
  }
  return out;
}

}  // namespace

TEST_CASE("report: the terminal's table, exactly") {
  CHECK(to_text(small()).value() == R"(DINAS X

DAFTAR
Juli 2021

Hari       : Senin
Unit Kerja : X

                                       --- JAM ----
No  Nama        NIP                    Masuk   Lama     %   Tanggal    Paraf
--  ----------  ---------------------  -----  -----  ----  ----------  -----------
JFU
 1  Éka; "Adi"  19830727 200902 2 008  07:24   7:30  97,5  01-07-2021  1. ........
    S.T.
 2  =1+1        0012                          -0:15  -0,5              CUTI
JUMLAH JFU                                     7:15  97,0
JFT
 3  -3          3201010101900001                        2
JUMLAH JFT                                     0:00   2,0
--  ----------  ---------------------  -----  -----  ----  ----------  -----------
JUMLAH                                         7:15  99,0

Keterangan: H = hadir; libur

dibuat oleh hadir
)");
}

TEST_CASE("report: CSV for people, exactly") {
  CHECK(to_csv(small()).value() ==
        "\xEF\xBB\xBFKelompok;No;Nama;NIP;JAM Masuk;JAM Lama;%;Tanggal;Paraf\r\n"
        "JFU;1;\"Éka; \"\"Adi\"\"\nS.T.\";19830727 200902 2 008;07:24;7:30;97,5;2021-07-01;\r\n"
        "JFU;2;'=1+1;'0012;;'-0:15;-0,5;;CUTI\r\n"
        "JFT;3;-3;320101 010190 0001;;;2;;\r\n");
}

TEST_CASE("report: plain CSV, exactly, and with totals") {
  auto options = plain_csv();
  options.totals = true;
  CHECK(to_csv(small(), options).value() ==
        "kelompok,no,nama,nip,masuk,lama,nilai,tanggal,paraf\r\n"
        "JFU,1,\"Éka; \"\"Adi\"\"\nS.T.\",198307272009022008,07:24,450,97.5,2021-07-01,\r\n"
        "JFU,2,'=1+1,0012,,-15,-0.5,,CUTI\r\n"
        "JUMLAH JFU,,,,,435,97.0,,\r\n"
        "JFT,3,-3,3201010101900001,,,2,,\r\n"
        "JUMLAH JFT,,,,,0,2.0,,\r\n"
        "JUMLAH,,,,,435,99.0,,\r\n");
  options.separator = '|';
  CHECK(error_of(to_csv(small(), options)).fault == base::Fault::bad_input);
}

TEST_CASE("report: decimal commas never meet a comma as separator") {
  CsvOptions options;
  options.separator = ',';
  CHECK_THAT(to_csv(small(), options).value(), contains(",7:30,97.5,"));
  options.separator = '\t';
  CHECK_THAT(to_csv(small(), options).value(), contains("\t7:30\t97,5\t"));
}

// An office opens the CSV in Excel, adds a line and imports it: every identity must come back as it was.
TEST_CASE("report: the importer's reader takes both kinds of CSV back") {
  for (const auto& options : {CsvOptions{}, plain_csv()}) {
    const std::string csv = to_csv(small(), options).value();
    base::CsvReader reader(csv);
    std::vector<std::vector<std::string>> rows;
    for (auto row = reader.next(); row.value(); row = reader.next()) rows.push_back((*row)->cells);
    REQUIRE(rows.size() == 4);
    CHECK(reader.separator() == options.separator);
    CHECK(rows[1][2] == "Éka; \"Adi\"\nS.T.");
    CHECK(rows[2][2] == "=1+1");
    CHECK(rows[3][2] == "-3");
    CHECK(base::parse_person_id(rows[1][3]).value() == "198307272009022008");
    CHECK(base::parse_person_id(rows[2][3]).value() == "0012");
    CHECK(base::parse_person_id(rows[3][3]).value() == "3201010101900001");
  }
}

TEST_CASE("report: no text becomes a formula in a spreadsheet") {
  Document document = small();
  for (const std::string evil : {"=cmd|'/c calc'!A1", "+1+1", "-1+1", "@SUM(A1)", "\r=1", "\n=1",
                                 "\xEF\xBC\x9D"
                                 "1+1"}) {
    auto& table = std::get<Table>(document.sections[1]);
    table.rows = {{{1, evil, Identifier{evil}, evil, Cell(), Cell(), Cell(), Cell()}, evil}};
    table.columns[1].title = evil;
    for (const auto& options : {CsvOptions{}, plain_csv()}) {
      for (const auto& cell : cells_of(to_csv(document, options).value(), options)) {
        CAPTURE(cell);
        CHECK((cell.empty() || std::string_view("=+-@\t\r\n").find(cell[0]) == std::string_view::npos));
        CHECK(!cell.starts_with("\xEF\xBC\x9D"));
      }
    }
  }
}

TEST_CASE("report: JSON, exactly") {
  CHECK(to_json(small()).value() == R"({"name":"harian-2021-07-26","date":"2021-07-26","titles":["DAFTAR","Juli 2021"],
 "facts":[{"label":"Hari","value":"Senin"},{"label":"Unit Kerja","value":"X"}],
 "tables":[{"key":"hari","title":"",
   "columns":[{"key":"no","title":"No"},{"key":"nama","title":"Nama"},{"key":"nip","title":"NIP"},{"key":"masuk","title":"Masuk","group":"JAM"},{"key":"lama","title":"Lama","group":"JAM"},{"key":"nilai","title":"%"},{"key":"tanggal","title":"Tanggal"},{"key":"paraf","title":"Paraf"}],
   "rows":[
    {"kelompok":"JFU","no":1,"nama":"Éka; \"Adi\"\nS.T.","nip":"198307272009022008","masuk":444,"lama":450,"nilai":97.5,"tanggal":"2021-07-01","paraf":null},
    {"kelompok":"JFU","no":2,"nama":"=1+1","nip":"0012","masuk":null,"lama":-15,"nilai":-0.5,"tanggal":null,"paraf":"CUTI"},
    {"kelompok":"JFT","no":3,"nama":"-3","nip":"3201010101900001","masuk":null,"lama":null,"nilai":2,"tanggal":null,"paraf":null}
   ],
   "subtotals":[
    {"kelompok":"JFU","lama":435,"nilai":97.0},
    {"kelompok":"JFT","lama":0,"nilai":2.0}
   ],
   "totals":[
    {"lama":435,"nilai":99.0}
   ]}]}
)");
}

TEST_CASE("report: an empty table and a watermark in the text formats") {
  const auto nothing = travel_recap(0);
  CHECK_THAT(to_text(nothing).value(), contains("\nNIHIL\n"));
  CHECK_THAT(to_json(nothing).value(), contains("\"rows\":[],\n   \"totals\":[]"));
  CHECK(to_csv(nothing).value().find("NIHIL") == std::string::npos);
  const auto health = health_list(1);
  CHECK_THAT(to_text(health).value(), starts_with("*** RAHASIA: DATA KESEHATAN ***\n"));
  CHECK_THAT(to_csv(health).value(),
             ends_with("NIP;Suhu;Keluhan;Tanda\r\n19650101 200501 1 001;36,1;;RAHASIA: DATA KESEHATAN\r\n"));
  CHECK_THAT(to_json(health).value(), contains("\"watermark\":\"RAHASIA: DATA KESEHATAN\""));
}

TEST_CASE("report: a letter on the terminal is wrapped behind its labels") {
  const std::string text = to_text(assignment_letter(2), {.width = 60}).value();
  CHECK_THAT(text, contains("Menimbang : a. bahwa dalam rangka pencegahan penyebaran\n               COVID-19"));
  CHECK_THAT(text, contains("\nDasar     : Surat Edaran"));
  CHECK_THAT(text, contains("\n---- Lampiran ----\n"));
}
