// bundle import, bundle export: the exchange with offices that have no link, by files on a stick.
#include <fmt/format.h>

#include <boost/json/array.hpp>
#include <map>

#include "common/base/files.h"
#include "common/base/text.h"
#include "common/sync/hub_bundle.h"
#include "hub/cli.h"
#include "hub/registry.h"
#include "hub/snapshot_shelf.h"

namespace hadir::hub {
namespace {

using base::Error;
using base::Fault;
using base::Result;
using boost::json::array;
using boost::json::object;
using sync::BundleHeader;
using sync::BundleKind;
using What = sync::BundleReader::Piece::What;
using std::filesystem::path;

constexpr std::size_t no_limit = std::numeric_limits<std::size_t>::max();
constexpr std::size_t snapshot_message_bytes = 256 * 1024;  // what a damaged place in a file costs at most

// The hub as a command uses it, beside a `serve` or without one.
struct OpenExchange {
  Opened hub;
  SqliteRegistry registry;
  sync::HubIdentity identity;
  sync::HubExchange exchange;

  OpenExchange(Opened opened, const base::Clock& clock)
      : hub(std::move(opened)),
        registry(*hub.store),
        identity{hub.dir.key(), static_cast<std::uint64_t>(hub.store->number(epoch_key).value_or(0))},
        exchange(*hub.store, registry, identity, clock) {}
};

Result<std::unique_ptr<OpenExchange>> open_exchange(const Session& session) {
  auto hub = open_hub(session);
  if (!hub) return hub.error();
  return std::make_unique<OpenExchange>(std::move(*hub), session.clock);
}

// The first free name: an answer never takes the place of an earlier one.
path free_name(const path& directory, const std::string& name) {
  path candidate = directory / name;
  const std::string stem = candidate.stem().string();
  std::error_code ignored;
  for (int number = 2; std::filesystem::exists(std::filesystem::symlink_status(candidate, ignored)); ++number)
    candidate = directory / fmt::format("{}-{}{}", stem, number, sync::bundle_extension);
  return candidate;
}

// Writes the parts of one bundle into `directory`; answers their paths.
Result<std::vector<path>> write_parts(const std::vector<base::Bytes>& parts, const path& directory, const std::string& unit) {
  std::vector<path> written;
  for (const base::Bytes& part : parts) {
    const path name = free_name(directory, sync::bundle_file_name(sync::read_bundle_header(part).value(), unit));
    if (auto done = base::write_new_file(name, base::text_of(part)); !done) return done.error();
    written.push_back(name);
  }
  return written;
}

// --- import ---

struct ImportOptions {
  std::vector<std::string> files;
  std::string answers;
};

// One file and what became of it.
struct File {
  path name;
  BundleHeader header;
  std::optional<Error> error;  // not taken, or only in part
  std::uint64_t messages = 0, commits = 0, damaged = 0;
  bool cut = false, enrolled = false;
  std::vector<wire::Refusal> refused;
  std::string unit, label;

  bool whole() const { return !error && !cut && damaged == 0 && refused.empty(); }
};

Error no_such_file(const path& name) {
  return {Fault::not_found, name.string() + " tidak ada", "periksa nama berkas atau direktorinya"};
}

// What a directory holds for this hub; whatever else lies there is passed over.
void add_directory(const path& directory, const sync::KeyFingerprint& here, std::vector<File>& files, std::size_t& passed_over) {
  std::error_code failed;
  for (const auto& entry : std::filesystem::directory_iterator(directory, failed)) {
    if (!entry.is_regular_file(failed) || entry.path().extension() != sync::bundle_extension) continue;
    const auto content = base::read_file(entry.path(), base::limits::bundle_bytes);
    const auto header = content ? sync::read_bundle_header(base::bytes_of(*content)) : Result<BundleHeader>(content.error());
    if (!header)
      files.push_back({entry.path(), {}, header.error()});
    else if (header->kind == BundleKind::to_office || header->receiver != here)
      ++passed_over;
    else
      files.push_back({entry.path(), *header, {}});
  }
}

std::vector<File> files_of(const ImportOptions& options, const sync::KeyFingerprint& here, std::size_t& passed_over) {
  std::vector<File> files;
  for (const path name : options.files) {
    std::error_code failed;
    if (std::filesystem::is_directory(name, failed)) {
      add_directory(name, here, files, passed_over);
      continue;
    }
    File& file = files.emplace_back(File{name, {}, {}});
    const auto content = base::read_file(name, base::limits::bundle_bytes);
    const auto header = content ? sync::read_bundle_header(base::bytes_of(*content)) : Result<BundleHeader>(content.error());
    if (header)
      file.header = *header;
    else
      file.error = header.error();
  }
  // A PC is enrolled before what it recorded is taken, and parts come in their order.
  std::ranges::stable_sort(files, [](const File& left, const File& right) {
    const auto rank = [](const File& file) {
      return std::tuple(file.error.has_value(), file.header.sender, file.header.kind != BundleKind::enrolment, file.header.id,
                        file.header.part);
    };
    return rank(left) < rank(right);
  });
  return files;
}

// One message per transaction, so that a `serve` beside us gets its turn.
void take_file(OpenExchange& here, sync::HubIntake& intake, File& file) {
  const auto content = base::read_file(file.name, base::limits::bundle_bytes);
  if (!content) return static_cast<void>(file.error = content.error());
  auto reader = sync::HubIntake::open(base::bytes_of(*content), here.identity.key);
  if (!reader) return static_cast<void>(file.error = reader.error());
  const bool shares = here.hub.dir.serving().has_value();
  const sync::HubIntake::Report before = intake.report();
  for (auto piece = reader->next(); piece.what == What::message || piece.what == What::damaged; piece = reader->next()) {
    if (piece.what == What::damaged) {
      ++file.damaged;
      continue;
    }
    store::Transaction transaction(here.hub.store->database());
    const auto taken = intake.take(reader->header().kind, piece.message);
    transaction.commit();
    if (!taken) {
      file.error = taken.error().error;
      break;
    }
    if (shares) give_others_a_turn();
  }
  file.cut = !file.error && reader->next().what == What::cut;
  const sync::HubIntake::Report& after = intake.report();
  file.messages = after.messages - before.messages;
  file.commits = after.commits - before.commits;
  file.enrolled = after.enrolled;
  file.unit = after.unit;
  file.label = after.label;
  file.refused.assign(after.refused.begin() + static_cast<std::ptrdiff_t>(before.refused.size()), after.refused.end());
}

struct Answered {
  std::string origin, unit, label;
  std::vector<path> files;
  std::optional<Error> error;  // it could not be written
};

object error_json(const Error& error) {
  return {{"fault", base::name_of(error.fault)}, {"what", error.what}, {"hint", error.hint}};
}

object to_json(const File& file) {
  array refused;
  for (const wire::Refusal& one : file.refused)
    refused.push_back(
        {{"stream", log::to_text(one.stream)}, {"first", one.first_seq}, {"fault", one.fault}, {"reason", one.reason}});
  object json{{"file", file.name.string()},
              {"result", file.whole()        ? "taken"
                         : file.messages > 0 ? "partly"
                                             : "refused"},
              {"from", log::to_text(file.header.sender)},
              {"unit", file.unit},
              {"label", file.label},
              {"part", file.header.part},
              {"parts", file.header.parts},
              {"messages", file.messages},
              {"commits", file.commits},
              {"enrolled", file.enrolled},
              {"damaged", file.damaged},
              {"cut", file.cut},
              {"refused", std::move(refused)}};
  if (file.error) json["error"] = error_json(*file.error);
  return json;
}

void print_file(const File& file) {
  print(fmt::format("{}\n", file.name.string()));
  if (!file.unit.empty())
    print(fmt::format("  dari {} ({}), unit {}{}\n", log::to_text(file.header.sender), file.label, file.unit,
                      file.header.parts > 1 ? fmt::format(", bagian {} dari {}", file.header.part, file.header.parts) : ""));
  if (file.enrolled) print("  PC ini kini terdaftar; jawabannya harus kembali ke kantor itu\n");
  if (file.messages > 0) print(fmt::format("  diambil: {} kelompok perubahan baru\n", file.commits));
  if (file.cut)
    print(fmt::format(
        "  terpotong setelah kelompok pesan ke-{}; yang utuh sudah diambil\n    salin ulang berkasnya dan impor lagi\n",
        file.messages));
  if (file.damaged > 0)
    print(fmt::format("  {} tempat rusak; yang utuh sudah diambil\n    salin ulang berkasnya dan impor lagi\n", file.damaged));
  for (const wire::Refusal& one : file.refused)
    print(fmt::format(
        "  tidak disimpan: {} mulai {}: {}\n{}", log::to_text(one.stream), one.first_seq, one.reason,
        one.reason.starts_with("gap") ? "    ada bagian sebelumnya yang belum diimpor: impor itu dahulu, lalu ini lagi\n" : ""));
  if (!file.error) return;
  print(fmt::format("  ditolak: {}\n", file.error->what));
  if (!file.error->hint.empty()) print(fmt::format("    {}\n", file.error->hint));
}

// Parts that nobody brought this time, per bundle: "2, 3 dari 3".
std::vector<std::string> missing_parts(const std::vector<File>& files) {
  std::map<std::pair<log::Origin, sync::BundleId>, std::vector<bool>> seen;
  for (const File& file : files) {
    if (file.error || file.header.parts == 1) continue;
    auto& parts = seen[{file.header.sender, file.header.id}];
    parts.resize(std::max<std::size_t>(parts.size(), file.header.parts));
    parts[file.header.part - 1] = true;
  }
  std::vector<std::string> missing;
  for (const auto& [bundle, parts] : seen) {
    std::string numbers;
    for (std::size_t at = 0; at < parts.size(); ++at)
      if (!parts[at]) numbers += (numbers.empty() ? "" : ", ") + std::to_string(at + 1);
    if (!numbers.empty())
      missing.push_back(fmt::format("bagian {} dari {}, dari PC {}", numbers, parts.size(), log::to_text(bundle.first)));
  }
  return missing;
}

void print_import(const Session& session, const std::vector<File>& files, const std::vector<Answered>& answered,
                  std::size_t passed_over) {
  const auto missing = missing_parts(files);
  if (session.json) {
    array taken, answers, absent;
    for (const File& file : files) taken.push_back(to_json(file));
    for (const Answered& one : answered) {
      array names;
      for (const path& name : one.files) names.emplace_back(name.string());
      object& answer =
          answers.emplace_back(object{{"for", one.origin}, {"unit", one.unit}, {"label", one.label}, {"files", std::move(names)}})
              .as_object();
      if (one.error) answer["error"] = error_json(*one.error);
    }
    for (const std::string& one : missing) absent.emplace_back(one);
    print({{"files", std::move(taken)},
           {"answers", std::move(answers)},
           {"missing", std::move(absent)},
           {"passed_over", passed_over}});
    return;
  }
  for (const File& file : files) print_file(file);
  if (files.empty()) print("Tidak ada berkas kiriman untuk hub ini.\n");
  for (const std::string& one : missing) print(fmt::format("Belum diimpor: {}\n", one));
  for (const Answered& one : answered) {
    if (one.error)
      print(fmt::format("Jawaban untuk {} belum tertulis: {}\n  {}\n", one.origin, one.error->what, one.error->hint));
    for (const path& name : one.files)
      print(fmt::format("Jawaban untuk {} ({}), unit {}: {}\n", one.origin, one.label, one.unit, name.string()));
  }
  if (!answered.empty()) print("Kembalikan jawaban itu ke kantornya; di sana: hadir bundle import BERKAS\n");
}

Result<void> run_import(Session& session, const ImportOptions& options) {
  const auto here = open_exchange(session);
  if (!here) return here.error();
  const path first = options.files.front();
  std::error_code ignored;
  for (const path name : options.files)
    if (!std::filesystem::exists(name, ignored)) return no_such_file(name);
  const path answers = !options.answers.empty()                        ? path(options.answers)
                       : std::filesystem::is_directory(first, ignored) ? first
                       : first.has_parent_path()                       ? first.parent_path()
                                                                       : path(".");
  if (!std::filesystem::is_directory(answers, ignored)) return no_such_file(answers);
  std::size_t passed_over = 0;
  std::vector<File> files = files_of(options, sync::fingerprint_of((*here)->identity.key.public_key()), passed_over);
  std::vector<Answered> answered;
  for (auto file = files.begin(); file != files.end() && !file->error;) {
    const log::Origin sender = file->header.sender;
    sync::HubIntake intake((*here)->exchange, sender);
    for (; file != files.end() && !file->error && file->header.sender == sender; ++file) take_file(**here, intake, *file);
    store::Transaction transaction((*here)->hub.store->database());
    const auto messages = intake.answer(no_limit);
    transaction.commit();
    if (messages.empty()) continue;
    const auto parts = sync::seal_answers(*intake.sender(), messages, (*here)->identity.key.public_key(),
                                          base::limits::bundle_bytes, session.random);
    if (!parts) continue;  // a key that nothing can be sealed to: only its owner loses by it
    auto written = write_parts(*parts, answers, intake.report().unit);
    Answered& one = answered.emplace_back(Answered{log::to_text(sender), intake.report().unit, intake.report().label, {}, {}});
    if (written)
      one.files = std::move(*written);
    else
      one.error = written.error();
  }
  print_import(session, files, answered, passed_over);
  session.incomplete = !std::ranges::all_of(files, &File::whole) ||
                       std::ranges::any_of(answered, [](const Answered& one) { return one.error.has_value(); });
  return {};
}

// --- export ---

struct ExportOptions {
  std::string unit, pc, out = ".", split;
  bool snapshot = false;  // all that the PC may see, without its history
};

Result<std::vector<Replica>> receivers_of(SqliteRegistry& registry, const ExportOptions& options) {
  std::vector<Replica> found;
  for (Replica& one : registry.replicas())
    if (!one.revoked_ms && (options.pc.empty() ? one.unit == options.unit : log::to_text(one.origin) == options.pc))
      found.push_back(std::move(one));
  if (found.empty())
    return Error{Fault::not_found,
                 "tidak ada PC terdaftar untuk \"" + base::printable(options.pc.empty() ? options.unit : options.pc, 40) + "\"",
                 "lihat daftarnya dengan: hadir-hub status"};
  return found;
}

Result<void> run_export(Session& session, const ExportOptions& options) {
  const auto part_bytes = sync::parse_part_bytes(options.split);
  if (!part_bytes) return part_bytes.error();
  const auto here = open_exchange(session);
  if (!here) return here.error();
  std::error_code ignored;
  if (!std::filesystem::is_directory(options.out, ignored)) return no_such_file(options.out);
  const auto receivers = receivers_of((*here)->registry, options);
  if (!receivers) return receivers.error();
  SnapshotShelf shelf((*here)->hub.dir.root() / "snapshots");
  sync::HubSnapshot snapshots((*here)->exchange, shelf);
  array all;
  for (const Replica& one : *receivers) {
    const auto receiver = (*here)->registry.find(one.origin);
    HADIR_CHECK(receiver.has_value());
    if (options.snapshot)  // made before anything is locked, and then found
      for (const std::string& scope : {std::string(log::province), one.unit})
        snapshots.snapshot_of((*here)->hub.store->database(), scope);
    store::Transaction transaction((*here)->hub.store->database());
    const auto said = (*here)->registry.last_said(one.origin);
    const auto messages =
        options.snapshot ? snapshots.messages_for(*receiver, std::min(snapshot_message_bytes, *part_bytes / 2))
                         : sync::messages_for(*receiver, said.value_or(wire::ExchangeRequest{}), (*here)->exchange, no_limit);
    transaction.commit();
    const auto parts = sync::seal_answers(*receiver, messages, (*here)->identity.key.public_key(), *part_bytes, session.random);
    if (!parts)
      return Error{Fault::corrupt, "kunci PC " + log::to_text(one.origin) + " tidak dapat dipakai", "daftarkan ulang PC itu"};
    const auto written = write_parts(*parts, options.out, one.unit);
    if (!written) return written.error();
    array names;
    for (const path& name : *written) {
      names.emplace_back(name.string());
      if (!session.json)
        print(fmt::format("Untuk {} ({}), unit {}: {}\n", log::to_text(one.origin), one.label, one.unit, name.string()));
    }
    all.push_back({{"for", log::to_text(one.origin)},
                   {"unit", one.unit},
                   {"label", one.label},
                   {"known", said.has_value()},
                   {"files", std::move(names)}});
  }
  if (session.json)
    print(object{{"bundles", std::move(all)}});
  else
    print("Bawa ke kantornya; di sana: hadir bundle import BERKAS\n");
  return {};
}

// For whom, where to, and in files of what size.
void add_export(CLI::App* command, Session& session, bool snapshot) {
  const auto options = std::make_shared<ExportOptions>();
  options->snapshot = snapshot;
  auto* unit = command->add_option("--unit", options->unit, "Semua PC unit ini")->type_name("UNIT");
  auto* pc = command->add_option("--pc", options->pc, "Satu PC, seperti pada hadir-hub status")->type_name("PC");
  unit->excludes(pc);
  command->add_option("--out", options->out, "Tempat berkasnya")->type_name("DIR")->capture_default_str();
  command->add_option("--split", options->split, "Ukuran terbesar tiap berkas, mis. 700k atau 2M")->type_name("UKURAN");
  command->callback([&session, options, unit, pc] {
    if (unit->count() + pc->count() == 0) throw CLI::RequiredError("--unit UNIT atau --pc PC");
    session.command = [&session, options] { return run_export(session, *options); };
  });
}

}  // namespace

void add_bundle_commands(CLI::App& app, Session& session) {
  CLI::App* group = app.add_subcommand("bundle", "Pertukaran lewat berkas, untuk kantor tanpa jaringan");
  group->require_subcommand(1);
  group->footer("");
  CLI::App* import_command =
      add_command(*group, session, "import", "Mengambil berkas kiriman kantor dan menulis berkas jawabannya",
                  "  hadir-hub bundle import /media/stik                     semua berkas kiriman di situ\n"
                  "  hadir-hub bundle import hadir-kirim-7.01-….hadir --answers /media/stik\n"
                  "Mengimpor dua kali tidak mengubah apa-apa. Berkas yang terpotong diambil sampai potongannya.\n");
  const auto import_options = std::make_shared<ImportOptions>();
  import_command->add_option("files", import_options->files, "Berkas atau direktori")->required()->type_name("BERKAS");
  import_command->add_option("--answers", import_options->answers, "Tempat berkas jawaban; tanpa ini: di samping berkas pertama")
      ->type_name("DIR");
  import_command->callback([&session, import_options] {
    session.command = [&session, import_options] { return run_import(session, *import_options); };
  });
  CLI::App* export_command =
      add_command(*group, session, "export", "Menulis berkas untuk PC sebuah unit: yang belum dimilikinya menurut hub",
                  "  hadir-hub bundle export --unit 7.01 --out /media/stik\n"
                  "  hadir-hub bundle export --pc 3f9c0a7be1d24c55 --out . --split 700k\n");
  add_export(export_command, session, false);
  add_export(
      add_command(app, session, "snapshot", "Menulis data kantor tanpa riwayatnya untuk PC baru atau yang lama tidak tersambung",
                  "  hadir-hub snapshot --pc 3f9c0a7be1d24c55 --out /media/stik\n"
                  "  hadir-hub snapshot --unit 7.01 --out . --split 2M\n"
                  "Tersegel untuk PC itu, yang harus sudah terdaftar. Di sana: hadir bundle import BERKAS. Yang dicatat PC itu\n"
                  "sendiri tetap ada; mengimpor dua kali tidak mengubah apa-apa.\n"),
      session, true);
}

}  // namespace hadir::hub
