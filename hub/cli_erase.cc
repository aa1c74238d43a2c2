// erase: takes what a commit says out of every log, by law.
#include <fmt/format.h>

#include <boost/json/array.hpp>

#include "common/base/civil.h"
#include "common/base/limits.h"
#include "common/base/text.h"
#include "common/evidence/holding.h"
#include "common/evidence/record_name.h"
#include "common/model/forms.h"
#include "common/store/backup_keeper.h"
#include "hub/cli.h"

namespace hadir::hub {
namespace {

using base::Error;
using base::Fault;
using base::Result;
using evidence::Holding;

constexpr std::size_t shown_records = 20;

struct Options {
  std::vector<std::string> record;
  std::string unit, commit, reason, basis, author;
  bool with_others = false, yes = false;
};

// The lane by its name, as explain prints it, or by its number, as verify does.
std::optional<model::Lane> lane_named(std::string_view text) {
  constexpr std::string_view names[] = {"urgent", "daily", "bulk"};
  static_assert(std::size(names) == model::lane_count);
  for (std::size_t lane = 0; lane < model::lane_count; ++lane)
    if (text == names[lane] || text == std::to_string(lane)) return static_cast<model::Lane>(lane);
  return std::nullopt;
}

// "ORIGIN/LANE/NUMBER".
Result<std::pair<log::StreamId, std::uint64_t>> commit_named(const std::string& text, const std::string& unit) {
  const Error wrong{Fault::bad_input, "--commit \"" + base::printable(text, 80) + "\" tidak dapat dibaca",
                    "tulis PC/JALUR/NOMOR seperti cb842e15aa28bab8/daily/12, dengan --unit"};
  const std::size_t first = text.find('/'), second = text.find('/', first + 1);
  if (first == std::string::npos || second == std::string::npos || unit.empty()) return wrong;
  const auto origin = base::from_hex(text.substr(0, first));
  const auto lane = lane_named(std::string_view(text).substr(first + 1, second - first - 1));
  const std::string number = text.substr(second + 1);
  log::StreamId stream{{}, unit, {}};
  if (!origin || origin->size() != stream.origin.size() || !lane || number.empty() || number.size() > 18 ||
      number.find_first_not_of("0123456789") != std::string::npos)
    return wrong;
  std::ranges::copy(*origin, stream.origin.begin());
  stream.lane = *lane;
  return std::pair{stream, std::uint64_t{std::stoull(number)}};
}

struct Asked {
  std::string name;  // of the record; empty where a commit was named
  std::vector<Holding> holdings;
  std::vector<std::string> candidates;
};

Result<Asked> find(const Session& session, store::ReplicaStore& store, const Options& options) {
  if (options.record.empty() == options.commit.empty())
    return Error{Fault::bad_input, "sebut satu catatan, atau satu commit dengan --commit", "lihat: hadir-hub erase --help"};
  if (!options.commit.empty()) {
    const auto named = commit_named(options.commit, options.unit);
    if (!named) return named.error();
    auto holding = evidence::holding_at(store, named->first, named->second);
    if (!holding) return holding.error();
    return Asked{"", {std::move(*holding)}, {}};
  }
  evidence::Standpoint standpoint;
  standpoint.scopes = options.unit.empty() ? store.scopes() : std::vector<std::string>{options.unit};
  std::erase(standpoint.scopes, std::string(log::province));
  standpoint.today = base::date_of(session.clock.wall().ms, base::wib_offset_minutes);
  standpoint.is_hub = true;
  const auto name = evidence::find_record(store, standpoint, options.record);
  if (!name) return name.error();
  if (name->kind->province_wide)
    return Error{Fault::refused, std::string(name->kind->name) + " milik provinsi; yang dapat dihapus hanya catatan unit",
                 "ubah isinya dengan impor; isi lama tetap ada dalam log"};
  Asked asked{"", {}, name->candidates};
  if (!asked.candidates.empty()) return asked;
  asked.name = evidence::id_of(*name->kind, name->key);
  for (const std::string& unit : standpoint.scopes)
    for (Holding& one : evidence::holdings_of(store, unit, *name->kind, name->key)) asked.holdings.push_back(std::move(one));
  if (asked.holdings.empty())
    return Error{Fault::not_found, "tidak ada yang tercatat tentang " + asked.name,
                 "bila isinya sudah dihapus menurut hukum, namanya pun tidak dikenal lagi: hadir-hub records erasure"};
  return asked;
}

// What an office wrote may only look like an erasure.
bool is_by_hub(const Opened& hub, const Holding& holding) {
  const log::Origin own = log::origin_of(hub.dir.key().public_key());
  return std::ranges::any_of(holding.commits, [&](const Holding::Place& one) {
    const auto stream = hub.store->stream(one.stream);
    return one.stream.origin == own || (stream && stream->by_hub);
  });
}

// What else goes with the record that was meant.
std::vector<std::string> others_in(const Asked& asked) {
  std::vector<std::string> others;
  for (const Holding& holding : asked.holdings) {
    // A commit is meant as a whole where it speaks of one record; who named it by number has seen no more of it.
    const std::string meant = !asked.name.empty() || holding.records.empty() ? asked.name : holding.records.front();
    for (const std::string& one : holding.records)
      if (one != meant && std::ranges::find(others, one) == others.end()) others.push_back(one);
  }
  return others;
}

// --- where copies are left ---

struct Leftovers {
  std::vector<std::string> backups, databases;
};

Leftovers leftovers_of(const DataDir& dir) {
  Leftovers left;
  for (const store::KeptBackup& one : store::kept_backups(dir.backups())) left.backups.push_back(one.path.string());
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(dir.root(), ignored))
    if (entry.path().filename().string().starts_with(dir.database().filename().string() + ".before-"))
      left.databases.push_back(entry.path().string());
  std::ranges::sort(left.databases);
  return left;
}

std::string to_text(const Leftovers& left, const store::Rotation& rotation) {
  std::string text = "  Salinan yang masih memuatnya:\n";
  text += fmt::format("    - {} cadangan harian hub ini; hilang karena rotasi ({} hari dan {} minggu yang terakhir disimpan)\n",
                      left.backups.size(), rotation.daily, rotation.weekly);
  for (const std::string& one : left.databases) text += "    - " + one + ": hapus sendiri bila tidak diperlukan lagi\n";
  text +=
      "    - PC kantornya sampai sinkronisasi berikutnya, dan cadangan hariannya sampai rotasi di sana\n"
      "    - berkas yang dibuat orang: hadir-hub backup, bundle, stik USB, berkas impor, cetakan, dan baris karantina di "
      "kantor\n";
  return text;
}

// --- the command ---

std::string to_text(const Holding& holding) {
  std::string text = fmt::format("  isi {} (unit {})\n", base::to_hex(holding.payload).substr(0, 16), holding.unit);
  for (const Holding::Place& one : holding.commits)
    text += fmt::format("    commit {} dari PC {}, jalur {}, oleh {}, {}\n", one.seq, log::to_text(one.stream.origin),
                        static_cast<int>(one.stream.lane), base::printable(one.author, 64), local_time(one.claimed_ms));
  if (holding.displaced > 0) text += fmt::format("    dan {} commit yang sudah disisihkan\n", holding.displaced);
  if (holding.records.empty()) text += "    isinya tidak terbaca di hub\n";
  for (std::size_t at = 0; at < std::min(shown_records, holding.records.size()); ++at)
    text += "    memuat " + holding.records[at] + "\n";
  if (holding.records.size() > shown_records)
    text += fmt::format("    dan {} catatan lagi\n", holding.records.size() - shown_records);
  return text;
}

Result<model::Change> erasure_of(const Holding& holding, const Options& options, std::int64_t now_ms) {
  return model::change_from_json(*model::find_kind("erasure"),
                                 {{"payload", base::to_hex(holding.payload)},
                                  {"reason", options.reason},
                                  {"basis", options.basis},
                                  {"author", options.author},
                                  {"at", base::format_rfc3339({now_ms, static_cast<std::int16_t>(base::wib_offset_minutes)})}});
}

Result<void> record(Session& session, Opened& hub, const Options& options, const std::vector<Holding>& holdings) {
  const std::int64_t now_ms = session.clock.wall().ms;
  const auto restored = hub.dir.notice_restore(*hub.store, session.random, now_ms);
  if (!restored) return restored.error();
  store::Transaction transaction(hub.store->database());
  const DataDir::Writer writer = hub.dir.writer(*hub.store, session.random);
  for (const Holding& one : holdings) {
    const auto change = erasure_of(one, options, now_ms);
    if (!change) return change.error();
    const store::Authorship authorship{writer.key,   true,   one.unit,           options.author, {now_ms, log::Quality::hub, 0},
                                       std::nullopt, now_ms, writer.introduction};
    const auto outcomes = hub.store->record(authorship, {*change});
    if (outcomes.front().kind == store::Outcome::Kind::refused) return outcomes.front().error;
  }
  DataDir::count_step(*hub.store);
  transaction.commit();
  return hub.dir.mark_step(*hub.store);
}

void print_candidates(Session& session, const Asked& asked) {
  session.incomplete = true;
  boost::json::array ids;
  for (const std::string& one : asked.candidates) ids.emplace_back(one);
  if (session.json) return print({{"candidates", std::move(ids)}});
  print("Ada beberapa catatan yang cocok. Sebut satu:\n");
  for (const std::string& one : asked.candidates) print("  " + one + "\n");
}

Result<void> check_words(const Options& options) {
  for (const auto& [name, given] :
       {std::pair{"--reason", &options.reason}, {"--basis", &options.basis}, {"--by", &options.author}})
    if (given->empty() || given->size() > (given == &options.author ? base::limits::author_bytes : base::limits::text_bytes) ||
        !base::is_utf8(*given) || base::has_control_characters(*given))
      return Error{Fault::bad_input, std::string(name) + " tidak sah", "satu baris teks yang tidak kosong"};
  return {};
}

Result<void> run_erase(Session& session, const Options& options) {
  if (auto right = check_words(options); !right) return right;
  auto hub = open_hub(session);
  if (!hub) return hub.error();
  auto asked = find(session, *hub->store, options);
  if (!asked) return asked.error();
  if (!asked->candidates.empty()) {
    print_candidates(session, *asked);
    return {};
  }
  for (const Holding& one : asked->holdings)
    if (one.holds_erasure && is_by_hub(*hub, one))
      return Error{Fault::refused, "yang disebut adalah penghapusan itu sendiri; catatannya tidak dapat dihapus", ""};
  std::vector<Holding> left = asked->holdings;
  std::erase_if(left, [&](const Holding& one) { return one.is_erased && hub->store->is_payload_erased(one.unit, one.payload); });
  const std::vector<std::string> others = others_in(*asked);
  if (!others.empty() && !options.with_others && !left.empty()) {
    std::string named;
    for (std::size_t at = 0; at < std::min<std::size_t>(3, others.size()); ++at) named += (at == 0 ? "" : ", ") + others[at];
    return Error{Fault::refused,
                 fmt::format("isi commit itu memuat juga {} catatan lain, yang akan ikut terhapus: {}{}", others.size(), named,
                             others.size() > 3 ? " …" : ""),
                 "bila semuanya memang harus dihapus, ulangi dengan --with-others; catat ulang yang masih diperlukan sesudahnya"};
  }

  std::uint64_t commits = 0;
  boost::json::array payloads;
  for (const Holding& one : left) {
    commits += one.commits.size() + one.displaced;
    payloads.push_back(evidence::to_json(one));
  }
  boost::json::object answer{{"record", asked->name.empty() ? boost::json::value() : boost::json::value(asked->name)},
                             {"commits", commits},
                             {"others", others.size()},
                             {"payloads", std::move(payloads)}};
  if (!session.json && !left.empty()) {
    print("Yang dihapus menurut hukum" + (asked->name.empty() ? "" : ": " + asked->name) + "\n");
    for (const Holding& one : left) print(to_text(one));
  }
  if (left.empty() || !options.yes) {
    answer["result"] = left.empty() ? "already_erased" : "needs_yes";
    session.incomplete = !left.empty();
    if (session.json)
      print(answer);
    else
      print(left.empty()
                ? "Sudah dihapus sebelumnya; tidak ada yang diubah.\n"
                : "Belum ada yang diubah, dan sesudahnya tidak ada jalan kembali. Untuk menghapus, ulangi dengan --yes.\n");
    return {};
  }
  if (auto recorded = record(session, *hub, options, left); !recorded) return recorded;
  const bool scrubbed = hub->store->scrub();
  const Leftovers copies = leftovers_of(hub->dir);
  if (session.json) {
    boost::json::array backups, databases;
    for (const std::string& one : copies.backups) backups.emplace_back(one);
    for (const std::string& one : copies.databases) databases.emplace_back(one);
    answer["result"] = "erased";
    answer["scrubbed"] = scrubbed;
    answer["left_in"] = boost::json::object{{"backups", std::move(backups)}, {"databases", std::move(databases)}};
    print(answer);
    return {};
  }
  print(fmt::format("Dihapus: isi {} commit. Rantai dan tanda tangannya tetap terbukti (hadir-hub verify).\n", commits));
  if (!scrubbed) print("  Berkas hub.db-wal masih dibaca proses lain dan dibersihkan sesudahnya.\n");
  print(to_text(copies, hub->dir.backups().rotation));
  return {};
}

}  // namespace

void add_erase_command(CLI::App& app, Session& session) {
  CLI::App* command = add_command(
      app, session, "erase", "Menghapus isi satu catatan menurut hukum (UU 27/2022), di hub dan di semua PC kantornya",
      "  hadir-hub erase punch 198609262015051001 2026-03-02 --reason 'permintaan pemilik data' --basis 'UU 27/2022 Pasal 8' \\\n"
      "      --by 197001011995031002                 tunjukkan apa yang akan dihapus\n"
      "  hadir-hub erase … --yes                     hapus\n"
      "  hadir-hub erase --unit 7.01 --commit cb842e15aa28bab8/daily/12 --reason … --basis … --by …\n"
      "Yang hilang adalah isinya; siapa yang menulis, kapan, dan rantainya tetap ada. Alasan dan dasarnya disimpan selamanya:\n"
      "jangan menyebut di sana apa yang dihapus. Kode keluar: 0 dihapus atau sudah terhapus, 1 belum atau ditolak.\n");
  const auto options = std::make_shared<Options>();
  command->add_option("record", options->record, "JENIS/KUNCI seperti pada daftar, atau JENIS NIP TANGGAL")
      ->expected(0, 8)
      ->type_name("CATATAN");
  command->add_option("--commit", options->commit, "Satu commit, juga yang isinya tidak terbaca di hub: PC/JALUR/NOMOR")
      ->type_name("COMMIT");
  command->add_option("--unit", options->unit, "Hanya unit ini")->type_name("UNIT");
  command->add_option("--reason", options->reason, "Alasan")->required()->type_name("TEKS");
  command->add_option("--basis", options->basis, "Dasar hukum atau nomor surat keputusan")->required()->type_name("TEKS");
  command->add_option("--by", options->author, "NIP atau nama yang memutuskan")->required()->type_name("SIAPA");
  command->add_flag("--with-others", options->with_others, "Juga bila isi commit itu memuat catatan lain, yang ikut terhapus");
  command->add_flag("--yes", options->yes, "Lakukan; tanpa ini tidak ada yang diubah (kode keluar 1)");
  command->callback([&session, options] { session.command = [&session, options] { return run_erase(session, *options); }; });
}

}  // namespace hadir::hub
