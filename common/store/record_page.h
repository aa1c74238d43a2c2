// Records page by page, for who shows many of them over a connection: each page costs the same, the last one what the first did.
// A page reads the days that it shows; of kinds without a day, which an office has few of, it reads all.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/store/record_table.h"

namespace hadir::store {

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
