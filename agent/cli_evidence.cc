#include "agent/cli_evidence.h"

#include <boost/json/array.hpp>
#include <cstdio>

#include "common/base/files.h"
#include "common/base/limits.h"
#include "common/evidence/bundle_check.h"
#include "common/evidence/displaced.h"
#include "common/evidence/explain.h"
#include "common/evidence/source.h"
#include "common/evidence/verify.h"

namespace hadir::agent {
namespace {

constexpr std::size_t shown_findings = 20;

base::Result<evidence::BundleReport> check_bundle(const CommandLine& line, const std::string& path) {
  const auto keys = line.dir.load_keys();
  if (!keys) return keys.error();
  const auto source = evidence::open_source(line.dir.database());
  if (!source) return source.error();
  const auto file = base::read_file(path, base::limits::bundle_bytes);
  if (!file) return file.error();
  return evidence::verify_bundle(base::bytes_of(*file), {keys->front(), source->hub_key, {}});
}

}  // namespace

const char* const verify_footer = R"(
Memeriksa, tanpa jaringan dan tanpa menghentikan layanan: berkasnya, rantai dan tanda tangan setiap PC, tanda terima dan waktu
hub, dan apakah setiap catatan sama dengan yang ada dalam log. Tidak mengubah apa pun.

Contoh:
  hadir verify
  hadir verify --database /media/usb/cadangan.db
  hadir verify --bundle hadir-jawab-7.01.hadir             berkas jawaban untuk PC ini, sebelum diambil
  hadir verify --hub-key d30bddb0ecfb54fe7b9a9623cc9197bb    sidik kunci menurut sekretariat

Kode keluar: 0 utuh, 1 tidak utuh atau tidak dapat diperiksa)";

const char* const explain_footer = R"(
Contoh:
  hadir explain punch 198609262015051001 2026-03-02
  hadir explain punch/198609262015051001/2026-03-02T07:29:11+07:00/kiosk
  hadir explain schedule 198609262015051001 "hari ini")";

int run_verify(const CommandLine& line, const VerifyCommandOptions& options, unsigned threads) {
  if (!options.bundle.empty()) {
    const auto checked = check_bundle(line, options.bundle);
    if (!checked) return line.output.fail(checked.error());
    if (line.output.json)
      line.output.print(evidence::to_json(*checked));
    else
      std::fputs(evidence::to_text(*checked).c_str(), stdout);
    return checked->intact() ? exit_done : exit_refused;
  }
  evidence::VerifyOptions asked{
      options.database.empty() ? line.dir.database() : options.database, options.hub_key, "--hub-key", threads, {}};
  if (const auto keys = line.dir.load_keys()) {
    const DataDir::Keys former = line.dir.load_former_keys();
    asked.pairs = *keys;
    asked.pairs.insert(asked.pairs.end(), former.begin(), former.end());
  }
  base::Result<evidence::Report> report;
  {
    std::optional<Progress> progress;
    asked.progress = [&](std::uint64_t done, std::uint64_t total) {
      if (!progress) progress.emplace("memeriksa", total, !line.output.quiet_progress && !line.output.json);
      progress->at(done);
    };
    report = evidence::verify(asked);
  }
  if (!report) return line.output.fail(report.error());
  if (line.output.json)
    line.output.print(evidence::to_json(*report));
  else
    std::fputs(evidence::to_text(*report, shown_findings).c_str(), stdout);
  return report->intact() ? exit_done : exit_refused;
}

int run_explain(const CommandLine& line, const ExplainOptions& options) {
  auto client = OfficeClient::connect(line.dir, line.clock);
  if (!client) return line.output.fail(client.error());
  boost::json::array words;
  for (const std::string& word : options.record) words.emplace_back(word);
  const auto answer = (*client)->call("explain", {{"record", std::move(words)}});
  if (!answer) return line.output.fail(answer.error());
  if (line.output.json)
    line.output.print(*answer);
  else
    std::fputs(evidence::explanation_text(answer->as_object(), "hadir").c_str(), stdout);
  return answer->as_object().contains("candidates") ? exit_refused : exit_done;
}

int run_displaced(const CommandLine& line) {
  auto client = OfficeClient::connect(line.dir, line.clock);
  if (!client) return line.output.fail(client.error());
  const auto answer = (*client)->call("displaced", {});
  if (!answer) return line.output.fail(answer.error());
  if (line.output.json) {
    line.output.print(*answer);
    return exit_done;
  }
  std::vector<boost::json::object> commits;
  for (const boost::json::value& one : answer->at("displaced").as_array()) commits.push_back(one.as_object());
  std::fputs(evidence::displaced_text(commits, answer->at("total").to_number<std::uint64_t>()).c_str(), stdout);
  return exit_done;
}

}  // namespace hadir::agent
