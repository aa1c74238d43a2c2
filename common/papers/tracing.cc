// Who was near somebody who fell ill (A34, R4.7). Health data: the paper is marked, names neither the case nor why, not even in
// its file's name, and whoever makes it sees to it that only those who may ask do (DOMAIN.md 4.9).

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "common/papers/paper_list.h"
#include "common/papers/parts.h"
#include "common/rules/tracing.h"

namespace hadir::papers {
namespace {

using rules::Contact;

std::string_view where_text(Contact::Where where) {
  switch (where) {
    case Contact::Where::room: return "ruangan";
    case Contact::Where::unit: return "unit";
    case Contact::Where::meeting: return "rapat";
    case Contact::Where::assembly: return "apel";
  }
  return "";
}

report::Cell time_cell(const Book& book, const std::string& unit, const std::optional<rules::Instant>& at) {
  if (!at) return {};
  const std::int64_t local = at->ms + static_cast<std::int64_t>(book.offset_of(unit)) * 60'000;
  return report::TimeOfDay{static_cast<int>(local / 60'000 % (24 * 60))};
}

}  // namespace

Made tracing(const Book& book, const PaperRequest& request) {
  Sources sources(book, request);
  const Date day = request.from;
  const int look_back = static_cast<int>(std::clamp<std::int64_t>(request.look_back_days, 0, 366));
  const auto contacts = rules::trace(sources.lookup, request.person, day, look_back);

  PaperRequest unnamed = request;
  unnamed.person.clear();
  Sources without_name(book, unnamed);
  report::Document out = new_paper(without_name, "penelusuran", "Penelusuran kontak");
  out.orientation = report::Orientation::landscape;
  out.titles = {"DAFTAR PENELUSURAN KONTAK", "Rahasia: hanya untuk petugas kesehatan dan pimpinan yang berwenang"};

  struct Near {
    std::set<Date> days;
    std::int64_t longest = 0;
    bool unknown = false;
  };
  std::map<std::string, Near> people;
  report::Table table;
  table.key = "kontak";
  table.title = "Rincian";
  table.columns = {{.key = "no", .title = "No"},
                   {.key = "nama", .title = "Nama"},
                   {.key = "nip", .title = "NIP", .beneath = true},
                   {.key = "tanggal", .title = "Tanggal"},
                   {.key = "jenis", .title = "Bertemu di"},
                   {.key = "tempat", .title = "Tempat"},
                   {.key = "mulai", .title = "Mulai", .group = "Bersamaan"},
                   {.key = "selesai", .title = "Selesai", .group = "Bersamaan"},
                   {.key = "menit", .title = "Menit", .group = "Bersamaan"},
                   {.key = "keterangan", .title = "Keterangan"}};
  int number = 0;
  for (const Contact& one : contacts) {
    Near& near = people[one.person];
    near.days.insert(one.day);
    near.longest = std::max(near.longest, one.minutes.value_or(0));
    near.unknown = near.unknown || !one.minutes || one.no_exit || one.no_entry;
    const Person* person = book.person(one.person, one.day);
    const std::string unit = person == nullptr ? request.unit : person->unit;
    table.rows.push_back(
        {{++number, name_of(book, one.person), report::Identifier{one.person}, one.day, std::string(where_text(one.where)),
          one.place, time_cell(book, unit, one.begins), time_cell(book, unit, one.ends), one.minutes, one.note()},
         ""});
  }
  report::Table sums;
  sums.key = "orang";
  sums.title = "Yang perlu dihubungi";
  sums.columns = {{.key = "no", .title = "No"},
                  {.key = "nama", .title = "Nama"},
                  {.key = "nip", .title = "NIP", .beneath = true},
                  {.key = "unit", .title = "Unit"},
                  {.key = "hari", .title = "Hari bertemu"},
                  {.key = "terakhir", .title = "Terakhir"},
                  {.key = "terlama", .title = "Terlama (menit)"},
                  {.key = "keterangan", .title = "Keterangan"}};
  number = 0;
  for (const auto& [id, near] : people) {
    const Person* person = book.person(id, *near.days.rbegin());
    sums.rows.push_back(
        {{++number, name_of(book, id), report::Identifier{id}, person == nullptr ? "" : unit_name(book, person->unit),
          near.days.size(), *near.days.rbegin(), near.longest, near.unknown ? "sebagian waktunya tidak diketahui" : ""},
         ""});
  }
  out.sections.push_back(report::Facts{
      "",
      {{"Masa penelusuran", fmt::format("{} s.d. {}", report::long_date({day.days - look_back}), report::long_date(day))},
       {"Jumlah", fmt::format("{} orang, {} pertemuan", people.size(), contacts.size())}}});
  out.sections.push_back(std::move(sums));
  out.sections.push_back(std::move(table));
  return out;
}

}  // namespace hadir::papers
