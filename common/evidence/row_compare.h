// Walks two sorted tables side by side and shows where they differ.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "common/store/sqlite.h"

namespace hadir::evidence {

// Rows with the same key that differ in `differing` columns, or a row that only one side has.
struct RowPair {
  const store::Statement* stored = nullptr;
  const store::Statement* projected = nullptr;
  std::vector<int> differing;
};

// Both statements answer the same columns, ascending by the first `keys` of them. Answers how many rows `stored` had.
std::uint64_t compare_rows(store::Statement& stored, store::Statement& projected, int keys,
                           const std::function<void(const RowPair&)>& differs);

// A cell for a person: text as it is, bytes in hexadecimal, both cut.
std::string cell_text(const store::Statement& row, int column);
// The cells from `first` on.
std::string row_text(const store::Statement& row, int first);

}  // namespace hadir::evidence
