// What can be asked of an office, by name, with JSON in and JSON out. The service's API and the command line (when no service
// runs) call the same table, so that they cannot differ.
#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "agent/settings.h"
#include "agent/syncer.h"
#include "agent/web_lan.h"
#include "common/web/password.h"

namespace hadir::agent {

// What operations need beside the office itself.
struct Workplace {
  Office& office;
  // Runs a sync now and waits for it.
  std::function<Synced(const SyncWish&)> sync_now;
  // Something was recorded: sync soon.
  std::function<void()> note_write;
  bool is_service = false;
  store::BackupPlan backups = {};
  // Why the latest scheduled backup failed; empty where nobody makes any.
  std::function<std::optional<base::Error>()> backup_problem = {};
  base::Random& random = base::system_random();
  SettingTexts fixed_settings = {};  // that the service's command line decides
  // Makes settings hold now; empty where no service runs. Waits for it, so never from the I/O thread.
  std::function<base::Result<void>(const Settings&)> follow_settings = {};
  std::function<WebLan::State()> web_lan = {};
  std::optional<std::int64_t> started_ms = {};
  // What the latest sync of the service came to; null before the first.
  std::function<boost::json::value()> last_exchange = {};
  std::shared_ptr<web::PasswordHasher> passwords = std::make_shared<web::PasswordHasher>();
};

struct Operation {
  const char* name;
  base::Result<boost::json::value> (*run)(Workplace&, const boost::json::object& request);
};
std::span<const Operation> operations();

// Fault::not_found for an unknown name. Never throws: what the store throws becomes an Error.
base::Result<boost::json::value> perform(Workplace& workplace, std::string_view name, const boost::json::object& request);

// Whether it only reads, and much: the rules' view of months. Such an operation may run beside others, on an Office of its own.
bool reads_at_length(std::string_view name);

// Of a request to sync: {"check": true, "max_bytes": 500000}, both optional.
base::Result<SyncWish> wish_of(const boost::json::object& request);

// The JSON that `hadir sync --json` prints, and its exit code: 0 complete, 1 incomplete, 2 unreachable.
boost::json::object to_json(const Synced& synced, std::int64_t now_ms, int offset_minutes);
int exit_code_of(sync::SyncResult result);

}  // namespace hadir::agent
