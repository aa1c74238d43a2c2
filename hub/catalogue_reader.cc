// From the text of a file to rows with line numbers: the half of catalogue.h that knows CSV and JSON.
#include <boost/json/parse.hpp>

#include "common/base/csv.h"
#include "common/base/limits.h"
#include "common/base/text.h"
#include "common/model/forms.h"
#include "hub/catalogue.h"

namespace hadir::hub {
namespace {

using base::Error;
using base::Fault;
using base::Result;
using model::Kind;

RefusedLine refusal(std::size_t line, const Error& error) { return {line, error.what, error.hint}; }

std::string lower(std::string_view text) {
  std::string out(base::trim(text));
  for (char& letter : out)
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  return out;
}

// Whether rows of the kind say by a column of its own to which unit they belong.
bool takes_unit(const Kind& kind) { return !kind.province_wide && model::find_named(kind, "unit") == nullptr; }

Result<std::vector<std::string>> read_header(const Kind& kind, const std::vector<std::string>& cells) {
  std::vector<std::string> names;
  for (const std::string& cell : cells) {
    std::string name = lower(cell);
    const model::Field* field = model::find_named(kind, name);
    if (!name.empty() && !(takes_unit(kind) && name == "unit") && (field == nullptr || field->type == model::Type::offset))
      return Error{Fault::bad_input, "kolom \"" + base::printable(cell, 40) + "\" tidak dikenal untuk " + kind.name,
                   columns_of(kind)};
    if (!name.empty() && std::ranges::find(names, name) != names.end())
      return Error{Fault::bad_input, "kolom " + name + " ada dua kali", "hapus salah satunya"};
    names.push_back(std::move(name));
  }
  for (const model::Field& field : kind.key)
    if (field.required && std::ranges::find(names, std::string_view(field.name)) == names.end())
      return Error{Fault::bad_input, "baris pertama tidak memuat kolom " + std::string(field.name), columns_of(kind)};
  return names;
}

// A row out of its members under their public names.
Result<CatalogueRow> row_of(const Kind& kind, std::size_t line, boost::json::object object) {
  std::string unit;
  if (takes_unit(kind)) {
    if (const boost::json::value* given = object.if_contains("unit"); given != nullptr && given->is_string())
      unit = std::string(base::trim(given->get_string()));
    object.erase("unit");
  }
  auto change = model::change_from_json(kind, object);
  if (!change) return change.error();
  return CatalogueRow{line, &kind, std::move(*change), std::move(unit)};
}

Result<CatalogueRow> read_cells(const Kind& kind, std::size_t line, const std::vector<std::string>& names,
                                const std::vector<std::string>& cells) {
  for (std::size_t at = names.size(); at < cells.size(); ++at)
    if (!cells[at].empty())
      return Error{Fault::bad_input, "baris ini punya lebih banyak kolom daripada baris pertama",
                   "periksa tanda pemisah dan tanda kutip"};
  boost::json::object object;
  for (std::size_t at = 0; at < names.size(); ++at)
    if (!names[at].empty()) object[names[at]] = at < cells.size() ? boost::json::value(cells[at]) : boost::json::value(nullptr);
  return row_of(kind, line, std::move(object));
}

Result<std::vector<CatalogueRow>> read_csv(std::string_view text, const Kind& kind, std::vector<RefusedLine>& refused) {
  base::CsvReader reader(text);
  auto header = reader.next();
  if (!header) return header.error();
  if (!*header) return Error{Fault::bad_input, "berkas ini kosong", columns_of(kind)};
  const auto names = read_header(kind, (*header)->cells);
  if (!names) return names.error();
  std::vector<CatalogueRow> rows;
  for (;;) {
    auto row = reader.next();
    if (!row) {
      refused.push_back({reader.refused_line(), row.error().what, row.error().hint});
      continue;
    }
    if (!*row) return rows;
    auto read = read_cells(kind, (*row)->line, *names, (*row)->cells);
    if (read)
      rows.push_back(std::move(*read));
    else
      refused.push_back(refusal((*row)->line, read.error()));
  }
}

// Nullptr for a kind that is not the secretariat's to import.
const Kind* importable(std::string_view name) {
  return std::ranges::find(catalogue_kinds(), name) != catalogue_kinds().end() ? model::find_kind(name) : nullptr;
}

Result<CatalogueRow> read_object(std::string_view line, std::size_t number, const Kind& fallback) {
  if (line.size() > base::limits::import_line_bytes)
    return Error{Fault::too_large, "baris terlalu panjang", "satu catatan per baris"};
  boost::json::error_code failed;
  const boost::json::value value = boost::json::parse(line, failed);
  if (failed || !value.is_object()) return Error{Fault::bad_input, "bukan objek JSON", "tulis satu objek {…} per baris"};
  const Kind* kind = &fallback;
  if (const boost::json::value* named = value.get_object().if_contains("kind"))
    kind = named->is_string() ? importable(named->get_string()) : nullptr;
  if (kind == nullptr) {
    std::string known;
    for (const char* one : catalogue_kinds()) known += std::string(known.empty() ? "" : ", ") + one;
    return Error{Fault::bad_input, "\"kind\" tidak dikenal", "pilih " + known};
  }
  auto row = row_of(*kind, number, value.get_object());
  if (!row) return row.error();
  if (model::Change* change = &row->change; change->deletes && kind == model::find_kind("employee")) {
    // A deletion carries no fields, but the unit says on which list it happens.
    const model::Field& unit = *model::find_named(*kind, "unit");
    if (const boost::json::value* given = value.get_object().if_contains("unit"); given != nullptr && given->is_string())
      change->fields.push_back({unit.number, std::string(given->get_string())});
  }
  return row;
}

Result<std::vector<CatalogueRow>> read_json_lines(std::string_view text, const Kind& kind, std::vector<RefusedLine>& refused) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  std::vector<CatalogueRow> rows;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = base::trim(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.empty()) continue;
    auto row = read_object(line, number, kind);
    if (row)
      rows.push_back(std::move(*row));
    else
      refused.push_back(refusal(number, row.error()));
  }
  return rows;
}

}  // namespace

std::span<const char* const> catalogue_kinds() {
  static constexpr const char* names[] = {"unit",     "unit_revision",     "region_status", "calendar", "holiday",
                                          "employee", "employee_revision", "post",          "holder",   "rotation",
                                          "shift"};
  return names;
}

std::string columns_of(const Kind& kind) {
  std::string names = "kolom yang dikenal:";
  for (const auto fields : {kind.key, kind.fields})
    for (const model::Field& field : fields)
      if (field.type != model::Type::offset) names += std::string(" ") + field.name;
  if (takes_unit(kind)) names += " unit";
  return names;
}

Result<std::vector<CatalogueRow>> read_catalogue(std::string_view text, ImportFormat format, const Kind& kind,
                                                 std::vector<RefusedLine>& refused) {
  return format == ImportFormat::csv ? read_csv(text, kind, refused) : read_json_lines(text, kind, refused);
}

}  // namespace hadir::hub
