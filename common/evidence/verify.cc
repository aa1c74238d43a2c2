#include "common/evidence/verify.h"

#include <atomic>
#include <filesystem>
#include <thread>

#include "common/base/text.h"
#include "common/evidence/log_check.h"
#include "common/evidence/receipt_check.h"
#include "common/evidence/record_check.h"
#include "common/sync/enrolment_code.h"

namespace hadir::evidence {
namespace {

using base::Error;
using base::Fault;
using store::Database;
using store::Statement;

constexpr std::uint64_t range_commits = 8192;
constexpr std::int64_t range_receipts = 4096;
constexpr int most_page_findings = 20;

// What the tasks add up, beside findings.
struct Tally {
  std::mutex mutex;
  Report report;                                  // guarded by mutex
  std::map<std::int64_t, std::uint64_t> covered;  // guarded by mutex; by stream
  std::map<LogRange const*, LogCounts> by_range;  // guarded by mutex
};

using Task = std::function<void(Database& bench)>;

class Verification {
 public:
  Verification(Source source, const VerifyOptions& options) : source_(std::move(source)), options_(options) {}
  Report run();

  Findings& findings() { return findings_; }

 private:
  void plan(Database& bench);
  void plan_log();
  void work();
  void check_pages(Database& bench);
  void check_log(Database& bench, const LogRange& range);
  void check_group(Database& bench, const Group& group);
  void check_receipt_range(Database& bench, std::int64_t first, std::int64_t last);
  void join_beacons();
  void name_erasures(Report& report) const;
  void note_damage(const Error& error, const std::string& where);

  const Source source_;
  const VerifyOptions& options_;
  Findings findings_;
  std::vector<StreamFacts> streams_;
  std::vector<Group> groups_;
  std::vector<LogRange> ranges_;
  std::vector<Task> tasks_;
  std::atomic<std::size_t> next_task_{0};
  std::uint64_t total_ = 0;
  Tally tally_;
  std::optional<Error> failure_;  // guarded by tally_.mutex: not the exhibit's fault
};

// Damaged pages are what we are looking for; a full disk for the scratch tables is not.
void Verification::note_damage(const Error& error, const std::string& where) {
  if (error.fault == Fault::corrupt) {
    findings_.add({.place = Place::file, .column = where, .what = error.what});
    return;
  }
  const std::lock_guard lock(tally_.mutex);
  if (!failure_) failure_ = error;
}

void Verification::check_pages(Database& bench) {
  Statement rows = bench.prepare("PRAGMA source.integrity_check(" + std::to_string(most_page_findings) + ")");
  while (rows.step())
    if (rows.text(0) != "ok")
      findings_.add({.place = Place::file,
                     .stored = base::printable(rows.text(0), 300),
                     .what = "berkas basis data rusak; simpan berkas ini, lalu pulihkan cadangan terakhir"});
}

void Verification::check_log(Database& bench, const LogRange& range) {
  const LogCounts counts = check_range(bench, source_, range, findings_);
  const std::lock_guard lock(tally_.mutex);
  Report& report = tally_.report;
  report.commits += counts.commits;
  report.signatures += counts.signatures;
  report.beacons += counts.beacons;
  report.erased += counts.erased.size();
  report.claimed_too_early += counts.claimed_too_early;
  tally_.by_range[&range] = counts;
  if (options_.progress) options_.progress(report.commits, total_);
}

void Verification::check_group(Database& bench, const Group& group) {
  const RecordCounts counts = check_records(bench, source_, group, findings_);
  const std::lock_guard lock(tally_.mutex);
  tally_.report.records += counts.records;
  tally_.report.unprovable += counts.unprovable;
  tally_.report.waiting += counts.waiting;
  tally_.report.unread += counts.unread;
  tally_.report.unread_records += counts.unread_records;
}

void Verification::check_receipt_range(Database& bench, std::int64_t first, std::int64_t last) {
  const ReceiptCounts counts = check_receipts(bench, source_, streams_, first, last, findings_);
  const std::lock_guard lock(tally_.mutex);
  tally_.report.receipts += counts.receipts;
  for (const auto& [stream, seq] : counts.covered) {
    std::uint64_t& covered = tally_.covered[stream];
    covered = std::max(covered, seq);
  }
}

void Verification::plan_log() {
  for (const StreamFacts& stream : streams_) {
    total_ += stream.last_row + 1 - stream.log_from;
    tally_.report.below_base += stream.log_from - 1;
    for (std::uint64_t first = stream.log_from; first <= stream.last_row; first += range_commits)
      ranges_.push_back({&stream, first, std::min(first + range_commits - 1, stream.last_row)});
  }
}

// Long tasks first, so that no thread is left alone with one at the end.
void Verification::plan(Database& bench) {
  check_schema(bench, findings_);
  check_bases(bench, source_, findings_);
  streams_ = read_streams(bench, findings_);
  groups_ = groups_of(bench, streams_);
  std::ranges::sort(groups_, std::ranges::greater(), &Group::commits);
  plan_log();
  tally_.report.streams = streams_.size();
  for (const Group& group : groups_) tasks_.push_back([this, &group](Database& own) { check_group(own, group); });
  tasks_.push_back([this](Database& own) { check_pages(own); });
  Statement receipts = bench.prepare("SELECT min(id), max(id) FROM source.receipt");
  if (receipts.step() && !receipts.is_null(0))
    for (std::int64_t first = receipts.integer(0), end = receipts.integer(1); first <= end; first += range_receipts)
      tasks_.push_back([this, first](Database& own) { check_receipt_range(own, first, first + range_receipts - 1); });
  for (const LogRange& range : ranges_) tasks_.push_back([this, &range](Database& own) { check_log(own, range); });
  for (const StreamFacts& stream : streams_) check_stream(bench, stream, findings_);
  check_held_beacon(bench, source_, findings_);
  tally_.report.displaced = check_displaced(bench, source_, streams_, findings_);
}

void Verification::work() {
  const auto opened = store::guarded([&] { return open_bench(source_); });
  if (!opened) return note_damage(opened.error(), "");
  for (std::size_t at = next_task_++; at < tasks_.size(); at = next_task_++)
    if (const auto done = store::guarded([&] { tasks_[at](**opened); }); !done) note_damage(done.error(), "");
}

// Beacons only grow along a stream, also from one range to the next; the ones before a range were read, not counted.
void Verification::join_beacons() {
  std::map<const StreamFacts*, std::uint64_t> first;
  for (const auto& [range, counts] : tally_.by_range) {
    if (counts.first_beacon_seq == 0) continue;
    const auto [at, is_new] = first.try_emplace(range->stream, counts.first_beacon_seq);
    if (!is_new) at->second = std::min(at->second, counts.first_beacon_seq);
  }
  for (const auto& [stream, seq] : first) tally_.report.after_beacon += stream->last_row - seq + 1;
  for (const auto& [stream, seq] : tally_.covered) tally_.report.before_receipt += seq;
}

void Verification::name_erasures(Report& report) const {
  std::map<std::pair<std::string, base::Hash>, ErasureReport> named;
  for (const auto& [range, counts] : tally_.by_range)
    for (const ErasedCommit& one : counts.erased) {
      const log::StreamId& stream = range->stream->stream;
      ErasureReport& erasure = named[{stream.scope, one.payload}];
      erasure.commits.emplace_back(stream, one.seq);
    }
  for (auto& [name, erasure] : named) {
    erasure.unit = name.first;
    erasure.payload = name.second;
    erasure.note = source_.erasures.at(name);
    std::ranges::sort(erasure.commits);
    report.erasures.push_back(std::move(erasure));
  }
}

Report Verification::run() {
  {
    const auto planned = store::guarded([&] { plan(*open_bench(source_)); });
    if (!planned) note_damage(planned.error(), "");
  }
  {
    std::vector<std::jthread> others;
    for (unsigned index = 1; index < std::max(1u, options_.threads); ++index) others.emplace_back([this] { work(); });
    work();
  }
  if (failure_) throw base::Failure(*failure_);
  check_coverage(streams_, tally_.covered, findings_);
  join_beacons();
  Report report = std::move(tally_.report);
  report.path = source_.path;
  report.hub_key = source_.hub_key;
  name_erasures(report);
  report.findings_total = findings_.total();
  report.findings = findings_.sorted();
  return report;
}

// What else somebody says the hub's key is. Answers whether the database names another.
base::Result<bool> take_key(Source& source, const std::string& given) {
  const auto bytes = base::from_hex(given);
  base::PublicKey key;
  if (bytes && bytes->size() == key.size()) {
    std::ranges::copy(*bytes, key.begin());
    const bool differs = source.hub_key != key;
    source.hub_key = key;
    return differs;
  }
  if (bytes && bytes->size() == sync::KeyFingerprint{}.size())
    return !source.hub_key || !std::ranges::equal(sync::fingerprint_of(*source.hub_key), *bytes);
  return Error{Fault::bad_input, "kunci hub \"" + base::printable(given, 80) + "\" tidak dapat dibaca",
               "tulis sidik kunci (32 angka heksadesimal) atau kunci lengkap (64), seperti dicetak hadir-hub status"};
}

// Who reads a file that nobody shares takes no lock on it.
struct FileState {
  explicit FileState(const std::string& path) {
    std::error_code failed;
    size = std::filesystem::file_size(path, failed);
    written = std::filesystem::last_write_time(path, failed);
    has_wal = std::filesystem::exists(path + "-wal", failed);
  }
  std::uintmax_t size = 0;
  std::filesystem::file_time_type written;
  bool has_wal = false;
  bool operator==(const FileState&) const = default;
};

}  // namespace

const Finding* Report::first_bad_commit() const {
  for (const Finding& one : findings)
    if (one.place == Place::commit) return &one;
  return nullptr;
}

base::Result<Report> verify(const VerifyOptions& options) {
  const FileState before(options.path);
  auto source = open_source(options.path);
  if (!source) return source.error();
  if (auto taken = take_keys(*source, options.pairs); !taken) return taken.error();
  bool other_key = false;
  const auto own_key = source->hub_key;
  if (!options.hub_key.empty()) {
    const auto taken = take_key(*source, options.hub_key);
    if (!taken) return taken.error();
    other_key = *taken;
  }
  const bool unshared = source->unshared;
  return store::guarded([&]() -> base::Result<Report> {
    Verification verification(std::move(*source), options);
    if (other_key)
      verification.findings().add({.place = Place::meta,
                                   .column = "hub_key",
                                   .stored = own_key ? base::to_hex(*own_key) : "(tidak ada)",
                                   .expected = options.hub_key,
                                   .what = "kunci hub dalam basis data ini bukan kunci yang Anda berikan"});
    Report report = verification.run();
    if (!options.hub_key.empty()) report.hub_key_from = options.hub_key_from;
    if (unshared && before != FileState(options.path))
      return Error{Fault::busy, options.path + " berubah selama diperiksa", "ulangi pemeriksaannya"};
    return report;
  });
}

}  // namespace hadir::evidence
