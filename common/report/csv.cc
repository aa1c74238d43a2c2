// Documents as CSV: the cells are written by base/csv.h, here is what they say.
#include <fmt/format.h>

#include "common/base/csv.h"
#include "common/report/prepared.h"
#include "common/report/render.h"
#include "common/report/words.h"

namespace hadir::report {
namespace {

constexpr std::string_view digits = "0123456789";

bool is_digits(std::string_view text) { return !text.empty() && text.find_first_not_of(digits) == std::string_view::npos; }

// Whether a spreadsheet would make a number, a date or a formula of it: digits with points, dashes, slashes, colons, E.
bool looks_like_number(std::string_view text) {
  return text.find_first_of(digits) != std::string_view::npos &&
         text.find_first_not_of("0123456789.,-+/: eE") == std::string_view::npos;
}

// NIP 8-6-1-3, NIK 6-6-4 (region, birth, serial): with spaces they stay texts in every spreadsheet, and people read them that
// way. base::parse_person_id takes the spaces, and the apostrophe, off again.
std::string protected_identifier(const std::string& id) {
  if (is_digits(id) && id.size() == 18) return spaced_nip(id);
  if (is_digits(id) && id.size() == 16) return fmt::format("{} {} {}", id.substr(0, 6), id.substr(6, 6), id.substr(12));
  const bool is_short_number = is_digits(id) && id.size() < 10 && (id[0] != '0' || id.size() == 1);
  return looks_like_number(id) && !is_short_number ? "'" + id : id;
}

class Writer {
 public:
  Writer(const CsvOptions& options, const std::string& watermark) : options_(options), watermark_(watermark) {}

  void table(const Table& table, const PreparedTable& ready) {
    if (ready.grouped) add(options_.titles ? table.group_title : table.group_key);
    for (const auto& column : table.columns) {
      std::string title = options_.titles && !column.title.empty() ? column.title : column.key;
      if (options_.titles && !column.group.empty()) title = column.group + " " + title;
      for (auto& c : title) c = c == '\n' ? ' ' : c;
      add(title);
    }
    end_row(options_.titles ? "Tanda" : "watermark");
    for (const auto& line : ready.lines) {
      const bool is_sum = line.kind == Line::Kind::subtotal || line.kind == Line::Kind::total;
      if (line.kind == Line::Kind::row) {
        if (ready.grouped) add(line.row->group);
        for (const auto& cell : line.row->cells) std::visit([this](const auto& value) { put(value); }, cell.value);
        end_row(watermark_);
      } else if (is_sum && options_.totals) {
        if (ready.grouped) add(line.label);
        for (std::size_t at = 0; at < line.sums.size(); ++at) {
          if (at == 0 && !ready.grouped && ready.label_columns > 0) {
            add(line.label);
          } else {
            std::visit([this](const auto& value) { put(value); }, line.sums[at].value);
          }
        }
        end_row(watermark_);
      }
    }
  }

  void empty_line() { out_.append("\r\n"); }
  std::string take() { return std::move(out_); }

 private:
  // A number is written as it is; only its own form decides, never its text.
  void put_number(std::string text) {
    separate();
    out_.append(text.find(options_.separator) == std::string::npos ? text : base::csv_cell(text));
  }
  void add(const std::string& text) {
    separate();
    out_.append(base::csv_cell(text));
  }
  void separate() {
    if (!first_) out_.push_back(options_.separator);
    first_ = false;
  }
  // A watermark is a column of its own, so that no excerpt goes without it.
  void end_row(const std::string& mark) {
    if (!watermark_.empty()) add(mark);
    out_.append("\r\n");
    first_ = true;
  }

  void put(std::monostate) { add({}); }
  void put(Signature) { add({}); }
  void put(const std::string& text) { add(text); }
  void put(const Identifier& id) { add(options_.protect_identifiers ? protected_identifier(id.text) : id.text); }
  void put(std::int64_t number) { put_number(std::to_string(number)); }
  void put(Decimal number) { put_number(decimal_text(number, options_.for_people && options_.separator != ',' ? ',' : '.')); }
  void put(Minutes minutes) {
    if (!options_.for_people) return put_number(std::to_string(minutes.count));
    minutes.count < 0 ? add(hours_and_minutes(minutes.count)) : put_number(hours_and_minutes(minutes.count));
  }
  void put(TimeOfDay time) { put_number(printed(time)); }
  void put(base::Date date) { put_number(base::format_date(date)); }

  const CsvOptions& options_;
  const std::string& watermark_;
  std::string out_;
  bool first_ = true;
};

}  // namespace

CsvOptions plain_csv() {
  CsvOptions out;
  out.separator = ',';
  out.bom = out.titles = out.protect_identifiers = out.for_people = false;
  return out;
}

base::Result<std::string> to_csv(const Document& document, const CsvOptions& options) {
  if (std::string_view(";,\t").find(options.separator) == std::string_view::npos) {
    return base::Error{base::Fault::bad_input, "laporan: pemisah CSV harus ; atau , atau tab", ""};
  }
  const auto ready = prepared(document);
  if (!ready) return ready.error();
  Writer writer(options, ready->document.watermark);
  bool first = true;
  for (std::size_t at = 0; at < ready->tables.size(); ++at) {
    const auto* table = std::get_if<Table>(&ready->document.sections[at]);
    if (!table) continue;
    if (!first) writer.empty_line();
    first = false;
    writer.table(*table, ready->tables[at]);
  }
  return (options.bom ? "\xEF\xBB\xBF" : "") + writer.take();
}

}  // namespace hadir::report
