// Rekapitulasi kehadiran pegawai of a month (DOMAIN.md 5.3), in two forms: that of Berau, with a column per day, and that of
// Merauke, with sums alone. Each working day of each person is in exactly one column, so that rows add up to the working days.

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include <fmt/format.h>

#include "common/papers/days_table.h"
#include "common/papers/paper_list.h"
#include "common/papers/parts.h"
#include "common/rules/codes.h"
#include "common/rules/month_hours.h"

namespace hadir::papers {
namespace {

using report::Column;
using report::Total;
using rules::CodeSet;
using rules::Counts;
using rules::DayStatus;
using rules::Status;

// One person's month.
struct Month {
  std::span<const DayStatus> days;  // ascending, no gaps
  Counts counts;
  rules::MonthHours hours;
  std::int64_t reports = 0, reports_asked = 0;
};

Month month_of(Sources& sources, std::span<const DayStatus> days) {
  Month month{days, rules::count(days), rules::hours_of(sources.lookup, days)};
  for (const DayStatus& one : days) {
    if (one.planned != rules::Mode::wfh || !one.works) continue;
    const bool at_work = one.status == Status::home || one.status == Status::home_office || one.status == Status::candidate ||
                         one.status == Status::absent;
    const Person* person = at_work ? sources.book.person(one.person, one.day) : nullptr;
    if (person == nullptr) continue;
    const rules::HomeDuties duties = rules::home_duties(sources.lookup, *person, one.day);
    if (!duties.asks_report) continue;
    ++month.reports_asked;
    if (duties.report) ++month.reports;
  }
  return month;
}

// The days of each person, of statuses sorted by person.
std::map<std::string_view, std::span<const DayStatus>> by_person(const std::vector<DayStatus>& all) {
  std::map<std::string_view, std::span<const DayStatus>> found;
  for (std::size_t begin = 0; begin < all.size();) {
    std::size_t end = begin;
    while (end < all.size() && all[end].person == all[begin].person) ++end;
    found.emplace(all[begin].person, std::span(all).subspan(begin, end - begin));
    begin = end;
  }
  return found;
}

// A column of JUMLAH: what it counts, how it is printed, and what it means.
struct Kind {
  std::string key, code, meaning;
  std::int64_t (*count)(const Counts&);
  bool always = true;  // else only where somebody has such a day
};

CodeSet berau_codes() {
  CodeSet codes = rules::usual_codes();
  codes.early = "HP";
  codes.absent = "A";
  return codes;
}

std::vector<Kind> kinds_of(const CodeSet& codes) {
  return {{"h", codes.office, "hadir di kantor", [](const Counts& c) { return c.on_time; }},
          {"ht", codes.late, "hadir terlambat", [](const Counts& c) { return c.late; }},
          {"hp", codes.early, "hadir, pulang sebelum waktunya", [](const Counts& c) { return c.early; }},
          {"wfh", codes.home, "bekerja dari rumah", [](const Counts& c) { return c.home + c.home_office; }},
          {"i", codes.excused, "izin", [](const Counts& c) { return c.excused; }},
          {"c", codes.leave, "cuti", [](const Counts& c) { return c.leave; }},
          {"s", codes.sick, "sakit", [](const Counts& c) { return c.sick; }},
          {"dl", codes.duty, "dinas luar", [](const Counts& c) { return c.duty; }},
          {"tl", codes.town_duty, "tugas luar di dalam kota", [](const Counts& c) { return c.town_duty; }},
          {"tb", codes.study, "tugas belajar", [](const Counts& c) { return c.study; }},
          {"a", codes.absent, "tanpa keterangan", [](const Counts& c) { return c.absent; }},
          {"calon", codes.candidate, "tanpa tanda kehadiran, belum diputuskan atasan",
           [](const Counts& c) { return c.candidate; }, false},
          {"belum", "...", "hari kerja yang belum selesai", [](const Counts& c) { return c.pending; }, false}};
}

std::string title_of_month(const PaperRequest& request) {
  return (is_whole_month(request.from, request.until) ? "Bulan " : "Tanggal ") + span_text(request.from, request.until);
}

report::Document berau(Sources& sources, const std::vector<Member>& members, const std::map<std::string_view, Month>& months) {
  const PaperRequest& request = sources.request;
  const CodeSet codes = request.codes.value_or(berau_codes());
  const auto all_kinds = kinds_of(codes);
  std::vector<const Kind*> kinds;
  for (const Kind& kind : all_kinds) {
    const bool used = std::ranges::any_of(months, [&](const auto& one) { return kind.count(one.second.counts) > 0; });
    if (kind.always || used) kinds.push_back(&kind);
  }

  report::Document out = new_paper(sources, "rekap-kehadiran", "Rekapitulasi kehadiran");
  out.paper = request.size.value_or(report::PaperSize::f4);
  out.orientation = report::Orientation::landscape;
  out.titles = {"REKAPITULASI KEHADIRAN PEGAWAI", title_of_month(request)};

  report::Table table;
  table.key = "rekap";
  table.empty_text = "Tidak ada pegawai";
  table.columns = {
      {.key = "no", .title = "NO"}, {.key = "nama", .title = "NAMA"}, {.key = "nip", .title = "NIP", .beneath = true}};
  add_day_columns(sources.book, request, table);
  std::vector<std::string> keys;
  for (const Kind* kind : kinds) {
    keys.push_back("n_" + kind->key);
    table.columns.push_back({.key = keys.back(), .title = kind->code, .group = "JUMLAH", .total = Total::sum});
  }
  table.columns.push_back({.key = "hari_kerja", .title = "HK", .group = "JUMLAH", .total = Total::sum, .sum_of = keys});
  table.columns.push_back({.key = "libur", .title = codes.free, .group = "JUMLAH", .total = Total::sum});
  table.columns.push_back({.key = "wfo", .title = "WFO", .total = Total::sum});
  table.columns.push_back({.key = "lkh", .title = "ada", .group = "LKH", .total = Total::sum});
  table.columns.push_back({.key = "lkh_wajib", .title = "wajib", .group = "LKH", .total = Total::sum});
  table.columns.push_back({.key = "jam", .title = "nyata", .group = "JAM KERJA", .total = Total::sum});
  table.columns.push_back({.key = "jam_wajib", .title = "wajib", .group = "JAM KERJA", .total = Total::sum});
  table.columns.push_back({.key = "menit_terlambat", .title = "TL", .group = "MENIT", .total = Total::sum});
  table.columns.push_back({.key = "menit_pulang", .title = "PSW", .group = "MENIT", .total = Total::sum});

  const auto columns = day_columns(request);
  const bool grouped = has_non_asn(members);
  std::set<std::string> printed;
  int number = 0;
  for (const Member& member : members) {
    const Month& month = months.at(member.id);
    report::Row row{{++number, member.person->name, report::Identifier{member.id}}, grouped ? staff_group(member) : ""};
    row.cells.reserve(table.columns.size());
    auto at = month.days.begin();
    for (const Date day : columns) {
      while (at != month.days.end() && at->day < day) ++at;
      if (at == month.days.end() || at->day != day || !is_asked(request, day)) {
        row.cells.emplace_back();
        continue;
      }
      // A free day of the office is shaded and says no more; one of somebody alone is said.
      const bool shaded = table.columns[row.cells.size()].shade != report::Shade::none;
      std::string code = at->status == Status::free && shaded ? std::string() : rules::code_of(codes, *at);
      if (!code.empty()) printed.insert(code);
      const bool bad = at->status == Status::absent || at->status == Status::candidate;
      row.cells.emplace_back(std::move(code), bad ? report::Shade::attention : report::Shade::none);
    }
    for (const Kind* kind : kinds) row.cells.emplace_back(kind->count(month.counts));
    row.cells.emplace_back();  // hari_kerja: the table adds it up
    row.cells.emplace_back(month.counts.free);
    row.cells.emplace_back(month.counts.on_time + month.counts.late + month.counts.early);
    row.cells.emplace_back(month.reports);
    row.cells.emplace_back(month.reports_asked);
    row.cells.emplace_back(report::Minutes{month.hours.credited});
    row.cells.emplace_back(report::Minutes{month.hours.required});
    row.cells.emplace_back(month.counts.late_minutes);
    row.cells.emplace_back(month.counts.early_minutes);
    table.rows.push_back(std::move(row));
  }
  out.sections.push_back(std::move(table));

  report::Legend legend;
  std::set<std::string> explained;
  for (const Kind* kind : kinds) {
    if (explained.insert(kind->code).second) legend.entries.push_back({kind->code, kind->meaning});
  }
  legend.entries.push_back({"HK", "hari kerja, jumlah semua kolom di depannya"});
  if (explained.insert(codes.free).second) legend.entries.push_back({codes.free, "libur"});
  if (printed.contains(codes.not_member)) legend.entries.push_back({codes.not_member, "belum atau tidak lagi bertugas"});
  legend.entries.push_back({"WFO", "hari bekerja di kantor"});
  legend.entries.push_back({"TL/PSW", "menit terlambat/pulang sebelum waktunya"});
  add_shades(legend);
  out.sections.push_back(std::move(legend));
  out.sections.push_back(report::Signatures{{signatory(sources, "kepala", "MENGETAHUI", true)}});
  return out;
}

report::Document merauke(Sources& sources, const std::vector<Member>& members, const std::map<std::string_view, Month>& months) {
  const PaperRequest& request = sources.request;
  report::Document out = new_paper(sources, "rekap-kehadiran", "Rekapitulasi kehadiran");
  out.orientation = report::Orientation::landscape;
  out.titles = {"REKAPITULASI KEHADIRAN PEGAWAI", title_of_month(request)};
  report::Table table;
  table.key = "rekap";
  table.empty_text = "Tidak ada pegawai";
  const bool open =
      std::ranges::any_of(months, [](const auto& one) { return one.second.counts.candidate + one.second.counts.pending > 0; });
  std::vector<std::string> parts = {"tepat", "telat", "alpa", "izin", "sakit", "cuti", "dinas"};
  if (open) parts.push_back("belum");
  table.columns = {{.key = "no", .title = "No"},
                   {.key = "nama", .title = "Nama"},
                   {.key = "nip", .title = "NIP", .beneath = true},
                   {.key = "unit", .title = "Unit/Sub Unit"},
                   {.key = "jabatan", .title = "Jabatan"},
                   {.key = "profesi", .title = "Profesi"},
                   {.key = "hari_efektif", .title = "Hari Efektif", .total = Total::sum, .sum_of = parts},
                   {.key = "hadir", .title = "Hadir", .total = Total::sum, .sum_of = {"tepat", "telat"}},
                   {.key = "tepat", .title = "Tepat", .total = Total::sum},
                   {.key = "telat", .title = "Telat", .total = Total::sum},
                   {.key = "alpa", .title = "Alpa", .total = Total::sum},
                   {.key = "izin", .title = "Izin", .total = Total::sum},
                   {.key = "sakit", .title = "Sakit", .total = Total::sum},
                   {.key = "cuti", .title = "Cuti", .total = Total::sum},
                   {.key = "dinas", .title = "Dinas", .total = Total::sum}};
  if (open) table.columns.push_back({.key = "belum", .title = "Belum", .total = Total::sum});
  table.columns.push_back({.key = "jam", .title = "Total Jam", .total = Total::sum});
  table.columns.push_back({.key = "persen",
                           .title = "%",
                           .align = report::Align::right,
                           .total = Total::percent,
                           .part = "hadir",
                           .whole = "hari_efektif"});
  int number = 0;
  const bool grouped = has_non_asn(members);
  for (const Member& member : members) {
    const Month& month = months.at(member.id);
    const Counts& counts = month.counts;
    const std::string& section = member.state().section;
    const std::string unit = unit_name(sources.book, member.person->unit);
    report::Row row{
        {++number, member.person->name, report::Identifier{member.id}, section.empty() ? unit : unit + " / " + section,
         position_of(sources, member.id, member.day), std::string(class_name(member.state().klass)), report::Cell(),
         report::Cell(), counts.present() - counts.late, counts.late, counts.absent, counts.excused, counts.sick, counts.leave,
         counts.duty + counts.town_duty + counts.study},
        grouped ? staff_group(member) : ""};
    if (open) row.cells.emplace_back(counts.candidate + counts.pending);
    row.cells.emplace_back(report::Minutes{month.hours.credited});
    row.cells.emplace_back(report::percent(counts.present(), counts.workdays));
    table.rows.push_back(std::move(row));
  }
  out.sections.push_back(std::move(table));
  report::Legend legend{"Keterangan",
                        {{"Hadir", "di kantor dan dari rumah (WFH)"}, {"Dinas", "dinas luar, tugas luar, tugas belajar"}}};
  if (open) legend.entries.push_back({"Belum", "hari yang belum selesai atau belum diputuskan atasan"});
  out.sections.push_back(std::move(legend));
  out.sections.push_back(report::Signatures{{signatory(sources, "kepala", "MENGETAHUI", true)}});
  return out;
}

}  // namespace

Made monthly(const Book& book, const PaperRequest& request) {
  if (!request.form.empty() && request.form != "berau" && request.form != "merauke") {
    return base::Error{base::Fault::bad_input, fmt::format("Bentuk rekapitulasi \"{}\" tidak dikenal.", request.form),
                       "Pilih berau (satu kolom per hari) atau merauke (jumlah saja)."};
  }
  Sources sources(book, request);
  const auto members = members_of(sources);
  const auto all = rules::statuses(sources.lookup, request.unit, request.from, request.until, request.whole_opd);
  std::map<std::string_view, Month> months;
  for (const Member& member : members) months[member.id];
  for (const auto& [person, days] : by_person(all)) {
    if (const auto found = months.find(person); found != months.end()) found->second = month_of(sources, days);
  }
  return request.form == "merauke" ? merauke(sources, members, months) : berau(sources, members, months);
}

Made hours(const Book& book, const PaperRequest& request) {
  Sources sources(book, request);
  const auto members = members_of(sources);
  std::map<std::string, rules::MonthHours> found;
  for (auto& one : rules::month_hours(sources.lookup, request.unit, request.from, request.until, request.whole_opd)) {
    found.emplace(one.person, std::move(one));
  }
  report::Document out = new_paper(sources, "rekap-jam-kerja", "Rekapitulasi jam kerja");
  out.orientation = report::Orientation::landscape;
  out.titles = {"REKAPITULASI JAM KERJA PEGAWAI", title_of_month(request)};
  report::Table table;
  table.key = "jam_kerja";
  table.empty_text = "Tidak ada pegawai";
  table.columns = {
      {.key = "no", .title = "No"},
      {.key = "nama", .title = "Nama"},
      {.key = "nip", .title = "NIP", .beneath = true},
      {.key = "hari_kerja", .title = "Hari kerja", .total = Total::sum},
      {.key = "wfo", .title = "WFO", .group = "Hari", .total = Total::sum},
      {.key = "wfh", .title = "WFH", .group = "Hari", .total = Total::sum},
      {.key = "wfh_lengkap", .title = "WFH lengkap", .group = "Hari", .total = Total::sum},
      {.key = "cuti_dinas", .title = "Cuti/dinas", .group = "Hari", .total = Total::sum},
      {.key = "tidak_lengkap", .title = "Tanpa masuk/pulang", .group = "Hari", .total = Total::sum},
      {.key = "wajib", .title = "Wajib", .group = "Jam kerja", .total = Total::sum},
      {.key = "nyata", .title = "Terpenuhi", .group = "Jam kerja", .total = Total::sum},
      {.key = "kurang", .title = "Kurang", .group = "Jam kerja", .total = Total::sum},
      {.key = "lebih", .title = "Lebih", .group = "Jam kerja", .total = Total::sum},
      {.key = "persen", .title = "%", .align = report::Align::right, .total = Total::percent, .part = "nyata", .whole = "wajib"}};
  const bool open = std::ranges::any_of(found, [](const auto& one) { return one.second.not_yet > 0; });
  if (open) table.columns.push_back({.key = "belum", .title = "Belum berjalan", .group = "Jam kerja", .total = Total::sum});
  int number = 0;
  const bool grouped = has_non_asn(members);
  for (const Member& member : members) {
    const rules::MonthHours& one = found[member.id];
    report::Row row{
        {++number, member.person->name, report::Identifier{member.id}, one.workdays, one.office_days, one.home_days,
         one.home_complete, one.away_days, one.incomplete, report::Minutes{one.required}, report::Minutes{one.credited},
         report::Minutes{one.missing()}, report::Minutes{one.overtime}, report::percent(one.credited, one.required)},
        grouped ? staff_group(member) : ""};
    if (one.missing() > 0) row.cells[11].shade = report::Shade::attention;
    if (open) row.cells.emplace_back(report::Minutes{one.not_yet});
    table.rows.push_back(std::move(row));
  }
  out.sections.push_back(std::move(table));
  out.sections.push_back(
      report::Legend{"Keterangan",
                     {{"WFH lengkap", "hari WFH dengan semua laporannya; dihitung sebanyak jam yang dijadwalkan"},
                      {"Wajib", "jam kerja hari-hari kerja; cuti dan dinas menguranginya menurut ketentuan yang berlaku"},
                      {"Lebih", "waktu di luar jam yang dijadwalkan; tidak menutup kekurangan hari lain"}}});
  out.sections.push_back(report::Signatures{{signatory(sources, "kepala", "MENGETAHUI", true)}});
  return out;
}

}  // namespace hadir::papers
