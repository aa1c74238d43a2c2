// How the `hadir` command speaks: tables for people, JSON for programs, errors with what to do next.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <string>
#include <vector>

#include "common/base/error.h"

namespace hadir::agent {

// Exit codes of the command, besides `sync` (agent/operations.h) and 64 for a command line that cannot be understood.
inline constexpr int exit_done = 0, exit_refused = 1, exit_usage = 64;

struct Output {
  bool json = false;
  bool quiet_progress = false;  // no progress line: not a terminal

  void print(const boost::json::value& value) const;  // one line of JSON
  // Answers exit_refused.
  int fail(const base::Error& error) const;
};

// Prints the objects' members as columns, in the given order: {name in the object, heading}.
struct Column {
  const char* name;
  const char* heading;
};
void print_table(const boost::json::array& rows, const std::vector<Column>& columns);
// A JSON value as a cell: text without quotes, lists joined, null as "-".
std::string cell_text(const boost::json::value* value);

// A line on standard error that rewrites itself at a terminal: "impor 1200/20000 (6 %)". Nothing elsewhere.
class Progress {
 public:
  Progress(std::string what, std::size_t total, bool enabled);
  ~Progress();
  void at(std::size_t done);

 private:
  std::string what_;
  std::size_t total_;
  bool enabled_;
};

}  // namespace hadir::agent
