// daily_report.draft, submit, list, show and attendance.report: what people at home owe (A28, A30, A37). Forwarding and approving
// is operations_decisions.cc.
#include "common/base/text.h"
#include "common/desk/decisions.h"
#include "common/desk/lookup.h"
#include "common/desk/tables.h"

namespace hadir::desk {
namespace {

using rules::Book;
using rules::DailyReport;
using rules::ReportState;

const DailyReport* report_of(const Book& book, const std::string& person, Date date) {
  const auto found = book.daily_reports.find({person, date});
  return found == book.daily_reports.end() ? nullptr : &found->second;
}

array array_of(const std::vector<std::string>& items) {
  array all;
  for (const std::string& one : items) all.emplace_back(one);
  return all;
}

using rules::Progress;

Progress state_of(rules::Lookup& lookup, const std::string& person, Date date, const DailyReport& report) {
  return report.state == ReportState::draft ? Progress::draft : progress_of(lookup, daily_subject(person, date));
}

Result<Outcome> write_report(const Book& book, const object& request, const Desk& desk, bool submits) {
  const auto person = member_in(book, request, "employee", desk.author);
  if (!person) return person.error();
  const auto date = date_in(request, "date", desk.today, desk);
  if (!date) return date.error();
  if (*date > desk.today)
    return Error{Fault::bad_input, "tanggal " + date_text(*date) + " belum tiba",
                 "laporan dibuat untuk hari ini atau yang sudah lewat"};
  const std::string& id = (*person)->id;
  const DailyReport* before = report_of(book, id, *date);
  std::vector<std::string> activities = list_in(request, "activities"), evidence = list_in(request, "evidence");
  if (activities.empty() && before != nullptr) activities = before->activities;
  if (evidence.empty() && before != nullptr) evidence = before->evidence;
  if (activities.empty())
    return Error{Fault::bad_input, "kegiatan belum disebut",
                 "tulis kegiatan, satu per kata bertanda kutip: \"Rekap absensi\" \"Rapat\""};
  rules::Lookup lookup(book, desk.now_ms);
  const Progress stands = before != nullptr ? state_of(lookup, id, *date, *before) : Progress::draft;
  Outcome outcome;
  outcome.answer = {{"subject", daily_subject(id, *date)}};
  const bool same = before != nullptr && before->activities == activities && before->evidence == evidence;
  if (stands == Progress::approved) {
    if (same) return outcome.answer["message"] = "Sudah disetujui: " + daily_subject(id, *date), std::move(outcome);
    return Error{Fault::refused, "laporan tanggal " + date_text(*date) + " sudah disetujui",
                 "minta atasan mengembalikannya dahulu: hadir report-daily return " + daily_subject(id, *date)};
  }
  std::int64_t round = before != nullptr ? before->round : 1;
  const bool again = submits && (stands == Progress::returned || stands == Progress::rejected);
  if (again) ++round;
  outcome.answer["round"] = round;
  if (same && !again && (submits ? before->state != ReportState::draft : before->state == ReportState::draft)) {
    outcome.answer["message"] = (submits ? "Sudah diajukan: " : "Tidak berubah: ") + daily_subject(id, *date);
    return outcome;
  }
  if (!submits && before != nullptr && before->state != ReportState::draft && stands != Progress::returned)
    return Error{Fault::refused, "laporan tanggal " + date_text(*date) + " sudah diajukan",
                 "ajukan lagi dengan report-daily submit"};
  object fields{{"employee", id},
                {"date", date_text(*date)},
                {"status", submits ? "submitted" : "draft"},
                {"activities", array_of(activities)}};
  if (!evidence.empty()) fields["evidence"] = array_of(evidence);
  if (round > 1) fields["round"] = round;
  if (submits) fields["submitted"] = text_of(now_of(desk));
  Changes changes;
  changes.add("daily_report", std::move(fields));
  auto taken = changes.take();
  if (!taken) return taken.error();
  outcome.changes = std::move(*taken);
  outcome.answer["message"] = std::string(submits ? "Diajukan" : "Draf tersimpan") + ": laporan " + person_text(book, id) +
                              " tanggal " + date_text(*date) + ", " + std::to_string(activities.size()) + " kegiatan";
  if (submits)
    if (const auto next = first_asked(lookup, id, rules::Matter::daily_report, desk.today); !next.empty())
      outcome.answer["notes"] = array{value("menunggu keputusan " + next)};
  return outcome;
}

Result<Outcome> draft_report(const Book& book, const object& request, const Desk& desk) {
  return write_report(book, request, desk, false);
}
Result<Outcome> submit_report(const Book& book, const object& request, const Desk& desk) {
  return write_report(book, request, desk, true);
}

object row_of(rules::Lookup& lookup, const std::string& person, Date date, const DailyReport& report) {
  const Progress state = state_of(lookup, person, date, report);
  const std::string subject = daily_subject(person, date);
  const bool is_open = state == Progress::submitted || state == Progress::forwarded;
  return {{"subject", subject},
          {"employee", person},
          {"name", name_of(lookup.book, person)},
          {"date", date_text(date)},
          {"activities", array_of(report.activities)},
          {"evidence", array_of(report.evidence)},
          {"round", report.round},
          {"submitted", report.submitted ? value(text_of(*report.submitted)) : value(nullptr)},
          {"state", progress_text(state)},
          {"waits_for", is_open ? value(waiting_person(lookup, subject)) : value(nullptr)}};
}

Result<Outcome> list_reports(const Book& book, const object& request, const Desk& desk) {
  const auto span = period_in(request, desk, Default::day);
  if (!span) return span.error();
  const std::string only = text_in(request, "employee"), state = text_in(request, "state");
  rules::Lookup lookup(book, desk.now_ms);
  array rows;
  for (const auto& [key, report] : book.daily_reports) {
    if (key.second < span->from || span->until < key.second || (!only.empty() && key.first != only)) continue;
    object row = row_of(lookup, key.first, key.second, report);
    if (state.empty() || text_in(row, "state") == state) rows.push_back(std::move(row));
  }
  Outcome outcome;
  outcome.answer = {{"rows", std::move(rows)}};
  return outcome;
}

Result<Outcome> show_report(const Book& book, const object& request, const Desk& desk) {
  const auto person = person_in(request, "employee", desk.author);
  if (!person) return person.error();
  const auto date = date_in(request, "date", desk.today, desk);
  if (!date) return date.error();
  const DailyReport* report = report_of(book, *person, *date);
  if (report == nullptr)
    return Error{Fault::not_found, "belum ada laporan " + person_text(book, *person) + " tanggal " + date_text(*date), ""};
  Outcome outcome;
  rules::Lookup lookup(book, desk.now_ms);
  outcome.answer = row_of(lookup, *person, *date, *report);
  std::string& text = outcome.text;
  text = person_text(book, *person) + ", " + date_text(*date) + ": " + progress_text(state_of(lookup, *person, *date, *report)) +
         "\n";
  for (std::size_t at = 0; at < report->activities.size(); ++at)
    text += "  " + std::to_string(at + 1) + ". " + base::printable(report->activities[at], 400) + "\n";
  for (const std::string& one : report->evidence) text += "  bukti: " + base::printable(one, 200) + "\n";
  array decisions;
  if (const auto found = book.approvals.find(daily_subject(*person, *date)); found != book.approvals.end())
    for (const rules::Approval& one : found->second) {
      decisions.push_back(object{{"round", one.round},
                                 {"by", one.by},
                                 {"decision", choice_text("approval", "decision", static_cast<std::int64_t>(one.decision))},
                                 {"at", text_of(one.at)},
                                 {"note", one.note}});
      text += "  " + local_text(desk, one.at.ms) + "  " +
              choice_text("approval", "decision", static_cast<std::int64_t>(one.decision)) + " oleh " +
              person_text(book, one.by) + (one.note.empty() ? "" : ": " + base::printable(one.note, 200)) + "\n";
    }
  outcome.answer["decisions"] = std::move(decisions);
  return outcome;
}

Result<Outcome> report_attendance(const Book& book, const object& request, const Desk& desk) {
  const auto person = member_in(book, request, "employee", desk.author);
  if (!person) return person.error();
  const auto date = date_in(request, "date", desk.today, desk);
  if (!date) return date.error();
  if (*date > desk.today) return Error{Fault::bad_input, "tanggal " + date_text(*date) + " belum tiba", "laporkan pada harinya"};
  Outcome outcome;
  const auto before = book.attendance_reports.find({(*person)->id, *date});
  object fields{{"employee", (*person)->id},
                {"date", date_text(*date)},
                {"place", text_in(request, "place")},
                {"note", text_in(request, "note")}};
  for (const char* name : {"uniform", "stayed_home"})
    if (!text_in(request, name).empty()) fields[name] = text_in(request, name);
  if (before == book.attendance_reports.end()) fields["at"] = text_of(now_of(desk));
  Changes changes;
  changes.add("attendance_report", std::move(fields));
  auto taken = changes.take();
  if (!taken) return taken.error();
  outcome.changes = std::move(*taken);
  outcome.answer = {{"employee", (*person)->id},
                    {"date", date_text(*date)},
                    {"at", text_of(before == book.attendance_reports.end() ? now_of(desk) : before->second.at)},
                    {"message", "Kehadiran dilaporkan: " + person_text(book, (*person)->id) + " tanggal " + date_text(*date)}};
  return outcome;
}

Result<Span> span_of_list(const object& request, const Desk& desk) { return period_in(request, desk, Default::day); }

constexpr Operation table[] = {
    {"daily_report.draft", span_date, draft_report, true, Reads::papers},
    {"daily_report.submit", span_date, submit_report, true, Reads::papers},
    {"daily_report.list", span_of_list, list_reports, false, Reads::papers},
    {"daily_report.show", span_date, show_report, false, Reads::papers},
    {"attendance.report", span_date, report_attendance, true},
};

}  // namespace

std::span<const Operation> report_operations() { return table; }

}  // namespace hadir::desk
