// What the secretariat imports: units and what changes of them, employees, holidays, calendars, posts …, from CSV or JSON lines,
// as commits of the hub. Used by the commands; runs beside a serving hub.
#pragma once

#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/clock.h"
#include "common/store/replica_store.h"
#include "hub/data_dir.h"

namespace hadir::hub {

inline constexpr std::size_t import_bytes = 64 * 1024 * 1024;

struct RefusedLine {
  std::size_t line = 0;  // in the file, from 1
  std::string reason, hint;
};

struct ImportReport {
  std::size_t recorded = 0, unchanged = 0;
  std::vector<RefusedLine> refused;  // ascending by line
};

struct ImportOptions {
  std::function<DataDir::Writer()> writer;  // who writes for the hub; called inside each transaction
  const base::Clock& clock;
  std::string author = "hub";
  std::string unit = {};  // of rows that name none
  // Called between two transactions, so that a serving hub gets its turn at the database; may be empty.
  std::function<void()> between_transactions;
};

// One line of a file that was understood.
struct CatalogueRow {
  std::size_t line = 0;
  const model::Kind* kind = nullptr;
  model::Change change;
  std::string unit;  // that the row names, where records of the kind belong to a unit and do not name it themselves
};

// Kinds that the secretariat imports, in the order in which one file's rows are recorded.
std::span<const char* const> catalogue_kinds();

// "kolom yang dikenal: …", for hints.
std::string columns_of(const model::Kind& kind);

enum class ImportFormat { csv, json_lines };

// Reads what the text holds: CSV with a header of public field names for records of `kind`, or one JSON object per line, whose
// "kind" (one of catalogue_kinds()) goes before `kind`. Kinds that belong to a unit and have no field of that name take a column
// "unit" beside their own. Lines that cannot be read go to `refused`.
// Fault::bad_input where the whole text is unusable (no header, unknown columns, not UTF-8).
base::Result<std::vector<CatalogueRow>> read_catalogue(std::string_view text, ImportFormat format, const model::Kind& kind,
                                                       std::vector<RefusedLine>& refused);

// Records the rows and says what became of each. Units and holidays go to the province; an employee goes to the unit that its
// `unit` names, which must be known. An employee who was in another unit stays on that unit's list with the new unit's code, so
// that its past keeps its name. Units whose chain of parents would come back to them are refused. Importing the same again
// changes nothing. Throws base::Failure where the store fails; what was recorded until then stays.
ImportReport import_catalogue(store::ReplicaStore& store, std::vector<CatalogueRow> rows, const ImportOptions& options);

}  // namespace hadir::hub
