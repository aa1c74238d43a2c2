// Laporan Kinerja Harian (DOMAIN.md 5.2) of one person: a day with its activities, times and both signatures, or a list of the
// activities of several days.

#include <set>

#include <fmt/format.h>

#include "common/base/person_id.h"
#include "common/papers/activity.h"
#include "common/papers/paper_list.h"
#include "common/papers/parts.h"
#include "common/rules/day_status.h"

namespace hadir::papers {
namespace {

using rules::DayStatus;
using rules::Status;

std::string subject_of_report(const std::string& person, Date day) {
  return "daily_report/" + person + "/" + base::format_date(day);
}

// Draf, Diajukan, Diteruskan (tingkat 1), Disetujui, Dikembalikan; belum ada.
std::string state_of(Sources& sources, const std::string& person, Date day) {
  const rules::Outcome* outcome = rules::outcome_of(sources.lookup, subject_of_report(person, day));
  return outcome == nullptr ? "belum ada" : outcome->text;
}

std::string place_of(Sources& sources, const DayStatus& status) {
  switch (status.status) {
    case Status::home: {
      const auto found = sources.book.attendance_reports.find({status.person, status.day});
      const bool tells = found != sources.book.attendance_reports.end() && !found->second.place.empty();
      if (!tells || found->second.place == "rumah") return "Rumah";
      return found->second.place;
    }
    case Status::office: return "Kantor";
    case Status::home_office: return "Rumah dan kantor";
    case Status::duty: return "Dinas luar";
    case Status::town_duty: return "Tugas luar";
    default: return status.planned == rules::Mode::wfh && status.works ? "Rumah" : "";
  }
}

// What superiors wrote: who, when, what they decided, and the note.
std::vector<std::string> notes_of(Sources& sources, const std::string& person, Date day) {
  std::vector<std::string> notes;
  const int offset = sources.book.offset_of(sources.request.unit);
  for (const rules::Approval& one : sources.lookup.approvals_of(subject_of_report(person, day))) {
    if (sources.request.as_of_ms && one.at.ms > *sources.request.as_of_ms) continue;
    static constexpr const char* words[] = {"diteruskan", "disetujui", "dikembalikan", "ditolak"};
    const std::int64_t local_ms = one.at.ms + static_cast<std::int64_t>(offset) * 60'000;
    std::string text = fmt::format("{} ({}): {}", name_of(sources.book, one.by), base::format_local(local_ms).substr(0, 16),
                                   words[static_cast<std::size_t>(one.decision)]);
    if (!one.note.empty()) text += "; " + one.note;
    notes.push_back(std::move(text));
  }
  return notes;
}

report::Facts about(Sources& sources, const Person& person, Date day) {
  const PersonState& state = person.states.at(day);
  report::Facts facts;
  facts.lines.push_back({"Nama", person.name});
  facts.lines.push_back({base::is_asn_number(person.id) ? "NIP" : "No. Identitas", report::spaced_nip(person.id)});
  if (!state.rank.empty()) facts.lines.push_back({"Pangkat/Gol.", state.rank});
  facts.lines.push_back({"Jabatan", position_of(sources, person.id, day)});
  facts.lines.push_back(
      {"Unit Kerja", unit_name(sources.book, person.unit) + (state.section.empty() ? "" : ", " + state.section)});
  return facts;
}

report::Signatures signatures(Sources& sources, const Person& person, Date day) {
  const rules::Chain& chain = rules::chain_of(sources.lookup, person.id, rules::Matter::daily_report, day);
  const std::string superior = chain.tiers.empty() ? std::string() : chain.tiers.front().person;
  const Date date = dated(sources.request);
  return {{signatory(sources, {superior, date, "Mengetahui,", "", "Atasan Langsung"}),
           signatory(sources, {person.id, date, "", place_of(sources.request), "Pegawai"})}};
}

report::Cell time_cell(std::optional<int> minutes) {
  return minutes ? report::Cell(report::TimeOfDay{*minutes}) : report::Cell();
}

report::Cell minutes_cell(const Activity& activity) {
  const auto minutes = activity.minutes();
  return minutes ? report::Cell(report::Minutes{*minutes}) : report::Cell();
}

report::Cell volume_cell(const Activity& activity) {
  if (!activity.volume) return {};
  return activity.volume->digits == 0 ? report::Cell(activity.volume->units) : report::Cell(*activity.volume);
}

void one_day(Sources& sources, const Person& person, Date day, report::Document& out) {
  const DayStatus status = rules::status_of(sources.lookup, person.id, day);
  const auto found = sources.book.daily_reports.find({person.id, day});
  if (status.planned == rules::Mode::wfh) out.titles.push_back("Pelaksanaan tugas kedinasan dari rumah (WFH)");

  report::Facts facts = about(sources, person, day);
  facts.lines.push_back({"Hari/Tanggal", report::day_and_date(day)});
  if (const std::string place = place_of(sources, status); !place.empty()) facts.lines.push_back({"Lokasi", place});
  if (const auto reported = sources.book.attendance_reports.find({person.id, day});
      reported != sources.book.attendance_reports.end()) {
    const std::int64_t local = reported->second.at.ms + static_cast<std::int64_t>(sources.book.offset_of(person.unit)) * 60'000;
    facts.lines.push_back({"Laporan kehadiran", "pukul " + base::format_local(local).substr(11, 5)});
  } else if (status.planned == rules::Mode::wfh && status.works) {
    facts.lines.push_back({"Laporan kehadiran", "belum ada"});
  }
  facts.lines.push_back({"Status LKH", state_of(sources, person.id, day)});
  out.sections.push_back(std::move(facts));

  report::Table table;
  table.key = "kegiatan";
  table.columns = {{.key = "no", .title = "No", .align = report::Align::centre, .millimetres = 10},
                   {.key = "mulai", .title = "Mulai", .group = "Waktu"},
                   {.key = "selesai", .title = "Selesai", .group = "Waktu"},
                   {.key = "uraian", .title = "Uraian Tugas/Kegiatan"},
                   {.key = "volume", .title = "Volume"},
                   {.key = "satuan", .title = "Satuan"},
                   {.key = "lama", .title = "Lama", .total = report::Total::sum}};
  table.empty_text = "LKH belum diisi";
  int number = 0;
  if (found != sources.book.daily_reports.end()) {
    for (const std::string& line : found->second.activities) {
      const Activity activity = activity_of(line);
      table.rows.push_back({{++number, time_cell(activity.start), time_cell(activity.end), activity.text, volume_cell(activity),
                             activity.unit, minutes_cell(activity)},
                            ""});
    }
  }
  out.sections.push_back(std::move(table));
  if (found != sources.book.daily_reports.end() && !found->second.evidence.empty()) {
    out.sections.push_back(report::Points{"Bukti dukung", found->second.evidence, report::Numbering::numbers});
  }
  if (const auto notes = notes_of(sources, person.id, day); !notes.empty()) {
    out.sections.push_back(report::Points{"Catatan atasan", notes, report::Numbering::numbers});
  } else {
    out.sections.push_back(report::Facts{"", {{"Catatan atasan", dots}}});
  }
}

void several_days(Sources& sources, const Person& person, report::Document& out) {
  report::Facts facts = about(sources, person, sources.request.until);
  facts.lines.push_back({"Bulan", span_text(sources.request.from, sources.request.until)});
  if (!is_whole_month(sources.request.from, sources.request.until)) facts.lines.back().label = "Tanggal";

  report::Table table;
  table.key = "kegiatan";
  table.columns = {{.key = "no", .title = "No", .align = report::Align::centre, .millimetres = 10},
                   {.key = "hari", .title = "Hari"},
                   {.key = "tanggal", .title = "Tanggal"},
                   {.key = "lokasi", .title = "Lokasi"},
                   {.key = "mulai", .title = "Mulai", .group = "Waktu"},
                   {.key = "selesai", .title = "Selesai", .group = "Waktu"},
                   {.key = "uraian", .title = "Uraian Tugas/Kegiatan"},
                   {.key = "volume", .title = "Volume"},
                   {.key = "satuan", .title = "Satuan"},
                   {.key = "lama", .title = "Lama", .total = report::Total::sum},
                   {.key = "status", .title = "Status"}};
  table.empty_text = "NIHIL";
  int number = 0, reports = 0, approved = 0, missing = 0;
  for (Date day = sources.request.from; day <= sources.request.until; ++day.days) {
    const auto found = sources.book.daily_reports.find({person.id, day});
    const DayStatus status = rules::status_of(sources.lookup, person.id, day);
    const std::string place = place_of(sources, status);
    if (found == sources.book.daily_reports.end()) {
      const rules::HomeDuties duties = status.status == Status::home || status.status == Status::candidate
                                           ? rules::home_duties(sources.lookup, person, day)
                                           : rules::HomeDuties{};
      if (!duties.asks_report) continue;
      ++missing;
      table.rows.push_back(
          {{++number, std::string(report::day_name(day)), day, place, {}, {}, "LKH belum ada", {}, {}, {}, "Belum ada"}, ""});
      table.rows.back().cells[6].shade = report::Shade::attention;
      continue;
    }
    ++reports;
    const rules::Outcome* outcome = rules::outcome_of(sources.lookup, subject_of_report(person.id, day));
    if (outcome != nullptr && outcome->is_approved()) ++approved;
    const std::string state = state_of(sources, person.id, day);
    for (const std::string& line : found->second.activities) {
      const Activity activity = activity_of(line);
      table.rows.push_back(
          {{++number, std::string(report::day_name(day)), day, place, time_cell(activity.start), time_cell(activity.end),
            activity.text, volume_cell(activity), activity.unit, minutes_cell(activity), state},
           ""});
    }
  }
  facts.lines.push_back({"Jumlah LKH", fmt::format("{} hari, {} disetujui", reports, approved)});
  if (missing > 0) facts.lines.push_back({"Belum ada LKH", fmt::format("{} hari WFH", missing)});
  out.sections.push_back(std::move(facts));
  out.sections.push_back(std::move(table));
}

}  // namespace

Made daily_report(const Book& book, const PaperRequest& request) {
  Sources sources(book, request);
  const Person& person = *book.person(request.person, request.until);
  report::Document out = new_paper(sources, "lkh", "Laporan Kinerja Harian " + person.name);
  out.titles = {"LAPORAN KINERJA HARIAN"};
  if (request.from == request.until) {
    one_day(sources, person, request.from, out);
  } else {
    out.orientation = report::Orientation::landscape;
    several_days(sources, person, out);
  }
  out.sections.push_back(signatures(sources, person, request.until));
  return out;
}

}  // namespace hadir::papers
