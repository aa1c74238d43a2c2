#include "agent/operations_page.h"

#include <boost/json/array.hpp>

#include "agent/doctor.h"
#include "agent/import_file.h"
#include "agent/importer.h"
#include "common/base/civil.h"
#include "common/desk/request.h"

namespace hadir::agent {

using base::Result;
using boost::json::array;
using boost::json::object;
using boost::json::value;

namespace {

constexpr std::size_t batch_items = 1'000, shown_records = 500;

void add(object& total, const object& more) {
  for (const char* name : {"recorded", "unchanged"}) {
    const std::int64_t before = total.contains(name) ? total.at(name).to_number<std::int64_t>() : 0;
    total[name] = before + more.at(name).to_number<std::int64_t>();
  }
  value& lines = total["quarantined"];
  if (!lines.is_array()) lines = array();
  for (const value& line : more.at("quarantined").as_array()) lines.get_array().push_back(line);
}

}  // namespace

Result<value> import_file_operation(Workplace& workplace, const object& request) {
  Office& office = workplace.office;
  const std::string name = desk::text_in(request, "name"), author = desk::text_in(request, "author");
  std::vector<array> batches;
  array understood;
  std::size_t lines = 0;
  const auto read = read_import_file(name, desk::text_in(request, "content"),
                                     {desk::text_in(request, "kind"), desk::text_in(request, "device")}, [&](ImportItem item) {
                                       ++lines;
                                       if (item.contains("record") && understood.size() < shown_records)
                                         understood.push_back(object{{"line", item.at("line")}, {"record", item.at("record")}});
                                       if (batches.empty() || batches.back().size() == batch_items) batches.emplace_back();
                                       batches.back().emplace_back(std::move(item));
                                     });
  if (!read) return read.error();

  const bool only_checks = desk::flag_in(request, "check");
  if (only_checks) office.settle_suspicion();  // no new key for what is not kept
  std::optional<store::Transaction> undone;
  if (only_checks) undone.emplace(office.store().database());
  object total{{"recorded", 0}, {"unchanged", 0}, {"quarantined", array()}};
  Importer importer(office);
  for (const array& batch : batches) {
    const auto done = importer.run(name.empty() ? "impor" : name, batch, author.empty() ? "petugas" : author);
    if (!done) return done.error();
    add(total, done->to_json());
  }
  std::size_t released = 0;
  if (!only_checks && total.at("recorded").to_number<std::int64_t>() > 0) {
    // New people or PINs may explain lines that were put aside earlier.
    const auto retried = importer.retry(author.empty() ? "petugas" : author);
    if (!retried) return retried.error();
    released = retried->recorded;
    workplace.note_write();
  }
  total["released"] = released;
  total["lines"] = lines;
  total["records"] = std::move(understood);
  return value(std::move(total));
}

Result<value> health_operation(Workplace& workplace, const object&) {
  const auto status = perform(workplace, "status", {});
  if (!status) return status.error();
  const std::filesystem::path database = workplace.backups.database, directory = database.parent_path();
  std::vector<store::Finding> findings{store::check_space(directory),
                                       store::check_backups(workplace.backups, workplace.office.clock().wall())};
  for (store::Finding& one : judge_status(status->as_object())) findings.push_back(std::move(one));
  std::error_code ignored;
  const std::filesystem::space_info space = std::filesystem::space(directory, ignored);
  const auto offset = static_cast<std::int16_t>(workplace.office.offset_minutes());
  return value(
      object{{"findings", store::to_json(findings)},
             {"version", HADIR_VERSION},
             {"started", workplace.started_ms ? value(base::format_rfc3339({*workplace.started_ms, offset})) : value(nullptr)},
             {"data_dir", directory.string()},
             {"database_bytes", std::filesystem::file_size(database, ignored)},
             {"disk_free_bytes", space.available},
             {"disk_total_bytes", space.capacity}});
}

}  // namespace hadir::agent
