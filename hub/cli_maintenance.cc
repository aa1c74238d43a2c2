// backup, restore, doctor.
#include <fmt/format.h>

#include <cstdio>

#include "common/base/process.h"
#include "common/store/restore.h"
#include "hub/cli.h"
#include "hub/doctor.h"

namespace hadir::hub {
namespace {

using base::Error;
using base::Fault;
using base::Result;

struct Options {
  std::string file;
  bool force = false, yes = false;
};

// A line on standard error that rewrites itself, where a person watches.
class Progress {
 public:
  Progress(const Session& session, std::string what) : what_(std::move(what)), shows_(!session.json && base::is_terminal()) {}
  ~Progress() {
    if (shows_) std::fputs("\r\033[K", stderr);
  }
  void at(std::uint64_t done, std::uint64_t all) const {
    if (shows_ && all > 0) std::fputs(fmt::format("\r\033[K{} {} %", what_, done * 100 / all).c_str(), stderr);
  }

 private:
  const std::string what_;
  const bool shows_;
};

// --- backup ---

Result<void> run_backup(Session& session, const Options& options) {
  const auto dir = DataDir::open(session.data);
  if (!dir) return dir.error();
  const auto use = store::use_database(dir->database());
  if (!use) return use.error();
  const auto database = store::Database::open(dir->database().string(), store::Durability::full);
  if (!database) return database.error();
  const std::filesystem::path file = std::filesystem::absolute(options.file);
  const auto made = [&] {
    const Progress progress(session, "mencadangkan");
    store::BackupOptions backup;
    backup.replace = options.force;
    backup.progress = [&](std::int64_t done, std::int64_t all) {
      progress.at(static_cast<std::uint64_t>(done), static_cast<std::uint64_t>(all));
      return true;
    };
    return store::back_up(**database, file, backup);
  }();
  if (!made) return made.error();
  if (session.json) {
    print({{"result", "made"}, {"file", file.string()}, {"bytes", made->bytes}, {"commits", made->contents.commits()}});
    return {};
  }
  print(fmt::format("Cadangan dibuat dan diperiksa: {} ({} KiB, {} perubahan)\n", file.string(), made->bytes / 1024,
                    made->contents.commits()));
  print(
      "  hub.key TIDAK ada di dalamnya. Simpan salinannya sekali, terpisah, di tempat aman (brankas): tanpa kunci itu semua "
      "kantor\n"
      "  harus mendaftar ulang; dengan kunci itu siapa pun dapat menyamar sebagai hub.\n");
  return {};
}

// --- restore ---

struct Loss {
  std::uint64_t own = 0;      // of the hub itself: the catalogue and decisions of the secretariat
  std::uint64_t offices = 0;  // that offices wrote, and send again
};

Loss loss_of(const store::Restore& restore, const log::Origin& hub) {
  Loss loss;
  for (const store::Missing& one : restore.missing())
    (one.stream.origin == hub ? loss.own : loss.offices) += one.until - one.after;
  return loss;
}

void print_plan(const store::Restore& restore, const std::filesystem::path& file, const Loss& loss) {
  print(fmt::format("Cadangan {}: {} perubahan, utuh.\n", file.string(), restore.backup().commits()));
  if (restore.salvaged() > 0)
    print(fmt::format("{} perubahan sesudah cadangan itu masih terbaca dan terbukti; semuanya ikut dipulihkan.\n",
                      restore.salvaged()));
  if (restore.present_problem())
    print(fmt::format("Basis data sekarang tidak terbaca ({}); apa yang tidak ada dalam cadangan tidak dapat dihitung.\n",
                      restore.present_problem()->what));
  else if (!restore.present())
    print("Sekarang tidak ada basis data; tidak ada yang hilang.\n");
  else
    print(
        fmt::format("Tidak ada dalam cadangan: {} perubahan dari kantor, yang dikirim lagi oleh kantornya, dan {} perubahan hub "
                    "sendiri (impor, keputusan), yang kembali hanya sejauh kantor sudah menerimanya.\n",
                    loss.offices, loss.own));
}

Result<void> run_restore(Session& session, const Options& options) {
  const auto dir = DataDir::open(session.data);
  if (!dir) return dir.error();
  if (dir->is_served())
    return Error{Fault::busy, "serve sedang berjalan di " + dir->root().string(),
                 "hentikan dahulu: sudo systemctl stop hadir-hub; lalu ulangi perintah ini"};
  const std::filesystem::path file = std::filesystem::absolute(options.file);
  auto restore = [&] {
    const Progress progress(session, "memeriksa");
    return store::Restore::prepare(file, dir->database(), session.clock.wall(),
                                   [&](std::uint64_t done, std::uint64_t all) { progress.at(done, all); });
  }();
  if (!restore) return restore.error();
  if ((*restore)->backup().hub_key != dir->key().public_key())
    return Error{Fault::clash, file.string() + " bukan cadangan hub dengan kunci ini",
                 "pilih cadangan dari hub ini, atau kembalikan dahulu hub.key yang sepasang dengannya"};
  const Loss loss = loss_of(**restore, log::origin_of(dir->key().public_key()));
  if (!session.json) print_plan(**restore, file, loss);
  boost::json::object answer{
      {"file", file.string()},
      {"commits", (*restore)->backup().commits()},
      {"salvaged", (*restore)->salvaged()},
      {"lost_own", loss.own},
      {"lost_of_offices", loss.offices},
      {"present_problem",
       (*restore)->present_problem() ? boost::json::value((*restore)->present_problem()->what) : boost::json::value()}};
  if (!options.yes) {
    answer["result"] = "needs_yes";
    session.incomplete = true;
    if (session.json)
      print(answer);
    else
      print("Belum ada yang diubah. Untuk memulihkan, ulangi dengan --yes.\n");
    return {};
  }
  // Before the decision: a new epoch too many harms nobody, one too few lets the hub go back unnoticed.
  if (auto noted = dir->note_restored(); !noted) return noted.error();
  const auto aside = (*restore)->apply(session.clock.wall());
  if (!aside) return aside.error();
  answer["result"] = "restored";
  answer["kept_as"] = aside->empty() ? boost::json::value() : boost::json::value(aside->string());
  if (session.json) {
    print(answer);
    return {};
  }
  print("Dipulihkan.\n");
  if (!aside->empty()) print(fmt::format("  Basis data yang lama disimpan utuh: {}\n", aside->string()));
  print(
      "  Jalankan lagi: sudo systemctl start hadir-hub. Kantor mengirim lagi apa yang belum ada; jangan mengimpor sebelum "
      "itu.\n");
  return {};
}

// --- doctor ---

Result<void> run_doctor(Session& session) {
  const auto findings = examine(std::filesystem::absolute(session.data).lexically_normal(), session.clock);
  const bool failed = store::has_failure(findings);
  if (session.json)
    print({{"result", failed ? "failure" : "ok"}, {"findings", store::to_json(findings)}});
  else
    print(store::to_text(findings));
  if (failed) session.incomplete = true;
  return {};
}

}  // namespace

void add_maintenance_commands(CLI::App& app, Session& session) {
  const auto options = std::make_shared<Options>();
  CLI::App* backup = add_command(app, session, "backup", "Menyalin basis data ke satu berkas, selagi serve bekerja",
                                 "  hadir-hub backup /media/cadangan/hub-2026-03-02.db\n"
                                 "hub.key tidak ikut: simpan salinannya sekali, terpisah, di tempat aman.\n");
  backup->add_option("file", options->file, "Berkas cadangan yang akan dibuat")->required()->type_name("BERKAS");
  backup->add_flag("--force", options->force, "Ganti berkas yang sudah ada");
  backup->callback([&session, options] { session.command = [&session, options] { return run_backup(session, *options); }; });

  CLI::App* restore =
      add_command(app, session, "restore", "Memulihkan basis data dari cadangan; serve harus berhenti",
                  "  hadir-hub restore /media/cadangan/hub-2026-03-02.db          tunjukkan apa yang akan hilang\n"
                  "  hadir-hub restore /media/cadangan/hub-2026-03-02.db --yes    lakukan\n"
                  "Basis data yang lama disimpan utuh di direktori yang sama.\n");
  restore->add_option("file", options->file, "Berkas cadangan")->required()->type_name("BERKAS");
  restore->add_flag("--yes", options->yes, "Lakukan; tanpa ini tidak ada yang diubah (kode keluar 1)");
  restore->callback([&session, options] { session.command = [&session, options] { return run_restore(session, *options); }; });

  CLI::App* doctor = add_command(app, session, "doctor", "Memeriksa hub: disk, basis data, kunci, sertifikat, cadangan, kantor",
                                 "  hadir-hub doctor\n"
                                 "Kode keluar 1 bila ada yang GAGAL; di bawahnya apa yang harus dilakukan.\n");
  doctor->callback([&session] { session.command = [&session] { return run_doctor(session); }; });
}

}  // namespace hadir::hub
