// The CSV reader must end, keep its promises about rows, and read back what the writer wrote.
#include <cstddef>
#include <cstdint>

#include "common/base/csv.h"
#include "common/base/text.h"

namespace base = hadir::base;

namespace {

std::vector<std::vector<std::string>> read(std::string_view text, const base::CsvLimits& limits, bool may_fail) {
  base::CsvReader reader(text, limits);
  std::vector<std::vector<std::string>> rows;
  std::size_t last_line = 0;
  for (std::size_t calls = 0;; ++calls) {
    HADIR_CHECK(calls <= text.size() + 2);
    auto row = reader.next();
    if (!row) {
      HADIR_CHECK(may_fail);
      HADIR_CHECK(base::is_utf8(base::describe(row.error())));
      continue;
    }
    if (!*row) return rows;
    HADIR_CHECK((*row)->line > last_line);
    HADIR_CHECK(!(*row)->cells.empty() && (*row)->cells.size() <= limits.columns);
    for (const auto& cell : (*row)->cells) HADIR_CHECK(base::is_utf8(cell) && cell.size() <= limits.record_bytes);
    last_line = (*row)->line;
    rows.push_back(std::move((*row)->cells));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  read(text, {.record_bytes = 64, .record_lines = 3, .columns = 4, .rows = 20}, true);

  const auto rows = read(text, {}, true);
  std::string written;
  for (const auto& row : rows) written += base::csv_row(row);
  // Quoting and marks may make a record longer than the limit that the first reading kept.
  base::CsvLimits roomy;
  roomy.record_bytes *= 4;
  HADIR_CHECK(read(written, roomy, false) == rows);
  return 0;
}
