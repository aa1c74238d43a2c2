// The published schedule of an office: people by days, what each code means, and how evenly the days at the office are spread
// (R1.4, A19).

#include <algorithm>
#include <array>
#include <map>

#include <fmt/format.h>

#include "common/papers/days_table.h"
#include "common/papers/paper_list.h"
#include "common/papers/parts.h"
#include "common/rules/calendar.h"

namespace hadir::papers {
namespace {

using rules::Mode;
using rules::ScheduleCell;

constexpr std::array<std::string_view, 5> mode_codes = {"WFO", "WFH", "OFF", "C", "DL"};
constexpr std::array<std::string_view, 5> mode_texts = {"bekerja di kantor", "bekerja dari rumah", "tidak bertugas", "cuti",
                                                        "dinas luar"};

// A code of up to three letters for each shift that is used: its first letter, or more of it where others begin alike.
std::map<std::string, std::string> shift_codes(const Book& book, const std::vector<Member>& members, Date from, Date until) {
  std::map<std::string, std::string> codes;
  for (const Member& member : members) {
    for (auto at = book.schedule.lower_bound({member.id, from}); at != book.schedule.end() && at->first.first == member.id;
         ++at) {
      if (at->first.second > until) break;
      if (!at->second.shift.empty() && at->second.mode == Mode::wfo) codes.emplace(at->second.shift, "");
    }
  }
  std::map<std::string, int> used;
  for (const std::string_view code : mode_codes) ++used[std::string(code)];
  for (auto& [shift, code] : codes) {
    for (std::size_t length = 1; length <= 3 && code.empty(); ++length) {
      std::string candidate = shift.substr(0, length);
      for (char& letter : candidate) letter = letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter;
      if (used.emplace(candidate, 1).second) code = candidate;
    }
    for (int number = 1; code.empty(); ++number) {
      const std::string candidate = "S" + std::to_string(number);
      if (used.emplace(candidate, 1).second) code = candidate;
    }
  }
  return codes;
}

struct Tally {
  std::array<std::int64_t, 5> modes{};
  std::int64_t& of(Mode mode) { return modes[static_cast<std::size_t>(mode)]; }
};

std::string shift_text(const Book& book, const PaperRequest& request, const std::string& shift) {
  const rules::ShiftEntry* entry = book.shift(request.unit, shift, request.from);
  const std::string name = entry == nullptr || entry->name.empty() ? shift : entry->name;
  if (entry == nullptr) return "di kantor, sif " + name;
  return fmt::format("di kantor, sif {} {:02}:{:02}-{:02}:{:02}", name, entry->start_minutes / 60, entry->start_minutes % 60,
                     entry->end_minutes / 60 % 24, entry->end_minutes % 60);
}

// A19: the spread over those who are scheduled on as many days as most are; structural officials are no part of it.
void fairness(const std::vector<Member>& members, const std::map<std::string_view, Tally>& tallies, report::Facts& facts) {
  const Member *most = nullptr, *least = nullptr;
  std::int64_t upper = 0, lower = 0;
  int counted = 0;
  for (const Member& member : members) {
    const auto found = tallies.find(member.id);
    if (member.state().klass == rules::Class::structural || found == tallies.end()) continue;
    const std::int64_t days = found->second.modes[0];
    ++counted;
    if (most == nullptr || days > upper) most = &member, upper = days;
    if (least == nullptr || days < lower) least = &member, lower = days;
  }
  if (counted < 2) return;
  facts.lines.push_back({"Hari WFO terbanyak", fmt::format("{} hari ({})", upper, most->person->name)});
  facts.lines.push_back({"Hari WFO paling sedikit", fmt::format("{} hari ({})", lower, least->person->name)});
  facts.lines.push_back({"Selisih", fmt::format("{} hari{}", upper - lower, upper - lower <= 1 ? ", merata" : ", belum merata")});
}

}  // namespace

Made roster(const Book& book, const PaperRequest& request) {
  Sources sources(book, request);
  const auto members = members_of(sources);
  const auto codes = shift_codes(book, members, request.from, request.until);

  report::Document out = new_paper(sources, "jadwal", "Jadwal kerja");
  out.paper = request.size.value_or(report::PaperSize::f4);
  out.orientation = report::Orientation::landscape;
  out.titles = {"JADWAL KERJA PEGAWAI",
                (is_whole_month(request.from, request.until) ? "Bulan " : "") + span_text(request.from, request.until)};

  report::Table table;
  table.key = "jadwal";
  table.columns = {{.key = "no", .title = "NO", .align = report::Align::centre},
                   {.key = "nama", .title = "NAMA"},
                   {.key = "nip", .title = "NIP", .beneath = true}};
  add_day_columns(book, request, table);
  table.columns.push_back({.key = "wfo", .title = "WFO", .group = "JUMLAH", .total = report::Total::sum});
  table.columns.push_back({.key = "wfh", .title = "WFH", .group = "JUMLAH", .total = report::Total::sum});
  table.empty_text = "Tidak ada pegawai";

  std::map<Date, Tally> by_day;
  std::map<std::string_view, Tally> by_person;
  std::array<bool, 5> used{};
  int number = 0;
  const bool grouped = has_non_asn(members);
  for (const Member& member : members) {
    report::Row row{{++number, member.person->name, report::Identifier{member.id}}, grouped ? staff_group(member) : ""};
    Tally tally;
    bool scheduled = false;
    for (const Date day : day_columns(request)) {
      const auto found = book.schedule.find({member.id, day});
      const Person* person = book.person(member.id, day);
      if (found == book.schedule.end() || !is_asked(request, day) || !person->is_member(day)) {
        row.cells.emplace_back();
        continue;
      }
      const ScheduleCell& cell = found->second;
      const auto mode = static_cast<std::size_t>(cell.mode);
      const bool shift = cell.mode == Mode::wfo && !cell.shift.empty();
      used[mode] = used[mode] || !shift;
      row.cells.emplace_back(shift ? codes.at(cell.shift) : std::string(mode_codes[mode]));
      ++tally.of(cell.mode);
      ++by_day[day].of(cell.mode);
      scheduled = true;
    }
    row.cells.emplace_back(tally.of(Mode::wfo));
    row.cells.emplace_back(tally.of(Mode::wfh));
    if (scheduled) by_person.emplace(member.id, tally);
    table.rows.push_back(std::move(row));
  }
  out.sections.push_back(std::move(table));

  report::Table days;
  days.key = "per_hari";
  days.title = "Jumlah pegawai per hari";
  days.columns = {{.key = "tempat", .title = "TEMPAT KERJA"}};
  add_day_columns(book, request, days);
  for (const Mode mode : {Mode::wfo, Mode::wfh}) {
    report::Row row{{mode == Mode::wfo ? "Kantor (WFO)" : "Rumah (WFH)"}, ""};
    for (const Date day : day_columns(request)) {
      const auto found = by_day.find(day);
      row.cells.push_back(found == by_day.end() ? report::Cell() : report::Cell(found->second.of(mode)));
    }
    days.rows.push_back(std::move(row));
  }
  out.sections.push_back(std::move(days));

  report::Legend legend;
  for (std::size_t mode = 0; mode < used.size(); ++mode) {
    if (used[mode]) legend.entries.push_back({std::string(mode_codes[mode]), std::string(mode_texts[mode])});
  }
  for (const auto& [shift, code] : codes) legend.entries.push_back({code, shift_text(book, request, shift)});
  add_shades(legend);
  out.sections.push_back(std::move(legend));
  report::Facts facts;
  fairness(members, by_person, facts);
  if (!facts.lines.empty()) out.sections.push_back(std::move(facts));
  out.sections.push_back(report::Signatures{{signatory(sources, "kepala", "", true)}});
  return out;
}

}  // namespace hadir::papers
