// Documents for a page of the screen: every part in its order, cells as they are printed, so that what people read there is what
// comes out of the printer. JSON that only our own pages read; programs have json.cc.
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "common/report/prepared.h"
#include "common/report/render.h"
#include "common/report/words.h"

namespace hadir::report {
namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;

const char* name_of(Align align) {
  switch (align) {
    case Align::right: return "right";
    case Align::centre: return "centre";
    case Align::natural:
    case Align::left: break;
  }
  return "left";
}

const char* name_of(Shade shade) {
  switch (shade) {
    case Shade::weekend: return "weekend";
    case Shade::holiday: return "holiday";
    case Shade::attention: return "attention";
    case Shade::none: break;
  }
  return "";
}

const char* name_of(Line::Kind kind) {
  switch (kind) {
    case Line::Kind::heading: return "heading";
    case Line::Kind::subtotal: return "subtotal";
    case Line::Kind::total: return "total";
    case Line::Kind::nothing: return "nothing";
    case Line::Kind::row: break;
  }
  return "row";
}

array list_of(const std::vector<std::string>& texts) { return array(texts.begin(), texts.end()); }

std::string text_of(const Cell& cell) {
  const auto* signature = std::get_if<Signature>(&cell.value);
  return signature ? std::to_string(signature->number) + ". ........" : printed(cell.value);
}

// A text, or an object where it stands out.
value cell_json(const Cell& cell) {
  if (cell.shade == Shade::none && !cell.bold) return value(text_of(cell));
  object one{{"text", text_of(cell)}};
  if (cell.shade != Shade::none) one["shade"] = name_of(cell.shade);
  if (cell.bold) one["bold"] = true;
  return one;
}

// As its first filled cell stands.
Align alignment_of(const Table& table, std::size_t at) {
  for (const auto& row : table.rows)
    if (!std::holds_alternative<std::monostate>(row.cells[at].value)) return alignment(table.columns[at], row.cells[at]);
  return alignment(table.columns[at], {});
}

object table_json(const Table& table, const PreparedTable& ready) {
  array columns, lines;
  for (std::size_t at = 0; at < table.columns.size(); ++at) {
    const Column& column = table.columns[at];
    object one{{"title", column.title}, {"align", name_of(alignment_of(table, at))}};
    if (!column.group.empty()) one["group"] = column.group;
    if (column.beneath) one["beneath"] = true;
    if (column.shade != Shade::none) one["shade"] = name_of(column.shade);
    columns.push_back(std::move(one));
  }
  for (const Line& line : ready.lines) {
    object one{{"kind", name_of(line.kind)}};
    if (!line.label.empty()) one["label"] = line.label;
    array cells;
    for (const Cell& cell : line.row ? line.row->cells : line.sums) cells.push_back(cell_json(cell));
    if (!cells.empty()) one["cells"] = std::move(cells);
    lines.push_back(std::move(one));
  }
  return {{"is", "table"},
          {"title", table.title},
          {"columns", std::move(columns)},
          {"label_columns", ready.label_columns},
          {"lines", std::move(lines)}};
}

struct Part {
  const PreparedTable& ready;

  object operator()(const Paragraph& one) const {
    return {{"is", "paragraph"}, {"text", one.text}, {"align", name_of(one.align)}, {"bold", one.bold}};
  }
  object operator()(const Facts& one) const {
    array lines;
    for (const Fact& fact : one.lines) lines.push_back(object{{"label", fact.label}, {"value", fact.value}});
    return {{"is", "facts"}, {"label", one.label}, {"lines", std::move(lines)}};
  }
  object operator()(const Points& one) const {
    array items;
    for (std::size_t at = 0; at < one.items.size(); ++at) items.emplace_back(number_of(one, at) + one.items[at]);
    return {{"is", "points"}, {"label", one.label}, {"items", std::move(items)}};
  }
  object operator()(const Table& one) const { return table_json(one, ready); }
  object operator()(const Legend& one) const {
    array entries;
    for (const LegendEntry& entry : one.entries)
      entries.push_back(object{{"code", entry.code}, {"meaning", entry.meaning}, {"shade", name_of(entry.shade)}});
    return {{"is", "legend"}, {"label", one.label}, {"entries", std::move(entries)}};
  }
  object operator()(const Signatures& one) const {
    array people;
    for (const Signatory& who : one.people)
      people.push_back(object{{"above", list_of(who.above)}, {"name", who.name}, {"below", list_of(who.below)}});
    return {{"is", "signatures"}, {"people", std::move(people)}};
  }
  object operator()(const PageBreak& one) const { return {{"is", "page"}, {"title", one.sheet}}; }
};

}  // namespace

base::Result<std::string> to_screen(const Document& document) {
  const auto ready = prepared(document);
  if (!ready) return ready.error();
  const Document& of = ready->document;
  array sections;
  for (std::size_t at = 0; at < of.sections.size(); ++at)
    sections.push_back(std::visit(Part{ready->tables[at]}, of.sections[at]));
  return boost::json::serialize(object{{"name", of.name},
                                       {"landscape", of.orientation == Orientation::landscape},
                                       {"paper", of.paper == PaperSize::f4 ? "f4" : "a4"},
                                       {"letterhead", list_of(of.letterhead)},
                                       {"titles", list_of(of.titles)},
                                       {"footer", of.footer},
                                       {"watermark", of.watermark},
                                       {"sections", std::move(sections)}});
}

}  // namespace hadir::report
