#include "common/rules/duties.h"

#include <algorithm>

#include "common/rules/attendance.h"
#include "common/rules/day_plan.h"

namespace hadir::rules {
namespace {

void note_sign(HomeDuties& duties, std::int64_t ms) { duties.first_sign_ms = std::min(duties.first_sign_ms.value_or(ms), ms); }

void look_at_attendance(Lookup& lookup, const Person& person, Date day, HomeDuties& duties) {
  const auto report = lookup.book.attendance_reports.find({person.id, day});
  if (report != lookup.book.attendance_reports.end() && report->second.at.ms <= lookup.as_of_ms) {
    duties.attendance = true;
    duties.uniform = report->second.uniform;
    duties.stayed_home = report->second.stayed_home;
    note_sign(duties, report->second.at.ms);
  }
  const auto& punches = punches_that_count(lookup, person.id);
  if (punches.empty()) return;
  const Window window = window_of(lookup, person, day);
  for (auto next = std::ranges::lower_bound(punches, window.begin, {}, &CountedPunch::ms);
       next != punches.end() && next->ms < window.end; ++next) {
    if (!next->office) duties.attendance = true;
    note_sign(duties, next->ms);
  }
}

void look_at_report(Lookup& lookup, const Person& person, Date day, HomeDuties& duties) {
  const auto found = lookup.book.daily_reports.find({person.id, day});
  if (found == lookup.book.daily_reports.end()) return;
  const DailyReport& report = found->second;
  const std::int64_t at = report.submitted ? report.submitted->ms : report.written.ms;
  if (at > lookup.as_of_ms) return;
  duties.evidence = !report.evidence.empty();
  note_sign(duties, at);
  if (report.state == ReportState::draft) {
    duties.draft = true;
    return;
  }
  duties.report = true;
  duties.handed_in_ms = at;
  duties.timeliness = report.written.trust == Trust::doubtful ? Timeliness::doubtful
                      : at <= duties.due_ms                   ? Timeliness::on_time
                                                              : Timeliness::late;
  const auto hub = report.written.at_hub_ms;
  duties.late_sync = duties.timeliness == Timeliness::on_time && hub && *hub > duties.due_ms && *hub <= lookup.as_of_ms;
  duties.outcome = outcome_of(lookup, "daily_report/" + person.id + "/" + base::format_date(day));
  const bool decided = duties.outcome != nullptr && duties.outcome->decisive != nullptr;
  duties.verified_late =
      decided ? duties.outcome->decisive->at.ms > duties.verify_due_ms : lookup.as_of_ms > duties.verify_due_ms;
}

}  // namespace

const char* text_of(Timeliness timeliness) {
  static constexpr const char* names[] = {"belum", "tepat waktu", "terlambat", "waktu diragukan"};
  return names[static_cast<std::size_t>(timeliness)];
}

std::string HomeDuties::text() const {
  if (is_complete()) return "lengkap";
  if (asks_report && !report && attendance) return "H (WFH), LKH belum";
  if (asks_attendance && !attendance && report) return "LKH ada, kehadiran belum";
  if (!attendance && !report) return draft ? "LKH masih draf, kehadiran belum" : "belum ada laporan";
  return "bukti dukung belum";
}

HomeDuties home_duties(Lookup& lookup, const Person& person, Date day) {
  HomeDuties duties;
  duties.clause = lookup.rule<HomeDay>(person, day);
  HomeDay rule;
  if (duties.clause) rule = duties.clause.as<HomeDay>();
  duties.asks_attendance = rule.attendance_report;
  duties.asks_report = rule.daily_report;
  duties.asks_evidence = rule.evidence && rule.daily_report;
  duties.asks_uniform = rule.uniform;
  duties.asks_stay_home = rule.stay_home;
  const std::int64_t midnight = midnight_ms(day, lookup.book.offset_of(person.unit));
  duties.due_ms = midnight + rule.report_due_minutes * 60'000LL;
  duties.verify_due_ms = midnight + rule.verify_due_minutes * 60'000LL;
  look_at_attendance(lookup, person, day, duties);
  look_at_report(lookup, person, day, duties);
  for (const Recall& recall : lookup.recalls_of(person.id))
    if (recall.acknowledged && recall.acknowledged->ms <= lookup.as_of_ms &&
        base::date_of(recall.at.ms, lookup.book.offset_of(person.unit)) == day)
      note_sign(duties, recall.acknowledged->ms);
  return duties;
}

}  // namespace hadir::rules
