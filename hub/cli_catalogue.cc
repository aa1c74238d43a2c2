// unit import, employee import, holiday import, and those of whatever else the secretariat writes.
#include <fmt/format.h>

#include "common/base/limits.h"
#include "common/base/text.h"
#include "hub/catalogue.h"
#include "hub/cli.h"

namespace hadir::hub {
namespace {

using base::Error;
using base::Fault;
using base::Result;

struct Options {
  std::string file, author = "hub", unit;
};

void print_report(const Session& session, const ImportReport& report) {
  if (session.json) {
    boost::json::array refused;
    for (const RefusedLine& line : report.refused)
      refused.push_back({{"line", line.line}, {"reason", line.reason}, {"hint", line.hint}});
    print({{"recorded", report.recorded}, {"unchanged", report.unchanged}, {"refused", std::move(refused)}});
    return;
  }
  print(fmt::format("Dicatat: {}   tidak berubah: {}   ditolak: {}\n", report.recorded, report.unchanged, report.refused.size()));
  for (const RefusedLine& line : report.refused)
    print(fmt::format("  baris {}: {}{}\n", line.line, line.reason, line.hint.empty() ? "" : " → " + line.hint));
}

Result<void> run_import(Session& session, const model::Kind& kind, const Options& options) {
  if (options.author.empty() || options.author.size() > base::limits::author_bytes || !base::is_utf8(options.author) ||
      base::has_control_characters(options.author))
    return Error{Fault::bad_input, "--author tidak sah", "nama atau NIP, paling panjang 64 byte"};
  const auto text = base::read_file(options.file, import_bytes);
  if (!text) return text.error();
  const auto hub = open_hub(session);
  if (!hub) return hub.error();
  ImportReport report;
  const bool json_lines = options.file.ends_with(".jsonl") || options.file.ends_with(".ndjson");
  std::vector<RefusedLine> unreadable;
  auto rows = read_catalogue(*text, json_lines ? ImportFormat::json_lines : ImportFormat::csv, kind, unreadable);
  if (!rows) return rows.error();
  const auto restored = hub->dir.notice_restore(*hub->store, session.random, session.clock.wall().ms);
  if (!restored) return restored.error();
  ImportOptions import{
      [&] { return hub->dir.writer(*hub->store, session.random); }, session.clock, options.author, options.unit, {}};
  if (hub->dir.serving()) import.between_transactions = give_others_a_turn;
  report = import_catalogue(*hub->store, std::move(*rows), import);
  if (auto marked = hub->dir.mark_step(*hub->store); !marked) return marked;
  report.refused.insert(report.refused.end(), unreadable.begin(), unreadable.end());
  std::ranges::stable_sort(report.refused, {}, &RefusedLine::line);
  print_report(session, report);
  session.incomplete = !report.refused.empty();
  return {};
}

void add_import(CLI::App& app, Session& session, const char* kind_name, const char* help, const std::string& columns) {
  std::string spelled = kind_name;
  std::ranges::replace(spelled, '_', '-');
  const model::Kind& kind = *model::find_kind(kind_name);
  const bool takes_unit = !kind.province_wide && model::find_named(kind, "unit") == nullptr;
  CLI::App* group = app.add_subcommand(spelled, help);
  group->require_subcommand(1);
  group->footer("");
  const std::string call = "  hadir-hub " + spelled + " import ";
  CLI::App* command = add_command(
      *group, session, "import", help,
      call + "daftar.csv\n" + call + "daftar.jsonl --json\n" + columns +
          "Baris yang salah disebut dengan nomornya (kode keluar 1), yang lain tetap masuk; mengulang tidak mengubah apa-apa.\n"
          "Berkas .jsonl: satu objek per baris; \"kind\" menyebut jenisnya; \"deleted\":true menghapus.\n");
  const auto options = std::make_shared<Options>();
  command->add_option("file", options->file, "Berkas CSV (UTF-8; pemisah koma, titik koma atau tab) atau .jsonl")
      ->required()
      ->type_name("BERKAS");
  command->add_option("--author", options->author, "Siapa yang memasukkan, mis. NIP")->capture_default_str();
  if (takes_unit) command->add_option("--unit", options->unit, "Unit untuk baris tanpa kolom unit")->type_name("UNIT");
  command->callback([&session, options, kind_name] {
    session.command = [&session, options, kind_name] { return run_import(session, *model::find_kind(kind_name), *options); };
  });
}

}  // namespace

void add_catalogue_commands(CLI::App& app, Session& session) {
  add_import(app, session, "unit", "Memasukkan daftar unit",
             "Kolom: code,name,parent,type,sector,time_zone (code dan name wajib).\n");
  add_import(app, session, "employee", "Memasukkan daftar pegawai",
             "Kolom: nip,name,unit,class,position,supervisor (empat yang pertama wajib; unit harus sudah dikenal).\n");
  add_import(app, session, "holiday", "Memasukkan daftar hari libur", "Kolom: date,region,name (date dan name wajib).\n");
  add_import(app, session, "unit_revision", "Memasukkan perubahan unit yang berlaku sejak suatu hari",
             "Kolom: unit,from,parent,type,sector,part,region,asisten,calendar,public_service,room_capacity (dua yang pertama\n"
             "wajib; yang kosong tetap seperti sebelumnya).\n");
  add_import(app, session, "region_status", "Memasukkan zona, level dan keadaan wilayah sejak suatu hari",
             "Kolom: region,from,zone,level,status,source (dua yang pertama wajib).\n");
  add_import(app, session, "calendar", "Memasukkan kalender kerja",
             "Kolom: name,from,until,hours,source; hours mis. \"senin-kamis 07:30-16:00 istirahat 12:00-13:00; jumat 07:30-16:30 "
             "istirahat 11:30-13:00\".\n");
  add_import(
      app, session, "employee_revision", "Memasukkan perubahan pegawai yang berlaku sejak suatu hari",
      "Kolom: employee,from,class,position,rank,part,section,reports_to,room,unit (dua yang pertama wajib; unit tidak perlu\n"
      "bila pegawai itu hanya ada dalam satu daftar).\n");
  add_import(app, session, "post", "Memasukkan jabatan",
             "Kolom: code,title,superior,level,section,role,unit (code, title dan unit wajib).\n");
  add_import(app, session, "holder", "Memasukkan pejabat",
             "Kolom: post,from,person,standing,until,unit (person kosong: lowong).\n");
  add_import(app, session, "rotation", "Memasukkan kelompok piket", "Kolom: employee,from,group,unit.\n");
  add_import(app, session, "shift", "Memasukkan sif", "Kolom: code,from,start,end,break_minutes,name,unit.\n");
}

}  // namespace hadir::hub
