// The commands of `hadir` that look after a PC's data: backup, restore, doctor. They work on the directory itself, because they
// are needed most when the service does not run.
#pragma once

#include "agent/cli_commands.h"

namespace hadir::agent {

struct BackupCommandOptions {
  std::string file;
  bool force = false;  // an existing file may go
};
int run_backup(const CommandLine& line, const BackupCommandOptions& options);

struct RestoreOptions {
  std::string file;
  bool yes = false;
};
// 1 without --yes: told what would be lost, changed nothing.
int run_restore(const CommandLine& line, const RestoreOptions& options);

// 0: nothing fails; 1: something does.
int run_doctor(const CommandLine& line);

}  // namespace hadir::agent
