// `hadir sync`, with --check, and `hadir differences`: what the hub holds, and whether it shows the same as this PC.
#pragma once

#include "agent/cli_commands.h"

namespace hadir::agent {

extern const char* const sync_footer;
extern const char* const differences_footer;

// 0 complete, and the same where a check was asked for; 1 incomplete or different; 2 unreachable.
struct SyncOptions {
  bool check = false, dry_run = false;
  std::string max_bytes;  // "500K"; empty: what is left of the day's budget
};
int run_sync(const CommandLine& line, const SyncOptions& options);
int run_differences(const CommandLine& line);

}  // namespace hadir::agent
