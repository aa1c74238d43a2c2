// The sums of rows, groups and tables, exact and of one kind.
#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "common/report/prepared.h"

namespace hadir::report {
namespace {

using base::Error;
using base::Fault;

// What the cells of a column are, so that its sums are the same thing.
struct Unit {
  enum class Kind { nothing, integer, decimal, minutes };
  Kind kind = Kind::nothing;
  int digits = 0;

  // False where the value cannot be summed with what came before.
  bool take(const Value& value) {
    if (std::holds_alternative<std::monostate>(value)) return true;
    if (std::holds_alternative<Minutes>(value)) return become(Kind::minutes);
    if (const auto* decimal = std::get_if<Decimal>(&value)) {
      digits = std::max(digits, decimal->digits);
      return become(Kind::decimal);
    }
    return std::holds_alternative<std::int64_t>(value) && become(Kind::integer);
  }

  bool become(Kind other) {
    if ((kind == Kind::minutes || other == Kind::minutes) && kind != Kind::nothing && kind != other) return false;
    kind = std::max(kind, other);
    return true;
  }
};

class Sum {
 public:
  explicit Sum(Unit unit) : unit_(unit) {}

  void add(const Value& value) {
    if (const auto* number = std::get_if<std::int64_t>(&value)) add(*number, unit_.digits);
    if (const auto* minutes = std::get_if<Minutes>(&value)) add(minutes->count, 0);
    if (const auto* decimal = std::get_if<Decimal>(&value)) add(decimal->units, unit_.digits - decimal->digits);
  }

  bool overflown() const { return overflown_; }
  std::int64_t total() const { return total_; }
  Value value() const {
    if (unit_.kind == Unit::Kind::minutes) return Minutes{total_};
    if (unit_.kind == Unit::Kind::decimal) return Decimal{total_, unit_.digits};
    return total_;
  }

 private:
  void add(std::int64_t number, int scale) {
    for (; scale > 0; --scale) overflown_ |= __builtin_mul_overflow(number, std::int64_t{10}, &number);
    overflown_ |= __builtin_add_overflow(total_, number, &total_);
  }

  Unit unit_;
  std::int64_t total_ = 0;
  bool overflown_ = false;
};

Error not_summable(const Table& table, const Column& column, std::size_t row) {
  return {Fault::bad_input,
          fmt::format("tabel {}, kolom {}, baris {}: tidak dapat dijumlahkan dengan sel lain di kolom ini", table.key, column.key,
                      row + 1),
          "isi kolom yang dijumlahkan dengan satu jenis angka, atau kosongkan selnya"};
}

Error too_big(const Table& table, const Column& column) {
  return {Fault::too_large, fmt::format("tabel {}, kolom {}: jumlahnya melebihi 64 bit", table.key, column.key), ""};
}

std::size_t column_named(const Table& table, const std::string& key) {
  const auto found =
      std::find_if(table.columns.begin(), table.columns.end(), [&](const Column& column) { return column.key == key; });
  return static_cast<std::size_t>(found - table.columns.begin());
}

bool is_empty(const Cell& cell) { return std::holds_alternative<std::monostate>(cell.value); }

// Adds the rows [begin, end) up, column by column.
class Adder {
 public:
  explicit Adder(const Table& table) : table_(table), units_(table.columns.size()) {}

  base::Result<void> find_units() {
    for (std::size_t at = 0; at < units_.size(); ++at) {
      if (table_.columns[at].total != Total::sum) continue;
      for (std::size_t row = 0; row < table_.rows.size(); ++row) {
        if (!units_[at].take(table_.rows[row].cells[at].value)) return not_summable(table_, table_.columns[at], row);
      }
    }
    return {};
  }

  base::Result<std::vector<Cell>> add(std::size_t begin, std::size_t end) const {
    std::vector<Cell> out(units_.size());
    std::vector<std::int64_t> totals(units_.size());
    for (std::size_t at = 0; at < units_.size(); ++at) {
      const Column& column = table_.columns[at];
      if (column.total == Total::sum) {
        Sum sum(units_[at]);
        for (std::size_t row = begin; row < end; ++row) sum.add(table_.rows[row].cells[at].value);
        if (sum.overflown()) return too_big(table_, column);
        out[at].value = sum.value();
        totals[at] = sum.total();
      } else if (column.total == Total::count) {
        std::int64_t count = 0;
        for (std::size_t row = begin; row < end; ++row) count += is_empty(table_.rows[row].cells[at]) ? 0 : 1;
        out[at].value = count;
      }
    }
    for (std::size_t at = 0; at < units_.size(); ++at) {
      const Column& column = table_.columns[at];
      if (column.total != Total::percent) continue;
      out[at] =
          Cell(percent(totals[column_named(table_, column.part)], totals[column_named(table_, column.whole)], digits_of(at)));
    }
    return out;
  }

 private:
  // As many as the column's own cells have.
  int digits_of(std::size_t at) const {
    for (const auto& row : table_.rows) {
      if (const auto* decimal = std::get_if<Decimal>(&row.cells[at].value)) return decimal->digits;
    }
    return 1;
  }

  const Table& table_;
  std::vector<Unit> units_;
};

}  // namespace

base::Result<void> fill_sums(Table& table) {
  for (std::size_t at = 0; at < table.columns.size(); ++at) {
    const Column& column = table.columns[at];
    if (column.sum_of.empty()) continue;
    std::vector<std::size_t> sources;
    for (const auto& key : column.sum_of) sources.push_back(column_named(table, key));
    Unit unit;
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
      for (const auto source : sources) {
        if (!unit.take(table.rows[row].cells[source].value)) return not_summable(table, table.columns[source], row);
      }
    }
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
      auto& cells = table.rows[row].cells;
      if (!is_empty(cells[at])) {
        return Error{Fault::bad_input,
                     fmt::format("tabel {}, kolom {}, baris {}: kolom jumlah sudah berisi", table.key, column.key, row + 1),
                     "kosongkan sel kolom yang memakai sum_of"};
      }
      if (std::all_of(sources.begin(), sources.end(), [&](auto source) { return is_empty(cells[source]); })) continue;
      Sum sum(unit);
      for (const auto source : sources) sum.add(cells[source].value);
      if (sum.overflown()) return too_big(table, column);
      cells[at].value = sum.value();
    }
  }
  return {};
}

base::Result<PreparedTable> prepare_lines(const Table& table) {
  PreparedTable out;
  const auto has_total = [](const Column& column) { return column.total != Total::none; };
  const auto first_sum = std::find_if(table.columns.begin(), table.columns.end(), has_total);
  const bool summed = first_sum != table.columns.end();
  out.label_columns = static_cast<std::size_t>(first_sum - table.columns.begin());
  out.grouped = std::any_of(table.rows.begin(), table.rows.end(), [](const Row& row) { return !row.group.empty(); });
  if (table.rows.empty()) {
    out.lines.push_back({Line::Kind::nothing, table.empty_text, nullptr, {}});
    return out;
  }
  Adder adder(table);
  if (auto units = adder.find_units(); !units) return units.error();
  out.lines.reserve(table.rows.size() + 1);
  for (std::size_t begin = 0; begin < table.rows.size();) {
    const std::string& group = table.rows[begin].group;
    if (!group.empty()) out.lines.push_back({Line::Kind::heading, group, nullptr, {}});
    std::size_t end = begin;
    for (; end < table.rows.size() && table.rows[end].group == group; ++end) {
      out.lines.push_back({Line::Kind::row, {}, &table.rows[end], {}});
    }
    if (!group.empty() && table.subtotals && summed) {
      auto sums = adder.add(begin, end);
      if (!sums) return sums.error();
      out.lines.push_back({Line::Kind::subtotal, fmt::format("{} {}", table.total_label, group), nullptr, std::move(*sums)});
    }
    begin = end;
  }
  if (summed) {
    auto sums = adder.add(0, table.rows.size());
    if (!sums) return sums.error();
    out.lines.push_back({Line::Kind::total, table.total_label, nullptr, std::move(*sums)});
  }
  return out;
}

}  // namespace hadir::report
