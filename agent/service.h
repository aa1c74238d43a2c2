// The running service: the loopback API over the operations, the sync worker, and their orderly start and stop. The composition
// root of hadir-agent.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "agent/data_dir.h"
#include "agent/lan.h"
#include "agent/settings.h"
#include "agent/sync_schedule.h"
#include "common/base/clock.h"

namespace hadir::agent {

// Where the page is, so that it can be bookmarked.
inline constexpr std::uint16_t default_port = 7300;

struct ServiceOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = default_port;
  SyncIntervals intervals;
  std::chrono::milliseconds clock_interval{20'000};  // how often the wall clock is compared with the boot clock
  bool allow_plain_hub = false;
  LanOptions lan;
  bool any_port = true;  // where `port` is taken, another one will do
  // What the command line decides; the rest is as the office set it. parse_settings() has taken it.
  SettingTexts fixed_settings;
  std::int64_t backup_after_start_ms = 10 * 60'000;
  std::uint64_t backup_keep_free_mib = 512;
};

// Runs until SIGTERM, SIGINT or the service manager stops it. Prints "listening on http://…" to standard output once it is ready.
// Answers the exit code; errors that keep it from starting are printed to standard error.
int run_service(const DataDir& dir, const ServiceOptions& options, const base::Clock& clock);

// POST <call_path><operation>, body and answer JSON, "Authorization: Bearer <token>" from service.json.
inline constexpr const char* call_path = "/api/v1/call/";

}  // namespace hadir::agent
