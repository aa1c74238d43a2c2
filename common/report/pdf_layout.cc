#include "common/report/pdf_layout.h"

#include <fmt/format.h>

#include <algorithm>

#include "common/base/limits.h"
#include "common/report/words.h"

namespace hadir::report {
namespace {

constexpr Length body_size = 1000, small_size = 800, title_size = 1200;
constexpr Length section_gap = 900;
constexpr Length room_to_sign = millimetres(18);

constexpr Length leading(Length size) { return size * 6 / 5; }

class Layouter {
 public:
  Layouter(const Prepared& ready, const Metrics& metrics) : ready_(ready), metrics_(metrics) {}

  base::Result<Layout> run() {
    const Document& document = ready_.document;
    orientation_ = document.orientation;
    begin_stretch();
    letterhead(document.letterhead);
    titles(document.titles);
    for (std::size_t at = 0; at < document.sections.size(); ++at) {
      gap_ = section_gap;
      if (const auto* table = std::get_if<Table>(&document.sections[at])) {
        put(*table, ready_.tables[at]);
      } else {
        std::visit([this](const auto& part) { put(part); }, document.sections[at]);
      }
      if (pieces_ > base::limits::report_pieces) {
        return base::Error{base::Fault::too_large, "laporan: terlalu banyak baris teks untuk PDF",
                           "pakai CSV atau XLSX, atau bagi laporan"};
      }
    }
    return std::move(out_);
  }

 private:
  const PageShape& shape() const { return out_.stretches.back().shape; }
  Length text_width() const { return shape().text_width(); }
  std::vector<Strip>& strips() { return out_.stretches.back().strips; }

  void begin_stretch() { out_.stretches.push_back({page_shape(ready_.document.paper, orientation_), {}}); }

  Strip& add(Length height) {
    strips().emplace_back();
    Strip& strip = strips().back();
    strip.height = height;
    strip.space_before = std::exchange(gap_, 0);
    return strip;
  }
  void write(Strip& strip, Length x, Length baseline, Length size, Face face, std::string text) {
    ++pieces_;
    strip.pieces.push_back({x, baseline, static_cast<std::int16_t>(size), face, std::move(text)});
  }
  std::vector<std::string> wrapped(const std::string& text, Face face, Length size, Length width) const {
    return wrap(metrics_, to_cp1252(text), face, size, width);
  }
  Length width(const std::string& cp1252, Face face, Length size) const { return metrics_.width(cp1252, face, size); }

  // Lines as strips of their own, the first two and the last two together.
  void lines(const std::vector<std::string>& texts, Length left, Length right, Align align, Face face, Length size) {
    for (std::size_t at = 0; at < texts.size(); ++at) {
      Strip& strip = add(leading(size));
      const Length room = right - left - width(texts[at], face, size);
      const Length x = left + (align == Align::centre ? room / 2 : align == Align::right ? room : 0);
      write(strip, x, size, size, face, texts[at]);
      strip.keep_with_next = texts.size() > 1 && (at == 0 || at + 2 == texts.size());
    }
  }

  void letterhead(const std::vector<std::string>& texts) {
    for (std::size_t at = 0; at < texts.size(); ++at) {
      const Length size = at == 0 ? 1200 : at == 1 ? 1400 : 900;
      const Face face = at < 2 ? Face::bold : Face::regular;
      lines(wrapped(texts[at], face, size, text_width()), 0, text_width(), Align::centre, face, size);
    }
    if (texts.empty()) return;
    Strip& rule = add(700);
    rule.strokes.push_back({0, 300, text_width(), 300, 200});
    rule.strokes.push_back({0, 500, text_width(), 500, 60});
  }

  void titles(const std::vector<std::string>& texts) {
    gap_ = section_gap;
    for (std::size_t at = 0; at < texts.size(); ++at) {
      const Face face = at == 0 ? Face::bold : Face::regular;
      const Length size = at == 0 ? title_size : body_size;
      lines(wrapped(texts[at], face, size, text_width()), 0, text_width(), Align::centre, face, size);
      strips().back().keep_with_next = true;
    }
  }

  void put(const Paragraph& paragraph) {
    const Face face = paragraph.bold ? Face::bold : Face::regular;
    lines(wrapped(paragraph.text, face, body_size, text_width()), 0, text_width(), paragraph.align, face, body_size);
  }

  // A label, a colon, and lines behind it; the label's own lines beside the first of them.
  void labelled(const std::string& label, Length left, Length colon, bool with_colon, Length right, const std::string& value) {
    const auto labels = wrapped(label, Face::regular, body_size, colon - left - 300);
    const auto values = wrapped(value, Face::regular, body_size, right - colon - 800);
    for (std::size_t at = 0; at < std::max(labels.size(), values.size()); ++at) {
      Strip& strip = add(leading(body_size));
      if (at < labels.size()) write(strip, left, body_size, body_size, Face::regular, labels[at]);
      if (at == 0 && with_colon) write(strip, colon, body_size, body_size, Face::regular, ":");
      if (at < values.size()) write(strip, colon + 800, body_size, body_size, Face::regular, values[at]);
    }
  }

  void put(const Facts& facts) {
    const Length left = facts.label.empty() ? 0 : block_label_width();
    Length label = 0;
    for (const auto& fact : facts.lines) label = std::max(label, width(to_cp1252(fact.label), Face::regular, body_size));
    const Length colon = left + std::min(label + 600, text_width() * 2 / 5);
    bool first = true;
    for (const auto& fact : facts.lines) {
      const std::size_t begin = strips().size();
      labelled(fact.label, left, colon, true, text_width(), fact.value);
      if (first && left > 0) block_label(strips()[begin], facts.label, left);
      first = false;
    }
  }

  void put(const Points& points) {
    const Length left = points.label.empty() ? 0 : block_label_width();
    Length number_width = 0;
    for (std::size_t at = 0; at < points.items.size(); ++at) {
      number_width = std::max(number_width, width(number_of(points, at), Face::regular, body_size));
    }
    if (number_width > 0) number_width += 300;
    for (std::size_t at = 0; at < points.items.size(); ++at) {
      const std::size_t begin = strips().size();
      lines(wrapped(points.items[at], Face::regular, body_size, text_width() - left - number_width), left + number_width,
            text_width(), Align::left, Face::regular, body_size);
      if (number_width > 0) write(strips()[begin], left, body_size, body_size, Face::regular, number_of(points, at));
      if (at == 0 && left > 0) block_label(strips()[begin], points.label, left);
    }
  }

  // Menimbang, Dasar, Kepada: all at the same place, so that a letter's blocks stand under each other.
  Length block_label_width() const { return std::min(millimetres(28), text_width() / 3); }
  void block_label(Strip& strip, const std::string& label, Length room) {
    write(strip, 0, body_size, body_size, Face::regular,
          shortened(metrics_, to_cp1252(label), Face::regular, body_size, room - 900));
    write(strip, room - 700, body_size, body_size, Face::regular, ":");
  }

  // In as many columns as the widest entry allows, read downwards.
  void put(const Legend& legend) {
    if (!legend.label.empty()) {
      lines({shortened(metrics_, to_cp1252(legend.label) + ":", Face::bold, small_size, text_width())}, 0, text_width(),
            Align::left, Face::bold, small_size);
      strips().back().keep_with_next = true;
    }
    Length code = 0, meaning = 0;
    for (const auto& entry : legend.entries) {
      code = std::max(code, width(to_cp1252(entry.code), Face::regular, small_size));
      meaning = std::max(meaning, width(to_cp1252(entry.meaning), Face::regular, small_size));
    }
    code = std::min(std::max(code, Length{1600}), text_width() / 3) + 400;
    const Length gap = 1200;
    const Length column = std::min(code + 700 + meaning + gap, text_width());
    const auto columns = static_cast<std::size_t>(std::max(text_width() / column, Length{1}));
    const std::size_t rows = (legend.entries.size() + columns - 1) / columns;
    for (std::size_t row = 0; row < rows; ++row) {
      Strip& strip = add(leading(small_size) + 60);
      for (std::size_t at = row, x = 0; at < legend.entries.size(); at += rows, x += static_cast<std::size_t>(column)) {
        const LegendEntry& entry = legend.entries[at];
        const auto left = static_cast<Length>(x);
        if (entry.shade != Shade::none) strip.fills.push_back({left, 60, code - 400, small_size + 60, colour_of(entry.shade)});
        write(strip, left + 100, small_size - 60, small_size, Face::regular,
              shortened(metrics_, to_cp1252(entry.code), Face::regular, small_size, code - 200));
        write(strip, left + code, small_size - 60, small_size, Face::regular,
              entry.code.empty() && entry.shade == Shade::none ? "" : "=");
        const Length from = entry.code.empty() && entry.shade == Shade::none ? left : left + code + 700;
        write(strip, from, small_size - 60, small_size, Face::regular,
              shortened(metrics_, to_cp1252(entry.meaning), Face::regular, small_size, text_width() - from));
      }
      strip.keep_with_next = row + 1 < rows && rows <= 12;
    }
  }

  void put(const Table&) {}
  void put(const Table& table, const PreparedTable& ready) {
    if (!table.title.empty()) {
      lines(wrapped(table.title, Face::bold, body_size, text_width()), 0, text_width(), Align::left, Face::bold, body_size);
      strips().back().keep_with_next = true;
      gap_ = 200;
    }
    auto laid = lay_out_table(table, ready, metrics_, shape(), static_cast<int>(out_.headers.size()));
    pieces_ += laid.pieces;
    out_.headers.push_back(std::move(laid.header));
    if (!laid.strips.empty()) laid.strips.front().space_before = std::exchange(gap_, 0);
    strips().insert(strips().end(), std::make_move_iterator(laid.strips.begin()), std::make_move_iterator(laid.strips.end()));
  }

  void put(const Signatures& signatures) {
    for (std::size_t at = 0; at < signatures.people.size(); at += 2) {
      gap_ = section_gap;
      keep_above(at > 0);
      const bool pair = at + 1 < signatures.people.size();
      const Block left = pair ? block(signatures.people[at]) : Block{};
      const Block right = block(signatures.people[pair ? at + 1 : at]);
      const Length name_at = std::max(left.above_height(), right.above_height()) + room_to_sign;
      Strip& strip = add(name_at + std::max(left.below_height(), right.below_height()));
      if (pair) sign(strip, left, 0, name_at);
      sign(strip, right, text_width() / 2, name_at);
    }
  }

  struct Block {
    std::vector<std::string> above, below;
    std::string name;
    Length above_height() const { return static_cast<Length>(above.size()) * leading(body_size); }
    Length below_height() const { return static_cast<Length>(below.size() + 1) * leading(body_size) + 200; }
  };
  // Each line takes two at most, so that a signature always fits on a page.
  Block block(const Signatory& person) const {
    const Length room = text_width() / 2 - 600;
    const auto fitted = [&](const std::vector<std::string>& texts) {
      std::vector<std::string> out;
      for (const auto& text : texts) {
        auto parts = wrapped(text, Face::regular, body_size, room);
        parts.resize(std::min<std::size_t>(parts.size(), 2));
        out.insert(out.end(), parts.begin(), parts.end());
      }
      return out;
    };
    return {fitted(person.above), fitted(person.below), shortened(metrics_, to_cp1252(person.name), Face::bold, body_size, room)};
  }
  void sign(Strip& strip, const Block& block, Length left, Length name_at) {
    const Length half = text_width() / 2;
    const auto centred = [&](const std::string& text, Face face, Length top) {
      const Length wide = width(text, face, body_size);
      write(strip, left + (half - wide) / 2, top + body_size, body_size, face, text);
      return std::pair(left + (half - wide) / 2, wide);
    };
    Length top = name_at - room_to_sign - block.above_height();
    for (const auto& text : block.above) centred(text, Face::regular, std::exchange(top, top + leading(body_size)));
    const auto [x, wide] = centred(block.name, Face::bold, name_at);
    if (wide > 0) strip.strokes.push_back({x, name_at + body_size + 150, x + wide, name_at + body_size + 150, 60});
    top = name_at + leading(body_size) + 200;
    for (const auto& text : block.below) centred(text, Face::regular, std::exchange(top, top + leading(body_size)));
  }

  // What is signed stays with the signature: the strips above it up to the second row of a table, at most a third of a page.
  void keep_above(bool signature_above) {
    if (signature_above) {
      strips().back().keep_with_next = true;
      return;
    }
    Length height = 0;
    int rows = 0, others = 0;
    for (auto strip = strips().rbegin(); strip != strips().rend() && rows < 2 && others < 24; ++strip) {
      height += strip->height + strip->space_before;
      if (height > shape().text_height() / 3 && rows + others > 0) break;
      strip->keep_with_next = true;
      ++(strip->is_row ? rows : others);
      if (others >= 2 && !has_table()) break;
    }
  }
  bool has_table() {
    return std::any_of(strips().begin(), strips().end(), [](const Strip& strip) { return strip.is_row; });
  }

  void put(const PageBreak& page) {
    if (page.orientation) orientation_ = *page.orientation;
    begin_stretch();
    gap_ = 0;
  }

  const Prepared& ready_;
  const Metrics& metrics_;
  Layout out_;
  Orientation orientation_ = Orientation::portrait;
  Length gap_ = 0;  // before the next strip
  std::size_t pieces_ = 0;
};

}  // namespace

std::uint32_t colour_of(Shade shade) {
  switch (shade) {
    case Shade::weekend: return 0xD9D9D9;
    case Shade::holiday: return 0xF4CCCC;
    case Shade::attention: return 0xFFF2CC;
    case Shade::none: break;
  }
  return 0xFFFFFF;
}

base::Result<Layout> lay_out(const Prepared& ready, const Metrics& metrics) { return Layouter(ready, metrics).run(); }

}  // namespace hadir::report
