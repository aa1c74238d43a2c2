// circular, compliance, day, recap …: the commands over common/desk that the secretariat has, made from their declarations.
#include <map>

#include "common/base/files.h"
#include "common/desk/answer.h"
#include "common/desk/load.h"
#include "common/desk/parse_commands.h"
#include "common/desk/request.h"
#include "hub/cli.h"

namespace hadir::hub {
namespace {

using base::Error;
using base::Fault;
using base::Result;
using boost::json::object;

constexpr std::size_t document_bytes = 1024 * 1024;

struct Chosen {
  const desk::Command* command = nullptr;
  desk::Given given;
  std::string author = "hub";
};

desk::Desk desk_of(const Session& session, const object& request, const std::string& author) {
  desk::Desk desk;
  desk.is_hub = true;
  desk.unit = desk::text_in(request, "unit");
  desk.author = author;
  desk.offset_minutes = base::wib_offset_minutes;
  desk.now_ms = session.clock.wall().ms;
  desk.today = base::date_of(desk.now_ms, desk.offset_minutes);
  return desk;
}

Result<void> record(const Session& session, const Opened& hub, const desk::Desk& desk, const std::vector<model::Change>& changes,
                    bool& recorded) {
  const DataDir::Writer writer = hub.dir.writer(*hub.store, session.random);
  const std::int64_t now_ms = session.clock.wall().ms;
  std::map<std::string, std::vector<model::Change>> by_scope;
  for (const model::Change& change : changes)
    by_scope[model::find_kind(change.kind)->province_wide ? std::string(log::province) : desk.unit].push_back(change);
  for (const auto& [scope, its_changes] : by_scope) {
    const store::Authorship authorship{
        writer.key, true, scope, desk.author, {now_ms, log::Quality::hub, 0}, std::nullopt, now_ms, writer.introduction};
    for (const store::Outcome& outcome : hub.store->record(authorship, its_changes)) {
      if (outcome.kind == store::Outcome::Kind::refused) return outcome.error;
      recorded |= outcome.kind == store::Outcome::Kind::recorded;
    }
  }
  DataDir::count_step(*hub.store);
  return {};
}

Result<object> perform(const Session& session, const Opened& hub, const desk::Operation& operation, const object& request,
                       const std::string& author) {
  store::Database& database = hub.store->database();
  if (operation.writes)
    if (const auto restored = hub.dir.notice_restore(*hub.store, session.random, session.clock.wall().ms); !restored)
      return restored.error();
  std::optional<store::Transaction> transaction;
  if (operation.writes) transaction.emplace(database);
  const desk::Desk desk = desk_of(session, request, author);
  const auto span = operation.span(request, desk);
  if (!span) return span.error();
  desk::Wish wish{desk.unit.empty() ? desk::all_units(database) : desk::units_under(database, desk.unit), span->from,
                  span->until};
  wish.is_hub = true;
  wish.daily_from = span->daily_from;
  wish.papers_only = operation.reads == desk::Reads::papers;
  const rules::Book book = desk::load_book(database, wish);
  auto done = operation.run(book, request, desk);
  if (!done) return done.error();
  bool recorded = false;
  if (!done->changes.empty())
    if (const auto written = record(session, hub, desk, done->changes, recorded); !written) return written.error();
  if (transaction) transaction->commit();
  if (operation.writes)
    if (const auto marked = hub.dir.mark_step(*hub.store); !marked) return marked.error();
  auto answer = desk::answer_of(std::move(*done), desk::text_in(request, "format"));
  if (answer && operation.writes) (*answer)["result"] = recorded ? "recorded" : "unchanged";
  return answer;
}

Result<void> write_paper(const Session& session, const desk::Paper& paper, const std::string& out) {
  const bool is_text = paper.format != "xlsx" && paper.format != "pdf";
  if (out.empty() && is_text) return print(base::text_of(paper.content)), Result<void>();
  const std::string path = out.empty() ? paper.name : out;
  auto written = base::write_new_file(path, base::text_of(paper.content));
  if (!written && written.error().fault == Fault::clash) written = base::write_private_file(path, base::text_of(paper.content));
  if (!written) return written.error();
  if (session.json)
    print(object{{"file", path}, {"format", paper.format}, {"bytes", paper.content.size()}});
  else
    print("Tersimpan: " + path + " (" + std::to_string(paper.content.size()) + " bita)\n");
  return {};
}

Result<void> run(Session& session, const Chosen& chosen) {
  const desk::Command& command = *chosen.command;
  object request = desk::request_of(command, chosen.given);
  for (const desk::Argument& argument : command.arguments) {
    if (argument.form != desk::Argument::Form::file || !request.contains(argument.name)) continue;
    const auto text = base::read_file(std::string(request.at(argument.name).as_string()), document_bytes);
    if (!text) return text.error();
    request[argument.name] = *text;
  }
  request["format"] = desk::format_of(request, session.json);
  const auto hub = open_hub(session);
  if (!hub) return hub.error();
  const auto answer = perform(session, *hub, *desk::find_operation(command.operation), request, chosen.author);
  if (!answer) return answer.error();
  session.incomplete = answer->contains("attention");
  if (const auto paper = desk::paper_of(*answer)) return write_paper(session, *paper, desk::text_in(request, "out"));
  if (session.json)
    print(*answer);
  else
    print(desk::answer_text(command, *answer));
  return {};
}

CLI::App* group_of(CLI::App& app, const std::string& name) {
  for (CLI::App* one : app.get_subcommands([](CLI::App*) { return true; }))
    if (one->get_name() == name) return one;
  std::string help;
  for (const desk::Group& group : desk::command_groups())
    if (name == group.name) help = group.help;
  CLI::App* group = app.add_subcommand(name, help);
  group->require_subcommand(1);
  group->footer("");
  return group;
}

}  // namespace

void add_desk_commands(CLI::App& app, Session& session) {
  for (const desk::Command* command : desk::all_commands()) {
    if (command->whose == desk::Command::For::office) continue;
    const std::string path = command->path;
    const std::size_t space = path.find(' ');
    CLI::App& parent = space == std::string::npos ? app : *group_of(app, path.substr(0, space));
    const auto chosen = std::make_shared<Chosen>();
    chosen->command = command;
    CLI::App* parser = add_command(parent, session, path.substr(space == std::string::npos ? 0 : space + 1), command->help, "");
    parser->footer(desk::examples_of(*command, "hadir-hub"));
    desk::add_arguments(*parser, *command, chosen->given);
    if (desk::find_operation(command->operation)->writes)
      parser->add_option("--author", chosen->author, "Siapa yang memutuskan, mis. NIP")->capture_default_str();
    parser->callback([&session, chosen] { session.command = [&session, chosen] { return run(session, *chosen); }; });
  }
}

}  // namespace hadir::hub
