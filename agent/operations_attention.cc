#include "agent/operations_attention.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <map>
#include <set>

#include "agent/accounts.h"
#include "agent/importer.h"
#include "agent/operations_conflicts.h"
#include "agent/operations_desk.h"
#include "agent/settlements.h"
#include "common/base/civil.h"
#include "common/desk/request.h"
#include "common/log/clock_event.h"
#include "common/model/forms.h"
#include "common/store/clock_view.h"
#include "common/store/views.h"

namespace hadir::agent {
namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;

constexpr std::size_t looked_at_quarantine = 2000;
constexpr std::int64_t day_ms = 24LL * 60 * 60 * 1000, far_ms = 10 * 60 * 1000, far_back_days = 7;
constexpr std::int64_t old_backup_ms = 8LL * 24 * 60 * 60 * 1000;

object item(const char* group, const char* code, bool urgent, std::string date, std::string text, std::string subject) {
  return {{"group", group},          {"code", code},   {"urgent", urgent},  {"date", std::move(date)},
          {"text", std::move(text)}, {"citation", ""}, {"people", array()}, {"subject", std::move(subject)}};
}

std::string date_of(Office& office, std::int64_t ms) { return base::format_date(base::date_of(ms, office.offset_minutes())); }

// "2026-03-02 07:29"
std::string moment_text(std::int64_t ms, std::int16_t offset_minutes) {
  std::string text = base::format_rfc3339({ms, offset_minutes}).substr(0, 16);
  text[10] = ' ';
  return text;
}

// Whose record it is, by the first field of its key that names a person.
std::string person_of(const model::Kind& kind, const std::vector<model::FieldValue>& key) {
  for (std::size_t at = 0; at < kind.key.size(); ++at)
    if (kind.key[at].type == model::Type::person)
      if (const auto* nip = std::get_if<std::string>(&key[at].value)) return *nip;
  return {};
}

void add_conflicts(Office& office, const std::string& author, const std::string& only, array& rows) {
  for (const store::ConflictEntry& entry : office.store().conflicts(nullptr)) {
    if (entry.kind->sealed && !answers_for_health(office, author)) continue;
    const std::string nip = person_of(*entry.kind, entry.key);
    if (!only.empty() && nip != only) continue;
    std::int64_t latest_ms = 0;
    for (const merge::Head& head : entry.state.find(entry.field->number)->heads)
      latest_ms = std::max(latest_ms, entry.state.writers[head.writer].stamp.ms);
    object row = item("conflicts", entry.kind->name, true, date_of(office, latest_ms),
                      "Dua PC mencatat hal yang berbeda tanpa saling tahu", store::conflict_id(entry));
    if (!nip.empty()) row["people"] = array{object{{"nip", nip}, {"name", name_of_person(office, nip)}}};
    rows.push_back(std::move(row));
  }
}

// Decisions that were taken back stay until somebody decides again.
void add_undone(Workplace& workplace, const std::string& only, array& rows) {
  const auto settled = conflicts_settled(workplace, {});
  if (!settled) return;
  for (const value& one : settled->at("settled").as_array()) {
    if (one.at("undone") != true) continue;
    const value& person = one.at("person");
    if (!only.empty() && (person.is_null() || person.at("nip").as_string() != std::string_view(only))) continue;
    object row = item("conflicts", "settled_undone", true, date_of(workplace.office, workplace.office.clock().wall().ms),
                      "Keputusan diurungkan; putuskan lagi", std::string(one.at("id").as_string()));
    if (!person.is_null()) row["people"] = array{person};
    rows.push_back(std::move(row));
  }
}

// Punches that a PC recorded for quite another day, since its clock was off by that much, as exchanges with the hub showed: on
// the day of which they are, nobody would miss them but the person.
void add_far_times(Office& office, const std::string& only, array& rows) {
  store::Database& database = office.store().database();
  const model::Kind &events = *model::find_kind(log::clock_event_kind), &punches = *model::find_kind("punch"),
                    &corrections = *model::find_kind("correction");
  const std::int64_t now_ms = office.clock().wall().ms, begin_ms = now_ms - far_back_days * day_ms;
  const auto day_at = [&](std::int64_t ms) { return base::date_of(ms, office.offset_minutes()); };
  std::set<std::string> told;
  store::PunchTimes times(database);
  const auto look_at = [&](const store::RecordRow& row) {
    const std::string& nip = std::get<std::string>(row.key.at(0).value);
    const std::int64_t claimed_ms = std::get<std::int64_t>(row.key.at(1).value);
    if (!only.empty() && nip != only) return true;
    const auto time = times.of({row.scope, punches, row.key});
    if (!time || !time->corrected || !time->corrected->not_before_ms || !time->corrected->not_after_ms) return true;
    const std::int64_t really_ms = *time->corrected->not_before_ms;
    const std::string name = model::format_key(punches, row.key);
    if (day_at(really_ms) == day_at(claimed_ms) || really_ms < begin_ms || really_ms > now_ms || !told.insert(name).second)
      return true;
    if (store::load_record(database, {row.scope, corrections, {{corrections.key[0].number, name}}})) return true;
    // Near midnight the rules have found it, too, on the day that it claims.
    const std::string claimed_date = date_of(office, claimed_ms);
    rows.erase(std::remove_if(rows.begin(), rows.end(),
                              [&](const value& one) {
                                return one.at("code") == "time_doubtful" &&
                                       one.at("date").as_string() == std::string_view(claimed_date) &&
                                       one.at("people").at(0).at("nip").as_string() == std::string_view(nip);
                              }),
               rows.end());
    object found = item("times", "time_doubtful", false, date_of(office, really_ms),
                        "tercatat " + moment_text(claimed_ms, time->offset_minutes) + " oleh PC yang jamnya salah, sebenarnya " +
                            moment_text(really_ms, time->offset_minutes),
                        "punch/" + name);
    found["people"] = array{object{{"nip", nip}, {"name", name_of_person(office, nip)}}};
    rows.push_back(std::move(found));
    return true;
  };
  store::for_each_record(database, events, &office.unit(), {}, [&](const store::RecordRow& row) {
    std::vector<model::FieldValue> fields;
    for (std::size_t index = 0; index < events.fields.size(); ++index)
      fields.push_back({events.fields[index].number, row.values[index]});
    const auto event = log::clock_event_of(row.key, fields);
    if (!event || !event->error_min_ms || !event->error_max_ms) return true;
    const std::int64_t least = *event->error_min_ms, most = *event->error_max_ms;
    if (std::max(std::abs(least), std::abs(most)) < far_ms || most - least > day_ms) return true;
    store::for_each_record(database, punches, &office.unit(),
                           {{"at", store::Filter::Op::at_least, base::format_date(day_at(begin_ms + least))},
                            {"at", store::Filter::Op::at_most, base::format_date(day_at(now_ms + most)) + "~"}},
                           look_at);
    return true;
  });
}

void add_quarantine(Office& office, array& rows) {
  std::map<std::string, std::int64_t> sources;
  for (const value& line : Importer(office).quarantine(looked_at_quarantine, Importer::Lines::waiting))
    ++sources[std::string(line.at("source").as_string())];
  for (const auto& [source, count] : sources) {
    object row = item("quarantine", "quarantine", false, date_of(office, office.clock().wall().ms),
                      std::to_string(count) + " baris dari " + source + " belum dapat dicatat", source);
    row["count"] = count;
    rows.push_back(std::move(row));
  }
}

void add_service(Workplace& workplace, array& rows) {
  Office& office = workplace.office;
  const std::int64_t now_ms = office.clock().wall().ms;
  const std::string today = date_of(office, now_ms);
  if (const auto problem = workplace.backup_problem ? workplace.backup_problem() : std::nullopt) {
    rows.push_back(item("service", "backup_failed", true, today, "Cadangan gagal dibuat: " + base::describe(*problem), ""));
  } else if (workplace.is_service) {
    const auto kept = store::kept_backups(workplace.backups);
    if (!kept.empty() && now_ms - kept.front().made.ms > old_backup_ms)
      rows.push_back(item("service", "backup_old", false, today, "Cadangan terakhir sudah lebih dari seminggu", ""));
  }
  const auto parked = office.store().parked(1000);
  if (!parked.empty())
    rows.push_back(item("service", "parked", true, today,
                        std::to_string(parked.size()) + " kiriman tidak dapat diterapkan: " + parked.front().reason, ""));
  std::uint64_t unread = 0;
  for (const auto& one : office.store().unread()) unread += one.commits;
  if (unread > 0)
    rows.push_back(
        item("service", "unread", false, today, std::to_string(unread) + " catatan tersegel tidak dapat dibaca di PC ini", ""));
}

}  // namespace

base::Result<value> attention_operation(Workplace& workplace, const object& request) {
  auto found = desk_operation(workplace, *desk::find_operation("attention.office"), request);
  if (!found) return found.error();
  array rows = std::move(found->at("rows").as_array());
  std::string only;
  if (!desk::text_in(request, "employee").empty()) {
    const auto person = desk::person_in(request, "employee");
    if (!person) return person.error();
    only = *person;
  }
  add_conflicts(workplace.office, desk::text_in(request, "author"), only, rows);
  add_undone(workplace, only, rows);
  add_far_times(workplace.office, only, rows);
  if (only.empty()) {
    add_quarantine(workplace.office, rows);
    add_service(workplace, rows);
  }
  std::ranges::stable_sort(rows, [](const value& one, const value& other) {
    const bool one_urgent = one.at("urgent") == true, other_urgent = other.at("urgent") == true;
    if (one_urgent != other_urgent) return one_urgent;
    return other.at("date").as_string() < one.at("date").as_string();
  });
  return value(object{{"rows", std::move(rows)}});
}

}  // namespace hadir::agent
