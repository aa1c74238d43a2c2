// hadir-agent: prepares an office PC and runs its background service.
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <cstdio>

#include "agent/operations.h"
#include "agent/service.h"
#include "agent/setup.h"
#include "agent/syncer.h"
#include "common/base/civil.h"
#include "common/base/text.h"

namespace {

using namespace hadir;

constexpr const char* examples = R"(
Contoh:
  hadir-agent init --enrol HADIR1-…            siapkan PC ini dengan kode dari sekretariat
  hadir-agent init --offline 7.01              siapkan tanpa jaringan; kodenya menyusul dengan init --enrol
  hadir-agent run                              jalankan layanan (biasanya oleh systemd)

Kode keluar: 0 berhasil, 1 ditolak atau gagal, 2 hub belum terjangkau (init --enrol: kode disimpan dan dicoba lagi), 64 salah perintah)";

struct InitOptions {
  std::string code, unit, time_zone = "WIB";
  bool json = false;
};

int fail(const base::Error& error, bool json, int code = 1) {
  if (json) {
    const boost::json::object object{
        {"error", {{"fault", base::name_of(error.fault)}, {"what", error.what}, {"hint", error.hint}}}};
    std::printf("%s\n", boost::json::serialize(object).c_str());
  } else {
    std::fprintf(stderr, "hadir-agent: %s\n", error.what.c_str());
    if (!error.hint.empty()) std::fprintf(stderr, "  %s\n", error.hint.c_str());
  }
  return code;
}

void print_ready(agent::Office& office, bool json, const char* state) {
  const std::string origin = log::to_text(log::origin_of(office.identity().key.public_key()));
  if (json) {
    const boost::json::object object{
        {"result", state}, {"unit", office.unit()}, {"origin", origin}, {"enrolled", office.is_enrolled()}};
    std::printf("%s\n", boost::json::serialize(object).c_str());
    return;
  }
  std::printf("PC ini siap mencatat untuk unit %s (nama replika %s).\n", office.unit().c_str(), origin.c_str());
  std::printf(office.is_enrolled() ? "Sudah terdaftar pada hub.\n" : "Belum terdaftar pada hub; pencatatan tetap berjalan.\n");
}

int init(const agent::DataDir& dir, const InitOptions& options) {
  const agent::SetupWish wish{options.code, options.unit, agent::offset_of_zone(options.time_zone)};
  const auto done = agent::set_up(dir, wish, base::system_clock(), base::system_random());
  if (!done) return fail(done.error(), options.json);
  if (done->problem) {
    const base::Error& error = *done->problem;
    return fail({error.fault, error.what,
                 done->final ? error.hint
                             : "kode disimpan; pendaftaran diulang dengan sendirinya saat sinkronisasi. Tanpa jaringan: hadir "
                               "bundle export /media/stik"},
                options.json, done->final ? 1 : 2);
  }
  print_ready(*done->office, options.json, options.code.empty() ? "offline" : "enrolled");
  return 0;
}

// The settings' words, with the option in place of the name.
base::Error as_option(const base::Error& error) {
  const std::size_t colon = error.what.find(": ");
  if (agent::find_setting(error.what.substr(0, colon)) == nullptr) return error;
  return {error.fault, "--" + error.what, error.hint};
}

}  // namespace

int main(int argc, char** argv) {
  base::initialise_crypto();
  base::keep_files_private();
  spdlog::set_default_logger(spdlog::stderr_logger_mt("hadir-agent"));
  spdlog::set_pattern("%Y-%m-%dT%H:%M:%S%z %l %v");

  CLI::App app{"hadir-agent: layanan presensi dan jadwal di PC kantor", "hadir-agent"};
  app.footer(examples);
  app.set_version_flag("--version", HADIR_VERSION);
  app.require_subcommand(1);
  std::int64_t clock_interval_ms = agent::ServiceOptions().clock_interval.count();
  std::string data = agent::default_data_dir().string(), listen;
  app.fallthrough();
  app.add_option("--data", data, "direktori data")->capture_default_str();

  InitOptions init_options;
  CLI::App* init_command = app.add_subcommand("init", "siapkan PC ini sebagai PC kantor");
  auto* code = init_command->add_option("--enrol", init_options.code, "kode pendaftaran dari sekretariat");
  auto* unit = init_command->add_option("--offline", init_options.unit, "kode unit; mencatat dahulu, mendaftar kemudian");
  init_command->add_option("--time-zone", init_options.time_zone, "WIB, WITA atau WIT")
      ->capture_default_str()
      ->check(CLI::IsMember({"WIB", "WITA", "WIT"}, CLI::ignore_case));
  init_command->add_flag("--json", init_options.json, "keluaran JSON");
  code->excludes(unit);

  agent::ServiceOptions service;
  CLI::App* run_command = app.add_subcommand("run", "jalankan layanan");
  run_command->add_option(
      "--listen", listen,
      "alamat halaman dan API di PC ini; port 0 memilih yang kosong; tanpa ini: 127.0.0.1:7300, atau port lain "
      "bila dipakai program lain");
  std::string web_listen;
  std::vector<std::string> web_names;
  bool web_kiosk = false;
  run_command->add_option(
      "--web-lan", web_listen,
      "alamat di jaringan kantor tempat PC lain membuka halaman ini lewat TLS, mis. 0.0.0.0:7443; tanpa ini: menurut setelan");
  run_command->add_option("--web-name", web_names,
                          "nama atau alamat IP PC ini, seperti diketik di peramban PC lain; boleh berulang");
  run_command->add_flag("--web-lan-kiosk", web_kiosk, "PC lain juga boleh menampilkan mesin presensi");
  run_command->add_option("--sync-interval", service.intervals.between_ms, "milidetik antara dua sinkronisasi tanpa catatan baru")
      ->capture_default_str()
      ->check(CLI::Range(1000, 86'400'000));
  run_command
      ->add_option("--sync-after-write", service.intervals.after_write_ms, "milidetik dari catatan baru sampai sinkronisasi")
      ->capture_default_str()
      ->check(CLI::Range(0, 86'400'000));
  run_command
      ->add_option("--sync-retry", service.intervals.first_retry_ms,
                   "milidetik sampai percobaan ulang pertama; lalu dua kali lipat")
      ->capture_default_str()
      ->check(CLI::Range(100, 1'800'000));
  run_command->add_option("--clock-interval", clock_interval_ms, "milidetik antara dua pemeriksaan jam PC")
      ->capture_default_str()
      ->check(CLI::Range(10, 3'600'000));

  std::string lan_listen;
  run_command->add_option("--lan-listen", lan_listen,
                          "alamat di jaringan kantor untuk saling membantu dengan PC lain unit ini, mis. 0.0.0.0:7307");
  run_command->add_option("--lan-peer", service.lan.peers, "ALAMAT:PORT PC lain unit ini; boleh berulang");
  run_command->add_option("--lan-discover", service.lan.discover,
                          "cari PC lain lewat antarmuka dengan alamat IPv4 ini, mis. 0.0.0.0");
  run_command
      ->add_option("--lan-after-write", service.lan.after_news_ms, "milidetik dari catatan baru sampai dibagikan ke PC lain")
      ->capture_default_str()
      ->check(CLI::Range(0, 86'400'000));
  run_command->add_option("--lan-interval", service.lan.between_ms, "milidetik antara dua kunjungan ke PC lain")
      ->capture_default_str()
      ->check(CLI::Range(100, 86'400'000));

  std::string daily_bytes, bulk_hours;
  run_command->add_option(
      "--max-bytes-per-day", daily_bytes,
      "kuota sinkronisasi per hari menurut waktu kantor, mis. 5M; presensi dan keputusan dahulu; mengalahkan setelan");
  run_command->add_option("--bulk-hours", bulk_hours, "jam bagi data besar (pegawai, PIN), mis. 18:00-05:30; selainnya menunggu");

  std::string backup_at;
  run_command->add_option("--backup-at", backup_at,
                          "jam cadangan harian menurut waktu kantor, atau never; tanpa ini: menurut setelan, semula 12:30");
  run_command
      ->add_option("--backup-after-start", service.backup_after_start_ms, "milidetik setelah mulai sampai cadangan pertama")
      ->capture_default_str()
      ->check(CLI::Range(0, 86'400'000));
  run_command
      ->add_option("--backup-keep-free", service.backup_keep_free_mib, "MiB yang selalu disisakan cadangan terjadwal di disk")
      ->capture_default_str()
      ->check(CLI::Range(0, 1'000'000));

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 64;
  }
  const agent::DataDir dir{std::filesystem::absolute(data)};
  if (init_command->parsed()) {
    if (init_options.code.empty() && init_options.unit.empty())
      return fail({base::Fault::bad_input, "init memerlukan --enrol KODE atau --offline UNIT", "lihat hadir-agent init --help"},
                  init_options.json, 64);
    return init(dir, init_options);
  }
  service.any_port = listen.empty();
  if (!listen.empty() && !agent::split_address(listen, service.address, service.port))
    return fail({base::Fault::bad_input, "--listen " + listen + " tidak dapat dibaca", "tulis ALAMAT:PORT, mis. 127.0.0.1:0"},
                false, 64);
  if (web_listen.empty() && (!web_names.empty() || web_kiosk))
    return fail(
        {base::Fault::bad_input, "--web-name dan --web-lan-kiosk memerlukan --web-lan", "tambahkan --web-lan 0.0.0.0:7443"},
        false, 64);
  if (!lan_listen.empty() && !agent::split_address(lan_listen, service.lan.address, service.lan.port))
    return fail(
        {base::Fault::bad_input, "--lan-listen " + lan_listen + " tidak dapat dibaca", "tulis ALAMAT:PORT, mis. 0.0.0.0:7307"},
        false, 64);
  if (lan_listen.empty() && !(service.lan.peers.empty() && service.lan.discover.empty()))
    return fail(
        {base::Fault::bad_input, "--lan-peer dan --lan-discover memerlukan --lan-listen", "tambahkan --lan-listen 0.0.0.0:7307"},
        false, 64);
  service.clock_interval = std::chrono::milliseconds(clock_interval_ms);
  const auto decide = [&](const char* name, const std::string& text) {
    if (!text.empty()) service.fixed_settings.emplace(name, text);
  };
  decide("max-bytes-per-day", daily_bytes);
  decide("bulk-hours", bulk_hours);
  decide("backup-at", backup_at);
  decide("web-lan", web_listen);
  std::string names;
  for (const std::string& one : web_names) names += (names.empty() ? "" : " ") + one;
  decide("web-name", names);
  decide("web-lan-kiosk", web_kiosk ? "yes" : "");
  if (const auto settings = agent::parse_settings(service.fixed_settings); !settings)
    return fail(as_option(settings.error()), false, 64);
  return agent::run_service(dir, service, base::system_clock());
}
