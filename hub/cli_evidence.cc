// verify, explain.
#include <boost/json/array.hpp>
#include <thread>

#include "common/base/files.h"
#include "common/base/process.h"
#include "common/evidence/bundle_check.h"
#include "common/evidence/displaced.h"
#include "common/evidence/explain.h"
#include "common/evidence/verify.h"
#include "hub/cli.h"
#include "hub/registry.h"

namespace hadir::hub {
namespace {

using base::Result;

constexpr std::size_t shown_findings = 20, shown_displaced = 1000;

struct VerifyCommand {
  std::string database, hub_key, bundle;
};

Result<void> run_verify_bundle(Session& session, const std::string& path) {
  const auto file = base::read_file(path, base::limits::bundle_bytes);
  if (!file) return file.error();
  const auto hub = open_hub(session);
  if (!hub) return hub.error();
  SqliteRegistry registry(*hub->store);
  const auto report = evidence::verify_bundle(
      base::bytes_of(*file),
      {hub->dir.key(), hub->dir.key().public_key(), [&](const log::Origin& origin) -> std::optional<base::PublicKey> {
         const auto known = registry.find(origin);
         return known ? std::optional(known->key) : std::nullopt;
       }});
  if (!report) return report.error();
  if (session.json)
    print(evidence::to_json(*report));
  else
    print(evidence::to_text(*report));
  session.incomplete = !report->intact();
  return {};
}

Result<void> run_verify(Session& session, const VerifyCommand& options) {
  if (!options.bundle.empty()) return run_verify_bundle(session, options.bundle);
  evidence::VerifyOptions asked{options.database, options.hub_key, "--hub-key", std::thread::hardware_concurrency(), {}};
  if (asked.path.empty()) {
    auto dir = DataDir::open(session.data);
    if (!dir) return dir.error();
    asked.path = (dir->root() / "hub.db").string();
    // The key file stands beside the database, and what is signed with it cannot be made without it.
    if (asked.hub_key.empty()) {
      asked.hub_key = base::to_hex(dir->key().public_key());
      asked.hub_key_from = "hub.key";
    }
  }
  const bool shows_progress = !session.json && base::is_terminal();
  std::uint64_t shown = 0;
  if (shows_progress)
    asked.progress = [&](std::uint64_t done, std::uint64_t total) {
      const std::uint64_t percent = total == 0 ? 100 : done * 100 / total;
      if (std::exchange(shown, percent) != percent) std::fprintf(stderr, "\rmemeriksa %3d%%", static_cast<int>(percent));
    };
  const auto report = evidence::verify(asked);
  if (shows_progress) std::fprintf(stderr, "\r\033[K");
  if (!report) return report.error();
  if (session.json)
    print(evidence::to_json(*report));
  else
    print(evidence::to_text(*report, shown_findings));
  if (!report->intact()) session.incomplete = true;
  return {};
}

void add_verify(CLI::App& app, Session& session) {
  CLI::App* command =
      add_command(app, session, "verify", "Membuktikan bahwa basis data utuh, tanpa jaringan",
                  "  hadir-hub verify\n"
                  "  hadir-hub verify --database /cadangan/hub.db --hub-key d30bddb0ecfb54fe7b9a9623cc9197bb\n"
                  "Memeriksa berkasnya, rantai dan tanda tangan setiap PC, dan apakah setiap catatan sama dengan\n"
                  "yang ada dalam log; perubahan langsung dengan SQL ditemukan dan disebut. Tidak mengubah apa pun\n"
                  "dan dapat dijalankan selagi serve bekerja. Kode keluar: 0 utuh, 1 tidak.\n");
  const auto options = std::make_shared<VerifyCommand>();
  command->add_option("--database", options->database, "Berkas lain: cadangan, salinan hub.db, atau hadir.db sebuah PC")
      ->type_name("BERKAS");
  command->add_option("--bundle", options->bundle, "Berkas kiriman sebuah kantor, bukan basis data")
      ->type_name("BERKAS")
      ->excludes("--database");
  command->add_option("--hub-key", options->hub_key, "Sidik (32 angka) atau kunci hub (64) dari sumber lain")->type_name("HEX");
  command->callback([&session, options] { session.command = [&session, options] { return run_verify(session, *options); }; });
}

struct ExplainCommand {
  std::vector<std::string> record;
  std::string unit;
};

evidence::Standpoint standpoint_of(const Session& session, const Opened& hub, const std::string& unit) {
  std::map<log::Origin, std::string> labels{{log::origin_of(hub.dir.key().public_key()), "sekretariat"}};
  for (const Replica& one : SqliteRegistry(*hub.store).replicas()) labels[one.origin] = one.label;
  return {unit.empty() ? hub.store->scopes() : std::vector<std::string>{unit, std::string(log::province)},
          base::wib_offset_minutes, base::date_of(session.clock.wall().ms, base::wib_offset_minutes), true,
          [labels = std::move(labels)](const log::Origin& origin) {
            const auto known = labels.find(origin);
            return known == labels.end() ? std::string() : known->second;
          }};
}

Result<void> run_explain(Session& session, const ExplainCommand& options) {
  const auto hub = open_hub(session);
  if (!hub) return hub.error();
  const auto told = evidence::explain(*hub->store, standpoint_of(session, *hub, options.unit), options.record);
  if (!told) return told.error();
  if (session.json)
    print(*told);
  else
    print(evidence::explanation_text(*told, "hadir-hub"));
  if (told->contains("candidates")) session.incomplete = true;
  return {};
}

void add_explain(CLI::App& app, Session& session) {
  CLI::App* command = add_command(app, session, "explain", "Menjelaskan satu catatan: siapa, di PC mana, kapan, seberapa pasti",
                                  "  hadir-hub explain punch 198609262015051001 2026-03-02\n"
                                  "  hadir-hub explain punch/198609262015051001/2026-03-02T07:29:11+07:00/kiosk\n"
                                  "  hadir-hub explain schedule 198609262015051001 2026-03-02 --unit 7.01\n");
  const auto options = std::make_shared<ExplainCommand>();
  command->add_option("record", options->record, "JENIS/KUNCI seperti pada daftar, atau JENIS NIP TANGGAL")
      ->required()
      ->expected(1, 8)
      ->type_name("CATATAN");
  command->add_option("--unit", options->unit, "Hanya unit ini")->type_name("UNIT");
  command->callback([&session, options] { session.command = [&session, options] { return run_explain(session, *options); }; });
}

Result<void> run_displaced(Session& session) {
  const auto hub = open_hub(session);
  if (!hub) return hub.error();
  const auto commits = evidence::displaced_commits(*hub->store, standpoint_of(session, *hub, ""), shown_displaced);
  const std::uint64_t total = hub->store->displaced_count();
  if (session.json)
    print({{"total", total}, {"displaced", evidence::displaced_json(commits)}});
  else
    print(evidence::displaced_text(commits, total));
  return {};
}

void add_displaced(CLI::App& app, Session& session) {
  CLI::App* command =
      add_command(app, session, "displaced", "Commit yang disisihkan karena basis data dipulihkan atau disalin, dan isinya",
                  "  hadir-hub displaced\n"
                  "  hadir-hub displaced --json\n");
  command->callback([&session] { session.command = [&session] { return run_displaced(session); }; });
}

}  // namespace

void add_evidence_commands(CLI::App& app, Session& session) {
  add_verify(app, session);
  add_explain(app, session);
  add_displaced(app, session);
}

}  // namespace hadir::hub
