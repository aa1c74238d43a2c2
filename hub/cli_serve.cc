// serve.
#include <spdlog/spdlog.h>

#include <csignal>
#include <cstdio>

#include "common/base/process.h"
#include "hub/app.h"
#include "hub/cli.h"

namespace hadir::hub {
namespace {

struct Options {
  std::string listen = "0.0.0.0:8443";
  std::uint32_t grace_seconds = 20;
  std::string backup_at = "01:30";
  std::uint64_t backup_keep_free_mib = 512;
  std::int64_t backup_after_start_ms = 10 * 60'000;
};

base::Result<void> run_serve(Session& session, const Options& options) {
  const auto listen = parse_listen(options.listen);
  if (!listen) return listen.error();
  auto dir = DataDir::open(session.data);
  if (!dir) return dir.error();
  ServeOptions serve;
  serve.address = listen->first;
  serve.port = listen->second;
  serve.grace = std::chrono::seconds(options.grace_seconds);
  serve.backups = options.backup_at != "never";
  const auto backup_minutes = store::parse_time_of_day(serve.backups ? options.backup_at : "00:00");
  if (!backup_minutes)
    return base::Error{base::Fault::bad_input, "--backup-at " + options.backup_at + " tidak dapat dibaca",
                       "tulis JJ:MM, mis. 01:30, atau never"};
  serve.backup_at_minutes = *backup_minutes;
  serve.backup_keep_free_mib = options.backup_keep_free_mib;
  serve.backup_after_start = std::chrono::milliseconds(options.backup_after_start_ms);
  base::raise_open_files();
  base::prefer_little_memory();
  std::signal(SIGPIPE, SIG_IGN);  // whoever read our output may go; the offices stay
  auto app = App::open(std::move(*dir), std::move(serve), session.clock, session.random,
                       [](std::string_view line) { spdlog::warn("{}", line); });
  if (!app) return app.error();
  const auto url = (*app)->start();
  if (!url) return url.error();
  (*app)->heed_signals();
  print("listening on " + *url + "\n");
  std::fflush(stdout);
  base::notify_service_manager("READY=1");
  spdlog::info("hadir-hub {} melayani {}", HADIR_VERSION, *url);
  (*app)->run();
  const StoreWorker::Counts counts = (*app)->counts();
  spdlog::info("berhenti; {} penulisan dalam {} transaksi", counts.writes, counts.commits);
  return {};
}

}  // namespace

void add_serve_command(CLI::App& app, Session& session) {
  CLI::App* command = add_command(app, session, "serve", "Melayani kantor-kantor sampai dihentikan (SIGTERM, SIGINT)",
                                  "  hadir-hub serve\n"
                                  "  hadir-hub serve --listen 127.0.0.1:0     port bebas mana saja\n"
                                  "Mencetak satu baris \"listening on https://ALAMAT:PORT\" begitu siap.\n");
  const auto options = std::make_shared<Options>();
  command->add_option("--listen", options->listen, "Alamat dan port; port 0 berarti port bebas")
      ->type_name("ALAMAT:PORT")
      ->capture_default_str();
  command->add_option("--grace", options->grace_seconds, "Waktu bagi permintaan yang sedang berjalan saat dihentikan")
      ->type_name("DETIK")
      ->check(CLI::Range(0, 600))
      ->capture_default_str();
  command->add_option("--backup-at", options->backup_at, "Jam cadangan harian (WIB), atau never")
      ->type_name("JJ:MM")
      ->capture_default_str();
  command->add_option("--backup-after-start", options->backup_after_start_ms, "Milidetik setelah mulai sampai cadangan pertama")
      ->check(CLI::Range(0, 86'400'000))
      ->capture_default_str();
  command->add_option("--backup-keep-free", options->backup_keep_free_mib, "MiB yang selalu disisakan cadangan terjadwal di disk")
      ->type_name("MIB")
      ->check(CLI::Range(0, 1'000'000))
      ->capture_default_str();
  command->callback([&session, options] { session.command = [&session, options] { return run_serve(session, *options); }; });
}

}  // namespace hadir::hub
