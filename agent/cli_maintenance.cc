#include "agent/cli_maintenance.h"

#include <boost/json.hpp>
#include <cstdio>

#include "agent/doctor.h"
#include "common/store/restore.h"

namespace hadir::agent {
namespace {

using base::Error;
using base::Fault;
using base::Result;
using boost::json::array;
using boost::json::object;
using boost::json::value;

constexpr const char* stop_service = "hentikan dahulu: sudo systemctl stop hadir-agent; lalu ulangi perintah ini";

// What only this PC has of the office's commits: others' came from the hub and come from there again.
std::uint64_t lost_of(const store::Missing& missing, const DataDir::Keys& own) {
  const auto is_origin = [&](const base::KeyPair& key) { return log::origin_of(key.public_key()) == missing.stream.origin; };
  return std::ranges::any_of(own, is_origin) ? missing.only_here() : 0;
}

Result<void> check_owner(const store::Restore& restore, const std::filesystem::path& file) {
  const std::string& unit = restore.backup().unit;
  if (unit.empty())
    return Error{Fault::bad_input, file.string() + " bukan cadangan sebuah PC kantor",
                 "pilih cadangan yang dibuat di kantor ini"};
  if (restore.present() && restore.present()->unit != unit)
    return Error{Fault::clash, "cadangan ini milik unit " + unit + ", PC ini milik unit " + restore.present()->unit,
                 "pilih cadangan dari unit ini, atau direktori lain dengan --data"};
  return {};
}

object plan_json(const store::Restore& restore, const DataDir::Keys& own, const std::filesystem::path& file, std::uint64_t lost) {
  array streams;
  for (const store::Missing& one : restore.missing())
    streams.push_back(object{{"stream", log::to_text(one.stream)},
                             {"after", one.after},
                             {"until", one.until},
                             {"at_hub", one.at_hub},
                             {"lost", lost_of(one, own)},
                             {"other_past", one.other_past}});
  return {{"file", file.string()},
          {"unit", restore.backup().unit},
          {"commits", restore.backup().commits()},
          {"salvaged", restore.salvaged()},
          {"lost", lost},
          {"streams", std::move(streams)},
          {"present_problem", restore.present_problem() ? value(restore.present_problem()->what) : value(nullptr)}};
}

void print_plan(const store::Restore& restore, const std::filesystem::path& file, std::uint64_t lost) {
  std::printf("Cadangan %s: unit %s, %llu perubahan, utuh.\n", file.c_str(), restore.backup().unit.c_str(),
              static_cast<unsigned long long>(restore.backup().commits()));
  if (restore.salvaged() > 0)
    std::printf("%llu perubahan sesudah cadangan itu masih terbaca dan terbukti; semuanya ikut dipulihkan.\n",
                static_cast<unsigned long long>(restore.salvaged()));
  std::uint64_t missing = 0;
  for (const store::Missing& one : restore.missing()) missing += one.until - one.after;
  if (restore.present_problem())
    std::printf("Basis data sekarang tidak terbaca (%s); apa yang tidak ada dalam cadangan tidak dapat dihitung.\n",
                restore.present_problem()->what.c_str());
  else if (!restore.present())
    std::printf("Sekarang tidak ada basis data; tidak ada yang hilang.\n");
  else if (missing == 0)
    std::printf("Semua yang ada sekarang juga ada dalam cadangan.\n");
  else
    std::printf(
        "%llu perubahan sekarang tidak ada dalam cadangan: %llu kembali dari hub, %llu HANYA ADA DI SINI dan akan hilang.\n",
        static_cast<unsigned long long>(missing), static_cast<unsigned long long>(missing - lost),
        static_cast<unsigned long long>(lost));
}

}  // namespace

int run_backup(const CommandLine& line, const BackupCommandOptions& options) {
  if (auto keys = line.dir.load_keys(); !keys) return line.output.fail(keys.error());
  const auto use = store::use_database(line.dir.database());
  if (!use) return line.output.fail(use.error());
  const auto database = store::Database::open(line.dir.database(), store::Durability::full);
  if (!database) return line.output.fail(database.error());
  store::BackupOptions backup;
  backup.replace = options.force;
  const std::filesystem::path file = std::filesystem::absolute(options.file);
  const auto made = [&] {
    std::optional<Progress> progress;
    backup.progress = [&](std::int64_t done, std::int64_t all) {
      if (!progress)
        progress.emplace("mencadangkan", static_cast<std::size_t>(all), !line.output.json && !line.output.quiet_progress);
      progress->at(static_cast<std::size_t>(done));
      return true;
    };
    return store::back_up(**database, file, backup);
  }();
  if (!made) return line.output.fail(made.error());
  if (line.output.json) {
    line.output.print(object{{"result", "made"},
                             {"file", file.string()},
                             {"bytes", made->bytes},
                             {"unit", made->contents.unit},
                             {"commits", made->contents.commits()}});
    return exit_done;
  }
  std::printf("Cadangan dibuat dan diperiksa: %s (%llu KiB, %llu perubahan)\n", file.c_str(),
              static_cast<unsigned long long>(made->bytes / 1024), static_cast<unsigned long long>(made->contents.commits()));
  std::printf("  Kunci PC ini tidak ada di dalamnya. Di PC pengganti: hadir-agent init dahulu, lalu hadir restore.\n");
  return exit_done;
}

int run_restore(const CommandLine& line, const RestoreOptions& options) {
  const auto keys = line.dir.load_keys();
  if (!keys) return line.output.fail(keys.error());
  if (line.dir.is_service_running())
    return line.output.fail({Fault::busy, "layanan hadir sedang berjalan di direktori ini", stop_service});
  const std::filesystem::path file = std::filesystem::absolute(options.file);
  auto restore = [&] {
    std::optional<Progress> progress;
    return store::Restore::prepare(file, line.dir.database(), line.clock.wall(), [&](std::uint64_t done, std::uint64_t all) {
      if (!progress) progress.emplace("memeriksa", all, !line.output.json && !line.output.quiet_progress);
      progress->at(done);
    });
  }();
  if (!restore) return line.output.fail(restore.error());
  if (auto ours = check_owner(**restore, file); !ours) return line.output.fail(ours.error());
  std::uint64_t lost = 0;
  for (const store::Missing& one : (*restore)->missing()) lost += lost_of(one, *keys);
  object answer = plan_json(**restore, *keys, file, lost);
  if (!line.output.json) print_plan(**restore, file, lost);
  if (!options.yes) {
    answer["result"] = "needs_yes";
    if (line.output.json)
      line.output.print(answer);
    else
      std::printf("Belum ada yang diubah. Untuk memulihkan, ulangi dengan --yes.\n");
    return exit_refused;
  }
  const auto aside = (*restore)->apply(line.clock.wall());
  if (!aside) return line.output.fail(aside.error());
  answer["result"] = "restored";
  answer["kept_as"] = aside->empty() ? value(nullptr) : value(aside->string());
  if (line.output.json) {
    line.output.print(answer);
    return exit_done;
  }
  std::printf("Dipulihkan.\n");
  if (!aside->empty()) std::printf("  Basis data yang lama disimpan utuh: %s\n", aside->c_str());
  std::printf(
      "  Jalankan lagi layanannya: sudo systemctl start hadir-agent; lalu hadir sync mengambil kembali yang ada di hub.\n");
  return exit_done;
}

int run_doctor(const CommandLine& line) {
  const CurlLibrary curl;
  const Surroundings surroundings{line.dir, line.clock, [&] { return OfficeClient::connect(line.dir, line.clock); },
                                  [&](const std::string& url, const std::string& pin) {
                                    UplinkOptions options = uplink_to_hub(url, pin, {});
                                    options.connect_time = std::chrono::seconds(10);
                                    return CurlUplink(curl, line.clock, options).call({.path = "/healthz", .reads = true}, {});
                                  }};
  const std::vector<store::Finding> findings = examine(surroundings);
  const bool failed = store::has_failure(findings);
  if (line.output.json)
    line.output.print(object{{"result", failed ? "failure" : "ok"}, {"findings", store::to_json(findings)}});
  else
    std::printf("%s", store::to_text(findings).c_str());
  return failed ? exit_refused : exit_done;
}

}  // namespace hadir::agent
