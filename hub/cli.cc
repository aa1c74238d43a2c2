#include "hub/cli.h"

#include <fmt/format.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/json/serialize.hpp>
#include <cstdio>
#include <iostream>

#include "common/base/civil.h"

namespace hadir::hub {
namespace {

constexpr const char* program_footer = R"(
Urutan pertama kali:
  hadir-hub init --url https://hub.provinsi.go.id
  hadir-hub serve --listen 0.0.0.0:8443
  hadir-hub unit import unit.csv
  hadir-hub employee import pegawai.csv
  hadir-hub enrol 7.01

Semua perintah dapat dijalankan selagi serve bekerja.
Kode keluar: 0 selesai, 1 ditolak atau gagal (alasannya dicetak), 2 perintah salah tulis.
Dengan --json kegagalan dicetak sebagai {"error":{"fault":…,"what":…,"hint":…}}.)";

// SQLite looks for a free database every 100 ms at most: a pause longer than that lets whoever waits go first.
constexpr std::chrono::milliseconds turn_for_others{120};

void add_shared_options(CLI::App& command, Session& session) {
  command.add_option("--data", session.data, "Direktori data hub")->type_name("DIR")->capture_default_str();
  command.add_flag("--json", session.json, "Cetak hasil sebagai JSON");
}

std::size_t width_of(std::string_view text) {
  std::size_t width = 0;
  for (const char byte : text) width += (static_cast<unsigned char>(byte) & 0xc0) != 0x80;
  return width;
}

bool asks_for_json(int count, const char* const* arguments) {
  return std::any_of(arguments, arguments + count, [](const char* one) { return std::string_view(one) == "--json"; });
}

}  // namespace

CLI::App* add_command(CLI::App& parent, Session& session, const std::string& name, const std::string& help,
                      const std::string& footer) {
  CLI::App* command = parent.add_subcommand(name, help);
  add_shared_options(*command, session);
  command->footer("\nContoh:\n" + footer);
  return command;
}

int run_cli(int count, const char* const* arguments, const base::Clock& clock, base::Random& random) {
  Session session{clock, random, default_data_dir, false, {}, false};
  CLI::App app("hadir-hub: pusat data kehadiran di sekretariat provinsi", "hadir-hub");
  app.set_help_flag("-h,--help", "Cetak bantuan ini");
  app.set_version_flag("--version", std::string(HADIR_VERSION), "Cetak versi program");
  app.require_subcommand(1);
  app.footer(program_footer);
  add_shared_options(app, session);
  add_setup_commands(app, session);
  add_serve_command(app, session);
  add_catalogue_commands(app, session);
  add_desk_commands(app, session);
  add_bundle_commands(app, session);
  add_view_commands(app, session);
  add_evidence_commands(app, session);
  add_erase_command(app, session);
  add_maintenance_commands(app, session);
  try {
    app.parse(count, arguments);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success)) return app.exit(error);  // --help, --version
    session.json = asks_for_json(count, arguments);
    print_error(session,
                {base::Fault::bad_input, std::string("perintah salah tulis: ") + error.what(), "lihat: hadir-hub --help"});
    return exit_usage;
  }
  base::Result<void> done;
  try {
    done = session.command();
  } catch (const base::Failure& failure) {
    done = failure.error();
  }
  if (done && std::fflush(stdout) != 0)
    done = base::Error{base::Fault::storage, "hasil tidak dapat dicetak", "periksa tujuan keluarannya"};
  if (done) return session.incomplete ? exit_refused : exit_done;
  print_error(session, done.error());
  return exit_refused;
}

base::Result<Opened> open_hub(const Session& session) {
  auto dir = DataDir::open(session.data);
  if (!dir) return dir.error();
  auto store = dir->open_store();
  if (!store) return store.error();
  return Opened{std::move(*dir), std::move(*store)};
}

void give_others_a_turn() {
  boost::asio::io_context io;
  boost::asio::steady_timer(io, turn_for_others).wait();
}

void print(std::string_view text) { std::fwrite(text.data(), 1, text.size(), stdout); }

void print(const boost::json::object& object) { print(boost::json::serialize(object) + "\n"); }

void print_error(const Session& session, const base::Error& error) {
  if (session.json) {
    print({{"error", {{"fault", base::name_of(error.fault)}, {"what", error.what}, {"hint", error.hint}}}});
    std::fflush(stdout);
    return;
  }
  std::fflush(stdout);
  std::cerr << "hadir-hub: " << error.what << "\n";
  if (!error.hint.empty()) std::cerr << "  " << error.hint << "\n";
}

std::string table(const std::vector<std::string>& header, const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> widths;
  for (const std::string& name : header) widths.push_back(width_of(name));
  for (const auto& row : rows)
    for (std::size_t at = 0; at < row.size(); ++at) widths[at] = std::max(widths[at], width_of(row[at]));
  std::string text;
  const auto add = [&](const std::vector<std::string>& row) {
    std::string line;
    for (std::size_t at = 0; at < row.size(); ++at) line += row[at] + std::string(widths[at] - width_of(row[at]) + 2, ' ');
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  };
  add(header);
  for (const auto& row : rows) add(row);
  return text;
}

std::string json_time(std::int64_t ms) { return base::format_rfc3339({ms, 0}); }

std::string local_time(std::int64_t ms) {
  return base::format_local(ms + std::int64_t{base::wib_offset_minutes} * 60'000).substr(0, 16) + " WIB";
}

}  // namespace hadir::hub
