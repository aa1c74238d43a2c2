// The commands over the operations of common/desk, made from their declarations (common/desk/commands.h).
#pragma once

#include <memory>

#include "agent/cli_commands.h"

namespace CLI {
class App;
}

namespace hadir::agent {

class DeskCommands {
 public:
  explicit DeskCommands(CLI::App& app);
  ~DeskCommands();
  // Whether one of them was chosen.
  bool parsed() const;
  int run(const CommandLine& line) const;

 private:
  struct Row;
  std::vector<std::unique_ptr<Row>> rows_;
};

}  // namespace hadir::agent
