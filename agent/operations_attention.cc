#include "agent/operations_attention.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <map>

#include "agent/accounts.h"
#include "agent/importer.h"
#include "agent/operations_conflicts.h"
#include "agent/operations_desk.h"
#include "agent/settlements.h"
#include "common/base/civil.h"
#include "common/desk/request.h"
#include "common/merge/version_blob.h"
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
class FarTimes {
 public:
  FarTimes(Office& office, std::string only, array& rows)
      : office_(office), only_(std::move(only)), rows_(rows), database_(office.store().database()), times_(database_) {}

  void add() {
    for (const auto& [first, last] : days_claimed())
      store::for_each_version(database_, punches_, office_.unit(),
                              {{"at", store::Filter::Op::at_least, base::format_date(first)},
                               {"at", store::Filter::Op::at_most, base::format_date(last) + "~"}},
                              [&](const store::RecordRow& row, base::ByteView version) { look_at(row, version); });
  }

 private:
  base::Date day_at(std::int64_t ms) const { return base::date_of(ms, office_.offset_minutes()); }
  bool is_recent(std::int64_t ms) const { return begin_ms_ <= ms && ms <= now_ms_; }

  // The days that a wrong clock showed during the last ones, each once; notes whose clock it was.
  std::vector<std::pair<base::Date, base::Date>> days_claimed() {
    std::vector<std::pair<base::Date, base::Date>> days;
    for (log::ClockEvent& event : store::clock_events(database_, office_.unit())) {
      if (!event.error_min_ms || !event.error_max_ms) continue;
      const std::int64_t least = *event.error_min_ms, most = *event.error_max_ms;
      if (std::max(std::abs(least), std::abs(most)) < far_ms || most - least > day_ms) continue;
      days.emplace_back(day_at(begin_ms_ + least), day_at(now_ms_ + most));
      wrong_[event.pc].push_back(std::move(event));
    }
    std::ranges::sort(days);
    std::vector<std::pair<base::Date, base::Date>> merged;
    for (const auto& [first, last] : days) {
      if (!merged.empty() && first <= merged.back().second)
        merged.back().second = std::max(merged.back().second, last);
      else
        merged.emplace_back(first, last);
    }
    return merged;
  }

  // Whether what its PC's clock missed then makes it recent: cheap, for years of punches that a dead battery dates alike.
  bool may_be_recent(std::int64_t claimed_ms, const merge::Writer& writer) const {
    const auto known = wrong_.find(writer.origin);
    if (known == wrong_.end()) return false;
    return std::ranges::any_of(known->second, [&](const log::ClockEvent& event) {
      return event.from_commit <= writer.seq && (!event.to_commit || writer.seq <= *event.to_commit) &&
             is_recent(claimed_ms - *event.error_max_ms);
    });
  }

  void look_at(const store::RecordRow& row, base::ByteView version) {
    const std::string& nip = std::get<std::string>(row.key.at(0).value);
    const std::int64_t claimed_ms = std::get<std::int64_t>(row.key.at(1).value);
    if (!only_.empty() && nip != only_) return;
    const auto writer = merge::latest_writer(version);
    if (!writer || !may_be_recent(claimed_ms, *writer)) return;
    const auto time = times_.of({row.scope, punches_, row.key});
    if (!time || !time->corrected || !time->corrected->not_before_ms || !time->corrected->not_after_ms) return;
    const std::int64_t really_ms = *time->corrected->not_before_ms;
    if (day_at(really_ms) == day_at(claimed_ms) || !is_recent(really_ms)) return;
    const std::string name = model::format_key(punches_, row.key);
    const model::Kind& correction = *model::find_kind("correction");
    if (store::load_record(database_, {row.scope, correction, {{correction.key[0].number, name}}})) return;
    drop_of_claimed_day(nip, date_of(office_, claimed_ms));
    object found = item("times", "time_doubtful", false, date_of(office_, really_ms),
                        "tercatat " + moment_text(claimed_ms, time->offset_minutes) + " oleh PC yang jamnya salah, sebenarnya " +
                            moment_text(really_ms, time->offset_minutes),
                        "punch/" + name);
    found["people"] = array{object{{"nip", nip}, {"name", name_of_person(office_, nip)}}};
    rows_.push_back(std::move(found));
  }

  // Near midnight the rules have found it, too, on the day that it claims.
  void drop_of_claimed_day(std::string_view nip, std::string_view date) {
    const auto is_same = [&](const value& one) {
      return one.at("code") == "time_doubtful" && one.at("date").as_string() == date &&
             one.at("people").at(0).at("nip").as_string() == nip;
    };
    rows_.erase(std::remove_if(rows_.begin(), rows_.end(), is_same), rows_.end());
  }

  Office& office_;
  const std::string only_;
  array& rows_;
  store::Database& database_;
  store::PunchTimes times_;
  const model::Kind& punches_ = *model::find_kind("punch");
  const std::int64_t now_ms_ = office_.clock().wall().ms, begin_ms_ = now_ms_ - far_back_days * day_ms;
  std::map<log::Origin, std::vector<log::ClockEvent>> wrong_;  // by PC
};

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
  FarTimes(workplace.office, only, rows).add();
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
