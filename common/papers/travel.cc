// The monthly list of journeys out of the region to the Sekda through the Asisten who oversees the office (DOMAIN.md 5.4; R4.6,
// A22), and the list of units that have not handed theirs in (A23).

#include <algorithm>
#include <array>
#include <map>
#include <tuple>

#include <fmt/format.h>

#include "common/papers/paper_list.h"
#include "common/papers/parts.h"
#include "common/rules/recap_duty.h"
#include "common/rules/travel.h"

namespace hadir::papers {
namespace {

using report::Total;
using rules::JourneyKind;
using rules::RecapDuty;

// Who oversees the unit on that day, as it or a unit above it says.
std::string asisten_of(const Book& book, std::string_view unit, Date day) {
  for (const rules::Unit* one : book.lineage(unit, day)) {
    if (!one->states.at(day).asisten.empty()) return one->states.at(day).asisten;
  }
  return {};
}

report::Table journeys(const Book& book, const std::vector<rules::TravelRow>& rows, const PaperRequest& request) {
  report::Table table;
  table.key = "perjalanan";
  table.group_key = "kelompok";
  table.group_title = "Kelompok";
  table.columns = {{.key = "no", .title = "No"},
                   {.key = "nama", .title = "Nama"},
                   {.key = "nip", .title = "NIP/No. Identitas", .beneath = true},
                   {.key = "jabatan", .title = "Jabatan"},
                   {.key = "jenis", .title = "Jenis"},
                   {.key = "tujuan", .title = "Tujuan"},
                   {.key = "berangkat", .title = "Berangkat", .group = "Tanggal"},
                   {.key = "kembali", .title = "Kembali", .group = "Tanggal"},
                   {.key = "hari", .title = "Hari", .total = Total::sum},
                   {.key = "alasan", .title = "Alasan"},
                   {.key = "izin", .title = "Izin atasan (nama, tanggal)"},
                   {.key = "keterangan", .title = "Ket."}};
  int number = 0;
  for (const rules::TravelRow& one : rows) {
    std::string permission = one.approver.empty() ? std::string() : name_of(book, one.approver);
    if (one.approved) {
      const int offset = one.approved->offset_minutes;
      permission += (permission.empty() ? "" : ", ") + report::short_date(base::date_of(one.approved->ms, offset));
    }
    // Days of the journey inside the month: those are the recap's.
    const int days = std::min(one.returns, request.until).days - std::max(one.departs, request.from).days + 1;
    table.rows.push_back({{++number, one.name, report::Identifier{one.person}, one.position, rules::text_of(one.kind),
                           one.destination, one.departs, one.returns, days, one.reason, permission,
                           report::Cell(one.note, one.note.empty() ? report::Shade::none : report::Shade::attention)},
                          std::string(class_name(one.klass))});
  }
  return table;
}

report::Table by_kind(const std::vector<rules::TravelRow>& rows) {
  std::array<std::array<std::int64_t, 4>, 4> counts{};
  for (const auto& row : rows) ++counts[static_cast<std::size_t>(row.klass)][static_cast<std::size_t>(row.kind)];
  const bool unknown =
      std::ranges::any_of(counts, [](const auto& one) { return one[static_cast<std::size_t>(JourneyKind::unknown)] > 0; });
  report::Table table;
  table.key = "jumlah";
  table.title = "Jumlah perjalanan menurut kelompok dan jenis";
  std::vector<std::string> parts = {"dinas", "keluarga", "pribadi"};
  table.columns = {{.key = "kelompok", .title = "Kelompok"},
                   {.key = "dinas", .title = "Dinas", .total = Total::sum},
                   {.key = "keluarga", .title = "Keluarga", .total = Total::sum},
                   {.key = "pribadi", .title = "Pribadi", .total = Total::sum}};
  if (unknown) {
    parts.push_back("lain");
    table.columns.push_back({.key = "lain", .title = "Jenis tidak disebut", .total = Total::sum});
  }
  table.columns.push_back({.key = "jumlah", .title = "Jumlah", .total = Total::sum, .sum_of = parts});
  for (std::size_t klass = 0; klass < counts.size(); ++klass) {
    report::Row row{{std::string(class_name(static_cast<rules::Class>(klass)))}, ""};
    for (std::size_t kind = 0; kind < parts.size(); ++kind) row.cells.emplace_back(counts[klass][kind]);
    row.cells.emplace_back();
    table.rows.push_back(std::move(row));
  }
  return table;
}

std::string subject_text(std::string_view subject) {
  if (subject == "kehadiran") return "rekapitulasi kehadiran";
  if (subject == "lkh") return "rekapitulasi LKH";
  if (subject == "perjalanan") return "rekapitulasi perjalanan";
  return std::string(subject);
}

}  // namespace

Made travel(const Book& book, const PaperRequest& request) {
  Sources sources(book, request);
  const auto rows = rules::travel_recap(sources.lookup, request.unit, first_of_month(request.from));
  const std::string month = report::month_and_year(request.from);
  const std::string asisten = asisten_of(book, request.unit, request.until);
  const std::string office = unit_name(book, request.unit);

  report::Document out = new_paper(sources, "rekap-perjalanan", "Rekapitulasi perjalanan");
  out.paper = request.size.value_or(report::PaperSize::f4);
  out.titles = {"SURAT PENGANTAR", "Nomor: " + (request.number.empty() ? std::string(dots) : request.number)};
  std::string through = asisten.empty() ? dots : asisten;
  if (!asisten.empty() && !asisten.starts_with("Asisten")) through = "Asisten " + asisten;
  out.sections.push_back(report::Paragraph{"Kepada\nYth. Sekretaris Daerah\nmelalui " + through + "\ndi tempat"});
  out.sections.push_back(
      report::Paragraph{fmt::format("Bersama ini disampaikan rekapitulasi perjalanan (Dinas/Keluarga/Pribadi) ke luar daerah "
                                    "Pejabat Struktural, JFU, JFT dan Non ASN "
                                    "{} selama bulan {} sebagai bahan laporan kepada Bupati: {}.",
                                    office, month, rows.empty() ? "NIHIL" : fmt::format("{} perjalanan", rows.size()))});
  out.sections.push_back(by_kind(rows));
  out.sections.push_back(report::Signatures{{signatory(sources, "kepala", "", true)}});

  out.sections.push_back(report::PageBreak{"Rekapitulasi", report::Orientation::landscape});
  out.sections.push_back(report::Paragraph{"REKAPITULASI PERJALANAN KE LUAR DAERAH", report::Align::centre, true});
  out.sections.push_back(report::Paragraph{office + "\nBulan " + month, report::Align::centre});
  out.sections.push_back(journeys(book, rows, request));
  out.sections.push_back(report::Signatures{{signatory(sources, "kepala", "", true)}});
  return out;
}

Made overdue(const Book& book, const PaperRequest& request) {
  Sources sources(book, request);
  const Date month = first_of_month(request.from);
  // Without a moment to look from: the day after the month.
  const Date today =
      request.as_of_ms ? sources.lookup.today(request.unit) : request.dated.value_or(Date{last_of_month(month).days + 1});
  const std::string subject = request.recap.empty() ? "perjalanan" : request.recap;
  auto duties = rules::recap_duties(sources.lookup, month, today, subject);
  if (!request.asisten.empty()) std::erase_if(duties, [&](const RecapDuty& one) { return one.asisten != request.asisten; });

  report::Document out = new_paper(sources, "belum-lapor", "Unit yang belum menyampaikan " + subject_text(subject));
  out.letterhead = request.letterhead;
  out.date = today;
  out.titles = {"DAFTAR UNIT YANG BELUM MENYAMPAIKAN " + std::string(subject == "kehadiran" ? "REKAPITULASI KEHADIRAN"
                                                                     : subject == "lkh"     ? "REKAPITULASI LKH"
                                                                                            : "REKAPITULASI PERJALANAN"),
                "Bulan " + report::month_and_year(month), "Keadaan " + report::long_date(today)};
  if (!request.asisten.empty()) out.sections.push_back(report::Paragraph{"Kepada Yth. " + request.asisten});

  report::Table table;
  table.key = "belum";
  table.group_key = "asisten";
  table.group_title = "Asisten";
  table.subtotals = false;
  table.empty_text = "NIHIL";
  table.columns = {{.key = "no", .title = "No"},
                   {.key = "unit", .title = "Perangkat Daerah"},
                   {.key = "kode", .title = "Kode"},
                   {.key = "jatuh_tempo", .title = "Jatuh tempo"},
                   {.key = "terlambat", .title = "Terlambat (hari)"},
                   {.key = "ketentuan", .title = "Ketentuan"}};
  report::Table sums;
  sums.key = "jumlah";
  sums.title = "Penyampaian menurut Asisten";
  sums.columns = {
      {.key = "asisten", .title = "Asisten"},
      {.key = "tepat_waktu", .title = "Tepat waktu", .total = Total::sum},
      {.key = "terlambat", .title = "Terlambat", .total = Total::sum},
      {.key = "belum", .title = "Belum, lewat waktu", .total = Total::sum},
      {.key = "menunggu", .title = "Belum jatuh tempo", .total = Total::sum},
      {.key = "unit", .title = "Unit", .total = Total::sum, .sum_of = {"tepat_waktu", "terlambat", "belum", "menunggu"}},
      {.key = "nihil", .title = "di antaranya NIHIL", .total = Total::sum}};
  std::map<std::string, std::array<std::int64_t, 5>> counts;  // in_time, late, overdue, waiting, nil
  int number = 0;
  for (const RecapDuty& one : duties) {
    const std::string asisten = one.asisten.empty() ? "Asisten belum ditetapkan" : one.asisten;
    auto& count = counts[asisten];
    using State = RecapDuty::State;
    ++count[one.state == State::in_time ? 0 : one.state == State::late ? 1 : one.state == State::overdue ? 2 : 3];
    if (one.nil) ++count[4];
    if (one.state != State::overdue) continue;
    table.rows.push_back(
        {{++number, unit_name(book, one.unit), report::Identifier{one.unit}, one.due, today.days - one.due.days, one.citation},
         asisten});
  }
  for (const auto& [asisten, count] : counts) {
    sums.rows.push_back({{asisten, count[0], count[1], count[2], count[3], report::Cell(), count[4]}, ""});
  }
  out.sections.push_back(std::move(table));
  out.sections.push_back(std::move(sums));
  return out;
}

}  // namespace hadir::papers
