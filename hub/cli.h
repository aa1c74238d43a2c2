// The commands of hadir-hub: what they share. Each cli_*.cc adds its commands to the parser; main.cc runs it.
#pragma once

#include <CLI/CLI.hpp>
#include <boost/json/object.hpp>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/clock.h"
#include "common/base/random.h"
#include "hub/data_dir.h"

namespace hadir::hub {

// What a command has to work with, and what came of it.
struct Session {
  const base::Clock& clock;
  base::Random& random;
  std::string data = default_data_dir;
  bool json = false;
  // The chosen command; set while parsing, run afterwards. An error is printed and makes the exit code 1.
  std::function<base::Result<void>()> command;
  // Set by a command that went through and has said itself what it objects to: the exit code is 1 then too.
  bool incomplete = false;
};

inline constexpr int exit_done = 0, exit_refused = 1, exit_usage = 2;

// A command with --data and --json of its own, whose help ends with examples.
CLI::App* add_command(CLI::App& parent, Session& session, const std::string& name, const std::string& help,
                      const std::string& footer);

void add_setup_commands(CLI::App& app, Session& session);        // init, enrol, revoke
void add_serve_command(CLI::App& app, Session& session);         // serve
void add_catalogue_commands(CLI::App& app, Session& session);    // unit, employee, holiday import
void add_desk_commands(CLI::App& app, Session& session);         // circular, compliance, day, recap …
void add_bundle_commands(CLI::App& app, Session& session);       // bundle import, export
void add_view_commands(CLI::App& app, Session& session);         // status, records, conflicts list
void add_evidence_commands(CLI::App& app, Session& session);     // verify, explain
void add_erase_command(CLI::App& app, Session& session);         // erase
void add_maintenance_commands(CLI::App& app, Session& session);  // backup, restore, doctor

// The whole program: parses, runs, prints, answers the exit code.
int run_cli(int count, const char* const* arguments, const base::Clock& clock, base::Random& random);

// --- output ---

// The directory and its store, opened for a command.
struct Opened {
  DataDir dir;
  std::unique_ptr<store::ReplicaStore> store;
};
base::Result<Opened> open_hub(const Session& session);

// Between two transactions of a long command beside a `serve`: whoever waits for the database goes first.
void give_others_a_turn();

void print(std::string_view text);
void print(const boost::json::object& object);  // one line
void print_error(const Session& session, const base::Error& error);

// Columns as wide as their widest cell (in characters), under a header.
std::string table(const std::vector<std::string>& header, const std::vector<std::vector<std::string>>& rows);

std::string json_time(std::int64_t ms);   // RFC 3339, UTC
std::string local_time(std::int64_t ms);  // for people: YYYY-MM-DD HH:MM WIB

}  // namespace hadir::hub
