// Documents as JSON, written directly: a row per line, decimals exact, members in the order of the document.
#include <boost/json/serialize.hpp>
#include <boost/json/string_view.hpp>

#include "common/report/prepared.h"
#include "common/report/render.h"
#include "common/report/words.h"

namespace hadir::report {
namespace {

class Writer {
 public:
  std::string document(const Document& document, const std::vector<PreparedTable>& tables) {
    out_ = "{\"name\":";
    text(document.name);
    member("date", base::format_date(document.date));
    if (!document.watermark.empty()) member("watermark", document.watermark);
    out_.append(",\"titles\":");
    list(document.titles, [this](const std::string& title) { text(title); });
    out_.append(",\n \"facts\":");
    list(facts_of(document), [this](const Fact& fact) {
      out_.append("{\"label\":");
      text(fact.label);
      member("value", fact.value);
      out_.push_back('}');
    });
    out_.append(",\n \"tables\":[");
    bool first = true;
    for (std::size_t at = 0; at < tables.size(); ++at) {
      const auto* table_here = std::get_if<Table>(&document.sections[at]);
      if (!table_here) continue;
      if (!first) out_.append(",\n  ");
      first = false;
      table(*table_here, tables[at]);
    }
    out_.append("]}\n");
    return std::move(out_);
  }

 private:
  static std::vector<Fact> facts_of(const Document& document) {
    std::vector<Fact> out;
    for (const auto& section : document.sections) {
      if (const auto* facts = std::get_if<Facts>(&section)) out.insert(out.end(), facts->lines.begin(), facts->lines.end());
    }
    return out;
  }

  void table(const Table& table, const PreparedTable& ready) {
    out_.append("{\"key\":");
    text(table.key);
    member("title", table.title);
    out_.append(",\n   \"columns\":");
    list(table.columns, [this](const Column& column) {
      out_.append("{\"key\":");
      text(column.key);
      member("title", column.title);
      if (!column.group.empty()) member("group", column.group);
      out_.push_back('}');
    });
    lines("rows", table, ready, Line::Kind::row);
    if (ready.grouped) lines("subtotals", table, ready, Line::Kind::subtotal);
    lines("totals", table, ready, Line::Kind::total);
    out_.push_back('}');
  }

  // The lines of one kind; of sums, only the columns that have one.
  void lines(std::string_view name, const Table& table, const PreparedTable& ready, Line::Kind kind) {
    out_.append(",\n   \"").append(name).append("\":[");
    bool first = true;
    const Row* above = nullptr;
    for (const auto& line : ready.lines) {
      if (line.row) above = line.row;
      if (line.kind != kind) continue;
      out_.append(first ? "\n    {" : ",\n    {");
      first = false;
      const bool with_group = ready.grouped && kind != Line::Kind::total;
      bool begun = with_group;
      if (with_group) {
        text(table.group_key);
        out_.push_back(':');
        text(above->group);
      }
      const auto& cells = line.row ? line.row->cells : line.sums;
      for (std::size_t at = 0; at < cells.size(); ++at) {
        if (!line.row && table.columns[at].total == Total::none) continue;
        if (begun) out_.push_back(',');
        begun = true;
        text(table.columns[at].key);
        out_.push_back(':');
        std::visit([this](const auto& value) { put(value); }, cells[at].value);
      }
      out_.push_back('}');
    }
    out_.append(first ? "]" : "\n   ]");
  }

  template <class Items, class Write>
  void list(const Items& items, Write write) {
    out_.push_back('[');
    bool first = true;
    for (const auto& item : items) {
      if (!first) out_.push_back(',');
      first = false;
      write(item);
    }
    out_.push_back(']');
  }
  void member(std::string_view name, const std::string& value) {
    out_.append(",\"").append(name).append("\":");
    text(value);
  }
  void text(const std::string& text) { out_.append(boost::json::serialize(boost::json::string_view(text))); }

  void put(std::monostate) { out_.append("null"); }
  void put(Signature) { out_.append("null"); }
  void put(const std::string& value) { text(value); }
  void put(const Identifier& id) { text(id.text); }
  void put(std::int64_t number) { out_.append(std::to_string(number)); }
  void put(Decimal number) { out_.append(decimal_text(number, '.')); }
  void put(Minutes minutes) { out_.append(std::to_string(minutes.count)); }
  void put(TimeOfDay time) { out_.append(std::to_string(time.minutes)); }
  void put(base::Date date) { text(base::format_date(date)); }

  std::string out_;
};

}  // namespace

base::Result<std::string> to_json(const Document& document) {
  const auto ready = prepared(document);
  if (!ready) return ready.error();
  return Writer().document(ready->document, ready->tables);
}

}  // namespace hadir::report
