// Findings of `doctor`, as values, and the checks that both programs share: directory, key, disk, database, backups. Nothing here
// needs a service to run or a database to be sound.
#pragma once

#include <boost/json/array.hpp>
#include <filesystem>
#include <string>
#include <vector>

#include "common/base/clock.h"
#include "common/store/backup_keeper.h"

namespace hadir::store {

enum class Level {
  ok,
  attention,  // works, and somebody should look at it
  failure,    // does not work, or will stop working
};

struct Finding {
  std::string check;  // short and stable, for programs: "directory", "database" …
  Level level = Level::ok;
  std::string what;  // one sentence
  std::string todo;  // what to do; empty where there is nothing
};

bool has_failure(const std::vector<Finding>& findings);
// [{check, level: ok|attention|failure, what, todo}]
boost::json::array to_json(const std::vector<Finding>& findings);
// For people: OK, PERHATIAN or GAGAL, what, and below it what to do.
std::string to_text(const std::vector<Finding>& findings);
// A failed operation as a finding.
Finding failure_of(std::string check, const base::Error& error);

// Exists, belongs to the user of this process and to nobody else, and can be written. `prepare` says how to make one.
Finding check_directory(const std::filesystem::path& directory, const std::string& prepare);
// Readable by its owner alone. Whether it holds a key is the caller's question.
Finding check_key_file(const std::filesystem::path& key);
// Room on the disk under the directory.
Finding check_space(const std::filesystem::path& directory);
// Opens, is sound page by page, has a version that this program knows; and how large its WAL has grown.
std::vector<Finding> check_live_database(const std::filesystem::path& database);
Finding check_backups(const BackupPlan& plan, base::WallTime now);

}  // namespace hadir::store
