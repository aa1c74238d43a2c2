// `hadir setting`: what the office set for this PC (agent/settings.h).
#pragma once

#include <CLI/CLI.hpp>

#include "agent/cli_commands.h"

namespace hadir::agent {

struct SettingOptions {
  std::string name, value;
};
CLI::App* add_setting_commands(CLI::App& app, SettingOptions& options);
int run_setting(const CommandLine& line, const CLI::App& command, const SettingOptions& options);

}  // namespace hadir::agent
