// The commands over the operations, as data: how they are spelled, what they take, what they show. `hadir` and `hadir-hub` make
// their parsers from the same rows, each in its own manner (agent/cli_desk.cc, hub/cli_desk.cc).
#pragma once

#include <boost/json/object.hpp>
#include <span>
#include <string>
#include <vector>

namespace hadir::desk {

struct Argument {
  enum class Form {
    word,     // by its place
    words,    // by its place, one or more
    option,   // --name TEXT
    options,  // --name TEXT, several times
    flag,     // --name
    file,     // by its place: a file whose text goes into the request
  };
  const char* name;  // in the request; --name with - for _
  Form form;
  const char* help;
  bool required = false;
};

// A column of the table that is made of "rows".
struct Shown {
  const char* name;
  const char* heading;
};

struct Command {
  enum class For { office, hub, both };
  const char* path;  // "permit request"
  const char* operation;
  const char* help;
  std::vector<Argument> arguments;
  std::vector<Shown> columns = {};
  const char* examples = "";  // lines; "hadir " begins each command and becomes "hadir-hub " there
  For whose = For::office;
  const char* empty = "Tidak ada.";  // instead of a table without rows
  const char* paper = nullptr;       // goes into the request as "paper"
};

// What the first word of a path stands for.
struct Group {
  const char* name;
  const char* help;
  const char* footer = "";
};

std::span<const Group> command_groups();
std::vector<const Command*> all_commands();

// The columns by which an answer's rows are shown, or else its text; "" where it has neither. Message and notes come with it.
std::string answer_text(const Command& command, const boost::json::object& answer);

// By area, joined by all_commands().
std::span<const Command> paper_commands();
std::span<const Command> gathering_commands();
std::span<const Command> setup_commands();
std::span<const Command> rule_commands();
std::span<const Command> recap_commands();
std::span<const Command> account_commands();  // over operations of the office's own (agent/operations_account.h)

}  // namespace hadir::desk
