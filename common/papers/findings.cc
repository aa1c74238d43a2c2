// Lists of findings: what somebody should look at (A20, A21, A28, A38 …), and how rosters and days kept to the circulars, with
// circular and clause, who, and by how much (A01 to A15).

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "common/papers/paper_list.h"
#include "common/papers/parts.h"
#include "common/rules/compliance.h"
#include "common/rules/exceptions.h"

namespace hadir::papers {
namespace {

using report::Total;
using rules::Finding;

// Headings of the exception list. A code that is not here stands under its own name, so that a new one is seen at once.
const std::map<std::string_view, std::string_view>& headings() {
  static const std::map<std::string_view, std::string_view> all = {
      {"no_letter", "WFH tanpa SPT"},
      {"letter_late", "SPT terlambat disetujui"},
      {"office_no_permit", "Masuk kantor pada hari WFH tanpa izin"},
      {"office_closed", "Masuk kantor saat ditutup"},
      {"time_doubtful", "Waktu diragukan"},
      {"correction_waiting", "Koreksi menunggu persetujuan"},
      {"contradiction", "Catatan saling bertentangan"},
      {"decision_contradiction", "Keputusan saling bertentangan"},
      {"decision_without_effect", "Keputusan tanpa akibat"},
      {"late", "Terlambat"},
      {"early", "Pulang sebelum waktunya"},
      {"no_in", "Tanpa catatan masuk"},
      {"no_out", "Tanpa catatan pulang"},
      {"candidate", "Tanpa tanda kehadiran, belum diputuskan"},
      {"absent", "Tanpa keterangan"},
      {"leave_without_permit", "Cuti di jadwal tanpa izin"},
      {"travel_no_permit", "Bepergian tanpa izin"},
      {"travel_no_urgency", "Bepergian tanpa alasan mendesak"},
      {"travel_blocked", "Tujuan ditutup"},
      {"travel_recheck", "Tujuan perlu diperiksa ulang"},
      {"travel_late_permit", "Izin bepergian terlambat"},
      {"travel_no_destination", "Bepergian tanpa tujuan"},
      {"recap_overdue", "Rekapitulasi belum disampaikan"},
      {"recap_late", "Rekapitulasi terlambat disampaikan"},
      {"recall_missing", "Panggilan tidak dijawab"},
      {"recall_late", "Panggilan terlambat dijawab"},
      {"assembly_absent", "Tidak ikut apel"},
      {"assembly_unrecorded", "Apel tidak dicatat"},
      {"duty_incomplete", "Laporan WFH belum lengkap"},
      {"report_late", "LKH terlambat"},
      {"report_doubtful", "Waktu LKH diragukan"},
      {"report_late_sync", "LKH terlambat sinkron"},
      {"verified_late", "LKH terlambat diperiksa atasan"},
      {"attestation_missing", "Pernyataan WFH belum diisi"},
      {"attestation_no", "Pernyataan WFH tidak dipenuhi"},
      {"health_missing", "Pemantauan kesehatan belum diisi"},
      {"meeting_cap", "Rapat melebihi batas"},
      {"meeting_no_reason", "Rapat tanpa alasan mendesak"},
      {"meeting_no_capacity", "Kapasitas ruang rapat tidak diketahui"},
      {"absence_threshold", "Ambang PP 94/2021"},
      {"absence_consecutive", "Ambang PP 94/2021 berturut-turut"},
      {"cap", "Melebihi batas"},
      {"floor", "Kurang dari batas"},
      {"balance", "Tidak seimbang"},
      {"needs_revision", "Jadwal perlu direvisi"},
      {"two_shifts", "Dua sif dalam sehari"},
      {"shift_unknown", "Sif tidak dikenal"},
      {"must_attend", "Wajib di kantor"},
      {"must_be_home", "Wajib di rumah"},
      {"room_unknown", "Kapasitas ruang tidak diketahui"},
      {"actual_cap", "Kenyataan melebihi batas"},
      {"actual_floor", "Kenyataan kurang dari batas"},
      {"unplanned", "Hadir tanpa dijadwalkan"}};
  return all;
}

std::string heading_of(const std::string& code) {
  const auto found = headings().find(code);
  return found == headings().end() ? code : std::string(found->second);
}

std::string people_text(const Book& book, const std::vector<std::string>& people) {
  std::string text;
  for (std::size_t at = 0; at < people.size(); ++at) {
    if (at > 0) text += "; ";
    text += name_of(book, people[at]);
    if (at == 9 && people.size() > 10) return text + fmt::format("; dan {} orang lain", people.size() - 10);
  }
  return text;
}

std::string summary(const std::vector<Finding>& findings) {
  const auto violations = std::ranges::count_if(findings, &Finding::violation);
  return fmt::format("{} temuan: {} pelanggaran, {} peringatan", findings.size(), violations,
                     static_cast<std::ptrdiff_t>(findings.size()) - violations);
}

const char* weight(const Finding& finding) { return finding.violation ? "Pelanggaran" : "Peringatan"; }

}  // namespace

Made exceptions(const Book& book, const PaperRequest& request) {
  Sources sources(book, request);
  auto findings = rules::exceptions(sources.lookup, request.unit, request.from, request.until);
  if (!request.whole_opd) std::erase_if(findings, [&](const Finding& one) { return one.unit != request.unit; });
  if (!request.person.empty()) {
    std::erase_if(findings,
                  [&](const Finding& one) { return std::ranges::find(one.people, request.person) == one.people.end(); });
  }
  // Violations first, then by heading as it is printed; within one the findings' own order.
  std::ranges::stable_sort(findings, {}, [](const Finding& one) { return std::pair(!one.violation, heading_of(one.code)); });

  report::Document out = new_paper(sources, "pengecualian", "Daftar pengecualian");
  out.orientation = report::Orientation::landscape;
  out.titles = {"DAFTAR PENGECUALIAN", span_text(request.from, request.until)};
  out.sections.push_back(report::Facts{"", {{"Jumlah", summary(findings)}}});
  report::Table table;
  table.key = "pengecualian";
  table.group_key = "jenis";
  table.group_title = "Jenis";
  table.columns = {{.key = "no", .title = "No"},         {.key = "tanggal", .title = "Tanggal"},
                   {.key = "unit", .title = "Unit"},     {.key = "pegawai", .title = "Pegawai"},
                   {.key = "uraian", .title = "Uraian"}, {.key = "ketentuan", .title = "Ketentuan"},
                   {.key = "bobot", .title = "Sifat"}};
  int number = 0;
  for (const Finding& one : findings) {
    table.rows.push_back({{++number, one.date, unit_name(book, one.unit), people_text(book, one.people), one.text, one.citation,
                           report::Cell(weight(one), one.violation ? report::Shade::attention : report::Shade::none)},
                          heading_of(one.code)});
  }
  out.sections.push_back(std::move(table));
  out.sections.push_back(report::Signatures{{signatory(sources, "kepegawaian", "", true)}});
  return out;
}

Made compliance(const Book& book, const PaperRequest& request) {
  Sources sources(book, request);
  auto findings = rules::check_plan(sources.lookup, request.unit, request.from, request.until);
  std::ranges::move(rules::check_fact(sources.lookup, request.unit, request.from, request.until), std::back_inserter(findings));
  std::ranges::sort(findings);
  const auto counts = rules::presence_counts(sources.lookup, request.unit, request.from, request.until);

  report::Document out = new_paper(sources, "kepatuhan", "Laporan kepatuhan");
  out.paper = request.size.value_or(report::PaperSize::f4);
  out.orientation = report::Orientation::landscape;
  out.titles = {"LAPORAN KEPATUHAN TERHADAP SURAT EDARAN", span_text(request.from, request.until)};
  out.sections.push_back(report::Facts{"", {{"Hasil", findings.empty() ? "tidak ada temuan" : summary(findings)}}});
  report::Table table;
  table.key = "temuan";
  table.title = "Temuan";
  table.columns = {{.key = "no", .title = "No"},
                   {.key = "tanggal", .title = "Tanggal"},
                   {.key = "unit", .title = "Unit"},
                   {.key = "jenis", .title = "Jenis"},
                   {.key = "ketentuan", .title = "Surat edaran dan ketentuan"},
                   {.key = "nyata", .title = "Nyata"},
                   {.key = "batas", .title = "Batas"},
                   {.key = "selisih", .title = "Selisih"},
                   {.key = "pegawai", .title = "Pegawai"},
                   {.key = "uraian", .title = "Uraian"}};
  int number = 0;
  for (const Finding& one : findings) {
    table.rows.push_back({{++number, one.date, unit_name(book, one.unit),
                           report::Cell(heading_of(one.code), one.violation ? report::Shade::attention : report::Shade::none),
                           one.citation, one.actual, one.limit, one.actual - one.limit, people_text(book, one.people), one.text},
                          ""});
  }
  out.sections.push_back(std::move(table));

  report::Table days;
  days.key = "hitungan";
  days.title = "Hitungan per hari";
  days.columns = {{.key = "tanggal", .title = "Tanggal"},
                  {.key = "unit", .title = "Unit"},
                  {.key = "ketentuan", .title = "Surat edaran dan ketentuan"},
                  {.key = "tempat", .title = "Tempat"},
                  {.key = "pegawai", .title = "Pegawai dihitung"},
                  {.key = "dasar", .title = "Dasar"},
                  {.key = "paling_sedikit", .title = "Paling sedikit", .group = "Batas"},
                  {.key = "paling_banyak", .title = "Paling banyak", .group = "Batas"},
                  {.key = "wfo", .title = "WFO", .group = "Jadwal"},
                  {.key = "wfh", .title = "WFH", .group = "Jadwal"},
                  {.key = "di_kantor", .title = "di kantor", .group = "Kenyataan"},
                  {.key = "dipanggil", .title = "dipanggil", .group = "Kenyataan"},
                  {.key = "tak_terjadwal", .title = "tak terjadwal", .group = "Kenyataan"}};
  days.empty_text = "Tidak ada ketentuan yang membatasi";
  for (const rules::PresenceCount& one : counts) {
    if (one.planned_office + one.planned_home + one.at_office == 0) continue;  // a free day says nothing
    days.rows.push_back({{one.date, unit_name(book, one.unit) + (one.partial ? " (sebagian)" : ""), one.citation,
                          one.place == rules::Place::office ? "kantor" : "rumah", one.people,
                          one.of < 0 ? report::Cell("tidak diketahui") : report::Cell(one.of), one.bounds.least, one.bounds.most,
                          one.planned_office, one.planned_home, one.at_office, one.called, one.unplanned},
                         ""});
  }
  out.sections.push_back(std::move(days));

  report::Table answered;
  answered.key = "penyimpangan";
  answered.title = "Penyimpangan yang dicatat";
  answered.columns = {{.key = "no", .title = "No"},
                      {.key = "tanggal", .title = "Tanggal"},
                      {.key = "unit", .title = "Unit"},
                      {.key = "perihal", .title = "Perihal"},
                      {.key = "mulai", .title = "Mulai", .group = "Untuk"},
                      {.key = "sampai", .title = "Sampai", .group = "Untuk"},
                      {.key = "alasan", .title = "Alasan"},
                      {.key = "oleh", .title = "Oleh"},
                      {.key = "ketentuan", .title = "Surat edaran dan ketentuan"}};
  answered.empty_text = "Tidak ada";
  number = 0;
  for (const rules::Deviation* one : rules::deviations(sources.lookup, request.unit, request.from, request.until)) {
    answered.rows.push_back(
        {{++number, base::date_of(one->at.ms, book.offset_of(one->unit)), unit_name(book, one->unit), one->subject, one->from,
          one->until, one->reason, name_of(book, one->author), fmt::format("{}", fmt::join(one->citations, "; "))},
         ""});
  }
  out.sections.push_back(std::move(answered));
  out.sections.push_back(report::Signatures{{signatory(sources, "kepala", "MENGETAHUI", true)}});
  return out;
}

}  // namespace hadir::papers
