#include "common/evidence/row_compare.h"

#include <algorithm>
#include <compare>

#include "common/base/text.h"
#include "common/evidence/source.h"

namespace hadir::evidence {
namespace {

constexpr std::size_t widest_cell = 200;

int type_of(const store::Statement& row, int column) { return sqlite3_column_type(row.raw(), column); }

// As SQLite orders values: none, numbers, texts, bytes.
int rank_of(int type) {
  return type == SQLITE_NULL ? 0 : type == SQLITE_INTEGER || type == SQLITE_FLOAT ? 1 : type == SQLITE_TEXT ? 2 : 3;
}

std::strong_ordering compare_cells(const store::Statement& left, const store::Statement& right, int column) {
  const int rank = rank_of(type_of(left, column));
  if (const auto order = rank <=> rank_of(type_of(right, column)); order != 0) return order;
  if (rank == 0) return std::strong_ordering::equal;
  if (rank == 1) return left.integer(column) <=> right.integer(column);
  const base::ByteView one = left.blob(column), other = right.blob(column);
  return std::lexicographical_compare_three_way(one.begin(), one.end(), other.begin(), other.end());
}

std::strong_ordering compare_keys(const store::Statement& left, const store::Statement& right, int keys) {
  for (int column = 0; column < keys; ++column)
    if (const auto order = compare_cells(left, right, column); order != 0) return order;
  return std::strong_ordering::equal;
}

}  // namespace

std::uint64_t compare_rows(store::Statement& stored, store::Statement& projected, int keys,
                           const std::function<void(const RowPair&)>& differs) {
  std::uint64_t count = 0;
  bool has_stored = stored.step(), has_projected = projected.step();
  RowPair pair;
  while (has_stored || has_projected) {
    const auto order = !has_stored      ? std::strong_ordering::greater
                       : !has_projected ? std::strong_ordering::less
                                        : compare_keys(stored, projected, keys);
    if (order == 0) {
      pair.differing.clear();
      for (int column = keys; column < stored.column_count(); ++column)
        if (compare_cells(stored, projected, column) != 0) pair.differing.push_back(column);
      pair.stored = &stored;
      pair.projected = &projected;
      if (!pair.differing.empty()) differs(pair);
    } else {
      differs({order < 0 ? &stored : nullptr, order < 0 ? nullptr : &projected, {}});
    }
    count += order <= 0 ? 1 : 0;
    if (order <= 0) has_stored = stored.step();
    if (order >= 0) has_projected = projected.step();
  }
  return count;
}

std::string cell_text(const store::Statement& row, int column) {
  switch (type_of(row, column)) {
    case SQLITE_NULL: return "(kosong)";
    case SQLITE_BLOB: return hex_text(row.blob(column));
    default: return base::printable(row.text(column), widest_cell);
  }
}

std::string row_text(const store::Statement& row, int first) {
  std::string text;
  for (int column = first; column < row.column_count(); ++column) text += (text.empty() ? "" : ", ") + cell_text(row, column);
  return text;
}

}  // namespace hadir::evidence
