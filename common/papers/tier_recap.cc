// The day's recapitulation of attendance and daily reports, tier by tier (R4.8, R4.9, A31), which the Subbag Kepegawaian makes:
// everybody who is active that day in one line, and sums that come to their number.

#include <array>

#include "common/papers/paper_list.h"
#include "common/papers/parts.h"
#include "common/rules/monitoring.h"

namespace hadir::papers {
namespace {

using report::Total;
using rules::DayRow;

std::string_view place_text(const DayRow& row) {
  switch (row.place) {
    case DayRow::Place::office: return "WFO";
    case DayRow::Place::home: return "WFH";
    case DayRow::Place::leave: return "Cuti/izin/sakit";
    case DayRow::Place::duty: return "Dinas";
    case DayRow::Place::free: return "Libur";
    case DayRow::Place::none: break;
  }
  return "Belum diketahui";
}

std::string report_text(const DayRow& row) {
  if (!row.report) return row.asks_report ? "belum" : "-";
  std::string text = "ya";
  if (row.timeliness == rules::Timeliness::late || row.timeliness == rules::Timeliness::doubtful) {
    text += std::string(", ") + rules::text_of(row.timeliness);
  }
  if (row.late_sync) text += ", terlambat sinkron";
  return text;
}

std::string tier_text(const DayRow& row) {
  if (row.report_state.empty()) return {};
  return row.tier == 0 ? "-" : "tingkat " + std::to_string(row.tier);
}

report::Table sums(const rules::DayRecap& recap) {
  report::Table table;
  table.key = "jumlah";
  table.title = "Jumlah";
  table.columns = {{.key = "kelompok", .title = "Kelompok"},
                   {.key = "wfo", .title = "WFO", .total = Total::sum},
                   {.key = "wfh", .title = "WFH", .total = Total::sum},
                   {.key = "cuti", .title = "Cuti/izin/sakit", .total = Total::sum},
                   {.key = "dinas", .title = "Dinas", .total = Total::sum},
                   {.key = "libur", .title = "Libur", .total = Total::sum},
                   {.key = "belum", .title = "Belum diketahui", .total = Total::sum},
                   {.key = "pegawai",
                    .title = "Pegawai aktif",
                    .total = Total::sum,
                    .sum_of = {"wfo", "wfh", "cuti", "dinas", "libur", "belum"}},
                   {.key = "hadir", .title = "Lapor hadir", .total = Total::sum},
                   {.key = "lkh_wajib", .title = "Wajib LKH", .total = Total::sum},
                   {.key = "lkh", .title = "LKH masuk", .total = Total::sum}};
  for (std::size_t at = 0; at < 4; ++at) {
    const auto& total = recap.totals[at];
    table.rows.push_back({{std::string(class_name(static_cast<rules::Class>(at))), total.office, total.home, total.leave,
                           total.duty, total.free, total.none, report::Cell(), total.attendance, total.asks_report, total.report},
                          ""});
  }
  return table;
}

}  // namespace

Made tier_recap(const Book& book, const PaperRequest& request) {
  Sources sources(book, request);
  const Date day = request.from;
  const rules::DayRecap recap = rules::day_recap(sources.lookup, request.unit, day, request.whole_opd);
  report::Document out = new_paper(sources, "rekap-lkh", "Rekapitulasi kehadiran dan LKH");
  out.paper = request.size.value_or(report::PaperSize::f4);
  out.orientation = report::Orientation::landscape;
  out.titles = {"REKAPITULASI LAPORAN KEHADIRAN DAN LAPORAN KINERJA HARIAN", report::day_and_date(day)};

  report::Table table;
  table.key = "rekap";
  table.subtotals = false;
  table.empty_text = "Tidak ada pegawai";
  table.columns = {{.key = "no", .title = "No"},
                   {.key = "nama", .title = "Nama"},
                   {.key = "nip", .title = "NIP", .beneath = true},
                   {.key = "jabatan", .title = "Jabatan"},
                   {.key = "tempat", .title = "Tempat kerja"},
                   {.key = "lapor_hadir", .title = "Lapor hadir"},
                   {.key = "lkh", .title = "LKH"},
                   {.key = "tingkat", .title = "Sampai tingkat"},
                   {.key = "status", .title = "Status LKH"},
                   {.key = "keterangan", .title = "Keterangan"}};
  int number = 0;
  for (const DayRow& row : recap.rows) {
    const bool asked = row.place == DayRow::Place::office || row.place == DayRow::Place::home || row.place == DayRow::Place::none;
    report::Row printed{
        {++number, row.name, report::Identifier{row.person}, position_of(sources, row.person, day), std::string(place_text(row)),
         row.attendance ? "ya"
         : asked        ? "belum"
                        : "-",
         report_text(row), tier_text(row), row.report_state, row.status.reason},
        std::string(class_name(row.klass))};
    if (asked && !row.attendance) printed.cells[5].shade = report::Shade::attention;
    if (row.asks_report && !row.report) printed.cells[6].shade = report::Shade::attention;
    table.rows.push_back(std::move(printed));
  }
  out.sections.push_back(std::move(table));
  out.sections.push_back(sums(recap));
  out.sections.push_back(report::Signatures{{signatory(sources, "kepegawaian", "", true)}});
  return out;
}

}  // namespace hadir::papers
