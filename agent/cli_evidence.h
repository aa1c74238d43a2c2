// `hadir verify` and `hadir explain`: what the database proves, and what is known about one record.
#pragma once

#include "agent/cli_commands.h"

namespace hadir::agent {

struct VerifyCommandOptions {
  std::string database;  // empty: this PC's own
  std::string hub_key;
  std::string bundle;  // a bundle for this PC instead
};

struct ExplainOptions {
  std::vector<std::string> record;  // KIND/KEY…, or its parts as words
};

extern const char* const verify_footer;
extern const char* const explain_footer;

// Exit codes: 0 intact, 1 not, or not to be read.
int run_verify(const CommandLine& line, const VerifyCommandOptions& options, unsigned threads);
int run_explain(const CommandLine& line, const ExplainOptions& options);
int run_displaced(const CommandLine& line);

}  // namespace hadir::agent
