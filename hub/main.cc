// hadir-hub: the secretariat's program.
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include "common/base/clock.h"
#include "common/base/crypto.h"
#include "common/base/files.h"
#include "common/base/random.h"
#include "hub/cli.h"

int main(int count, char** arguments) {
  spdlog::set_default_logger(spdlog::stderr_logger_mt("hadir-hub"));
  spdlog::set_pattern("%Y-%m-%dT%H:%M:%S%z %l %v");
  hadir::base::keep_files_private();
  hadir::base::initialise_crypto();
  return hadir::hub::run_cli(count, arguments, hadir::base::system_clock(), hadir::base::system_random());
}
