// `hadir web` and `hadir api`: where the office's page is, and what its API takes and answers.
#pragma once

#include "agent/cli_commands.h"

namespace hadir::agent {

int run_web(const CommandLine& line);
int run_api(const CommandLine& line);

}  // namespace hadir::agent
