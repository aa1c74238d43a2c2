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

  // The newest `most` quarantined lines: id, source, line, content, reason; those that were dismissed instead, with by, why, at.
  enum class Lines { waiting, dismissed };
  boost::json::array quarantine(std::size_t most, Lines which);
  // Somebody decides that lines are not to be taken: they wait no more, also not after the next import of the same file.
  // `forget`: what stood in them is erased too (and a next import asks again). Fault::not_found where one of them does not wait;
  // nothing is changed then.
  base::Result<void> dismiss(const std::vector<std::int64_t>& ids, const std::string& author, const std::string& why,
                             bool forget);
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
