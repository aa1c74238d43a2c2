#include "common/base/csv.h"

#include "common/base/person_id.h"
#include "tests/catch.h"
#include "tests/property.h"

using namespace hadir::base;
using namespace hadir::test;
using namespace std::string_literals;

namespace {

using Cells = std::vector<std::string>;

struct Outcome {
  std::vector<CsvReader::Row> rows;
  std::vector<Error> errors;

  std::vector<Cells> cells() const {
    std::vector<Cells> out;
    for (const auto& row : rows) out.push_back(row.cells);
    return out;
  }
  std::vector<std::size_t> lines() const {
    std::vector<std::size_t> out;
    for (const auto& row : rows) out.push_back(row.line);
    return out;
  }
};

Outcome read_all(std::string_view text, CsvLimits limits = {}) {
  CsvReader reader(text, limits);
  Outcome out;
  for (;;) {
    auto row = reader.next();
    if (!row) {
      out.errors.push_back(row.error());
    } else if (*row) {
      out.rows.push_back(std::move(**row));
    } else {
      break;
    }
  }
  // The end stays the end.
  const auto after = reader.next();
  REQUIRE(after.has_value());
  REQUIRE_FALSE(after->has_value());
  return out;
}

std::vector<Cells> cells_of(std::string_view text) {
  CAPTURE(text);
  auto out = read_all(text);
  for (const auto& error : out.errors) FAIL(describe(error));
  return out.cells();
}

char separator_of(std::string_view text) { return CsvReader(text).separator(); }

std::string write(const std::vector<Cells>& rows) {
  std::string out;
  for (const auto& row : rows) out += csv_row(row);
  return out;
}

}  // namespace

TEST_CASE("line ends, BOM and blank lines") {
  const std::vector<Cells> wanted = {{"a", "b"}, {"1", "2"}};
  CHECK(cells_of("a,b\n1,2\n") == wanted);
  CHECK(cells_of("a,b\r\n1,2\r\n") == wanted);
  CHECK(cells_of("a,b\r1,2\r") == wanted);
  CHECK(cells_of("a,b\r\n1,2") == wanted);
  CHECK(cells_of("\xEF\xBB\xBF"
                 "a,b\n1,2") == wanted);
  CHECK(cells_of("\n\r\na,b\n\n1,2\n\n,\n\r\n") == wanted);
  CHECK(read_all("\n\r\na,b\n\n1,2\n").lines() == std::vector<std::size_t>{3, 5});
  CHECK(cells_of("").empty());
  CHECK(cells_of("\n\r\n\r").empty());
  CHECK(cells_of("\xEF\xBB\xBF").empty());
  CHECK(cells_of(",,,\n,,,\n").empty());
}

TEST_CASE("the separator comes from the first line") {
  CHECK(separator_of("nip,nama,unit") == ',');
  CHECK(separator_of("nip;nama;unit") == ';');
  CHECK(separator_of("nip\tnama\tunit") == '\t');
  CHECK(separator_of("nip") == ',');
  CHECK(separator_of("") == ',');
  CHECK(separator_of("\r\n\r\nnip;nama\n1,2,3,4") == ';');
  CHECK(separator_of("\"nama, gelar, jabatan\";nip") == ';');
  CHECK(separator_of("\"nama \"\"x,y,z\"\", gelar\";nip") == ';');
  CHECK(separator_of("nip;\"nama\nlengkap, dengan, gelar\";unit") == ';');
  CHECK(separator_of("\"nip;nama;unit\n1;2;3") == ';');  // a quote that was never closed
  CHECK(separator_of("\"nip;nama;unit\n1;\"Budi\";3") == ';');
  CHECK(separator_of("\"nama; gelar\"\n1\n") == ',');  // one well-formed column
  CHECK(cells_of("nip;nama\n1;Budi, S.Sos.\n") == std::vector<Cells>{{"nip", "nama"}, {"1", "Budi, S.Sos."}});
  CHECK(cells_of("sep=;\r\na,b;c\r\n") == std::vector<Cells>{{"a,b", "c"}});
  CHECK(read_all("sep=;\r\na;b\n").lines() == std::vector<std::size_t>{2});
  CHECK(cells_of("SEP=\t").empty());
}

TEST_CASE("quotes") {
  CHECK(cells_of("a,b\n\"x, y\",\"say \"\"hi\"\"\"\n") == std::vector<Cells>{{"a", "b"}, {"x, y", "say \"hi\""}});
  CHECK(cells_of("\"\",x") == std::vector<Cells>{{"", "x"}});
  CHECK(cells_of("\"\"\"\"") == std::vector<Cells>{{"\""}});
  CHECK(cells_of("\"a\"  ,b") == std::vector<Cells>{{"a", "b"}});
  CHECK(cells_of("Budi \"Bud\" S,x") == std::vector<Cells>{{"Budi \"Bud\" S", "x"}});  // as spreadsheets take it
  CHECK(cells_of(" a , b ") == std::vector<Cells>{{" a ", " b "}});
  CHECK(cells_of("a,b,") == std::vector<Cells>{{"a", "b", ""}});

  const auto out = read_all("a,b\n\"one\r\ntwo\rthree\",x\nlast,row\n");
  CHECK(out.cells() == std::vector<Cells>{{"a", "b"}, {"one\r\ntwo\rthree", "x"}, {"last", "row"}});
  CHECK(out.lines() == std::vector<std::size_t>{1, 2, 5});
}

TEST_CASE("an unclosed quote costs its own line, not the rest of the file") {
  const auto out = read_all("nip;nama\n1;\"Budi\n2;Siti\n3;Joko\n");
  CHECK(out.cells() == std::vector<Cells>{{"nip", "nama"}, {"2", "Siti"}, {"3", "Joko"}});
  CHECK(out.lines() == std::vector<std::size_t>{1, 3, 4});
  REQUIRE(out.errors.size() == 1);
  CHECK_THAT(out.errors[0].what, starts_with("CSV baris 2: "));
  CHECK(out.errors[0].fault == Fault::bad_input);
}

TEST_CASE("an unclosed quote that runs into another quoted cell is found there") {
  const auto out = read_all("nip;nama\n1;\"Budi\n2;\"Siti\"\n3;\"Joko\"\n");
  CHECK(out.cells() == std::vector<Cells>{{"nip", "nama"}, {"2", "Siti"}, {"3", "Joko"}});
  REQUIRE(out.errors.size() == 1);
  CHECK_THAT(out.errors[0].what, contains("baris 2"));
}

TEST_CASE("bad records name their line and reading goes on") {
  const auto out = read_all("a,b\n\"x\"y,1\nok,1\ncaf\xE9,2\nok,2\n");
  CHECK(out.cells() == std::vector<Cells>{{"a", "b"}, {"ok", "1"}, {"ok", "2"}});
  REQUIRE(out.errors.size() == 2);
  CHECK_THAT(out.errors[0].what, contains("baris 2"));
  CHECK_THAT(out.errors[1].what, contains("baris 4"));
  CHECK_THAT(out.errors[1].what, contains("UTF-8"));
  CHECK_THAT(out.errors[1].hint, contains("CSV UTF-8"));
}

TEST_CASE("limits on bytes, lines, columns and rows") {
  CsvLimits limits;
  limits.record_bytes = 10;
  limits.record_lines = 3;
  limits.columns = 3;
  limits.rows = 4;

  const auto bytes = read_all("1234567890\n12345678901\n\"23456789\"\n\"234567890\"\nx\n", limits);
  CHECK(bytes.cells() == std::vector<Cells>{{"1234567890"}, {"23456789"}});
  REQUIRE(bytes.errors.size() == 3);  // two that are too long, and then the row limit
  CHECK(bytes.errors[0].fault == Fault::too_large);
  CHECK_THAT(bytes.errors[0].what, contains("baris 2"));
  CHECK_THAT(bytes.errors[1].what, contains("baris 4"));

  const auto lines = read_all("\"1\n2\n3\"\n\"1\n2\n3\n4\"", limits);
  CHECK(lines.cells().at(0) == Cells{"1\n2\n3"});
  CHECK_THAT(lines.errors.at(0).what, contains("baris 4"));

  const auto columns = read_all("1,2,3\n1,2,3,4\n1,2,\n", limits);
  CHECK(columns.cells() == std::vector<Cells>{{"1", "2", "3"}, {"1", "2", ""}});
  CHECK(columns.errors.at(0).fault == Fault::too_large);

  const auto rows = read_all("1\n2\n3\n4\n5\n6\n", limits);
  CHECK(rows.rows.size() == 4);
  REQUIRE(rows.errors.size() == 1);
  CHECK(rows.errors[0].fault == Fault::too_large);
  CHECK(read_all("1\n2\n3\n4\n", limits).errors.empty());
}

TEST_CASE("files that are no CSV are refused as a whole, with what to do") {
  for (const auto& text : {"\xFF\xFEn\0i\0p\0"s, "\xFE\xFF\0n\0i\0p"s, "n\0i\0p\0;\0"s, "nip;nama\n1;Bu\0di\n"s,
                           "PK\x03\x04 zip"s, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"s}) {
    const auto out = read_all(text);
    CHECK(out.rows.empty());
    REQUIRE(out.errors.size() == 1);
    CHECK(out.errors[0].fault == Fault::unsupported);
    CHECK_THAT(out.errors[0].hint, contains("CSV UTF-8"));
  }
}

TEST_CASE("what the writer quotes and marks") {
  CHECK(csv_cell("Budi") == "Budi");
  CHECK(csv_cell("") == "");
  CHECK(csv_cell("198609262015051001") == "198609262015051001");
  CHECK(csv_cell("007") == "007");
  CHECK(csv_cell("a;b") == "\"a;b\"");
  CHECK(csv_cell("a,b") == "\"a,b\"");
  CHECK(csv_cell("a\tb") == "\"a\tb\"");
  CHECK(csv_cell("say \"hi\"") == "\"say \"\"hi\"\"\"");
  CHECK(csv_cell("a\r\nb") == "\"a\r\nb\"");
  CHECK(csv_cell(" a") == "\" a\"");
  CHECK(csv_cell("=1+1") == "'=1+1");
  CHECK(csv_cell("=HYPERLINK(\"x\",\"y\")") == "\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\"");
  CHECK(csv_cell("@SUM") == "'@SUM");
  CHECK(csv_cell("+62812") == "'+62812");
  CHECK(csv_cell("\t=1") == "\"'\t=1\"");
  CHECK(csv_cell("-") == "'-");
  CHECK(csv_cell("-1+1") == "'-1+1");
  CHECK(csv_cell("-5") == "-5");
  CHECK(csv_cell("-1,5") == "\"-1,5\"");
  CHECK(csv_cell("-1.5") == "-1.5");
  CHECK(csv_cell("'=1") == "''=1");
  CHECK(csv_cell("'quoted'") == "'quoted'");
  CHECK(csv_row(Cells{"a", "b c", "=d"}) == "a,b c,'=d\r\n");
}

TEST_CASE("identity numbers survive the round trip") {
  for (const auto* id : {"198609262015051001", "007", "-5a", "THL-007", "1871010101900001"}) {
    const auto cells = cells_of(csv_row(Cells{id, "x"}));
    CHECK(cells.at(0).at(0) == id);
    CHECK(parse_person_id(cells.at(0).at(0)).has_value());
  }
}

TEST_CASE("awkward first cells survive the round trip") {
  for (const auto* cell : {"sep=;", "sep=", "SEP=",
                           "\xEF\xBB\xBF"
                           "bom",
                           "PK\x03\x04", "\"", "'", "''=", "=", "a;b", "\r\n", "\n", ";"}) {
    const std::vector<Cells> single = {{cell}};
    const std::vector<Cells> several = {{cell, ""}, {"", cell}, {cell, cell, cell}};
    CHECK(cells_of(write(single)) == single);
    CHECK(cells_of(write(several)) == several);
  }
}

TEST_CASE("write then read is the identity") {
  const auto alphabet = std::vector<std::string>{
      "a", "7", "\"", "'", "=", "-", "+", "@", ",", ";", "\t", "\r", "\n", " ", "é", "sep=", "\xEF\xBB\xBF", "\x1B"};
  rc::prop("for any value", [&] {
    const auto cell = rc::gen::map(rc::gen::container<Cells>(rc::gen::elementOf(alphabet)), [](const Cells& parts) {
      std::string out;
      for (const auto& part : parts) out += part;
      return out;
    });
    auto rows = *rc::gen::container<std::vector<Cells>>(rc::gen::nonEmpty(rc::gen::container<Cells>(cell)));
    const auto read = read_all(write(rows), {.record_lines = 100'000});
    RC_ASSERT(read.errors.empty());
    std::erase_if(rows, [](const Cells& row) { return std::all_of(row.begin(), row.end(), [](auto& c) { return c.empty(); }); });
    RC_ASSERT(read.cells() == rows);
  });
}

TEST_CASE("any bytes: lines ascend, cells are UTF-8, and the reader ends") {
  rc::prop("for any value", [] {
    const auto text = *rc::gen::container<std::string>(rc::gen::elementOf("ab1,;\t\"\"\"\r\n\n =\xC3\xA9"s));
    const auto out = read_all(text);
    std::size_t last = 0;
    for (const auto& row : out.rows) {
      RC_ASSERT(row.line > last);
      last = row.line;
    }
  });
}
