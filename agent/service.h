// The running service: the loopback API over the operations, the sync worker, and their orderly start and stop. The composition
// root of hadir-agent.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "agent/data_dir.h"
#include "agent/lan.h"
#include "agent/sync_schedule.h"
#include "agent/traffic.h"
#include "common/base/clock.h"

namespace hadir::agent {

// Where the page is, so that it can be bookmarked.
inline constexpr std::uint16_t default_port = 7300;

struct ServiceOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = default_port;
  SyncIntervals intervals;
  TrafficRules traffic;
  std::chrono::milliseconds clock_interval{20'000};  // how often the wall clock is compared with the boot clock
  bool allow_plain_hub = false;
  LanOptions lan;
  bool any_port = true;  // where `port` is taken, another one will do
  // The page for the office's other PCs, over TLS; none where the address is empty.
  struct {
    std::string address;
    std::uint16_t port = 0;
    std::vector<std::string> names;  // by which browsers call this PC: names or addresses
    bool kiosk = false;              // they may show the kiosk too
  } web_lan;
  // The scheduled backup: at this time of the office's day, or as soon as the PC is on; none where `backups` is off.
  bool backups = true;
  int backup_at_minutes = 12 * 60 + 30;
  std::int64_t backup_after_start_ms = 10 * 60'000;
  std::uint64_t backup_keep_free_mib = 512;
};

// Runs until SIGTERM, SIGINT or the service manager stops it. Prints "listening on http://…" to standard output once it is ready.
// Answers the exit code; errors that keep it from starting are printed to standard error.
int run_service(const DataDir& dir, const ServiceOptions& options, const base::Clock& clock);

// POST <call_path><operation>, body and answer JSON, "Authorization: Bearer <token>" from service.json.
inline constexpr const char* call_path = "/api/v1/call/";

}  // namespace hadir::agent
