// A table as strips: its header, and a strip per line, or several where one line is higher than a page.
#include <algorithm>

#include "common/base/limits.h"
#include "common/report/pdf_columns.h"
#include "common/report/pdf_layout.h"

namespace hadir::report {
namespace {

constexpr std::uint32_t heading_colour = 0xEFEFEF;

class TableLayouter {
 public:
  TableLayouter(const Table& table, const PreparedTable& ready, const Metrics& metrics, const PageShape& shape, int header_number)
      : table_(table),
        ready_(ready),
        metrics_(metrics),
        page_height_(shape.text_height()),
        header_number_(header_number),
        plan_(plan_columns(table, ready, metrics, shape.text_width())) {
    right_ = plan_.columns.back().left + plan_.columns.back().width;
    for (const auto& column : plan_.columns) label_columns_ += column.main < ready.label_columns ? 1 : 0;
  }

  TableStrips run() {
    out_.size = plan_.size;
    header();
    out_.strips.push_back(out_.header);
    for (const auto& line : ready_.lines) {
      const bool is_sum = line.kind == Line::Kind::subtotal || line.kind == Line::Kind::total;
      if (is_sum) out_.strips.back().keep_with_next = true;
      put(line);
      if (out_.pieces > base::limits::report_pieces) break;
    }
    return std::move(out_);
  }

 private:
  Length leading() const { return plan_.size * 6 / 5; }
  Length vertical_padding() const { return plan_.size / 4; }
  Length height_of(std::size_t lines) const { return static_cast<Length>(lines) * leading() + 2 * vertical_padding(); }

  void write(Strip& strip, Length x, Length baseline, Face face, std::string text) {
    ++out_.pieces;
    strip.pieces.push_back({x, baseline, static_cast<std::int16_t>(plan_.size), face, std::move(text)});
  }
  // Lines of one cell, below each other from `top`.
  void write_lines(Strip& strip, const std::vector<std::string>& lines, std::size_t from, std::size_t count, Length left,
                   Length width, Length top, Align align, Face face) {
    for (std::size_t at = from; at < std::min(lines.size(), from + count); ++at) {
      if (!lines[at].empty()) {
        const Length room = width - 2 * plan_.padding - metrics_.width(lines[at], face, plan_.size);
        const Length shift = align == Align::centre ? room / 2 : align == Align::right ? room : 0;
        write(strip, left + plan_.padding + std::max(shift, 0), top + plan_.size * 19 / 20, face, lines[at]);
      }
      top += leading();
    }
  }

  // Two levels where any column has a group; a column without one is as high as both.
  void header() {
    Strip& strip = out_.header;
    const std::size_t most_lines = std::max<std::size_t>(static_cast<std::size_t>(page_height_ / 5 / leading()), 1);
    const auto titles_of = [&](const std::string& text, Length room) {
      auto lines = wrap(metrics_, text, Face::bold, plan_.size, room);
      lines.resize(std::min(lines.size(), most_lines));
      return lines;
    };
    struct Span {
      std::string title;
      std::size_t first, end;  // printed columns
      std::vector<std::string> lines;
    };
    std::vector<Span> spans;
    for (std::size_t at = 0; at < plan_.columns.size(); ++at) {
      const std::string& group = table_.columns[plan_.columns[at].main].group;
      if (!spans.empty() && !group.empty() && spans.back().title == group) {
        spans.back().end = at + 1;
      } else {
        spans.push_back({group, at, at + 1, {}});
      }
    }
    std::size_t group_lines = 0, title_lines = 1;
    for (auto& span : spans) {
      if (span.title.empty()) continue;
      span.lines = titles_of(to_cp1252(span.title), left_of(span.end) - left_of(span.first) - 2 * plan_.padding);
      group_lines = std::max(group_lines, span.lines.size());
    }
    std::vector<std::vector<std::string>> titles;
    for (const auto& column : plan_.columns) {
      titles.push_back(titles_of(title_text(column, table_), plan_.text_room(column)));
      title_lines = std::max(title_lines, titles.back().size());
    }
    const Length group_height = group_lines > 0 ? height_of(group_lines) : 0;
    strip.height = group_height + height_of(title_lines);
    strip.fills.push_back({0, 0, right_, strip.height, heading_colour});
    for (const auto& span : spans) {
      const Length left = left_of(span.first), width = left_of(span.end) - left;
      const Length top = span.title.empty() ? 0 : group_height;
      write_lines(strip, span.lines, 0, span.lines.size(), left, width,
                  vertical_padding() + static_cast<Length>(group_lines - span.lines.size()) * leading() / 2, Align::centre,
                  Face::bold);
      for (std::size_t at = span.first; at < span.end; ++at) {
        const PrintedColumn& column = plan_.columns[at];
        const Shade shade = table_.columns[column.main].shade;
        if (shade != Shade::none) strip.fills.push_back({column.left, top, column.width, strip.height - top, colour_of(shade)});
        const Length text_height = static_cast<Length>(titles[at].size()) * leading();
        write_lines(strip, titles[at], 0, titles[at].size(), column.left, column.width,
                    top + (strip.height - top - text_height) / 2, Align::centre, Face::bold);
        if (at > span.first) strip.strokes.push_back({column.left, top, column.left, strip.height});
      }
      if (top > 0) strip.strokes.push_back({left, top, left + width, top});
      strip.verticals.push_back(left);
    }
    strip.verticals.push_back(right_);
    strip.strokes.push_back({0, 0, right_, 0});
    strip.strokes.push_back({0, strip.height, right_, strip.height});
    strip.keep_with_next = true;
  }

  Length left_of(std::size_t column) const { return column < plan_.columns.size() ? plan_.columns[column].left : right_; }

  Strip& add(Length height) {
    Strip& strip = out_.strips.emplace_back();
    strip.height = height;
    strip.header = header_number_;
    strip.strokes.push_back({0, height, right_, height});
    return strip;
  }

  void put(const Line& line) {
    if (line.kind == Line::Kind::heading || line.kind == Line::Kind::nothing) return put_label(line);
    if (line.row && table_.row_millimetres == 0 && put_flat(line)) return;
    put_cells(line);
  }

  void put_label(const Line& line) {
    const bool nothing = line.kind == Line::Kind::nothing;
    auto lines = wrap(metrics_, to_cp1252(line.label), Face::bold, plan_.size, right_ - 2 * plan_.padding);
    lines.resize(std::min<std::size_t>(lines.size(), 8));
    Strip& strip = add(height_of(lines.size() + (nothing ? 1 : 0)));
    const Length top = nothing ? (strip.height - static_cast<Length>(lines.size()) * leading()) / 2 : vertical_padding();
    write_lines(strip, lines, 0, lines.size(), 0, right_, top, nothing ? Align::centre : Align::left, Face::bold);
    strip.verticals = {0, right_};
    strip.keep_with_next = !nothing;
    strip.is_row = nothing;
  }

  struct CellLines {
    std::vector<std::string> lines;
    Align align = Align::left;
    Face face = Face::regular;
    Shade shade = Shade::none;
    const Signature* signature = nullptr;
  };

  // The usual line, whose cells take one line of text each: without vectors of lines.
  bool put_flat(const Line& line) {
    const auto& cells = line.row->cells;
    for (const auto& column : plan_.columns) {
      if (!column.beneath.empty() || std::holds_alternative<Signature>(cells[column.main].value)) return false;
    }
    Strip strip;
    strip.height = height_of(1);
    const Length baseline = vertical_padding() + plan_.size * 19 / 20;
    for (const auto& column : plan_.columns) {
      const Cell& cell = cells[column.main];
      const Face face = cell.bold ? Face::bold : Face::regular;
      std::string text = cell_text(column, cells);
      const Length room = plan_.text_room(column) - metrics_.width(text, face, plan_.size);
      if ((room < 0 && text.size() > 1) || text.find('\n') != std::string::npos) return false;
      const Align align = alignment(table_.columns[column.main], cell);
      shade(strip, column, shade_of(table_.columns[column.main], cell), strip.height);
      strip.verticals.push_back(column.left);
      const Length shift = align == Align::centre ? room / 2 : align == Align::right ? room : 0;
      if (!text.empty()) {
        strip.pieces.push_back({column.left + plan_.padding + std::max(shift, 0), baseline, static_cast<std::int16_t>(plan_.size),
                                face, std::move(text)});
      }
    }
    strip.verticals.push_back(right_);
    strip.header = header_number_;
    strip.strokes.push_back({0, strip.height, right_, strip.height});
    strip.is_row = true;
    out_.pieces += strip.pieces.size();
    out_.strips.push_back(std::move(strip));
    return true;
  }

  void put_cells(const Line& line) {
    const auto& cells = line.row ? line.row->cells : line.sums;
    const std::size_t skipped = line.row ? 0 : label_columns_;
    std::vector<CellLines> all(plan_.columns.size());
    std::size_t most = 1;
    for (std::size_t at = skipped; at < all.size(); ++at) {
      const PrintedColumn& column = plan_.columns[at];
      const Cell& cell = cells[column.main];
      CellLines& own = all[at];
      own.face = line.row && !cell.bold ? Face::regular : Face::bold;
      own.align = alignment(table_.columns[column.main], cell);
      own.shade = shade_of(table_.columns[column.main], cell);
      own.signature = std::get_if<Signature>(&cell.value);
      own.lines = wrap(metrics_, cell_text(column, cells), own.face, plan_.size, plan_.text_room(column));
      most = std::max(most, own.lines.size());
    }
    CellLines label;
    if (skipped > 0) {
      label.lines = wrap(metrics_, to_cp1252(line.label), Face::bold, plan_.size, left_of(skipped) - 2 * plan_.padding);
      label.lines.resize(std::min<std::size_t>(label.lines.size(), 8));
      most = std::max(most, label.lines.size());
    }
    const Length room = page_height_ - out_.header.height - 2 * vertical_padding();
    const std::size_t per_page = std::max<std::size_t>(static_cast<std::size_t>(std::max(room / leading(), 1)), 1);
    for (std::size_t from = 0; from < most; from += per_page) {
      const std::size_t count = std::min(per_page, most - from);
      Length height = height_of(count);
      if (line.row && most <= per_page) height = std::max(height, std::min(millimetres(table_.row_millimetres), room));
      Strip& strip = add(height);
      strip.is_row = line.row != nullptr;
      const auto top_of = [&](const CellLines& own) {
        return most > per_page ? vertical_padding() : (height - static_cast<Length>(own.lines.size()) * leading()) / 2;
      };
      if (skipped > 0) {
        write_lines(strip, label.lines, from, count, 0, left_of(skipped), top_of(label), Align::centre, Face::bold);
        strip.verticals.push_back(0);
      }
      for (std::size_t at = skipped; at < all.size(); ++at) {
        const PrintedColumn& column = plan_.columns[at];
        const CellLines& own = all[at];
        shade(strip, column, own.shade, height);
        write_lines(strip, own.lines, from, count, column.left, column.width, top_of(own), own.align, own.face);
        if (own.signature && from == 0) sign(strip, column, *own.signature, height);
        strip.verticals.push_back(column.left);
      }
      strip.verticals.push_back(right_);
    }
  }

  static void shade(Strip& strip, const PrintedColumn& column, Shade shade, Length height) {
    if (shade != Shade::none) strip.fills.push_back({column.left, 0, column.width, height, colour_of(shade)});
  }

  // "7." and a line to sign on: odd numbers in the left half, even ones in the right.
  void sign(Strip& strip, const PrintedColumn& column, Signature signature, Length height) {
    const Length half = column.width / 2;
    const Length left = column.left + (signature.number % 2 == 0 ? half : 0) + plan_.padding;
    const std::string number = std::to_string(signature.number) + ".";
    const Length baseline = (height + plan_.size) / 2;
    const Length line_from = left + metrics_.width(number, Face::regular, plan_.size) + plan_.padding;
    write(strip, left, baseline, Face::regular, number);
    const Length line_to = column.left + (signature.number % 2 == 0 ? column.width : half) - plan_.padding;
    if (line_to > line_from) strip.strokes.push_back({line_from, baseline + 100, line_to, baseline + 100, 40});
  }

  const Table& table_;
  const PreparedTable& ready_;
  const Metrics& metrics_;
  Length page_height_;
  int header_number_;
  ColumnPlan plan_;
  Length right_ = 0;
  std::size_t label_columns_ = 0;
  TableStrips out_;
};

}  // namespace

TableStrips lay_out_table(const Table& table, const PreparedTable& ready, const Metrics& metrics, const PageShape& shape,
                          int header_number) {
  return TableLayouter(table, ready, metrics, shape, header_number).run();
}

}  // namespace hadir::report
