// Makes a CLI11 parser of the declared commands: the half that `hadir` and `hadir-hub` share, as a template over CLI::App so that
// this folder does not link CLI11.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "common/desk/commands.h"
#include "common/desk/desk.h"

namespace hadir::desk {

// What stood on the command line of one command.
struct Given {
  std::map<std::string, std::string> texts;
  std::map<std::string, std::vector<std::string>> lists;
  std::map<std::string, bool> flags;
};

inline std::string option_name(const Argument& argument) {
  std::string name = "--" + std::string(argument.name);
  for (char& letter : name)
    if (letter == '_') letter = '-';
  return name;
}

template <class App>
void add_arguments(App& app, const Command& command, Given& given) {
  for (const Argument& argument : command.arguments) {
    using Form = Argument::Form;
    const bool by_place = argument.form == Form::word || argument.form == Form::words || argument.form == Form::file;
    const std::string name = by_place ? std::string(argument.name) : option_name(argument);
    if (argument.form == Form::flag)
      app.add_flag(name, given.flags[argument.name], argument.help);
    else if (argument.form == Form::words || argument.form == Form::options)
      app.add_option(name, given.lists[argument.name], argument.help)->required(argument.required);
    else
      app.add_option(name, given.texts[argument.name], argument.help)->required(argument.required);
  }
}

// The request that they make; files are left for the caller: "document" holds the path.
inline object request_of(const Command& command, const Given& given) {
  object request;
  for (const auto& [name, text] : given.texts)
    if (!text.empty()) request[name] = text;
  for (const auto& [name, list] : given.lists) {
    if (list.empty()) continue;
    array items;
    for (const std::string& one : list) items.emplace_back(one);
    request[name] = std::move(items);
  }
  for (const auto& [name, is_set] : given.flags)
    if (is_set) request[name] = true;
  if (command.paper != nullptr) request["paper"] = command.paper;
  return request;
}

// "\nContoh:\n  hadir …", for a program of that name.
inline std::string examples_of(const Command& command, const std::string& program) {
  std::string text = command.examples, out;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size() - 1);
    std::string line = text.substr(0, end + 1);
    text.erase(0, end + 1);
    if (line.starts_with("hadir ")) line = program + line.substr(5);
    out += "  " + line;
  }
  return out.empty() ? out : "\nContoh:\n" + out;
}

}  // namespace hadir::desk
