// Records page by page, for who shows many of them over a connection: each page costs the same, the last one what the first did.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/store/record_table.h"

namespace hadir::store {

// The order of for_each_record as an index, where nothing in it may be missing. Whoever never asks for pages need not pay for it.
// Writes nothing where it is there.
void ensure_record_order(Database& database);

struct RecordPage {
  std::vector<RecordRow> rows;
  std::string next;  // where the next page begins; empty: this was the last
};

// At most `most` records of one scope in the order of for_each_record, behind those of the page that gave `after`; from the first
// where it is empty. Records that come or go meanwhile are in it or not, others are neither left out nor repeated.
// Fault::bad_input (thrown as Failure) for a foreign `after`, and as for_each_record has it.
RecordPage record_page(Database& database, const model::Kind& kind, const std::string& scope, const std::vector<Filter>& filters,
                       std::string_view after, std::size_t most);

}  // namespace hadir::store
