// The commands of `hadir`. Each asks the office through an OfficeClient, prints, and answers the exit code.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "agent/cli_output.h"
#include "agent/service_client.h"

namespace hadir::agent {

struct CommandLine {
  DataDir dir;
  Output output;
  std::string author;  // who is at the keyboard
  const base::Clock& clock;
};

struct PunchOptions {
  std::string employee, direction, at, source = "manual";
};
int run_punch(const CommandLine& line, const PunchOptions& options);

struct ScheduleOptions {
  std::string employee, date, until, mode;
  std::optional<std::string> shift;
};
int run_schedule_show(const CommandLine& line, const ScheduleOptions& options);
int run_schedule_set(const CommandLine& line, const ScheduleOptions& options);

struct ReportOptions {
  std::string employee, date, status = "submitted";
  std::vector<std::string> activities;
};
int run_report_submit(const CommandLine& line, const ReportOptions& options);

struct RecordsOptions {
  std::string kind;
  std::vector<std::string> where;
  bool times = false;  // of punches: how good their clock was, and when they really happened
};
int run_records(const CommandLine& line, const RecordsOptions& options);

struct ImportCommandOptions {
  std::string file, kind, device;
};
// 0: every line is recorded or was there already; 1: some went to quarantine.
int run_import(const CommandLine& line, const ImportCommandOptions& options);

struct CompactOptions {
  std::optional<std::int64_t> keep_months;
  bool dry_run = false;
};
extern const char* const compact_footer;
int run_compact(const CommandLine& line, const CompactOptions& options);

int run_conflicts_list(const CommandLine& line);
struct SettleOptions {
  std::string id;
  int keep = 0;
  std::optional<std::string> value;
};
int run_conflicts_settle(const CommandLine& line, const SettleOptions& options);

int run_quarantine_list(const CommandLine& line, bool dismissed);
struct DismissOptions {
  std::vector<std::int64_t> ids;
  std::string why;
  bool forget = false;
};
int run_quarantine_dismiss(const CommandLine& line, const DismissOptions& options);
int run_quarantine_retry(const CommandLine& line);
struct BundleExportOptions {
  std::string path = ".", split;
};
int run_bundle_export(const CommandLine& line, const BundleExportOptions& options);
// 0: all of it was taken or is carried; 1: some was not.
int run_bundle_import(const CommandLine& line, const std::vector<std::string>& paths);
int run_carried_list(const CommandLine& line);
int run_carried_export(const CommandLine& line, const std::string& directory);
int run_carried_remove(const CommandLine& line, const std::string& name);

int run_status(const CommandLine& line);

}  // namespace hadir::agent
