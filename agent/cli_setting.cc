#include "agent/cli_setting.h"

#include <cstdio>

#include "agent/settings.h"

namespace hadir::agent {
namespace {

using boost::json::object;
using boost::json::value;

constexpr const char* examples = R"(
Contoh:
  hadir setting list
  hadir --as 197001011995031002 setting set max-bytes-per-day 5M
  hadir setting set bulk-hours 18:00-05:30
  hadir setting set bulk-hours ""              kembali seperti semula
Berlaku seketika. Yang ditetapkan pada perintah layanan (hadir-agent run --…) tidak dapat diubah di sini.)";

void print_settings(const object& told) {
  for (const value& one : told.at("settings").as_array()) {
    const object& setting = one.as_object();
    const std::string text(setting.at("value").as_string());
    std::printf("%-18s  %s%s\n                    %s\n", setting.at("name").as_string().c_str(),
                text.empty() ? "-" : text.c_str(), setting.at("fixed").as_bool() ? "  (menurut perintah layanan)" : "",
                setting.at("help").as_string().c_str());
  }
  const object* web = told.at("web_lan").if_object();
  if (web == nullptr) {
    std::printf("Layanan tidak berjalan; setelan berlaku begitu layanan dimulai.\n");
    return;
  }
  for (const value& url : web->at("urls").as_array()) std::printf("PC lain: %s\n", url.as_string().c_str());
  if (!web->at("urls").as_array().empty()) std::printf("sidik sertifikatnya: %s\n", web->at("fingerprint").as_string().c_str());
  if (web->at("problem").is_string()) std::printf("halaman bagi PC lain: %s\n", web->at("problem").as_string().c_str());
}

}  // namespace

CLI::App* add_setting_commands(CLI::App& app, SettingOptions& options) {
  CLI::App* command = app.add_subcommand("setting", "setelan PC ini: kuota, jam data besar, cadangan, halaman bagi PC lain")
                          ->require_subcommand(1);
  command->footer(examples);
  command->add_subcommand("list", "tampilkan");
  CLI::App* set = command->add_subcommand("set", "ubah satu");
  set->add_option("name", options.name, "nama, seperti pada daftar")->required();
  set->add_option("value", options.value, "isinya; \"\" mengembalikan ke semula")->required();
  set->footer(examples);
  return command;
}

int run_setting(const CommandLine& line, const CLI::App& command, const SettingOptions& options) {
  auto client = OfficeClient::connect(line.dir, line.clock);
  if (!client) return line.output.fail(client.error());
  const bool sets = command.got_subcommand("set");
  object request;
  if (sets) request = {{"author", line.author}, {options.name, options.value}};
  const auto answer = (*client)->call(sets ? "setting.set" : "setting.list", request);
  if (!answer) return line.output.fail(answer.error());
  if (line.output.json)
    line.output.print(*answer);
  else
    print_settings(answer->as_object());
  return exit_done;
}

}  // namespace hadir::agent
