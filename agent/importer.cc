#include "agent/importer.h"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "common/base/civil.h"
#include "common/base/limits.h"
#include "common/base/person_id.h"
#include "common/base/text.h"
#include "common/log/clock_event.h"
#include "common/model/forms.h"

namespace hadir::agent {
namespace {

using base::Error;
using base::Fault;
using boost::json::object;

constexpr std::int64_t minute_ms = 60'000;
// A chain of parents longer than any administration has; ends the walk where units form a circle.
constexpr int most_unit_levels = 16;

std::string text_member(const object& from, const char* name) {
  const boost::json::value* member = from.if_contains(name);
  return member != nullptr && member->is_string() ? std::string(member->get_string()) : std::string();
}

std::int64_t line_of(const object& item) {
  const boost::json::value* line = item.if_contains("line");
  boost::json::error_code ec;
  const auto number = line != nullptr ? line->to_number<std::int64_t>(ec) : 0;
  return ec ? 0 : number;
}

}  // namespace

boost::json::object ImportResult::to_json() const {
  boost::json::array lines;
  for (const Quarantined& one : quarantined) lines.push_back(object{{"line", one.line}, {"reason", one.reason}});
  return {{"recorded", recorded}, {"unchanged", unchanged}, {"quarantined", std::move(lines)}};
}

bool Importer::is_known_employee(const std::string& nip) {
  const model::Kind* kind = model::find_kind("employee");
  const store::RecordRef record{office_.unit(), *kind, {{kind->key[0].number, nip}}};
  const auto state = store::load_record(office_.store().database(), record);
  return state && !merge::is_deleted(*state);
}

// Who stands behind a machine's PIN (DEVICES.md 2.7): the mapping of that machine, then the number itself, then the number
// without leading zeros where exactly one person has it.
base::Result<std::string> Importer::employee_of(const std::string& device, const std::string& pin) {
  const model::Kind* kind = model::find_kind("device_pin");
  const store::RecordRef record{office_.unit(), *kind, {{kind->key[0].number, device}, {kind->key[1].number, pin}}};
  if (const auto state = store::load_record(office_.store().database(), record); state && !merge::is_deleted(*state)) {
    const model::Value employee = merge::shown(*state, *model::find_named(*kind, "employee"));
    if (const auto* nip = std::get_if<std::string>(&employee)) return *nip;
  }
  const auto id = base::parse_person_id(pin);
  if (id && (is_known_employee(*id) || base::is_asn_number(*id))) return *id;

  store::Statement rows = office_.store().database().prepare(
      "SELECT nip FROM employee WHERE scope = ? AND deleted = 0 AND length(nip) < 16 AND ltrim(nip, '0') = ltrim(?, '0') LIMIT "
      "2");
  rows.bind_all(std::string_view(office_.unit()), std::string_view(pin));
  if (!pin.empty() && pin.find_first_not_of("0123456789") == std::string::npos && rows.step()) {
    const std::string nip(rows.text(0));
    if (!rows.step()) return nip;
    return Error{Fault::clash, "PIN " + pin + " cocok dengan lebih dari satu pegawai", "tetapkan dengan CSV device,pin,employee"};
  }
  return Error{Fault::not_found,
               "PIN " + base::printable(pin, 40) + " pada mesin " + base::printable(device, 64) + " belum dikenal",
               "impor pegawainya, atau CSV device,pin,employee; baris ini lalu dicoba lagi dengan sendirinya"};
}

base::Result<model::Change> Importer::punch_of(const object& attlog) {
  const std::string device = text_member(attlog, "device");
  const auto local = base::parse_local_ms(text_member(attlog, "local"));
  if (!local) return Error{Fault::bad_input, "waktu mesin tidak dapat dibaca", ""};
  auto employee = employee_of(device, text_member(attlog, "pin"));
  if (!employee) return employee.error();
  const int offset = office_.offset_minutes();
  return model::change_from_json(*model::find_kind("punch"),
                                 {{"employee", *employee},
                                  {"at", base::format_rfc3339({*local - offset * minute_ms, static_cast<std::int16_t>(offset)})},
                                  {"direction", text_member(attlog, "direction")},
                                  {"source", "device:" + device}});
}

// What belongs to another office must not be recorded here.
std::optional<Error> Importer::out_of_place(const model::Kind& kind, const model::Change& change) {
  if (std::string_view(kind.name) != "employee") return std::nullopt;
  const auto given = std::ranges::find(change.fields, model::find_named(kind, "unit")->number, &model::FieldValue::field);
  if (given == change.fields.end()) return std::nullopt;
  const auto* unit = std::get_if<std::string>(&given->value);
  if (unit == nullptr || *unit == office_.unit()) return std::nullopt;
  const model::Kind* units = model::find_kind("unit");
  std::string code = *unit;
  for (int level = 0; level < most_unit_levels && !code.empty(); ++level) {
    if (code == office_.unit()) return std::nullopt;
    const store::RecordRef record{std::string(log::province), *units, {{units->key[0].number, code}}};
    const auto state = store::load_record(office_.store().database(), record);
    const model::Value parent = state ? merge::shown(*state, *model::find_named(*units, "parent")) : model::Value{};
    const auto* next = std::get_if<std::string>(&parent);
    code = next != nullptr ? *next : "";
  }
  return Error{Fault::refused, "pegawai unit " + *unit + " tidak dicatat di PC unit " + office_.unit(),
               "masukkan di PC unit itu, atau mintalah sekretariat"};
}

base::Result<model::Change> Importer::change_of(const object& item) {
  if (const std::string fault = text_member(item, "fault"); !fault.empty()) return Error{Fault::bad_input, fault, ""};
  if (const boost::json::value* attlog = item.if_contains("attlog"); attlog != nullptr && attlog->is_object())
    return punch_of(attlog->get_object());
  const boost::json::value* record = item.if_contains("record");
  if (record == nullptr || !record->is_object()) return Error{Fault::bad_input, "baris tanpa isi", ""};
  const std::string name = text_member(record->get_object(), "kind");
  const model::Kind* kind = model::find_kind(name);
  if (kind == nullptr)
    return Error{Fault::bad_input,
                 name.empty() ? "baris tanpa \"kind\"" : "jenis catatan \"" + base::printable(name, 40) + "\" tidak dikenal",
                 "lihat jenis yang ada dengan hadir records --help"};
  if (name == log::clock_event_kind) return Error{Fault::refused, "kejadian jam hanya dicatat oleh layanan hadir sendiri", ""};
  if (name == "account") return Error{Fault::refused, "akun tidak diambil dari berkas", "pakai hadir account"};
  if (name == store::key_share_kind) return Error{Fault::refused, "kunci segel hanya dibagikan dengan hadir seal", ""};
  object fields = record->get_object();
  // A list of people that leaves the unit out means this one.
  if (name == "employee" && text_member(fields, "unit").empty() && !fields.contains("deleted")) fields["unit"] = office_.unit();
  auto change = model::change_from_json(*kind, fields);
  if (!change) return change.error();
  if (auto error = out_of_place(*kind, *change)) return std::move(*error);
  return change;
}

void Importer::quarantine_line(const std::string& source, const object& item, const std::string& reason, ImportResult& result) {
  object kept = item;
  const std::string raw = text_member(item, "raw");
  kept.erase("raw");
  const std::string understood = item.contains("fault") ? std::string() : boost::json::serialize(kept);
  const std::string content = raw.empty() ? understood : raw;
  store::Statement dismissed = office_.store().database().prepare(
      "SELECT 1 FROM quarantine WHERE source = ? AND content = ? AND dismissed_ms IS NOT NULL");
  if (dismissed.bind_all(std::string_view(source), std::string_view(content)).step()) {
    ++result.unchanged;
    return;
  }
  result.quarantined.push_back({line_of(item), reason});
  store::Statement insert = office_.store().database().prepare(
      "INSERT INTO quarantine (source, line, content, item, reason, first_ms) VALUES (?, ?, ?, ?, ?, ?) "
      "ON CONFLICT (source, content) DO UPDATE SET reason = excluded.reason");
  insert.bind_all(std::string_view(source), line_of(item), std::string_view(content), std::string_view(understood),
                  std::string_view(reason), office_.clock().wall().ms);
  insert.run();
}

ImportResult Importer::run_within(const std::string& source, const boost::json::array& items, const std::string& author) {
  ImportResult result;
  std::vector<model::Change> changes;
  std::vector<const object*> origins;
  for (const boost::json::value& value : items) {
    if (!value.is_object()) continue;
    const object& item = value.get_object();
    auto change = change_of(item);
    if (!change) {
      quarantine_line(source, item, base::describe(change.error()), result);
      continue;
    }
    changes.push_back(std::move(*change));
    origins.push_back(&item);
  }
  const std::vector<store::Outcome> outcomes = office_.record_within(changes, author);
  for (std::size_t index = 0; index < outcomes.size(); ++index) {
    switch (outcomes[index].kind) {
      case store::Outcome::Kind::recorded: ++result.recorded; break;
      case store::Outcome::Kind::unchanged: ++result.unchanged; break;
      case store::Outcome::Kind::refused:
        quarantine_line(source, *origins[index], base::describe(outcomes[index].error), result);
        break;
    }
  }
  return result;
}

base::Result<ImportResult> Importer::run(const std::string& source, const boost::json::array& items, const std::string& author) {
  return store::guarded([&] {
    store::Transaction transaction(office_.store().database());
    ImportResult result = run_within(source, items, author);
    transaction.commit();
    return result;
  });
}

base::Result<ImportResult> Importer::retry(const std::string& author) {
  return store::guarded([&] {
    store::Transaction transaction(office_.store().database());
    struct Row {
      std::int64_t id;
      std::string source;
      object item;
    };
    std::vector<Row> rows;
    for (store::Statement all = office_.store().database().prepare(
             "SELECT id, source, item, content FROM quarantine WHERE item <> '' AND dismissed_ms IS NULL ORDER BY id");
         all.step();) {
      boost::json::error_code ec;
      boost::json::value item = boost::json::parse(all.text(2), ec);
      if (ec || !item.is_object()) continue;
      item.get_object()["raw"] = all.text(3);
      rows.push_back({all.integer(0), std::string(all.text(1)), std::move(item.get_object())});
    }
    ImportResult total;
    for (const Row& row : rows) {
      const ImportResult one = run_within(row.source, {row.item}, author);
      total.recorded += one.recorded;
      total.unchanged += one.unchanged;
      total.quarantined.insert(total.quarantined.end(), one.quarantined.begin(), one.quarantined.end());
      if (one.quarantined.empty())
        office_.store().database().prepare("DELETE FROM quarantine WHERE id = ?").bind(1, row.id).run();
    }
    transaction.commit();
    return total;
  });
}

boost::json::array Importer::quarantine(std::size_t most, Lines which) {
  boost::json::array lines;
  const auto moment = [&](std::int64_t ms) {
    return base::format_rfc3339({ms, static_cast<std::int16_t>(office_.offset_minutes())});
  };
  store::Statement rows = office_.store().database().prepare(
      "SELECT id, source, line, content, reason, first_ms, dismissed_ms, dismissed_by, dismissed_why FROM quarantine WHERE "
      "(dismissed_ms IS NOT NULL) = ? ORDER BY id DESC LIMIT ?");
  for (rows.bind_all(std::int64_t{which == Lines::dismissed}, static_cast<std::int64_t>(most)); rows.step();) {
    object one{{"id", rows.integer(0)},   {"source", rows.text(1)}, {"line", rows.integer(2)},
               {"content", rows.text(3)}, {"reason", rows.text(4)}, {"since", moment(rows.integer(5))}};
    if (which == Lines::dismissed) {
      one["at"] = moment(rows.integer(6));
      one["by"] = rows.text(7);
      one["why"] = rows.text(8);
    }
    lines.push_back(std::move(one));
  }
  return lines;
}

base::Result<void> Importer::dismiss(const std::vector<std::int64_t>& ids, const std::string& author, const std::string& why,
                                     bool forget) {
  return store::guarded([&]() -> base::Result<void> {
    store::Database& database = office_.store().database();
    store::Transaction transaction(database);
    for (const std::int64_t id : ids) {
      store::Statement update = database.prepare(
          "UPDATE quarantine SET dismissed_ms = ?, dismissed_by = ?, dismissed_why = ? WHERE id = ? AND dismissed_ms IS NULL");
      update.bind_all(office_.clock().wall().ms, std::string_view(author), std::string_view(why), id);
      update.run();
      if (database.changes() == 0)
        return Error{Fault::not_found, "tidak ada baris karantina nomor " + std::to_string(id) + " yang menunggu",
                     "nomornya ada pada hadir quarantine list"};
      if (forget)
        database.prepare("UPDATE quarantine SET content = '(dihapus ' || id || ')', item = '' WHERE id = ?").bind(1, id).run();
    }
    transaction.commit();
    return {};
  });
}

std::int64_t Importer::quarantine_count() {
  store::Statement count = office_.store().database().prepare("SELECT count(*) FROM quarantine WHERE dismissed_ms IS NULL");
  count.step();
  return count.integer(0);
}

}  // namespace hadir::agent
