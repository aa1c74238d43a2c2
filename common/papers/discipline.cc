// Absence without leave against the thresholds of PP 94/2021 (DOMAIN.md 4.2): days that a superior decided about, and apart from
// them days on which nobody knows (A41). A warning and never a decision.

#include <algorithm>

#include <fmt/format.h>

#include "common/papers/paper_list.h"
#include "common/papers/parts.h"
#include "common/rules/discipline.h"

namespace hadir::papers {
namespace {

using rules::DayStatus;

// 05-07, 06-07: the year is the paper's.
std::string dates_text(const std::vector<Date>& days) {
  std::string text;
  for (std::size_t at = 0; at < days.size(); ++at) {
    if (at > 0) text += ", ";
    text += report::short_date(days[at]).substr(0, 5);
  }
  return text;
}

}  // namespace

Made discipline(const Book& book, const PaperRequest& request) {
  constexpr std::size_t batch = 64;  // people whose days one Lookup remembers: a year of an office would be much at once
  const Date first = std::max(*base::date_from(base::year_of(request.until), 1, 1), book.first);
  const auto members = members_of(book, request.unit, request.from, request.until, request.whole_opd);

  Sources sources(book, request);
  report::Document out = new_paper(sources, "disiplin", "Pemantauan disiplin");
  out.orientation = report::Orientation::landscape;
  out.titles = {"PEMANTAUAN KETIDAKHADIRAN TANPA KETERANGAN",
                "Tahun " + std::to_string(base::year_of(request.until)) + ", keadaan " + report::long_date(request.until)};
  report::Table table;
  table.key = "peringatan";
  table.title = "Peringatan menurut PP 94/2021";
  table.columns = {{.key = "no", .title = "No"},
                   {.key = "nama", .title = "Nama"},
                   {.key = "nip", .title = "NIP", .beneath = true},
                   {.key = "jabatan", .title = "Jabatan"},
                   {.key = "hari", .title = "Hari tanpa keterangan"},
                   {.key = "berturut", .title = "Terlama berturut-turut"},
                   {.key = "ambang", .title = "Ambang yang tercapai"},
                   {.key = "tercapai", .title = "Tercapai pada"},
                   {.key = "tanggal", .title = "Tanggal"}};
  report::Table open;
  open.key = "calon";
  open.title = "Belum diputuskan atasan";
  open.columns = {
      {.key = "no", .title = "No"},           {.key = "nama", .title = "Nama"}, {.key = "nip", .title = "NIP", .beneath = true},
      {.key = "jabatan", .title = "Jabatan"}, {.key = "hari", .title = "Hari"}, {.key = "tanggal", .title = "Tanggal"}};
  int number = 0, number_open = 0;
  for (std::size_t begin = 0; begin < members.size(); begin += batch) {
    Sources some(book, request);
    for (std::size_t at = begin; at < std::min(members.size(), begin + batch); ++at) {
      const Member& member = members[at];
      std::vector<DayStatus> days;
      std::vector<Date> decided, undecided;
      for (Date day = first; day <= request.until; ++day.days) {
        days.push_back(rules::status_of(some.lookup, member.id, day));
        if (days.back().status == rules::Status::absent) decided.push_back(day);
        if (days.back().status == rules::Status::candidate) undecided.push_back(day);
      }
      const rules::Absences absences = rules::absences_of(days);
      const std::string position = position_of(sources, member.id, member.day);
      if (!absences.crossings.empty()) {
        std::string what;
        for (const auto& crossing : absences.crossings) {
          if (crossing.day == absences.crossings.back().day) what += (what.empty() ? "" : "; ") + crossing.what;
        }
        table.rows.push_back({{++number, member.person->name, report::Identifier{member.id}, position, absences.decided,
                               absences.longest_run, what, absences.crossings.back().day, dates_text(decided)},
                              ""});
      }
      if (!undecided.empty()) {
        open.rows.push_back({{++number_open, member.person->name, report::Identifier{member.id}, position, undecided.size(),
                              dates_text(undecided)},
                             ""});
      }
    }
  }
  out.sections.push_back(
      report::Paragraph{"Daftar ini adalah peringatan, bukan keputusan. Hukuman disiplin dijatuhkan oleh pejabat yang berwenang "
                        "setelah pemeriksaan; hari yang "
                        "belum diputuskan atasan tidak dihitung.",
                        report::Align::left, true});
  if (first > *base::date_from(base::year_of(request.until), 1, 1)) {
    out.sections.push_back(report::Paragraph{"Dihitung sejak " + report::long_date(first) + "; data sebelumnya tidak termuat."});
  }
  out.sections.push_back(std::move(table));
  out.sections.push_back(std::move(open));
  out.sections.push_back(report::Signatures{{signatory(sources, "kepegawaian", "", true)}});
  return out;
}

}  // namespace hadir::papers
