#include "agent/cli_desk.h"

#include <CLI/CLI.hpp>

#include <cstdio>

#include "common/base/files.h"
#include "common/desk/answer.h"
#include "common/desk/parse_commands.h"
#include "common/desk/request.h"

namespace hadir::agent {
namespace {

using boost::json::object;
using boost::json::value;

constexpr std::size_t document_bytes = 1024 * 1024;

const char* group_help(std::string_view name) {
  for (const desk::Group& group : desk::command_groups())
    if (name == group.name) return group.help;
  return "";
}

CLI::App* subcommand(CLI::App& app, const std::string& name) {
  for (CLI::App* one : app.get_subcommands([](CLI::App*) { return true; }))
    if (one->get_name() == name) return one;
  return nullptr;
}

int write_paper(const CommandLine& line, const desk::Paper& paper, const std::string& out) {
  const bool is_text = paper.format != "xlsx" && paper.format != "pdf";
  if (out.empty() && is_text) {
    std::fwrite(paper.content.data(), 1, paper.content.size(), stdout);
    return exit_done;
  }
  const std::string path = out.empty() ? paper.name : out;
  auto written = base::write_new_file(path, base::text_of(paper.content));
  if (!written && written.error().fault == base::Fault::clash)
    written = base::write_private_file(path, base::text_of(paper.content));
  if (!written) return line.output.fail(written.error());
  if (line.output.json)
    line.output.print(object{{"file", path}, {"format", paper.format}, {"bytes", paper.content.size()}});
  else
    std::printf("Tersimpan: %s (%zu bita)\n", path.c_str(), paper.content.size());
  return exit_done;
}

}  // namespace

struct DeskCommands::Row {
  const desk::Command* command = nullptr;
  CLI::App* app = nullptr;
  desk::Given given;
};

DeskCommands::DeskCommands(CLI::App& app) {
  for (const desk::Command* command : desk::all_commands()) {
    if (command->whose == desk::Command::For::hub) continue;
    const std::string path = command->path;
    const std::size_t space = path.find(' ');
    CLI::App* parent = &app;
    if (space != std::string::npos) {
      const std::string group = path.substr(0, space);
      parent = subcommand(app, group);
      if (parent == nullptr) parent = app.add_subcommand(group, group_help(group))->require_subcommand(1);
      parent->footer("");
    }
    auto row = std::make_unique<Row>();
    row->command = command;
    row->app = parent->add_subcommand(path.substr(space == std::string::npos ? 0 : space + 1), command->help);
    row->app->footer(desk::examples_of(*command, "hadir"));
    desk::add_arguments(*row->app, *command, row->given);
    rows_.push_back(std::move(row));
  }
}

DeskCommands::~DeskCommands() = default;

bool DeskCommands::parsed() const {
  return std::ranges::any_of(rows_, [](const auto& row) { return row->app->parsed(); });
}

int DeskCommands::run(const CommandLine& line) const {
  const auto chosen = std::ranges::find_if(rows_, [](const auto& row) { return row->app->parsed(); });
  const desk::Command& command = *(*chosen)->command;
  object request = desk::request_of(command, (*chosen)->given);
  for (const desk::Argument& argument : command.arguments) {
    if (argument.form != desk::Argument::Form::file || !request.contains(argument.name)) continue;
    const auto text = base::read_file(std::string(request.at(argument.name).as_string()), document_bytes);
    if (!text) return line.output.fail(text.error());
    request[argument.name] = *text;
  }
  request["author"] = line.author;
  request["format"] = desk::format_of(request, line.output.json);
  auto client = OfficeClient::connect(line.dir, line.clock);
  if (!client) return line.output.fail(client.error());
  const auto answer = (*client)->call(command.operation, request);
  if (!answer) return line.output.fail(answer.error());
  const object& told = answer->as_object();
  const int code = told.contains("attention") ? exit_refused : exit_done;
  if (const auto paper = desk::paper_of(told)) {
    const int written = write_paper(line, *paper, desk::text_in(request, "out"));
    return written != exit_done ? written : code;
  }
  if (line.output.json)
    line.output.print(*answer);
  else
    std::printf("%s", desk::answer_text(command, told).c_str());
  return code;
}

}  // namespace hadir::agent
