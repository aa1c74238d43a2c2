// Whatever a builder or a person puts into a paper: every format takes it, the same twice, and nothing breaks out of it.
#include <boost/json.hpp>

#include "common/base/csv.h"
#include "common/base/text.h"
#include "common/report/prepared.h"
#include "common/report/render.h"
#include "tests/catch.h"
#include "tests/property.h"
#include "tests/unit/report_files.h"

using namespace hadir;
using namespace hadir::report;
using namespace hadir::test;

namespace {

// Bytes of all kinds: letters, syntax of the formats, broken UTF-8, control characters.
rc::Gen<std::string> any_text() {
  static const std::vector<std::string> parts = {"a",
                                                 "Siti ",
                                                 "=1+1",
                                                 "\"",
                                                 "'",
                                                 ";",
                                                 ",",
                                                 "\n",
                                                 "\r\n",
                                                 "\t",
                                                 "<",
                                                 "&",
                                                 "]]>",
                                                 "_x0041_",
                                                 "(",
                                                 ")",
                                                 "\\",
                                                 "\x01",
                                                 "\xFF",
                                                 "\xC3",
                                                 "É",
                                                 "\u20AC",
                                                 "\u6C49",
                                                 "\u0301",
                                                 "\u202E",
                                                 "\xED\xA0\x80",
                                                 "0",
                                                 "W",
                                                 "-",
                                                 "@",
                                                 "\xEF\xBB\xBF",
                                                 "{}",
                                                 "sep=",
                                                 "198307272009022008",
                                                 "\x1B[2J",
                                                 "\U0001F600"};
  return rc::gen::map(rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(parts)),
                      [](const std::vector<std::string>& chosen) {
                        std::string out;
                        for (const auto& part : chosen) out += part;
                        return out;
                      });
}

int drawn(int least, int most) { return *rc::gen::inRange(least, most + 1); }

Cell any_cell(int kind) {
  const auto shade = static_cast<Shade>(drawn(0, 3));
  switch (kind) {
    case 0: return {drawn(-100'000, 100'000), shade};
    case 1: return {Minutes{drawn(-5'000, 5'000)}, shade};
    case 2: return {Decimal{drawn(-10'000, 10'000), drawn(0, 6)}, shade};
    case 3: return {TimeOfDay{drawn(0, 1439)}, shade};
    case 4: return {base::Date{drawn(-40'000, 80'000)}, shade};
    case 5: return {Identifier{*any_text()}, shade};
    case 6: return {Signature{drawn(-3, 1'000)}, shade};
    case 7: return {};
    default: return {*any_text(), shade};
  }
}

Section any_table() {
  Table table;
  table.title = *any_text();
  table.row_millimetres = drawn(0, 12);
  const int columns = drawn(1, 9), rows = drawn(0, 12);
  std::vector<int> kinds;
  for (int at = 0; at < columns; ++at) {
    kinds.push_back(drawn(0, 9));
    table.columns.push_back(
        {.key = "k" + std::to_string(at), .title = *any_text(), .group = drawn(0, 2) == 0 ? *any_text() : ""});
    Column& column = table.columns.back();
    column.align = static_cast<Align>(drawn(0, 3));
    column.shade = static_cast<Shade>(drawn(0, 3));
    column.beneath = at > 0 && drawn(0, 5) == 0;
    if (drawn(0, 9) == 0) column.millimetres = drawn(1, 330);
    if (!column.beneath && kinds.back() < 3) column.total = Total::sum;
    if (!column.beneath && kinds.back() > 7) column.total = Total::count;
  }
  for (int row = 0; row < rows; ++row) {
    table.rows.push_back({{}, drawn(0, 2) == 0 ? *any_text() : ""});
    for (int at = 0; at < columns; ++at) {
      table.rows.back().cells.push_back(drawn(0, 4) == 0 ? Cell() : any_cell(kinds[static_cast<std::size_t>(at)]));
    }
  }
  return table;
}

std::vector<std::string> any_lines(int most) {
  std::vector<std::string> out;
  for (int left = drawn(0, most); left > 0; --left) out.push_back(*any_text());
  return out;
}

Section any_section() {
  switch (drawn(0, 9)) {
    case 0: return Paragraph{*any_text(), static_cast<Align>(drawn(0, 3)), drawn(0, 1) == 0};
    case 1: return Facts{*any_text(), {{*any_text(), *any_text()}, {*any_text(), *any_text()}}};
    case 2: return Points{*any_text(), any_lines(4), static_cast<Numbering>(drawn(0, 2))};
    case 3: return Legend{*any_text(), {{*any_text(), *any_text(), Shade::weekend}, {*any_text(), *any_text()}}};
    case 4: return Signatures{{{any_lines(4), *any_text(), any_lines(3)}, {any_lines(2), *any_text(), {}}}};
    case 5: return PageBreak{*any_text(), drawn(0, 1) == 0 ? std::optional(static_cast<Orientation>(drawn(0, 1))) : std::nullopt};
    default: return any_table();
  }
}

Document any_document() {
  Document out;
  out.name = "acak";
  out.date = base::Date{drawn(-10'000, 40'000)};
  out.paper = static_cast<PaperSize>(drawn(0, 1));
  out.orientation = static_cast<Orientation>(drawn(0, 1));
  out.letterhead = any_lines(4);
  out.titles = any_lines(3);
  for (int left = drawn(0, 5); left > 0; --left) out.sections.push_back(any_section());
  out.footer = *any_text();
  out.watermark = drawn(0, 2) == 0 ? *any_text() : "";
  return out;
}

// The sum of a column's cells over some rows, the slow way.
double slow_sum(const std::vector<const Row*>& rows, std::size_t column) {
  double out = 0;
  for (const auto* row : rows) {
    const Value& value = row->cells[column].value;
    if (const auto* number = std::get_if<std::int64_t>(&value)) out += static_cast<double>(*number);
    if (const auto* minutes = std::get_if<Minutes>(&value)) out += static_cast<double>(minutes->count);
    if (const auto* decimal = std::get_if<Decimal>(&value))
      out += static_cast<double>(decimal->units) / std::pow(10, decimal->digits);
  }
  return out;
}
double as_double(const Value& value) {
  Row row{{Cell()}, ""};
  row.cells[0].value = value;
  return slow_sum({&row}, 0);
}

bool is_well_formed(std::string_view xml) {
  if (!base::is_utf8(xml)) return false;
  for (const char c : xml) {
    if (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\r' && c != '\t') return false;
  }
  std::size_t depth = 0;
  for (std::size_t at = 0; (at = xml.find('<', at)) != std::string_view::npos;) {
    const auto end = xml.find('>', at);
    if (end == std::string_view::npos) return false;
    const auto tag = xml.substr(at, end - at + 1);
    if (tag.substr(1).find('<') != std::string_view::npos) return false;
    if (tag.starts_with("</")) {
      if (depth-- == 0) return false;
    } else if (!tag.starts_with("<?") && !tag.ends_with("/>")) {
      ++depth;
    }
    at = end;
  }
  return depth == 0;
}

}  // namespace

TEST_CASE("report: totals are the sums of the rows above them") {
  rc::prop("in any table", [] {
    Document document;
    document.name = "acak";
    document.sections.push_back(any_table());
    const auto ready = prepared(document).value();
    const auto& table = std::get<Table>(ready.document.sections[0]);
    std::vector<const Row*> all, group;
    for (const auto& line : ready.tables[0].lines) {
      if (line.kind == Line::Kind::heading) group.clear();
      if (line.row) all.push_back(line.row), group.push_back(line.row);
      if (line.sums.empty()) continue;
      for (std::size_t at = 0; at < table.columns.size(); ++at) {
        if (table.columns[at].total != Total::sum) continue;
        const auto& rows = line.kind == Line::Kind::total ? all : group;
        RC_ASSERT(std::abs(as_double(line.sums[at].value) - slow_sum(rows, at)) < 1e-6);
      }
    }
    RC_ASSERT(all.size() == table.rows.size());
  });
}

TEST_CASE("report: any paper becomes every format, twice the same") {
  rc::prop("whatever its texts are", [] {
    const Document document = any_document();
    for (const auto format : {Format::text, Format::csv, Format::json, Format::xlsx, Format::pdf}) {
      const auto once = render(document, format), twice = render(document, format);
      RC_ASSERT(once.has_value());
      RC_ASSERT(once.value() == twice.value());
    }
  });
}

TEST_CASE("report: no text breaks out of its format") {
  rc::prop("the terminal sees no control characters", [] {
    const std::string text = to_text(any_document()).value();
    RC_ASSERT(base::is_utf8(text));
    RC_ASSERT(!base::has_control_characters(text));
  });
  rc::prop("JSON is JSON", [] {
    const Document document = any_document();
    const auto value = boost::json::parse(to_json(document).value());
    RC_ASSERT(value.at("name") == "acak");
  });
  rc::prop("CSV has as many rows and cells as the table", [] {
    Document document;
    document.name = "acak";
    document.sections.push_back(any_table());
    const auto ready = prepared(document).value();
    const auto& table = std::get<Table>(ready.document.sections[0]);
    for (const auto& options : {CsvOptions{}, plain_csv()}) {
      const std::string csv = to_csv(document, options).value();
      base::CsvReader reader(csv);
      std::size_t cells = table.columns.size() + (ready.tables[0].grouped ? 1 : 0);
      if (cells < 2) continue;  // the reader guesses the separator, and skips rows of nothing
      std::size_t rows = 0, filled = 1;
      for (const auto& row : table.rows) {
        bool any = !row.group.empty();
        for (const auto& cell : row.cells) {
          const auto* text = std::get_if<std::string>(&cell.value);
          const auto* id = std::get_if<Identifier>(&cell.value);
          any = any || !(std::holds_alternative<std::monostate>(cell.value) || std::holds_alternative<Signature>(cell.value) ||
                         (text && text->empty()) || (id && id->text.empty()));
        }
        filled += any ? 1 : 0;
      }
      for (auto row = reader.next();; row = reader.next()) {
        RC_ASSERT(row.has_value());
        if (!row.value()) break;
        ++rows;
        if (reader.separator() == options.separator) RC_ASSERT((*row)->cells.size() == cells);
      }
      if (reader.separator() == options.separator) RC_ASSERT(rows == filled);
    }
  });
  rc::prop("XLSX is well-formed XML without formulas", [] {
    const auto members = unzip(to_xlsx(any_document()).value());
    for (const auto& [name, content] : members) {
      RC_ASSERT(is_well_formed(content));
      RC_ASSERT(content.find("<f>") == std::string::npos);
    }
  });
  rc::prop("PDF texts stay on the paper", [] {
    for (const auto& page : read_pdf(to_pdf(any_document()).value())) {
      for (const auto& text : page.texts) {
        RC_ASSERT(text.y > 0);
        RC_ASSERT(text.y < page.height);
        RC_ASSERT(text.x >= -0.01);
        RC_ASSERT(text.x < page.width);
      }
    }
  });
}
