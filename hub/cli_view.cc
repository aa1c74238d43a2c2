// records, conflicts list. (status has a file of its own.)
#include <fmt/format.h>

#include "common/base/civil.h"
#include "common/base/text.h"
#include "common/model/forms.h"
#include "common/store/disagreements.h"
#include "common/store/views.h"
#include "hub/catalogue.h"
#include "hub/cli.h"
#include "hub/status.h"

namespace hadir::hub {
namespace {

using base::Error;
using base::Fault;
using base::Result;

struct Options {
  std::string kind, unit;
  std::vector<std::string> conditions;
  bool times = false;
};

Result<const model::Kind*> kind_named(const std::string& name) {
  if (const model::Kind* kind = model::find_kind(name)) return kind;
  std::string known;
  for (const model::Kind& one : model::kinds()) known += std::string(known.empty() ? "" : ", ") + one.name;
  return Error{Fault::bad_input, "jenis catatan \"" + base::printable(name, 40) + "\" tidak dikenal", "yang ada: " + known};
}

// "date>=2026-03-01", "date<=…", "mode=WFO".
Result<store::Filter> filter_of(const model::Kind& kind, std::string_view condition) {
  const std::size_t sign = condition.find_first_of("<>=");
  const bool inclusive = sign != std::string_view::npos && condition.substr(sign + 1).starts_with('=');
  if (sign == std::string_view::npos || sign == 0 || (condition[sign] != '=' && !inclusive))
    return Error{Fault::bad_input, "syarat \"" + base::printable(condition, 60) + "\" tidak dapat dibaca",
                 "tulis kolom=nilai, kolom>=nilai atau kolom<=nilai"};
  const std::string_view column = condition.substr(0, sign);
  if (const model::Field* field = model::find_named(kind, column); field == nullptr || field->type == model::Type::offset)
    return Error{Fault::bad_input, std::string(kind.name) + " tidak punya kolom " + base::printable(column, 40),
                 columns_of(kind)};
  using Op = store::Filter::Op;
  const Op op = condition[sign] == '=' ? Op::equal : condition[sign] == '>' ? Op::at_least : Op::at_most;
  return store::Filter{std::string(column), op, std::string(condition.substr(sign + (op == Op::equal ? 1 : 2)))};
}

// --- records ---

void print_records_table(store::Database& database, const model::Kind& kind, const std::string* scope,
                         const std::vector<store::Filter>& filters, bool with_times) {
  store::PunchTimes times(database);
  const bool timed = with_times && std::string_view(kind.name) == "punch";
  std::vector<std::string> header;
  if (!kind.province_wide) header.push_back("UNIT");
  for (const auto fields : {kind.key, kind.fields})
    for (const model::Field& field : fields)
      if (field.type != model::Type::offset) header.emplace_back(field.name);
  if (timed) header.insert(header.end(), {"mutu_jam", "tidak_sebelum", "tidak_sesudah"});
  std::vector<std::vector<std::string>> rows;
  store::for_each_record(database, kind, scope, filters, [&](const store::RecordRow& row) {
    std::vector<std::string> cells;
    if (!kind.province_wide) cells.push_back(row.scope);
    for (const auto& [name, value] : store::to_json(kind, row)) {
      if (value.is_null())
        cells.emplace_back();
      else
        cells.push_back(value.is_string() ? std::string(value.get_string()) : boost::json::serialize(value));
    }
    if (const auto time = timed ? times.of({row.scope, kind, row.key}) : std::nullopt) {
      cells.emplace_back(log::name_of(time->writer.stamp.quality));
      for (const auto& ms : {time->corrected ? time->corrected->not_before_ms : std::nullopt,
                             time->corrected ? time->corrected->not_after_ms : std::nullopt})
        cells.push_back(ms ? base::format_rfc3339({*ms, time->offset_minutes}) : std::string());
    }
    rows.push_back(std::move(cells));
    return true;
  });
  print(table(header, rows));
  print(fmt::format("{} catatan\n", rows.size()));
}

// Of sealed kinds the hub knows how much there is, and not even of which kind.
void print_sealed(const Session& session, store::ReplicaStore& store, const std::string& unit) {
  std::map<std::string, std::uint64_t> counts;
  for (const auto& one : store.unread())
    if (unit.empty() || one.scope == unit) counts[one.scope] += one.commits;
  if (session.json) {
    boost::json::array units;
    for (const auto& [scope, commits] : counts) units.push_back(boost::json::object{{"unit", scope}, {"sealed", commits}});
    return print(boost::json::object{{"sealed", std::move(units)}});
  }
  for (const auto& [scope, commits] : counts) print(fmt::format("{} catatan tersegel dari unit {}\n", commits, scope));
  print("Isinya tidak dapat dibaca di hub; kuncinya hanya ada pada PC unit itu.\n");
}

Result<void> run_records(Session& session, const Options& options) {
  const auto kind = kind_named(options.kind);
  if (!kind) return kind.error();
  std::vector<store::Filter> filters;
  for (const std::string& condition : options.conditions) {
    auto filter = filter_of(**kind, condition);
    if (!filter) return filter.error();
    filters.push_back(std::move(*filter));
  }
  const auto hub = open_hub(session);
  if (!hub) return hub.error();
  if ((*kind)->sealed) return print_sealed(session, *hub->store, options.unit), Result<void>();
  // What holds for the whole province holds for each unit.
  const bool one_unit = !options.unit.empty() && !(*kind)->province_wide;
  const std::string* scope = one_unit ? &options.unit : nullptr;
  if (session.json)
    store::write_records_json(hub->store->database(), **kind, scope, filters, options.times,
                              [](std::string_view piece) { print(piece); });
  else
    print_records_table(hub->store->database(), **kind, scope, filters, options.times);
  return {};
}

void add_records(CLI::App& app, Session& session) {
  CLI::App* command = add_command(app, session, "records", "Mencetak catatan satu jenis",
                                  "  hadir-hub records punch --unit 7.01 'at>=2026-03-01'\n"
                                  "  hadir-hub records schedule 'date>=2026-03-02' 'date<=2026-03-06' mode=WFH\n"
                                  "  hadir-hub records unit --json\n"
                                  "Jenis: unit, employee, schedule, punch, correction, daily_report, holiday …\n"
                                  "Dengan --json keluarannya sama byte demi byte dengan yang dicetak PC kantor.\n");
  const auto options = std::make_shared<Options>();
  command->add_option("kind", options->kind, "Jenis catatan")->required()->type_name("JENIS");
  command->add_option("conditions", options->conditions, "Syarat: kolom=nilai, kolom>=nilai, kolom<=nilai")->type_name("SYARAT");
  command->add_option("--unit", options->unit, "Hanya unit ini")->type_name("UNIT");
  command->add_flag("--times", options->times, "Presensi: juga mutu jam PC dan waktu sebenarnya bila jamnya keliru");
  command->callback([&session, options] { session.command = [&session, options] { return run_records(session, *options); }; });
}

// --- conflicts list ---

std::string text_of(const boost::json::value& value) {
  if (value.is_null()) return "(kosong)";
  return value.is_string() ? std::string(value.get_string()) : boost::json::serialize(value);
}

Result<void> run_conflicts(Session& session, const Options& options) {
  const auto hub = open_hub(session);
  if (!hub) return hub.error();
  const boost::json::array conflicts = store::conflicts_json(*hub->store, options.unit.empty() ? nullptr : &options.unit);
  if (session.json) {
    print(store::lines_of(conflicts));
    return {};
  }
  std::vector<std::vector<std::string>> rows;
  for (const boost::json::value& conflict : conflicts) {
    std::string others;
    const boost::json::array& values = conflict.at("values").as_array();
    for (std::size_t at = 1; at < values.size(); ++at)
      others += (others.empty() ? "" : "; ") + text_of(values[at].at("value")) + " (" + text_of(values[at].at("author")) + ")";
    rows.push_back({text_of(conflict.at("unit")), text_of(conflict.at("id")), text_of(conflict.at("shown")), others,
                    conflict.at("needs_decision").as_bool() ? "ya" : ""});
  }
  print(table({"UNIT", "CATATAN", "TAMPIL", "LAINNYA", "PERLU DIPUTUSKAN"}, rows));
  print(fmt::format("{} perbedaan\n", rows.size()));
  return {};
}

void add_conflicts(CLI::App& app, Session& session) {
  CLI::App* group = app.add_subcommand("conflicts", "Perbedaan yang menunggu keputusan");
  group->require_subcommand(1);
  group->footer("");
  CLI::App* command = add_command(*group, session, "list", "Mencetak semua perbedaan yang masih terbuka",
                                  "  hadir-hub conflicts list --unit 7.01\n"
                                  "Perbedaan diputuskan di kantor yang bersangkutan (hadir conflicts).\n");
  const auto options = std::make_shared<Options>();
  command->add_option("--unit", options->unit, "Hanya unit ini")->type_name("UNIT");
  command->callback([&session, options] { session.command = [&session, options] { return run_conflicts(session, *options); }; });
}

// --- differences ---

const char* outcome_in_words(std::string_view outcome) {
  if (outcome == "here") return "salah di hub, sudah diperbaiki";
  if (outcome == "there") return "salah di PC kantor, sudah diperbaiki di sana";
  return "BELUM SELESAI";
}

Result<void> run_differences(Session& session) {
  constexpr std::size_t most_shown = 1000;
  const auto hub = open_hub(session);
  if (!hub) return hub.error();
  const boost::json::array all = store::disagreements_json(hub->store->database(), most_shown, 0);
  if (session.json) {
    print(store::lines_of(all));
    return {};
  }
  for (const boost::json::value& one : all)
    print(fmt::format("{}  unit {}, PC {}: {}\n  di hub: {}\n  di PC:  {}\n  {}\n", text_of(one.at("at")),
                      text_of(one.at("unit")), text_of(one.at("with")), text_of(one.at("subject")), text_of(one.at("ours")),
                      text_of(one.at("theirs")), outcome_in_words(one.at("outcome").as_string())));
  print(fmt::format("{} perbedaan\n", all.size()));
  return {};
}

void add_differences(CLI::App& app, Session& session) {
  CLI::App* command = add_command(
      app, session, "differences", "Di mana hub dan PC kantor menampilkan catatan yang berbeda",
      "  hadir-hub differences\n"
      "  hadir-hub differences --json > untuk-pengembang.json\n"
      "PC kantor membandingkan sendiri, dan dengan hadir sync --check. Yang salah disusun ulang dari log; isi kedua sisi\n"
      "disimpan. Penyebabnya kesalahan program, cakram yang rusak, atau basis data yang diubah tangan.\n");
  command->callback([&session] { session.command = [&session] { return run_differences(session); }; });
}

void add_status(CLI::App& app, Session& session) {
  CLI::App* command = add_command(app, session, "status", "Keadaan hub: PC terdaftar, kode, penolakan, isi",
                                  "  hadir-hub status\n"
                                  "  hadir-hub status --json\n");
  command->callback([&session] {
    session.command = [&session]() -> Result<void> {
      const auto hub = open_hub(session);
      if (!hub) return hub.error();
      const boost::json::object status = status_json(hub->dir, *hub->store, session.clock);
      if (session.json)
        print(status);
      else
        print(status_text(status));
      return {};
    };
  });
}

}  // namespace

void add_view_commands(CLI::App& app, Session& session) {
  add_status(app, session);
  add_records(app, session);
  add_conflicts(app, session);
  add_differences(app, session);
}

}  // namespace hadir::hub
