#include "common/report/xlsx_sheet.h"

#include <algorithm>
#include <cmath>

#include "common/report/harmless.h"
#include "common/report/words.h"

namespace hadir::report {
namespace {

constexpr double line_points = 12.5;  // of 9 point Arial
constexpr double points_per_millimetre = 72 / 25.4;
constexpr double widest_column = 42, narrowest_column = 3;
constexpr std::int64_t most_exact = 9'007'199'254'740'992;  // 2^53: above it a spreadsheet's numbers lose digits

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> out;
  for (std::size_t from = 0;;) {
    const auto end = text.find('\n', from);
    out.push_back(text.substr(from, end - from));
    if (end == std::string_view::npos) return out;
    from = end + 1;
  }
}

double widest_line(std::string_view text) {
  double out = 0;
  for (const auto line : lines_of(text)) out = std::max(out, static_cast<double>(display_width(line)));
  return out;
}

// Headers and footers take & for a command, and 255 characters.
std::string for_footer(const std::string& text) {
  std::string out;
  for (std::size_t at = 0; at < text.size() && out.size() < 100;) {
    const std::size_t from = at;
    next_character(text, at);
    out.append(text, from, at - from);
    if (text[from] == '&') out.push_back('&');
  }
  return out;
}

bool is_hex(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

lxw_color_t colour_of(Shade shade) {
  switch (shade) {
    case Shade::weekend: return 0xD9D9D9;
    case Shade::holiday: return 0xF4CCCC;
    case Shade::attention: return 0xFFF2CC;
    case Shade::none: break;
  }
  return 0xFFFFFF;
}

}  // namespace

std::string xlsx_text(const std::string& text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool escape = text.compare(at, 2, "_x") == 0 && at + 6 < text.size() && text[at + 6] == '_' &&
                        std::all_of(text.begin() + static_cast<std::ptrdiff_t>(at) + 2,
                                    text.begin() + static_cast<std::ptrdiff_t>(at) + 6, is_hex);
    out.append(escape ? "_x005F_" : std::string(1, text[at]));
  }
  return out;
}

lxw_format* XlsxFormats::of(const Look& look) {
  const auto [place, added] = known_.try_emplace(look, nullptr);
  if (!added) return place->second;
  lxw_format* format = workbook_add_format(book_);
  place->second = format;
  if (!format) return nullptr;  // out of memory: the cell goes without, and closing the book reports it
  format_set_font_name(format, "Arial");
  format_set_font_size(format, look.size);
  format_set_align(format, look.heading || look.border ? LXW_ALIGN_VERTICAL_CENTER : LXW_ALIGN_VERTICAL_TOP);
  const auto horizontal = look.align == Align::centre  ? LXW_ALIGN_CENTER
                          : look.align == Align::right ? LXW_ALIGN_RIGHT
                                                       : LXW_ALIGN_LEFT;
  format_set_align(format, horizontal);
  if (look.bold) format_set_bold(format);
  if (look.underline) format_set_underline(format, LXW_UNDERLINE_SINGLE);
  if (look.warning) format_set_font_color(format, LXW_COLOR_RED);
  if (look.border) format_set_border(format, LXW_BORDER_THIN);
  if (look.wrap) format_set_text_wrap(format);
  if (!look.number.empty()) format_set_num_format(format, look.number.c_str());
  if (look.shade != Shade::none) {
    format_set_bg_color(format, colour_of(look.shade));
  } else if (look.heading) {
    format_set_bg_color(format, 0xEFEFEF);
  }
  return format;
}

void XlsxSheet::write(bool first) {
  choose_widths();
  set_up_page();
  if (first) write_head();
  int tables = 0;
  for (const auto& part : parts_) tables += std::holds_alternative<Table>(*part.section) ? 1 : 0;
  for (const auto& part : parts_) {
    if (row_ > 0) ++row_;
    if (const auto* table = std::get_if<Table>(part.section)) {
      if (!table->title.empty()) across(table->title, 0, last(), {.bold = true});
      const lxw_row_t top = row_;
      put_headings(*table);
      if (tables == 1) {
        worksheet_freeze_panes(sheet_, row_, 0);
        check(worksheet_repeat_rows(sheet_, top, row_ - 1));
      }
      put_table(*table, *part.table);
    } else {
      std::visit([this](const auto& section) { put(section); }, *part.section);
    }
  }
  char everything[64];  // no green corners at identifiers
  lxw_rowcol_to_range(everything, 0, 0, row_, static_cast<lxw_col_t>(last()));
  check(worksheet_ignore_errors(sheet_, LXW_IGNORE_NUMBER_STORED_AS_TEXT, everything));
}

void XlsxSheet::set_up_page() {
  worksheet_set_paper(sheet_, document_.paper == PaperSize::f4 ? 14 : 9);  // 14: folio, 8.5 x 13 inches, which is 216 x 330 mm
  if (orientation_ == Orientation::landscape) worksheet_set_landscape(sheet_);
  worksheet_fit_to_pages(sheet_, 1, 0);
  worksheet_center_horizontally(sheet_);
  worksheet_set_margins(sheet_, 0.5, 0.5, 0.6, 0.7);
  worksheet_gridlines(sheet_, LXW_HIDE_ALL_GRIDLINES);
  const std::string left = document_.footer.empty() ? "" : "&L&8" + std::string(" ") + for_footer(document_.footer);
  check(worksheet_set_footer(sheet_, (left + "&R&8Halaman &P dari &N").c_str()));
  if (!document_.watermark.empty()) {
    check(worksheet_set_header(sheet_, ("&C&\"Arial,Bold\"&14 " + for_footer(document_.watermark)).c_str()));
  }
}

void XlsxSheet::choose_widths() {
  for (const auto& part : parts_) {
    if (const auto* table = std::get_if<Table>(part.section)) widen(*table, *part.table);
  }
  if (widths_.empty()) widths_.assign(8, 11);  // a letter
  for (auto& width : widths_) width = std::clamp(width + 1, narrowest_column, widest_column);
  for (std::size_t at = 0; at < widths_.size(); ++at) {
    check(worksheet_set_column(sheet_, static_cast<lxw_col_t>(at), static_cast<lxw_col_t>(at), widths_[at], nullptr));
  }
}

void XlsxSheet::widen(const Table& table, const PreparedTable& ready) {
  widths_.resize(std::max(widths_.size(), table.columns.size()));
  for (std::size_t at = 0; at < table.columns.size(); ++at) {
    for (const auto line : lines_of(table.columns[at].title)) {  // titles wrap at spaces
      for (std::size_t from = 0; from <= line.size();) {
        const auto end = std::min(line.find(' ', from), line.size());
        widths_[at] = std::max(widths_[at], 1.1 * static_cast<double>(display_width(line.substr(from, end - from))));
        from = end + 1;
      }
    }
  }
  for (const auto& line : ready.lines) {
    const auto& cells = line.row ? line.row->cells : line.sums;
    for (std::size_t at = 0; at < cells.size(); ++at) {
      const bool signature = std::holds_alternative<Signature>(cells[at].value);
      widths_[at] = std::max(widths_[at], signature ? 28 : widest_line(printed(cells[at].value)));
    }
  }
}

void XlsxSheet::write_head() {
  if (!document_.watermark.empty()) {
    across(document_.watermark, 0, last(), {.align = Align::centre, .bold = true, .wrap = true, .warning = true, .size = 11});
  }
  for (std::size_t at = 0; at < document_.letterhead.size(); ++at) {
    const bool name = at < 2;  // government and office; then the address
    across(document_.letterhead[at], 0, last(), {.align = Align::centre, .bold = name, .wrap = true, .size = name ? 12 : 9});
  }
  if (!document_.letterhead.empty()) ++row_;
  for (const auto& line : document_.titles) {
    across(line, 0, last(), {.align = Align::centre, .bold = &line == document_.titles.data(), .wrap = true, .size = 11});
  }
}

void XlsxSheet::put(const Paragraph& paragraph) {
  const Align align = paragraph.align == Align::natural ? Align::left : paragraph.align;
  across(paragraph.text, 0, last(), {.align = align, .bold = paragraph.bold, .wrap = true});
}

void XlsxSheet::put(const Facts& facts) {
  double label = 0;
  for (const auto& fact : facts.lines) label = std::max(label, widest_line(fact.label));
  const int value = column_behind(label);
  if (!facts.label.empty()) across(facts.label + ":", 0, last(), {});
  for (const auto& fact : facts.lines) {
    check(worksheet_write_string(sheet_, row_, 0, xlsx_text(fact.label).c_str(), formats_.of({})));
    across(": " + fact.value, value, last(), {.wrap = true});
  }
}

void XlsxSheet::put(const Points& points) {
  const int item = points.label.empty() ? 0 : column_behind(widest_line(points.label) + 2);
  for (std::size_t at = 0; at < points.items.size(); ++at) {
    if (at == 0 && item > 0)
      check(worksheet_write_string(sheet_, row_, 0, xlsx_text(points.label + " :").c_str(), formats_.of({})));
    across(number_of(points, at) + points.items[at], item, last(), {.wrap = true});
  }
}

void XlsxSheet::put(const Legend& legend) {
  if (!legend.label.empty()) across(legend.label + ":", 0, last(), {.bold = true});
  double code = 0;
  for (const auto& entry : legend.entries) code = std::max(code, widest_line(entry.code));
  const int meaning = column_behind(code);
  for (const auto& entry : legend.entries) {
    if (!entry.code.empty() || entry.shade != Shade::none) {
      check(worksheet_write_string(sheet_, row_, 0, xlsx_text(entry.code).c_str(), formats_.of({.shade = entry.shade})));
    }
    across((entry.code.empty() ? "" : ": ") + entry.meaning, meaning, last(), {.wrap = true});
  }
}

void XlsxSheet::put(const Signatures& signatures) {
  const int right = std::max(column_behind(width_of(0, last()) / 2), std::min(1, last()));
  for (std::size_t at = 0; at < signatures.people.size(); at += 2) {
    const bool pair = at + 1 < signatures.people.size();
    const Signatory& first = signatures.people[at];
    lxw_row_t used = static_cast<lxw_row_t>(first.above.size() + first.below.size());
    // Names stand on one line: the shorter head begins lower.
    const std::size_t head = std::max(first.above.size(), pair ? signatures.people[at + 1].above.size() : 0);
    if (pair && right > 0) put_person(first, 0, right - 1, row_ + static_cast<lxw_row_t>(head - first.above.size()));
    const Signatory& other = pair && right > 0 ? signatures.people[at + 1] : first;
    put_person(other, right, last(), row_ + static_cast<lxw_row_t>(head - other.above.size()));
    if (pair && right == 0) {  // one column only: below each other
      row_ += used + 6;
      put_person(signatures.people[at + 1], 0, last(), row_);
    }
    used = static_cast<lxw_row_t>(head + std::max(first.below.size(), other.below.size()));
    row_ += used + 6;
  }
}

void XlsxSheet::put_person(const Signatory& person, int first, int last, lxw_row_t row) {
  for (const auto& line : person.above) merged(row, row, first, last, line, {.align = Align::centre}), ++row;
  row += 4;  // room to sign
  merged(row, row, first, last, person.name, {.align = Align::centre, .bold = true, .underline = true});
  for (const auto& line : person.below) ++row, merged(row, row, first, last, line, {.align = Align::centre});
}

void XlsxSheet::put_headings(const Table& table) {
  const Look look{.align = Align::centre, .heading = true, .bold = true, .border = true, .wrap = true};
  const bool grouped = has_groups(table.columns);
  for (const auto& group : column_groups(table.columns)) {
    const int first = static_cast<int>(group.first), end = first + static_cast<int>(group.count);
    if (grouped && !group.title.empty()) merged(row_, row_, first, end - 1, group.title, look);
    for (int at = first; at < end; ++at) {
      const Column& column = table.columns[static_cast<std::size_t>(at)];
      Look own = look;
      own.shade = column.shade;
      const lxw_row_t top = grouped && !group.title.empty() ? row_ + 1 : row_;
      merged(top, row_ + (grouped ? 1 : 0), at, at, column.title, own);
    }
  }
  row_ += grouped ? 2 : 1;
}

void XlsxSheet::put_table(const Table& table, const PreparedTable& ready) {
  for (const auto& line : ready.lines) put_line(table, ready, line);
}

void XlsxSheet::put_line(const Table& table, const PreparedTable& ready, const Line& line) {
  const int end = static_cast<int>(table.columns.size());
  const Look strong{.bold = true, .border = true, .wrap = true};
  if (line.kind == Line::Kind::heading || line.kind == Line::Kind::nothing) {
    Look look = strong;
    look.align = line.kind == Line::Kind::nothing ? Align::centre : Align::left;
    merged(row_, row_, 0, end - 1, line.label, look);
    ++row_;
    return;
  }
  int from = 0;
  if (!line.row && ready.label_columns > 0) {
    from = static_cast<int>(ready.label_columns);
    Look look = strong;
    look.align = Align::centre;
    merged(row_, row_, 0, from - 1, line.label, look);
  }
  const auto& cells = line.row ? line.row->cells : line.sums;
  std::size_t lines = 1;
  for (int at = from; at < end; ++at) {
    const Cell& cell = cells[static_cast<std::size_t>(at)];
    const Column& column = table.columns[static_cast<std::size_t>(at)];
    Look look{.align = alignment(column, cell), .shade = shade_of(column, cell), .bold = cell.bold || !line.row, .border = true};
    look.wrap = std::holds_alternative<std::string>(cell.value);
    put_cell(at, cell, look);
    if (look.wrap) lines = std::max(lines, static_cast<std::size_t>(lines_in(std::get<std::string>(cell.value), at, at)));
  }
  // Excel would find the height of wrapped texts itself; LibreOffice does not.
  const double least = line.row ? table.row_millimetres * points_per_millimetre : 0;
  if (least > 0 || lines > 1) {
    const double needed = static_cast<double>(lines) * line_points + 2;
    check(worksheet_set_row(sheet_, row_, std::min(409.0, std::max(least, needed)), nullptr));
  }
  ++row_;
}

void XlsxSheet::put_cell(int column, const Cell& cell, Look look) {
  const auto text = [&](const std::string& words) {
    check(worksheet_write_string(sheet_, row_, static_cast<lxw_col_t>(column), xlsx_text(words).c_str(), formats_.of(look)));
  };
  const auto number = [&](double value, std::string format) {
    look.number = std::move(format);
    check(worksheet_write_number(sheet_, row_, static_cast<lxw_col_t>(column), value, formats_.of(look)));
  };
  if (const auto* words = std::get_if<std::string>(&cell.value)) return text(*words);
  if (const auto* id = std::get_if<Identifier>(&cell.value)) {
    look.number = "@";  // stays a text when it is edited
    return text(id->text);
  }
  if (const auto* whole = std::get_if<std::int64_t>(&cell.value)) {
    if (*whole > most_exact || *whole < -most_exact) return text(std::to_string(*whole));
    return number(static_cast<double>(*whole), "0");
  }
  if (const auto* decimal = std::get_if<Decimal>(&cell.value)) {
    if (decimal->units > most_exact || decimal->units < -most_exact) return text(printed(cell.value));
    const std::string zeros(static_cast<std::size_t>(decimal->digits), '0');
    return number(static_cast<double>(decimal->units) / std::pow(10, decimal->digits), zeros.empty() ? "0" : "0." + zeros);
  }
  if (const auto* minutes = std::get_if<Minutes>(&cell.value)) {
    // Excel shows ##### for a negative time.
    if (minutes->count < 0 || minutes->count > most_exact) return text(hours_and_minutes(minutes->count));
    return number(static_cast<double>(minutes->count) / 1440, "[h]:mm");
  }
  if (const auto* time = std::get_if<TimeOfDay>(&cell.value)) return number(time->minutes / 1440.0, "hh:mm");
  if (const auto* date = std::get_if<base::Date>(&cell.value)) {
    const std::int64_t serial = std::int64_t{date->days} + 25'569;           // since 1899-12-30
    if (serial <= 60 || serial > 2'958'465) return text(short_date(*date));  // before March 1900, after 9999
    return number(static_cast<double>(serial), "dd\\-mm\\-yyyy");
  }
  if (const auto* signature = std::get_if<Signature>(&cell.value)) {
    return text(std::string(signature->number % 2 == 0 ? 26 : 0, ' ') + std::to_string(signature->number) + ".");
  }
  check(worksheet_write_blank(sheet_, row_, static_cast<lxw_col_t>(column), formats_.of(look)));
}

void XlsxSheet::across(const std::string& text, int first, int last, const Look& look) {
  merged(row_, row_, first, last, text, look);
  const int lines = look.wrap ? lines_in(text, first, last) : 1;
  const double height = std::min(409.0, lines * line_points * look.size / 9 + 1);
  check(worksheet_set_row(sheet_, row_, height, nullptr));
  ++row_;
}

void XlsxSheet::merged(lxw_row_t row, lxw_row_t last_row, int first, int last, const std::string& text, const Look& look) {
  const std::string safe = xlsx_text(text);
  lxw_format* format = formats_.of(look);
  const auto from = static_cast<lxw_col_t>(first), to = static_cast<lxw_col_t>(std::max(first, last));
  if (row == last_row && from == to) {
    check(worksheet_write_string(sheet_, row, from, safe.c_str(), format));
  } else {
    check(worksheet_merge_range(sheet_, row, from, last_row, to, safe.c_str(), format));
  }
}

int XlsxSheet::lines_in(const std::string& text, int first, int last) const {
  // A column's width counts digits, and most letters are narrower; but lines break at words, which costs a narrow one more.
  const double all = width_of(first, last);
  const double width = std::max(all > widest_column ? all * 1.1 : all - 2, 1.0);
  double lines = 0;
  for (const auto line : lines_of(text)) lines += std::max(1.0, std::ceil(static_cast<double>(display_width(line)) / width));
  return static_cast<int>(std::min(lines, 100.0));
}

double XlsxSheet::width_of(int first, int last) const {
  double out = 0;
  for (int at = first; at <= last && at < static_cast<int>(widths_.size()); ++at) out += widths_[static_cast<std::size_t>(at)];
  return out;
}

int XlsxSheet::column_behind(double characters) const {
  double passed = 0;
  for (int at = 0; at < last(); ++at) {
    if (passed >= characters) return at;
    passed += widths_[static_cast<std::size_t>(at)];
  }
  return last();
}

}  // namespace hadir::report
