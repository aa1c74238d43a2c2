// Documents for the terminal: paragraphs wrapped, tables aligned by display width.
#include <fmt/format.h>

#include <algorithm>

#include "common/report/harmless.h"
#include "common/report/prepared.h"
#include "common/report/render.h"
#include "common/report/words.h"

namespace hadir::report {
namespace {

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> out;
  for (std::size_t from = 0;;) {
    const auto end = text.find('\n', from);
    out.emplace_back(text.substr(from, end - from));
    if (end == std::string_view::npos) return out;
    from = end + 1;
  }
}

// Breaks at spaces; a word wider than the width stays whole.
std::vector<std::string> wrapped(std::string_view text, std::size_t width) {
  std::vector<std::string> out;
  for (const auto& paragraph : lines_of(text)) {
    std::string line;
    std::size_t used = 0;
    for (std::size_t from = 0; from <= paragraph.size();) {
      const auto end = std::min(paragraph.find(' ', from), paragraph.size());
      const auto word = std::string_view(paragraph).substr(from, end - from);
      const std::size_t wide = display_width(word);
      if (used > 0 && used + 1 + wide > width) {
        out.push_back(std::move(line));
        line.clear();
        used = 0;
      }
      if (used > 0) line.push_back(' '), ++used;
      line.append(word);
      used += wide;
      from = end + 1;
    }
    out.push_back(std::move(line));
  }
  return out;
}

std::string padded(std::string_view text, std::size_t width, Align align) {
  const std::size_t wide = display_width(text);
  const std::size_t room = width > wide ? width - wide : 0;
  const std::size_t left = align == Align::right ? room : align == Align::centre ? room / 2 : 0;
  return std::string(left, ' ').append(text).append(room - left, ' ');
}

// Zig-zag: even numbers stand half a cell to the right.
std::string signature_text(Signature signature) {
  return fmt::format("{}{}. ........", signature.number % 2 == 0 ? "            " : "", signature.number);
}

std::string cell_text(const Cell& cell) {
  const auto* signature = std::get_if<Signature>(&cell.value);
  return signature ? signature_text(*signature) : printed(cell.value);
}

class TableText {
 public:
  TableText(const Table& table, const PreparedTable& ready)
      : table_(table), ready_(ready), groups_(column_groups(table.columns)) {
    for (const auto& column : table.columns) widths_.push_back(std::max<std::size_t>(widest(column.title), 1));
    for (const auto& line : ready.lines) {
      const auto& cells = line.row ? line.row->cells : line.sums;
      for (std::size_t at = 0; at < cells.size(); ++at) widths_[at] = std::max(widths_[at], widest(cell_text(cells[at])));
    }
    for (const auto& group : groups_) widen(group.first, group.count, display_width(group.title));
    for (const auto& line : ready.lines) {
      const bool is_sum = line.kind == Line::Kind::subtotal || line.kind == Line::Kind::total;
      if (is_sum && ready.label_columns > 0) widen(0, ready.label_columns, display_width(line.label));
    }
  }

  std::string str() {
    if (has_groups(table_.columns)) group_line();
    std::vector<Piece> titles;
    for (std::size_t at = 0; at < widths_.size(); ++at) {
      const Column& column = table_.columns[at];
      titles.push_back({column.title, widths_[at], title_alignment(at)});
    }
    put(titles);
    rule();
    for (const auto& line : ready_.lines) put(line);
    return std::move(out_);
  }

 private:
  struct Piece {
    std::string text;
    std::size_t width;
    Align align;
  };

  static std::size_t widest(std::string_view text) {
    std::size_t out = 0;
    for (const auto& line : lines_of(text)) out = std::max(out, display_width(line));
    return out;
  }
  std::size_t span(std::size_t first, std::size_t count) const {
    std::size_t out = 2 * (count - 1);
    for (std::size_t at = first; at < first + count; ++at) out += widths_[at];
    return out;
  }
  void widen(std::size_t first, std::size_t count, std::size_t width) {
    if (const std::size_t now = span(first, count); now < width) widths_[first + count - 1] += width - now;
  }
  // Titles stand as their first filled cell does.
  Align title_alignment(std::size_t at) const {
    for (const auto& row : table_.rows) {
      if (!std::holds_alternative<std::monostate>(row.cells[at].value)) return alignment(table_.columns[at], row.cells[at]);
    }
    return alignment(table_.columns[at], {});
  }

  void group_line() {
    std::vector<Piece> pieces;
    for (const auto& group : groups_) {
      const std::size_t width = span(group.first, group.count);
      std::string text;
      if (!group.title.empty()) {
        const std::size_t room = width - std::min(width, display_width(group.title));
        const std::size_t left = room / 2;
        text = room < 4 ? group.title : std::string(left - 1, '-') + " " + group.title + " " + std::string(room - left - 1, '-');
      }
      pieces.push_back({text, width, Align::left});
    }
    put(pieces);
  }
  void rule() {
    std::vector<Piece> pieces;
    for (const auto width : widths_) pieces.push_back({std::string(width, '-'), width, Align::left});
    put(pieces);
  }

  void put(const Line& line) {
    if (line.kind == Line::Kind::heading || line.kind == Line::Kind::nothing) {
      out_.append(line.label).push_back('\n');
      return;
    }
    if (line.kind == Line::Kind::total) rule();
    const auto& cells = line.row ? line.row->cells : line.sums;
    std::vector<Piece> pieces;
    if (!line.row && ready_.label_columns > 0) pieces.push_back({line.label, span(0, ready_.label_columns), Align::left});
    for (std::size_t at = line.row ? 0 : ready_.label_columns; at < cells.size(); ++at) {
      pieces.push_back({cell_text(cells[at]), widths_[at], alignment(table_.columns[at], cells[at])});
    }
    put(pieces);
  }

  // Pieces beside one another, each of as many lines as it has.
  void put(const std::vector<Piece>& pieces) {
    std::vector<std::vector<std::string>> texts;
    std::size_t height = 1;
    for (const auto& piece : pieces) {
      texts.push_back(lines_of(piece.text));
      height = std::max(height, texts.back().size());
    }
    for (std::size_t row = 0; row < height; ++row) {
      std::string line;
      for (std::size_t at = 0; at < pieces.size(); ++at) {
        if (at > 0) line.append("  ");
        line.append(padded(row < texts[at].size() ? texts[at][row] : std::string(), pieces[at].width, pieces[at].align));
      }
      line.erase(line.find_last_not_of(' ') + 1);
      out_.append(line).push_back('\n');
    }
  }

  const Table& table_;
  const PreparedTable& ready_;
  std::vector<ColumnGroup> groups_;
  std::vector<std::size_t> widths_;
  std::string out_;
};

class Writer {
 public:
  explicit Writer(std::size_t width) : width_(width) {}

  std::string document(const Prepared& ready) {
    const Document& document = ready.document;
    for (const auto& section : document.sections) {
      const auto* points = std::get_if<Points>(&section);
      if (points) points_label_width_ = std::max(points_label_width_, std::min<std::size_t>(display_width(points->label), 20));
    }
    if (!document.watermark.empty()) out_.append("*** ").append(document.watermark).append(" ***\n\n");
    for (const auto& line : document.letterhead) out_.append(line).push_back('\n');
    if (!document.letterhead.empty()) out_.push_back('\n');
    for (const auto& line : document.titles) out_.append(line).push_back('\n');
    for (std::size_t at = 0; at < document.sections.size(); ++at) {
      if (!out_.empty()) out_.push_back('\n');
      if (const auto* table = std::get_if<Table>(&document.sections[at])) {
        if (!table->title.empty()) out_.append(table->title).push_back('\n');
        out_.append(TableText(*table, ready.tables[at]).str());
      } else {
        std::visit([this](const auto& part) { put(part); }, document.sections[at]);
      }
    }
    if (!document.footer.empty()) out_.append("\n").append(document.footer).push_back('\n');
    return std::move(out_);
  }

 private:
  void put(const Table&) {}
  void put(const Paragraph& paragraph) { block("", paragraph.text); }
  void put(const Facts& facts) {
    std::size_t label_width = 0;
    for (const auto& fact : facts.lines) label_width = std::max(label_width, display_width(fact.label));
    if (!facts.label.empty()) out_.append(facts.label).append(":\n");
    for (const auto& fact : facts.lines) block(padded(fact.label, label_width, Align::left) + " : ", fact.value);
  }
  void put(const Points& points) {
    const std::string label = points.label.empty() ? "" : padded(points.label, points_label_width_, Align::left) + " : ";
    for (std::size_t at = 0; at < points.items.size(); ++at) {
      const std::string before = at == 0 ? label : std::string(display_width(label), ' ');
      block(before + number_of(points, at), points.items[at]);
    }
  }
  void put(const Legend& legend) {
    std::string entries;
    for (const auto& entry : legend.entries) {
      if (!entries.empty()) entries.append("; ");
      entries.append(entry.code.empty() ? entry.meaning : entry.code + " = " + entry.meaning);
    }
    block(legend.label.empty() ? "" : legend.label + ": ", entries);
  }
  void put(const Signatures& signatures) {
    for (std::size_t at = 0; at < signatures.people.size(); ++at) {
      if (at > 0) out_.push_back('\n');
      const Signatory& person = signatures.people[at];
      for (const auto& line : person.above) out_.append(line).push_back('\n');
      out_.append("\n").append(person.name).push_back('\n');
      for (const auto& line : person.below) out_.append(line).push_back('\n');
    }
  }
  void put(const PageBreak& page) { out_.append("---- ").append(page.sheet).append(" ----\n"); }

  // A text behind a label, its further lines indented as far.
  void block(const std::string& label, std::string_view text) {
    const std::size_t indent = display_width(label);
    bool first = true;
    for (const auto& line : wrapped(text, width_ > indent + 20 ? width_ - indent : 20)) {
      out_.append(first ? label : std::string(line.empty() ? 0 : indent, ' ')).append(line);
      out_.erase(out_.find_last_not_of(' ') + 1);
      out_.push_back('\n');
      first = false;
    }
  }

  std::size_t width_;
  std::size_t points_label_width_ = 0;  // Menimbang, Dasar, Untuk stand below each other
  std::string out_;
};

}  // namespace

base::Result<std::string> to_text(const Document& document, const TextOptions& options) {
  const auto ready = prepared(document);
  if (!ready) return ready.error();
  return Writer(static_cast<std::size_t>(std::clamp(options.width, 40, 1000))).document(*ready);
}

}  // namespace hadir::report
