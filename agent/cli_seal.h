// The commands of `hadir seal`.
#pragma once

#include "agent/cli_commands.h"

namespace CLI {
class App;
}

namespace hadir::agent {

struct SealOptions {
  std::string pc, key, file = "-";
  std::vector<std::string> share;
  bool yes = false;
};

// Adds `seal` with its subcommands; their options go to `options`, which must outlive the parsing.
CLI::App* add_seal_commands(CLI::App& app, SealOptions& options);
// The parsed subcommand. 1 where the office refuses, or a confirmation is missing.
int run_seal(const CommandLine& line, const CLI::App& seal, const SealOptions& options);

}  // namespace hadir::agent
