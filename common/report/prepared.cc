#include "common/report/prepared.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "common/base/limits.h"
#include "common/report/harmless.h"

namespace hadir::report {
namespace {

namespace limits = base::limits;
using base::Error;
using base::Fault;

// Counts what a document holds while it is made harmless; remembers the first thing that is too much or wrong.
class Preparation {
 public:
  base::Result<Prepared> run(const Document& source) {
    Prepared out;
    out.document = source;
    Document& document = out.document;
    check_name(document.name);
    for (auto* line : {&document.footer, &document.watermark}) clean_line(*line);
    for (auto* lines : {&document.letterhead, &document.titles}) clean_lines(*lines, "kop atau judul");
    count(document.sections.size(), limits::report_sections, "bagian");
    for (auto& section : document.sections) {
      if (error_) break;
      std::visit([this](auto& part) { take(part); }, section);
    }
    if (error_) return *error_;
    for (const auto& section : document.sections) {
      const auto* table = std::get_if<Table>(&section);
      auto lines = table ? prepare_lines(*table) : base::Result<PreparedTable>(PreparedTable{});
      if (!lines) return lines.error();
      out.tables.push_back(std::move(*lines));
    }
    return out;
  }

 private:
  void refuse(std::string what, Fault fault = Fault::bad_input) {
    if (error_) return;
    const char* hint = fault == Fault::too_large ? "bagi laporan menjadi beberapa bagian" : "";
    error_ = Error{fault, "laporan: " + std::move(what), hint};
  }

  void count(std::size_t found, std::size_t most, std::string_view what) {
    if (found > most) refuse(fmt::format("{} {}, paling banyak {}", found, what, most), Fault::too_large);
  }

  void measure(const std::string& text) {
    count(text.size(), limits::report_text_bytes, "byte dalam satu teks");
    bytes_ += text.size();
    count(bytes_, limits::report_bytes, "byte teks seluruhnya");
  }
  void clean(std::string& text) {
    measure(text);
    if (!error_) text = harmless(text);
  }
  void clean_line(std::string& text) {
    measure(text);
    if (!error_) text = harmless_line(text);
  }
  void clean_lines(std::vector<std::string>& lines, std::string_view what) {
    count(lines.size(), limits::report_items, what);
    for (auto& line : lines) clean_line(line);
  }

  void check_name(const std::string& name) {
    const auto is_fine = [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
    };
    if (name.empty() || name.size() > limits::report_name_bytes || name[0] == '.' ||
        !std::all_of(name.begin(), name.end(), is_fine)) {
      refuse("nama berkas harus 1 sampai 100 huruf, angka, titik, _ atau -");
    }
  }
  bool is_key(const std::string& key) const {
    const auto is_fine = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; };
    return !key.empty() && key.size() <= 64 && std::all_of(key.begin(), key.end(), is_fine);
  }
  void check_key(const std::string& key) {
    if (!is_key(key)) refuse(fmt::format("kunci \"{}\" harus 1 sampai 64 dari a-z 0-9 _", harmless_line(key.substr(0, 64))));
  }

  void take(Paragraph& paragraph) { clean(paragraph.text); }
  void take(Facts& facts) {
    clean_line(facts.label);
    count(facts.lines.size(), limits::report_items, "baris keterangan");
    for (auto& fact : facts.lines) {
      clean_line(fact.label);
      clean(fact.value);
    }
  }
  void take(Points& points) {
    clean_line(points.label);
    count(points.items.size(), limits::report_items, "butir");
    for (auto& item : points.items) clean(item);
  }
  void take(Legend& legend) {
    clean_line(legend.label);
    count(legend.entries.size(), limits::report_items, "kode");
    for (auto& entry : legend.entries) {
      clean_line(entry.code);
      clean_line(entry.meaning);
    }
  }
  void take(Signatures& signatures) {
    count(signatures.people.size(), limits::report_signatories, "penanda tangan");
    for (auto& person : signatures.people) {
      count(person.above.size() + person.below.size(), limits::report_signatory_lines, "baris tanda tangan");
      clean_lines(person.above, "baris");
      clean_line(person.name);
      clean_lines(person.below, "baris");
    }
  }
  void take(PageBreak& page) { clean_line(page.sheet); }

  void take(Table& table) {
    check_key(table.key);
    clean_line(table.title);
    clean_line(table.group_title);
    clean_line(table.total_label);
    clean_line(table.empty_text);
    count(table.columns.size(), limits::report_columns, "kolom");
    count(table.rows.size(), limits::report_rows, "baris");
    cells_ += table.columns.size() * table.rows.size();
    count(cells_, limits::report_cells, "sel");
    if (table.columns.empty()) refuse(fmt::format("tabel {} tidak punya kolom", table.key));
    if (table.row_millimetres < 0 || table.row_millimetres > 100) refuse("tinggi baris harus 0 sampai 100 mm");
    for (std::size_t at = 0; at < table.columns.size() && !error_; ++at) take_column(table, at);
    for (std::size_t row = 0; row < table.rows.size() && !error_; ++row) take_row(table, row);
    if (error_) return;
    if (auto filled = fill_sums(table); !filled) error_ = filled.error();
  }

  void take_column(Table& table, std::size_t at) {
    Column& column = table.columns[at];
    check_key(column.key);
    clean(column.title);
    clean_line(column.group);
    const auto place = [&](const std::string& key) {
      for (std::size_t other = 0; other < table.columns.size(); ++other) {
        if (table.columns[other].key == key) return other;
      }
      refuse(fmt::format("tabel {}, kolom {}: tidak ada kolom {}", table.key, column.key, harmless_line(key.substr(0, 64))));
      return at;
    };
    if (place(column.key) != at) refuse(fmt::format("tabel {}: kunci kolom {} dipakai dua kali", table.key, column.key));
    if (column.millimetres < 0 || column.millimetres > 330) refuse("lebar kolom harus 0 sampai 330 mm");
    if (column.beneath && (at == 0 || column.total != Total::none)) {
      refuse(fmt::format("tabel {}: kolom {} tidak dapat dicetak di bawah kolom lain", table.key, column.key));
    }
    if (column.total == Total::percent) {
      for (const auto& key : {column.part, column.whole}) {
        if (table.columns[place(key)].total != Total::sum) {
          refuse(fmt::format("tabel {}, kolom {}: kolom {} tidak dijumlahkan", table.key, column.key,
                             harmless_line(key.substr(0, 64))));
        }
      }
    }
    for (const auto& key : column.sum_of) {
      const std::size_t other = place(key);
      if (other == at || (other > at && !table.columns[other].sum_of.empty())) {
        refuse(fmt::format("tabel {}: kolom {} menjumlahkan kolom jumlah yang belum dihitung", table.key, column.key));
      }
    }
  }

  void take_row(Table& table, std::size_t at) {
    Row& row = table.rows[at];
    if (row.cells.size() != table.columns.size()) {
      refuse(fmt::format("tabel {}, baris {}: {} sel untuk {} kolom", table.key, at + 1, row.cells.size(), table.columns.size()));
      return;
    }
    clean_line(row.group);
    if (!row.group.empty()) check_group_key(table);
    for (auto& cell : row.cells) {
      if (auto* text = std::get_if<std::string>(&cell.value)) {
        clean(*text);
      } else if (auto* id = std::get_if<Identifier>(&cell.value)) {
        clean_line(id->text);
      } else if (const auto* decimal = std::get_if<Decimal>(&cell.value);
                 decimal && (decimal->digits < 0 || decimal->digits > 6)) {
        refuse(fmt::format("tabel {}, baris {}: angka desimal harus 0 sampai 6", table.key, at + 1));
      } else if (const auto* time = std::get_if<TimeOfDay>(&cell.value);
                 time && (time->minutes < 0 || time->minutes >= 24 * 60)) {
        refuse(fmt::format("tabel {}, baris {}: jam di luar 00:00 sampai 23:59", table.key, at + 1));
      }
    }
  }
  void check_group_key(const Table& table) {
    check_key(table.group_key);
    if (std::any_of(table.columns.begin(), table.columns.end(),
                    [&](const Column& column) { return column.key == table.group_key; })) {
      refuse(fmt::format("tabel {}: kunci kelompok {} juga kunci kolom", table.key, table.group_key));
    }
  }

  std::optional<Error> error_;
  std::size_t bytes_ = 0;
  std::size_t cells_ = 0;
};

}  // namespace

base::Result<Prepared> prepared(const Document& document) { return Preparation().run(document); }

std::vector<ColumnGroup> column_groups(const std::vector<Column>& columns) {
  std::vector<ColumnGroup> out;
  for (std::size_t at = 0; at < columns.size(); ++at) {
    if (!out.empty() && !columns[at].group.empty() && out.back().title == columns[at].group) {
      ++out.back().count;
    } else {
      out.push_back({columns[at].group, at, 1});
    }
  }
  return out;
}

bool has_groups(const std::vector<Column>& columns) {
  return std::any_of(columns.begin(), columns.end(), [](const Column& column) { return !column.group.empty(); });
}

Align alignment(const Column& column, const Cell& cell) {
  if (column.align != Align::natural) return column.align;
  struct Natural {
    Align operator()(std::int64_t) const { return Align::right; }
    Align operator()(Decimal) const { return Align::right; }
    Align operator()(Minutes) const { return Align::right; }
    Align operator()(TimeOfDay) const { return Align::centre; }
    Align operator()(base::Date) const { return Align::centre; }
    Align operator()(const std::string&) const { return Align::left; }
    Align operator()(const Identifier&) const { return Align::left; }
    Align operator()(std::monostate) const { return Align::left; }
    Align operator()(Signature) const { return Align::left; }
  };
  return std::visit(Natural{}, cell.value);
}

std::string number_of(const Points& points, std::size_t at) {
  if (points.numbering == Numbering::none || points.items.size() < 2) return {};
  if (points.numbering == Numbering::numbers) return fmt::format("{}. ", at + 1);
  std::string letters;  // a to z, aa to az, ...
  for (std::size_t rest = at + 1; rest > 0; rest = (rest - 1) / 26)
    letters.insert(letters.begin(), static_cast<char>('a' + (rest - 1) % 26));
  return letters + ". ";
}

Shade shade_of(const Column& column, const Cell& cell) { return cell.shade == Shade::none ? column.shade : cell.shade; }

}  // namespace hadir::report
