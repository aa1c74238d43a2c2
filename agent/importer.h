// Records what an import file said, or keeps it in quarantine with the reason. Idempotent: what is there already is left alone.
#pragma once

#include <boost/json/array.hpp>
#include <string>

#include "agent/office.h"

namespace hadir::agent {

struct ImportResult {
  std::size_t recorded = 0;
  std::size_t unchanged = 0;
  struct Quarantined {
    std::int64_t line;
    std::string reason;
  };
  std::vector<Quarantined> quarantined;
  boost::json::object to_json() const;
};

class Importer {
 public:
  explicit Importer(Office& office) : office_(office) {}

  // One durable transaction for the whole batch (agent/import_file.h describes the items). `source` is the file's name.
  base::Result<ImportResult> run(const std::string& source, const boost::json::array& items, const std::string& author);

  // Tries again what waits in quarantine: people or PINs may be known by now. Quarantined ones stay.
  base::Result<ImportResult> retry(const std::string& author);

  // The newest `most` quarantined lines: source, line, content, reason.
  boost::json::array quarantine(std::size_t most);
  std::int64_t quarantine_count();

 private:
  base::Result<model::Change> change_of(const boost::json::object& item);
  base::Result<model::Change> punch_of(const boost::json::object& attlog);
  base::Result<std::string> employee_of(const std::string& device, const std::string& pin);
  std::optional<base::Error> out_of_place(const model::Kind& kind, const model::Change& change);
  bool is_known_employee(const std::string& nip);
  void quarantine_line(const std::string& source, const boost::json::object& item, const std::string& reason,
                       ImportResult& result);
  ImportResult run_within(const std::string& source, const boost::json::array& items, const std::string& author);

  Office& office_;
};

}  // namespace hadir::agent
