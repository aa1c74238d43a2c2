// hadir: the command of the office.
#include <CLI/CLI.hpp>

#include <thread>

#include "agent/cli_commands.h"
#include "agent/cli_desk.h"
#include "agent/cli_evidence.h"
#include "agent/cli_maintenance.h"
#include "agent/cli_seal.h"
#include "agent/cli_setting.h"
#include "agent/cli_sync.h"
#include "agent/cli_web.h"
#include "common/base/crypto.h"
#include "common/base/process.h"
#include "common/model/kinds.h"

namespace {

using namespace hadir;

constexpr const char* examples = R"(
Contoh:
  hadir punch 198609262015051001 in            catat masuk sekarang
  hadir schedule set 198609262015051001 besok WFH
  hadir schedule show --date "hari ini"
  hadir report submit 198609262015051001 "Rekap absensi" "Rapat bidang"
  hadir import pegawai.csv                     atau 1_attlog.dat, atau catatan.jsonl
  hadir records punch --where "at>=2026-03-02" --json
  hadir conflicts list
  hadir explain punch 198609262015051001 2026-03-02   siapa, di PC mana, kapan, seberapa pasti
  hadir verify                                 buktikan bahwa tidak ada yang diubah
  hadir sync                                   kirim dan ambil sekarang
  hadir sync --check                           lalu bandingkan semua catatan dengan hub
  hadir backup /media/stik/kantor.db           cadangan ke stik USB
  hadir restore /media/stik/kantor.db          tunjukkan apa yang akan hilang; --yes melakukannya
  hadir doctor                                 bila ada yang salah: apa, dan apa yang harus dilakukan
  hadir bundle export /media/stik              tanpa jaringan: berkas untuk hub, lewat stik
  hadir seal status                            catatan kesehatan: siapa yang dapat membacanya
  hadir bundle import /media/stik              ambil jawaban hub dari stik

Kode keluar: 0 berhasil, 1 ditolak atau sebagian tersisa, 2 hub tidak terjangkau (sync), 64 salah perintah)";

constexpr const char* bundle_export_examples = R"(
Contoh:
  hadir bundle export /media/stik
  hadir bundle export kiriman.hadir --split 700k
Berisi semua yang belum ada tanda terimanya, tersegel untuk hub. Boleh diulang: yang sudah sampai tidak digandakan.
PC yang menunggu pendaftaran menulis berkas pendaftaran; catatannya menyusul setelah jawabannya diimpor.)";

constexpr const char* bundle_import_examples = R"(
Contoh:
  hadir bundle import /media/stik              semua jawaban untuk PC ini di situ
  hadir bundle import hadir-kirim-….hadir      milik kantor lain: dibawakan ke hub, tanpa dapat dibaca
Mengimpor dua kali tidak mengubah apa-apa. Berkas yang terpotong diambil sampai potongannya.)";

constexpr const char* quarantine_dismiss_examples = R"(
Contoh:
  hadir --as 197001011995031002 quarantine dismiss 12 13 --why "percobaan mesin"
Baris itu tidak ditanyakan lagi, juga bila berkas yang sama diimpor lagi. Siapa dan mengapa: hadir quarantine list --dismissed)";

constexpr const char* carried_examples = R"(
Contoh:
  hadir bundle carried list
  hadir bundle carried export /media/stik      jawaban untuk kantor asalnya, atau kiriman yang belum diserahkan
  hadir bundle carried remove hadir-jawab-….hadir
Begitu ada jaringan, kiriman diserahkan ke hub dengan sendirinya dan jawabannya disimpan di sini.)";

std::string kinds_list() {
  std::string list = "jenis catatan:";
  for (const model::Kind& kind : model::kinds()) list += std::string(" ") + kind.name;
  return list;
}

}  // namespace

int main(int argc, char** argv) {
  base::initialise_crypto();
  base::keep_files_private();
  CLI::App app{"hadir: presensi, jadwal dan laporan kantor ini", "hadir"};
  app.footer(examples);
  app.set_version_flag("--version", HADIR_VERSION);
  app.require_subcommand(1);
  app.fallthrough();
  std::string data = agent::default_data_dir().string(), author;
  bool json = false;
  app.add_option("--data", data, "direktori data; biasanya milik layanan")->capture_default_str();
  app.add_option("--as", author, "NIP yang bertanggung jawab atas tindakan ini");
  app.add_flag("--json", json, "keluaran JSON");

  agent::PunchOptions punch;
  CLI::App* punch_command = app.add_subcommand("punch", "catat masuk atau keluar");
  punch_command->add_option("nip", punch.employee, "NIP")->required();
  punch_command->add_option("direction", punch.direction, "in atau out")
      ->required()
      ->check(CLI::IsMember({"in", "out", "unknown"}));
  punch_command->add_option("--at", punch.at, "waktu RFC 3339; tanpa ini: sekarang");
  punch_command->add_option("--source", punch.source, "asal catatan")->capture_default_str();

  agent::ScheduleOptions schedule;
  CLI::App* schedule_command = app.add_subcommand("schedule", "jadwal WFO/WFH")->require_subcommand(1);
  CLI::App* show_command = schedule_command->add_subcommand("show", "tampilkan jadwal");
  show_command->add_option("nip", schedule.employee, "hanya pegawai ini");
  show_command->add_option("--date", schedule.date, "tanggal, atau awal bila --until diberikan");
  show_command->add_option("--until", schedule.until, "tanggal akhir");
  CLI::App* set_command = schedule_command->add_subcommand("set", "tetapkan jadwal seorang pegawai");
  set_command->add_option("nip", schedule.employee, "NIP")->required();
  set_command->add_option("date", schedule.date, "tanggal: 2026-03-02, 02-03-2026, hari ini, besok")->required();
  set_command->add_option("mode", schedule.mode, "WFO, WFH, OFF, LEAVE atau DL")->required();
  set_command->add_option("shift", schedule.shift, "kode sif");

  agent::ReportOptions report;
  CLI::App* report_command = app.add_subcommand("report", "laporan harian")->require_subcommand(1);
  CLI::App* submit_command = report_command->add_subcommand("submit", "ajukan laporan harian");
  submit_command->add_option("nip", report.employee, "NIP")->required();
  submit_command->add_option("activities", report.activities, "kegiatan, satu per kata bertanda kutip");
  submit_command->add_option("--date", report.date, "tanggal; tanpa ini: hari ini");
  submit_command->add_option("--status", report.status, "draft, submitted, forwarded, approved atau returned")
      ->capture_default_str();

  agent::RecordsOptions records;
  CLI::App* records_command = app.add_subcommand("records", "cari catatan");
  records_command->add_option("kind", records.kind, kinds_list())->required();
  records_command->add_option("--where", records.where, "syarat: kolom=nilai, kolom>=nilai, kolom<=nilai; boleh beberapa");
  records_command->add_flag("--times", records.times, "presensi: juga mutu jam dan waktu sebenarnya bila jam PC keliru");

  agent::ImportCommandOptions import;
  CLI::App* import_command = app.add_subcommand("import", "ambil CSV, attlog.dat atau JSON Lines; boleh diulang");
  import_command->add_option("file", import.file, "berkas")->required();
  import_command->add_option("--kind", import.kind, "jenis catatan CSV; tanpa ini: dari judul kolomnya");
  import_command->add_option("--device", import.device, "nama mesin sidik jari; tanpa ini: dari isi atau nama berkas");

  CLI::App* conflicts_command = app.add_subcommand("conflicts", "pertentangan yang menunggu keputusan")->require_subcommand(1);
  CLI::App* list_command = conflicts_command->add_subcommand("list", "tampilkan");
  agent::SettleOptions settle;
  CLI::App* settle_command = conflicts_command->add_subcommand("settle", "putuskan");
  settle_command->add_option("id", settle.id, "nama pertentangan, seperti pada daftar")->required();
  auto* keep = settle_command->add_option("--keep", settle.keep, "nomor nilai yang dipertahankan");
  auto* value = settle_command->add_option("--value", settle.value, "nilai lain");
  keep->excludes(value);

  CLI::App* quarantine_command = app.add_subcommand("quarantine", "baris impor yang belum dapat diambil")->require_subcommand(1);
  CLI::App* quarantine_list = quarantine_command->add_subcommand("list", "tampilkan");
  bool list_dismissed = false;
  quarantine_list->add_flag("--dismissed", list_dismissed, "yang sudah disisihkan: oleh siapa dan mengapa");
  agent::DismissOptions dismiss;
  CLI::App* quarantine_dismiss = quarantine_command->add_subcommand("dismiss", "putuskan bahwa baris tidak akan dicatat");
  quarantine_dismiss->add_option("lines", dismiss.ids, "nomor baris, seperti pada daftar")->required();
  quarantine_dismiss->add_option("--why", dismiss.why, "alasannya")->required();
  quarantine_dismiss->add_flag("--forget", dismiss.forget, "hapus juga isinya, mis. data pribadi yang tidak berhak disimpan");
  quarantine_dismiss->footer(quarantine_dismiss_examples);
  CLI::App* quarantine_retry = quarantine_command->add_subcommand("retry", "coba lagi semuanya");

  CLI::App* bundle_command = app.add_subcommand("bundle", "pertukaran lewat stik, tanpa jaringan")->require_subcommand(1);
  agent::BundleExportOptions bundle;
  CLI::App* bundle_export = bundle_command->add_subcommand("export", "tulis berkas untuk hub");
  bundle_export->add_option("path", bundle.path, "direktori, atau nama berkas")->capture_default_str();
  bundle_export->add_option("--split", bundle.split, "ukuran terbesar tiap berkas, mis. 700k atau 2M");
  bundle_export->footer(bundle_export_examples);
  std::vector<std::string> bundle_files;
  CLI::App* bundle_import = bundle_command->add_subcommand("import", "ambil jawaban hub, atau bawakan berkas kantor lain");
  bundle_import->add_option("files", bundle_files, "berkas atau direktori")->required();
  bundle_import->footer(bundle_import_examples);
  CLI::App* carried_command =
      bundle_command->add_subcommand("carried", "berkas kantor lain yang dibawa PC ini")->require_subcommand(1);
  carried_command->footer(carried_examples);
  CLI::App* carried_list = carried_command->add_subcommand("list", "tampilkan");
  std::string carried_place, carried_name;
  CLI::App* carried_export = carried_command->add_subcommand("export", "tulis semuanya ke sebuah direktori");
  carried_export->add_option("directory", carried_place, "direktori")->required();
  CLI::App* carried_remove = carried_command->add_subcommand("remove", "hapus satu");
  carried_remove->add_option("name", carried_name, "nama, seperti pada daftar")->required();

  const agent::DeskCommands desk_commands(app);
  agent::SealOptions seal;
  CLI::App* seal_command = agent::add_seal_commands(app, seal);
  agent::SettingOptions setting;
  CLI::App* setting_command = agent::add_setting_commands(app, setting);
  CLI::App* web_command = app.add_subcommand("web", "alamat halaman kantor di PC ini, untuk peramban");
  CLI::App* api_command = app.add_subcommand("api", "dokumen OpenAPI 3.1 tentang API layanan");
  CLI::App* status_command = app.add_subcommand("status", "keadaan PC ini");
  CLI::App* sync_command = app.add_subcommand("sync", "sinkronkan sekarang dan tunggu hasilnya");
  sync_command->footer(agent::sync_footer);
  agent::SyncOptions sync_options;
  sync_command->add_flag("--check", sync_options.check, "lalu bandingkan semua catatan dengan hub");
  sync_command->add_flag("--dry-run", sync_options.dry_run, "perkirakan biayanya; tidak ada yang dikirim");
  sync_command->add_option("--max-bytes", sync_options.max_bytes, "paling banyak sekian bita, mis. 500K; yang penting dahulu");
  CLI::App* differences_command = app.add_subcommand("differences", "perbedaan dengan hub yang pernah ditemukan");
  differences_command->footer(agent::differences_footer);

  agent::CompactOptions compact;
  CLI::App* compact_command = app.add_subcommand("compact", "ringkas riwayat lama yang sudah tersimpan di hub");
  compact_command->add_option("--keep-months", compact.keep_months,
                              "bulan yang tetap lengkap di PC ini, mulai sekarang; 0: semua");
  compact_command->add_flag("--dry-run", compact.dry_run, "hanya katakan apa yang akan diringkas");
  compact_command->footer(agent::compact_footer);

  agent::VerifyCommandOptions verify;
  CLI::App* verify_command = app.add_subcommand("verify", "buktikan bahwa basis data ini utuh, tanpa jaringan");
  verify_command->footer(agent::verify_footer);
  verify_command->add_option("--database", verify.database,
                             "berkas lain: cadangan, atau salinan hub.db; tanpa ini: milik PC ini");
  verify_command->add_option("--bundle", verify.bundle, "berkas jawaban hub untuk PC ini, bukan basis data")
      ->excludes("--database");
  verify_command->add_option("--hub-key", verify.hub_key, "sidik atau kunci hub yang Anda ketahui dari sumber lain");
  agent::ExplainOptions explain;
  CLI::App* explain_command = app.add_subcommand("explain", "jelaskan satu catatan: siapa, di mana, kapan, seberapa pasti");
  explain_command->footer(agent::explain_footer);
  explain_command->add_option("record", explain.record, "catatan: JENIS/KUNCI seperti pada daftar, atau JENIS NIP TANGGAL")
      ->required()
      ->expected(1, 8);
  CLI::App* displaced_command =
      app.add_subcommand("displaced", "commit yang disisihkan karena basis data dipulihkan atau disalin, dan isinya");
  agent::BackupCommandOptions backup;
  CLI::App* backup_command = app.add_subcommand("backup", "salin basis data ke satu berkas; layanan boleh berjalan");
  backup_command->add_option("file", backup.file, "berkas cadangan yang akan dibuat")->required();
  backup_command->add_flag("--force", backup.force, "ganti berkas yang sudah ada");
  agent::RestoreOptions restore;
  CLI::App* restore_command = app.add_subcommand("restore", "pulihkan basis data dari cadangan; layanan harus berhenti");
  restore_command->add_option("file", restore.file, "berkas cadangan")->required();
  restore_command->add_flag("--yes", restore.yes, "lakukan; tanpa ini hanya ditunjukkan apa yang akan hilang");
  CLI::App* doctor_command = app.add_subcommand("doctor", "periksa PC ini: jam, disk, basis data, kunci, jaringan, hub");

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : agent::exit_usage;
  }
  const bool speaks_for_self = punch_command->parsed() || submit_command->parsed();
  if (author.empty() && !speaks_for_self) author = agent::user_name();
  const agent::CommandLine line{
      agent::DataDir{std::filesystem::absolute(data)}, {json, !base::is_terminal()}, author, base::system_clock()};

  if (desk_commands.parsed()) return desk_commands.run(line);
  if (web_command->parsed()) return agent::run_web(line);
  if (api_command->parsed()) return agent::run_api(line);
  if (punch_command->parsed()) return agent::run_punch(line, punch);
  if (show_command->parsed()) return agent::run_schedule_show(line, schedule);
  if (set_command->parsed()) return agent::run_schedule_set(line, schedule);
  if (submit_command->parsed()) return agent::run_report_submit(line, report);
  if (records_command->parsed()) return agent::run_records(line, records);
  if (import_command->parsed()) return agent::run_import(line, import);
  if (list_command->parsed()) return agent::run_conflicts_list(line);
  if (settle_command->parsed()) {
    if (settle.keep == 0 && !settle.value)
      return line.output.fail(
                 {base::Fault::bad_input, "settle memerlukan --keep NOMOR atau --value NILAI", "lihat hadir conflicts list"}),
             agent::exit_usage;
    return agent::run_conflicts_settle(line, settle);
  }
  if (quarantine_list->parsed()) return agent::run_quarantine_list(line, list_dismissed);
  if (quarantine_dismiss->parsed()) return agent::run_quarantine_dismiss(line, dismiss);
  if (quarantine_retry->parsed()) return agent::run_quarantine_retry(line);
  if (bundle_export->parsed()) return agent::run_bundle_export(line, bundle);
  if (bundle_import->parsed()) return agent::run_bundle_import(line, bundle_files);
  if (carried_list->parsed()) return agent::run_carried_list(line);
  if (carried_export->parsed()) return agent::run_carried_export(line, carried_place);
  if (carried_remove->parsed()) return agent::run_carried_remove(line, carried_name);
  if (seal_command->parsed()) return agent::run_seal(line, *seal_command, seal);
  if (setting_command->parsed()) return agent::run_setting(line, *setting_command, setting);
  if (status_command->parsed()) return agent::run_status(line);
  if (sync_command->parsed()) return agent::run_sync(line, sync_options);
  if (differences_command->parsed()) return agent::run_differences(line);
  if (compact_command->parsed()) return agent::run_compact(line, compact);
  if (verify_command->parsed()) return agent::run_verify(line, verify, std::thread::hardware_concurrency());
  if (explain_command->parsed()) return agent::run_explain(line, explain);
  if (displaced_command->parsed()) return agent::run_displaced(line);
  if (backup_command->parsed()) return agent::run_backup(line, backup);
  if (restore_command->parsed()) return agent::run_restore(line, restore);
  if (doctor_command->parsed()) return agent::run_doctor(line);
  return agent::exit_usage;
}
